"""Exercises of 4.2, activation functions comparison: the sigmoid without overflow, and slopes."""

import math

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# The guess ---------------------------------------------------------------------------------------

guess_twenty = Exercise(
    id="4.2.guess-twenty", title="What is left after twenty layers?", level="guess",
    objective="predict how a small change fades on its way through a deep network",
    asks="Twenty layers, each followed by a sigmoid. Nudge the input a little. The first layer "
         "passes on about a quarter of the nudge, and so does each of the others. Which share of "
         "the nudge arrives at the end, about? Write 0.05, 0.001, 1e-6 or 1e-12.",
    reference=1e-12, choices=(0.05, 0.001, 1e-6, 1e-12), atol=1e-15,
    mistakes=[
        Mistake("a-twentieth", 0.05, says="0.05 would be one part in twenty; but each layer takes "
                "three quarters of what is left.",
                hint="How much is left after two layers: a half of a quarter, or a quarter of it?"),
        Mistake("five-layers", 0.001, says="A thousandth is left after five layers already.",
                hint="¼ · ¼ · ¼ · ¼ · ¼ is about 1/1000. And four times as many?"),
        Mistake("ten-layers", 1e-6, says="A millionth is left after ten layers.",
                hint="Ten layers leave a millionth. And ten more?"),
    ],
    hints=("How much is left after two layers?",
           "A quarter of a quarter of a quarter …: twenty factors.",
           "0.25 to the power of 20"))


# The sigmoid, without overflow -------------------------------------------------------------------

def sigmoid(x):
    """x: an array of any shape -> 1 / (1 + exp(-x)), same shape, without overflow."""
    e = np.exp(-np.abs(x))                           # between 0 and 1, whatever x is
    return np.where(x >= 0, 1, e) / (1 + e)


def strictly(answer, x):
    with np.errstate(over="raise"):                  # an overflow is an error here
        return answer(x)


def plain(x):
    return 1 / (1 + np.exp(-x))


def both_branches(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))


def by_masks(x):
    y = np.empty(x.shape)
    y[x >= 0] = 1 / (1 + np.exp(-x[x >= 0]))
    y[x < 0] = np.exp(x[x < 0]) / (1 + np.exp(x[x < 0]))
    return y


