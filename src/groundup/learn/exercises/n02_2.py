"""Exercises of 2.2, single neuron calculation without numpy: one neuron, then three."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given


def dot(x, w):
    return sum(value * weight for value, weight in zip(x, w))


def tenths(rng, *shape):
    """Lists of numbers of both signs with one decimal, none of them 0."""
    return (rng.choice([-1, 1], shape) * rng.uniform(0.2, 3, shape)).round(1).tolist()


# The first guess ---------------------------------------------------------------------------------

guess_zip = Exercise(
    id="2.2.guess-zip", title="Three inputs, two weights", level="guess",
    objective="know what zip does with lists of different lengths",
    asks="Somebody forgot a weight: the inputs are `[1, 2, 3]`, the weights `[10, 20]`. What does "
         "`sum(x * w for x, w in zip([1, 2, 3], [10, 20]))` give? Write the number, or "
         "`\"error\"`.",
    reference=50,
    mistakes=[
        Mistake("error", "error",
                says="There is no error: `zip` stops when the shorter list ends, and says nothing.",
                hint="How many pairs can zip hand out?"),
        Mistake("anew-or-from-the-end", 80,
                says="`zip` begins at the front, and does not begin the shorter list anew.",
                hint="Which weight does the first input meet, and is there one for the third?"),
        Mistake("last-repeated", 110, says="`zip` does not repeat the last weight.",
                hint="How many pairs can zip hand out?"),
        Mistake("filled-with-one", 53, says="`zip` does not fill the shorter list up with ones.",
                hint="How many pairs can zip hand out?"),
        Mistake("every-with-every", 180, says="`zip` pairs by place; it does not make every pair.",
                hint="Which weight does the first input meet?"),
        Mistake("first-pair", 10, says="That is the first product alone; there is a second pair.",
                hint="How many pairs can zip hand out?"),
        Mistake("second-pair", 40, says="That is the second product alone; there is a first one.",
                hint="How many pairs can zip hand out?"),
    ],
    hints=("How many pairs can zip hand out?", "1 meets 10, and 2 meets 20. And 3?",
           "zip stops without a word: 1 · 10 + 2 · 20"))


# One neuron, which counts its weights ------------------------------------------------------------

def neuron(inputs, weights, bias):
    """inputs (n,), weights (n,), bias a number -> the weighted sum plus the bias."""
    if len(inputs) != len(weights):
        raise ValueError(f"{len(inputs)} inputs, but {len(weights)} weights")
    total = 0.0
    for x, w in zip(inputs, weights):
        total += x * w
    return total + bias


def guarded(rule):
    """The same rule, after the lengths were checked as they should be."""
    def answer(inputs, weights, bias):
        if len(inputs) != len(weights):
            raise ValueError("lengths differ")
        return rule(inputs, weights, bias)
    return answer


def refusing(reaction):
    """The right sum where the lengths agree, and this reaction where they do not."""
    def answer(inputs, weights, bias):
        if len(inputs) != len(weights):
            return reaction(inputs, weights, bias)
        return dot(inputs, weights) + bias
    return answer


def only_if(bad):
    def answer(inputs, weights, bias):
        if bad(len(inputs), len(weights)):
            raise ValueError("lengths differ")
        return dot(inputs, weights) + bias
    return answer


def raises(error):
    def reaction(*_):
        raise error
    return reaction


def strict(inputs, weights, bias):
    return sum(x * w for x, w in zip(inputs, weights, strict=True)) + bias


def over_inputs(inputs, weights, bias):
    return sum(inputs[i] * weights[i] for i in range(len(inputs))) + bias


def asserting(inputs, weights, bias):
    assert len(inputs) == len(weights)
    return dot(inputs, weights) + bias


def one_neuron(count):
    return lambda rng: (tenths(rng, count), tenths(rng, count), tenths(rng, 1)[0])


one = Exercise(
    id="2.2.neuron", title="A neuron that counts its weights", level="easy",
    objective="write a neuron in plain Python that refuses lists that do not fit",
    asks="Return the weighted sum of the inputs plus the bias, with nothing but Python. If there "
         "are not exactly as many weights as inputs, raise a `ValueError` instead: "
         "`raise ValueError(\"…\")`, with a text of your own.",
    reference=neuron,
    probes=[given("the first neuron by hand", [1, 2, 3, 2.5], [0.2, 0.8, -0.5, 1.0], 2),
            given("a weight too few", [1.0, 2.0, 3.0], [10.0, 20.0], 0.5),
            given("a weight too many", [1.0, 2.0], [10.0, 20.0, 40.0], 0.5),
            drawn("five inputs", one_neuron(5)), drawn("eight inputs", one_neuron(8))],
    mistakes=[
        Mistake("not-checked", lambda x, w, b: dot(x, w) + b,
                says="Where the lengths differ, you compute on with the shorter list and say "
                     "nothing.",
                hint="What does zip do when one of its lists has nothing left?", catalogue="S1"),
        Mistake("too-few-only", only_if(lambda n, m: m < n),
                says="You refuse too few weights; too many pass.",
                hint="Which comparison is true for too few and for too many?"),
        Mistake("too-many-only", only_if(lambda n, m: m > n),
                says="You refuse too many weights; too few pass.",
                hint="Which comparison is true for too few and for too many?"),
        Mistake("refuses-what-fits", only_if(lambda n, m: n == m),
                says="You refuse the lists that fit, and take the others.",
                hint="Is it == or != that deserves the error?"),
        Mistake("refuses-all", only_if(lambda n, m: True),
                says="You raise the error always, also where the lengths agree.",
                hint="Under which if does your raise stand?"),
        Mistake("returns-nothing", refusing(lambda x, w, b: None),
                says="Where the lengths differ, nothing comes back, and no error is raised.",
                hint="What is the difference between print, return and raise?"),
        Mistake("returns-zero", refusing(lambda x, w, b: 0),
                says="Where the lengths differ you return 0 (or False), which looks like a result.",
                hint="How should whoever calls it notice?"),
        Mistake("returns-the-bias", refusing(lambda x, w, b: b),
                says="Where the lengths differ you return the bias, which looks like a result.",
                hint="How should whoever calls it notice?"),
        Mistake("returns-a-text", refusing(lambda x, w, b: "ValueError"),
                says="Where the lengths differ you return a text; raise an error.",
                hint="Which word throws an error: return or raise?"),
        Mistake("asserts", asserting,
                says="Your `assert` raises an AssertionError; a ValueError is asked for.",
                hint="How do you raise an error of a kind you choose?"),
        Mistake("another-error", refusing(raises(Exception("lengths differ"))),
                says="You raise a plain Exception; a ValueError is asked for.",
                hint="Which name follows your raise?"),
        Mistake("type-error", refusing(raises(TypeError("lengths differ"))),
                says="You raise a TypeError; a ValueError is asked for. The type was right, the "
                     "value was not.",
                hint="Which name follows your raise?"),
        Mistake("index-error", refusing(raises(IndexError("list index out of range"))),
                says="Where the lengths differ an IndexError comes out of the loop; a ValueError "
                     "is asked for, before it begins.",
                hint="Where do you compare the two lengths?"),
        Mistake("index-error-one-way", over_inputs,
                says="Too few weights end in an IndexError, and too many pass.",
                hint="Where do you compare the two lengths?"),
        Mistake("bias-forgotten", guarded(lambda x, w, b: dot(x, w)),
                says="The bias is missing.", hint="Feed zeros: what should come out?",
                catalogue="D1"),
        Mistake("bias-in-every-round", guarded(lambda x, w, b: dot(x, w) + len(x) * b),
                says="You added the bias to every product.",
                hint="Once per neuron or once per product?", catalogue="S7"),
        Mistake("bias-subtracted", guarded(lambda x, w, b: dot(x, w) - b),
                says="You subtracted the bias; it is added.", hint="Which sign stands before b?"),
        Mistake("bias-multiplied", guarded(lambda x, w, b: dot(x, w) * b),
                says="You multiplied by the bias; it is added.",
                hint="With a bias of 0, should every sum become 0?"),
        Mistake("bias-twice", guarded(lambda x, w, b: dot(x, w) + 2 * b),
                says="You added the bias twice.",
                hint="Does your total begin at the bias, and is it added at the end, too?"),
        Mistake("unchecked-no-bias", lambda x, w, b: dot(x, w),
                says="The bias is missing, and the lengths are not compared.",
                hint="Feed zeros: what should come out?"),
        Mistake("unchecked-bias-in-every-round",
                lambda x, w, b: dot(x, w) + min(len(x), len(w)) * b,
                says="You added the bias to every product, and the lengths are not compared.",
                hint="Once per neuron or once per product?"),
        Mistake("last-pair-only", guarded(lambda x, w, b: x[-1] * w[-1] + b),
                says="Only the last product counts in your result.",
                hint="Does each round add to the total, or replace it?"),
        Mistake("first-pair-only", guarded(lambda x, w, b: x[0] * w[0] + b),
                says="Only the first product counts: the function returns in the first round.",
                hint="How far to the right does your return stand?"),
        Mistake("last-skipped", guarded(lambda x, w, b: dot(x[:-1], w[:-1]) + b),
                says="The last product is missing.",
                hint="range(n) ends at n − 1. What does range(n − 1) end at?"),
        Mistake("first-skipped", guarded(lambda x, w, b: dot(x[1:], w[1:]) + b),
                says="The first product is missing.",
                hint="Which index does your loop begin with?"),
        Mistake("added-pairs", guarded(lambda x, w, b: sum(x) + sum(w) + b),
                says="You added each input to its weight instead of multiplying.",
                hint="What should come of an input whose weight is 0?", catalogue="S2"),
        Mistake("every-with-every", guarded(lambda x, w, b: sum(x) * sum(w) + b),
                says="You multiplied the sum of the inputs by the sum of the weights.",
                hint="Which weight belongs to the first input?"),
        Mistake("not-added", guarded(lambda x, w, b: [v * u for v, u in zip(x, w)]),
                says="You return the list of the products; their sum and the bias are missing.",
                hint="How many numbers does one neuron give?", catalogue="S2"),
        Mistake("rounded", guarded(lambda x, w, b: round(dot(x, w) + b)),
                says="You rounded the result to a whole number.",
                hint="Which round() throws the decimals away?"),
        Mistake("starts-at-one", guarded(lambda x, w, b: 1 + dot(x, w) + b),
                says="Your result is too large by exactly 1.",
                hint="What is the total before the first round?"),
        Mistake("averaged", guarded(lambda x, w, b: dot(x, w) / len(x) + b),
                says="You averaged the products; their sum is asked for.",
                hint="Is anything divided in a weighted sum plus bias?"),
        Mistake("list-times-list", guarded(lambda x, w, b: sum(x * w) + b),
                says="Python cannot multiply a list by a list.",
                hint="How do you reach one number of each list at a time?", catalogue="S9"),
        Mistake("returns-minus-one", refusing(lambda x, w, b: -1),
                says="Where the lengths differ you return −1, which looks like a result.",
                hint="How should whoever calls it notice?"),
        Mistake("runtime-error", refusing(raises(RuntimeError("lengths differ"))),
                says="You raise a RuntimeError; a ValueError is asked for.",
                hint="Which name follows your raise?"),
    ],
    equivalents=[strict, guarded(lambda x, w, b: b + sum(map(lambda v, u: v * u, x, w))),
                 lambda x, w, b: np.dot(x, w) + b,
                 guarded(lambda x, w, b: sum(x[i] * w[i] for i in range(len(x))) + b)],
    hints=("Which comparison is true for too few and for too many weights?",
           "The check stands first, before the loop; the bias joins after it.",
           "if len(inputs) != len(weights): raise ValueError(…); then the sum of x * w, plus bias"),
    where="the line that compares the lengths",
    after="zip(inputs, weights, strict=True) does the check for you. Try it.")

EXERCISES = [guess_zip, one]
