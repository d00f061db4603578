"""Exercises of 3.3, hidden layer 1: how many numbers a stack holds, and whether something bends."""

import math
from itertools import pairwise

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# Parameters of a stack ---------------------------------------------------------------------------

def stack_parameters(sizes):
    """sizes, such as [2, 64, 3]: inputs, hidden, outputs -> how many weights and biases."""
    total = 0
    for inputs, outputs in pairwise(sizes):
        total += inputs * outputs + outputs
    return total


def pairs(sizes):
    return list(pairwise(sizes))


def exactly_two(sizes):
    inputs, hidden, outputs = sizes
    return inputs * hidden + hidden + hidden * outputs + outputs


def total_made_anew(sizes):
    return [a * b + b for a, b in pairs(sizes)][-1]


def many(count):
    return lambda rng: ([int(n) for n in rng.permutation(np.arange(3, 14))[:count]],)


counting = Exercise(
    id="3.3.stack-parameters", title="How many numbers does a stack hold?", level="easy",
    objective="count the parameters of a stack of layers",
    asks="`sizes` is a list such as `[2, 64, 3]`: 2 inputs, a hidden layer of 64 neurons, 3 "
         "outputs. Each layer has a weight for every pair of an input and a neuron, and a bias for "
         "every neuron. Return how many weights and biases the stack has in all. The list may have "
         "any length from 2 on. (`pairwise(sizes)` hands out each size with the next.)",
    header="from itertools import pairwise",
    reference=stack_parameters,
    probes=[given("two layers by hand", [3, 4, 2]), given("one layer", [5, 3]),
            drawn("three layers", many(4)), drawn("four layers", many(5))],
    mistakes=[
        Mistake("weights-only", lambda s: sum(a * b for a, b in pairs(s)),
                says="The biases are missing.", hint="What does each neuron have besides weights?",
                catalogue="D1"),
        Mistake("biases-only", lambda s: sum(s[1:]),
                says="You counted one number for each neuron: the weights are missing.",
                hint="How many weights does one neuron have?"),
        Mistake("sum-of-sizes", lambda s: sum(s),
                says="Your result is the sum of the sizes.",
                hint="How many weights does one neuron have?"),
        Mistake("inputs-have-biases", lambda s: sum(a * b for a, b in pairs(s)) + sum(s),
                says="You gave the inputs biases, too.",
                hint="Is an input a neuron? Does it compute anything?"),
        Mistake("biases-of-the-inputs", lambda s: sum(a * b + a for a, b in pairs(s)),
                says="Each layer got as many biases as it has inputs.",
                hint="To which does a bias belong: to an input, or to a neuron?"),
        Mistake("one-bias-a-layer", lambda s: sum(a * b + 1 for a, b in pairs(s)),
                says="Each layer got a single bias.",
                hint="Do the neurons of a layer share one bias?"),
        Mistake("one-bias-in-all", lambda s: sum(a * b for a, b in pairs(s)) + 1,
                says="The whole stack got a single bias.",
                hint="How many biases does one layer of 64 neurons have?"),
        Mistake("last-biases-only", lambda s: sum(a * b for a, b in pairs(s)) + s[-1],
                says="Only the last layer got its biases.",
                hint="Do hidden neurons have biases, too?"),
        Mistake("no-biases-in-the-last", lambda s: sum(a * b for a, b in pairs(s)) + sum(s[1:-1]),
                says="The last layer lost its biases.",
                hint="Do the output neurons have biases, too?"),
        Mistake("biases-twice", lambda s: sum(a * b + 2 * b for a, b in pairs(s)),
                says="The biases are counted twice.", hint="How many biases has one neuron?"),
        Mistake("biases-on-both-sides", lambda s: sum((a + 1) * (b + 1) for a, b in pairs(s)),
                says="You put 1 on both sides of the product, (a + 1) · (b + 1).",
                hint="Which of the two sides gets the extra weight?"),
        Mistake("inputs-and-outputs", lambda s: sum(a * b + a + b for a, b in pairs(s)),
                says="Inputs and outputs both got biases in each layer.",
                hint="To which does a bias belong: to an input, or to a neuron?"),
        Mistake("sizes-added", lambda s: sum(a + b for a, b in pairs(s)),
                says="You added the two sizes of a layer; each input meets each neuron.",
                hint="A layer of 3 inputs and 4 neurons: how many connections?"),
        Mistake("sizes-and-biases-added", lambda s: sum(a + b + b for a, b in pairs(s)),
                says="You added the two sizes of a layer; each input meets each neuron.",
                hint="A layer of 3 inputs and 4 neurons: how many connections?"),
        Mistake("multiplied-through", lambda s: math.prod(s),
                says="Your result is the product of all sizes.",
                hint="Does an input have a wire straight to the last layer?"),
        Mistake("multiplied-through-and-biases", lambda s: math.prod(s) + sum(s[1:]),
                says="You multiplied all sizes with each other.",
                hint="Does an input have a wire straight to the last layer?"),
        Mistake("first-and-last", lambda s: s[0] * s[-1] + s[-1],
                says="You counted a single layer from the inputs to the outputs.",
                hint="Where do the hidden neurons appear in your count?"),
        Mistake("first-layer-only", lambda s: s[0] * s[1] + s[1],
                says="Only the first layer is counted.",
                hint="Does your return stand inside the loop?"),
        Mistake("last-layer-only", total_made_anew,
                says="Only the last layer is counted.",
                hint="Does each round add to the total, or replace it?"),
        Mistake("last-layer-skipped", lambda s: stack_parameters(s[:-1]),
                says="The last layer is missing.",
                hint="range(n) ends at n − 1. What does range(n − 1) end at?"),
        Mistake("first-layer-skipped", lambda s: stack_parameters(s[1:]),
                says="The first layer is missing.",
                hint="Which index does your loop begin with?"),
        Mistake("around-the-end", lambda s: sum(s[i - 1] * s[i] + s[i] for i in range(len(s))),
                says="One layer too many: the index −1 leads from the outputs back to the inputs.",
                hint="What is sizes[i − 1] in the first round?"),
        Mistake("squares", lambda s: sum(b * b + b for a, b in pairs(s)),
                says="You multiplied the size of each layer by itself.",
                hint="Which two sizes make a matrix of weights?"),
        Mistake("every-with-every",
                lambda s: sum(a * b for i, a in enumerate(s) for b in s[i + 1:]) + sum(s[1:]),
                says="You joined every layer to all later ones.",
                hint="From which layer does a neuron get its inputs?"),
        Mistake("layer-by-layer", lambda s: [a * b + b for a, b in pairs(s)],
                says="You return one count for each layer; their sum is asked for.",
                hint="What does the text ask for: a list, or one number?"),
        Mistake("one-hidden-layer-formula",
                lambda s: s[0] * s[1] + s[1] + s[1] * s[2] + s[2],
                says="You wrote the sum for exactly two layers.",
                hint="What if the list has two sizes, or five?"),
        Mistake("outputs-times-all",
                lambda s: sum(a * b for a, b in pairs(s)) + len(s),
                says="You added one bias for each size in the list.",
                hint="To which does a bias belong?"),
        Mistake("input-biases-and-one",
                lambda s: sum(a * b + a + 1 for a, b in pairs(s)),
                says="You gave each layer a bias for every input, and one more.",
                hint="To which does a bias belong: to an input, or to a neuron?"),
        Mistake("bias-times-inputs",
                lambda s: sum(a * b + a * b for a, b in pairs(s)),
                says="You gave each neuron a bias for every input.",
                hint="How many biases has one neuron?"),
        Mistake("every-other",
                lambda s: sum(a * b + b for a, b in zip(s, s[2:])),
                says="You paired each size with the next but one.",
                hint="Which two sizes make a matrix of weights?"),
        Mistake("starts-at-one", lambda s: stack_parameters(s) + 1,
                says="Your result is too large by exactly 1.",
                hint="What is the total before the first round?"),
        Mistake("inputs-added", lambda s: sum(a + b * b for a, b in pairs(s)),
                says="You added the inputs and squared the neurons: + and * have changed places.",
                hint="Which two numbers multiply: how many weights lead from 2 inputs to 64?"),
        Mistake("separate-pairs", lambda s: sum(a * b + b for a, b in pairs(s)[::2]),
                says="You took the sizes in separate pairs: a size that ends one layer also "
                     "begins the next.",
                hint="[2, 64, 3]: how many layers are there, and between which sizes?"),
        Mistake("exactly-two-layers", exactly_two,
                says="Your function works for three sizes only; the list may be shorter or longer.",
                hint="How can you walk through a list without knowing its length?"),
        Mistake("two-counts", lambda s: (sum(a * b for a, b in pairs(s)), sum(s[1:])),
                says="You return two counts, weights and biases; their sum is asked.",
                hint="How many numbers are there in all?"),
    ],
    equivalents=[lambda sizes: sum((a + 1) * b for a, b in pairwise(sizes)),
                 lambda sizes: sum(sizes[i] * sizes[i + 1] + sizes[i + 1]
                                   for i in range(len(sizes) - 1)),
                 lambda sizes: int(np.dot(np.array(sizes[:-1]) + 1, sizes[1:])),
                 lambda sizes: sum(np.zeros((a, b)).size + np.zeros(b).size
                                   for a, b in pairs(sizes))],
    hints=("How many weights, and how many biases, has a layer of 3 inputs and 4 neurons?",
           "Walk through the list with each size and the next: pairwise(sizes).",
           "for each pair (a, b): total += a * b + b"),
    where="the line that adds to the total",
    after="Count the stack [784, 512, 512, 10]. Which of its layers holds the most?")


