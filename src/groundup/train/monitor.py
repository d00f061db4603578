"""Which way a quantity improves, and whether it is there at all."""

from collections.abc import Iterable

FALLS = ("loss", "error", "mae", "mse", "rmse", "perplexity", "seconds")
RISES = ("accuracy", "auc", "f1", "precision", "recall", "r2")


def direction(name: str, mode: str = "auto") -> str:
    """"min" if the quantity is better when it is smaller, "max" if when it is larger.

    `mode` "min" or "max" is returned as it is; "auto" goes by how the name ends. Raises
    `ValueError` for another mode and for a name that says nothing.

    >>> direction("val_loss"), direction("val_accuracy"), direction("gain", mode="max")
    ('min', 'max', 'max')
    """
    if mode in ("min", "max"):
        return mode
    if mode != "auto":
        raise ValueError(f"mode is 'auto', 'min' or 'max', not {mode!r}.")
    if name.endswith(FALLS):
        return "min"
    if name.endswith(RISES):
        return "max"
    raise ValueError(f"Is {name!r} better when it is smaller, or when it is larger? "
                     "Say so with mode='min' or mode='max'.")


def improves(value: float, best: float | None, mode: str, min_delta: float = 0.0) -> bool:
    """Whether `value` beats `best` (None: nothing yet) by more than `min_delta`; NaN never does.

    >>> improves(0.4, 0.5, "min"), improves(0.4, 0.5, "max"), improves(0.4, None, "max")
    (True, False, True)
    """
    if value != value:
        return False
    if best is None:
        return True
    return best - value > min_delta if mode == "min" else value - best > min_delta


def check_there(name: str, names: Iterable[str], who: str) -> None:
    """Raise `ValueError` listing the names there are, if `name` is none of them.

    >>> check_there("val_loss", ["loss", "lr"], who="EarlyStopping")
    Traceback (most recent call last):
    ValueError: EarlyStopping asks for 'val_loss', but there are: loss, lr. For names that begin
    with val_, give fit(..., validation=...).
    """
    names = list(names)
    if name not in names:
        hint = ""
        if name.startswith("val_") and not any(each.startswith("val_") for each in names):
            hint = " For names that begin with val_, give fit(..., validation=...)."
        raise ValueError(f"{who} asks for {name!r}, but there are: {', '.join(names)}.{hint}")
