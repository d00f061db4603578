"""What recording costs: microseconds per primitive, forward and backward, on four numbers.

A chain of 1,000 primitives (x = x * w, then x = x + b) and a wide graph of 1,000 (500 products of
leaves, added up in a tree), by hand in NumPy, here, and in PyTorch, HIPS autograd and MyGrad.
"""

from functools import partial

from benchmarks.race import race

TITLE = "The tape: forward and backward on four float32 numbers"
NOTE = """\
A chain of 1,000 primitives (x = x * w, then x = x + b), and a wide graph of 1,000: 500 products of
leaves, added up in a tree. "NumPy by hand" is the arithmetic without any recording."""
PRIMITIVES = 1000
HALF = PRIMITIVES // 2


def chain(x, w, b):
    for _ in range(HALF):
        x = x * w
        x = x + b
    return x


def wide(leaves):
    terms = [a * b for a, b in zip(leaves[::2], leaves[1::2])]
    while len(terms) > 1:
        added = [a + b for a, b in zip(terms[::2], terms[1::2])]
        terms = added + terms[2 * len(added):]
    return terms[0]


def arrays(graph):
    import numpy as np

    if graph == "chain":
        return [np.full(4, value, np.float32) for value in (1.0, 0.999, 0.001)]
    return list(np.random.default_rng(0).random((2 * HALF, 4), np.float32))


def by_hand(graph):
    import numpy as np

    data = arrays(graph)
    ones = np.ones(4, np.float32)

    def chain_step():
        x, w, b = data
        kept = []
        for _ in range(HALF):
            kept.append(x)
            x = x * w
            x = x + b
        g, gw, gb = ones, np.zeros_like(w), np.zeros_like(b)
        for x in reversed(kept):
            gb += g
            gw += g * x
            g = g * w
        return g, gw, gb

    def wide_step():
        wide(data)
        return [g for a, b in zip(data[::2], data[1::2]) for g in (ones * b, ones * a)]

    return chain_step if graph == "chain" else wide_step


def groundup(graph):
    import groundup as gu

    data = arrays(graph)

    def step():
        leaves = [gu.Tensor(x, requires_grad=True) for x in data]
        (chain(*leaves) if graph == "chain" else wide(leaves)).sum().backward()
        return [leaf.grad for leaf in leaves]

    return step


def torch(graph):
    import torch

    torch.set_num_threads(1)               # its best on four numbers
    data = [torch.from_numpy(x) for x in arrays(graph)]

    def step():
        leaves = [x.clone().requires_grad_() for x in data]
        (chain(*leaves) if graph == "chain" else wide(leaves)).sum().backward()
        return [leaf.grad for leaf in leaves]

    return step


def hips(graph):
    from autograd import grad

    data = arrays(graph)
    if graph == "chain":
        gradient = grad(lambda leaves: chain(*leaves).sum())
    else:
        gradient = grad(lambda leaves: wide(leaves).sum())
    return lambda: gradient(data)


def mygrad(graph):
    import mygrad

    data = arrays(graph)

    def step():
        leaves = [mygrad.tensor(x) for x in data]
        (chain(*leaves) if graph == "chain" else wide(leaves)).sum().backward()
        return [leaf.grad for leaf in leaves]

    return step


RIVALS = {"NumPy by hand": by_hand, "groundup": groundup, "PyTorch eager": torch,
          "HIPS autograd": hips, "MyGrad": mygrad}


def rows(options) -> tuple[list[dict], str]:
    return [row for graph in ("chain", "wide") for row in ranked(graph, options)], NOTE


def ranked(graph: str, options) -> list[dict]:
    result = race({name: partial(build, graph) for name, build in RIVALS.items()},
                  options.rounds, options.block)
    return [{"graph": graph, "rival": name,
             "µs per primitive": result.typical(name) / PRIMITIVES * 1e6
             if name in result.seconds else result.absent[name],
             "groundup's time of it": result.ratio("groundup", name)
             if name in result.seconds else None}
            for name in RIVALS]
