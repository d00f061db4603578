"""Generative adversarial network: a forger and a critic, each the other's teacher (18.3)."""

from collections.abc import Sequence
from functools import partial
from math import prod

import numpy as np

from groundup import losses, nn
from groundup.autograd import Tensor, no_grad
from groundup.backend import Rng
from groundup.backend import generator as random_generator
from groundup.models.mlp import MLP

PENALTY = 10.0                              # weight of the critic's slope, as in the paper


class GAN(nn.Module):
    """Makes pictures of noise, so well that a critic who knows the real ones is content.

        critic:     mean critic(forged) - mean critic(real) + 10 · gradient penalty
        generator:  -mean critic(forged),      forged = generator(z),  z ~ N(0, 1)

    z (N, latent), pictures (N, *features) in 0..1, grades (N, 1) of any size. `features` is a
    number or the shape of a picture, `hidden` one size or several, in reverse order for the
    critic. The two losses are at odds, so there are two optimizers, and `step` trains with both.
    Gulrajani et al., "Improved training of Wasserstein GANs" (2017); the game is of Goodfellow
    et al., "Generative adversarial nets" (2014).

    >>> gan = GAN((1, 8, 8), hidden=32, latent=4, rng=0)
    >>> gan.sample(5, rng=0).shape, gan.num_parameters()
    ((5, 1, 8, 8), 4385)
    """

    def __init__(self, features: int | Sequence[int], hidden: int | Sequence[int], latent: int,
                 rng: Rng = None):
        rng = None if rng is None else random_generator(rng)
        self.shape = (features,) if isinstance(features, int | np.integer) else tuple(features)
        hidden = [hidden] if isinstance(hidden, int | np.integer) else list(hidden)
        bend = partial(nn.LeakyReLU, 0.2)               # deaf to nothing that the critic says
        self.latent = latent
        self.generator = MLP(latent, hidden, prod(self.shape), bend, rng=rng)
        self.generator.append(nn.Sigmoid())
        self.critic = MLP(prod(self.shape), hidden[::-1], 1, bend, rng=rng)

    def forward(self, z) -> Tensor:
        """Pictures (N, *features) of noise z (N, latent)."""
        return self.generator(z).reshape(len(z), *self.shape)

    def noise(self, count: int, rng: Rng = None) -> Tensor:
        """What a picture is made of: (count, latent) from N(0, 1).

        >>> GAN(4, 8, latent=2).noise(3).shape
        (3, 2)
        """
        dtype = next(self.parameters()).dtype
        return Tensor(random_generator(rng).standard_normal((count, self.latent), dtype))

    def critic_loss(self, real: np.ndarray) -> Tensor:
        """Low if real pictures (N, *features) get better grades than as many forged ones.

        >>> gan = GAN(4, 8, 2)
        >>> gan.critic_loss(gan.sample(16)).shape
        ()
        """
        seen = Tensor(real.reshape(len(real), -1))
        with no_grad():                                 # the generator does not learn from this
            forged = self.generator(self.noise(len(real)))
        return (losses.wasserstein_critic(self.critic(seen), self.critic(forged))
                + PENALTY * losses.gradient_penalty(self.critic, seen, forged))

    def generator_loss(self, count: int) -> Tensor:
        """Low if `count` forged pictures get good grades.

        >>> GAN(4, 8, 2).generator_loss(16).shape
        ()
        """
        return losses.wasserstein_generator(self.critic(self.generator(self.noise(count))))

    def step(self, real: np.ndarray, critic_optimizer, generator_optimizer,
             critic_steps: int = 5) -> float:
        """Train the critic `critic_steps` times on a batch of real pictures, the generator once.

        Returns the last loss of the critic, penalty included: minus about how far forged pictures
        are from real ones. A critic far ahead does no harm here: its grades keep their slope. The
        optimizers are of `critic.parameters()` and `generator.parameters()`. Raises `ValueError`
        for less than one step.

        >>> from groundup import optim
        >>> gan = GAN(4, 8, 2)
        >>> critic = optim.Adam(gan.critic.parameters())
        >>> forger = optim.Adam(gan.generator.parameters())
        >>> _ = gan.step(np.ones((16, 4), "float32"), critic, forger)
        >>> critic.steps, forger.steps
        (5, 1)
        """
        if critic_steps < 1:
            raise ValueError(f"The critic must learn too: critic_steps is {critic_steps}, not 1 or "
                             "more.")
        for _ in range(critic_steps):
            critic_optimizer.zero_grad()
            loss = self.critic_loss(real)
            loss.backward()
            critic_optimizer.step()
        generator_optimizer.zero_grad()
        self.generator_loss(len(real)).backward()       # the critic's part is not used
        generator_optimizer.step()
        return loss.item()

    def sample(self, count: int, rng: Rng = None) -> np.ndarray:
        """New pictures (count, *features) in 0..1.

        >>> GAN(4, 8, 2, rng=0).sample(3, rng=0).shape
        (3, 4)
        """
        with no_grad():
            return self(self.noise(count, rng)).data
