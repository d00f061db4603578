"""Pictures and the boxes in them: formats, overlap, suppression, anchors, transforms, scenes.

>>> from groundup import vision
>>> sample = vision.scene(rng=1)
>>> flipped = vision.transforms.flip(sample)
>>> vision.iou(sample.boxes, flipped.boxes).shape
(4, 4)
"""

from groundup.vision import transforms
from groundup.vision.anchors import anchor_fit, kmeans_anchors, size_iou
from groundup.vision.boxes import (
    area,
    as_boxes,
    ciou,
    clip,
    convert,
    diou,
    giou,
    iou,
    to_pixels,
    to_unit,
)
from groundup.vision.files import read_image, write_image
from groundup.vision.nms import nms, soft_nms
from groundup.vision.sample import Sample
from groundup.vision.scenes import scene, scenes
from groundup.vision.voc import Annotation, read_voc

__all__ = ["Annotation", "Sample", "anchor_fit", "area", "as_boxes", "ciou", "clip", "convert",
           "diou", "giou", "iou", "kmeans_anchors", "nms", "read_image", "read_voc", "scene",
           "scenes", "size_iou", "soft_nms", "to_pixels", "to_unit", "transforms", "write_image"]
