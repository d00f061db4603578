"""Attention and transformers against PyTorch: live where it is installed, and from stored arrays.

`python tests/parity/test_attention.py` writes the stored arrays anew. PyTorch's layers are given
the opposite of our boolean `attn_mask`, and their stacked projections are read row by row.
"""

from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from groundup import Tensor, nn
from groundup import functional as F

STORED = Path(__file__).parent / "references" / "attention.npz"
REASON = "parity tests need PyTorch: pip install torch==2.13.0"
SAMPLES, QUERIES, KEYS, WIDTH = 2, 4, 5, 8

_rng = np.random.default_rng(7)
MAY = {(t, s): (_rng.random((t, s)) < 0.7) | np.eye(t, s, dtype=bool)
       for t, s in product((QUERIES, KEYS), repeat=2)}
CAUSAL = {n: np.tri(n, dtype=bool) for n in (QUERIES, KEYS)}
BIAS = _rng.normal(size=(QUERIES, KEYS))
PADDING = {n: np.arange(n) >= np.array([n, n - 2])[:, None] for n in (QUERIES, KEYS)}

# ---- the function: name -> (shapes of q, k, v; options of ours) ------------------------------

HEADS = ((2, 4, QUERIES, 3), (2, 4, KEYS, 3), (2, 4, KEYS, 6))
GROUPED = ((2, 4, QUERIES, 3), (2, 2, KEYS, 3), (2, 2, KEYS, 6))
FUNCTIONS = {
    f"function{'-grouped' if grouped else ''}{'-causal' if causal else ''}-{mask}":
        (GROUPED if grouped else HEADS, grouped, causal, mask)
    for grouped, causal, mask in product((False, True), (False, True), ("none", "may", "bias"))}

# ---- layers: name -> (ours, PyTorch's, shapes of inputs, options of ours, options of theirs) --


def padded(n, own="key_padding_mask"):
    return {own: PADDING[n]}


SELF, CROSS = [(KEYS, WIDTH)], [(QUERIES, WIDTH), (KEYS, WIDTH)]
ATTENTIONS = {
    "self": (SELF, {}, {}),
    "self-causal": (SELF, {"is_causal": True}, {"attn_mask": ~CAUSAL[KEYS]}),
    "self-padded": (SELF, padded(KEYS), padded(KEYS)),
    "self-masked": (SELF, {"attn_mask": MAY[KEYS, KEYS]}, {"attn_mask": ~MAY[KEYS, KEYS]}),
    "cross": (CROSS, {}, {}),
    "cross-bias": (CROSS, {"attn_mask": BIAS}, {"attn_mask": BIAS}),
    "cross-masked-padded": (CROSS, {"attn_mask": MAY[QUERIES, KEYS], **padded(KEYS)},
                            {"attn_mask": ~MAY[QUERIES, KEYS], **padded(KEYS)}),
}
LAYERS = {}
for name, (shapes, mine, torchs) in ATTENTIONS.items():
    LAYERS[f"attention-{name}"] = (
        lambda: nn.MultiHeadAttention(WIDTH, 2),
        lambda t: t.MultiheadAttention(WIDTH, 2, batch_first=True), shapes, mine, torchs)
LAYERS["attention-widths"] = (
    lambda: nn.MultiHeadAttention(WIDTH, 4, kdim=3, vdim=6, bias=False),
    lambda t: t.MultiheadAttention(WIDTH, 4, kdim=3, vdim=6, bias=False, batch_first=True),
    [(QUERIES, WIDTH), (KEYS, 3), (KEYS, 6)], {}, {})
for norm_first, activation in product((False, True), ("relu", "gelu")):
    options = {"dim_feedforward": 12, "norm_first": norm_first, "activation": activation}
    name = f"{'pre' if norm_first else 'post'}-{activation}"
    LAYERS[f"encoder-{name}"] = (
        partial(nn.TransformerEncoderLayer, WIDTH, 2, **options),
        lambda t, o=options: t.TransformerEncoderLayer(WIDTH, 2, batch_first=True, **o), SELF,
        {"src_mask": MAY[KEYS, KEYS], **padded(KEYS, "src_key_padding_mask")},
        {"src_mask": ~MAY[KEYS, KEYS], **padded(KEYS, "src_key_padding_mask")})
    masks = padded(KEYS, "memory_key_padding_mask") | padded(QUERIES, "tgt_key_padding_mask")
    LAYERS[f"decoder-{name}"] = (
        partial(nn.TransformerDecoderLayer, WIDTH, 2, **options),
        lambda t, o=options: t.TransformerDecoderLayer(WIDTH, 2, batch_first=True, **o), CROSS,
        {"tgt_is_causal": True, "memory_mask": MAY[QUERIES, KEYS], **masks},
        {"tgt_mask": ~CAUSAL[QUERIES], "memory_mask": ~MAY[QUERIES, KEYS], **masks})
