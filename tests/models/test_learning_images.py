"""Models for images learn: digits read, shapes found, and digits made that were never written.

The comments say how many seconds a seed takes on one core.
"""

import numpy as np
import pytest

import groundup as gu
from groundup.models import GAN, VAE, VGG, Denoiser, Diffusion, LeNet, ResNet, UNet
from groundup.vision.scenes import scenes

pytestmark = pytest.mark.slow
three_seeds = pytest.mark.parametrize("seed", range(3))

SURE = 0.9                                  # from this probability on, a digit counts as read


def digits(seed):
    gu.seed(seed)
    x, y = gu.datasets.digits(images=True)
    return gu.data.split(x, y, test=0.25, stratify=y)


def train(model, data, epochs, loss=gu.losses.cross_entropy, lr=2e-3, batch_size=64):
    steps = epochs * -(-len(data[0]) // batch_size)
    optimizer = gu.optim.Adam(model.parameters(), lr=gu.optim.cosine(lr, steps))
    trainer = gu.Trainer(model, loss, optimizer, metrics=[])
    return trainer.fit(data, epochs=epochs, batch_size=batch_size, progress=False)


def held_out_accuracy(model, held_out):
    x, y = held_out
    return gu.metrics.accuracy(model.predict(x, 128), y)


# ---- reading --------------------------------------------------------------------------------


@three_seeds
@pytest.mark.parametrize("build, epochs", [(lambda: LeNet(size=8), 20),      # 1 s
                                           (lambda: VGG([16, 32]), 12)],     # 3 s
                         ids=["lenet", "vgg"])
def test_digits_are_read(build, epochs, seed):
    learned, held_out = digits(seed)
    model = build()
    train(model, learned, epochs)
    assert held_out_accuracy(model, held_out) >= 0.96


@three_seeds
def test_thirty_layers_learn_only_with_shortcuts(seed):                      # 2 x 8 s
    scores = {}
    for residual in (True, False):
        learned, held_out = digits(seed)
        model = ResNet(blocks=7, widths=[8, 16], residual=residual)
        train(model, learned, epochs=8)
        scores[residual] = held_out_accuracy(model, held_out)
    assert scores[True] >= 0.9
    assert scores[False] <= scores[True] - 0.2


# ---- finding --------------------------------------------------------------------------------


def pixels(samples):
    """Images, and which of their pixels belong to a shape: of any colour, before any ground."""
    return np.stack([s.image for s in samples]), np.stack([s.mask > 0 for s in samples]).astype(int)


@three_seeds
def test_shapes_are_found_pixel_by_pixel(seed):                              # 8 s
    gu.seed(seed)
    model = UNet(3, 2, width=8, depth=2)
    train(model, pixels(scenes(300, size=32)), epochs=15, lr=5e-3, batch_size=16)
    x, y = pixels(scenes(60, size=32))
    ground, shape = gu.metrics.iou(model.predict(x, 20).argmax(1), y)
    assert ground >= 0.9
    assert shape >= 0.7


# ---- making ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reader():
    """A network that has learned all digits, and says which one a picture shows."""
    gu.seed(0)
    x, y = gu.datasets.digits(images=True)
    model = LeNet(size=8)
    train(model, (x, y), epochs=20)
    return model


def read(reader, pictures):
    """How many of the pictures are surely a digit, and how many of each digit that makes."""
    probability = gu.functional.softmax(reader.predict(pictures)).data
    sure = probability.max(axis=1) > SURE
    return sure.mean(), np.bincount(probability.argmax(axis=1)[sure], minlength=10)


def test_the_reader_is_sure_of_digits_and_not_of_what_only_resembles_them(reader, rng):
    """The scale for the tests below: real digits, then pixels of different digits mixed."""
    x, y = gu.datasets.digits(images=True)
    share, counts = read(reader, x)
    assert share >= 0.9
    assert (counts >= 0.7 * np.bincount(y)).all()
    mixed = np.stack([rng.permutation(pixel) for pixel in x.reshape(len(x), 64).T], axis=1)
    assert read(reader, mixed.reshape(x.shape))[0] <= 0.35


@three_seeds
def test_the_vae_makes_digits(reader, seed):                                 # 3 s
    gu.seed(seed)
    x, _ = gu.datasets.digits(images=True)
    vae = VAE((1, 8, 8), hidden=[256, 128], latent=6)
    bound = train(vae, (x, x), epochs=100, loss=vae.loss)["loss"]
    assert bound[0] > 30 and bound[-1] < 24.5                   # nats a picture
    assert np.abs(vae.reconstruct(x) - x).mean() < 0.1
    share, counts = read(reader, vae.sample(300))
    assert share >= 0.5
    assert (counts >= 5).all()


@three_seeds
def test_the_gan_makes_digits(reader, seed):                                 # 20 s
    gu.seed(seed)
    x, _ = gu.datasets.digits(images=True)
    gan = GAN((1, 8, 8), hidden=[128, 128], latent=16)
    critic, forger = (gu.optim.Adam(net.parameters(), lr=5e-4, betas=(0.5, 0.9))
                      for net in (gan.critic, gan.generator))
    for _ in range(80):
        for real, in gu.data.DataLoader(x, batch_size=64, shuffle=True):
            gan.step(real, critic, forger)
    share, counts = read(reader, gan.sample(300))
    assert share >= 0.5
    assert (counts >= 3).sum() >= 9


@three_seeds
def test_diffusion_makes_all_ten_digits(reader, seed):                       # 30 s
    gu.seed(seed)
    x, _ = gu.datasets.digits(images=True)
    diffusion = Diffusion(Denoiser(64, hidden=256), steps=100)
    loss = train(diffusion, (x, x), epochs=300, loss=diffusion.loss)["loss"]
    assert loss[0] > 0.8 and np.mean(loss[-10:]) < 0.22         # of the noise's variance
    share, counts = read(reader, diffusion.sample((300, 1, 8, 8)))
    assert share >= 0.42
    assert (counts >= 3).all()
