"""Layers and models: parameters, and one line of `functional` each.

- what a layer is: `parameter.py`, `module.py`, `state.py` (load, convert, predict), `checks.py`;
  `containers.py`: layers in a row, a list, or by name; `fusion.py`, `fusion_conv.py`: neighbours
  that run as one; `init.py`: where weights start; `summary.py`: a table of a model
- from simple to hard: `dense.py`, `activations.py`, `dropout.py`, `drop_path.py`,
  `normalization.py`
- images: `conv.py`, `pool.py`, `padding.py`, `resample.py`
- sequences: `embedding.py`, `cells.py`, `recurrent.py`
- attention: `additive_attention.py`, `masks.py`, `kv_cache.py`, `attention.py`, `positions.py`,
  `transformer_layers.py`, `transformer.py`
- around a layer: `reparametrize.py`, `lora.py`, `folding.py`, `checkpoint.py`
"""

from groundup import hints as _hints
from groundup.nn import init
from groundup.nn.activations import (
    ELU,
    GEGLU,
    GELU,
    GLU,
    SELU,
    Hardsigmoid,
    Hardswish,
    Hardtanh,
    LeakyReLU,
    LogSigmoid,
    LogSoftmax,
    Mish,
    PReLU,
    ReLU,
    ReLU6,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Softsign,
    SwiGLU,
    Tanh,
)
from groundup.nn.additive_attention import AdditiveAttention
from groundup.nn.attention import MultiHeadAttention
from groundup.nn.cells import GRUCell, LSTMCell, RNNCell
from groundup.nn.checkpoint import Checkpoint
from groundup.nn.containers import ModuleDict, ModuleList, Sequential
from groundup.nn.conv import Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d
from groundup.nn.dense import Dense, Flatten, Identity
from groundup.nn.drop_path import AlphaDropout, Dropout1d, DropPath
from groundup.nn.dropout import Dropout, Dropout2d
from groundup.nn.embedding import Embedding, EmbeddingBag
from groundup.nn.folding import fold_batch_norm
from groundup.nn.kv_cache import KVCache
from groundup.nn.lora import LoRA
from groundup.nn.module import Module
from groundup.nn.normalization import (
    BatchNorm1d,
    BatchNorm2d,
    BatchNorm3d,
    GroupNorm,
    InstanceNorm1d,
    InstanceNorm2d,
    LayerNorm,
    RMSNorm,
)
from groundup.nn.padding import (
    CircularPad2d,
    ConstantPad1d,
    ConstantPad2d,
    ReflectionPad1d,
    ReflectionPad2d,
    ReplicationPad1d,
    ReplicationPad2d,
    ZeroPad2d,
)
from groundup.nn.parameter import Parameter
from groundup.nn.pool import (
    AdaptiveAvgPool1d,
    AdaptiveAvgPool2d,
    AdaptiveMaxPool1d,
    AdaptiveMaxPool2d,
    AvgPool1d,
    AvgPool2d,
    GlobalAvgPool,
    GlobalMaxPool,
    MaxPool1d,
    MaxPool2d,
)
from groundup.nn.positions import ALiBi, LearnedPositions, Rotary, SinusoidalPositions
from groundup.nn.recurrent import GRU, LSTM, RNN, detach_state
from groundup.nn.reparametrize import SpectralNorm, WeightNorm
from groundup.nn.resample import Fold, PixelShuffle, PixelUnshuffle, Unfold, Upsample
from groundup.nn.transformer import Transformer, TransformerDecoder, TransformerEncoder
from groundup.nn.transformer_layers import TransformerDecoderLayer, TransformerEncoderLayer

_hints.answer(__name__)
