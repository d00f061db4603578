"""YOLO: find all objects in one look, each by the grid cell of its centre (chapter 13.2)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from groundup import functional as F
from groundup import nn
from groundup.autograd import Tensor, concatenate, stack
from groundup.backend import Rng, default_dtype, generator
from groundup.losses.binary import binary_cross_entropy_with_logits
from groundup.vision.boxes import as_boxes, clip, convert
from groundup.vision.nms import nms

STRIDE = 8                                  # pixels that a cell is wide and high
WEIGHTS = {"place": 5.0, "size": 5.0, "object": 1.0, "background": 0.5, "class": 1.0}


class YOLO(nn.Module):
    """A picture becomes a grid, and the cell with an object's centre must tell all about it.

    images (N, 3, H, W) -> y (N, 5 + C, rows, columns), rows = H / 8, for C classes; in every cell

        x, y      the centre, from the left and upper edge of the cell, in cells: 0 to 1
        √w, √h    of the size as a share of the picture: an error of 2 pixels matters more if small
        logit     of the chance that the centre of an object is here
        C logits  of its class

    `encode` makes a target in the same layout, `loss` compares the two, `decode` turns an output
    into boxes. `widths` are the channels at full size, halved once, halved twice, and on the grid.
    Raises `ValueError` for pictures with sides that are no multiples of 8. Redmon et al., "You only
    look once" (2016), with one box a cell, batch norm, and logistic chances as in YOLOv3.

    >>> model = YOLO(classes=3, widths=(4, 4, 4, 4), rng=0)
    >>> model(Tensor(np.zeros((2, 3, 32, 64), "float32"))).shape
    (2, 8, 4, 8)
    """

    def __init__(self, classes: int, widths: Sequence[int] = (8, 16, 32, 64), *, rng: Rng = None):
        if len(widths) != 4:
            raise ValueError(f"YOLO: widths are the channels at four sizes, not {list(widths)}.")
        rng = None if rng is None else generator(rng)
        a, b, c, d = widths
        self.classes = classes
        self.backbone = nn.Sequential(
            *block(3, a, rng), nn.MaxPool2d(2),                             # (N, a, H/2, W/2)
            *block(a, b, rng), nn.MaxPool2d(2),                             # (N, b, H/4, W/4)
            *block(b, c, rng), nn.MaxPool2d(2),                             # (N, c, H/8, W/8)
            *block(c, d, rng), *block(d, d, rng), *block(d, d, rng))
        self.head = nn.Conv2d(d, 5 + classes, 1, rng=rng)

    def forward(self, images):
        if images.ndim != 4 or images.shape[1] != 3 or any(n % STRIDE for n in images.shape[2:]):
            raise ValueError(f"YOLO takes images (N, 3, H, W) with sides that are multiples of "
                             f"{STRIDE}; it got {images.shape}.")
        y = self.head(self.backbone(images))                                # (N, 5 + C, rows, cols)
        return concatenate([F.sigmoid(y[:, :4]), y[:, 4:]], axis=1)

    # ---- from boxes to what the grid should say ---------------------------------------------

    def encode(self, boxes: ArrayLike, labels: ArrayLike, size: tuple[int, int]) -> np.ndarray:
        """The target (5 + C, rows, columns) for a picture of (height, width) with these objects.

        boxes (K, 4) as x1, y1, x2, y2 in pixels, labels (K,). The cell with its centre holds an
        object's place, the roots of its size, chance 1 and a 1 at its class; all else is 0. Of two
        objects in one cell the smaller counts. Raises `ValueError` for labels out of range and
        centres outside of the picture.

        >>> target = YOLO(classes=3, rng=0).encode([[8, 16, 16, 32]], [2], size=(32, 32))
        >>> target[:, 3, 1].tolist()                            # centre (12, 24): row 3, column 1
        [0.5, 0.0, 0.5, 0.7071067690849304, 1.0, 0.0, 0.0, 1.0]
        """
        rows, columns = size[0] // STRIDE, size[1] // STRIDE
        target = np.zeros((5 + self.classes, rows, columns), default_dtype())
        boxes = convert(as_boxes(boxes), "xyxy", "cxcywh")
        order = np.argsort(-boxes[:, 2] * boxes[:, 3], kind="stable")       # the smallest last
        labels = self._checked(labels, boxes, size)
        for (x, y, w, h), label in zip(boxes[order], labels[order]):
            row = min(int(y // STRIDE), rows - 1)               # the last cells own the border
            column = min(int(x // STRIDE), columns - 1)
            target[:, row, column] = 0
            target[:2, row, column] = x / STRIDE - column, y / STRIDE - row
            target[2:4, row, column] = np.sqrt(w / size[1]), np.sqrt(h / size[0])
            target[[4, 5 + label], row, column] = 1
        return target

    def _checked(self, labels: ArrayLike, boxes: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        labels = np.asarray(labels, int)
        if len(labels) != len(boxes) or ((labels < 0) | (labels >= self.classes)).any():
            raise ValueError(f"{len(boxes)} boxes need as many labels, 0 to {self.classes - 1}; "
                             f"got {labels.tolist()}.")
        outside = (boxes[:, :2] < 0) | (boxes[:, :2] > size[::-1])
        if outside.any():
            raise ValueError(f"The centre (x, y) = {boxes[outside.any(axis=1)][0, :2]} of a box is "
                             f"outside of the picture, (height, width) = {size}.")
        return labels

    # ---- how wrong the grid is --------------------------------------------------------------

    def loss_terms(self, prediction, target) -> dict[str, Tensor]:
        """The terms of the loss, each the mean over pictures of a sum over cells:

            place        (x − x')² + (y − y')²              where there is an object
            size         (√w − √w')² + (√h − √h')²          where there is an object
            object       −log p                             where there is an object
            background   −log(1 − p)                        everywhere else
            class        −log p(class)                      where there is an object

        prediction and target (N, 5 + C, rows, columns). Raises `ValueError` for unequal shapes.
        """
        target = np.asarray(target.data if isinstance(target, Tensor) else target)
        if target.shape != prediction.shape:
            raise ValueError(f"YOLO: the target has shape {target.shape}, the prediction "
                             f"{prediction.shape}; encode every picture and stack the targets.")
        here = target[:, 4]                                                 # (N, rows, cols)
        wrong = (prediction[:, :4] - target[:, :4]) ** 2 * here[:, None]
        unsure = binary_cross_entropy_with_logits(prediction[:, 4], here, reduction="none")
        surprise = -F.log_softmax(prediction[:, 5:], axis=1) * target[:, 5:]
        terms = {"place": wrong[:, :2], "size": wrong[:, 2:], "object": unsure * here,
                 "background": unsure * (1 - here), "class": surprise}
        return {name: term.sum() / len(target) for name, term in terms.items()}

    def loss(self, prediction, target) -> Tensor:
        """The sum of `loss_terms`, by `WEIGHTS`: boxes count more, and the many empty cells less.

        >>> model = YOLO(classes=3, rng=0)
        >>> target = model.encode([[8, 16, 16, 32]], [2], size=(32, 32))[None]
        >>> sure = np.where(target > 0, 50, -50).astype("float32")
        >>> prediction = Tensor(np.concatenate([target[:, :4], sure[:, 4:]], axis=1))
        >>> model.loss(prediction, target).item() < 1e-9
        True
        """
        terms = self.loss_terms(prediction, target)
        return stack([WEIGHTS[name] * term for name, term in terms.items()]).sum()

    # ---- from what the grid says to boxes ---------------------------------------------------

    def decode(self, output: ArrayLike, threshold: float = 0.3,
               overlap: float = 0.5) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """The objects in an output (N, 5 + C, rows, columns): (boxes, scores, labels) per picture.

        boxes (K, 4) as x1, y1, x2, y2 in pixels, inside the picture; scores (K,), falling: the
        chance of an object times that of its class; labels (K,). Kept are scores of at least
        `threshold`, and of boxes of one class with IoU above `overlap` the surest (`vision.nms`).
        Fit for `metrics.mean_average_precision`, with a low threshold.

        >>> model = YOLO(classes=3, rng=0)
        >>> target = model.encode([[8, 16, 16, 32]], [2], size=(32, 32))
        >>> sure = np.where(target > 0, 50, -50).astype("float32")
        >>> model.decode(np.concatenate([target[:4], sure[4:]])[None])
        [(array([[ 8., 16., 16., 32.]], dtype=float32), array([1.], dtype=float32), array([2]))]
        """
        output = np.asarray(output.data if isinstance(output, Tensor) else output)
        return [self._decode(picture, threshold, overlap) for picture in output]

    def _decode(self, y: np.ndarray, threshold: float, overlap: float) -> tuple:
        rows, columns = y.shape[1:]
        height, width = rows * STRIDE, columns * STRIDE
        chance = F.sigmoid(y[4]).data * F.softmax(y[5:], axis=0).data       # (C, rows, columns)
        scores, labels = chance.max(axis=0), chance.argmax(axis=0)          # (rows, columns)
        row, column = np.nonzero(scores >= threshold)
        x, y, w, h = y[:4, row, column]                                     # (K,) each
        boxes = np.stack([(column + x) * STRIDE, (row + y) * STRIDE, w ** 2 * width,
                          h ** 2 * height], axis=1).astype(x.dtype)
        boxes = clip(convert(boxes, "cxcywh", "xyxy"), (height, width))
        scores, labels = scores[row, column], labels[row, column]
        keep = nms(boxes, scores, overlap, labels)
        return boxes[keep], scores[keep], labels[keep]

    def detect(self, images: ArrayLike, threshold: float = 0.3,
               overlap: float = 0.5) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """`decode` of what the model says about images (N, 3, H, W), in evaluation mode."""
        return self.decode(self.predict(images), threshold, overlap)


def block(inputs: int, outputs: int, rng: Rng) -> list[nn.Module]:
    """Convolution, batch norm and leaky ReLU; the norm has the bias, the convolution has none."""
    return [nn.Conv2d(inputs, outputs, 3, padding=1, bias=False, rng=rng),
            nn.BatchNorm2d(outputs), nn.LeakyReLU(0.1)]
