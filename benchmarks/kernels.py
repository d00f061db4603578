"""Compiled twins beside their NumPy definitions, and PyTorch: forward and backward of one layer.

    python -m benchmarks.kernels --threads 1 --json kernels.json

Times are those of the public function with the tape around it, microseconds; ratios are medians
over rounds. Both twins must give the same gradients before they race.
"""

import argparse
import json
import os
from functools import partial
from pathlib import Path

TITLE = "Compiled kernels: forward and backward of one layer, float32"
NOTE = """\
"NumPy" is groundup's definition, "compiled" its twin, "PyTorch" the same layer in eager mode."""

# A layer, called alike here and in PyTorch, and the shapes of its arrays.
CASES = {
    "softmax (1024, 65)": (lambda F, x: F.softmax(x, -1), [(1024, 65)]),
    "log-softmax (1024, 65)": (lambda F, x: F.log_softmax(x, -1), [(1024, 65)]),
    "GELU (1024, 512)": (lambda F, x: F.gelu(x), [(1024, 512)]),
    "GELU with tanh (1024, 512)": (lambda F, x: F.gelu(x, approximate="tanh"), [(1024, 512)]),
    "layer norm (1024, 128)": (lambda F, x, w, b: F.layer_norm(x, (128,), w, b),
                               [(1024, 128), (128,), (128,)]),
    "batch norm (32, 32, 32, 32)": (
        lambda F, x, w, b: F.batch_norm(x, None, None, w, b, training=True),
        [(32, 32, 32, 32), (32,), (32,)]),
    "causal attention (8, 4, 128, 32)": (
        lambda F, q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True),
        [(8, 4, 128, 32)] * 3),
    "convolution 32 to 64 (16, 32, 14, 14)": (
        lambda F, x, W, b: F.conv2d(x, W, b, padding=1),
        [(16, 32, 14, 14), (64, 32, 3, 3), (64,)]),
}


def arrays(shapes, seed=0):
    import numpy as np

    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape, np.float32) for shape in shapes]


def groundup(case, mode):
    import groundup as gu
    from groundup import functional, kernels

    kernels.use(mode)
    layer, shapes = CASES[case]
    data = arrays(shapes)
    g = arrays([layer(functional, *map(gu.Tensor, data)).shape], seed=1)[0]

    def step():
        tensors = [gu.Tensor(a, requires_grad=True) for a in data]
        layer(functional, *tensors).backward(g)
        return [t.grad for t in tensors]

    return step


def torch(case):
    import torch

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    layer, shapes = CASES[case]
    data = [torch.from_numpy(a).requires_grad_() for a in arrays(shapes)]
    g = torch.from_numpy(arrays([layer(torch.nn.functional, *data).shape], seed=1)[0])

    def step():
        for a in data:
            a.grad = None
        layer(torch.nn.functional, *data).backward(g)

    return step


def agree(case) -> None:
    """Raise unless both twins give the same gradients, relative to the largest entry."""
    import numpy as np

    for a, b in zip(groundup(case, "compiled")(), groundup(case, "numpy")()):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-4 * np.abs(b).max())


def rows(options) -> tuple[list[dict], str]:
    return [compared(case, options) for case in CASES], NOTE


def compared(case: str, options) -> dict:
    from benchmarks.race import race

    agree(case)
    result = race({"compiled": partial(groundup, case, "compiled"),
                   "NumPy": partial(groundup, case, "numpy"), "PyTorch": partial(torch, case)},
                  options.rounds, options.block)
    row = {"layer": case}
    row |= {f"{name}, µs": result.typical(name) * 1e6 for name in result.seconds}
    return row | {f"compiled / {name}": result.ratio("compiled", name)
                  for name in ("NumPy", "PyTorch") if name in result.seconds}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kernels", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9, help="turns of each (default 9)")
    parser.add_argument("--block", type=float, default=0.2, help="seconds a turn (default 0.2)")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures to this file")
    options = parser.parse_args()
    from benchmarks import tables
    from benchmarks.race import POOLS

    for pool in POOLS:                     # before NumPy is imported, here and in every rival
        os.environ[pool] = str(options.threads)
    here = tables.machine()
    section = tables.section(TITLE, NOTE, rows(options)[0], here)
    print(tables.markdown(section))
    if options.json:
        options.json.write_text(json.dumps(section, indent=1) + "\n")


if __name__ == "__main__":
    main()
