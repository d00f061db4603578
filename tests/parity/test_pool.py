"""Pooling, resampling, padding, unfolding against PyTorch: live if installed, and stored."""

from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from groundup import functional as F
from groundup.autograd import Tensor

REFERENCES = Path(__file__).parent / "references" / "pool.npz"
IMAGE, LINE, VOLUME = (2, 3, 9, 7), (2, 3, 11), (2, 2, 5, 7, 6)
CASES = [
    *(("max_pool2d", IMAGE, dict(kernel_size=k, stride=s, padding=p, dilation=d, ceil_mode=c))
      for k, s, p, d, c in product([2, (3, 2)], [None, 1, (3, 2)], [0, 1], [1, 2], [False, True])),
    *(("max_pool1d", LINE, dict(kernel_size=k, stride=s, padding=1, ceil_mode=c))
      for k, s, c in product([2, 3], [None, 3], [False, True])),
    *(("max_pool3d", VOLUME, dict(kernel_size=k, stride=2, padding=p))
      for k, p in product([2, (3, 2, 2)], [0, 1])),
    *(("avg_pool2d", IMAGE, dict(kernel_size=k, stride=s, padding=p, ceil_mode=c,
                                 count_include_pad=i))
      for k, s, p, c, i in product([2, (3, 2)], [None, 1, (3, 2)], [0, 1], [False, True],
                                   [False, True])),
    *(("avg_pool1d", LINE, dict(kernel_size=k, stride=s, padding=1, ceil_mode=c))
      for k, s, c in product([2, 3], [None, 3], [False, True])),
    *((f"adaptive_{kind}_pool2d", IMAGE, dict(output_size=size))
      for kind, size in product(["avg", "max"], [1, 3, (4, 5), (None, 2), (12, 7)])),
    *((f"adaptive_{kind}_pool1d", LINE, dict(output_size=size))
      for kind, size in product(["avg", "max"], [1, 4, 11, 14])),
    *(("interpolate", IMAGE, dict(size=size, mode=mode))
      for size, mode in product([1, (4, 20), (18, 14)], ["nearest", "bilinear"])),
    *(("interpolate", IMAGE, dict(scale_factor=scale, mode=mode))
      for scale, mode in product([2, (1.5, 0.7), 0.6], ["nearest", "bilinear"])),
    *(("interpolate", IMAGE, dict(size=size, mode="bilinear", align_corners=True))
      for size in (1, (4, 20))),
    ("interpolate", LINE, dict(size=17, mode="linear")),
    ("interpolate", VOLUME, dict(scale_factor=2)),
    ("interpolate", VOLUME, dict(scale_factor=1.5, mode="trilinear")),
    *(("pad", IMAGE, dict(padding=padding, mode=mode))
      for padding, mode in product([(1, 2, 3, 0), (2, 2, 2, 2)],
                                   ["constant", "reflect", "replicate", "circular"])),
    ("pad", IMAGE, dict(padding=(1, 2), mode="constant", value=3.0)),
    ("pad", VOLUME, dict(padding=(1, 2, 3, 4, 2, 1), mode="reflect")),
    ("pixel_shuffle", (2, 12, 3, 4), dict(upscale_factor=2)),
    ("pixel_unshuffle", (2, 3, 6, 4), dict(downscale_factor=2)),
    *(("unfold", IMAGE, dict(kernel_size=k, dilation=d, padding=p, stride=s))
      for k, d, p, s in product([2, (3, 2)], [1, 2], [0, 1], [1, (2, 3)])),
    ("fold", (2, 12, 28), dict(output_size=(8, 9), kernel_size=2, padding=1, stride=(2, 1),
                               dilation=(3, 4))),
]
STORED = [3, 14, 22, 30, 34, 41, 60, 90, 97, 108, 114, 121, 126, 130, len(CASES) - 1]


def image(shape, seed):
    """Numbers of which many are equal, so that it shows who wins a tie."""
    rng = np.random.default_rng(seed)
    return np.where(rng.random(shape) < 0.5, rng.integers(0, 3, shape), rng.normal(size=shape))


def ours(name, options, array):
    x = Tensor(array, requires_grad=True)
    y = getattr(F, name)(x, **options)
    y.backward(seed_for(y.shape))
    return y.data, x.grad


def theirs(name, options, array):
    torch = pytest.importorskip("torch",
                                reason="parity tests need PyTorch: pip install torch==2.13.0")
    function = getattr(torch.nn.functional, name)
    if name == "pad":
        function = partial(function, pad=options["padding"])
        options = {key: value for key, value in options.items() if key != "padding"}
    x = torch.tensor(array, requires_grad=True)
    y = function(x, **options)
    y.backward(torch.tensor(seed_for(y.shape), dtype=y.dtype))
    return y.detach().numpy(), x.grad.numpy()


def seed_for(shape):
    return np.random.default_rng(1).normal(size=shape)


def error(a, exact):
    return np.abs(a - exact).max() / np.abs(exact).max()


@pytest.mark.parametrize(("case", "name", "shape", "options"),
                         [(i, *case) for i, case in enumerate(CASES)])
def test_live(case, name, shape, options):
    double = image(shape, case)
    single = double.astype(np.float32)
    exact = theirs(name, options, single.astype(np.float64))
    for a, b in zip(ours(name, options, double), theirs(name, options, double)):
        assert a.shape == b.shape and error(a, b) < 1e-10
    for a, b, c in zip(ours(name, options, single), theirs(name, options, single), exact):
        assert a.dtype == np.float32
        assert error(a, c) <= 4 * error(b, c) + 4 * np.finfo(np.float32).eps


@pytest.mark.parametrize("case", STORED)
def test_stored(case):
    name, shape, options = CASES[case]
    with np.load(REFERENCES) as stored:
        for a, part in zip(ours(name, options, image(shape, case)), ("y", "dx")):
            assert error(a, stored[f"{case}.{part}"]) < 1e-10


def write_references():
    """What PyTorch returns for a few of the cases: output, and gradient of the image."""
    found = {}
    for case in STORED:
        name, shape, options = CASES[case]
        y, dx = theirs(name, options, image(shape, case))
        found |= {f"{case}.y": y, f"{case}.dx": dx}
    np.savez_compressed(REFERENCES, **found)


if __name__ == "__main__":
    write_references()
