"""`groundup train DATASET`: a multilayer perceptron, trained, tested, and kept in a run folder."""

import platform
import time
import warnings
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
from groundup.cli.screen import console, count, heading
from groundup.cli.settings import FRAMES, STROKES, Settings
from groundup.cli.shifted import Shifted
from groundup.cli.unfinished import Sparing, Unfinished, begun
from groundup.data import ArrayDataset, DataLoader, datasets, split
from groundup.data.datasets import Loaded
from groundup.io import save
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

    Nothing is left behind by a training that diverged, or that ended in its first epoch; one that
    was killed later can go on, see unfinished.py.
    """
    data = load(order.dataset, order.settings.seed)
    target = runs.choose_folder(order.dataset, order.out, order.overwrite)
    config = describe(order, data)
    with begun(target, config, order.overwrite) as place:
        return carry_out(place, config, data, order.settings, order.quiet)


def carry_out(place: Unfinished, config: dict, data: Loaded, settings: Settings,
              quiet: bool) -> int:
    """Train from the newest checkpoint, or from the start; test, and write the run."""
    screen = console(quiet)
    backend.seed(settings.seed)
    model = build(config["network"])
    announce(screen, data, config, model)
    history, interrupted = fit(model, data, config, settings, place, screen)
    probability = softmax(model.predict(prepare(data.x_test, config)))      # (N, K)
    matrix = confusion_matrix(probability, data.y_test, len(data.class_names))
    config["result"] = {"test_accuracy": float(accuracy(probability, data.y_test)),
                        "test_samples": len(data.y_test), "epochs": history.epochs,
                        "seconds": round(sum(history["seconds"]), 2), "interrupted": interrupted}

    report.show(screen, data, probability, matrix, config["result"])
    save(model, place.folder / "weights.safetensors")
    history.to_csv(place.folder / "history.csv")
    report.draw(place.folder / "figures", data, probability, matrix, history, model, config)
    place.finish(config, interrupted)
    report.say_where(screen, place.target, bool(config["frame"]), interrupted)
    if quiet:
        print(place.target)
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
        "dataset": data.name, **measures(data), "frame": frame and frame._asdict(),
        "network": {"in_features": int(np.prod(data.shape)), "hidden": list(settings.hidden),
                    "out_features": len(data.class_names), "activation": settings.activation,
                    "dropout": settings.dropout},
        "training": {"epochs": settings.epochs, "batch_size": settings.batch_size,
                     "optimizer": settings.optimizer, "lr": settings.lr,
                     "weight_decay": settings.weight_decay, "seed": settings.seed,
                     "val_fraction": settings.val_fraction, "shift": settings.shift},
    }


def measures(data: Loaded) -> dict:
    """What a config says of the data, by which they can be told from others."""
    return {"class_names": list(data.class_names), "shape": list(data.shape),
            "standardize": {"mean": float(data.x_train.mean()),
                            "std": float(data.x_train.std())}}


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


def fit(model, data: Loaded, config: dict, settings: Settings, place: Unfinished,
        screen: Console) -> tuple[History, bool]:
    """Train, and say whether Ctrl-C ended it; it counts only once an epoch is done."""
    batches, validation = parts(data, config, settings)
    optimizer = make_optimizer(model, settings, steps=settings.epochs * len(batches))
    shown = [] if screen.quiet else [Progress(delay=0)]
    trainer = Trainer(model, losses.cross_entropy, optimizer, metrics=[Accuracy()],
                      callbacks=[*shown, Sparing(place.checkpoints)])
    take_up(trainer, place, screen)
    work = settings.batch_size * model.num_parameters()
    try:
        with np.errstate(all="ignore"), threads(work):  # the trainer says better what overflowed
            trainer.fit(batches, settings.epochs, validation, progress=False)
    except FloatingPointError as error:
        place.diverged = True
        what = "nothing was kept" if place.fresh else "it stays at its newest checkpoint"
        raise UserError(f"The training diverged, {what}: try a --lr below {settings.lr:g}"
                        f". {error}") from error
    except ValueError as error:
        if trainer.optimizer.steps == trainer.steps:    # what it went on from was taken up
            raise
        raise cannot_go_on(place, error) from error
    if trainer.interrupted and not trainer.history.epochs:
        raise Stopped
    return trainer.history, trainer.interrupted


def parts(data: Loaded, config: dict, settings: Settings) -> tuple[DataLoader, tuple | None]:
    """The batches to train on, and what is held out of them for validation."""
    x, y = data.x_train, data.y_train
    validation = None
    if settings.val_fraction:
        (x, y), (x_val, y_val) = split(x, y, test=settings.val_fraction, stratify=y,
                                       rng=settings.seed)
        validation = prepare(x_val, config), y_val
    return DataLoader(training_set(x, y, config), settings.batch_size, shuffle=True), validation


def take_up(trainer: Trainer, place: Unfinished, screen: Console) -> None:
    """Set the trainer to the newest whole checkpoint, if there is one."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            trainer.resume(place.checkpoints, missing_ok=True)
        except ValueError as error:
            raise cannot_go_on(place, error) from error
    for warning in said:
        screen.print(f"[hint]{warning.message}[/]")
    if not place.fresh:
        done = trainer.history.epochs
        screen.print(f"Going on after {count(done, 'epoch')}." if done else "From its beginning.")


def cannot_go_on(place: Unfinished, error: ValueError) -> UserError:
    """What to say of checkpoints that are damaged, or not of this config."""
    why = str(error).split("\n")[0].rstrip(".:")
    return UserError(f"The training of {place.target} cannot go on from its checkpoints ({why}): "
                     "train it anew.")


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
