"""More exercises of 3.1, Dense Layer Basics: the numbers that a layer begins with."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# Initial weights and biases ----------------------------------------------------------------------

def initial(n_inputs, n_neurons, scale, rng):
    """-> weights (n_inputs, n_neurons), normal with this spread; bias (n_neurons,), zeros."""
    weights = scale * rng.normal(size=(n_inputs, n_neurons))
    return weights, np.zeros(n_neurons)


def with_generator(initial, n_inputs, n_neurons, scale, seed):
    return initial(n_inputs, n_neurons, scale, np.random.default_rng(seed))


def row_by_row(i, o, scale, rng):
    rows = [[rng.normal(0, scale) for _ in range(o)] for _ in range(i)]
    return np.array(rows), np.array([0.0] * o)


def weights_as(draw):
    """A layer with these weights and the right bias."""
    return lambda i, o, scale, rng: (draw(i, o, scale, rng), np.zeros(o))


def bias_as(make):
    """A layer with the right weights and this bias, which is made after them."""
    return lambda i, o, scale, rng: (scale * rng.normal(size=(i, o)), make(i, o, scale, rng))


def bias_first(i, o, scale, rng):
    bias = rng.normal(size=o)
    return scale * rng.normal(size=(i, o)), bias


def small_bias_first(i, o, scale, rng):
    bias = scale * rng.normal(size=o)
    return scale * rng.normal(size=(i, o)), bias


def drawn_into_zeros(i, o, scale, rng):
    weights = np.zeros((i, o), dtype=int)
    weights[:] = scale * rng.normal(size=(i, o))
    return weights, np.zeros(o)


begin = Exercise(
    id="3.1.initial", title="The numbers to begin with", level="medium",
    objective="give a layer its first weights and biases",
    asks="Return the first weights and the first biases of a layer. The weights have the shape "
         "`(n_inputs, n_neurons)`; draw them all with one call, `rng.normal(size=…)`, and multiply "
         "by `scale`. The biases are zeros, one for each neuron, one-dimensional. `rng` is a "
         "generator such as `np.random.default_rng(0)`; use the one that comes in.",
    header="import numpy as np", reference=initial, run=with_generator,
    outputs=("weights", "bias"),
    probes=[given("3 inputs, 2 neurons, scale 0.1, seed 0", 3, 2, 0.1, 0),
            given("2 inputs, 5 neurons, scale 2, seed 7", 2, 5, 2.0, 7),
            drawn("4 inputs, 6 neurons, another seed",
                  lambda rng: (4, 6, round(float(rng.uniform(0.2, 0.8)), 2),
                               int(rng.integers(1, 1000))))],
    mistakes=[
        Mistake("scale-forgotten", weights_as(lambda i, o, s, rng: rng.normal(size=(i, o))),
                says="`scale` does not reach your weights: their spread is 1.",
                hint="Where does scale enter?", catalogue="D5"),
        Mistake("divided-by-scale", weights_as(lambda i, o, s, rng: rng.normal(size=(i, o)) / s),
                says="You divided by `scale` instead of multiplying.",
                hint="Should a small scale give small weights?"),
        Mistake("scale-squared", weights_as(lambda i, o, s, rng: s * s * rng.normal(size=(i, o))),
                says="Your weights are multiplied by the scale twice.",
                hint="Is your number a variance or a standard deviation?", catalogue="D8"),
        Mistake("root-of-scale",
                weights_as(lambda i, o, s, rng: np.sqrt(s) * rng.normal(size=(i, o))),
                says="You multiplied by the root of `scale`.",
                hint="Is your number a variance or a standard deviation?", catalogue="D8"),
        Mistake("scale-as-mean", weights_as(lambda i, o, s, rng: rng.normal(s, size=(i, o))),
                says="Your weights lie around `scale`, with spread 1: the first argument of "
                     "`normal` is the mean.",
                hint="In rng.normal(a, b, size), which of a and b is the spread?"),
        Mistake("scale-added", weights_as(lambda i, o, s, rng: rng.normal(s, s, size=(i, o))),
                says="Your weights lie around `scale` instead of around 0.",
                hint="In rng.normal(a, b, size), which of a and b is the spread?"),
        Mistake("size-as-spread", weights_as(lambda i, o, s, rng: s * rng.normal(0, (i, o))),
                says="Only two weights came: the shape was taken for two spreads.",
                hint="rng.normal(mean, spread, size): how do you name the third without the "
                     "others?"),
        Mistake("places-swapped", weights_as(lambda i, o, s, rng: s * rng.normal(i, o)),
                says="You drew one single number: `normal(a, b)` takes a for the mean and b for "
                     "the spread.",
                hint="Which argument of normal is the shape?"),
        Mistake("a-row", weights_as(lambda i, o, s, rng: s * rng.normal(size=i)),
                says="You drew the weights of one neuron only.",
                hint="How many neurons are there, and has each its own weights?"),
        Mistake("flat", weights_as(lambda i, o, s, rng: s * rng.normal(size=i * o)),
                says="Your weights are right, but they lie in one long row.",
                hint="What does size= take, if an array of two dimensions is to come out?"),
        Mistake("turned", weights_as(lambda i, o, s, rng: s * rng.normal(size=(o, i))),
                says="Your weights are (neurons, inputs); for `inputs @ weights`, a neuron is a "
                     "column.",
                hint="Which side of the weights must be as long as a row of the inputs?",
                catalogue="D2"),
        Mistake("square", weights_as(lambda i, o, s, rng: s * rng.normal(size=(i, i))),
                says="Your weights have as many columns as there are inputs.",
                hint="What stands in a column: an input, or a neuron?"),
        Mistake("all-zero", weights_as(lambda i, o, s, rng: np.zeros((i, o))),
                says="All your weights are zero: every neuron says the same.",
                hint="Could two of your neurons ever become different?", catalogue="D4"),
        Mistake("all-scale", weights_as(lambda i, o, s, rng: np.full((i, o), s)),
                says="All your weights are the same number, so all neurons are equal.",
                hint="Could two of your neurons ever become different?", catalogue="D4"),
        Mistake("one-draw", weights_as(lambda i, o, s, rng: np.full((i, o), s * rng.normal())),
                says="You drew one number and used it for all weights.",
                hint="How often is the generator asked?", catalogue="D4"),
        Mistake("equal-neurons", weights_as(
                    lambda i, o, s, rng: s * rng.normal(size=(i, 1)) * np.ones((1, o))),
                says="You drew one neuron and copied it: all columns are equal.",
                hint="Could two of your neurons ever become different?", catalogue="D4"),
        Mistake("uniform", weights_as(lambda i, o, s, rng: s * rng.random((i, o))),
                says="Your weights are even between 0 and `scale`: none is negative.",
                hint="Which pixels should count against a digit? Which function draws both signs?"),
        Mistake("uniform-both-signs",
                weights_as(lambda i, o, s, rng: rng.uniform(-s, s, size=(i, o))),
                says="Your weights are even between −scale and scale; asked are normal ones.",
                hint="Which function of rng does the text name?"),
        Mistake("sizes-only", weights_as(lambda i, o, s, rng: s * abs(rng.normal(size=(i, o)))),
                says="Your weights have lost their signs.",
                hint="May a pixel count against a digit?"),
        Mistake("own-generator", weights_as(
                    lambda i, o, s, rng: s * np.random.default_rng(0).normal(size=(i, o))),
                says="You made a generator of your own with seed 0: each layer begins with the "
                     "same numbers.",
                hint="Do two layers start from the same numbers?", catalogue="D7"),
        Mistake("seed-42", weights_as(
                    lambda i, o, s, rng: s * np.random.default_rng(42).normal(size=(i, o))),
                says="You made a generator of your own with seed 42: each layer begins with the "
                     "same numbers.",
                hint="Do two layers start from the same numbers?", catalogue="D7"),
        Mistake("global-generator",
                weights_as(lambda i, o, s, rng: s * np.random.normal(size=(i, o))),
                says="You drew from NumPy's global generator; the one that came in is not used.",
                hint="Who else draws from np.random, and changes your numbers by that?"),
        Mistake("order-swapped", lambda i, o, s, rng: initial(i, o, s, rng)[::-1],
                says="You returned the bias first and the weights second.",
                hint="In which order does the text name the two?"),
        Mistake("bias-not-returned", lambda i, o, s, rng: s * rng.normal(size=(i, o)),
                says="You returned the weights alone; the biases are missing.",
                hint="What must a layer remember besides its weights?", catalogue="D1"),
        Mistake("cut", drawn_into_zeros,
                says="Your weights are cut to whole numbers: the array they go to holds integers.",
                hint="Look at the dtype of your array.", catalogue="S10"),
        Mistake("bias-drawn", bias_as(lambda i, o, s, rng: s * rng.normal(size=o)),
                says="You drew the biases, too; they begin at zero.",
                hint="Once the weights differ, must the biases?"),
        Mistake("bias-drawn-unscaled", bias_as(lambda i, o, s, rng: rng.normal(size=o)),
                says="You drew the biases, too, with spread 1; they begin at zero.",
                hint="Once the weights differ, must the biases?"),
        Mistake("bias-first", bias_first,
                says="You drew the biases before the weights; they begin at zero.",
                hint="Once the weights differ, must the biases?"),
        Mistake("small-bias-first", small_bias_first,
                says="You drew biases of spread `scale` before the weights; they begin at zero.",
                hint="Once the weights differ, must the biases?"),
        Mistake("bias-ones", bias_as(lambda i, o, s, rng: np.ones(o)),
                says="Your biases begin at 1.",
                hint="What should come out where nothing comes in?"),
        Mistake("bias-scale", bias_as(lambda i, o, s, rng: np.full(o, s)),
                says="Your biases begin at `scale`.",
                hint="What should come out where nothing comes in?"),
        Mistake("bias-per-input", bias_as(lambda i, o, s, rng: np.zeros(i)),
                says="You made a bias for each input; each neuron has one.",
                hint="Is the bias added before the sum, or after it?", catalogue="S7"),
        Mistake("bias-like-weights", bias_as(lambda i, o, s, rng: np.zeros((i, o))),
                says="You made a bias for each weight; each neuron has one.",
                hint="Once for each neuron, or once for each product?", catalogue="S7"),
        Mistake("bias-as-column", bias_as(lambda i, o, s, rng: np.zeros((o, 1))),
                says="Your bias is a column, which would be stretched along the wrong side.",
                hint="Along which side of the outputs do the neurons lie?", catalogue="S7"),
        Mistake("bias-one-number", bias_as(lambda i, o, s, rng: 0.0),
                says="Your bias is one number; each neuron needs its own, or they could never "
                     "differ later.",
                hint="Must all neurons move their line by the same amount?"),
    ],
    conventions=[
        Mistake("neuron-by-neuron", weights_as(lambda i, o, s, rng: s * rng.normal(size=(o, i)).T),
                says="You drew the numbers neuron by neuron. They are as good, only other ones: "
                     "the text draws the whole shape (n_inputs, n_neurons) at once.",
                hint="Which shape does the call of normal get?"),
        Mistake("drawn-in-float32", weights_as(lambda i, o, s, rng: s * rng.standard_normal(
                    (i, o), dtype=np.float32)),
                says="You drew 32-bit numbers, as our library does. They are as good, only other "
                     "ones: rng.normal draws 64-bit numbers.",
                hint="Which function of rng does the text name?"),
        Mistake("bias-as-row", bias_as(lambda i, o, s, rng: np.zeros((1, o))),
                says="You used the other convention: a bias as a row, (1, n_neurons), gives the "
                     "same outputs. The text asks for one dimension.",
                hint="What does np.zeros(3) look like, and what np.zeros((1, 3))?"),
    ],
    equivalents=[row_by_row, lambda i, o, s, rng: (rng.normal(0, s, (i, o)), np.zeros((o,))),
                 lambda i, o, s, rng: (rng.standard_normal((i, o)) * s, 0 * np.ones(o)),
                 lambda i, o, s, rng: (rng.normal(size=i * o, scale=s).reshape(i, o), [0] * o),
                 lambda i, o, s, rng: [np.array([rng.normal(size=o) for _ in range(i)]) * s,
                                       np.full(o, 0.0)]],
    hints=("Which two shapes did the exercise before last give?",
           "rng.normal(size=(…, …)) draws; scale * … sets the spread; np.zeros(…) is the bias.",
           "scale * rng.normal(size=(n_inputs, n_neurons)), np.zeros(n_neurons)"),
    where="the line that draws the weights",
    after="Call it twice with one generator, then twice with a new generator of the same seed.")

EXERCISES = [begin]
