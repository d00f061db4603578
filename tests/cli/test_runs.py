"""`groundup runs`: the list and the comparison, on screen, as JSON and as a picture."""

import json
import os
import shutil

import numpy as np
import pytest

from groundup.cli import runs
from groundup.train.lock import FolderLock

CONFIG = {"groundup": "0.1.0", "dataset": "digits",
          "network": {"in_features": 64, "hidden": [256, 128], "out_features": 10,
                      "activation": "relu", "dropout": 0.1},
          "training": {"epochs": 3, "batch_size": 64, "optimizer": "adamw", "lr": 0.005, "seed": 0}}


def change(tree, path, value):
    tree = json.loads(json.dumps(tree))
    *parents, last = path.split(".")
    part = tree
    for name in parents:
        part = part[name]
    part[last] = value
    return tree


@pytest.fixture
def make(tmp_path):
    """make(name, **changes of the config): a run folder, newer than those made before."""
    made = []

    def run(name, epochs=3, interrupted=False, test_accuracy=0.9, **changes):
        folder = tmp_path / "runs" / name
        folder.mkdir(parents=True)
        config = CONFIG
        for path, value in changes.items():
            config = change(config, path.replace("__", "."), value)
        if not name.endswith(".unfinished"):
            config = {**config, "result": {"test_accuracy": test_accuracy, "test_samples": 359,
                                           "epochs": epochs, "seconds": 63.0 * epochs,
                                           "interrupted": interrupted}}
            (folder / "weights.safetensors").write_bytes(b"numbers")
        (folder / "config.json").write_text(json.dumps(config))
        rows = [f"{i},{1 / i},{1 - 0.2 / i},{1.1 / i},{1 - 0.4 / i},0.005,63.0"
                for i in range(1, epochs + 1)]
        (folder / "history.csv").write_text("\n".join(
            ["epoch,loss,accuracy,val_loss,val_accuracy,lr,seconds", *rows, ""]))
        made.append(folder)
        for age, each in enumerate(reversed(made)):
            os.utime(each / "config.json", (1e9 - age, 1e9 - age))
        return folder

    return run


def rows(result):
    """The lines of the table as lists of words."""
    assert result.status == 0, result.err
    assert max(map(len, result.out.splitlines())) <= 80
    assert "\x1b" not in result.out
    return [line.split() for line in result.out.splitlines()]


def test_without_runs_it_says_how_to_make_one(groundup):
    result = groundup("runs")
    assert result.status == 0
    assert "groundup train digits" in result.out
    assert groundup("runs", "--json").out == "[]\n"


def test_a_line_a_run_the_newest_last(groundup, make):
    make("digits-2026-11-23-101500")
    make("second", interrupted=True, epochs=2, network__hidden=[])
    make("third.unfinished", epochs=1, training__epochs=40)
    (make("fourth.unfinished") / ".lock").touch()               # of a process that was killed
    held = FolderLock(make("fifth.unfinished"))
    lines = rows(groundup("runs"))
    held.release()
    assert lines[0] == ["run", "data", "hidden", "epochs", "val", "%", "test", "%", "time"]
    assert lines[1:6] == [
        ["digits-2026-11-23-101500", "digits", "256,128", "3", "86.7", "90.0", "3:09",
         "finished"],
        ["second", "digits", "none", "2/3", "80.0", "90.0", "2:06", "interrupted"],
        ["third", "digits", "256,128", "1/40", "60.0", "1:03", "unfinished"],
        ["fourth", "digits", "256,128", "3", "86.7", "3:09", "unfinished"],
        ["fifth", "digits", "256,128", "3", "86.7", "3:09", "running"]]
    assert lines[-1] == ["Go", "on:", "groundup", "train", "--resume", "fourth"]


def test_long_names_take_two_lines(groundup, make):
    make("fashion_mnist-2026-11-23-101500", dataset="fashion_mnist")
    lines = rows(groundup("runs"))
    assert lines[1][0] + lines[2][0] == "fashion_mnist-2026-11-23-101500"
    assert lines[1][-1] == "finished"


@pytest.mark.parametrize("file, content, problem", [
    ("config.json", "{", "config.json is not JSON"), ("config.json", "[]", "no settings"),
    ("config.json", "\x80", "config.json is not JSON"), ("config.json", "{}", "config.json has no"),
    ("config.json", json.dumps({**CONFIG, "result": {"interrupted": 0}}), "no test_accuracy"),
    ("config.json", json.dumps({**CONFIG, "result": None}),
     "config.json does not say what was trained"),
    ("config.json", json.dumps(change({**CONFIG, "result": {
        "interrupted": 0, "test_accuracy": 1}}, "network.hidden", "wide")), "not numbers"),
    ("config.json", None, "there is no config.json"),
    ("history.csv", "epoch,loss\n1,x\n", "could not convert"), ("history.csv", "", ""),
    ("history.csv", "epoch,loss\n1\n", ""), ("history.csv", None, "there is no history.csv"),
    ("weights.safetensors", None, "there is no weights.safetensors"),
    ("weights.safetensors", "", "weights.safetensors is empty")])
