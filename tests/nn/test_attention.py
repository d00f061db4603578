"""Attention layers: heads by hand, masks, sharing, positions, and the cache."""

import copy

import numpy as np
import pytest

from groundup import Tensor, gradcheck, nn, no_grad
from groundup import functional as F

POSITIONS = {"none": lambda: None, "rotary": nn.Rotary, "alibi": nn.ALiBi,
             "interleaved": lambda: nn.Rotary(base=100.0, interleaved=True)}


def words(rng, *shape, dtype=np.float64):
    return Tensor(rng.normal(size=shape).astype(dtype), requires_grad=True)


def layer(**options):
    made = nn.MultiHeadAttention(16, 4, rng=0, **options).astype("float64").eval()
    for p in made.parameters():
        p.data += 0.1 * np.random.default_rng(1).normal(size=p.shape)
    return made


def test_heads_by_hand(rng):
    attend, x = layer(), words(rng, 2, 5, 16)
    q, k, v = (x.data @ p.weight.data + p.bias.data
               for p in (attend.q_proj, attend.k_proj, attend.v_proj))
    answers = []
    for h in range(4):
        own = slice(4 * h, 4 * h + 4)
        scores = np.einsum("nti,nsi->nts", q[..., own], k[..., own]) / 2
        weights = np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)
        answers.append(np.einsum("nts,nsi->nti", weights, v[..., own]))
    mixed = np.concatenate(answers, -1) @ attend.out_proj.weight.data + attend.out_proj.bias.data
    y, weights_of_all = attend(x, need_weights=True)
    np.testing.assert_allclose(y.data, mixed)
    np.testing.assert_allclose(weights_of_all.data[:, 3], weights)
    np.testing.assert_allclose(attend(x, x, x).data, y.data)


@pytest.mark.parametrize("kv_heads", [1, 2, 4])
@pytest.mark.parametrize("positions", POSITIONS)
def test_cached_equals_uncached(rng, kv_heads, positions):
    attend, x = layer(kv_heads=kv_heads, positions=POSITIONS[positions]()), words(rng, 2, 9, 16)
    whole, cache, parts = attend(x, is_causal=True).data, nn.KVCache(), []
    with no_grad():
        for start, stop in ((0, 4), (4, 5), (5, 6), (6, 9)):       # a prompt, words, a piece
            parts.append(attend(x[:, start:stop], is_causal=True, cache=cache).data)
    assert cache.length == 9
    np.testing.assert_allclose(np.concatenate(parts, 1), whole, rtol=1e-10, atol=1e-16)


def test_cache_refuses_gradients_and_other_texts(rng):
    attend, x, cache = layer(), words(rng, 2, 3, 16), nn.KVCache()
    with pytest.raises(RuntimeError, match="with no_grad"):
        attend(x, cache=cache)
    with no_grad():
        attend(x, cache=cache)
        with pytest.raises(ValueError, match="take a new cache for each text"):
            attend(x[:1], cache=cache)
        with pytest.raises(ValueError, match="for self-attention"):
            attend(x, x, cache=cache)


@pytest.mark.parametrize("positions", ["rotary", "alibi", "interleaved"])
def test_positions_tell_order(rng, positions):
    x, order = words(rng, 1, 6, 16), [3, 1, 0, 5, 4, 2]
    blind, seeing = layer(), layer(positions=POSITIONS[positions]())
    np.testing.assert_allclose(blind(x).data[:, order], blind(x[:, order]).data)
    assert abs(seeing(x).data[:, order] - seeing(x[:, order]).data).max() > 0.01
    with pytest.raises(ValueError, match="leave out key and value"):
        seeing(x, x)


def test_padding_is_not_seen_and_each_sample_has_its_own_mask(rng):
    attend, x = layer(), words(rng, 3, 5, 16)
    lengths = [5, 2, 0]
    padding = np.arange(5) >= np.array(lengths)[:, None]
    y, weights = attend(x, key_padding_mask=padding, need_weights=True)
    for n, length in enumerate(lengths):
        assert (weights.data[n, :, :, length:] == 0).all()
        if length:
            alone = attend(x[n:n + 1], x[n:n + 1, :length]).data
            np.testing.assert_allclose(y.data[n:n + 1], alone)
    np.testing.assert_allclose(y.data[2], np.broadcast_to(attend.out_proj.bias.data, (5, 16)))
    y.sum().backward()
    np.testing.assert_array_equal(x.grad[2], 0)
    with pytest.raises(ValueError, match=r"boolean, True at padding, of shape .* \(3, 5\)"):
        attend(x, key_padding_mask=np.ones((3, 4), bool))


