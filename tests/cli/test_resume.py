"""`groundup train --resume`: whatever ends a training, it goes on and ends as if nothing had."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from groundup.cli import report, runs, unfinished
from groundup.io import load_weights
from groundup.train import Callback
from groundup.train.lock import FolderLock

SCRIPT = Path(__file__).with_name("killed.py")
SPIRAL = ["train", "spiral", "--epochs", "5", "--dropout", "0.2", "--hidden", "16",
          "--batch-size", "128", "--quiet"]
DIGITS = ["train", "digits", "--epochs", "2", "--hidden", "16", "--quiet"]


def outcome(folder):
    """What must be equal: the weights to the bit, and the history but for its seconds."""
    rows = [line.rsplit(",", 1)[0] for line in (folder / "history.csv").read_text().split("\n")]
    return {name: array.tobytes()
            for name, array in load_weights(folder / "weights.safetensors").items()}, rows


@pytest.fixture
def often(monkeypatch):
    """A checkpoint after every epoch."""
    monkeypatch.setattr(unfinished.Sparing, "on_batch_end", Callback.on_batch_end)
    monkeypatch.setattr(unfinished, "FIRST", 0.0)
    monkeypatch.setattr(unfinished, "SHARE", np.inf)


@pytest.fixture
def ctrl_c(monkeypatch):
    """`ctrl_c(epoch)`: Ctrl-C comes once after this epoch."""
    whole = unfinished.Sparing.on_epoch_end

    def at(epoch):
        def interrupted(self, trainer):
            whole(self, trainer)
            if trainer.epoch == epoch:
                monkeypatch.setattr(unfinished.Sparing, "on_epoch_end", whole)
                signal.raise_signal(signal.SIGINT)
        monkeypatch.setattr(unfinished.Sparing, "on_epoch_end", interrupted)
    return at


def refused(result, *words):
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("groundup: ") and result.err.count("\n") == 1
    assert all(word in result.err for word in words), result.err


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked children; Windows cannot fork")
@pytest.mark.parametrize("command", [SPIRAL, DIGITS])
def test_killed_again_and_again_it_ends_the_same(command, tmp_path):
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "GROUNDUP_KERNELS": "numpy"}
    said = subprocess.check_output([sys.executable, SCRIPT, "6", "1", *command], cwd=tmp_path,
                                   env=environment, text=True)
    (folder,) = (tmp_path / "runs").iterdir()
    assert len(set(json.loads(said.splitlines()[-1]))) >= 4     # killed at different places
    assert outcome(folder) == outcome(tmp_path / "whole")
    assert not list(folder.glob("**/.*")) and not (folder / "checkpoints").exists()


def test_after_ctrl_c_it_goes_on(groundup, tmp_path, often, ctrl_c):
    assert groundup(*SPIRAL, "--out", "runs/whole").status == 0
    ctrl_c(epoch=2)
    result = groundup(*[word for word in SPIRAL if word != "--quiet"], "--out", "runs/two")
    folder = tmp_path / "runs" / "two"
    assert result.status == 130
    assert "Stopped after 2 epochs" in result.out and "groundup train --resume two" in result.out
    assert json.loads((folder / "config.json").read_text())["result"]["interrupted"] is True
    assert (folder / "figures" / "curves.png").exists() and (folder / "checkpoints").is_dir()

    ctrl_c(epoch=4)                                             # and once more
    result = groundup("train", "--resume", "latest", "--quiet")
    assert (result.status, result.out) == (130, "runs/two\n")
    result = groundup("train", "spiral", "--resume", "runs/two", "--hidden", "16")
    assert result.status == 0
    assert "Going on after 4 epochs." in result.out
    assert outcome(folder) == outcome(tmp_path / "runs" / "whole")
    assert sorted(path.name for path in folder.iterdir()) == [
        "config.json", "figures", "history.csv", "weights.safetensors"]
    refused(groundup("train", "--resume", "latest"), "Every run in ./runs is finished")


def test_with_more_epochs_the_rate_falls_further_on(groundup, tmp_path, often, ctrl_c):
    ctrl_c(epoch=2)
    groundup(*SPIRAL, "--out", "longer")
    refused(groundup("train", "--resume", "longer", "--epochs", "3"), "can only be more")
    ctrl_c(epoch=3)
    assert groundup("train", "--resume", "longer", "--epochs", "8", "--quiet").status == 130
    assert groundup("train", "--resume", "longer", "--quiet").status == 0
    config = json.loads((tmp_path / "longer" / "config.json").read_text())
    assert config["training"]["epochs"] == config["result"]["epochs"] == 8
    assert [entry["epochs"] for entry in config["extended"]] == [8]
    rows = (tmp_path / "longer" / "history.csv").read_text().split()
    rates = [float(row.split(",")[-2]) for row in rows[1:]]
    expected = [0.01 * (1 + np.cos(np.pi * i / n)) / 2
                for i, n in enumerate([5, 5, 8, 8, 8, 8, 8, 8])]
    np.testing.assert_allclose(rates, expected)


def test_what_cannot_go_on_is_said(groundup, tmp_path, often, ctrl_c, points_run):
    refused(groundup("train", "--resume", "latest"), "no run latest, and none in ./runs")
    ctrl_c(epoch=2)
    groundup(*SPIRAL, "--out", "runs/mine")
    for words, option in [(["--hidden cannot change", "began with 16"], ["--hidden", "8"]),
                          (["--lr cannot change", "began with 0.01"], ["--lr", "0.1"]),
                          (["learns spiral, not moons"], ["moons"]),
                          (["leave out --out"], ["--out", "elsewhere"])]:
        refused(groundup("train", "--resume", "mine", *option), *words)
    refused(groundup("train", "--resume", "min"), "Did you mean mine?")
    refused(groundup("train", "--resume", points_run), "is finished", "groundup train spiral")

    folder = tmp_path / "runs" / "mine"
    text = (folder / "config.json").read_text()
    for old, new, word in [('"std": 0.', '"std": 1.', "is no longer what"),
                           ('"batch_size": 128', '"batch_size": 16', "here it is"),
                           ('"hidden": [\n      16', '"hidden": [\n      17', "another model"),
                           ('"network"', '"net"', "damaged"), ("{", "", "damaged")]:
        assert old in text
        (folder / "config.json").write_text(text.replace(old, new, 1))
        refused(groundup("train", "--resume", "mine", "--quiet"), word)
    (folder / "config.json").write_text(text)
    (folder / "checkpoints").rename(folder / "elsewhere")
    refused(groundup("train", "--resume", "mine"), "without keeping checkpoints", "--hidden 16")


def test_one_training_a_run(groundup, tmp_path, often, ctrl_c):
    ctrl_c(epoch=2)
    groundup(*SPIRAL, "--out", "one")
    lock = FolderLock(tmp_path / "one")
    refused(groundup("train", "--resume", "one"), "is being trained at this moment")
    refused(groundup(*SPIRAL, "--out", "one", "--overwrite"), "is being trained at this moment")
    lock.release()
    assert groundup("train", "--resume", "one", "--quiet").status == 0


def test_a_failure_at_the_end_loses_nothing(groundup, tmp_path, often, monkeypatch):
    assert groundup("train", "xor", "--epochs", "1", "--out", "here", "--quiet").status == 0
    before = outcome(tmp_path / "here")
    with monkeypatch.context() as patch:
        def broken(*arguments):
            raise OSError(28, "No space left on device")

        patch.setattr(report, "draw", broken)
        refused(groundup(*SPIRAL, "--out", "here", "--overwrite"), "No space left on device",
                "make room, then go on with: groundup train --resume here")
    assert outcome(tmp_path / "here") == before                 # until the new one is whole
    refused(groundup(*SPIRAL, "--out", "here"), "is there already")
    assert groundup("train", "--resume", "here", "--quiet").status == 0
    assert groundup(*SPIRAL, "--out", "same").status == 0
    assert outcome(tmp_path / "here") == outcome(tmp_path / "same") != before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["here", "same"]


def test_an_unfinished_run_is_not_asked_but_named(groundup, tmp_path):
    folder = tmp_path / "runs" / "half.unfinished"
    folder.mkdir(parents=True)
    for name in ("half", "half.unfinished", "runs/half"):
        refused(groundup("predict", name, "a.png"), "did not end", "groundup train --resume half")
    refused(groundup("train", "xor", "--out", "runs/half"), "a training that did not end")
    refused(groundup("train", "xor", "--out", "x.unfinished"), "choose another name")
    refused(groundup("train", "--resume", "half"), "damaged")
    assert runs.first_free(runs.RUNS / "half").name == "half-2"


def test_a_damaged_checkpoint_is_passed_over(groundup, tmp_path, often, ctrl_c):
    ctrl_c(epoch=2)
    groundup(*SPIRAL, "--out", "hurt")
    newest = max((tmp_path / "hurt" / "checkpoints").glob("step-*"))
    newest.write_bytes(newest.read_bytes()[:100])
    result = groundup("train", "--resume", "hurt")
    assert result.status == 0 and "The one before it is taken" in " ".join(result.out.split())
    assert groundup(*SPIRAL, "--out", "whole").status == 0
    assert outcome(tmp_path / "hurt") == outcome(tmp_path / "whole")


def test_killed_before_its_first_checkpoint_it_begins_anew(groundup, tmp_path):
    assert groundup(*SPIRAL, "--out", "whole").status == 0
    folder = tmp_path / "early.unfinished"
    folder.mkdir()
    config = json.loads((tmp_path / "whole" / "config.json").read_text())
    del config["result"]
    (folder / "config.json").write_text(json.dumps(config))
    result = groundup("train", "--resume", "early.unfinished")
    assert result.status == 0 and "From its beginning." in result.out
    assert outcome(tmp_path / "early") == outcome(tmp_path / "whole")


def test_divergence_leaves_nothing_even_late(groundup, tmp_path, often, monkeypatch):
    def overflow(self, trainer):
        if trainer.epoch == 3:
            raise FloatingPointError("The loss is inf.")

    monkeypatch.setattr(unfinished.Sparing, "on_epoch_begin", overflow)
    refused(groundup(*SPIRAL, "--out", "gone"), "diverged, nothing was kept", "The loss is inf.")
    assert list(tmp_path.iterdir()) == []
