"""A layer as a table: every product is written, and the outputs on the right."""

import pytest

from groundup.viz.products import number, products

pytest.importorskip("matplotlib", reason="figures need Matplotlib")

INPUTS = [1, 2, 3, 2.5]
WEIGHTS = [[0.2, 0.8, -0.5, 1.0], [0.5, -0.91, 0.26, -0.5], [-0.26, -0.27, 0.17, 0.87]]


def test_every_product_and_output_is_written():
    texts = [t.get_text() for t in products(INPUTS, WEIGHTS, [2, 3, 0.5]).axes[0].texts]
    assert {"4.8", "1.21", "2.385", "−1.82", "0.87 · 2.5"} <= set(texts)


def test_numbers_are_short_and_have_a_true_minus():
    assert [number(x) for x in (0.1 + 0.2, -1.5, 1e-16)] == ["0.3", "−1.5", "0"]


def test_shapes_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match=r"inputs \(2,\), weights \(1, 3\)"):
        products([1, 2], [[1, 2, 3]], [0])
