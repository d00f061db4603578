"""One table of operations; every row is held against NumPy, small differences, dtypes and layouts.

A row names the operation on tensors, the same on arrays, and what its inputs look like. Inputs keep
away from kinks and poles, where small differences say nothing.
"""

from typing import Any, NamedTuple

import numpy as np
import pytest

from groundup import Tensor, autograd, gradcheck
from groundup.autograd import rules


class Case(NamedTuple):
    name: str
    on_tensors: Any
    on_arrays: Any
    inputs: tuple                          # for each input, a function of a generator -> array


def real(*shape):
    return lambda rng: rng.standard_normal(shape)


def positive(*shape):
    return lambda rng: rng.uniform(0.5, 2.0, shape)


def narrow(*shape):
    return lambda rng: rng.uniform(-1.2, 1.2, shape)


def apart(*shape):
    """Multiples of 0.2 plus 0.06, each once: away from ties, and from the kinks of the table."""
    size = int(np.prod(shape))
    return lambda rng: (rng.permutation(size) - size // 2 + 0.3).reshape(shape) * 0.2


SHAPES = [(), (1,), (3,), (2, 3), (0,), (2, 0, 3), (1, 4, 1)]
PAIRS = [((), ()), ((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((), (2, 3)), ((1,), ()),
         ((0, 3), (1, 3)), ((4, 1, 3), (2, 1)), ((2, 0), (1,))]

UNARY = {
    "negative": (np.negative, real), "exp": (np.exp, real), "expm1": (np.expm1, real),
    "log": (np.log, positive), "log1p": (np.log1p, positive), "sqrt": (np.sqrt, positive),
    "tanh": (np.tanh, real), "sin": (np.sin, real), "cos": (np.cos, real), "tan": (np.tan, narrow),
    "square": (np.square, real), "reciprocal": (np.reciprocal, positive), "abs": (np.abs, apart),
    "sigmoid": (lambda x: 1 / (1 + np.exp(-x)), real),
}
BINARY = {
    "add": (np.add, real, real), "subtract": (np.subtract, real, real),
    "multiply": (np.multiply, real, real), "divide": (np.divide, real, positive),
    "power": (np.power, positive, real), "maximum": (np.maximum, real, real),
    "minimum": (np.minimum, real, real),
}


def case(name, on_tensors, on_arrays, *inputs):
    return Case(name, on_tensors, on_arrays, inputs)


def both(name, f, *inputs):
    """A row whose NumPy expression serves tensors as well."""
    return Case(name, f, f, inputs)


def reduction(name, oracle, maker, **extra):
    """A reduction over every choice of axis, with and without keepdims."""
    f = getattr(autograd, name)
    choices = [((), None), ((3,), None), ((3,), 0), ((2, 3), -1), ((2, 3), 0), ((1, 3), 0),
               ((2, 3, 4), 1), ((2, 3, 4), (0, 2)), ((2, 3, 4), (-1, 1)), ((2, 1, 3), (0, 1, 2))]
    for shape, axis in choices:
        for keepdims in (False, True):
            options = {"axis": axis, "keepdims": keepdims} | extra
            yield case(f"{name}-{shape}-{options}", lambda x, o=options: f(x, **o),
                       lambda x, o=options: oracle(x, **o), maker(*shape))


def _logsumexp(x, axis, keepdims):
    return np.log(np.sum(np.exp(x), axis=axis, keepdims=keepdims))


CASES = [
    *[case(f"{name}-{shape}", getattr(autograd, name, getattr(rules, name)), f, maker(*shape))
      for name, (f, maker) in UNARY.items() for shape in SHAPES],
    *[case(f"{name}-{a}-{b}", getattr(autograd, name), f, left(*a), right(*b))
      for name, (f, left, right) in BINARY.items() for a, b in PAIRS],
    *reduction("sum", np.sum, real), *reduction("mean", np.mean, real),
    *reduction("var", np.var, real), *reduction("max", np.max, apart),
    *reduction("min", np.min, apart), *reduction("prod", np.prod, real),
    *reduction("logsumexp", _logsumexp, real),
    case("var-ddof", lambda x: autograd.var(x, axis=1, ddof=1),
         lambda x: np.var(x, axis=1, ddof=1), real(2, 4)),
    *[both(f"{f.__name__}-of-nothing", lambda x, f=f: f(x, axis=0), real(0, 2))
      for f in (np.sum, np.cumsum)],
    *[both(f"{f.__name__}-of-no-rows", lambda x, f=f: f(x, axis=1), real(0, 2))
      for f in (np.sum, np.mean, np.var, np.max, np.min, np.prod, np.cumsum)],
    *[both(f"cumsum-{shape}-{axis}", lambda x, a=axis: np.cumsum(x, axis=a), real(*shape))
      for shape, axis in [((3,), None), ((3,), 0), ((2, 3), None), ((2, 3), 1), ((2, 3), -2),
                          ((1, 3), 0)]],

    both("power-square", lambda x: x ** 2, real(2, 3)),
    both("power-cube-of-negative", lambda x: x ** 3, lambda rng: -rng.uniform(1, 2, 4)),
    both("power-zero", lambda x: x ** 0 + x, real(3)),
    both("power-one", lambda x: x ** 1, real(3)),
    both("power-half", lambda x: x ** 0.5, positive(3)),
    both("power-inverse", lambda x: x ** -1, positive(3)),
    both("power-of-number", lambda x: 2 ** x, real(2, 3)),
    both("where", lambda x, y: np.where([True, False, True], x, y), real(3), real(3)),
    both("where-broadcast", lambda x, y: np.where(np.array([[True], [False]]), x, y), real(3),
         real(2, 1)),
    both("where-number", lambda x: np.where([True, False], x, 0.0), real(2)),
    both("clip", lambda x: np.clip(x, -0.45, 0.45), apart(7)),
    case("clip-below", lambda x: autograd.clip(x, low=0.05), lambda x: np.maximum(x, 0.05),
         apart(7)),
    case("clip-above", lambda x: autograd.clip(x, high=0.05), lambda x: np.minimum(x, 0.05),
         apart(2, 3)),
    both("maximum-number", lambda x: np.maximum(x, 0), apart(5)),

    *[both(f"matmul-{a}-{b}", lambda x, y: x @ y, real(*a), real(*b)) for a, b in [
        ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((3, 3), (3, 3)),
        ((5, 2, 3), (5, 3, 4)), ((5, 2, 3), (3, 4)), ((2, 3), (5, 3, 4)), ((5, 2, 3), (3,)),
        ((3,), (5, 3, 4)), ((5, 1, 2, 3), (4, 3, 2)), ((1, 2, 3), (5, 3, 2)), ((2, 0), (0, 3)),
        ((0, 3), (3, 2)), ((2, 3, 0), (0, 4)), ((0, 2, 3), (3, 4)), ((1, 1), (1, 1))]],
    *[both(f"einsum-{subscripts}", lambda *xs, s=subscripts: np.einsum(s, *xs),
           *[real(*shape) for shape in shapes]) for subscripts, shapes in [
        ("ij,jk->ik", [(2, 3), (3, 4)]), ("ij,jk", [(2, 3), (3, 4)]), ("ba", [(2, 3)]),
        ("bij,bjk->bik", [(2, 3, 4), (2, 4, 2)]), ("i,j->ij", [(2,), (3,)]),
        ("i,i->", [(3,), (3,)]),
        ("ii->i", [(3, 3)]), ("ii", [(3, 3)]), ("iij,j->i", [(2, 2, 3), (3,)]),
        ("iii->i", [(2, 2, 2)]), ("ij->i", [(2, 3)]), ("ij->", [(2, 3)]),
        ("ij,k->i", [(2, 3), (4,)]),
        ("ij,jk,kl->il", [(2, 3), (3, 2), (2, 4)]), (" i j , j -> i ", [(2, 3), (3,)]),
        ("bqd,bkd->bqk", [(2, 3, 4), (2, 5, 4)]), ("ij,ij->j", [(2, 0), (2, 0)]),
        ("i,i->i", [(3,), (1,)]), ("i,i->", [(3,), (1,)]), (",i->i", [(), (3,)])]],

    both("reshape", lambda x: x.reshape(3, -1), real(2, 3)),
    both("reshape-0d", lambda x: x.reshape(()), real(1, 1)),
    both("reshape-empty", lambda x: x.reshape(0, 3), real(2, 0)),
    both("transpose", lambda x: np.transpose(x), real(2, 3, 4)),
    both("transpose-0d", lambda x: np.transpose(x), real()),
    both("transpose-axes", lambda x: np.transpose(x, (1, 2, 0)), real(2, 3, 4)),
    both("transpose-negative", lambda x: x.transpose(-1, 0, 1), real(2, 3, 4)),
    both("T", lambda x: x.T, real(2, 3)),
    both("swapaxes", lambda x: x.swapaxes(0, -1), real(2, 3, 4)),
    both("moveaxis", lambda x: np.moveaxis(x, 0, -1), real(2, 3, 4)),
    both("moveaxis-back", lambda x: np.moveaxis(x, -1, 1), real(2, 3, 4)),
    both("squeeze", lambda x: np.squeeze(x), real(1, 3, 1)),
    both("squeeze-axis", lambda x: np.squeeze(x, axis=-1), real(1, 3, 1)),
    both("squeeze-axes", lambda x: np.squeeze(x, axis=(0, 2)), real(1, 3, 1)),
    both("expand_dims", lambda x: np.expand_dims(x, 1), real(2, 3)),
    both("expand_dims-0d", lambda x: np.expand_dims(x, 0), real()),
    both("broadcast_to", lambda x: np.broadcast_to(x, (4, 2, 3)), real(2, 1)),
    both("broadcast_to-0d", lambda x: np.broadcast_to(x, (2, 2)), real()),
    both("broadcast_to-none", lambda x: np.broadcast_to(x, (0, 3)), real(1, 3)),
    both("flip", lambda x: np.flip(x), real(2, 3)),
    both("flip-axis", lambda x: np.flip(x, 1), real(2, 3)),
    both("flip-axes", lambda x: np.flip(x, (0, -1)), real(2, 3, 2)),
    both("pad", lambda x: np.pad(x, 1), real(2, 3)),
    both("pad-pairs", lambda x: np.pad(x, ((0, 2), (1, 0))), real(2, 3)),
    both("pad-empty", lambda x: np.pad(x, 1), real(0, 2)),
    case("pad-value", lambda x: autograd.pad(x, 2, 7.0),
         lambda x: np.pad(x, 2, constant_values=7.0), real(3)),
    both("concatenate", lambda x, y: np.concatenate([x, y]), real(2, 3), real(1, 3)),
    both("concatenate-last", lambda x, y, z: np.concatenate([x, y, z], axis=-1), real(2, 3),
         real(2, 0), real(2, 1)),
    both("concatenate-itself", lambda x: np.concatenate([x, x * x, x]), real(2)),
    both("stack", lambda x, y: np.stack([x, y]), real(2, 3), real(2, 3)),
    both("stack-last", lambda x, y: np.stack([x, y], axis=-1), real(2, 3), real(2, 3)),
    both("stack-numbers", lambda x, y: np.stack([x, y]), real(), real()),
    both("split", lambda x: np.split(x, 3)[1], real(6, 2)),
    both("split-places", lambda x: np.split(x, [1, 3], axis=1)[2], real(2, 5)),
    both("split-and-join", lambda x: np.concatenate(np.split(x, 2)[::-1]) * x, real(4)),

    case("gather", lambda x: autograd.gather(x, 1, [[0, 2, 2], [1, 1, 0]]),
         lambda x: np.take_along_axis(x, np.array([[0, 2, 2], [1, 1, 0]]), 1), real(2, 3)),
    case("gather-first", lambda x: autograd.gather(x, -2, [[1, 0, -1]]),
         lambda x: np.take_along_axis(x, np.array([[1, 0, -1]]), 0), real(2, 3)),
    case("scatter_add", lambda x, s: autograd.scatter_add(x, 0, [1, 1, 0], s),
         lambda x, s: x + np.bincount([1, 1, 0], s, minlength=4).astype(x.dtype), real(4), real(3)),
    case("sort", lambda x: autograd.sort(x, axis=0)[0], lambda x: np.sort(x, axis=0), apart(4, 2)),
    case("sort-descending", lambda x: autograd.sort(x, descending=True)[0],
         lambda x: np.sort(x)[..., ::-1], apart(2, 4)),
    case("topk", lambda x: autograd.topk(x, 2)[0], lambda x: np.sort(x)[..., :-3:-1], apart(3, 4)),
    case("topk-smallest", lambda x: autograd.topk(x, 2, axis=0, largest=False)[0],
         lambda x: np.sort(x, axis=0)[:2], apart(4, 2)),
    case("topk-none", lambda x: autograd.topk(x, 0)[0], lambda x: x[:0], apart(4)),
    both("astype", lambda x: x.astype(x.dtype), real(2, 3)),

    # a value used twice, a diamond, and constants that need no gradient
    both("reuse", lambda x: (x + x) * x, real(3)),
    both("diamond", lambda x: np.sin(x) * np.exp(x) + np.sin(x), real(3)),
    both("constants", lambda x: (2 - x) / 3 + np.array([1, 2]) * x, real(2)),
]
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def arrays(case, dtype="float64"):
    rng = np.random.default_rng(7)
    return [np.asarray(make(rng), dtype) for make in case.inputs]


def gradients(case, inputs):
    """Gradients of a fixed weighting of the outputs."""
    leaves = [Tensor(x, requires_grad=True) for x in inputs]
    y = case.on_tensors(*leaves)
    y.backward(np.cos(np.arange(y.size, dtype=y.dtype)).reshape(y.shape))
    return [leaf.grad for leaf in leaves]


@every_case
def test_forward_is_numpy(case):
    inputs = arrays(case)
    y, expected = case.on_tensors(*map(Tensor, inputs)), np.asarray(case.on_arrays(*inputs))
    assert isinstance(y, Tensor)
    assert y.shape == expected.shape
    np.testing.assert_allclose(y.data, expected, rtol=1e-12, atol=1e-14)


@every_case
def test_first_and_second_gradient(case):
    assert gradcheck(case.on_tensors, *arrays(case), order=2, rtol=1e-5)


@every_case
def test_float32_stays_float32(case):
    """Values and gradients keep the dtype of the inputs, and agree with float64 to its accuracy."""
    single, double = arrays(case, "float32"), arrays(case)
    y = case.on_tensors(*map(Tensor, single))
    assert y.dtype == np.float32
    assert case.on_tensors(*map(Tensor, double)).dtype == np.float64
    for g, exact, x in zip(gradients(case, single), gradients(case, double), single):
        assert g.dtype == np.float32 and exact.dtype == np.float64
        assert g.shape == x.shape
        np.testing.assert_allclose(g, exact, rtol=2e-4, atol=2e-5)


LAYOUTS = {
    "transposed": lambda x: x.T.copy().T,
    "strided": lambda x: np.repeat(x, 2, axis=-1)[..., ::2] if x.ndim else x,
    "reversed": lambda x: np.flip(np.flip(x).copy()),
    "read-only": lambda x: np.broadcast_to(x, x.shape),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@every_case
def test_layout_in_memory_changes_nothing(case, layout):
    plain = arrays(case)
    odd = [LAYOUTS[layout](x) for x in plain]
    np.testing.assert_allclose(case.on_tensors(*map(Tensor, odd)).data,
                               case.on_tensors(*map(Tensor, plain)).data, rtol=1e-12, atol=1e-14)
    for g, expected in zip(gradients(case, odd), gradients(case, plain)):
        np.testing.assert_allclose(g, expected, rtol=1e-12, atol=1e-14)
