"""Which recurrent layer a model is built on: by name, or the layer's class (chapter 14)."""

from collections.abc import Callable

from groundup import nn

CELLS: dict[str, Callable[..., nn.Module]] = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}


def recurrent_layer(cell: str | Callable[..., nn.Module]) -> Callable[..., nn.Module]:
    """`nn.RNN`, `nn.LSTM` or `nn.GRU` for "rnn", "lstm" or "gru"; a class is returned as it is.

    Raises `ValueError` for other names.

    >>> recurrent_layer("gru").__name__
    'GRU'
    """
    if not isinstance(cell, str):
        return cell
    if cell not in CELLS:
        raise ValueError(f"cell is {cell!r}; it can be {', '.join(map(repr, CELLS))} or a class "
                         "such as nn.LSTM.")
    return CELLS[cell]
