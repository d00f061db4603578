"""RNN, LSTM and GRU against PyTorch: live where it is installed, and from stored arrays.

PyTorch's weights are transposed, and its two biases act through their sum (but for GRU's n).
`python tests/parity/test_recurrent.py` writes the stored arrays anew.
"""

from pathlib import Path

import numpy as np
import pytest

from groundup import Tensor, nn

STORED = Path(__file__).parent / "references" / "recurrent.npz"
REASON = "parity tests need PyTorch: pip install torch==2.13.0"
KINDS = [("RNN", {}), ("RNN", {"nonlinearity": "relu"}), ("LSTM", {}), ("GRU", {})]
every_kind = pytest.mark.parametrize(("kind", "options"), KINDS,
                                     ids=["rnn", "rnn-relu", "lstm", "gru"])
N, T, FEATURES, HIDDEN = 3, 5, 2, 4


def ours(kind, options, weights, dtype):
    """Our layer with PyTorch's weights, which come as a dictionary of arrays."""
    layer = getattr(nn, kind)(FEATURES, HIDDEN, **options).astype(dtype)
    weights = {name: np.array(a) for name, a in weights.items()}
    state = {name: a.T for name, a in weights.items() if name.startswith("weight")}
    for name, bias in weights.items():
        if name.startswith("bias_ih"):
            suffix, second = name.removeprefix("bias_ih_"), weights[name.replace("ih", "hh")]
            total = bias + second
            if kind == "GRU":
                total[2 * HIDDEN:] = bias[2 * HIDDEN:]
                state[f"bias_hn_{suffix}"] = second[2 * HIDDEN:]
            state[f"bias_{suffix}"] = total
    layer.load_state_dict(state)
    return layer


def results(layer, weighting, x, states, lengths):
    """Output, final states, and all gradients of a weighted sum of them, by PyTorch's names."""
    dtype = layer.weight_ih_l0.dtype
    x, *states = (Tensor(a.astype(dtype), requires_grad=True) for a in (x, *states))
    y, final = layer(x, states[0] if len(states) == 1 else tuple(states), lengths=lengths)
    values = [y, *(final if isinstance(final, tuple) else (final,))]
    sum((v * w.astype(dtype)).sum() for v, w in zip(values, weighting)).backward()
    found = {f"value{i}": v.data for i, v in enumerate(values)}
    found |= {"x": x.grad} | {f"state{i}": s.grad for i, s in enumerate(states)}
    for name, p in layer.named_parameters():
        if name.startswith("weight"):
            found[name] = p.grad.T
        elif name.startswith("bias_l"):
            found[name.replace("bias_", "bias_ih_")] = p.grad
        else:
            r_and_z = getattr(layer, name.replace("_hn", "")).grad[:2 * HIDDEN]
            found[name.replace("_hn", "_hh")] = np.concatenate([r_and_z, p.grad])
    return found


def numbers(kind, options, seed=0):
    """x, initial states, and the weighting of output and final states."""
    rng = np.random.default_rng(seed)
    ways = 2 if options.get("bidirectional") else 1
    shape = (options.get("num_layers", 1) * ways, N, HIDDEN)
    states = [rng.normal(size=shape) for _ in range(2 if kind == "LSTM" else 1)]
    weighting = [rng.normal(size=(N, T, HIDDEN * ways)), *(rng.normal(size=shape) for _ in states)]
    return rng.normal(size=(N, T, FEATURES)), states, weighting


def theirs(kind, options, dtype, x, states, weighting, lengths):
    """What PyTorch makes of it, and its weights."""
    torch = pytest.importorskip("torch", reason=REASON)
    torch.manual_seed(0)
    layer = getattr(torch.nn, kind)(FEATURES, HIDDEN, batch_first=True, dtype=torch.float64,
                                    **options).to(getattr(torch, np.dtype(dtype).name))
    weights = {name: p.detach().numpy().copy() for name, p in layer.named_parameters()}
    x, *states = (torch.tensor(a.astype(dtype), requires_grad=True) for a in (x, *states))
    state = states[0] if len(states) == 1 else tuple(states)
    if lengths is None:
        y, final = layer(x, state)
    else:
        rnn = torch.nn.utils.rnn
        packed = rnn.pack_padded_sequence(x, torch.tensor(lengths), True, enforce_sorted=False)
        y, final = layer(packed, state)
        y, _ = rnn.pad_packed_sequence(y, True, total_length=T)
    values = [y, *(final if isinstance(final, tuple) else (final,))]
    sum((v * torch.tensor(w.astype(dtype))).sum() for v, w in zip(values, weighting)).backward()
    found = {f"value{i}": v.detach().numpy() for i, v in enumerate(values)}
    found |= {"x": x.grad.numpy()} | {f"state{i}": s.grad.numpy() for i, s in enumerate(states)}
    found |= {name: p.grad.numpy() for name, p in layer.named_parameters()}
    return found, weights


def error(a, exact):
    return np.abs(a - exact).max() / np.abs(exact).max()


@every_kind
@pytest.mark.parametrize("more", [
    {}, {"bias": False}, {"num_layers": 3}, {"bidirectional": True},
    {"num_layers": 2, "bidirectional": True},
], ids=str)
@pytest.mark.parametrize("lengths", [None, [5, 1, 3]], ids=["full", "padded"])
def test_live(kind, options, more, lengths):
    options = options | more
    x, states, weighting = numbers(kind, options)
    exact64, weights = theirs(kind, options, np.float64, x, states, weighting, lengths)
    found = results(ours(kind, options, weights, np.float64), weighting, x, states, lengths)
    for name, a in found.items():
        assert error(a, exact64[name]) < 1e-10, name
    rounded, _ = theirs(kind, options, np.float32, x, states, weighting, lengths)
    found = results(ours(kind, options, weights, np.float32), weighting, x, states, lengths)
    for name, a in found.items():
        assert a.dtype == np.float32
        floor = 16 * np.finfo(np.float32).eps
        assert error(a, exact64[name]) <= 4 * error(rounded[name], exact64[name]) + floor, name


STACK, LENGTHS = {"num_layers": 2, "bidirectional": True}, [5, 1, 3]


@every_kind
def test_stored(kind, options):
    with np.load(STORED) as stored:
        prefix = kind + options.get("nonlinearity", "") + "/"
        arrays = {name.removeprefix(prefix): stored[name] for name in stored
                  if name.startswith(prefix)}
    weights = {name.removeprefix("of/"): a for name, a in arrays.items() if name.startswith("of/")}
    options = options | STACK
    x, states, weighting = numbers(kind, options)
    layer = ours(kind, options, weights, np.float64)
    for name, a in results(layer, weighting, x, states, LENGTHS).items():
        assert error(a, arrays[name]) < 1e-10, name


def write_references():
    arrays = {}
    for kind, options in KINDS:
        x, states, weighting = numbers(kind, options | STACK)
        found, weights = theirs(kind, options | STACK, np.float64, x, states, weighting, LENGTHS)
        found |= {f"of/{name}": a for name, a in weights.items()}
        prefix = kind + options.get("nonlinearity", "") + "/"
        arrays |= {prefix + name: a for name, a in found.items()}
    np.savez_compressed(STORED, **arrays)


if __name__ == "__main__":
    write_references()
