"""The sweep: gradients carried from a result back to what it was made of (chapter 8).

A rule is written once, in plain NumPy, and runs in two modes. In an ordinary sweep it gets arrays.
Under `create` it gets tensors: each of its steps is recorded in turn, and derivatives of
derivatives come out exactly, to any order.
"""

from functools import partial
from operator import attrgetter

from groundup.autograd.operation import INPUTS, NOTHING, OUTPUT, SHAPES
from groundup.autograd.tape import Touched, clock, recording, refuse_changed
from groundup.autograd.tensor import Tensor, as_array, wrap
from groundup.backend import xp

ORDER = attrgetter("order")


def backward(output, gradient=None, retain=False):
    """Add the gradient of `output` to the leaves behind it; see `Tensor.backward`."""
    _sweep(output.node, _seed(output, gradient), retain=retain)


def pull(output, targets, seed=None, create=False):
    """The gradients of `output` with respect to some tensors, leaving every `.grad` as it was.

    Returns an array for each target, a Tensor under `create`, None where `output` ignores it.
    """
    create = create and recording.get()
    start = _seed(output, seed)
    if create:                             # a seed on the tape is one more thing to differentiate
        start = seed if isinstance(seed, Tensor) else wrap(start)
    nodes = [target.node for target in targets]
    before = {node: node.grad for node in nodes if node is not None and node.rule is None}
    for node in before:
        node.grad = None
    try:
        found = _sweep(output.node, start, set(nodes) - {None}, create, retain=True)
    finally:
        for node, grad in before.items():
            node.grad, node.owned = grad, False
    return [found.get(node) for node in nodes]


def _seed(output, gradient):
    """Where the chain rule starts: 1 for a single number, else what the caller gives."""
    if output.node is None:
        raise RuntimeError(
            "Nothing to differentiate: this tensor does not depend on any tensor with "
            "requires_grad=True (is the model frozen? does the way pass through .data or "
            ".numpy()?), or it was made under no_grad."
        )
    if gradient is None:
        if output.size != 1:
            raise ValueError(
                f"A derivative starts from one number, and this tensor has shape {output.shape}. "
                "Reduce it first, with .sum() or .mean(), or say how much each entry counts: "
                "pass a gradient of that shape."
            )
        return xp.array(1, output.dtype, ndmin=output.ndim)
    seed = xp.array(as_array(gradient), dtype=output.dtype)
    if seed.shape != output.shape:
        raise ValueError(f"The gradient has shape {seed.shape}, but the output {output.shape}.")
    return seed


def _sweep(root, seed, targets=None, create=False, retain=False):
    """Carry `seed` from `root` to all leaves, or to `targets` alone, whose gradients it returns."""
    nodes, leaves = _reachable(root)
    if nodes and Touched.last > nodes[-1].order:
        refuse_changed(nodes)
    wanted = None if targets is None else _leading_to(targets, nodes)
    before = [leaf.grad for leaf in leaves]
    for leaf in leaves:
        leaf.owned = False                 # what was there before is added to in a new array
    found = {}
    try:
        _add(root, seed)
        _run(nodes, wanted, targets, found, create, retain)
        if targets is None:
            _own(leaves)
        else:
            found.update((leaf, leaf.grad) for leaf in leaves)
    except BaseException:                  # if a rule fails, no half-summed gradient stays behind
        for node in nodes:
            node.grad = None
        for leaf, g in zip(leaves, before):
            leaf.grad = g
        raise
    return found


def _reachable(root, since=-1):
    """The operations behind `root` that are newer than `since`, newest first, and the leaves."""
    if root.rule is None:
        return [], [root]
    seen, nodes, leaves = {root}, [root], []
    for node in nodes:                     # they grow on the way
        for edge in node.edges:
            if edge is not None and edge not in seen and edge.order > since:
                seen.add(edge)
                (leaves if edge.rule is None else nodes).append(edge)
    nodes.sort(key=ORDER, reverse=True)
    return nodes, leaves


