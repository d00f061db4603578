"""A pretrained BERT from a folder as Hugging Face lays it out, or from their hub by its name.

    config.json, model.safetensors, vocab.txt           needed
    tokenizer_config.json                               whether text is lower-cased
    modules.json, 1_Pooling/config.json,                for sentences: how the states become one
      sentence_bert_config.json                           vector, and how many tokens are read

Nothing in such a folder is executed. What a file asks for and this library does not do is an error,
since vectors that are a little wrong look like right ones.
"""

import os
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from groundup import nn
from groundup.io import strict_json
from groundup.io.bert_layout import Sizes, check, fill, renamed
from groundup.io.errors import FileError
from groundup.io.weights import load_weights
from groundup.models import BERT, SentenceEncoder
from groundup.nn.init import zeros
from groundup.text import WordPieceTokenizer

NEEDED = ("config.json", "model.safetensors", "vocab.txt")
BESIDE = ("tokenizer_config.json", "modules.json", "sentence_bert_config.json")
TANH_GELU = partial(nn.GELU, "tanh")
ACTIVATIONS: dict[str, Callable] = {"gelu": nn.GELU, "relu": nn.ReLU, "gelu_new": TANH_GELU,
                                    "gelu_pytorch_tanh": TANH_GELU}
POOLING = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "first"}
MOST, MOST_BLOCKS = 1 << 24, 1000           # what is larger than this is no size
HUB_NAME = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)?", re.ASCII)


def from_huggingface(source: str | os.PathLike) -> SentenceEncoder:
    """The BERT of a folder, or of a name on the hub such as sentence-transformers/all-MiniLM-L6-v2.

    Returns a `SentenceEncoder` that pools as the folder says, or else takes the mean of all
    tokens; its `bert` gives a vector (N, T, width) for each token, its `tokenizer` reads the text.
    Weights may be of half precision; they come in the default dtype. A name that is no folder is
    fetched through `huggingface_hub` (`pip install 'groundup[hub]'`) and kept in its cache. Raises
    one `FileError` that says what is missing, damaged, or unlike a BERT.

    >>> from_huggingface("./nowhere")
    Traceback (most recent call last):
    groundup.io.errors.FileError: There is no folder ./nowhere.
    """
    folder = Path(source) if os.path.isdir(source) else _fetched(os.fspath(source))
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        raise FileError(f"{source} has no {', no '.join(missing)}; a BERT needs "
                        f"{', '.join(NEEDED)}.")
    try:
        return _encoder(folder)
    except (ValueError, RuntimeError) as error:     # of a file, or of parts that do not fit
        raise FileError(f"{source} cannot be used: {error}") from error


def _encoder(folder: Path) -> SentenceEncoder:
    arrays = renamed(load_weights(folder / "model.safetensors"))
    bert = _bert(_read(folder / "config.json"), arrays)
    pooling, normalize = _pooling(folder)
    return SentenceEncoder(bert, _tokenizer(folder), pooling, normalize, _max_length(folder, bert))


def _bert(config: dict, arrays: dict) -> BERT:
    kind = config.get("model_type")
    if kind != "bert":
        raise FileError(f"config.json describes a model of type {str(kind)[:40]!r}; only 'bert' "
                        "can be read.")
    _expect(config, "config.json", is_decoder=False, add_cross_attention=False,
            position_embedding_type="absolute")
    activation = config.get("hidden_act", "gelu")
    if not isinstance(activation, str) or activation not in ACTIVATIONS:
        raise FileError(f"config.json has the activation {str(activation)[:40]!r}; there are "
                        f"{', '.join(ACTIVATIONS)}.")
    eps, dropout = (_number(config, *what) for what in
                    (("layer_norm_eps", 1e-12), ("hidden_dropout_prob", 0.1)))
    sizes = Sizes(V=_size(config, "vocab_size"), P=_size(config, "max_position_embeddings"),
                  K=_size(config, "type_vocab_size"), C=_size(config, "hidden_size"),
                  H=_size(config, "intermediate_size"),
                  depth=_size(config, "num_hidden_layers", MOST_BLOCKS))
    heads = _size(config, "num_attention_heads")
    check(arrays, sizes)                    # from here on, memory is bounded by the file's length
    bert = BERT(sizes.V, sizes.P, sizes.C, sizes.depth, heads, sizes.H, types=sizes.K,
                activation=ACTIVATIONS[activation](), eps=eps, dropout=dropout, init=zeros, rng=0)
    fill(bert, arrays, sizes)
    return bert


