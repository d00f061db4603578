"""One fault in a healthy training each, made from a seed, and what the doctor must call it."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np

import groundup as gu
from groundup import functional as F
from groundup import losses, models, nn, optim
from groundup.train import Trainer

healthy = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("healthy.py"))))


def scaled(model, factor):
    """The same model with all weights multiplied."""
    for p in model.parameters():
        if p.ndim >= 2:
            p.data *= np.float32(factor)
            p.touch()
    return model


def classifier(model, seed, lr=1e-3, loss=losses.cross_entropy, **options):
    data = healthy.digits(seed=seed, **options)
    return Trainer(model, loss, optim.Adam(model.parameters(), lr=lr)), *data


def large_start(seed):
    return classifier(scaled(models.MLP(64, [32], 10), 6), seed)


def unscaled_targets(seed):
    trainer, (x, y), (x_val, y_val) = healthy.regression(seed)
    return trainer, (x, 50 * y + 300), (x_val, 50 * y_val + 300)


def softmax_twice(seed):
    return classifier(nn.Sequential(models.MLP(64, [32], 10), nn.Softmax()), seed)


def sigmoid_twice(seed):
    trainer, data, held_out = healthy.binary(seed)
    model = nn.Sequential(trainer.model, nn.Sigmoid())
    return Trainer(model, trainer.loss, trainer.optimizer), data, held_out


def logits_for_nll(seed):
    return classifier(models.MLP(64, [32], 10), seed, loss=losses.nll)


def relu_at_the_end(seed):
    """Targets below 0, and an output that cannot be."""
    trainer, (x, y), (x_val, y_val) = healthy.regression(seed)
    model = nn.Sequential(trainer.model, nn.ReLU())
    return Trainer(model, losses.mse, trainer.optimizer), (x, y - 3), (x_val, y_val - 3)


def inputs_ignored(seed):
    class Deaf(nn.Module):
        def __init__(self):
            self.net = models.MLP(64, [32], 10)

        def forward(self, x):
            return self.net(x * 0)

    return classifier(Deaf(), seed)


def softmax_over_the_batch(seed):
    return classifier(nn.Sequential(models.MLP(64, [32], 10), nn.Softmax(axis=0)), seed)


def dead_relus(seed):
    model = models.MLP(64, [32, 32], 10)
    for layer in model.modules():
        if isinstance(layer, nn.Dense) and layer.weight.shape[1] == 32:
            layer.bias.data[:28] = -20
    return classifier(model, seed)


def killed_relus(seed):
    """Alive at first: an update far too large kills them."""
    return classifier(models.MLP(64, [32, 32], 10), seed, lr=3.0)


def saturated_tanh(seed):
    net = nn.Sequential(nn.Dense(64, 32), nn.Tanh(), nn.Dense(32, 32), nn.Tanh(), nn.Dense(32, 10))
    return classifier(scaled(net, 30), seed)


def saturated_sigmoid(seed):
    net = nn.Sequential(nn.Dense(64, 32), nn.Sigmoid(), nn.Dense(32, 10))
    scaled(net[0], 60)
    return classifier(net, seed)


def deep_sigmoid(seed):
    layers = [part for _ in range(10) for part in (nn.Dense(32, 32), nn.Sigmoid())]
    return classifier(nn.Sequential(nn.Dense(64, 32), *layers, nn.Dense(32, 10)), seed)


def exploding(seed):
    return classifier(scaled(models.MLP(64, [32] * 8, 10), 6), seed)


def exploding_rnn(seed):
    class Straight(nn.Module):
        """A recurrence without an end to its growth."""

        def __init__(self):
            self.table = nn.Embedding(12, 8)
            self.into, self.on, self.out = nn.Dense(8, 16), nn.Dense(16, 16), nn.Dense(16, 2)
            scaled(self.on, 6)

        def forward(self, x):
            x = self.table(x)
            h = F.relu(self.into(x[:, 0]))
            for t in range(1, x.shape[1]):
                h = F.relu(self.into(x[:, t]) + self.on(h))
            return self.out(h)

    model = Straight()
    trainer = Trainer(model, losses.cross_entropy, optim.Adam(model.parameters(), lr=1e-3))
    return trainer, healthy.sequences(400, seed), None


def rate_of(make, factor):
    def made(seed):
        trainer, data, held_out = make(seed)
        trainer.optimizer.lr = trainer.optimizer.lr * factor
        return trainer, data, held_out
    made.__name__ = f"{make.__name__}_{factor:g}"
    return made


def one_layer_slow(seed):
    """A group of parameters with a learning rate of next to nothing."""
    model = models.MLP(64, [32], 10)
    first, *others = model.parameters()
    groups = [{"params": [first], "lr": 1e-8}, {"params": others}]
    trainer = Trainer(model, losses.cross_entropy, optim.Adam(groups, lr=1e-3))
    return trainer, *healthy.digits(seed=seed)


def pixels(seed):
    trainer, (x, y), (x_val, y_val) = healthy.mlp(seed)
    return trainer, (np.rint(255 * x), y), (np.rint(255 * x_val), y_val)


def pixels_bytes(seed):
    trainer, (x, y), (x_val, y_val) = healthy.mlp(seed)
    return trainer, ((255 * x).astype("u1"), y), ((255 * x_val).astype("u1"), y_val)


def large_numbers(seed):
    trainer, (x, y), (x_val, y_val) = healthy.linear(seed)
    return trainer, (1000 + 300 * x, y), (1000 + 300 * x_val, y_val)


def divided_twice(seed):
    trainer, (x, y), (x_val, y_val) = healthy.mlp(seed)
    return trainer, (x / 255, y), (x_val / 255, y_val)


def shuffled(make):
    def made(seed):
        trainer, (x, y), _ = make(seed)
        return trainer, (x, y[np.random.default_rng(seed).permutation(len(y))]), None
    made.__name__ = f"{make.__name__}_shuffled"
    return made


def stopped_output(seed):
    """A mean over the batch in forward: the output is the same for all its samples."""
    class Flat(nn.Module):
        def __init__(self):
            self.net = models.MLP(64, [32], 10)

        def forward(self, x):
            h = self.net(x)
            return h * 0 + h.mean(axis=0)

    return classifier(Flat(), seed)


def zero_weights(seed):
    return classifier(scaled(models.MLP(64, [32], 10), 0), seed)


def held_out_is_trained(seed):
    trainer, (x, y), _ = healthy.mlp(seed)
    return trainer, (x, y), (x[::5], y[::5])


def some_leak(seed):
    trainer, (x, y), (x_val, y_val) = healthy.mlp(seed)
    return trainer, (x, y), (np.concatenate([x_val, x[:20]]), np.concatenate([y_val, y[:20]]))


def copies_with_noise(seed):
    rng = np.random.default_rng(seed)
    trainer, (x, y), _ = healthy.mlp(seed)
    near = x[:150] + 0.01 * rng.standard_normal((150, 64)).astype("f4")
    return trainer, (x, y), (near, y[:150])


class Dropped(nn.Module):
    """Dropout by its function, with the mode forgotten."""

    def __init__(self):
        self.one, self.two = nn.Dense(64, 32), nn.Dense(32, 10)

    def forward(self, x):
        return self.two(F.dropout(F.relu(self.one(x)), 0.5))


def dropout_in_use(seed):
    return classifier(Dropped(), seed)


class Resting(nn.Module):
    """Some part of the model that is in evaluation mode for ever."""

    def __init__(self, *layers):
        self.body = nn.Sequential(*layers)

    def forward(self, x):
        return self.body.eval()(x)


def dropout_resting(seed):
    return classifier(Resting(nn.Dense(64, 32), nn.ReLU(), nn.Dropout(0.5), nn.Dense(32, 10)), seed)


def norm_resting(seed):
    return classifier(Resting(nn.Dense(64, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dense(32, 10)),
                      seed)


class Busy(Resting):
    """... or in training mode."""

    def forward(self, x):
        return self.body.train()(x)


def norm_in_use(seed):
    return classifier(Busy(nn.Dense(64, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dense(32, 10)), seed)


def accuracy_in_train_mode(seed):
    return classifier(Busy(nn.Dense(64, 32), nn.ReLU(), nn.Dropout(0.5), nn.Dense(32, 10)), seed)


def nan_in_loss(seed):
    """The logarithm of what became 0."""
    trainer, data, held_out = healthy.binary_probability(seed)
    scaled(trainer.model, 300)

    def loss(p, t):
        return -(t * gu.log(p) + (1 - t) * gu.log(1 - p)).mean()

    return Trainer(trainer.model, loss, trainer.optimizer), data, held_out


def nan_in_weights(seed):
    trainer, data, held_out = healthy.mlp(seed)
    list(trainer.model.parameters())[2].data[3] = np.nan
    return trainer, data, held_out


def nan_inside(seed):
    class Root(nn.Module):
        def forward(self, x):
            return gu.sqrt(x)

    return classifier(nn.Sequential(nn.Dense(64, 32), Root(), nn.Dense(32, 10)), seed)


def column_against_row(seed):
    trainer, (x, y), _ = healthy.linear(seed)
    return Trainer(trainer.model, lambda p, t: ((p - t) ** 2).mean(), trainer.optimizer), (
        x, y[:, 0]), None


def cut_by_detach(seed):
    class Cut(nn.Module):
        def __init__(self):
            self.body, self.head = nn.Dense(64, 32), nn.Dense(32, 10)

        def forward(self, x):
            return self.head(F.relu(self.body(x)).detach())

    return classifier(Cut(), seed)


def head_not_optimized(seed):
    trainer, data, held_out = healthy.mlp(seed)
    body = list(trainer.model.parameters())[:2]
    return Trainer(trainer.model, trainer.loss, optim.Adam(body, lr=1e-3)), data, held_out


FAULTS = [
    (large_start, "initial loss"), (unscaled_targets, "initial loss"),
    (softmax_twice, "softmax twice"), (sigmoid_twice, "sigmoid twice"),
    (logits_for_nll, "logits for log-probabilities"),
    (relu_at_the_end, "one batch cannot be overfitted"),
    (inputs_ignored, "one batch cannot be overfitted"),
    (softmax_over_the_batch, "one batch cannot be overfitted"),
    (dead_relus, "dead units"), (killed_relus, "dead units"),
    (saturated_tanh, "saturated units"), (saturated_sigmoid, "saturated units"),
    (deep_sigmoid, "vanishing gradients"),
    (exploding, "exploding gradients"), (exploding_rnn, "exploding gradients"),
    (rate_of(healthy.mlp, 1e-5), "update ratio"), (rate_of(healthy.mlp, 3e3), "update ratio"),
    (one_layer_slow, "update ratio"),
    (rate_of(healthy.mlp, 1e-5), "learning rate too low"),
    (rate_of(healthy.mlp_sgd, 1e-4), "learning rate too low"),
    (rate_of(healthy.regression, 1e-5), "learning rate too low"),
    (rate_of(healthy.mlp, 1000), "learning rate too high"),
    (rate_of(healthy.mlp_sgd, 1000), "learning rate too high"),
    (rate_of(healthy.linear, 100), "learning rate too high"),
    (pixels, "unscaled inputs"), (pixels_bytes, "unscaled inputs"),
    (large_numbers, "unscaled inputs"), (divided_twice, "unscaled inputs"),
    (shuffled(healthy.mlp), "shuffled labels"), (shuffled(healthy.cnn), "shuffled labels"),
    (shuffled(healthy.regression), "shuffled labels"),
    (shuffled(healthy.spiral), "shuffled labels"), (shuffled(healthy.lstm), "shuffled labels"),
    (inputs_ignored, "constant output"), (stopped_output, "constant output"),
    (zero_weights, "constant output"),
    (held_out_is_trained, "leakage"), (some_leak, "leakage"), (copies_with_noise, "leakage"),
    (dropout_in_use, "dropout in the wrong mode"), (dropout_resting, "dropout in the wrong mode"),
    (accuracy_in_train_mode, "dropout in the wrong mode"),
    (norm_resting, "batch norm in the wrong mode"), (norm_in_use, "batch norm in the wrong mode"),
    (nan_in_loss, "NaN"), (nan_in_weights, "NaN"), (nan_inside, "NaN"),
    (column_against_row, "shapes broadcast"), (cut_by_detach, "no gradient"),
    (head_not_optimized, "not optimized"),
]
