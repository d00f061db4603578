"""Which twin runs: the switch, the environment, declining, and that nothing loads Numba early."""

import inspect
import os
import pkgutil
import subprocess
import sys
from importlib import import_module
from types import SimpleNamespace

import numpy as np
import pytest

from groundup import functional, kernels
from groundup.kernels import dispatch


@pytest.fixture(autouse=True)
def _same_mode_after():
    before = kernels.in_use()
    yield
    kernels.use(before)


def run(script, **environment):
    """Run a script in a fresh interpreter; what it printed, and what it complained about."""
    clean = {name: value for name, value in os.environ.items() if name != "GROUNDUP_KERNELS"}
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                            env=clean | environment)
    return result.stdout.strip(), result.stderr.strip()


WITHOUT_NUMBA = """
import sys; sys.modules['numba'] = None
import importlib.util; found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *a: None if name == 'numba' else found(name, *a)
"""


def test_importing_functional_brings_no_numba():
    printed, _ = run("import sys, groundup.functional; print('numba' in sys.modules)")
    assert printed == "False"


def test_everything_works_without_numba():
    printed, _ = run(WITHOUT_NUMBA + """
import numpy as np, groundup.functional as F
from groundup import kernels
print(kernels.in_use(), F.softmax(np.zeros((100, 100), 'float32')).data[0, 0])
import groundup.kernels.softmax, groundup.kernels.attention, groundup.kernels.correlation
try: kernels.use('compiled')
except ModuleNotFoundError as error: print(error)
""")
    assert printed.splitlines() == [
        "numpy 0.01", "Compiled kernels need numba: pip install 'groundup[speed]'"]


def test_the_environment_chooses_and_is_checked():
    asks = "from groundup import kernels; print(kernels.in_use())"
    assert run(asks, GROUNDUP_KERNELS="numpy")[0] == "numpy"
    assert "GROUNDUP_KERNELS is 'fortran'" in run(asks, GROUNDUP_KERNELS="fortran")[1]


def test_use_refuses_other_words():
    with pytest.raises(ValueError, match="'fortran'"):
        kernels.use("fortran")


def twin_of(monkeypatch, compiled):
    """A definition that adds 1, with `compiled` as its twin."""
    monkeypatch.setattr(dispatch, "_installed", True)
    monkeypatch.setattr(dispatch, "load", lambda place: SimpleNamespace(add=compiled))

    def add(x, by=1):
        return x + by

    return dispatch.twin(add)


def test_the_switch_decides_between_the_twins(monkeypatch):
    add = twin_of(monkeypatch, lambda x, by=1: -x - by)
    kernels.use("numpy")
    assert (add(2), add(2, by=3)) == (3, 5)
    kernels.use("compiled")
    assert (add(2), add(2, by=3)) == (-3, -5)


def test_the_definition_answers_where_the_twin_declines(monkeypatch):
    add = twin_of(monkeypatch, lambda x, by=1: NotImplemented)
    kernels.use("compiled")
    assert add(2) == 3


def test_both_modes_agree_through_the_library(rng):
    pytest.importorskip("numba", reason="needs Numba: pip install 'groundup[speed]'")
    x = rng.normal(size=(70, 90)).astype(np.float32)
    results = []
    for mode in ("numpy", "compiled"):
        kernels.use(mode)
        results.append(functional.layer_norm(functional.gelu(functional.softmax(x)), 90).data)
    np.testing.assert_allclose(*results, rtol=1e-4, atol=1e-5)


def test_warm_up_compiles_every_twin_that_is_used():
    pytest.importorskip("numba", reason="needs Numba: pip install 'groundup[speed]'")
    kernels.use("compiled")
    kernels.warm_up()
    for place in ("softmax", "gelu", "normalize", "attention", "correlation"):
        module = dispatch.load(place)
        compiled = [f for f in vars(module).values() if hasattr(f, "prepare")]
        assert compiled and all(f.signatures for f in compiled)


def test_a_twin_exists_for_every_function_marked_so():
    marked = 0
    for info in pkgutil.iter_modules(functional.__path__):
        module = import_module(f"groundup.functional.{info.name}")
        for name, f in vars(module).items():
            if inspect.isfunction(f) and f.__module__ == module.__name__ \
                    and f.__code__.co_name == "either":
                marked += 1
                assert callable(getattr(import_module(f"groundup.kernels.{info.name}"), name))
    assert marked or not dispatch._installed
