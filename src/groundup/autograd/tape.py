"""The tape: what each operation leaves behind for the way back (chapter 8).

An operation on tensors that need a gradient leaves a `Node`. The node knows the nodes of its
inputs and what its rule asked to keep, never the tensors themselves: there are no cycles, so a
finished graph vanishes as soon as nothing refers to it.
"""

import itertools
from contextlib import ContextDecorator
from contextvars import ContextVar

import numpy as np

from groundup.autograd.tensor import Tensor
from groundup.backend import xp

clock = itertools.count().__next__         # inputs come before outputs: a larger number is newer
ndarray = xp.ndarray
new = object.__new__                       # much faster than a call through __init__
recording = ContextVar("recording", default=True)
listeners: list = []                       # told of every operation: (rule, inputs, options, y)


class Node:
    """One operation on the tape. A leaf has no rule and no edges, and its gradient stays with it.

    `edges` are the nodes of the inputs, None for an input that needs no gradient. `kept` is what
    the backward of the rule will ask for, None once it was used up. `stretched` says that an
    input may have been broadcast; `owned`, that `grad` may be added to in place.
    """

    __slots__ = ("edges", "grad", "kept", "options", "order", "owned", "rule", "shape", "stretched")


def record(rule, y, edges, kept, options=None, stretched=False):
    """Write one operation on the tape, and return its output as a tensor."""
    node = new(Node)
    node.rule = rule
    node.edges = edges
    node.kept = kept
    node.options = options
    node.stretched = stretched
    node.shape = y.shape
    node.order = clock()
    node.grad = None
    out = new(Tensor)
    out.data = y if type(y) is ndarray else xp.asarray(y)
    out.node = node
    return out


def leaf(shape):
    """The node of a tensor for which gradients are collected."""
    return record(None, np.empty(shape, bool), (), ()).node    # of its data only the shape counts


class no_grad(ContextDecorator):
    """Within this block nothing is recorded: for evaluation, and for changing parameters.

    `@no_grad()` before a function makes it such a block.

    >>> x = Tensor([1.0, 2.0], requires_grad=True)
    >>> with no_grad():
    ...     y = x * 2
    >>> y.requires_grad
    False
    """

    def __init__(self):
        self._before = []                  # one entry for each time this block is entered

    def __enter__(self):
        self._before.append(recording.get())
        recording.set(False)

    def __exit__(self, *error):
        recording.set(self._before.pop())


class Touched:
    """When a leaf was last changed in place; a graph that is older must not run backward."""

    last = -1


def touch(node):
    """Make a leaf young again: whatever used its old values is now older than the leaf itself."""
    if node.rule is not None:
        raise RuntimeError(
            f"Only a leaf may be changed in place, and this is the result of {node.rule.name}: "
            "the tape may have kept it. Build a new tensor instead."
        )
    Touched.last = node.order = clock()


def refuse_changed(nodes):
    """Raise if a leaf among the inputs of these nodes was changed after they used it."""
    for node in nodes:
        for edge in node.edges:
            if edge is not None and edge.order > node.order:
                raise RuntimeError(
                    f"A tensor of shape {edge.shape} was changed in place after "
                    f"{node.rule.name} had used it, so its gradient would be wrong. "
                    "Call backward before optimizer.step(), or compute the loss again."
                )
