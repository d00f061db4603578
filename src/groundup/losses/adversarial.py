"""Losses of a Wasserstein GAN: a critic that grades, and a generator that wants good grades."""

from collections.abc import Callable

import numpy as np

from groundup.autograd import Tensor, grad, sqrt
from groundup.backend import Rng, generator
from groundup.functional.floats import floats
from groundup.losses.inputs import matching


def wasserstein_critic(real, fake) -> Tensor:
    """mean(fake) - mean(real), of a critic's grades: it learns to tell them apart.

    real and fake are its outputs, of any shapes. Its negative estimates how far the distributions
    are apart, as long as the critic's slope is kept near 1: add `gradient_penalty`. Arjovsky,
    Chintala and Bottou, "Wasserstein GAN" (2017).

    >>> wasserstein_critic([[2.0], [4.0]], [[1.0], [0.0]])
    Tensor(-2.5)
    """
    return floats(fake).mean() - floats(real).mean()


def wasserstein_generator(fake) -> Tensor:
    """-mean(fake), of the critic's grades for what was generated, in any shape.

    >>> wasserstein_generator([[1.0], [0.0]])
    Tensor(-0.5)
    """
    return -floats(fake).mean()


def gradient_penalty(critic: Callable, real, fake, *, rng: Rng = None) -> Tensor:
    """How far the critic's slope is from 1, at random points between real and fake samples.

        mean over samples of (‖∇critic(x̂)‖ - 1)²,    x̂ = u · real + (1 - u) · fake,  u ~ U(0, 1)

    real and fake (N, ...) of one shape; `critic` maps that to one grade for each sample. The
    penalty can be differentiated by the critic's parameters; WGAN-GP counts it ten times. Raises
    `ValueError` for different shapes or other than N grades. Gulrajani et al., "Improved Training
    of Wasserstein GANs" (2017).

    >>> gradient_penalty(lambda x: 3 * x, [[1.0], [2.0]], [[0.0], [5.0]])        # slope 3
    Tensor(4.)
    """
    real, fake = matching("gradient_penalty", real, fake)
    n = len(real) if real.ndim else 0
    u = generator(rng).random((n,) + (1,) * (real.ndim - 1)).astype(real.dtype)
    x = Tensor(u * real.data + (1 - u) * fake.data, requires_grad=True)
    grades = critic(x)
    if not n or grades.size != n:
        raise ValueError(f"gradient_penalty: the critic gave shape {grades.shape} for samples of "
                         f"shape {real.shape}; it must give one grade for each.")
    slope = grad(grades.sum(), x, create_graph=True).reshape(n, -1)
    length = sqrt((slope * slope).sum(axis=1) + np.finfo(x.dtype).tiny)   # √ has no slope at 0
    return ((length - 1) ** 2).mean()
