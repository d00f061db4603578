"""Tensor: an array that can be asked how a result depends on it (chapter 8)."""

import numpy as np

from groundup import hints
from groundup.backend import default_dtype, xp


class Tensor:
    """An array of any shape, and its place on the tape.

    Tensors follow NumPy: the same operators, broadcasting, indexing and method names. Python
    numbers and lists become float32 (`default_dtype`), arrays keep their dtype, and two float
    dtypes in one operation raise `TypeError`. A tensor does not change in place.

    Raises `TypeError` for data that are not numbers, and for integers that ask for a gradient.

    >>> x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> x.grad
    array([2., 4., 6.], dtype=float32)
    """

    __slots__ = ("data", "node")

    def __init__(self, data, requires_grad: bool = False, dtype=None):
        self.data = as_array(data, dtype)
        self.node = None
        if requires_grad:
            if not isinstance(requires_grad, bool | np.bool_):
                raise TypeError(f"requires_grad is True or False, not {requires_grad!r}; the data "
                                "are one argument: Tensor([1.0, 2.0]).")
            self.requires_grad = True

    # ---- what it is -------------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, ...]:
        return self.data.shape

    @property
    def ndim(self) -> int:
        return self.data.ndim

    @property
    def size(self) -> int:
        return self.data.size

    @property
    def dtype(self) -> np.dtype:
        return self.data.dtype

    @property
    def requires_grad(self) -> bool:
        """Whether results that use this tensor are recorded; settable on a leaf."""
        return self.node is not None

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        if self.node is not None and self.node.rule is not None:
            raise RuntimeError(
                f"This tensor is the result of {self.node.rule.name}; only a leaf can start or "
                "stop asking for gradients. Use .detach() to cut it off from its history."
            )
        if wanted and self.data.dtype.kind != "f":
            raise TypeError(
                f"A gradient needs floating-point data, and these are {self.data.dtype}. "
                "Convert them first, for example with x.astype('float32')."
            )
        if wanted != self.requires_grad:
            self.node = tape.leaf(self.data.shape) if wanted else None

    @property
    def grad(self) -> np.ndarray | None:
        """d(what `backward` was called on) / d(this), an array; None on all but leaves."""
        return None if self.node is None else self.node.grad

    @grad.setter
    def grad(self, g) -> None:
        if g is not None:
            if self.node is None:
                raise RuntimeError("This tensor keeps no gradient: it needs requires_grad=True.")
            g = as_array(g, self.dtype)
            if g.shape != self.shape:
                raise ValueError(f"The gradient has shape {g.shape}, the tensor {self.shape}.")
        elif self.node is None:
            return
        self.node.grad, self.node.owned = g, False

    def backward(self, gradient=None, retain_graph: bool = False) -> None:
        """Add d(self)/d(leaf) to the `.grad` of every leaf behind this tensor.

        `gradient`, of this tensor's shape, is where the chain rule starts; a tensor of one element
        starts with 1. What the graph kept is freed on the way, unless `retain_graph`.

        >>> x = Tensor([3.0], requires_grad=True)
        >>> (x ** 2).backward(); x.grad
        array([6.], dtype=float32)
        """
        sweep.backward(self, gradient, retain_graph)

    def touch(self) -> None:
        """Say that `.data` was changed in place: graphs recorded before refuse to run backward."""
        if self.node is not None:
            tape.touch(self.node)

    # ---- out of the tape --------------------------------------------------------------------

    def numpy(self) -> np.ndarray:
        """The array itself, not a copy."""
        return self.data

    def item(self) -> float:
        """The one number in a tensor of one element."""
        if self.data.size != 1:
            raise ValueError(f"A tensor of shape {self.shape} is not one number. Reduce it first, "
                             "with .sum() or .mean(); .tolist() gives all of them.")
        return self.data.item()

    def detach(self) -> "Tensor":
        """The same data, cut off from the tape."""
        return wrap(self.data)

    def tolist(self) -> list:
        return self.data.tolist()

    def __array__(self, dtype=None, copy=None):
        return np.array(self.data, dtype=dtype) if copy else np.asarray(self.data, dtype=dtype)

    def __float__(self):
        return float(self.item())

    def __int__(self):
        return int(self.item())

    def __index__(self):
        return self.data.__index__()

    def __bool__(self):
        if self.data.size != 1:
            raise ValueError(f"A tensor of shape {self.shape} is neither true nor false: ask "
                             "x.data.any() or x.data.all().")
        return bool(self.data)

    def __len__(self):
        return len(self.data)

    def __iter__(self):
        if not self.ndim:
            raise TypeError("A tensor without axes cannot be iterated over; .item() is its number.")
        return (self[i] for i in range(len(self)))

    def __repr__(self):
        text = np.array2string(self.data, separator=", ", prefix="Tensor(", threshold=100)
        dtype = "" if self.dtype == default_dtype() else f", dtype={self.dtype}"
        if self.node is None:
            return f"Tensor({text}{dtype})"
        rule = self.node.rule
        return f"Tensor({text}{dtype}, {f'from={rule.name}' if rule else 'requires_grad=True'})"

    def __setitem__(self, index, value):
        raise TypeError(
            "A tensor does not change in place, since the tape may have kept its values. "
            "Build a new one with where, concatenate or scatter_add; to change a parameter "
            "between two graphs, change x.data[...] and call x.touch()."
        )

    # ---- arithmetic -------------------------------------------------------------------------

    def __add__(self, other) -> "Tensor":
        return rules.add(self, other)

    def __radd__(self, other) -> "Tensor":
        return rules.add(other, self)

    def __sub__(self, other) -> "Tensor":
        return rules.subtract(self, other)

    def __rsub__(self, other) -> "Tensor":
        return rules.subtract(other, self)

    def __mul__(self, other) -> "Tensor":
        return rules.multiply(self, other)

    def __rmul__(self, other) -> "Tensor":
        return rules.multiply(other, self)

    def __truediv__(self, other) -> "Tensor":
        return rules.divide(self, other)

    def __rtruediv__(self, other) -> "Tensor":
        return rules.divide(other, self)

    def __pow__(self, other) -> "Tensor":
        return rules.power(self, other)

    def __rpow__(self, other) -> "Tensor":
        return rules.power(other, self)

    def __matmul__(self, other) -> "Tensor":
        return rules.matmul(self, other)

    def __rmatmul__(self, other) -> "Tensor":
        return rules.matmul(other, self)

    def __neg__(self) -> "Tensor":
        return rules.negative(self)

    def __pos__(self) -> "Tensor":
        return self

    def __abs__(self) -> "Tensor":
        return rules.abs(self)

    # Comparisons give booleans, which carry no gradient. Identity stays the hash.

    __hash__ = object.__hash__

    def __eq__(self, other) -> "Tensor":                       # type: ignore[override]
        return rules.compare(np.equal, self, other)

    def __ne__(self, other) -> "Tensor":                       # type: ignore[override]
        return rules.compare(np.not_equal, self, other)

    def __lt__(self, other) -> "Tensor":
        return rules.compare(np.less, self, other)

    def __le__(self, other) -> "Tensor":
        return rules.compare(np.less_equal, self, other)

    def __gt__(self, other) -> "Tensor":
        return rules.compare(np.greater, self, other)

    def __ge__(self, other) -> "Tensor":
        return rules.compare(np.greater_equal, self, other)

    def __invert__(self) -> "Tensor":
        return rules.compare(np.invert, self)

    def __and__(self, other) -> "Tensor":
        return rules.compare(np.bitwise_and, self, other)

    def __or__(self, other) -> "Tensor":
        return rules.compare(np.bitwise_or, self, other)

    __rand__, __ror__ = __and__, __or__

    # ---- methods: the functions of the same names -------------------------------------------

    def __getitem__(self, index) -> "Tensor":
        return rules.getitem(self, index)

    @property
    def T(self) -> "Tensor":
        return rules.transpose(self)

    def exp(self) -> "Tensor":
        return rules.exp(self)

    def log(self) -> "Tensor":
        return rules.log(self)

    def sqrt(self) -> "Tensor":
        return rules.sqrt(self)

    def tanh(self) -> "Tensor":
        return rules.tanh(self)

    def sigmoid(self) -> "Tensor":
        return rules.sigmoid(self)

    def abs(self) -> "Tensor":
        return rules.abs(self)

    def clip(self, low=None, high=None) -> "Tensor":
        """Held between two numbers; see `groundup.clip`."""
        return rules.clip(self, low, high)

    def sum(self, axis=None, keepdims=False) -> "Tensor":
        """The sum along an axis, several, or all; see `groundup.sum`."""
        return rules.sum(self, axis=axis, keepdims=keepdims)

    def mean(self, axis=None, keepdims=False) -> "Tensor":
        """The mean along an axis, several, or all; see `groundup.mean`."""
        return rules.mean(self, axis=axis, keepdims=keepdims)

    def var(self, axis=None, ddof=0, keepdims=False) -> "Tensor":
        """The variance along an axis, several, or all; see `groundup.var`."""
        return rules.var(self, axis=axis, ddof=ddof, keepdims=keepdims)

    def max(self, axis=None, keepdims=False) -> "Tensor":
        """The largest entry along an axis, several, or all; see `groundup.max`."""
        return rules.max(self, axis=axis, keepdims=keepdims)

    def min(self, axis=None, keepdims=False) -> "Tensor":
        """The smallest entry along an axis, several, or all; see `groundup.min`."""
        return rules.min(self, axis=axis, keepdims=keepdims)

    def prod(self, axis=None, keepdims=False) -> "Tensor":
        """The product along an axis, several, or all; see `groundup.prod`."""
        return rules.prod(self, axis=axis, keepdims=keepdims)

    def cumsum(self, axis=None) -> "Tensor":
        """Running sums along an axis; see `groundup.cumsum`."""
        return rules.cumsum(self, axis=axis)

    def argmax(self, axis=None) -> "Tensor":
        """The place of the largest entry along an axis, or among all, as integers."""
        return wrap(self.data.argmax(axis=axis))

    def argmin(self, axis=None) -> "Tensor":
        """The place of the smallest entry along an axis, or among all, as integers."""
        return wrap(self.data.argmin(axis=axis))

    def reshape(self, *shape) -> "Tensor":
        """The same entries in another shape: `x.reshape(2, 3)` or `x.reshape((2, 3))`."""
        return rules.reshape(self, shape[0] if len(shape) == 1 else shape)

    def transpose(self, *axes) -> "Tensor":
        """The axes in another order, by default reversed; see `groundup.transpose`."""
        return rules.transpose(self, axes[0] if len(axes) == 1 else axes or None)

    def swapaxes(self, first, second) -> "Tensor":
        """Two axes exchanged; see `groundup.swapaxes`."""
        return rules.swapaxes(self, first, second)

    def squeeze(self, axis=None) -> "Tensor":
        """Without axes of length 1; see `groundup.squeeze`."""
        return rules.squeeze(self, axis=axis)

    def astype(self, dtype) -> "Tensor":
        """In another dtype; see `groundup.astype`."""
        return rules.astype(self, dtype)

    # ---- NumPy's functions, called on a tensor ----------------------------------------------

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return rules.from_ufunc(ufunc, method, inputs, options)

    def __array_function__(self, function, types, args, options):
        return rules.from_function(function, args, options)


