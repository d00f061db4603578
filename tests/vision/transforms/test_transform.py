"""Every transform: one seed, one result; inputs left alone; dtype kept; pictures alone go too."""

import numpy as np
import pytest

from groundup import backend
from groundup.vision import scene
from groundup.vision import transforms as T

ALL = [T.CenterCrop(20), T.ColorJitter(0.3, 0.3, 0.3, 0.1), T.GaussianBlur(), T.GaussianNoise(0.1),
       T.Grayscale(), T.Normalize(0.5, 0.25), T.RandomCrop((20, 24)), T.RandomErase(),
       T.RandomFlip(), T.RandomFlip("vertical"), T.RandomResizedCrop(24), T.RandomRotate(20),
       T.Resize((24, 40)), T.RandomApply(T.RandomRotate(90)),
       T.Compose([T.RandomFlip(), T.RandomRotate(10), T.RandomCrop(24), T.ColorJitter(0.2)])]
PARTS = ("image", "boxes", "labels", "mask")


def test_all_transforms_are_here():
    classes = {name for name in T.__all__ if name[0].isupper()} - {"Transform"}
    assert classes == {type(transform).__name__ for transform in ALL}


@pytest.mark.parametrize("transform", ALL, ids=repr)
def test_one_seed_one_result_and_inputs_left_alone(transform):
    sample, untouched = scene(32, objects=(2, 3), rng=1), scene(32, objects=(2, 3), rng=1)
    a, b = transform(sample, rng=5), transform(sample, rng=5)
    for part in PARTS:
        assert np.array_equal(getattr(a, part), getattr(b, part))
        assert np.array_equal(getattr(sample, part), getattr(untouched, part))
        assert getattr(a, part).dtype == getattr(sample, part).dtype
    assert a.mask.shape == a.size and len(a.boxes) == len(a.labels)
    assert np.array_equal(transform(sample.image, rng=5), a.image)
    backend.seed(5)
    assert np.array_equal(transform(sample).image, a.image)
    if not isinstance(transform, T.Normalize):
        assert a.image.min() >= -1e-6 and a.image.max() <= 1 + 1e-6


@pytest.mark.parametrize("transform", ALL, ids=repr)
def test_samples_without_boxes_and_without_objects(transform):
    bare = scene(32, objects=(0, 0), rng=1)
    assert transform(bare, rng=0).boxes.shape == (0, 4)
    labelled = bare.replace(boxes=None, mask=None, labels=7)
    result = transform(labelled, rng=0)
    assert result.labels == 7 and result.boxes is None and result.mask is None


def test_random_apply_keeps_to_its_probability(rng):
    image = np.array([[[0.0, 1.0]]])
    sometimes = T.RandomApply(T.RandomFlip(p=1), p=0.3)
    for transform, p in ((sometimes, 0.3), (T.RandomFlip(p=0.7), 0.7)):
        flipped = [transform(image, rng)[0, 0, 0] for _ in range(500)]
        np.testing.assert_allclose(np.mean(flipped), p, atol=0.06)


def test_a_transform_says_what_it_is():
    assert repr(T.Compose([T.Resize(8)])) == "Compose(transforms=[Resize(size=(8, 8))])"


@pytest.mark.parametrize("call, error, says", [
    (lambda: T.RandomFlip(p=2), ValueError, "p is 2"),
    (lambda: T.RandomApply(T.RandomFlip(), p=-0.1), ValueError, "p is -0.1"),
    (lambda: T.RandomFlip("diagonal"), ValueError, "direction is 'diagonal'"),
    (lambda: T.Compose([T.RandomFlip]), TypeError, "expected instances"),
    (lambda: T.Resize(0), ValueError, "size is 0"),
    (lambda: T.Resize(7.5), ValueError, "size is 7.5"),
    (lambda: T.RandomRotate(-5), ValueError, "degrees is -5"),
    (lambda: T.RandomFlip()(np.zeros((2, 3, 8, 8))), ValueError, "one sample at a time"),
    (lambda: T.Transform()(np.zeros((3, 8, 8))), NotImplementedError, "does not define apply"),
])
def test_bad_input_is_told_what_was_expected(call, error, says):
    with pytest.raises(error, match=says):
        call()