def overflow_silenced(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


def one_number(v):
    return 1 / (1 + math.exp(-v)) if v >= 0 else math.exp(v) / (1 + math.exp(v))


def in_place(x):
    np.clip(x, -500, 500, out=x)
    return 1 / (1 + np.exp(-x))


def one_if(x):
    if x >= 0:
        return 1 / (1 + np.exp(-x))
    return np.exp(x) / (1 + np.exp(x))


def over_the_sum(x):
    e = np.exp(x - x.max())
    return e / e.sum()


S_CURVE = [given("three numbers by hand", np.array([-2.0, 0.0, 3.0])),
           drawn("a batch of 4, 3 neurons", lambda rng: rng.normal(0, 2, size=(4, 3))),
           drawn("an array with three axes", lambda rng: rng.normal(0, 2, size=(3, 2, 5)))]

stable = Exercise(
    id="4.2.sigmoid", title="A sigmoid that survives −1000", level="medium",
    objective="write a sigmoid that never overflows",
    asks="Return the sigmoid, 1 / (1 + e⁻ˣ), of every number in the array `x` (any shape). "
         "`np.exp` must never see a large positive number: for `x` of −1000 or of 1000 there must "
         "be **no overflow**, not even a warning, and the results are 0 and 1. It helps that, for "
         "negative x, the same number is eˣ / (1 + eˣ).",
    header="import numpy as np", reference=sigmoid, run=strictly,
    atol=1e-8,
    probes=[*S_CURVE, given("a large number", np.array([0.5, 1000.0])),
            given("two large negative numbers", np.array([[-1000.0, -0.5], [2.0, -720.0]]))],
    mistakes=[
        Mistake("overflows-below", plain,
                says="The formula is right, but for x = −1000 it computes e to the 1000, which "
                     "overflows.",
                hint="Can you write it so that np.exp never sees a large positive number?",
                catalogue="A5"),
        Mistake("overflows-above", lambda x: np.exp(x) / (1 + np.exp(x)),
                says="For x = 1000 this computes e to the 1000, which overflows: this form is the "
                     "one for negative x.",
                hint="Which of the two forms suits which sign of x?", catalogue="A5"),
        Mistake("both-branches-computed", both_branches,
                says="`np.where` computes both forms for all numbers and chooses afterwards, so "
                     "each overflows where the other is meant.",
                hint="Which single power of e is small for both signs? Think of −|x|.",
                catalogue="A5"),
        Mistake("overflows-in-a-loop", lambda x: np.vectorize(lambda v: 1 / (1 + math.exp(-v)))(x),
                says="The formula is right, but for x = −1000 `math.exp` overflows.",
                hint="Which of the two forms suits a negative number?", catalogue="A5"),
        Mistake("both-sides-alike", lambda x: 1 / (1 + np.exp(-np.abs(x))),
                says="Negative and positive numbers give the same: the sign got lost in abs.",
                hint="For negative x, what stands above the fraction: 1, or e?"),
        Mistake("mirrored", lambda x: np.where(x >= 0, np.exp(-np.abs(x)), 1)
                / (1 + np.exp(-np.abs(x))),
                says="Your curve falls: it is 1 minus the sigmoid.",
                hint="What should come out for 1000: 0, or 1?"),
        Mistake("mirrored-and-overflows", lambda x: 1 / (1 + np.exp(x)),
                says="The minus in e⁻ˣ is missing: your curve falls instead of rising.",
                hint="What should come out for 1000: 0, or 1?"),
        Mistake("numerator-mirrored", lambda x: np.exp(-x) / (1 + np.exp(-x)),
                says="Above the fraction stands e⁻ˣ where 1 is due: your curve falls.",
                hint="What should come out for 1000: 0, or 1?"),
        Mistake("abs-forgotten", lambda x: np.where(x >= 0, 1, np.exp(-x)) / (1 + np.exp(-x)),
                says="Your e is e⁻ˣ also for negative x, where it should be eˣ.",
                hint="Which one formula gives −x for positive and x for negative numbers?"),
        Mistake("minus-below", lambda x: 1 / (1 - np.exp(-x)),
                says="Below the fraction stands a minus where a plus is due.",
                hint="What should the sigmoid of 0 be?"),
        Mistake("brackets", lambda x: 1 / 1 + np.exp(-x),
                says="The brackets below the fraction are missing: 1/1 + e⁻ˣ is 1 + e⁻ˣ.",
                hint="What does Python compute first in 1 / 1 + a?"),
        Mistake("one-left-out", lambda x: 1 / np.exp(-x),
                says="The 1 below the fraction is missing.",
                hint="What should the sigmoid of 0 be?"),
        Mistake("tanh", lambda x: np.tanh(x),
                says="You return tanh: it runs from −1 to 1.",
                hint="What should come out for −1000: −1, or 0?"),
        Mistake("tanh-of-the-half", lambda x: np.tanh(x / 2),
                says="tanh(x/2) runs from −1 to 1; it still has to be squeezed into 0 to 1.",
                hint="Add 1, and then?"),
        Mistake("twice-too-steep", lambda x: (1 + np.tanh(x)) / 2,
                says="(1 + tanh x) / 2 is the sigmoid of 2x: twice too steep.",
                hint="How steep is each of the two curves at 0?"),
        Mistake("step", lambda x: np.where(x >= 0, 1.0, 0.0),
                says="You return a step: 0 or 1, with nothing between.",
                hint="What should the sigmoid of 0.5 be?"),
        Mistake("ramp", lambda x: np.clip(0.5 + x / 4, 0, 1),
                says="You return a straight ramp with two corners.",
                hint="Where does e enter your formula?"),
        Mistake("clipped-too-early", lambda x: plain(np.clip(x, -10, 10)),
                says="You clip x at ±10: sigmoid(−1000) then is 0.000045 instead of 0.",
                hint="How large may x be before np.exp overflows? About 700."),
        Mistake("softmax", over_the_sum,
                says="You divide by a sum over all numbers; each number has a sigmoid of its own.",
                hint="Should sigmoid(3) depend on the numbers beside it?", catalogue="A3"),
        Mistake("one-number-at-a-time", lambda x: 1 / (1 + math.exp(-x)),
                says="`math.exp` takes one number; for arrays there is `np.exp`.",
                hint="Which library computes number by number?"),
        Mistake("one-if-for-all", one_if,
                says="An `if` wants one True or False, and x >= 0 has one for each number.",
                hint="Which function of NumPy chooses number by number?"),
        Mistake("in-place", in_place,
                says="Your numbers are right, but `x` itself was changed on the way.",
                hint="Which line writes into x?", catalogue="A7"),
        Mistake("other-branch-only", lambda x: np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))),
                says="You used the form for negative x everywhere: positive numbers come out "
                     "below ½.",
                hint="For positive x, what stands above the fraction: 1, or e?"),
        Mistake("overflows-as-a-power", lambda x: 1 / (1 + math.e ** -x),
                says="The formula is right, but for x = −1000 it computes e to the 1000, which "
                     "overflows.",
                hint="Can you write it so that no power of e is ever large?",
                catalogue="A5"),
        Mistake("clipped-at-five", lambda x: plain(np.clip(x, -5, 5)),
                says="You clip x at ±5: sigmoid(−1000) then is 0.0067 instead of 0.",
                hint="How large may x be before np.exp overflows? About 700."),
        Mistake("one-axis-only", lambda x:
                np.array([plain(v) if v >= 0 else 1 - plain(-v) for v in x]),
                says="It works for one row of numbers. In an array with more axes, the loop "
                     "hands you rows.",
                hint="Which function of NumPy chooses number by number?"),
        Mistake("minus-below-stable", lambda x:
                np.where(x >= 0, 1, np.exp(-np.abs(x))) / (1 - np.exp(-np.abs(x))),
                says="Below the fraction stands a minus where a plus is due.",
                hint="What should the sigmoid of 0 be?"),
        Mistake("not-divided", lambda x: np.where(x >= 0, 1, np.exp(-np.abs(x))),
                says="You return what stands above the fraction; what stands below it is missing.",
                hint="What should the sigmoid of 0 be?"),
        Mistake("softsign", lambda x: x / (1 + np.abs(x)),
                says="You return x / (1 + |x|), another S, from −1 to 1.",
                hint="Where does e enter your formula?"),
        Mistake("relu", lambda x: np.maximum(x, 0),
                says="You return ReLU.",
                hint="What should the sigmoid of 0 be?"),
        Mistake("zero-left-out", lambda x: np.where(x == 0, 0, sigmoid(x)),
                says="At exactly 0 you return 0: neither x > 0 nor x < 0 takes it.",
                hint="Which of your two branches is for x = 0?"),
        Mistake("brackets-below", lambda x: np.where(x >= 0, 1, np.exp(-np.abs(x))) / 1 + np.exp(
                    -np.abs(x)),
                says="Brackets are missing: `a / 1 + e` divides by 1 and adds e.",
                hint="Which is done first, / or +?"),
        Mistake("cut-at-zero", lambda x: np.exp(np.minimum(x, 0)) / (1 + np.exp(
                    np.minimum(x, 0))),
                says="For positive x you always return ½: x is cut at 0 below the line as well.",
                hint="What is the sigmoid of 3?"),
        Mistake("base-two", lambda x: 1 / (1 + 2.0 ** -x),
                says="You raised 2, not e, to a power.",
                hint="np.exp, or 2 ** ?"),
        Mistake("maximum-subtracted", lambda x: 1 / (1 + np.exp(-x - np.abs(x).max())),
                says="You subtracted the largest number, as softmax does. That leaves softmax as "
                     "it is, but not the sigmoid.",
                hint="What is the sigmoid of 0, and what do you return?"),
        Mistake("clipped-at-one", lambda x: plain(np.clip(x, -1, 1)),
                says="You clip x at ±1: everything beyond gets the same result.",
                hint="What is the sigmoid of 3?"),
        Mistake("one-above-zero", lambda x: np.where(x >= 0, 1.0, sigmoid(x)),
                says="For positive x you return 1: below the line, 1 + e⁻ˣ is missing.",
                hint="What is the sigmoid of 3?"),
    ],
    equivalents=[by_masks, lambda x: 0.5 * (1 + np.tanh(x / 2)), np.vectorize(one_number),
                 lambda x: plain(np.clip(x, -500, 500)), overflow_silenced,
                 lambda x: np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x))),
                 lambda x: np.exp(-np.logaddexp(0, -x))],
    hints=("For which sign of x is e⁻ˣ large? And e to the −|x|?",
           "Compute e = np.exp(-np.abs(x)) once. Below the fraction stands 1 + e in both cases.",
           "np.where( x >= 0 , 1 , e ) / (1 + e)"),
    where="what goes into np.exp",
    after="What is sigmoid(x) + sigmoid(-x)? Try some x.")


