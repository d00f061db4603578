"""A layered layout for small directed graphs: inputs above, results below, few crossings.

Four steps, after K. Sugiyama, S. Tagawa and M. Toda (1981): give every box a layer; order the
boxes of each layer so that edges cross little; move them towards their neighbours without
touching; lead long edges through the layers that they pass.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

Point = tuple[float, float]

_beside, _below = 22.0, 38.0               # room between boxes of a layer, and between layers
_channel = 10.0                            # width kept free for an edge that passes a layer
_sweeps = 120                              # enough for a chain of some thirty layers to settle


@dataclass
class Layout:
    """Centres of the boxes, the points each edge passes, and the size of the whole."""

    centres: list[Point]
    routes: list[list[Point]]
    width: float
    height: float


def layered(sizes: list[Point], edges: list[tuple[int, int]]) -> Layout:
    """Place boxes of the given (width, height), joined by edges (from, to), from top to bottom.

    Boxes are listed so that every edge leads to a later one. A route is its start below the first
    box, two points (top and bottom) in each layer that it passes, and its end above the last box.

    >>> place = layered([(40, 20), (40, 20), (60, 20)], [(0, 2), (1, 2)])
    >>> [y for _, y in place.centres]
    [10.0, 10.0, 68.0]
    """
    layer = _layers(len(sizes), edges)
    links, chains, layer = _split_long_edges(edges, layer)
    widths = [w for w, _ in sizes] + [_channel] * (len(layer) - len(sizes))
    above, below = _neighbours(len(layer), links)
    rows = _order(layer, above, below)
    x = _across(rows, widths, links, real=len(sizes))
    tops, heights = [], []
    y = 0.0
    for row in rows:
        tops.append(y)
        heights.append(max((sizes[n][1] for n in row if n < len(sizes)), default=0.0))
        y += heights[-1] + _below
    centres = [(float(x[n]), tops[layer[n]] + heights[layer[n]] / 2) for n in range(len(sizes))]
    passing = {n: [(float(x[n]), tops[layer[n]]), (float(x[n]), tops[layer[n]] + heights[layer[n]])]
               for n in range(len(sizes), len(layer))}
    routes = _routes(chains, centres, sizes, passing)
    return Layout(centres, routes, max(a + w / 2 for a, w in zip(x, widths)), y - _below)


def _layers(count: int, edges: list[tuple[int, int]]) -> list[int]:
    """One layer below the lowest input; but what hangs on inputs alone stands above its first user.

    A box moves down when more edges leave it than arrive from boxes that cannot move along.
    """
    inputs: list[list[int]] = [[] for _ in range(count)]
    users: list[list[int]] = [[] for _ in range(count)]
    for start, end in edges:
        inputs[end].append(start)
        users[start].append(end)
    layer = [0] * count
    for n in range(count):
        layer[n] = 1 + max((layer[i] for i in inputs[n]), default=-1)
    for n in reversed(range(count)):                                    # down, where that shortens
        held = sum(1 for source in inputs[n] if inputs[source])
        if len(users[n]) > held:
            layer[n] = min(layer[u] for u in users[n]) - 1
    return layer


def _split_long_edges(edges, layer):
    """Put a stand-in into every layer that an edge passes: links then join neighbouring layers."""
    layer, links, chains = list(layer), [], []
    for start, end in edges:
        chain = [start]
        for level in range(layer[start] + 1, layer[end]):
            chain.append(len(layer))
            layer.append(level)
        chain.append(end)
        chains.append(chain)
        links += pairwise(chain)
    return links, chains, layer


def _neighbours(count: int, links) -> tuple[list[list[int]], list[list[int]]]:
    above: list[list[int]] = [[] for _ in range(count)]
    below: list[list[int]] = [[] for _ in range(count)]
    for start, end in links:
        above[end].append(start)
        below[start].append(end)
    return above, below


def _order(layer: list[int], above, below) -> list[list[int]]:
    """Sort each layer by the mean place of its neighbours, down and up, and keep the best.

    The start has first operands left of second ones, and stays where it crosses nothing.
    """
    rows: list[list[int]] = [[] for _ in range(max(layer) + 1)]
    seen, waiting = set(), [n for n in range(len(layer)) if not below[n]]
    while waiting:
        n = waiting.pop()
        if n not in seen:
            seen.add(n)
            rows[layer[n]].append(n)
            waiting += reversed(above[n])
    best, fewest = [list(row) for row in rows], _crossings(rows, below)
    for turn in range(12):
        towards = above if turn % 2 == 0 else below
        for row in rows if turn % 2 == 0 else reversed(rows):
            place = {n: i for other in rows for i, n in enumerate(other)}
            wish = {n: _mean(place, towards[n], place[n]) for n in row}
            row.sort(key=wish.__getitem__)
        crossings = _crossings(rows, below)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
    return best


def _mean(place, neighbours: list[int], otherwise: float) -> float:
    return sum(place[n] for n in neighbours) / len(neighbours) if neighbours else otherwise


def _crossings(rows: list[list[int]], below) -> int:
    """Pairs of links between the same two layers whose ends lie in opposite order."""
    total = 0
    for upper, lower in pairwise(rows):
        place = {n: i for i, n in enumerate(lower)}
        ends = np.array([place[m] for n in upper for m in sorted(below[n], key=place.__getitem__)])
        total += int(np.triu(ends[:, None] > ends[None, :], 1).sum())
    return total


def _across(rows, widths, links, real: int) -> np.ndarray:
    """Horizontal centres that make the sum of squared sideways ways of all links small.

    Layer by layer, each box wishes for the mean of its neighbours; since every such step can only
    lower the sum, repeating it settles. Links between stand-ins (from `real` on) weigh more, so
    that long edges become straight; links from inputs weigh less, so that chains do.
    """
    made = {end for _, end in links}
    pulls: list[list[tuple[int, float]]] = [[] for _ in widths]
    for start, end in links:
        pull = (1.0, 2.0, 8.0)[(start >= real) + (end >= real)] if start in made else 0.15
        pulls[start].append((end, pull))
        pulls[end].append((start, pull))
    weight = np.array([sum(pull for _, pull in near) for near in pulls])
    x = np.zeros(len(widths))
    for turn in range(_sweeps):
        for row in rows if turn % 2 == 0 else reversed(rows):
            wish = [sum(pull * x[n] for n, pull in pulls[m]) / (weight[m] or 1.0) for m in row]
            x[row] = _apart(np.array(wish), np.maximum(weight[row], 1e-9),
                            np.array([widths[n] for n in row]))
    return x - min(centre - width / 2 for centre, width in zip(x, widths))


def _apart(wish: np.ndarray, weight: np.ndarray, width: np.ndarray) -> np.ndarray:
    """The centres nearest to the wishes, in weighted squares, that keep order and room.

    Less the room that the boxes before it need, each centre must not fall below the one before:
    that is isotonic regression, solved by merging neighbours that violate it into their mean.
    """
    needed = np.concatenate([[0.0], np.cumsum((width[:-1] + width[1:]) / 2 + _beside)])
    blocks: list[tuple[float, float, int]] = []                         # mean, weight, length
    for mean, heavy in zip(wish - needed, weight):
        length = 1
        while blocks and blocks[-1][0] >= mean:
            before, load, many = blocks.pop()
            mean = (before * load + mean * heavy) / (load + heavy)
            heavy, length = heavy + load, length + many
        blocks.append((mean, heavy, length))
    return np.concatenate([np.full(length, mean) for mean, _, length in blocks]) + needed


def _routes(chains, centres, sizes, passing) -> list[list[Point]]:
    """Each edge from the foot of its first box, through its layers, to a place on its last box."""
    arriving: dict[int, list[int]] = {}
    for e, chain in enumerate(chains):
        arriving.setdefault(chain[-1], []).append(e)
    routes: list[list[Point]] = [[] for _ in chains]
    for e, (start, *through, _) in enumerate(chains):
        x, y = centres[start]
        routes[e] = [(x, y + sizes[start][1] / 2)]
        for n in through:
            routes[e] += passing[n]
    for end, arrivals in arriving.items():
        x, y = centres[end]
        width, height = sizes[end]
        arrivals.sort(key=lambda e: routes[e][-1][0])
        step = min(width / (len(arrivals) + 1), 26.0)
        for i, e in enumerate(arrivals):
            routes[e].append((x + (i - (len(arrivals) - 1) / 2) * step, y - height / 2))
    return routes
