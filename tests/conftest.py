"""What every test stands on: a figure engine without windows, a fixed seed, the default dtype."""

import gc
import os
import sys
from pathlib import Path

import hypothesis
import numpy as np
import pytest

os.environ.setdefault("MPLBACKEND", "Agg")             # before anything imports matplotlib

import groundup as gu

# A busy machine is no failure: nothing here is judged by its time.
hypothesis.settings.register_profile("groundup", deadline=None)
hypothesis.settings.load_profile("groundup")


@pytest.fixture(autouse=True)
def _same_start():
    """Each test starts from one seed and float32, whatever the test before it did."""
    gu.seed(0)
    gu.set_default_dtype("float32")
    yield
    gu.set_default_dtype("float32")


@pytest.fixture
def rng():
    """A generator for the test's own numbers, apart from the one that groundup draws from."""
    return np.random.default_rng(0)


@pytest.fixture
def sample_course(monkeypatch, tmp_path_factory):
    """A few exercises instead of the course's own, here and in every Python started from here."""
    from groundup.learn import catalog, exercises

    sample = Path(__file__).parent / "learn" / "sample"
    start = tmp_path_factory.mktemp("start")
    (start / "sitecustomize.py").write_text("import groundup.learn.exercises as home\n"
                                            f"home.__path__ = [{str(sample)!r}]\n")
    monkeypatch.setenv("PYTHONPATH", str(start))
    monkeypatch.setattr(exercises, "__path__", [str(sample)])
    inside = f"{exercises.__name__}."
    aside = {name: sys.modules.pop(name) for name in list(sys.modules) if name.startswith(inside)}
    catalog._files.cache_clear()
    yield catalog.every()
    for name in [name for name in sys.modules if name.startswith(inside)]:
        del sys.modules[name]
    sys.modules.update(aside)
    catalog._files.cache_clear()


@pytest.fixture
def leftovers():
    """Run a function with the garbage collector off; what of groundup it would have had to find.

    Other threads of the test runner leave garbage of their own at any time, which does not count.
    """
    def run(function):
        gc.collect()
        gc.disable()
        try:
            function()
            gc.set_debug(gc.DEBUG_SAVEALL)
            gc.collect()
            return [type(o).__name__ for o in gc.garbage
                    if type(o).__module__.startswith("groundup")]
        finally:
            gc.set_debug(0)
            gc.garbage.clear()
            gc.enable()

    return run
