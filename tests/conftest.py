"""What every test stands on: a figure engine without windows, a fixed seed, the default dtype."""

import os

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
