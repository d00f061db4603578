"""What every layer must do: shape, function, gradient, saving, modes, copies, both dtypes.

A case is a layer, the shape of an input, the shape of its output, its repr, and the function of
input and parameters that it stands for (or None).
"""

import copy

import numpy as np
import pytest

from groundup import Tensor


def every(cases):
    return pytest.mark.parametrize(("make", "inside", "outside", "text", "function"), cases,
                                   ids=[case[3] for case in cases])


def inputs(shape, dtype=np.float32):
    return Tensor(np.random.default_rng(1).normal(size=shape).astype(dtype), requires_grad=True)


def moved(layer):
    """The layer with parameters that are not where they start."""
    for p in layer.parameters():
        p.data += 0.5
    return layer


def check_shape_dtype_repr_and_function(make, inside, outside, text, function):
    for dtype in (np.float32, np.float64):
        layer, x, twin = moved(make().astype(dtype)), inputs(inside, dtype), inputs(inside, dtype)
        parameters = list(layer.parameters())
        y = layer(x)
        assert (y.shape, y.dtype) == (outside, dtype)
        y.sum().backward()
        assert (x.grad.shape, x.grad.dtype) == (inside, dtype)
        assert all(p.grad.shape == p.shape and p.grad.dtype == dtype for p in parameters)
        if function is not None:
            plain = function(twin, *parameters)
            np.testing.assert_array_equal(y.data, plain.data)
            plain.sum().backward()
            np.testing.assert_array_equal(x.grad, twin.grad)
    assert repr(layer) == text


def check_saving_freezing_and_copying(make, inside, outside, text, function):
    layer, x = moved(make().eval()), inputs(inside)
    y = layer(x).data
    twin = make().eval()
    twin.load_state_dict(layer.state_dict())
    np.testing.assert_array_equal(twin(x).data, y)
    np.testing.assert_array_equal(copy.deepcopy(layer)(x).data, y)
    np.testing.assert_array_equal(layer.predict(x), y)
    np.testing.assert_array_equal(layer.infer(x.data), y)
    twin.freeze()(x).sum().backward()
    assert all(p.grad is None for p in twin.parameters())
