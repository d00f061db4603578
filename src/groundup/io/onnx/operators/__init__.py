"""The operators: each a function, its inputs the arguments, its attributes the keywords.

A keyword has the default of the standard; what is no keyword is no supported attribute. Inputs
that are left out are None. A function may ask for `outputs`, how many of its outputs are used,
for `opset`, and for `scope`, the values around a graph that it holds. In older opsets some
inputs were attributes: since arguments have the names of the standard, either way reaches them.
Floats come as Tensors, all else as arrays; NumPy's functions take both.

- `arithmetic.py`, `activations.py`, `cast.py`: number by number
- `reductions.py`, `products.py`: sums of many
- `shapes.py`, `indexing.py`, `generators.py`: arrays arranged, picked apart, made
- `convolution.py`, `pooling.py`, `resize.py`: images
- `normalization.py`, `recurrent.py`, `attention.py`: layers
- `losses.py`, `optimizers.py`: training
- `control.py`: graphs within graphs
"""

from collections.abc import Callable

from groundup.io.onnx.operators import (
    activations,
    arithmetic,
    attention,
    cast,
    control,
    convolution,
    generators,
    indexing,
    losses,
    normalization,
    optimizers,
    pooling,
    products,
    recurrent,
    reductions,
    resize,
    shapes,
)

# Before opset 7, broadcasting and the mode of use were others; some operators changed later on.
OPSETS = range(7, 29)
SINCE = {"Hardmax": 13, "LogSoftmax": 13, "Resize": 11, "Scan": 9, "Softmax": 13}
OPERATORS: dict[str, Callable] = {}
for _family in (activations, arithmetic, attention, cast, control, convolution, generators,
                indexing, losses, normalization, optimizers, pooling, products, recurrent,
                reductions, resize, shapes):
    OPERATORS |= _family.OPERATORS
