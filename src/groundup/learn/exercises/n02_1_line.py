"""More exercises of 2.1, single neuron: weights for a purpose, and the line."""

from itertools import product

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n02_1 import neuron
from groundup.learn.exercises.n02_1_fires import fires

# At least k of n ---------------------------------------------------------------------------------

def at_least(k, n):
    """k, n -> (w, b): n weights and a bias that fire when at least k of n inputs are 1."""
    return [1.0] * n, 0.5 - k


def on_all_corners(answer, k, n):
    both = answer(k, n)
    if not hasattr(both, "__len__") or len(both) != 2:
        raise TypeError("return two things, w and b" + " in one" * hasattr(both, "__len__"))
    w, b = both
    if not hasattr(w, "__len__"):
        raise TypeError(f"w is one number, b is {'a list' if np.ndim(b) else 'a number'}")
    if np.ndim(w) != 1 or np.ndim(b):
        raise TypeError(f"b is {'one number' if np.size(b) == 1 else 'many numbers'} in a list")
    if len(w) != n:
        raise ValueError(f"{len(w)} weights for {n} inputs")
    return [int(fires(x, w, b)) for x in product([0, 1], repeat=n)]


threshold = Exercise(
    id="2.1.at-least", title="At least k of n", level="medium",
    objective="choose weights and a bias for a purpose",
    asks="A neuron with `n` inputs, each 0 or 1, shall fire exactly when at least `k` of them are "
         "1. (k = 1 is OR, k = n is AND.) Return its weights, a list of n numbers, and its bias: "
         "`return w, b`. Many answers are right; `check` tries yours on all inputs. A sum of "
         "exactly 0 does not fire.",
    reference=at_least, run=on_all_corners,
    probes=[given("OR: at least 1 of 2", 1, 2), given("AND: at least 2 of 2", 2, 2),
            given("at least 2 of 3", 2, 3), given("at least 2 of 5", 2, 5),
            given("at least 4 of 5", 4, 5), given("at least 1 of 4", 1, 4)],
    mistakes=[
        Mistake("border-on-k", lambda k, n: ([1] * n, -k),
                says="With exactly k ones the sum is exactly 0, which is a no: your neuron wants "
                     "one more.",
                hint="Between which two sums should the border lie?"),
        Mistake("border-below", lambda k, n: ([1] * n, 1.5 - k),
                says="Your neuron fires with k − 1 ones already.",
                hint="What is its sum with k − 1 ones, and what with k?"),
        Mistake("fewer-than-k", lambda k, n: ([-1] * n, k - 0.5),
                says="Your neuron fires when fewer than k inputs are 1: the opposite.",
                hint="Should one more 1 make the sum larger, or smaller?"),
        Mistake("at-most-k", lambda k, n: ([-1] * n, k + 0.5),
                says="Your neuron fires when at most k inputs are 1.",
                hint="Should one more 1 make the sum larger, or smaller?"),
        Mistake("always-and", lambda k, n: ([1] * n, 0.5 - n),
                says="Your neuron is always an AND: it wants all n, and k does not enter.",
                hint="Which of your numbers changes when k changes?"),
        Mistake("always-two", lambda k, n: ([1] * n, -1.5),
                says="Your neuron always wants two ones: k does not enter.",
                hint="Which of your numbers changes when k changes?"),
        Mistake("more-than-half", lambda k, n: ([1] * n, -n / 2),
                says="Your neuron wants more than half of the inputs: k does not enter.",
                hint="Which of your numbers changes when k changes?"),
        Mistake("n-less-k", lambda k, n: ([1] * n, k - n - 0.5),
                says="Your border lies above n − k, not at k.",
                hint="With AND, k = n: what is your bias then?"),
        Mistake("from-n-less-k", lambda k, n: ([1] * n, k - n + 0.5),
                says="Your neuron fires from n − k ones on, not from k.",
                hint="With AND, k = n: what is your bias then?"),
        Mistake("first-k-only", lambda k, n: ([1] * k + [0] * (n - k), 0.5 - k),
                says="Your neuron looks at the first k inputs only, and wants all of them.",
                hint="Which inputs have weight 0? May any k of the n be 1?"),
        Mistake("any-of-the-first-k", lambda k, n: ([1] * k + [0] * (n - k), -0.5),
                says="Your neuron looks at the first k inputs only, and is content with one.",
                hint="Which inputs have weight 0? May any k of the n be 1?"),
        Mistake("one-is-enough", lambda k, n: ([1] * n, -0.5),
                says="One single 1 is always enough: your neuron is an OR, whatever k is.",
                hint="What is your sum with one 1, and what should it be when k is 4?",
                catalogue="D1"),
        Mistake("numbered-weights", lambda k, n: (list(range(1, n + 1)), 0.5 - k),
                says="Your weights are 1, 2, 3, …: a late input counts more than an early one.",
                hint="Should it matter which inputs are 1, or only how many?"),
        Mistake("numbered-from-zero", lambda k, n: (list(range(n)), 0.5 - k),
                says="Your weights are 0, 1, 2, …: the first input does not count at all.",
                hint="Should it matter which inputs are 1, or only how many?"),
        Mistake("never-fires", lambda k, n: ([1] * n, -n),
                says="Your neuron never fires, not even when all inputs are 1.",
                hint="What is the sum when all inputs are 1? Is any of your weights positive?"),
        Mistake("always-fires", lambda k, n: ([1] * n, 0.5),
                says="Your neuron fires always, even when all inputs are 0.",
                hint="When every input is 0, the sum is the bias. Which sign should it have?"),
        Mistake("half-weights", lambda k, n: ([0.5] * n, 0.5 - k),
                says="Your weights are halves: two ones are needed where one should do.",
                hint="What is your sum with k ones?"),
        Mistake("one-weight", lambda k, n: ([1.0], 0.5 - k),
                says="You returned a list with one weight; there are n inputs.",
                hint="How do you make a list of n ones?"),
        Mistake("k-weights", lambda k, n: ([1.0] * k, 0.5 - k),
                says="You returned k weights; there are n inputs.",
                hint="How many inputs has the neuron?"),
        Mistake("bias-among-weights", lambda k, n: ([1.0] * n + [0.5 - k], 0.0),
                says="You returned n + 1 weights: the bias stands among them.",
                hint="What comes before the comma of your return, and what after it?"),
        Mistake("weight-a-number", lambda k, n: (1.0, 0.5 - k),
                says="Your weights are one number; a list of n numbers is expected.",
                hint="How do you make a list of n ones?"),
        Mistake("bias-a-list", lambda k, n: ([1.0] * n, [0.5 - k]),
                says="Your bias stands in a list; it is one number.",
                hint="Which brackets are too many?"),
        Mistake("turned-round", lambda k, n: (0.5 - k, [1.0] * n),
                says="You returned the bias first; the weights come first.",
                hint="In which order does the text want w and b?"),
        Mistake("bias-per-weight", lambda k, n: ([1.0] * n, [0.5 - k] * n),
                says="You returned a bias for every weight; a neuron has one.",
                hint="How many biases has one neuron?", catalogue="S7"),
        Mistake("no-bias-returned", lambda k, n: [1.0] * n,
                says="You returned the weights alone, without a bias.",
                hint="Which two things does the text ask for?"),
        Mistake("half-of-k", lambda k, n: ([1] * n, -k / 2),
                says="Your bias is half of −k: the border lies at k / 2 ones.",
                hint="What is your sum with k − 1 ones, and what with k?"),
        Mistake("weights-shared", lambda k, n: ([1 / n] * n, 0.5 - k),
                says="Your weights are 1 / n, so the sum never passes 1; your border belongs to "
                     "weights of 1.",
                hint="What is your sum when all inputs are 1?"),
        Mistake("weights-doubled", lambda k, n: ([2] * n, 0.5 - k),
                says="Your weights are 2, your border belongs to weights of 1: half as many ones "
                     "are enough.",
                hint="What is your sum with k − 1 ones?"),
        Mistake("bias-per-input", lambda k, n: ([1] * n, -k / n),
                says="You divided the border by n: one single 1 is nearly enough.",
                hint="What is your sum with k − 1 ones, and what with k?"),
        Mistake("weights-k-of-n", lambda k, n: ([k / n] * n, 0.5 - k),
                says="Your weights are k / n; your border belongs to weights of 1.",
                hint="What is your sum with k ones?"),
        Mistake("small-weights", lambda k, n: ([0.5] * n, -k),
                says="Your weights are halves and your border is k: more than 2k ones are needed.",
                hint="What is your sum with k ones?"),
        Mistake("one-weight-missing", lambda k, n: ([1.0] * (n - 1), 0.5 - k),
                says="You returned n − 1 weights; there are n inputs.",
                hint="How many inputs has the neuron?"),
        Mistake("bias-alone", lambda k, n: 0.5 - k,
                says="You returned the bias alone, without weights.",
                hint="Which two things does the text ask for?"),
        Mistake("all-in-one-list", lambda k, n: [1.0] * n + [0.5 - k],
                says="You returned one list; the weights and the bias are two things: "
                     "`return w, b`.",
                hint="What stands between w and b in your return: + or a comma?"),
        Mistake("k-weights-and-edge", lambda k, n: ([1] * k, -k),
                says="You returned k weights, there are n inputs; and with all ones the sum is "
                     "exactly 0.",
                hint="How many inputs has the neuron? And is 0 above 0?"),
        Mistake("k-less-one-plus", lambda k, n: ([1.0] * n, k - 1),
                says="The sign of your bias is wrong: the more ones you want, the lower it is.",
                hint="Which sum must be above 0, and which must not?"),
    ],
    equivalents=[lambda k, n: (np.ones(n), 0.5 - k), lambda k, n: [[2] * n, 1 - 2 * k],
                 lambda k, n: ((1,) * n, 1 - k), lambda k, n: ([10.0] * n, -10 * k + 3),
                 lambda k, n: ([1 / n] * n, -(k - 0.5) / n)],
    hints=("Give every input the weight 1. What is the sum of the products, in words?",
           "The sum counts the ones. The bias must let k pass and hold k − 1 back.",
           "n weights of 1, and a bias between −k and −(k − 1)"),
    where="the bias",
    after="How far can you move your bias before an answer changes?")


