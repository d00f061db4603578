"""What a training is told: the settings that have options, and their defaults."""

from dataclasses import dataclass, replace

from groundup.cli.picture import Frame

ACTIVATIONS = ("relu", "leaky_relu", "elu", "gelu", "silu", "tanh", "sigmoid")
OPTIMIZERS = ("sgd", "adagrad", "rmsprop", "adam", "adamw")


@dataclass(frozen=True)
class Settings:
    """How to build and train a network; `hidden` are the widths of its hidden layers,
    `shift` how many pixels pictures are moved at most in training."""

    hidden: tuple[int, ...] = (64, 64)
    activation: str = "relu"
    dropout: float = 0.0
    epochs: int = 100
    batch_size: int = 32
    optimizer: str = "adamw"
    lr: float = 0.01
    weight_decay: float = 0.01
    val_fraction: float = 0.1
    shift: float = 0.0
    seed: int = 0


DEFAULTS = {
    "digits": Settings(hidden=(256, 128), dropout=0.1, epochs=60, batch_size=64, lr=0.005,
                       shift=0.5),
    "mnist": Settings(hidden=(256, 128), dropout=0.1, epochs=10, batch_size=128, lr=0.003,
                      shift=0.9),
    "fashion_mnist": Settings(hidden=(256, 128), dropout=0.2, epochs=10, batch_size=128, lr=0.003,
                              shift=0.5),
}

# How pictures are laid out: those of the digits fill their height, those of MNIST 20 of 28 pixels.
FRAMES = {
    "digits": Frame(size=8, box=8, centre="box"),
    "mnist": Frame(size=28, box=20, centre="mass"),
    "fashion_mnist": Frame(size=28, box=28, centre="box"),
}
STROKES = {"digits", "mnist"}           # drawings: their strokes have a weight to be met


def settings_for(dataset: str, given: dict) -> Settings:
    """The defaults of a data set, and what was given in their place; None was not given.

    >>> settings_for("digits", {"epochs": 3, "lr": None}).epochs
    3
    """
    chosen = {name: value for name, value in given.items() if value is not None}
    return replace(DEFAULTS.get(dataset, Settings()), **chosen)
