"""However the data are cut into batches, the streaming result is that of the whole."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundup import metrics

N, CLASSES = 40, 4


def data(kind, seed):
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(N) % CLASSES)
    scores = rng.normal(size=(N, CLASSES)).round(1)         # with ties
    if kind == "scores":
        return scores, labels
    if kind == "indices":
        return rng.integers(0, CLASSES, N), labels
    if kind == "binary":
        return rng.random(N).round(1), rng.permutation(np.arange(N) % 2)
    if kind == "probabilities":
        p = rng.random((N, CLASSES)).round(1) + 0.1
        return p / p.sum(axis=1, keepdims=True), labels
    if kind == "series":
        return rng.normal(size=N) + 1e4, rng.normal(size=N) + 1e4
    if kind == "words":
        said, one, other = ([rng.choice(list("abcd"), rng.integers(4, 9)).tolist()
                             for _ in range(N)] for _ in range(3))
        return said, list(zip(one, other))
    return rng.normal(size=(N, 3)) + 1e4, rng.normal(size=(N, 3)) + 1e4


CASES = [
    (metrics.Accuracy, "scores"), (metrics.Accuracy, "indices"), (metrics.Accuracy, "binary"),
    (lambda: metrics.TopK(2), "scores"), (metrics.Precision, "scores"),
    (lambda: metrics.Recall("weighted"), "indices"), (lambda: metrics.F1(None), "indices"),
    (lambda: metrics.F1("binary"), "binary"), (lambda: metrics.Precision("micro"), "indices"),
    (metrics.ConfusionMatrix, "indices"), (lambda: metrics.ConfusionMatrix(9), "scores"),
    (metrics.ROCAUC, "scores"), (metrics.ROCAUC, "binary"),
    (metrics.MSE, "numbers"), (metrics.MAE, "numbers"), (metrics.R2, "numbers"),
    (metrics.IoU, "indices"), (metrics.MeanIoU, "indices"),
    (lambda: metrics.IoU(ignore=3), "indices"),
    (metrics.Matthews, "indices"), (metrics.CohenKappa, "probabilities"),
    (metrics.PRAUC, "probabilities"), (metrics.LogLoss, "probabilities"),
    (metrics.Perplexity, "probabilities"), (lambda: metrics.Perplexity(ignore=0), "probabilities"),
    (metrics.CalibrationError, "probabilities"), (metrics.RMSE, "series"),
    (metrics.Pearson, "series"), (metrics.BLEU, "words"),
    (lambda: metrics.BLEU(3, smooth=True), "words"),
]


@pytest.mark.parametrize(("make", "kind"), CASES)
@settings(max_examples=20, deadline=None)
@given(cuts=st.sets(st.integers(1, N - 1)), seed=st.integers(0, 100))
def test_any_partition_gives_the_whole(make, kind, cuts, seed):
    prediction, target = data(kind, seed)
    whole = make().update(prediction, target).compute()
    metric = make()
    metric.update(*data(kind, seed + 1))
    metric.reset()
    edges = [0, *sorted(cuts), N]
    for a, b in pairwise(edges):
        metric.update(prediction[a:b], target[a:b])
    np.testing.assert_allclose(metric.compute(), whole, rtol=1e-9)


def test_mean_of_unequal_batches():
    values = np.arange(10.0)
    mean = metrics.Mean()
    for batch in (values[:7], values[7:9], values[9:]):
        mean.update(batch.mean(), weight=len(batch))
    assert mean.compute() == pytest.approx(values.mean())


def test_compute_may_be_called_in_between_and_keeps_no_link_to_the_batch():
    scores, labels = np.array([0.1, 0.9]), np.array([0, 1])
    metric = metrics.ROCAUC().update(scores, labels)
    assert metric.compute() == 1.0
    scores[:] = scores[::-1].copy()             # a loader may reuse its buffers
    labels[:] = 0
    assert metric.compute() == 1.0
    assert metric.update([0.5], [0]).compute() == 1.0


def test_confusion_matrix_handed_out_is_not_changed_later():
    metric = metrics.ConfusionMatrix(2).update([0], [0])
    first = metric.compute()
    metric.update([1], [1])
    np.testing.assert_array_equal(first, [[1, 0], [0, 0]])
