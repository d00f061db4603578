"""The further metrics against scikit-learn, which is an independent reference."""

import numpy as np
import pytest

from groundup import metrics

sk = pytest.importorskip("sklearn.metrics", reason="needs scikit-learn: pip install scikit-learn")


def labels(seed, classes=5, n=60):
    rng = np.random.default_rng(seed)
    return rng.integers(0, classes, n), rng.integers(0, classes, n)


def probabilities(seed, classes=4, n=60):
    rng = np.random.default_rng(seed)
    p = rng.random((n, classes)) + 0.01
    return p / p.sum(axis=1, keepdims=True), rng.permutation(np.arange(n) % classes)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("classes", [2, 5])
def test_agreement(seed, classes):
    prediction, target = labels(seed, classes)
    assert metrics.matthews(prediction, target) == pytest.approx(
        sk.matthews_corrcoef(target, prediction))
    assert metrics.cohen_kappa(prediction, target) == pytest.approx(
        sk.cohen_kappa_score(target, prediction))


@pytest.mark.parametrize("average", ["macro", "micro", "weighted", None])
def test_iou(average):
    for seed in range(3):
        prediction, target = labels(seed)
        assert metrics.iou(prediction, target, average) == pytest.approx(
            sk.jaccard_score(target, prediction, average=average))
    prediction, target = labels(0, 2)
    assert metrics.iou(prediction, target, "binary") == pytest.approx(
        sk.jaccard_score(target, prediction))


@pytest.mark.parametrize("digits", [1, 8])
def test_pr_auc(digits):
    rng = np.random.default_rng(0)
    target, scores = np.arange(60) % 3 == 0, rng.random(60).round(digits)
    assert metrics.pr_auc(scores, target) == pytest.approx(
        sk.average_precision_score(target, scores))
    p, classes = probabilities(0)
    assert metrics.pr_auc(p.round(digits), classes) == pytest.approx(
        sk.average_precision_score(np.eye(4)[classes], p.round(digits)))


def test_log_loss():
    p, target = probabilities(1)
    assert metrics.log_loss(p, target) == pytest.approx(sk.log_loss(target, p))
    assert metrics.log_loss(p[:, 0], target > 1) == pytest.approx(
        sk.log_loss(target > 1, p[:, 0]))
    sure = np.eye(4)[target]
    sure[0] = np.roll(sure[0], 1)                       # surely wrong once
    assert metrics.log_loss(sure, target) == pytest.approx(sk.log_loss(target, sure), rel=1e-6)


def test_perplexity():
    p, target = probabilities(2)
    expected = np.exp(sk.log_loss(target, p))
    assert metrics.perplexity(np.log(p), target) == pytest.approx(expected)
    assert metrics.perplexity(np.log(p) + 1000, target) == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(3))
def test_silhouette(seed):
    rng = np.random.default_rng(seed)
    x, which = rng.normal(size=(40, 3)), rng.integers(0, 4, 40)
    which[0] = 7                                        # a cluster of one
    assert metrics.silhouette(x, which) == pytest.approx(sk.silhouette_score(x, which))


def test_rmse_and_pearson():
    rng = np.random.default_rng(0)
    prediction, target = rng.normal(size=30), rng.normal(size=30) + 1e3
    assert metrics.rmse(prediction, target) == pytest.approx(
        sk.root_mean_squared_error(target, prediction))
    assert metrics.pearson(prediction, target) == pytest.approx(
        np.corrcoef(prediction, target)[0, 1])
