"""YOLO: encode and decode undo each other, the loss term by term by hand, and it learns scenes."""

import numpy as np
import pytest

import groundup as gu
from groundup import vision
from groundup.models import YOLO
from groundup.models.yolo import WEIGHTS

SIZE = (32, 48)                                     # 4 rows, 6 columns


@pytest.fixture
def model():
    return YOLO(3, widths=(4, 6, 8, 10), rng=0)


def sure(target):
    """An output that says the target without doubt."""
    return np.concatenate([target[:, :4], np.where(target[:, 4:] > 0, 50, -50)], axis=1)


def test_parameters_by_formula(model):
    ins, outs = (3, 4, 6, 8, 10, 10), (4, 6, 8, 10, 10, 10)
    blocks = sum(9 * i * o + 2 * o for i, o in zip(ins, outs))
    assert model.num_parameters() == blocks + 10 * 8 + 8


def test_one_output_a_cell_and_places_within_it(model, rng):
    y = model(gu.Tensor(rng.normal(size=(2, 3, *SIZE)).astype("f4"))).data
    assert y.shape == (2, 8, 4, 6)
    assert (y[:, :4] > 0).all()
    assert (y[:, :4] < 1).all()
    assert (y[:, 4:] < 0).any()                     # logits


def test_the_target_by_hand(model):
    target = model.encode([[8, 16, 16, 32], [34, 1, 46, 3]], [2, 0], SIZE)
    expected = np.zeros((8, 4, 6))
    expected[:, 3, 1] = [0.5, 0, np.sqrt(8 / 48), np.sqrt(16 / 32), 1, 0, 0, 1]     # at (12, 24)
    expected[:, 0, 5] = [0, 0.25, np.sqrt(12 / 48), np.sqrt(2 / 32), 1, 1, 0, 0]    # at (40, 2)
    assert target.dtype == np.float32
    np.testing.assert_allclose(target, expected, rtol=1e-6)
    assert (model.encode([], [], SIZE) == 0).all()


def test_the_smaller_of_two_in_one_cell_counts(model):
    large, small = [0, 0, 24, 24], [10, 10, 14, 14]                     # both at (12, 12)
    for boxes, labels in (([large, small], [0, 1]), ([small, large], [1, 0])):
        target = model.encode(boxes, labels, SIZE)
        assert target[4].sum() == 1
        assert target[5:, 1, 1].tolist() == [0, 1, 0]
        assert target[2, 1, 1] ** 2 * 48 == pytest.approx(4)


def test_the_last_cells_own_the_border(model):
    target = model.encode([[40, 24, 56, 40]], [0], SIZE)                # its centre is the corner
    assert target[:5, 3, 5].tolist()[:2] == [1, 1]
    (boxes, _, _), = model.decode(sure(target[None]))
    np.testing.assert_allclose(boxes, [[40, 24, 48, 32]], rtol=1e-6)    # clipped to the picture


@pytest.mark.parametrize("seed", range(5))
def test_decoding_undoes_encoding(model, seed):
    sample = vision.scene(size=64, objects=(0, 5), rng=seed)
    target = model.encode(sample.boxes, sample.labels, sample.size)
    (boxes, scores, labels), = model.decode(sure(target[None]))
    assert len(boxes) == len(sample.boxes)
    np.testing.assert_allclose(scores, 1, atol=1e-6)
    order, true_order = np.lexsort(boxes.T.round(2)), np.lexsort(sample.boxes.T)
    np.testing.assert_allclose(boxes[order], sample.boxes[true_order], atol=1e-3)
    np.testing.assert_array_equal(labels[order], sample.labels[true_order])


def test_decoding_keeps_the_surest_and_what_is_sure_enough(model):
    output = np.full((1, 8, 4, 6), -50, "f4")
    output[0, :4] = 0.5
    output[0, :, 1, 2] = [1.0, 0.5, 0.5, 0.5, 2, 50, 0, 0]              # centre (24, 12)
    output[0, :, 1, 3] = [0.0, 0.5, 0.5, 0.5, 1, 50, 0, 0]              # the same box, less sure
    output[0, :, 3, 0] = [0.5, 0.5, 0.5, 0.5, 0, 0, 0, 50]
    (boxes, scores, labels), = model.decode(output)
    sigmoid = 1 / (1 + np.exp([-2.0, 0.0]))
    np.testing.assert_allclose(scores, sigmoid, rtol=1e-5)
    assert labels.tolist() == [0, 2]
    np.testing.assert_allclose(boxes[0], [18, 8, 30, 16])
    assert len(model.decode(output, threshold=0.6)[0][0]) == 1
    assert len(model.decode(output, overlap=1.0)[0][0]) == 3
    assert model.decode(output, threshold=0.99)[0][0].shape == (0, 4)


