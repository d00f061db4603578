"""Exercises of 4.2, continued: tanh repaired, and a leak."""

import math

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

BOTH_SIGNS = [given("four numbers by hand", np.array([-2.0, -0.5, 0.5, 3.0])),
              drawn("a batch of 4, 3 neurons", lambda rng: rng.normal(0, 2, size=(4, 3))),
              drawn("an array with three axes", lambda rng: rng.normal(0, 1, size=(3, 2, 5)))]

# The slope of tanh (debug) -----------------------------------------------------------------------


def tanh_slope(x):
    """x: an array of any shape -> the slope of tanh at each of its numbers."""
    return 1 - np.tanh(x) ** 2


def tanh_slope_start(x):
    """x: an array of any shape -> the slope of tanh at each of its numbers."""
    return 1 - x ** 2


def sigma(x):
    return 1 / (1 + np.exp(-x))


def never_computed(x):
    raise NameError("name 'y' is not defined")


tanh_repair = Exercise(
    id="4.2.tanh-slope", title="A slope below zero", level="debug",
    objective="tell whether the formula of a slope is written for the input or for the output",
    asks="tanh rises everywhere, so its slope is never negative. This function says that at 3 the "
         "slope is −8. Its author had read, correctly, that *the slope of tanh is 1 − y²*. `x` is "
         "what comes into tanh. Repair the function.",
    header="import numpy as np", reference=tanh_slope, start=tanh_slope_start,
    probes=BOTH_SIGNS,
    mistakes=[
        Mistake("input-for-output", tanh_slope_start,
                says="1 − y² is written for y, what comes out of tanh; you put `x` into it.",
                hint="Is your formula written for the input or for the output?", catalogue="A8"),
        Mistake("clipped", lambda x: np.maximum(1 - x ** 2, 0),
                says="You hid the negative slopes; the others are still those of the input.",
                hint="What is tanh(3), and what is 1 minus its square?", catalogue="A8"),
        Mistake("sign-dropped", lambda x: np.abs(1 - x ** 2),
                says="You dropped the signs; 8 at x = 3 is still far off.",
                hint="What is tanh(3), and what is 1 minus its square?", catalogue="A8"),
        Mistake("upside-down", lambda x: 1 / (1 - np.tanh(x) ** 2),
                says="Your slope is upside down: it grows where tanh gets flat.",
                hint="How steep is tanh far to the right?", catalogue="A8"),
        Mistake("squashed-twice", lambda x: 1 - np.tanh(np.tanh(x)) ** 2,
                says="tanh was applied twice.",
                hint="How often has x been squashed when you square it?", catalogue="A10"),
        Mistake("square-inside", lambda x: 1 - np.tanh(x ** 2),
                says="You squared `x` before tanh; square what comes out.",
                hint="Which of the two comes first: tanh, or the square?"),
        Mistake("square-missing", lambda x: 1 - np.tanh(x),
                says="The square is missing: 1 − y instead of 1 − y².",
                hint="What should the slope at −3 be: 2, or almost 0?"),
        Mistake("of-the-sigmoid", lambda x: np.tanh(x) * (1 - np.tanh(x)),
                says="y · (1 − y) is the formula of the sigmoid.",
                hint="What should the slope at 0 be? And what does yours give?"),
        Mistake("rest-squared", lambda x: (1 - np.tanh(x)) ** 2,
                says="You squared 1 − y; only y is squared.",
                hint="Where do the brackets stand in 1 − y²?"),
        Mistake("plus", lambda x: 1 + np.tanh(x) ** 2,
                says="A plus stands where a minus is due.",
                hint="How steep is tanh far to the right?"),
        Mistake("value", lambda x: np.tanh(x),
                says="You return tanh itself.", hint="What should the slope at 0 be?"),
        Mistake("square-alone", lambda x: np.tanh(x) ** 2,
                says="You return y²; it is still to be subtracted from 1.",
                hint="What should the slope at 0 be?"),
        Mistake("sigmoid-for-tanh", lambda x: 1 - sigma(x) ** 2,
                says="You squared the sigmoid of x, not its tanh.",
                hint="Which squash gives 0 for 0?"),
        Mistake("slope-of-the-sigmoid", lambda x: sigma(x) * (1 - sigma(x)),
                says="That is the slope of the sigmoid.",
                hint="What should the slope at 0 be: ¼, or 1?"),
        Mistake("arctan", lambda x: 1 / (1 + x ** 2),
                says="1 / (1 + x²) is the slope of the arc tangent.",
                hint="Only one thing in the line was wrong: what was squared."),
        Mistake("cosh-not-squared", lambda x: 1 / np.cosh(x),
                says="The slope is 1 / cosh² x; the square is missing.",
                hint="How often does cosh stand below the fraction?"),
        Mistake("doubled-output", lambda x: -2 * np.tanh(x),
                says="You differentiated 1 − y² once more.",
                hint="1 − y² is the slope already."),
        Mistake("sine-for-tanh", lambda x: 1 - np.tan(x) ** 2,
                says="You took tan, the tangent; tanh, the hyperbolic one, is a letter longer.",
                hint="np.tan or np.tanh?"),
        Mistake("y-unknown", never_computed,
                says="You wrote `y`, and nothing in the function makes it.",
                hint="Which line should compute y, and from what?"),
        Mistake("upside-down-of-the-input", lambda x: 1 / (1 - x ** 2),
                says="1 / (1 − x²) is the slope of the function that undoes tanh.",
                hint="Only one thing in the line was wrong: what was squared.",
                catalogue="A8"),
        Mistake("squashed-last", lambda x: np.tanh(1 - x ** 2),
                says="You squared first and squashed afterwards.",
                hint="Which comes first: tanh, or the square?"),
        Mistake("half-of-each", lambda x: 1 - x * np.tanh(x),
                says="One factor of your square is `x`, the other y.",
                hint="What is squared: what comes in, or what comes out?"),
        Mistake("doubled-for-squared", lambda x: 1 - 2 * np.tanh(x),
                says="You doubled y where it is to be squared.",
                hint="y ** 2 or 2 * y?"),
        Mistake("sinh-for-tanh", lambda x: 1 - np.sinh(x) ** 2,
                says="You took sinh; tanh is sinh divided by cosh.",
                hint="Which function does the text name?"),
        Mistake("squared-inside-and-outside", lambda x: 1 - np.tanh(x ** 2) ** 2,
                says="You squared x as well; only what comes out of tanh is squared.",
                hint="What is y: tanh of x, or of x²?"),
    ],
    equivalents=[lambda x: 1 / np.cosh(x) ** 2, lambda x: (1 - np.tanh(x)) * (1 + np.tanh(x)),
                 lambda x: 4 * sigma(2 * x) * (1 - sigma(2 * x)),
                 lambda x: (np.tanh(x + 1e-5) - np.tanh(x - 1e-5)) / 2e-5,
                 lambda x: np.vectorize(lambda v: 1 - math.tanh(v) ** 2)(x)],
    hints=("What is y, and what is x, in a function that computes y = tanh(x)?",
           "The formula is right. What is squared in it must come out of tanh.",
           "y = np.tanh(x); return 1 minus the square of y"),
    where="what is squared",
    after="A layer that keeps its output y needs no second tanh. Which of the seven slopes can "
          "be written with y alone?")


