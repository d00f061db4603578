"""Transformer blocks and stacks: roads, masks, caches, copies; and checkpointed blocks."""

import copy

import numpy as np
import pytest

import groundup as gu
from groundup import Tensor, nn, no_grad
from groundup import functional as F

BLOCK = {"dim_feedforward": 16, "dropout": 0.2}


def words(rng, *shape):
    return Tensor(rng.normal(size=shape), requires_grad=True)


@pytest.mark.parametrize("norm_first", [False, True])
def test_encoder_block_by_hand(rng, norm_first):
    block = nn.TransformerEncoderLayer(8, 2, 16, norm_first=norm_first, activation="gelu", rng=0)
    block.astype("float64").eval()
    x = words(rng, 2, 5, 8)

    def think(x):
        return block.linear2(F.gelu(block.linear1(x)))

    if norm_first:
        middle = x + block.self_attn(block.norm1(x))
        y = middle + think(block.norm2(middle))
    else:
        middle = block.norm1(x + block.self_attn(x))
        y = block.norm2(middle + think(middle))
    np.testing.assert_allclose(block(x).data, y.data, rtol=1e-12)


@pytest.mark.parametrize("positions", [None, nn.Rotary(), nn.ALiBi()])
def test_stack_with_caches_equals_stack_without(rng, positions):
    stack = nn.TransformerEncoder(
        lambda: nn.TransformerEncoderLayer(8, 4, **BLOCK, norm_first=True, kv_heads=2,
                                           positions=positions),
        num_layers=3, norm=nn.LayerNorm(8)).astype("float64").eval()
    x, caches = words(rng, 2, 6, 8), [nn.KVCache() for _ in stack.layers]
    whole = stack(x, is_causal=True).data
    with no_grad():
        steps = [stack(x[:, t:t + 1], is_causal=True, caches=caches).data for t in range(6)]
    np.testing.assert_allclose(np.concatenate(steps, 1), whole, rtol=1e-10, atol=1e-12)
    with pytest.raises(ValueError, match="2 caches for 3 blocks"):
        stack(x, caches=caches[:2])


def test_decoder_with_caches_and_the_future(rng):
    stack = nn.TransformerDecoder(lambda: nn.TransformerDecoderLayer(8, 2, **BLOCK), 2)
    stack.astype("float64").eval()
    x, memory = words(rng, 2, 5, 8), words(rng, 2, 7, 8)
    whole = stack(x, memory, tgt_is_causal=True).data
    caches = [nn.KVCache() for _ in stack.layers]
    with no_grad():
        steps = [stack(x[:, t:t + 1], memory, tgt_is_causal=True, caches=caches).data
                 for t in range(5)]
    np.testing.assert_allclose(np.concatenate(steps, 1), whole, rtol=1e-10, atol=1e-12)
    x.data[:, 3:] += 1
    np.testing.assert_array_equal(stack(x, memory, tgt_is_causal=True).data[:, :3], whole[:, :3])


def test_blocks_of_a_stack_start_differently_and_a_block_is_refused():
    stack = nn.TransformerEncoder(lambda: nn.TransformerEncoderLayer(8, 2, 16), 2)
    first, second = (block.linear1.weight.data for block in stack.layers)
    assert (first != second).any()
    with pytest.raises(TypeError, match="makes a new TransformerEncoderLayer"):
        nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16), 2)
    with pytest.raises(ValueError, match="'relu', 'gelu' or a function, not 'tahn'"):
        nn.TransformerEncoderLayer(8, 2, 16, activation="tahn")


def test_one_seed_gives_one_model_and_every_part_learns(rng):
    model, twin = (nn.Transformer(8, 2, 2, 2, 16, dropout=0.1, rng=3) for _ in range(2))
    src, tgt = (Tensor(rng.normal(size=(2, n, 8)).astype("f")) for n in (5, 4))
    y = model(src, tgt, tgt_is_causal=True)
    np.testing.assert_array_equal(y.data, twin(src, tgt, tgt_is_causal=True).data)
    (y * y).sum().backward()
    assert all(np.abs(p.grad).max() > 0 for name, p in model.named_parameters()
               if not name.endswith("k_proj.bias"))    # the same for all keys: softmax drops it
    model.eval(), twin.eval()
    twin.load_state_dict(model.state_dict())
    np.testing.assert_array_equal(model(src, tgt).data, twin(src, tgt).data)
    np.testing.assert_array_equal(copy.deepcopy(model)(src, tgt).data, twin(src, tgt).data)


def test_without_biases_none_is_left():
    block = nn.TransformerDecoderLayer(8, 2, 16, bias=False)
    assert not [name for name, _ in block.named_parameters() if name.endswith("bias")]


@pytest.mark.parametrize("rng_of_block", [None, 7])
def test_checkpointed_blocks_learn_the_same(rng, rng_of_block):
    """With dropout inside, whether it draws from the shared generator or from its own."""
    def gradients(wrap):
        gu.seed(0)
        stack = nn.TransformerEncoder(
            lambda: wrap(nn.TransformerEncoderLayer(8, 2, **BLOCK, rng=rng_of_block)), 2)
        x = Tensor(np.random.default_rng(0).normal(size=(2, 5, 8)).astype("f"), requires_grad=True)
        padding = np.arange(5) >= np.array([5, 3])[:, None]
        y = stack(x, src_key_padding_mask=padding)
        (y * y * y).sum().backward()
        return [y.data, x.grad, *(p.grad for p in stack.parameters())]

    for a, b in zip(gradients(nn.Checkpoint), gradients(lambda block: block), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


def test_sequence_reversal_is_learned():
    """Attention alone finds the mirrored place: a small encoder with learned positions."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(
        nn.Embedding(6, 16, rng=0), nn.LearnedPositions(5, 16, rng=1),
        nn.TransformerEncoderLayer(16, 2, 32, dropout=0.0, norm_first=True, rng=2),
        nn.Dense(16, 6, rng=3))
    optimizer = gu.optim.Adam(model.parameters(), lr=1e-2)
    for _ in range(300):
        ids = rng.integers(0, 6, (32, 5))
        scores = F.log_softmax(model(ids))
        loss = -gu.autograd.gather(scores, 2, ids[:, ::-1, None]).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    ids = rng.integers(0, 6, (100, 5))
    assert (model.predict(ids).argmax(-1) == ids[:, ::-1]).mean() > 0.99
