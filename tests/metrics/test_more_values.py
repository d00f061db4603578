"""The further metrics: values by hand, and what they refuse."""

from collections import Counter
from math import exp, log

import numpy as np
import pytest

from groundup import metrics


def test_iou_of_a_small_mask():
    target = np.array([[[0, 0], [1, 255]]])
    prediction = np.array([[[0, 1], [1, 1]]])
    np.testing.assert_allclose(metrics.iou(prediction, target, ignore=255), [1 / 2, 1 / 2])
    scores = np.moveaxis(np.eye(2)[prediction], -1, 1)          # (N, C, H, W)
    assert metrics.mean_iou(scores.argmax(1), target, ignore=255) == 0.5
    np.testing.assert_allclose(metrics.iou([0, 2], [0, 2]), [1, 0, 1])      # 1 does not occur
    rows = np.eye(4)[[0, 1, 1]]                                 # four classes, told by the columns
    np.testing.assert_allclose(metrics.iou(rows, [0, 1, 9], ignore=9), [1, 1, 0, 0])
    assert metrics.mean_iou([0, 2], [0, 2]) == 1.0
    assert metrics.MeanIoU(ignore=0).update([1], [0]).update([1], [1]).compute() == 1.0


def test_matthews_and_kappa_by_hand():
    prediction, target = [1] * 6 + [0] * 4, [1] * 5 + [0] * 4 + [1]     # TP 5, FP 1, TN 3, FN 1
    assert metrics.matthews(prediction, target) == pytest.approx((5 * 3 - 1) / np.sqrt(6 * 6 * 16))
    assert metrics.cohen_kappa(prediction, target) == pytest.approx((0.8 - 0.52) / 0.48)
    assert metrics.matthews([1, 1], [1, 1]) == 0.0
    assert metrics.cohen_kappa([1, 1], [1, 1]) == 1.0
    assert metrics.matthews([1, 0], [0, 1]) == pytest.approx(-1)


def test_calibration_by_hand():
    p = [[0.95, 0.05]] * 10 + [[0.55, 0.45]] * 10
    target = [0] * 9 + [1] + [0] * 5 + [1] * 5
    assert metrics.calibration_error(p, target, bins=10) == pytest.approx(0.05)
    table = metrics.CalibrationError(10).update(p, target).table()
    np.testing.assert_allclose(table.confidence[[5, 9]], [0.55, 0.95])
    np.testing.assert_allclose(table.accuracy[[5, 9]], [0.5, 0.9])
    assert table.samples.tolist() == [0] * 5 + [10, 0, 0, 0, 10]
    assert np.isnan(table.accuracy[0])
    binary = [row[1] for row in p]
    assert metrics.calibration_error(binary, target, bins=10) == pytest.approx(0.05)
    assert metrics.calibration_error([1.0, 0.0], [1, 0]) == 0.0


def test_pearson_by_hand():
    assert metrics.pearson([1.0, 2.0, 3.0], [3.0, 2.0, 1.0]) == pytest.approx(-1)
    assert metrics.pearson([1.0, 2.0, 3.0], [1.0, 0.0, 1.0]) == pytest.approx(0.0)


def test_pr_auc_of_equal_scores_is_the_share_of_positives():
    assert metrics.pr_auc([0.5] * 4, [1, 0, 0, 0]) == 0.25
    assert metrics.pr_auc([0.9, 0.8, 0.1], [1, 1, 0]) == 1.0
    assert metrics.pr_auc([0.1, 0.2], [1, 1]) == 1.0


def test_perplexity_of_the_sure_and_of_the_clueless():
    assert metrics.perplexity(np.eye(5) * 1e4, np.arange(5)) == pytest.approx(1.0)
    assert metrics.perplexity(np.zeros((2, 3, 50)), np.ones((2, 3), int)) == pytest.approx(50)
    logits = np.zeros((1, 3, 4))
    logits[0, 2, 0] = 99.0
    assert metrics.perplexity(logits, [[1, 2, 3]], ignore=3) == pytest.approx(4)


# ---- BLEU -----------------------------------------------------------------------------------


