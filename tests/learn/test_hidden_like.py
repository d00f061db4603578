"""Wrong answers as learners write them, not as they are stored: they are named all the same."""

import numpy as np
import pytest

from groundup.learn.checker import judge

# A dense layer, backwards -------------------------------------------------------------------------


def loops(dense):
    """The gradients in loops, with one thing done as `dense` says."""
    def backward(x, W, g):
        dx = [[sum(g[b][o] * W[i][o] for o in range(len(W[0]))) for i in range(len(W))]
              for b in range(len(x))]
        dW = [[sum(x[b][i] * g[b][o] for b in range(len(x))) for o in range(len(W[0]))]
              for i in range(len(W))]
        db = [sum(row[o] for row in g) for o in range(len(W[0]))]
        return dense(x, W, g, dx, dW, db)

    return backward


def spread_over_the_batch(x, W, g):
    g = g.copy()
    db = np.zeros(W.shape[1])
    for row in g:
        db += row / g.shape[0]
    return np.matmul(g, W.T), np.matmul(x.T, g), db


def overwrites_per_sample(x, W, g):
    dW = np.zeros_like(W)
    for sample, blame in zip(x, g):
        dW = sample[:, None] * blame[None, :]
    return g.dot(W.T), dW, np.add.reduce(g)


def accumulates_in_the_first_row(x, W, g):
    dx, dW = np.einsum("bo,io->bi", g, W), np.einsum("bi,bo->io", x, g)
    first = g[0]
    for other in range(1, g.shape[0]):
        first += g[other]
    return dx, dW, np.array(first)


DENSE = [
    ("weights-transposed", loops(lambda x, W, g, dx, dW, db: (dx, list(zip(*dW)), db))),
    ("weights-transposed", lambda x, W, g: (np.dot(g, W.T), np.dot(x.T, g).T, sum(g))),
    ("no-transpose", lambda x, W, g: (np.dot(g, W), np.dot(x.T, g), np.sum(g, axis=0))),
    ("through-the-weight-gradient", lambda x, W, g: (g @ (g.T @ x), x.T @ g, sum(g))),
    ("bias-not-summed", lambda x, W, g: ((W @ g.T).T, x.T @ g, g * np.ones_like(g))),
    ("bias-summed-to-one", lambda x, W, g: (g @ W.T, x.T @ g, float(np.sum(g)))),
    ("bias-averaged", spread_over_the_batch),
    ("bias-averaged", lambda x, W, g: (g @ W.T, x.T @ g, np.average(g, axis=0))),
    ("bias-wrong-axis", lambda x, W, g: (g @ W.T, x.T @ g, np.array([r.sum() for r in g]))),
    ("bias-times-inputs", lambda x, W, g: (g @ W.T, x.T @ g, x.sum(axis=1) @ g)),
    ("last-sample-only", overwrites_per_sample),
    ("gradient-overwritten", accumulates_in_the_first_row),
    ("inverse", lambda x, W, g: (np.linalg.lstsq(W.T, g.T, rcond=None)[0].T, x.T @ g, g.sum(0))),
    ("all-averaged", lambda x, W, g: tuple(part / x.shape[0] for part in
                                           (g @ W.T, x.T @ g, g.sum(0)))),
    ("upstream-forgotten", lambda x, W, g: (
        np.tile(W.sum(1), (len(x), 1)), np.repeat(x.sum(0)[:, None], W.shape[1], 1),
        np.full(W.shape[1], float(len(x))))),
    ("bias-averaged", lambda x, W, g: tuple(np.asarray(part, np.float32) for part in
                                            (g @ W.T, x.T @ g, g.mean(0)))),
]

DENSE_RIGHT = [
    loops(lambda x, W, g, dx, dW, db: (dx, dW, db)),
    loops(lambda x, W, g, dx, dW, db: [np.array(dx), dW, tuple(db)]),
    lambda x, W, g: (g.astype(np.float32) @ W.T.astype(np.float32),
                     (x.T @ g).astype(np.float32), g.sum(0)),
    lambda x, W, g: ((each for each in g @ W.T), np.tensordot(x, g, (0, 0)),
                     (float(each.sum()) for each in g.T)),
    lambda x, W, g: (np.asfortranarray(g @ W.T), (g.T @ x).T, np.cumsum(g, axis=0)[-1]),
    lambda *arguments: (arguments[2] @ arguments[1].T, arguments[0].T @ arguments[2],
                        arguments[2].sum(axis=-2)),
    lambda x, W, g, unused=None: (g @ W.T, x.T @ g, list(g.sum(0))),
]


