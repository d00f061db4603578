"""A network with one hidden layer in one operation: y = max(x W₁ + b₁, 0) W₂ + b₂ (chapter 8).

The numbers are those of `dense_relu.py` and `dense.py` one after the other. Where inputs and
outputs are few, as for the spirals, a matrix product takes little longer than its call; so compiled
code does the whole way forward in one go, and the whole way back. `nn.Sequential` takes this where
it is a `Dense`, a `ReLU` and a `Dense` (see `nn/fusion.py`).
"""

from groundup.autograd import Tensor, fused
from groundup.functional.dense import backward as dense_backward
from groundup.functional.dense import dense, fitting
from groundup.functional.dense import forward as dense_forward
from groundup.functional.dense import reference as dense_reference
from groundup.functional.dense_relu import backward as dense_relu_backward
from groundup.functional.dense_relu import dense_relu
from groundup.functional.dense_relu import forward as dense_relu_forward
from groundup.functional.dense_relu import reference as dense_relu_reference
from groundup.kernels import twin

FEW = 4                     # inputs, and outputs, up to which one operation is faster than two


@twin
def forward(x, W1, b1, W2, b2):            # x (N, I) · W1 (I, H) · W2 (H, O) · biases may be None
    h, _ = dense_relu_forward(x, W1, b1)   # h (N, H)
    y, _ = dense_forward(h, W2, b2)        # y (N, O)
    return y, (x, W1, h, W2)


@twin
def backward(state, g):                    # g (N, O): how the loss changes with each output
    x, W1, h, W2 = state
    of_h, of_W2, of_b2 = dense_backward((h, W2), g)
    return (*dense_relu_backward((x, W1, h), of_h()), of_W2, of_b2)


def reference(x, W1, b1, W2, b2):
    return dense_reference(dense_relu_reference(x, W1, b1), W2, b2)


_dense_relu_dense = fused(forward, backward, reference, name="dense_relu_dense")


def dense_relu_dense(x, W1, b1, W2, b2) -> Tensor:
    """Two dense layers with ReLU between them: y = max(x W₁ + b₁, 0) W₂ + b₂.

    x (..., I), W1 (I, H), W2 (H, O); b1 (H,) and b2 (O,) may be None. Errors are those of `dense`.

    >>> one = Tensor([[1.0]])
    >>> dense_relu_dense(Tensor([[2.0], [-2.0]]), one, None, one, Tensor([0.5]))
    Tensor([[2.5],
            [0.5]])
    """
    x = fitting(x, W1)
    if x.data.ndim == 2 and x.data.shape[1] <= FEW and W2.data.shape[1] <= FEW:
        return _dense_relu_dense(x, W1, b1, W2, b2)
    return dense(dense_relu(x, W1, b1), W2, b2)
