"""Three whole exercises of the kind that later chapters have: nothing of the course uses them.

A function with three outputs, a random layer with a state (judged by statistics), and a backward
pass over images.
"""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn

# A dense layer, backwards -------------------------------------------------------------------------


def dense_backward(inputs, weights, gradient):
    """inputs (B, I), weights (I, O), gradient (B, O) -> gradients of inputs, weights, biases."""
    return gradient @ weights.T, inputs.T @ gradient, gradient.sum(axis=0)


def dense_in_loops(x, W, g):
    dx, dW, db = np.zeros(x.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for b in range(len(x)):
        for o in range(W.shape[1]):
            db[o] += g[b, o]
            for i in range(W.shape[0]):
                dx[b, i] += g[b, o] * W[i, o]
                dW[i, o] += g[b, o] * x[b, i]
    return dx, dW, db


def sums_in_place(x, W, g):
    dx, dW = g @ W.T, x.T @ g
    for row in g[1:]:
        g[0] += row
    return dx, dW, g[0].copy()


def batch(size, inputs, outputs):
    return drawn(f"a batch of {size}, {inputs} inputs, {outputs} outputs", lambda rng: (
        rng.normal(size=(size, inputs)), rng.normal(size=(inputs, outputs)),
        rng.normal(size=(size, outputs))))


DENSE = Exercise(
    id="99.1.dense-backward",
    title="Blame through a dense layer",
    level="medium",
    objective="derive the gradients of a dense layer",
    asks="Given the gradient of the outputs, return those of inputs, weights and biases.",
    reference=dense_backward,
    probes=[batch(4, 3, 5), batch(6, 5, 3), batch(3, 4, 6)],
    outputs=("inputs", "weights", "biases"),
    mistakes=[
        Mistake("weights-transposed", lambda x, W, g: (g @ W.T, g.T @ x, g.sum(0)),
                "Your weight gradient is the transpose of the right one.",
                "Which shape must it have, so that it can be subtracted from the weights?", "B1"),
        Mistake("no-transpose", lambda x, W, g: (g @ W, x.T @ g, g.sum(0)),
                "You multiply the gradient by the weights as they are, and the shapes do not fit.",
                "A gradient has the shape of its variable: which product gives that?", "B2"),
        Mistake("through-the-weight-gradient", lambda x, W, g: (g @ (x.T @ g).T, x.T @ g, g.sum(0)),
                "Your input gradient uses the gradient of the weights instead of the weights.",
                "Which numbers connected this input to the output?", "B3"),
        Mistake("bias-not-summed", lambda x, W, g: (g @ W.T, x.T @ g, g),
                "Your bias gradient still has one row for each sample.",
                "How many samples share one bias?", "B4"),
        Mistake("bias-summed-to-one", lambda x, W, g: (g @ W.T, x.T @ g, g.sum()),
                "Your bias gradient is one number for the whole layer.",
                "Does each neuron have its own bias?", "B5"),
        Mistake("bias-averaged", lambda x, W, g: (g @ W.T, x.T @ g, g.mean(0)),
                "Your bias gradient is the right one divided by the batch size.",
                "The same bias served every sample. Does its blame add up, or average out?", "B6"),
        Mistake("bias-wrong-axis", lambda x, W, g: (g @ W.T, x.T @ g, g.sum(1)),
                "Your bias gradient is summed over the outputs, not over the samples.",
                "Over which axis are the samples?", "B7"),
        Mistake("bias-times-inputs", lambda x, W, g: (g @ W.T, x.T @ g, (x.T @ g).sum(0)),
                "Your bias gradient has the inputs in it.",
                "How does the output change when the bias moves by 1?", "B8"),
        Mistake("last-sample-only", lambda x, W, g: (g @ W.T, np.outer(x[-1], g[-1]), g.sum(0)),
                "Your weight gradient is that of the last sample alone.",
                "Do all samples have a say?", "B9"),
        Mistake("gradient-overwritten", sums_in_place,
                "You write into the gradient that came from above.",
                "Whose array are you writing into?", "B10"),
        Mistake("inverse", lambda x, W, g: (g @ np.linalg.pinv(W), x.T @ g, g.sum(0)),
                "You undo the layer with an inverse, instead of sending the blame back.",
                "Are you undoing the layer, or distributing blame?", "S13"),
        Mistake("all-averaged", lambda x, W, g: (g @ W.T / len(x), x.T @ g / len(x), g.mean(0)),
                "All your gradients are divided by the batch size once more.",
                "Is the averaging already in what comes from above?", "B6"),
        Mistake("upstream-forgotten", lambda x, W, g: dense_backward(x, W, np.ones_like(g)),
                "Your gradients do not depend on the gradient that comes from above.",
                "Where does the blame of the layers above enter?", "B19"),
    ],
    conventions=[
        Mistake("bias-as-a-row", lambda x, W, g: (g @ W.T, x.T @ g, g.sum(0, keepdims=True)),
                "Your biases are a row of shape (1, O), as in some books; here they are flat.",
                "What shape do the biases have in this course?", "B7"),
    ],
    equivalents=[
        dense_in_loops,
        lambda x, W, g: (np.einsum("bo,io->bi", g, W), np.einsum("bi,bo->io", x, g),
                         np.einsum("bo->o", g)),
        lambda x, W, g: (np.dot(W, g.T).T, sum(np.outer(a, b) for a, b in zip(x, g)),
                         np.ones(len(g)) @ g),
    ],
    hints=("Which shape has each gradient?", "Three lines: two products and one sum.",
           "g @ Wᵀ, xᵀ @ g, and the sum of g over the samples."),
    after="Now feed a batch of one, and compare the sum with the mean.",
    header="import numpy as np",
)


# Dropout, a random layer --------------------------------------------------------------------------


class Dropout:
    """Inverted dropout: drops a share `rate` of the inputs in training, and nothing after it."""

    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x, training):
        """x (B, N) -> (B, N)."""
        keep = 1 - self.rate
        self.mask = (self.rng.random(x.shape) < keep) / keep if training else np.ones(x.shape)
        return x * self.mask

    def backward(self, gradient):
        """gradient (B, N), of the output of the last forward -> (B, N), of its input."""
        return gradient * self.mask


