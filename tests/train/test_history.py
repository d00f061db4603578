"""History: a mapping of equally long lists, its table and its file."""

import csv
from math import nan

import pytest

from groundup.train import Best, History
from groundup.train.monitor import direction


def test_it_is_a_mapping():
    history = History({"loss": [0.5]})
    history.append({"loss": 0.4, "accuracy": 0.9})
    assert dict(history) == {"loss": [0.5, 0.4], "accuracy": [pytest.approx(nan, nan_ok=True), 0.9]}
    with pytest.raises(KeyError, match="no 'val_loss'; there are loss, accuracy"):
        history["val_loss"]
    with pytest.raises(ValueError, match="lengths"):
        History({"loss": [1.0], "accuracy": []})


def test_best_skips_nan_and_takes_the_first_of_equals():
    history = History({"val_loss": [nan, 0.3, 0.2, 0.2], "gain": [1, 3, 2, 0], "odd": [nan] * 4})
    assert history.best("val_loss") == Best(epoch=3, value=0.2)
    assert history.best("gain", mode="max") == (2, 3)
    with pytest.raises(ValueError, match="smaller, or when it is larger"):
        history.best("gain")
    with pytest.raises(ValueError, match="not a number in any of 4 epochs"):
        history.best("odd", mode="min")
    with pytest.raises(ValueError, match="but there are: val_loss, gain, odd"):
        history.best("accuracy")


def test_directions():
    assert {direction(name) for name in ("loss", "val_mae", "mse", "perplexity")} == {"min"}
    assert {direction(n) for n in ("val_accuracy", "f1", "top_5_accuracy", "roc_auc", "r2")} == {
        "max"}
    with pytest.raises(ValueError, match="mode is"):
        direction("loss", "lowest")


def test_the_file_holds_every_number(tmp_path):
    history = History({"loss": [1 / 3, 0.1], "lr": [0.1, 0.05]})
    path = tmp_path / "history.csv"
    history.to_csv(path)
    rows = list(csv.reader(path.read_text().splitlines()))
    assert rows[0] == ["epoch", "loss", "lr"]
    assert [[float(cell) for cell in row] for row in rows[1:]] == [[1, 1 / 3, 0.1], [2, 0.1, 0.05]]


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "history.csv"
    path.write_text("old")
    monkeypatch.setattr("os.replace", lambda *args: (_ for _ in ()).throw(OSError("disk")))
    with pytest.raises(OSError, match="disk"):
        History({"loss": [1.0]}).to_csv(path)
    assert [file.name for file in tmp_path.iterdir()] == ["history.csv"]
    assert path.read_text() == "old"


def test_a_long_table_is_cut_in_the_middle():
    lines = repr(History({"loss": [1 / (i + 1) for i in range(50)]})).splitlines()
    assert [line.split()[0] for line in lines] == [
        "epoch", "1", "2", "3", "⋮", "46", "47", "48", "49", "50"]
    assert len({len(line) for line in lines}) == 1
    assert repr(History()) == "History of no epochs"
