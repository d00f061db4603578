"""Pixel shuffle: channels become pixels, and back, without any arithmetic (chapter 17)."""

from groundup.autograd import Tensor, reshape, transpose
from groundup.functional.window import check_images, per_axis


def pixel_shuffle(x, upscale_factor: int) -> Tensor:
    """Each r² channels become one that is r times as high and wide:

        y[n, c, h·r + i, w·r + j] = x[n, c·r² + i·r + j, h, w].

    (N, C·r², H, W) -> (N, C, H·r, W·r). A convolution before it learns how to enlarge, at the
    price of a small image. Raises `ValueError` where r² does not divide the channels. Shi et al.,
    "Real-time single image and video super-resolution" (2016).

    >>> pixel_shuffle(Tensor([[[[1.0]], [[2.0]], [[3.0]], [[4.0]]]]), 2)
    Tensor([[[[1., 2.],
              [3., 4.]]]])
    """
    (r,) = per_axis("pixel_shuffle", "upscale_factor", upscale_factor, 1, least=1)
    H, W = check_images("pixel_shuffle", x, 2)
    N, C = x.shape[:2]
    if C % r**2:
        raise ValueError(f"pixel_shuffle: {C} channels do not divide into groups of {r}² = {r**2}.")
    x = reshape(x, (N, C // r**2, r, r, H, W))
    return transpose(x, (0, 1, 4, 2, 5, 3)).reshape(N, C // r**2, H * r, W * r)


def pixel_unshuffle(x, downscale_factor: int) -> Tensor:
    """The way back: (N, C, H·r, W·r) -> (N, C·r², H, W).

    Raises `ValueError` where r does not divide the size.

    >>> pixel_unshuffle(Tensor([[[[1.0, 2.0], [3.0, 4.0]]]]), 2).shape
    (1, 4, 1, 1)
    """
    (r,) = per_axis("pixel_unshuffle", "downscale_factor", downscale_factor, 1, least=1)
    H, W = check_images("pixel_unshuffle", x, 2)
    N, C = x.shape[:2]
    if H % r or W % r:
        raise ValueError(f"pixel_unshuffle: an image of {H}×{W} does not divide by {r}.")
    x = reshape(x, (N, C, H // r, r, W // r, r))
    return transpose(x, (0, 1, 3, 5, 2, 4)).reshape(N, C * r * r, H // r, W // r)
