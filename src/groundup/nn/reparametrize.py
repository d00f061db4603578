"""Weights made of other weights: weight norm and spectral norm, as wrappers of a layer.

A wrapper takes the weight out of its layer, learns what it is made of, and lends it to the layer
for each forward. `remove()` gives back a plain layer with the weight as it is then.
"""

import numpy as np

from groundup.autograd import Tensor, moveaxis
from groundup.nn.module import Module
from groundup.nn.parameter import Parameter


class Reparametrized(Module):
    """A layer whose weight `name` is computed; `axis` is that of the weight's outputs.

    By default that is the last axis of a matrix (Dense, recurrent layers), the first of a kernel
    (convolutions); for a transposed convolution, give `axis=1`.
    """

    def __init__(self, layer: Module, name: str = "weight", axis: int | None = None):
        weight = getattr(layer, name, None)
        if not isinstance(weight, Parameter):
            raise TypeError(f"{type(self).__name__} needs a layer with a parameter {name!r}; "
                            f"{layer.headline()} has none.")
        self.layer, self.name = layer, name
        self.axis = (-1 if weight.ndim == 2 else 0) if axis is None else axis
        self.begin(weight)
        setattr(layer, name, None)

    def begin(self, weight: Parameter) -> None:
        """Make the parameters that the weight is computed from."""
        raise NotImplementedError(f"{type(self).__name__} must say what its weight is made of.")

    def computed(self) -> Tensor:
        """The weight, from what it is made of."""
        raise NotImplementedError(f"{type(self).__name__} must say how its weight is made.")

    def forward(self, *inputs, **options):
        setattr(self.layer, self.name, self.computed())
        try:
            return self.layer(*inputs, **options)
        finally:
            setattr(self.layer, self.name, None)

    def remove(self) -> Module:
        """The layer alone, with the weight that it has now as its parameter."""
        mode = self.training
        self.training = False              # looking at the weight must not change it
        weight = self.computed().data
        self.training = mode
        setattr(self.layer, self.name, Parameter(weight))
        return self.layer


class WeightNorm(Reparametrized):
    """W = magnitude · direction / ‖direction‖ for each output (Salimans and Kingma, 2016).

    Length and direction of each output's weights are learned apart. The wrapper starts with the
    layer's own weight; magnitude and direction are PyTorch's original0 and original1.

    >>> from groundup import nn
    >>> layer = nn.Dense(2, 1, init=lambda shape, rng: np.array([[3.0], [4.0]], "float32"))
    >>> normed = WeightNorm(layer)
    >>> normed.magnitude.tolist(), normed(Tensor([[1.0, 1.0]])).tolist()
    ([[5.0]], [[7.0]])
    >>> normed.remove()
    Dense(2, 1)
    """

    def begin(self, weight):
        self.direction = Parameter(weight.data)
        self.magnitude = Parameter(self.lengths().data)

    def lengths(self):
        v = self.direction
        others = tuple(a for a in range(v.ndim) if a != self.axis % v.ndim)
        return np.sqrt((v * v).sum(axis=others, keepdims=True))

    def computed(self):
        return self.direction * (self.magnitude / self.lengths())


class SpectralNorm(Reparametrized):
    """W = V / σ, with σ the largest singular value of V: a layer that stretches nothing further.

    V is a matrix of outputs by all else. σ = uᵀ V v, with u and v found by power iteration: in
    training every forward takes `n_power_iterations` steps from where the last one ended; in
    evaluation mode they stay. Miyato et al., "Spectral normalization for GANs" (2018).

    >>> from groundup import nn
    >>> layer = nn.Dense(2, 2, init=lambda shape, rng: np.array([[4.0, 0.0], [0.0, 1.0]], "f"))
    >>> SpectralNorm(layer).remove().weight.numpy().round(3).tolist()
    [[1.0, 0.0], [0.0, 0.25]]
    """

    def __init__(self, layer: Module, name: str = "weight", axis: int | None = None,
                 n_power_iterations: int = 1, eps: float = 1e-12):
        self.n_power_iterations, self.eps = n_power_iterations, eps
        super().__init__(layer, name, axis)

    def begin(self, weight):
        self.original = Parameter(weight.data)
        V = self.matrix().data
        longest = V[(V * V).sum(axis=1).argmax()]          # close to what V stretches most
        self.register_buffer("u", V @ longest)
        self.register_buffer("v", longest)
        self._iterate(15)

    def matrix(self):
        """The weight as a matrix, its outputs as rows."""
        V = moveaxis(self.original, self.axis, 0)
        return V.reshape(len(V), -1)

    def _iterate(self, steps):
        V = self.matrix().data
        for _ in range(steps):             # new arrays: a graph of before may still need the old
            u = V @ self.v
            self.u = u / max(float(np.linalg.norm(u)), self.eps)
            v = V.T @ self.u
            self.v = v / max(float(np.linalg.norm(v)), self.eps)

    def computed(self):
        if self.training:
            self._iterate(self.n_power_iterations)
        sigma = ((self.matrix() @ self.v) * self.u).sum()
        return self.original / sigma
