"""One of every layer and model, each with inputs that it takes: what files must bring back."""

from functools import partial

import numpy as np

from groundup import Tensor, models, nn
from groundup import functional as F
from groundup.nn.init import normal


def floats(*shape):
    return Tensor(np.random.default_rng(1).standard_normal(shape).astype("float32"))


def tokens(*shape):
    return np.random.default_rng(2).integers(1, 10, shape)


ROWS, WORDS = floats(2, 6), floats(2, 5, 8)
SIGNAL, PICTURE, VOLUME = floats(2, 4, 8), floats(2, 4, 8, 8), floats(2, 4, 4, 4, 4)
HEADS = floats(2, 2, 5, 4)
IDS = tokens(2, 5)

PLAIN = [nn.Identity, nn.ReLU, nn.LeakyReLU, nn.PReLU, nn.ReLU6, nn.ELU, nn.SELU, nn.GELU, nn.SiLU,
         nn.Mish, nn.Softplus, nn.Hardswish, nn.Sigmoid, nn.LogSigmoid, nn.Hardsigmoid, nn.Tanh,
         nn.Hardtanh, nn.Softsign, nn.GLU, nn.SwiGLU, nn.GEGLU, nn.Softmax, nn.LogSoftmax,
         nn.Dropout, nn.AlphaDropout, nn.DropPath]