# Dropout ------------------------------------------------------------------------------------------


class Base:
    """Dropout as someone else would write it: a boolean mask, in-place scaling, a flag."""

    def __init__(self, rate, rng):
        self.p, self.random, self.dropped = rate, rng, None

    def forward(self, x, training):
        self.was_training = training
        if not training:
            return x.copy()
        self.dropped = self.random.uniform(size=x.shape) < self.p
        out = x.copy()
        out[self.dropped] = 0.0
        return out / (1.0 - self.p)

    def backward(self, gradient):
        if not self.was_training:
            return gradient.copy()
        out = gradient / (1.0 - self.p)
        out[self.dropped] = 0.0
        return out


class Unscaled(Base):
    def forward(self, x, training):
        out = super().forward(x, training)
        return out * (1.0 - self.p) if training else out


class ByRate(Base):
    def forward(self, x, training):
        out = super().forward(x, training)
        return out * (1.0 - self.p) / self.p if training else out

    def backward(self, gradient):
        out = super().backward(gradient)
        return out * (1.0 - self.p) / self.p if self.was_training else out


class Keeps(Base):
    def forward(self, x, training):
        if not training:
            self.was_training = False
            return x
        self.was_training = True
        self.dropped = self.random.random(x.shape) > self.p
        return np.where(self.dropped, 0, x / (1 - self.p))


class Swapped(Base):
    def __init__(self, keep, rng):
        super().__init__(1 - keep, rng)


class NoExam(Base):
    def forward(self, x, training):
        return super().forward(x, training=True)


class Twice(Base):
    def forward(self, x, training):
        return super().forward(x, training) * (1 if training else 1 - self.p)

    def backward(self, gradient):
        return super().backward(gradient) * (1 if self.was_training else 1 - self.p)


class Through(Base):
    def backward(self, gradient):
        return gradient


class Fresh(Base):
    def backward(self, gradient):
        kept = self.random.binomial(1, 1 - self.p, gradient.shape)
        return gradient * kept / (1 - self.p)


class Bare(Base):
    def backward(self, gradient):
        return np.where(self.dropped, 0, gradient) if self.was_training else gradient


class Columns(Base):
    def forward(self, x, training):
        self.was_training = training
        if training:
            self.dropped = np.zeros(x.shape, bool)
            self.dropped[:, self.random.random(x.shape[1]) < self.p] = True
            x = np.where(self.dropped, 0, x) / (1 - self.p)
        return x * 1.0


class Stale(Base):
    def forward(self, x, training):
        if training:
            return super().forward(x, training)
        return x + 0.0


class Once(Base):
    def forward(self, x, training):
        self.was_training = True
        if self.dropped is None:
            self.dropped = self.random.random(x.shape) < self.p
        return np.where(self.dropped, 0, x / (1 - self.p)) if training else x


DROPOUT = [
    ("not-scaled", type("BareUnscaled", (Unscaled, Bare), {})), ("divided-by-rate", ByRate),
    ("rate-kept", Keeps), ("both-swapped", Swapped), ("active-in-evaluation", NoExam),
    ("scaled-twice", Twice), ("backward-without-mask", Through), ("backward-new-mask", Fresh),
    ("backward-not-scaled", Bare), ("one-mask-for-all", Columns), ("stale-mask", Stale),
    ("mask-drawn-once", Once),
]


class WithChoice(Base):
    def forward(self, x, training):
        self.was_training = training
        if not training:
            return x
        self.dropped = self.random.choice([True, False], x.shape, p=[self.p, 1 - self.p])
        return np.where(self.dropped, 0, x / (1 - self.p)).astype(np.float32)


