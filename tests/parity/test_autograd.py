"""Every primitive against PyTorch, value and gradient, over random shapes.

In float64 the two agree to 1e-12. In float32 each rounds in its own way, so the judge is PyTorch's
result in float64: ours must be within 1e-6 of it, relative to the largest entry.
"""

import numpy as np
import pytest

from groundup import autograd, hessian

from .both import agree, ours, theirs

torch = pytest.importorskip("torch", reason="parity tests need PyTorch: pip install torch==2.13.0")

ROUNDS = 5


def real(rng, shape):
    return rng.standard_normal(shape)


def positive(rng, shape):
    return rng.uniform(0.5, 2.0, shape)


def inside(rng, shape):
    return rng.uniform(-1.2, 1.2, shape)


def distinct(rng, shape):
    size = int(np.prod(shape))
    return (rng.permutation(size) - size / 2 + 0.25).reshape(shape) * 0.1


UNARY = {
    "negative": (torch.negative, real), "exp": (torch.exp, inside), "expm1": (torch.expm1, inside),
    "log": (torch.log, positive), "log1p": (torch.log1p, positive), "sqrt": (torch.sqrt, positive),
    "tanh": (torch.tanh, real), "sigmoid": (torch.sigmoid, real), "sin": (torch.sin, real),
    "cos": (torch.cos, real), "tan": (torch.tan, inside), "square": (torch.square, real),
    "reciprocal": (torch.reciprocal, positive), "abs": (torch.abs, distinct),
}
BINARY = {
    "add": (torch.add, real, real), "subtract": (torch.subtract, real, real),
    "multiply": (torch.multiply, real, real), "divide": (torch.divide, real, positive),
    "power": (torch.pow, positive, inside), "maximum": (torch.maximum, real, real),
    "minimum": (torch.minimum, real, real),
}
REDUCTIONS = {
    "sum": (torch.sum, real), "mean": (torch.mean, real), "max": (torch.amax, distinct),
    "min": (torch.amin, distinct), "logsumexp": (torch.logsumexp, real),
    "var": (lambda x, dim, keepdim: torch.var(x, dim, correction=0, keepdim=keepdim), real),
}
MASK = np.array([[True, False, True], [False, False, True]])
INDEX = np.array([[0, 2], [1, 1]])
OTHERS = {                                 # ours, PyTorch's, and the shapes that go in
    "prod": (lambda x: autograd.prod(x, axis=1), lambda x: x.prod(1), (3, 4)),
    "prod of all": (autograd.prod, torch.prod, (2, 3)),
    "prod with zeros": (lambda x: autograd.prod(x * MASK, axis=0),
                        lambda x: (x * torch.tensor(MASK)).prod(0), (2, 3)),
    "cumsum": (lambda x: autograd.cumsum(x, 1), lambda x: x.cumsum(1), (3, 4)),
    "clip": (lambda x: x.clip(-0.5, 0.5), lambda x: x.clamp(-0.5, 0.5), (3, 4)),
    "where": (lambda x, y: autograd.where(MASK, x, y),
              lambda x, y: torch.where(torch.tensor(MASK), x, y), (2, 3), (3,)),
    "square power": (lambda x: x ** 2, lambda x: x ** 2, (3,)),
    "matmul": (autograd.matmul, torch.matmul, (3, 4), (4, 2)),
    "matmul vectors": (autograd.matmul, torch.matmul, (4,), (4,)),
    "matmul vector": (autograd.matmul, torch.matmul, (4,), (4, 2)),
    "matmul by vector": (autograd.matmul, torch.matmul, (2, 3, 4), (4,)),
    "matmul batch": (autograd.matmul, torch.matmul, (5, 2, 3), (5, 3, 4)),
    "matmul broadcast": (autograd.matmul, torch.matmul, (5, 1, 2, 3), (4, 3, 2)),
    "matmul shared": (autograd.matmul, torch.matmul, (5, 2, 3), (3, 4)),
    **{f"einsum {s}": (lambda *xs, s=s: autograd.einsum(s, *xs),
                       lambda *xs, s=s: torch.einsum(s, *xs), *shapes) for s, shapes in {
        "ij,jk->ik": [(2, 3), (3, 4)], "ij,jk": [(2, 3), (3, 4)],
        "bij,bkj->bik": [(2, 3, 4), (2, 5, 4)],
        "ii->i": [(3, 3)], "ii": [(3, 3)], "ij->j": [(2, 3)], "i,j,k->kji": [(2,), (3,), (4,)],
        "ij,k->i": [(2, 3), (4,)]}.items()},
    "reshape": (lambda x: x.reshape(3, -1), lambda x: x.reshape(3, -1), (2, 6)),
    "transpose": (lambda x: x.transpose(2, 0, 1), lambda x: x.permute(2, 0, 1), (2, 3, 4)),
    "swapaxes": (lambda x: x.swapaxes(0, 2), lambda x: x.swapaxes(0, 2), (2, 3, 4)),
    "moveaxis": (lambda x: autograd.moveaxis(x, 0, 2), lambda x: x.movedim(0, 2), (2, 3, 4)),
    "squeeze": (lambda x: x.squeeze(1), lambda x: x.squeeze(1), (2, 1, 3)),
    "expand_dims": (lambda x: autograd.expand_dims(x, 1), lambda x: x.unsqueeze(1), (2, 3)),
    "broadcast_to": (lambda x: autograd.broadcast_to(x, (4, 2, 3)),
                     lambda x: x.broadcast_to(4, 2, 3), (2, 1)),
    "flip": (lambda x: autograd.flip(x, (0, 1)), lambda x: x.flip(0, 1), (2, 3)),
    "pad": (lambda x: autograd.pad(x, ((1, 0), (2, 3)), 0.5),
            lambda x: torch.nn.functional.pad(x, (2, 3, 1, 0), value=0.5), (2, 3)),
    "concatenate": (lambda *xs: autograd.concatenate(xs, 1), lambda *xs: torch.cat(xs, 1),
                    (2, 3), (2, 1)),
    "stack": (lambda *xs: autograd.stack(xs, 1), lambda *xs: torch.stack(xs, 1), (2, 3), (2, 3)),
    "split": (lambda x: autograd.split(x, [1, 3])[1], lambda x: x.split([1, 2, 2])[1], (5, 2)),
    "slices": (lambda x: x[1:, ::2, None], lambda x: x[1:, ::2, None], (3, 5)),
    "mask": (lambda x: x[MASK], lambda x: x[torch.tensor(MASK)], (2, 3)),
    "integers": (lambda x: x[[0, 0, 2], :, [1, 1, 0]],
                 lambda x: x[torch.tensor([0, 0, 2]), :, torch.tensor([1, 1, 0])], (3, 2, 4)),
    "gather": (lambda x: autograd.gather(x, 1, INDEX),
               lambda x: x.gather(1, torch.tensor(INDEX)), (2, 3)),
    "scatter_add": (lambda x, s: autograd.scatter_add(x, 0, INDEX, s),
                    lambda x, s: x.scatter_add(0, torch.tensor(INDEX), s), (3, 2), (2, 2)),
    "sort": (lambda x: autograd.sort(x, 0)[0], lambda x: x.sort(0)[0], (4, 2)),
    "sort descending": (lambda x: autograd.sort(x, descending=True)[0],
                        lambda x: x.sort(descending=True)[0], (2, 4)),
    "topk": (lambda x: autograd.topk(x, 2)[0], lambda x: x.topk(2)[0], (2, 4)),
}


