"""Rotate, and any other map of the plane that keeps straight lines straight and parallel.

For each new pixel the map is followed backwards, and the colour read between the four old pixels
around that place. What comes from outside the picture has the colour `fill` and belongs to the
background of the mask.
"""

import numpy as np
from numpy.typing import ArrayLike

from groundup.vision.sample import MIN_VISIBLE, Sample
from groundup.vision.transforms.transform import Transform


def affine(sample: Sample, matrix: ArrayLike, fill: float = 0.0,
           min_visible: float = MIN_VISIBLE) -> Sample:
    """Move every point (x, y) to `matrix` @ (x, y, 1); the picture's size stays.

    matrix: (2, 3). A box becomes the smallest upright box around its four moved corners: around
    a rotated box it has more room than the object needs. Boxes are then clipped, and dropped
    where less than `min_visible` is left. Maps that shrink leave out pixels: `resize` averages.
    Raises `ValueError` for another shape, or a map that cannot be undone.

    >>> sample = Sample(np.array([[[1.0, 2.0, 3.0]]]), boxes=[[0.0, 0.0, 1.0, 1.0]])
    >>> moved = affine(sample, np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]))
    >>> moved.image.tolist(), moved.boxes.tolist()
    ([[[0.0, 1.0, 2.0]]], [[1.0, 0.0, 2.0, 1.0]])
    """
    matrix = np.asarray(matrix, dtype=np.float64)
    if matrix.shape != (2, 3) or np.linalg.det(matrix[:, :2]) == 0:
        raise ValueError(f"The matrix of shape {matrix.shape} is no map that can be undone; "
                         "expected (2, 3) with a determinant other than 0.")
    x, y = _sources(matrix, sample.size)
    image = read_between(sample.image, x, y, fill)
    mask, boxes = sample.mask, sample.boxes
    if mask is not None:
        column, row = np.floor(x).astype(int), np.floor(y).astype(int)
        inside = (np.stack([column, row]) >= 0).all(axis=0) \
            & (column < mask.shape[1]) & (row < mask.shape[0])
        mask = np.where(inside, mask[row * inside, column * inside], 0).astype(mask.dtype)
    if boxes is not None:
        corners = boxes[:, [[0, 1], [2, 1], [2, 3], [0, 3]]] @ matrix[:, :2].T + matrix[:, 2]
        boxes = np.hstack([corners.min(axis=1), corners.max(axis=1)]).astype(boxes.dtype)
    return sample.replace(image=image, boxes=boxes, mask=mask).trim(min_visible)


def rotate(sample: Sample, degrees: float, fill: float = 0.0,
           min_visible: float = MIN_VISIBLE) -> Sample:
    """Turn the picture about its middle, counter-clockwise as seen; the size stays.

    Boxes, `fill` and `min_visible` as in `affine`.

    >>> rotate(Sample(np.array([[[1.0, 2.0], [3.0, 4.0]]])), 90).image[0]
    array([[2., 4.],
           [1., 3.]])
    """
    angle = np.deg2rad(degrees % 360)
    cos, sin = np.round([np.cos(angle), np.sin(angle)], 15)     # a quarter turn is exact
    turn = np.array([[cos, sin], [-sin, cos]])                  # y points down
    middle = np.array(sample.size[::-1]) / 2
    return affine(sample, np.column_stack([turn, middle - turn @ middle]), fill, min_visible)


class RandomRotate(Transform):
    """`rotate` by an angle that is uniform in −degrees..degrees.

    >>> RandomRotate(10)(np.ones((1, 5, 5)), rng=0)[0, 2, 2]
    np.float64(1.0)
    """

    def __init__(self, degrees: float, fill: float = 0.0, min_visible: float = MIN_VISIBLE):
        if degrees < 0:
            raise ValueError(f"degrees is {degrees}; expected the largest angle, 0 or more.")
        self.degrees, self.fill, self.min_visible = degrees, fill, min_visible

    def apply(self, sample: Sample, rng: np.random.Generator) -> Sample:
        """Draw the angle, then rotate."""
        angle = rng.uniform(-self.degrees, self.degrees)
        return rotate(sample, angle, self.fill, self.min_visible)


def _sources(matrix: np.ndarray, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Where the centre of each new pixel comes from: x and y, (H, W) each."""
    back = np.linalg.inv(matrix[:, :2])
    y, x = np.indices(size) + 0.5
    x, y = x - matrix[0, 2], y - matrix[1, 2]
    return back[0, 0] * x + back[0, 1] * y, back[1, 0] * x + back[1, 1] * y


def read_between(image: np.ndarray, x: np.ndarray, y: np.ndarray, fill: float) -> np.ndarray:
    """The colour of an image (C, H, W) at places x, y (H', W'), between the four pixels around it.

    >>> read_between(np.array([[[0.0, 1.0]]]), np.array([[1.0]]), np.array([[0.5]]), fill=0.0)
    array([[[0.5]]])
    """
    rows, columns = image.shape[1:]
    padded = np.pad(image, ((0, 0), (1, 1), (1, 1)), constant_values=fill)
    x, y = np.clip(x + 0.5, 0, columns + 1), np.clip(y + 0.5, 0, rows + 1)      # of the padded
    left, above = np.minimum(x.astype(int), columns), np.minimum(y.astype(int), rows)
    right_share = (x - left).astype(image.dtype)
    lower_share = (y - above).astype(image.dtype)
    upper = (1 - right_share) * padded[:, above, left] + right_share * padded[:, above, left + 1]
    lower = (1 - right_share) * padded[:, above + 1, left] \
        + right_share * padded[:, above + 1, left + 1]
    return (1 - lower_share) * upper + lower_share * lower
