"""Winograd's convolution: a kernel of 3×3 at blocks of 2×2 places, with 16 products instead of 36.

Of a part x (4, 4) of an image, a kernel w (3, 3) makes a block y (2, 2) of the output:

    y = Aᵀ [(G w Gᵀ) ⊙ (Bᵀ x B)] A         with ⊙ entry by entry

The transforms on both sides are sums and differences, and that of the kernel serves all blocks.
Summed over the channels, each of the 16 entries is a matrix product of its own, over all blocks.
On the way back the blame of the kernel is Gᵀ [(A g Aᵀ) ⊙ (Bᵀ x B)] G, summed over all blocks.
Rounding errors are those of plain sums, or up to twice as large; but what is not finite spreads:
NaN or an infinity in a part may make all four places of its block NaN.
Source: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks" (2016), section 4.1.
"""

from math import prod

import numpy as np

from groundup.kernels.compiler import compiled, inlined, numba
from groundup.kernels.microkernel import BYTES, LANES, multiply, multiply_turned

F = np.float32
IMAGE, MATRIX = "f4[:,:,::1]", "f4[:,::1]"
BLOCK = 2                                  # places of a block, along either axis
ENTRIES = 16                               # of a transformed block
ALL_FOUR = 5                               # the entry that is part of all four places
AT_ONCE = 64                               # blocks that make a product worth its while
SMALLEST = 64                              # places that make the transform of a kernel worth it

OF_KERNEL = ((1, 0, 0), (0.5, 0.5, 0.5), (0.5, -0.5, 0.5), (0, 0, 1))          # G
OF_IMAGE = ((1, 0, -1, 0), (0, 1, 1, 0), (0, -1, 1, 0), (0, 1, 0, -1))         # Bᵀ
OF_BLOCK = ((1, 1, 1, 0), (0, 1, -1, -1))                                      # Aᵀ
OF_BLAME, OF_WEIGHTS = tuple(zip(*OF_BLOCK)), tuple(zip(*OF_KERNEL))           # A, Gᵀ


def _on_both_sides(T):
    """A function of compiled code: b = T a Tᵀ, where entries of a and b are vectors of channels.

    a[i, j] lies i · a_row + j · a_step behind a, and b likewise: addresses in bytes, steps in
    floats.
    """
    from llvmlite import ir

    i8, vector = numba.types.int64, ir.VectorType(ir.FloatType(), LANES)

    def call(typing, a, a_row, a_step, b, b_row, b_step):
        def generate(context, builder, signature, given):
            a, a_row, a_step, b, b_row, b_step = given

            def at(start, row, step, i, j):
                whole = ir.IntType(64)
                floats = builder.add(builder.mul(whole(i), row), builder.mul(whole(j), step))
                place = builder.add(start, builder.mul(floats, whole(BYTES)))
                return builder.inttoptr(place, vector.as_pointer())

            def weighted(weights, entries):
                total = ir.Constant(vector, [-0.0] * LANES)    # which adds nothing, not even a sign
                for weight, entry in zip(weights, entries):
                    if abs(weight) not in (0, 1):
                        entry = builder.fmul(entry, ir.Constant(vector, [abs(weight)] * LANES))
                    if weight:
                        total = (builder.fadd if weight > 0 else builder.fsub)(total, entry)
                return total

            side = range(len(T[0]))
            seen = [[builder.load(at(a, a_row, a_step, i, j), align=BYTES) for i in side]
                    for j in side]                             # column by column
            half = [[weighted(weights, column) for column in seen] for weights in T]
            for m, row in enumerate(half):
                for n, weights in enumerate(T):
                    builder.store(weighted(weights, row), at(b, b_row, b_step, m, n), align=BYTES)
            return context.get_dummy_value()

        return numba.types.void(*[i8] * 6), generate

    return numba.extending.intrinsic(call)


TRANSFORMS = OF_KERNEL, OF_IMAGE, OF_BLOCK, OF_BLAME, OF_WEIGHTS
_of_kernel, _of_image, _of_block, _of_blame, _of_weights = (
    map(_on_both_sides, TRANSFORMS) if numba else [None] * len(TRANSFORMS))


def side(window, stride, images, places, channels) -> int:
    """How many places, along either axis, to take at once: BLOCK, or 1 where that saves nothing.

    >>> from groundup.functional.window import make_window
    >>> side(make_window("conv", 2, 3), (1, 1), 1, (14, 14), 2 * LANES)
    2
    """
    known = (window.kernel, window.dilation, stride) == ((3, 3), (1, 1), (1, 1))
    many = min(places) > BLOCK and images * prod(places) >= SMALLEST
    return BLOCK if known and many and channels % LANES == 0 else 1


