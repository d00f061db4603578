"""More exercises of 3.1, Dense Layer Basics: how far numbers spread, and what comes out."""

import math

import numpy as np

from groundup.learn.compare import compare
from groundup.learn.exercise import Exercise, Mistake, drawn, given

# The spread of many numbers ----------------------------------------------------------------------

def spread(values):
    """values: an array of any shape -> its standard deviation, a number."""
    distance = values - values.mean()
    return np.sqrt((distance * distance).mean())


def spread_by_loop(values):
    numbers = [float(v) for v in values.ravel()]
    mean = sum(numbers) / len(numbers)
    return math.sqrt(sum((v - mean) ** 2 for v in numbers) / len(numbers))


def centred(values):
    return values - values.mean()


def far_from_zero(*shape):
    return lambda rng: rng.normal(rng.uniform(2, 6), rng.uniform(0.5, 3), shape).round(2)


width = Exercise(
    id="3.1.spread", title="How far do they spread?", level="easy",
    objective="measure the spread of numbers by their standard deviation",
    asks="`values` is an array of any shape. Measure how far its numbers lie from their mean: "
         "subtract the mean of **all** of them, square, average the squares, and take the root. "
         "Return one number, the *standard deviation*.",
    header="import numpy as np", reference=spread,
    probes=[given("four numbers by hand", np.array([1.0, 3.0, 3.0, 9.0])),
            drawn("a table of 4 rows and 3 columns", far_from_zero(4, 3)),
            drawn("seven numbers", far_from_zero(7)),
            drawn("a table of 3 rows and 5 columns", far_from_zero(3, 5))],
    mistakes=[
        Mistake("variance", lambda v: (centred(v) ** 2).mean(),
                says="Your result is the variance: the root is missing.",
                hint="If the numbers were metres, would your result be metres?", catalogue="D8"),
        Mistake("mean-kept", lambda v: np.sqrt((v * v).mean()),
                says="You did not subtract the mean: your result says how far the numbers lie "
                     "from 0.",
                hint="What should four equal numbers give?"),
        Mistake("mean-square", lambda v: (v * v).mean(),
                says="Neither is the mean subtracted, nor the root taken.",
                hint="What should four equal numbers give?"),
        Mistake("length", lambda v: np.sqrt((v * v).sum()),
                says="Your result is the length of the array: the root of the sum of squares.",
                hint="Should twice as many numbers of the same kind spread more?"),
        Mistake("summed", lambda v: np.sqrt((centred(v) ** 2).sum()),
                says="You added the squares and did not average them.",
                hint="Should twice as many numbers of the same kind spread more?"),
        Mistake("sum-of-squares", lambda v: (centred(v) ** 2).sum(),
                says="You added the squares; neither the average nor the root was taken.",
                hint="Should twice as many numbers of the same kind spread more?"),
        Mistake("root-before-average", lambda v: np.sqrt((centred(v) ** 2).sum()) / v.size,
                says="You took the root first and divided after it.",
                hint="Which comes first: the average, or the root?"),
        Mistake("sizes-averaged", lambda v: abs(centred(v)).mean(),
                says="You averaged the distances without squaring them.",
                hint="What happens to a distance between subtracting and averaging?"),
        Mistake("signed", lambda v: centred(v).mean(),
                says="Your result is always 0: distances above and below the mean cancel before "
                     "they are squared.",
                hint="Which comes first: squaring, or averaging?"),
        Mistake("column-means", lambda v: np.sqrt(((v - v.mean(axis=0)) ** 2).mean()),
                says="You subtracted from each column its own mean; a table has one mean here.",
                hint="What does mean() give without axis?", catalogue="S3"),
        Mistake("row-means", lambda v: np.sqrt(((v - v.mean(axis=-1, keepdims=True)) ** 2).mean()),
                says="You subtracted from each row its own mean; a table has one mean here.",
                hint="What does mean() give without axis?", catalogue="S3"),
        Mistake("by-column", lambda v: v.std(axis=0),
                says="You return a number for each column; one for the whole array is asked.",
                hint="Which direction did your axis make vanish?"),
        Mistake("by-row", lambda v: v.std(axis=-1),
                says="You return a number for each row; one for the whole array is asked.",
                hint="Which direction did your axis make vanish?"),
        Mistake("divided-by-rows", lambda v: np.sqrt((centred(v) ** 2).sum() / len(v)),
                says="You divided by the number of rows: `len` of a table counts rows.",
                hint="What is len of a table of 4 rows and 3 columns, and what is its .size?"),
        Mistake("range", lambda v: v.max() - v.min(),
                says="Your result is the distance from the smallest to the largest.",
                hint="Do the numbers in between not count?"),
        Mistake("farthest", lambda v: abs(centred(v)).max(),
                says="Your result is the largest distance from the mean.",
                hint="Do the other numbers not count?"),
        Mistake("mean", lambda v: v.mean(),
                says="Your result is the mean itself.",
                hint="How far is each number from it?"),
        Mistake("median", lambda v: np.sqrt(((v - np.median(v)) ** 2).mean()),
                says="You subtracted the number in the middle (the median); the mean is asked.",
                hint="What is the mean of 1, 3, 3 and 9?"),
        Mistake("columns-averaged", lambda v: v.std(axis=0).mean(),
                says="You averaged the spreads of the columns; all numbers have one mean here.",
                hint="What does std() give without axis?"),
        Mistake("rows-averaged", lambda v: v.std(axis=-1).mean(),
                says="You averaged the spreads of the rows; all numbers have one mean here.",
                hint="What does std() give without axis?"),
        Mistake("relative", lambda v: v.std() / v.mean(),
                says="You divided the right result by the mean.",
                hint="If all numbers grow by 100, should the spread change?"),
        Mistake("brackets", lambda v: np.sqrt(v - v.mean() ** 2).mean(),
                says="`v - m ** 2` squares the mean alone, and roots of negative numbers are NaN.",
                hint="Which is done first, ** or −? Where do brackets belong?"),
        Mistake("root-of-sizes", lambda v: np.sqrt(abs(centred(v)).mean()),
                says="You averaged the distances and took the root; they are not squared before.",
                hint="What is done to a distance, so that the root undoes it?"),
        Mistake("square-added", lambda v: np.sqrt((v * v).mean() + v.mean() ** 2),
                says="You added the square of the mean; it is subtracted.",
                hint="What should four equal numbers give?"),
    ],
    conventions=[
        Mistake("one-less", lambda v: v.std(ddof=1),
                says="You used the other convention: divided by n − 1, which corrects a small "
                     "sample. Here, and in np.std, it is n.",
                hint="How many squares are averaged?"),
    ],
    equivalents=[spread_by_loop, lambda v: v.std(), lambda v: np.sqrt(np.var(v)),
                 lambda v: np.sqrt((v * v).mean() - v.mean() ** 2),
                 lambda v: np.linalg.norm(v - np.mean(v)) / np.sqrt(v.size)],
    hints=("What should four equal numbers give?",
           "Four steps: values − mean, squares, their mean, its root. No axis anywhere.",
           "np.sqrt(((values - values.mean()) ** 2).mean())"),
    where="the line that averages",
    after="Add 100 to every number, then double every number. What happens to the spread?")


