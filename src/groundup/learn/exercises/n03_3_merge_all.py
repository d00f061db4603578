"""Exercises of 3.3, hidden layer 1: layers of any number become one."""

from functools import reduce
from itertools import pairwise

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n03_3_merge import merge


def merge_all(layers):
    """layers: a list of (weights, biases), the first layer first -> one (weights, biases)."""
    weights, biases = layers[0]
    for next_weights, next_biases in layers[1:]:
        weights = weights @ next_weights
        biases = biases @ next_weights + next_biases
    return weights, biases


def products(layers):
    return reduce(np.matmul, [w for w, _ in layers])


def from_the_back(layers):
    weights, biases = layers[-1]
    for w, b in reversed(layers[:-1]):
        weights, biases = w @ weights, b @ weights + biases
    return weights, biases


def by_recursion(layers):
    if len(layers) == 1:
        return layers[0]
    (w, b), (v, c), *rest = layers
    return by_recursion([merge(w, b, v, c), *rest])


def by_halves(layers):
    if len(layers) == 1:
        return layers[0]
    half = len(layers) // 2
    return merge(*by_halves(layers[:half]), *by_halves(layers[half:]))


def by_impulses(layers):
    x = np.vstack([np.zeros(len(layers[0][0])), np.eye(len(layers[0][0]))])
    for w, b in layers:
        x = x @ w + b
    return x[1:] - x[0], x[0]


def one_step_only(layers):
    """Every bias goes through the next layer, and no further."""
    biases = layers[-1][1]
    return products(layers), sum((b @ w for (_, b), (w, _) in pairwise(layers)),
                                 np.zeros(len(biases))) + biases


def new_weights_first(layers):
    weights, biases = layers[0]
    for w, b in layers[1:]:
        weights = weights @ w
        biases = biases @ weights + b
    return weights, biases


def bias_not_accumulated(layers):
    _, biases = layers[0]
    for (_, before), (w, b) in pairwise(layers):
        biases = before @ w + b
    return products(layers), biases


def emptied_list(layers):
    weights, biases = layers.pop(0)
    while layers:
        w, b = layers.pop(0)
        weights, biases = weights @ w, biases @ w + b
    return weights, biases


def first_with_each(layers):
    weights, biases = layers[0]
    for each in layers[1:]:
        weights, biases = merge(*layers[0], *each)
    return weights, biases


def at_least_two(layers):
    weights, biases = merge(*layers[0], *layers[1])
    for each in layers[2:]:
        weights, biases = merge(weights, biases, *each)
    return weights, biases


def only_two(layers):
    (w, b), (v, c) = layers
    return merge(w, b, v, c)


def overwritten_list(layers):
    for k in range(1, len(layers)):
        layers[k] = merge(*layers[k - 1], *layers[k])
    return layers[-1]


def stack_of(*sizes):
    """Weights and biases in turn, W1, b1, W2, b2, …; `twice` makes the list of pairs of them."""
    def draw(rng):
        return tuple(rng.normal(0, 1.5, shape).round(1) + 0.05 * (len(shape) == 1)
                     for a, b in pairwise(sizes) for shape in ((a, b), (b,)))
    return draw


def twice(answer, *arrays):
    """Merge the same list two times: whoever empties it the first time shows here."""
    layers = list(zip(arrays[::2], arrays[1::2]))
    answer(layers)
    return answer(layers)


