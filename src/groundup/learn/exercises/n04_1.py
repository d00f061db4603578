"""Exercises of 4.1, relu implementation: the bend, its slope, and sums of bends."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# The guess ---------------------------------------------------------------------------------------

guess_error = Exercise(
    id="4.1.guess-error", title="Eight bends against a sine", level="guess",
    objective="predict how well a curve of straight pieces fits",
    asks="You draw one full period of a sine, between −1 and 1, with a ruler: straight pieces, and "
         "eight bends between the two ends. How far is your line from the sine **at worst**? "
         "Write 0.5, 0.2, 0.06 or 0.001.",
    reference=0.06, choices=(0.5, 0.2, 0.06, 0.001),
    mistakes=[
        Mistake("one-bump", 0.5, says="0.5 is far too much: two bends do better than that.",
                hint="Two bends can stand at the top and at the bottom. How far off is that?"),
        Mistake("two-bends", 0.2, says="0.2 is what two bends reach; eight are better.",
                hint="What happens to the gap when a piece becomes half as long?"),
        Mistake("perfect", 0.001, says="0.001 would need about seventy bends.",
                hint="A straight piece cuts a corner off every curve. How large is it?"),
    ],
    hints=("How far off are two bends, at the top and at the bottom?",
           "Halve a piece of a curve: its gap to the straight line falls to about a quarter.",
           "Two bends: 0.2. Four times as many bends make it much smaller, but not nothing."))


# ReLU --------------------------------------------------------------------------------------------

def relu(x):
    """x: an array of any shape -> the same shape, with 0 where x is negative."""
    return np.maximum(x, 0)


def relu_in_place(x):
    x[x < 0] = 0
    return x


def relu_by_copy(x):
    y = x.copy()
    y[y < 0] = 0
    return y


def relu_one_by_one(x):
    y = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        if x[place] > 0:
            y[place] = x[place]
    return y


def relu_in_one_if(x):
    if x > 0:
        return x
    return 0


bend = Exercise(
    id="4.1.relu", title="Cut off below zero", level="easy",
    objective="write ReLU for arrays of any shape",
    asks="`x` is an array of any shape. Return a **new** array of the same shape: every number "
         "above 0 as it is, and 0 in place of every other. `x` itself must stay as it was.",
    header="import numpy as np", reference=relu,
    probes=[given("three numbers by hand", np.array([-2.0, 0.0, 3.0])),
            given("small and large numbers", np.array([0.25, -0.5, 40.0, -40.0, 1.5, -0.004])),
            drawn("a batch of 4, 3 neurons", lambda rng: rng.normal(0, 2, size=(4, 3))),
            drawn("an array with three axes", lambda rng: rng.normal(0, 2, size=(3, 2, 5)))],
    mistakes=[
        Mistake("absolute-value", lambda x: np.abs(x),
                says="You turned the negative numbers into positive ones: that is the absolute "
                     "value.",
                hint="What should −2 become: 2, or 0?", catalogue="A6"),
        Mistake("wrong-side", lambda x: x * (x < 0),
                says="You kept the negative numbers and cut off the positive ones.",
                hint="Test −2, 0 and 3 by hand. Which of them survives?", catalogue="A6"),
        Mistake("mirrored", lambda x: np.maximum(-x, 0),
                says="You bent −x instead of x: what was negative comes out positive.",
                hint="What should −2 become, and what 3?", catalogue="A6"),
        Mistake("in-place", relu_in_place,
                says="Your numbers are right, but `x` itself was changed on the way.",
                hint="Compare x before and after your call. Who else may need it?",
                catalogue="A7"),
        Mistake("mask-only", lambda x: (x > 0).astype(float),
                says="You return 1 where `x` is positive: that says where to keep, not what.",
                hint="What should 3 become: 1, or 3?"),
        Mistake("capped-at-one", lambda x: np.clip(x, 0, 1),
                says="You cut off above 1 as well.",
                hint="What should 3 become? Does ReLU have an upper end?"),
        Mistake("one-if-for-all", relu_in_one_if,
                says="An array cannot be asked as a whole: an `if`, or Python's `max`, wants one "
                     "True or False, and x > 0 has one for each number.",
                hint="Which function of NumPy compares number by number?"),
        Mistake("one-axis-only", lambda x: np.array([max(v, 0) for v in x]),
                says="It works for one row of numbers. In an array with more axes, the loop hands "
                     "you rows, and `max` cannot compare a row with 0.",
                hint="Which function of NumPy compares number by number, whatever the shape?"),
        Mistake("largest-along-axis", lambda x: np.max(x, 0),
                says="`np.max(x, 0)` looks for the largest numbers along axis 0; it does not "
                     "compare with the number 0.",
                hint="np.max, or np.maximum?"),
        Mistake("largest-of-all", lambda x: np.maximum(np.max(x), 0),
                says="You return the one largest number; each number has an answer of its own.",
                hint="How many numbers come in, and how many should come out?"),
        Mistake("summed", lambda x: np.maximum(x, 0).sum(),
                says="You added everything up; each number has an answer of its own.",
                hint="How many numbers come in, and how many should come out?"),
        Mistake("positive-ones-only", lambda x: x[x > 0],
                says="You threw the negative numbers away instead of setting them to 0: the shape "
                     "is lost.",
                hint="How many numbers come in, and how many should come out?"),
        Mistake("negative-ones-dropped", lambda x: x[x >= 0],
                says="You threw the negative numbers away instead of setting them to 0: the shape "
                     "is lost.",
                hint="How many numbers come in, and how many should come out?"),
        Mistake("leaks", lambda x: np.maximum(x, 0.01 * x),
                says="You left a hundredth of each negative number: that is the leaky ReLU of 4.2.",
                hint="What should −2 become, exactly?"),
        Mistake("leaks-a-tenth", lambda x: np.maximum(x, 0.1 * x),
                says="You left a tenth of each negative number.",
                hint="What should −2 become, exactly?"),
        Mistake("compared-with-one", lambda x: np.maximum(x, 1),
                says="You put 1 in place of everything below 1.",
                hint="With which number is x compared?"),
        Mistake("kept-above-one", lambda x: x * (x > 1),
                says="You kept only what is above 1.",
                hint="Where exactly does the bend stand?"),
        Mistake("minus-one-below", lambda x: np.where(x > 0, x, -1.0),
                says="You put −1 in place of the negative numbers.",
                hint="What should stand where a number is cut off?"),
        Mistake("one-below", lambda x: np.where(x > 0, x, 1.0),
                says="You put 1 in place of what is not positive.",
                hint="What should stand where a number is cut off?"),
        Mistake("one-above", lambda x: np.where(x > 0, 1.0, x),
                says="You put 1 in place of the positive numbers and kept the negative ones.",
                hint="np.where(condition, a, b): which of the two stands where it is true?"),
        Mistake("moved-up", lambda x: x - x.min(),
                says="You moved all numbers up until the smallest is 0.",
                hint="Should 3 change because of a −2 beside it?"),
        Mistake("squared", lambda x: x * np.maximum(x, 0),
                says="Your positive numbers are squared.",
                hint="How often does x enter your product?"),
        Mistake("sign", lambda x: np.sign(x),
                says="You return the signs alone: −1, 0 or 1.",
                hint="What should 3 become: 1, or 3?"),
        Mistake("soft", lambda x: np.logaddexp(0, x),
                says="You wrote the soft version, log(1 + eˣ); a corner is asked.",
                hint="What should 0 become, exactly?"),
        Mistake("largest-of-a-pair", lambda x: np.max([x, 0]),
                says="`np.max` makes one array of `x` and 0 and looks for the largest number in "
                     "it.",
                hint="np.max, or np.maximum?"),
        Mistake("added-to-x", lambda x: x + np.maximum(x, 0),
                says="You added `x` to its ReLU: negative numbers pass, positive ones are "
                     "doubled.",
                hint="What should 3 become: 3, or 6?"),
        Mistake("sigmoid", lambda x: 1 / (1 + np.exp(-x)),
                says="You return the sigmoid, another bend, of 4.2.",
                hint="What should 3 become, exactly?"),
        Mistake("tanh", lambda x: np.tanh(x),
                says="You return tanh, another bend, of 4.2.",
                hint="What should 3 become, exactly?"),
        Mistake("capped-at-six", lambda x: np.clip(x, 0, 6),
                says="You cut off above 6 as well: that is ReLU6, made for phones.",
                hint="What should 40 become?"),
        Mistake("laid-flat", lambda x: np.maximum(x, 0).ravel(),
                says="Your numbers are right, but they lie in one long row: the shape is lost.",
                hint="What is the shape of what came in?"),
        Mistake("nearly-zero", lambda x: np.where(x > 0, x, 1e-3),
                says="You put a small number in place of what is not positive; 0 is asked.",
                hint="What should −2 become?"),
    ],
    equivalents=[lambda x: x * (x > 0), lambda x: np.where(x > 0, x, 0), relu_by_copy,
                 relu_one_by_one, lambda x: (x + np.abs(x)) / 2, lambda x: np.clip(x, 0, None),
                 lambda x: np.where(x < 0, 0, x), lambda x: -np.minimum(-x, 0),
                 lambda x: np.vectorize(lambda v: v if v > 0 else 0.0)(x)],
    hints=("What should come out for −2, for 0, and for 3?",
           "One function of NumPy compares two things number by number and keeps the larger.",
           "np.maximum( what comes in , the number to compare with )"),
    where="the line that decides what is kept",
    after="Try relu(x) - relu(-x), and explain what you see.")


# Its slope ---------------------------------------------------------------------------------------

def relu_slope(x):
    """x: an array of any shape -> the slope of ReLU at each of its numbers, same shape."""
    return (x > 0) * 1.0


def slope_in_place(x):
    x[x <= 0] = 0
    x[x > 0] = 1
    return x


def slope_by_copy(x):
    y = np.zeros(x.shape)
    y[x > 0] = 1
    return y


slope = Exercise(
    id="4.1.relu-slope", title="How steep is it?", level="easy",
    objective="write the derivative of ReLU, and say what it is at 0",
    asks="`x` is an array of any shape. Return an array of the same shape with the slope of ReLU "
         "at each number: 1 where `x` is above 0, and 0 elsewhere. At exactly 0, in the corner, "
         "return 0. Leave `x` as it was.",
    header="import numpy as np", reference=relu_slope,
    probes=[given("three numbers by hand", np.array([-2.0, 0.0, 3.0])),
            given("small and large numbers", np.array([0.25, -0.5, 40.0, -40.0, 1.5, -0.004])),
            drawn("a batch of 4, 3 neurons", lambda rng: rng.normal(0, 2, size=(4, 3))),
            drawn("an array with three axes", lambda rng: rng.normal(0, 2, size=(3, 2, 5)))],
    conventions=[
        Mistake("one-at-zero", lambda x: (x >= 0) * 1.0,
                says="You used the other convention: slope 1 at exactly 0. Both are in use, and "
                     "no network learns differently; here it is 0.",
                hint="Is it > or >= ?"),
        Mistake("half-at-zero", lambda x: np.heaviside(x, 0.5),
                says="You used a third convention: slope ½ at exactly 0, halfway between both "
                     "sides. Here it is 0.",
                hint="What does the text say about the corner?"),
    ],
    mistakes=[
        Mistake("relu-itself", lambda x: np.maximum(x, 0),
                says="You return ReLU itself, not its slope.",
                hint="From 3 to 4, by how much does ReLU rise?"),
        Mistake("wrong-side", lambda x: (x <= 0) * 1.0,
                says="Your slope is 1 on the flat side and 0 on the rising side.",
                hint="On which side of 0 is ReLU flat?", catalogue="A6"),
        Mistake("falls-below", lambda x: np.sign(x),
                says="Your slope is −1 below 0: that belongs to the absolute value.",
                hint="From −3 to −2, by how much does ReLU rise?", catalogue="A6"),
        Mistake("falls-below-and-in-the-corner", lambda x: np.where(x > 0, 1.0, -1.0),
                says="Your slope is −1 wherever it should be 0.",
                hint="From −3 to −2, by how much does ReLU rise?"),
        Mistake("always-one", lambda x: np.ones(x.shape),
                says="Your slope is 1 everywhere: that is a straight line.",
                hint="From −3 to −2, by how much does ReLU rise?"),
        Mistake("leaks", lambda x: np.where(x > 0, 1.0, 0.01),
                says="You left a slope of 0.01 below 0: that is the leaky ReLU of 4.2.",
                hint="How steep is a level line?"),
        Mistake("bend-at-one", lambda x: (x > 1) * 1.0,
                says="Your slope becomes 1 only above 1.",
                hint="Where exactly does the bend stand?"),
        Mistake("keeps-the-negative", lambda x: np.where(x > 0, 1.0, x),
                says="Where it is flat, you return `x` itself.",
                hint="np.where(condition, a, b): what should b be?"),
        Mistake("keeps-the-positive", lambda x: np.where(x > 0, x, 1.0),
                says="You return `x` where it rises, and 1 where it is flat.",
                hint="np.where(condition, a, b): what are a and b for a slope?"),
        Mistake("divided-by-x", lambda x: np.maximum(x, 0) / x,
                says="You divided ReLU by `x`: right everywhere but at 0, where 0/0 is no number.",
                hint="What is 0 divided by 0?"),
        Mistake("in-place", slope_in_place,
                says="Your numbers are right, but `x` itself was changed on the way.",
                hint="Compare x before and after your call.", catalogue="A7"),
        Mistake("one-if-for-all", lambda x: 1.0 if x > 0 else 0.0,
                says="An array cannot be asked as a whole: x > 0 has an answer for each number.",
                hint="What does x > 0 give, and what is True times 1.0?"),
        Mistake("cast-with-float", lambda x: float(x > 0),
                says="`float` and `int` turn one number, not an array, into another kind.",
                hint="What is True times 1.0?"),
        Mistake("places", lambda x: np.where(x > 0)[0],
                says="You return the places of the positive numbers, not 0 or 1 for each.",
                hint="np.where with one argument tells where. What does x > 0 alone tell?"),
        Mistake("all-places", lambda x: np.where(x > 0),
                says="`np.where(x > 0)` gives the places of the positive numbers, one array for "
                     "each axis.",
                hint="np.where with three arguments chooses. What would the other two be?"),
        Mistake("counted", lambda x: (x > 0).sum(),
                says="You counted the positive numbers; each number has a slope of its own.",
                hint="How many numbers come in, and how many should come out?"),
        Mistake("any", lambda x: float((x > 0).any()),
                says="You return one number for the whole array.",
                hint="How many numbers come in, and how many should come out?"),
        Mistake("differences", lambda x: np.diff(np.maximum(x, 0), axis=-1),
                says="You subtracted neighbours in the array. Each number has a slope of its own, "
                     "whatever stands beside it.",
                hint="Does the slope at 3 depend on the number before it?"),
        Mistake("wrong-side-and-corner", lambda x: (x < 0) * 1.0,
                says="Your slope is 1 below 0, where ReLU is flat.",
                hint="On which side of 0 does ReLU rise?", catalogue="A6"),
        Mistake("leaks-a-tenth", lambda x: np.where(x > 0, 1.0, 0.1),
                says="You left a slope of 0.1 below 0.",
                hint="How steep is a level line?"),
        Mistake("capped", lambda x: np.clip(x, 0, 1),
                says="You cut `x` off at 0 and 1: between them your slope grows with `x`.",
                hint="How steep is ReLU at 0.25: 0.25, or 1?"),
        Mistake("both-sides", lambda x: np.abs(np.sign(x)),
                says="Your slope is 1 on both sides of 0.",
                hint="From −3 to −2, by how much does ReLU rise?"),
        Mistake("x-over-its-size", lambda x: x / np.abs(x),
                says="x / |x| is the sign of `x`: −1 below 0, and no number at 0.",
                hint="From −3 to −2, by how much does ReLU rise?"),
        Mistake("averaged", lambda x: (x > 0).mean(),
                says="You return the share of positive numbers; each number has a slope of its "
                     "own.",
                hint="How many numbers come in, and how many should come out?"),
        Mistake("gradient", lambda x: np.gradient(np.maximum(x, 0)),
                says="`np.gradient` compares neighbours in the array. Each number has a slope of "
                     "its own.",
                hint="Does the slope at 3 depend on the number before it?"),
        Mistake("one-axis-only", lambda x: np.array([1.0 if v > 0 else 0.0 for v in x]),
                says="It works for one row of numbers. In an array with more axes, the loop "
                     "hands you rows.",
                hint="What does x > 0 give for a whole array, whatever its shape?"),
        Mistake("a-step-of-one", lambda x: np.maximum(x + 1, 0) - np.maximum(x, 0),
                says="You measured the rise over a whole step of 1: near the corner, and at 0, it "
                     "takes in both sides.",
                hint="How steep is it at the place itself?"),
        Mistake("neighbours", lambda x: np.gradient(np.maximum(x, 0), axis=0),
                says="np.gradient takes differences between neighbours in the array; each number "
                     "has a slope of its own.",
                hint="Does the slope at 3 depend on which number stands beside it?"),
    ],
    equivalents=[lambda x: np.where(x > 0, 1.0, 0.0), lambda x: (x > 0).astype(float),
                 lambda x: x > 0, slope_by_copy, lambda x: np.sign(np.maximum(x, 0)),
                 lambda x: np.heaviside(x, 0), lambda x: (np.maximum(x, 0) > 0).astype(int),
                 lambda x: (np.sign(x) > 0) / 1],
    hints=("Nudge −2 a little: how much does relu move? And 3?",
           "A comparison gives True or False for each number; times 1.0 they are numbers.",
           "1.0 where x > 0, else 0.0"),
    where="the comparison",
    after="How would the slope of relu(-x) look?")


EXERCISES = [guess_error, bend, slope]
