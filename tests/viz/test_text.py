"""Pictures and tables in the terminal: plain and in colour."""

import re

import numpy as np
import pytest

from groundup.viz import text

ansi = re.compile(r"\x1b\[[\d;]*m")


def test_plain_pictures_use_no_escape_and_two_characters_a_pixel():
    drawn = text.pictures(np.eye(3)[None], color=False)
    assert drawn.split("\n") == ["@@", "  @@", "    @@"]


def test_half_blocks_carry_two_pixels_each():
    drawn = text.pictures(np.array([[0.0, 1.0], [1.0, 0.0]]))
    assert ansi.sub("", drawn) == "▀▀"
    assert drawn.startswith("\x1b[38;2;0;0;0;48;2;255;255;255m▀\x1b[38;2;255;255;255;48;2;0;0;0m▀")


def test_an_odd_last_row_has_no_background():
    last = text.pictures(np.ones((3, 1))).split("\n")[1]
    assert last == "\x1b[38;2;255;255;255m▀\x1b[0m"


def test_colour_images_keep_their_colours():
    red = np.zeros((1, 3, 2, 1))
    red[0, 0] = 1
    assert "38;2;255;0;0;48;2;255;0;0" in text.pictures(red)
    assert text.pictures(red, color=False) == "::\n::"      # luma of red is 0.299


@pytest.mark.parametrize("color", [True, False])
def test_pictures_stand_side_by_side_up_to_the_width(color):
    drawn = ansi.sub("", text.pictures(np.ones((5, 4, 4)), captions="abcde", color=color, width=30))
    assert max(map(len, drawn.split("\n"))) <= 30
    rows = [line.split() for line in drawn.split("\n") if "a" in line or "d" in line]
    assert rows == ([list("abcde")] if color else [list("abc"), list("de")])
    places = [drawn.split("\n")[-1].index(letter) for letter in rows[-1][:2]]
    assert places[1] - places[0] == (6 if color else 10)


def test_the_table_holds_all_counts_and_recalls():
    matrix = np.array([[30, 2, 0], [1, 40, 4], [0, 0, 0]])
    plain = text.confusion_table(matrix, ["cat", "dog", "elephant"], color=False)
    title, _, *rows = plain.split("\n")
    assert title.startswith("70 of 77 right (90.9 %)")
    assert [row.split() for row in rows] == [["cat", "30", "2", "·", "94", "%"],
                                             ["dog", "1", "40", "4", "89", "%"],
                                             ["elephant", "·", "·", "·", "–"]]
    assert ansi.sub("", text.confusion_table(matrix, ["cat", "dog", "elephant"])) == plain


def test_columns_line_up_for_26_classes():
    plain = text.confusion_table(np.eye(26, dtype=int) * 120, color=False).split("\n")
    assert {len(line) for line in plain[1:]} == {len(plain[1])} and len(plain[1]) < 132


def test_right_and_wrong_have_the_colours_of_the_figures():
    drawn = text.confusion_table([[3, 1], [0, 2]])
    assert "\x1b[1;38;2;0;158;115m  3" in drawn and "\x1b[1;38;2;213;94;0m  1" in drawn


def test_rich_reads_what_we_write():
    rich = pytest.importorskip("rich.text", reason="the terminal extra brings rich")
    drawn = rich.Text.from_ansi(text.paint("done", "#009E73"))
    assert drawn.plain == "done" and str(drawn.spans[0].style) == "#009e73"


def test_bad_input_is_told_what_was_expected():
    with pytest.raises(ValueError, match="2 captions for 1 images"):
        text.pictures(np.zeros((4, 4)), captions=["a", "b"])
    with pytest.raises(ValueError, match=r"expected \(K, K\)"):
        text.confusion_table([[1, 2]])
