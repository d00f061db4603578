"""A sample: one picture, and what is known about it; the transforms move all of it together."""

from dataclasses import dataclass, replace

import numpy as np

from groundup.vision.boxes import area, as_boxes, clip

MIN_VISIBLE = 0.2                          # share of a box that must be left for it to stay


@dataclass(frozen=True, eq=False)
class Sample:
    """A picture with its boxes, labels and mask, as far as there are any.

    image: floats (C, H, W), mostly in 0..1.
    boxes: (N, 4) as x1, y1, x2, y2 in pixels; (0, 4), or [], says that nothing is there.
    labels: with boxes, their classes (N,). Without, what the picture shows, of any shape: a class
        number, or probabilities (K,).
    mask: integers (H, W): 0 is background, and c + 1 is class c.

    Raises `TypeError` or `ValueError` if the parts do not fit together.

    >>> sample = Sample(np.zeros((3, 32, 64)), boxes=[[8.0, 8.0, 24.0, 16.0]], labels=[2])
    >>> sample.size, len(sample.boxes)
    ((32, 64), 1)
    """

    image: np.ndarray
    boxes: np.ndarray | None = None
    labels: np.ndarray | None = None
    mask: np.ndarray | None = None

    def __post_init__(self):
        image = np.asarray(self.image)
        if image.ndim != 3 or not image.size:
            raise ValueError(f"The image has shape {image.shape}; expected (C, H, W), one picture: "
                             "image[None] for a grey one, one sample at a time for a batch.")
        if image.dtype.kind != "f":
            raise TypeError(f"The image holds {image.dtype} values; expected floats in 0..1: "
                            "divide by 255.")
        self._set("image", image)
        if self.labels is not None:
            self._set("labels", np.asarray(self.labels))
        if self.boxes is not None:
            self._set("boxes", as_boxes(self.boxes))
            if self.labels is not None:
                self._check_labels()
        if self.mask is not None:
            mask = np.asarray(self.mask)
            if mask.shape != self.size or mask.dtype.kind not in "biu":
                raise ValueError(f"The mask has shape {mask.shape} and dtype {mask.dtype}; "
                                 f"expected integers {self.size}, as the image is high and wide.")
            self._set("mask", mask)

    @property
    def size(self) -> tuple[int, int]:
        """Height and width in pixels."""
        height, width = self.image.shape[1:]
        return height, width

    def replace(self, **changes) -> "Sample":
        """A copy with some parts changed.

        >>> Sample(np.zeros((1, 4, 4))).replace(labels=3).labels
        array(3)
        """
        return replace(self, **changes)

    def trim(self, min_visible: float = MIN_VISIBLE) -> "Sample":
        """Clip the boxes to the picture and drop those of which too little is left.

        A box stays, with its label, if at least the share `min_visible` of its area is inside and
        that part is at least one pixel wide and high.

        >>> boxes = [[-2.0, 0.0, 2.0, 2.0], [-9.0, 0.0, 1.0, 2.0]]
        >>> Sample(np.zeros((1, 4, 4)), boxes).trim(min_visible=0.5).boxes
        array([[0., 0., 2., 2.]], dtype=float32)
        """
        if not 0 <= min_visible <= 1:
            raise ValueError(f"min_visible is {min_visible}; expected a share from 0 to 1.")
        if self.boxes is None:
            return self
        inside = clip(self.boxes, self.size)
        sides = inside[:, 2:] - inside[:, :2]
        keep = (area(inside) >= min_visible * area(self.boxes)) & (sides >= 1).all(axis=1)
        labels = self.labels if self.labels is None else self.labels[keep]
        return self.replace(boxes=inside[keep], labels=labels)

    def _check_labels(self):
        labels, count = self.labels, len(self.boxes)
        if labels.shape != (count,):
            raise ValueError(f"The labels have shape {labels.shape} for {count} boxes; expected "
                             f"({count},), a class number each.")
        if count and labels.dtype.kind not in "iu":
            raise TypeError(f"The labels hold {labels.dtype} values; expected class numbers.")
        self._set("labels", labels.astype(np.int64, copy=False))

    def _set(self, name, value):
        object.__setattr__(self, name, value)          # the dataclass is frozen for its users