def dropout_with(**methods):
    """The right class with other methods: one mistake at a time."""
    return type("Dropout", (Dropout,), methods)


def masked(draw):
    """forward with a mask of its own making: draw(layer, x) in training."""
    def forward(self, x, training):
        self.mask = draw(self, x) if training else np.ones(x.shape)
        return x * self.mask

    return forward


def scaled_always(self, x, training):
    self.mask = (self.rng.random(x.shape) > self.rate) / (1 - self.rate) if training \
        else np.full(x.shape, 1 - self.rate)
    return x * self.mask


def active_always(self, x, training):
    return Dropout.forward(self, x, True)


def forgets_the_exam(self, x, training):
    return Dropout.forward(self, x, True) if training else x


def drawn_once(self, x, training):
    if not hasattr(self, "mask"):
        Dropout.forward(self, x, True)
    return x * self.mask if training else x


def new_mask(self, gradient):
    return gradient * (self.rng.random(gradient.shape) > self.rate) / (1 - self.rate)


def statistics(layer, x, gradient, rate, seed):
    """What can be measured of a random layer: shares and averages, not single numbers."""
    dropout = layer(rate, np.random.default_rng(seed))
    first = dropout.forward(x, True)
    back = dropout.backward(gradient)
    second = dropout.forward(x, True)
    exam = dropout.forward(x, False)
    after = dropout.backward(gradient)
    gone = first == 0
    return {
        "share of zeros": gone.mean(),
        "factor of what is kept": np.median((first / x)[~gone]),
        "columns that vanish whole": gone.all(axis=0).mean(),
        "share of places that a second pass drops again": (gone & (second == 0)).mean(),
        "gradient where dropped": np.abs(back[gone]).mean(),
        "factor of the gradient where kept": np.median((back / gradient)[~gone]),
        "zeros in evaluation": (exam == 0).mean(),
        "factor in evaluation": np.median(exam / x),
        "zeros in the gradient after evaluation": (after == 0).mean(),
    }


def away_from_zero(rng, *shape):
    return rng.choice([-1.0, 1.0], size=shape) * (1 + rng.random(shape))


def layer_of(rate):
    return drawn(f"dropout {rate} on 10 samples of 6,000 numbers", lambda rng: (
        away_from_zero(rng, 10, 6000), away_from_zero(rng, 10, 6000), rate,
        int(rng.integers(2**31))))