def test_the_loss_term_by_term(model):
    target = model.encode([[8, 16, 16, 32]], [2], SIZE)[None].repeat(2, 0)
    prediction = np.zeros((2, 8, 4, 6))
    prediction[:, :2], prediction[:, 2:4] = 0.25, 0.5
    terms = {name: term.item() for name, term
             in model.loss_terms(gu.Tensor(prediction), target.astype("f8")).items()}
    root = np.sqrt([8 / 48, 16 / 32])
    assert terms == pytest.approx({
        "place": 0.25 ** 2 + 0.25 ** 2, "size": ((root - 0.5) ** 2).sum(),
        "object": np.log(2), "background": 23 * np.log(2), "class": np.log(3)}, rel=1e-6)
    loss = model.loss(gu.Tensor(prediction), target.astype("f8")).item()
    assert loss == pytest.approx(sum(WEIGHTS[name] * term for name, term in terms.items()))
    assert model.loss(gu.Tensor(sure(target)), target.astype("f8")).item() < 1e-8


def test_empty_cells_are_asked_for_nothing_but_their_emptiness(model, rng):
    target = model.encode([[8, 16, 16, 32]], [2], SIZE)[None].astype("f8")
    prediction = gu.Tensor(rng.uniform(0.1, 0.9, (1, 8, 4, 6)), requires_grad=True)
    model.loss(prediction, target).backward()
    slope = prediction.grad[0]
    assert (slope[:, 3, 1] != 0).all()
    empty = target[0, 4] == 0
    assert (slope[4][empty] > 0).all()
    assert (slope[[0, 1, 2, 3, 5, 6, 7]][:, empty] == 0).all()
    gu.gradcheck(lambda p: model.loss(p, target), prediction.data)


def test_overfits_one_batch():
    model = YOLO(3, widths=(8, 16, 16, 24), rng=0)
    samples = vision.scenes(4, size=48, objects=(1, 2), rng=2)
    images = np.stack([s.image for s in samples])
    targets = np.stack([model.encode(s.boxes, s.labels, s.size) for s in samples])
    trainer = gu.Trainer(model, model.loss, gu.optim.Adam(model.parameters(), lr=0.01))
    history = trainer.fit((images, targets), epochs=80, progress=False)
    assert history["loss"][-1] < 0.05 * history["loss"][0]
    found = model.decode(model(gu.Tensor(images)), threshold=0.5)       # with the batch's norm
    for sample, (boxes, _, labels) in zip(samples, found):
        assert sorted(labels) == sorted(sample.labels)
        assert (vision.iou(boxes, sample.boxes).max(axis=0) > 0.6).all()


def test_seed_decides_and_a_saved_state_comes_back(model, rng):
    images = rng.random((2, 3, *SIZE)).astype("f4")
    twin, other = (YOLO(3, widths=(4, 6, 8, 10), rng=seed) for seed in (0, 1))
    expected = model.predict(images)
    np.testing.assert_array_equal(twin.predict(images), expected)
    assert (other.predict(images) != expected).any()
    other.load_state_dict(model.state_dict())
    for a, b in zip(other.detect(images, 0.01), model.decode(expected, 0.01)):
        np.testing.assert_array_equal(a[0], b[0])


def test_what_cannot_be_right_is_named(model):
    with pytest.raises(ValueError, match=r"multiples of 8; it got \(1, 3, 30, 48\)"):
        model(gu.Tensor(np.zeros((1, 3, 30, 48), "f4")))
    with pytest.raises(ValueError, match=r"1 boxes need as many labels, 0 to 2; got \[3\]"):
        model.encode([[0, 0, 8, 8]], [3], SIZE)
    with pytest.raises(ValueError, match=r"outside of the picture, \(height, width\) = \(32, 48\)"):
        model.encode([[0, 30, 8, 38]], [1], SIZE)
    with pytest.raises(ValueError, match="four sizes"):
        YOLO(3, widths=(8, 16))
    with pytest.raises(ValueError, match="target has shape"):
        model.loss(gu.Tensor(np.zeros((1, 8, 4, 6), "f4")), np.zeros((1, 7, 4, 6)))