def _leading_to(targets, nodes):
    """The nodes through which a gradient passes on its way to the targets."""
    wanted = set(targets)
    for node in reversed(nodes):
        if not wanted.isdisjoint(node.edges):
            wanted.add(node)
    return wanted


def _run(nodes, wanted, targets, found, create, retain):
    """Newest first: at a node's turn, whatever used its output has added to its gradient.

    Gradients pass through the nodes in `wanted` (None: through all), and those of the `targets`
    are put into `found` on the way.
    """
    for node in nodes:
        rule, g, kept = node.rule, node.grad, node.kept
        if g is None:
            continue
        node.grad = None
        if kept is None:
            raise RuntimeError(
                f"This graph was used up by an earlier backward, at {rule.name}. Compute the loss "
                "again, or pass retain_graph=True to the first backward."
            )
        if targets is not None and node in targets:
            found[node] = g
        if create and rule.reference is not None:
            _run_reference(node, g, wanted, targets, found)
            continue
        if rule.backward is not None:
            pulls, given = rule.backward(kept[0], g), ()       # or gradients themselves
        else:
            pulls, given = rule.vjp, (g, *_as_tensors(node)) if create else (g, *kept)
            if node.options:
                pulls = (partial(vjp, **node.options) for vjp in pulls)
        if not retain:
            node.kept = None
        stretched = node.stretched
        for vjp, edge in zip(pulls, node.edges):
            if edge is None or (wanted is not None and edge not in wanted):
                continue
            d = vjp(*given) if callable(vjp) else vjp
            if stretched and d.shape != edge.shape:
                d = unbroadcast(d, edge.shape)
            if edge.grad is None:
                edge.grad, edge.owned = d, False
            elif edge.owned:
                edge.grad += d             # from the second contribution on, in place
            else:
                edge.grad, edge.owned = edge.grad + d, not create


def _run_reference(node, g, wanted, targets, found):
    """Differentiate the plain definition of a fused operation, in the place of its backward."""
    since = clock()
    twin = node.rule.reference(*_tensors(node.kept[1], node.edges), **(node.options or {})).node
    if twin is None:
        return
    _add(twin, g)
    nodes = _reachable(twin, since)[0] if twin.order > since else []
    wanted |= _leading_to(wanted, nodes)
    _run(nodes, wanted, targets, found, create=True, retain=True)


def _as_tensors(node):
    """What a primitive kept, put back on the tape where it came from."""
    keep, kept = node.rule.keep, node.kept
    if keep in (NOTHING, SHAPES):
        return kept
    if keep is INPUTS:
        return _tensors(kept, node.edges)
    return _tensors(kept, (node,) if keep is OUTPUT else (node, *node.edges))


def _tensors(arrays, nodes):
    tensors = [a if node is None else wrap(a) for a, node in zip(arrays, nodes)]
    for tensor, node in zip(tensors, nodes):
        if node is not None:
            tensor.node = node
    return tensors


def _add(node, g):
    node.grad, node.owned = g if node.grad is None else node.grad + g, False


def unbroadcast(g, shape):
    """Sum a gradient over the axes along which its input was repeated."""
    extra = g.ndim - len(shape)
    stretched = [i + extra for i, n in enumerate(shape) if n == 1 and g.shape[i + extra] != 1]
    axes = (*range(extra), *stretched)
    return g.sum(axis=axes, keepdims=True).reshape(shape) if axes else g


def _own(leaves):
    """Give each leaf an array of its own: a gradient may be a view, or shared between leaves."""
    taken = set()
    for leaf in leaves:
        g = leaf.grad
        if g is None or leaf.owned:
            continue
        if type(g) is not xp.ndarray or g.base is not None or id(g) in taken:
            g = xp.array(g)
        taken.add(id(g))
        leaf.grad, leaf.owned = g, True
