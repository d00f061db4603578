"""Single steps worked out by hand, and the book's own form of each update."""

import numpy as np
import pytest

from groundup.nn import Parameter
from groundup.optim import SGD, Adagrad, Adam, AdamW, RMSprop


def path(cls, gradients, start=1.0, **options):
    """The values that one parameter takes under the given gradients."""
    p, values = Parameter([start], "float64"), []
    optimizer = cls([p], **options)
    for g in gradients:
        p.grad = np.array([g], float)
        optimizer.step()
        values.append(float(p.data[0]))
    return values


def test_sgd():
    assert path(SGD, [1, 1], lr=0.25) == [0.75, 0.5]
    assert path(SGD, [1, 1, 0], lr=0.25, momentum=0.5) == [0.75, 0.375, 0.1875]
    assert path(SGD, [1, 1], lr=0.25, momentum=0.5, nesterov=True) == [0.625, 0.1875]
    assert path(SGD, [0, 0], lr=0.5, weight_decay=1.0) == [0.5, 0.25]


def test_adagrad():
    assert path(Adagrad, [3, 4], lr=1.0, eps=0.0) == pytest.approx([0.0, -0.8])


def test_rmsprop():
    expected = [1 - 0.1 * 2 / np.sqrt(0.1 * 4)]
    assert path(RMSprop, [2], lr=0.1, alpha=0.9, eps=0.0) == pytest.approx(expected)


def test_rmsprop_centered_on_a_constant_gradient_stays_finite():
    values = path(RMSprop, [0.1] * 400, lr=1e-9, alpha=0.5, centered=True)
    assert np.isfinite(values).all()


def test_first_step_of_adam_is_lr_whatever_the_scale():
    for g in (1e-3, 1.0, 1e6):
        assert path(Adam, [g], lr=0.1, eps=0.0) == pytest.approx([0.9])
        assert path(Adam, [-g], lr=0.1, eps=0.0) == pytest.approx([1.1])


def test_amsgrad_remembers_the_largest_second_moment():
    gradients = [10.0, *[0.1] * 30]
    plain = path(Adam, gradients, lr=0.1, betas=(0.0, 0.5))
    ams = path(Adam, gradients, lr=0.1, betas=(0.0, 0.5), amsgrad=True)
    assert plain[0] == ams[0]
    assert ams[-1] > plain[-1] + 0.5        # its steps stay small after the one large gradient


def test_adamw_decays_apart_from_the_gradient():
    assert path(AdamW, [0], lr=0.1, weight_decay=0.5) == pytest.approx([0.95])
    same = path(Adam, [1, 2, 3], lr=0.1)
    assert path(AdamW, [1, 2, 3], lr=0.1, weight_decay=0.0) == same


@pytest.mark.parametrize("kind", ["sgd", "momentum", "adagrad", "rmsprop", "adam"])
def test_the_book_form_gives_the_same_path(kind):
    """Chapter 7 of the course starts from these; the book's epsilon is 1e-7."""
    gradients = np.random.default_rng(0).normal(size=20)
    w, velocity, cache, momentum, expected = 1.0, 0.0, 0.0, 0.0, []
    for i, g in enumerate(gradients):
        if kind == "sgd":
            w += -0.1 * g
        elif kind == "momentum":
            velocity = 0.9 * velocity - 0.1 * g
            w += velocity
        elif kind == "adagrad":
            cache += g ** 2
            w += -0.1 * g / (np.sqrt(cache) + 1e-7)
        elif kind == "rmsprop":
            cache = 0.9 * cache + 0.1 * g ** 2
            w += -0.1 * g / (np.sqrt(cache) + 1e-7)
        else:
            momentum = 0.9 * momentum + 0.1 * g
            cache = 0.999 * cache + 0.001 * g ** 2
            corrected = momentum / (1 - 0.9 ** (i + 1)), cache / (1 - 0.999 ** (i + 1))
            w += -0.1 * corrected[0] / (np.sqrt(corrected[1]) + 1e-7)
        expected.append(w)
    ours = {"sgd": (SGD, {}), "momentum": (SGD, {"momentum": 0.9}), "adagrad": (Adagrad, {}),
            "rmsprop": (RMSprop, {"alpha": 0.9}), "adam": (Adam, {})}
    cls, options = ours[kind]
    if cls is not SGD:
        options["eps"] = 1e-7
    np.testing.assert_allclose(path(cls, gradients, lr=0.1, **options), expected, rtol=1e-12)
