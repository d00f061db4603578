"""Where NaN came from: the first layer whose output, or parameter whose gradient, is not finite."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np

from groundup.autograd import Tensor, no_grad
from groundup.train.callbacks import Callback

ADVICE = "Lower the learning rate, clip the gradients (clip_norm=1.0), or scale the inputs."


class TerminateOnNaN(Callback):
    """Stop with an error before the first update that would put NaN into the weights.

    A trainer refuses a loss that is not finite by itself. This callback looks at every gradient
    too, each step (a sum over each): a gradient can overflow while the loss is still finite. The
    error names the parameter where the backward pass met it first. The weights stay those of the
    last good step, and `trainer.history` keeps the epochs so far.

    Raises `FloatingPointError` from `fit`.

    >>> terminate = TerminateOnNaN()        # Trainer(..., callbacks=[terminate])
    """

    def on_backward_end(self, trainer):
        bad = [name for name, p in trainer.model.named_parameters()
               if p.grad is not None and not finite(p.grad)]
        if bad:
            others = f" (and of {len(bad) - 1} before it)" if len(bad) > 1 else ""
            raise FloatingPointError(
                f"{trainer.place()}: the gradient of {bad[-1]}{others} holds NaN or infinity, "
                f"though the loss is {trainer.batch_loss:.4g}. The weights are those of the step "
                f"before. {ADVICE}")


def explain(model, loss: Callable, inputs: tuple, target: np.ndarray, value: float) -> str:
    """Why the loss of a batch is not finite: run it once more, layer by layer, and look.

    Layers that draw random numbers, such as dropout, draw new ones.

    >>> from groundup import nn
    >>> model = nn.Sequential(nn.Dense(2, 2), nn.Dense(2, 1))
    >>> model[1].bias.data[0] = np.inf
    >>> x = Tensor(np.ones((3, 2), np.float32))
    >>> explain(model, lambda p, t: (p - t).mean(), (x,), np.float32(0), np.inf)
    'the loss is inf. The weights of 1, a Dense(2, 1), are not finite any more: bias. ...'
    """
    begin = f"the loss is {value}. "
    for what, field in [*(("input", x.data) for x in inputs), ("target", np.asarray(target))]:
        if not finite(field):
            row = int(np.argwhere(~np.isfinite(field))[0][0])
            return f"{begin}The {what} of this batch holds NaN or infinity, in its row {row}."
    with np.errstate(all="ignore"), no_grad(), _watched(model) as findings:
        prediction = model(*inputs)
    if findings:
        return begin + findings[0]
    if all(finite(out) for out in _arrays(prediction)):
        return (f"{begin}The outputs of all layers are finite: it comes from the loss function, "
                f"given the targets {np.ravel(target)[:3].tolist()}.... A logarithm of 0? {ADVICE}")
    return f"{begin}The output of the model is not finite. {ADVICE}"


def finite(array: np.ndarray) -> bool:
    """Whether there is no NaN or infinity in an array of numbers.

    >>> finite(np.array([1e38, 1e38], np.float32)), finite(np.array([1.0, np.nan]))
    (True, False)
    """
    if array.dtype.kind != "f":
        return True
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(np.isfinite(array.sum()) or np.isfinite(array).all())


@contextmanager
def _watched(model) -> Iterator[list[str]]:
    """Within this block each module reports, after its forward, what it finds not finite."""
    findings: list[str] = []
    modules = list(model.named_modules())
    replaced = {id(module): vars(module).get("forward") for _, module in modules}
    for name, module in modules:
        module.forward = partial(_watch, module.forward, name or "the model", module, findings)
    try:
        yield findings
    finally:
        for _, module in modules:
            if replaced[id(module)] is None:
                del module.forward
            else:
                module.forward = replaced[id(module)]


def _watch(forward: Callable, name: str, module, findings: list[str], *args: Any, **kwargs: Any):
    label = f"{name}, a {module.headline()},"
    if not findings and not all(map(finite, _arrays(args))):
        findings.append(f"What enters {label} is not finite already; the function before it "
                        f"made it so. {ADVICE}")
    y = forward(*args, **kwargs)
    if not findings and not all(map(finite, _arrays(y))):
        bad = [key for key, value in vars(module).items()
               if isinstance(value, Tensor) and not finite(value.data)]
        findings.append(
            f"The weights of {label} are not finite any more: {', '.join(bad)}. An earlier update "
            f"was too large. {ADVICE}" if bad else
            f"The first output that is not finite is that of {label} of shape {_shapes(y)}. "
            f"{ADVICE}")
    return y


def _arrays(outputs: Any) -> list[np.ndarray]:
    """The arrays in what a module takes or returns: a tensor, or tensors in tuples and lists."""
    if isinstance(outputs, Tensor):
        return [outputs.data]
    if isinstance(outputs, tuple | list):
        return [array for each in outputs for array in _arrays(each)]
    return []


def _shapes(outputs: Any) -> str:
    return ", ".join(str(array.shape) for array in _arrays(outputs))
