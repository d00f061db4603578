"""More exercises of 2.2, single neuron calculation without numpy: the table, its cost, its use."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n02_2 import dot, tenths

# The table of every product ----------------------------------------------------------------------

def product_table(inputs, weights):
    """inputs (n,), weights (k rows of n) -> every product: k rows of n."""
    table = []
    for row in weights:
        table.append([0.0] * len(inputs))
        for i in range(len(inputs)):
            table[-1][i] = row[i] * inputs[i]
    return table


def product_table_start(inputs, weights):
    """inputs (n,), weights (k rows of n) -> every product: k rows of n."""
    table = [[0.0] * len(inputs)] * len(weights)
    for j in range(len(weights)):
        for i in range(len(inputs)):
            table[j][i] = weights[j][i] * inputs[i]
    return table


def new_rows_first(inputs, weights):
    table = [[0.0] * len(inputs) for _ in weights]
    for j, row in enumerate(weights):
        for i, w in enumerate(row):
            table[j][i] = w * inputs[i]
    return table


def into_the_weights(inputs, weights):
    for row in weights:
        for i in range(len(inputs)):
            row[i] *= inputs[i]
    return weights


def first_row_only(inputs, weights):
    rows = product_table(inputs, weights)
    return [rows[0]] + [[0.0] * len(inputs) for _ in rows[1:]]


def last_row_only(inputs, weights):
    rows = product_table(inputs, weights)
    return [[0.0] * len(inputs) for _ in rows[:-1]] + [rows[-1]]


def added_over_rows(inputs, weights):
    total = [sum(column) * x for column, x in zip(zip(*weights), inputs)]
    return [list(total) for _ in weights]


def growing_row(inputs, weights):
    row, table = [], []
    for weights_of_one in weights:
        for w, x in zip(weights_of_one, inputs):
            row.append(w * x)
        table.append(row)
    return table


def sizes(inputs, neurons):
    return lambda rng: (tenths(rng, inputs), tenths(rng, neurons, inputs))


INPUTS = [1, 2, 3, 2.5]
WEIGHTS = [[0.2, 0.8, -0.5, 1.0], [0.5, -0.91, 0.26, -0.5], [-0.26, -0.27, 0.17, 0.87]]

table = Exercise(
    id="2.2.product-table", title="Three rows, all the same", level="debug",
    objective="keep the rows of a table apart",
    asks="This function should return every product: a row for each neuron, in it each weight "
         "times its input. The loops are right, and yet all rows come out equal. Find the line "
         "that makes one row where several are meant, and mend it.",
    reference=product_table, start=product_table_start,
    probes=[given("two neurons, two inputs", [10, 100], [[1, 2], [3, 4]]),
            given("the three neurons by hand", INPUTS, WEIGHTS),
            drawn("three inputs, five neurons", sizes(3, 5)),
            drawn("five inputs, three neurons", sizes(5, 3))],
    mistakes=[
        Mistake("one-row-many-times", lambda x, W: product_table_start(x, W),
                says="All rows are one and the same list, in which the last neuron wrote last.",
                hint="[row] * 3 copies a reference. How many lists [0.0, 0.0] does it make?",
                catalogue="S9"),
        Mistake("first-row-everywhere", lambda x, W: [[u * v for u, v in zip(W[0], x)] for _ in W],
                says="Every row holds the products of the first neuron.",
                hint="Which index tells the neuron: does it change?"),
        Mistake("first-row-only", first_row_only,
                says="Only the first row is filled; the others stay 0.",
                hint="How far to the right does the return stand?"),
        Mistake("last-row-only", last_row_only,
                says="Only the last row is filled; the others stay 0.",
                hint="Is the table made anew in each round?"),
        Mistake("last-row-alone", lambda x, W: [[u * v for u, v in zip(W[-1], x)]],
                says="The table has one row, the last neuron's: it is made anew in each round.",
                hint="Which line runs once, and which once for each neuron?"),
        Mistake("first-row-alone", lambda x, W: [[u * v for u, v in zip(W[0], x)]],
                says="The table has one row, the first neuron's: the function returns too early.",
                hint="How far to the right does the return stand?"),
        Mistake("last-row-not-in-a-table", lambda x, W: [u * v for u, v in zip(W[-1], x)],
                says="You return the last row alone, not the table.",
                hint="Which list collects the rows?"),
        Mistake("one-long-list", lambda x, W: [u * v for w in W for u, v in zip(w, x)],
                says="All products stand in one long list; a row for each neuron is meant.",
                hint="Which list is begun anew for each neuron?"),
        Mistake("growing-row", growing_row,
                says="One row grows on and on, and the table holds it several times.",
                hint="Which list is begun anew for each neuron?"),
        Mistake("transposed", lambda x, W: [[w[i] * x[i] for w in W] for i in range(len(x))],
                says="Your table lies on its side: a row for each input, a column for each neuron.",
                hint="Which of the two loops should be the outer one?", catalogue="D2"),
        Mistake("rows-added", lambda x, W: [dot(x, w) for w in W],
                says="You added each row up; the single products are asked for.",
                hint="What does the text ask for: sums, or products?"),
        Mistake("added-over-rows", added_over_rows,
                says="The products of all neurons are added together in each row.",
                hint="= or +=: and does each row begin at 0?"),
        Mistake("every-with-every", lambda x, W: [[u * sum(x) for u in w] for w in W],
                says="You multiplied each weight by the sum of the inputs.",
                hint="Which input belongs to the third weight?"),
        Mistake("input-of-the-neuron",
                lambda x, W: [[u * x[j % len(x)] for u in w] for j, w in enumerate(W)],
                says="You multiplied a whole row by one input: by place of the neuron.",
                hint="Which index belongs to the inputs, i or j?"),
        Mistake("first-input-for-all", lambda x, W: [[u * x[0] for u in w] for w in W],
                says="Every weight met the first input.",
                hint="Which index moves along the inputs?"),
        Mistake("last-input-for-all", lambda x, W: [[u * x[-1] for u in w] for w in W],
                says="Every weight met the last input.",
                hint="Which index moves along the inputs?"),
        Mistake("inputs-backwards", lambda x, W: [[u * v for u, v in zip(w, x[::-1])] for w in W],
                says="The first weight met the last input.",
                hint="Do both run in the same direction?"),
        Mistake("added", lambda x, W: [[u + v for u, v in zip(w, x)] for w in W],
                says="You added each weight to its input instead of multiplying.",
                hint="What should come of an input whose weight is 0?", catalogue="S2"),
        Mistake("weights-only", lambda x, W: [list(w) for w in W],
                says="Your table holds the bare weights.", hint="Where do the inputs enter?"),
        Mistake("inputs-only", lambda x, W: [list(x) for _ in W],
                says="Your table holds the bare inputs.", hint="Where do the weights enter?"),
        Mistake("weights-changed", into_the_weights,
                says="The table is right, but it was written over the weights: they are lost.",
                hint="Which list do you write into, and who still needs it?", catalogue="S11"),
        Mistake("inputs-stretched", lambda x, W: [w * x for w in W],
                says="Python cannot multiply a list by a list.",
                hint="How do you reach one number of each list at a time?", catalogue="S9"),
        Mistake("empty-rows", lambda x, W: [[] for _ in W],
                says="The rows are there, and empty.", hint="What is appended to each row?"),
        Mistake("index-without-a-row", lambda x, W: [][0],
                says="You write into a place that is not there yet: an empty list has no place 0.",
                hint="What must a list have before you may write into place i: or use append?"),
        Mistake("one-input-per-neuron", lambda x, W: [[u * v for u in w] for v, w in zip(x, W)],
                says="You paired inputs with neurons: a whole row met one input, and `zip` cut "
                     "the rest.",
                hint="How many of the inputs does each neuron see?"),
        Mistake("all-pairs", lambda x, W: [[u * v for u in w for v in x] for w in W],
                says="Each weight met every input: the rows are too long.",
                hint="Which input belongs to the third weight?"),
        Mistake("all-pairs-turned", lambda x, W: [[u * v for v in x for u in w] for w in W],
                says="Each input met every weight: the rows are too long.",
                hint="Which input belongs to the third weight?"),
        Mistake("first-row-not-in-a-table", lambda x, W: [u * v for u, v in zip(W[0], x)],
                says="You return the first row alone, not the table.",
                hint="How far to the right does the return stand?"),
        Mistake("subtracted", lambda x, W: [[u - v for u, v in zip(w, x)] for w in W],
                says="You subtracted each input from its weight instead of multiplying.",
                hint="What should come of an input whose weight is 0?"),
        Mistake("divided", lambda x, W: [[u / v for u, v in zip(w, x)] for w in W],
                says="You divided each weight by its input instead of multiplying.",
                hint="What should come of an input whose weight is 0?"),
        Mistake("weights-squared", lambda x, W: [[u * u for u in w] for w in W],
                says="You multiplied the weights by themselves: the inputs are never used.",
                hint="Where do the inputs enter?"),
        Mistake("pairs", lambda x, W: [[(u, v) for u, v in zip(w, x)] for w in W],
                says="You return pairs; each is still to be multiplied.",
                hint="What remains to be done with each pair?"),
    ],
    equivalents=[new_rows_first, lambda x, W: [[u * v for u, v in zip(w, x)] for w in W],
                 lambda x, W: (np.array(W) * x).tolist(),
                 lambda x, W: np.einsum("kn,n->kn", W, x)],
    hints=("How many lists are there in [[0.0] * 2] * 3: three, or one?",
           "The first line makes one row and names it several times. The loops are right.",
           "table = [[0.0] * len(inputs) for _ in weights]"),
    where="the line that makes the table",
    after="Compare `table[0] is table[1]` before and after.")

EXERCISES = [table]