def _tokenizer(folder: Path) -> WordPieceTokenizer:
    config = _read(folder / "tokenizer_config.json")
    _expect(config, "tokenizer_config.json", tokenize_chinese_chars=True, do_basic_tokenize=True)
    lower, strip = config.get("do_lower_case", True), config.get("strip_accents")
    if not isinstance(lower, bool) or not isinstance(strip, bool | None):
        raise FileError("tokenizer_config.json: do_lower_case and strip_accents are true or false.")
    return WordPieceTokenizer.load(folder / "vocab.txt", lower=lower, strip_accents=strip)


def _pooling(folder: Path) -> tuple[str, bool]:
    """How states become one vector, and whether its length becomes 1."""
    modules = _read(folder / "modules.json", [])
    try:
        kinds = [module["type"].rpartition(".")[2] for module in modules]
        paths = [module["path"] for module in modules]
    except (AttributeError, KeyError, TypeError):
        raise FileError("modules.json is not a list of modules with a type and a path.") from None
    if not kinds:
        return "mean", False
    if kinds[:2] != ["Transformer", "Pooling"] or kinds[2:] not in ([], ["Normalize"]):
        raise FileError(f"modules.json lists {', '.join(kinds)}; only Transformer, Pooling and "
                        "perhaps Normalize can be read.")
    place = str(paths[1])
    if Path(place).name != place:           # it stays within the folder
        raise FileError(f"modules.json names the folder {place[:40]!r}, which is no plain name.")
    config = _read(folder / place / "config.json")
    modes = [key for key, on in config.items() if key.startswith("pooling_mode_") and on]
    if len(modes) != 1 or modes[0] not in POOLING:
        raise FileError(f"{place}/config.json asks for {' and '.join(modes) or 'no pooling'}; one "
                        f"of {' and '.join(POOLING)} can be done.")
    return POOLING[modes[0]], len(kinds) == 3


def _max_length(folder: Path, bert: BERT) -> int:
    config = _read(folder / "sentence_bert_config.json")
    if config.get("max_seq_length") is None:
        return bert.positions.max_length
    return min(_size(config, "max_seq_length"), bert.positions.max_length)


# ---- files and the hub ----------------------------------------------------------------------

def _read(path: Path, default: Any = None) -> Any:
    """What a JSON file holds; `default`, or else an empty object, if there is no file."""
    default = {} if default is None else default
    if not path.is_file():
        return default
    try:
        found = strict_json.parse(path.read_bytes())
    except (OSError, ValueError) as error:
        raise FileError(f"{path.name} is not sound JSON: {error}.") from error
    if not isinstance(found, type(default)):
        raise FileError(f"{path.name} should be a JSON {type(default).__name__}.")
    return found


def _expect(config: dict, name: str, **wanted: Any) -> None:
    """Refuse what would change the numbers and is not done here."""
    for key, value in wanted.items():
        if config.get(key, value) != value:
            raise FileError(f"{name} says {key}: {str(config[key])[:40]}; only {value} can be "
                            "done.")


def _size(config: dict, key: str, most: int = MOST) -> int:
    value = config.get(key)
    if type(value) is not int or not 1 <= value <= most:
        raise FileError(f"{key} should be a whole number from 1 to {most:,}, not "
                        f"{str(value)[:40]}.")
    return value


def _number(config: dict, key: str, default: float) -> float:
    value = config.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1:
        raise FileError(f"{key} should be a number from 0 to below 1, not {str(value)[:40]}.")
    return float(value)


def _fetched(name: str) -> Path:
    """The folder of a model of the hub, fetched if it is not in the cache."""
    if not HUB_NAME.fullmatch(name):
        raise FileError(f"There is no folder {name}.")
    try:
        from huggingface_hub import snapshot_download
    except ModuleNotFoundError as missing:
        if missing.name != "huggingface_hub":
            raise
        raise ModuleNotFoundError(
            f"There is no folder {name}. To look for it on the Hugging Face hub: "
            "pip install 'groundup[hub]'", name="huggingface_hub") from None
    try:
        return Path(snapshot_download(name, allow_patterns=[*NEEDED, *BESIDE, "*/config.json"]))
    except Exception as error:              # whatever its network library raises
        reason = str(error).strip().partition("\n")[0].partition(". ")[0] or type(error).__name__
        raise FileError(f"There is no folder {name}, and it could not be fetched from the Hugging "
                        f"Face hub ({reason[:200]}). Check the name and the connection, or give "
                        "the folder of a model.") from error
