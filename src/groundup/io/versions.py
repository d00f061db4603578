"""What was written by earlier versions, and how it is read today.

    0   weights alone: safetensors without a word about the model. A run folder of `groundup train`
        tells the model beside them, in config.json.
    1   the structure in the metadata, `structure.py`, and a checksum.

An attribute that a layer renames belongs here, as a step from the last version to a new one:
tests/io/test_versions.py reads a file of each version that there ever was.
"""

from itertools import pairwise
from pathlib import Path

import numpy as np

from groundup import nn
from groundup.io.errors import FileError
from groundup.io.strict_json import parse
from groundup.models import MLP

RUN_WEIGHTS, RUN_CONFIG = "weights.safetensors", "config.json"
MAX_CONFIG = 1 << 20
ACTIVATIONS = {"relu": nn.ReLU, "leaky_relu": nn.LeakyReLU, "elu": nn.ELU, "gelu": nn.GELU,
               "silu": nn.SiLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}


def from_weights_alone(path: Path, arrays: dict[str, np.ndarray]) -> nn.Module:
    """The model of version 0: an MLP, if the file is in a run folder, which describes it.

    Raises `FileError` if it is not, or if description and weights differ.
    """
    config = path.with_name(RUN_CONFIG)
    if path.name != RUN_WEIGHTS or not config.is_file():
        raise FileError(f"{path} holds weights alone, without the structure of a model. Make the "
                        "model, then model.load_state_dict(groundup.io.load_weights(path)); for a "
                        "file of PyTorch, groundup.io.from_torch(model, path).")
    try:
        if config.stat().st_size > MAX_CONFIG:
            raise ValueError(f"it is longer than {MAX_CONFIG:,} bytes")
        model = _network(parse(config.read_bytes())["network"], arrays)
        model.load_state_dict(arrays)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise FileError(f"{config} does not describe the weights beside it: {error}.") from error
    return model


def _network(told: dict, arrays: dict[str, np.ndarray]) -> MLP:
    """What `groundup train` made, once its sizes are seen to be those of the weights."""
    sizes = [told["in_features"], *told["hidden"], told["out_features"]]
    shapes = [array.shape for array in arrays.values() if array.ndim == 2]
    if sorted(pairwise(sizes)) != sorted(shapes):
        raise ValueError(f"the layers {sizes} are not those of the weights")
    return MLP(told["in_features"], told["hidden"], told["out_features"],
               ACTIVATIONS[told["activation"]], told["dropout"], rng=0)
