"""Cross-entropy: hand values, its two paths against each other, masks, and what it refuses."""

import numpy as np
import pytest

from groundup import Tensor, grad, losses
from groundup.functional import log_softmax
from groundup.losses.cross_entropy import _of_labels, _of_probabilities

CE = losses.cross_entropy


def one_hot(labels, classes):
    return np.eye(classes)[labels]


def test_an_untrained_network_pays_the_logarithm_of_the_classes():
    assert CE(np.zeros((5, 3)), [0, 1, 2, 0, 1]).item() == pytest.approx(1.0986122886681098)
    assert CE(np.zeros((2, 10)), [3, 9]).item() == pytest.approx(np.log(10))


def test_gradient_is_softmax_minus_the_truth():
    x = Tensor(np.log([[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]]), requires_grad=True)
    CE(x, [2, 1]).backward()
    np.testing.assert_allclose(x.grad, np.array([[0.2, 0.3, -0.5], [0.6, -0.7, 0.1]]) / 2)


@pytest.mark.parametrize("shape", [(5, 3), (1, 1), (4, 1), (7, 20), (0, 3)])
@pytest.mark.parametrize("summed", [True, False])
def test_fused_equals_its_plain_definition(shape, summed, rng):
    x, share = rng.normal(size=shape) * 3, rng.random(shape[0])
    labels, q = rng.integers(shape[1], size=shape[0]), rng.random(shape)
    g = rng.normal(size=() if summed else shape[0])
    for f, target in ((_of_labels, labels), (_of_probabilities, q)):
        results = []
        for definition in (f, f.reference):
            leaf = Tensor(x, requires_grad=True)
            y = definition(leaf, target, share, summed=summed)
            results.append((y.data, grad(y, leaf, g).data))
        for ours, plain in zip(*results):
            np.testing.assert_allclose(ours, plain, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("options", [
    {}, {"label_smoothing": 0.2}, {"reduction": "sum"}, {"reduction": "none"},
    {"reduction": "none", "weight": [1.0, 2.0, 0.5], "label_smoothing": 0.3},
])
def test_labels_are_probabilities_of_one(options, rng):
    x, labels = rng.normal(size=(6, 3)), rng.integers(3, size=6)
    np.testing.assert_allclose(CE(x, labels, **options).data,
                               CE(x, one_hot(labels, 3), **options).data, rtol=1e-12)


def test_images_have_their_classes_on_axis_1(rng):
    x, labels = rng.normal(size=(2, 3, 4, 5)), rng.integers(3, size=(2, 4, 5))
    rows = np.moveaxis(x, 1, -1).reshape(-1, 3)
    assert CE(x, labels).item() == pytest.approx(CE(rows, labels.ravel()).item(), rel=1e-13)
    parts = CE(x, labels, reduction="none")
    np.testing.assert_allclose(parts.data.ravel(),
                               CE(rows, labels.ravel(), reduction="none").data, rtol=1e-12)
    assert parts.shape == (2, 4, 5)
    one = CE(x[0, :, 0, 0], labels[0, 0, 0], reduction="none")
    assert (one.shape, one.item()) == ((), pytest.approx(parts.data[0, 0, 0]))


def test_ignored_rows_do_not_count(rng):
    x, labels = rng.normal(size=(5, 3)), np.array([0, -100, 2, -100, 1])
    leaf = Tensor(x, requires_grad=True)
    y = CE(leaf, labels, ignore_index=-100)
    y.backward()
    kept = [0, 2, 4]
    assert y.item() == pytest.approx(CE(x[kept], labels[kept]).item(), rel=1e-13)
    assert not leaf.grad[[1, 3]].any()
    assert CE(x, np.full(5, -1), ignore_index=-1).item() == 0
    assert CE(x, np.full(5, -1), ignore_index=-1, label_smoothing=0.1).item() == 0


def test_the_mean_is_weighted_by_the_classes(rng):
    x, labels, w = rng.normal(size=(4, 2)), np.array([0, 1, 1, 0]), np.array([3.0, 1.0])
    parts = -log_softmax(x).data[np.arange(4), labels]
    expected = (parts * w[labels]).sum() / w[labels].sum()
    assert CE(x, labels, weight=w).item() == pytest.approx(expected)
    assert losses.nll(log_softmax(x), labels, weight=w).item() == pytest.approx(expected)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_far_out_nothing_overflows(dtype):
    x = Tensor(np.array([[1e4, 0, -1e4], [-1e4, 1e4, 1e4]], dtype), requires_grad=True)
    y = CE(x, [2, 1], reduction="none")
    np.testing.assert_allclose(y.data, [2e4, np.log(2)], rtol=1e-6)
    y.sum().backward()
    np.testing.assert_allclose(x.grad, [[1, 0, -1], [0, -0.5, 0.5]], atol=1e-6)


def test_a_ruled_out_class_costs_nothing(rng):
    x = Tensor(np.array([[-np.inf, 0.0, 0.0]]), requires_grad=True)
    for target in ([1], [[0.0, 1.0, 0.0]]):
        y = CE(x, target)
        assert y.item() == pytest.approx(np.log(2))
        np.testing.assert_allclose(grad(y, x).data, [[0, -0.5, 0.5]])
    assert CE(x, [0]).item() == np.inf


@pytest.mark.parametrize("kind", ["int8", "uint8", "int32", "int64", "uint64"])
def test_labels_of_every_integer_kind(kind):
    x = np.eye(3)
    assert CE(x, np.arange(3).astype(kind)).item() == pytest.approx(CE(x, [0, 1, 2]).item())
    assert CE(Tensor(x), Tensor(np.arange(3).astype(kind))).item() > 0


X = np.zeros((4, 3))


@pytest.mark.parametrize("call, kind, says", [
    (lambda: CE(X, [0, 1, 3, 9]), ValueError,
     "the label 3 is out of range. The logits have 3 classes (axis 1 of shape (4, 3)): labels go "
     "from 0 to 2"),
    (lambda: CE(X, [0, 1, -1, 2]), ValueError, "the label -1 is out of range"),
    (lambda: CE(X, [0.0, 1.0, 2.0, 0.0]), TypeError, "use target.astype(int)"),
    (lambda: CE(X, np.array([True, False, True, False])), TypeError, "the labels are bool"),
    (lambda: CE(X, np.ones((4, 3), int)), ValueError, "one-hot, use target.argmax(1)"),
    (lambda: CE(X, np.zeros((4, 1), int)), ValueError, "Use target.reshape((4,))"),
    (lambda: CE(X, [0, 1]), ValueError, "must have shape (4,), not (2,)"),
    (lambda: CE(np.zeros((2, 5, 3)), np.zeros((2, 5), int)), ValueError,
     "must have shape (2, 3), not (2, 5). The classes are on axis 1"),
    (lambda: CE(X, X + 1.5), ValueError, "must lie in [0, 1]; there is 1.5"),
    (lambda: CE(X, X * np.nan), ValueError, "there is nan"),
    (lambda: CE(X, X, ignore_index=0), ValueError, "ignore_index is for labels"),
    (lambda: CE(X, [0, 1, 2, 0], weight=[1.0, 2.0]), ValueError, "it must be (3,)"),
    (lambda: CE(X, [0, 1, 2, 0], label_smoothing=1.5), ValueError, "label_smoothing is 1.5"),
    (lambda: CE(X.astype("float32"), X), TypeError, "target.astype('float32')"),
    (lambda: CE(1.0, 0), ValueError, "single number"),
    (lambda: losses.nll(X, [0, 1, 2, 3]), ValueError, "nll: the label 3"),
    (lambda: losses.hinge(X, [0, 1, 2, 3]), ValueError, "hinge: the label 3"),
    (lambda: losses.focal(X, [[0], [1], [2], [0]]), ValueError, "reshape((4,))"),
])
def test_what_does_not_fit_is_said(call, kind, says):
    with pytest.raises(kind) as error:
        call()
    assert says in str(error.value)
