"""The floor: default dtype, the one generator, and missing extras."""

import subprocess
import sys

import numpy as np
import pytest

import groundup as gu
from groundup import backend


def test_the_default_dtype_is_float32_or_float64():
    assert gu.default_dtype() == np.float32
    gu.set_default_dtype(np.float64)
    assert gu.default_dtype() == gu.Tensor([1.0]).dtype == np.float64
    for wrong in ("float16", "int64", "complex128"):
        with pytest.raises(TypeError, match=f"float32 or float64, not {wrong}"):
            gu.set_default_dtype(wrong)
    assert gu.default_dtype() == np.float64


def test_the_default_dtype_comes_back_for_the_next_test():
    assert gu.default_dtype() == np.float32


def test_a_seed_repeats_everything():
    runs = []
    for _ in range(2):
        gu.seed(5)
        runs.append((backend.generator().random(3), backend.generator().integers(0, 99, 3)))
    np.testing.assert_array_equal(runs[0], runs[1])
    gu.seed(6)
    assert (backend.generator().random(3) != runs[0][0]).any()


def test_an_rng_is_shared_seeded_or_itself():
    own = np.random.default_rng(3)
    assert backend.generator(own) is own
    assert backend.generator() is backend.generator()
    assert backend.generator(3).random() == backend.generator(3).random() == own.random()


def test_drawing_elsewhere_leaves_the_shared_generator_alone():
    first = backend.generator().random()
    gu.seed(0)
    backend.generator(9).random()
    np.random.default_rng().random()
    assert backend.generator().random() == first


def test_require_gives_the_module_or_the_command():
    assert backend.require("json.decoder", extra="viz").JSONDecoder
    command = r"needs nowhere: pip install 'groundup\[viz\]'"
    with pytest.raises(ModuleNotFoundError, match=command) as missing:
        backend.require("nowhere.at_all", extra="viz")
    assert missing.value.name == "nowhere"


def test_require_does_not_hide_what_is_broken_inside(tmp_path, monkeypatch):
    (tmp_path / "half_installed.py").write_text("import its_missing_dependency")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="its_missing_dependency"):
        backend.require("half_installed", extra="viz")


def test_an_unknown_backend_is_refused(monkeypatch):
    monkeypatch.setenv("GROUNDUP_BACKEND", "abacus")
    done = subprocess.run([sys.executable, "-c", "import groundup"], capture_output=True, text=True)
    assert done.returncode
    assert "GROUNDUP_BACKEND is 'abacus'; it can be 'numpy'" in done.stderr
