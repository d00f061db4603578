"""Every model and layer, exported: onnxruntime computes the same, and so does the way back."""

import numpy as np
import pytest

import groundup as gu
from groundup import Tensor, models, nn, no_grad
from groundup.io.onnx import from_onnx, to_onnx

onnx = pytest.importorskip("onnx", reason="ONNX parity needs onnx: pip install onnx==1.23.2")
runtime = pytest.importorskip(
    "onnxruntime", reason="ONNX parity needs onnxruntime: pip install onnxruntime==1.32.0")

TOLERANCE = 1e-5                           # of the largest output, if that is above 1


def floats(*shape):
    return np.random.default_rng(sum(shape)).normal(size=shape).astype("float32")


def ids(vocabulary, *shape):
    return np.random.default_rng(sum(shape)).integers(1, vocabulary, shape)


def padded(vocabulary, *shape):
    """Token ids that end with padding in some of the rows."""
    tokens = ids(vocabulary, *shape)
    tokens[1::2, 3:] = 0
    return tokens


def flat(y):
    return [part for x in y for part in flat(x)] if isinstance(y, tuple | list) else [y]


def lively(model):
    """Evaluation mode, with statistics and parameters that are not where they start."""
    owner = model if isinstance(model, nn.Module) else model.__self__
    for name, buffer in owner.named_buffers():
        if name.endswith(("mean", "var")):
            buffer += abs(floats(*buffer.shape))
    for p in owner.parameters():
        p.data += np.float32(0.01)
    owner.eval()
    return model


def check(model, example, other, opset=17):
    """Export with one batch, and compare with another of another size."""
    content = to_onnx(lively(model), example, opset=opset)
    stored = onnx.load_from_string(content)
    onnx.checker.check_model(stored, full_check=True)
    onnx.shape_inference.infer_shapes(stored, strict_mode=True)
    session = runtime.InferenceSession(content, providers=["CPUExecutionProvider"])
    names = [told.name for told in session.get_inputs()]
    back = from_onnx(content)
    for inputs in (example, other):
        with no_grad():
            wanted = flat(model(*map(Tensor, inputs)))
            again = flat(back(*inputs))
        theirs = session.run(None, dict(zip(names, inputs)))
        for ours, got, mine in zip(wanted, theirs, again, strict=True):
            largest = max(1, abs(ours.data).max())
            np.testing.assert_allclose(got, ours.data, 0, TOLERANCE * largest)
            np.testing.assert_allclose(mine.data, ours.data, 0, TOLERANCE * largest)


def image(channels, size):
    return lambda n: (floats(n, channels, size, size),)


def recurrent(**options):
    return (lambda: models.RNNClassifier(3, 5, 2, num_layers=2, rng=0, **options),
            lambda n: (floats(n, 6, 3),))


def encoder(pooling):
    return (lambda: models.TransformerEncoder(12, 3, 6, 8, 2, 2, pooling=pooling, padding_idx=0,
                                              rng=0), lambda n: (padded(12, n, 5),))


def gpt(**options):
    return lambda: models.GPT(20, 8, 16, 2, 4, rng=0, **options), lambda n: (ids(20, n, 6),)


def bert():
    return models.BERT(12, 6, 8, 2, 2, rng=0)


def bert_batch(n):
    x = padded(12, n, 5)
    return x, (x % 2).astype(x.dtype), x != 0


def vae():
    return models.VAE((1, 4, 4), 8, 2, rng=0)


