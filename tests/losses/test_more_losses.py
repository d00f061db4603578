"""The further losses: hand values, slopes of both orders, dtypes, and what they refuse."""

import numpy as np
import pytest

from groundup import Tensor, gradcheck, losses

RNG = np.random.default_rng(1)
Y = RNG.normal(size=(4, 3))
SIGNS = np.sign(RNG.normal(size=(4, 3)))
MASKS = RNG.random((2, 2, 6)) > 0.5
CORNERS = RNG.uniform(0, 4, (4, 2))
BOXES = np.hstack([CORNERS, CORNERS + RNG.uniform(1, 3, (4, 2))])
TOKENS = RNG.integers(0, 3, (2, 2))
MASK = np.array([[True, True], [True, False]])


def between(x):
    return (1 / (1 + (-x).exp())).reshape(1, 2, 6)


# the loss of a (4, 3) prediction
CASES = {
    "quantile": lambda x, **o: losses.quantile(x, Y.astype(x.dtype), q=0.8, **o),
    "log_cosh": lambda x, **o: losses.log_cosh(x, Y.astype(x.dtype), **o),
    "info_nce": lambda x, **o: losses.info_nce(x, Y.astype(x.dtype), **o),
    "nt_xent": lambda x, **o: losses.nt_xent(x, Y.astype(x.dtype), **o),
    "margin_ranking": lambda x, **o: losses.margin_ranking(
        x, Y.astype(x.dtype), SIGNS.astype(int), margin=0.3, **o),
    "dice": lambda x, **o: losses.dice(between(x), MASKS[:1], **o),
    "tversky": lambda x, **o: losses.tversky(between(x), MASKS[:1], **o),
    "elbo": lambda x, **o: losses.elbo(x, (Y > 0), x * 0.5, x - 1, beta=2.0, **o),
    "gaussian_kl": lambda x, **o: losses.gaussian_kl(x, Y.astype(x.dtype), **o),
    "sequence": lambda x, **o: losses.sequence_cross_entropy(
        x.reshape(2, 2, 3), TOKENS, MASK, **o),
    "ctc": lambda x, **o: losses.ctc_loss(x.reshape(1, 4, 3), [[1, 2]], **o),
    "ctc_lengths": lambda x, **o: losses.ctc_loss(
        x.reshape(2, 2, 3) * 0.5, [[1, 2], [1, 0]], [2, 1], [2, 1], **o),
}
OF_BOXES = {name: getattr(losses, name) for name in ("iou", "giou", "diou", "ciou")}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_slopes_of_both_orders(name, reduction, rng):
    for order in (1, 2):
        assert gradcheck(lambda x: CASES[name](x, reduction=reduction), rng.normal(size=(4, 3)),
                         order=order, rtol=1e-5)


@pytest.mark.parametrize("name", CASES)
def test_float32_stays_and_reductions_agree(name, rng):
    x = Tensor(rng.normal(size=(4, 3)).astype(np.float32), requires_grad=True)
    each, total = CASES[name](x, reduction="none"), CASES[name](x, reduction="sum")
    assert each.dtype == total.dtype == np.float32 and total.shape == ()
    np.testing.assert_allclose(each.data.sum(), total.data, rtol=1e-5)
    if name not in ("ctc", "ctc_lengths", "sequence"):          # these weigh by length
        np.testing.assert_allclose(each.data.mean(), CASES[name](x).data, rtol=1e-5)
    CASES[name](x).backward()
    assert x.grad.dtype == np.float32 and np.isfinite(x.grad).all()
    with pytest.raises(ValueError, match="reduction is 'total'"):
        CASES[name](x, reduction="total")


# ---- boxes ----------------------------------------------------------------------------------


def by_the_papers(p, t):
    """IoU, GIoU, DIoU and CIoU of single boxes, in plain arithmetic."""
    found = []
    for (a, b, c, d), (e, f, g, h) in zip(p, t):
        shared = max(0, min(c, g) - max(a, e)) * max(0, min(d, h) - max(b, f))
        union = (c - a) * (d - b) + (g - e) * (h - f) - shared
        W, H = max(c, g) - min(a, e), max(d, h) - min(b, f)
        iou = shared / union
        rho2 = ((a + c - e - g) / 2) ** 2 + ((b + d - f - h) / 2) ** 2
        v = 4 / np.pi ** 2 * (np.arctan((g - e) / (h - f)) - np.arctan((c - a) / (d - b))) ** 2
        diou = 1 - iou + rho2 / (W * W + H * H)
        found.append((1 - iou, 1 - iou + (W * H - union) / (W * H), diou,
                      diou + v / (1 - iou + v) * v))
    return np.array(found)


