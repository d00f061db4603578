"""Exercises of 4.1, the end: the slope of a whole network, and folding a line."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n04_1 import relu, relu_slope

# The slope of a network --------------------------------------------------------------------------

def network_slope(x, w1, b1, w2):
    """x (N,), w1 (H,), b1 (H,), w2 (H,) -> the slope of the network at each x, (N,)."""
    slopes = np.zeros(len(x))
    for first, bias, second in zip(w1, b1, w2):      # one neuron after the other
        slopes = slopes + second * relu_slope(first * x + bias) * first
    return slopes


def net(x, w1, b1, w2):
    return relu(x[:, None] * w1 + b1) @ w2


def is_open(x, w1, b1):
    return relu_slope(x[:, None] * w1 + b1)          # (N, H)


def last_neuron(x, w1, b1, w2):
    return w2[-1] * relu_slope(w1[-1] * x + b1[-1]) * w1[-1]


def first_neuron(x, w1, b1, w2):
    return w2[0] * relu_slope(w1[0] * x + b1[0]) * w1[0]


def a_network(n, h):
    return lambda rng: (rng.normal(0, 2, n), rng.normal(0, 1.5, h), rng.normal(0, 1, h),
                        rng.normal(0, 1.5, h))


steepness = Exercise(
    id="4.1.network-slope", title="How steep is the whole network?", level="hard",
    objective="compute the slope of a one-layer ReLU network from its weights",
    asks="A network with one input computes `y`, the sum of `w2[h] * relu(w1[h] * x + b1[h])` "
         "over its H neurons. Return the slope of `y` at each of the N numbers in `x`. A neuron "
         "on its flat side adds nothing. A neuron on its rising side adds `w1[h] * w2[h]`. You "
         "may use `relu_slope`.",
    header="import numpy as np", reference=network_slope, needs=("4.1.relu-slope",),
    probes=[given("three points, two neurons by hand", np.array([-2.0, 0.5, 3.0]),
                  np.array([1.0, -2.0]), np.array([-1.0, 4.0]), np.array([3.0, 5.0])),
            given("a bend close by", np.array([0.95, -2.0, 1.5]), np.array([1.0, -2.0]),
                  np.array([-1.0, 1.0]), np.array([2.0, -3.0])),
            drawn("five points, four neurons", a_network(5, 4)),
            drawn("four points, six neurons", a_network(4, 6)),
            drawn("seven points, three neurons", a_network(7, 3))],
    mistakes=[
        Mistake("first-weights-missing", lambda x, w1, b1, w2: is_open(x, w1, b1) @ w2,
                says="`w1` is missing from the product: it makes each neuron steeper or flatter.",
                hint="How much does first * x + bias move when x moves by 1?"),
        Mistake("second-weights-missing", lambda x, w1, b1, w2: is_open(x, w1, b1) @ w1,
                says="`w2` is missing from the product: the output weighs each neuron.",
                hint="If a neuron moves by 1, by how much does y move?"),
        Mistake("counted", lambda x, w1, b1, w2: is_open(x, w1, b1).sum(axis=1),
                says="You counted the neurons on their rising side; each has its own steepness.",
                hint="What does a rising neuron add?"),
        Mistake("all-rising", lambda x, w1, b1, w2: np.full(len(x), w1 @ w2),
                says="You let every neuron add its part, also those on their flat side.",
                hint="How many different slopes can your answer have?"),
        Mistake("flat-ones-counted", lambda x, w1, b1, w2: (1 - is_open(x, w1, b1)) @ (w1 * w2),
                says="You let the neurons on their flat side add, and not those that rise.",
                hint="For which neurons is relu_slope equal to 1?"),
        Mistake("sign-of-x", lambda x, w1, b1, w2: relu_slope(x) * (w1 @ w2),
                says="You asked whether `x` is positive; each neuron asks about its own sum.",
                hint="What goes into relu: x, or w1 · x + b1?", catalogue="A15"),
        Mistake("bias-left-out", lambda x, w1, b1, w2: is_open(x, w1, 0 * b1) @ (w1 * w2),
                says="You left the bias out when you asked which neurons rise.",
                hint="Where does the bend of a neuron stand?", catalogue="D1"),
        Mistake("bias-subtracted", lambda x, w1, b1, w2: is_open(x, w1, -b1) @ (w1 * w2),
                says="You subtracted the bias where it is added.",
                hint="What goes into relu, exactly?"),
        Mistake("first-weights-not-inside", lambda x, w1, b1, w2:
                relu_slope(x[:, None] + b1) @ (w1 * w2),
                says="You asked whether x + b1 is positive; `w1` is missing in there.",
                hint="What goes into relu, exactly?"),
        Mistake("value", net,
                says="You return `y` itself, not its slope.",
                hint="relu, or relu_slope?"),
        Mistake("value-times-weights", lambda x, w1, b1, w2:
                relu(x[:, None] * w1 + b1) @ (w1 * w2),
                says="You used relu where its slope is due.",
                hint="relu, or relu_slope?"),
        Mistake("times-x", lambda x, w1, b1, w2: x * network_slope(x, w1, b1, w2),
                says="Your result is the slope times `x`.",
                hint="What is the slope of 3x: 3, or 3x?"),
        Mistake("bias-in-the-slope", lambda x, w1, b1, w2: is_open(x, w1, b1) @ ((w1 + b1) * w2),
                says="You added the bias to the slope: it moves a neuron, and does not tilt it.",
                hint="What is the slope of 3x + 7?"),
        Mistake("slope-of-the-output", lambda x, w1, b1, w2:
                relu_slope(net(x, w1, b1, w2)) * (w1 @ w2),
                says="You asked whether the output is positive; the bends are in the neurons.",
                hint="How many times must relu_slope be asked for each x?", catalogue="A15"),
        Mistake("slope-of-the-sum", lambda x, w1, b1, w2:
                relu_slope((x[:, None] * w1 + b1).sum(axis=1)) * (w1 @ w2),
                says="You added the neurons' sums before you asked which of them rise.",
                hint="How many times must relu_slope be asked for each x?"),
        Mistake("weights-apart", lambda x, w1, b1, w2:
                (is_open(x, w1, b1) @ w1) * (is_open(x, w1, b1) @ w2),
                says="You summed w1 and w2 apart and multiplied the sums.",
                hint="With which w2 does the first w1 belong together?"),
        Mistake("averaged", lambda x, w1, b1, w2: is_open(x, w1, b1) @ (w1 * w2) / len(w1),
                says="You took the mean over the neurons; their sum is asked.",
                hint="sum or mean?"),
        Mistake("last-neuron-only", last_neuron,
                says="Only the last neuron is left: each round replaces the sum.",
                hint="= or +=?"),
        Mistake("first-neuron-only", first_neuron,
                says="Only the first neuron is there: the function returns in the first round.",
                hint="How far to the right does your return stand?"),
        Mistake("not-added", lambda x, w1, b1, w2: is_open(x, w1, b1) * (w1 * w2),
                says="You return what each neuron adds; the sum over the neurons is missing.",
                hint="The sum over which axis is missing?"),
        Mistake("points-added", lambda x, w1, b1, w2:
                (is_open(x, w1, b1) * (w1 * w2)).sum(axis=0),
                says="You added over the points: one number for each neuron came out.",
                hint="Which axis should vanish: the points, or the neurons?", catalogue="S3"),
        Mistake("no-table", lambda x, w1, b1, w2: relu_slope(w1 * x + b1) * w1 * w2,
                says="`w1 * x` pairs the first point with the first neuron. Every point must meet "
                     "every neuron.",
                hint="Loop over the neurons, or make x a column (N, 1).", catalogue="S3"),
        Mistake("leaks", lambda x, w1, b1, w2:
                np.where(x[:, None] * w1 + b1 > 0, 1, 0.01) @ (w1 * w2),
                says="A neuron on its flat side adds a hundredth of its part; it adds nothing.",
                hint="How steep is the flat side of ReLU?", catalogue="A16"),
        Mistake("weights-added", lambda x, w1, b1, w2: is_open(x, w1, b1) @ (w1 + w2),
                says="You added `w1` and `w2`; they are multiplied.",
                hint="A nudge passes w1 first, then w2. Which arithmetic is that?"),
        Mistake("first-weights-twice", lambda x, w1, b1, w2: is_open(x, w1, b1) @ (w1 * w1 * w2),
                says="`w1` stands in your product twice.",
                hint="How often does a nudge pass w1?"),
        Mistake("second-weights-twice", lambda x, w1, b1, w2: is_open(x, w1, b1) @ (w1 * w2 * w2),
                says="`w2` stands in your product twice.",
                hint="How often does a nudge pass w2?"),
        Mistake("open-after-second-weights", lambda x, w1, b1, w2:
                relu_slope(relu(x[:, None] * w1 + b1) * w2) @ (w1 * w2),
                says="You asked after `w2` which neurons rise: those with a negative w2 are lost.",
                hint="What goes into relu, exactly?"),
        Mistake("minus-one-when-flat", lambda x, w1, b1, w2:
                np.sign(x[:, None] * w1 + b1) @ (w1 * w2),
                says="A neuron on its flat side subtracts its part; it adds nothing.",
                hint="What is the slope of ReLU on its flat side?"),
        Mistake("x-left-out", lambda x, w1, b1, w2:
                np.full(len(x), is_open(np.ones(1), w1, b1)[0] @ (w1 * w2)),
                says="`x` is missing in what you ask the neurons: w1 + b1.",
                hint="What goes into relu, exactly?"),
        Mistake("signs-of-weights-dropped", lambda x, w1, b1, w2:
                is_open(x, w1, b1) @ np.abs(w1 * w2),
                says="You dropped the signs of the weights.",
                hint="What does a neuron with a negative weight do to the slope?"),
        Mistake("between-neighbours", lambda x, w1, b1, w2: np.gradient(net(x, w1, b1, w2), x),
                says="np.gradient takes differences between neighbouring points of `x`; bends may "
                     "lie between them.",
                hint="How steep is the network at the point itself?"),
        Mistake("a-long-step", lambda x, w1, b1, w2: (
                    net(x + 0.1, w1, b1, w2) - net(x, w1, b1, w2)) / 0.1,
                says="You measured the rise over a step of 0.1: where a bend lies within it, the "
                     "slope is that of neither side.",
                hint="Which neurons rise at the point itself?"),
        Mistake("where-the-part-is-positive", lambda x, w1, b1, w2: (
                    ((x[:, None] * w1 + b1) * w2 > 0) @ (w1 * w2)),
                says="You asked whether a neuron's part of `y` is positive; that of a rising "
                     "neuron with a negative `w2` is negative.",
                hint="What decides whether ReLU is flat: w1 · x + b1, or what comes after it?"),
        Mistake("steepness-without-sign", lambda x, w1, b1, w2: (
                    is_open(x, w1, b1) @ (np.abs(w1) * w2)),
                says="You took the size of `w1`: a neuron with a negative one faces left, and "
                     "falls.",
                hint="What is the slope of relu(−2x) at x = −1?"),
        Mistake("second-weights-summed", lambda x, w1, b1, w2: (
                    is_open(x, w1, b1) @ w1 * w2.sum()),
                says="You multiplied by the sum of all `w2`; each neuron has its own.",
                hint="By which number of w2 is neuron h weighed?"),
        Mistake("last-rising-only", lambda x, w1, b1, w2: np.array([
                    ([0, *(w1 * w2)[v * w1 + b1 > 0]])[-1] for v in x]),
                says="Only the last rising neuron is left: each one replaces the sum.",
                hint="Is there an = where += is due?"),
        Mistake("biases-added", lambda x, w1, b1, w2: network_slope(x, w1, b1, w2) + b1.sum(),
                says="You added the biases; a constant has no slope.",
                hint="How much does y change when a bias stays as it is?"),
    ],
    equivalents=[lambda x, w1, b1, w2: is_open(x, w1, b1) @ (w1 * w2),
                 lambda x, w1, b1, w2: [sum(a * c for a, b, c in zip(w1, b1, w2) if a * v + b > 0)
                                        for v in x],
                 lambda x, w1, b1, w2: np.einsum("nh,h,h->n", is_open(x, w1, b1), w1, w2),
                 lambda x, w1, b1, w2: (relu(x[:, None] * w1 + b1) > 0) @ (w1 * w2),
                 lambda x, w1, b1, w2: (w2 * (w1[:, None] * x + b1[:, None] > 0).T * w1).sum(1)],
    hints=("At one x, which neurons are on their rising side?",
           "relu_slope(w1[h] * x + b1[h]) is 1 where neuron h rises and 0 where it is flat.",
           "add up, over the neurons: w2[h] * relu_slope(w1[h] * x + b1[h]) * w1[h]"),
    where="what goes into relu_slope",
    after="Compare with (y(x + 0.0001) - y(x)) / 0.0001.")


# Folding -----------------------------------------------------------------------------------------


def folded(x, times):
    """x: numbers from 0 to 1, (N,); times: how often -> the folded numbers, (N,)."""
    for _ in range(times):
        x = 2 * relu(x) - 4 * relu(x - 0.5)
    return x


def fold(x):
    return 2 * relu(x) - 4 * relu(x - 0.5)


def fold_by_calling(x, times):
    return x if times == 0 else fold_by_calling(fold(x), times - 1)


def fold_in_place(x, times):
    for _ in range(times):
        x[:] = fold(x)
    return x


def bend_halved(x, times):
    for k in range(times):
        x = 2 * relu(x) - 4 * relu(x - 0.5 ** (k + 1))
    return x


def first_bend_from_the_start(x, times):
    y = x
    for _ in range(times):
        y = 2 * relu(x) - 4 * relu(y - 0.5)
    return y


def repeated(step):
    def answer(x, times):
        for _ in range(times):
            x = step(x)
        return x
    return answer


folding = Exercise(
    id="4.1.folded", title="Fold, and fold again", level="easy",
    objective="feed the result of a layer to the next layer, and see bends multiply",
    asks="Two bends fold the line from 0 to 1 in the middle: `2 * relu(x) - 4 * relu(x - 0.5)` "
         "rises from 0 to 1 and falls back to 0. Fold `x`, then fold the result, and so on, "
         "`times` times. Return what comes out.",
    header="import numpy as np", reference=folded, needs=("4.1.relu",),
    probes=[given("four points, folded twice", np.array([0.0, 0.2, 0.5, 0.9]), 2),
            given("three points, folded once", np.array([0.1, 0.4, 0.8]), 1),
            drawn("seven points, folded three times", lambda rng: (rng.uniform(0, 1, 7), 3)),
            drawn("five points, folded five times", lambda rng: (rng.uniform(0, 1, 5), 5))],
    mistakes=[
        Mistake("once-only", lambda x, n: fold(x),
                says="You fold once, however large `times` is: each round starts from the same "
                     "`x`, or the function returns in the first.",
                hint="What should the second fold take in?"),
        Mistake("one-too-many", lambda x, n: folded(x, n + 1),
                says="You fold once too often.", hint="How many rounds has range(n + 1)?"),
        Mistake("one-too-few", lambda x, n: folded(x, n - 1),
                says="You fold once too little.", hint="How many rounds has range(1, n)?"),
        Mistake("twice-a-round", lambda x, n: folded(x, 2 * n),
                says="You fold twice in each round.", hint="How many calls stand in your loop?"),
        Mistake("added-up", lambda x, n: n * fold(x),
                says="Your result is `times` times one fold: the folds are added up, and none "
                     "takes in the result of the one before.",
                hint="Is a second layer beside the first, or behind it?"),
        Mistake("power", lambda x, n: fold(x) ** n,
                says="You raised one fold to a power; fold its result instead.",
                hint="What should the second fold take in?"),
        Mistake("flat-top", repeated(lambda x: 2 * relu(x) - 2 * relu(x - 0.5)),
                says="Your second bend takes away 2: the line goes level instead of down.",
                hint="From slope 2 to slope −2: what is the change?"),
        Mistake("no-first-factor", repeated(lambda x: relu(x) - 4 * relu(x - 0.5)),
                says="Your first bend has slope 1 instead of 2.",
                hint="How high is your line in the middle?"),
        Mistake("no-second-factor", repeated(lambda x: 2 * relu(x) - relu(x - 0.5)),
                says="Your second bend takes away 1 instead of 4.",
                hint="From slope 2 to slope −2: what is the change?"),
        Mistake("plus", repeated(lambda x: 2 * relu(x) + 4 * relu(x - 0.5)),
                says="Your second bend goes upwards: plus where minus is due.",
                hint="Which way must the line turn in the middle?"),
        Mistake("bend-left", repeated(lambda x: 2 * relu(x) - 4 * relu(x + 0.5)),
                says="Your second bend stands at −0.5.",
                hint="For which x is x + 0.5 zero?"),
        Mistake("bend-at-the-end", repeated(lambda x: 2 * relu(x) - 4 * relu(x - 1)),
                says="Your second bend stands at 1, where the line already ends.",
                hint="Where is the middle of 0 to 1?"),
        Mistake("no-bend", repeated(lambda x: 2 * x - 4 * (x - 0.5)),
                says="Your line has no bend: relu is missing.",
                hint="Which parts of the formula go through relu?"),
        Mistake("half-inside-the-factor", repeated(lambda x: 2 * relu(x) - relu(4 * x - 0.5)),
                says="You multiplied `x` by 4 before subtracting 0.5: the bend moves to 1/8.",
                hint="Where is 4x − 0.5 equal to 0?"),
        Mistake("half-outside", repeated(lambda x: 2 * relu(x) - 4 * relu(x) - 0.5),
                says="The 0.5 stands behind the bracket of relu: it no longer moves the bend.",
                hint="Count the brackets of relu(x - 0.5)."),
        Mistake("in-place", fold_in_place,
                says="Your numbers are right, but `x` itself was changed on the way.",
                hint="x = ... makes a new array. What does x[:] = ... do?", catalogue="A7"),
        Mistake("scaled-first", lambda x, n: fold(n * x),
                says="You multiplied `x` by `times` and folded once.",
                hint="What should the second fold take in?"),
        Mistake("faces-left", repeated(lambda x: 2 * relu(x) - 4 * relu(0.5 - x)),
                says="Your second bend faces left: 0.5 − x for x − 0.5.",
                hint="Which x should the second bend leave alone?"),
        Mistake("factors-swapped", repeated(lambda x: 4 * relu(x) - 2 * relu(x - 0.5)),
                says="The factors 2 and 4 are swapped.",
                hint="How high is your line in the middle?"),
        Mistake("factors-raised", lambda x, n: 2 ** n * relu(x) - 4 ** n * relu(x - 0.5),
                says="You raised the factors to a power and folded once.",
                hint="How many bends has your line, and how many should it have?"),
        Mistake("all-folds", lambda x, n: [folded(x, k) for k in range(1, n + 1)],
                says="You return the result of every fold; the last one alone is asked.",
                hint="Which of the entries of your list is folded `times` times?"),
        Mistake("folds-added", lambda x, n: sum(folded(x, k) for k in range(1, n + 1)),
                says="You added the results of all folds up; the last one alone is asked.",
                hint="Is there a += where = is due?"),
        Mistake("second-bend-sees-the-first", repeated(
                    lambda x: 2 * relu(x) - 4 * relu(2 * relu(x) - 0.5)),
                says="Your second bend sees what the first has made of `x`; in one fold, both see "
                     "the same `x`.",
                hint="Which name does your second relu take, and what has become of it?"),
        Mistake("half-halved", bend_halved,
                says="The place of your second bend is halved from fold to fold; it is always 0.5.",
                hint="Does the formula of one fold know which fold it is?"),
        Mistake("first-bend-from-the-start", first_bend_from_the_start,
                says="Your first bend takes the `x` of the beginning in every round, and only the "
                     "second one takes the folded.",
                hint="How many names for x do you have, and which changes?"),
    ],
    equivalents=[fold_by_calling, repeated(lambda x: 1 - np.abs(2 * x - 1)),
                 repeated(lambda x: np.where(x < 0.5, 2 * x, 2 - 2 * x)),
                 repeated(lambda x: np.minimum(2 * x, 2 - 2 * x)),
                 lambda x, n: np.array([folded(np.array([v]), n)[0] for v in x])],
    hints=("After the first fold, which numbers should the second one see?",
           "A loop with `times` rounds; each round puts the folded numbers back into x.",
           "for each round: x = 2 * relu(x) - 4 * relu(x - 0.5); return x at the end"),
    where="the line inside the loop",
    after="Try it with times=30, and find out why it ends at 0 for 0.375.")


EXERCISES = [steepness, folding]
