"""The screens that need no training, and the command as a process of its own."""

import errno
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from groundup import __version__
from groundup.cli import main
from groundup.data.datasets import catalogue

COMMAND = [sys.executable, "-c", "import sys; from groundup.cli import main; sys.exit(main())"]


def process(*arguments, **environment):
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=60,
                          encoding="utf-8", env={**os.environ, **environment})


def test_groundup_alone_says_what_to_do_next(groundup, points_run, tmp_path):
    result = groundup()
    assert result.status == 0
    for command in ("groundup train digits", "groundup predict", "groundup datasets"):
        assert command in result.out
    assert "latest run" not in result.out

    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "mine").symlink_to(points_run)
    assert "The latest run: runs/mine, test accuracy" in groundup().out


@pytest.mark.parametrize("command", ["train", "runs", "predict", "datasets"])
def test_every_command_has_help_with_an_example(groundup, command):
    result = groundup(command, "--help")
    assert result.status == 0
    assert "Examples:" in result.out
    assert result.out.count(f"groundup {command}") >= 2
    assert max(map(len, result.out.splitlines())) <= 80


def test_the_version(groundup):
    result = groundup("--version")
    assert (result.status, result.out) == (0, f"groundup {__version__}\n")


def test_all_data_sets_are_listed(groundup):
    result = groundup("datasets")
    assert result.status == 0
    for entry in catalogue():
        assert f"\n{entry.name} " in result.out
    assert max(map(len, result.out.splitlines())) <= 80


def test_a_process_writes_plain_text_into_a_pipe():
    result = process("datasets")
    assert result.returncode == 0
    assert "digits" in result.stdout
    assert "\x1b" not in result.stdout
    assert result.stderr == ""


def test_a_process_refuses_with_status_2():
    result = process("train", "digitz")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == "groundup: There is no data set 'digitz'. Did you mean digits?\n"


def test_python_runs_it_as_a_module():
    result = subprocess.run([sys.executable, "-m", "groundup", "--version"], capture_output=True,
                            text=True, check=True)
    assert result.stdout == f"groundup {__version__}\n"


def test_a_full_disk_is_said_in_a_sentence(monkeypatch, capsys):
    def full(arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("groundup.cli._run", full)
    assert main(["datasets"]) == 2
    assert capsys.readouterr().err.startswith("groundup: The disk is full.")


def test_an_old_encoding_does_not_end_the_program():
    assert process("datasets", PYTHONIOENCODING="ascii").returncode == 0


def test_a_closed_pipe_is_no_error():
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run([*COMMAND, "datasets"], stdout=writer, stderr=subprocess.PIPE,
                            text=True, timeout=60)
    os.close(writer)
    assert result.stderr == ""


@contextmanager
def started(*arguments):
    """The command while it runs; it is ended at the latest with the block."""
    with subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, encoding="utf-8") as running:
        try:
            yield running
        finally:
            running.kill()


def wait_for(running, word):
    assert any(word in line for line in iter(running.stdout.readline, "")), running.stderr.read()


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C differently")
def test_ctrl_c_keeps_what_was_trained(tmp_path):
    arguments = ["train", "blobs", "--hidden", "8", "--epochs", "100000", "--out", "kept"]
    with started(*arguments) as running:
        wait_for(running, "val_loss")                       # an epoch at least is over
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Stopped after" in out
    assert "Traceback" not in err
    assert (tmp_path / "kept" / "weights.safetensors").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C differently")
def test_ctrl_c_before_the_first_epoch_keeps_nothing(tmp_path):
    arguments = ["train", "digits", "--hidden", "2000,2000", "--epochs", "2", "--batch-size", "1"]
    with started(*arguments) as running:
        wait_for(running, "Training on digits")
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert err == "\nStopped; nothing was kept.\n"
    assert list((tmp_path / "runs").iterdir()) == []
