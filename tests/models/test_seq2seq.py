"""Seq2Seq: teacher forcing that never peeks, padding that never counts, and greedy decoding."""

import numpy as np
import pytest

import groundup as gu
from groundup import optim
from groundup.losses.sequence import sequence_cross_entropy
from groundup.models import Seq2Seq

SOURCE, TARGET, H = 9, 7, 8
START = 1


def make(seed=0, **options):
    return Seq2Seq(SOURCE, TARGET, H, start=START, rng=seed, **options)


def logits(model, source, target):
    with gu.no_grad():
        return model(source, target).data


@pytest.fixture
def source(rng):
    return rng.integers(1, SOURCE, (3, 6))


@pytest.fixture
def target(rng):
    return rng.integers(2, TARGET, (3, 5))


def test_parameters_by_formula():
    gru = 3 * H * (2 * H + 1) + H
    attention = (H * H + H) + 2 * H * H + H
    expected = ((SOURCE + TARGET) * H + 3 * gru + (2 * H * H + H) + attention + (3 * H * H + H)
                + (H * TARGET + TARGET))
    assert make().num_parameters() == expected


def test_teacher_forcing_never_peeks(source, target):
    model = make()
    before = logits(model, source, target)
    assert before.shape == (3, 5, TARGET)
    for t in range(5):
        changed = target.copy()
        changed[:, t] = np.where(changed[:, t] == 2, 3, 2)
        after = logits(model, source, changed)
        np.testing.assert_array_equal(after[:, :t + 1], before[:, :t + 1])
        assert t == 4 or (after[:, t + 1] != before[:, t + 1]).any(axis=1).all()


def test_every_source_token_reaches_every_target_token(source, target):
    model = make()
    before = logits(model, source, target)
    for s in range(6):
        changed = source.copy()
        changed[:, s] = changed[:, s] % (SOURCE - 1) + 1
        assert (logits(model, changed, target) != before).any(axis=2).all()


def test_padding_of_the_source_changes_nothing(source, target):
    model = make()
    padded = np.concatenate([source, np.zeros((3, 4), int)], axis=1)
    np.testing.assert_allclose(logits(model, padded, target), logits(model, source, target),
                               rtol=1e-5, atol=1e-6)
    _, weights = model.decode(padded, 3, need_weights=True)
    assert (weights[:, :, 6:] == 0).all()
    np.testing.assert_allclose(weights.sum(axis=2), 1, rtol=1e-6)


def test_decoding_is_the_argmax_of_teacher_forcing(source):
    model = make()
    model.head.bias.data[0] = -50                   # never the end
    text = model.decode(source, 7)
    assert text.shape == (3, 7)
    np.testing.assert_array_equal(text, logits(model, source, text).argmax(axis=2))


def test_decoding_ends_when_all_have(source):
    model = make()
    model.head.bias.data[0] = 50                    # the end at once
    assert model.decode(source, 4).tolist() == [[0], [0], [0]]


def test_overfits_one_batch_and_ends_where_it_should(source, target):
    target[0, 3:], target[1, 1:] = 0, 0             # of lengths 3, 1 and 5
    model = make()
    trainer = gu.Trainer(model, sequence_cross_entropy, optim.Adam(model.parameters(), lr=0.02))
    history = trainer.fit((source, target, target), epochs=100, progress=False)
    assert history["loss"][-1] < 0.05
    np.testing.assert_array_equal(model.decode(source, 5), target)
    np.testing.assert_array_equal(model.decode(source[:2], 9), target[:2, :4])


def test_seed_decides_and_a_saved_state_comes_back(source, target):
    model, twin, other = make(0), make(0), make(1)
    expected = logits(model, source, target)
    np.testing.assert_array_equal(logits(twin, source, target), expected)
    assert (logits(other, source, target) != expected).any()
    other.load_state_dict(model.state_dict())
    np.testing.assert_array_equal(logits(other, source, target), expected)


def test_what_cannot_be_right_is_named(source, target):
    with pytest.raises(ValueError, match="start is a token of the target, 0 to 6, not 7"):
        Seq2Seq(SOURCE, TARGET, H, start=7)
    with pytest.raises(ValueError, match="start and padding_idx are both 0"):
        Seq2Seq(SOURCE, TARGET, H, start=0)
    with pytest.raises(ValueError, match=r"token ids \(N, T\).*float64"):
        make()(source * 0.5, target)
    with pytest.raises(ValueError, match="max_length must be at least 1"):
        make().decode(source, 0)
    source[1] = 0
    with pytest.raises(ValueError, match=r"padding \(0\) alone"):
        make().decode(source, 3)
