"""Attention: blocks against the plain definition, masks, groups of heads, chance, second order."""

import numpy as np
import pytest

from groundup import Tensor, grad, gradcheck
from groundup import functional as F
from groundup.functional import attention as room
from groundup.functional import blocks

SHAPES = [((), 4, 4), ((2, 3), 5, 7), ((2,), 1, 4), ((2, 2), 6, 2), ((2, 0), 3, 3), ((1,), 0, 2)]
MASKS = ["none", "boolean", "per head", "one row", "additive"]


@pytest.fixture(params=[1 << 17, 24, 1], ids=["one block", "small blocks", "a row each"])
def block_size(request, monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK", request.param)
    return request.param


def inputs(rng, lead, queries, keys, d=3, dv=5, dtype=np.float64):
    shapes = (*lead, queries, d), (*lead, keys, d), (*lead, keys, dv)
    return [Tensor(rng.normal(size=shape).astype(dtype), requires_grad=True) for shape in shapes]


def make_mask(rng, kind, lead, queries, keys):
    if kind == "none":
        return None
    if kind == "additive":
        return Tensor(rng.normal(size=(queries, keys)), requires_grad=True)
    shape = {"boolean": (queries, keys), "per head": (*lead, queries, keys), "one row": (1, keys)}
    return rng.random(shape[kind]) < 0.6


def agree(fused, plain, targets, rng):
    """Value and every gradient of two tensors, for random blame."""
    np.testing.assert_allclose(fused.data, plain.data, rtol=1e-10, atol=1e-12)
    blame = rng.normal(size=fused.shape)
    for a, b in zip(grad(fused, targets, blame), grad(plain, targets, blame)):
        np.testing.assert_allclose(a.data, b.data, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("kind", MASKS)
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize(("lead", "queries", "keys"), SHAPES)
def test_blocks_equal_the_plain_definition(rng, block_size, kind, causal, lead, queries, keys):
    q, k, v = inputs(rng, lead, queries, keys)
    mask = make_mask(rng, kind, lead, queries, keys)
    y = F.scaled_dot_product_attention(q, k, v, mask, is_causal=causal)
    weights = F.attention_weights(q, k, mask, causal)
    targets = [q, k, v, *([mask] if kind == "additive" else [])]
    agree(y, weights @ v, targets, rng)
    assert y.shape == (*lead, queries, 5)


def test_by_hand_with_a_loop(rng):
    q, k, v = inputs(rng, (), 3, 4)
    y = F.scaled_dot_product_attention(q, k, v, scale=0.5, is_causal=True, query_offset=1)
    for i in range(3):
        e = [np.exp(0.5 * q.data[i] @ k.data[j]) for j in range(i + 2)]
        np.testing.assert_allclose(y.data[i], np.array(e) @ v.data[:i + 2] / sum(e))


@pytest.mark.parametrize("kind", ["boolean", "additive"])
def test_a_query_that_may_attend_to_nobody_gets_zeros_and_passes_no_gradient(
        rng, block_size, kind):
    q, k, v = inputs(rng, (2,), 3, 4)
    mask = rng.random((3, 4)) < 0.7
    mask[0], mask[1] = True, False
    if kind != "boolean":
        mask = np.where(mask, 0.0, -np.inf)
    y = F.scaled_dot_product_attention(q, k, v, mask)
    np.testing.assert_array_equal(y.data[:, 1], 0)
    y.sum().backward()
    np.testing.assert_array_equal(q.grad[:, 1], 0)
    assert all(np.isfinite(x.grad).all() for x in (q, k, v))
    weights = F.attention_weights(q, k, mask).data
    np.testing.assert_array_equal(weights[:, 1], 0)
    np.testing.assert_allclose(weights[:, [0]].sum(-1), 1)


def test_masked_weights_are_exactly_zero(rng):
    q, k, _ = inputs(rng, (2,), 4, 4)
    mask = rng.random((4, 4)) < 0.5
    weights = F.attention_weights(q, k, mask, is_causal=True).data
    np.testing.assert_array_equal(weights[:, ~mask | ~np.tri(4, dtype=bool)], 0)


def test_the_future_moves_nothing(rng, block_size):
    q, k, v = (x.data for x in inputs(rng, (2,), 6, 6))
    before = F.scaled_dot_product_attention(q, k, v, is_causal=True).data
    k[:, 4:], v[:, 4:] = 7.0, -3.0
    after = F.scaled_dot_product_attention(q, k, v, is_causal=True).data
    np.testing.assert_array_equal(before[:, :4], after[:, :4])
    assert (before[:, 4:] != after[:, 4:]).all()


@pytest.mark.parametrize("mask_shape", [None, (5, 5), (6, 5, 5), (1, 5, 5), (2, 6, 5, 5),
                                        (2, 1, 1, 5)])
def test_grouped_heads_equal_repeated_heads(rng, block_size, mask_shape):
    q = Tensor(rng.normal(size=(2, 6, 5, 3)), requires_grad=True)
    k, v = (Tensor(rng.normal(size=(2, 2, 5, 3)), requires_grad=True) for _ in range(2))
    mask = None if mask_shape is None else rng.random(mask_shape) < 0.7
    grouped = F.scaled_dot_product_attention(q, k, v, mask, is_causal=True, enable_gqa=True)
    heads = np.repeat([0, 1], 3)
    plain = F.scaled_dot_product_attention(q, k[:, heads], v[:, heads], mask, is_causal=True)
    agree(grouped, plain, [q, k, v], rng)
    weights = F.attention_weights(q, k, mask, True, enable_gqa=True)
    assert weights.shape == (2, 6, 5, 5)
    np.testing.assert_allclose((weights.data @ v.data[:, heads]), grouped.data)


def test_leading_axes_broadcast(rng, block_size):
    q = Tensor(rng.normal(size=(3, 2, 4, 3)), requires_grad=True)
    k = Tensor(rng.normal(size=(2, 5, 3)), requires_grad=True)
    v = Tensor(rng.normal(size=(3, 1, 5, 2)), requires_grad=True)
    bias = Tensor(rng.normal(size=(3, 1, 4, 1)), requires_grad=True)
    agree(F.scaled_dot_product_attention(q, k, v, bias),
          F.attention_weights(q, k, bias) @ v, [q, k, v, bias], rng)


@pytest.mark.parametrize("causal", [False, True])
def test_dropout_takes_weights_and_keeps_the_mean(rng, block_size, causal):
    q, k = (np.zeros((1, 40, 2)) for _ in range(2))
    v = np.eye(40)[None]
    options = {"dropout_p": 0.25, "is_causal": causal}
    used = F.scaled_dot_product_attention(q, k, v, rng=3, **options).data
    full = F.attention_weights(q, k, is_causal=causal).data
    assert set(np.unique((used[full > 0] / full[full > 0]).round(6))) == {0, round(4 / 3, 6)}
    assert (used == 0)[full > 0].mean() == pytest.approx(0.25, abs=0.05)
    again = F.scaled_dot_product_attention(q, k, v, rng=3, **options).data
    np.testing.assert_array_equal(used, again)


@pytest.mark.parametrize("p", [0.0, 0.4])
@pytest.mark.parametrize("causal", [False, True])
def test_gradients_of_order_1_and_2(rng, block_size, p, causal):
    mask = np.array([[True, False, True], [False, False, False], [True, True, True]])
    arrays = [x.data for x in inputs(rng, (2,), 3, 3, d=2, dv=2)]

    def attend(q, k, v):
        return F.scaled_dot_product_attention(q, k, v, mask, p, causal, rng=1)

    assert gradcheck(attend, *arrays, order=2)


def test_second_order_through_an_additive_mask(rng):
    q, k, v = (x.data for x in inputs(rng, (), 3, 3, d=2, dv=2))
    assert gradcheck(lambda *x: F.scaled_dot_product_attention(*x), q, k, v,
                     rng.normal(size=(3, 3)), order=2)


def test_float32_stays_and_inputs_are_left_alone(rng, block_size):
    q, k, v = inputs(rng, (2,), 4, 4, dtype=np.float32)
    copies = [x.data.copy() for x in (q, k, v)]
    y = F.scaled_dot_product_attention(q, k, v, dropout_p=0.3, is_causal=True)
    y.sum().backward()
    assert {y.dtype, q.grad.dtype, k.grad.dtype, v.grad.dtype} == {np.dtype(np.float32)}
    for x, copy in zip((q, k, v), copies):
        np.testing.assert_array_equal(x.data, copy)


def test_large_scores_do_not_overflow():
    q, k, v = np.array([[1e3]]), np.array([[1e3], [-1e3]]), np.array([[1.0], [2.0]])
    np.testing.assert_array_equal(F.scaled_dot_product_attention(q, k, v).data, [[1.0]])


def test_strided_inputs(rng):
    q, k, v = (rng.normal(size=(2, 5, 3, 4)).transpose(0, 2, 1, 3) for _ in range(3))
    np.testing.assert_allclose(
        F.scaled_dot_product_attention(q, k, v).data,
        F.scaled_dot_product_attention(*(np.ascontiguousarray(x) for x in (q, k, v))).data,
        rtol=1e-12)


@pytest.mark.parametrize(("shapes", "options", "error", "message"), [
    (((3,), (4, 3), (4, 3)), {}, ValueError, "two axes at least"),
    (((2, 3), (4, 5), (4, 3)), {}, ValueError, "must have one length"),
    (((2, 3), (4, 3), (5, 3)), {}, ValueError, "each key needs one value"),
    (((4, 2, 3), (2, 4, 3), (2, 4, 3)), {}, ValueError, "set enable_gqa=True"),
    (((5, 2, 3), (2, 4, 3), (2, 4, 3)), {"enable_gqa": True}, ValueError, "a multiple of them"),
    (((2, 3), (4, 3), (4, 3)), {"enable_gqa": True}, ValueError, "heads are axis -3"),
    (((2, 3), (4, 3), (4, 3)), {"attn_mask": np.ones((3, 4), bool)}, ValueError, "not broadcast"),
    (((2, 3), (4, 3), (4, 3)), {"attn_mask": np.ones((2, 2, 4), bool)}, ValueError, "not broad"),
    (((2, 3), (4, 3), (4, 3)), {"attn_mask": np.ones((2, 4), int)}, TypeError, "Give booleans"),
    (((2, 3), (4, 3), (4, 3)), {"dropout_p": 1.0}, ValueError, r"must be in \[0, 1\)"),
    (((2, 3), (4, 3), (4, 3)), {"query_offset": -1}, ValueError, "must be 0 or more"),
])
def test_errors_say_what_came(shapes, options, error, message):
    with pytest.raises(error, match=message):
        F.scaled_dot_product_attention(*map(np.ones, shapes), **options)


# ---- what it stands on ----------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(3,), (2, 3, 4), (5, 1), (0, 3), (1,), (2, 0)])
@pytest.mark.parametrize("width", [0, 1, 5, 100])
def test_blocks_cover_every_row_once(monkeypatch, shape, width):
    monkeypatch.setattr(blocks, "BLOCK", 24)
    count = np.zeros(shape, int)
    for block in blocks.blocks(shape, width):
        count[block] += 1
        assert count[block].size * width <= 24 or count[block].size == 1
    np.testing.assert_array_equal(count, 1)


def test_short_sequences_take_one_block_a_head():
    assert len(list(blocks.blocks((256,), 256))) == 1
    assert room.scores(np.ones((1, 2, 3)), np.ones((1, 4, 3)), None,
                       (slice(0, 1), slice(0, 2)), room.How(1.0)).shape == (1, 2, 4)


def test_masked_softmax(rng):
    x = rng.normal(size=(2, 3, 4))
    mask = rng.random((3, 4)) < 0.6
    mask[0] = False
    y = F.masked_softmax(x, mask).data
    np.testing.assert_array_equal(y[:, ~mask], 0)
    np.testing.assert_allclose(y.sum(-1)[:, mask.any(-1)], 1)
    np.testing.assert_allclose(F.masked_softmax(x, axis=0).data, F.softmax(x, axis=0).data)
    assert gradcheck(lambda x: F.masked_softmax(x, mask), x, order=2)
    with pytest.raises(TypeError, match="must be boolean"):
        F.masked_softmax(x, np.ones((3, 4)))


def test_additive_weights_by_hand(rng):
    q, k, w = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 5, 4)), rng.normal(size=4)
    weights = F.additive_weights(q, k, Tensor(w)).data
    scores = np.array([[[np.tanh(a + b) @ w for b in k[n]] for a in q[n]] for n in range(2)])
    np.testing.assert_allclose(weights, F.softmax(scores).data)
    assert gradcheck(lambda q, k, w: F.additive_weights(q, k, w), q, k, w, order=2)
