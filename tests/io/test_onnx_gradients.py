"""Gradients through operators that are written for graphs alone, against differences."""

import numpy as np
import pytest

from groundup import Tensor, gradcheck
from groundup.io.onnx.operators import OPERATORS

WHOLE = np.array


def normal(*shape):
    return np.random.default_rng(sum(shape)).normal(size=shape)


def check(operator, *shapes, others=(), **attributes):
    """Compare the gradients of all float inputs; `others` follow them."""
    run = OPERATORS[operator]
    assert gradcheck(lambda *xs: first(run(*xs, *others, **attributes)),
                     *(normal(*shape) for shape in shapes))


def first(results):
    return results[0] if isinstance(results, tuple) else results


@pytest.mark.parametrize("operator", ["Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Cosh",
                                      "Sinh"])
def test_trigonometry(operator):
    shift = 1.5 if operator == "Acosh" else 0.0
    run = OPERATORS[operator]
    assert gradcheck(lambda x: run(x + shift), np.linspace(0.1, 0.9, 5))


@pytest.mark.parametrize(("operator", "attributes"), [
    ("Celu", {"alpha": 2.0}), ("Selu", {"alpha": 2.0, "gamma": 3.0}), ("Swish", {"alpha": 2.0}),
    ("HardSigmoid", {}), ("ThresholdedRelu", {"alpha": 0.5}), ("Shrink", {"bias": 0.2}),
    ("LpNormalization", {"p": 1}), ("LpNormalization", {"p": 2}),
    ("MeanVarianceNormalization", {"axes": [0, 2]}), ("LRN", {"size": 3}),
    ("CumSum", {"axis": WHOLE(1), "exclusive": 1}), ("CumProd", {"axis": WHOLE(2), "reverse": 1}),
    ("ReduceL1", {}), ("ReduceL2", {"axes": WHOLE([1])}), ("ReduceSumSquare", {}),
    ("Trilu", {"upper": 0}), ("Tile", {"repeats": WHOLE([2, 1, 3])}),
    ("Expand", {"shape": WHOLE([2, 2, 3, 4])}), ("Flatten", {}),
    ("Pad", {"pads": WHOLE([0, 1, -1, 0, 2, 0])}),
    ("Pad", {"pads": WHOLE([0, 1, 2, 0, 2, 1]), "mode": "reflect"}),
    ("CenterCropPad", {"shape": WHOLE([3, 2, 5])}),
    ("Compress", {"condition": WHOLE([True, False, True]), "axis": 1}),
    ("Gather", {"indices": WHOLE([[0, 2], [2, 2]]), "axis": 1}),
    ("GatherND", {"indices": WHOLE([[0, 1], [1, 2]])}),
    ("MaxPool", {"kernel_shape": [2], "pads": [1, 0]}),
    ("AveragePool", {"kernel_shape": [3], "ceil_mode": 1, "strides": [2]}),
    ("LpPool", {"kernel_shape": [2]}), ("GlobalAveragePool", {}), ("GlobalMaxPool", {}),
    ("Resize", {"sizes": WHOLE([2, 3, 7]), "mode": "linear"}),
    ("Resize", {"sizes": WHOLE([2, 3, 3]), "mode": "cubic", "antialias": 1}),
    ("Resize", {"scales": WHOLE([1.0, 1.0, 2.0]), "mode": "nearest"}),
], ids=str)
def test_one_input(operator, attributes):
    check(operator, (2, 3, 4), **attributes)


@pytest.mark.parametrize(("operator", "shapes", "attributes"), [
    ("Mod", [(4,), (1,)], {"fmod": 1}), ("Mod", [(4,), (1,)], {"fmod": 0}),
    ("Gemm", [(2, 3), (4, 3), (4,)], {"transB": 1, "alpha": 0.5, "beta": 2.0}),
    ("PRelu", [(2, 3), (3,)], {}), ("SwiGLU", [(2, 3), (2, 3)], {}),
    ("Conv", [(1, 2, 5), (3, 2, 2), (3,)], {"pads": [1, 0], "strides": [2]}),
    ("ConvTranspose", [(1, 2, 4), (2, 3, 2), (3,)], {"pads": [1, 0], "output_padding": [1],
                                                     "strides": [2]}),
    ("CausalConvWithState", [(1, 2, 4), (2, 1, 3), (2,), (1, 2, 2)], {"activation": "silu"}),
    ("LayerNormalization", [(2, 3, 4), (4,), (4,)], {"stash_type": 11}),
    ("RMSNormalization", [(2, 3), (3,)], {"stash_type": 11}),
    ("GroupNormalization", [(2, 4, 3), (2,), (2,)], {"num_groups": 2, "opset": 18}),
    ("Attention", [(1, 2, 3, 4), (1, 2, 5, 4), (1, 2, 5, 2)], {"is_causal": 1, "softcap": 2.0}),
    ("Attention", [(1, 3, 8), (1, 3, 4), (1, 3, 4), (3, 3)], {"q_num_heads": 4,
                                                             "kv_num_heads": 2}),
    ("RotaryEmbedding", [(1, 2, 3, 4), (1, 3, 2), (1, 3, 2)], {}),
    ("RNN", [(3, 2, 2), (1, 4, 2), (1, 4, 4), (1, 8)], {"direction": "reverse"}),
    ("LSTM", [(3, 2, 2), (1, 16, 2), (1, 16, 4), (1, 32)], {"layout": 0}),
    ("GRU", [(3, 2, 2), (1, 12, 2), (1, 12, 4), (1, 24)], {"linear_before_reset": 1}),
], ids=str)
def test_several_inputs(operator, shapes, attributes):
    check(operator, *shapes, **attributes)


@pytest.mark.parametrize("reduction", ["none", "add"])
def test_updates_at_places(reduction):
    run, places = OPERATORS["ScatterElements"], WHOLE([[0, 2], [1, 0]])
    assert gradcheck(lambda x, new: run(x, places, new, axis=1, reduction=reduction),
                     normal(2, 3), normal(2, 2))


def test_losses():
    target, weight = WHOLE([[0, 2], [1, -1]]), Tensor(np.array([0.5, 1.0, 2.0]))
    for reduction in ("none", "sum", "mean"):
        check("SoftmaxCrossEntropyLoss", (2, 3, 2), others=(target, weight), ignore_index=-1,
              reduction=reduction)