# Its slope ---------------------------------------------------------------------------------------

def sigmoid_slope(x):
    """x: an array of any shape -> the slope of the sigmoid at each of its numbers."""
    y = sigmoid(x)
    return y * (1 - y)


def twice(x):
    y = sigmoid(sigmoid(x))
    return y * (1 - y)


slope = Exercise(
    id="4.2.sigmoid-slope", title="How steep is the sigmoid?", level="easy",
    objective="write the derivative of the sigmoid, and know which quantity stands in it",
    asks="With y = sigmoid(x), the slope of the sigmoid at x is y · (1 − y). `x` is what comes "
         "**in**, an array of any shape. Return the slope at each of its numbers, same shape. You "
         "may use your `sigmoid`.",
    header="import numpy as np", reference=sigmoid_slope, needs=("4.2.sigmoid",),
    probes=S_CURVE,
    mistakes=[
        Mistake("input-for-output", lambda x: x * (1 - x),
                says="You put `x` into a formula that is written for y = sigmoid(x).",
                hint="Which quantity stands in y · (1 − y): what comes in, or what comes out?",
                catalogue="A9"),
        Mistake("squashed-twice", twice,
                says="The sigmoid was applied twice: all your slopes lie between 0.19 and 0.25.",
                hint="How often has x been squashed when you use it?", catalogue="A10"),
        Mistake("half-of-each", lambda x: sigmoid(x) * (1 - x),
                says="One factor is written with y, the other with x.",
                hint="Which quantity stands in both factors?", catalogue="A12"),
        Mistake("other-half-of-each", lambda x: x * (1 - sigmoid(x)),
                says="One factor is written with x, the other with y.",
                hint="Which quantity stands in both factors?", catalogue="A12"),
        Mistake("value", lambda x: sigmoid(x),
                says="You return the sigmoid itself, not its slope.",
                hint="How steep is the sigmoid far to the right?"),
        Mistake("rest", lambda x: 1 - sigmoid(x),
                says="You return 1 − y, which is e⁻ˣ / (1 + e⁻ˣ); the factor y is missing.",
                hint="How steep is the sigmoid far to the left?", catalogue="A12"),
        Mistake("squared", lambda x: sigmoid(x) ** 2,
                says="You return y squared.", hint="Which are the two factors?"),
        Mistake("rest-squared", lambda x: (1 - sigmoid(x)) ** 2,
                says="You return (1 − y) squared.", hint="Which are the two factors?"),
        Mistake("plus", lambda x: sigmoid(x) * (1 + sigmoid(x)),
                says="There is a plus in your second factor.",
                hint="Where the curve is flat, which factor becomes 0?"),
        Mistake("wrong-sign", lambda x: sigmoid(x) * (sigmoid(x) - 1),
                says="Your slopes have the wrong sign: y − 1 where 1 − y is due, or one of two "
                     "minus signs is lost.",
                hint="Does the sigmoid rise or fall?"),
        Mistake("of-tanh", lambda x: 1 - sigmoid(x) ** 2,
                says="1 − y² is the formula of tanh.",
                hint="How steep is the sigmoid far to the left? And your formula?"),
        Mistake("difference", lambda x: 1 - 2 * sigmoid(x),
                says="You return 1 − 2y: that is how the slope changes with y, not the slope.",
                hint="Multiply y by 1 − y; nothing else is to be done."),
        Mistake("square-alone", lambda x: -1 / (1 + np.exp(-x)) ** 2,
                says="You differentiated 1/u and stopped: u = 1 + e⁻ˣ has a slope of its own.",
                hint="Two slopes are multiplied. Which is the second?"),
        Mistake("relu", lambda x: (x > 0) * 1.0,
                says="You return the slope of ReLU.", hint="Is there a corner in the sigmoid?"),
        Mistake("quarter", lambda x: np.full(x.shape, 0.25),
                says="You return ¼ everywhere: that is the slope at 0, the largest there is.",
                hint="How steep is the sigmoid far to the right?"),
        Mistake("not-applied", lambda x: (y := sigmoid) and y * (1 - y),
                says="You computed with the function `sigmoid` itself; call it with x.",
                hint="What is the difference between sigmoid and sigmoid(x)?"),
        Mistake("times-x", lambda x: x * sigmoid(x) * (1 - sigmoid(x)),
                says="There is an `x` too many in your product.",
                hint="Which are the two factors?"),
        Mistake("rest-negative", lambda x: sigmoid(x) - 1,
                says="You return y − 1; it is y · (1 − y).",
                hint="Which are the two factors?"),
        Mistake("of-one-minus-x", lambda x: sigmoid(1 - x),
                says="You took the sigmoid of 1 − x; it is the sigmoid that is subtracted from 1.",
                hint="What is subtracted from 1: what comes in, or what comes out?"),
        Mistake("squashed-last", lambda x: sigmoid(x * (1 - x)),
                says="You multiplied first and squashed afterwards.",
                hint="Which comes first: the sigmoid, or the product?",
                catalogue="A9"),
        Mistake("one-minus-inside", lambda x: sigmoid(x) * sigmoid(1 - x),
                says="Your second factor is the sigmoid of 1 − x; it should be 1 − y.",
                hint="What is subtracted from 1: what comes in, or what comes out?"),
        Mistake("slope-of-tanh", lambda x: 1 - np.tanh(x) ** 2,
                says="That is the slope of tanh.",
                hint="How steep is the sigmoid at 0: 1, or ¼?"),
        Mistake("rest-twice", lambda x: sigmoid(x) * (1 - sigmoid(x)) ** 2,
                says="You squared one of the factors.",
                hint="Which are the two factors?"),
        Mistake("divided", lambda x: sigmoid(x) / (1 - sigmoid(x)),
                says="You divided where a product is due.",
                hint="Which sign stands between y and (1 − y)?"),
        Mistake("summed", lambda x: (sigmoid(x) * (1 - sigmoid(x))).sum(),
                says="You added the slopes up; each number has a slope of its own.",
                hint="How many numbers come in, and how many should come out?"),
        Mistake("differences", lambda x: np.diff(sigmoid(x), axis=-1),
                says="You subtracted neighbours in the array.",
                hint="Does the slope at 3 depend on the number before it?"),
        Mistake("squared-times-rest", lambda x: sigmoid(x) ** 2 * (1 - sigmoid(x)),
                says="You squared y: there is a y too many in your product.",
                hint="How many factors has y · (1 − y)?"),
        Mistake("a-step-of-one", lambda x: sigmoid(x + 1) - sigmoid(x),
                says="You measured the rise over a whole step of 1.",
                hint="How steep is it at the place itself?"),
        Mistake("neighbours", lambda x: np.gradient(sigmoid(x), axis=0),
                says="np.gradient takes differences between neighbours in the array; each number "
                     "has a slope of its own.",
                hint="Does the slope at 3 depend on which number stands beside it?"),
        Mistake("matrix-product", lambda x: sigmoid(x) @ (1 - sigmoid(x)).T,
                says="`@` is the matrix product; here, numbers are multiplied one by one.",
                hint="Which sign multiplies two arrays number by number?", catalogue="S2"),
        Mistake("rest-of-one-minus", lambda x: sigmoid(x) * (1 - sigmoid(1 - x)),
                says="Your second factor takes the sigmoid of 1 − x; it should be 1 − y.",
                hint="What is y in 1 − y: what comes in, or what comes out?"),
        Mistake("root", lambda x: np.sqrt(sigmoid(x) * (1 - sigmoid(x))),
                says="You took the root of the slope.", hint="Which sign stands in y · (1 − y)?"),
        Mistake("tanh-for-sigmoid", lambda x: np.tanh(x) * (1 - np.tanh(x)),
                says="Your y is tanh of x; it should be its sigmoid.",
                hint="Which function's slope is y · (1 − y)?"),
    ],
    equivalents=[lambda x: sigmoid(x) - sigmoid(x) ** 2, lambda x: sigmoid(x) * sigmoid(-x),
                 lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2,
                 lambda x: (1 - np.tanh(x / 2) ** 2) / 4,
                 lambda x: (sigmoid(x + 1e-5) - sigmoid(x - 1e-5)) / 2e-5,
                 lambda x: 1 / (4 * np.cosh(x / 2) ** 2)],
    hints=("What is y for x = 0, and what is y · (1 − y) then?",
           "First compute y, with one call; then use y alone.",
           "y = sigmoid(x); return y * (1 - y)"),
    where="the line with the two factors",
    after="Where is the slope largest, and how large?")


EXERCISES = [guess_twenty, stable, slope]
