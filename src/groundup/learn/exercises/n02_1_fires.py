"""An exercise of 2.1, single neuron: from the weighted sum to a yes or no."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n02_1 import dot, neuron

# Yes or no ---------------------------------------------------------------------------------------

def fires(x, w, b):
    """x (n,), w (n,), b -> 1 if the weighted sum plus bias is above 0, else 0."""
    if neuron(x, w, b) > 0:
        return 1
    return 0


def on_each(answer, points, w, b):
    return [answer(x, w, b) for x in points]


def judged_too_soon(x, w, b):
    total = b
    for value, weight in zip(x, w):
        total += value * weight
        if total > 0:
            return 1
    return 0


def some_points(count, size):
    """Points whose sums lie on both sides of 0, some near it, some far."""
    def draw(rng):
        w = (rng.choice([-1, 1], size) * rng.uniform(0.5, 2, size)).round(1)
        b = round(float(rng.choice([-1, 1]) * rng.uniform(1, 2)), 1)
        x = rng.normal(0, 1, (count, size))
        wanted = rng.permutation([-7.1, 6.8, *np.linspace(-2.2, 2.3, count - 2)])     # the sums
        x += ((wanted - b - x @ w) / (w @ w))[:, None] * w
        return x.round(2).tolist(), w.tolist(), b
    return draw


yes_or_no = Exercise(
    id="2.1.fires", title="Does it fire?", level="easy",
    objective="turn a weighted sum into a yes or no",
    asks="Return 1 (the neuron *fires*: yes) if the weighted sum plus bias is above 0, otherwise "
         "0. Exactly 0 is a no. You may call your `neuron`.",
    reference=fires, needs=("2.1.neuron",), run=on_each,
    probes=[given("four points by hand", [[0, 0], [2, 0], [0, 2], [2, 2]], [1, 1], -3),
            given("sums just above and just below 0",
                  [[0.3, 1.0], [0.1, 1.0], [-0.2, 1.0], [0.9, 1.0], [-1.4, 1.0]],
                  [1.0, 2.0], -2.0),
            given("a sum of exactly 0", [[1.0, 1.0], [4.0, 1.0], [-2.0, 1.0]], [1.0, 2.0], -3.0),
            drawn("sixteen points", some_points(16, 3)),
            drawn("nineteen points", some_points(19, 4))],
    mistakes=[
        Mistake("sum-itself", lambda x, w, b: neuron(x, w, b),
                says="You returned the sum itself; expected is 1 or 0.",
                hint="Where do you compare the sum with 0?"),
        Mistake("turned-round", lambda x, w, b: 0 if neuron(x, w, b) > 0 else 1,
                says="Your yes and no are swapped.",
                hint="A sum of 5 is above 0: what should come out?"),
        Mistake("below-zero", lambda x, w, b: int(neuron(x, w, b) < 0),
                says="Your neuron fires when the sum is below 0.",
                hint="Which way round is your comparison?"),
        Mistake("below-or-zero-with-minus", lambda x, w, b: int(neuron(x, w, b) >= 0) - 1,
                says="You returned 0 for yes and −1 for no.",
                hint="Which two numbers does the text ask for?"),
        Mistake("bias-forgotten", lambda x, w, b: int(dot(x, w) > 0),
                says="The bias is missing: you compare the bare dot product with 0.",
                hint="Where does b enter?", catalogue="D1"),
        Mistake("compared-with-the-bias", lambda x, w, b: int(dot(x, w) > b),
                says="You compare the dot product with b: that is the same as subtracting the "
                     "bias.",
                hint="Above which number must dot + b be? And above which number dot alone?"),
        Mistake("one-too-much-bias", lambda x, w, b: int(neuron(x, w, b) + b > 0),
                says="The bias counts twice: `neuron` has added it already.",
                hint="What does your neuron return?"),
        Mistake("bias-in-every-round", lambda x, w, b: int(dot(x, w) + len(x) * b > 0),
                says="The bias counts once for every product (or the products are averaged).",
                hint="Once per neuron or once per product?", catalogue="S7"),
        Mistake("border-at-a-half", lambda x, w, b: int(neuron(x, w, b) > 0.5),
                says="Your border is 0.5, not 0: it is compared with 0.5, or rounded before.",
                hint="Is 0.3 above 0? And what is round(0.3)?"),
        Mistake("border-at-one", lambda x, w, b: int(neuron(x, w, b) > 1),
                says="Your border is 1, not 0.", hint="Which number does the text name?"),
        Mistake("from-one-on", lambda x, w, b: int(neuron(x, w, b) >= 1),
                says="You say yes from 1 on; the border is 0.",
                hint="What does int() do to 0.7? And is 0.7 above 0?"),
        Mistake("minus-one-for-no", lambda x, w, b: 1 if neuron(x, w, b) > 0 else -1,
                says="You returned −1 for no; 0 is expected.",
                hint="Which two numbers does the text ask for?"),
        Mistake("the-sign", lambda x, w, b: float(np.sign(neuron(x, w, b))),
                says="You returned the sign: −1 for no; 0 is expected.",
                hint="Which two numbers does the text ask for?"),
        Mistake("anything-but-zero", lambda x, w, b: 1 if neuron(x, w, b) else 0,
                says="You say yes to every sum that is not 0, also to negative ones.",
                hint="`if z` asks whether z differs from 0. What do you want to ask?"),
        Mistake("nothing-for-no", lambda x, w, b: 1 if neuron(x, w, b) > 0 else None,
                says="For no, nothing comes back: None.",
                hint="What does your function return when the if is not true?"),
        Mistake("a-word", lambda x, w, b: "yes" if neuron(x, w, b) > 0 else "no",
                says="You returned a word; the number 1 or 0 is expected.",
                hint="Which two numbers does the text ask for?"),
        Mistake("negatives-cut", lambda x, w, b: max(0, neuron(x, w, b)),
                says="You cut negative sums off at 0, but yes should always be 1.",
                hint="What should come out of a sum of 5?"),
        Mistake("any-product", lambda x, w, b: int(any(v * u + b > 0 for v, u in zip(x, w))),
                says="You say yes as soon as one product plus bias is above 0.",
                hint="What is compared with 0: each product, or their sum?"),
        Mistake("any-product-no-bias", lambda x, w, b: int(any(v * u > 0 for v, u in zip(x, w))),
                says="You say yes as soon as one product is above 0.",
                hint="What is compared with 0: each product, or their sum?"),
        Mistake("all-products", lambda x, w, b: int(all(v * u + b > 0 for v, u in zip(x, w))),
                says="You ask whether every product plus bias is above 0.",
                hint="What is compared with 0: each product, or their sum?"),
        Mistake("first-product", lambda x, w, b: int(x[0] * w[0] + b > 0),
                says="Only the first product decides.",
                hint="How far to the right does your return stand?"),
        Mistake("last-product", lambda x, w, b: int(x[-1] * w[-1] + b > 0),
                says="Only the last product decides.",
                hint="Does each round add to the total, or replace it?"),
        Mistake("weights-ignored", lambda x, w, b: int(sum(x) + b > 0),
                says="You compare the plain sum of the inputs plus bias: no weights.",
                hint="Where does w enter?"),
        Mistake("added-pairs", lambda x, w, b: int(sum(x) + sum(w) + b > 0),
                says="You added weights to inputs instead of multiplying.",
                hint="What should come of an input whose weight is 0?", catalogue="S2"),
        Mistake("size-only", lambda x, w, b: int(abs(dot(x, w)) + b > 0),
                says="You dropped the sign of the dot product.",
                hint="What does a negative sum mean to the neuron?"),
        Mistake("always-yes", lambda x, w, b: 1,
                says="Your neuron says yes to everything.",
                hint="Does your comparison reach the return?"),
        Mistake("in-a-list", lambda x, w, b: [int(neuron(x, w, b) > 0)],
                says="Your 1 or 0 stands in a list; the bare number is expected.",
                hint="Which brackets are too many?"),
        Mistake("as-text", lambda x, w, b: str(int(neuron(x, w, b) > 0)),
                says="You returned a text, \"1\" or \"0\"; a number is expected.",
                hint="Which quotation marks are too many?"),
        Mistake("list-times-list", lambda x, w, b: int(sum(x * w) + b > 0),
                says="Python cannot multiply a list by a list.",
                hint="Which function of yours makes the weighted sum?", catalogue="S9"),
        Mistake("bias-left-out-of-the-call", lambda x, w, b: int(neuron(x, w) > 0),
                says="`neuron` was called without the bias.",
                hint="How many arguments does your neuron take?"),
        Mistake("cut-to-a-whole-number", lambda x, w, b: int(neuron(x, w, b)),
                says="You cut the sum to a whole number; expected is 1 or 0.",
                hint="Where do you compare the sum with 0?"),
        Mistake("squeezed", lambda x, w, b: min(1, max(0, neuron(x, w, b))),
                says="You cut the sum off at 0 and at 1: 0.3 stays 0.3, but it is a yes.",
                hint="Which two numbers can come out?"),
        Mistake("smooth", lambda x, w, b: 1 / (1 + np.exp(-neuron(x, w, b))),
                says="You returned a number between 0 and 1; expected is 1 or 0.",
                hint="Which two numbers can come out?"),
        Mistake("each-product", lambda x, w, b: [int(v * u > 0) for v, u in zip(x, w)],
                says="You answered for every product; the neuron gives one answer.",
                hint="What is compared with 0: each product, or their sum?"),
        Mistake("plain-sum", lambda x, w, b: int(sum(x) > 0),
                says="You compare the plain sum of the inputs with 0: no weights, no bias.",
                hint="Where do w and b enter?"),
        Mistake("all-inputs", lambda x, w, b: int(all(v > 0 for v in x)),
                says="You ask whether all inputs are above 0.",
                hint="Where do w and b enter?"),
        Mistake("bias-multiplied", lambda x, w, b: int(dot(x, w) * b > 0),
                says="You multiplied by the bias; it is added.",
                hint="Which sign stands before b?"),
        Mistake("border-at-minus-one", lambda x, w, b: int(neuron(x, w, b) > -1),
                says="Your border is −1, not 0.",
                hint="Which number does the text name?"),
        Mistake("answer-and-sum", lambda x, w, b: (int(neuron(x, w, b) > 0), neuron(x, w, b)),
                says="You returned the sum, too; only 1 or 0 is expected.",
                hint="What does the text ask for?"),
        Mistake("cut-and-no-negatives", lambda x, w, b: max(0, int(neuron(x, w, b))),
                says="You cut the sum to a whole number and its negatives to 0; yes should always "
                     "be 1.",
                hint="Is 0.3 above 0? And what is int(0.3)?"),
        Mistake("squashed-and-rounded", lambda x, w, b: np.tanh(neuron(x, w, b)),
                says="You returned a number between −1 and 1; expected is 1 or 0.",
                hint="Which two numbers can come out?"),
        Mistake("judged-too-soon", judged_too_soon,
                says="You say yes as soon as the total is above 0 on the way; later products may "
                     "pull it down again.",
                hint="Is the sum complete where you compare?"),
    ],
    conventions=[
        Mistake("yes-at-zero", lambda x, w, b: int(neuron(x, w, b) >= 0),
                says="You used the other convention: a sum of exactly 0 is a yes. Some books do; "
                     "here it is a no.",
                hint="> or >=?")],
    equivalents=[lambda x, w, b: neuron(x, w, b) > 0, lambda x, w, b: int(dot(x, w) > -b),
                 lambda x, w, b: np.heaviside(np.dot(x, w) + b, 0),
                 lambda x, w, b: 0 if neuron(x, w, b) <= 0 else 1,
                 lambda x, w, b: np.where(np.dot(x, w) + b > 0, 1, 0)],
    hints=("Which two numbers can come out, and what decides?",
           "Compute the sum with your neuron, then compare it with 0.",
           "if neuron(x, w, b) > 0: return 1; otherwise return 0"),
    where="the line that compares",
    after="What does it say to a list of zeros?")

EXERCISES = [yes_or_no]
