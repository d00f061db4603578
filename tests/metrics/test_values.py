"""Values worked out by hand, and the forms of input."""

import numpy as np
import pytest

from groundup import metrics


class Tensorlike:
    def __init__(self, values):
        self.values = np.asarray(values)

    def __array__(self, dtype=None, copy=None):
        return self.values if dtype is None else self.values.astype(dtype)


def test_accuracy_of_every_form():
    assert metrics.accuracy([0, 1, 2, 2], [0, 1, 1, 2]) == 0.75
    assert metrics.accuracy([[1.0, 2.0], [3.0, 0.0]], [1, 1]) == 0.5
    assert metrics.accuracy([0.2, 0.5, 0.51], [0, 0, 1]) == 1.0             # 0.5 is not above 0.5
    assert metrics.accuracy([[0.2], [0.9]], [[0.0], [0.0]]) == 0.5
    assert metrics.accuracy([-1.0, 2.0], [0, 1], threshold=0) == 1.0        # logits
    assert metrics.accuracy([True, False], [True, True]) == 0.5
    scores = np.zeros((2, 3, 4))
    scores[..., 1] = 1
    assert metrics.accuracy(scores, np.ones((2, 3), np.uint8)) == 1.0
    assert metrics.accuracy(Tensorlike([[0.0, 1.0]]), Tensorlike([1])) == 1.0


def test_top_k_and_its_ties():
    scores = [[4.0, 3.0, 2.0, 1.0]] * 4
    assert [metrics.top_k_accuracy(scores, [0, 1, 2, 3], k=k) for k in (1, 2, 3, 4)] == [
        0.25, 0.5, 0.75, 1.0]
    level = np.zeros((4, 4))                    # equal scores: the lower index goes first
    assert metrics.top_k_accuracy(level, [0, 1, 2, 3], k=1) == 0.25
    assert metrics.accuracy(level, [0, 1, 2, 3]) == 0.25
    assert metrics.TopK(3).name == "top_3_accuracy"


def test_confusion_matrix_has_the_truth_in_rows():
    expected = [[1, 1, 0], [0, 0, 0], [0, 0, 1]]
    np.testing.assert_array_equal(metrics.confusion_matrix([0, 1, 2], [0, 0, 2]), expected)
    assert metrics.confusion_matrix([0], [0], classes=3).shape == (3, 3)
    assert metrics.confusion_matrix(np.eye(4)[[1]], [0]).shape == (4, 4)
    np.testing.assert_array_equal(metrics.confusion_matrix([0.9, 0.1], [0, 0]), [[1, 1], [0, 0]])


def test_precision_recall_f1_by_hand():
    prediction, target = [1, 1, 1, 0, 0], [1, 1, 0, 1, 0]       # TP 2, FP 1, FN 1, TN 1
    assert metrics.precision(prediction, target, "binary") == pytest.approx(2 / 3)
    assert metrics.recall(prediction, target, "binary") == pytest.approx(2 / 3)
    assert metrics.f1(prediction, target, "binary") == pytest.approx(2 / 3)
    assert metrics.f1(prediction, target, None) == pytest.approx([1 / 2, 2 / 3])
    assert metrics.precision([0, 0], [1, 1], "binary") == 0.0   # nothing was called 1
    assert metrics.f1([0, 0], [0, 0], "binary") == 0.0


def test_roc_auc_by_hand():
    assert metrics.roc_auc([1.0, 2.0, 3.0], [0, 0, 1]) == 1.0
    assert metrics.roc_auc([1.0, 2.0, 3.0], [1, 0, 0]) == 0.0
    assert metrics.roc_auc([5.0, 5.0, 5.0], [0, 1, 0]) == 0.5
    assert metrics.roc_auc([[1.0], [2.0]], [[0], [1]]) == 1.0
    assert metrics.roc_auc(np.eye(3), [0, 1, 2]) == 1.0


def test_regression_by_hand():
    assert metrics.mse([[1.0, 2.0]], [[3.0, 2.0]]) == 2.0
    assert metrics.mae([[1.0, 2.0]], [[3.0, 2.0]]) == 1.0
    assert metrics.r2([2.0, 2.0, 2.0], [1.0, 2.0, 3.0]) == 0.0      # the mean explains nothing
    assert metrics.r2([1.0, 2.0], [1.0, 2.0]) == 1.0
    assert metrics.r2([0.1] * 3, [0.1] * 3) == 1.0
    assert metrics.r2([0.1, 0.1, 0.2], [0.1] * 3) == 0.0
    assert metrics.mse(np.float32([1e20]), np.float32([0])) == pytest.approx(1e40)


def test_mean_is_weighted():
    mean = metrics.Mean().update(2.0, weight=32).update(5.0, weight=16)
    assert mean.compute() == 3.0


def test_a_metric_of_one_s_own():
    class Bias(metrics.Metric):
        name = "bias"

        def reset(self):
            self.errors = []

        def update(self, prediction, target):
            self.errors += (np.asarray(prediction) - target).tolist()
            return self

        def compute(self):
            self._need(len(self.errors))
            return sum(self.errors) / len(self.errors)

    bias = Bias().update([1.0, 2.0], [0.0, 0.0])
    assert bias.compute() == 1.5 and repr(bias) == "Bias()"
    bias.reset()
    with pytest.raises(ValueError, match="nothing to compute bias from"):
        bias.compute()
    with pytest.raises(NotImplementedError):               # it says nothing of how to reset
        metrics.Metric()


