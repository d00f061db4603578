"""Embedding and embedding bag against PyTorch: live where it is installed, and from stored arrays.

`python tests/parity/test_embedding.py` writes the stored arrays anew.
"""

from pathlib import Path

import numpy as np
import pytest

from groundup import Tensor
from groundup import functional as F

STORED = Path(__file__).parent / "references" / "embedding.npz"
REASON = "parity tests need PyTorch: pip install torch==2.13.0"
CASES = [
    ("rows", "embedding", {}), ("rows-padded", "embedding", {"padding_idx": 2}),
    *((f"bag-{mode}-{padding}", "embedding_bag", {"mode": mode, "padding_idx": padding})
      for mode in ("sum", "mean") for padding in (None, 2)),
    ("bag-offsets", "embedding_bag", {"mode": "mean", "offsets": [0, 3, 3, 10]}),
]
every_case = pytest.mark.parametrize(("name", "function", "options"), CASES,
                                     ids=[case[0] for case in CASES])


def numbers(options):
    rng = np.random.default_rng(0)
    ids = rng.integers(0, 6, size=24 if "offsets" in options else (4, 6))
    return ids, rng.normal(size=(6, 3)), rng.normal(size=(4, 6, 3))


def ours(function, options, dtype):
    """The output, and the gradient of the table."""
    ids, table, weighting = numbers(options)
    table = Tensor(table.astype(dtype), requires_grad=True)
    y = getattr(F, function)(ids, table, **options)
    weighting = weighting if y.ndim == 3 else weighting[:, 0]
    (y * weighting.astype(dtype)).sum().backward()
    return [y.data, table.grad]


def theirs(function, options, dtype):
    torch = pytest.importorskip("torch", reason=REASON)
    ids, table, weighting = numbers(options)
    table = torch.tensor(table.astype(dtype), requires_grad=True)
    options = {k: torch.tensor(v) if k == "offsets" else v for k, v in options.items()}
    y = getattr(torch.nn.functional, function)(torch.tensor(ids), table, **options)
    weighting = weighting if y.ndim == 3 else weighting[:, 0]
    (y * torch.tensor(weighting.astype(dtype))).sum().backward()
    return [y.detach().numpy(), table.grad.numpy()]


def error(a, exact):
    return np.abs(a - exact).max() / np.abs(exact).max()


@every_case
def test_live(name, function, options):
    exact, rounded = (theirs(function, options, dtype) for dtype in (np.float64, np.float32))
    for a, b in zip(ours(function, options, np.float64), exact, strict=True):
        assert error(a, b) < 1e-10
    floor = 4 * np.finfo(np.float32).eps
    for a, b, c in zip(ours(function, options, np.float32), rounded, exact, strict=True):
        assert error(a, c) <= 4 * error(b, c) + floor


@every_case
def test_stored(name, function, options):
    with np.load(STORED) as stored:
        exact = [stored[f"{name}/{i}"] for i in range(2)]
    for a, b in zip(ours(function, options, np.float64), exact, strict=True):
        assert error(a, b) < 1e-10


def write_references():
    np.savez_compressed(STORED, **{
        f"{name}/{i}": a for name, function, options in CASES
        for i, a in enumerate(theirs(function, options, np.float64))})


if __name__ == "__main__":
    write_references()
