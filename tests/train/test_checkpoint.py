"""Checkpoints: nothing is lost, whatever ends the process, and a resumed training is the same."""

import errno
import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from groundup import files, losses, nn, optim
from groundup.io import FileError, load_weights
from groundup.train import Checkpoint, Trainer
from groundup.train.checkpoint import checkpoints, newest
from groundup.train.plain import pack, unpack

SCRIPT = Path(__file__).with_name("resumable.py")
resumable = runpy.run_path(str(SCRIPT))
build, digest, train = (resumable[name] for name in ("build", "digest", "train"))


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    return digest(train(tmp_path_factory.mktemp("whole"), epochs=4))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked children; Windows cannot fork")
@pytest.mark.parametrize("seed", [1, 2])
def test_fifty_kills_change_nothing(seed, tmp_path):
    """25 kills each, at random moments, of which some come while a checkpoint is written."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "GROUNDUP_KERNELS": "numpy"}
    run = [sys.executable, str(SCRIPT)]
    alone, killed = (
        json.loads(subprocess.check_output([*run, tmp_path / name, kills, str(seed)],
                                           env=environment, text=True))
        for name, kills in (("alone", "0"), ("killed", "25")))
    assert killed["digest"] == alone["digest"]
    assert killed["epochs"] == alone["epochs"] > 20
    assert killed["progress"] >= 10                 # it was killed at different places
    assert not list((tmp_path / "killed").glob(".*.tmp"))


class Stop(Exception):
    pass


def stop_after(updates):
    from groundup.train import Lambda

    def hook(trainer):
        if trainer.steps == updates:
            raise Stop
    return Lambda(on_batch_end=hook)


@pytest.mark.parametrize("updates", range(1, 16))
@pytest.mark.parametrize("every", [1, 3, "epoch"])
def test_stopped_after_any_update_it_ends_the_same(updates, every, tmp_path, uninterrupted):
    trainer, batches, validation = build()
    trainer.callbacks.append(stop_after(updates))
    trainer.checkpoint(tmp_path, every=every)
    with pytest.raises(Stop):
        trainer.fit(batches, 4, validation, progress=False)
    again, batches, validation = build()
    again.checkpoint(tmp_path, every=every).resume(tmp_path, missing_ok=True)
    again.fit(batches, 4, validation, progress=False)
    assert digest(again) == uninterrupted


def test_a_finished_training_is_not_repeated_but_can_go_on(tmp_path, uninterrupted):
    train(tmp_path, epochs=2)
    finished = train(tmp_path, epochs=2)
    assert finished.history.epochs == 2
    assert digest(train(tmp_path, epochs=4)) == uninterrupted


def test_weights_and_history_are_there_before_fit(tmp_path):
    trained = train(tmp_path, epochs=3)
    fresh, *_ = build()
    fresh.resume(tmp_path)
    assert fresh.history["loss"] == trained.history["loss"]
    assert fresh.steps == trained.optimizer.steps
    name = "0.weight"
    _, saved = newest(tmp_path)
    np.testing.assert_array_equal(fresh.model.state_dict()[name], saved["model"][name])


def test_the_weights_stand_where_other_tools_find_them(tmp_path):
    trained = train(tmp_path, epochs=1)
    arrays = load_weights(checkpoints(tmp_path)[-1])
    assert arrays["model.0.weight"].shape == trained.model[0].weight.shape


def test_keep_and_best(tmp_path):
    trainer, batches, validation = build()
    trainer.checkpoint(tmp_path, keep=2, best="val_loss")
    history = trainer.fit(batches, 5, validation, progress=False)
    assert [path.name for path in checkpoints(tmp_path)] == ["step-00000016.safetensors",
                                                              "step-00000020.safetensors"]
    best = newest(tmp_path / "best.safetensors")[1]
    assert best["history"]["val_loss"][-1] == min(history["val_loss"])


def small(folder, **options):
    model = nn.Dense(2, 1, rng=0)
    trainer = Trainer(model, losses.mse, optim.SGD(model.parameters(), lr=0.1))
    return trainer.checkpoint(folder, **options), (np.ones((8, 2)), np.ones((8, 1)))


def test_a_damaged_checkpoint_is_passed_over(tmp_path):
    trainer, data = small(tmp_path)
    trainer.fit(data, 3, progress=False)
    last = checkpoints(tmp_path)[-1]
    content = bytearray(last.read_bytes())
    content[-3] ^= 16
    last.write_bytes(content)
    again, data = small(tmp_path)
    with pytest.warns(UserWarning, match="The one before it is taken"):
        again.resume(tmp_path)
    assert again.steps == 2
    again.fit(data, 4, progress=False)
    assert again.history.epochs == 4
    assert [path.name for path in checkpoints(tmp_path)][-1] == "step-00000004.safetensors"
    assert last.with_suffix(".damaged").exists()


def test_two_trainers_on_one_folder(tmp_path):
    trainer, data = small(tmp_path)
    other, _ = small(tmp_path)

    class Second(type(stop_after(0))):
        def __init__(self):
            pass

        def on_epoch_end(self, trainer):
            with pytest.raises(FileError, match="Another trainer writes"):
                other.fit(data, 1, progress=False)
            trainer.met = True

    trainer.callbacks.append(Second())
    trainer.fit(data, 1, progress=False)
    assert trainer.met
    with pytest.raises(FileError, match="holds checkpoints of another training"):
        other.fit(data, 1, progress=False)
    other.resume(tmp_path).fit(data, 2, progress=False)
    assert other.history.epochs == 2


@pytest.mark.parametrize("function, number", [("fsync", errno.ENOSPC), ("fsync", errno.EIO),
                                              ("replace", errno.EACCES)])
def test_a_disk_that_fails_leaves_the_last_good_one(function, number, tmp_path, monkeypatch):
    trainer, data = small(tmp_path)
    trainer.fit(data, 2, progress=False)
    before = {path.name: path.read_bytes() for path in tmp_path.glob("*.safetensors")}

    def fail(*arguments):
        raise OSError(number, os.strerror(number))
    monkeypatch.setattr(files.os, function, fail)
    with pytest.raises(FileError, match="was not written, the one before it is whole"):
        trainer.fit(data, 1, progress=False)
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.safetensors")} == before
    again, data = small(tmp_path)
    assert again.resume(tmp_path).fit(data, 3, progress=False).epochs == 3


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("no folder")
    trainer, data = small(tmp_path / "file" / "inside")
    with pytest.raises(FileError, match=r"cannot be written to .*inside \(Not a directory\)"):
        trainer.fit(data, 1, progress=False)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0,
                    reason="root may write to every folder")
def test_a_folder_that_may_not_be_written(tmp_path):
    tmp_path.chmod(0o500)
    trainer, data = small(tmp_path)
    with pytest.raises(FileError, match="Permission denied"):
        trainer.fit(data, 1, progress=False)


def test_what_does_not_fit_is_refused_before_anything_changes(tmp_path):
    train(tmp_path, epochs=1)
    trainer, _ = small(tmp_path / "other")
    before = trainer.model.weight.data.copy()
    with pytest.raises(ValueError, match="is of another model"):
        trainer.resume(tmp_path)
    np.testing.assert_array_equal(trainer.model.weight.data, before)
    with pytest.raises(FileError, match="There is no checkpoint in"):
        trainer.resume(tmp_path / "nowhere")

    again, batches, validation = build()
    batches.batch_size = 16
    with pytest.raises(ValueError, match="batches = 8, and here it is 4"):
        again.resume(tmp_path).fit(batches, 2, validation, progress=False)

    plain, batches, validation = build()
    plain.callbacks.clear()
    with pytest.raises(ValueError, match="made with the callback EarlyStopping"):
        plain.resume(tmp_path).fit(batches, 2, validation, progress=False)

    lacking, batches, validation = build(augment=False)
    with pytest.raises(ValueError, match="random generators"):
        lacking.resume(tmp_path).fit(batches, 2, validation, progress=False)


@pytest.mark.parametrize("every", ["batch", 0, 1.5, True])
def test_every_is_checked(every, tmp_path):
    with pytest.raises(ValueError, match="every"):
        Checkpoint(tmp_path, every=every)


def test_plain_data_come_back_as_they_were():
    tree = {"a": [1, 2.5, None, True, "x", (1, (2,))], 3: {"(array)": np.eye(2, dtype="f4")},
            "n": float("nan"), "s": np.float32(0.1), "i": np.int64(3), "e": {}}
    back = unpack(*pack(tree))
    assert back["a"] == tree["a"] and list(back) == list(tree)
    assert back["s"] == tree["s"] and back["s"].dtype == np.float32 and back["n"] != back["n"]
    np.testing.assert_array_equal(back[3]["(array)"], np.eye(2))
    with pytest.raises(TypeError, match=r"model.w is a function, which a checkpoint cannot hold"):
        pack({"model": {"w": unpack}})
    with pytest.raises(ValueError, match="do not belong together"):
        unpack('{"a": {"(array)": "gone"}}', {})
