"""`groundup predict`: answers, bars, and how a picture was seen."""

import re

import pytest


@pytest.mark.parametrize("digit", [0, 1, 7])
def test_a_drawn_digit_is_recognised(groundup, digits_run, draw, digit):
    draw(digit, ink="darkblue", paper="beige").save("drawn.png")
    result = groundup("predict", digits_run, "drawn.png")
    assert result.status == 0
    assert result.out.startswith(f"drawn.png is {digit}, ")
    assert len(re.findall(r"\d %", result.out)) == 11          # the answer, and each class
    assert "@@" in result.out                                  # the picture, drawn plainly
    assert "\x1b" not in result.out
    assert max(map(len, result.out.splitlines())) <= 80


def test_the_probabilities_add_up_to_one(groundup, digits_run, draw):
    draw(0).save("zero.png")
    result = groundup("predict", digits_run, "zero.png")
    shares = [float(share) for share in re.findall(r"([\d.]+) %$", result.out, re.M)]
    assert len(shares) == 10
    assert sum(shares) == pytest.approx(100, abs=1)


def test_top_shows_the_likeliest_first(groundup, digits_run, draw):
    draw(7).save("seven.png")
    result = groundup("predict", digits_run, "seven.png", "--top", "3")
    shares = [float(share) for share in re.findall(r"([\d.]+) %$", result.out, re.M)]
    assert len(shares) == 3
    assert shares == sorted(shares, reverse=True)


def test_several_pictures_are_answered_in_order_or_none(groundup, digits_run, draw):
    draw(1).save("one.png")
    draw(0).save("zero.png")
    result = groundup("predict", digits_run, "zero.png", "one.png")
    assert [line.split(" is ")[0] for line in result.out.splitlines() if " is " in line] == [
        "zero.png", "one.png"]
    result = groundup("predict", digits_run, "zero.png", "none.png")
    assert (result.status, result.out) == (2, "")
    assert "There is no file none.png" in result.err


def test_colour_shows_half_blocks(groundup, digits_run, draw, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLORTERM", "truecolor")
    draw(1).save("one.png")
    result = groundup("predict", digits_run, "one.png")
    assert "▀" in result.out
    assert "\x1b[" in result.out
    monkeypatch.setenv("NO_COLOR", "1")
    result = groundup("predict", digits_run, "one.png")
    assert "▀" not in result.out
    assert not re.search(r"\x1b\[[\d;]*[34]8;", result.out)    # bold may stay, colours not


def test_a_run_is_found_by_its_name_and_as_the_latest(groundup, digits_run, draw, tmp_path):
    import shutil

    shutil.copytree(digits_run, tmp_path / "runs" / "first")
    draw(0).save("zero.png")
    answers = {groundup("predict", name, "zero.png").out
               for name in ("first", "runs/first", "latest", digits_run)}
    assert len(answers) == 1
