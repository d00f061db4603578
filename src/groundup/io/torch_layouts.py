"""Names and layouts of weights, here and in PyTorch: what differs, a rule each way.

    here                                        in PyTorch
    Dense.weight (in, out)                      weight (out, in)
    RNN, LSTM, GRU: weights (in, gates · H),    weights (gates · H, in),
      one bias, GRU's bias_hn                     bias_ih and bias_hh, which act through their sum
    MultiHeadAttention.q_proj, k_proj, v_proj   in_proj_weight, the three on top of each other
    BatchNorm                                   also a counter, num_batches_tracked, never read
    WeightNorm(layer), SpectralNorm(layer)      layer.parametrizations.weight

All else has the same names and shapes. A rule has two functions: from a layer to PyTorch's arrays,
and from a layer and PyTorch's arrays to those that it should have, both by local names.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from groundup.nn import (
    GRU,
    Dense,
    GRUCell,
    Module,
    MultiHeadAttention,
    Parameter,
    SpectralNorm,
    WeightNorm,
)
from groundup.nn.cells import Cell
from groundup.nn.conv import Conv, ConvTranspose
from groundup.nn.normalization import BatchNorm
from groundup.nn.recurrent import Recurrent

Arrays = dict[str, np.ndarray]
COUNTER = "num_batches_tracked"


def theirs(module: Module) -> Arrays:
    """The weights by PyTorch's names, in its layouts; tied ones under each of their names."""
    if rule := _rule(module):
        return rule[0](module)
    return _direct(module) | {f"{name}.{key}": array for name, child in module.named_children()
                              for key, array in theirs(child).items()}


def ours(module: Module, given: Arrays) -> Arrays:
    """The weights by our names, in our layouts, from those of PyTorch."""
    if rule := _rule(module):
        return rule[1](module, given)
    own = {name: given[name] for name in _direct(module)}
    for name, child in module.named_children():
        inside = {key.removeprefix(f"{name}."): array for key, array in given.items()
                  if key.startswith(f"{name}.")}
        own |= {f"{name}.{key}": array for key, array in ours(child, inside).items()}
    return own


def _direct(module: Module) -> Arrays:
    """What belongs to the module itself, without what is inside."""
    return ({name: p.data for name, p in module._members() if isinstance(p, Parameter)}
            | {name: getattr(module, name) for name in module._buffers})


# ---- what differs ---------------------------------------------------------------------------

def _dense_out(layer: Dense) -> Arrays:
    return {name: array.T if name == "weight" else array for name, array in _direct(layer).items()}


def _dense_back(layer: Dense, given: Arrays) -> Arrays:
    return {name: given[name].T if name == "weight" else given[name] for name in _direct(layer)}


def _norm_out(layer: BatchNorm) -> Arrays:
    return _direct(layer) | ({} if layer.running_mean is None else {COUNTER: np.array(0)})


def _norm_back(layer: BatchNorm, given: Arrays) -> Arrays:
    return {name: given[name] for name in _direct(layer)}


def _ends(layer: Recurrent | Cell) -> list[str]:
    if isinstance(layer, GRU | GRUCell) and not layer.reset_after:
        raise TypeError(f"{layer.headline()} has no counterpart in PyTorch, where the reset gate "
                        "acts after the product: make it with reset_after=True.")
    if isinstance(layer, Cell):
        return [""]
    return [f"_{end}" for i in range(layer.num_layers) for end in layer.suffixes(i)]


def _recurrent_out(layer: Recurrent | Cell) -> Arrays:
    own = _direct(layer)
    result: Arrays = {}
    for end in _ends(layer):
        result |= {f"weight_{part}{end}": own[f"weight_{part}{end}"].T for part in ("ih", "hh")}
        if f"bias{end}" in own:
            bias = own[f"bias{end}"]
            second = np.zeros_like(bias)
            if f"bias_hn{end}" in own:
                second[2 * layer.hidden_size:] = own[f"bias_hn{end}"]
            result |= {f"bias_ih{end}": bias, f"bias_hh{end}": second}
    return result


