"""Graphs within graphs: a choice, a loop, and a loop over slices."""

import numpy as np

from groundup.autograd import stack
from groundup.io.onnx.values import afford, array

MOST = 1_000_000                           # rounds of a loop


def if_(cond, *, then_branch, else_branch, scope):
    return tuple((then_branch if array(cond).item() else else_branch).run(scope, ()))


def loop(M, cond=None, *carried, body, scope):
    """While the condition holds, at most M times; then what was carried, and what was collected."""
    rounds = MOST + 1 if M is None else array(M).item()
    goes_on, values, collected, i = cond is None or bool(array(cond)), list(carried), [], 0
    while goes_on and i < rounds:
        if i == MOST:
            raise ValueError(f"the loop goes on for more than {MOST} rounds")
        held, *results = body.run(scope, [np.array(i), np.array(goes_on), *values])
        goes_on, values = bool(array(held)), results[:len(carried)]
        collected.append(results[len(carried):])
        i += 1
        for part in collected[-1]:
            afford(i, *np.shape(part))
    return *values, *(_joined(list(parts), 0) for parts in zip(*collected))


def scan(*inputs, body, num_scan_inputs, scan_input_axes=None, scan_input_directions=None,
         scan_output_axes=None, scan_output_directions=None, scope):
    """One round for each slice of the last `num_scan_inputs` inputs."""
    values, scanned = list(inputs[:-num_scan_inputs]), inputs[-num_scan_inputs:]
    axes = scan_input_axes or [0] * len(scanned)
    back = scan_input_directions or [0] * len(scanned)
    rounds = scanned[0].shape[axes[0]]
    collected = []
    for i in range(rounds):
        slices = [x[(slice(None),) * (a % x.ndim) + (rounds - 1 - i if b else i,)]
                  for x, a, b in zip(scanned, axes, back)]
        results = body.run(scope, [*values, *slices])
        values, rest = results[:len(values)], results[len(values):]
        collected.append(rest)
    outputs = [list(parts) for parts in zip(*collected)]
    axes = scan_output_axes or [0] * len(outputs)
    back = scan_output_directions or [0] * len(outputs)
    return *values, *(_joined(parts[::-1] if b else parts, a)
                      for parts, a, b in zip(outputs, axes, back))


def _joined(parts, axis):
    return stack(parts, axis) if array(parts[0]).dtype.kind == "f" else np.stack(parts, axis)


OPERATORS = {"If": if_, "Loop": loop, "Scan": scan}
