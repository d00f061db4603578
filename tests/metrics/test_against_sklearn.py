"""The same numbers as scikit-learn, which is an independent reference."""

import numpy as np
import pytest

from groundup import metrics

sk = pytest.importorskip("sklearn.metrics", reason="needs scikit-learn: pip install scikit-learn")


def labels(seed, classes=5, n=60):
    rng = np.random.default_rng(seed)
    return rng.integers(0, classes, n), rng.integers(0, classes, n)


@pytest.mark.parametrize("seed", range(3))
def test_accuracy_and_confusion(seed):
    prediction, target = labels(seed)
    assert metrics.accuracy(prediction, target) == sk.accuracy_score(target, prediction)
    np.testing.assert_array_equal(metrics.confusion_matrix(prediction, target),
                                  sk.confusion_matrix(target, prediction))


@pytest.mark.parametrize("average", ["macro", "micro", "weighted", None])
@pytest.mark.parametrize(("ours", "theirs"), [
    (metrics.precision, sk.precision_score), (metrics.recall, sk.recall_score),
    (metrics.f1, sk.f1_score)])
def test_averages(ours, theirs, average):
    for seed in range(3):
        prediction, target = labels(seed)
        assert ours(prediction, target, average) == pytest.approx(
            theirs(target, prediction, average=average))
    if average is not None:             # label 2 is never true, 3 never predicted, 1 neither
        prediction, target = np.array([0, 2, 2, 4, 0]), np.array([0, 0, 3, 4, 4])
        assert ours(prediction, target, average) == pytest.approx(
            theirs(target, prediction, average=average, zero_division=0))


@pytest.mark.parametrize("seed", range(3))
def test_binary(seed):
    prediction, target = labels(seed, classes=2)
    for ours, theirs in [(metrics.precision, sk.precision_score), (metrics.f1, sk.f1_score),
                         (metrics.recall, sk.recall_score)]:
        assert ours(prediction, target, "binary") == pytest.approx(theirs(target, prediction))


@pytest.mark.parametrize("k", [1, 2, 4])
def test_top_k(k):
    rng = np.random.default_rng(k)
    scores, target = rng.normal(size=(60, 5)), rng.integers(0, 5, 60)
    assert metrics.top_k_accuracy(scores, target, k) == pytest.approx(
        sk.top_k_accuracy_score(target, scores, k=k, labels=range(5)))


@pytest.mark.parametrize("digits", [1, 8])
def test_roc_auc(digits):
    rng = np.random.default_rng(0)
    target, scores = np.arange(60) % 2, rng.random(60).round(digits)
    assert metrics.roc_auc(scores, target) == pytest.approx(sk.roc_auc_score(target, scores))
    classes, scores = np.arange(60) % 3, rng.random((60, 3)).round(digits) + 0.1
    scores = scores / scores.sum(1, keepdims=True)
    assert metrics.roc_auc(scores, classes) == pytest.approx(
        sk.roc_auc_score(classes, scores, multi_class="ovr"))


@pytest.mark.parametrize("shape", [(30,), (30, 4)])
def test_regression(shape):
    rng = np.random.default_rng(0)
    prediction, target = rng.normal(size=shape), rng.normal(size=shape)
    assert metrics.mse(prediction, target) == pytest.approx(
        sk.mean_squared_error(target, prediction))
    assert metrics.mae(prediction, target) == pytest.approx(
        sk.mean_absolute_error(target, prediction))
    assert metrics.r2(prediction, target) == pytest.approx(sk.r2_score(target, prediction))