def bleu_by_the_paper(candidates, references, order=4):
    """Papineni et al. 2002, section 2, word for word."""
    precisions = []
    for n in range(1, order + 1):
        clipped = every = 0
        for candidate, texts in zip(candidates, references):
            grams = Counter(zip(*[candidate[i:] for i in range(n)]))
            for gram, count in grams.items():
                most = max(sum(tuple(text[i:i + n]) == gram for i in range(len(text)))
                           for text in texts)
                clipped += min(count, most)
                every += count
        precisions.append(clipped / every)
    c = sum(map(len, candidates))
    r = sum(min((len(text) for text in texts), key=lambda size: (abs(size - len(one)), size))
            for one, texts in zip(candidates, references))
    penalty = 1.0 if c > r else exp(1 - r / c)
    return penalty * exp(sum(map(log, precisions)) / order) if all(precisions) else 0.0


@pytest.mark.parametrize("seed", range(5))
def test_bleu_is_the_paper_s(seed):
    rng = np.random.default_rng(seed)
    candidates, one, other = ([rng.choice(list("abcd"), rng.integers(4, 9)).tolist()
                               for _ in range(40)] for _ in range(3))
    references = list(zip(one, other))
    assert metrics.bleu(candidates, references) == pytest.approx(
        bleu_by_the_paper(candidates, references), rel=1e-12)


def test_bleu_by_hand():
    texts = [text.split() for text in ("the cat is on the mat", "there is a cat on the mat")]
    assert metrics.bleu([["the"] * 7], [texts], order=1) == pytest.approx(2 / 7)  # the paper's
    assert metrics.bleu([texts[0]], [texts]) == 1.0
    assert metrics.bleu([["of", "the"]], [[["of", "the", "people"]]], order=2) == pytest.approx(
        exp(1 - 3 / 2))
    assert metrics.bleu([["a", "b", "c"]], [[["a", "b", "d"]]]) == 0.0
    # 2/3, (1 + 1)/(2 + 1), (0 + 1)/(1 + 1), (0 + 1)/(0 + 1)
    assert metrics.bleu([["a", "b", "c"]], [[["a", "b", "d"]]], smooth=True) == pytest.approx(
        (2 / 3 * 2 / 3 * 1 / 2 * 1) ** 0.25)
    assert metrics.bleu([[1, 2, 3, 4, 5]], [[[1, 2, 3, 4, 5]]]) == 1.0          # token ids


@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda: metrics.bleu(["the cat"], [["the cat"]]), TypeError, "Split each text first"),
    (lambda: metrics.bleu([["a"]], [["a b"]]), TypeError, "lists of tokens"),
    (lambda: metrics.bleu([["a"]], []), ValueError, "1 candidates, but references for 0"),
    (lambda: metrics.bleu([["a"]], [[]]), ValueError, "at least one reference"),
    (lambda: metrics.BLEU(0), ValueError, "order"),
    (lambda: metrics.log_loss([[2.0, -1.0]], [0]), ValueError, "For logits, apply softmax"),
    (lambda: metrics.log_loss([[0.5, 0.1]], [0]), ValueError, "adding up to 1"),
    (lambda: metrics.calibration_error([[3.0, 1.0]], [0]), ValueError, "apply softmax"),
    (lambda: metrics.CalibrationError(0), ValueError, "bins"),
    (lambda: metrics.pearson([1.0, 1.0], [1.0, 2.0]), ValueError, "constant"),
    (lambda: metrics.pr_auc([0.1, 0.2], [0, 0]), ValueError, "targets of that class"),
    (lambda: metrics.silhouette(np.ones((3, 1)), [0, 0, 0]), ValueError, "1 clusters of 3"),
    (lambda: metrics.silhouette(np.ones((3, 1)), [0, 1, 2]), ValueError, "3 clusters of 3"),
    (lambda: metrics.silhouette(np.ones(3), [0, 1, 1]), ValueError, r"\(N, D\)"),
    (lambda: metrics.silhouette([[np.nan], [1], [2]], [0, 1, 1]), ValueError, "NaN"),
    (lambda: metrics.iou([0, 1], [0, 5], ignore=2, average="mean"), ValueError, "average is one"),
    (lambda: metrics.iou([0, 1, 1], [0, 5], ignore=5), ValueError, "one prediction per target"),
    (lambda: metrics.IoU(ignore=0).update([1], [0]).compute(), ValueError, "nothing to compute"),
    (lambda: metrics.Perplexity().compute(), ValueError, "nothing to compute perplexity"),
    (lambda: metrics.BLEU().compute(), ValueError, "nothing to compute bleu"),
    (lambda: metrics.MeanAveragePrecision().compute(), ValueError, "nothing to compute map"),
])
def test_inputs_that_make_no_sense(call, error, message):
    with pytest.raises(error, match=message):
        call()
