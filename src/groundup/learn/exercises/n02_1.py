"""Exercises of 2.1, single neuron: a weighted sum, a bias, and an answer."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given


def dot(x, w):
    return sum(value * weight for value, weight in zip(x, w))


def with_bias(count):
    """Inputs, weights and a bias, of both signs, with one decimal."""
    def draw(rng):
        x, w = (rng.normal(0, 2, count).round(1).tolist() for _ in range(2))
        return x, w, round(rng.normal(0, 3), 1) or 0.7
    return draw


# The first guess ---------------------------------------------------------------------------------

guess_bias = Exercise(
    id="2.1.guess-bias", title="What will one number do?", level="guess",
    objective="predict what a bias does to a neuron",
    asks="The neuron says yes when its score is above 0. Now you add the same number, −1.33, to "
         "every score, before the question is put. What happens to its answers? Write `\"fewer\"` "
         "(it says yes to fewer pictures), `\"same\"` or `\"more\"`.",
    reference="fewer", choices=("fewer", "same", "more"),
    mistakes=[
        Mistake("more", "more", says="A score of 0.5 was a yes. With −1.33 added it is −0.83.",
                hint="Which scores rise above 0 when all of them fall?"),
        Mistake("same", "same", says="The order of the scores stays, but the border at 0 does not "
                "move with them.",
                hint="A score of 0.5 is a yes. What becomes of it?"),
    ],
    hints=("What becomes of a score of 0.5?", "The scores move; where does the border stay?",
           "All scores fall by 1.33, so fewer of them are above 0."))


# The weighted sum plus bias ----------------------------------------------------------------------

def neuron(x, w, b):
    """x (n,), w (n,), b a number -> the weighted sum of x, plus the bias: a number."""
    total = 0.0
    for value, weight in zip(x, w):
        total += value * weight
    return total + b


def from_the_bias(x, w, b):
    total = b
    for i in range(len(x)):
        total = total + w[i] * x[i]
    return total


def no_zip(x, w, b):
    total = 0
    for value, weight in x, w:
        total += value * weight
    return total + b


def value_as_index(x, w, b):
    total = 0
    for i in x:
        total += x[i] * w[i]
    return total + b


weighted_sum = Exercise(
    id="2.1.neuron", title="Weighted sum plus bias", level="easy",
    objective="compute what a neuron computes",
    asks="`x` and `w` are two lists of the same length: inputs and weights. Multiply each input by "
         "its weight, add up the products, and add the bias `b`, which is one number. Return the "
         "result: one number, not yet a yes or no.",
    reference=neuron,
    probes=[given("two inputs by hand", [2, 3], [10, -1], 5),
            given("three inputs, a negative bias", [0.5, -2.0, 4.0], [3.0, 1.5, 0.5], -2.5),
            drawn("five inputs", with_bias(5)), drawn("eight inputs", with_bias(8))],
    mistakes=[
        Mistake("bias-forgotten", lambda x, w, b: dot(x, w),
                says="The bias is missing: your result is the dot product alone.",
                hint="Feed zeros: what should come out?", catalogue="D1"),
        Mistake("bias-in-every-round", lambda x, w, b: dot(x, w) + len(x) * b,
                says="You added the bias to every product: it counts as often as there are inputs.",
                hint="Once per neuron or once per product?", catalogue="S7"),
        Mistake("bias-twice", lambda x, w, b: dot(x, w) + 2 * b,
                says="You added the bias twice.",
                hint="Does your total begin at b, and is b added at the end, too?"),
        Mistake("bias-subtracted", lambda x, w, b: dot(x, w) - b,
                says="You subtracted the bias; it is added.",
                hint="Which sign stands before b?"),
        Mistake("sum-subtracted", lambda x, w, b: b - dot(x, w),
                says="You subtracted the products from the bias; they are added to it.",
                hint="Which sign stands before each product?"),
        Mistake("bias-multiplied", lambda x, w, b: dot(x, w) * b,
                says="You multiplied by the bias; it is added.",
                hint="With a bias of 0, should every sum become 0?"),
        Mistake("bias-added-to-inputs", lambda x, w, b: dot([v + b for v in x], w),
                says="You added the bias to every input, before the weights.",
                hint="Which comes first: the products, or the bias?"),
        Mistake("bias-added-to-weights", lambda x, w, b: dot(x, [v + b for v in w]),
                says="You added the bias to every weight.",
                hint="Which comes first: the products, or the bias?"),
        Mistake("bias-only", lambda x, w, b: b,
                says="Your result is the bias alone.",
                hint="Does each round add to the total, and do you return the total?"),
        Mistake("added-pairs", lambda x, w, b: sum(x) + sum(w) + b,
                says="You added each input to its weight instead of multiplying.",
                hint="What should come of an input whose weight is 0?", catalogue="S2"),
        Mistake("added-pairs-no-bias", lambda x, w, b: sum(x) + sum(w),
                says="You added each input to its weight instead of multiplying, and the bias is "
                     "missing.",
                hint="What should come of an input whose weight is 0?"),
        Mistake("every-with-every", lambda x, w, b: sum(x) * sum(w) + b,
                says="You multiplied the sum of the inputs by the sum of the weights.",
                hint="Which weight belongs to the first input?"),
        Mistake("last-pair-only", lambda x, w, b: x[-1] * w[-1] + b,
                says="Only the last product counts in your result.",
                hint="Does each round add to the total, or replace it?"),
        Mistake("first-pair-only", lambda x, w, b: x[0] * w[0] + b,
                says="Only the first product counts: the function returns in the first round.",
                hint="How far to the right does your return stand?"),
        Mistake("last-pair-no-bias", lambda x, w, b: x[-1] * w[-1],
                says="Your result is the last product alone, without the bias.",
                hint="Does each round add to the total, or replace it?"),
        Mistake("first-pair-no-bias", lambda x, w, b: x[0] * w[0],
                says="Your result is the first product alone, without the bias.",
                hint="How far to the right does your return stand?"),
        Mistake("first-skipped", lambda x, w, b: dot(x[1:], w[1:]) + b,
                says="The first product is missing.",
                hint="Which index does your loop begin with?"),
        Mistake("last-skipped", lambda x, w, b: dot(x[:-1], w[:-1]) + b,
                says="The last product is missing.",
                hint="range(n) ends at n − 1. What does range(n − 1) end at?"),
        Mistake("not-added", lambda x, w, b: [v * u for v, u in zip(x, w)],
                says="You return the list of the products; neither their sum nor the bias is done.",
                hint="What does the text ask for: a list, or one number?", catalogue="S2"),
        Mistake("bias-on-each-not-added", lambda x, w, b: [v * u + b for v, u in zip(x, w)],
                says="You return a list: each product with the bias. Their sum is missing, and the "
                     "bias belongs to the sum.",
                hint="How many numbers does one neuron give?", catalogue="S7"),
        Mistake("sum-and-bias-apart", lambda x, w, b: (dot(x, w), b),
                says="You return the sum and the bias side by side; they are to be added.",
                hint="Is there a comma where a + is meant?"),
        Mistake("averaged", lambda x, w, b: dot(x, w) / len(x) + b,
                says="You averaged the products; their sum is asked for.",
                hint="Is anything divided in a weighted sum plus bias?"),
        Mistake("all-averaged", lambda x, w, b: (dot(x, w) + b) / len(x),
                says="You divided the result by the number of inputs.",
                hint="Is anything divided in a weighted sum plus bias?"),
        Mistake("divided-by-weights", lambda x, w, b: dot(x, w) / sum(w) + b,
                says="You divided by the sum of the weights: that is a weighted average.",
                hint="Is anything divided in a weighted sum plus bias?"),
        Mistake("starts-at-one", lambda x, w, b: 1 + dot(x, w) + b,
                says="Your result is too large by exactly 1.",
                hint="What is the total before the first round?"),
        Mistake("answered-already", lambda x, w, b: 1 if dot(x, w) + b > 0 else 0,
                says="You answered yes or no already; the sum itself is asked for.",
                hint="What should come out of 2 · 10 + 3 · (−1) + 5?"),
        Mistake("negatives-cut", lambda x, w, b: max(0, dot(x, w) + b),
                says="You cut negative results off at 0.", hint="May a weighted sum be negative?"),
        Mistake("sign-dropped", lambda x, w, b: abs(dot(x, w) + b),
                says="You dropped the sign of the result.", hint="May a weighted sum be negative?"),
        Mistake("signs-dropped", lambda x, w, b: sum(abs(v * u) for v, u in zip(x, w)) + b,
                says="You dropped the signs of the products.",
                hint="What does a negative weight do to the sum?"),
        Mistake("backwards", lambda x, w, b: dot(x, w[::-1]) + b,
                says="You paired the first input with the last weight.",
                hint="Do both lists run in the same direction?"),
        Mistake("one-place-off", lambda x, w, b: sum(v * w[i - 1] for i, v in enumerate(x)) + b,
                says="Each input meets the weight of its neighbour.",
                hint="Are the two indices of a product the same?"),
        Mistake("inputs-squared", lambda x, w, b: dot(x, x) + b,
                says="You multiplied the inputs by themselves: the weights are never used.",
                hint="Where does w enter your product?"),
        Mistake("weights-squared", lambda x, w, b: dot(w, w) + b,
                says="You multiplied the weights by themselves: the inputs are never used.",
                hint="Where does x enter your product?"),
        Mistake("inputs-only", lambda x, w, b: sum(x) + b,
                says="You added up the inputs and the bias: the weights are never used.",
                hint="Where does w enter?"),
        Mistake("weights-only", lambda x, w, b: sum(w) + b,
                says="You added up the weights and the bias: the inputs are never used.",
                hint="Where does x enter?"),
        Mistake("list-times-list", lambda x, w, b: sum(x * w) + b,
                says="Python cannot multiply a list by a list.",
                hint="How do you reach one number of each list at a time?", catalogue="S9"),
        Mistake("list-plus-number", lambda x, w, b: sum(x + b),
                says="Python cannot add a number to a list.",
                hint="To what is the bias added: to a list, or to the sum?", catalogue="S9"),
        Mistake("bias-into-sum", lambda x, w, b: dot(x, w) + sum(b),
                says="The bias is one number; it cannot be summed or looped over.",
                hint="How many biases has one neuron?"),
        Mistake("value-as-index", value_as_index,
                says="`for i in x` gives the inputs themselves, and you use them as places.",
                hint="What does range(len(x)) give, and what does x give?"),
        Mistake("length-as-range", lambda x, w, b: sum(x[i] * w[i] for i in len(x)) + b,
                says="`for i in len(x)`: a length is one number, and a loop needs many.",
                hint="Which function makes the numbers 0 to n − 1 out of n?"),
        Mistake("no-zip", no_zip,
                says="`for v, u in x, w` takes `x` apart first, then `w`; it does not pair them.",
                hint="Which function hands you one number of each list at a time?"),
        Mistake("one-too-far", lambda x, w, b: sum(x[i] * w[i] for i in range(len(x) + 1)) + b,
                says="Your loop goes one place past the end of the lists.",
                hint="The first place is 0. Which is the last?"),
        Mistake("multiplied-together", lambda x, w, b: np.prod(x) * np.prod(w) + b,
                says="You multiplied the products by each other; they are added.",
                hint="Which sign stands between two products?"),
        Mistake("all-pairs-with-bias", lambda x, w, b: sum(x) * sum(w) + len(x) ** 2 * b,
                says="Two loops inside each other: every input met every weight, and the bias "
                     "each time.",
                hint="How many products has a neuron with three inputs?"),
        Mistake("every-with-every-no-bias", lambda x, w, b: sum(x) * sum(w),
                says="You multiplied the two sums, and the bias is missing.",
                hint="Which weight belongs to the first input?"),
        Mistake("divided-by-inputs", lambda x, w, b: sum(v / u for v, u in zip(x, w)) + b,
                says="You divided each input by its weight instead of multiplying.",
                hint="What should come of an input whose weight is 0?"),
        Mistake("weights-subtracted", lambda x, w, b: sum(v - u for v, u in zip(x, w)) + b,
                says="You subtracted each weight from its input instead of multiplying.",
                hint="What should come of an input whose weight is 0?"),
        Mistake("largest-product", lambda x, w, b: max(v * u for v, u in zip(x, w)) + b,
                says="Only the largest product counts in your result.",
                hint="Are the products added up, or is one of them chosen?"),
        Mistake("divided-by-the-weights", lambda x, w, b: (dot(x, w) + b) / sum(w),
                says="You divided everything by the sum of the weights.",
                hint="Is anything divided in a weighted sum plus bias?"),
        Mistake("bias-in-the-weights-too", lambda x, w, b: dot(x, [u + b for u in w]) + b,
                says="You added the bias to every weight, and to the sum.",
                hint="How often does the bias count, and where?"),
        Mistake("divided-by-the-bias", lambda x, w, b: dot(x, w) / b,
                says="You divided by the bias; it is added.",
                hint="Which sign stands before b?"),
        Mistake("scaled-by-the-bias", lambda x, w, b: dot(x, w) * b + b,
                says="You multiplied by the bias before you added it.",
                hint="Which sign stands before b?"),
        Mistake("squashed", lambda x, w, b: 1 / (1 + np.exp(-dot(x, w) - b)),
                says="You bent the sum by a further function; the bare sum is asked for.",
                hint="What should come out of 2 · 10 + 3 · (−1) + 5?"),
        Mistake("rounded", lambda x, w, b: round(dot(x, w) + b, 1),
                says="You rounded the result.",
                hint="Which round() throws digits away?"),
        Mistake("bent", lambda x, w, b: np.tanh(dot(x, w) + b),
                says="You bent the sum by a further function; the bare sum is asked for.",
                hint="What should come out of 2 · 10 + 3 · (−1) + 5?"),
    ],
    equivalents=[from_the_bias, lambda x, w, b: np.dot(x, w) + b,
                 lambda x, w, b: sum(v * u for v, u in zip(x, w)) + b,
                 lambda x, w, b: np.einsum("i,i->", x, w) + b,
                 lambda x, w, b: dot([*x, 1], [*w, b]),
                 lambda x, w, b: (np.array(x) * np.array(w)).sum() + b,
                 lambda x, w, b: sum(map(lambda v, u: v * u, x, w), b)],
    hints=("How often does the bias count?",
           "Add up the products as in a dot product; the bias joins after the loop.",
           "total = 0; for each pair: total += value * weight; return total + b"),
    where="the line that adds the bias",
    after="Which bias makes this neuron's result exactly 0?")

EXERCISES = [guess_bias, weighted_sum]
