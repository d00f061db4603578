"""Mean average precision against COCO's own code, live; run as a script it stores the numbers."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from groundup import metrics

HERE = Path(__file__).parent


def scenes():
    """The scenes of tests/metrics/test_detection.py, so that both files judge the same."""
    path = HERE.parent / "metrics" / "test_detection.py"
    spec = importlib.util.spec_from_file_location("detection_scenes", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.scene


def by_pycocotools(predictions, targets):
    """Average precision (classes, thresholds) of the classes that occur in the targets."""
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval
    sized = [[*box[:2], *(box[2:] - box[:2])] for boxes, _ in targets for box in boxes]
    where = [(i, int(label)) for i, (_, labels) in enumerate(targets) for label in labels]
    categories = sorted({label for _, label in where})
    truth = COCO()
    truth.dataset = {
        "images": [{"id": i + 1} for i in range(len(targets))],
        "categories": [{"id": label + 1} for label in categories],
        "annotations": [{"id": n + 1, "image_id": i + 1, "category_id": label + 1, "bbox": box,
                         "area": box[2] * box[3], "iscrowd": 0}
                        for n, ((i, label), box) in enumerate(zip(where, sized))],
    }
    truth.createIndex()
    found = truth.loadRes([
        {"image_id": i + 1, "category_id": int(label) + 1, "score": float(score),
         "bbox": [*box[:2], *(box[2:] - box[:2])]}
        for i, (boxes, scores, labels) in enumerate(predictions)
        for box, score, label in zip(boxes, scores, labels)])
    evaluation = COCOeval(truth, found, "bbox")
    evaluation.evaluate()
    evaluation.accumulate()
    return evaluation.eval["precision"][:, :, :, 0, 2].mean(axis=1).T     # (T, R, K) all areas


@pytest.mark.parametrize("seed", range(8))
def test_mean_average_precision(seed, capsys):
    pytest.importorskip("pycocotools", reason="needs COCO's code: pip install pycocotools")
    predictions, targets = scenes()(seed)
    table = metrics.MeanAveragePrecision().update(predictions, targets).table()
    np.testing.assert_allclose(np.array(list(table.values())), by_pycocotools(predictions, targets),
                               rtol=1e-9)


def write_references():
    scene = scenes()
    np.savez_compressed(HERE / "references" / "detection.npz",
                        **{f"table{seed}": by_pycocotools(*scene(seed)) for seed in range(4)})


if __name__ == "__main__":
    write_references()
