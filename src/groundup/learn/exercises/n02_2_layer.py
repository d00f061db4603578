"""An exercise of 2.2, single neuron calculation without numpy: three neurons, or any number."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n02_2 import dot, neuron, tenths

# Three neurons -----------------------------------------------------------------------------------

def layer(inputs, weights, biases):
    """inputs (n,), weights: k lists of n, biases (k,) -> the k outputs, a list."""
    outputs = []
    for row, bias in zip(weights, biases):
        outputs.append(neuron(inputs, row, bias))
    return outputs


def nested_loops(inputs, weights, biases):
    outputs = list(biases)
    for j in range(len(weights)):
        for i in range(len(inputs)):
            outputs[j] += weights[j][i] * inputs[i]
    return outputs


def carried_on(inputs, weights, biases):
    outputs, total = [], 0.0
    for row, bias in zip(weights, biases):
        total += dot(inputs, row) + bias
        outputs.append(total)
    return outputs


def products_carried_on(inputs, weights, biases):
    outputs, total = [], 0.0
    for row, bias in zip(weights, biases):
        total += dot(inputs, row)
        outputs.append(total + bias)
    return outputs


def all_carried_on(inputs, weights, biases):
    outputs, total = [], 0.0
    for row, bias in zip(weights, biases):
        total += dot(inputs, row) + len(row) * bias
        outputs.append(total)
    return outputs


def chained(inputs, weights, biases):
    outputs = []
    for row, bias in zip(weights, biases):
        outputs.append(dot(inputs, row) + bias)
        inputs = [outputs[-1]] * len(inputs)
    return outputs


def into_the_biases(inputs, weights, biases):
    for j, row in enumerate(weights):
        biases[j] += dot(inputs, row)
    return biases


def three(inputs, neurons):
    return lambda rng: (tenths(rng, inputs), tenths(rng, neurons, inputs), tenths(rng, neurons))


def each(rule):
    """A layer whose every neuron follows a rule of its own."""
    return lambda x, weights, biases: [rule(x, w, b) for w, b in zip(weights, biases)]


several = Exercise(
    id="2.2.layer", title="Three neurons, or any number", level="medium",
    objective="compute a layer with lists and zip only",
    asks="Every neuron sees the same inputs, and has weights and a bias of its own: `weights` "
         "holds a list for each neuron, `biases` a number for each. Return the list of their "
         "outputs, in order. You may call your `neuron`.",
    reference=layer, needs=("2.2.neuron",),
    probes=[given("three neurons by hand", [1, 2, 3, 2.5],
                  [[0.2, 0.8, -0.5, 1.0], [0.5, -0.91, 0.26, -0.5], [-0.26, -0.27, 0.17, 0.87]],
                  [2, 3, 0.5]),
            drawn("three inputs, five neurons", three(3, 5)),
            drawn("five inputs, three neurons", three(5, 3)),
            drawn("four inputs, six neurons", three(4, 6))],
    mistakes=[
        Mistake("biases-forgotten", each(lambda x, w, b: dot(x, w)),
                says="The biases are missing: every output is a bare dot product.",
                hint="Feed zeros: what should come out?", catalogue="D1"),
        Mistake("bias-in-every-round", each(lambda x, w, b: dot(x, w) + len(x) * b),
                says="Each bias is added once for every product.",
                hint="Once per neuron or once per product?", catalogue="S7"),
        Mistake("bias-subtracted", each(lambda x, w, b: dot(x, w) - b),
                says="You subtracted the biases; they are added.",
                hint="Which sign stands before the bias?"),
        Mistake("bias-multiplied", each(lambda x, w, b: dot(x, w) * b),
                says="You multiplied by the biases; they are added.",
                hint="Which sign stands before the bias?"),
        Mistake("bias-twice", each(lambda x, w, b: dot(x, w) + 2 * b),
                says="Each bias is added twice: `neuron` has done it already.",
                hint="What does your neuron return?"),
        Mistake("first-bias-for-all", lambda x, W, b: [dot(x, w) + b[0] for w in W],
                says="Every neuron got the bias of the first.",
                hint="Which number tells the loop which bias is meant?"),
        Mistake("last-bias-for-all", lambda x, W, b: [dot(x, w) + b[-1] for w in W],
                says="Every neuron got the last bias: your loop over the biases has ended before.",
                hint="Do weights and biases run side by side, in one loop?"),
        Mistake("all-biases-for-all", lambda x, W, b: [dot(x, w) + sum(b) for w in W],
                says="Every neuron got the sum of all biases.",
                hint="How many biases has one neuron?"),
        Mistake("every-bias-with-every-row", lambda x, W, b: [dot(x, w) + c for w in W for c in b],
                says="You made an output for every pair of a neuron and a bias.",
                hint="Two loops inside each other, or one with zip?"),
        Mistake("biases-backwards", lambda x, W, b: [dot(x, w) + c for w, c in zip(W, b[::-1])],
                says="The first neuron got the last bias.",
                hint="Do both lists run in the same direction?"),
        Mistake("first-weights-for-all", lambda x, W, b: [dot(x, W[0]) + c for c in b],
                says="Every neuron has the weights of the first.",
                hint="Which line moves on to the next list of weights?"),
        Mistake("last-weights-for-all", lambda x, W, b: [dot(x, W[-1]) + c for c in b],
                says="Every neuron has the weights of the last.",
                hint="Do weights and biases run side by side, in one loop?"),
        Mistake("first-neuron-only", lambda x, W, b: [dot(x, W[0]) + b[0]],
                says="Only the first neuron answers: the function returns in the first round.",
                hint="How far to the right does your return stand?"),
        Mistake("first-number-only", lambda x, W, b: dot(x, W[0]) + b[0],
                says="You returned one number, the first output: the loop ends in its first round.",
                hint="Which list collects the outputs?"),
        Mistake("last-neuron-only", lambda x, W, b: [dot(x, W[-1]) + b[-1]],
                says="Only the last output is in your list: the list is made anew in each round.",
                hint="Which line runs once, and which once for each neuron?"),
        Mistake("last-number-only", lambda x, W, b: dot(x, W[-1]) + b[-1],
                says="You returned one number, the last output.",
                hint="Which list collects the outputs?"),
        Mistake("all-in-one", lambda x, W, b: sum(dot(x, w) for w in W) + sum(b),
                says="You added all outputs into one number.",
                hint="How many numbers do three neurons give?"),
        Mistake("total-carried-on", carried_on,
                says="The total goes on from one neuron to the next.",
                hint="What is your total when the second neuron begins?"),
        Mistake("products-carried-on", products_carried_on,
                says="The products of one neuron are still in the total of the next.",
                hint="What is your total when the second neuron begins?"),
        Mistake("chained", chained,
                says="Each neuron sees the output of the one before, not the inputs.",
                hint="Do the three neurons stand side by side, or one behind the other?"),
        Mistake("inputs-along-neurons",
                lambda x, W, b: [v * sum(w) + c for v, w, c in zip(x, W, b)],
                says="You gave the first input to the first neuron, the second to the second; and "
                     "zip stopped at the shortest list.",
                hint="How many of the inputs does each neuron see?"),
        Mistake("columns", lambda x, W, b: [dot(x, w) + c for w, c in zip(zip(*W), b)],
                says="You took the weights by columns: the first weight of every neuron.",
                hint="Is a neuron a row or a column of `weights`?", catalogue="D2"),
        Mistake("columns-no-bias", lambda x, W, b: [dot(x, w) for w in zip(*W)],
                says="You took the weights by columns, and the biases are missing.",
                hint="Is a neuron a row or a column of `weights`?", catalogue="D2"),
        Mistake("products-not-added", lambda x, W, b: [[v * u for v, u in zip(x, w)] for w in W],
                says="You return all products; each row is still to be added up, with its bias.",
                hint="How many numbers does one neuron give?", catalogue="S2"),
        Mistake("each-in-a-list", lambda x, W, b: [[dot(x, w) + c] for w, c in zip(W, b)],
                says="Each output stands in a list of its own.",
                hint="What do you hand to append: a number, or a list?"),
        Mistake("added-pairs", each(lambda x, w, b: sum(x) + sum(w) + b),
                says="You added weights to inputs instead of multiplying.",
                hint="What should come of an input whose weight is 0?", catalogue="S2"),
        Mistake("every-with-every", each(lambda x, w, b: sum(x) * sum(w) + b),
                says="You multiplied the sum of the inputs by the sum of the weights.",
                hint="Which weight belongs to the first input?"),
        Mistake("averaged", each(lambda x, w, b: dot(x, w) / len(x) + b),
                says="You averaged the products; their sum is asked for.",
                hint="Is anything divided in a weighted sum plus bias?"),
        Mistake("last-product-only", each(lambda x, w, b: x[-1] * w[-1] + b),
                says="Only the last product of each neuron counts.",
                hint="Does each round add to the total, or replace it?"),
        Mistake("first-product-only", each(lambda x, w, b: x[0] * w[0] + b),
                says="Only the first product of each neuron counts.",
                hint="How far to the right does the line stand that keeps the total?"),
        Mistake("last-product-skipped", each(lambda x, w, b: dot(x[:-1], w[:-1]) + b),
                says="The last product of each neuron is missing.",
                hint="Which length does your inner loop use: inputs or neurons?"),
        Mistake("answered-already", each(lambda x, w, b: int(dot(x, w) + b > 0)),
                says="You answered yes or no already; the sums are asked for.",
                hint="What should the first of the three outputs by hand be?"),
        Mistake("negatives-cut", each(lambda x, w, b: max(0, dot(x, w) + b)),
                says="You cut negative outputs off at 0.", hint="May an output be negative?"),
        Mistake("sum-and-bias-apart", lambda x, W, b: [dot(x, w) for w in W] + b,
                says="`+` joined the two lists: sums first, then the biases.",
                hint="What does + do to two lists, and what to two numbers?", catalogue="S9"),
        Mistake("biases-changed", into_the_biases,
                says="The outputs are right, but you wrote them into `biases`, which are spoiled.",
                hint="Which list do you write into, and who still needs it?", catalogue="S11"),
        Mistake("whole-table", lambda x, W, b: neuron(x, W, b),
                says="You handed all weights to one neuron at once.",
                hint="Which loop hands out one list of weights at a time?"),
        Mistake("all-biases-to-one", lambda x, W, b: [neuron(x, w, b) for w in W],
                says="You handed the list of all biases to every neuron.",
                hint="Do weights and biases run side by side, in one loop?"),
        Mistake("all-carried-on", all_carried_on,
                says="The total goes on from one neuron to the next, and the bias joins "
                     "at every product.",
                hint="What is your total when the second neuron begins?"),
        Mistake("one-long-list",
                lambda x, W, b: [v * u + c for w, c in zip(W, b) for v, u in zip(x, w)],
                says="You appended in the inner loop: a number for every product, each "
                     "with a bias.",
                hint="How far to the right does your append stand?"),
        Mistake("one-long-list-no-bias", lambda x, W, b: [v * u for w in W for v, u in zip(x, w)],
                says="You appended in the inner loop: a number for every product.",
                hint="How far to the right does your append stand?"),
        Mistake("first-product-skipped", each(lambda x, w, b: dot(x[1:], w[1:]) + b),
                says="The first product of each neuron is missing.",
                hint="Which index does your inner loop begin with?"),
        Mistake("inputs-backwards", each(lambda x, w, b: dot(x[::-1], w) + b),
                says="The first weight met the last input.",
                hint="Do both lists run in the same direction?"),
        Mistake("weights-only", each(lambda x, w, b: sum(w) + b),
                says="You added up weights and bias: the inputs are never used.",
                hint="Where do the inputs enter?"),
        Mistake("inputs-only", each(lambda x, w, b: sum(x) + b),
                says="You added up inputs and bias: the weights are never used.",
                hint="Where do the weights enter?"),
        Mistake("inputs-times-table", lambda x, W, b: np.dot(x, W) + b,
                says="NumPy refuses: inputs · weights would need a row of weights for each input.",
                hint="Which two inner sizes must agree?"),
        Mistake("bias-on-each-weight",
                each(lambda x, w, b: sum(v * (u + b) for v, u in zip(x, w))),
                says="You added the bias to every weight.",
                hint="Once per neuron or once per product?"),
        Mistake("biases-joined", lambda x, W, b: [dot(x, w) + c for w, c in zip(W, b)] + b,
                says="You joined the list of biases to the outputs; they are in them already.",
                hint="What does + do to two lists?"),
        Mistake("table-times-inputs", lambda x, W, b: np.array(W) * x + b,
                says="NumPy's `*` multiplies number by number; the sums are missing, and the "
                     "biases do not fit.",
                hint="You multiplied number by number: is that the same as adding up products?"),
        Mistake("not-added-with-bias",
                lambda x, w, b: np.array(w) * np.array(x) + np.array(b)[:, None],
                says="Each product stands by itself, with the bias: the products are not added.",
                hint="How many numbers does one neuron give?"),
    ],
    equivalents=[nested_loops, lambda x, W, b: (np.array(W) @ x + b).tolist(),
                 lambda x, W, b: np.einsum("kn,n->k", W, x) + b,
                 lambda x, W, b: [neuron(x, *each) for each in zip(W, b)],
                 lambda x, W, b: list(map(lambda w, c: dot(w, x) + c, W, b)),
                 lambda x, W, b: tuple(neuron(x, W[j], b[j]) for j in range(len(b)))],
    hints=("What is the same for all three neurons, and what is each one's own?",
           "Let zip hand out one list of weights and one bias at a time.",
           "outputs = []; for row, bias in zip(weights, biases): append the neuron's output"),
    where="the line that hands out weights and biases",
    after="Give it four biases and three lists of weights. Who complains?")

EXERCISES = [several]