DROPOUT_RIGHT = [Base, WithChoice, lambda rate, rng: Base(rate, rng)]


# A convolution with stride ------------------------------------------------------------------------


def by_windows(place=lambda i, s: i * s, add=True, kernel=lambda k: k, crop=True, shift=0,
               images=slice(None)):
    """Written output by output with single kernels, and one thing done as the options say."""
    def backward(x, k, g, s, p):
        F, C, h, w = k.shape
        N, _, H, W = x.shape
        padded = np.zeros((N, C, H + 2 * p, W + 2 * p))
        padded[:, :, p - shift : p - shift + H, p - shift : p - shift + W] = x
        dx, dk = np.zeros(padded.shape), np.zeros(k.shape)
        for i in range(g.shape[2]):
            for j in range(g.shape[3]):
                a, b = place(i, s), place(j, s)
                update = np.tensordot(g[:, :, i, j], kernel(k), 1)
                if add:
                    dx[:, :, a : a + h, b : b + w] += update
                else:
                    dx[:, :, a : a + h, b : b + w] = update
                seen = padded[:, :, i * s : i * s + h, j * s : j * s + w]
                dk += np.tensordot(g[images, :, i, j].T, seen[images], 1)
        if crop:
            dx = dx[:, :, p : H + p, p : W + p]
        return dx, dk, np.array([g[:, f].sum() for f in range(F)])

    return backward


def part(index, change):
    """The right gradients with one of them changed: change(part, x, g)."""
    def backward(x, k, g, s, p):
        parts = list(by_windows()(x, k, g, s, p))
        parts[index] = change(parts[index], x, g)
        return tuple(parts)

    return backward


CONVOLUTION = [
    ("windows-overwritten", by_windows(add=False)),
    ("not-cropped", by_windows(crop=False)),
    ("kernel-turned", by_windows(kernel=lambda k: np.rot90(k, 2, (2, 3)))),
    ("stride-forgotten", by_windows(place=lambda i, s: i)),
    ("padding-on-one-side", by_windows(shift=1)),
    ("last-image-only", by_windows(images=slice(-1, None))),
    ("kernels-averaged", part(1, lambda dk, x, g: dk / x.shape[0])),
    ("gradient-turned", part(1, lambda dk, x, g: np.flip(dk, (2, 3)))),
    ("bias-per-image", part(2, lambda db, x, g: np.einsum("nfhw->nf", g))),
    ("bias-per-pixel", part(2, lambda db, x, g: sum(g))),
    ("bias-averaged", part(2, lambda db, x, g: np.array([each.mean() for each in
                                                         g.transpose(1, 0, 2, 3)]))),
    ("bias-averaged", part(2, lambda db, x, g: (db / g[:, 0].size).tolist())),
]
CONVOLUTION_RIGHT = [
    by_windows(), part(0, lambda dx, x, g: dx.tolist()), part(2, lambda db, x, g: tuple(db)),
    part(1, lambda dk, x, g: dk.astype(np.float32)),
]

WRONG = [(exercise, *pair) for exercise, pairs in
         (("DENSE", DENSE), ("DROPOUT", DROPOUT), ("CONVOLUTION", CONVOLUTION)) for pair in pairs]
RIGHT = [(exercise, answer) for exercise, answers in (
    ("DENSE", DENSE_RIGHT), ("DROPOUT", DROPOUT_RIGHT), ("CONVOLUTION", CONVOLUTION_RIGHT))
    for answer in answers]


@pytest.mark.parametrize(("exercise", "name", "answer"), WRONG,
                         ids=[f"{each[0]}-{each[1]}" for each in WRONG])
def test_a_wrong_answer_is_named_however_it_is_written(later, exercise, name, answer):
    verdict = judge(getattr(later, exercise), answer)
    assert verdict.mistake is not None, verdict.says
    assert verdict.mistake.name == name


@pytest.mark.parametrize(("exercise", "answer"), RIGHT)
def test_a_right_answer_is_accepted_however_unusual_it_is(later, exercise, answer):
    verdict = judge(getattr(later, exercise), answer)
    assert verdict.kind in ("right", "unusual"), (verdict.kind, verdict.says, verdict.error)