LAYERS = [
    *((layer, ROWS) for layer in PLAIN),
    (partial(nn.GELU, "tanh"), ROWS), (partial(nn.Softmax, 0), ROWS), (partial(nn.ELU, 0.5), ROWS),
    (partial(nn.LeakyReLU, 0.2), ROWS), (partial(nn.Hardtanh, -0.5, 0.2), ROWS),
    (partial(nn.PReLU, 6), ROWS), (partial(nn.Dropout, 0.3, rng=0), ROWS),
    (partial(nn.GLU, 0), ROWS), (partial(nn.LogSoftmax, 0), ROWS),
    (partial(nn.Dense, 6, 3), ROWS), (partial(nn.Dense, 6, 3, bias=False), ROWS),
    (nn.Flatten, PICTURE), (partial(nn.Flatten, 2), PICTURE),
    # normalization
    (partial(nn.BatchNorm1d, 6), ROWS), (partial(nn.BatchNorm2d, 4, eps=1e-3), PICTURE),
    (partial(nn.BatchNorm3d, 4, momentum=0.3), VOLUME),
    (partial(nn.BatchNorm1d, 4, affine=False, track_running_stats=False), SIGNAL),
    (partial(nn.InstanceNorm1d, 4), SIGNAL), (partial(nn.InstanceNorm2d, 4, affine=True), PICTURE),
    (partial(nn.GroupNorm, 2, 4), PICTURE), (partial(nn.LayerNorm, 6), ROWS),
    (partial(nn.LayerNorm, (8, 8), bias=False), PICTURE), (partial(nn.RMSNorm, 6), ROWS),
    # images
    (partial(nn.Conv1d, 4, 3, 3, padding="same"), SIGNAL),
    (partial(nn.Conv2d, 4, 6, (3, 2), 2, (1, 0), groups=2), PICTURE),
    (partial(nn.Conv2d, 4, 6, 3, padding=1, dilation=1, padding_mode="reflect"), PICTURE),
    (partial(nn.Conv3d, 4, 2, 3, bias=False), VOLUME),
    (partial(nn.ConvTranspose1d, 4, 3, 4, stride=2, padding=1), SIGNAL),
    (partial(nn.ConvTranspose2d, 4, 6, 3, 2, 1, 1, groups=2), PICTURE),
    (partial(nn.MaxPool1d, 2), SIGNAL), (partial(nn.MaxPool2d, 3, 2, 1), PICTURE),
    (partial(nn.AvgPool1d, 2, ceil_mode=True), SIGNAL),
    (partial(nn.AvgPool2d, 3, 2, 1, count_include_pad=False), PICTURE),
    (partial(nn.AdaptiveAvgPool1d, 3), SIGNAL), (partial(nn.AdaptiveAvgPool2d, (3, 2)), PICTURE),
    (partial(nn.AdaptiveMaxPool1d, 3), SIGNAL), (partial(nn.AdaptiveMaxPool2d, 3), PICTURE),
    (nn.GlobalAvgPool, PICTURE), (nn.GlobalMaxPool, PICTURE),
    (partial(nn.ConstantPad1d, (1, 2), 0.5), SIGNAL), (partial(nn.ConstantPad2d, 1, 2.0), PICTURE),
    (partial(nn.ZeroPad2d, (1, 0, 2, 0)), PICTURE), (partial(nn.ReflectionPad1d, 2), SIGNAL),
    (partial(nn.ReflectionPad2d, 1), PICTURE), (partial(nn.ReplicationPad1d, 2), SIGNAL),
    (partial(nn.ReplicationPad2d, 1), PICTURE), (partial(nn.CircularPad2d, 1), PICTURE),
    (partial(nn.Upsample, scale_factor=2), PICTURE),
    (partial(nn.Upsample, size=(5, 6), mode="bilinear", align_corners=True), PICTURE),
    (partial(nn.PixelShuffle, 2), PICTURE), (partial(nn.PixelUnshuffle, 2), PICTURE),
    (partial(nn.Unfold, 2, stride=2), PICTURE), (partial(nn.Fold, 5, 2), floats(2, 12, 16)),
    (partial(nn.Dropout1d, 0.5), SIGNAL), (partial(nn.Dropout2d, 0.5), PICTURE),
    # sequences
    (partial(nn.Embedding, 10, 4, padding_idx=0), IDS), (partial(nn.EmbeddingBag, 10, 4), IDS),
    (partial(nn.EmbeddingBag, 10, 4, mode="sum", padding_idx=3), IDS),
    (partial(nn.RNN, 8, 4, nonlinearity="relu"), WORDS),
    (partial(nn.LSTM, 8, 4, num_layers=2, bidirectional=True), WORDS),
    (partial(nn.GRU, 8, 4, num_layers=2, dropout=0.2), WORDS),
    (partial(nn.GRU, 8, 4, bias=False, batch_first=False), WORDS),
    (partial(nn.RNNCell, 6, 4), ROWS), (partial(nn.LSTMCell, 6, 4), ROWS),
    (partial(nn.GRUCell, 6, 4), ROWS),
    # attention
    (partial(nn.AdditiveAttention, 8, 8, 6), (WORDS, floats(2, 3, 8))),
    (partial(nn.MultiHeadAttention, 8, 2), WORDS),
    (partial(nn.MultiHeadAttention, 8, 2, bias=False, kdim=4, vdim=6),
     (WORDS, floats(2, 3, 4), floats(2, 3, 6))),
    (lambda: nn.MultiHeadAttention(8, 4, kv_heads=2, positions=nn.Rotary()), WORDS),
    (lambda: nn.MultiHeadAttention(8, 4, positions=nn.Rotary(interleaved=True)), WORDS),
    (lambda: nn.MultiHeadAttention(8, 2, positions=nn.ALiBi()), WORDS),
    (nn.Rotary, (HEADS, HEADS)), (nn.ALiBi, (HEADS, HEADS)),
    (partial(nn.SinusoidalPositions, 8), WORDS), (partial(nn.LearnedPositions, 7, 8), WORDS),
    (partial(nn.TransformerEncoderLayer, 8, 2, 16), WORDS),
    (lambda: nn.TransformerEncoderLayer(8, 2, 16, activation=F.silu, norm_first=True,
                                        positions=nn.Rotary()), WORDS),
    (partial(nn.TransformerDecoderLayer, 8, 2, 16, activation="gelu"), (WORDS, floats(2, 3, 8))),
    (lambda: nn.TransformerEncoder(lambda: nn.TransformerEncoderLayer(8, 2, 16), 2,
                                   nn.LayerNorm(8)), WORDS),
    (lambda: nn.TransformerDecoder(lambda: nn.TransformerDecoderLayer(8, 2, 16), 2),
     (WORDS, floats(2, 3, 8))),
    (partial(nn.Transformer, 8, 2, 1, 1, 16), (WORDS, floats(2, 3, 8))),
    # around layers
    (lambda: nn.WeightNorm(nn.Dense(6, 3)), ROWS), (lambda: nn.WeightNorm(nn.Conv2d(4, 3, 2)),
                                                    PICTURE),
    (lambda: nn.SpectralNorm(nn.Dense(6, 3)), ROWS),
    (lambda: nn.SpectralNorm(nn.Conv2d(4, 3, 2)), PICTURE),
    (lambda: nn.LoRA(nn.Dense(6, 3), rank=2), ROWS),
    (lambda: nn.Checkpoint(nn.Sequential(nn.Dense(6, 3), nn.Tanh())), ROWS),
    (lambda: nn.Sequential(nn.Dense(6, 3), F.relu, nn.Sequential(nn.Dense(3, 6)), nn.ReLU()), ROWS),
    (lambda: nn.Sequential(nn.Dense(6, 3, init=partial(normal, std=0.1)), F.sigmoid), ROWS),
]

