"""YOLO must find shapes in generated scenes, in a band over three seeds (chapter 13.2)."""

import numpy as np
import pytest

import groundup as gu
from groundup import models, optim, vision
from groundup.metrics.detection import mean_average_precision
from groundup.vision.scenes import CLASSES

SIZE = 64


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_yolo_finds_shapes(seed):                   # 35 s on one core; mAP@0.5 0.98 to 0.99
    model = models.YOLO(len(CLASSES), rng=seed)
    images, boxes = pictures(4000, rng=seed)
    targets = np.stack([model.encode(*objects, (SIZE, SIZE)) for objects in boxes])
    optimizer = optim.Adam(model.parameters(), lr=optim.cosine(0.01, steps=5 * 250))
    gu.Trainer(model, model.loss, optimizer).fit((images, targets), epochs=5, batch_size=16,
                                                 progress=False)
    images, truth = pictures(300, rng=100 + seed)
    found = model.decode(model.predict(images, 64), threshold=0.02)
    assert mean_average_precision(found, truth, thresholds=0.5) >= 0.95
    assert mean_average_precision(found, truth, thresholds=0.75) >= 0.8


def pictures(count, rng):
    """Images (N, 3, H, W), and (boxes, labels) of each."""
    samples = vision.scenes(count, SIZE, rng=rng)
    return (np.stack([sample.image for sample in samples]),
            [(sample.boxes, sample.labels) for sample in samples])
