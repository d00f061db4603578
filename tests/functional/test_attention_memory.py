"""What attention holds at once: its memory grows with the length, not with its square."""

import tracemalloc

import numpy as np
import pytest

from groundup import Tensor
from groundup import functional as F


def peak(length, **options):
    """Bytes at the highest point of forward and backward, beyond the inputs."""
    rng = np.random.default_rng(0)
    q, k, v = (Tensor(rng.normal(size=(1, 1, length, 64)).astype("f"), requires_grad=True)
               for _ in range(3))
    tracemalloc.start()
    F.scaled_dot_product_attention(q, k, v, **options).sum().backward()
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return highest


@pytest.mark.parametrize("options", [{}, {"is_causal": True}, {"dropout_p": 0.1}],
                         ids=["plain", "causal", "dropout"])
def test_memory_is_linear_in_the_length(options):
    short, middle, long = (peak(length, **options) for length in (1024, 2048, 4096))
    assert middle < 2048 * 2048 * 4 / 2                # one matrix of scores would be 16 MiB
    assert long < 4096 * 4096 * 4 / 5
    assert middle < 2.1 * short
    assert long < 2.1 * middle
