"""Exercise of 5.1: the first weights (debug)."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# The first weights -------------------------------------------------------------------------------

def make_layers(sizes, rng):
    """sizes such as [64, 32, 10] -> a list of (weights (I, O), biases (O,)), one a layer."""
    layers = []
    for k in range(len(sizes) - 1):
        inputs, outputs = sizes[k], sizes[k + 1]
        weights = rng.normal(0, np.sqrt(2 / inputs), (inputs, outputs))
        layers.append((weights, np.zeros(outputs)))
    return layers


def make_layers_start(sizes, rng):
    """sizes such as [64, 32, 10] -> a list of (weights (I, O), biases (O,)), one a layer."""
    layers = []
    for k in range(len(sizes) - 1):
        inputs, outputs = sizes[k], sizes[k + 1]
        weights = np.zeros((inputs, outputs))
        layers.append((weights, np.zeros(outputs)))
    return layers


def seeded(answer, sizes, seed):
    """The parts by name; anything that is no list of two pairs is shown as it is."""
    layers = answer(sizes, np.random.default_rng(seed))
    layers = list(layers) if isinstance(layers, Iterator) else layers
    pairs = isinstance(layers, list | tuple) and len(layers) == 2 and all(
        isinstance(each, list | tuple) and len(each) == 2 for each in layers)
    if not pairs:
        return layers
    return {"weights 1": layers[0][0], "biases 1": layers[0][1],
            "weights 2": layers[1][0], "biases 2": layers[1][1]}


def weighted(make, biases=lambda rng, i, o: np.zeros(o)):
    """make_layers with other weights, make(rng, inputs, outputs), and other biases."""
    return lambda sizes, rng: [(make(rng, i, o), biases(rng, i, o))
                               for i, o in pairwise(sizes)]


def spread(std):
    return weighted(lambda rng, i, o: rng.normal(0, std(i, o), (i, o)))


def he(rng, i, o):
    return rng.normal(0, np.sqrt(2 / i), (i, o))


def same_start(rng, i, o):
    return np.random.default_rng(0).normal(0, np.sqrt(2 / i), (i, o))


def biases_first(scale):
    def wrong(sizes, rng):
        layers = []
        for i, o in pairwise(sizes):
            biases = scale * rng.normal(size=o)
            layers.append((he(rng, i, o), biases))
        return layers
    return wrong


def grown(sizes, rng):
    layers = []
    for k in range(1, len(sizes)):
        layers += [[rng.standard_normal((sizes[k - 1], sizes[k])) * (2 / sizes[k - 1]) ** 0.5,
                    [0.0] * sizes[k]]]
    return layers


first_weights = Exercise(
    id="5.1.make-layers", title="Ten neurons, one opinion", level="debug",
    objective="initialise the layers of a network",
    asks="This network gives every digit exactly 10 %, and training would not cure it: neurons "
         "that start equal stay equal. Repair the first weights. Draw them with one call of "
         "`rng.normal` for each layer, first layer first: mean 0, spread (standard deviation) "
         "$\\sqrt{2 / \\text{inputs}}$, shape `(inputs, outputs)`. The biases stay zeros. (That is "
         "3.1's spread times √2, the gain of ReLU in 4.2.)",
    header="import numpy as np", reference=make_layers, start=make_layers_start, run=seeded,
    probes=[given("two layers, 4 inputs", [4, 5, 3], 1),
            given("two layers of one shape", [6, 6, 6], 2),
            given("two layers, 3 inputs", [3, 8, 2], 3),
            drawn("other sizes", lambda rng: ([*rng.integers(7, 12, 2).tolist(), 4],
                                              int(rng.integers(1000))))],
    mistakes=[
        Mistake("zeros", weighted(lambda rng, i, o: np.zeros((i, o))),
                says="All weights are 0: every neuron says the same, and always will.",
                hint="Could two of your neurons ever become different?", catalogue="D4"),
        Mistake("ones", weighted(lambda rng, i, o: np.ones((i, o))),
                says="All weights are 1: every neuron of a layer says the same.",
                hint="Could two of your neurons ever become different?", catalogue="D4"),
        Mistake("one-number-drawn",
                weighted(lambda rng, i, o: np.full((i, o), rng.normal(0, np.sqrt(2 / i)))),
                says="One random number is drawn for each layer, and all weights are equal.",
                hint="How many random numbers does a layer need?", catalogue="D4"),
        Mistake("one-row-drawn",
                weighted(lambda rng, i, o: np.tile(rng.normal(0, np.sqrt(2 / i), o), (i, 1))),
                says="One row is drawn, and repeated: each neuron weighs all inputs alike.",
                hint="How many random numbers does a layer need?"),
        Mistake("no-scale", spread(lambda i, o: 1),
                says="Your weights have spread 1: the scores become far too large.",
                hint="What should the sum of 64 products have as its size?", catalogue="D5"),
        Mistake("hundredth", spread(lambda i, o: 0.01),
                says="Your weights have spread 0.01, whatever the number of inputs.",
                hint="Which number does the text put under the root?", catalogue="D6"),
        Mistake("tenth", spread(lambda i, o: 0.1),
                says="Your weights have spread 0.1, whatever the number of inputs.",
                hint="Which number does the text put under the root?", catalogue="D6"),
        Mistake("variance-as-spread", spread(lambda i, o: 2 / i),
                says="Your spread is 2/inputs: the root is missing.",
                hint="Does rng.normal take the variance, or the standard deviation?",
                catalogue="D8"),
        Mistake("outputs-counted", spread(lambda i, o: np.sqrt(2 / o)),
                says="You divided by the number of outputs.",
                hint="Over which numbers does a neuron add up?", catalogue="D8"),
        Mistake("outputs-without-root", spread(lambda i, o: 2 / o),
                says="You divided by the number of outputs, and took no root.",
                hint="Over which numbers does a neuron add up?", catalogue="D8"),
        Mistake("one-instead-of-two", spread(lambda i, o: np.sqrt(1 / i)),
                says="Your spread is that of 3.1, the root of 1/inputs: the gain of ReLU is "
                     "missing.",
                hint="Which number does the text put above the line?"),
        Mistake("two-outside-the-root", spread(lambda i, o: 2 / np.sqrt(i)),
                says="Your spread is 2 divided by the root of the inputs: the 2 belongs under the "
                     "root.",
                hint="How far does the root reach in the text?"),
        Mistake("root-of-two-only", spread(lambda i, o: np.sqrt(2) / i),
                says="You took the root of 2 alone; that of the inputs is missing.",
                hint="How far does the root reach in the text?"),
        Mistake("upside-down", spread(lambda i, o: np.sqrt(i / 2)),
                says="Your fraction is upside down: more inputs, larger weights.",
                hint="Should a neuron with more inputs have larger or smaller weights?"),
        Mistake("product-counted", spread(lambda i, o: np.sqrt(2 / (i * o))),
                says="You divided by the number of weights, inputs times outputs.",
                hint="Over which numbers does one neuron add up?", catalogue="D8"),
        Mistake("first-size-for-all", lambda sizes, rng: [
                    (rng.normal(0, np.sqrt(2 / sizes[0]), (i, o)), np.zeros(o))
                    for i, o in pairwise(sizes)],
                says="All layers get the spread of the first.",
                hint="How many inputs has the second layer?"),
        Mistake("same-start", weighted(same_start),
                says="You make a generator of your own, with the same seed for each layer: layers "
                     "of one shape become equal.",
                hint="Which generator came in? How often is it made?", catalogue="D7"),
        Mistake("spread-as-mean", weighted(lambda rng, i, o: rng.normal(np.sqrt(2 / i),
                                                                       size=(i, o))),
                says="The spread stands where the mean belongs.",
                hint="Which two numbers does rng.normal take first, and in which order?"),
        Mistake("even-draws", weighted(lambda rng, i, o: rng.uniform(
                    -np.sqrt(2 / i), np.sqrt(2 / i), (i, o))),
                says="You drew evenly between two limits (uniform); rng.normal is asked for.",
                hint="Which function of rng does the text name?"),
        Mistake("between-zero-and-one", weighted(lambda rng, i, o: rng.random((i, o))
                                                 * np.sqrt(2 / i)),
                says="rng.random draws between 0 and 1: no weight is negative.",
                hint="Which function of rng does the text name?"),
        Mistake("no-negatives", weighted(lambda rng, i, o: np.abs(he(rng, i, o))),
                says="No weight is negative: nothing can speak against an answer.",
                hint="What did 1.2 gain from weights below zero?"),
        Mistake("turned", lambda sizes, rng: [(he(rng, i, o).T, np.zeros(o))
                                              for i, o in pairwise(sizes)],
                says="Your weights are (outputs, inputs).",
                hint="inputs @ weights: which two sizes must agree?", catalogue="D2"),
        Mistake("turned-shape", weighted(lambda rng, i, o: rng.normal(0, np.sqrt(2 / i), (o, i))),
                says="Your weights are (outputs, inputs).",
                hint="inputs @ weights: which two sizes must agree?", catalogue="D2"),
        Mistake("random-biases", weighted(he, lambda rng, i, o: rng.normal(0, np.sqrt(2 / i), o)),
                says="Your biases are random; they stay zeros.",
                hint="Do equal biases make neurons equal, when their weights differ?"),
        Mistake("biases-of-one", weighted(he, lambda rng, i, o: np.ones(o)),
                says="Your biases are 1.", hint="What does the text say about the biases?"),
        Mistake("a-bias-for-each-input", weighted(he, lambda rng, i, o: np.zeros(i)),
                says="You made a bias for each input; each neuron has one.",
                hint="How many neurons has the layer?"),
        Mistake("biases-as-a-row", weighted(he, lambda rng, i, o: np.zeros((1, o))),
                says="Your biases are (1, outputs); (outputs,) is asked for.",
                hint="How many axes have the biases?"),
        Mistake("single-bias", weighted(he, lambda rng, i, o: 0.0),
                says="You made one bias for the whole layer; each neuron has its own.",
                hint="How many neurons has the layer?"),
        Mistake("weights-only", lambda sizes, rng: [he(rng, i, o)
                                                    for i, o in pairwise(sizes)],
                says="The biases are missing.", hint="What is one entry of the list?"),
        Mistake("biases-first", lambda sizes, rng: [(np.zeros(o), he(rng, i, o))
                                                    for i, o in pairwise(sizes)],
                says="The biases stand before the weights.",
                hint="In which order does the docstring name the two?"),
        Mistake("first-layer-only", lambda sizes, rng: make_layers(sizes, rng)[:1],
                says="Only the first layer is made: return stands inside the loop, or the loop "
                     "ends one layer early.",
                hint="How far to the right does your return stand?"),
        Mistake("global-numbers", weighted(lambda rng, i, o: np.random.normal(
                    0, np.sqrt(2 / i), (i, o))),
                says="You drew from np.random, not from the generator that came in.",
                hint="Whose normal do you call: rng's, or np.random's?"),
        Mistake("one-number", weighted(lambda rng, i, o: rng.normal(0, np.sqrt(2 / i))),
                says="You drew one number for each layer: the shape is missing.",
                hint="What is the third argument of rng.normal?"),
        Mistake("column-biases", weighted(he, lambda rng, i, o: np.zeros((o, 1))),
                says="Your biases are a column; (outputs,) is asked for.",
                hint="How many axes have the biases?"),
        Mistake("tenth-of-one", weighted(lambda rng, i, o: np.full((i, o), 0.1)),
                says="All weights are 0.1: every neuron of a layer says the same.",
                hint="Could two of your neurons ever become different?", catalogue="D4"),
        Mistake("between-plus-and-minus-one",
                weighted(lambda rng, i, o: rng.uniform(-1, 1, (i, o))),
                says="You drew evenly between −1 and 1; rng.normal is asked for.",
                hint="Which function of rng does the text name?"),
        Mistake("plain-random", weighted(lambda rng, i, o: rng.random((i, o))),
                says="rng.random draws between 0 and 1: no weight is negative.",
                hint="Which function of rng does the text name?"),
        Mistake("biases-of-spread-one", weighted(he, lambda rng, i, o: rng.normal(size=o)),
                says="Your biases are random; they stay zeros.",
                hint="Do equal biases make neurons equal, when their weights differ?"),
        Mistake("small-biases", weighted(he, lambda rng, i, o: np.full(o, 0.1)),
                says="Your biases are 0.1; they stay zeros.",
                hint="What does the text say about the biases?"),
        Mistake("squared", spread(lambda i, o: (2 / i) ** 2),
                says="You squared 2/inputs; the root is asked for.",
                hint="√2 is 2 ** 0.5, not 2 ** 2."),
        Mistake("times-the-root", spread(lambda i, o: np.sqrt(i)),
                says="You multiplied by the root of the inputs.",
                hint="Should a neuron with more inputs have larger or smaller weights?"),
        Mistake("times-twice-the-inputs", spread(lambda i, o: np.sqrt(2 * i)),
                says="Your root is that of 2 times the inputs; 2 divided by them is asked for.",
                hint="Should a neuron with more inputs have larger or smaller weights?"),
        Mistake("six", spread(lambda i, o: np.sqrt(6 / i)),
                says="Your root is that of 6/inputs, the limit of an even draw (uniform).",
                hint="Which number does the text put above the line?", catalogue="D8"),
        Mistake("one-over-inputs", spread(lambda i, o: 1 / i),
                says="Your spread is 1/inputs: the root, and the 2, are missing.",
                hint="Does rng.normal take the variance, or the standard deviation?",
                catalogue="D8"),
        Mistake("spread-of-two", spread(lambda i, o: 2),
                says="Your spread is 2, whatever the number of inputs.",
                hint="Which number does the text put under the root?", catalogue="D5"),
        Mistake("spread-of-root-two", spread(lambda i, o: np.sqrt(2)),
                says="Your spread is √2, whatever the number of inputs.",
                hint="Which number does the text put below the line?", catalogue="D5"),
        Mistake("mean-and-spread-swapped", weighted(
                    lambda rng, i, o: rng.normal(np.sqrt(2 / i), 0, (i, o))),
                says="All weights of a layer are equal: the spread stands where the mean "
                     "belongs.",
                hint="Which two numbers does rng.normal take first, and in which order?",
                catalogue="D4"),
        Mistake("weights-and-biases-apart", lambda sizes, rng: tuple(
                    list(each) for each in zip(*make_layers(sizes, rng))),
                says="You return a list of all weights and a list of all biases; a pair for each "
                     "layer is asked for.",
                hint="What is layers[0] to be: all weights, or the first layer?"),
        Mistake("twins", weighted(lambda rng, i, o: np.repeat(
                    rng.normal(0, np.sqrt(2 / i), (i, 1)), o, axis=1)),
                says="All neurons of a layer have the same weights: what starts equal stays equal.",
                hint="How many numbers must be drawn for a layer?"),
        Mistake("biases-drawn-first", biases_first(0.01),
                says="You draw small random biases before the weights; they stay zeros.",
                hint="Which numbers does the text draw?"),
        Mistake("even-with-the-right-spread", weighted(lambda rng, i, o: rng.uniform(
                    -np.sqrt(6 / i), np.sqrt(6 / i), (i, o))),
                says="You drew evenly between −√(6/inputs) and √(6/inputs). The spread is right, "
                     "but rng.normal is asked for.",
                hint="Which function of rng does the text name?"),
    ],
    conventions=[
        Mistake("glorot", spread(lambda i, o: np.sqrt(2 / (i + o))),
                says="You used another convention: 2/(inputs + outputs), after Glorot and Bengio; "
                     "this text asks for 2/inputs.",
                hint="Which number does the text put under the root?"),
        Mistake("drawn-turned", weighted(lambda rng, i, o: rng.normal(
                    0, np.sqrt(2 / i), (o, i)).T),
                says="You drew (outputs, inputs) and turned it: as good, but other numbers than "
                     "the text's order of draws gives.",
                hint="Which shape does the text draw?"),
    ],
    equivalents=[grown,
                 weighted(lambda rng, i, o: rng.normal(size=(i, o)) * np.sqrt(2 / i)),
                 weighted(lambda rng, i, o: rng.normal(scale=(2 / i) ** 0.5, size=(i, o)),
                          lambda rng, i, o: 0 * np.arange(o)),
                 weighted(lambda rng, i, o: np.sqrt(2) * rng.standard_normal((i, o)) / i ** 0.5),
                 weighted(lambda rng, i, o: rng.normal(0, np.sqrt(2 / i), i * o).reshape(i, o)),
                 lambda sizes, rng: tuple(make_layers(sizes, rng))],
    hints=("What would make two neurons of one layer differ?",
           "Only the line with np.zeros((inputs, outputs)) is ill.",
           "rng.normal(0, np.sqrt(2 / inputs), (inputs, outputs))"),
    where="the line that makes the weights",
    after="Print the spread of the outputs for 64 and for 1,000 inputs.")

EXERCISES = [first_weights]