def wrap(array) -> Tensor:
    """A tensor around an array, as it is, off the tape."""
    out = object.__new__(Tensor)
    out.data = array if type(array) is xp.ndarray else xp.asarray(array)
    out.node = None
    return out


def as_array(data, dtype=None):
    """Data as an array: arrays as they are, Python numbers in the default dtype."""
    if isinstance(data, Tensor):
        data = data.data
    if not isinstance(data, xp.ndarray | np.generic):
        kind = type(data).__name__
        if isinstance(data, list | tuple) and any(isinstance(x, Tensor) for x in data):
            raise TypeError(f"A {kind} of tensors is not a tensor: take one of them (a recurrent "
                            "layer returns output and state), or join them with stack(...).")
        try:
            data = np.asarray(data)
        except ValueError:
            raise ValueError(f"A {kind} of rows of unequal length is not an array.") from None
        if dtype is None and data.dtype.kind == "f":
            dtype = default_dtype()
        if data.dtype.kind not in "fiub":
            raise _no_numbers(data, f"a {kind}")
    array = xp.asarray(data, dtype=dtype)
    if array.dtype.kind not in "fiub":
        raise _no_numbers(array, "an array")
    return array


def _no_numbers(array, came):
    """The error that names what came instead of numbers."""
    if array.ndim:
        came += f" of {'text' if array.dtype.kind == 'U' else array.dtype.name}"
    elif array.dtype.kind == "O" and array.item() is None:
        came = "None (does a function lack its return?)"
    return TypeError(f"A tensor holds real numbers; got {came}.")


hints.explain(Tensor, hints.OF_TENSORS)

# The rules need Tensor, and Tensor's methods need the rules: hence the imports at the end.
from groundup.autograd import rules, sweep, tape  # noqa: E402

# The hottest operators are the rules themselves: a method around them would cost one call more.
for _operator, _rule in (("__add__", "add"), ("__sub__", "subtract"),
                         ("__mul__", "multiply"), ("__truediv__", "divide")):
    setattr(Tensor, _operator, getattr(rules, _rule))
