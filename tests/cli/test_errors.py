"""Whatever is typed wrongly gives one sentence on stderr and exit status 2."""

import pytest

TRAIN = ("train", "spiral", "--epochs", "1")


def refused(result, *words):
    assert result.status == 2
    assert result.out == ""
    assert result.err.startswith("groundup: ")
    assert result.err.count("\n") == 1
    assert "Traceback" not in result.err
    for word in words:
        assert word in result.err, result.err


@pytest.mark.parametrize("arguments, words", [
    (["trian"], ["trian", "train"]),
    (["--frobnicate"], ["--frobnicate", "groundup --help"]),
    (["train"], ["groundup train --help"]),
    (["train", "spiral", "--epoch", "3"], ["--epoch", "groundup train --help"]),
    (["train", "digitz"], ["digitz", "Did you mean digits?"]),
    (["train", "qqqq"], ["There are: spiral"]),
    ([*TRAIN, "--hidden", "12,x"], ["--hidden is '12,x'", "128,64"]),
    ([*TRAIN, "--hidden", ""], ["--hidden is ''"]),
    ([*TRAIN, "--hidden", "8,0"], ["--hidden is '8,0'"]),
    ([*TRAIN, "--lr", "banana"], ["--lr is 'banana'", "0.003"]),
    ([*TRAIN, "--lr", "-1"], ["--lr is '-1'", "above 0"]),
    ([*TRAIN, "--lr", "nan"], ["--lr is 'nan'"]),
    ([*TRAIN, "--lr", "inf"], ["--lr is 'inf'"]),
    ([*TRAIN, "--dropout", "1"], ["--dropout is '1'", "below 1"]),
    ([*TRAIN, "--weight-decay", "-0.1"], ["--weight-decay is '-0.1'"]),
    ([*TRAIN, "--val-fraction", "1"], ["--val-fraction is '1'"]),
    ([*TRAIN, "--epochs", "0"], ["--epochs is '0'", "at least 1"]),
    ([*TRAIN, "--epochs", "2.5"], ["--epochs is '2.5'", "whole number"]),
    ([*TRAIN, "--batch-size", "0"], ["--batch-size is '0'"]),
    ([*TRAIN, "--seed", "-1"], ["--seed is '-1'"]),
    ([*TRAIN, "--optimizer", "adma"], ["--optimizer is 'adma'", "adam"]),
    ([*TRAIN, "--activation", "rellu"], ["--activation is 'rellu'", "relu"]),
    (["predict"], ["groundup predict --help"]),
    (["predict", "nowhere"], ["groundup predict --help"]),
    (["predict", "nowhere", "a.png"], ["no run nowhere", "groundup train digits"]),
    (["predict", "latest", "a.png"], ["no run latest"]),
    (["predict", "nowhere", "a.png", "--top", "0"], ["--top is '0'"]),
])
def test_a_wrong_word_gives_one_sentence(groundup, arguments, words):
    refused(groundup(*arguments), *words)


def test_an_unwritable_out_is_refused_before_training(groundup, tmp_path):
    (tmp_path / "file").write_text("in the way")
    refused(groundup(*TRAIN, "--out", "file/run"), "Cannot write to file", "--out")


def test_a_run_is_not_overwritten_without_a_word(groundup, points_run):
    before = (points_run / "config.json").read_bytes()
    refused(groundup(*TRAIN, "--out", points_run), "is there already", "--overwrite")
    assert (points_run / "config.json").read_bytes() == before


def test_overwrite_replaces_nothing_but_runs(groundup, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("Dear A.,")
    result = groundup(*TRAIN, "--out", "letters", "--overwrite")
    refused(result, "not a run folder")
    assert (tmp_path / "letters" / "dear.txt").read_text() == "Dear A.,"


def test_divergence_is_explained_and_leaves_nothing(groundup, tmp_path):
    result = groundup(*TRAIN, "--optimizer", "sgd", "--lr", "1e12", "--quiet")
    refused(result, "diverged", "try a --lr below 1e+12")
    assert list(tmp_path.glob("runs/*")) == list(tmp_path.glob("runs/.*")) == []


def test_a_damaged_run_is_named(groundup, tmp_path, digits_run, draw):
    import shutil

    draw(0).save("zero.png")
    for file, content in [("config.json", b"{"), ("config.json", b"{}"), ("config.json", b"[]"),
                          ("weights.safetensors", b"\0" * 20)]:
        shutil.copytree(digits_run, tmp_path / "hurt")
        (tmp_path / "hurt" / file).write_bytes(content)
        result = groundup("predict", "hurt", "zero.png")
        refused(result, "hurt")
        shutil.rmtree(tmp_path / "hurt")


def test_a_folder_that_is_no_run_is_named(groundup, tmp_path, draw):
    draw(0).save("zero.png")
    refused(groundup("predict", tmp_path, "zero.png"), "not a run folder")


def test_a_misspelt_run_gets_the_nearest_names(groundup, points_run, tmp_path):
    import shutil

    shutil.copytree(points_run, tmp_path / "runs" / "spiral-one")
    refused(groundup("predict", "spiral-on", "a.png"), "Did you mean spiral-one?")


def test_points_cannot_be_asked_about_pictures(groundup, points_run, draw):
    draw(0).save("zero.png")
    refused(groundup("predict", points_run, "zero.png"), "learned spiral", "not pictures")


def test_a_network_that_memory_cannot_hold_is_refused(groundup, tmp_path):
    result = groundup(*TRAIN, "--hidden", "1000000,1000000000", "--quiet")
    refused(result, "does not fit into memory", "--hidden")
    assert list((tmp_path / "runs").iterdir()) == []


def test_a_missing_extra_gives_the_command(groundup, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "typer", None)
    result = groundup("datasets")
    refused(result, "pip install 'groundup[cli]'")


def test_an_unexpected_error_keeps_its_traceback(groundup, monkeypatch):
    from groundup.cli import datasets

    def broken():
        raise ZeroDivisionError

    monkeypatch.setattr(datasets, "show", broken)
    with pytest.raises(ZeroDivisionError):
        groundup("datasets")
