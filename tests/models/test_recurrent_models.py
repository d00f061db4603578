"""Recurrent models: shapes, parameter counts, the last real step, the past alone, and going on."""

import numpy as np
import pytest

import groundup as gu
from groundup import nn, optim
from groundup.losses.sequence import sequence_cross_entropy
from groundup.models import RNNClassifier, RNNLanguageModel

CELLS = {"rnn": 1, "gru": 3, "lstm": 4}             # blocks of weights


def same(a, b):
    return all(np.array_equal(x, y) for x, y in zip(a.state_dict().values(),
                                                    b.state_dict().values(), strict=True))


# ---- classifier -----------------------------------------------------------------------------


@pytest.mark.parametrize("cell", CELLS)
def test_classifier_counts_its_parameters(cell):
    F, H, O = 3, 8, 5
    second_bias = H if cell == "gru" else 0
    layer = CELLS[cell] * H * (F + H + 1) + second_bias
    assert RNNClassifier(F, H, O, cell).num_parameters() == layer + (H + 1) * O
    upper = CELLS[cell] * H * (2 * H + H + 1) + second_bias
    both_ways = RNNClassifier(F, H, O, cell, num_layers=2, bidirectional=True)
    assert both_ways.num_parameters() == 2 * (layer + upper) + (2 * H + 1) * O


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("bidirectional", [False, True])
def test_classifier_judges_by_the_last_real_step(cell, bidirectional, rng):
    model = RNNClassifier(3, 8, 4, cell, num_layers=2, bidirectional=bidirectional, rng=0)
    x = rng.normal(size=(2, 7, 3)).astype("f4")
    whole = model(gu.Tensor(x[1:, :5])).data
    padded = model(gu.Tensor(x), lengths=[7, 5]).data
    assert padded.shape == (2, 4)
    np.testing.assert_allclose(padded[1:], whole, rtol=1e-5, atol=1e-6)
    x[1, 5:] = 1e3                                  # padding, whatever it holds
    np.testing.assert_array_equal(model(gu.Tensor(x), lengths=[7, 5]).data, padded)


def test_classifier_reads_both_ends(rng):
    model = RNNClassifier(2, 4, 3, "gru", bidirectional=True, rng=0)
    x = gu.Tensor(rng.normal(size=(1, 6, 2)).astype("f4"))
    output, _ = model.recurrent(x)                  # last step forth, first step back
    ends = np.concatenate([output.data[:, -1, :4], output.data[:, 0, 4:]], axis=1)
    np.testing.assert_allclose(model(x).data, model.head(gu.Tensor(ends)).data, rtol=1e-6)


def test_a_class_and_its_name_are_the_same():
    assert same(RNNClassifier(3, 4, 2, "gru", rng=0), RNNClassifier(3, 4, 2, nn.GRU, rng=0))
    assert isinstance(RNNClassifier(3, 4, 2).recurrent, nn.LSTM)
    with pytest.raises(ValueError, match=r"cell is 'mlp'; it can be 'rnn', 'lstm', 'gru'"):
        RNNClassifier(3, 4, 2, "mlp")


def test_classifier_overfits_one_batch(rng):
    x, y = rng.normal(size=(8, 6, 3)).astype("f4"), rng.integers(0, 4, 8)
    model = RNNClassifier(3, 16, 4, rng=0)
    trainer = gu.Trainer(model, gu.losses.cross_entropy, optim.Adam(model.parameters(), lr=0.02))
    assert trainer.fit((x, y), epochs=80, progress=False)["loss"][-1] < 0.05
    assert (model.predict(x).argmax(1) == y).all()


# ---- language model -------------------------------------------------------------------------


def test_language_model_counts_its_parameters():
    V, D, H = 30, 8, 16
    lstm = 4 * H * (D + H + 1)
    assert RNNLanguageModel(V, D, H).num_parameters() == V * D + lstm + (H + 1) * V
    tied = RNNLanguageModel(V, H, H, tied=True)
    assert tied.num_parameters() == V * H + 4 * H * (2 * H + 1) + V
    with pytest.raises(ValueError, match="embedding_dim 8 equal to hidden_size 16"):
        RNNLanguageModel(V, D, H, tied=True)


