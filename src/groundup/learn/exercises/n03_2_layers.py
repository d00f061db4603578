"""More exercises of 3.2, Dense Layer: many layers in a row."""

from itertools import pairwise

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n03_2_dense import Dense

# Repair: twins -----------------------------------------------------------------------------------

def build(sizes, seed):
    """sizes, such as [64, 32, 10] -> a list of layers: 64 to 32, and 32 to 10."""
    rng = np.random.default_rng(seed)
    layers = []
    for k in range(len(sizes) - 1):
        layers.append(Dense(sizes[k], sizes[k + 1], rng))
    return layers


def build_start(sizes, seed):
    """sizes, such as [64, 32, 10] -> a list of layers: 64 to 32, and 32 to 10."""
    layers = []
    for k in range(len(sizes) - 1):
        rng = np.random.default_rng(seed)
        layers.append(Dense(sizes[k], sizes[k + 1], rng))
    return layers


def numbers_of(build, sizes, seed):
    """The weights of all layers, flat, one row after the other; shapes in front.

    Layers that differ from call to call, in spite of the seed, are shown as such.
    """
    layers, again = (list(build(sizes, seed)) for _ in range(2))
    weights, others = (np.concatenate([np.ravel(layer.weights) for layer in each])
                       for each in (layers, again))
    return {"number of layers": len(layers),
            "shapes": [tuple(np.shape(layer.weights)) for layer in layers],
            "weights": weights if np.array_equal(weights, others) else "others in every call"}


def each_with(generator):
    """Layers of the right sizes; `generator(k, seed)` is asked anew for layer k."""
    return lambda sizes, seed: [Dense(a, b, generator(k, seed)) for k, (a, b) in
                                enumerate(pairwise(sizes))]


def sized(pairs):
    """Layers from one generator, of these sizes."""
    def made(sizes, seed):
        rng = np.random.default_rng(seed)
        return [Dense(a, b, rng) for a, b in pairs(sizes)]
    return made


def by_one_legacy(sizes, seed):
    random = np.random.RandomState(seed)
    return [Dense(a, b, random) for a, b in pairwise(sizes)]


def last_first(sizes, seed):
    rng = np.random.default_rng(seed)
    layers = [Dense(sizes[i], sizes[i + 1], rng) for i in reversed(range(len(sizes) - 1))]
    return layers[::-1]


def seed_sequence(sizes, seed):
    rngs = np.random.default_rng(seed).spawn(len(sizes) - 1)
    return [Dense(a, b, rng) for a, b, rng in zip(sizes, sizes[1:], rngs)]


def steps(sizes):
    return list(pairwise(sizes))