LAYERS["transformer"] = (
    lambda: nn.Transformer(WIDTH, 2, 2, 1, 12),
    lambda t: t.Transformer(WIDTH, 2, 2, 1, 12, batch_first=True), CROSS[::-1],
    {"tgt_is_causal": True, "src_mask": MAY[KEYS, KEYS]},
    {"tgt_mask": ~CAUSAL[QUERIES], "src_mask": ~MAY[KEYS, KEYS]})

# ---- ours -----------------------------------------------------------------------------------


def numbers(shapes):
    """The inputs, and a generator that goes on with what else is needed."""
    rng = np.random.default_rng(0)
    return [rng.normal(size=shape) for shape in shapes], rng


def our_function(name, dtype):
    shapes, grouped, causal, mask = FUNCTIONS[name]
    arrays, rng = numbers(shapes)
    inputs = [Tensor(a.astype(dtype), requires_grad=True) for a in arrays]
    if mask == "bias":
        inputs.append(Tensor(BIAS.astype(dtype), requires_grad=True))
    given = {"none": None, "may": MAY[QUERIES, KEYS], "bias": inputs[-1]}[mask]
    y = F.scaled_dot_product_attention(*inputs[:3], given, is_causal=causal, scale=0.4,
                                       enable_gqa=grouped)
    (y * rng.normal(size=y.shape).astype(dtype)).sum().backward()
    return [y.data, *(x.grad for x in inputs)]


def our_layer(name, dtype):
    make, _, shapes, options, _ = LAYERS[name]
    arrays, rng = numbers([(SAMPLES, *shape) for shape in shapes])
    inputs = [Tensor(a.astype(dtype), requires_grad=True) for a in arrays]
    layer = make().astype(dtype).eval()
    for p in layer.parameters():
        p.data[...] = rng.normal(scale=0.4, size=p.shape)
    y = layer(*inputs, **{k: cast(v, dtype) for k, v in options.items()})
    (y * rng.normal(size=y.shape).astype(dtype)).sum().backward()
    return [y.data, *(x.grad for x in inputs), *(p.grad for p in layer.parameters())]


def cast(value, dtype):
    return value.astype(dtype) if getattr(value, "dtype", None) == np.float64 else value


# ---- PyTorch's ------------------------------------------------------------------------------


def their_function(name, dtype):
    torch = pytest.importorskip("torch", reason=REASON)
    shapes, grouped, causal, mask = FUNCTIONS[name]
    arrays, rng = numbers(shapes)
    inputs = [torch.tensor(a.astype(dtype), requires_grad=True) for a in arrays]
    given = None
    if mask == "bias":
        inputs.append(torch.tensor(BIAS.astype(dtype), requires_grad=True))
        given = inputs[-1]
    elif mask == "may":
        given = torch.tensor(MAY[QUERIES, KEYS])
    if causal and mask != "none":          # PyTorch takes a mask or is_causal, not both
        past = torch.ones(QUERIES, KEYS, dtype=torch.bool).tril()
        given = given & past if mask == "may" else given.masked_fill(~past, -np.inf)
    y = torch.nn.functional.scaled_dot_product_attention(
        *inputs[:3], given, is_causal=causal and mask == "none", scale=0.4, enable_gqa=grouped)
    (y * torch.tensor(rng.normal(size=tuple(y.shape)).astype(dtype))).sum().backward()
    return [y.detach().numpy(), *(x.grad.numpy() for x in inputs)]