# The spread of what comes out --------------------------------------------------------------------

def expected_spread(inputs, scale):
    """inputs (B, I), spread of the weights -> the spread of each sample's outputs, (B,)."""
    return scale * np.sqrt((inputs * inputs).sum(axis=1))


def expected_by_loop(inputs, scale):
    return [scale * math.sqrt(sum(float(x) ** 2 for x in row)) for row in inputs]


def some_inputs(batch, size):
    return lambda rng: (rng.normal(0.7, 1, (batch, size)).round(2),
                        round(float(rng.uniform(0.1, 0.6)), 2))


def foretold(answer, inputs, scale):
    """The answer, or, where it draws numbers and they change it, a remark on that."""
    found, again = answer(inputs, scale), answer(inputs.copy(), scale)
    same = compare(found, again, rtol=0.0, atol=0.0).equal
    return found if same else "other numbers in every call"


def rows_as(measure):
    return lambda x, scale: scale * measure(x)


foretell = Exercise(
    id="3.1.expected-spread", title="Foretell the spread", level="medium",
    objective="foretell how far the outputs of a random layer spread",
    asks="The weights of a layer are random with mean 0 and spread `scale`; its biases are 0. Then "
         "the outputs for one sample spread by **scale times the sample's length** (1.1: the root "
         "of the sum of squares). `inputs` is `(batch, n_inputs)`: return one number for each "
         "sample, shape `(batch,)`. Nothing is drawn here.",
    header="import numpy as np", reference=expected_spread, run=foretold,
    probes=[given("three samples by hand", np.array([[3.0, 4.0], [-6.0, 8.0], [0.5, 1.2]]), 0.1),
            drawn("4 samples of 6 numbers", some_inputs(4, 6)),
            drawn("5 samples of 3 numbers", some_inputs(5, 3))],
    mistakes=[
        Mistake("scale-forgotten", lambda x, s: np.linalg.norm(x, axis=1),
                says="You return the lengths; `scale` is not used.",
                hint="If all weights double, what do the outputs do?"),
        Mistake("no-root", rows_as(lambda x: (x * x).sum(axis=1)),
                says="You multiplied by the square of the length: the root is missing.",
                hint="If a picture is twice as bright, what do the outputs do?", catalogue="D8"),
        Mistake("variance", lambda x, s: s * s * (x * x).sum(axis=1),
                says="Your result is the variance, the square of the spread.",
                hint="Is your number a variance or a standard deviation?", catalogue="D8"),
        Mistake("scale-in-the-root", lambda x, s: np.sqrt(s * (x * x).sum(axis=1)),
                says="You took the root of `scale`, too.",
                hint="If all weights double, what do the outputs do?", catalogue="D8"),
        Mistake("scale-squared", lambda x, s: s * s * np.linalg.norm(x, axis=1),
                says="You squared `scale` and took no root of it.",
                hint="If all weights double, what do the outputs do?", catalogue="D8"),
        Mistake("divided", lambda x, s: np.linalg.norm(x, axis=1) / s,
                says="You divided by `scale` instead of multiplying.",
                hint="If all weights double, what do the outputs do?"),
        Mistake("averaged", rows_as(lambda x: np.sqrt((x * x).mean(axis=1))),
                says="You averaged the squares; their sum is needed: more inputs spread wider.",
                hint="How far do 100 tosses of a coin lead, and how far 10,000?"),
        Mistake("columns", rows_as(lambda x: np.sqrt((x * x).sum(axis=0))),
                says="You measured the columns, one for each input; a sample is a row.",
                hint="How many samples are there, and how many numbers came out?"),
        Mistake("whole-batch", rows_as(lambda x: np.sqrt((x * x).sum())),
                says="You measured the whole batch as one long sample.",
                hint="How many samples are there, and how many numbers came out?"),
        Mistake("sums", rows_as(lambda x: x.sum(axis=1)),
                says="You added the numbers themselves; without squares, signs cancel.",
                hint="May a spread be negative?"),
        Mistake("size-of-the-sum", rows_as(lambda x: abs(x.sum(axis=1))),
                says="You added first and squared then: numbers of both signs cancel.",
                hint="Which comes first: squaring, or adding?"),
        Mistake("sum-of-sizes", rows_as(lambda x: abs(x).sum(axis=1)),
                says="You added the sizes of the numbers: so wide would it be if all weights "
                     "pulled together.",
                hint="What is the length of the arrow (3, 4): 5 or 7?"),
        Mistake("root-of-count", rows_as(lambda x: np.full(len(x), np.sqrt(x.shape[1]))),
                says="You used the root of the number of inputs: right only where every input has "
                     "size 1.",
                hint="Does a black picture give the same outputs as a white one?"),
        Mistake("count", rows_as(lambda x: np.full(len(x), 1.0 * x.shape[1])),
                says="You multiplied by the number of inputs.",
                hint="How far do 100 tosses of a coin lead: 100 steps, or about 10?"),
        Mistake("length-times-root", rows_as(
                    lambda x: np.linalg.norm(x, axis=1) * np.sqrt(x.shape[1])),
                says="You multiplied by the root of the number of inputs as well: the length "
                     "contains it already.",
                hint="How long is an arrow of 100 ones?"),
        Mistake("spread-of-inputs", rows_as(lambda x: x.std(axis=1)),
                says="You used the spread of each sample around its own mean.",
                hint="What comes out for a sample of nothing but ones?"),
        Mistake("spread-times-root", rows_as(lambda x: x.std(axis=1) * np.sqrt(x.shape[1])),
                says="You subtracted the sample's mean before measuring its length.",
                hint="What comes out for a sample of nothing but ones?"),
        Mistake("largest", rows_as(lambda x: abs(x).max(axis=1)),
                says="You used the largest number of each sample.",
                hint="Do the other inputs not reach the neuron?"),
        Mistake("root-of-the-sum", rows_as(lambda x: np.sqrt(abs(x).sum(axis=1))),
                says="You took the root, but did not square before.",
                hint="What is the length of the arrow (3, 4)?"),
        Mistake("first-only", lambda x, s: s * np.linalg.norm(x[0]),
                says="You measured the first sample alone.",
                hint="How many samples are there, and how many numbers came out?"),
        Mistake("drawn", lambda x, s: (x @ np.random.normal(0, s, (x.shape[1], 99))).std(axis=1),
                says="You drew weights and measured: each call gives other numbers, near the "
                     "right ones. Nothing is to be drawn here.",
                hint="Which formula does the text put in bold?"),
        Mistake("divided-by-length", lambda x, s: s / np.linalg.norm(x, axis=1),
                says="You divided by the length; longer samples spread wider.",
                hint="If a picture is twice as bright, what do the outputs do?"),
        Mistake("all-with-all", lambda x, s: s * np.sqrt(x @ x.T),
                says="You multiplied each sample with each other: the squares of the lengths "
                     "stand on the diagonal alone.",
                hint="How many samples are there, and how many numbers came out?"),
    ],
    equivalents=[expected_by_loop, lambda x, s: s * np.linalg.norm(x, axis=1),
                 lambda x, s: np.sqrt(np.einsum("bi,bi->b", s * x, s * x)),
                 lambda x, s: np.sqrt(np.diag(x @ x.T)) * s,
                 lambda x, s: np.array([s * np.sqrt(row @ row) for row in x])],
    hints=("Which function of 1.1 measures one sample?",
           "Square the inputs, add along each row (axis=1), take the root, multiply by scale.",
           "scale * np.sqrt((inputs ** 2).sum(axis=1))"),
    where="the line that adds the squares",
    after="For which scale does a sample of 64 ones come out with spread 1?")

EXERCISES = [width, foretell]
