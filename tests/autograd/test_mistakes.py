"""What is done wrong with tensors: each mistake is named, with the way out."""

import numpy as np
import pytest

import groundup
from groundup import Tensor, concatenate, grad, no_grad, stack

x = Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


@pytest.mark.parametrize("wrong, error, message", [
    (lambda: Tensor(3, 4), TypeError, r"requires_grad is True or False, not 4.*one argument"),
    (lambda: Tensor(None), TypeError, r"got None \(does a function lack its return\?\)"),
    (lambda: Tensor([x, x]), TypeError, r"list of tensors is not a tensor: take one.*or join"),
    (x.item, ValueError, r"shape \(2, 3\) is not one number. Reduce it first"),
    (lambda: float(x), ValueError, r"shape \(2, 3\) is not one number"),
    (lambda: bool(x > 2), ValueError, r"neither true nor false: ask x.data.any\(\)"),
    (lambda: grad(1.0, x), TypeError, "grad takes the tensor to differentiate, not a float"),
    (lambda: grad(np.exp, x), TypeError, r"For a function there is vjp\(f, x\)"),
    (lambda: x.sum().backward(), RuntimeError, r"Nothing to differentiate.*is the model frozen\?"),
    (lambda: x.transpose(0), ValueError, r"shapes \(2, 3\): it takes each of the 2 axes once"),
    (lambda: Tensor(np.ones((2, 3, 4))).transpose(0, 1), ValueError, "To exchange two.*swapaxes"),
    (lambda: x.squeeze(1), ValueError, r"squeeze of shape \(2, 3\), axis 1"),
    (lambda: concatenate(x, x), TypeError, r"takes a list and an axis: concatenate\(\[a, b\]"),
    (lambda: stack(x, x), TypeError, r"takes a list and an axis: stack\(\[a, b\]"),
    (lambda: stack([x, x.T]), ValueError, r"one shape, and got \(2, 3\) and \(3, 2\)"),
    (lambda: stack([]), ValueError, "one shape, and got no arrays"),
    (lambda: groundup.seed("a"), TypeError, "seed is a whole number of at least 0, not 'a'"),
    (lambda: groundup.seed(-1), ValueError, "seed is a whole number of at least 0, not -1"),
    (lambda: groundup.backend.generator(1.5), TypeError, "whole number of at least 0, not 1.5"),
])
def test_the_message_says_what_came_and_what_to_do(wrong, error, message):
    with pytest.raises(error, match=message):
        wrong()


def test_no_grad_before_a_function():
    @no_grad()
    def double(w):
        return w * 2

    w = Tensor([1.0], requires_grad=True)
    assert not double(w).requires_grad and (w * 2).requires_grad