twins = Exercise(
    id="3.2.build", title="The twins", level="debug",
    objective="give every layer numbers of its own, and the same ones in every run",
    asks="`build([64, 32, 10], seed)` makes a layer for each pair of neighbours in the list. The "
         "author noticed that layers of equal size are **twins**, equal to the last digit. Repair "
         "it: the layers must differ, and the same seed must still give the same numbers in every "
         "run. Make one generator from `seed` and let all layers draw from it, the first layer "
         "first.",
    header="import numpy as np", reference=build, start=build_start, run=numbers_of,
    needs=("3.2.dense",),
    probes=[given("three layers of 3 neurons", [3, 3, 3, 3], 0),
            given("2 inputs, 5 and 4 neurons", [2, 5, 4], 3),
            drawn("four layers", lambda rng: ([4, 3, 6, 6, 2], int(rng.integers(5, 1000))))],
    mistakes=[
        Mistake("still-twins", each_with(lambda k, seed: np.random.default_rng(seed)),
                says="The layers are still twins: each begins with a generator of the same seed.",
                hint="Which line must run once, and not once for each layer?", catalogue="D7"),
        Mistake("fixed-seed-twins", each_with(lambda k, seed: np.random.default_rng(0)),
                says="Each layer begins with a generator of seed 0: they are twins, and `seed` is "
                     "not used.",
                hint="Which line must run once, and not once for each layer?", catalogue="D7"),
        Mistake("seed-ignored", lambda sizes, seed: build(sizes, 0),
                says="The layers differ, but `seed` is not used: every seed gives the same.",
                hint="Where does seed enter?"),
        Mistake("seed-is-the-place", each_with(lambda k, seed: np.random.default_rng(k)),
                says="Each layer's seed is its place in the list; `seed` is not used.",
                hint="Should build(sizes, 0) and build(sizes, 1) be equal?"),
        Mistake("seed-is-no-generator", each_with(lambda k, seed: seed),
                says="You hand the seed itself to `Dense`, which wants a generator.",
                hint="What makes a generator out of a seed?"),
        Mistake("one-too-far", lambda sizes, seed: sizes[len(sizes)],
                says="Your loop asks for a size behind the last one.",
                hint="Four sizes: how many pairs of neighbours?"),
        Mistake("same-layer-again", lambda sizes, seed: [
                    Dense(sizes[0], sizes[1], np.random.default_rng(seed))] * (len(sizes) - 1),
                says="The list holds one layer several times.",
                hint="How often is Dense(…) called?", catalogue="K1"),
        Mistake("first-layer-only", sized(lambda s: steps(s)[:1]),
                says="Only the first layer is there: the function returns in the first round.",
                hint="How far to the right does your return stand?"),
        Mistake("last-layer-only", sized(lambda s: steps(s)[-1:]),
                says="Only the last layer is there: the list is made anew in each round.",
                hint="Which lines must run once, before the loop?"),
        Mistake("last-missing", sized(lambda s: steps(s)[:-1]),
                says="The last layer is missing.",
                hint="Four sizes: how many pairs of neighbours?"),
        Mistake("first-missing", sized(lambda s: steps(s)[1:]),
                says="The first layer is missing.",
                hint="Which pair of neighbours comes first?"),
        Mistake("turned-sizes", sized(lambda s: [(b, a) for a, b in steps(s)]),
                says="Inputs and neurons are swapped in every layer.",
                hint="In [64, 32, 10], how many numbers go into the first layer?"),
        Mistake("square-layers", sized(lambda s: [(b, b) for _, b in steps(s)]),
                says="Every layer has as many inputs as neurons.",
                hint="How many numbers does the layer before hand over?"),
        Mistake("a-layer-each", sized(lambda s: [*steps(s), (s[-1], s[-1])]),
                says="There is a layer too many: as many as sizes.",
                hint="Four sizes: how many pairs of neighbours?"),
        Mistake("from-the-inputs", sized(lambda s: [(s[0], b) for _, b in steps(s)]),
                says="Every layer takes the first inputs; it should take what the layer before it "
                     "says.",
                hint="How many numbers does the layer before hand over?"),
        Mistake("not-from-the-seed", each_with(lambda k, seed: np.random.default_rng()),
                says="The same seed gives other numbers in every call: the generator is made "
                     "without it, or is kept from one call to the next.",
                hint="Who tells the generator where to begin, and when?", catalogue="D7"),
        Mistake("seed-times-place", each_with(lambda k, seed: np.random.default_rng(seed * k)),
                says="Each layer makes a generator of its own with seed · k: the first layer "
                     "begins with 0 whatever the seed, and for seed 0 all are twins.",
                hint="Which line must run once, and not once for each layer?", catalogue="D7"),
    ],
    conventions=[
        Mistake("seed-plus-place", each_with(lambda k, seed: np.random.default_rng(seed + k)),
                says="No twins any more: each layer has a seed of its own. But build(…, 0) and "
                     "build(…, 1) share layers now; the text asks for one generator.",
                hint="Which line must run once, and not once for each layer?"),
        Mistake("seed-plus-number", each_with(lambda k, seed: np.random.default_rng(seed + k + 1)),
                says="No twins any more: each layer has a seed of its own. But build(…, 0) and "
                     "build(…, 1) share layers now; the text asks for one generator.",
                hint="Which line must run once, and not once for each layer?"),
        Mistake("seed-and-place", each_with(lambda k, seed: np.random.default_rng([seed, k])),
                says="No twins any more: each layer has a seed of two numbers, which is as good. "
                     "The text asks for one generator for all.",
                hint="Which line must run once, and not once for each layer?"),
        Mistake("last-drawn-first", last_first,
                says="No twins any more, but the last layer draws first; the text asks for the "
                     "first.",
                hint="In which direction does your loop run?"),
        Mistake("legacy-generator", by_one_legacy,
                says="No twins any more; but you use NumPy's older generator, whose numbers are "
                     "others.",
                hint="Which generator stood there before?"),
        Mistake("spawned", seed_sequence,
                says="No twins any more: each layer has a child of the generator, which is as "
                     "good. The text asks for one generator for all.",
                hint="From which generator does the first layer draw?"),
    ],
    equivalents=[sized(steps), sized(pairwise),
                 lambda sizes, seed: tuple(sized(steps)(sizes, seed)),
                 sized(lambda s: [(s[i - 1], s[i]) for i in range(1, len(s))])],
    hints=("What does a new generator of the same seed give first: new numbers, or the old ones?",
           "Look at the line that makes rng: how often does it run?",
           "rng = np.random.default_rng(seed) before the loop"),
    where="the line that makes the generator",
    after="Give one generator to two calls of build: why do the second layers differ?")


# The spread, layer by layer ----------------------------------------------------------------------

def spread_by_layer(inputs, layers):
    """inputs (B, I), a list of layers -> a list: the spread of what comes out of each."""
    spreads = []
    for layer in layers:
        inputs = layer.forward(inputs)
        spreads.append(inputs.std())
    return spreads