def test_box_losses_are_the_papers(rng):
    corner = rng.uniform(0, 4, (50, 2))
    p = np.hstack([corner, corner + rng.uniform(0.5, 4, (50, 2))])
    t = np.roll(p, 1, axis=0)
    expected = by_the_papers(p, t)
    for name, values in zip(("iou", "giou", "diou", "ciou"), expected.T):
        np.testing.assert_allclose(OF_BOXES[name](p, t, reduction="none").data, values, rtol=1e-6)
    assert (expected[:, 0] == 1).any() and (expected[:, 0] < 1).any()


@pytest.mark.parametrize("name", ["iou", "giou", "diou"])
def test_box_slopes(name):
    moved = BOXES + np.random.default_rng(0).normal(0, 0.3, BOXES.shape)
    for order in (1, 2):
        assert gradcheck(lambda p: OF_BOXES[name](p, BOXES), moved, order=order, rtol=1e-5)


def test_ciou_slope_takes_its_weight_as_given():
    p = Tensor(BOXES + np.random.default_rng(0).normal(0, 0.3, BOXES.shape), requires_grad=True)
    losses.ciou(p, BOXES, reduction="sum").backward()

    def angles(b):
        return np.arctan((b[:, 2] - b[:, 0]) / (b[:, 3] - b[:, 1]))

    all_four = by_the_papers(p.data, BOXES)
    v = 4 / np.pi ** 2 * (angles(BOXES) - angles(p.data)) ** 2
    alpha = v / (all_four[:, 0] + v)

    def frozen(b):
        return (by_the_papers(b, BOXES)[:, 2]
                + alpha * 4 / np.pi ** 2 * (angles(BOXES) - angles(b)) ** 2).sum()

    for index in np.ndindex(p.shape):
        h = np.zeros(p.shape)
        h[index] = 1e-6
        slope = (frozen(p.data + h) - frozen(p.data - h)) / 2e-6
        assert p.grad[index] == pytest.approx(slope, rel=1e-4, abs=1e-6)


def test_boxes_apart_are_pulled_together_and_float32_stays():
    p = Tensor(np.array([[0, 0, 1, 1]], np.float32), requires_grad=True)
    t = np.array([[5, 0, 6, 1]], np.float32)
    losses.iou(p, t).backward()
    assert (p.grad == 0).all()
    for name in ("giou", "diou", "ciou"):
        p.grad = None
        OF_BOXES[name](p, t).backward()
        assert p.grad.dtype == np.float32 and p.grad[0, [0, 2]].sum() < 0     # to the right
        assert OF_BOXES[name](t, t).item() == pytest.approx(0, abs=1e-6)


# ---- CTC ------------------------------------------------------------------------------------


def read(path, blank):
    """Merge repeats, drop blanks."""
    return [k for i, k in enumerate(path) if k != blank and (not i or k != path[i - 1])]


@pytest.mark.parametrize("target", [[], [1], [1, 2], [1, 1], [2, 1, 2]])
@pytest.mark.parametrize("blank", [0, 3])
def test_ctc_counts_every_path(target, blank, rng):
    T, C = 5, 4
    p = rng.random((T, C))
    p /= p.sum(axis=1, keepdims=True)
    paths = np.stack(np.meshgrid(*[range(C)] * T, indexing="ij"), -1).reshape(-1, T)
    chance = sum(p[range(T), path].prod() for path in paths if read(path, blank) == target)
    padded = [[*target, *[9] * (3 - len(target))]]
    loss = losses.ctc_loss(np.log(p)[None], padded, target_lengths=[len(target)], blank=blank,
                           reduction="sum")
    assert loss.item() == pytest.approx(-np.log(chance), rel=1e-10)


