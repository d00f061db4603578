"""The further losses against PyTorch, run side by side, and against numbers stored from it."""

from pathlib import Path

import numpy as np
import pytest

from groundup import Tensor, functional, losses

STORED = Path(__file__).parent / "references" / "losses_more.npz"
N, T, C, L = 4, 12, 5, 4


def texts(seed=0):
    """Logits (N, T, C), targets without the blank 0, and the lengths of both."""
    rng = np.random.default_rng(seed)
    return (rng.normal(size=(N, T, C)) * 2, rng.integers(1, C, (N, L)),
            np.array([12, 9, 10, 2]), np.array([4, 3, 1, 2]))


def ours(logits, target, times, sizes, **options):
    x = Tensor(logits, requires_grad=True)
    loss = losses.ctc_loss(functional.log_softmax(x, axis=2), target, times, sizes, **options)
    (loss if loss.ndim == 0 else loss.sum()).backward()
    return loss.data, x.grad


def theirs(logits, target, times, sizes, **options):
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install torch==2.13.0")
    x = torch.tensor(logits, requires_grad=True)
    loss = torch.nn.functional.ctc_loss(
        x.log_softmax(2).transpose(0, 1), torch.tensor(target), torch.tensor(times),
        torch.tensor(sizes), **options)
    loss.sum().backward()
    return loss.detach().numpy(), x.grad.numpy()


OPTIONS = [{"reduction": reduction, "blank": blank}
           for reduction in ("mean", "sum", "none") for blank in (0, 4)]


def case(options, dtype=np.float64):
    logits, target, times, sizes = texts()
    return logits.astype(dtype), target - (options["blank"] == 4), times, sizes


@pytest.mark.parametrize("options", OPTIONS)
def test_ctc(options):
    for a, b in zip(ours(*case(options), **options), theirs(*case(options), **options)):
        np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("options", OPTIONS)
def test_ctc_in_float32_is_no_worse_than_pytorch(options):
    exact = theirs(*case(options), **options)
    mine, other = (run(*case(options, np.float32), **options) for run in (ours, theirs))
    for a, b, truth in zip(mine, other, exact):
        assert a.dtype == np.float32
        floor = 4 * np.finfo(np.float32).eps * np.abs(truth).max()
        assert np.abs(a - truth).max() <= 4 * np.abs(b - truth).max() + floor


def test_ctc_where_targets_do_not_fit():
    logits, target, _, sizes = texts()
    target[:, 1] = target[:, 0]
    times = np.array([12, 2, 10, 2])
    for reduction in ("mean", "sum", "none"):
        options = {"reduction": reduction, "zero_infinity": True}
        for a, b in zip(ours(logits, target, times, sizes, **options),
                        theirs(logits, target, times, sizes, **options)):
            np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("margin", [0.0, 0.7])
def test_margin_ranking(margin, reduction):
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install torch==2.13.0")
    rng = np.random.default_rng(0)
    a, b, sign = rng.normal(size=20), rng.normal(size=20), np.sign(rng.normal(size=20))
    x, y = Tensor(a, requires_grad=True), torch.tensor(a, requires_grad=True)
    mine = losses.margin_ranking(x, b, sign, margin=margin, reduction=reduction)
    other = torch.nn.functional.margin_ranking_loss(y, torch.tensor(b), torch.tensor(sign),
                                                    margin=margin, reduction=reduction)
    np.testing.assert_allclose(mine.data, other.detach().numpy(), rtol=1e-12)
    mine.sum().backward()
    other.sum().backward()
    np.testing.assert_allclose(x.grad, y.grad.numpy(), rtol=1e-12)


def test_gaussian_kl_and_sequences():
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install torch==2.13.0")
    rng = np.random.default_rng(0)
    mean, log_var = rng.normal(size=(2, 5, 3))
    normal = torch.distributions.Normal
    expected = torch.distributions.kl_divergence(
        normal(torch.tensor(mean), torch.tensor(np.exp(log_var / 2))),
        normal(torch.zeros(1, dtype=torch.float64), torch.ones(1, dtype=torch.float64))).sum(1)
    np.testing.assert_allclose(losses.gaussian_kl(mean, log_var, reduction="none").data,
                               expected.numpy(), rtol=1e-10)
    logits, target = rng.normal(size=(3, 4, 6)), rng.integers(0, 6, (3, 4))
    mask = rng.random((3, 4)) > 0.3
    for smoothing in (0.0, 0.1):
        x, y = Tensor(logits, requires_grad=True), torch.tensor(logits, requires_grad=True)
        mine = losses.sequence_cross_entropy(x, target, mask, label_smoothing=smoothing)
        other = torch.nn.functional.cross_entropy(
            y.reshape(-1, 6), torch.tensor(np.where(mask, target, -100)).reshape(-1),
            label_smoothing=smoothing)
        mine.backward()
        other.backward()
        assert mine.item() == pytest.approx(other.item(), rel=1e-12)
        np.testing.assert_allclose(x.grad, y.grad.numpy(), rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("i", range(len(OPTIONS)))
def test_stored(i):
    """The same without PyTorch: numbers that `write_references` took from it."""
    stored = np.load(STORED)
    for name, a in zip(("loss", "grad"), ours(*case(OPTIONS[i]), **OPTIONS[i])):
        np.testing.assert_allclose(a, stored[f"{name}{i}"], rtol=1e-10, atol=1e-13)


def write_references():
    found = {}
    for i, options in enumerate(OPTIONS):
        found[f"loss{i}"], found[f"grad{i}"] = theirs(*case(options), **options)
    np.savez_compressed(STORED, **found)


if __name__ == "__main__":
    write_references()