class Weighing:
    """A layer without a bias, with these weights."""

    def __init__(self, weights):
        self.weights = weights

    def forward(self, inputs):
        return inputs @ self.weights


def through(spread_by_layer, inputs, *weights):
    found = spread_by_layer(inputs, [Weighing(each) for each in weights])
    if isinstance(found, list):                        # bound methods are never equal
        found = ["a method that is not called" if callable(each) else each for each in found]
    return found


def measured(measure):
    """Another measure than the spread, after each layer."""
    def run(inputs, layers):
        found = []
        for layer in layers:
            inputs = layer.forward(inputs)
            found.append(measure(inputs))
        return found
    return run


def followed(measure, before=lambda x: x, after=lambda x: x):
    """Something done to the outputs of each layer, before or after they are measured."""
    def run(inputs, layers):
        found = []
        for layer in layers:
            inputs = before(layer.forward(inputs))
            found.append(measure(inputs))
            inputs = after(inputs)
        return found
    return run


def before_each(inputs, layers):
    return [inputs.std(), *spread_by_layer(inputs, layers)][:-1]


def forward_twice(inputs, layers):
    found = []
    for layer in layers:
        inputs = layer.forward(inputs)
        found.append(layer.forward(inputs).std())
    return found


def at_the_end(inputs, layers):
    for layer in layers:
        inputs = layer.forward(inputs)
    return inputs.std()


def matrices(*sizes):
    return lambda rng: (rng.normal(0.4, 1, (4, sizes[0])).round(1),
                        *(rng.normal(0, 1, pair).round(1) for pair in pairwise(sizes)))


