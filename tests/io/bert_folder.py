"""A tiny BERT with random weights in a Hugging Face folder, and what it answers, in plain NumPy."""

import json
from math import erf, sqrt
from pathlib import Path

import numpy as np

from groundup.io import save_weights

VOCAB = Path(__file__).parent.parent / "text" / "vocab.txt"
V, P, C, H, DEPTH, HEADS = len(VOCAB.read_text(encoding="utf-8").splitlines()), 24, 8, 12, 2, 2
CONFIG = {"model_type": "bert", "vocab_size": V, "max_position_embeddings": P,
          "type_vocab_size": 2, "hidden_size": C, "intermediate_size": H,
          "num_hidden_layers": DEPTH, "num_attention_heads": HEADS, "hidden_act": "gelu",
          "layer_norm_eps": 1e-12, "hidden_dropout_prob": 0.1}
MODULES = [{"path": "", "type": "sentence_transformers.models.Transformer"},
           {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
           {"path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]


def weights(rng):
    """Every tensor under its name there, as PyTorch lays it out."""
    shapes = {"embeddings.word_embeddings.weight": (V, C), "embeddings.LayerNorm.weight": (C,),
              "embeddings.position_embeddings.weight": (P, C), "embeddings.LayerNorm.bias": (C,),
              "embeddings.token_type_embeddings.weight": (2, C)}
    for i in range(DEPTH):
        for name, shape in {"attention.self.query": (C, C), "attention.self.key": (C, C),
                            "attention.self.value": (C, C), "attention.output.dense": (C, C),
                            "attention.output.LayerNorm": (C,), "intermediate.dense": (H, C),
                            "output.dense": (C, H), "output.LayerNorm": (C,)}.items():
            shapes |= {f"encoder.layer.{i}.{name}.weight": shape,
                       f"encoder.layer.{i}.{name}.bias": shape[:1]}
    return {name: rng.standard_normal(shape).astype("f") for name, shape in shapes.items()}


def write(folder, arrays, **files):
    """The folder; `files` are changes to what is in it (by stem), None for a file left out."""
    pooling = {"word_embedding_dimension": C, "pooling_mode_mean_tokens": True,
               "pooling_mode_cls_token": False}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "1_Pooling").mkdir(exist_ok=True)
    save_weights(arrays, folder / "model.safetensors")
    (folder / "vocab.txt").write_bytes(VOCAB.read_bytes())
    for stem, content in {"config": CONFIG, "tokenizer_config": {"do_lower_case": True},
                          "modules": MODULES, "1_Pooling/config": pooling,
                          "sentence_bert_config": {"max_seq_length": 16}, **files}.items():
        if content is not None:
            (folder / f"{stem}.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


ACTIVATIONS = {
    "gelu": np.vectorize(lambda x: x * (1 + erf(x / sqrt(2))) / 2),
    "gelu_new": lambda x: x * (1 + np.tanh(sqrt(2 / np.pi) * (x + 0.044715 * x**3))) / 2,
    "relu": lambda x: np.maximum(x, 0),
}


def states(arrays, ids, type_ids=None, act="gelu"):
    """What each token of one text means, ids (T,) -> (T, C), in float64."""
    w = {name: array.astype(float) for name, array in arrays.items()}

    def dense(x, name):
        return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]

    def norm(x, name):
        x = x - x.mean(axis=1, keepdims=True)
        x = x / np.sqrt((x * x).mean(axis=1, keepdims=True) + 1e-12)
        return x * w[f"{name}.weight"] + w[f"{name}.bias"]

    types = np.zeros(len(ids), int) if type_ids is None else type_ids
    x = norm(w["embeddings.word_embeddings.weight"][ids]
             + w["embeddings.position_embeddings.weight"][:len(ids)]
             + w["embeddings.token_type_embeddings.weight"][types], "embeddings.LayerNorm")
    for i in range(DEPTH):
        block = f"encoder.layer.{i}"
        q, k, v = (dense(x, f"{block}.attention.self.{part}") for part in ("query", "key", "value"))
        heads = []
        for columns in np.split(np.arange(C), HEADS):
            scores = q[:, columns] @ k[:, columns].T / sqrt(C / HEADS)
            chance = np.exp(scores - scores.max(axis=1, keepdims=True))
            heads.append(chance / chance.sum(axis=1, keepdims=True) @ v[:, columns])
        seen = dense(np.concatenate(heads, axis=1), f"{block}.attention.output.dense")
        x = norm(x + seen, f"{block}.attention.output.LayerNorm")
        thought = ACTIVATIONS[act](dense(x, f"{block}.intermediate.dense"))
        x = norm(x + dense(thought, f"{block}.output.dense"), f"{block}.output.LayerNorm")
    return x