MODELS = {
    "BERT": (bert, bert_batch),
    "BERT alone": (bert, lambda n: (ids(12, n, 5),)),
    "Denoiser": (lambda: models.Denoiser(16, 8, 2, rng=0),
                 lambda n: (floats(n, 1, 4, 4), ids(50, n))),
    "Diffusion": (lambda: models.Diffusion(models.Denoiser(16, 8, 2, rng=0), 10).model,
                  lambda n: (floats(n, 16), ids(10, n))),
    "GAN": (lambda: models.GAN((1, 4, 4), 8, 2, rng=0), lambda n: (floats(n, 2),)),
    "GAN critic": (lambda: models.GAN(16, 8, 2, rng=0).critic, lambda n: (floats(n, 16),)),
    "GPT": gpt(),
    "GPT rotary": gpt(positions="rotary", tied=False),
    "LeNet": (lambda: models.LeNet(rng=0), image(1, 28)),
    "MLP": (lambda: models.MLP(4, [8, 8], 3, dropout=0.5, rng=0), lambda n: (floats(n, 4),)),
    "ResNet": (lambda: models.ResNet(rng=0), image(1, 12)),
    "ResidualBlock": (lambda: models.ResidualBlock(2, 4, 2, rng=0), image(2, 6)),
    "RNNClassifier rnn": recurrent(cell="rnn"),
    "RNNClassifier lstm": recurrent(cell="lstm", bidirectional=True),
    "RNNClassifier gru": recurrent(cell="gru", bidirectional=True),
    "RNNLanguageModel": (lambda: models.RNNLanguageModel(20, 8, 8, tied=True, rng=0),
                         lambda n: (ids(20, n, 6),)),
    "Seq2Seq": (lambda: models.Seq2Seq(12, 10, 8, start=1, rng=0),
                lambda n: (padded(12, n, 5), ids(10, n, 4))),
    "TransformerEncoder none": encoder("none"),
    "TransformerEncoder mean": encoder("mean"),
    "TransformerEncoder first": encoder("first"),
    "UNet": (lambda: models.UNet(width=4, rng=0), image(1, 8)),
    "VAE encode": (lambda: vae().encode, lambda n: (floats(n, 1, 4, 4),)),
    "VAE decode": (lambda: vae().decode, lambda n: (floats(n, 2),)),
    "VGG": (lambda: models.VGG(rng=0), image(1, 28)),
    "YOLO": (lambda: models.YOLO(classes=3, rng=0), image(3, 32)),
}


@pytest.mark.parametrize("name", MODELS)
def test_models(name):
    make, batch = MODELS[name]
    check(make(), batch(2), batch(5))


def test_the_list_has_every_model():
    listed = {name.partition(" ")[0] for name in MODELS}
    assert listed == {name for name, value in vars(models).items()
                      if isinstance(value, type) and issubclass(value, nn.Module)}


@pytest.mark.parametrize("name", ["ResNet", "GPT", "Seq2Seq", "RNNClassifier gru"])
def test_the_newest_opset(name):
    make, batch = MODELS[name]
    check(make(), batch(2), batch(3), opset=23)


ACTIVATIONS = ["ELU", "GEGLU", "GELU", "GLU", "Hardsigmoid", "Hardswish", "Hardtanh", "LeakyReLU",
               "LogSigmoid", "LogSoftmax", "Mish", "PReLU", "ReLU", "ReLU6", "SELU", "SiLU",
               "Sigmoid", "Softmax", "Softplus", "Softsign", "SwiGLU", "Tanh"]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations(name):
    check(getattr(nn, name)(), (3 * floats(2, 4),), (3 * floats(5, 4),))


def layer(make, *shape):
    return pytest.param(make, shape, id=repr(make()).partition("\n")[0])


