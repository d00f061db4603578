"""The loop learns what it should, and two runs of one seed are one run."""

import tracemalloc

import numpy as np
import pytest

import groundup as gu
from groundup import optim
from groundup.data import datasets


def test_overfits_one_batch(kit):
    trainer = kit.make(lr=0.1)
    x, y = kit.blobs(12)
    y = y[::-1].copy() % 3                              # labels that mean nothing
    history = trainer.fit((x, y), epochs=150, batch_size=12)
    assert history["loss"][-1] < 0.02
    assert history["accuracy"][-1] == 1.0


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_solves_xor(kit, seed):
    trainer = kit.make(seed, lr=0.1, sizes=(2, 8, 2))
    x, y = datasets.xor(2, noise=0)
    history = trainer.fit((x, y), epochs=100)
    assert history["loss"][-1] < 0.05
    assert trainer.predict(x).argmax(axis=1).tolist() == y.tolist()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_solves_a_small_spiral(kit, seed):
    trainer = kit.make(seed, lr=0.05, sizes=(2, 64, 3), activation=kit.relu)
    x, y = datasets.spiral(50, 3)
    history = trainer.fit((x, y), epochs=250, batch_size=50)
    assert history["loss"][-1] < 0.5 * history["loss"][0]
    assert 0.8 < trainer.evaluate((x, y))["accuracy"] <= 1.0


def test_two_runs_of_one_seed_are_equal_to_the_bit(kit):
    def run():
        trainer = kit.make(seed=3)
        history = trainer.fit(kit.blobs(20), 5, validation=kit.blobs(7, rng=1), batch_size=6)
        return trainer.model.state_dict(), {k: history[k] for k in history if k != "seconds"}

    (weights, history), (again, history_again) = run(), run()
    assert history == history_again
    assert all(np.array_equal(weights[name], again[name]) for name in weights)


def test_fit_again_goes_on_where_it_ended(kit):
    whole, parts = kit.make(), kit.make()
    gu.seed(5)
    whole.fit(kit.blobs(20), epochs=4, batch_size=6)
    gu.seed(5)
    parts.fit(kit.blobs(20), epochs=1, batch_size=6)
    history = parts.fit(kit.blobs(20), epochs=3, batch_size=6)
    assert history["loss"] == whole.history["loss"]
    assert history.epochs == 4


def state_after(trainer, data, epochs=1, batch_size=32):
    trainer.fit(data, epochs, batch_size=batch_size)
    return trainer.model.state_dict()


@pytest.mark.parametrize("samples", [24, 22])           # the last group whole, or of 4 + 2 and 4
def test_accumulating_equals_larger_batches(kit, samples):
    x, y = kit.blobs(samples)
    x = x.astype("f4")

    def run(batch_size, accumulate):
        trainer = kit.make(lr=0.5, optimizer=optim.SGD, accumulate=accumulate)
        loader = gu.data.DataLoader((x, y), batch_size)
        return state_after(trainer, loader, epochs=3), trainer

    (small, trainer), (large, reference) = run(4, 3), run(12, 1)
    assert trainer.optimizer.steps == reference.optimizer.steps == 6
    for name in small:
        np.testing.assert_allclose(small[name], large[name], rtol=2e-5, atol=2e-6)
    np.testing.assert_allclose(trainer.history["loss"], reference.history["loss"], rtol=1e-5)


def test_clip_norm_bounds_the_step(kit):
    trainer = kit.make(lr=1.0, optimizer=optim.SGD, clip_norm=0.01)
    before = trainer.model.state_dict()
    after = state_after(trainer, kit.blobs())
    moved = sum(((after[name] - before[name]) ** 2).sum() for name in before) ** 0.5
    assert moved == pytest.approx(0.01, rel=1e-3)


def test_clip_value_bounds_each_entry(kit):
    trainer = kit.make(lr=1.0, optimizer=optim.SGD, clip_value=0.001)
    before = trainer.model.state_dict()
    after = state_after(trainer, kit.blobs())
    moved = max(abs(after[name] - before[name]).max() for name in before)
    assert moved == pytest.approx(0.001, rel=1e-3)


def test_memory_does_not_grow(kit):
    trainer = kit.make()
    data = kit.blobs()
    trainer.fit(data, epochs=20)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    trainer.fit(data, epochs=200)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 200 * 4 * 60                         # four floats an epoch, in lists
