"""The network of a run: made before training, and made again from a run folder."""

import numpy as np

from groundup import nn
from groundup.cli.errors import UserError
from groundup.cli.runs import Run
from groundup.models import MLP

ACTIVATIONS = {"relu": nn.ReLU, "leaky_relu": nn.LeakyReLU, "elu": nn.ELU, "gelu": nn.GELU,
               "silu": nn.SiLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}


def build(description: dict) -> MLP:
    """The network that a config describes under "network", with new weights.

    >>> build({"in_features": 2, "hidden": [8], "out_features": 3, "activation": "tanh",
    ...        "dropout": 0.0}).num_parameters()
    51
    """
    options = dict(description)
    return MLP(activation=ACTIVATIONS[options.pop("activation")], **options)


def restore(run: Run) -> MLP:
    """The trained network of a run. Raises `UserError` if config and weights do not agree."""
    try:
        model = build(run.config["network"])
        model.load_state_dict(run.weights)
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(f"The run {run.folder} is damaged, its config.json and weights do not "
                        f"agree ({error}): train it anew.") from error
    return model


def prepare(x: np.ndarray, config: dict) -> np.ndarray:
    """Samples (N, ...) as the network takes them: flat, scaled like the training data.

    >>> prepare(np.ones((5, 1, 8, 8), "float32"), {"standardize": {"mean": 0.5, "std": 0.5}}).shape
    (5, 64)
    """
    scale = config["standardize"]
    return (x.reshape(len(x), -1) - scale["mean"]) / scale["std"]


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities (N, K) of logits (N, K)."""
    from groundup import functional as F

    return F.softmax(logits, axis=-1).numpy()
