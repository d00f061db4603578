"""Exercise of 3.1, Dense Layer Basics: weights that keep the spread (debug)."""

import math

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# Repair: a scale for any size --------------------------------------------------------------------

def keeping(n_inputs, n_neurons, rng):
    """-> weights (n_inputs, n_neurons) that pass the size of the inputs on unchanged."""
    return rng.normal(size=(n_inputs, n_neurons)) / np.sqrt(n_inputs)


def keeping_start(n_inputs, n_neurons, rng):
    """-> weights (n_inputs, n_neurons) that pass the size of the inputs on unchanged."""
    return rng.normal(size=(n_inputs, n_neurons)) / n_inputs


def with_seed(keeping, n_inputs, n_neurons, seed):
    return keeping(n_inputs, n_neurons, np.random.default_rng(seed))


def scaled_by(factor):
    return lambda i, o, rng: rng.normal(size=(i, o)) * factor(i, o)


def own_spread(weights):
    return weights / weights.std()


def unit_columns(i, o, rng):
    weights = rng.normal(size=(i, o))
    return weights / np.linalg.norm(weights, axis=0)


keep = Exercise(
    id="3.1.keep-spread", title="The outputs are too quiet", level="debug",
    objective="choose the scale of the weights from the number of inputs",
    asks="The author wanted weights that pass the size of the signal on: inputs of spread 1 shall "
         "give outputs of spread 1, whatever the number of inputs. With 64 inputs the outputs have "
         "spread 0.12, with 1,024 only 0.03. Repair `keeping`; keep the order of the draws.",
    header="import numpy as np", reference=keeping, start=keeping_start, run=with_seed,
    probes=[given("4 inputs, 3 neurons", 4, 3, 0), given("64 inputs, 5 neurons", 64, 5, 1),
            drawn("other sizes", lambda rng: (int(rng.integers(7, 12)), int(rng.integers(13, 20)),
                                              int(rng.integers(1, 1000))))],
    mistakes=[
        Mistake("variance-as-spread", scaled_by(lambda i, o: 1 / i),
                says="You still divide by the number of inputs: that is the variance wanted, not "
                     "the spread.",
                hint="Is your number a variance or a standard deviation?", catalogue="D8"),
        Mistake("root-of-neurons", scaled_by(lambda i, o: o ** -0.5),
                says="You used the number of neurons; a sum has as many terms as there are "
                     "inputs.",
                hint="How many products does one neuron add?", catalogue="D8"),
        Mistake("neurons", scaled_by(lambda i, o: 1 / o),
                says="You divide by the number of neurons.",
                hint="How many products does one neuron add?", catalogue="D8"),
        Mistake("multiplied", scaled_by(lambda i, o: i ** 0.5),
                says="You multiply by the root; more inputs need smaller weights.",
                hint="With more inputs, does the sum spread wider or less?"),
        Mistake("nothing", scaled_by(lambda i, o: 1),
                says="Your weights have spread 1, whatever the number of inputs.",
                hint="How far do 64 random steps of size 1 lead?", catalogue="D5"),
        Mistake("twice-the-power", scaled_by(lambda i, o: (2 / i) ** 0.5),
                says="Your weights are larger by the root of 2: that is for layers with a ReLU "
                     "between them, which comes in chapter 4.",
                hint="Which number under the root keeps the spread as it is?"),
        Mistake("both-sides", scaled_by(lambda i, o: (2 / (i + o)) ** 0.5),
                says="You used the mean of inputs and neurons, a compromise named after Xavier; "
                     "here, only the inputs count.",
                hint="How many products does one neuron add?", catalogue="D8"),
        Mistake("sum-of-sides", scaled_by(lambda i, o: (i + o) ** -0.5),
                says="You divided by the root of inputs plus neurons.",
                hint="How many products does one neuron add?"),
        Mistake("all-weights", scaled_by(lambda i, o: (i * o) ** -0.5),
                says="You divided by the root of the number of all weights.",
                hint="How many products does one neuron add?"),
        Mistake("half-power-lost", scaled_by(lambda i, o: 2 / i),
                says="You divided by half the number of inputs: `** 1 / 2` is not `** 0.5`.",
                hint="What is 9 ** 1 / 2, and what 9 ** (1 / 2)?"),
        Mistake("square", scaled_by(lambda i, o: 1 / i ** 2),
                says="You divided by the square of the number of inputs.",
                hint="How far do 64 random steps lead: 64, 8 or 4096?"),
        Mistake("bias-counted", scaled_by(lambda i, o: (i + 1) ** -0.5),
                says="You counted one input too many.",
                hint="The bias begins at 0: does it add to the spread?"),
        Mistake("fixed", scaled_by(lambda i, o: 0.125),
                says="Your weights have spread 1/8: right for 64 inputs and for no others.",
                hint="Where does the number of inputs enter?"),
        Mistake("hundredth", scaled_by(lambda i, o: 0.01),
                says="Your weights have spread 0.01, whatever the number of inputs.",
                hint="Where does the number of inputs enter?", catalogue="D6"),
        Mistake("logarithm", scaled_by(lambda i, o: 1 / np.log(i)),
                says="You divided by the logarithm of the number of inputs.",
                hint="Which function did the coins follow?"),
        Mistake("turned", lambda i, o, rng: rng.normal(size=(o, i)) / np.sqrt(i),
                says="Your weights are (neurons, inputs) now.",
                hint="Which line was right before you changed it?", catalogue="D2"),
        Mistake("spread-as-mean", lambda i, o, rng: rng.normal(1 / np.sqrt(i), size=(i, o)),
                says="The first argument of `normal` is the mean: your weights lie around "
                     "1/√n_inputs, with spread 1.",
                hint="Which argument of rng.normal is the spread?"),
        Mistake("even-draws", lambda i, o, rng: rng.uniform(-1, 1, (i, o)) / np.sqrt(i),
                says="You drew evenly between two limits (uniform); the draws were normal before.",
                hint="Which part of the line was at fault: the draw, or the number below the "
                     "line?"),
        Mistake("own-spread", lambda i, o, rng: own_spread(rng.normal(size=(i, o))),
                says="You divided by the spread of the weights themselves, which is about 1, "
                     "whatever the number of inputs.",
                hint="A neuron adds n_inputs products. How much wider than one of them is the "
                     "sum?"),
        Mistake("own-spread-as-well", lambda i, o, rng: (
                    own_spread(rng.normal(size=(i, o))) / np.sqrt(i)),
                says="You divided by the spread that these weights happen to have, as well: only "
                     "the root of n_inputs belongs below the line.",
                hint="rng.normal has spread 1 already. What is still missing?"),
        Mistake("root-of-everything", lambda i, o, rng: np.sqrt(rng.normal(size=(i, o)) / i),
                says="You took the root of the weights as well: half of them are negative, and "
                     "become NaN.",
                hint="Of which number alone is the root due?"),
    ],
    conventions=[
        Mistake("neuron-by-neuron", lambda i, o, rng: rng.normal(size=(o, i)).T / np.sqrt(i),
                says="Your scale is right, but you draw the numbers in another order: neuron by "
                     "neuron.",
                hint="Which shape did the call of normal get at first?"),
        Mistake("exactly-one", unit_columns,
                says="You made every neuron's length exactly 1. That keeps the spread as well; "
                     "asked is a fixed factor for all weights.",
                hint="Which number would you have to know, to divide all weights by the same?"),
        Mistake("even", lambda i, o, rng: rng.uniform(-1, 1, (i, o)) * np.sqrt(3 / i),
                says="Your weights are even, with the right spread; asked are normal ones.",
                hint="Which function of rng stood there before?"),
    ],
    equivalents=[scaled_by(lambda i, o: i ** -0.5),
                 lambda i, o, rng: rng.normal(0, np.sqrt(1 / i), (i, o)),
                 lambda i, o, rng: rng.standard_normal((i, o)) / i ** 0.5,
                 lambda i, o, rng: np.array([rng.normal(0, 1 / math.sqrt(i), o)
                                             for _ in range(i)])],
    hints=("How far do 64 random steps of size 1 lead, on average: 64, or 8?",
           "The sum over n inputs spreads √n times as wide as one weight. What undoes √n?",
           "rng.normal(size=…) / np.sqrt(n_inputs)"),
    where="the factor behind the draw",
    after="Send your outputs through a second layer of the same kind, and a third.")

EXERCISES = [keep]
