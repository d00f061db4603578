"""Variational autoencoder: a code for every picture, and a picture for every code (18.3)."""

from collections.abc import Sequence
from math import prod

import numpy as np

from groundup import losses, nn
from groundup.autograd import Tensor, exp, no_grad, sigmoid
from groundup.backend import Rng, generator
from groundup.models.mlp import MLP


class VAE(nn.Module):
    """Squeezes x into a normal distribution of few numbers, and rebuilds x from a draw of it.

        mean, log_var = encoder(x)        z = mean + exp(log_var / 2) · ε,  ε ~ N(0, 1)
        logits = decoder(z)

    x (N, *features) in 0..1, z (N, latent). `features` is a number or the shape of a picture,
    `hidden` one size or several, in reverse order for the decoder. New pictures come from codes
    that were never a picture's, which works because the loss keeps all codes together near
    N(0, 1). Kingma and Welling, "Auto-encoding variational Bayes" (2014).

        Trainer(vae, vae.loss, optimizer).fit((x, x), epochs)

    >>> vae = VAE((1, 8, 8), hidden=32, latent=2, rng=0)
    >>> vae.sample(5, rng=0).shape, vae.num_parameters()
    ((5, 1, 8, 8), 4420)
    """

    def __init__(self, features: int | Sequence[int], hidden: int | Sequence[int], latent: int,
                 rng: Rng = None):
        rng = None if rng is None else generator(rng)
        self.shape = (features,) if isinstance(features, int | np.integer) else tuple(features)
        hidden = [hidden] if isinstance(hidden, int | np.integer) else list(hidden)
        self.latent = latent
        self.encoder = MLP(prod(self.shape), hidden, 2 * latent, rng=rng)
        self.decoder = MLP(latent, hidden[::-1], prod(self.shape), rng=rng)

    def forward(self, x):
        """(logits, mean, log_var) for the loss; the code is drawn from the shared generator."""
        mean, log_var = self.encode(x)
        noise = generator().standard_normal(mean.shape, mean.dtype)
        return self.decode(mean + exp(log_var / 2) * noise), mean, log_var

    def encode(self, x) -> tuple[Tensor, Tensor]:
        """Where the codes of x lie, and the logarithms of their variances, both (N, latent).

        >>> [part.shape for part in VAE(4, 8, latent=2).encode(Tensor([[0.0] * 4] * 3))]
        [(3, 2), (3, 2)]
        """
        code = self.encoder(x.reshape(len(x), -1))
        return code[:, :self.latent], code[:, self.latent:]

    def decode(self, z) -> Tensor:
        """The logits (N, *features) of the pixels that codes z (N, latent) stand for.

        >>> VAE((1, 2, 2), 8, latent=2).decode(Tensor([[0.0, 1.0]])).shape
        (1, 1, 2, 2)
        """
        return self.decoder(z).reshape(len(z), *self.shape)

    def loss(self, output: tuple[Tensor, Tensor, Tensor], x) -> Tensor:
        """The negative bound -log p(x) ≤ rebuilding x + KL of the code, in nats a picture.

        `output` is what `forward` returned for x. See `losses.elbo`.

        >>> vae, x = VAE(4, 8, 2), Tensor([[0.0, 1.0, 0.0, 1.0]])
        >>> vae.loss(vae(x), x).shape
        ()
        """
        logits, mean, log_var = output
        return losses.elbo(logits, x, mean, log_var)

    def reconstruct(self, x: np.ndarray) -> np.ndarray:
        """x after the way through the middle of its code, no dice thrown; arrays in 0..1.

        >>> VAE(4, 8, 2, rng=0).reconstruct(np.zeros((3, 4), "float32")).shape
        (3, 4)
        """
        with no_grad():
            return sigmoid(self.decode(self.encode(Tensor(x))[0])).data

    def sample(self, count: int, rng: Rng = None) -> np.ndarray:
        """New pictures (count, *features) in 0..1: codes from N(0, 1), decoded.

        >>> VAE(4, 8, 2, rng=0).sample(3, rng=0).dtype
        dtype('float32')
        """
        dtype = next(self.parameters()).dtype
        z = generator(rng).standard_normal((count, self.latent), dtype)
        with no_grad():
            return sigmoid(self.decode(Tensor(z))).data
