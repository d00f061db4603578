"""`groundup train`: what a run folder holds, and that it is whole or not there."""

import csv
import json

import numpy as np
import pytest

from groundup.cli import main
from groundup.io import load_weights

PNG = b"\x89PNG\r\n\x1a\n"
POINTS = ["config.json", "figures/boundary.png", "figures/confusion.png", "figures/curves.png",
          "history.csv", "weights.safetensors"]
PICTURES = sorted({*POINTS, "figures/worst_mistakes.png"} - {"figures/boundary.png"})


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("run, expected", [("points_run", POINTS), ("digits_run", PICTURES)])
def test_a_run_folder_is_complete(request, run, expected):
    folder = request.getfixturevalue(run)
    assert files(folder) == expected
    assert all((folder / name).read_bytes().startswith(PNG) for name in expected if "png" in name)
    assert [path.name for path in folder.parent.iterdir()] == ["run"]


def test_the_config_repeats_the_run(digits_run, tmp_path):
    config = json.loads((digits_run / "config.json").read_text())
    assert config["dataset"] == "digits"
    assert config["class_names"] == list("0123456789")
    assert config["network"]["hidden"] == [64]
    assert config["training"]["epochs"] == config["result"]["epochs"] == 12
    assert config["result"]["test_accuracy"] > 0.9
    assert config["result"]["interrupted"] is False

    words = config["command"].split()
    assert words[:3] == ["groundup", "train", "digits"]
    assert main([*words[1:], "--out", "again", "--quiet"]) == 0
    first, again = (load_weights(folder / "weights.safetensors")
                    for folder in (digits_run, tmp_path / "again"))
    assert list(first) == list(again)
    assert all(np.array_equal(first[name], again[name]) for name in first)


def test_the_history_has_a_row_an_epoch(digits_run):
    with open(digits_run / "history.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["epoch"]) for row in rows] == list(range(1, 13))
    assert float(rows[-1]["loss"]) < 0.5 * float(rows[0]["loss"])
    assert float(rows[-1]["val_accuracy"]) > 0.9


def test_the_screen_says_how_well_it_went(groundup, tmp_path):
    result = groundup("train", "digits", "--epochs", "3", "--hidden", "32")
    (folder,) = (tmp_path / "runs").iterdir()
    assert result.status == 0
    assert "Training on digits  64 → 32 → 10, 2,410 parameters" in result.out
    assert "Test accuracy" in result.out
    assert "recall" in result.out
    assert "Worst mistakes" in result.out
    assert f"runs/{folder.name}" in result.out
    assert "\x1b" not in result.out + result.err
    lines = [line for line in result.out.splitlines() if not line.startswith("epoch")]
    assert max(map(len, lines)) <= 80


def test_quiet_prints_the_folder_and_nothing_else(groundup, tmp_path):
    result = groundup("train", "blobs", "--epochs", "1", "--val-fraction", "0", "--quiet")
    (folder,) = (tmp_path / "runs").iterdir()
    assert (result.status, result.out, result.err) == (0, f"runs/{folder.name}\n", "")
    header = (folder / "history.csv").read_text().split("\n")[0]
    assert "loss" in header and "val_loss" not in header


def test_no_hidden_layer_and_every_optimizer(groundup, tmp_path):
    for name in ("sgd", "adagrad", "rmsprop", "adam", "adamw"):
        result = groundup("train", "moons", "--hidden", "none", "--epochs", "2", "--quiet",
                          "--optimizer", name, "--out", name)
        assert result.status == 0, result.err
        assert list(load_weights(tmp_path / name / "weights.safetensors")) == ["0.bias", "0.weight"]


def test_overwrite_replaces_a_whole_run(groundup, tmp_path):
    for seed in (0, 1):
        result = groundup("train", "xor", "--epochs", "1", "--seed", seed, "--out", "here",
                          "--overwrite", "--quiet")
        assert result.status == 0
    assert json.loads((tmp_path / "here" / "config.json").read_text())["training"]["seed"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


def test_a_failure_while_writing_leaves_nothing(groundup, tmp_path, monkeypatch):
    from groundup.cli import report

    def broken(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(report, "draw", broken)
    result = groundup("train", "xor", "--epochs", "1", "--quiet")
    assert result.status == 2
    assert "No space left on device" in result.err
    assert list((tmp_path / "runs").iterdir()) == []


def test_two_runs_at_the_same_second_have_two_names(tmp_path, monkeypatch):
    from groundup.cli import runs

    (tmp_path / "runs" / "xor-now").mkdir(parents=True)
    monkeypatch.setattr(runs.time, "strftime", lambda form: "now")
    assert str(runs.choose_folder("xor", None, overwrite=False)) == "runs/xor-now-2"
