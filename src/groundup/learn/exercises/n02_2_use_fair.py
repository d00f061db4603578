"""The last exercise of 2.2, single neuron calculation without numpy: fair biases."""

import math

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n02_2 import dot

# Fair biases -------------------------------------------------------------------------------------

def fair_biases(templates):
    """templates: k lists of n -> for each, minus half its dot product with itself."""
    biases = []
    for template in templates:
        total = 0.0
        for value in template:
            total += value * value
        biases.append(-total / 2)
    return biases


def every(rule):
    return lambda templates: [rule(t) for t in templates]


def carried_on(templates):
    biases, total = [], 0.0
    for template in templates:
        total += dot(template, template)
        biases.append(-total / 2)
    return biases


def some_templates(count, size):
    return lambda rng: rng.uniform(-2, 2, (count, size)).round(1).tolist()


fair = Exercise(
    id="2.2.fair-biases", title="A handicap for bright templates", level="medium",
    objective="compute biases that make templates compete fairly",
    asks="Each template is a list of numbers. Its fair bias is **minus half of its dot product "
         "with itself**. Return the list of these biases, one for each template. Use Python only.",
    reference=fair_biases,
    probes=[given("two templates by hand", [[1, 2, 3], [2.0, -1.0, 0.5]]),
            drawn("four templates of three", some_templates(4, 3)),
            drawn("three templates of five", some_templates(3, 5))],
    mistakes=[
        Mistake("sign-forgotten", every(lambda t: dot(t, t) / 2),
                says="The minus is missing: bright templates get a bonus, not a handicap.",
                hint="Shall a bright template win more easily, or less?"),
        Mistake("not-halved", every(lambda t: -dot(t, t)),
                says="You did not halve.", hint="What does the text do to the dot product?"),
        Mistake("neither", every(lambda t: dot(t, t)),
                says="Both the minus and the half are missing.",
                hint="What does the text do to the dot product?"),
        Mistake("doubled", every(lambda t: -2 * dot(t, t)),
                says="You doubled instead of halving.", hint="What is half of 14?"),
        Mistake("length", every(lambda t: -math.sqrt(dot(t, t)) / 2),
                says="You took a root: that is half the length.",
                hint="Where does the text speak of a root?"),
        Mistake("length-not-halved", every(lambda t: -math.sqrt(dot(t, t))),
                says="You took a root: that is the length.",
                hint="Where does the text speak of a root?"),
        Mistake("halved-before", every(lambda t: -dot([v / 2 for v in t], [v / 2 for v in t])),
                says="You halved the numbers before squaring them: that is a quarter in the end.",
                hint="What is halved: each number, or the sum of the squares?"),
        Mistake("plain-sum", every(lambda t: -sum(t) / 2),
                says="You added the numbers without squaring them.",
                hint="What is the dot product of (1, 2, 3) with itself?"),
        Mistake("plain-sum-not-halved", every(lambda t: -sum(t)),
                says="You added the numbers without squaring them, and did not halve.",
                hint="What is the dot product of (1, 2, 3) with itself?"),
        Mistake("sizes", every(lambda t: -sum(abs(v) for v in t) / 2),
                says="You added the sizes of the numbers; their squares are meant.",
                hint="What is the dot product of (1, 2, 3) with itself?"),
        Mistake("sum-squared", every(lambda t: -sum(t) ** 2 / 2),
                says="You squared the sum; the sum of the squares is meant.",
                hint="Which comes first: squaring, or adding?"),
        Mistake("averaged", every(lambda t: -dot(t, t) / len(t)),
                says="You divided by how many numbers there are; half is meant.",
                hint="By what is the sum divided?"),
        Mistake("averaged-and-halved", every(lambda t: -dot(t, t) / len(t) / 2),
                says="You divided by how many numbers there are, too.",
                hint="By what is the sum divided?"),
        Mistake("last-square", every(lambda t: -t[-1] ** 2 / 2),
                says="Only the last number of each template counts.",
                hint="Does each round add to the total, or replace it?"),
        Mistake("first-square", every(lambda t: -t[0] ** 2 / 2),
                says="Only the first number of each template counts.",
                hint="How far to the right does the line stand that keeps the bias?"),
        Mistake("one-half-off", every(lambda t: dot(t, t) - 0.5),
                says="You subtracted a half; minus and half are two things.",
                hint="What is minus half of 14?"),
        Mistake("half-subtracted-from-minus", every(lambda t: -dot(t, t) - 0.5),
                says="You subtracted a half instead of halving.",
                hint="What is minus half of 14?"),
        Mistake("total-carried-on", carried_on,
                says="The total goes on from one template to the next.",
                hint="What is your total when the second template begins?"),
        Mistake("first-only", lambda ts: [-dot(ts[0], ts[0]) / 2],
                says="Only the first template gets a bias: the function returns too early.",
                hint="How far to the right does the return stand?"),
        Mistake("last-only", lambda ts: [-dot(ts[-1], ts[-1]) / 2],
                says="Only the last template has a bias: the list is made anew in each round.",
                hint="Which line runs once, and which once for each template?"),
        Mistake("first-number", lambda ts: -dot(ts[0], ts[0]) / 2,
                says="You returned one number, the bias of the first template.",
                hint="Which list collects the biases?"),
        Mistake("last-number", lambda ts: -dot(ts[-1], ts[-1]) / 2,
                says="You returned one number, the bias of the last template.",
                hint="Which list collects the biases?"),
        Mistake("all-in-one", lambda ts: -sum(dot(t, t) for t in ts) / 2,
                says="You added all templates into one number.",
                hint="How many biases do ten templates need?"),
        Mistake("by-columns", lambda ts: [-dot(c, c) / 2 for c in zip(*ts)],
                says="You went down the columns: a bias for each pixel.",
                hint="Is a template a row or a column?", catalogue="D2"),
        Mistake("each-square", every(lambda t: [-v * v / 2 for v in t]),
                says="You squared and halved each number; their sum is missing.",
                hint="How many numbers is one bias?"),
        Mistake("with-the-first", lambda ts: [-dot(t, ts[0]) / 2 for t in ts],
                says="You multiplied every template by the first one.",
                hint="What is meant by: with itself?"),
        Mistake("cut", every(lambda t: -(dot(t, t) // 2)),
                says="You halved with //, which throws the decimals away.", hint="// or /?"),
        Mistake("cut-after", every(lambda t: -dot(t, t) // 2),
                says="You halved with //, which rounds down.", hint="// or /?"),
        Mistake("caret", every(lambda t: -sum(v ^ 2 for v in t) / 2),
                says="In Python, ^ is no power: it mixes the bits of whole numbers.",
                hint="Which sign is the power in Python: ^ or **?"),
        Mistake("list-squared", every(lambda t: -sum(t ** 2) / 2),
                says="Python cannot square a list.",
                hint="How do you reach one number of the list at a time?", catalogue="S9"),
        Mistake("list-times-list", every(lambda t: -sum(t * t) / 2),
                says="Python cannot multiply a list by a list.",
                hint="How do you reach one number of the list at a time?", catalogue="S9"),
        Mistake("half-minus", lambda ts: [0.5 - dot(t, t) for t in ts],
                says="You subtracted from a half; minus and half are two things.",
                hint="What is minus half of 14?"),
        Mistake("first-number-skipped", every(lambda t: -dot(t[1:], t[1:]) / 2),
                says="The first number of each template is missing.",
                hint="Which index does your inner loop begin with?"),
        Mistake("last-number-skipped", every(lambda t: -dot(t[:-1], t[:-1]) / 2),
                says="The last number of each template is missing.",
                hint="range(n) ends at n − 1. What does range(n − 1) end at?"),
        Mistake("largest-square", every(lambda t: -max(v * v for v in t) / 2),
                says="Only the largest square of each template counts.",
                hint="Are the squares added up, or is one of them chosen?"),
        Mistake("cubes", every(lambda t: -sum(v ** 3 for v in t) / 2),
                says="You used third powers; a number times itself is a square.",
                hint="What is the dot product of (1, 2, 3) with itself?"),
        Mistake("upside-down", every(lambda t: -2 / dot(t, t)),
                says="Your fraction is upside down.",
                hint="What is half of 14?"),
        Mistake("with-the-next", lambda ts: [-dot(a, b) / 2 for a, b in zip(ts, ts[1:] + ts[:1])],
                says="You multiplied each template by the next one.",
                hint="What is meant by: with itself?"),
        Mistake("numbers-counted", every(lambda t: -len(t) / 2),
                says="You halved how many numbers there are.",
                hint="What is the dot product of (1, 2, 3) with itself?"),
        Mistake("plain-average", every(lambda t: -sum(t) / len(t)),
                says="You averaged the numbers; nothing is squared.",
                hint="What is the dot product of (1, 2, 3) with itself?"),
        Mistake("root-of-it", every(lambda t: dot(t, t) ** -0.5),
                says="** −0.5 is one over the root; minus and half are two things.",
                hint="What is minus half of 14?"),
        Mistake("with-the-sum", every(lambda t: -0.5 * sum(t) * sum(t) / len(t)),
                says="You multiplied sums instead of adding up squares.",
                hint="Which comes first: squaring, or adding?"),
        Mistake("plain-average-halved", every(lambda t: -sum(t) / len(t) / 2),
                says="You averaged the numbers and halved; nothing is squared.",
                hint="What is the dot product of (1, 2, 3) with itself?"),
        Mistake("each-with-each", lambda t: [[-dot(a, b) / 2 for b in t] for a in t],
                says="You multiplied every template with every other one.",
                hint="With which template is each one multiplied?"),
    ],
    equivalents=[every(lambda t: -sum(v * v for v in t) / 2),
                 lambda ts: -0.5 * (np.array(ts) ** 2).sum(axis=1),
                 lambda ts: [-dot(t, t) * 0.5 for t in ts],
                 every(lambda t: -math.hypot(*t) ** 2 / 2),
                 lambda ts: np.einsum("kn,kn->k", ts, ts) / -2],
    hints=("What is the dot product of (1, 2, 3) with itself, and what is minus half of it?",
           "Two loops: over the templates, and over the numbers of each. Begin each total at 0.",
           "for each template: −(sum of value * value) / 2"),
    where="the line that makes a bias of the sum",
    after="Give all ten biases the same number. Does any answer change?")

EXERCISES = [fair]