# The slope of the leaky ReLU ---------------------------------------------------------------------

def leaky_relu_slope(x, leak):
    """x: an array of any shape; leak: a small number -> the slope of leaky ReLU at each x."""
    return np.where(x > 0, 1.0, leak)


def leaky(x, leak):
    return np.where(x > 0, x, leak * x)


def leak_in_place(x, leak):
    x[x > 0] = 1
    x[x <= 0] = leak
    return x


def leak_by_copy(x, leak):
    y = np.ones(x.shape)
    y[x <= 0] = leak
    return y


def with_leaks(*shape):
    return lambda rng: (rng.normal(0, 2, size=shape), float(rng.uniform(0.02, 0.4)))


leak = Exercise(
    id="4.2.leaky-relu-slope", title="A slope that leaks", level="easy",
    objective="write the slope of a bend with two branches",
    asks="The leaky ReLU gives `x` where x is above 0, and `leak * x` elsewhere. Return its slope "
         "at each number of the array `x`, same shape. At exactly 0 take the slope of the left "
         "side. `leak` lies between 0 and 1.",
    header="import numpy as np", reference=leaky_relu_slope,
    probes=[given("three numbers by hand", np.array([-2.0, 0.5, 3.0]), 0.1),
            given("zero itself", np.array([-1.0, 0.0, 0.05, 4.0]), 0.2),
            drawn("a batch of 4, 3 neurons", with_leaks(4, 3)),
            drawn("an array with three axes", with_leaks(3, 2, 5))],
    conventions=[
        Mistake("one-at-zero", lambda x, a: np.where(x >= 0, 1.0, a),
                says="You used the other convention: slope 1 at exactly 0. Here it is the leak, "
                     "the slope of the left side.", hint="Is it > or >= ?")],
    mistakes=[
        Mistake("leak-forgotten", lambda x, a: (x > 0) * 1.0,
                says="Below 0 your slope is 0, as with plain ReLU: the leak is forgotten, or "
                     "rounded down in an array of whole numbers.",
                hint="The function has two branches. How many has your slope?", catalogue="A16"),
        Mistake("value", leaky,
                says="You return the leaky ReLU itself, not its slope.",
                hint="From −3 to −2, by how much does it rise?"),
        Mistake("leak-times-x", lambda x, a: np.where(x > 0, 1.0, a * x),
                says="Below 0 you return leak · x, the value; its slope is asked.",
                hint="How steep is the line leak · x?"),
        Mistake("x-above", lambda x, a: np.where(x > 0, x, a),
                says="Above 0 you return `x`, the value; its slope is asked.",
                hint="How steep is the line x?"),
        Mistake("swapped", lambda x, a: np.where(x > 0, a, 1.0),
                says="The two branches are swapped.",
                hint="np.where(condition, a, b): which of them stands where it is true?"),
        Mistake("minus-leak", lambda x, a: np.where(x > 0, 1.0, -a),
                says="Below 0 your slope is −leak: the line would fall there.",
                hint="From −3 to −2, does the leaky ReLU rise or fall?"),
        Mistake("one-minus-leak", lambda x, a: np.where(x > 0, 1.0, 1 - a),
                says="Below 0 your slope is 1 − leak.",
                hint="How steep is the line leak · x?"),
        Mistake("leak-on-top", lambda x, a: np.where(x > 0, 1 + a, a),
                says="You added the leak on both sides: above 0 the slope is 1.",
                hint="Does anything leak above 0?"),
        Mistake("fixed-leak", lambda x, a: np.where(x > 0, 1.0, 0.01),
                says="Your leak is always 0.01; the argument `leak` is never used.",
                hint="Where does leak enter your code?"),
        Mistake("leak-everywhere", lambda x, a: np.full(x.shape, a),
                says="Your slope is the leak everywhere.",
                hint="How steep is it above 0?"),
        Mistake("always-one", lambda x, a: np.ones(x.shape),
                says="Your slope is 1 everywhere.", hint="How steep is it below 0?"),
        Mistake("leak-as-place", lambda x, a: (x > a) * 1.0,
                says="You compare x with the leak: it is a slope, not a place.",
                hint="Where does the leaky ReLU bend?"),
        Mistake("bends-at-the-leak", lambda x, a: np.where(x > a, 1.0, a),
                says="Your bend stands at x = leak instead of 0.",
                hint="Where does the leaky ReLU bend?"),
        Mistake("signs", lambda x, a: np.sign(x),
                says="You return signs.", hint="How steep is it below 0?"),
        Mistake("divided-by-x", lambda x, a: leaky(x, a) / x,
                says="You divided the value by `x`: right everywhere but at 0, where 0/0 is no "
                     "number.", hint="What is 0 divided by 0?"),
        Mistake("upside-down", lambda x, a: np.where(x > 0, 1.0, 1 / a),
                says="Below 0 your slope is 1 / leak: steeper than above.",
                hint="How steep is the line leak · x?"),
        Mistake("in-place", leak_in_place,
                says="Your numbers are right, but `x` itself was changed on the way.",
                hint="Compare x before and after your call.", catalogue="A7"),
        Mistake("one-if-for-all", lambda x, a: 1.0 if x > 0 else a,
                says="An `if` wants one True or False, and x > 0 has one for each number.",
                hint="Which function of NumPy chooses number by number?"),
        Mistake("zero-at-zero", lambda x, a: np.where(x == 0, 0, np.where(x > 0, 1, a)),
                says="At exactly 0 your slope is 0: neither the left side's nor the right side's.",
                hint="How many branches are there? To which does 0 belong?"),
        Mistake("one-axis-only", lambda x, a: np.array([1.0 if v > 0 else a for v in x]),
                says="It works for one row of numbers. In an array with more axes, the loop "
                     "hands you rows.",
                hint="Which function of NumPy chooses number by number?"),
        Mistake("summed", lambda x, a: np.where(x > 0, 1.0, a).sum(),
                says="You added the slopes up; each number has a slope of its own.",
                hint="How many numbers come in, and how many should come out?"),
        Mistake("larger-of-both", lambda x, a: np.maximum(x, a),
                says="You took the larger of x and leak: above 0 that is the value, not the slope.",
                hint="From 2 to 3, by how much does it rise?"),
        Mistake("sign-of-x", lambda x, a: np.where(x > 0, 1.0, a * np.sign(x)),
                says="Your slope below 0 is −leak, and 0 at 0: the sign of x has no place in it.",
                hint="Does leak · x rise or fall?"),
        Mistake("half-way-at-zero", lambda x, a: np.where(x > 0, 1.0, np.where(
                    x < 0, a, (1 + a) / 2)),
                says="At exactly 0 you took the mean of both sides; here it is the left one.",
                hint="What does the text say about 0?"),
        Mistake("divided-by-leak", lambda x, a: np.where(x > 0, 1.0, x / a),
                says="Below 0 you return x / leak; the slope is asked, and it has no x.",
                hint="From −3 to −2, by how much does leak · x rise?"),
    ],
    equivalents=[leak_by_copy, lambda x, a: (x > 0) + a * (x <= 0),
                 lambda x, a: np.maximum(x > 0, a), lambda x, a: a + (1 - a) * (x > 0),
                 lambda x, a: np.vectorize(lambda v: 1.0 if v > 0 else a)(x),
                 lambda x, a: np.clip((x > 0) * 1.0, a, 1)],
    hints=("From −3 to −2, by how much does leak · x rise?",
           "Two branches: one number where x > 0, another elsewhere.",
           "np.where( x > 0 , slope on the right , slope on the left )"),
    where="the branch below 0",
    after="Which value of leak makes it ReLU, and which makes it no bend at all?")

EXERCISES = [tanh_repair, leak]
