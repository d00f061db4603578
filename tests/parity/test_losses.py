"""Losses against PyTorch: values and gradients, for every reduction."""

import itertools

import numpy as np
import pytest

from groundup import Tensor, losses

torch = pytest.importorskip("torch", reason="parity tests need PyTorch: pip install torch==2.13.0")
TF = torch.nn.functional

REDUCTIONS = ["mean", "sum", "none"]
SHAPES = [(5,), (4, 3), (2, 3, 4), (1, 1)]


def is_float(x):
    return isinstance(x, np.ndarray) and x.dtype.kind == "f"


def as_torch(x):
    return torch.tensor(x) if isinstance(x, np.ndarray) else x


def run(make, f, x, rest, options, g):
    """Value and gradient of f(x, *rest) with respect to x."""
    leaf = make(x, requires_grad=True)
    y = f(leaf, *rest, **options)
    if g is None:
        y.backward()
    else:
        y.backward(g if make is Tensor else torch.tensor(g))
    grad = leaf.grad
    return (y.data, grad) if make is Tensor else (y.detach().numpy(), grad.numpy())


def compare(f, reference, x, *rest, **options):
    """float64 to 1e-12; float32 to 1e-6, against PyTorch in float64."""
    torch_options = {name: as_torch(v) for name, v in options.items()}
    rng = np.random.default_rng(3)
    for reduction in REDUCTIONS:
        for dtype, tolerance in (("float64", 1e-12), ("float32", 1e-6)):
            def fit(a, dtype=dtype):
                return a.astype(dtype) if is_float(a) else a

            def exact(a, fit=fit):
                return fit(a).astype("float64") if is_float(a) else a

            g = None
            if reduction == "none":
                g = fit(rng.normal(size=f(x, *rest, **options, reduction="none").shape))
            ours = run(Tensor, f, fit(x), [fit(a) for a in rest],
                       options | {"reduction": reduction}, g)
            theirs = run(torch.tensor, reference, exact(x), [as_torch(exact(a)) for a in rest],
                         torch_options | {"reduction": reduction},
                         g if g is None else g.astype("float64"))
            for a, b in zip(ours, theirs):
                assert a.dtype == dtype
                np.testing.assert_allclose(a, b, rtol=tolerance,
                                           atol=tolerance * np.abs(b).max(initial=0))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name, options", [
    ("mse", {}), ("l1", {}), ("huber", {}), ("huber", {"delta": 0.5}),
    ("smooth_l1", {}), ("smooth_l1", {"beta": 0.3}), ("smooth_l1", {"beta": 0.0}),
])
def test_regression(name, options, shape, rng):
    torch_name = {"huber": "huber_loss", "smooth_l1": "smooth_l1_loss"}.get(name, f"{name}_loss")
    x, y = rng.normal(size=(2, *shape))
    compare(getattr(losses, name), getattr(TF, torch_name), x, y, **options)


@pytest.mark.parametrize("shape", [(6, 4), (3, 4, 5), (2, 4, 3, 2), (4,), (1, 4), (5, 4, 1)])
@pytest.mark.parametrize("weighted, smoothing, ignore", list(itertools.product(
    [False, True], [0.0, 0.1], [False, True])))
def test_cross_entropy_of_labels(shape, weighted, smoothing, ignore, rng):
    x = rng.normal(scale=3, size=shape)
    axis = min(1, x.ndim - 1)
    target = rng.integers(4, size=shape[:axis] + shape[axis + 1:])
    if ignore and target.size > 1:
        target.flat[::2] = -100
    options = {"label_smoothing": smoothing}
    if weighted:
        options["weight"] = rng.random(4) + 0.1
    ours_only = {"ignore_index": -100} if ignore else {}
    compare(lambda x, t, **o: losses.cross_entropy(x, t, **o, **ours_only),
            lambda x, t, **o: TF.cross_entropy(x, torch.as_tensor(t), **o), x, target, **options)


@pytest.mark.parametrize("shape", [(6, 4), (3, 4, 5), (4,)])
@pytest.mark.parametrize("weighted, smoothing", list(itertools.product([False, True], [0.0, 0.1])))
def test_cross_entropy_of_probabilities(shape, weighted, smoothing, rng):
    x, q = rng.normal(scale=3, size=shape), rng.random(shape)
    q = q / q.sum(axis=min(1, x.ndim - 1), keepdims=True)
    options = {"label_smoothing": smoothing}
    if weighted:
        options["weight"] = rng.random(4) + 0.1
    compare(losses.cross_entropy, TF.cross_entropy, x, q, **options)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("shape", [(6, 4), (3, 4, 5), (4,)])
