"""Every loss: hand values, slopes of both orders, dtypes, and what it refuses."""

import numpy as np
import pytest

from groundup import Tensor, gradcheck, losses
from groundup.losses.binary import _of_logits, _of_probabilities
from groundup.losses.regression import _huber

LABELS = np.array([2, 0, 1, 2])
SIGNS = np.array([1, -1, -1, 1])
BITS = np.array([[1, 0, 1], [0, 0, 1], [1, 1, 1], [0, 1, 0]])


def shares(rng, shape):
    e = np.exp(rng.normal(size=shape))
    return e / e.sum(axis=-1, keepdims=True)


# the loss of a (4, 3) prediction, and whether that must be a probability
CASES = {
    "mse": lambda x, rng, **o: losses.mse(x, rng.normal(size=(4, 3)).astype(x.dtype), **o),
    "l1": lambda x, rng, **o: losses.l1(x, rng.normal(size=(4, 3)).astype(x.dtype), **o),
    "huber": lambda x, rng, **o: losses.huber(
        x, rng.normal(size=(4, 3)).astype(x.dtype), delta=0.5, **o),
    "smooth_l1": lambda x, rng, **o: losses.smooth_l1(
        x, rng.normal(size=(4, 3)).astype(x.dtype), beta=0.5, **o),
    "cross_entropy": lambda x, rng, **o: losses.cross_entropy(x, LABELS, **o),
    "smoothed": lambda x, rng, **o: losses.cross_entropy(
        x, LABELS, label_smoothing=0.1, weight=[1.0, 2.0, 0.5], ignore_index=1, **o),
    "weighted": lambda x, rng, **o: losses.cross_entropy(
        x, LABELS, weight=[1.0, 2.0, 0.5], ignore_index=1, **o),
    "soft": lambda x, rng, **o: losses.cross_entropy(
        x, shares(rng, (4, 3)).astype(x.dtype), label_smoothing=0.1, weight=[1.0, 2.0, 0.5], **o),
    "nll": lambda x, rng, **o: losses.nll(x, LABELS, weight=[1.0, 2.0, 0.5], **o),
    "focal": lambda x, rng, **o: losses.focal(x, LABELS, weight=[1.0, 2.0, 0.5], **o),
    "hinge": lambda x, rng, **o: losses.hinge(x, LABELS, **o),
    "hinge2": lambda x, rng, **o: losses.hinge(x, LABELS, p=2, margin=0.7, **o),
    "logits": lambda x, rng, **o: losses.binary_cross_entropy_with_logits(x, BITS, **o),
    "pos_weight": lambda x, rng, **o: losses.binary_cross_entropy_with_logits(
        x, BITS, pos_weight=[1.0, 2.0, 3.0], **o),
    "binary_focal": lambda x, rng, **o: losses.binary_focal(x, BITS, **o),
    "kl_div": lambda x, rng, **o: losses.kl_div(x, shares(rng, (4, 3)).astype(x.dtype), **o),
    "kl_log": lambda x, rng, **o: losses.kl_div(
        x, np.log(shares(rng, (4, 3))).astype(x.dtype), log_target=True, **o),
    "gaussian_nll": lambda x, rng, **o: losses.gaussian_nll(
        x, np.ones((4, 3), x.dtype), np.full((4, 1), 0.5, x.dtype), full=True, **o),
    "poisson_nll": lambda x, rng, **o: losses.poisson_nll(x, 3 * BITS, full=True, **o),
    "cosine": lambda x, rng, **o: losses.cosine_embedding(
        x, rng.normal(size=(4, 3)).astype(x.dtype), SIGNS, margin=0.1, **o),
    "triplet": lambda x, rng, **o: losses.triplet_margin(
        x, *rng.normal(size=(2, 4, 3)).astype(x.dtype), swap=True, **o),
    "binary": lambda x, rng, **o: losses.binary_cross_entropy(
        1 / (1 + np.exp(-x)), BITS, **o),
}


@pytest.fixture(params=CASES)
def loss(request):
    return lambda x, **options: CASES[request.param](x, np.random.default_rng(1), **options)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_slopes_of_first_and_second_order(loss, reduction, rng):
    x = rng.normal(size=(4, 3))
    assert gradcheck(lambda t: loss(t, reduction=reduction), x, order=2, rtol=1e-5, atol=1e-7)


def test_sum_and_mean_are_those_of_the_parts(loss, rng):
    x = rng.normal(size=(4, 3))
    parts = loss(x, reduction="none").data
    assert parts.shape in ((4, 3), (4,))
    assert loss(x, reduction="sum").item() == pytest.approx(parts.sum(), rel=1e-13)
    assert loss(x).shape == ()


def test_float32_stays_float32(loss, rng):
    x = rng.normal(size=(4, 3))
    leaf = Tensor(x.astype("float32"), requires_grad=True)
    y = loss(leaf)
    y.backward()
    assert (y.dtype, leaf.grad.dtype) == (np.float32, np.float32)
    assert y.item() == pytest.approx(loss(x).item(), rel=1e-5)


