"""Exercises of 3.3, hidden layer 1: two layers become one."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n03_3 import two

# Two become one ----------------------------------------------------------------------------------

def merge(weights1, biases1, weights2, biases2):
    """(I, H), (H,), (H, O), (O,): two layers -> weights (I, O), biases (O,) of one."""
    return weights1 @ weights2, biases1 @ weights2 + biases2


def by_trying(weights1, biases1, weights2, biases2):
    """What comes out for zeros, and by how much it changes for each input of 1."""
    def stack(x):
        return (x @ weights1 + biases1) @ weights2 + biases2
    biases = stack(np.zeros(len(weights1)))
    return np.array([stack(row) - biases for row in np.eye(len(weights1))]), biases


def with_row_of_ones(w, b, v, c):
    wide = np.vstack([w, b]) @ v
    return wide[:-1], wide[-1] + c


merging = Exercise(
    id="3.3.merge", title="Two layers are one", level="medium",
    objective="merge two layers without a bend into one",
    asks="Find the single layer that does what two layers do: return `weights` (I, O) and `biases` "
         "(O,), so that for every batch\n\n"
         "`inputs @ weights + biases  ==  (inputs @ weights1 + biases1) @ weights2 + biases2`\n\n"
         "Multiply out the right side first, on paper. What stands behind `inputs`, and what is "
         "left?",
    header="import numpy as np", reference=merge, outputs=("weights", "biases"),
    probes=[given("two layers by hand", np.array([[1.0, -1.0, 2.0], [0.0, 1.0, 1.0]]),
                  np.array([0.5, 1.0, -1.0]), np.array([[1.0, 2.0], [0.0, -1.0], [1.0, 0.0]]),
                  np.array([3.0, -1.0])),
            drawn("3 inputs, 5 hidden neurons, 2 outputs", lambda rng: two(4, 3, 5, 2)(rng)[1:]),
            drawn("2 inputs, 4 hidden neurons, 4 outputs", lambda rng: two(4, 2, 4, 4)(rng)[1:]),
            drawn("3 inputs, 3 hidden neurons, 4 outputs", lambda rng: two(4, 3, 3, 4)(rng)[1:]),
            drawn("three of each", lambda rng: two(4, 3, 3, 3)(rng)[1:])],
    mistakes=[
        Mistake("weights-in-the-other-order", lambda w, b, v, c: (v @ w, b @ v + c),
                says="Your weights are weights2 @ weights1; the order is the other one.",
                hint="Which layer do the inputs meet first, and on which side do they stand?"),
        Mistake("other-order-throughout", lambda w, b, v, c: (v @ w, c @ w + b),
                says="You merged the layers in the wrong order, the second before the first.",
                hint="Which layer do the inputs meet first?"),
        Mistake("biases-added", lambda w, b, v, c: (w @ v, b + c),
                says="You added the two biases. The first ones have to go through the second "
                     "layer, too.",
                hint="Multiply out (h + b) @ W. What happens to b?"),
        Mistake("biases-added-and-sent", lambda w, b, v, c: (w @ v, (b + c) @ v),
                says="You sent both biases through the second weights; only the first ones go "
                     "there.",
                hint="Which of the two is added after the last product?"),
        Mistake("first-biases-lost", lambda w, b, v, c: (w @ v, c),
                says="The first biases are lost: your biases are those of the second layer.",
                hint="Feed zeros. What reaches the second layer?", catalogue="D1"),
        Mistake("second-biases-lost", lambda w, b, v, c: (w @ v, b @ v),
                says="The second biases are lost.",
                hint="Feed zeros. What is added at the very end?", catalogue="D1"),
        Mistake("biases-of-the-first", lambda w, b, v, c: (w @ v, b),
                says="Your biases are those of the first layer, unchanged.",
                hint="How many outputs are there, and how many numbers in biases1?"),
        Mistake("no-biases", lambda w, b, v, c: (w @ v, 0 * c),
                says="Your biases are zero: both are lost.",
                hint="Feed zeros. Does the stack answer zeros?", catalogue="D1"),
        Mistake("biases-multiplied", lambda w, b, v, c: (w @ v, b * c),
                says="You multiplied the biases with each other.",
                hint="Multiply out (h + b) @ W. What happens to b?"),
        Mistake("sent-through-both", lambda w, b, v, c: (w @ v, b @ w @ v + c),
                says="You sent the first biases through both layers; they enter after the first.",
                hint="Which weights lie between the first biases and the outputs?"),
        Mistake("sent-through-the-first", lambda w, b, v, c: (w @ v, b @ w + c),
                says="You sent the first biases through the first weights; they enter after them.",
                hint="Which weights lie between the first biases and the outputs?"),
        Mistake("second-sent", lambda w, b, v, c: (w @ v, c @ v + b),
                says="You sent the second biases through the second weights, and not the first.",
                hint="Which biases have weights still ahead of them?"),
        Mistake("second-weights-transposed", lambda w, b, v, c: (w @ v.T, b @ v + c),
                says="Your weights use weights2 transposed.",
                hint="Write the shapes (I, H) and (H, O) side by side. Which sizes meet?",
                catalogue="D2"),
        Mistake("first-weights-transposed", lambda w, b, v, c: (w.T @ v, b @ v + c),
                says="Your weights use weights1 transposed.",
                hint="Write the shapes (I, H) and (H, O) side by side. Which sizes meet?",
                catalogue="D2"),
        Mistake("transposed-on-the-way-of-the-bias", lambda w, b, v, c: (w @ v, v @ b + c),
                says="Your first biases meet weights2 from the wrong side: v @ b is b @ v.T.",
                hint="On which side of the weights do the hidden values stand?"),
        Mistake("result-transposed", lambda w, b, v, c: ((w @ v).T, b @ v + c),
                says="Your weights are transposed: (outputs, inputs) instead of (inputs, outputs).",
                hint="How many rows must fit the inputs?", catalogue="D2"),
        Mistake("number-by-number", lambda w, b, v, c: (w * v, b @ v + c),
                says="You multiplied the weights number by number.",
                hint="How does an input reach an output: through one hidden neuron, or all?",
                catalogue="S2"),
        Mistake("number-by-number-throughout", lambda w, b, v, c: (w * v, b * v + c),
                says="You multiplied number by number; matrix products are due.",
                hint="How does an input reach an output: through one hidden neuron, or all?",
                catalogue="S2"),
        Mistake("weights-added", lambda w, b, v, c: (w + v, b + c),
                says="You added the two layers; one runs after the other.",
                hint="What is 3 · (2x)? Is it (3 + 2) x?"),
        Mistake("biases-as-a-matrix", lambda w, b, v, c: (w @ v, b[:, None] * v + c),
                says="Your biases are a matrix: the first ones met the weights number by number "
                     "and were never added up.",
                hint="How many biases has a layer of O neurons?", catalogue="S2"),
        Mistake("biases-as-a-row", lambda w, b, v, c: (w @ v, (b @ v + c)[None]),
                says="Your biases have the shape (1, O); (O,) is asked for.",
                hint="How many axes did biases1 have?"),
        Mistake("first-bias-as-a-sum", lambda w, b, v, c: (w @ v, b.sum() + c),
                says="You added the sum of the first biases to every output.",
                hint="Do all outputs weigh a hidden neuron alike?"),
        Mistake("first-bias-as-a-mean", lambda w, b, v, c: (w @ v, b.mean() + c),
                says="You added the mean of the first biases to every output.",
                hint="Do all outputs weigh a hidden neuron alike?"),
        Mistake("column-sums", lambda w, b, v, c: (w @ v, b.sum() * v.sum(axis=0) + c),
                says="You multiplied the sum of the first biases by the sums of the weights.",
                hint="Which hidden neuron does each bias belong to?"),
        Mistake("minus-the-second", lambda w, b, v, c: (w @ v, b @ v - c),
                says="You subtracted the second biases.", hint="Which sign stands before a bias?"),
        Mistake("minus-the-first", lambda w, b, v, c: (w @ v, c - b @ v),
                says="You subtracted what becomes of the first biases.",
                hint="Which sign stands before a bias?"),
        Mistake("second-bias-twice", lambda w, b, v, c: (w @ v, b @ v + 2 * c),
                says="The second biases count twice.", hint="How often does the second layer run?"),
        Mistake("first-layer-alone", lambda w, b, v, c: (w, b),
                says="You return the first layer.", hint="What does the second make of it?"),
        Mistake("second-layer-alone", lambda w, b, v, c: (v, c),
                says="You return the second layer.", hint="What does it get from the first?"),
        Mistake("biases-side-by-side",
                lambda w, b, v, c: (w @ v, np.concatenate([b, c])),
                says="You put the biases one after the other: one layer of O neurons has "
                     "O biases.",
                hint="How many outputs has the merged layer?"),
        Mistake("sent-and-multiplied",
                lambda w, b, v, c: (w @ v, b @ v * c),
                says="You multiplied by the second biases; they are added.",
                hint="Is a bias a factor?"),
        Mistake("both-sent-and-one-added",
                lambda w, b, v, c: (w @ v, (b + c) @ v + c),
                says="The second biases are added, and sent through the second weights "
                     "as well.",
                hint="How often does the second layer add its biases?"),
        Mistake("mean-of-what-is-sent",
                lambda w, b, v, c: (w @ v, (b @ v).mean() + c),
                says="What becomes of the first biases is averaged: every output got the "
                     "same.",
                hint="Do all outputs weigh a hidden neuron alike?"),
        Mistake("sum-of-what-is-sent",
                lambda w, b, v, c: (w @ v, (b @ v).sum() + c),
                says="What becomes of the first biases is added up: every output got the "
                     "same.",
                hint="Do all outputs weigh a hidden neuron alike?"),
        Mistake("negative-weights-cut",
                lambda w, b, v, c: (np.maximum(w, 0) @ v, b @ v + c),
                says="You replaced negative weights of the first layer by 0.",
                hint="May a weight be negative?"),
        Mistake("negative-biases-cut",
                lambda w, b, v, c: (w @ v, np.maximum(b, 0) @ v + c),
                says="You replaced negative biases of the first layer by 0.",
                hint="May a bias be negative?"),
        Mistake("outer-product",
                lambda w, b, v, c: (np.outer(w, v), b @ v + c),
                says="np.outer multiplies every weight by every other; a matrix product "
                     "is due.",
                hint="How does an input reach an output?",
                catalogue="S2"),
        Mistake("inverse",
                lambda w, b, v, c: (np.linalg.inv(w) @ v, b @ v + c),
                says="You inverted the first weights; nothing is to be undone.",
                hint="Does the second layer undo the first?",
                catalogue="S13"),
        Mistake("parts-swapped", lambda w, b, v, c: (b @ v + c, w @ v),
                says="Both parts are right, in the wrong order: weights first, then biases.",
                hint="In which order does the text name them?"),
        Mistake("weights-only", lambda w, b, v, c: w @ v,
                says="You return the weights alone.", hint="What comes out for zeros?"),
        Mistake("all-biases-in-the-weights", lambda w, b, v, c: (w @ v + b @ v + c, b @ v + c),
                says="Your weights contain the biases, too.",
                hint="Which terms are multiplied by the inputs?"),
        Mistake("bias-inside-the-product", lambda w, b, v, c: ((w + b) @ v, c),
                says="You added the first biases to the weights.",
                hint="Which terms are multiplied by the inputs?"),
        Mistake("bias-inside-and-outside", lambda w, b, v, c: ((w + b) @ v, b @ v + c),
                says="You added the first biases to the weights; your biases are right.",
                hint="Which terms are multiplied by the inputs?"),
        Mistake("summed-the-other-way", lambda w, b, v, c: (
                    w @ v, (b[:, None] * v).sum(axis=1) + c),
                says="You added what becomes of the first biases along the rows of weights2: the "
                     "hidden neurons should be added up, not the outputs.",
                hint="Which side of weights2 belongs to the hidden neurons?", catalogue="S3"),
        Mistake("weights-added-alone", lambda w, b, v, c: (w + v, b @ v + c),
                says="You added the weights; each input goes through both, one after the other.",
                hint="Multiply out (x @ W1) @ W2. What stands behind x?"),
        Mistake("second-through-the-first", lambda w, b, v, c: (w @ v, b + w @ c),
                says="You sent the second biases through the first weights; the first ones go "
                     "through the second.",
                hint="Which biases does a signal meet before weights2?"),
        Mistake("second-through-the-first-turned", lambda w, b, v, c: (w @ v, b + c @ w),
                says="You sent the second biases through the first weights; the first ones go "
                     "through the second.",
                hint="Which biases does a signal meet before weights2?"),
    ],
    equivalents=[by_trying, with_row_of_ones,
                 lambda w, b, v, c: [np.einsum("ih,ho->io", w, v), np.einsum("h,ho->o", b, v) + c],
                 lambda w, b, v, c: ((v.T @ w.T).T, v.T @ b + c),
                 lambda w, b, v, c: (sum(np.outer(w[:, h], v[h]) for h in range(len(b))),
                                     sum(b[h] * v[h] for h in range(len(b))) + c),
                 lambda w, b, v, c: (np.dot(w, v), np.dot(b, v) + c)],
    hints=("Which of the four terms contain the inputs?",
           "(x W1 + b1) W2 + b2 = x W1 W2 + b1 W2 + b2. Sort the terms.",
           "weights = weights1 @ weights2\nbiases = biases1 @ weights2 + biases2"),
    where="the line that makes the biases: what becomes of the first ones?",
    after="Merge a layer of your choice with one whose weights are np.eye and whose biases are 0.")

EXERCISES = [merging]