MODELS = [
    (partial(models.MLP, 6, [5, 4], 3, nn.GELU, dropout=0.2), ROWS),
    (lambda: models.MLP(6, 5, 3, partial(nn.LeakyReLU, 0.2)).append(nn.Softmax()), ROWS),
    (partial(models.LeNet, 4, size=8), PICTURE), (partial(models.VGG, [4, 6], 4), PICTURE),
    (partial(models.ResNet, 1, [4, 6], 4), PICTURE),
    (partial(models.ResidualBlock, 4, 6, stride=2), PICTURE),
    (partial(models.UNet, 4, 2, width=4), PICTURE),
    (partial(models.YOLO, 3, (4, 4, 4, 4)), floats(2, 3, 16, 16)),
    (partial(models.RNNClassifier, 8, 4, 3, "gru", 2, bidirectional=True), WORDS),
    (partial(models.RNNLanguageModel, 10, 4, 4, tied=True), IDS),
    (partial(models.RNNLanguageModel, 10, 4, 6, "rnn"), IDS),
    (partial(models.Seq2Seq, 10, 10, 6, start=1), (IDS, tokens(2, 4))),
    (partial(models.GPT, 10, 8, 8, 2, 2), IDS),
    (partial(models.GPT, 10, 8, 8, 1, 2, tied=False, positions="rotary"), IDS),
    (partial(models.TransformerEncoder, 10, 3, 8, 8, 2, 2, pooling="mean", padding_idx=0), IDS),
    (partial(models.VAE, (1, 2, 3), 8, 2), ROWS), (partial(models.GAN, (1, 2, 3), 8, 6), ROWS),
    (partial(models.Denoiser, 6, 8), (ROWS, np.array([3, 7]))),
    (lambda: models.Diffusion(models.Denoiser(6, 8), 10), ROWS),
    (partial(models.BERT, 10, 8, 8, 2, 2), IDS),       # new ones last: stored files have this order
]


def changed(make):
    """A model in evaluation mode whose weights and statistics are not where they start."""
    import groundup as gu

    gu.seed(3)
    model, rng = make().eval(), np.random.default_rng(4)
    for p in model.parameters():
        p.data += 0.1 * rng.standard_normal(p.shape).astype(p.dtype)
    for module in model.modules():
        for name in ("running_mean", "running_var"):
            if getattr(module, name, None) is not None:
                getattr(module, name)[...] += rng.random(getattr(module, name).shape)
    return model


def outputs(model, inputs):
    """All arrays that come out, random numbers being those of one seed."""
    import groundup as gu

    gu.seed(6)
    with gu.no_grad():
        y = model(*(inputs if isinstance(inputs, tuple) else (inputs,)))
    return list(flat(y))


def flat(y):
    if isinstance(y, tuple):
        for each in y:
            yield from flat(each)
    elif y is not None:
        yield np.asarray(y.data if hasattr(y, "touch") else y)


def label(case):
    text = repr(case[0]() if callable(case[0]) else case[0])
    return " ".join(text.split())[:40]