DROPOUT = Exercise(
    id="99.1.dropout",
    title="Dropout, scaled while training",
    level="hard",
    objective="write a layer that acts differently in training and afterwards",
    asks="Write dropout that scales what it keeps, so that nothing is to be done in evaluation.",
    reference=Dropout,
    run=statistics,
    probes=[layer_of(0.2), layer_of(0.35)],
    rtol=0.03, atol=0.02,                                          # of shares of 60,000 places
    mistakes=[
        Mistake("not-scaled", dropout_with(forward=masked(
                    lambda self, x: (self.rng.random(x.shape) < 1 - self.rate) * 1.0)),
                "You do not scale what is kept, so its average is too small.",
                "What is the average of one neuron over many passes?", "DO1"),
        Mistake("divided-by-rate", dropout_with(forward=masked(
                    lambda self, x: (self.rng.random(x.shape) < 1 - self.rate) / self.rate)),
                "You divide by the share that is dropped, not by the share that is kept.",
                "With 10 % dropped, should the rest grow tenfold?", "DO2"),
        Mistake("rate-kept", dropout_with(forward=masked(
                    lambda self, x: (self.rng.random(x.shape) < self.rate) / (1 - self.rate))),
                "You keep the share that was to be dropped.", "Count your zeros.", "DO3"),
        Mistake("both-swapped", dropout_with(forward=masked(
                    lambda self, x: (self.rng.random(x.shape) < self.rate) / self.rate)),
                "You took the rate for the share that is kept, in the mask and in the scale.",
                "Count the zeros and look at the size of the rest.", "DO4"),
        Mistake("active-in-evaluation", dropout_with(forward=active_always),
                "Your layer drops numbers in evaluation, too.",
                "Should the exam be random?", "DO5"),
        Mistake("scaled-twice", dropout_with(forward=scaled_always),
                "You scale in training and once more in evaluation.",
                "How often do you compensate?", "DO6"),
        Mistake("backward-without-mask", dropout_with(backward=lambda self, g: g * 1.0),
                "Your gradient flows through units that were dropped.",
                "Which units took part this time?", "DO7"),
        Mistake("backward-new-mask", dropout_with(backward=new_mask),
                "Your backward pass draws a mask of its own.",
                "Which units took part this time?", "DO7"),
        Mistake("backward-not-scaled", dropout_with(backward=lambda self, g: g * (self.mask > 0)),
                "Your gradient is masked, but not scaled as the output was.",
                "Is your mask the same in both directions?", "DO8"),
        Mistake("one-mask-for-all", dropout_with(forward=masked(lambda self, x: np.ones(x.shape) * (
                    self.rng.random(x.shape[1]) < 1 - self.rate) / (1 - self.rate))),
                "All samples lose the same neurons: whole columns vanish.",
                "Who is dropped: a neuron for everyone or for one sample?", "DO9"),
        Mistake("mask-drawn-once", dropout_with(forward=drawn_once),
                "Your mask is drawn once and used for every pass.",
                "Who is dropped in the second pass?", "DO9"),
        Mistake("stale-mask", dropout_with(forward=forgets_the_exam),
                "After an evaluation, backward still uses the mask of the training before.",
                "What does backward find in memory now?", "DO11"),
    ],
    equivalents=[
        dropout_with(forward=masked(
            lambda self, x: self.rng.binomial(1, 1 - self.rate, x.shape) / (1 - self.rate))),
        dropout_with(forward=masked(
            lambda self, x: (self.rng.random(x.shape) >= self.rate) * (1 / (1 - self.rate)))),
    ],
    hints=("Count zeros and averages: which do not fit?", "The mask belongs to one forward pass.",
           "mask = (draws < keep) / keep; output = x · mask; gradient = g · mask."),
    header="import numpy as np",
)


# A convolution with stride, backwards -------------------------------------------------------------


def conv_backward(images, kernels, gradient, stride, padding):
    """images (N, C, H, W), kernels (F, C, h, w), gradient (N, F, H', W') -> those of all three."""
    p, (h, w) = padding, kernels.shape[2:]
    padded = np.pad(images, ((0, 0), (0, 0), (p, p), (p, p)))
    d_padded, d_kernels = np.zeros_like(padded), np.zeros_like(kernels)
    for i in range(gradient.shape[2]):
        for j in range(gradient.shape[3]):
            window = (..., slice(i * stride, i * stride + h), slice(j * stride, j * stride + w))
            blame = gradient[:, :, i, j]                                         # (N, F)
            d_padded[window] += np.einsum("nf,fchw->nchw", blame, kernels)
            d_kernels += np.einsum("nf,nchw->fchw", blame, padded[window])
    H, W = images.shape[2:]
    return d_padded[:, :, p : p + H, p : p + W], d_kernels, gradient.sum(axis=(0, 2, 3))


def conv_variant(flip=False, assign=False, dense=False, last=False, crop=True, pad=True):
    """The convolution with one thing done wrongly."""
    def backward(x, k, g, s, p):
        k_used = k[..., ::-1, ::-1] if flip else k
        h, w = k.shape[2:]
        step = 1 if dense else s
        padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        dx, dk = np.zeros_like(padded), np.zeros_like(k)
        seen = padded if pad else np.pad(x, ((0, 0), (0, 0), (0, 2 * p), (0, 2 * p)))
        for i in range(g.shape[2]):
            for j in range(g.shape[3]):
                at = (..., slice(i * step, i * step + h), slice(j * step, j * step + w))
                read = (..., slice(i * s, i * s + h), slice(j * s, j * s + w))
                blame = np.einsum("nf,fchw->nchw", g[:, :, i, j], k_used)
                dx[at] = blame if assign else dx[at] + blame
                each = np.einsum("nf,nchw->nfchw", g[:, :, i, j], seen[read])
                dk += each[-1] if last else each.sum(axis=0)
        H, W = x.shape[2:]
        return dx[:, :, p : p + H, p : p + W] if crop else dx, dk, g.sum(axis=(0, 2, 3))

    return backward


