"""What sequence models must be able to learn, in a band over three seeds (chapters 14 and 18).

Seconds in the comments are those of one seed on one core.
"""

from pathlib import Path

import numpy as np
import pytest

import groundup as gu
from groundup import models, optim
from groundup.losses.sequence import sequence_cross_entropy
from groundup.text import CharTokenizer

pytestmark = pytest.mark.slow
SEEDS = [0, 1, 2]


def fit(model, loss, data, lr, steps, batch_size=32):
    """Adam with a rate that falls to 0 in half a wave, and clipped gradients."""
    updates = -(-len(data[0]) // batch_size)
    optimizer = optim.Adam(model.parameters(), lr=optim.cosine(lr, steps=steps))
    trainer = gu.Trainer(model, loss, optimizer, clip_norm=1.0)
    trainer.fit(data, epochs=steps // updates, batch_size=batch_size, progress=False)
    return trainer


# ---- the adding problem (Hochreiter and Schmidhuber, 1997) ----------------------------------

KNOWS_NOTHING = 1 / 6                       # the error of always saying 1: twice the variance 1/12


def adding(count, length, rng):
    """Numbers in 0..1, two of them marked, one in each half; and the sum of these two."""
    marks = np.zeros((count, length))
    rows, half = np.arange(count), length // 2
    marks[rows, rng.integers(0, half, count)] = 1
    marks[rows, rng.integers(half, length, count)] = 1
    numbers = rng.random((count, length))
    x = np.stack([numbers, marks], axis=2).astype("f4")                     # (N, T, 2)
    return x, (numbers * marks).sum(axis=1, keepdims=True).astype("f4")     # (N, 1)


def adding_error(cell, seed, lr, steps):
    rng = np.random.default_rng(seed)
    model = models.RNNClassifier(2, 32, 1, cell, rng=seed)
    trainer = fit(model, gu.losses.mse, adding(6400, 100, rng), lr, steps)
    return trainer.evaluate(adding(1000, 100, rng))["loss"]


@pytest.mark.parametrize("seed", SEEDS)
def test_lstm_adds_over_100_steps(seed):                        # 6 s, error 0.001 to 0.005
    assert adding_error("lstm", seed, lr=0.02, steps=1200) < 0.02


@pytest.mark.parametrize("seed", SEEDS)
def test_gru_adds_over_100_steps(seed):                         # 6 s, error 0.0005 to 0.002
    assert adding_error("gru", seed, lr=0.01, steps=1000) < 0.02


@pytest.mark.parametrize("seed", SEEDS)
def test_rnn_does_not_add_over_100_steps(seed):                 # 2 s, error 0.16 to 0.17
    error = adding_error("rnn", seed, lr=0.01, steps=1200)
    assert 0.7 * KNOWS_NOTHING < error < 1.2 * KNOWS_NOTHING


# ---- sequences backwards --------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_transformer_reverses_sequences(seed):                  # 2 s, all right
    rng = np.random.default_rng(seed)
    model = models.TransformerEncoder(10, 10, max_length=20, width=32, depth=2, heads=2, rng=seed)
    x = rng.integers(0, 10, (3200, 20))
    fit(model, sequence_cross_entropy, (x, x[:, ::-1]), lr=0.005, steps=400)
    new = rng.integers(0, 10, (1000, 20))
    assert (model.predict(new).argmax(axis=2) == new[:, ::-1]).mean() >= 0.99


PADDING, START, FIRST = 0, 1, 2             # tokens; FIRST to 11 are what is reversed


def sequences(count, rng):
    """Sequences of 5 to 10 tokens, padded to 10, and what they are backwards, padded to 11."""
    lengths = rng.integers(5, 11, count)[:, None]
    tokens, places = rng.integers(FIRST, 12, (count, 10)), np.arange(11)
    source = np.where(places[:10] < lengths, tokens, PADDING)
    target = np.take_along_axis(tokens, np.maximum(lengths - 1 - places, 0), axis=1)
    return source, np.where(places < lengths, target, PADDING)


@pytest.mark.parametrize("seed", SEEDS)
def test_seq2seq_reverses_sequences_and_ends_them(seed):        # 4 s, 99.4 to 100 % wholly right
    rng = np.random.default_rng(seed)
    model = models.Seq2Seq(12, 12, width=32, start=START, padding_idx=PADDING, rng=seed)
    source, target = sequences(6400, rng)
    fit(model, sequence_cross_entropy, (source, target, target), lr=0.01, steps=800)
    source, target = sequences(500, rng)
    written, weights = model.decode(source, 11, need_weights=True)
    assert (written == target).all(axis=1).mean() >= 0.97
    looked = weights.argmax(axis=2)[:, :5]                      # each step one place to the left
    end = (source != PADDING).sum(axis=1, keepdims=True) - 1
    assert (np.abs(looked - (end - np.arange(5))) <= 1).mean() > 0.9


# ---- text -----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("positions", ["learned", "rotary"])
def test_gpt_learns_2_kb_of_text_by_heart(positions, seed):     # 7 s, loss 0.019 to 0.037
    text = Path(models.gpt.__file__).read_text(encoding="utf-8")[:2048]     # its own first page
    tokenizer = CharTokenizer.train(text)
    ids, T = tokenizer.encode(text), 64
    x, y = (ids[i:][:31 * T].reshape(31, T) for i in (0, 1))
    model = models.GPT(len(tokenizer), T, width=64, depth=2, heads=4, positions=positions,
                       rng=seed)
    fit(model, sequence_cross_entropy, (x, y), lr=0.005, steps=400, batch_size=16)
    assert sequence_cross_entropy(gu.Tensor(model.predict(x)), y).item() < 0.1
    page = tokenizer.decode(model.generate(x[0, :8], T - 8, temperature=0))
    assert page == text[:T]
