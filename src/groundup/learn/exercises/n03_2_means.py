"""More exercises of 3.2, Dense Layer: the factor of a layer, and a layer set by hand."""

import math
from itertools import pairwise

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# The factor of one layer -------------------------------------------------------------------------

def factor_by_layer(spreads):
    """spreads: before the first layer, after it, ... -> the factor of one layer, a number."""
    layers = len(spreads) - 1
    return (spreads[-1] / spreads[0]) ** (1 / layers)


def ratios(spreads):
    return [b / a for a, b in pairwise(spreads)]


def some_spreads(count):
    return lambda rng: np.exp(rng.normal(0, 1.5, count)).round(3).tolist()


factor = Exercise(
    id="3.2.factor", title="The factor of one layer", level="medium",
    objective="find the factor by which each of many layers multiplies",
    asks="`spreads` is a list: the spread before the first layer, after the first, after the "
         "second … Return **one** factor f, so that multiplying the first number by f, once for "
         "each layer, gives the last. For `[2, 5, 18]`, two layers lead from 2 to 18: f is 3.",
    reference=factor_by_layer,
    probes=[given("two layers by hand", [2.0, 5.0, 18.0]),
            given("three layers that shrink", [8.0, 1.0, 3.0, 1.0]),
            drawn("five layers", some_spreads(6)), drawn("one layer", some_spreads(2)),
            drawn("nine layers", some_spreads(10))],
    mistakes=[
        Mistake("one-layer-too-many", lambda s: (s[-1] / s[0]) ** (1 / len(s)),
                says="You counted a layer too many: the first number is the spread before them.",
                hint="Three numbers: how many steps between them?"),
        Mistake("one-layer-too-few", lambda s: (s[-1] / s[0]) ** (1 / max(1, len(s) - 2)),
                says="You counted a layer too few.",
                hint="Three numbers: how many steps between them?"),
        Mistake("root-forgotten", lambda s: s[-1] / s[0],
                says="That is the factor of all layers together.",
                hint="Which number, multiplied by itself once for each layer, gives that?"),
        Mistake("square-root", lambda s: (s[-1] / s[0]) ** 0.5,
                says="You took the square root, whatever the number of layers.",
                hint="Which root undoes five multiplications?"),
        Mistake("divided-by-layers", lambda s: s[-1] / s[0] / (len(s) - 1),
                says="You divided by the number of layers; a root is needed. (`** 1 / n` does the "
                     "same: brackets!)",
                hint="Two layers of factor 3: is that 6, or 9? And what is 9 ** 1 / 2?"),
        Mistake("mean-of-ratios", lambda s: sum(ratios(s)) / (len(s) - 1),
                says="You averaged the factors of the layers: halving and doubling would give "
                     "1.25 and not 1.",
                hint="Factors are multiplied. Which average fits that?"),
        Mistake("middle-of-ratios", lambda s: float(np.median(ratios(s))),
                says="You took the factor in the middle.",
                hint="Does your number lead from the first to the last?"),
        Mistake("last-step", lambda s: s[-1] / s[-2],
                says="That is the factor of the last layer.",
                hint="Which number should be the first of your fraction?"),
        Mistake("first-step", lambda s: s[1] / s[0],
                says="That is the factor of the first layer.",
                hint="Which number should be the last of your fraction?"),
        Mistake("upside-down", lambda s: (s[0] / s[-1]) ** (1 / (len(s) - 1)),
                says="Your fraction is upside down.",
                hint="If the signal grows, is the factor above 1 or below?"),
        Mistake("power-for-root", lambda s: (s[-1] / s[0]) ** (len(s) - 1),
                says="You raised to a power; it takes the root.",
                hint="Which undoes f · f · f: the power 3, or the power 1/3?"),
        Mistake("difference", lambda s: (s[-1] - s[0]) / (len(s) - 1),
                says="You computed what each layer adds; it multiplies.",
                hint="Two layers of factor 3: 2, then 6, then … ?"),
        Mistake("logarithm", lambda s: math.log(s[-1] / s[0]) / (len(s) - 1),
                says="That is the logarithm of the factor.",
                hint="Which function undoes a logarithm?"),
        Mistake("root-of-the-last", lambda s: s[-1] ** (1 / (len(s) - 1)),
                says="You left out the number at the beginning.",
                hint="What if the inputs have not spread 1?"),
        Mistake("precedence", lambda s: s[-1] / s[0] ** (1 / (len(s) - 1)),
                says="You took the root of the first number alone: `**` comes before `/`.",
                hint="Where do brackets belong, so that the fraction comes first?"),
        Mistake("largest-over-smallest", lambda s: (max(s) / min(s)) ** (1 / (len(s) - 1)),
                says="You divided the largest by the smallest; the last by the first is asked.",
                hint="If the signal shrinks, is the factor above 1 or below?"),
        Mistake("first-layer-left-out", lambda s: (s[-1] / s[1]) ** (1 / (len(s) - 1)),
                says="You began with the number behind the first layer.",
                hint="Which number of the list was there before any layer?"),
        Mistake("multiplied", lambda s: (s[-1] * s[0]) ** (1 / (len(s) - 1)),
                says="You multiplied the last by the first.",
                hint="What turns 2 into 18: how much more is it?"),
        Mistake("root-of-difference", lambda s: abs(s[-1] - s[0]) ** (1 / (len(s) - 1)),
                says="You subtracted the first from the last; the factor is in their quotient.",
                hint="Two layers of factor 3: 2, then 6, then … ?"),
        Mistake("average-spread", lambda s: sum(s) / len(s),
                says="That is the average of the spreads themselves.",
                hint="What is asked: how large, or by how much larger?"),
        Mistake("all-of-them", lambda s: math.prod(s) ** (1 / len(s)),
                says="You multiplied all spreads and took the root: their average, not a factor.",
                hint="What is asked: how large, or by how much larger?"),
        Mistake("list-of-ratios", ratios,
                says="You return the factor of each layer; one number for all is asked.",
                hint="Which single factor, used every time, gets to the same end?"),
        Mistake("root-of-the-difference", lambda s: (s[-1] - s[0]) ** (1 / (len(s) - 1)),
                says="You took the root of the difference; that of the quotient is needed.",
                hint="Does a layer add something, or multiply by something?"),
        Mistake("whole-exponent", lambda s: (s[-1] / s[0]) ** (1 // (len(s) - 1)),
                says="`1 // n` is 0 for more than one layer, and anything to the power of 0 is 1.",
                hint="What is 1 // 3 in Python?"),
        Mistake("two-layers-too-many", lambda s: (s[-1] / s[0]) ** (1 / (len(s) + 1)),
                says="You counted two layers too many: the list has one number more than there "
                     "are layers.",
                hint="[2, 5, 18]: how many layers lead from 2 to 18?"),
        Mistake("middle-ratio", lambda s: sorted(
                    s[k + 1] / s[k] for k in range(len(s) - 1))[(len(s) - 1) // 2],
                says="You took the factor in the middle of the sorted ones.",
                hint="Does your factor, taken once for each layer, lead from the first number to "
                     "the last?"),
    ],
    equivalents=[lambda s: math.prod(ratios(s)) ** (1 / len(ratios(s))),
                 lambda s: math.exp(sum(map(math.log, ratios(s))) / len(ratios(s))),
                 lambda s: np.power(s[-1] / s[0], 1 / (len(s) - 1)),
                 lambda s: 2 ** ((math.log2(s[-1]) - math.log2(s[0])) / (len(s) - 1))],
    hints=("For [2, 5, 18]: what is 18 / 2, and which number times itself gives that?",
           "The last over the first; then the root that belongs to the number of layers.",
           "(spreads[-1] / spreads[0]) ** (1 / (len(spreads) - 1))"),
    where="the exponent",
    after="Hold your factor against scale · √n.")

# A layer set by hand -----------------------------------------------------------------------------

def nearest_mean(means):
    """means (K, I), an average picture a row -> weights (I, K) and bias (K,) of a layer."""
    return means.T, -0.5 * (means * means).sum(axis=1)


def nearest_by_loop(means):
    weights = [[float(m[i]) for m in means] for i in range(means.shape[1])]
    return weights, [-sum(float(v) ** 2 for v in m) / 2 for m in means]


def bias_as(make):
    return lambda m: (m.T.copy(), make(m))


def weights_as(make):
    return lambda m: (make(m), -0.5 * (m * m).sum(axis=1))


def squares(m, **over):
    return (m * m).sum(**over)


def unit(m):
    return m / np.linalg.norm(m, axis=1, keepdims=True)


def some_means(count, size):
    return lambda rng: rng.normal(0.4, 1, (count, size)).round(2)


nearest = Exercise(
    id="3.2.nearest-mean", title="A layer set by hand", level="hard",
    objective="choose weights and bias so that a layer finds the nearest average",
    asks="`means` holds an average picture a row, shape `(K, n_inputs)`. Return weights and bias "
         "of a dense layer with K neurons, so that the neuron of average m says "
         "**x · m − ½ m · m**. (The neuron with the largest output is then the one whose average "
         "lies nearest to x.) Weights `(n_inputs, K)`, bias `(K,)`.",
    header="import numpy as np", reference=nearest_mean, outputs=("weights", "bias"),
    probes=[given("two averages by hand", np.array([[3.0, 4.0, 0.0], [1.0, -2.0, 2.0]])),
            drawn("4 averages of 6 pixels", some_means(4, 6)),
            drawn("5 averages of 3 pixels", some_means(5, 3))],
    mistakes=[
        Mistake("weights-turned", weights_as(lambda m: m.copy()),
                says="Your weights are (neurons, inputs); for `inputs @ weights`, a neuron is a "
                     "column.",
                hint="What must happen to rows that are to become columns?", catalogue="D2"),
        Mistake("weights-reshaped", weights_as(lambda m: m.reshape(m.shape[1], m.shape[0])),
                says="`reshape` has the right shape, but scrambles the pictures: it pours the "
                     "numbers into new rows in the old order.",
                hint="Which operation makes a column of each row?"),
        Mistake("weights-of-length-one", weights_as(lambda m: unit(m).T),
                says="You divided each average by its length: that is the cosine of 1.1.",
                hint="In x · m, what are the weights of the neuron?"),
        Mistake("weights-halved", weights_as(lambda m: 0.5 * m.T),
                says="You halved the weights; the half belongs to m · m alone.",
                hint="In x · m − ½ m · m, what is multiplied by x?"),
        Mistake("weights-squared", weights_as(lambda m: (m * m).T),
                says="You squared the weights.",
                hint="In x · m, what are the weights of the neuron?"),
        Mistake("weights-negative", weights_as(lambda m: -m.T),
                says="Your weights have the wrong sign.",
                hint="Should more shared ink raise the output, or lower it?"),
        Mistake("weights-centred", weights_as(lambda m: (m - m.mean(axis=0)).T),
                says="You subtracted the average of all averages from the weights, and not from "
                     "the bias.",
                hint="In x · m, what are the weights of the neuron?"),
        Mistake("bias-zero", bias_as(lambda m: np.zeros(len(m))),
                says="Your bias is zero: the average with the most ink still wins too often.",
                hint="What stands behind the minus sign?", catalogue="D1"),
        Mistake("bias-positive", bias_as(lambda m: 0.5 * squares(m, axis=1)),
                says="Your bias has the wrong sign: it helps the averages with much ink.",
                hint="Should much ink help, or cost?"),
        Mistake("half-forgotten", bias_as(lambda m: -squares(m, axis=1)),
                says="The half is missing from your bias.",
                hint="Multiply out |x − m|²: which term carries a 2?"),
        Mistake("plain-positive", bias_as(lambda m: squares(m, axis=1)),
                says="Sign and half are missing from your bias.",
                hint="Should much ink help, or cost?"),
        Mistake("doubled", bias_as(lambda m: -2 * squares(m, axis=1)),
                says="Your bias is doubled where it should be halved.",
                hint="Multiply out |x − m|²: which term carries a 2?"),
        Mistake("half-squared", bias_as(lambda m: -0.25 * squares(m, axis=1)),
                says="You squared the half, too: a quarter came out.",
                hint="Is it (½ m) · (½ m), or ½ (m · m)?"),
        Mistake("root", bias_as(lambda m: -0.5 * np.linalg.norm(m, axis=1)),
                says="You used the length of each average; m · m is its square.",
                hint="What is the length of (3, 4), and what is m · m?"),
        Mistake("length", bias_as(lambda m: -np.linalg.norm(m, axis=1)),
                says="You used the length of each average, without the half.",
                hint="What is the length of (3, 4), and what is m · m?"),
        Mistake("sums", bias_as(lambda m: -0.5 * m.sum(axis=1)),
                says="You added the pixels without squaring them.",
                hint="What is m · m for (3, 4)?"),
        Mistake("sums-squared", bias_as(lambda m: -0.5 * m.sum(axis=1) ** 2),
                says="You added first and squared then.",
                hint="Which comes first in m · m: squaring, or adding?"),
        Mistake("plain-sums", bias_as(lambda m: -m.sum(axis=1)),
                says="You added the pixels: neither squared nor halved.",
                hint="What is m · m for (3, 4)?"),
        Mistake("averaged", bias_as(lambda m: -0.5 * (m * m).mean(axis=1)),
                says="You averaged the squares; m · m is their sum.",
                hint="Does a dot product divide by the number of pixels?"),
        Mistake("by-pixel", bias_as(lambda m: -0.5 * squares(m, axis=0)),
                says="Your bias has a number for each pixel: the sum ran down the columns.",
                hint="Which direction should vanish: the averages, or the pixels?"),
        Mistake("one-for-all", bias_as(lambda m: -0.5 * squares(m)),
                says="Your bias is one number: the sum ran over all averages at once.",
                hint="How many neurons are there, and does each have its own m?"),
        Mistake("one-repeated", bias_as(lambda m: np.full(len(m), -0.5 * squares(m))),
                says="All neurons got the sum over all averages.",
                hint="How many neurons are there, and does each have its own m?"),
        Mistake("all-with-all", bias_as(lambda m: -0.5 * (m @ m.T)),
                says="Your bias is a table: the dot product of each average with each other.",
                hint="Which numbers of m @ m.T lie on its diagonal?"),
        Mistake("not-added", bias_as(lambda m: -0.5 * m * m),
                says="The squares are there, but not added.",
                hint="How many numbers is m · m?", catalogue="S2"),
        Mistake("largest", bias_as(lambda m: -0.5 * (m * m).max(axis=1)),
                says="You took the largest square instead of the sum.",
                hint="What is m · m for (3, 4)?"),
        Mistake("swapped", lambda m: nearest_mean(m)[::-1],
                says="You returned the bias first and the weights second.",
                hint="In which order does the text name the two?"),
        Mistake("means-centred", lambda m: nearest_mean(m - m.mean(axis=0)),
                says="You subtracted the average of all averages first; the text takes them as "
                     "they are.",
                hint="What is m in the formula?"),
    ],
    conventions=[
        Mistake("twice-as-large", lambda m: (2 * m.T, -squares(m, axis=1)),
                says="You used twice everything, 2 x · m − m · m: the same neuron wins. The text "
                     "asks for x · m − ½ m · m.",
                hint="By which number are all your values too large?"),
        Mistake("bias-as-row", bias_as(lambda m: -0.5 * squares(m, axis=1, keepdims=True).T),
                says="You used the other convention: a bias as a row, (1, K), gives the same "
                     "outputs. The text asks for one dimension.",
                hint="Which shape does sum(axis=1) give by itself?"),
    ],
    equivalents=[nearest_by_loop, lambda m: (np.array(m.T), -np.diag(m @ m.T) / 2),
                 lambda m: (np.stack(m, axis=1), np.array([-(row @ row) / 2 for row in m])),
                 lambda m: (m.copy().transpose(), -np.linalg.norm(m, axis=1) ** 2 / 2),
                 lambda m: (np.column_stack(list(m)), -0.5 * np.einsum("ki,ki->k", m, m))],
    hints=("In x · m + b, what are the weights and what is b?",
           "Rows become columns: means.T. The bias: −½ times the sum of squares of each row.",
           "means.T, -0.5 * (means ** 2).sum(axis=1)"),
    where="the line of the bias",
    after="What changes if the same number is added to all ten biases?")

EXERCISES = [factor, nearest]
