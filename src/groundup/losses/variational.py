"""The loss of a variational autoencoder: rebuild the input, and keep the code close to noise."""

from collections.abc import Callable

from groundup.autograd import Tensor, exp
from groundup.losses.binary import binary_cross_entropy_with_logits
from groundup.losses.inputs import matching, reduce


def gaussian_kl(mean, log_var, *, reduction: str = "mean") -> Tensor:
    """Kullback-Leibler divergence of N(mean, exp(log_var)) from the standard normal.

        KL = ½ Σ_d (exp(log_var) + mean² - 1 - log_var)

    Both (N, D); summed over all axes but the first, then `reduction` over samples: "mean", "sum"
    or "none", (N,). Raises `ValueError` for different shapes. Kingma and Welling, "Auto-Encoding
    Variational Bayes" (2014), appendix B.

    >>> gaussian_kl([[1.0, 1.0]], [[0.0, 0.0]])
    Tensor(1.)
    """
    mean, log_var = matching("gaussian_kl", mean, log_var)
    terms = 0.5 * (exp(log_var) + mean * mean - 1 - log_var)
    return reduce("gaussian_kl", _by_sample("gaussian_kl", terms), reduction)


def elbo(prediction, target, mean, log_var, *, beta: float = 1.0,
         reconstruction: Callable = binary_cross_entropy_with_logits,
         reduction: str = "mean") -> Tensor:
    """The negative evidence lower bound: what rebuilding costs, plus beta times `gaussian_kl`.

        -ELBO = Σ reconstruction(prediction, target) + beta · KL( N(mean, exp(log_var)) ‖ N(0, 1) )

    prediction and target (N, ...); mean and log_var (N, D), the encoder's. `reconstruction` is a
    loss of this package: by default of logits for pixels in [0, 1]; `mse` is that of Gaussians of
    variance ½, up to a constant. Sums are over each sample; `reduction` is "mean" over samples,
    "sum" or "none", (N,). Raises `ValueError` for shapes that do not fit. Kingma and Welling
    (2014); beta: Higgins et al. (2017).

    >>> round(elbo([[0.0, 0.0]], [[1.0, 0.0]], [[1.0]], [[0.0]]).item(), 4)      # 2 ln 2 + ½
    1.8863
    """
    cost = _by_sample("elbo", reconstruction(prediction, target, reduction="none"))
    divergence = gaussian_kl(mean, log_var, reduction="none")
    if cost.shape != divergence.shape:
        raise ValueError(f"elbo: the prediction has {len(cost)} samples, the code "
                         f"{len(divergence)}.")
    return reduce("elbo", cost + beta * divergence, reduction)


def _by_sample(name, values):
    if not values.ndim:
        raise ValueError(f"{name}: a single number has no samples; pass shape (N, ...).")
    return values.reshape(len(values), -1).sum(axis=1)