def test_tied_scores_are_products_with_the_table(rng):
    model = RNNLanguageModel(7, 5, 5, "gru", tied=True, rng=0)
    model.bias.data[...] = rng.normal(size=7)
    ids = rng.integers(0, 7, (2, 4))
    state, _ = model.recurrent(model.embedding(ids))
    expected = state.data @ model.embedding.weight.data.T + model.bias.data
    np.testing.assert_allclose(model(ids).data, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("cell", CELLS)
def test_language_model_sees_no_later_token(cell, rng):
    model = RNNLanguageModel(9, 6, 6, cell, num_layers=2, rng=0)
    ids = rng.integers(0, 9, (3, 8))
    before = model.predict(ids)
    for t in range(1, 8):
        changed = ids.copy()
        changed[:, t] = (changed[:, t] + 1) % 9
        after = model.predict(changed)
        np.testing.assert_array_equal(after[:, :t], before[:, :t])
        assert (after[:, t] != before[:, t]).any()


@pytest.mark.parametrize("cell", CELLS)
def test_reading_in_pieces_is_reading_at_once(cell, rng):
    model = RNNLanguageModel(9, 6, 6, cell, num_layers=2, rng=0)
    ids = rng.integers(0, 9, (2, 10))
    first, state = model.read(ids[:, :4])
    second, _ = model.read(ids[:, 4:], nn.detach_state(state))
    np.testing.assert_allclose(np.concatenate([first.data, second.data], axis=1),
                               model(ids).data, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("cell", CELLS)
def test_greedy_text_is_what_the_model_says_of_itself(cell):
    model = RNNLanguageModel(9, 6, 6, cell, rng=0)
    text = model.generate([[1, 2, 3], [4, 5, 6]], 6, temperature=0)
    assert text.shape == (2, 9)
    assert text.dtype == np.int64
    np.testing.assert_array_equal(text[:, 3:], model.predict(text).argmax(2)[:, 2:-1])


def test_generate_follows_the_seed_and_keeps_the_mode():
    model = RNNLanguageModel(9, 6, 6, dropout=0.5, rng=0)
    one, same_seed, other = (model.generate([1], 30, rng=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same_seed)
    assert (one != other).any()
    assert model.training
    assert model.generate([1, 2], 0).tolist() == [1, 2]


@pytest.mark.parametrize(("prompt", "length", "message"), [
    ([], 3, "at least 1"), ([0.5], 3, "float64"), (3, 3, r"of shape \(\)"),
    ([1], -1, "0 or more, not -1")])
def test_generate_refuses_what_is_no_text(prompt, length, message):
    with pytest.raises(ValueError, match=message):
        RNNLanguageModel(9, 6, 6, rng=0).generate(prompt, length)


def test_language_model_overfits_one_batch(rng):
    ids = rng.integers(0, 12, (4, 9))
    model = RNNLanguageModel(12, 16, 16, tied=True, rng=0)
    trainer = gu.Trainer(model, sequence_cross_entropy, optim.Adam(model.parameters(), lr=0.03))
    history = trainer.fit((ids[:, :-1], ids[:, 1:]), epochs=120, progress=False)
    assert history["loss"][0] == pytest.approx(np.log(12), abs=0.5)      # it starts knowing nothing
    assert history["loss"][-1] < 0.1


@pytest.mark.parametrize("make", [
    lambda rng: RNNClassifier(3, 4, 2, "gru", num_layers=2, rng=rng),
    lambda rng: RNNLanguageModel(9, 6, 6, num_layers=2, tied=True, rng=rng),
    lambda rng: RNNLanguageModel(9, 6, 4, "rnn", rng=rng)])
def test_seed_decides_and_a_saved_state_comes_back(make):
    model, twin, other = make(0), make(0), make(1)
    assert same(model, twin)
    assert not same(model, other)
    other.load_state_dict(model.state_dict())
    assert same(model, other)
