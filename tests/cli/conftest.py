"""What the tests of the command line share: a run to ask, and digits drawn by Pillow."""

from math import cos, pi, sin
from types import SimpleNamespace

import pytest

from groundup.cli import main

ZERO = [(100 + 50 * cos(t / 16 * pi), 100 + 80 * sin(t / 16 * pi)) for t in range(33)]
ONE = [(75, 50), (105, 20), (105, 180)]
SEVEN = [(45, 25), (155, 25), (90, 180)]
STROKES = {0: ZERO, 1: ONE, 7: SEVEN}


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch, tmp_path):
    """Every test in a folder of its own, at 80 columns, whatever the terminal it runs in.

    A fresh clone compiles its kernels on the way, of which nothing is said here.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("groundup.kernels.dispatch.PATIENCE", 1e6)
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "GROUNDUP_DATA"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def groundup(capsys):
    """Run a command: its exit status, and what it wrote to stdout and stderr."""
    def run(*arguments):
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        written = capsys.readouterr()
        return SimpleNamespace(status=status, out=written.out, err=written.err)

    return run


@pytest.fixture(scope="session")
def digits_run(tmp_path_factory):
    """The folder of a short training on the digits."""
    folder = tmp_path_factory.mktemp("digits") / "run"
    arguments = ["train", "digits", "--epochs", "12", "--hidden", "64", "--out", str(folder)]
    assert main([*arguments, "--quiet"]) == 0
    return folder


@pytest.fixture(scope="session")
def points_run(tmp_path_factory):
    """The folder of a tiny training on points."""
    folder = tmp_path_factory.mktemp("spiral") / "run"
    assert main(["train", "spiral", "--epochs", "2", "--out", str(folder), "--quiet"]) == 0
    return folder


@pytest.fixture
def draw():
    """draw(digit, ...) gives a Pillow image of 200 × 200 pixels, or a scaled one."""
    from PIL import Image, ImageDraw

    def drawing(digit, ink="black", paper="white", mode="RGB", scale=1.0, pen=16):
        image = Image.new(mode, (int(200 * scale), int(200 * scale)), paper)
        points = [(scale * x, scale * y) for x, y in STROKES[digit]]
        ImageDraw.Draw(image).line(points, fill=ink, width=max(1, int(scale * pen)), joint="curve")
        return image

    return drawing