follow = Exercise(
    id="3.2.spread-by-layer", title="Follow the signal", level="medium",
    objective="send a batch through many layers and measure it on the way",
    asks="`layers` is a list of layers with a method `forward`. Send `inputs` through the first "
         "layer, what comes out through the second, and so on. Return a list with one number for "
         "each layer: the spread (`.std()`) of what comes out of it.",
    reference=spread_by_layer, run=through,
    probes=[given("two layers by hand", np.array([[1.0, 2.0], [3.0, -4.0], [0.0, 1.0]]),
                  np.array([[1.0, 0.0], [0.0, 3.0]]), np.array([[2.0, 1.0], [-1.0, 1.0]])),
            given("a loud layer, and a quiet one", np.array([[1.0, 2.0], [3.0, -4.0], [0.0, 1.0]]),
                  np.array([[5.0, 1.0], [2.0, -6.0]]), np.array([[0.1, 0.0], [0.3, 0.2]])),
            drawn("three layers of 3 neurons", matrices(3, 3, 3, 3)),
            drawn("four layers of several sizes", matrices(5, 3, 6, 4, 2))],
    mistakes=[
        Mistake("not-handed-on", lambda x, layers: [each.forward(x).std() for each in layers],
                says="Every layer gets the first inputs: what comes out is not handed on.",
                hint="What goes into the second layer?"),
        Mistake("last-only", at_the_end,
                says="You return the spread behind the last layer alone.",
                hint="How many numbers does the text ask for?"),
        Mistake("last-in-a-list", lambda x, layers: spread_by_layer(x, layers)[-1:],
                says="Only the last number is there: the list is made anew in each round.",
                hint="Which line must run once, before the loop?"),
        Mistake("first-only", lambda x, layers: spread_by_layer(x, layers[:1]),
                says="Only the first layer is measured: the function returns in the first round.",
                hint="How far to the right does your return stand?"),
        Mistake("first-alone", lambda x, layers: spread_by_layer(x, layers)[0],
                says="You return the first layer's spread alone.",
                hint="How far to the right does your return stand?"),
        Mistake("before-each", before_each,
                says="You measure what goes into each layer, not what comes out.",
                hint="Which comes first in a round: the layer, or the measure?"),
        Mistake("inputs-too", lambda x, layers: [x.std(), *spread_by_layer(x, layers)],
                says="The spread of the inputs stands in front: one number too many.",
                hint="How many layers are there, and how many numbers?"),
        Mistake("forward-twice", forward_twice,
                says="You send the batch through each layer twice before you measure it.",
                hint="How often is forward called in a round?"),
        Mistake("backwards", lambda x, layers: spread_by_layer(x, layers)[::-1],
                says="Your list runs from the last layer to the first.",
                hint="On which end does your list grow?"),
        Mistake("last-layer-first", lambda x, layers: spread_by_layer(x, layers[::-1]),
                says="You begin with the last layer.",
                hint="In which direction does your loop run?"),
        Mistake("last-skipped", lambda x, layers: spread_by_layer(x, layers[:-1]),
                says="The last layer is missing.",
                hint="range(n) ends at n − 1. What does range(n − 1) end at?"),
        Mistake("first-skipped", lambda x, layers: spread_by_layer(x, layers[1:]),
                says="The first layer is left out.",
                hint="Which layer gets the inputs?"),
        Mistake("variance", measured(np.var),
                says="You measured the variance, the square of the spread.",
                hint="Is your number a variance or a standard deviation?", catalogue="D8"),
        Mistake("means", measured(np.mean),
                says="You measured the mean, not the spread.",
                hint="Which method of an array does the text name?"),
        Mistake("by-neuron", measured(lambda x: x.std(axis=0)),
                says="You measured each neuron by itself; one number for a layer is asked.",
                hint="What does std() give without axis?"),
        Mistake("by-sample", measured(lambda x: x.std(axis=1)),
                says="You measured each sample by itself; one number for a layer is asked.",
                hint="What does std() give without axis?"),
        Mistake("sizes", measured(lambda x: np.sqrt((x * x).mean())),
                says="You measured the distance from 0, without subtracting the mean.",
                hint="Which method of an array does the text name?"),
        Mistake("largest", measured(lambda x: abs(x).max()),
                says="You measured the largest output.",
                hint="Which method of an array does the text name?"),
        Mistake("outputs-themselves", measured(lambda x: x),
                says="Your list holds the outputs; their spread is asked.",
                hint="Which method of an array does the text name?"),
        Mistake("ratios", lambda x, layers: list(np.divide(spread_by_layer(x, layers),
                                                           before_each(x, layers))),
                says="You divided each spread by the one before it: that is the factor of a "
                     "layer.",
                hint="What is asked: how large, or by how much larger?"),
        Mistake("largest-spread", lambda x, layers: max(spread_by_layer(x, layers)),
                says="You return the largest of the spreads; a list of all is asked.",
                hint="How many numbers does the text ask for?"),
        Mistake("first-inputs-unmeasured", lambda x, layers: [each.forward(x) for each in layers],
                says="Nothing is handed on: every layer gets the first inputs. And nothing is "
                     "measured.",
                hint="What goes into the second layer?"),
        Mistake("weights-measured", lambda x, layers: [each.weights.std() for each in layers],
                says="You measured the weights; nothing went through them.",
                hint="Where does inputs enter?"),
        Mistake("called", lambda x, layers: [each(x).std() for each in layers],
                says="A layer is no function: its method `forward` is.",
                hint="How do you call a method of an object?"),
        Mistake("one-less", followed(lambda x: x.std(ddof=1)),
                says="You divided by one less than the number of outputs (ddof=1); .std() "
                     "divides by their number.",
                hint="Is this a small sample of the outputs, or all of them?"),
        Mistake("not-called", followed(lambda x: "a method that is not called"),
                says="Your list holds methods: `.std` without brackets is not called.",
                hint="What is the difference between x.std and x.std()?"),
        Mistake("negatives-cut", followed(lambda x: x.std(), lambda x: np.maximum(x, 0)),
                says="You replaced negative outputs by 0 behind each layer. That is an idea of "
                     "chapter 4; here nothing happens between the layers.",
                hint="What does the text put between two layers?"),
        Mistake("made-even", followed(lambda x: x.std(), after=lambda x: x / x.std()),
                says="You divided the outputs by their spread before you handed them on, so that "
                     "every layer gets inputs of spread 1.",
                hint="What goes into the second layer?"),
        Mistake("ranges", measured(lambda x: x.max() - x.min()),
                says="You measured the distance from the smallest to the largest output.",
                hint="Which method does the text name?"),
        Mistake("first-sample-only", measured(lambda x: x[0].std()),
                says="You measured the first sample alone.",
                hint="Which numbers does .std() take if nothing stands between the brackets?"),
        Mistake("sizes-averaged", measured(lambda x: np.abs(x).mean()),
                says="You averaged the sizes of the outputs; the spread is asked.",
                hint="Which method does the text name?"),
        Mistake("first-layer-for-all", lambda x, layers: spread_by_layer(
                    x, [layers[0]] * len(layers)),
                says="The first layer runs in every round.",
                hint="Which layer belongs to round k?"),
    ],
    equivalents=[measured(np.std), lambda x, layers: np.array(spread_by_layer(x, layers)),
                 lambda x, layers: [spread_by_layer(x, layers[:k + 1])[-1]
                                    for k in range(len(layers))],
                 measured(lambda x: np.sqrt(x.var()))],
    hints=("What goes into the second layer?",
           "Keep one name for what travels; in each round it becomes the layer's outputs.",
           "for layer in layers: inputs = layer.forward(inputs); spreads.append(inputs.std())"),
    where="the line that calls `forward`",
    after="Build ten layers of 100 neurons and look at the list.")

EXERCISES = [twins, follow]
