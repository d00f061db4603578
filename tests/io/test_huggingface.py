"""A BERT from a Hugging Face folder: its numbers by plain NumPy, and each fault in a sentence."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest

import groundup as gu
from groundup import Tensor
from groundup.io import FileError, from_huggingface, save_weights

from .bert_folder import ACTIVATIONS, CONFIG, DEPTH, MODULES, C, H, P, V, states, weights, write

IDS = np.array([[2, 60, 7, 51, 300, 3], [2, 99, 12, 3, 0, 0]])
TYPES = np.array([[0, 0, 0, 1, 1, 1], [0, 1, 1, 1, 0, 0]])
MASK = IDS > 0
TEXTS = ["the cat sat", "A dog, a [MASK]", "", "the the the"]


@pytest.fixture
def arrays(rng):
    return weights(rng)


@pytest.fixture
def folder(tmp_path, arrays):
    return write(tmp_path / "bert", arrays)


def close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("act", ACTIVATIONS)
def test_each_token_as_in_plain_numpy(tmp_path, arrays, act):
    bert = from_huggingface(write(tmp_path, arrays, config=CONFIG | {"hidden_act": act})).bert
    bert.eval()
    found = bert(IDS, TYPES, MASK).data
    for i, length in enumerate(MASK.sum(axis=1)):
        close(found[i, :length], states(arrays, IDS[i, :length], TYPES[i, :length], act))
    assert bert.num_parameters() == sum(array.size for array in arrays.values())


@pytest.mark.parametrize("key, normalize", [("mean_tokens", True), ("mean_tokens", False),
                                            ("cls_token", True)])
def test_sentences_are_pooled_as_the_folder_says(tmp_path, arrays, key, normalize):
    encoder = from_huggingface(write(tmp_path, arrays, modules=MODULES[:2 + normalize],
                                     **{"1_Pooling/config": {f"pooling_mode_{key}": True}}))
    found = encoder.encode(TEXTS)
    for text, y in zip(TEXTS, found):
        x = states(arrays, encoder.tokenizer.encode(text).ids)
        x = x[0] if key == "cls_token" else x.mean(axis=0)
        close(y, x / np.linalg.norm(x) if normalize else x)


def test_a_bert_that_was_not_made_for_sentences(tmp_path, arrays):
    encoder = from_huggingface(write(tmp_path, arrays, modules=None, tokenizer_config=None,
                                     sentence_bert_config=None))
    assert (encoder.pooling, encoder.normalize, encoder.max_length) == ("mean", False, P)
    assert encoder.tokenizer.lower


def test_older_names_heads_and_places_make_no_difference(tmp_path, folder, arrays):
    old = {f"bert.{name}".replace("LayerNorm.weight", "LayerNorm.gamma")
           .replace("LayerNorm.bias", "LayerNorm.beta"): array for name, array in arrays.items()}
    old |= {"bert.embeddings.position_ids": np.arange(P)[None],
            "bert.pooler.dense.weight": np.ones((C, C)), "bert.pooler.dense.bias": np.ones(C),
            "cls.predictions.bias": np.ones(V)}
    twin = from_huggingface(write(tmp_path / "old", old))
    assert (twin.encode(TEXTS) == from_huggingface(folder).encode(TEXTS)).all()


def test_half_precision_and_the_default_dtype(tmp_path, arrays):
    half = {name: array.astype("f2") for name, array in arrays.items()}
    encoder = from_huggingface(write(tmp_path, half))
    table = encoder.bert.embedding.weight.data
    assert table.dtype == np.float32
    assert (table == half["embeddings.word_embeddings.weight"]).all()
    gu.set_default_dtype("float64")
    assert from_huggingface(tmp_path).encode(TEXTS).dtype == np.float64


def test_the_shared_generator_is_left_alone(folder):
    before = gu.backend.generator().bit_generator.state
    from_huggingface(folder)
    assert gu.backend.generator().bit_generator.state == before


def test_length_and_case_come_from_the_folder(tmp_path, arrays):
    encoder = from_huggingface(write(tmp_path, arrays, sentence_bert_config={"max_seq_length": 5},
                                     tokenizer_config={"do_lower_case": False}))
    with pytest.warns(UserWarning, match="1 of 2 texts is longer than 5 tokens"):
        found = encoder.encode(["a b c d", "a b c"])
    close(found[0], found[1])
    assert not encoder.tokenizer.lower


# ---- faults ---------------------------------------------------------------------------------

@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "vocab.txt"])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(FileError, match=f"bert has no {name}; a BERT needs"):
        from_huggingface(folder)


def test_all_that_does_not_fit_is_one_error(folder, arrays):
    del arrays["encoder.layer.0.output.dense.bias"]
    arrays["embeddings.LayerNorm.bias"] = np.ones(C, int)
    arrays["encoder.layer.1.output.dense.weight"] = np.ones((H, C), "f")
    arrays["encoder.layer.2.output.dense.bias"] = np.ones(C, "f")
    save_weights(arrays, folder / "model.safetensors")
    with pytest.raises(FileError) as error:
        from_huggingface(folder)
    assert str(error.value).splitlines()[1:] == [
        "  encoder.layer.1.output.dense.weight: of shape (12, 8), but config.json asks for (8, 12)",
        "  embeddings.LayerNorm.bias: int64, which are no weights",
        "  missing: encoder.layer.0.output.dense.bias",
        "  unexpected: encoder.layer.2.output.dense.bias"]


@pytest.mark.parametrize("change, message", [
    ({"model_type": "roberta"}, "of type 'roberta'; only 'bert'"),
    ({"model_type": None}, "only 'bert'"),
    ({"hidden_act": "silu"}, "activation 'silu'"), ({"hidden_act": ["gelu"]}, "activation"),
    ({"is_decoder": True}, "is_decoder: True; only False"),
    ({"position_embedding_type": "relative_key"}, "only absolute"),
    ({"hidden_size": 8.0}, "hidden_size should be a whole number"),
    ({"vocab_size": None}, "vocab_size should be"), ({"vocab_size": True}, "vocab_size should be"),
    ({"num_hidden_layers": 10**9}, "num_hidden_layers should be"),
    ({"hidden_size": 1 << 24, "intermediate_size": 1 << 24}, "but config.json asks for"),
    ({"num_attention_heads": 3}, "must be a multiple of"),
    ({"layer_norm_eps": "small"}, "layer_norm_eps should be a number"),
    ({"hidden_dropout_prob": 1}, "hidden_dropout_prob should be"),
])
def test_a_config_that_cannot_be_used(tmp_path, arrays, change, message):
    write(tmp_path, arrays, config=CONFIG | change)
    with pytest.raises(FileError, match=message):
        from_huggingface(tmp_path)


@pytest.mark.parametrize("files, message", [
    ({"config": [1]}, "config.json should be a JSON dict"),
    ({"tokenizer_config": {"tokenize_chinese_chars": False}}, "only True can be done"),
    ({"tokenizer_config": {"do_lower_case": "yes"}}, "are true or false"),
    ({"modules": [*MODULES[:2], {"path": "2_Dense", "type": "models.Dense"}]},
     "lists Transformer, Pooling, Dense"),
    ({"modules": [1]}, "not a list of modules"),
    ({"modules": [MODULES[0], {"path": "../out", "type": "Pooling"}]}, "no plain name"),
    ({"1_Pooling/config": {"pooling_mode_max_tokens": True}}, "pooling_mode_max_tokens; one of"),
    ({"1_Pooling/config": None}, "asks for no pooling"),
    ({"sentence_bert_config": {"max_seq_length": -1}}, "max_seq_length should be"),
    ({"sentence_bert_config": {"max_seq_length": 2}}, "max_length is 2"),
])
def test_other_files_that_cannot_be_used(tmp_path, arrays, files, message):
    with pytest.raises(FileError, match=message):
        from_huggingface(write(tmp_path, arrays, **files))


@pytest.mark.parametrize("name, content, message", [
    ("config.json", b"{", "config.json is not sound JSON"),
    ("config.json", b'{"a": 1, "a": 2}', "the name 'a' comes twice"),
    ("config.json", b"[" * 100_000, "nests too deep"),
    ("model.safetensors", b"PK", "no whole safetensors file"),
    ("vocab.txt", b"\xff\xfe", "not UTF-8"), ("vocab.txt", b"a\nb\n", "needs .PAD."),
    ("vocab.txt", "\n".join(map(str, range(V + 1))).encode(), "needs .PAD."),
])
def test_damaged_files(folder, name, content, message):
    (folder / name).write_bytes(content)
    with pytest.raises(FileError, match=message):
        from_huggingface(folder)


def test_a_vocabulary_of_another_model(folder):
    with open(folder / "vocab.txt", "a") as file:
        file.write("onemore\n")
    with pytest.raises(FileError, match=f"{V + 1} tokens, but the BERT was made for {V}"):
        from_huggingface(folder)


# ---- the hub, of which no test asks anything ------------------------------------------------

def test_a_name_is_fetched_from_the_hub(monkeypatch, folder):
    asked = []

    def snapshot_download(name, allow_patterns):
        asked.append((name, "model.safetensors" in allow_patterns))
        return str(folder)

    hub = SimpleNamespace(snapshot_download=snapshot_download)
    monkeypatch.setitem(sys.modules, "huggingface_hub", hub)
    encoder = from_huggingface("someone/tiny-bert")
    assert asked == [("someone/tiny-bert", True)]
    assert len(encoder.bert.blocks.layers) == DEPTH
    assert isinstance(encoder(IDS, mask=MASK), Tensor)


def test_a_hub_that_cannot_be_reached(monkeypatch):
    def snapshot_download(name, allow_patterns):
        raise ConnectionError("no route\nto the host")

    hub = SimpleNamespace(snapshot_download=snapshot_download)
    monkeypatch.setitem(sys.modules, "huggingface_hub", hub)
    with pytest.raises(FileError, match=r"no folder some/model, and .* \(no route\)\. Check"):
        from_huggingface("some/model")


def test_a_hub_that_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(ModuleNotFoundError, match=r"no folder some/model\. .*groundup\[hub\]"):
        from_huggingface("some/model")


@pytest.mark.parametrize("name", ["./models/x", "/models/x", "a/b/c", "../x", "~/x",
                                  "x" * 5000 + "/"])
def test_what_can_be_no_name_is_not_looked_for(monkeypatch, name, tmp_path):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(FileError, match="There is no folder"):
        from_huggingface(name)
