"""Models: whole networks in a line each."""

from groundup.models.mlp import MLP