# The line ----------------------------------------------------------------------------------------

def height(x1, w, b):
    """x1, w (2,), b -> the x2 at which w[0] x1 + w[1] x2 + b is exactly 0."""
    return -(w[0] * x1 + b) / w[1]


def lines(rng):
    w = (rng.choice([-1, 1], 2) * rng.uniform(0.5, 3, 2)).round(1)
    x1, b = (rng.choice([-1, 1], 2) * rng.uniform(0.6, 3, 2)).round(1)
    return float(x1), (w * [1, 1.3]).round(2).tolist(), float(b)


line_height = Exercise(
    id="2.1.height", title="Where is the line?", level="medium",
    objective="find the line at which a neuron changes its mind",
    asks="A neuron with two inputs changes its mind where `w[0] * x1 + w[1] * x2 + b` is exactly "
         "0. All such points form a line. Given `x1`, return the `x2` of the point on the line. "
         "(`w[1]` is never 0 here.)",
    reference=height,
    probes=[given("by hand", 1.0, [2.0, 4.0], -10.0), given("the line of AND", 0.25, [1, 1], -1.5),
            drawn("another neuron", lines), drawn("one more neuron", lines),
            drawn("a third neuron", lines)],
    mistakes=[
        Mistake("sign-forgotten", lambda x1, w, b: (w[0] * x1 + b) / w[1],
                says="Your result has the wrong sign: what changes sides changes its sign.",
                hint="Put your x2 into the sum: does 0 come out?"),
        Mistake("minus-on-the-first-only", lambda x1, w, b: (-w[0] * x1 + b) / w[1],
                says="The sign of the bias is wrong: a minus stands before `w[0] * x1` only.",
                hint="Which terms change sides? What does −w[0] * x1 + b leave out?"),
        Mistake("minus-on-the-bias-only", lambda x1, w, b: (w[0] * x1 - b) / w[1],
                says="The sign of `w[0] * x1` is wrong: only the bias changed its sign.",
                hint="Which terms change sides?"),
        Mistake("only-the-first-divided", lambda x1, w, b: -w[0] * x1 + -b / w[1],
                says="Only the bias is divided by `w[1]`: brackets are missing.",
                hint="Is the whole sum divided, or its last term?"),
        Mistake("brackets-missing", lambda x1, w, b: -(w[0] * x1) + b / w[1],
                says="Only the bias is divided by `w[1]`, and its sign is wrong.",
                hint="Is the whole sum divided, or its last term?"),
        Mistake("brackets-missing-plus", lambda x1, w, b: w[0] * x1 + b / w[1],
                says="Only the bias is divided by `w[1]`, and the minus is missing.",
                hint="Is the whole sum divided, or its last term?"),
        Mistake("bias-not-divided", lambda x1, w, b: -w[0] * x1 / w[1] - b,
                says="The bias is not divided by `w[1]`.",
                hint="When both sides are divided by w[1], which terms does that meet?"),
        Mistake("bias-not-divided-plus", lambda x1, w, b: -w[0] * x1 / w[1] + b,
                says="The bias is not divided by `w[1]`, and its sign is wrong.",
                hint="When both sides are divided by w[1], which terms does that meet?"),
        Mistake("slope-plus-bias", lambda x1, w, b: w[0] / w[1] * x1 + b,
                says="The minus is missing, and the bias is not divided by `w[1]`.",
                hint="Solve w[0] x1 + w[1] x2 + b = 0 for x2, one step a line."),
        Mistake("school-line", lambda x1, w, b: w[0] * x1 + b,
                says="You treated `w[0]` as the slope and `b` as the height, as in y = m x + b; "
                     "`w[1]` is missing.",
                hint="Which number multiplies x2 in the sum?"),
        Mistake("not-divided", lambda x1, w, b: -(w[0] * x1 + b),
                says="`w[1]` is missing: it multiplies x2, so you must divide by it.",
                hint="Which number multiplies x2 in the sum?"),
        Mistake("multiplied", lambda x1, w, b: -(w[0] * x1 + b) * w[1],
                says="You multiplied by `w[1]` instead of dividing.",
                hint="w[1] x2 = something. How do you get x2 alone?"),
        Mistake("subtracted", lambda x1, w, b: -(w[0] * x1 + b) - w[1],
                says="You subtracted `w[1]`; it multiplies x2, so you must divide by it.",
                hint="w[1] x2 = something. How do you get x2 alone?"),
        Mistake("weights-swapped", lambda x1, w, b: -(w[1] * x1 + b) / w[0],
                says="The two weights are swapped: `w[0]` belongs to x1.",
                hint="Which weight multiplies x1 in the sum?"),
        Mistake("divided-by-the-first", lambda x1, w, b: -(w[0] * x1 + b) / w[0],
                says="You divided by `w[0]`; x2 is multiplied by `w[1]`.",
                hint="Which number multiplies x2 in the sum?"),
        Mistake("solved-for-x1", lambda x1, w, b: -(w[1] * x1 + b) / w[1],
                says="You used `w[1]` twice; x1 is multiplied by `w[0]`.",
                hint="Which weight multiplies x1 in the sum?"),
        Mistake("bias-forgotten", lambda x1, w, b: -w[0] * x1 / w[1],
                says="The bias is missing: your line always goes through the origin.",
                hint="Where is your line at x1 = 0, whatever b is?", catalogue="D1"),
        Mistake("bias-forgotten-sign", lambda x1, w, b: w[0] * x1 / w[1],
                says="The bias is missing, and so is the minus.",
                hint="Where is your line at x1 = 0, whatever b is?"),
        Mistake("slope-upside-down", lambda x1, w, b: -(w[1] / w[0] * x1 + b / w[1]),
                says="Your slope is upside down: `w[1] / w[0]` for `w[0] / w[1]`.",
                hint="What happens to w[0] x1 when everything is divided by w[1]?"),
        Mistake("input-forgotten", lambda x1, w, b: -(w[0] + b) / w[1],
                says="`x1` is missing from your sum.", hint="What does w[0] multiply?"),
        Mistake("weight-forgotten", lambda x1, w, b: -(x1 + b) / w[1],
                says="`w[0]` is missing from your sum.", hint="What does x1 get multiplied by?"),
        Mistake("only-the-bias", lambda x1, w, b: -b / w[1],
                says="Your line does not depend on x1: it is flat.",
                hint="Where does x1 enter?"),
        Mistake("slope", lambda x1, w, b: -w[0] / w[1],
                says="You returned the slope of the line; its height at x1 is asked for.",
                hint="Where do x1 and b enter?"),
        Mistake("the-sum-there", lambda x1, w, b: w[0] * x1 + w[1] * x1 + b,
                says="You computed the neuron's sum at (x1, x1); asked is where it is 0.",
                hint="Which number is known here: x2, or the sum?"),
        Mistake("upside-down", lambda x1, w, b: -w[1] / (w[0] * x1 + b),
                says="Your fraction is upside down.",
                hint="w[1] x2 = something. How do you get x2 alone?"),
        Mistake("cut", lambda x1, w, b: -(w[0] * x1 + b) // w[1],
                says="You rounded down: // where / is meant.", hint="Is that // or /?"),
        Mistake("the-point", lambda x1, w, b: (x1, -(w[0] * x1 + b) / w[1]),
                says="You returned the whole point; only its x2 is asked for.",
                hint="What does the text ask for?"),
        Mistake("bias-below", lambda x1, w, b: -(w[0] * x1) / (w[1] + b),
                says="The bias went below the fraction: it is no factor of x2.",
                hint="What does w[1] multiply, and what does b?"),
        Mistake("added-not-multiplied", lambda x1, w, b: -(w[0] + x1 + b) / w[1],
                says="You added `w[0]` and x1; they are multiplied.",
                hint="What does w[0] do to x1?"),
        Mistake("crossing", lambda x1, w, b: -b / w[0],
                says="Your result is where the line crosses the other axis; it does not "
                     "depend on x1.",
                hint="Where does x1 enter?"),
        Mistake("weights-swapped-plain-bias", lambda x1, w, b: -w[1] / w[0] * x1 - b,
                says="The slope is upside down, and the bias is not divided.",
                hint="When both sides are divided by w[1], which terms does that meet?"),
        Mistake("wrong-weight-not-divided", lambda x1, w, b: -(w[1] * x1 + b),
                says="You used `w[1]` for x1, and divided by nothing.",
                hint="Which weight multiplies x1, and which one x2?"),
        Mistake("weights-swapped-no-sign", lambda x1, w, b: (w[1] * x1 + b) / w[0],
                says="The two weights are swapped, and the minus is missing.",
                hint="Which weight multiplies x1? Which terms change sides?"),
        Mistake("upside-down-plus", lambda x1, w, b: -w[1] / w[0] * x1 + b,
                says="The slope is upside down, and the bias is neither divided nor negative.",
                hint="Solve w[0] x1 + w[1] x2 + b = 0 for x2, one step a line."),
        Mistake("weights-swapped-terms", lambda x1, w, b: w[0] * x1 + w[1],
                says="You took `w[1]` for the height of the line; the bias is missing.",
                hint="Which number multiplies x2 in the sum?"),
        Mistake("rounded", lambda x1, w, b: round(-(w[0] * x1 + b) / w[1]),
                says="You rounded the result to a whole number.",
                hint="Which round() throws the decimals away?"),
    ],
    equivalents=[lambda x1, w, b: (-w[0] * x1 - b) / w[1],
                 lambda x1, w, b: -w[0] / w[1] * x1 - b / w[1],
                 lambda x1, w, b: neuron([x1, 0], w, b) / -w[1],
                 lambda x1, w, b: np.divide(w[0] * x1 + b, -w[1]),
                 lambda x1, w, b: float(np.linalg.solve([[1, 0], w], [x1, -b])[1])],
    hints=("What is the neuron's sum on the line?",
           "w[0] x1 + w[1] x2 + b = 0. Bring all but w[1] x2 to the other side.",
           "w[1] x2 = −(w[0] x1 + b); divide by w[1]"),
    where="the line that divides",
    after="Double w and b together: what happens to the line?")

EXERCISES = [threshold, line_height]
