"""Layers that PyTorch has too, each with the call that makes its twin, still without weights."""

from collections.abc import Callable
from typing import Any

from groundup import functional as F
from groundup import nn
from groundup.io.torch_later import torch


def _biased(layer) -> bool:
    return layer.bias is not None


def _affine(layer) -> bool:
    return layer.weight is not None


def _batch_norm(name: str) -> Callable:
    return lambda m: getattr(torch.nn, name)(m.num_features, m.eps, m.momentum, _affine(m),
                                             m.running_mean is not None)


def _instance_norm(name: str) -> Callable:
    return lambda m: getattr(torch.nn, name)(m.num_features, m.eps, affine=_affine(m))


def _conv(name: str) -> Callable:
    return lambda m: getattr(torch.nn, name)(
        m.in_channels, m.out_channels, m.kernel_size, m.stride, m.padding, m.dilation, m.groups,
        _biased(m), m.padding_mode)


def _conv_transpose(name: str) -> Callable:
    return lambda m: getattr(torch.nn, name)(
        m.in_channels, m.out_channels, m.kernel_size, m.stride, m.padding, m.output_padding,
        m.groups, _biased(m), m.dilation)


def _max_pool(name: str) -> Callable:
    return lambda m: getattr(torch.nn, name)(m.kernel_size, m.stride, m.padding, m.dilation,
                                             ceil_mode=m.ceil_mode)


def _avg_pool(name: str) -> Callable:
    return lambda m: getattr(torch.nn, name)(m.kernel_size, m.stride, m.padding, m.ceil_mode,
                                             m.count_include_pad)


def _made_with(name: str, *attributes: str) -> Callable:
    """`torch.nn.name` with these attributes of ours as its arguments."""
    return lambda m: getattr(torch.nn, name)(*(getattr(m, a) for a in attributes))


def _recurrent(name: str) -> Callable:
    def make(m):
        options = {"nonlinearity": m.nonlinearity} if name == "RNN" else {}
        dropout = m.dropout if m.num_layers > 1 else 0.0        # without effect: PyTorch warns
        return getattr(torch.nn, name)(
            m.input_size, m.hidden_size, m.num_layers, bias=m.bias_l0 is not None,
            batch_first=m.batch_first, dropout=dropout, bidirectional=m.bidirectional, **options)
    return make


def _upsample(m):
    corners = {} if m.mode == "nearest" else {"align_corners": m.align_corners}
    return torch.nn.Upsample(m.size, m.scale_factor, m.mode, **corners)


LAYERS: dict[type, Callable[[Any], Any]] = {
    nn.Dense: lambda m: torch.nn.Linear(m.in_features, m.out_features, _biased(m)),
    nn.Flatten: _made_with("Flatten", "start_axis"),
    nn.PReLU: lambda m: torch.nn.PReLU(m.weight.size),
    nn.LeakyReLU: _made_with("LeakyReLU", "negative_slope"),
    nn.ELU: _made_with("ELU", "alpha"),
    nn.GELU: lambda m: torch.nn.GELU(approximate=m.approximate),
    nn.Hardtanh: _made_with("Hardtanh", "min_val", "max_val"),
    nn.GLU: _made_with("GLU", "axis"),
    nn.Softmax: _made_with("Softmax", "axis"),
    nn.LogSoftmax: _made_with("LogSoftmax", "axis"),
    **{getattr(nn, name): _made_with(name) for name in (
        "Identity", "ReLU", "ReLU6", "SELU", "SiLU", "Mish", "Softplus", "Hardswish", "Sigmoid",
        "LogSigmoid", "Hardsigmoid", "Tanh", "Softsign")},
    **{getattr(nn, name): _made_with(name, "p") for name in (
        "Dropout", "Dropout1d", "Dropout2d", "AlphaDropout")},
    **{getattr(nn, name): _batch_norm(name) for name in (
        "BatchNorm1d", "BatchNorm2d", "BatchNorm3d")},
    **{getattr(nn, name): _instance_norm(name) for name in ("InstanceNorm1d", "InstanceNorm2d")},
    nn.GroupNorm: lambda m: torch.nn.GroupNorm(m.num_groups, m.num_channels, m.eps, _affine(m)),
    nn.LayerNorm: lambda m: torch.nn.LayerNorm(m.normalized_shape, m.eps, _affine(m), _biased(m)),
    nn.RMSNorm: lambda m: torch.nn.RMSNorm(m.normalized_shape, m.eps, _affine(m)),
    **{getattr(nn, name): _conv(name) for name in ("Conv1d", "Conv2d", "Conv3d")},
    **{getattr(nn, name): _conv_transpose(name) for name in ("ConvTranspose1d", "ConvTranspose2d")},
    **{getattr(nn, name): _max_pool(name) for name in ("MaxPool1d", "MaxPool2d")},
    **{getattr(nn, name): _avg_pool(name) for name in ("AvgPool1d", "AvgPool2d")},
    **{getattr(nn, name): _made_with(name, "output_size") for name in (
        "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveMaxPool1d", "AdaptiveMaxPool2d")},
    **{getattr(nn, name): _made_with(name, "padding") for name in (
        "ZeroPad2d", "ReflectionPad1d", "ReflectionPad2d", "ReplicationPad1d", "ReplicationPad2d",
        "CircularPad2d")},
    **{getattr(nn, name): _made_with(name, "padding", "value") for name in (
        "ConstantPad1d", "ConstantPad2d")},
    nn.Upsample: _upsample,
    nn.PixelShuffle: _made_with("PixelShuffle", "upscale_factor"),
    nn.PixelUnshuffle: _made_with("PixelUnshuffle", "downscale_factor"),
    nn.Unfold: _made_with("Unfold", "kernel_size", "dilation", "padding", "stride"),
    nn.Fold: _made_with("Fold", "output_size", "kernel_size", "dilation", "padding", "stride"),
    nn.Embedding: _made_with("Embedding", "num_embeddings", "embedding_dim", "padding_idx"),
    nn.EmbeddingBag: lambda m: torch.nn.EmbeddingBag(
        m.num_embeddings, m.embedding_dim, mode=m.mode, padding_idx=m.padding_idx),
    nn.RNN: _recurrent("RNN"), nn.LSTM: _recurrent("LSTM"), nn.GRU: _recurrent("GRU"),
    nn.RNNCell: lambda m: torch.nn.RNNCell(m.input_size, m.hidden_size, _biased(m),
                                           m.nonlinearity),
    nn.LSTMCell: lambda m: torch.nn.LSTMCell(m.input_size, m.hidden_size, _biased(m)),
    nn.GRUCell: lambda m: torch.nn.GRUCell(m.input_size, m.hidden_size, _biased(m)),
}

FUNCTIONS = {getattr(F, name): name for name in (       # of the same name in torch.nn.functional
    "relu", "relu6", "elu", "selu", "leaky_relu", "gelu", "silu", "mish", "softplus", "hardswish",
    "hardsigmoid", "hardtanh", "sigmoid", "tanh", "softsign")} | {F.log_sigmoid: "logsigmoid"}
