"""The log for TensorBoard, as TensorBoard's own reader sees it."""

import numpy as np
import pytest

from groundup import losses, nn, optim
from groundup.data import DataLoader
from groundup.io import FileError
from groundup.metrics import Accuracy, ConfusionMatrix
from groundup.train import Lambda, TensorBoard, Trainer
from groundup.train.event_file import EventFile

reader = pytest.importorskip(
    "tensorboard.backend.event_processing.event_accumulator",
    reason="what is logged is read by TensorBoard: pip install 'groundup[tensorboard]'")


class Stop(Exception):
    pass


def stop_after(updates):
    def stop(trainer):
        if trainer.steps == updates:
            raise Stop
    return Lambda(on_batch_end=stop)


def seen(folder):
    """What TensorBoard shows of a run."""
    found = reader.EventAccumulator(str(folder), size_guidance={"scalars": 0, "histograms": 0})
    return found.Reload()


def line(folder, tag):
    events = seen(folder).Scalars(tag)
    return [event.step for event in events], [event.value for event in events]


def build(kit, folder, *callbacks, **options):
    """A trainer with the log, and the arguments of `fit`: three updates an epoch."""
    trainer = kit.make(callbacks=[TensorBoard(folder, **options), *callbacks])
    x, y = kit.blobs()
    return trainer, (DataLoader((x, y), 4, shuffle=True), 4, (x, y))


def test_training_and_validation_share_their_charts(kit, tmp_path):
    trainer, arguments = build(kit, tmp_path)
    history = trainer.fit(*arguments)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["train", "validation"]
    assert sorted(seen(tmp_path / "train").Tags()["scalars"]) == ["accuracy", "loss", "lr",
                                                                  "seconds"]
    assert sorted(seen(tmp_path / "validation").Tags()["scalars"]) == ["accuracy", "loss"]
    for part, name, tag in [("train", "loss", "loss"), ("train", "accuracy", "accuracy"),
                            ("train", "lr", "lr"), ("validation", "val_loss", "loss"),
                            ("validation", "val_accuracy", "accuracy")]:
        steps, values = line(tmp_path / part, tag)
        assert steps == [1, 2, 3, 4]
        np.testing.assert_array_equal(values, np.float32(history[name]))


def test_without_validation_there_is_no_empty_run(kit, tmp_path):
    trainer = kit.make(callbacks=[TensorBoard(tmp_path)], metrics=[Accuracy(), ConfusionMatrix(3)])
    trainer.fit(kit.blobs(), 1)
    assert [path.name for path in tmp_path.iterdir()] == ["train"]
    assert "accuracy" in seen(tmp_path / "train").Tags()["scalars"]
    assert len(seen(tmp_path / "train").Tags()["scalars"]) == 4         # an array is left out


def test_updates_and_histograms_are_there_if_wanted(kit, tmp_path):
    batch_losses = []
    note = Lambda(on_batch_end=lambda trainer: batch_losses.append(trainer.batch_loss))
    trainer, arguments = build(kit, tmp_path, note, updates=True, histograms=True)
    trainer.fit(*arguments)
    steps, values = line(tmp_path / "updates", "loss of each batch")
    assert steps == list(range(1, 13))
    np.testing.assert_array_equal(values, np.float32(batch_losses))

    found = seen(tmp_path / "train")
    assert found.Tags()["histograms"] == [
        f"weights/{name}" for name, _ in trainer.model.named_parameters()]
    weights = trainer.model[0].weight.data
    last = found.Histograms("weights/0.weight")[-1]
    assert last.step == 4
    shown = last.histogram_value
    assert (shown.min, shown.max, shown.num) == (weights.min(), weights.max(), weights.size)
    assert shown.sum == pytest.approx(weights.sum())
    assert shown.sum_squares == pytest.approx((weights ** 2).sum())
    below = np.array([(weights <= limit).sum() for limit in shown.bucket_limit])
    assert np.abs(np.cumsum(shown.bucket) - below).max() <= 1       # a number on an edge


