"""More exercises of 3.2, Dense Layer: the class."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given


class Dense:
    """n_neurons neurons, each of which looks at n_inputs numbers."""

    def __init__(self, n_inputs, n_neurons, rng):
        """rng: the generator that draws the first weights."""
        self.weights = rng.normal(size=(n_inputs, n_neurons)) / np.sqrt(n_inputs)
        self.bias = np.zeros(n_neurons)

    def forward(self, inputs):
        """inputs (B, n_inputs) -> outputs (B, n_neurons)"""
        return inputs @ self.weights + self.bias


def in_use(Dense, n_inputs, n_neurons, seed, inputs, more):
    """Two layers from one generator: what they hold, and what they say before and after a change.

    The bias of the first becomes 1, 2, 3 …: in place where that is possible, since a layer may keep
    it elsewhere, too. Where the weights have another shape, `forward` may fail without an error.
    """
    elsewhere = np.array(Dense(n_inputs, n_neurons, np.random.default_rng(seed + 1)).weights)
    rng = np.random.default_rng(seed)
    layer, other = Dense(n_inputs, n_neurons, rng), Dense(n_inputs, n_neurons, rng)
    weights, bias = np.array(layer.weights), np.array(layer.bias)
    if np.array_equal(weights, elsewhere) and np.ptp(weights):
        return "the same weights, whatever rng is", bias, None, None, None
    try:
        outputs = layer.forward(inputs)
        raise_bias(layer, np.arange(1.0, bias.size + 1).reshape(bias.shape))
        return weights, bias, outputs, layer.forward(more), other.forward(inputs)
    except Exception:
        if weights.shape == (n_inputs, n_neurons):
            raise
        return weights, bias, None, None, None


def raise_bias(layer, values):
    try:
        layer.bias[:] = values
    except TypeError:
        layer.bias = values


# Wrong ones --------------------------------------------------------------------------------------

def begin(self, n_inputs, n_neurons, rng):
    self.weights = rng.normal(size=(n_inputs, n_neurons)) / np.sqrt(n_inputs)
    self.bias = np.zeros(n_neurons)


def forward(self, inputs):
    return inputs @ self.weights + self.bias


def variant(init=begin, forward=forward, **others):
    """A class of the same name with another method or two."""
    return type("Dense", (), {"__init__": init, "forward": forward, **others})


def weights_as(draw):
    """A layer that begins with other weights."""
    def init(self, n_inputs, n_neurons, rng):
        self.weights = draw(n_inputs, n_neurons, rng)
        self.bias = np.zeros(n_neurons)
    return variant(init)


def scaled_by(factor):
    return weights_as(lambda i, o, rng: factor(i, o) * rng.normal(size=(i, o)))


def bias_as(make):
    """A layer that begins with another bias."""
    def init(self, n_inputs, n_neurons, rng):
        begin(self, n_inputs, n_neurons, rng)
        self.bias = make(n_inputs, n_neurons, rng)
    return variant(init)


def outputs_as(compute):
    return variant(forward=lambda self, x: compute(x, self.weights, self.bias))


def of_the_class(self, n_inputs, n_neurons, rng):
    type(self).weights = rng.normal(size=(n_inputs, n_neurons)) / np.sqrt(n_inputs)
    type(self).bias = np.zeros(n_neurons)


def weights_of_the_class(self, n_inputs, n_neurons, rng):
    type(self).weights = rng.normal(size=(n_inputs, n_neurons)) / np.sqrt(n_inputs)
    self.bias = np.zeros(n_neurons)


def without_self(self, n_inputs, n_neurons, rng):
    weights = rng.normal(size=(n_inputs, n_neurons)) / np.sqrt(n_inputs)
    bias = np.zeros(n_neurons)
    return None if len(weights) and len(bias) else 0


def bias_without_self(self, n_inputs, n_neurons, rng):
    self.weights = rng.normal(size=(n_inputs, n_neurons)) / np.sqrt(n_inputs)


def bare_names(self, inputs):
    return inputs @ weights + self.bias    # noqa: F821 - this is the mistake


def keeps_only(self, inputs):
    self.outputs = forward(self, inputs)


def keeps_the_first(self, inputs):
    if not hasattr(self, "outputs"):
        self.outputs = forward(self, inputs)
    return self.outputs


def adds_to_the_bias(self, inputs):
    self.bias = self.bias + (inputs @ self.weights).sum(axis=0)
    return inputs @ self.weights + self.bias


def draws_again(self, inputs):
    rng = np.random.default_rng(0)
    begin(self, *self.weights.shape, rng)
    return forward(self, inputs)


def keeps_the_generator(self, n_inputs, n_neurons, rng):
    begin(self, n_inputs, n_neurons, rng)
    self.rng = rng


def draws_on(self, inputs):
    begin(self, *self.weights.shape, self.rng)
    return inputs @ self.weights


def turned_and_turned(self, n_inputs, n_neurons, rng):
    self.weights = rng.normal(size=(n_neurons, n_inputs)) / np.sqrt(n_inputs)
    self.bias = np.zeros(n_neurons)


def bias_with_the_inputs(inputs, weights, bias):
    return np.stack([inputs @ weights[:, k] + bias.size * bias[k] for k in range(bias.size)], 1)


def one_bias_a_product(inputs, weights, bias):
    return inputs @ weights + len(weights) * bias


# Right ones --------------------------------------------------------------------------------------

class Neurons:
    """Lists and loops alone."""

    def __init__(self, n_inputs, n_neurons, rng):
        size = n_inputs ** 0.5
        self.weights = [[rng.normal() / size for _ in range(n_neurons)] for _ in range(n_inputs)]
        self.bias = [0.0] * n_neurons

    def forward(self, inputs):
        return [[sum(x * row[k] for x, row in zip(sample, self.weights)) + self.bias[k]
                 for k in range(len(self.bias))] for sample in inputs]


class Remembering(Dense):
    """Keeps inputs and outputs, as the book's layer does, and checks the shape."""

    def forward(self, inputs):
        if inputs.ndim != 2 or inputs.shape[1] != len(self.weights):
            raise ValueError("wrong shape")
        self.inputs = inputs.copy()
        self.outputs = np.einsum("bi,io->bo", inputs, self.weights)
        self.outputs += self.bias
        return self.outputs