@pytest.mark.parametrize(("make", "shape"), [
    layer(lambda: nn.Dense(4, 5), 3, 4),
    layer(lambda: nn.Dense(4, 5, bias=False), 4),
    layer(lambda: nn.Flatten(), 3, 4),
    layer(lambda: nn.Sequential(nn.Dropout(0.5), nn.DropPath(0.5), nn.AlphaDropout(0.5)), 4),
    layer(lambda: nn.GELU("tanh"), 4),
    layer(lambda: nn.BatchNorm1d(4), 4),
    layer(lambda: nn.BatchNorm1d(4, affine=False), 4),
    layer(lambda: nn.BatchNorm2d(4), 4, 5, 5),
    layer(lambda: nn.BatchNorm3d(2), 2, 3, 3, 3),
    layer(lambda: nn.GroupNorm(2, 4), 4, 5),
    layer(lambda: nn.InstanceNorm1d(4), 4, 5),
    layer(lambda: nn.InstanceNorm2d(4, affine=True), 4, 5, 5),
    layer(lambda: nn.LayerNorm((4, 5)), 4, 5),
    layer(lambda: nn.RMSNorm(5), 4, 5),
    layer(lambda: nn.Conv1d(2, 4, 3, stride=2, padding=1, dilation=2), 2, 9),
    layer(lambda: nn.Conv2d(4, 6, 3, groups=2, padding="same"), 4, 6, 6),
    layer(lambda: nn.Conv2d(4, 6, 2, padding="same", bias=False), 4, 6, 6),
    layer(lambda: nn.Conv3d(2, 3, 2), 2, 4, 4, 4),
    layer(lambda: nn.ConvTranspose1d(2, 3, 3, stride=2, padding=1, output_padding=1), 2, 5),
    layer(lambda: nn.ConvTranspose2d(4, 6, 3, stride=(2, 3), padding=1, groups=2), 4, 5, 5),
    layer(lambda: nn.MaxPool1d(3, 2, padding=1), 2, 9),
    layer(lambda: nn.MaxPool2d(3, 2, ceil_mode=True), 2, 8, 8),
    layer(lambda: nn.AvgPool1d(2), 2, 9),
    layer(lambda: nn.AvgPool2d(3, 2, padding=1), 2, 8, 8),
    layer(lambda: nn.AvgPool2d(3, 2, padding=1, count_include_pad=False), 2, 8, 8),
    layer(lambda: nn.AvgPool2d(3, 2, padding=1, ceil_mode=True), 2, 8, 8),
    layer(lambda: nn.AdaptiveAvgPool1d(3), 3, 7),
    layer(lambda: nn.AdaptiveAvgPool2d((2, 3)), 3, 7, 6),
    layer(lambda: nn.AdaptiveMaxPool1d(3), 3, 7),
    layer(lambda: nn.AdaptiveMaxPool2d(2), 3, 6, 6),
    layer(lambda: nn.GlobalAvgPool(), 3, 4, 4),
    layer(lambda: nn.GlobalMaxPool(), 3, 4, 4),
    layer(lambda: nn.PixelShuffle(2), 8, 3, 3),
    layer(lambda: nn.PixelUnshuffle(2), 2, 4, 4),
    layer(lambda: nn.Unfold(2), 2, 4, 4),
    layer(lambda: nn.Fold((4, 4), 2), 8, 9),
    layer(lambda: nn.Upsample(scale_factor=2), 2, 3, 3),
    layer(lambda: nn.Upsample(size=(5, 7), mode="bilinear"), 2, 3, 3),
    layer(lambda: nn.CircularPad2d(1), 2, 3, 3),
    layer(lambda: nn.ConstantPad2d((1, 2, 0, 1), 3.0), 2, 3, 3),
    layer(lambda: nn.ReflectionPad2d(1), 2, 3, 3),
    layer(lambda: nn.ReplicationPad1d(1), 2, 3),
    layer(lambda: nn.RNN(3, 5, nonlinearity="relu", bias=False), 4, 3),
    layer(lambda: nn.LSTM(3, 5, num_layers=2, bidirectional=True), 4, 3),
    layer(lambda: nn.GRU(3, 5, reset_after=False), 4, 3),
    layer(lambda: nn.GRUCell(3, 5), 3),
    layer(lambda: nn.LSTMCell(3, 5), 3),
    layer(lambda: nn.MultiHeadAttention(8, 2), 4, 8),
    layer(lambda: nn.MultiHeadAttention(8, 4, kv_heads=2), 4, 8),
    layer(lambda: nn.MultiHeadAttention(8, 2, positions=nn.ALiBi()), 4, 8),
    layer(lambda: nn.MultiHeadAttention(8, 2, positions=nn.Rotary()), 4, 8),
    layer(lambda: nn.SinusoidalPositions(4), 3, 4),
    layer(lambda: nn.TransformerEncoderLayer(8, 2, 16), 4, 8),
    layer(lambda: nn.Checkpoint(nn.Dense(4, 4)), 4),
    layer(lambda: nn.WeightNorm(nn.Dense(4, 4)), 4),
    layer(lambda: nn.LoRA(nn.Dense(4, 4), 2), 4),
])
def test_layers(make, shape):
    check(make(), (floats(2, *shape),), (floats(5, *shape),))


