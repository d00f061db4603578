"""The last exercise of 5.3, performance optimization: one pass over the data, block by block."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n05_3_steps import add_and_bend

# One fused pass ----------------------------------------------------------------------------------

def blocked(x, W, b, rows):
    """x (N, I), W (I, O), b (O,) -> relu(x W + b) (N, O), finished `rows` rows at a time."""
    y = np.empty((len(x), W.shape[1]), x.dtype)
    for start in range(0, len(x), rows):
        block = y[start : start + rows]                 # a window into y, not a copy
        np.matmul(x[start : start + rows], W, out=block)
        add_and_bend(block, b)
    return y


def typed(answer, x, W, b, rows):
    """Run an answer with an np.empty that gives zeros, so that what is left out can be seen."""
    empty, np.empty = np.empty, np.zeros
    try:
        y = answer(x, W, b, rows)
    finally:
        np.empty = empty
    return y, str(y.dtype) if isinstance(y, np.ndarray) else type(y).__name__


def block_of(x, W, b):
    return np.maximum(x @ W + b, 0)


def blocks(x, rows):
    return [slice(start, start + rows) for start in range(0, len(x), rows)]


def filled(fill, make=None):
    """A layer whose blocks are computed by fill(x, W, b, y, place), into zeros."""
    def answer(x, W, b, rows):
        y = make(x, W) if make else np.zeros((len(x), W.shape[1]), x.dtype)
        for place in blocks(x, rows):
            fill(x, W, b, y, place)
        return y
    return answer


def put(value):
    """A fill that puts value(x block, W, b) at its place."""
    def fill(x, W, b, y, place):
        y[place] = value(x[place], W, b)
    return fill


def rest_dropped(x, W, b, rows):
    done = len(x) // rows * rows
    return np.concatenate([block_of(x[:done], W, b),
                           np.zeros((len(x) - done, W.shape[1]), x.dtype)])


def bias_on_all(x, W, b, y, place):
    y[place] = x[place] @ W
    y += b
    np.maximum(y, 0, out=y)


def number_as_place(x, W, b, rows):
    y = np.zeros((len(x), W.shape[1]), x.dtype)
    for i, place in enumerate(blocks(x, rows)):
        part = block_of(x[place], W, b)
        y[i : i + len(part)] = part
    return y


def same_block(x, W, b, rows):
    y = np.zeros((len(x), W.shape[1]), x.dtype)
    for place in blocks(x, rows):
        part = block_of(x[place], W, b)
        y[: len(part)] = part
    return y


def layer_and(n, i, o, rows, dtype=np.float32):
    return lambda rng: (*(rng.normal(0, 1, shape).round(1).astype(dtype)
                          for shape in ((n, i), (i, o), (o,))), rows)


fused = Exercise(
    id="5.3.blocked", title="One pass, block by block", level="hard",
    objective="finish a block while it is still in the cache",
    asks="Return `relu(x W + b)` as an array `(N, O)` of the dtype of `x`; but finish it `rows` "
         "rows at a time: product, bias and bend of one block, then the next block. The last may "
         "be smaller. Make the result first, with `np.empty(shape, dtype)`; a slice of its rows "
         "is a **window**: what you write there is in the result. `np.matmul(..., ..., "
         "out=block)` writes a product into it, and your `add_and_bend(block, b)` does the rest.",
    header="import numpy as np", reference=blocked, needs=("5.3.add-and-bend",), run=typed,
    outputs=("y", "dtype"),
    probes=[given("five rows, two at a time", np.array(
                [[1.0, 0.5], [0.0, -2.0], [1.5, 0.5], [-0.5, 1.5], [2.0, 1.0]], np.float32),
                np.array([[0.5, -1.0, 2.0], [1.0, 0.5, -0.5]], np.float32),
                np.array([0.25, -0.5, 0.75], np.float32), 2),
            drawn("seven rows, three at a time", layer_and(7, 4, 3, 3)),
            drawn("eleven rows, four at a time, float64", layer_and(11, 3, 5, 4, np.float64)),
            drawn("six rows, eight at a time", layer_and(6, 5, 4, 8))],
    mistakes=[
        Mistake("always-float64", lambda x, W, b, r: np.asarray(block_of(x, W, b), np.float64),
                says="Your result is float64 whatever comes in: np.empty makes that unless it is "
                     "told otherwise. That is twice the bytes.",
                hint="Which dtype has x, and who tells np.empty?"),
        Mistake("always-float32", lambda x, W, b, r: np.asarray(block_of(x, W, b), np.float32),
                says="Your result is float32 even where x is float64.",
                hint="Which dtype has x, and who tells np.empty?"),
        Mistake("rest-dropped", rest_dropped,
                says="The last, smaller block is never computed.",
                hint="5 // 2 is 2. Which block takes row number 5?", catalogue="D13"),
        Mistake("bend-thrown-away", filled(put(lambda x, W, b: x @ W + b)),
                says="The bend is missing, or its result is thrown away.",
                hint="Where does np.maximum write without out=?"),
        Mistake("bias-thrown-away", filled(put(lambda x, W, b: np.maximum(x @ W, 0))),
                says="The biases are missing, or their sum is thrown away.",
                hint="block = block + b makes a new array. Which operation writes into block?",
                catalogue="D1"),
        Mistake("product-only", filled(put(lambda x, W, b: x @ W)),
                says="Your blocks hold the product alone: bias and bend do not reach them.",
                hint="block = … gives the name to a new array. What writes into the window?"),
        Mistake("bend-first", filled(put(lambda x, W, b: np.maximum(x @ W, 0) + b)),
                says="You bend before you add the biases.",
                hint="relu(x W + b): what happens first?"),
        Mistake("bias-only", filled(put(lambda x, W, b: np.maximum(b, 0))),
                says="Your blocks hold the biases alone: the product does not reach them.",
                hint="Where does np.matmul write, and what does your block hold then?"),
        Mistake("nothing-arrives", filled(lambda x, W, b, y, place: None),
                says="Your result stays empty: what you compute does not reach it.",
                hint="Is your block a window into y, or an array of its own?"),
        Mistake("last-block-only", lambda x, W, b, r: block_of(x[blocks(x, r)[-1]], W, b),
                says="You return the last block alone.",
                hint="Which array holds all the blocks?"),
        Mistake("first-block-only", lambda x, W, b, r: block_of(x[:r], W, b),
                says="You return the first block alone.",
                hint="How far to the right does your return stand?"),
        Mistake("list-of-blocks", lambda x, W, b, r: [block_of(x[p], W, b) for p in blocks(x, r)],
                says="You return a list of blocks; one array is asked for.",
                hint="Which array do the blocks belong into?"),
        Mistake("bias-on-all", filled(bias_on_all),
                says="Bias and bend go over the whole result in each round: the first blocks get "
                     "the biases several times.",
                hint="Which rows does this round work on?", catalogue="S7"),
        Mistake("number-as-place", number_as_place,
                says="Block number i begins at row i of your result; the blocks overwrite each "
                     "other.",
                hint="At which row does block number 2 begin?"),
        Mistake("same-place", same_block,
                says="All blocks are written to the first rows.",
                hint="What changes from round to round, and does your window use it?"),
        Mistake("same-rows", lambda x, W, b, r: np.concatenate(
                    [block_of(x[: len(x[p])], W, b) for p in blocks(x, r)]),
                says="All blocks are computed from the first rows of x.",
                hint="Which rows of x belong to this block?"),
        Mistake("x-not-cut", filled(lambda x, W, b, y, p: np.matmul(x, W, out=y[p])),
                says="You multiply all of x in each round, and it does not fit into the block.",
                hint="Which rows of x belong to this block?"),
        Mistake("weights-turned", lambda x, W, b, r: block_of(x, W.T, b),
                says="You turned the weights; here they are (inputs, outputs).",
                hint="x (N, I) times which shape gives (N, O)?", catalogue="D2"),
        Mistake("one-row-short", filled(lambda x, W, b, y, p: put(block_of)(
                    x, W, b, y, slice(p.start, p.stop - 1))),
                says="Each block lacks its last row.",
                hint="y[0:3] holds rows 0, 1 and 2. Where must your window end?"),
        Mistake("averaged", lambda x, W, b, r: np.array(
                    [block_of(x[p], W, b).mean(axis=0) for p in blocks(x, r)], x.dtype),
                says="You keep one row for each block.",
                hint="How many outputs do N samples get?"),
        Mistake("rows-as-outputs", filled(put(block_of), lambda x, W: np.zeros(
                    (len(x), x.shape[1]), x.dtype)),
                says="Your result has as many columns as x; it needs one for each neuron.",
                hint="Which size of W is the number of outputs?"),
    ],
    equivalents=[lambda x, W, b, r: np.concatenate([block_of(x[p], W, b) for p in blocks(x, r)]),
                 filled(put(block_of)),
                 lambda x, W, b, r: np.array([block_of(row, W, b) for row in x]),
                 lambda x, W, b, r: np.einsum("ni,io->no", x, W).__add__(b).clip(0, None)],
    hints=("How did 5.2 cut the batches? And where is the result of each block to stand?",
           "block = y[start : start + rows] is a window into y. Write into it with out= and +=.",
           "y = np.empty(...); for each start: np.matmul(x[...], W, out=block); "
           "add_and_bend(block, b)"),
    where="the window, and what writes into it",
    after="Give it rows = 1, and rows = N. Which is slow, and why?")

EXERCISES = [fused]
