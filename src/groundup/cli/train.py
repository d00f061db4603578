"""`groundup train DATASET`: a multilayer perceptron, trained, tested, and kept in a run folder."""

import platform
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console

from groundup import __version__, backend, losses, optim
from groundup.backend import require
from groundup.cli import report, runs
from groundup.cli.errors import Stopped, UserError, did_you_mean
from groundup.cli.network import build, prepare, softmax
from groundup.cli.screen import console, heading
from groundup.cli.settings import FRAMES, STROKES, Settings
from groundup.cli.shifted import Shifted
from groundup.data import ArrayDataset, DataLoader, datasets, split
from groundup.data.datasets import Loaded
from groundup.metrics import Accuracy, accuracy, confusion_matrix
from groundup.train import History, Progress, Trainer

ENOUGH_FOR_THREADS = 10**8


class Order(NamedTuple):
    """What was asked for on the command line."""

    dataset: str
    settings: Settings
    out: Path | None
    overwrite: bool
    quiet: bool


def train(order: Order) -> int:
    """Carry out the order; returns the exit status, 130 if training was interrupted but kept.

    Nothing is left behind by a training that failed, or that was interrupted in its first epoch.
    """
    screen = console(order.quiet)
    data = load(order.dataset, order.settings.seed)
    folder = runs.choose_folder(order.dataset, order.out, order.overwrite)
    backend.seed(order.settings.seed)
    config = describe(order, data)
    model = build(config["network"])
    announce(screen, data, config, model)

    start = time.perf_counter()
    history, interrupted = fit(model, data, config, order)
    seconds = time.perf_counter() - start
    probability = softmax(model.predict(prepare(data.x_test, config)))      # (N, K)
    matrix = confusion_matrix(probability, data.y_test, len(data.class_names))
    config["result"] = {"test_accuracy": float(accuracy(probability, data.y_test)),
                        "test_samples": len(data.y_test), "epochs": history.epochs,
                        "seconds": round(seconds, 2), "interrupted": interrupted}

    report.show(screen, data, probability, matrix, config["result"])
    with runs.written_whole(folder) as hidden:
        runs.write(hidden, config, model, history)
        report.draw(hidden / "figures", data, probability, matrix, history, model, config)
    report.say_where(screen, folder, pictures=bool(config["frame"]))
    if order.quiet:
        print(folder)
    return 130 if interrupted else 0


def load(name: str, seed: int) -> Loaded:
    """The data set of this name. Raises `UserError` with the nearest names if there is none."""
    names = [entry.name for entry in datasets.catalogue()]
    if name not in names:
        raise UserError(f"There is no data set {name!r}. {did_you_mean(name, names)}")
    return datasets.load(name, seed)


def describe(order: Order, data: Loaded) -> dict:
    """All that is needed to build the network again, prepare its input, and repeat the run."""
    settings = order.settings
    frame = FRAMES.get(data.name)
    if frame and data.name in STROKES:
        frame = frame._replace(ink=round(float(data.x_train.mean()), 4))
    return {
        "groundup": __version__, "python": platform.python_version(), "numpy": np.__version__,
        "date": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "command": command(order),
        "dataset": data.name, "class_names": list(data.class_names), "shape": list(data.shape),
        "frame": frame and frame._asdict(),
        "standardize": {"mean": float(data.x_train.mean()), "std": float(data.x_train.std())},
        "network": {"in_features": int(np.prod(data.shape)), "hidden": list(settings.hidden),
                    "out_features": len(data.class_names), "activation": settings.activation,
                    "dropout": settings.dropout},
        "training": {"epochs": settings.epochs, "batch_size": settings.batch_size,
                     "optimizer": settings.optimizer, "lr": settings.lr,
                     "weight_decay": settings.weight_decay, "seed": settings.seed,
                     "val_fraction": settings.val_fraction, "shift": settings.shift},
    }


def command(order: Order) -> str:
    """The command that repeats the run, every setting spelt out.

    >>> command(Order("spiral", Settings(epochs=2), None, False, False))[:37]
    'groundup train spiral --hidden 64,64 '
    """
    words = ["groundup", "train", order.dataset]
    for name, value in vars(order.settings).items():
        if name == "hidden":
            value = ",".join(map(str, value)) or "none"
        words += [f"--{name.replace('_', '-')}", f"{value}"]
    return " ".join(words)


def announce(screen: Console, data: Loaded, config: dict, model) -> None:
    network = config["network"]
    sizes = [network["in_features"], *network["hidden"], network["out_features"]]
    heading(screen, f"Training on {data.name}",
            f"{' → '.join(map(str, sizes))}, {model.num_parameters():,} parameters")


def fit(model, data: Loaded, config: dict, order: Order) -> tuple[History, bool]:
    """Train, and say whether Ctrl-C ended it; it counts only once an epoch is done."""
    settings = order.settings
    x, y = data.x_train, data.y_train
    validation = None
    if settings.val_fraction:
        (x, y), (x_val, y_val) = split(x, y, test=settings.val_fraction, stratify=y,
                                       rng=settings.seed)
        validation = prepare(x_val, config), y_val
    batches = DataLoader(training_set(x, y, config), settings.batch_size, shuffle=True)
    optimizer = make_optimizer(model, settings, steps=settings.epochs * len(batches))
    trainer = Trainer(model, losses.cross_entropy, optimizer, metrics=[Accuracy()],
                      callbacks=[] if order.quiet else [Progress(delay=0)])
    work = settings.batch_size * model.num_parameters()
    try:
        with np.errstate(all="ignore"), threads(work):  # the trainer says better what overflowed
            trainer.fit(batches, settings.epochs, validation, progress=False)
    except FloatingPointError as error:
        raise UserError(f"The training diverged, nothing was kept: try a --lr below {settings.lr:g}"
                        f". {error}") from error
    if trainer.interrupted and not trainer.history.epochs:
        raise Stopped
    return trainer.history, trainer.interrupted


def threads(work: int) -> AbstractContextManager:
    """Small matrices are multiplied faster by one thread than by several that wait for each other.

    `work` is the number of multiplications in a batch.
    """
    limit = 1 if work < ENOUGH_FOR_THREADS else None
    return require("threadpoolctl", extra="cli").threadpool_limits(limit, user_api="blas")


def training_set(x: np.ndarray, y: np.ndarray, config: dict) -> ArrayDataset:
    """Pictures are moved a little each time, if that is wanted; points stay as they are."""
    limit = config["training"]["shift"]
    if not limit or x.ndim != 4:
        return ArrayDataset(prepare(x, config), y)
    return Shifted(prepare(x, config).reshape(x.shape), y, limit)


def make_optimizer(model, settings: Settings, steps: int) -> optim.Optimizer:
    """The optimizer by its name, with a rate that falls along a cosine."""
    make = {"sgd": optim.SGD, "adagrad": optim.Adagrad, "rmsprop": optim.RMSprop,
            "adam": optim.Adam, "adamw": optim.AdamW}[settings.optimizer]
    options = {"momentum": 0.9} if settings.optimizer == "sgd" else {}
    return make(model.parameters(), lr=optim.cosine(settings.lr, steps),
                weight_decay=settings.weight_decay, **options)