class Named:
    """Everything in a dict, reached through properties."""

    def __init__(self, n_inputs, n_neurons, rng=None):
        self.state = {"w": rng.normal(0, n_inputs ** -0.5, (n_inputs, n_neurons)),
                      "b": np.zeros((n_neurons,))}

    weights = property(lambda self: self.state["w"])
    bias = property(lambda self: self.state["b"])

    def forward(self, inputs):
        return np.array([self.weights.T @ sample + self.bias for sample in inputs])


def sizes(i, o, batch, more):
    return lambda rng: (i, o, int(rng.integers(1, 1000)), rng.normal(0.5, 1, (batch, i)).round(1),
                        rng.normal(0.5, 1, (more, i)).round(1))


PARTS = "weights", "bias", "outputs", "outputs with another bias", "outputs of a second layer"

dense = Exercise(
    id="3.2.dense", title="The layer, once for any size", level="medium",
    objective="write a dense layer as a class",
    asks="Complete the class. `__init__` draws `self.weights`, shape `(n_inputs, n_neurons)`, in "
         "one call of `rng.normal`, divided by the root of `n_inputs` (3.1), and sets `self.bias` "
         "to `n_neurons` zeros. `forward` **returns** the outputs for a whole batch. Two layers "
         "must not disturb each other.",
    header="import numpy as np", reference=Dense, run=in_use,
    outputs=PARTS,
    probes=[given("2 inputs, 3 neurons; two samples, then one", 2, 3, 0,
                  np.array([[1.0, 2.0], [-3.0, 0.5]]), np.array([[0.0, 0.0]])),
            drawn("4 inputs, 6 neurons; batches of 3 and 5", sizes(4, 6, 3, 5)),
            drawn("5 inputs, 3 neurons; batches of 4 and 7", sizes(5, 3, 4, 7))],
    mistakes=[
        Mistake("bias-forgotten", outputs_as(lambda x, w, b: x @ w),
                says="`forward` does not add the bias.",
                hint="Feed zeros: what should come out?", catalogue="D1"),
        Mistake("bias-subtracted", outputs_as(lambda x, w, b: x @ w - b),
                says="`forward` subtracts the bias.", hint="Feed zeros: what should come out?"),
        Mistake("bias-multiplied", outputs_as(lambda x, w, b: (x @ w) * b),
                says="`forward` multiplies by the bias, which is 0 at first.",
                hint="What should a bias of 0 do to the outputs: nothing, or everything?"),
        Mistake("bias-for-each-product", outputs_as(one_bias_a_product),
                says="`forward` adds the bias once for each product.",
                hint="Once for each neuron, or once for each product?", catalogue="S7"),
        Mistake("bias-times-neurons", outputs_as(bias_with_the_inputs),
                says="`forward` adds the bias as often as there are neurons.",
                hint="Once for each neuron, or once for each product?", catalogue="S7"),
        Mistake("bias-to-the-weights", outputs_as(lambda x, w, b: x @ (w + b)),
                says="`forward` adds the bias to the weights, before the product.",
                hint="Is the bias added before the sum, or after it?", catalogue="S7"),
        Mistake("weights-turned-in-forward", outputs_as(lambda x, w, b: x @ w.T + b),
                says="`forward` transposes the weights, which are (inputs, neurons) already.",
                hint="Which two inner sizes must agree in inputs @ weights?", catalogue="S1"),
        Mistake("weights-first", outputs_as(lambda x, w, b: w @ x + b),
                says="`forward` has the weights on the left of `@`; with a batch, the samples are "
                     "rows and stand there.",
                hint="Which two inner sizes must agree?", catalogue="S1"),
        Mistake("turned-outputs", outputs_as(lambda x, w, b: (x @ w + b).T),
                says="Your outputs are (neurons, batch); a sample is a row.",
                hint="Which side do inputs and outputs share?"),
        Mistake("number-by-number", outputs_as(lambda x, w, b: x * w + b),
                says="`*` multiplies number by number; the sum of products is `@`.",
                hint="You multiplied number by number: is that the same as adding up products?",
                catalogue="S2"),
        Mistake("first-sample-only", outputs_as(lambda x, w, b: x[0] @ w + b),
                says="Only the first sample of the batch is answered.",
                hint="How many rows should the outputs have?"),
        Mistake("batch-added", outputs_as(lambda x, w, b: (x @ w + b).sum(axis=0)),
                says="The outputs of all samples are added up.",
                hint="How many rows should the outputs have?"),
        Mistake("products-of-all-added", outputs_as(lambda x, w, b: (x @ w).sum(axis=0) + b),
                says="The sums of all samples are added up; `@` has added the products already.",
                hint="How many rows should the outputs have?"),
        Mistake("batch-averaged", outputs_as(lambda x, w, b: (x @ w + b).mean(axis=0)),
                says="The outputs of all samples are averaged.",
                hint="How many rows should the outputs have?"),
        Mistake("neurons-added", outputs_as(lambda x, w, b: (x @ w + b).sum(axis=1)),
                says="The outputs of all neurons are added into one.",
                hint="How many numbers do three neurons say about one sample?"),
        Mistake("negatives-dropped", outputs_as(lambda x, w, b: np.maximum(0, x @ w + b)),
                says="Negative outputs became 0: that is an activation, which chapter 4 brings.",
                hint="What does the layer do behind its weighted sum and bias? Nothing."),
        Mistake("squashed", outputs_as(lambda x, w, b: np.tanh(x @ w + b)),
                says="A tanh squashes the outputs: that is an activation, which chapter 4 brings.",
                hint="What does the layer do behind its weighted sum and bias? Nothing."),
        Mistake("nothing-returned", variant(forward=keeps_only),
                says="`forward` returns nothing: it keeps its outputs, or prints them.",
                hint="Output by return or by attribute: which contract does the text name?",
                catalogue="K2"),
        Mistake("first-batch-kept", variant(forward=keeps_the_first),
                says="`forward` gives the answer to its first batch for ever.",
                hint="Which line runs for the first batch only?", catalogue="D3"),
        Mistake("bias-grows", variant(forward=adds_to_the_bias),
                says="`forward` changes the bias: each call adds to it.",
                hint="Which attribute may forward change?", catalogue="S8"),
        Mistake("drawn-in-forward", variant(forward=draws_again),
                says="`forward` draws new weights: what the layer remembered is lost.",
                hint="When does a layer get its weights: once, or for each batch?"),
        Mistake("inputs-changed", outputs_as(
                    lambda x, w, b: np.multiply(x, 1.0, out=x.__imul__(2)) @ w / 2 + b),
                says="`forward` changes the inputs that came in.",
                hint="Who else holds this array?", catalogue="S11"),
        Mistake("shared-by-the-class", variant(of_the_class),
                says="Weights and bias belong to the class, not to the layer: the second layer "
                     "overwrites the first.",
                hint="Who owns these arrays: Dense, or self?", catalogue="K1"),
        Mistake("weights-of-the-class", variant(weights_of_the_class),
                says="The weights belong to the class, not to the layer: the second layer "
                     "overwrites the first.",
                hint="Who owns this array: Dense, or self?", catalogue="K1"),
        Mistake("self-forgotten", variant(without_self),
                says="`weights` without `self.` is gone when `__init__` ends.",
                hint="Where does the layer keep what it must remember?"),
        Mistake("bias-not-kept", variant(bias_without_self),
                says="The layer has no `self.bias`.",
                hint="What must a layer remember besides its weights?", catalogue="D1"),
        Mistake("self-forgotten-in-forward", variant(forward=bare_names),
                says="`forward` asks for `weights`; the layer's are `self.weights`.",
                hint="Whose weights are meant?"),
        Mistake("self-missing", variant(forward=lambda inputs: inputs),
                says="`forward` lacks `self`, its first argument.",
                hint="What does Python hand to a method before everything else?"),
        Mistake("weights-stored-turned", variant(turned_and_turned, outputs_as(
                    lambda x, w, b: x @ w.T + b).forward),
                says="You store a neuron as a row, (neurons, inputs), and transpose in `forward`, "
                     "as PyTorch does. The text asks for (inputs, neurons).",
                hint="Which convention does this course use for neurons?", catalogue="D2"),
        Mistake("neuron-by-neuron", weights_as(
                    lambda i, o, rng: rng.normal(size=(o, i)).T / np.sqrt(i)),
                says="You draw the numbers neuron by neuron. They are as good, but other ones: "
                     "the text draws the shape (n_inputs, n_neurons) in one call.",
                hint="Which shape does the call of normal get?"),
        Mistake("weights-turned", variant(turned_and_turned),
                says="Your weights are (neurons, inputs), which does not fit `inputs @ weights`.",
                hint="Which convention does this course use for neurons?", catalogue="D2"),
        Mistake("own-generator", weights_as(
                    lambda i, o, rng: np.random.default_rng(0).normal(size=(i, o)) / np.sqrt(i)),
                says="Your weights are the same whatever `rng` is: each layer makes a generator "
                     "of its own, with a fixed seed.",
                hint="Do two layers start from the same numbers?", catalogue="D7"),
        Mistake("drawn-again", variant(keeps_the_generator, draws_on),
                says="`forward` draws new weights from `rng`.", hint="When does a layer get them?"),
        Mistake("rng-missing", variant(init=lambda self, n_inputs, n_neurons: None),
                says="`__init__` does not take `rng`: it is called with sizes and a generator.",
                hint="Which arguments does the stub name?", catalogue="K3"),
        Mistake("global-generator", weights_as(
                    lambda i, o, rng: np.random.normal(size=(i, o)) / np.sqrt(i)),
                says="You drew from NumPy's global generator; `rng` is not used.",
                hint="Who else draws from np.random, and changes your numbers by that?"),
        Mistake("too-loud", scaled_by(lambda i, o: 1),
                says="Your weights are not divided by the root of `n_inputs`.",
                hint="3.1: how far do n random steps lead?", catalogue="D5"),
        Mistake("too-quiet", scaled_by(lambda i, o: 1 / i),
                says="Your weights are divided by `n_inputs`, not by its root.",
                hint="Is your number a variance or a standard deviation?", catalogue="D8"),
        Mistake("root-of-neurons", scaled_by(lambda i, o: o ** -0.5),
                says="Your weights are divided by the root of the number of neurons.",
                hint="How many products does one neuron add?", catalogue="D8"),
        Mistake("multiplied-by-root", scaled_by(lambda i, o: i ** 0.5),
                says="Your weights are multiplied by the root of `n_inputs`.",
                hint="With more inputs, does a sum spread wider or less?", catalogue="D8"),
        Mistake("hundredth", scaled_by(lambda i, o: 0.01),
                says="Your weights have spread 0.01, whatever the number of inputs.",
                hint="Where does n_inputs enter?", catalogue="D6"),
        Mistake("tenth", scaled_by(lambda i, o: 0.1),
                says="Your weights have spread 0.1, whatever the number of inputs.",
                hint="Where does n_inputs enter?", catalogue="D6"),
        Mistake("for-relu", scaled_by(lambda i, o: (2 / i) ** 0.5),
                says="Your weights are larger by the root of 2: that is for layers with a ReLU "
                     "between them, which comes in chapter 4.",
                hint="Which number under the root keeps the spread as it is?"),
        Mistake("all-zero", weights_as(lambda i, o, rng: np.zeros((i, o))),
                says="All weights are zero: all neurons say the same.",
                hint="Could two of your neurons ever become different?", catalogue="D4"),
        Mistake("positive-only", weights_as(lambda i, o, rng: rng.random((i, o)) / np.sqrt(i)),
                says="`rng.random` draws even numbers from 0 to 1: no weight is negative.",
                hint="Which function of rng does the text name?"),
        Mistake("bias-drawn", bias_as(lambda i, o, rng: rng.normal(size=o)),
                says="The bias is drawn as well; it begins at zero.",
                hint="Once the weights differ, must the biases?"),
        Mistake("bias-ones", bias_as(lambda i, o, rng: np.ones(o)),
                says="The bias begins at 1.", hint="Feed zeros: what should come out?"),
        Mistake("bias-one-number", bias_as(lambda i, o, rng: 0.0),
                says="The bias is one number; each neuron needs its own.",
                hint="Must all neurons move their line by the same amount?"),
        Mistake("bias-per-input", bias_as(lambda i, o, rng: np.zeros(i)),
                says="The bias has a number for each input; each neuron has one.",
                hint="Is the bias added before the sum, or after it?", catalogue="S7"),
        Mistake("bias-as-column", bias_as(lambda i, o, rng: np.zeros((o, 1))),
                says="The bias is a column, which would be stretched along the wrong side.",
                hint="Along which side of the outputs do the neurons lie?", catalogue="S7"),
        Mistake("both-sides", scaled_by(lambda i, o: (2 / (i + o)) ** 0.5),
                says="You used the mean of inputs and neurons (Xavier); here, inputs alone count.",
                hint="How many products does one neuron add?"),
    ],
    conventions=[
        Mistake("bias-as-row", bias_as(lambda i, o, rng: np.zeros((1, o))),
                says="You used the other convention: a bias as a row, (1, n_neurons), as in the "
                     "book. The outputs are the same; the text asks for one dimension.",
                hint="What does np.zeros(3) look like, and what np.zeros((1, 3))?"),
    ],
    equivalents=[Neurons, Remembering, Named,
                 variant(forward=lambda self, x: np.add(np.dot(x, self.weights), self.bias)),
                 variant(forward=lambda self, x: (np.asarray(self.weights).T @ np.asarray(x).T).T
                         + self.bias)],
    hints=("What must the layer remember, and what comes anew with each call?",
           "Two attributes in __init__: self.weights and self.bias; one line in forward.",
           "self.weights = rng.normal(size=(…, …)) / np.sqrt(…); self.bias = np.zeros(…); "
           "return inputs @ self.weights + self.bias"),
    where="`forward`, and the shapes in `__init__`",
    after="Make a layer of 64 inputs and 10 neurons, and one of 3 inputs and 2: the same class.")

EXERCISES = [dense]
