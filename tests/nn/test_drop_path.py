"""Dropout of pieces as layers: the function in training, nothing in use."""

import numpy as np
import pytest

from groundup import Tensor, nn
from groundup import functional as F


@pytest.mark.parametrize(("make", "function", "shape"), [
    (nn.Dropout1d, F.dropout1d, (4, 5, 3)), (nn.DropPath, F.drop_path, (20, 5)),
    (nn.AlphaDropout, F.alpha_dropout, (20, 5))])
def test_layers_are_their_functions(rng, make, function, shape):
    x, layer = Tensor(rng.normal(size=shape).astype("f")), make(0.4, rng=3)
    draws = np.random.default_rng(3)
    for _ in range(2):
        np.testing.assert_array_equal(layer(x).data, function(x, 0.4, rng=draws).data)
    np.testing.assert_array_equal(layer.eval()(x).data, x.data)
    assert repr(layer) == f"{make.__name__}(0.4)"
