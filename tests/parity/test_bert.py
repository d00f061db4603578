"""A BERT folder read by us, by PyTorch's own layers, and by `transformers` where it is there."""

import numpy as np
import pytest

from groundup.io import from_huggingface

from ..io.bert_folder import CONFIG, DEPTH, HEADS, C, H, weights, write

torch = pytest.importorskip("torch",
                            reason="parity tests need PyTorch: pip install torch==2.13.0")

IDS = np.array([[2, 60, 7, 51, 300, 3], [2, 99, 12, 3, 0, 0]])
MASK = IDS > 0


@pytest.fixture
def arrays(rng):
    return weights(rng)


@pytest.fixture
def found(tmp_path, arrays):
    return from_huggingface(write(tmp_path, arrays)).bert.eval()(IDS, mask=MASK).data


def same(found, expected):
    np.testing.assert_allclose(found[MASK], expected.detach().numpy()[MASK], rtol=1e-5, atol=1e-5)


def test_the_encoder_layers_of_pytorch(arrays, found):
    w = {name: torch.tensor(array) for name, array in arrays.items()}
    x = (w["embeddings.word_embeddings.weight"][IDS] + w["embeddings.token_type_embeddings.weight"]
         [0] + w["embeddings.position_embeddings.weight"][:IDS.shape[1]])
    x = torch.nn.functional.layer_norm(x, (C,), w["embeddings.LayerNorm.weight"],
                                       w["embeddings.LayerNorm.bias"], 1e-12)
    for i in range(DEPTH):
        layer = torch.nn.TransformerEncoderLayer(C, HEADS, H, 0.0, "gelu", 1e-12, batch_first=True)
        own = {name.removeprefix(f"encoder.layer.{i}."): array for name, array in w.items()}
        state = {f"self_attn.in_proj_{kind}": torch.cat(
            [own[f"attention.self.{part}.{kind}"] for part in ("query", "key", "value")])
            for kind in ("weight", "bias")}
        for here, there in {"self_attn.out_proj": "attention.output.dense",
                            "norm1": "attention.output.LayerNorm", "linear1": "intermediate.dense",
                            "linear2": "output.dense", "norm2": "output.LayerNorm"}.items():
            state |= {f"{here}.{kind}": own[f"{there}.{kind}"] for kind in ("weight", "bias")}
        layer.load_state_dict(state)
        x = layer(x, src_key_padding_mask=torch.tensor(~MASK))
    same(found, x)


def test_the_bert_of_transformers(arrays, found):
    transformers = pytest.importorskip(
        "transformers", reason="this compares with it: pip install transformers")
    config = transformers.BertConfig(**CONFIG)
    bert = transformers.BertModel(config, add_pooling_layer=False).eval()
    bert.load_state_dict({name: torch.tensor(array) for name, array in arrays.items()},
                         strict=False)
    same(found, bert(torch.tensor(IDS),
                     attention_mask=torch.tensor(MASK.astype(int))).last_hidden_state)