def _recurrent_back(layer: Recurrent | Cell, given: Arrays) -> Arrays:
    own = {name: given[name].T for name in _direct(layer) if name.startswith("weight")}
    for end in _ends(layer):
        if f"bias_ih{end}" in given:
            first, second = given[f"bias_ih{end}"], given[f"bias_hh{end}"]
            own[f"bias{end}"] = first + second
            if isinstance(layer, GRU | GRUCell):        # n keeps two: r stands between them
                n = slice(2 * layer.hidden_size, None)
                own[f"bias{end}"][n], own[f"bias_hn{end}"] = first[n], second[n]
    return own


def is_packed(layer: MultiHeadAttention) -> bool:
    """Whether PyTorch has this attention as a layer, with the three projections as one."""
    return (layer.positions is None and layer.kv_heads == layer.num_heads
            and all(type(child) is Dense for child in layer.children()))


def _attention_out(layer: MultiHeadAttention) -> Arrays:
    parts = [_dense_out(child) for child in (layer.q_proj, layer.k_proj, layer.v_proj)]
    weights = [part["weight"] for part in parts]
    if len({weight.shape for weight in weights}) == 1:
        result = {"in_proj_weight": np.concatenate(weights)}
    else:
        result = {f"{name}_proj_weight": weight for name, weight in zip("qkv", weights)}
    if layer.q_proj.bias is not None:
        result["in_proj_bias"] = np.concatenate([part["bias"] for part in parts])
    return result | {f"out_proj.{name}": a for name, a in _dense_out(layer.out_proj).items()}


def _attention_back(layer: MultiHeadAttention, given: Arrays) -> Arrays:
    if "in_proj_weight" in given:
        weights = np.split(given["in_proj_weight"], 3)
    else:
        weights = [given[f"{name}_proj_weight"] for name in "qkv"]
    own = {f"{name}_proj.weight": weight.T for name, weight in zip("qkv", weights)}
    if layer.q_proj.bias is not None:
        biases = np.split(given["in_proj_bias"], 3)
        own |= {f"{name}_proj.bias": bias for name, bias in zip("qkv", biases)}
    own["out_proj.weight"] = given["out_proj.weight"].T
    return own | ({} if layer.out_proj.bias is None else {"out_proj.bias": given["out_proj.bias"]})


def _parts(module: WeightNorm | SpectralNorm) -> dict[str, str]:
    """What the weight is made of, here and in PyTorch."""
    if not isinstance(module.layer, Dense | Conv | ConvTranspose):
        raise TypeError(f"{module.headline()} cannot go to PyTorch or come from there; only those "
                        "of dense layers and convolutions can.")
    parts = ({"magnitude": "original0", "direction": "original1"}
             if isinstance(module, WeightNorm) else
             {"original": "original", "u": "0._u", "v": "0._v"})
    return {here: f"parametrizations.{module.name}.{there}" for here, there in parts.items()}


def _turned(module: WeightNorm | SpectralNorm, array: np.ndarray) -> np.ndarray:
    return array.T if isinstance(module.layer, Dense) else array


def _parametrized_out(module: WeightNorm | SpectralNorm) -> Arrays:
    own = _direct(module)
    return {there: _turned(module, own[here]) for here, there in _parts(module).items()} | theirs(
        module.layer)


def _parametrized_back(module: WeightNorm | SpectralNorm, given: Arrays) -> Arrays:
    own = {here: _turned(module, given[there]) for here, there in _parts(module).items()}
    return own | {f"layer.{name}": a for name, a in ours(module.layer, given).items()}


RULES: dict[Any, tuple[Callable, Callable]] = {
    Dense: (_dense_out, _dense_back),
    BatchNorm: (_norm_out, _norm_back),
    Recurrent: (_recurrent_out, _recurrent_back),
    Cell: (_recurrent_out, _recurrent_back),
    MultiHeadAttention: (_attention_out, _attention_back),
    WeightNorm: (_parametrized_out, _parametrized_back),
    SpectralNorm: (_parametrized_out, _parametrized_back),
}


def _rule(module: Module) -> tuple[Callable, Callable] | None:
    if isinstance(module, MultiHeadAttention) and not is_packed(module):
        return None
    return next((rule for kind, rule in RULES.items() if isinstance(module, kind)), None)
