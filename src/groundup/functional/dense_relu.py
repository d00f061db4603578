"""A dense layer and the ReLU behind it in one operation: y = max(x W + b, 0) (chapters 4 and 8).

The numbers are those of `dense.py` and `relu.py` one after the other; but there is one array less,
one node less on the tape, and in compiled code the bias and the bend are one pass. `nn.Sequential`
takes this where a `Dense` is followed by a `ReLU` (see `nn/fusion.py`).
"""

import numpy as np

from groundup.autograd import Tensor, fused
from groundup.functional.dense import backward as dense_backward
from groundup.functional.dense import fitting
from groundup.functional.dense import forward as dense_forward
from groundup.functional.dense import reference as dense_reference
from groundup.functional.relu import relu_backward, relu_reference
from groundup.kernels import twin


@twin
def forward(x, W, b):                      # x (..., I) · W (I, O) · b (O,) or None
    y, _ = dense_forward(x, W, b)          # y (..., O)
    y.clip(0, np.inf, out=y)
    return y, (x, W, y)


@twin
def backward(state, g):                    # g (..., O): how the loss changes with each output
    x, W, y = state
    (blame,) = relu_backward(y, g)
    return dense_backward((x, W), blame)


def reference(x, W, b):
    return relu_reference(dense_reference(x, W, b))


_dense_relu = fused(forward, backward, reference, name="dense_relu")


def dense_relu(x, weight, bias=None) -> Tensor:
    """A dense layer whose outputs are cut off below 0: y = max(x W + b, 0).

    Shapes and errors are those of `dense`.

    >>> dense_relu(Tensor([[1.0, 2.0]]), Tensor([[1.0, -1.0], [10.0, 0.0]]), Tensor([0.5, 0.5]))
    Tensor([[21.5,  0. ]])
    """
    return _dense_relu(fitting(x, weight), weight, bias)
