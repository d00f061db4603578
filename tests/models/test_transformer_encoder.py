"""TransformerEncoder: parameter count, pooling by hand, padding that nobody sees, and places."""

import numpy as np
import pytest

import groundup as gu
from groundup import optim
from groundup.models import TransformerEncoder

V, OUT, T, C, DEPTH = 10, 3, 8, 8, 2


def make(seed=0, **options):
    return TransformerEncoder(V, OUT, T, C, DEPTH, heads=2, rng=seed, **options)


@pytest.fixture
def ids(rng):
    return rng.integers(1, V, (3, 6))


def test_parameters_by_formula():
    block = 12 * C * C + 13 * C
    assert make().num_parameters() == (V + T) * C + DEPTH * block + 2 * C + (C + 1) * OUT


def test_pooling_by_hand(ids):
    model = make(pooling="none", padding_idx=0)
    ids[1, 4:] = 0
    each, states = model.predict(ids), model.encode(ids).data
    assert each.shape == (3, 6, OUT)
    W, b = model.head.weight.data, model.head.bias.data
    np.testing.assert_allclose(each, states @ W + b, rtol=1e-5, atol=1e-6)
    model.pooling = "first"
    np.testing.assert_allclose(model.predict(ids), each[:, 0], rtol=1e-5, atol=1e-6)
    model.pooling = "mean"
    mean = np.stack([states[0].mean(0), states[1, :4].mean(0), states[2].mean(0)])
    np.testing.assert_allclose(model.predict(ids), mean @ W + b, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("pooling", ["mean", "first"])
def test_padding_changes_nothing(pooling, ids):
    model = make(pooling=pooling, padding_idx=0)
    padded = np.concatenate([ids, np.zeros((3, 2), int)], axis=1)
    np.testing.assert_allclose(model.predict(padded), model.predict(ids), rtol=1e-5, atol=1e-6)
    alone = make(pooling="mean").predict(ids)       # no token is meant as padding
    assert alone.shape == (3, OUT)


def test_every_token_sees_every_other_and_its_place(ids):
    model = make()
    before = model.predict(ids)
    for t in range(6):
        changed = ids.copy()
        changed[:, t] = changed[:, t] % (V - 1) + 1
        assert (model.predict(changed) != before).any(axis=2).all()
    turned = make(pooling="mean")
    assert not np.allclose(turned.predict(ids), turned.predict(ids[:, ::-1]), atol=1e-4)


def test_overfits_one_batch(ids):
    model, y = make(pooling="mean"), np.array([0, 2, 1])
    trainer = gu.Trainer(model, gu.losses.cross_entropy, optim.Adam(model.parameters(), lr=0.01))
    assert trainer.fit((ids, y), epochs=60, progress=False)["loss"][-1] < 0.05


def test_seed_decides_and_a_saved_state_comes_back(ids):
    model, twin, other = make(0), make(0), make(1)
    expected = model.predict(ids)
    np.testing.assert_array_equal(twin.predict(ids), expected)
    assert (other.predict(ids) != expected).any()
    other.load_state_dict(model.state_dict())
    np.testing.assert_array_equal(other.predict(ids), expected)


def test_what_cannot_be_right_is_named(ids):
    with pytest.raises(ValueError, match="pooling is one of none, mean, first, not 'max'"):
        make(pooling="max")
    with pytest.raises(ValueError, match="reaches place 9, and only 8"):
        make()(np.ones((1, 9), int))
    ids[2] = 0
    with pytest.raises(ValueError, match=r"padding \(0\) alone"):
        make(padding_idx=0).predict(ids)