def test_ctc_fused_equals_its_reference(rng):
    from groundup.losses import ctc
    x = rng.normal(size=(3, 6, 5))
    seen = []

    def both(operation):
        def call(*inputs):
            seen.append(operation(*inputs))
            return seen[-1]
        return call

    grads = []
    original = ctc._ctc
    for operation in (original, original.reference):
        ctc._ctc = both(operation)
        try:
            t = Tensor(x, requires_grad=True)
            losses.ctc_loss(t, [[1, 1, 2], [3, 4, 0], [2, 0, 0]], [6, 5, 3], [3, 2, 1],
                            reduction="sum").backward()
            grads.append(t.grad)
        finally:
            ctc._ctc = original
    np.testing.assert_allclose(seen[0].data, seen[1].data, rtol=1e-12)
    np.testing.assert_allclose(grads[0], grads[1], rtol=1e-10, atol=1e-14)
    assert (grads[0][2, 3:] == 0).all()             # beyond the input's length


def test_ctc_of_an_impossible_target():
    x = Tensor(np.log(np.full((2, 2, 3), 1 / 3)), requires_grad=True)
    target = [[1, 1], [1, 2]]                       # the first needs a blank in between: 3 steps
    each = losses.ctc_loss(x, target, reduction="none")
    assert each.data[0] == np.inf and each.data[1] == pytest.approx(2 * np.log(3))
    losses.ctc_loss(x, target, zero_infinity=True).backward()
    assert (x.grad[0] == 0).all() and np.isfinite(x.grad).all() and (x.grad[1] < 0).any()


# ---- the rest by hand -----------------------------------------------------------------------


def test_contrast_by_hand():
    q = np.array([[1.0, 0], [0, 2]])                # lengths do not count
    cos = np.array([[1.0, 0], [0, 1]])
    expected = -np.log(np.exp(cos / 0.5).diagonal() / np.exp(cos / 0.5).sum(1))
    each = losses.info_nce(q, q * 3, temperature=0.5, reduction="none")
    np.testing.assert_allclose(each.data, expected)
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 3, 5))
    z = np.vstack([a, b]) / np.linalg.norm(np.vstack([a, b]), axis=1)[:, None]
    s = np.exp(z @ z.T / 0.5)
    expected = [-np.log(s[i, (i + 3) % 6] / (s[i].sum() - s[i, i])) for i in range(6)]
    np.testing.assert_allclose(losses.nt_xent(a, b, reduction="none").data, expected)


def test_overlap_by_hand():
    p = np.array([[[0.5, 1.0, 0.0, 0.5]]])
    t = np.array([[[1, 1, 0, 0]]])
    assert losses.dice(p, t, smooth=1.0).item() == pytest.approx(1 - (2 * 1.5 + 1) / (2 + 2 + 1))
    assert losses.tversky(p, t, alpha=0.2, beta=0.8, smooth=0.5).item() == pytest.approx(
        1 - 2 / (1.5 + 0.2 * 0.5 + 0.8 * 0.5 + 0.5))
    assert losses.dice(np.zeros((1, 1, 4)), np.zeros((1, 1, 4))).item() == 0.0


def test_a_quantile_is_where_the_pinball_loss_is_least(rng):
    y = rng.normal(size=99)
    candidates = np.sort(y)
    costs = [losses.quantile(np.full(99, c), y, q=0.3).item() for c in candidates]
    assert np.argmin(costs) == 29


def test_log_cosh_is_exact():
    e = np.array([-3.0, -1e-3, 0.0, 0.5])
    np.testing.assert_allclose(losses.log_cosh(e, np.zeros(4), reduction="none").data,
                               np.log(np.cosh(e)), atol=1e-15)


def test_elbo_of_another_reconstruction_and_kl_by_sampling(rng):
    x, t = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    mean, log_var = rng.normal(size=(3, 2)), rng.normal(size=(3, 2))
    divergence = losses.gaussian_kl(mean, log_var, reduction="none").data
    ours = losses.elbo(x, t, mean, log_var, reconstruction=losses.mse, beta=0.5, reduction="none")
    np.testing.assert_allclose(ours.data, ((x - t) ** 2).sum(1) + 0.5 * divergence)
    z = mean + np.exp(log_var / 2) * rng.normal(size=(200_000, 3, 2))
    log_q = (-0.5 * (z - mean) ** 2 / np.exp(log_var) - 0.5 * log_var).sum(-1)
    np.testing.assert_allclose((log_q + 0.5 * (z * z).sum(-1)).mean(0), divergence, rtol=0.02)


