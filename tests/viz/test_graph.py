"""The computation graph as SVG: well formed, complete, nothing overlapping or cut off."""

import itertools
import re
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest

from groundup.viz import computation_graph
from groundup.viz.graph import text_width

svg = "{http://www.w3.org/2000/svg}"
clock = itertools.count()


def leaf(*shape):
    return SimpleNamespace(rule=None, edges=(), shape=shape, order=next(clock))


def operation(name, shape, *edges):
    rule = SimpleNamespace(name=name)
    return SimpleNamespace(rule=rule, edges=edges, shape=shape, order=next(clock))


def tensor(node):
    return SimpleNamespace(node=node, dtype=np.dtype("float32"))


def dense_net():
    w, b = leaf(64, 32), leaf(32)
    h = operation("tanh", (16, 32), operation("dense", (16, 32), None, w, b))
    penalty = operation("sum", (), operation("multiply", (64, 32), w, w))
    return operation("add", (), operation("mean", (), h), penalty), {"w": tensor(w), "b": tensor(b)}


def unrolled(steps):
    w, h = leaf(8, 8), leaf(4, 8)
    for _ in range(steps):
        h = operation("tanh", (4, 8), operation("add", (4, 8), operation("matmul", (4, 8), h, w),
                                                operation("matmul", (4, 8), None, w)))
    return operation("sum", (), h), {"hidden_to_hidden.weight": tensor(w)}


def wide(count):
    parts = [operation("multiply", (3,), leaf(3), leaf(3)) for _ in range(count)]
    return operation("concatenate", (3 * count,), *parts), {}


graphs = [dense_net(), unrolled(12), wide(9), (leaf(2), {})]


def drawing(node, names):
    return ElementTree.fromstring(computation_graph(tensor(node), names)._repr_svg_())


def boxes(root):
    """Each box as kind, left, top, right, bottom, and its lines of text."""
    found = []
    for group in root.iter(svg + "g"):
        if group.get("class"):
            rect = group.find(svg + "rect")
            x, y, w, h = (float(rect.get(key)) for key in ("x", "y", "width", "height"))
            found.append((group.get("class"), x, y, x + w, y + h, group.findall(svg + "text")))
    return found


def expected_counts(node):
    seen, waiting, edges, constants = {id(node): node}, [node], 0, 0
    while waiting:
        for source in waiting.pop().edges:
            edges += 1
            constants += source is None
            if source is not None and id(source) not in seen:
                seen[id(source)] = source
                waiting.append(source)
    return len(seen) + constants, edges


@pytest.mark.parametrize("node, names", graphs)
def test_every_node_and_every_edge_is_there(node, names):
    root = drawing(node, names)
    lines = [path for path in root.iter(svg + "path") if path.get("class") == "edge"]
    assert (len(boxes(root)), len(lines)) == expected_counts(node)


@pytest.mark.parametrize("node, names", graphs)
def test_boxes_do_not_overlap_and_stay_inside(node, names):
    root = drawing(node, names)
    width, height = map(float, root.get("viewBox").split()[2:])
    drawn = boxes(root)
    for _, left, top, right, bottom, _ in drawn:
        assert left >= -14 and top >= -14 and right <= width - 14 and bottom <= height - 14
    for a, b in itertools.combinations(drawn, 2):
        assert a[3] < b[1] or b[3] < a[1] or a[4] < b[2] or b[4] < a[2]


@pytest.mark.parametrize("node, names", graphs)
def test_text_stays_inside_its_box(node, names):
    textpath = pytest.importorskip("matplotlib.textpath", reason="font metrics need Matplotlib")
    for _, left, _, right, _, texts in boxes(drawing(node, names)):
        for text in texts:                      # DejaVu Sans, the widest of the fonts named
            drawn = textpath.TextPath((0, 0), text.text, size=float(text.get("font-size")))
            assert drawn.get_extents().width < right - left - 8


@pytest.mark.parametrize("text", ["WWWWMMMM@%", "iiiillll", "(128, 3, 32, 32) float32",
                                  "softmax_cross_entropy", "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                                  "abcdefghijklmnopqrstuvwxyz", "0123456789 = +-*/<>#~_&$?"])
def test_widths_are_not_underestimated(text):
    textpath = pytest.importorskip("matplotlib.textpath", reason="font metrics need Matplotlib")
    actual = textpath.TextPath((0, 0), text.replace("$", r"\$"), size=100).get_extents().width
    assert actual <= text_width(text, 100) <= 1.6 * actual


@pytest.mark.parametrize("node, names", graphs)
def test_edges_keep_out_of_the_boxes_they_pass(node, names):
    root = drawing(node, names)
    drawn = boxes(root)
    for path in root.iter(svg + "path"):
        if path.get("class") != "edge":
            continue
        for segment in re.finditer(r"L([-\d.]+) ([-\d.]+)", path.get("d")):
            x, y = map(float, segment.groups())
            assert not any(left < x < right and top < y < bottom
                           for _, left, top, right, bottom, _ in drawn)


def test_leaves_carry_name_shape_and_dtype_and_kinds_look_different():
    node, names = dense_net()
    drawn = boxes(drawing(node, names))
    words = {kind: [[t.text for t in texts] for k, *_, texts in drawn if k == kind]
             for kind in ("leaf", "constant", "result", "operation")}
    assert sorted(words["leaf"]) == [["b", "(32,) float32"], ["w", "(64, 32) float32"]]
    assert words["constant"] == [["constant"]]
    assert words["result"] == [["add", "()"]]
    assert ["dense", "(16, 32)"] in words["operation"]


def test_results_stand_below_what_they_are_made_of():
    root = drawing(*unrolled(3))
    bottom = {texts[0].text: y for _, _, y, _, _, texts in boxes(root)}
    assert bottom["sum"] > bottom["tanh"] > bottom["hidden_to_hidden.weight"]


def test_names_are_escaped():
    node = operation("tanh", (2,), leaf(2))
    root = drawing(node, {"a < b & c": tensor(node.edges[0]), "y": tensor(node)})
    assert [texts[0].text for *_, texts in boxes(root)] == ["a < b & c", "y = tanh"]


def test_the_picture_is_saved_as_it_is_shown(tmp_path):
    picture = computation_graph(tensor(dense_net()[0]))
    picture.save(tmp_path / "graph.svg")
    assert (tmp_path / "graph.svg").read_text("utf-8") == picture._repr_svg_()


def test_bad_input_is_told_what_to_do():
    with pytest.raises(TypeError, match="graph of a ndarray"):
        computation_graph(np.zeros(3))
    with pytest.raises(ValueError, match="requires_grad=True"):
        computation_graph(SimpleNamespace(node=None))
    with pytest.raises(ValueError, match="more than a picture can show"):
        computation_graph(tensor(unrolled(100)[0]))


def test_operands_stand_in_their_order_and_chains_stand_straight():
    w, b = leaf(3, 3), leaf(3)
    total = operation("add", (2, 3), operation("matmul", (2, 3), None, w), b)
    root = drawing(operation("sum", (), operation("tanh", (2, 3), total)),
                   {"w": tensor(w), "b": tensor(b)})
    middle = {texts[0].text: (left + right) / 2 for _, left, _, right, _, texts in boxes(root)}
    assert middle["constant"] < middle["w"] and middle["matmul"] < middle["b"]
    assert abs(middle["add"] - middle["tanh"]) < 2 and abs(middle["tanh"] - middle["sum"]) < 2
