"""`groundup train --resume RUN`: a training that did not end goes on, to the same end."""

import time

from groundup.cli import runs
from groundup.cli.errors import UserError
from groundup.cli.settings import Settings
from groundup.cli.train import carry_out, load, measures
from groundup.cli.unfinished import Unfinished, reopened


def resume(name: str, dataset: str | None, given: dict, quiet: bool) -> int:
    """Go on with the run `name`; `given` are the options, of which only more epochs are new.

    Ends with the same weights, to the bit, as if the training had never stopped. With more epochs,
    the learning rate falls along the longer cosine from there on. Returns the exit status.
    """
    with reopened(name) as (place, config):
        settings = settings_of(place, config)
        changed = merged(settings, config["dataset"], dataset, given)
        data = load(config["dataset"], settings.seed)
        now = measures(data)
        if any(config.get(key) != now[key] for key in now):
            raise UserError(f"The data set {config['dataset']} is no longer what {place.target} "
                            "began with: train it anew.")
        if changed != settings:
            extend(place, config, changed.epochs)
        return carry_out(place, config, data, changed, quiet)


def settings_of(place: Unfinished, config: dict) -> Settings:
    """The settings that a config spells out."""
    try:
        network = config["network"]
        return Settings(hidden=tuple(network["hidden"]), activation=network["activation"],
                        dropout=network["dropout"], **config["training"])
    except (KeyError, TypeError) as error:
        raise UserError(f"The run {place.folder} is damaged, its config.json has no usable "
                        f"settings ({error}): train it anew.") from error


def merged(settings: Settings, dataset: str, asked: str | None, given: dict) -> Settings:
    """The settings with more epochs, if those are given. Raises `UserError` for other changes.

    >>> merged(Settings(epochs=20), "spiral", None, {"epochs": 40, "lr": None}).epochs
    40
    """
    if asked not in (None, dataset):
        raise UserError(f"The run learns {dataset}, not {asked}: --resume needs no DATASET.")
    given = {name: value for name, value in given.items() if value is not None}
    for name, value in given.items():
        began = getattr(settings, name)
        if name != "epochs" and value != began:
            shown = ",".join(map(str, began)) or "none" if name == "hidden" else began
            raise UserError(f"--{name.replace('_', '-')} cannot change with --resume, for the "
                            f"training began with {shown}: leave it out, or train anew.")
    epochs = given.get("epochs", settings.epochs)
    if epochs < settings.epochs:
        raise UserError(f"--epochs is {epochs}, but the training began for {settings.epochs}: "
                        "with --resume it can only be more.")
    return Settings(**{**vars(settings), "epochs": epochs})


def extend(place: Unfinished, config: dict, epochs: int) -> None:
    """Write into the config that the training is to be longer, and since when."""
    config.setdefault("extended", []).append(
        {"date": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "epochs": epochs})
    config["training"]["epochs"] = epochs
    runs.write_config(place.folder, config)