def test_backward_twice_gives_the_same_twice(loss, rng):
    leaf = Tensor(rng.normal(size=(4, 3)), requires_grad=True)
    y = loss(leaf)
    y.backward(retain_graph=True)
    once = leaf.grad.copy()
    y.backward()
    np.testing.assert_allclose(leaf.grad, 2 * once, rtol=1e-15)


def test_another_reduction_is_refused(loss):
    with pytest.raises(ValueError, match="'average'; it can be 'mean'"):
        loss(np.ones((4, 3)), reduction="average")


def test_a_nan_flows_through():
    x = np.array([[np.nan, 1.0, 2.0]])
    assert np.isnan(losses.cross_entropy(x, [1]).item())
    assert np.isnan(losses.mse(x, np.ones((1, 3))).item())
    assert np.isnan(losses.binary_cross_entropy_with_logits(x, np.ones((1, 3))).item())


def test_both_sides_get_their_gradient(rng):
    x, y = rng.normal(size=(2, 4, 3))
    for f in (losses.mse, losses.l1, losses.huber, losses.smooth_l1):
        assert gradcheck(f, x, y)
    p, q = shares(rng, (4, 3)), shares(rng, (4, 3))
    assert gradcheck(losses.binary_cross_entropy, p, q, order=2, rtol=1e-5)
    assert gradcheck(losses.binary_cross_entropy_with_logits, x, q, order=2)
    assert gradcheck(lambda x, q: losses.binary_cross_entropy_with_logits(x, q, pos_weight=3.0),
                     x, q, order=2)
    assert gradcheck(losses.cross_entropy, x, q, order=2)
    assert gradcheck(losses.kl_div, x, q, order=2, rtol=1e-5)
    assert gradcheck(losses.gaussian_nll, x, y, p, order=2, rtol=1e-5)


@pytest.mark.parametrize("shape", [(3,), (2, 3), (0, 3), (1, 1), ()])
def test_fused_equals_its_plain_definition(shape, rng):
    x, y = rng.normal(size=(2, *shape))
    p, t = 1 / (1 + np.exp(-x)), 1 / (1 + np.exp(-y))
    runs = [
        (_huber, (x, y), {"delta": 0.7}),
        (_of_probabilities, (p, t), {}),
        (_of_logits, (x, t, None), {}),
        (_of_logits, (x, t, 1 + t), {}),
    ]
    for f, inputs, options in runs:
        g, results = rng.normal(size=shape), []
        for definition in (f, f.reference):
            leaves = [None if a is None else Tensor(a, requires_grad=True) for a in inputs]
            z = definition(*leaves, **options)
            z.backward(g)
            results.append([z.data, *(leaf.grad for leaf in leaves if leaf is not None)])
        for ours, plain in zip(*results):
            np.testing.assert_allclose(ours, plain, rtol=1e-10, atol=1e-12)


# ---- values worked out by hand --------------------------------------------------------------


def test_regression_by_hand():
    x, y = [1.0, 2.0, 6.0], [1.0, 4.0, 2.0]
    assert losses.mse(x, y).item() == pytest.approx(20 / 3)
    assert losses.l1(x, y).item() == pytest.approx(2)
    assert losses.huber(x, y, reduction="none").tolist() == [0, 1.5, 3.5]
    assert losses.huber(x, y, reduction="none", delta=2.0).tolist() == [0, 2, 6]
    assert losses.smooth_l1(x, y, reduction="none", beta=2.0).tolist() == [0, 1, 3]
    assert losses.smooth_l1(x, y, beta=0.0).item() == pytest.approx(2)


def test_likelihoods_by_hand():
    assert losses.gaussian_nll([0.0], [2.0], [4.0]).item() == pytest.approx(0.5 * np.log(4) + 0.5)
    assert losses.gaussian_nll([0.0], [0.0], [1.0], full=True).item() == pytest.approx(0.9189385)
    assert losses.poisson_nll([2.0], [3.0], log_input=False).item() == pytest.approx(
        2 - 3 * np.log(2))
    half = np.log([[0.5, 0.5], [0.5, 0.5]])
    assert losses.kl_div(half, [[1.0, 0.0], [0.5, 0.5]], reduction="batchmean").item() \
        == pytest.approx(np.log(2) / 2)


def test_a_variance_below_the_limit_still_learns():
    v = Tensor([0.0], requires_grad=True)
    losses.gaussian_nll([0.0], [1.0], v, eps=0.1).backward()
    assert v.grad.item() == pytest.approx(0.5 * (1 / 0.1 - 1 / 0.01))