def test_nll(shape, weighted, rng):
    x = rng.normal(size=shape)
    axis = min(1, x.ndim - 1)
    target = np.asarray(rng.integers(4, size=shape[:axis] + shape[axis + 1:]))
    compare(losses.nll, TF.nll_loss, x, target, **({"weight": rng.random(4)} if weighted else {}))


@pytest.mark.parametrize("p", [1, 2])
@pytest.mark.parametrize("shape", [(6, 4), (4,)])
def test_hinge(shape, p, rng):
    target = np.asarray(rng.integers(4, size=shape[:-1]))
    compare(losses.hinge, TF.multi_margin_loss, rng.normal(size=shape), target, p=p, margin=0.7)


@pytest.mark.parametrize("shape", SHAPES)
def test_binary(shape, rng):
    x, t = rng.normal(scale=3, size=shape), rng.random(shape)
    p = 1 / (1 + np.exp(-x))
    compare(losses.binary_cross_entropy, TF.binary_cross_entropy, p, t)
    compare(losses.binary_cross_entropy, TF.binary_cross_entropy, p, np.round(t))
    compare(losses.binary_cross_entropy_with_logits, TF.binary_cross_entropy_with_logits, x, t)
    compare(losses.binary_cross_entropy_with_logits, TF.binary_cross_entropy_with_logits, x, t,
            pos_weight=rng.random(shape[-1:]) * 3)


def torch_focal(x, t, reduction, alpha=0.25, gamma=2.0):
    """The formula of the paper, in PyTorch."""
    p = torch.sigmoid(x)
    p_t, alpha_t = p * t + (1 - p) * (1 - t), alpha * t + (1 - alpha) * (1 - t)
    y = alpha_t * (1 - p_t) ** gamma * TF.binary_cross_entropy_with_logits(x, t, reduction="none")
    return {"mean": y.mean(), "sum": y.sum(), "none": y}[reduction]


def test_focal(rng):
    x, labels = rng.normal(size=(5, 3)), rng.integers(3, size=5)
    compare(losses.binary_focal, torch_focal, x, rng.integers(2, size=(5, 3)).astype(float),
            gamma=1.5)

    def many(x, t, reduction):
        ce = TF.cross_entropy(x, t, reduction="none")
        y = (1 - torch.exp(-ce)) ** 2 * ce
        return {"mean": y.mean(), "sum": y.sum(), "none": y}[reduction]

    compare(losses.focal, many, x, labels)


@pytest.mark.filterwarnings("ignore:reduction. 'mean' divides")
def test_distributions(rng):
    x, e = rng.normal(size=(5, 3)), np.exp(rng.normal(size=(5, 3)))
    t = e / e.sum(axis=1, keepdims=True)
    t[0] = [0, 1, 0]
    compare(losses.kl_div, TF.kl_div, x, t)
    compare(losses.kl_div, TF.kl_div, x, np.log(np.maximum(t, 1e-3)), log_target=True)
    ours = losses.kl_div(x, t, reduction="batchmean").item()
    theirs = TF.kl_div(torch.tensor(x), torch.tensor(t), reduction="batchmean").item()
    assert ours == pytest.approx(theirs, rel=1e-13)


@pytest.mark.parametrize("full", [False, True])
def test_likelihoods(full, rng):
    x, y, v = rng.normal(size=(5, 3)), rng.normal(size=(5, 3)), rng.random((5, 3))
    v[0, 0] = 0
    compare(losses.gaussian_nll, TF.gaussian_nll_loss, x, y, v, full=full, eps=1e-3)
    compare(losses.gaussian_nll, TF.gaussian_nll_loss, x, y, v[:, 1:2], full=full)
    compare(lambda v, x, y, **o: losses.gaussian_nll(x, y, v, **o),
            lambda v, x, y, **o: TF.gaussian_nll_loss(x, y, v, **o), v, x, y, eps=1e-3)
    counts = rng.poisson(3, size=(5, 3)).astype(float)
    compare(losses.poisson_nll, TF.poisson_nll_loss, x, counts, full=full)
    compare(losses.poisson_nll, TF.poisson_nll_loss, v + 0.1, counts, full=full, log_input=False)


@pytest.mark.parametrize("shape", [(6, 4), (4,)])
def test_similarity(shape, rng):
    a, b, c = rng.normal(size=(3, *shape))
    sign = np.asarray(rng.choice([-1, 1], size=shape[:-1]))
    compare(losses.cosine_embedding, TF.cosine_embedding_loss, a, b, sign, margin=0.1)
    for p, swap in itertools.product([1.0, 2.0, 3.0], [False, True]):
        compare(losses.triplet_margin, TF.triplet_margin_loss, a, b, c, p=p, swap=swap, margin=2.0)
