"""What is shown where: nothing when it is quick, lines in a file, a bar in a terminal."""

import io
import re
import sys
from itertools import count

import pytest

from groundup.train import Lambda, Progress, progress
from groundup.train.progress import State, line


@pytest.fixture
def clock(monkeypatch):
    """A clock that goes on by `step[0]` seconds whenever somebody looks."""
    step, ticks = [0.25], count()
    seconds = [0.0]

    def look():
        next(ticks)
        seconds[0] += step[0]
        return seconds[0]

    monkeypatch.setattr(progress, "perf_counter", look)
    return step


def test_quick_training_is_quiet(kit, capsys):
    kit.make().fit(kit.blobs(), 3)
    assert capsys.readouterr() == ("", "")


def test_lines_where_there_is_no_terminal(kit, capsys):
    trainer = kit.make(callbacks=[Progress(delay=0)])
    trainer.fit(kit.blobs(), 30, validation=kit.blobs())
    lines = capsys.readouterr().out.splitlines()
    number = r"\d\.\d{4}"
    assert re.fullmatch(
        rf"epoch  1/30  loss {number}  accuracy {number}  val_loss {number}  "
        rf"val_accuracy {number}  [\d,]+ samples/s(  \d+ s left)?", lines[0])
    assert lines[-2].startswith("epoch 30/30  loss ")               # always the last
    assert re.fullmatch(r"30 epochs in [\d.]+ s", lines[-1])
    assert len(lines) < 20                                          # not one for each epoch


def test_a_line_for_every_long_epoch_and_none_when_turned_off(kit, capsys, clock):
    kit.make().fit(kit.blobs(), 12)
    lines = capsys.readouterr().out.splitlines()
    shown = [int(text.split("/")[0].removeprefix("epoch")) for text in lines[:-1]]
    assert shown == sorted(set(shown)) and shown[-1] == 12
    kit.make().fit(kit.blobs(), 12, progress=False)
    assert capsys.readouterr().out == ""


def test_endings_say_why(kit, capsys):
    def stop(trainer):
        if trainer.epoch == 2:
            trainer.stop("it is good enough")

    def interrupt(trainer):
        raise KeyboardInterrupt

    def fail(trainer):
        raise ZeroDivisionError

    for hook, text in [(stop, "2 epochs in 0.0 s, then stopped: it is good enough"),
                       (interrupt, "1 epoch in 0.0 s, then stopped by Ctrl-C")]:
        kit.make(callbacks=[Progress(delay=0), Lambda(on_epoch_end=hook)]).fit(kit.blobs(), 5)
        assert capsys.readouterr().out.splitlines()[-1] == text
    with pytest.raises(ZeroDivisionError):
        kit.make(callbacks=[Progress(delay=0), Lambda(on_epoch_end=fail)]).fit(kit.blobs(), 5)
    assert capsys.readouterr().out.splitlines()[-1] == "1 epoch in 0.0 s, then ended by an error"


def test_a_second_fit_counts_its_own_epochs(kit, capsys):
    trainer = kit.make(callbacks=[Progress(delay=0)])
    trainer.fit(kit.blobs(), 3)
    trainer.fit(kit.blobs(), 2)
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2].startswith("epoch 5/5  loss ") and lines[-1].startswith("2 epochs in ")


def drawn(kit, epochs=3, width=100, **options):
    console = pytest.importorskip("rich.console").Console(
        file=io.StringIO(), force_terminal=True, width=width, color_system=None)
    trainer = kit.make(callbacks=[Progress(delay=0, console=console)])
    trainer.fit(kit.blobs(), epochs, batch_size=4, **options)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", console.file.getvalue())


def test_the_bar_in_a_terminal(kit):
    text = drawn(kit, validation=kit.blobs(6))
    assert re.search(r"epoch 1/3 +━.* \d+%", text)
    assert re.search(r" {12}\s+loss +accuracy", text)
    assert re.search(r"training +\d\.\d{4} +\d\.\d{4} +[\d,]+ samples/s", text)
    assert re.search(r"validation +– +–", text)                     # before the first validation
    last = text.rsplit("3 epochs in ", 1)[1].splitlines()
    value = r"\d\.\d{4}"
    assert re.fullmatch(rf"validation +{value} +{value} +lowest {value} in epoch 3 *", last[3])


def test_a_narrow_terminal_and_no_validation(kit):
    lines = drawn(kit, width=40).splitlines()
    assert max(map(len, lines)) <= 40
    assert not any("validation" in text for text in lines)


def test_lines_without_rich(kit, capsys, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "find_spec", lambda name: None)
    assert not progress.in_terminal()
    kit.make(callbacks=[Progress(delay=0)]).fit(kit.blobs(), 2)
    assert "epoch 2/2  loss" in capsys.readouterr().out
    monkeypatch.setattr(progress, "find_spec", lambda name: name)
    assert progress.in_terminal()
    monkeypatch.setenv("TERM", "dumb")
    assert not progress.in_terminal()


def test_long_epochs_show_their_batches():
    state = State(epoch=2, epochs=10, seconds=30.0, share=0.15, batch=7, batches=120)
    assert state.where == "epoch  2/10, batch   7/120" and state.left == 170
    assert line(State(epoch=1, epochs=1, seconds=1.0, share=1.0)) == "epoch 1/1  0 samples/s"
