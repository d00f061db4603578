"""Gradient checkpointing: forget what lies in between, and compute it again (chapter 8).

A deep model keeps every layer's inputs for the way back. A checkpointed part keeps only its own
inputs, and runs a second time when its gradient is asked for: less memory for more time. Chen et
al., "Training deep nets with sublinear memory cost" (2016).
"""

from contextlib import contextmanager

import numpy as np

from groundup.autograd import Tensor
from groundup.autograd.operation import Rule
from groundup.autograd.sweep import pull
from groundup.autograd.tape import clock, record, recording
from groundup.autograd.tensor import wrap
from groundup.backend import generator


def checkpoint(f, *inputs, rngs=(), **options) -> Tensor:
    """f(*inputs, **options), of which only the inputs are kept; f runs again for the gradient.

    Values and gradients are those of f, also for parameters that f uses without being given them.
    f takes tensors of any shapes and returns one; options reach it as they are. Dropout
    draws the same numbers in both runs: for the second the shared generator is set back, and so
    are `rngs`, the generators of f's own (`nn.Checkpoint` finds those of a module). Other traces
    that a run leaves, such as the running mean of batch norm, are left twice.

    Raises `TypeError` if f does not return a tensor, `ValueError` if f uses a computed tensor that
    is not among its inputs.

    >>> w, x = Tensor([3.0], requires_grad=True), Tensor([2.0], requires_grad=True)
    >>> checkpoint(lambda x: w * x * x, x).sum().backward()
    >>> w.grad, x.grad
    (array([4.], dtype=float32), array([12.], dtype=float32))
    """
    inputs = tuple(x if isinstance(x, Tensor) else Tensor(x) for x in inputs)
    if not recording.get():
        return _checked(f(*inputs, **options))
    run = Run(f, inputs, options, rngs)
    start = clock()
    y = run.once()                         # recorded, to see what f uses; the record is dropped
    used = _leaves_used(y, start)
    edges = (*(x.node for x in inputs), *used)
    if y.node is None or not any(edges):
        return y.detach()
    run.used = [_standing_for(node) for node in used]
    return record(_rule, y.data, edges, (run, run.arrays), {"run": run})


class Run:
    """A call of a function that can be repeated: what it was given, and what chance had in store.

    `used` are the leaves that f uses without being given them.
    """

    def __init__(self, f, inputs, options, rngs):
        self.f, self.options, self.rngs = f, options, rngs
        self.arrays = tuple(x.data for x in inputs)
        self.asks = [x.requires_grad for x in inputs]
        self.states = [chance.bit_generator.state for chance in self.chances()]
        self.used = []

    def chances(self):
        return [generator(), *self.rngs]

    def once(self, *inputs):
        """f of these tensors, by default of new leaves with the values that it was given."""
        return _checked(self.f(*(inputs or self.leaves()), **self.options))

    def leaves(self):
        return [Tensor(a, requires_grad=asks) for a, asks in zip(self.arrays, self.asks)]

    @contextmanager
    def again(self):
        """Within this block chance repeats itself; afterwards it goes on where it was."""
        chances = self.chances()
        now = [chance.bit_generator.state for chance in chances]
        token = recording.set(True)
        try:
            _set_back(chances, self.states)
            yield
        finally:
            _set_back(chances, now)
            recording.reset(token)


def _set_back(chances, states):
    for chance, state in zip(chances, states):
        chance.bit_generator.state = state


def _backward(run, g):
    leaves = run.leaves()
    with run.again():
        y = run.once(*leaves)
    targets = [*leaves, *run.used]
    grads = pull(y, targets, g)
    return [lambda d=d, t=t: np.zeros_like(t.data) if d is None else d
            for d, t in zip(grads, targets)]


def _reference(*inputs, run):
    with run.again():
        return run.once(*inputs)


_rule = Rule("checkpoint", forward=None, backward=_backward, reference=_reference)


def _leaves_used(y, start):
    """The leaves older than `start` that y depends on; nothing computed may be among them."""
    seen, stack, leaves = {y.node}, [y.node], []
    while stack:
        node = stack.pop()
        if node is None:
            continue
        if node.order > start:
            fresh = [edge for edge in node.edges if edge not in seen]
            seen.update(fresh)
            stack += fresh
        elif node.rule is None:
            leaves.append(node)
        else:
            raise ValueError(
                f"checkpoint: f uses the result of {node.rule.name}, of shape {node.shape}, which "
                "was computed before and is not among its inputs. Give it to f as an input: "
                "checkpoint(f, x, that)."
            )
    return leaves


def _standing_for(leaf):
    """A tensor in the place of a leaf whose own tensor is not at hand."""
    tensor = wrap(np.broadcast_to(np.float32(0), leaf.shape))
    tensor.node = leaf
    return tensor


def _checked(y):
    if not isinstance(y, Tensor):
        raise TypeError(f"checkpoint: f must return one tensor, not a {type(y).__name__}.")
    return y