@pytest.mark.parametrize(("make", "shapes"), [
    (lambda: nn.AdditiveAttention(4, 4, 8, rng=0), [(3, 4), (5, 4)]),
    (lambda: nn.TransformerDecoderLayer(8, 2, 16, rng=0), [(3, 8), (5, 8)]),
    (lambda: nn.Transformer(8, 2, 1, 1, 16, rng=0), [(3, 8), (5, 8)]),
], ids=["AdditiveAttention", "TransformerDecoderLayer", "Transformer"])
def test_layers_of_two_inputs(make, shapes):
    check(make(), *(tuple(floats(n, *shape) for shape in shapes) for n in (2, 5)))


def test_an_embedding():
    check(nn.Embedding(9, 4, padding_idx=0, rng=0), (ids(9, 2, 5),), (ids(9, 4, 5),))


def test_a_time_axis_before_the_batch():
    layer = nn.GRU(3, 5, batch_first=False, rng=0)
    check(layer, (floats(4, 2, 3),), (floats(4, 2, 3),))


class Arithmetic(nn.Module):
    """Operations that no layer above uses."""

    def forward(self, x):
        small = gu.clip(abs(x), 0.1, 0.9)
        parts = [gu.exp(-small), gu.log1p(small), gu.expm1(small), gu.sqrt(small) ** 3,
                 gu.sin(x) * gu.cos(x) + gu.tan(small), gu.square(x) - gu.reciprocal(small),
                 gu.maximum(x, 0.5) / gu.minimum(small, x * x + 1), np.sign(x) + np.floor(x)]
        y = gu.stack(parts, axis=1)                                         # (N, 8, 4)
        tests = gu.where((x > 0) & ~(x >= 1) | (x != x), x, np.float32(2))
        whole = [y.var(axis=2, ddof=1), gu.logsumexp(y, axis=(1, 2))[:, None], y.max(axis=1),
                 gu.cumsum(tests, axis=1), gu.flip(tests, 1), gu.prod(tests, axis=1)[:, None],
                 gu.einsum("npf,nf->np", y, x), x[:, [2, 0]], x[:, None, -1], y[..., 1::2, 0],
                 gu.pad(x, ((0, 0), (1, 2)), 7.0), gu.broadcast_to(x[:, :1], (len(x), 3))]
        return gu.concatenate(whole, axis=1)


def test_primitives():
    check(Arithmetic(), (floats(2, 4),), (floats(7, 4),))


class AllMasked(nn.Module):
    """Attention in which some queries see no key, so that their outputs are 0."""

    def __init__(self, mask):
        self.register_buffer("mask", mask)

    def forward(self, x):
        return gu.functional.scaled_dot_product_attention(x, x, x, self.mask)


@pytest.mark.parametrize("mask", [np.tri(4, k=-1) > 0,
                                  np.where(np.tri(4, k=-1) > 0, 0.5, -np.inf).astype("float32")],
                         ids=["booleans", "floats"])
def test_a_query_that_sees_nobody(mask):
    check(AllMasked(mask), (floats(2, 4, 3),), (floats(3, 4, 3),))


def test_computed_weights_of_a_recurrent_layer():
    check(nn.WeightNorm(nn.LSTM(3, 5, rng=0), "weight_hh_l0"), (floats(2, 4, 3),),
          (floats(5, 4, 3),))
