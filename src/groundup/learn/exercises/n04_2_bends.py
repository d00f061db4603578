"""Exercises of 4.2, continued: tanh repaired, a leak, GELU, dead neurons, and a long chain."""

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
                says="Below 0 your slope is 0: the leak is forgotten, and that is plain ReLU.",
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


# GELU --------------------------------------------------------------------------------------------

def gelu(x):
    """x: an array of any shape -> GELU in its tanh form, same shape."""
    inner = np.sqrt(2 / np.pi) * (x + 0.044715 * x ** 3)
    return 0.5 * x * (1 + np.tanh(inner))


ROOT = math.sqrt(2 / math.pi)


def share(x, root=ROOT, cubic=0.044715, power=3):
    return 1 + np.tanh(root * (x + cubic * x ** power))


gelu_form = Exercise(
    id="4.2.gelu", title="The bend of GPT-2", level="medium",
    objective="turn a formula with nested brackets into code",
    asks="Write GELU in the **tanh form**, which GPT-2 was trained with, for an array of any "
         "shape:\n\n"
         "$$\\tfrac12\\, x \\left(1 + \\tanh\\left[\\sqrt{2/\\pi}\\;(x + 0.044715\\, x^3)\\right]"
         "\\right)$$",
    header="import numpy as np", reference=gelu, probes=BOTH_SIGNS,
    conventions=[
        Mistake("exact", lambda x: x * np.vectorize(lambda v: 0.5 * (
                    1 + math.erf(v / math.sqrt(2))))(x),
                says="You used the other convention: the exact GELU, with the error function. "
                     "BERT has it; it differs from the tanh form by less than 0.001.",
                hint="Which formula is asked for here?", catalogue="A18"),
        Mistake("quick", lambda x: x * sigma(1.702 * x),
                says="You used a third convention: the quick GELU, x · sigmoid(1.702 x). It "
                     "differs from the tanh form by up to 0.02.",
                hint="Which formula is asked for here?", catalogue="A18")],
    mistakes=[
        Mistake("half-missing", lambda x: x * share(x),
                says="The ½ is missing: your result is twice the right one.",
                hint="What should GELU give for 100: 100, or 200?"),
        Mistake("x-missing", lambda x: 0.5 * share(x),
                says="The factor x is missing: you return the share that passes, from 0 to 1.",
                hint="What should GELU give for 100?"),
        Mistake("square-for-cube", lambda x: 0.5 * x * share(x, power=2),
                says="You squared x inside the brackets; the cube is asked.",
                hint="Which power stands behind 0.044715?"),
        Mistake("cube-missing", lambda x: 0.5 * x * share(x, power=1),
                says="The cube is missing: 0.044715 multiplies x itself.",
                hint="Which power stands behind 0.044715?"),
        Mistake("cubic-term-missing", lambda x: 0.5 * x * share(x, cubic=0),
                says="The term with x³ is missing.",
                hint="Count the terms inside the round brackets."),
        Mistake("decimal-slipped", lambda x: 0.5 * x * share(x, cubic=0.44715),
                says="A decimal slipped: 0.44715 for 0.044715.",
                hint="Count the zeros of the small constant."),
        Mistake("minus-cubic", lambda x: 0.5 * x * share(x, cubic=-0.044715),
                says="You subtracted the term with x³.", hint="x plus, or x minus?"),
        Mistake("root-missing", lambda x: 0.5 * x * share(x, root=2 / math.pi),
                says="The square root of 2/π is missing.",
                hint="What stands in front of the round brackets?"),
        Mistake("root-upside-down", lambda x: 0.5 * x * share(x, root=math.sqrt(math.pi / 2)),
                says="You took the root of π/2 instead of 2/π.",
                hint="Which stands above: 2, or π?"),
        Mistake("root-of-two-only", lambda x: 0.5 * x * share(x, root=math.sqrt(2) / math.pi),
                says="Only the 2 is under your root: √2 / π instead of √(2/π).",
                hint="How far does the root reach?"),
        Mistake("root-of-two-pi", lambda x: 0.5 * x * share(x, root=1 / math.sqrt(2 * math.pi)),
                says="Your constant is half of √(2/π): it is 1/√(2π), or you took the sigmoid of u "
                     "where ½ (1 + tanh u) is the sigmoid of 2u.",
                hint="Which fraction stands under the root?"),
        Mistake("one-missing", lambda x: 0.5 * x * (share(x) - 1),
                says="The 1 + in front of tanh is missing.",
                hint="What should GELU give for −100?"),
        Mistake("one-minus", lambda x: 0.5 * x * (2 - share(x)),
                says="You wrote 1 − tanh: positive numbers vanish and negative ones pass.",
                hint="What should GELU give for 100?"),
        Mistake("root-reaches-too-short", lambda x: 0.5 * x * (1 + np.tanh(
                    ROOT * x + 0.044715 * x ** 3)),
                says="The root multiplies only x, not the term with x³: round brackets are "
                     "missing.",
                hint="What does the root multiply?"),
        Mistake("cube-of-the-whole", lambda x: 0.5 * x * (1 + np.tanh(
                    ROOT * (x + 0.044715 * x) ** 3)),
                says="You cubed the whole bracket; only x is cubed.",
                hint="How far does the power reach?"),
        Mistake("one-inside-tanh", lambda x: 0.5 * x * np.tanh(
                    1 + ROOT * (x + 0.044715 * x ** 3)),
                says="The 1 went into the tanh.",
                hint="Which bracket closes behind tanh's argument?"),
        Mistake("x-inside", lambda x: 0.5 * (1 + x * (share(x) - 1)),
                says="The x stands inside the outer brackets: it multiplies tanh alone.",
                hint="What does x multiply: tanh, or 1 + tanh?"),
        Mistake("brackets-open", lambda x: 0.5 * x * 1 + np.tanh(
                    ROOT * (x + 0.044715 * x ** 3)),
                says="The outer brackets are missing: ½ x · 1 + tanh(…).",
                hint="What does ½ x multiply?"),
        Mistake("sigmoid-for-tanh", lambda x: 0.5 * x * (1 + sigma(
                    ROOT * (x + 0.044715 * x ** 3))),
                says="You took the sigmoid where tanh is due.",
                hint="Which squash runs from −1 to 1?"),
        Mistake("plain-tanh", lambda x: 0.5 * x * (1 + np.tanh(x)),
                says="You put x itself into tanh.",
                hint="What stands in the square brackets?"),
        Mistake("silu", lambda x: x * sigma(x),
                says="You return SiLU, x · sigmoid(x).",
                hint="What stands in the square brackets?"),
        Mistake("relu", lambda x: np.maximum(x, 0),
                says="You return ReLU.", hint="What should GELU give for −0.5: 0, or −0.15?"),
        Mistake("two-decimals-slipped", lambda x: 0.5 * x * share(x, cubic=0.0044715),
                says="A decimal slipped: 0.0044715 for 0.044715.",
                hint="Count the zeros of the small constant."),
        Mistake("tan", lambda x: 0.5 * x * (1 + np.tan(ROOT * (x + 0.044715 * x ** 3))),
                says="You took tan; tanh is a letter longer.",
                hint="np.tan or np.tanh?"),
        Mistake("constant-cubed", lambda x:
                0.5 * x * (1 + np.tanh(ROOT * (x + (0.044715 * x) ** 3))),
                says="You cubed the constant along with x.",
                hint="How far does the power reach?"),
        Mistake("root-left-out", lambda x: 0.5 * x * share(x, root=1),
                says="The factor √(2/π) is missing.",
                hint="What stands in front of the round brackets?"),
        Mistake("x-left-out", lambda x: 0.5 * x * (1 + np.tanh(ROOT * 0.044715 * x ** 3)),
                says="The plain x in the round brackets is missing.",
                hint="Count the terms inside the round brackets."),
        Mistake("one-for-x", lambda x: 0.5 * x * (1 + np.tanh(ROOT * (1 + 0.044715 * x ** 3))),
                says="A 1 stands in the round brackets where x is due.",
                hint="Count the terms inside the round brackets."),
        Mistake("tanh-of-the-root", lambda x:
                0.5 * x * (1 + np.tanh(ROOT) * (x + 0.044715 * x ** 3)),
                says="Your tanh sees only √(2/π); its bracket closes too early.",
                hint="Which bracket closes behind tanh's argument?"),
        Mistake("x-added", lambda x: 0.5 * (x + share(x) - 1),
                says="You added tanh to x; x multiplies 1 + tanh.",
                hint="What does x multiply?"),
        Mistake("root-of-two-times-pi", lambda x: 0.5 * x * share(x, root=math.sqrt(2 * math.pi)),
                says="You took √(2π); under the root stands the fraction 2/π.",
                hint="Is it 2 times π, or 2 divided by π?"),
        Mistake("factored-wrongly", lambda x:
                0.5 * x * (1 + np.tanh(ROOT * x * (1 + 0.044715 * x ** 3))),
                says="With x in front of the bracket, x² is left inside, not x³.",
                hint="What is x³ divided by x?"),
        Mistake("erf-unscaled", lambda x: 0.5 * x * (1 + np.vectorize(math.erf)(x)),
                says="You used the error function of x; the exact GELU has x / √2, and here tanh "
                     "is asked.",
                hint="Which formula is asked for here?", catalogue="A18"),
        Mistake("x-squared", lambda x: 0.5 * x * x * share(x),
                says="There is an x too many in front.",
                hint="What should GELU give for 100?"),
    ],
    equivalents=[lambda x: x * sigma(2 * np.sqrt(2 / np.pi) * (x + 0.044715 * x ** 3)),
                 lambda x: x / 2 + x / 2 * np.tanh(np.sqrt(2 / np.pi) * x * (
                     1 + 0.044715 * x * x)),
                 lambda x: np.vectorize(lambda v: 0.5 * v * (1 + math.tanh(
                     ROOT * (v + 0.044715 * v ** 3))))(x),
                 lambda x: 0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * np.power(x, 3))))],
    hints=("Which part can be computed first, and given a name?",
           "Begin inside: the round brackets, then the root in front of them, then tanh.",
           "inner = root of (2/π), times (x + 0.044715 · x³); half of x, times (1 + tanh(inner))"),
    where="the brackets",
    after="Where is GELU smallest? Look between −1 and 0.")


EXERCISES = [tanh_repair, leak, gelu_form]