def test_a_damaged_run_is_listed_as_such(groundup, make, file, content, problem):
    make("whole")
    folder = make("hurt")
    (folder / file).unlink()
    if content is not None:
        (folder / file).write_bytes(content.encode("latin-1"))
    lines = rows(groundup("runs"))
    assert {line[0]: line[-1] for line in lines[1:3]} == {"whole": "finished", "hurt": "damaged"}
    assert problem in groundup("runs").out
    listed = json.loads(groundup("runs", "--json").out)
    assert {entry["name"]: entry["state"] for entry in listed} == {"whole": "finished",
                                                                  "hurt": "damaged"}
    result = groundup("runs", "whole", "hurt")
    assert result.status == 2
    assert "hurt is damaged (" in result.err and result.err.count("\n") == 1


def test_other_folders_are_no_runs(groundup, make, tmp_path):
    make("whole")
    (tmp_path / "runs" / "tensorboard" / "train").mkdir(parents=True)
    shutil.copytree(tmp_path / "runs" / "whole", tmp_path / "runs" / ".hidden")
    assert [entry["name"] for entry in json.loads(groundup("runs", "--json").out)] == ["whole"]


def test_what_was_trained_is_what_is_listed(groundup, points_run, tmp_path):
    shutil.copytree(points_run, tmp_path / "runs" / "points")
    (entry,) = json.loads(groundup("runs", "--json").out)
    config = json.loads((points_run / "config.json").read_text())
    assert entry["state"] == "finished"
    assert entry["settings"] == {"dataset": "spiral", **config["training"],
                                 "hidden": [64, 64], "activation": "relu", "dropout": 0.0}
    assert entry["result"]["epochs"] == 2
    assert entry["result"]["test_accuracy"] == config["result"]["test_accuracy"]
    assert 0 < entry["result"]["val_accuracy"] <= 1


def test_the_comparison_shows_what_differs_and_what_is_better(groundup, make):
    make("first", training__lr=0.1)
    make("second", epochs=2, training__epochs=2, test_accuracy=0.95)
    result = groundup("runs", "first", "second")
    lines = rows(result)
    assert lines[0] == ["A", "first", "finished"]
    assert lines[3] == ["what", "differs", "A", "B"]
    assert lines[4:6] == [["epochs", "3", "2"], ["lr", "0.1", "0.005"]]
    assert ["lowest", "val", "loss", "0.3667", "0.55"] in lines
    assert ["test", "accuracy", "90.0", "%", "95.0", "%"] in lines
    assert "optimizer" not in result.out
    assert "validation loss" in result.out and "validation accuracy" in result.out
    assert "1.1 │" in result.out


def test_colours_mark_the_runs_and_the_best(groundup, make, monkeypatch):
    make("first")
    make("second.unfinished", epochs=2)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLORTERM", "truecolor")
    result = groundup("runs", "first", "second")
    assert "unfinished" in result.out
    assert any("\u2800" < character <= "\u28ff" for character in result.out)     # Braille


def test_one_run_shows_all_its_settings(groundup, make):
    make("only")
    result = groundup("runs", "latest")
    for name, value in [("optimizer", "adamw"), ("hidden", "256,128"), ("batch-size", "64")]:
        assert [name, value] in rows(result)


def test_equal_settings_and_no_epoch_yet(groundup, make):
    for name in ("one.unfinished", "two.unfinished"):
        make(name, epochs=0)
    result = groundup("runs", "one", "runs/two")
    assert ["nothing"] in rows(result)
    assert "No epoch is finished yet." in result.out
    result = groundup("runs", "one", "--plot", "empty.png")
    assert result.status == 2 and "nothing to draw" in result.err


def test_the_picture_and_the_json_of_a_comparison(groundup, make, tmp_path):
    make("first")
    make("second", epochs=2)
    result = groundup("runs", "first", "second", "--json", "--plot", "both.png")
    found = json.loads(result.out)
    np.testing.assert_allclose(found[0]["history"]["val_loss"], [1.1, 0.55, 1.1 / 3])
    assert found[1]["history"]["loss"] == [1.0, 0.5]
    assert (tmp_path / "both.png").read_bytes().startswith(b"\x89PNG")
    assert "Drawn in both.png." in groundup("runs", "first", "--plot", "both.png").out


@pytest.mark.parametrize("arguments, words", [
    (["none"], "There is no run none"), (["--plot", "a.png"], "--plot needs the runs to draw"),
    (["first", "--plot", "a.txt"], "it must end with .png"),
    (["first", "--plot", "no/where.png"], "Cannot write no/where.png"),
    ([f"run{i}" for i in range(9)], "at most 8")])
def test_what_cannot_be_compared(groundup, make, arguments, words):
    make("first")
    result = groundup("runs", *arguments)
    assert result.status == 2
    assert words in result.err and result.err.count("\n") == 1


def test_a_run_is_running_while_it_is_locked(make):
    folder = make("mine")
    assert not runs.running(folder)
    lock = FolderLock(folder)
    assert runs.running(folder)
    lock.release()
    assert not runs.running(folder)