def test_sequences_are_masked_rows():
    rng = np.random.default_rng(0)
    logits, target = rng.normal(size=(2, 3, 5)), rng.integers(0, 5, (2, 3))
    mask = np.array([[True, True, False], [True, False, False]])
    rows = losses.cross_entropy(logits[mask], target[mask], reduction="none").data
    each = losses.sequence_cross_entropy(logits, np.where(mask, target, 99), mask, reduction="none")
    np.testing.assert_allclose(each.data[mask], rows)
    assert (each.data[~mask] == 0).all()
    assert losses.sequence_cross_entropy(logits, target, mask).item() == pytest.approx(rows.mean())


def test_wasserstein_by_hand_and_the_penalty_s_slopes(rng):
    assert losses.wasserstein_critic([1.0, 3.0], [0.0]).item() == -2.0
    assert losses.wasserstein_generator([1.0, 3.0]).item() == -2.0
    real, fake, W, v = (rng.normal(size=s) for s in ((5, 3), (5, 3), (3, 4), (4, 1)))

    def penalty(W, v):
        return losses.gradient_penalty(lambda x: (x @ W).tanh() @ v, real, fake, rng=7)

    assert gradcheck(penalty, W, v)
    assert gradcheck(penalty, W, v, order=2, rtol=1e-5)
    u = np.random.default_rng(7).random((5, 1))
    x = u * real + (1 - u) * fake
    slope = ((1 - np.tanh(x @ W) ** 2) * v[:, 0]) @ W.T
    expected = ((np.linalg.norm(slope, axis=1) - 1) ** 2).mean()
    assert penalty(Tensor(W), Tensor(v)).item() == pytest.approx(expected, rel=1e-12)
    flat = losses.gradient_penalty(lambda x: (x * 0).sum(axis=1), real.astype(np.float32),
                                   fake.astype(np.float32))
    assert flat.dtype == np.float32 and flat.item() == pytest.approx(1)


ONES = np.ones((2, 3))


@pytest.mark.parametrize(("call", "message"), [
    (lambda: losses.quantile([1.0], [1.0], q=1.0), "q is 1.0"),
    (lambda: losses.log_cosh(ONES, ONES[0]), r"shape \(2, 3\) and the target \(3,\)"),
    (lambda: losses.info_nce(ONES[0], ONES[0]), r"must be \(N, D\)"),
    (lambda: losses.nt_xent(ONES, ONES, temperature=0.0), "temperature"),
    (lambda: losses.margin_ranking(ONES, ONES, np.zeros((2, 3))), "1 .* or -1"),
    (lambda: losses.dice(ONES, ONES), r"must be \(N, C, ...\)"),
    (lambda: losses.dice(ONES[None] * 3, ONES[None]), "apply sigmoid or softmax"),
    (lambda: losses.iou(ONES, ONES), r"must be \(..., 4\)"),
    (lambda: losses.giou(np.ones((1, 4)), [[2.0, 0.0, 1.0, 1.0]]), "ends before it begins"),
    (lambda: losses.elbo(ONES, ONES, np.ones((3, 2)), np.ones((3, 2))), "2 samples, the code 3"),
    (lambda: losses.gaussian_kl(1.0, 1.0), "no samples"),
    (lambda: losses.gradient_penalty(lambda x: x, ONES, ONES), "one grade for each"),
    (lambda: losses.sequence_cross_entropy(ONES, [[1]]), r"must be \(N, T, C\) and \(N, T\)"),
    (lambda: losses.sequence_cross_entropy(ONES[None], [[0, 1]], [[1, 0]]), "must be booleans"),
    (lambda: losses.ctc_loss(ONES, [[1]]), r"must be \(N, T, C\)"),
    (lambda: losses.ctc_loss(ONES[None], [[1]], blank=3), "blank is 3"),
    (lambda: losses.ctc_loss(ONES[None], [[3]]), "the label 3"),
    (lambda: losses.ctc_loss(ONES[None], [[0]]), "without the blank, 0"),
    (lambda: losses.ctc_loss(ONES[None], [[1.0]]), "float64"),
    (lambda: losses.ctc_loss(ONES[None], [[1]], [3]), "input_lengths must be 1 integers from 1"),
    (lambda: losses.ctc_loss(ONES[None], [[1]], [2], [2]), "target_lengths must be"),
])
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
