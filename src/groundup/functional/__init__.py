"""The arithmetic of layers: forward, backward, and the plain definition of each, side by side.

From simple to hard; a file is named after what is in it:

- layers of numbers: `dense.py`, `dense_relu.py` (both in one), `dense_relu_dense.py` (a whole
  small network), `dropout.py`, `drop_path.py`, `alpha_dropout.py`
- bends: `relu.py` (corners and knees), `hard.py` (straight pieces), `sigmoid.py` (squashes),
  `softplus.py`, `gelu.py` (smooth), `gated.py`; `softmax.py`, `masked_softmax.py`
- images: `padding.py`, `window.py` (where a kernel stands), `correlation.py` (what it computes
  there), `conv.py`, `conv_relu.py` (both in one), `conv_transpose.py`, `unfold.py`;
  `max_pool.py`, `avg_pool.py`, `adaptive_pool.py`; `pixel_shuffle.py`, `resample.py`
- normalization: `normalize.py` (what all share), `batch_norm.py`, `batch_norm_relu.py` (both in
  one), `layer_norm.py`, `group_norm.py`, `rms_norm.py`
- sequences: `embedding.py`, `embedding_bag.py`; `sequence.py` (lengths, and the way through time),
  `rnn.py`, `lstm.py`, `gru.py`
- attention: `attention_inputs.py` (what it accepts), `attention.py`, `additive_attention.py`;
  positions: `positions.py`, `rotary.py`, `alibi.py`
- around a layer: `checkpoint.py`, `gradient_reversal.py`
- below all: `floats.py`, `rows.py`, `blocks.py`, `erf.py`
"""

from groundup import hints as _hints
from groundup.functional.adaptive_pool import (
    adaptive_avg_pool1d,
    adaptive_avg_pool2d,
    adaptive_max_pool1d,
    adaptive_max_pool2d,
    global_avg_pool,
    global_max_pool,
)
from groundup.functional.additive_attention import additive_weights
from groundup.functional.alibi import alibi_bias, alibi_slopes
from groundup.functional.alpha_dropout import alpha_dropout
from groundup.functional.attention import attention_weights, scaled_dot_product_attention
from groundup.functional.avg_pool import avg_pool1d, avg_pool2d
from groundup.functional.batch_norm import batch_norm
from groundup.functional.checkpoint import checkpoint
from groundup.functional.conv import conv1d, conv2d, conv3d
from groundup.functional.conv_transpose import conv_transpose1d, conv_transpose2d
from groundup.functional.dense import dense
from groundup.functional.drop_path import drop_path, dropout1d
from groundup.functional.dropout import dropout, dropout2d
from groundup.functional.embedding import embedding
from groundup.functional.embedding_bag import embedding_bag
from groundup.functional.erf import erf, erfc
from groundup.functional.gated import geglu, glu, swiglu
from groundup.functional.gelu import gelu, mish, silu
from groundup.functional.gradient_reversal import gradient_reversal
from groundup.functional.group_norm import group_norm, instance_norm
from groundup.functional.gru import gru
from groundup.functional.hard import hardsigmoid, hardswish, hardtanh, relu6
from groundup.functional.layer_norm import layer_norm
from groundup.functional.lstm import lstm
from groundup.functional.masked_softmax import masked_softmax
from groundup.functional.max_pool import max_pool1d, max_pool2d, max_pool3d
from groundup.functional.padding import pad
from groundup.functional.pixel_shuffle import pixel_shuffle, pixel_unshuffle
from groundup.functional.positions import sinusoidal_positions
from groundup.functional.relu import elu, leaky_relu, prelu, relu, selu
from groundup.functional.resample import interpolate
from groundup.functional.rms_norm import rms_norm
from groundup.functional.rnn import rnn
from groundup.functional.rotary import rotary
from groundup.functional.sequence import pad_sequence, reverse_sequence
from groundup.functional.sigmoid import sigmoid, softsign, tanh
from groundup.functional.softmax import log_softmax, softmax
from groundup.functional.softplus import log_sigmoid, softplus
from groundup.functional.unfold import fold, unfold

_hints.answer(__name__)