def random_shape(rng, least=0):
    return tuple(rng.integers(1, 5, rng.integers(least, 4)))


@pytest.mark.parametrize("name", UNARY)
def test_functions_of_one(name, rng):
    reference, maker = UNARY[name]
    f = getattr(autograd, name)
    for shape in [(), (0, 2), *(random_shape(rng) for _ in range(ROUNDS))]:
        agree(f, reference, [maker(rng, shape)], rng)


@pytest.mark.parametrize("name", BINARY)
def test_functions_of_two_with_broadcasting(name, rng):
    reference, left, right = BINARY[name]
    f = getattr(autograd, name)
    for _ in range(2 * ROUNDS):
        shape = random_shape(rng)
        a, b = (tuple(1 if rng.random() < 0.3 else n for n in shape) for _ in "ab")
        a, b = a[rng.integers(0, len(a) + 1):], b
        agree(f, reference, [left(rng, a), right(rng, b)], rng)
        agree(f, reference, [left(rng, b), right(rng, a)], rng)


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("name", REDUCTIONS)
def test_reductions_over_any_axes(name, keepdims, rng):
    reference, maker = REDUCTIONS[name]
    f = getattr(autograd, name)
    for _ in range(2 * ROUNDS):
        shape = random_shape(rng, least=1)
        count = rng.integers(1, len(shape) + 1)
        axes = tuple(int(a) for a in rng.permutation(len(shape))[:count])
        agree(lambda x: f(x, axis=axes, keepdims=keepdims),                     # noqa: B023
              lambda x: reference(x, dim=axes, keepdim=keepdims),               # noqa: B023
              [maker(rng, shape)], rng)


@pytest.mark.parametrize("name", OTHERS)
def test_everything_else(name, rng):
    f, reference, *shapes = OTHERS[name]
    for _ in range(ROUNDS):
        agree(f, reference, [distinct(rng, shape) for shape in shapes], rng)


@pytest.mark.parametrize("f, reference, values", [
    (autograd.max, torch.amax, [3.0, 1.0, 3.0]), (autograd.min, torch.amin, [1.0, 1.0, 1.0]),
    (autograd.abs, torch.abs, [-1.0, 0.0, 1.0]),
    (lambda x: autograd.maximum(x, np.ones(3)),
     lambda x: torch.maximum(x, torch.ones(3, dtype=x.dtype)), [0.0, 1.0, 2.0]),
    (lambda x: x.clip(-1.0, 1.0), lambda x: x.clamp(-1.0, 1.0), [-1.0, 0.0, 1.0]),
    (lambda x: x ** 2, lambda x: x ** 2, [0.0, 1.0, -1.0]),
    (lambda x: x ** 0, lambda x: x ** 0, [0.0, 1.0, -1.0]),
    (autograd.prod, torch.prod, [0.0, 2.0, 0.0]),
])
def test_kinks_and_ties_follow_pytorch(f, reference, values):
    x = np.array(values)
    g = np.ones(reference(torch.tensor(x)).shape)
    for a, b in zip(ours(f, [x], g), theirs(reference, [x], g)):
        np.testing.assert_array_equal(a, b)


def test_hessian_of_a_two_layer_network(rng):
    x, t = rng.standard_normal((8, 3)), rng.standard_normal((8, 2))
    p = rng.standard_normal(3 * 4 + 4 + 4 * 2 + 2)

    def loss(p, x, t):
        h = (x @ p[:12].reshape(3, 4) + p[12:16]).tanh()
        error = h @ p[16:24].reshape(4, 2) + p[24:] - t
        return (error * error).mean()

    expected = torch.autograd.functional.hessian(
        lambda p: loss(p, torch.tensor(x), torch.tensor(t)), torch.tensor(p)).numpy()
    np.testing.assert_allclose(hessian(lambda p: loss(p, x, t), p).data, expected,
                               rtol=1e-8, atol=1e-12)