def transformed(panels):
    """A kernel in panels (see `images.pack`) as `correlate_in_blocks` takes it.

    (panels, 9·channels, LANES) -> (16, panels·channels + 1, LANES); the one row more keeps the
    entries of a channel from sharing one place in the cache, as they would a power of two apart.
    """
    entries = np.empty((ENTRIES, panels.shape[0] * panels.shape[1] // 9 + 1, LANES), F)
    _transform(panels, entries)
    return entries


@compiled(f"void({IMAGE}, {IMAGE})")
def _transform(panels, entries):
    channels, step = panels.shape[1] // 9, entries[0].size
    for p in range(panels.shape[0]):
        for c in range(channels):
            _of_kernel(panels[p, c].ctypes.data, 3 * channels * LANES, channels * LANES,
                       entries[0, p * channels + c].ctypes.data, 4 * step, step)


def _through(transform):
    """A function of compiled code: transform the parts of an image that lie two places apart.

    The first of down × across parts begins at the address `seen`, in rows of `width` places.
    """
    @inlined()
    def see(seen, width, across, down, channels, entries):
        step = entries.shape[1]
        for i in range(down):
            for j in range(across):
                part = seen + BYTES * BLOCK * (i * width + j) * channels
                to = entries.ctypes.data + BYTES * (i * across + j) * channels
                for c in range(0, channels, LANES):
                    transform(part + BYTES * c, width * channels, channels, to + BYTES * c,
                              4 * step, step)

    return see


_see, _see_blame = _through(_of_image), _through(_of_blame)


@inlined()
def _show(of_y, across, down, outputs, y):
    """Transform products back to blocks (2, 2) of an output that begins at the address y."""
    step, row = of_y.shape[1], BLOCK * across * outputs
    for i in range(down):
        for j in range(across):
            part = of_y.ctypes.data + BYTES * (i * across + j) * outputs
            to = y + BYTES * BLOCK * (i * row + j * outputs)
            for c in range(0, outputs, LANES):
                _of_block(part + BYTES * c, 4 * step, step, to + BYTES * c, row, outputs)


@compiled(f"void({IMAGE}, {IMAGE}, f4[::1], {IMAGE})")
def correlate_in_blocks(seen, entries, bias, y):
    """y (rows, places, outputs) = bias + what kernels see of an image with its border.

    Rows and places are even, channels and outputs fill vectors.
    """
    _, width, channels = seen.shape
    rows, places, outputs = y.shape
    across = places // BLOCK
    at_once = max(1, min(rows // BLOCK, AT_ONCE // across))
    of_x = np.empty((ENTRIES, at_once * across * channels + LANES), F)     # set apart, as above
    of_y = np.empty((ENTRIES, at_once * across * outputs + LANES), F)
    nothing = np.zeros(outputs, F)
    for top in range(0, rows // BLOCK, at_once):
        down = min(at_once, rows // BLOCK - top)
        _see(seen[BLOCK * top].ctypes.data, width, across, down, channels, of_x)
        for entry in range(ENTRIES):
            start = bias if entry == ALL_FOUR else nothing
            for p in range(0, outputs // LANES, 2):
                column = BYTES * p * LANES
                multiply(min(2, outputs // LANES - p), down * across, of_x[entry].ctypes.data,
                         channels, 0, entries[entry, p * channels].ctypes.data, channels * LANES,
                         LANES, 0, start.ctypes.data + column, 0,
                         of_y[entry].ctypes.data + column, outputs, 1, channels)
        _show(of_y, across, down, outputs, y[BLOCK * top].ctypes.data)


@compiled(f"void({IMAGE}, {IMAGE}, i8, i8, i8, i8, {MATRIX})")
def weigh_in_blocks(seen, d, top, left, rows, places, sums):
    """sums (16, channels·outputs + LANES) += what each block saw, times the blame of the block.

    That of the first place lies in d at (top, left); rows and places are even.
    """
    _, width, channels = seen.shape
    _, blame_width, outputs = d.shape
    across = places // BLOCK
    at_once = max(1, min(rows // BLOCK, AT_ONCE // across))
    of_x = np.empty((ENTRIES, at_once * across * channels + LANES), F)
    of_g = np.empty((ENTRIES, at_once * across * outputs + LANES), F)
    for first in range(0, rows // BLOCK, at_once):
        down = min(at_once, rows // BLOCK - first)
        _see(seen[BLOCK * first].ctypes.data, width, across, down, channels, of_x)
        _see_blame(d[top + BLOCK * first, left].ctypes.data, blame_width, across, down, outputs,
                   of_g)
        for entry in range(ENTRIES):
            for o in range(0, outputs, 2 * LANES):
                multiply_turned(min(2, (outputs - o) // LANES), channels, of_x[entry].ctypes.data,
                                channels, 0, of_g[entry, o:].ctypes.data, LANES, outputs, 0,
                                sums[entry, o:].ctypes.data, outputs, 1, down * across)


@compiled(f"void({MATRIX}, {IMAGE})")
def weights_of_blocks(sums, dW):
    """dW (3, 3·channels, outputs) from the sums of `weigh_in_blocks`."""
    step, numbers = sums.shape[1], dW[0].size // 3
    for i in range(0, numbers, LANES):
        _of_weights(sums[0, i:].ctypes.data, 4 * step, step, dW.ctypes.data + BYTES * i,
                    3 * numbers, numbers)
