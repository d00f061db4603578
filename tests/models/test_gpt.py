"""GPT: parameter count, the past alone, a cache that changes nothing, and weights from the seed."""

import numpy as np
import pytest

import groundup as gu
from groundup import optim
from groundup.losses.sequence import sequence_cross_entropy
from groundup.models import GPT

V, T, C, DEPTH = 11, 8, 8, 2
KINDS = [{"positions": "learned"}, {"positions": "rotary"}, {"tied": False}]


def make(seed=0, **options):
    return GPT(V, T, C, DEPTH, heads=2, rng=seed, **options)


def test_parameters_by_formula():
    block = 4 * (C * C + C) + (C * 4 * C + 4 * C) + (4 * C * C + C) + 2 * 2 * C
    without_places = V * C + DEPTH * block + 2 * C
    assert make(positions="rotary").num_parameters() == without_places
    assert make().num_parameters() == without_places + T * C
    assert make(tied=False).num_parameters() == without_places + T * C + C * V


@pytest.mark.parametrize("options", KINDS)
def test_no_token_sees_a_later_one(options, rng):
    model, ids = make(**options), rng.integers(0, V, (3, T))
    before = model.predict(ids)
    assert before.shape == (3, T, V)
    for t in range(1, T):
        changed = ids.copy()
        changed[:, t] = (changed[:, t] + 1) % V
        after = model.predict(changed)
        np.testing.assert_array_equal(after[:, :t], before[:, :t])
        assert (after[:, t:] != before[:, t:]).any(axis=(0, 2)).all()


@pytest.mark.parametrize("positions", ["learned", "rotary"])
def test_gradients_reach_the_past_alone(positions):
    model, ids = make(positions=positions, tied=False), np.arange(T)[None]      # each token once
    slope, = gu.grad(model(ids)[0, 3, 0], [model.embedding.weight])
    reached = (slope.data != 0).any(axis=1)
    assert reached.tolist() == [True] * 4 + [False] * (V - 4)


@pytest.mark.parametrize("options", KINDS)
@pytest.mark.parametrize("length", [4, 12])         # within the context, and beyond it
def test_cached_is_uncached(options, length, rng):
    model, prompt = make(**options), rng.integers(0, V, (2, 3))
    for p in model.parameters():
        p.data *= 10                                # far from uniform
    greedy = model.generate(prompt, length, temperature=0)
    np.testing.assert_array_equal(
        greedy, model.generate(prompt, length, temperature=0, cached=False))
    np.testing.assert_array_equal(
        model.generate(prompt, length, rng=5, top_k=5),
        model.generate(prompt, length, rng=5, top_k=5, cached=False))
    assert greedy.shape == (2, 3 + length)


@pytest.mark.parametrize("options", KINDS)
def test_logits_through_the_cache(options, rng):
    model, ids = make(**options).astype("float64"), rng.integers(0, V, (2, T))
    caches = [gu.nn.KVCache() for _ in model.blocks.layers]
    with gu.no_grad():
        pieces = [model(ids[:, a:b], caches).data for a, b in ((0, 3), (3, 4), (4, 8))]
    np.testing.assert_allclose(np.concatenate(pieces, axis=1), model.predict(ids), rtol=1e-10,
                               atol=1e-12)


def test_a_prompt_beyond_the_context_is_read_from_its_end(rng):
    model, prompt = make(), rng.integers(0, V, 2 * T)
    text = model.generate(prompt, 1, temperature=0)
    assert text[-1] == model.predict(prompt[None, -T:])[0, -1].argmax()
    with pytest.raises(ValueError, match="16 tokens; the context of the model is 8"):
        model(prompt[None])


def test_weights_start_small_and_smaller_where_blocks_add():
    model = GPT(50, 32, 64, depth=8, heads=4, rng=0)
    layer = model.blocks.layers[5]
    spread = {name: p.data.std() for name, p in layer.named_parameters() if p.ndim == 2}
    for name, std in spread.items():
        adds = name in ("self_attn.out_proj.weight", "linear2.weight")
        assert std == pytest.approx(0.005 if adds else 0.02, rel=0.05)
    assert model.embedding.weight.data.std() == pytest.approx(0.02, rel=0.05)


def test_overfits_one_batch(rng):
    ids = rng.integers(0, V, (4, T + 1))
    model = GPT(V, T, 32, 2, heads=2, rng=0)
    trainer = gu.Trainer(model, sequence_cross_entropy, optim.Adam(model.parameters(), lr=0.01))
    history = trainer.fit((ids[:, :-1], ids[:, 1:]), epochs=60, progress=False)
    assert history["loss"][0] == pytest.approx(np.log(V), abs=0.1)
    assert history["loss"][-1] < 0.3                # the first tokens cannot be known


@pytest.mark.parametrize("options", KINDS)
def test_seed_decides_and_a_saved_state_comes_back(options, rng):
    ids = rng.integers(0, V, (2, T))
    model, twin, other = make(0, **options), make(0, **options), make(1, **options)
    expected = model.predict(ids)
    np.testing.assert_array_equal(twin.predict(ids), expected)
    assert (other.predict(ids) != expected).any()
    other.load_state_dict(model.state_dict())
    np.testing.assert_array_equal(other.predict(ids), expected)


def test_summary_counts_the_scores():
    scores = 2 * T * C * V                          # whether by a head or by the table
    tied, untied = make().summary(T, dtype=int), make(tied=False).summary(T, dtype=int)
    assert tied.flops == untied.flops
    assert tied.rows[0].flops == scores


def test_wrong_options_are_named():
    with pytest.raises(ValueError, match="'learned' or 'rotary', not 'none'"):
        make(positions="none")
    with pytest.raises(ValueError, match="context must be a whole number of at least 1, not 0"):
        GPT(V, 0, C, DEPTH, heads=2)
    with pytest.raises(ValueError, match="multiple of num_heads 3"):
        GPT(V, T, C, DEPTH, heads=3)
