"""The further optimizers: by hand, from independent transcriptions, and their closed facts."""

import numpy as np
import pytest

from groundup.nn import Parameter
from groundup.optim import Adadelta, Adafactor, Adam, Adamax, Lion, Muon, NAdam, RAdam, Rprop
from groundup.optim import pack as pack_module
from groundup.optim.muon import orthogonalize

from .test_updates import path

VARIANTS = [
    (Adadelta, {}), (Adadelta, {"weight_decay": 0.1}), (Adamax, {"weight_decay": 0.1}),
    (NAdam, {}), (NAdam, {"weight_decay": 0.1}),
    (NAdam, {"weight_decay": 0.1, "decoupled_weight_decay": True}),
    (RAdam, {"betas": (0.9, 0.99)}), (RAdam, {"weight_decay": 0.1}),
    (RAdam, {"weight_decay": 0.1, "decoupled_weight_decay": True}),
    (Rprop, {}), (Lion, {"weight_decay": 0.1}), (Adafactor, {"weight_decay": 0.1}),
    (Muon, {}), (Muon, {"nesterov": False}), (Muon, {"orthogonal": False}),
]
SHAPES = [(3, 4), (4,), (1, 1), (2, 3, 2), (40, 30), (7,), ()]


def boxes(dtype=np.float32, shapes=SHAPES):
    rng = np.random.default_rng(0)
    return [Parameter(rng.normal(size=shape).astype(dtype)) for shape in shapes]


def run(tensors, optimizer, steps):
    for step in steps:
        rng = np.random.default_rng(step)
        for i, p in enumerate(tensors):
            g = rng.normal(size=p.data.shape).astype(p.data.dtype)
            p.grad = g if step != 2 or i % 2 == 0 else None
        optimizer.step()


