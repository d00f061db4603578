"""Every notebook, executed as a learner finds it, and with every exercise solved."""

import importlib.util
from pathlib import Path

import pytest

pytest.importorskip("nbclient", reason="runs notebooks: pip install 'groundup[dev]'")
spec = importlib.util.spec_from_file_location("notebooks", Path(__file__).with_name("notebooks.py"))
notebooks = importlib.util.module_from_spec(spec)
spec.loader.exec_module(notebooks)

LIMIT = 20                                      # seconds of one processor core


@pytest.mark.parametrize("state", ["found", "solved"])
@pytest.mark.parametrize("path", notebooks.every(), ids=notebooks.number)
def test_it_runs_without_a_complaint(path, state, record_property):
    done = notebooks.run(path, solved=state == "solved")
    record_property("notebook", f"{notebooks.number(path)} {state}")
    record_property("seconds", done.seconds)
    assert done.complaints == []
    assert done.seconds < LIMIT
    assert len(done.figures) >= 4