def test_masks_combine(rng):
    attend, x = layer(positions=nn.ALiBi()), words(rng, 2, 5, 16)
    may = rng.random((2, 5, 5)) < 0.7
    padding = rng.random((2, 5)) < 0.3
    y = attend(x, attn_mask=may, key_padding_mask=padding, is_causal=True)
    allowed = may & np.tri(5, dtype=bool) & ~padding[:, None]
    as_floats = np.where(allowed, 0.0, -np.inf)[:, None]
    np.testing.assert_allclose(y.data, attend(x, attn_mask=as_floats).data)
    np.testing.assert_allclose(y.data, attend(x, attn_mask=allowed).data)


def test_cross_attention_with_other_widths(rng):
    attend = nn.MultiHeadAttention(16, 4, kdim=5, vdim=7, kv_heads=2, rng=0)
    y, weights = attend(words(rng, 2, 3, 16, dtype="f"), words(rng, 2, 6, 5, dtype="f"),
                        words(rng, 2, 6, 7, dtype="f"), need_weights=True)
    assert (y.shape, y.dtype, weights.shape) == ((2, 3, 16), np.float32, (2, 4, 3, 6))
    np.testing.assert_allclose(weights.data.sum(-1), 1, rtol=1e-5)
    assert attend.k_proj.weight.shape == (5, 8)


def test_dropout_acts_in_training_alone(rng):
    attend, x = layer(dropout=0.5), words(rng, 2, 6, 16)
    np.testing.assert_array_equal(attend(x).data, attend(x).data)
    attend.train()
    assert (attend(x).data != attend(x).data).any()


@pytest.mark.parametrize("options", [{}, {"kv_heads": 2}, {"positions": nn.Rotary()},
                                     {"positions": nn.ALiBi()}])
def test_saving_freezing_repr_and_gradient(rng, options):
    attend, x = layer(**options), words(rng, 2, 3, 16)
    twin = copy.deepcopy(attend)
    twin.load_state_dict(attend.state_dict())
    np.testing.assert_array_equal(twin(x).data, attend(x).data)
    np.testing.assert_array_equal(twin.predict(x), attend(x).data)
    assert gradcheck(attend, x.data, order=2)
    attend(x).sum().backward()
    assert all(p.grad is not None and np.isfinite(p.grad).all() for p in attend.parameters())
    twin.freeze()(x).sum().backward()
    assert all(p.grad is None for p in twin.parameters())
    assert attend.headline().startswith("MultiHeadAttention(16, 4")


def test_summary_counts_products():
    attend = nn.MultiHeadAttention(8, 2, rng=0)
    assert attend.summary((5, 8)).flops == 4 * 2 * 5 * 8 * 8 + 2 * 2 * 5 * 5 * 8


def test_faults_are_named(rng):
    with pytest.raises(ValueError, match="embed_dim 10 must be a multiple of num_heads 4"):
        nn.MultiHeadAttention(10, 4)
    with pytest.raises(ValueError, match="kv_heads 3"):
        nn.MultiHeadAttention(16, 4, kv_heads=3)
    with pytest.raises(ValueError, match=r"must be \(N, T, features\)"):
        layer()(words(rng, 5, 16))


def test_additive_attention(rng):
    attend = nn.AdditiveAttention(3, 4, 5, rng=0).astype("float64")
    q, k, v = words(rng, 2, 3, 3), words(rng, 2, 6, 4), words(rng, 2, 6, 2)
    padding = np.arange(6) >= np.array([6, 4])[:, None]
    y, weights = attend(q, k, v, key_padding_mask=padding, need_weights=True)
    np.testing.assert_array_equal(weights.data[1, :, 4:], 0)
    np.testing.assert_allclose(weights.data.sum(-1), 1)
    np.testing.assert_allclose(y.data, weights.data @ v.data)
    hidden = np.tanh((attend.q_proj(q).data)[:, :, None] + attend.k_proj(k).data[:, None])
    scores = np.where(padding[:, None], -np.inf, hidden @ attend.weight.data)
    np.testing.assert_allclose(weights.data, F.softmax(scores).data)
    assert attend(q, k).shape == (2, 3, 4)


@pytest.mark.parametrize(("make", "shape"), [
    (lambda: nn.SinusoidalPositions(6), (2, 4, 6)), (lambda: nn.LearnedPositions(8, 6), (2, 4, 6)),
    (lambda: nn.LearnedPositions(8, 6), (4, 6))])
def test_added_positions(rng, make, shape):
    for dtype in (np.float32, np.float64):
        added, x = make().astype(dtype), words(rng, *shape, dtype=dtype)
        y = added(x, start=3)
        table = added.weight.data if hasattr(added, "weight") else F.sinusoidal_positions(8, 6)
        np.testing.assert_allclose(y.data, x.data + table[3:7], rtol=1e-5, atol=1e-6)
        y.sum().backward()
        assert y.dtype == x.grad.dtype == dtype
    with pytest.raises(ValueError, match="features need"):
        added(words(rng, 2, 4, 5))


def test_learned_positions_end():
    with pytest.raises(ValueError, match="reaches place 9, and only 8"):
        nn.LearnedPositions(8, 2)(Tensor(np.ones((1, 4, 2), "f")), start=5)
