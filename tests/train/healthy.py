"""Healthy trainings of many kinds: model, data, loss and optimizer, each made from a seed."""

import numpy as np

import groundup as gu
from groundup import functional as F
from groundup import losses, models, nn, optim
from groundup.autograd import tanh
from groundup.train import Trainer


def digits(rows=600, images=False, seed=0):
    """Real digits, mixed by seed, and others for validation."""
    x, y = gu.datasets.digits(images=images)
    order = np.random.default_rng(seed).permutation(len(x))[:rows + 200]
    x, y = x[order], y[order]
    return (x[:rows], y[:rows]), (x[rows:], y[rows:])


def points(make, rows=300, seed=0, **options):
    (x, y), held_out = gu.data.split(*make(rows, rng=seed, **options), test=0.2, rng=seed)
    return (x, y), held_out


def mlp(seed, optimizer=optim.Adam, lr=1e-3, **options):
    model = models.MLP(64, [32], 10)
    trainer = Trainer(model, losses.cross_entropy, optimizer(model.parameters(), lr=lr), **options)
    return trainer, *digits(seed=seed)


def mlp_sgd(seed):
    return mlp(seed, optim.SGD, lr=0.1)


def mlp_slow_sgd(seed):
    return mlp(seed, optim.SGD, lr=0.01)


def mlp_adamw(seed):
    return mlp(seed, optim.AdamW, lr=3e-3)


def mlp_warmup(seed):
    model = models.MLP(64, [32, 32], 10)
    rate = optim.one_cycle(0.01, 500)
    trainer = Trainer(model, losses.cross_entropy, optim.Adam(model.parameters(), lr=rate))
    return trainer, *digits(seed=seed)


def dropout_net(seed):
    model = models.MLP(64, [64, 64], 10, dropout=0.5)
    trainer = Trainer(model, losses.cross_entropy, optim.Adam(model.parameters(), lr=2e-3),
                      clip_norm=1.0)
    return trainer, *digits(seed=seed)


def smoothed(seed):
    model = models.MLP(64, [32], 10)
    trainer = Trainer(model, lambda p, t: losses.cross_entropy(p, t, label_smoothing=0.1),
                      optim.RMSprop(model.parameters(), lr=1e-3))
    return trainer, *digits(seed=seed)


def cnn(seed):
    model = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
        lambda x: x.mean(axis=(2, 3)), nn.Dense(16, 10))
    trainer = Trainer(model, losses.cross_entropy,
                      optim.SGD(model.parameters(), lr=0.05, momentum=0.9))
    return trainer, *digits(images=True, seed=seed)


def residual(seed):
    """Twelve blocks whose branches begin at 0."""
    class Block(nn.Module):
        def __init__(self, width):
            self.norm, self.inner = nn.LayerNorm(width), nn.Dense(width, width)
            self.outer = nn.Dense(width, width, init=nn.init.zeros)

        def forward(self, x):
            return x + self.outer(F.relu(self.inner(self.norm(x))))

    model = nn.Sequential(nn.Dense(64, 24), *(Block(24) for _ in range(12)), nn.Dense(24, 10))
    trainer = Trainer(model, losses.cross_entropy, optim.Adam(model.parameters(), lr=1e-3))
    return trainer, *digits(seed=seed)


def resnet(seed):
    model = models.ResNet(blocks=1, widths=(8, 16))
    trainer = Trainer(model, losses.cross_entropy, optim.AdamW(model.parameters(), lr=2e-3))
    return trainer, *digits(300, images=True, seed=seed)