def test_pairs_and_triplets_by_hand():
    a, b = [[3.0, 4.0], [3.0, 4.0]], [[4.0, 3.0], [4.0, 3.0]]
    assert losses.cosine_embedding(a, b, [1, -1], reduction="none").tolist() \
        == pytest.approx([0.04, 0.96])
    assert losses.triplet_margin([[0.0, 0.0]], [[3.0, 4.0]], [[0.0, 1.0]]).item() \
        == pytest.approx(5, rel=1e-5)
    assert losses.triplet_margin([[0.0, 0.0]], [[3.0, 4.0]], [[0.0, 1.0]], p=1).item() \
        == pytest.approx(7, rel=1e-5)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_sure_and_wrong_costs_its_logit_and_no_more(dtype):
    x, t = np.array([1e4, -1e4, 1e4, -1e4], dtype), np.array([0, 1, 1, 0])
    leaf = Tensor(x, requires_grad=True)
    y = losses.binary_cross_entropy_with_logits(leaf, t, reduction="none")
    assert y.tolist() == [1e4, 1e4, 0, 0]
    y.sum().backward()
    assert leaf.grad.tolist() == [1, -1, 0, 0]
    p = Tensor(np.array([0, 1, 0, 1], dtype), requires_grad=True)
    y = losses.binary_cross_entropy(p, [1, 0, 0, 1], reduction="none")
    assert y.tolist() == [100, 100, 0, 0]
    y.sum().backward()
    assert np.isfinite(p.grad).all()


@pytest.mark.parametrize("gamma", [0.0, 0.5, 2.0])
def test_focal_forgets_what_is_right_without_a_nan(gamma):
    x = Tensor(np.array([1e4, -1e4]), requires_grad=True)
    y = losses.binary_focal(x, [1, 0], gamma=gamma)
    y.backward()
    assert (y.item(), x.grad.tolist()) == (0, [0, 0])
    x = Tensor(np.array([[1e4, 0.0]]), requires_grad=True)
    y = losses.focal(x, [0], gamma=gamma)
    y.backward()
    assert (y.item(), x.grad.tolist()) == (0, [[0, 0]])


# ---- what is refused ------------------------------------------------------------------------


def column(f):
    return lambda: f(np.ones((4, 1)), np.ones(4))


@pytest.mark.parametrize("call, says", [
    *[(column(getattr(losses, name)),
       f"{name}: the prediction has shape (4, 1) and the target (4,); they must be equal. "
       "Both hold as many numbers: use target.reshape((4, 1)).")
      for name in ("mse", "l1", "huber", "smooth_l1", "binary_cross_entropy", "kl_div",
                   "binary_cross_entropy_with_logits", "binary_focal", "poisson_nll")],
    (lambda: losses.gaussian_nll(np.ones((4, 1)), np.ones(4), 1.0), "target.reshape((4, 1))"),
    (lambda: losses.mse(np.ones((4, 2)), np.ones(4)), "(4, 2) and the target (4,)"),
    (lambda: losses.mse([], []), "the batch is empty"),
    (lambda: losses.cross_entropy(np.ones((0, 3)), []), "the batch is empty"),
    (lambda: losses.huber([1.0], [1.0], delta=0.0), "delta is 0.0"),
    (lambda: losses.smooth_l1([1.0], [1.0], beta=-1.0), "beta is -1.0"),
    (lambda: losses.binary_cross_entropy([1.5], [1]),
     "predictions must lie in [0, 1]; there is 1.5 in it. If these are logits"),
    (lambda: losses.binary_cross_entropy([0.5], [2]), "targets must lie in [0, 1]; there is 2"),
    (lambda: losses.binary_cross_entropy([0.5], [np.nan]), "there is nan"),
    (lambda: losses.binary_cross_entropy_with_logits([0.5], [-1]), "there is -1"),
    (lambda: losses.binary_cross_entropy_with_logits(np.ones((2, 3)), np.ones((2, 3)),
                                                     pos_weight=[1.0, 2.0]), "of shape (3,)"),
    (lambda: losses.binary_focal([0.5], [1], gamma=-1.0), "gamma is -1.0"),
    (lambda: losses.kl_div([[0.0]], [[-0.5]]), "pass log_target=True"),
    (lambda: losses.kl_div(0.0, 1.0, reduction="batchmean"), "no rows"),
    (lambda: losses.gaussian_nll([1.0], [1.0], [-1.0]), "a variance is never negative, and -1"),
    (lambda: losses.gaussian_nll(np.ones((2, 3)), np.ones((2, 3)), np.ones(2)), "(2, 1)"),
    (lambda: losses.poisson_nll([1.0], [-1.0]), "counts"),
    (lambda: losses.hinge([[1.0, 2.0]], [0], p=3), "p is 3"),
    (lambda: losses.cosine_embedding(np.ones((2, 3)), np.ones((2, 3)), [0, 1]), "2 * target - 1"),
    (lambda: losses.cosine_embedding(np.ones((2, 3)), np.ones((2, 3)), [[1], [1]]), "(2,)"),
    (lambda: losses.triplet_margin([1.0], [1.0], [1.0], p=0.5), "p is 0.5"),
])
def test_what_does_not_fit_is_said(call, says):
    with pytest.raises(ValueError) as error:
        call()
    assert says in str(error.value)


def test_two_float_dtypes_are_not_mixed():
    with pytest.raises(TypeError, match=r"use target.astype\('float32'\)|Use target.astype"):
        losses.mse(np.ones(3, "float32"), np.ones(3))
    assert losses.mse(np.ones(3, "float32"), [1.0, 1.0, 1.0]).dtype == np.float32