# Does it bend? -----------------------------------------------------------------------------------

def bend(function, a, b):
    """a, b (2,) -> where their middle goes, minus the middle of where they go."""
    middle = (a + b) / 2
    return function(middle) - (function(a) + function(b)) / 2


def plane(rng):
    weights, biases = rng.normal(0, 2, (2, 3)).round(1), rng.normal(0, 2, 3).round(1)
    return lambda x: x @ weights + biases


def bent_plane(rng):
    layer = plane(rng)
    return lambda x: np.exp(0.3 * layer(x)) + x[0]


def ends(rng):
    return rng.normal(0, 1.5, 2).round(1), rng.normal(0, 1.5, 2).round(1) + 0.25


bending = Exercise(
    id="3.3.bend", title="Measure a bend", level="medium",
    objective="tell whether a function keeps straight lines straight",
    asks="`function` takes an array of two numbers and returns an array. `a` and `b` are two such "
         "points. Where does `function` send the point halfway between them, and what lies halfway "
         "between `function(a)` and `function(b)`? Return the first minus the second. For anything "
         "that keeps straight lines straight it is zero.",
    header="import numpy as np", reference=bend,
    probes=[given("squares of both numbers", np.square, np.array([1.0, 2.0]),
                  np.array([3.0, -4.0])),
            given("cubes of both numbers", lambda x: x ** 3, np.array([1.0, 2.0]),
                  np.array([2.0, -4.0])),
            drawn("a function with three outputs", lambda rng: (bent_plane(rng), *ends(rng))),
            drawn("a layer", lambda rng: (plane(rng), *ends(rng))),
            drawn("another function with three outputs",
                  lambda rng: (bent_plane(rng), *ends(rng)))],
    mistakes=[
        Mistake("other-way-round", lambda f, a, b: (f(a) + f(b)) / 2 - f((a + b) / 2),
                says="You subtracted the other way round.",
                hint="Which of the two comes first in the text?"),
        Mistake("ends-not-halved", lambda f, a, b: f((a + b) / 2) - (f(a) + f(b)),
                says="The two ends are added, but not halved.",
                hint="Halfway between 4 and 6 lies 5. How do you get it?"),
        Mistake("middle-not-halved", lambda f, a, b: f(a + b) - (f(a) + f(b)) / 2,
                says="The middle is not a middle: the sum of the two points is not halved.",
                hint="Halfway between 4 and 6 lies 5. How do you get it?"),
        Mistake("nothing-halved", lambda f, a, b: f(a + b) - (f(a) + f(b)),
                says="Nothing is halved. (A bias would show up in your result, and it does not "
                     "bend.)",
                hint="Halfway between 4 and 6 lies 5. How do you get it?"),
        Mistake("brackets-at-the-middle", lambda f, a, b: f(a + b / 2) - (f(a) + f(b)) / 2,
                says="a + b / 2 halves only b.", hint="Where do brackets belong?"),
        Mistake("brackets-at-the-ends", lambda f, a, b: f((a + b) / 2) - f(a) + f(b) / 2,
                says="Brackets are missing: your last end is added, and only it is halved.",
                hint="What does x − p + q subtract?"),
        Mistake("one-end-halved", lambda f, a, b: f((a + b) / 2) - (f(a) + f(b) / 2),
                says="Only function(b) is halved.", hint="Where do brackets belong?"),
        Mistake("brackets-everywhere", lambda f, a, b: f(a + b / 2) - f(a) + f(b) / 2,
                says="Brackets are missing, at the middle and at the ends.",
                hint="x + y / 2 halves only y. Where do brackets belong?"),
        Mistake("difference-of-points", lambda f, a, b: f((a - b) / 2) - (f(a) + f(b)) / 2,
                says="You halved the difference of the two points; the middle is half their sum.",
                hint="Halfway between 4 and 6 lies 5. Is that (4 − 6) / 2?"),
        Mistake("other-difference-of-points",
                lambda f, a, b: f((b - a) / 2) - (f(a) + f(b)) / 2,
                says="You halved the difference of the two points; the middle is half their sum.",
                hint="Halfway between 4 and 6 lies 5. Is that (6 − 4) / 2?"),
        Mistake("difference-of-ends", lambda f, a, b: f((a + b) / 2) - (f(a) - f(b)) / 2,
                says="Half of function(b) is added: you halved the difference of the two ends, not "
                     "their sum.",
                hint="Halfway between 4 and 6 lies 5. Is that (4 − 6) / 2?"),
        Mistake("middle-itself", lambda f, a, b: (a + b) / 2 - (f(a) + f(b)) / 2,
                says="You subtracted from the middle itself, not from where the function sends it.",
                hint="How often is function called?"),
        Mistake("ends-themselves", lambda f, a, b: f((a + b) / 2) - (a + b) / 2,
                says="You subtracted the middle of the two points, not of where they are sent.",
                hint="How often is function called?"),
        Mistake("middle-only", lambda f, a, b: f((a + b) / 2),
                says="Your result is where the middle goes; nothing is subtracted.",
                hint="What lies halfway between function(a) and function(b)?"),
        Mistake("sum-only", lambda f, a, b: f(a + b),
                says="Your result is where the sum of the points goes: not halved, and nothing is "
                     "subtracted.",
                hint="Halfway between 4 and 6 lies 5. How do you get it?"),
        Mistake("ends-only", lambda f, a, b: (f(a) + f(b)) / 2,
                says="Your result lies halfway between the two ends; the middle never goes in.",
                hint="Where does function send the midpoint?"),
        Mistake("two-middles", lambda f, a, b: f((a + b) / 2) - f((f(a) + f(b)) / 2),
                says="You called the function once more, on the middle of its own outputs.",
                hint="How often is function called?"),
        Mistake("halved-once-more", lambda f, a, b: (f((a + b) / 2) - f(a) + f(b)) / 2,
                says="The signs and the brackets are off: function(b) is added, and all is "
                     "halved.",
                hint="Name the middle of the two ends before you subtract it."),
        Mistake("slip-of-all", lambda f, a, b: (f((a + b) / 2) - (f(a) + f(b))) / 2,
                says="You halved after subtracting; only the two ends are to be halved.",
                hint="Which of the three values is whole?"),
        Mistake("numbers-averaged",
                lambda f, a, b: f((a + b) / 2) - np.mean([f(a), f(b)]),
                says="The mean runs over all numbers of both ends; one for each output is due.",
                hint="Which axis of [function(a), function(b)] should vanish?", catalogue="S3"),
        Mistake("middle-averaged", lambda f, a, b: f(np.mean([a, b]) + 0 * a) - (f(a) + f(b)) / 2,
                says="Your middle is the mean of all numbers; each of the two needs its own.",
                hint="Which axis of [a, b] should vanish?", catalogue="S3"),
        Mistake("sign-dropped", lambda f, a, b: np.abs(bend(f, a, b)),
                says="You dropped the signs.", hint="Does the text ask for a size?"),
        Mistake("squared", lambda f, a, b: bend(f, a, b) ** 2,
                says="You squared the difference.", hint="Does the text ask for a square?"),
        Mistake("length", lambda f, a, b: np.linalg.norm(bend(f, a, b)),
                says="You return the length of the difference; the array itself is asked for.",
                hint="How many outputs does the function have, and how many your result?"),
        Mistake("summed", lambda f, a, b: bend(f, a, b).sum(),
                says="You added the outputs up; the array itself is asked for.",
                hint="How many outputs does the function have, and how many your result?"),
        Mistake("largest", lambda f, a, b: np.abs(bend(f, a, b)).max(),
                says="You return only the largest gap; the array itself is asked for.",
                hint="How many outputs does the function have, and how many your result?"),
        Mistake("yes-or-no", lambda f, a, b: bool(np.allclose(bend(f, a, b), 0)),
                says="You return whether the gap is zero; the gap itself is asked for.",
                hint="How much does it bend?"),
        Mistake("bends-at-all", lambda f, a, b: not np.allclose(bend(f, a, b), 0),
                says="You return whether there is a gap; the gap itself is asked for.",
                hint="How much does it bend?"),
        Mistake("all-zero", lambda f, a, b: 0 * f(a),
                says="Your result is always zero. It is for layers; not for squares.",
                hint="Where does the function see the midpoint?"),
        Mistake("from-the-start", lambda f, a, b: f((a + b) / 2) - f(a),
                says="You subtracted function(a) alone.",
                hint="What lies halfway between function(a) and function(b)?"),
        Mistake("from-the-end", lambda f, a, b: f((a + b) / 2) - f(b),
                says="You subtracted function(b) alone.",
                hint="What lies halfway between function(a) and function(b)?"),
        Mistake("twice",
                lambda f, a, b: 2 * f((a + b) / 2) - f(a) - f(b),
                says="Your result is twice the right one: nothing is halved at the ends.",
                hint="What lies halfway between function(a) and function(b)?"),
        Mistake("twice-the-other-way",
                lambda f, a, b: f(a) + f(b) - 2 * f((a + b) / 2),
                says="Your result is twice the right one, with the wrong sign.",
                hint="What lies halfway between the ends, and which comes first?"),
        Mistake("added",
                lambda f, a, b: f((a + b) / 2) + (f(a) + f(b)) / 2,
                says="You added the two; their difference is asked for.",
                hint="Which sign is missing?"),
        Mistake("ratio",
                lambda f, a, b: f((a + b) / 2) / ((f(a) + f(b)) / 2),
                says="You divided the two; their difference is asked for.",
                hint="How far apart are they?"),
        Mistake("product-of-points",
                lambda f, a, b: f(a * b / 2) - (f(a) + f(b)) / 2,
                says="You multiplied the two points; the middle is half their sum.",
                hint="Halfway between 4 and 6 lies 5. How do you get it?"),
        Mistake("product-of-ends",
                lambda f, a, b: f((a + b) / 2) - f(a) * f(b) / 2,
                says="You multiplied the two ends; the middle is half their sum.",
                hint="Halfway between 4 and 6 lies 5. How do you get it?"),
        Mistake("whole-sum-and-no-brackets",
                lambda f, a, b: f(a + b) - f(a) + f(b),
                says="Nothing is halved, and function(b) is added.",
                hint="What does x − p + q subtract?"),
        Mistake("thirds",
                lambda f, a, b: f((a + b) / 3) - (f(a) + f(b)) / 3,
                says="You divided by 3; there are two points.",
                hint="Halfway between 4 and 6 lies 5. How do you get it?"),
        Mistake("ends-apart",
                lambda f, a, b: f(a) - f(b),
                says="Your result is the difference of the two ends; the middle never "
                     "goes in.",
                hint="Where does function send the midpoint?"),
        Mistake("roots-of-products",
                lambda f, a, b: f((a + b) / 2) - np.sqrt(np.abs(f(a) * f(b))),
                says="You took the root of a product; the middle is half the sum.",
                hint="Halfway between 4 and 6 lies 5. How do you get it?"),
        Mistake("relative",
                lambda f, a, b: bend(f, a, b) / f((a + b) / 2),
                says="You divided by the value in the middle; the plain difference is "
                     "asked for.",
                hint="What does the text say comes after the subtraction?"),
        Mistake("whole-numbers", lambda f, a, b: f((a + b) // 2) - (f(a) + f(b)) / 2,
                says="// rounds your middle down to whole numbers.",
                hint="Which of / and // keeps the decimals?", catalogue="S10"),
        Mistake("only-one-end-halved", lambda f, a, b: f((a + b) / 2) - (f(a) / 2 + f(b)),
                says="You halved only one of the two ends.",
                hint="Halfway between 4 and 6 lies 5. How do you get it?"),
        Mistake("half-the-gap", lambda f, a, b: f((a + b) / 2) - (f(b) - f(a)) / 2,
                says="You halved the difference of the two ends; halfway lies half their sum.",
                hint="Halfway between 4 and 6 lies 5. How do you get it?"),
        Mistake("both-returned", lambda f, a, b: (f((a + b) / 2), (f(a) + f(b)) / 2),
                says="You return both points; the first minus the second is asked for.",
                hint="What is still to be done with the two?"),
        Mistake("all-numbers-averaged", lambda f, a, b: f(np.mean([a, b])) - np.mean([f(a), f(b)]),
                says="np.mean without axis averages all numbers of both points into one.",
                hint="How many numbers has the point halfway between two points?",
                catalogue="S3"),
    ],
    equivalents=[lambda function, a, b: function(0.5 * a + 0.5 * b)
                 - 0.5 * function(a) - 0.5 * function(b),
                 lambda function, a, b: function(a + (b - a) / 2)
                 - (function(a) + (function(b) - function(a)) / 2),
                 lambda function, a, b: function(np.mean([a, b], axis=0))
                 - np.mean([function(a), function(b)], axis=0),
                 lambda function, a, b: [m - (p + q) / 2 for m, p, q in zip(
                     function((a + b) / 2), function(a), function(b))]],
    hints=("How do you compute the point halfway between two arrays?",
           "You call function three times. Mind the brackets where you halve.",
           "function((a + b) / 2) - (function(a) + function(b)) / 2"),
    where="the line that halves: what is inside its brackets?",
    after="Find a function that bends, although its bend is zero for one pair of points.")

EXERCISES = [counting, bending]
