"""BERT and SentenceEncoder: padding, types, pooling by hand, order, and learning on."""

import numpy as np
import pytest

from groundup import losses, optim
from groundup.models import BERT, SentenceEncoder
from groundup.text import Vocabulary, WordPieceTokenizer

V, T, C, DEPTH, HIDDEN = 12, 10, 8, 2, 20
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "cat", "dog", "sat", "ran", "##s", "!"]
TEXTS = ["a cat", "dogs ran !", "", "a dog sat ! a cat ran", "unheard"]


def make(seed=0, **options):
    return BERT(V, T, C, DEPTH, heads=2, hidden=HIDDEN, rng=seed, **options)


def encoder(**options):
    return SentenceEncoder(make(), WordPieceTokenizer(Vocabulary(WORDS, unknown="[UNK]")),
                           **options)


@pytest.fixture
def ids(rng):
    return rng.integers(1, V, (3, 6))


def test_parameters_by_formula():
    block = 4 * C * (C + 1) + 2 * C * HIDDEN + C + HIDDEN + 4 * C
    assert make().num_parameters() == (V + T + 2) * C + 2 * C + DEPTH * block
    wide = BERT(V, T, C, 1, 2, rng=0).blocks.layers[0]
    assert wide.linear1.weight.shape == (C, 4 * C)
    assert not wide.norm_first


def test_padding_is_seen_by_nobody(ids):
    model = make().eval()
    padded = np.concatenate([ids, np.ones((3, 2), int)], axis=1)
    mask = np.arange(8) < [[6]] * 3
    np.testing.assert_allclose(model(padded, mask=mask).data[:, :6], model(ids).data, rtol=1e-5,
                               atol=1e-6)


def test_types_and_places_count(ids):
    model = make().eval()
    before = model(ids).data
    assert (model(ids, np.zeros_like(ids)).data == before).all()
    assert not np.allclose(model(ids, np.ones_like(ids)).data, before, atol=1e-4)
    assert not np.allclose(model(ids[:, ::-1]).data[:, ::-1], before, atol=1e-4)


def test_a_text_beyond_its_places_is_refused():
    with pytest.raises(ValueError, match="only 10 were learned"):
        make()(np.ones((1, T + 1), int))


@pytest.mark.parametrize("pooling", ["mean", "first"])
@pytest.mark.parametrize("normalize", [True, False])
def test_texts_one_by_one_or_all_at_once(pooling, normalize):
    model = encoder(pooling=pooling, normalize=normalize)
    found = model.encode(TEXTS, batch_size=2)
    for text, y in zip(TEXTS, found):
        x = model.bert.eval()(model.tokenizer.encode(text).ids[None]).data[0]
        x = x.mean(axis=0) if pooling == "mean" else x[0]
        x = x / np.linalg.norm(x) if normalize else x
        np.testing.assert_allclose(y, x, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(model.encode(TEXTS), found, rtol=1e-5, atol=1e-6)
    assert model.encode([]).shape == (0, C)


def test_batches_are_told_and_the_mode_comes_back():
    model, told = encoder(), []
    model.bert.train()
    model.encode(TEXTS, batch_size=2, progress=told.append)
    assert told == [2, 2, 1]
    assert model.bert.training


def test_a_text_that_is_cut_off_is_a_warning():
    model = encoder(max_length=4)
    with pytest.warns(UserWarning, match="2 of 3 texts are longer than 4 tokens"):
        found = model.encode(["a cat sat", "a cat", "a cat ran !"])
    np.testing.assert_allclose(found[[0, 2]], found[[1, 1]], rtol=1e-5, atol=1e-6)


def test_special_tokens_in_a_text_stand_for_themselves():
    model = encoder()
    model.bert.eval()
    found = model.encode(["a [MASK] sat"])
    np.testing.assert_allclose(found, model([[2, 5, 4, 8, 3]]).data, rtol=1e-5, atol=1e-6)


def test_it_learns_which_texts_belong_together():
    model = encoder()
    model.bert.eval()                                   # without dropout
    optimizer = optim.Adam(model.bert.parameters(), lr=3e-3)
    left, right = (model.tokenizer.encode_batch(texts) for texts in
                   (["a cat", "a dog", "!"], ["sat", "ran", "a ! a"]))
    history = []
    for _ in range(30):
        loss = losses.info_nce(model(*left), model(*right))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    assert history[-1] < 0.1 < 0.5 < history[0]


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="pooling is one of mean, first, not 'max'"):
        encoder(pooling="max")
    with pytest.raises(ValueError, match="max_length is 11; this BERT has places for 3 to 10"):
        encoder(max_length=11)
    with pytest.raises(ValueError, match="13 tokens, but the BERT was made for 12"):
        SentenceEncoder(make(), WordPieceTokenizer(Vocabulary([*WORDS, "more"])))
    with pytest.raises(TypeError, match=r"encode\(\[text\]\)\[0\]"):
        encoder().encode("a cat")
    with pytest.raises(ValueError, match="batch_size must be at least 1"):
        encoder().encode(["a"], batch_size=0)
