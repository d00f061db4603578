"""Reductions: many numbers become one, or the place of one; and running sums."""

from itertools import accumulate

import numpy as np

from groundup import autograd
from groundup.io.onnx.values import array, whole


def reduction(function):
    """The operator of function(x, axis, keepdims): over some axes, by default over all."""

    def operator(x, axes=None, *, keepdims=1, noop_with_empty_axes=0):
        wanted = () if axes is None else tuple(whole(axes))
        axis = None if not wanted and not noop_with_empty_axes else wanted
        y = function(x, axis=axis, keepdims=bool(keepdims))
        dtype = array(x).dtype
        return y if array(y).dtype == dtype else array(y).astype(dtype)

    return operator


def extreme(function, of_nothing):
    """Largest or smallest; of nothing, what changes no other number."""

    def over(x, axis, keepdims):
        if array(x).size:
            return function(x, axis=axis, keepdims=keepdims)
        dtype = array(x).dtype
        if dtype.kind == "b":
            first = of_nothing > 0
        elif dtype.kind == "f":
            first = of_nothing
        else:
            first = np.iinfo(dtype).max if of_nothing > 0 else np.iinfo(dtype).min
        return function(array(x), axis=axis, keepdims=keepdims, initial=first)

    return over


def norm1(x, axis, keepdims):
    return np.sum(np.abs(x), axis=axis, keepdims=keepdims)


def norm2(x, axis, keepdims):
    return np.sqrt(np.sum(x * x, axis=axis, keepdims=keepdims))


def sum_square(x, axis, keepdims):
    return np.sum(x * x, axis=axis, keepdims=keepdims)


def log_sum(x, axis, keepdims):
    return np.log(np.sum(x, axis=axis, keepdims=keepdims))


def log_sum_exp(x, axis, keepdims):
    if not array(x).size:
        return np.log(np.sum(array(x), axis=axis, keepdims=keepdims))
    return autograd.logsumexp(x, axis=axis, keepdims=keepdims)


def place(function):
    """Where the extreme entry stands, as whole numbers: the first of equals, or the last."""

    def operator(x, *, axis=0, keepdims=1, select_last_index=0):
        x = array(x)
        if not select_last_index:
            return function(x, axis=axis, keepdims=bool(keepdims))
        from_the_end = function(np.flip(x, axis), axis=axis, keepdims=bool(keepdims))
        return x.shape[axis] - 1 - from_the_end

    return operator


def running(function):
    """y_i of x_0 ... x_i; `exclusive` leaves x_i out, `reverse` starts at the end."""

    def operator(x, axis, *, exclusive=0, reverse=0):
        along = whole(axis)[0]
        x = np.flip(x, along) if reverse else x
        terms = _slices(x, along)
        if exclusive:
            neutral = np.ones if function is np.multiply else np.zeros
            terms = [neutral(array(terms[0]).shape, array(x).dtype), *terms[:-1]]
        y = np.concatenate(list(accumulate(terms, function)), axis=along)
        return np.flip(y, along) if reverse else y

    return operator


def _slices(x, axis):
    before = (slice(None),) * (axis % x.ndim)
    return [x[(*before, slice(i, i + 1))] for i in range(x.shape[axis])]


def topk(x, k, *, axis=-1, largest=1, sorted=1):
    """In order even where it need not be sorted."""
    return autograd.topk(x, whole(k)[0], axis, bool(largest))


OPERATORS = {
    "ArgMax": place(np.argmax), "ArgMin": place(np.argmin), "CumProd": running(np.multiply),
    "CumSum": running(np.add), "ReduceL1": reduction(norm1), "ReduceL2": reduction(norm2),
    "ReduceLogSum": reduction(log_sum), "ReduceLogSumExp": reduction(log_sum_exp),
    "ReduceMax": reduction(extreme(np.max, -np.inf)), "ReduceMean": reduction(np.mean),
    "ReduceMin": reduction(extreme(np.min, np.inf)), "ReduceProd": reduction(np.prod),
    "ReduceSum": reduction(np.sum), "ReduceSumSquare": reduction(sum_square), "TopK": topk,
}