def sequences(rows, seed, tokens=12, length=10):
    """Which of two tokens, 0 or 1, comes more often; the rest is noise."""
    rng = np.random.default_rng(seed)
    x = rng.integers(0, tokens, (rows, length))
    return x, (x < tokens // 2).sum(axis=1) * 2 // (length + 1)


def lstm(seed):
    model = nn.Sequential(nn.Embedding(12, 8), models.RNNClassifier(8, 16, 2))
    trainer = Trainer(model, losses.cross_entropy, optim.Adam(model.parameters(), lr=5e-3))
    return trainer, sequences(400, seed), sequences(100, seed + 1000)


def transformer(seed):
    model = models.TransformerEncoder(12, 2, 10, 16, 2, 2, pooling="mean", dropout=0.1)
    trainer = Trainer(model, losses.cross_entropy, optim.AdamW(model.parameters(), lr=2e-3))
    return trainer, sequences(400, seed), sequences(100, seed + 1000)


def gpt(seed):
    text = np.frombuffer(("the quick brown fox jumps over the lazy dog " * 40).encode(), np.uint8)
    tokens = np.unique(text, return_inverse=True)[1]
    starts = np.random.default_rng(seed).integers(0, 800, 200)
    x = np.stack([tokens[s:s + 16] for s in starts])
    y = np.stack([tokens[s + 1:s + 17] for s in starts])
    model = models.GPT(int(tokens.max()) + 1, 16, 16, 2, 2)
    trainer = Trainer(model, losses.sequence_cross_entropy,
                      optim.AdamW(model.parameters(), lr=3e-3))
    return trainer, (x, y), None


def regression(seed):
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, (400, 1))
    y = np.sin(3 * x) + 0.1 * rng.standard_normal(x.shape)
    model = nn.Sequential(nn.Dense(1, 32), nn.Tanh(), nn.Dense(32, 32), nn.Tanh(), nn.Dense(32, 1))
    trainer = Trainer(model, losses.mse, optim.Adam(model.parameters(), lr=3e-3))
    return trainer, (x[:300], y[:300]), (x[300:], y[300:])


def linear(seed):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((300, 5))
    y = x @ rng.standard_normal((5, 1)) + 0.1 * rng.standard_normal((300, 1))
    model = nn.Dense(5, 1)
    trainer = Trainer(model, losses.huber, optim.SGD(model.parameters(), lr=0.05))
    return trainer, (x[:240], y[:240]), (x[240:], y[240:])


def binary(seed):
    (x, y), (x_val, y_val) = points(gu.datasets.moons, seed=seed)
    model = models.MLP(2, [16, 16], 1)
    trainer = Trainer(model, losses.binary_cross_entropy_with_logits,
                      optim.Adam(model.parameters(), lr=5e-3))
    return trainer, (x, y[:, None]), (x_val, y_val[:, None])


def binary_probability(seed):
    (x, y), (x_val, y_val) = points(gu.datasets.circles, seed=seed)
    model = nn.Sequential(models.MLP(2, [24], 1), nn.Sigmoid())
    trainer = Trainer(model, losses.binary_cross_entropy,
                      optim.Adam(model.parameters(), lr=1e-2))
    return trainer, (x, y[:, None]), (x_val, y_val[:, None])


def autoencoder(seed):
    (x, _), (x_val, _) = digits(400, seed=seed)
    model = nn.Sequential(nn.Dense(64, 32), nn.ReLU(), nn.Dense(32, 8), nn.Dense(8, 32), nn.ReLU(),
                          nn.Dense(32, 64), nn.Sigmoid())
    trainer = Trainer(model, losses.mse, optim.Adam(model.parameters(), lr=2e-3))
    return trainer, (x, x), (x_val, x_val)


def vae(seed):
    (x, _), (x_val, _) = digits(400, seed=seed)
    model = models.VAE(64, 32, 4)
    trainer = Trainer(model, model.loss, optim.Adam(model.parameters(), lr=2e-3))
    return trainer, (x, x), (x_val, x_val)


def spiral(seed):
    x, y = gu.datasets.spiral(100, 3, seed)
    model = nn.Sequential(nn.Dense(2, 64), tanh, nn.Dense(64, 64), tanh, nn.Dense(64, 3))
    trainer = Trainer(model, losses.cross_entropy,
                      optim.Adam(model.parameters(), lr=0.02))
    return trainer, (x, y), None


def penalized(seed):
    """A loss that looks at the model: a penalty on its weights."""
    model = models.MLP(64, [32], 10)
    weights = [p for p in model.parameters() if p.ndim == 2]

    def loss(prediction, target):
        return losses.cross_entropy(prediction, target) + gu.regularizers.l2(weights, 1e-3)

    trainer = Trainer(model, loss, optim.NAdam(model.parameters(), lr=2e-3))
    return trainer, *digits(seed=seed)


TRAININGS = [mlp, mlp_sgd, mlp_slow_sgd, mlp_adamw, mlp_warmup, dropout_net, smoothed, cnn,
             residual, resnet, lstm, transformer, gpt, regression, linear, binary,
             binary_probability, autoencoder, vae, spiral, penalized]