@pytest.mark.parametrize(("cls", "options"), VARIANTS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_flat_equals_tensor_by_tensor_to_the_bit(cls, options, dtype, monkeypatch):
    monkeypatch.setattr(pack_module, "BLOCK_BYTES", 1024)
    flat, plain = boxes(dtype), boxes(dtype)
    one_by_one = type("OneByOne", (cls,), {"elementwise": False})
    run(flat, cls(flat, 0.1, **options), range(12))
    run(plain, one_by_one(plain, 0.1, **options), range(12))
    for a, b, start in zip(flat, plain, boxes(dtype)):
        assert a.data.dtype == dtype
        assert (a.data == b.data).all()
        assert (a.data != start.data).any()


@pytest.mark.parametrize(("cls", "options"), VARIANTS)
def test_resume_is_exact_and_gradients_are_left_alone(cls, options):
    whole = boxes()
    optimizer = cls(whole, 0.1, **options)
    run(whole, optimizer, range(5))
    resumed = [Parameter(p.data.copy()) for p in whole]
    other = cls(resumed, 0.7, **options)
    other.load_state_dict(optimizer.state_dict())
    run(whole, optimizer, range(5, 9))
    run(resumed, other, range(5, 9))
    assert all((a.data == b.data).all() for a, b in zip(whole, resumed))
    assert other.lr == 0.1
    before = [p.grad.copy() for p in whole]
    optimizer.step()
    assert all((p.grad == g).all() for p, g in zip(whole, before))


GRADIENTS = np.random.default_rng(3).normal(size=30)


def test_lion_is_the_paper_s_and_its_steps_are_lr():
    p, m, expected = 1.0, 0.0, []
    for g in GRADIENTS:
        c = 0.9 * m + (1 - 0.9) * g
        p = p - 0.1 * (np.sign(c) + 0.3 * p)
        m = 0.99 * m + (1 - 0.99) * g
        expected.append(p)
    np.testing.assert_allclose(path(Lion, GRADIENTS, lr=0.1, weight_decay=0.3), expected,
                               rtol=1e-12)
    steps = np.diff([1.0, *path(Lion, GRADIENTS * 1e3, lr=0.1)])
    np.testing.assert_allclose(np.abs(steps), 0.1, rtol=1e-12)


def test_rprop_lengthens_and_shortens():
    values = path(Rprop, [5, 1, -1, -1, -1], start=0.0, lr=0.1)
    # down 0.1, down 0.12; turned: 0.06 and waiting; then up 0.06, up 0.072
    np.testing.assert_allclose(values, [-0.1, -0.22, -0.22, -0.16, -0.088])
    assert path(Rprop, [1] * 9, start=0.0, lr=0.1, step_sizes=(0.0, 0.1))[-1] == pytest.approx(-0.9)


def test_rprop_does_not_underflow_where_gradients_are_tiny():
    assert path(Rprop, [1e-200, 1e-200], start=0.0, lr=0.1)[1] == pytest.approx(-0.22)


def test_adamax_first_step_is_lr_and_a_large_gradient_is_remembered():
    assert path(Adamax, [1e4], lr=0.1) == pytest.approx([0.9])
    after = np.abs(np.diff(path(Adamax, [100.0, 1.0, 1.0], lr=0.1, betas=(0.0, 0.999))))
    assert after == pytest.approx([0.001, 0.001], rel=2e-2)


def test_radam_warms_up_as_momentum_and_ends_as_adam():
    first = path(RAdam, [7.0], lr=0.1)
    assert first == pytest.approx([1 - 0.7])                    # no division yet
    late = np.diff(path(RAdam, [2.0] * 6000, lr=1e-3, eps=0.0))[-1]
    assert late == pytest.approx(-1e-3, rel=1e-2)               # rectification near 1


def test_nadam_momentum_product_stops_where_it_no_longer_counts():
    from groundup.optim.nadam import _momentum, _product
    exact = np.prod([_momentum(t, 0.9, 4e-3) for t in range(1, 2001)])
    assert 1 - _product(2000, 0.9, 4e-3) == 1 - exact == 1.0
    np.testing.assert_allclose(_product(50, 0.9, 4e-3),
                               np.prod([_momentum(t, 0.9, 4e-3) for t in range(1, 51)]))
    assert path(NAdam, [3.0], lr=0.1, betas=(0.0, 0.9), eps=0.0) == pytest.approx([0.9])


def test_adafactor_keeps_a_row_and_a_column():
    W, b = Parameter(np.ones((40, 30))), Parameter(np.ones(40))
    saved = Adafactor([W, b]).state_dict()
    assert saved["group.0.param.0.rows"].shape == (40, 1)
    assert saved["group.0.param.0.columns"].shape == (1, 30)
    assert saved["group.0.param.0.v"].size == 0 and saved["group.0.param.1.v"].shape == (40,)


def test_adafactor_of_a_rank_one_square_is_exact():
    """Where g² is a product of a row and a column, nothing is lost: the first step is ±α."""
    rng = np.random.default_rng(0)
    W = Parameter(np.full((5, 4), 2.0))
    W.grad = rng.uniform(1, 2, (5, 1)) * rng.uniform(1, 2, 4) * rng.choice([-1, 1], (5, 4))
    Adafactor([W], lr=0.1).step()
    np.testing.assert_allclose(W.data, 2 - 0.1 * 2 * np.sign(W.grad), rtol=1e-12)


def test_orthogonalize_keeps_directions_and_levels_sizes():
    rng = np.random.default_rng(0)
    for shape in [(8, 5), (5, 8), (6, 6)]:
        matrix = rng.normal(size=shape) * 100
        U, sizes, V = np.linalg.svd(matrix, full_matrices=False)
        inside = U.T @ orthogonalize(matrix) @ V.T              # diagonal: directions are kept
        np.testing.assert_allclose(inside - np.diag(np.diag(inside)), 0, atol=1e-9)
        values = np.diag(inside)[sizes > sizes[0] / 20]
        assert (values > 0.5).all() and (values < 1.3).all()
    assert (orthogonalize(np.zeros((2, 3))) == 0).all()


def test_muon_is_adamw_for_vectors_and_for_groups_that_ask():
    rng = np.random.default_rng(0)
    start, g = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    W, b, V, c = Parameter(start), Parameter(start[0]), Parameter(start), Parameter(start[0])
    groups = [{"params": [W], "orthogonal": False}, {"params": [b]}]
    optimizers = Muon(groups, lr=0.1, weight_decay=0.0), Adam([V, c], lr=0.1)
    for _ in range(3):
        W.grad = V.grad = g
        b.grad = c.grad = g[0]
        for optimizer in optimizers:
            optimizer.step()
    np.testing.assert_array_equal(W.data, V.data)
    np.testing.assert_array_equal(b.data, c.data)


def test_muon_takes_a_filter_as_a_row():
    rng = np.random.default_rng(0)
    data, g = rng.normal(size=(4, 2, 3)), rng.normal(size=(4, 2, 3))
    filters, matrix = Parameter(data), Parameter(data.reshape(4, 6))
    filters.grad, matrix.grad = g, g.reshape(4, 6)
    Muon([filters, matrix], lr=0.1).step()
    np.testing.assert_array_equal(filters.data.reshape(4, 6), matrix.data)


@pytest.mark.parametrize(("call", "message"), [
    (lambda p: Adadelta([p], rho=1.5), "rho"),
    (lambda p: Rprop([p], etas=(1.5, 1.2)), "etas is a factor below 1"),
    (lambda p: Rprop([p], etas=0.5), "etas is a tuple of two numbers ≥ 0"),
    (lambda p: Rprop([{"params": [p], "step_sizes": (0.1, -1.0)}]), "step_sizes is a tuple"),
    (lambda p: Adafactor([p], d=0.0), "d bounds the size"),
    (lambda p: Lion([p], betas=(0.9, 1.0)), "betas"),
])
def test_options_that_make_no_sense(call, message):
    with pytest.raises(ValueError, match=message):
        call(Parameter(np.ones(2)))
