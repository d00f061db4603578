"""Exercises of 1.2, for a layer: many neurons look at one picture, and what their weights mean."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n01_1 import dot

# The first guess ---------------------------------------------------------------------------------

guess_centred = Exercise(
    id="1.2.guess-centred", title="Take away what all have in common", level="guess",
    objective="predict what a change of all weights does",
    asks="The ten averages resemble each other: ink in the middle, none at the edge. Suppose you "
         "subtract the average of all ten from each of them, so that only what is special about a "
         "digit remains. "
         "Does the layer read more digits right, fewer, or exactly the same ones? Write \"more\", "
         "\"fewer\" or \"same\".",
    reference="same", choices=("more", "fewer", "same"),
    mistakes=[
        Mistake("more", "more", says="Not one answer changes.",
                hint="By how much does each of the ten scores change when the same picture is "
                     "subtracted?"),
        Mistake("fewer", "fewer", says="Not one answer changes.",
                hint="By how much does each of the ten scores change when the same picture is "
                     "subtracted?"),
    ],
    hints=("What is x · (w − m), written with two dot products?",
           "x · m has no index of a neuron: it is the same number for all ten.",
           "Each score loses the same number. Which one is the largest then?"))


# A layer with loops ------------------------------------------------------------------------------

def layer(inputs, weights):
    """inputs (I,), weights: O rows of I numbers -> list of O dot products."""
    outputs = []
    for row in weights:
        total = 0.0
        for x, w in zip(inputs, row):
            total += x * w
        outputs.append(total)
    return outputs


def total_not_reset(inputs, weights):
    outputs, total = [], 0.0
    for row in weights:
        for x, w in zip(inputs, row):
            total += x * w
        outputs.append(total)
    return outputs


def appended_too_often(inputs, weights):
    outputs = []
    for row in weights:
        total = 0.0
        for x, w in zip(inputs, row):
            total += x * w
            outputs.append(total)
    return outputs


def columns_by_place(inputs, weights):
    return [sum(inputs[i] * weights[i][j] for i in range(len(inputs)))
            for j in range(len(weights))]


def columns_by_zip(inputs, weights):
    return [dot(inputs, column) for column in zip(*weights)]


def a_layer(inputs, outputs):
    return lambda rng: (rng.normal(0, 2, inputs).round(1).tolist(),
                        rng.normal(0, 2, (outputs, inputs)).round(1).tolist())


by_loops = Exercise(
    id="1.2.layer", title="Several neurons, one picture", level="easy",
    objective="compute a layer as rows of weights",
    asks="`inputs` is a list of numbers; `weights` is a list of rows, one for each neuron, each as "
         "long as `inputs`. Return a list with one number for each neuron: the dot product of the "
         "inputs with its row. You may call `dot` from 1.1.",
    reference=layer, needs=("1.1.dot",),
    probes=[given("two neurons, three "
                  "inputs", [1.0, 2.0, 3.0], [[4.0, 5.0, -6.0], [0.5, 0.0, 1.0]]),
            drawn("four neurons, three inputs", a_layer(3, 4)),
            drawn("three neurons, five inputs", a_layer(5, 3))],
    mistakes=[
        Mistake("total-not-reset", total_not_reset,
                says="Each neuron begins with the total of the one before: it is never set back to "
                     "0.",
                hint="Which lines must run once for each neuron?"),
        Mistake("one-number", lambda x, w: sum(layer(x, w)),
                says="You added the outputs of all neurons into one number.",
                hint="How many numbers come out of a layer of three neurons?"),
        Mistake("first-neuron-only", lambda x, w: layer(x, w)[:1],
                says="Only the first neuron is there: the function returns in the first round.",
                hint="How far to the right does your return stand?"),
        Mistake("first-total", lambda x, w: layer(x, w)[0],
                says="You returned the number of the first neuron alone.",
                hint="How far to the right does your return stand?"),
        Mistake("last-neuron-only", lambda x, w: layer(x, w)[-1:],
                says="Only the last neuron is there: the list is made anew in each round.",
                hint="Which line must run once, before the loop?"),
        Mistake("last-total", lambda x, w: layer(x, w)[-1],
                says="You returned the number of the last neuron alone.",
                hint="Where are the numbers of the others kept?"),
        Mistake("appended-too-often", appended_too_often,
                says="You append in the inner loop: once for each weight, not once for each "
                     "neuron.",
                hint="When is the sum of a neuron complete?"),
        Mistake("not-added", lambda x, w: [[a * b for a, b in zip(x, row)] for row in w],
                says="The products of each neuron are there, but they are not added.",
                hint="How many numbers does one neuron return?", catalogue="S2"),
        Mistake("columns-by-place", columns_by_place,
                says="You walk down the columns: `weights[i][j]` with `i` the input.",
                hint="In weights[…][…], which of the two is the neuron?", catalogue="D2"),
        Mistake("columns-by-zip", columns_by_zip,
                says="You multiply the inputs by the columns of `weights`; a neuron is a row.",
                hint="How long is a row, how long a column, and how many inputs are there?",
                catalogue="D2"),
        Mistake("turned-matrix", lambda x, w: np.array(w).T @ np.array(x),
                says="Your matrix is turned: its columns are as long as there are neurons.",
                hint="Which two sizes must agree, and what does each axis stand for?",
                catalogue="S1"),
        Mistake("added-over-neurons", lambda x, w: [sum(c) * a for a, c in zip(x, zip(*w))],
                says="You added the products of each input over the neurons: axis=0.",
                hint="Which direction shall vanish: the inputs or the neurons?", catalogue="S3"),
        Mistake("added-pairs", lambda x, w: [sum(a + b for a, b in zip(x, row)) for row in w],
                says="You added inputs and weights instead of multiplying them.",
                hint="What should a weight of 0 make of its input?", catalogue="S2"),
        Mistake("inputs-ignored", lambda x, w: [sum(row) for row in w],
                says="Your result is the sum of each row: the inputs are not used.",
                hint="Where do the inputs enter?"),
        Mistake("sum-times-sum", lambda x, w: [sum(x) * sum(row) for row in w],
                says="You multiplied the sum of the inputs by the sum of each row.",
                hint="Which input belongs to the first weight of a row?"),
        Mistake("one-input-a-row", lambda x, w: [x[j] * sum(row) for j, row in enumerate(w)],
                says="You used the place of the neuron to choose the input.",
                hint="How many inputs does one neuron look at?"),
        Mistake("averaged", lambda x, w: [each / len(x) for each in layer(x, w)],
                says="Your outputs are the right ones divided by the number of inputs.",
                hint="Is the sum asked for, or the average?"),
        Mistake("last-input-skipped", lambda x, w: [dot(x[:-1], row[:-1]) for row in w],
                says="The last input is missing from every sum.",
                hint="range(n) ends at n − 1. What does range(n − 1) end at?"),
        Mistake("first-input-skipped", lambda x, w: [dot(x[1:], row[1:]) for row in w],
                says="The first input is missing from every sum.",
                hint="Which place does your inner loop begin with?"),
        Mistake("last-neuron-skipped", lambda x, w: layer(x, w[:-1]),
                says="The last neuron is missing.",
                hint="range(n) ends at n − 1. What does range(n − 1) end at?"),
        Mistake("first-neuron-skipped", lambda x, w: layer(x, w[1:]),
                says="The first neuron is missing.",
                hint="Which place does your outer loop begin with?"),
        Mistake("last-product-only", lambda x, w: [x[-1] * row[-1] for row in w],
                says="Each output is the product of the last pair alone.",
                hint="Does each round add to the total, or replace it?"),
        Mistake("backwards", lambda x, w: layer(x, w)[::-1],
                says="The outputs stand in reverse order.",
                hint="Does append put a number at the end, or at the beginning?"),
        Mistake("first-row-for-all", lambda x, w: [dot(x, w[0]) for _ in w],
                says="Every neuron uses the weights of the first one.",
                hint="Which row does your inner loop look at in the second round?"),
        Mistake("starts-at-one", lambda x, w: [1 + each for each in layer(x, w)],
                says="Each output is too large by exactly 1.",
                hint="What is the total before the first product?"),
        Mistake("row-with-itself", lambda x, w: [dot(row, row) for row in w],
                says="You multiplied each row by itself; the inputs are not used.",
                hint="Where do the inputs enter?"),
        Mistake("row-times-list", lambda x, w: [sum(x * row) for row in w],
                says="Python cannot multiply a list by a list.",
                hint="Which function of yours multiplies two lists?", catalogue="S9"),
        Mistake("whole-table", lambda x, w: dot(x, w),
                says="You handed all the weights to `dot` at once; it takes two lists of numbers.",
                hint="Which list of numbers belongs to the first neuron?", catalogue="S1"),
    ],
    equivalents=[lambda x, w: [dot(x, row) for row in w], lambda x, w: np.array(w) @ np.array(x),
                 lambda x, w: np.einsum("oi,i->o", w, x), lambda x, w: tuple(np.dot(w, x)),
                 lambda x, w: (np.array(w) * np.array(x)).sum(axis=1)],
    hints=("How many dot products are there, and what do they have in common?",
           "The outer loop takes one row at a time, the inner one multiplies and adds.",
           "outputs = []; for each row: outputs.append(dot(inputs, row)); return outputs"),
    where="the line that sets the total to 0",
    after="Give two neurons the same row. Can what comes behind the layer tell them apart?")


# Its size and cost -------------------------------------------------------------------------------

def layer_cost(inputs, outputs):
    """inputs, outputs: how many of each -> (number of weights, flops for one picture)."""
    weights = outputs * inputs
    flops = outputs * (2 * inputs - 1)
    return weights, flops


cost = Exercise(
    id="1.2.layer-cost", title="What a layer costs", level="medium",
    objective="count the weights and flops of a layer",
    asks="A layer has `inputs` inputs and `outputs` neurons. Return two numbers: how many weights "
         "it has, and how many flops it takes for one picture. Count as in 1.1: a dot product of n "
         "numbers takes n multiplications and n − 1 additions.",
    reference=layer_cost, outputs=("weights", "flops"),
    probes=[given("3 inputs, 2 neurons", 3, 2), given("64 pixels, 10 neurons", 64, 10),
            given("5 inputs, 7 neurons", 5, 7), given("784 pixels, 128 neurons", 784, 128)],
    mistakes=[
        Mistake("weights-added", lambda i, o: (i + o, o * (2 * i - 1)),
                says="You added inputs and neurons to count the weights.",
                hint="Every neuron has how many weights of its own?"),
        Mistake("one-row", lambda i, o: (i, o * (2 * i - 1)),
                says="You counted the weights of one neuron.",
                hint="Do the neurons share their weights?"),
        Mistake("with-bias", lambda i, o: (o * (i + 1), o * (2 * i - 1)),
                says="You counted one weight more for each neuron: that is a bias, and comes in "
                     "2.1.",
                hint="How long is a row of this layer?"),
        Mistake("multiplications-only", lambda i, o: (i * o, i * o),
                says="You counted the multiplications and left out the additions.",
                hint="How many plus signs stand between the products of one neuron?"),
        Mistake("additions-only", lambda i, o: (i * o, o * (i - 1)),
                says="You counted the additions and left out the multiplications.",
                hint="How many products does one neuron add?"),
        Mistake("one-neuron", lambda i, o: (i * o, 2 * i - 1),
                says="Your flops are those of one neuron.",
                hint="How many neurons work on the picture?"),
        Mistake("minus-one-once", lambda i, o: (i * o, 2 * i * o - 1),
                says="You subtracted 1 once for the whole layer, as if its neurons were one long "
                     "sum.",
                hint="Are the sums of two neurons added to each other?"),
        Mistake("turned", lambda i, o: (i * o, i * (2 * o - 1)),
                says="You exchanged inputs and outputs in the flops.",
                hint="How many dot products are there, and how long is each?"),
        Mistake("neurons-added", lambda i, o: (i * o, 2 * i - 1 + o),
                says="You added the number of neurons to the flops of one; multiply.",
                hint="How many times is the dot product computed?"),
        Mistake("one-plus-too-many", lambda i, o: (i * o, o * (2 * i + 1)),
                says="You counted n + 1 additions for each neuron.",
                hint="Between three products stand how many plus signs?"),
        Mistake("one-product-short", lambda i, o: (i * o, o * (2 * i - 2)),
                says="You counted one multiplication too few for each neuron.",
                hint="How many products does a neuron with three inputs add?"),
        Mistake("exchanged", lambda i, o: (o * (2 * i - 1), i * o),
                says="Both numbers are right, in the wrong order.",
                hint="Which of the two comes first?"),
        Mistake("weights-squared", lambda i, o: (i * i, o * (2 * i - 1)),
                says="You counted inputs · inputs weights.",
                hint="How many rows are there, and how long is each?"),
        Mistake("additions-of-neurons", lambda i, o: (i * o, i * o + o - 1),
                says="You counted the plus signs between the neurons; they stand between products.",
                hint="How many products does one neuron add up?"),
    ],
    conventions=[
        Mistake("counts-plus-zero", lambda i, o: (i * o, 2 * i * o),
                says="You used the other convention, two flops for each weight: it counts adding "
                     "the first product to 0. Many papers round to that.",
                hint="Between three products stand how many plus signs?"),
    ],
    equivalents=[lambda i, o: (i * o, 2 * i * o - o), lambda i, o: [i * o, o * i + o * (i - 1)],
                 lambda i, o: (sum([i] * o), sum([2 * i - 1] * o))],
    hints=("How many rows has the layer, and how long is each?",
           "One neuron is one dot product: flops(inputs) from 1.1.",
           "outputs · inputs weights, outputs · (2 · inputs − 1) flops"),
    after="Which layer has more weights: 64 → 10, or 8 → 80?")

# Reading, with a fault ---------------------------------------------------------------------------

def read_all(pictures, weights):
    """pictures (N, I), weights (O, I) -> list of N numbers: which neuron is strongest."""
    answers = []
    for picture in pictures:
        scores = []
        for row in weights:
            scores.append((row * picture).sum())
        answers.append(scores.index(max(scores)))
    return answers


def read_all_start(pictures, weights):
    """pictures (N, I), weights (O, I) -> list of N numbers: which neuron is strongest."""
    scores = []
    answers = []
    for picture in pictures:
        for row in weights:
            scores.append((row * picture).sum())
        answers.append(scores.index(max(scores)))
    return answers


def answers_made_anew(pictures, weights):
    return read_all(pictures, weights)[-1:]


def some_pictures(count, pixels, neurons):
    def draw(rng):
        weights = rng.normal(size=(neurons, pixels)).round(2)
        pictures = rng.normal(size=(count, pixels)).round(2)
        pictures[0] *= 0.1                 # so that the largest of all scores is not the first's
        return pictures, weights
    return draw


def scores_of(pictures, weights):
    return np.einsum("ni,oi->no", pictures, weights)


reading = Exercise(
    id="1.2.read-all", title="It reads a 7,478", level="debug",
    objective="find a list that lives too long",
    asks="For each picture, this function should return the number of the neuron with the largest "
         "score. The first answer is always right. After that come digits that do not exist. Find "
         "the line that stands in the wrong place.",
    header="import numpy as np", reference=read_all, start=read_all_start,
    probes=[given("three pictures by hand", np.array([[1.0, 0.0], [0.0, 2.0], [3.0, 1.0]]),
                  np.array([[1.0, 0.0], [0.0, 1.0], [0.4, 0.4]])),
            drawn("five pictures, three neurons", some_pictures(5, 4, 3)),
            drawn("six pictures, four neurons", some_pictures(6, 5, 4)),
            drawn("four pictures, seven neurons", some_pictures(4, 3, 7))],
    mistakes=[
        Mistake("scores-never-emptied", lambda x, w: read_all_start(x, w),
                says="The scores of earlier pictures are still in the list: it is never made anew.",
                hint="How long is scores after the second picture?"),
        Mistake("one-row-long", lambda x, w: [0] * len(x),
                says="Your result is always neuron 0: only one score is ever in the list.",
                hint="Which lines run once for each picture, and which once for each neuron?"),
        Mistake("returns-in-the-loop", lambda x, w: read_all(x, w)[:1],
                says="Only the first picture is read: the function returns in the first round.",
                hint="How far to the right does your return stand?"),
        Mistake("last-picture-only", answers_made_anew,
                says="Only the last answer is there: the list of answers is made anew for each "
                     "picture.",
                hint="Which of the two lists shall live through all pictures?"),
        Mistake("smallest", lambda x, w: scores_of(x, w).argmin(axis=1).tolist(),
                says="You return the weakest neuron of each picture.",
                hint="argmin, or argmax?"),
        Mistake("scores-themselves", lambda x, w: scores_of(x, w).max(axis=1).tolist(),
                says="You return the largest score, not the number of its neuron.",
                hint="max tells how large. What tells where?"),
        Mistake("best-picture", lambda x, w: scores_of(x, w).argmax(axis=0).tolist(),
                says="You looked for the strongest picture of each neuron.",
                hint="Over which of the two do the scores compete: pictures or neurons?",
                catalogue="S6"),
        Mistake("best-of-all", lambda x, w: int(scores_of(x, w).argmax()),
                says="You looked for the largest of all scores at once: one number came out.",
                hint="Over which axis do the neurons lie?",
                catalogue="S6"),
        Mistake("counted-from-one", lambda x, w: (scores_of(x, w).argmax(axis=1) + 1).tolist(),
                says="You counted the neurons from 1.",
                hint="Which neuron stands for the digit 0?", catalogue="D16"),
        Mistake("not-added", lambda x, w: [int(np.argmax([row * each for row in w])) for each in x],
                says="You look for the largest single product: they are not added.",
                hint="What makes one score out of the products of a neuron?", catalogue="S2"),
        Mistake("weights-ignored", lambda x, w: [int(np.argmax(each)) for each in x],
                says="You return the brightest pixel of each picture: the weights are not used.",
                hint="Where do the weights enter?"),
        Mistake("only-the-first-picture", lambda x, w: [read_all(x, w)[0]] * len(x),
                says="Every picture gets the answer of the first one.",
                hint="Which picture does your inner loop look at in the second round?"),
        Mistake("largest-in-size", lambda x, w: np.abs(scores_of(x, w)).argmax(axis=1).tolist(),
                says="You compared the scores without their signs.",
                hint="Is −9 larger than 4?"),
        Mistake("all-scores", lambda x, w: scores_of(x, w),
                says="You return all the scores; the place of the largest is expected.",
                hint="What does scores.index(max(scores)) tell?"),
        Mistake("remainder", lambda x, w: [each % len(w) for each in read_all_start(x, w)],
                says="The numbers are cut down to digits that exist, but old scores still compete.",
                hint="How long is scores after the second picture?"),
    ],
    equivalents=[lambda x, w: [int(np.argmax(w @ each)) for each in x],
                 lambda x, w: scores_of(x, w).argmax(axis=1),
                 lambda x, w: [max(range(len(w)), key=lambda k: np.dot(w[k], each)) for each in x]],
    hints=("How long is `scores` after the first picture, and after the second?",
           "One of the two empty lists belongs to a picture, the other to all of them.",
           "scores = [] belongs inside the first loop"),
    where="the line that makes the list of scores",
    after="Write the inner loop as one weights @ picture, and the place with np.argmax.")


EXERCISES = [guess_centred, by_loops, cost, reading]