def test_names_are_what_a_history_calls_them():
    names = [cls().name for cls in (
        metrics.Mean, metrics.Accuracy, metrics.TopK, metrics.Precision, metrics.Recall,
        metrics.F1, metrics.ConfusionMatrix, metrics.ROCAUC, metrics.MSE, metrics.MAE, metrics.R2)]
    assert names == ["mean", "accuracy", "top_5_accuracy", "precision", "recall", "f1",
                     "confusion_matrix", "roc_auc", "mse", "mae", "r2"]


@pytest.mark.parametrize(("call", "message"), [
    (lambda: metrics.accuracy(np.ones((4, 1)), np.ones(4)), r"single column.*prediction\[..., 0\]"),
    (lambda: metrics.accuracy(np.ones(4), np.ones((4, 1))), r"\(4,\) and the target \(4, 1\)"),
    (lambda: metrics.accuracy([0, 1, 1], [0, 1]), "one prediction per target"),
    (lambda: metrics.accuracy(np.ones((3, 2)), [0, 1]), r"\(3, 2\) and targets \(2,\)"),
    (lambda: metrics.accuracy(np.eye(3), np.eye(3)), r"one-hot, pass target\.argmax"),
    (lambda: metrics.accuracy([0.1, 0.9], [0, 2]), "contains the label 2"),
    (lambda: metrics.accuracy(np.eye(2), [0, 2]), "contains the label 2.*2 columns"),
    (lambda: metrics.accuracy([0, -1], [0, 1]), "prediction contains the label -1"),
    (lambda: metrics.accuracy([0, 1], [0, -1]), "target contains the label -1"),
    (lambda: metrics.accuracy([0, 1], [0, 0.5]), r"class indices .*0\.5"),
    (lambda: metrics.accuracy([0, 1], [0, np.inf]), "class indices"),
    (lambda: metrics.accuracy([0], ["cat"]), "class indices.*cat"),
    (lambda: metrics.accuracy([], []), "target is empty"),
    (lambda: metrics.accuracy([np.nan, 0.5], [0, 1]), r"NaN \(1 of 2"),
    (lambda: metrics.accuracy([[np.nan, 0.5]], [1]), "scores holds? NaN"),
    (lambda: metrics.top_k_accuracy(np.eye(3), [0, 1, 2], k=4), "only 3 classes"),
    (lambda: metrics.TopK(0), "at least 1"),
    (lambda: metrics.top_k_accuracy([0, 1], [0, 1], k=1), r"must be \(N, classes\)"),
    (lambda: metrics.confusion_matrix([0, 3], [0, 1], classes=3), "label 3 is out of range for 3"),
    (lambda: metrics.precision([0, 2], [0, 1], average="binary"), "3 classes occur"),
    (lambda: metrics.precision([0, 1], [0, 1], average="mean"), "average is one of 'macro'"),
    (lambda: metrics.roc_auc([0.1, 0.2], [1, 1]), "2 of it and 0 others"),
    (lambda: metrics.roc_auc(np.eye(3)[:2], [0, 1]), "class 2 needs"),
    (lambda: metrics.roc_auc([0.1, 0.2], [0, 2]), "labels 0 and 1, not 2"),
    (lambda: metrics.roc_auc([0.1, np.nan], [0, 1]), "NaN"),
    (lambda: metrics.roc_auc([0.1, 0.2], [[0], [1]]), "the target"),
    (lambda: metrics.mse(np.ones((3, 1)), np.ones(3)), r"target\.reshape\(-1, 1\)"),
    (lambda: metrics.mae([1.0], [1.0, 2.0]), "one prediction per target"),
    (lambda: metrics.mse([], []), "empty"),
    (lambda: metrics.mse([np.nan], [1.0]), "prediction holds NaN"),
    (lambda: metrics.mse([1.0], [np.nan]), "target holds NaN"),
    (lambda: metrics.r2([1.0], [1.0]), "at least two samples"),
    (lambda: metrics.r2(np.ones((2, 2, 2)), np.ones((2, 2, 2))), r"\(N,\) or \(N, D\)"),
    (lambda: metrics.R2().update([1.0], [1.0]).update([[1.0, 2.0]], [[1.0, 2.0]]), "2 columns"),
    (lambda: metrics.ROCAUC().update([1.0], [1]).update(np.eye(2), [0, 1]), "2 columns"),
    (lambda: metrics.Mean().update(1.0, weight=-1), "weight must be"),
])
def test_inputs_that_make_no_sense(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("cls", [metrics.Mean, metrics.Accuracy, metrics.TopK, metrics.Precision,
                                 metrics.F1, metrics.ConfusionMatrix, metrics.ROCAUC, metrics.MSE,
                                 metrics.R2])
def test_nothing_to_compute(cls):
    with pytest.raises(ValueError, match=r"nothing to compute .* call update"):
        cls().compute()
