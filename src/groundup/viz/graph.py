"""The computation graph that a tensor remembers, drawn as a picture (chapter 8).

It is written as SVG by hand, with our own layout: nothing has to be installed, and a notebook
shows it sharply at any size.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from groundup.viz import style
from groundup.viz.layout import Layout, Point, layered

_most = 300                                # boxes; beyond, no picture is readable
_margin = 14.0
_font = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif"
_name_size, _note_size = 13.0, 12.0        # pixels: 12 are 9 points


@dataclass(frozen=True)
class SVG:
    """A picture as SVG text: a notebook shows it, `save` writes it to a file."""

    text: str
    title: str

    def __repr__(self) -> str:
        return f"<{self.title}>"

    def _repr_svg_(self) -> str:
        return self.text

    def save(self, path: str | PathLike) -> None:
        """Write the picture to a file whose name ends in .svg.

        >>> SVG("<svg/>", "nothing").save("graph.png")
        Traceback (most recent call last):
        ValueError: The picture is SVG, so 'graph.png' should end in .svg.
        """
        path = Path(path)
        if path.suffix.lower() != ".svg":
            raise ValueError(f"The picture is SVG, so '{path}' should end in .svg.")
        path.write_text(self.text, encoding="utf-8")


@dataclass
class _Box:
    kind: str                              # "leaf", "operation", "result" or "constant"
    name: str
    note: str = ""

    @property
    def size(self) -> Point:
        wide = max(text_width(self.name, _name_size), text_width(self.note, _note_size)) + 24
        return max(wide, 56.0), 46.0 if self.note else 28.0


def computation_graph(tensor, names: Mapping[str, Any] | None = None) -> SVG:
    """The graph of operations behind `tensor`, from the leaves at the top to the result below.

    A rounded box is an operation with the shape of its output; a coloured box is a leaf, which
    collects a gradient; a dashed one is a constant, which needs none.

    tensor: a Tensor made by operations on tensors that require gradients.
    names: what to call tensors of the graph, for example `{"w": w, "b": b}` or
        `dict(model.named_parameters())`.

    Returns a picture that a notebook shows; `.save("graph.svg")` keeps it. Raises `TypeError` for
    something without a graph and `ValueError` for a tensor that needs no gradient.

    >>> from types import SimpleNamespace as Node
    >>> w = Node(rule=None, edges=(), shape=(3, 2), order=0)
    >>> y = Node(rule=Node(name="tanh"), edges=(w,), shape=(3, 2), order=1)
    >>> computation_graph(Node(node=y), names={"w": Node(node=w)})
    <computation graph: 2 boxes, 1 edge>
    """
    if not hasattr(tensor, "node"):
        raise TypeError(f"The graph of a {type(tensor).__name__} was asked for; expected a Tensor.")
    if tensor.node is None:
        raise ValueError("This tensor remembers no graph, because nothing it was made of requires "
                         "a gradient: pass requires_grad=True to the tensors it depends on.")
    boxes, edges = _collect(tensor.node, names or {})
    if len(boxes) > _most:
        raise ValueError(f"The graph has {len(boxes)} boxes, more than a picture can show "
                         f"({_most}): draw a smaller batch of steps, or one layer.")
    place = layered([box.size for box in boxes], edges)
    title = f"computation graph: {len(boxes)} box{'es' * (len(boxes) != 1)}, " \
            f"{len(edges)} edge{'s' * (len(edges) != 1)}"
    return SVG(_svg(boxes, place, title), title)


def _collect(root, names: Mapping[str, Any]) -> tuple[list[_Box], list[tuple[int, int]]]:
    """All boxes, inputs before what is made of them, and the edges between their numbers."""
    found, waiting = {id(root): root}, [root]
    while waiting:
        for source in waiting.pop().edges or ():
            if source is not None and id(source) not in found:
                found[id(source)] = source
                waiting.append(source)
    nodes = sorted(found.values(), key=lambda node: (node.rule is not None, node.order))
    known = {id(t.node): (name, t) for name, t in names.items() if getattr(t, "node", None)}
    constants = [node for node in nodes for source in node.edges or () if source is None]
    boxes = [_Box("constant", "constant") for _ in constants]
    number = {id(node): len(boxes) + i for i, node in enumerate(nodes)}
    boxes += [_box(node, node is root, *known.get(id(node), ("", None))) for node in nodes]
    next_constant = iter(range(len(constants))).__next__
    edges = [(next_constant() if source is None else number[id(source)], number[id(node)])
             for node in nodes for source in node.edges or ()]
    return boxes, edges


def _box(node, is_root: bool, name: str, tensor) -> _Box:
    shape = str(tuple(node.shape))
    if node.rule is None:
        dtype = getattr(tensor, "dtype", None) or getattr(node, "dtype", None)
        return _Box("leaf", name or "leaf", f"{shape} {dtype}" if dtype else shape)
    text = f"{name} = {node.rule.name}" if name else str(node.rule.name)
    return _Box("result" if is_root else "operation", text, shape)


def text_width(text: str, size: float) -> float:
    """Width of a line of text in pixels, rounded up: no usual font without serifs is wider.

    >>> round(text_width("tanh", 10.0), 1)
    23.4
    """
    return sum(0.34 if c in "iljI.,:;'| " else 0.42 if c in "ft()[]!"
               else 1.0 if c in "mwMW@%—" or ord(c) > 0x2FF else 0.86 if c.isupper()
               else 0.84 if c in "=+<>~#_" else 0.64 for c in text) * size


# Drawing -----------------------------------------------------------------------------------------


def _svg(boxes: list[_Box], place: Layout, title: str) -> str:
    on = style.theme()
    width, height = place.width + 2 * _margin, place.height + 2 * _margin
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.1f} {height:.1f}" '
        f'width="{width:.0f}" height="{height:.0f}" style="max-width:100%;height:auto" '
        f'font-family="{_font}" text-anchor="middle" role="img">',
        f"<title>{title}</title>",
        f'<rect width="100%" height="100%" fill="{on.paper}"/>',
        f'<g transform="translate({_margin:.0f} {_margin:.0f})">',
    ]
    parts += [_edge(route, on) for route in place.routes]
    parts += [_draw(box, *centre, on) for box, centre in zip(boxes, place.centres)]
    return "\n".join([*parts, "</g>", "</svg>"])


def _edge(route: list[Point], on: style.Theme) -> str:
    """A curve that leaves and arrives upright, straight inside the layers it passes."""
    (x, y), *rest = route
    tip_x, tip_y = rest.pop()
    path = f"M{x:.1f} {y:.1f}"
    for i, (to_x, to_y) in enumerate([*rest, (tip_x, tip_y - 6)]):
        middle = (y + to_y) / 2
        path += (f" L{to_x:.1f} {to_y:.1f}" if i % 2 else
                 f" C{x:.1f} {middle:.1f} {to_x:.1f} {middle:.1f} {to_x:.1f} {to_y:.1f}")
        x, y = to_x, to_y
    head = f"M{tip_x:.1f} {tip_y:.1f} l-4 -7 h8 z"
    return (f'<path class="edge" d="{path}" fill="none" stroke="{on.faint}" stroke-width="1.3"/>'
            f'<path d="{head}" fill="{on.faint}"/>')


def _draw(box: _Box, x: float, y: float, on: style.Theme) -> str:
    width, height = box.size
    fill, stroke, more = {
        "leaf": (style.mix(on.paper, style.POSITIVE, 0.25), style.POSITIVE, 'rx="2"'),
        "operation": (on.box, on.line, 'rx="12"'),
        "result": (style.mix(on.paper, style.SKY, 0.25), style.SKY, 'rx="12" stroke-width="2"'),
        "constant": (on.paper, on.faint, 'rx="2" stroke-dasharray="3 3"'),
    }[box.kind]
    ink = on.faint if box.kind == "constant" else on.ink
    name_y = y - 3 if box.note else y + 4.5
    text = f'<text x="{x:.1f}" y="{name_y:.1f}" font-size="{_name_size:.0f}" fill="{ink}">' \
           f"{escape(box.name)}</text>"
    if box.note:
        text += f'<text x="{x:.1f}" y="{y + 14:.1f}" font-size="{_note_size:.0f}" ' \
                f'fill="{on.faint}">{escape(box.note)}</text>'
    return (f'<g class="{box.kind}"><rect x="{x - width / 2:.1f}" y="{y - height / 2:.1f}" '
            f'width="{width:.1f}" height="{height:.1f}" {more} fill="{fill}" stroke="{stroke}"/>'
            f"{text}</g>")