def with_parts(kernels=None, bias=None):
    """The right gradients, with that of the kernels or of the biases spoiled."""
    def backward(x, k, g, s, p):
        dx, dk, db = conv_backward(x, k, g, s, p)
        return dx, kernels(dk, x) if kernels else dk, bias(g) if bias else db

    return backward


def by_scattering(x, k, g, s, p):
    (N, C, H, W), (_, _, h, w) = x.shape, k.shape
    dx, dk = np.zeros((N, C, H + 2 * p, W + 2 * p)), np.zeros(k.shape)
    padded = np.zeros(dx.shape)
    padded[:, :, p : p + H, p : p + W] = x
    for i in range(g.shape[2]):
        for j in range(g.shape[3]):
            for a in range(h):
                for b in range(w):
                    dx[:, :, i * s + a, j * s + b] += g[:, :, i, j] @ k[:, :, a, b]
                    dk[:, :, a, b] += g[:, :, i, j].T @ padded[:, :, i * s + a, j * s + b]
    return dx[:, :, p : p + H, p : p + W], dk, g.sum(3).sum(2).sum(0)


def images(n, c, f, height, width, stride, padding, h, w):
    def draw(rng):
        rows = (height + 2 * padding - h) // stride + 1
        columns = (width + 2 * padding - w) // stride + 1
        return (rng.normal(size=(n, c, height, width)), rng.normal(size=(f, c, h, w)),
                rng.normal(size=(n, f, rows, columns)), stride, padding)

    return drawn(f"{n} images {height}×{width}, stride {stride}, padding {padding}", draw)


CONVOLUTION = Exercise(
    id="99.1.conv-backward",
    title="Blame through a convolution",
    level="hard",
    objective="derive the gradients of a convolution with stride and padding",
    asks="Given the gradient of the outputs, return those of the images, the kernels, the biases.",
    reference=conv_backward,
    probes=[images(2, 3, 4, 6, 7, 2, 1, 3, 3), images(3, 2, 3, 5, 6, 1, 1, 3, 2)],
    outputs=("images", "kernels", "biases"),
    mistakes=[
        Mistake("windows-overwritten", conv_variant(assign=True),
                "Where windows overlap, your image gradient keeps only the last of them.",
                "How many windows used this pixel?", "C10"),
        Mistake("not-cropped", conv_variant(crop=False),
                "Your image gradient still has the padding around it.",
                "Which pixels belong to the image?", "C11"),
        Mistake("kernel-turned", conv_variant(flip=True),
                "Your image gradient uses the kernel turned by half a circle.",
                "Trace which weight touched which pixel.", "C12"),
        Mistake("stride-forgotten", conv_variant(dense=True),
                "Your image gradient places the windows side by side, as if the stride were 1.",
                "How far apart were two neighbouring outputs?", "C13"),
        Mistake("padding-on-one-side", conv_variant(pad=False),
                "Your kernel gradient reads images whose padding is right and below only.",
                "What did the kernel see at the border?", "C14"),
        Mistake("last-image-only", conv_variant(last=True),
                "Your kernel gradient is that of the last image alone.",
                "Do all pictures count?", "C15"),
        Mistake("kernels-averaged", with_parts(kernels=lambda dk, x: dk / len(x)),
                "Your kernel gradient is the right one divided by the number of images.",
                "Does the blame of several images add up, or average out?", "B6"),
        Mistake("gradient-turned", with_parts(kernels=lambda dk, x: dk[..., ::-1, ::-1]),
                "Your kernel gradient is turned by half a circle.",
                "Which weight met the upper left pixel of a window?", "C12"),
        Mistake("bias-per-image", with_parts(bias=lambda g: g.sum(axis=(2, 3))),
                "Your bias gradient has one row for each image.",
                "One number per what?", "C7"),
        Mistake("bias-per-pixel", with_parts(bias=lambda g: g.sum(axis=0)),
                "Your bias gradient has one number for each pixel of a channel.",
                "One number per what?", "C7"),
        Mistake("bias-averaged", with_parts(bias=lambda g: g.mean(axis=(0, 2, 3))),
                "Your bias gradient is an average over images and pixels, not a sum.",
                "Does the blame of all pixels add up, or average out?", "B6"),
    ],
    equivalents=[by_scattering, conv_variant()],
    hints=("Which weight touched which pixel?", "One window at a time, forwards and backwards.",
           "For each output: its window gets += blame · kernel, the kernel += blame · window."),
    header="import numpy as np",
)

EXERCISES = [DENSE, DROPOUT, CONVOLUTION]
