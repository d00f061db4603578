"""Sequences of unequal length: padding them, and turning them around."""

import numpy as np
import pytest

from groundup import functional as F
from groundup.autograd import Tensor, gradcheck


def test_padding_and_lengths(rng):
    parts = [rng.normal(size=(n, 2)) for n in (3, 1, 4)]
    padded, lengths = F.pad_sequence(parts, value=-1.0)
    assert (padded.shape, padded.dtype, lengths.tolist()) == ((3, 4, 2), np.float64, [3, 1, 4])
    for row, part, length in zip(padded, parts, lengths):
        np.testing.assert_array_equal(row[:length], part)
        np.testing.assert_array_equal(row[length:], -1)
    time_first, _ = F.pad_sequence(parts, value=-1.0, batch_first=False)
    np.testing.assert_array_equal(time_first, padded.swapaxes(0, 1))


def test_padding_passes_gradients_to_tensors():
    a, b = Tensor([1.0, 2.0], requires_grad=True), Tensor([3.0], requires_grad=True)
    padded, _ = F.pad_sequence([a, b])
    (padded * padded).sum().backward()
    assert (a.grad.tolist(), b.grad.tolist()) == ([2, 4], [6])


@pytest.mark.parametrize(("parts", "message"), [
    ([], "at least one sequence"),
    ([np.zeros((2, 3)), np.zeros((2, 4))], r"first axis alone; got shapes \[\(2, 3\), \(2, 4\)\]"),
    ([np.zeros(())], "first axis alone"),
])
def test_what_cannot_be_padded(parts, message):
    with pytest.raises(ValueError, match=message):
        F.pad_sequence(parts)


@pytest.mark.parametrize("lengths", [None, [4, 0, 2]])
@pytest.mark.parametrize("batch_first", [True, False])
def test_reversing_twice_changes_nothing(lengths, batch_first, rng):
    x = rng.normal(size=(3, 4, 2))
    x = x if batch_first else x.swapaxes(0, 1)
    once = F.reverse_sequence(x, lengths, batch_first)
    np.testing.assert_array_equal(F.reverse_sequence(once, lengths, batch_first).data, x)
    assert gradcheck(lambda x: F.reverse_sequence(x, lengths, batch_first) ** 2, x, order=2)
    with pytest.raises(ValueError, match="lengths has shape"):
        F.reverse_sequence(x, [1], batch_first)
