"""Exercise of 4.2: GELU, a formula with nested brackets."""

import math

import numpy as np

from groundup.learn.exercise import Exercise, Mistake
from groundup.learn.exercises.n04_2_bends import BOTH_SIGNS, sigma

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
        Mistake("three-times", lambda x: 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (
                    x + 0.044715 * x * 3))),
                says="You multiplied x by 3; the cube is asked.",
                hint="x * 3 or x ** 3?"),
        Mistake("constant-added", lambda x: 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (
                    x + 0.044715 + x ** 3))),
                says="You added 0.044715; it multiplies x³.",
                hint="Which sign stands between 0.044715 and x³?"),
        Mistake("two-forgotten", lambda x: 0.5 * x * (1 + np.tanh(np.sqrt(1 / np.pi) * (
                    x + 0.044715 * x ** 3))),
                says="The 2 under the root is missing: √(1/π) for √(2/π).",
                hint="What stands under the root?"),
        Mistake("rough-pi", lambda x: 0.5 * x * (1 + np.tanh(np.sqrt(2 / 3.14) * (
                    x + 0.044715 * x ** 3))),
                says="Your π is 3.14.", hint="Which constant of NumPy is π?"),
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


EXERCISES = [gelu_form]