@pytest.mark.parametrize("every", [1, 2, "epoch"])
@pytest.mark.parametrize("updates", [2, 3, 7, 11])
def test_a_resumed_training_repeats_and_loses_no_step(kit, tmp_path, every, updates):
    whole, arguments = build(kit, tmp_path / "whole", updates=True)
    whole.fit(*arguments)
    trainer, arguments = build(kit, tmp_path / "log", stop_after(updates), updates=True)
    with pytest.raises(Stop):
        trainer.checkpoint(tmp_path / "kept", every=every).fit(*arguments)
    for part in (tmp_path / "log").iterdir():                   # as if killed while it wrote
        (file,) = part.iterdir()
        file.write_bytes(file.read_bytes() + b"\x40\0\0\0\0\0\0\0half a record")
    again, arguments = build(kit, tmp_path / "log", updates=True)
    again.checkpoint(tmp_path / "kept", every=every).resume(tmp_path / "kept", missing_ok=True)
    again.fit(*arguments)
    for part, tag in [("train", "loss"), ("validation", "loss"), ("validation", "accuracy"),
                      ("updates", "loss of each batch")]:
        assert line(tmp_path / "log" / part, tag) == line(tmp_path / "whole" / part, tag)


def test_what_a_checkpoint_counts_on_is_in_the_file(kit, tmp_path):
    """SIGKILL would lose what waits in this process: nothing may, once a checkpoint is written."""
    found = []

    def look(trainer):                                          # the files are still open
        if trainer.steps == 5:
            trainer.callbacks[0].state_dict()
            found.append(line(tmp_path / "updates", "loss of each batch")[0])

    trainer, arguments = build(kit, tmp_path, Lambda(on_batch_end=look), updates=True)
    trainer.fit(*arguments)
    assert found == [[1, 2, 3, 4, 5]]


def test_a_new_training_takes_the_place_of_the_old(kit, tmp_path):
    for epochs in (4, 2):
        trainer, (batches, _, validation) = build(kit, tmp_path)
        trainer.fit(batches, epochs, validation)
    assert line(tmp_path / "train", "loss")[0] == [1, 2]
    trainer.fit(batches, 1, validation)                         # the same one goes on
    assert line(tmp_path / "train", "loss")[0] == [1, 2, 3]


@pytest.mark.parametrize("end", [Stop, KeyboardInterrupt])
def test_the_files_are_closed_however_it_ends(kit, tmp_path, end):
    def fail(trainer):
        raise end

    trainer, arguments = build(kit, tmp_path, Lambda(on_epoch_end=fail))
    files = []
    trainer.callbacks.append(Lambda(
        on_fit_begin=lambda trainer: files.extend(trainer.callbacks[0]._files.values())))
    if end is KeyboardInterrupt:
        trainer.fit(*arguments)
    else:
        with pytest.raises(end):
            trainer.fit(*arguments)
    assert len(files) == 2
    assert all(file._file.closed for file in files)
    assert line(tmp_path / "validation", "loss")[0] == [1]


def test_a_folder_that_cannot_be_written_is_refused_and_nothing_stays_open(kit, tmp_path):
    (tmp_path / "validation").write_text("in the way")
    trainer, arguments = build(kit, tmp_path)
    with pytest.raises(FileError, match=r"cannot be written to .*: choose another folder"):
        trainer.fit(*arguments)
    assert trainer.callbacks[0]._files == {}


def test_numbers_that_are_not_finite(tmp_path):
    file = EventFile(tmp_path, first_step=0)
    file.write(0, {"nan": np.nan, "inf": np.inf, "huge": 1e300, "some": np.array([np.nan, 1, 2]),
                   "none": np.array([np.nan])})
    file.close()
    values = {tag: line(tmp_path, tag)[1][0] for tag in ("nan", "inf", "huge")}
    assert np.isnan(values["nan"]) and values["inf"] == values["huge"] == np.inf
    assert seen(tmp_path).Histograms("some")[0].histogram_value.num == 2
    assert seen(tmp_path).Histograms("none")[0].histogram_value.num == 0


def test_accuracy_has_its_name_in_both(tmp_path):
    """Names that begin with val_ are the validation's, whatever follows."""
    model = nn.Dense(2, 2, rng=0)
    trainer = Trainer(model, losses.cross_entropy, optim.SGD(model.parameters(), lr=0.1),
                      metrics={"valid": Accuracy()}, callbacks=[TensorBoard(tmp_path)])
    data = np.ones((4, 2)), np.array([0, 1, 0, 1])
    trainer.fit(data, 1, validation=data)
    assert "valid" in seen(tmp_path / "train").Tags()["scalars"]
    assert "valid" in seen(tmp_path / "validation").Tags()["scalars"]