def their_layer(name, dtype):
    torch = pytest.importorskip("torch", reason=REASON)
    make, torch_make, shapes, _, options = LAYERS[name]
    arrays, rng = numbers([(SAMPLES, *shape) for shape in shapes])
    inputs = [torch.tensor(a.astype(dtype), requires_grad=True) for a in arrays]
    layer = torch_make(torch.nn).to(torch.float64 if dtype == np.float64 else torch.float32).eval()
    names = [(path, p.shape) for path, p in make().named_parameters()]
    for path, shape in names:
        value = torch.tensor(rng.normal(scale=0.4, size=shape).astype(dtype))
        with torch.no_grad():
            rows(layer, path, lambda p: p).copy_(value.T if len(shape) == 2 else value)
    if name.startswith("attention"):
        inputs_of = inputs * 3 if len(inputs) == 1 else [*inputs, inputs[-1]][:3]
        layer_call = partial(layer, *inputs_of, need_weights=False)
    else:
        layer_call = partial(layer, *inputs)
    y = layer_call(**{k: torch.tensor(cast(v, dtype)) for k, v in options.items()})
    y = y[0] if isinstance(y, tuple) else y
    (y * torch.tensor(rng.normal(size=tuple(y.shape)).astype(dtype))).sum().backward()
    grads = [rows(layer, path, lambda p: p.grad).numpy() for path, _ in names]
    return [y.detach().numpy(), *(x.grad.numpy() for x in inputs),
            *(g.T if g.ndim == 2 else g for g in grads)]


def rows(layer, path, read):
    """What PyTorch keeps under one of our names: q, k and v are rows of one stacked matrix."""
    *owners, part, kind = path.split(".")
    if part not in ("q_proj", "k_proj", "v_proj"):
        return read(layer.get_parameter(path))
    owner = layer.get_submodule(".".join(owners))
    if kind == "weight" and owner.in_proj_weight is None:
        return read(getattr(owner, f"{part}_weight"))
    stacked, size = getattr(owner, f"in_proj_{kind}"), owner.embed_dim
    first = "qkv".index(part[0]) * size
    return read(stacked)[first:first + size]


# ---- side by side ---------------------------------------------------------------------------

OURS = dict.fromkeys(FUNCTIONS, our_function) | dict.fromkeys(LAYERS, our_layer)
THEIRS = dict.fromkeys(FUNCTIONS, their_function) | dict.fromkeys(LAYERS, their_layer)
KEPT = ("function-grouped-causal-may", "function-causal-bias", "attention-cross-masked-padded",
        "encoder-pre-gelu", "decoder-post-relu")


def error(a, exact):
    """Relative to the largest entry; a gradient that is 0 but for rounding counts as it is."""
    return np.abs(a - exact).max() / max(np.abs(exact).max(), 0.01)


@pytest.mark.parametrize("name", OURS)
def test_live(name):
    exact = THEIRS[name](name, np.float64)
    for a, b in zip(OURS[name](name, np.float64), exact, strict=True):
        assert error(a, b) < 1e-10
    rounded = THEIRS[name](name, np.float32)
    floor = 8 * np.finfo(np.float32).eps
    for a, b, c in zip(OURS[name](name, np.float32), rounded, exact, strict=True):
        assert a.dtype == np.float32
        assert error(a, c) <= 4 * error(b, c) + floor


@pytest.mark.parametrize("name", KEPT)
def test_stored(name):
    with np.load(STORED) as stored:
        exact = [stored[f"{name}/{i}"]
                 for i in range(sum(key.startswith(f"{name}/") for key in stored))]
    for a, b in zip(OURS[name](name, np.float64), exact, strict=True):
        assert error(a, b) < 1e-10


def test_rows_that_see_nobody_are_zero_where_pytorch_has_them_too():
    torch = pytest.importorskip("torch", reason=REASON)
    q, k, v = numbers([(3, 4), (5, 4), (5, 2)])[0]
    may = np.ones((3, 5), bool)
    may[1] = False
    theirs = torch.nn.functional.scaled_dot_product_attention(
        *map(torch.tensor, (q, k, v)), torch.tensor(may)).numpy()
    np.testing.assert_allclose(F.scaled_dot_product_attention(q, k, v, may).data, theirs,
                               rtol=1e-10, atol=1e-12)


def write_references():
    arrays = {f"{name}/{i}": a
              for name in KEPT for i, a in enumerate(THEIRS[name](name, np.float64))}
    np.savez_compressed(STORED, **arrays)


if __name__ == "__main__":
    write_references()
