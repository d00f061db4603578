"""Names and layouts of a BERT's weights, here and in a Hugging Face file: the tables below.

Weights of dense layers are (in, out) here and (out, in) there. Left out on purpose are the numbers
of the places, which old files store; the pooler, a layer over [CLS] that only the guess at the next
sentence used; and the heads of that training. Any other name is an error.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from groundup.io.errors import FileError
from groundup.models import BERT

Arrays = dict[str, np.ndarray]
SHOWN = 8


class Sizes(NamedTuple):
    """What shapes consist of, by the letters that the tables use."""

    V: int                                  # tokens in the vocabulary
    P: int                                  # places
    K: int                                  # kinds of texts
    C: int                                  # width
    H: int                                  # width within the blocks
    depth: int


# here, there, and the shape of the weight there
TABLES = [("embedding", "embeddings.word_embeddings", "VC"),
          ("positions", "embeddings.position_embeddings", "PC"),
          ("types", "embeddings.token_type_embeddings", "KC")]
NORM = [("norm", "embeddings.LayerNorm", "C")]
BLOCK = [("self_attn.q_proj", "attention.self.query", "CC"),
         ("self_attn.k_proj", "attention.self.key", "CC"),
         ("self_attn.v_proj", "attention.self.value", "CC"),
         ("self_attn.out_proj", "attention.output.dense", "CC"),
         ("norm1", "attention.output.LayerNorm", "C"),
         ("linear1", "intermediate.dense", "HC"),
         ("linear2", "output.dense", "CH"),
         ("norm2", "output.LayerNorm", "C")]

LEFT_OUT = ("embeddings.position_ids", "pooler.dense.weight", "pooler.dense.bias")
HEADS = "cls."
OLD = {".gamma": ".weight", ".beta": ".bias"}       # as the first files called those of norms


def places(sizes: Sizes) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Our name, theirs and the shape there, of every weight."""
    def shape(letters):
        return tuple(getattr(sizes, letter) for letter in letters)

    for here, there, letters in TABLES:
        yield f"{here}.weight", f"{there}.weight", shape(letters)
    layers = NORM + [(f"blocks.layers.{i}.{here}", f"encoder.layer.{i}.{there}", letters)
                     for i in range(sizes.depth) for here, there, letters in BLOCK]
    for here, there, letters in layers:
        yield f"{here}.weight", f"{there}.weight", shape(letters)
        yield f"{here}.bias", f"{there}.bias", shape(letters[0])


def renamed(arrays: Arrays) -> Arrays:
    """The weights by their newest names, without those that are left out."""
    result: Arrays = {}
    for name, array in arrays.items():
        for old, new in OLD.items():
            name = name.removesuffix(old) + new if name.endswith(old) else name
        name = name.removeprefix("bert.")
        if name not in LEFT_OUT and not name.startswith(HEADS):
            result[name] = array
    return result


def check(arrays: Arrays, sizes: Sizes) -> None:
    """Raise one `FileError` for all weights that are missing, unexpected or of another shape."""
    wanted = {there: shape for _, there, shape in places(sizes)}
    faults = [f"{name}: of shape {arrays[name].shape}, but config.json asks for {shape}"
              for name, shape in wanted.items() if name in arrays and arrays[name].shape != shape]
    faults += [f"{name}: {array.dtype}, which are no weights" for name, array in arrays.items()
               if name in wanted and array.dtype.kind != "f"]
    for what, names in (("missing", [name for name in wanted if name not in arrays]),
                        ("unexpected", [name[:80] for name in arrays if name not in wanted])):
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        faults += [f"{what}: {', '.join(names[:SHOWN])}{more}"] if names else []
    if faults:
        raise FileError("model.safetensors does not hold the BERT that config.json describes:\n  "
                        + "\n  ".join(faults))


def fill(bert: BERT, arrays: Arrays, sizes: Sizes) -> None:
    """Give a BERT of these sizes its weights, which have been checked; any precision will do."""
    tables = {f"{here}.weight" for here, _, _ in TABLES}
    bert.load_state_dict({here: arrays[there] if here in tables else arrays[there].T
                          for here, there, _ in places(sizes)})