merging_all = Exercise(
    id="3.3.merge-all", title="A hundred layers are one", level="hard",
    objective="merge a stack of any depth into one layer",
    asks="`layers` is a list of pairs `(weights, biases)`, the first layer first; it has at least "
         "one pair, and the shapes fit. Return the `(weights, biases)` of the one layer that does "
         "what the whole stack does. Your `merge` may help. The list should come back unchanged.",
    header="import numpy as np", reference=merge_all, outputs=("weights", "biases"),
    needs=("3.3.merge",), run=twice,
    probes=[given("two layers by hand", np.array([[1.0, -1.0, 2.0], [0.0, 1.0, 1.0]]),
                  np.array([0.5, 1.0, -1.0]), np.array([[1.0, 2.0], [0.0, -1.0], [1.0, 0.0]]),
                  np.array([3.0, -1.0])),
            drawn("three layers", stack_of(2, 4, 3, 5)),
            drawn("a single layer", stack_of(3, 2)),
            drawn("four layers", stack_of(4, 3, 5, 2, 3)),
            drawn("three layers, three of everything", stack_of(3, 3, 3, 3))],
    mistakes=[
        Mistake("backwards", lambda layers: merge_all(layers[::-1]),
                says="You merged from the last layer to the first, each in the place of the one "
                     "before.",
                hint="Which layer do the inputs meet first?"),
        Mistake("first-two-only", lambda layers: merge_all(layers[:2]),
                says="Only the first two layers are merged.",
                hint="What does your loop do with the third?"),
        Mistake("last-two-only", lambda layers: merge_all(layers[-2:]),
                says="Only the last two layers are merged: each round begins anew.",
                hint="Does each round build on the result of the round before?"),
        Mistake("last-layer-skipped", lambda layers: merge_all(layers[:-1] or layers),
                says="The last layer is missing.",
                hint="Where does your loop end?"),
        Mistake("first-layer-skipped", lambda layers: merge_all(layers[1:] or layers),
                says="The first layer is missing.",
                hint="Where does your loop begin?"),
        Mistake("first-layer-only", lambda layers: layers[0],
                says="You return the first layer.",
                hint="Does your return stand inside the loop?"),
        Mistake("last-layer-only", lambda layers: layers[-1],
                says="You return the last layer.",
                hint="Does each round build on the result of the round before?"),
        Mistake("first-layer-twice",
                lambda layers: merge_all([layers[0], *layers]),
                says="The first layer is merged with itself: your loop begins at 0, and so did "
                     "you.",
                hint="If you start with layers[0], which layer comes next?"),
        Mistake("last-biases-only", lambda layers: (products(layers), layers[-1][1]),
                says="Your biases are those of the last layer; the earlier ones are lost.",
                hint="Feed zeros. What reaches the last layer?", catalogue="D1"),
        Mistake("first-biases-only", lambda layers: (products(layers), layers[0][1]),
                says="Your biases are those of the first layer.",
                hint="What does each further layer do to them?"),
        Mistake("first-biases-lost",
                lambda layers: merge_all([(layers[0][0], 0 * layers[0][1]), *layers[1:]]),
                says="The biases of the first layer are lost: your loop starts with zeros.",
                hint="What are the biases before the second layer comes?", catalogue="D1"),
        Mistake("last-biases-lost",
                lambda layers: merge_all([*layers[:-1], (layers[-1][0], 0 * layers[-1][1])]),
                says="The biases of the last layer are lost.",
                hint="What is added at the very end?", catalogue="D1"),
        Mistake("no-biases", lambda layers: (products(layers), 0 * layers[-1][1]),
                says="Your biases are zero.", hint="Feed zeros. Does the stack answer zeros?",
                catalogue="D1"),
        Mistake("new-biases-lost",
                lambda layers: (products(layers), reduce(lambda b, layer: b @ layer[0],
                                                         layers[1:], layers[0][1])),
                says="Only the first biases are there; no later layer adds its own.",
                hint="What does each layer add after its product?", catalogue="D1"),
        Mistake("biases-added",
                lambda layers: (products(layers), sum(b for _, b in layers)),
                says="You added up all biases. Each has to go through the layers behind it.",
                hint="Multiply out (h + b) @ W. What happens to b?"),
        Mistake("one-layer-further", one_step_only,
                says="Each bias goes through the next layer only; it has to go through all that "
                     "follow.",
                hint="Which weights lie between the first biases and the outputs?"),
        Mistake("old-biases-forgotten", bias_not_accumulated,
                says="Your biases know the last two layers alone: each round takes the layer's own "
                     "biases instead of the merged ones.",
                hint="Which biases go through the next weights: the old layer's, or the merged?"),
        Mistake("merged-weights-for-the-biases", new_weights_first,
                says="You sent the biases through the merged weights; only the next layer's "
                     "weights lie ahead of them.",
                hint="Which weights lie between your biases so far and the next layer?"),
        Mistake("next-weights-on-the-left",
                lambda layers: reduce(lambda a, n: (n[0] @ a[0], a[1] @ n[0] + n[1]), layers),
                says="Each new matrix stands on the left of the product; it belongs on the right.",
                hint="Which layer do the inputs meet first, and on which side do they stand?"),
        Mistake("weights-not-merged",
                lambda layers: (layers[-1][0], merge_all(layers)[1]),
                says="Your weights are those of the last layer.",
                hint="Is each new matrix multiplied with the product so far?"),
        Mistake("first-weights-kept",
                lambda layers: (layers[0][0], merge_all(layers)[1]),
                says="Your weights are those of the first layer.",
                hint="Is each new matrix multiplied with the product so far?"),
        Mistake("number-by-number",
                lambda layers: reduce(lambda a, n: (a[0] * n[0], a[1] * n[0] + n[1]), layers),
                says="You multiplied number by number; matrix products are due.",
                hint="How does an input reach an output: through one hidden neuron, or all?",
                catalogue="S2"),
        Mistake("biases-added-and-sent",
                lambda layers: reduce(lambda a, n: (a[0] @ n[0], (a[1] + n[1]) @ n[0]), layers),
                says="You add each layer's biases before its weights; they come after.",
                hint="What does a layer do first: multiply, or add?",
                catalogue="S7"),
        Mistake("minus-the-biases",
                lambda layers: reduce(lambda a, n: (a[0] @ n[0], a[1] @ n[0] - n[1]), layers),
                says="You subtract each layer's biases.",
                hint="Which sign stands before a bias?"),
        Mistake("biases-as-a-sum",
                lambda layers: reduce(lambda a, n: (a[0] @ n[0], a[1] @ n[0] + n[1].sum()), layers),
                says="You add the sum of a layer's biases to every output.",
                hint="Does a layer have one bias, or one for each neuron?"),
        Mistake("layers-added",
                lambda layers: reduce(lambda a, n: (a[0] + n[0], a[1] + n[1]), layers),
                says="You added the layers; one runs after the other.",
                hint="What is 3 · (2x)? Is it (3 + 2) x?"),
        Mistake("old-merged-weights",
                lambda layers: reduce(lambda a, n: (a[0] @ n[0], a[1] @ a[0] + n[1]), layers),
                says="You sent the biases through the weights merged so far; they enter "
                     "behind them.",
                hint="Which weights lie between your biases so far and the next layer?"),
        Mistake("second-layer-first",
                lambda layers: merge_all(layers[1:]),
                says="The first layer is missing, and a single layer leaves nothing.",
                hint="Where does your loop begin?"),
        Mistake("without-the-last",
                lambda layers: merge_all(layers[:-1]),
                says="The last layer is missing, and a single layer leaves nothing.",
                hint="Where does your loop end?"),
        Mistake("parts-swapped", lambda layers: merge_all(layers)[::-1],
                says="Both parts are right, in the wrong order: weights first, then biases.",
                hint="In which order does the text name them?"),
        Mistake("weights-only", lambda layers: products(layers),
                says="You return the weights alone.", hint="What comes out for zeros?"),
        Mistake("transposed", lambda layers: (products(layers).T, merge_all(layers)[1]),
                says="Your weights are transposed.", hint="How many rows must fit the inputs?",
                catalogue="D2"),
        Mistake("two-in-brackets", lambda layers: merge(*layers[0], *layers[1]),
                says="You merged layers[0] and layers[1], whatever else is in the list.",
                hint="What if the list has one layer, or four?"),
        Mistake("list-emptied", emptied_list,
                says="After your first call, the list that came in is empty, and a second call "
                     "fails.",
                hint="What does pop do to the list of the one who called you?"),
        Mistake("first-with-each", lambda layers: [merge(*layers[0], *each)
                                                   for each in layers[1:]][-1],
                says="You merge the first layer with each of the others anew: what came of the "
                     "round before is lost.",
                hint="What should the second round begin with?"),
        Mistake("at-least-two", at_least_two,
                says="Your function asks for a second layer; the list may hold a single one.",
                hint="What is the merged layer of a list with one pair?"),
        Mistake("at-least-two-unpacked", only_two,
                says="Your function works for exactly two layers.",
                hint="How can you walk through a list without knowing its length?"),
        Mistake("ends-only", lambda layers: merge(*layers[0], *layers[-1]),
                says="You merge the first layer with the last, and leave out those between.",
                hint="Through which layers does a sample go?"),
        Mistake("every-stage", lambda layers: [by_halves(layers[: k + 1])
                                               for k in range(len(layers))],
                says="You return a list of all stages; the last one alone is asked for.",
                hint="Which of the entries of your list is the merged stack?"),
        Mistake("next-before-this", lambda layers: reduce(
                    lambda one, two: merge(*two, *one), layers),
                says="You merge with the next layer in front; it comes behind.",
                hint="Which of its two layers does merge want first?"),
        Mistake("list-overwritten", overwritten_list,
                says="Your first call writes the merged layers into the list that came in: the "
                     "second call merges them again.",
                hint="Which line assigns to an entry of layers?"),
        Mistake("biases-of-two-layers", lambda layers: (
                    products(layers), by_halves(layers[:2])[1]),
                says="Your biases are those of the first two layers; later layers never see them.",
                hint="What do the third layer's weights do to the biases before them?"),
    ],
    equivalents=[from_the_back, by_recursion, by_halves, by_impulses,
                 lambda layers: reduce(lambda one, two: merge(*one, *two), layers),
                 lambda layers: (np.linalg.multi_dot([np.eye(len(layers[0][0])),
                                                      *[w for w, _ in layers]]),
                                 by_impulses(layers)[1])],
    hints=("If you know the one layer for the first three, how do you add the fourth?",
           "Begin with layers[0]; merge each further layer into what you have.",
           "weights, biases = layers[0]\nfor w, b in layers[1:]:\n"
           "    weights, biases = merge(weights, biases, w, b)\nreturn weights, biases"),
    where="the line that makes the new biases",
    after="Merge ten layers 2-100-…-100-2 and compare stack_parameters before and after.")

EXERCISES = [merging_all]
