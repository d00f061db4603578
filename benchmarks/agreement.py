"""Do all rivals compute the same thing? The same weights and batch must give the same gradients.

PyTorch in float64 is the judge. In float64 everyone must be equal to it up to rounding: that shows
that the function is the same. In float32 rounding turns the odd ReLU or max-pool choice, which
moves a gradient by up to a few thousandths whoever computes it (PyTorch's own float32 too), so
there the bar is wide, and the errors of groundup and of PyTorch stand side by side in the table.
"""

import numpy as np

from benchmarks.peers import OURS, ask
from benchmarks.race import apart, say
from benchmarks.workloads import Workload

# The largest errors that pass, relative to the largest entry of a gradient, or of an answer.
EXACT, ROUNDED, ANSWER = 1e-9, 2e-2, 1e-4


def check(work: Workload, peers: list[str]) -> dict[str, float | str]:
    """The float32 error of each peer, or why it may not race: it cannot run, or errs.

    Raises `ArithmeticError` if that is groundup itself.
    """
    judge, exact = _asked("torch", work), ANSWER if work.predict else EXACT
    errors: dict[str, float | str] = {}
    for peer in peers:
        answer = judge if peer == "torch" else _asked(peer, work)
        if isinstance(answer, str):
            errors[peer] = answer
        elif isinstance(judge, str):
            errors[peer] = float("nan")    # without PyTorch there is no judge: all race, unchecked
        else:
            double, single = (error(found, judge[0]) for found in answer)
            wrong = double > exact or single > ROUNDED
            errors[peer] = (f"computes something else: float64 off by {double:.0e}, "
                            f"float32 by {single:.0e}") if wrong else single
    if isinstance(errors[OURS], str):
        raise ArithmeticError(f"groundup on {work.title}: {errors[OURS]}")
    say("  gradients, float32 against float64: " + ", ".join(
        f"{peer} {e}" if isinstance(e, str) else f"{peer} {e:.0e}" for peer, e in errors.items()))
    return errors


def _asked(peer, work):
    """(loss, gradients) in float64 and in float32, from a process of its own."""
    return apart(_answer if work.predict else _gradients, peer, work)


def _gradients(peer, work):
    return [ask(peer, "gradients", work, dtype) for dtype in ("float64", "float32")]


def _answer(peer, work):
    """For a prediction, its log-probabilities in the place of gradients; float32 only."""
    scores = np.asarray(ask(peer, "step", work)(), np.float64)
    return [(1.0, {"answer": scores - np.log(np.exp(scores).sum())})] * 2


def error(answer, judge) -> float:
    """The largest error of the loss and of any gradient, relative to its largest entry.

    Some gradients are 0 but for rounding (a bias of keys shifts all scores alike): none is measured
    by less than a thousandth of the largest one of all.
    """
    (loss, g), (true_loss, true) = answer, judge
    largest = {name: np.abs(right).max() for name, right in true.items()}
    floor = 1e-3 * max(largest.values())
    errors = [np.abs(g[name] - right).max() / max(largest[name], floor)
              for name, right in true.items()]
    return float(max(abs(loss - true_loss) / abs(true_loss), *errors))
