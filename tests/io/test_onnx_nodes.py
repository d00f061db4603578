"""ONNX's own tests of its operators, of which each has inputs and the outputs that must come."""

import warnings
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from groundup import Tensor, no_grad
from groundup.io.onnx import UnsupportedModel, from_onnx

onnx = pytest.importorskip("onnx", reason="reading ONNX needs onnx: pip install onnx==1.23.2")

TABLE = Path(__file__).with_name("onnx_nodes.txt")
PASSED, UNSUPPORTED, FAILED = range(3)


def cases():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")    # they divide by zero on purpose
        from onnx.backend.test.case.node import collect_testcases

        return collect_testcases(None)


def operator(case):
    """The operator that a case is about; those composed of simpler ones are counted together."""
    nodes = case.model.graph.node
    return nodes[0].op_type if len(nodes) == 1 else "expanded"


def as_array(x):
    return onnx.numpy_helper.to_array(x) if hasattr(x, "SerializeToString") else np.asarray(x)


def complaint(case):
    """What is wrong with the outputs of a case, or None."""
    model = from_onnx(case.model.SerializeToString())
    for inputs, wanted in case.data_sets:
        with no_grad():
            got = model(*map(as_array, inputs))
        got = got if isinstance(got, tuple) else (got,)
        for mine, theirs in zip(got, map(as_array, wanted), strict=True):
            mine = mine.data if isinstance(mine, Tensor) else mine
            if (mine.dtype, mine.shape) != (theirs.dtype, theirs.shape):
                return f"{mine.dtype} {mine.shape} for {theirs.dtype} {theirs.shape}"
            if not np.allclose(mine, theirs, case.rtol, case.atol, equal_nan=True):
                return f"{mine} for {theirs}"
    return None


def result(case):
    try:
        wrong = complaint(case)
    except UnsupportedModel:
        return UNSUPPORTED, None
    except Exception as error:             # counted, and told with its case
        wrong = f"{type(error).__name__}: {error}"
    return (PASSED, None) if wrong is None else (FAILED, f"{case.name}: {wrong}")


@pytest.fixture(scope="module")
def counted():
    """How many cases passed, were unsupported and failed, by operator; and what was wrong."""
    counts, wrong = defaultdict(lambda: [0, 0, 0]), []
    for case in cases():
        verdict, why = result(case)
        counts[operator(case)][verdict] += 1
        wrong += [] if why is None else [why]
    return dict(counts), wrong


def test_no_official_case_of_a_supported_operator_fails(counted):
    counts, wrong = counted
    assert not wrong, "\n".join(wrong)
    assert sum(row[PASSED] for row in counts.values()) >= 1400


@pytest.mark.skipif(not onnx.__version__.startswith("1.23."),
                    reason="the table counts the cases of onnx 1.23, and others have more or less")
def test_the_counts_are_those_of_the_table(counted):
    counts, _ = counted
    lines = [line.split() for line in TABLE.read_text().splitlines() if line[0] != "#"]
    assert counts == {name: [*map(int, numbers)] for name, *numbers in lines}
    assert list(map(sum, zip(*counts.values()))) == [1482, 402, 0]


def test_a_wrong_operator_would_be_found():
    """Of each case, the outputs are looked at: here those of an operator put in another's place."""
    case = next(case for case in cases() if case.name == "test_tanh")
    node = case.model.graph.node[0]
    assert result(case)[0] == PASSED
    node.op_type = "Sigmoid"
    assert result(case)[0] == FAILED
    node.op_type = "DFT"
    assert result(case)[0] == UNSUPPORTED
