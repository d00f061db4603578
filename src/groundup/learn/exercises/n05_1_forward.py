"""Exercises of 5.1: the forward pass, and a forward pass that keeps what it saw."""

from itertools import pairwise

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# The forward pass --------------------------------------------------------------------------------

def forward(inputs, layers):
    """inputs (B, I), layers: a list of (weights, biases) -> the last layer's scores, (B, K)."""
    values = inputs
    for k, (weights, biases) in enumerate(layers):
        values = values @ weights + biases
        if k < len(layers) - 1:
            values = np.maximum(values, 0)             # ReLU after every layer but the last
    return values


def relu(x):
    return np.maximum(x, 0)


def plain(x):
    return x


def bent(bend=relu, last=plain, first=plain, bias=True, order=1):
    """A forward pass with another bend, another last step, or something done to the inputs."""
    def wrong(inputs, layers):
        values = first(inputs)
        for k, (weights, biases) in enumerate(layers[::order]):
            values = values @ weights + (biases if bias else 0)
            values = bend(values) if k < len(layers) - 1 else last(values)
        return values
    return wrong


def stepwise(step):
    """step(values, weights, biases, is_last, inputs) layer by layer."""
    def wrong(inputs, layers):
        values = inputs
        for k, (weights, biases) in enumerate(layers):
            values = step(values, weights, biases, k == len(layers) - 1, inputs)
        return values
    return wrong


def softmax(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def recursive(inputs, layers):
    (weights, biases), *rest = layers
    values = np.einsum("bi,io->bo", inputs, weights) + biases
    return recursive(values * (values > 0), rest) if rest else values


def sample_by_sample(inputs, layers):
    result = []
    for row in inputs:
        for weights, biases in layers[:-1]:
            row = [max(0.0, sum(x * w for x, w in zip(row, column)) + b)
                   for column, b in zip(weights.T, biases)]
        weights, biases = layers[-1]
        result.append([sum(x * w for x, w in zip(row, column)) + b
                       for column, b in zip(weights.T, biases)])
    return result


def relu_before(inputs, layers):
    values = inputs @ layers[0][0] + layers[0][1]
    for weights, biases in layers[1:]:
        values = relu(values) @ weights + biases
    return values


def one_bias_added_in_place(x, layers):
    for weights, biases in layers[:-1]:
        x = x @ weights
        x += biases
        x[x < 0] = 0
    return x @ layers[-1][0] + layers[-1][1]


def returns_in_the_loop(x, layers):
    weights, biases = layers[0]
    x = x @ weights + biases
    return relu(x) if len(layers) > 1 else x


def exactly_two(x, layers):
    (w, b), (v, c) = layers
    return relu(x @ w + b) @ v + c


def all_but_first_bent(x, layers):
    for k, (weights, biases) in enumerate(layers):
        x = relu(x @ weights + biases) if k else x @ weights + biases
    return x


def weights_bent(x, layers):
    for weights, biases in layers[:-1]:
        x = x @ relu(weights) + biases
    return x @ layers[-1][0] + layers[-1][1]


def one_bend_too_few(x, layers):
    for k, (weights, biases) in enumerate(layers):
        x = x @ weights + biases
        if k < len(layers) - 2:
            x = relu(x)
    return x


def network(batch, *sizes):
    """A batch of both signs, and layers of these sizes whose biases are not zero."""
    def draw(rng):
        layers = [(rng.normal(0, 1, (i, o)).round(1), rng.normal(0, 1, o).round(1) + 0.05)
                  for i, o in pairwise(sizes)]
        return rng.normal(0, 1, (batch, sizes[0])).round(1), {"layers": layers}
    return draw


def on_layers(answer, inputs, layers):
    """A dict carries the list of layers, whose arrays differ in shape."""
    return answer(inputs, layers["layers"])


networks = [given("three samples by hand, two layers",
                  np.array([[1.0, -2.0], [0.5, 1.0], [-1.0, 3.0]]),
                  {"layers": [(np.array([[1.0, -1.0, 2.0], [0.5, 1.0, -1.0]]),
                               np.array([0.5, -1.0, 0.0])),
                              (np.array([[1.0, -2.0], [0.5, 1.0], [-1.0, 0.5]]),
                               np.array([-1.0, 0.25]))]}),
            drawn("a batch of 4, two layers", network(4, 3, 6, 5)),
            drawn("a batch of 5, four layers", network(5, 4, 6, 3, 7, 2)),
            drawn("a batch of 3, three layers of one size", network(3, 4, 4, 4, 4)),
            drawn("a batch of 6, one layer alone", network(6, 3, 4))]

whole = Exercise(
    id="5.1.forward", title="The whole forward pass", level="medium",
    objective="run a network of any depth",
    asks="`inputs` is `(B, I)`. `layers` is a list of pairs `(weights, biases)`, of any length. "
         "Send the batch through all layers in turn: each computes values @ weights + biases. "
         "After every layer **but the last**, replace negative values by 0 (ReLU). Return what "
         "the last layer gives, the scores, `(B, K)`: no ReLU, no softmax.",
    header="import numpy as np", reference=forward, probes=networks, run=on_layers,
    rtol=1e-5, atol=1e-5,                  # layers computed in float32 are right, too
    mistakes=[
        Mistake("last-layer-bent", bent(last=relu),
                says="The last layer goes through ReLU, too: no score can be negative.",
                hint="Which scores can your last layer no longer produce?", catalogue="A17"),
        Mistake("no-bend", bent(plain),
                says="There is no ReLU between your layers: together they are one matrix (3.3).",
                hint="Are two straight lines in a row more than one?", catalogue="P5"),
        Mistake("bent-at-the-end-only", bent(plain, relu),
                says="Your ReLU comes after the last layer; it belongs between the layers.",
                hint="After which layers does the text put ReLU?", catalogue="A17"),
        Mistake("first-bend-only", stepwise(lambda v, w, b, last, x: relu(
                    v @ w + b) if v is x and not last else v @ w + b),
                says="ReLU follows the first layer alone.",
                hint="After which layers does the text put ReLU?", catalogue="P5"),
        Mistake("inputs-bent", stepwise(lambda v, w, b, last, x: relu(v) @ w + b),
                says="You apply ReLU to the inputs, too: negative pixels are lost.",
                hint="What goes into the first layer: the inputs as they came?"),
        Mistake("bent-before-the-bias", stepwise(lambda v, w, b, last, x: (
                    v @ w if last else relu(v @ w)) + b),
                says="Your ReLU comes before the biases are added.",
                hint="What is the neuron's whole sum: with its bias, or without?"),
        Mistake("no-biases", bent(bias=False),
                says="The biases are missing.", hint="Feed zeros: what should come out?",
                catalogue="D1"),
        Mistake("last-bias-missing", stepwise(lambda v, w, b, last, x: v @ w if last
                                              else relu(v @ w + b)),
                says="The last layer lost its biases.",
                hint="Does the last layer differ in anything but its ReLU?", catalogue="D1"),
        Mistake("only-last-bias", stepwise(lambda v, w, b, last, x: v @ w + b if last
                                           else relu(v @ w)),
                says="Only the last layer has its biases.",
                hint="Feed zeros: what should the first layer give?", catalogue="D1"),
        Mistake("biases-twice", stepwise(lambda v, w, b, last, x: v @ w + 2 * b if last
                                         else relu(v @ w + 2 * b)),
                says="The biases are added twice.", hint="Once for each neuron, or more?",
                catalogue="S7"),
        Mistake("biases-subtracted", stepwise(lambda v, w, b, last, x: v @ w - b if last
                                              else relu(v @ w - b)),
                says="You subtracted the biases.", hint="Which sign stands before a bias?"),
        Mistake("last-layer-missing", lambda x, layers: bent(last=relu)(x, layers[:-1]),
                says="The last layer never runs: you return the last hidden values.",
                hint="layers[:-1] leaves one out. Where does it get its turn?"),
        Mistake("last-layer-missing-and-unbent", lambda x, layers: forward(x, layers[:-1]),
                says="The last layer never runs.",
                hint="Where does your loop end? Count the layers that it visits."),
        Mistake("first-layer-only", lambda x, layers: relu(x @ layers[0][0] + layers[0][1]),
                says="Only the first layer ran: return stands inside the loop.",
                hint="How far to the right does your return stand?"),
        Mistake("first-layer-missing", lambda x, layers: forward(x, layers[1:]),
                says="The first layer never runs.", hint="Which index does your loop begin with?"),
        Mistake("inputs-not-handed-on", stepwise(lambda v, w, b, last, x: x @ w + b),
                says="Every layer gets the inputs; nothing is handed on.",
                hint="Whose outputs are the inputs of the second layer?"),
        Mistake("backwards", bent(order=-1),
                says="The layers run from the last to the first.",
                hint="Which layer has as many rows of weights as a sample has numbers?"),
        Mistake("transposed", stepwise(lambda v, w, b, last, x: v @ w.T + b if last
                                       else relu(v @ w.T + b)),
                says="You transposed the weights; here they are (inputs, neurons) already.",
                hint="Write the two shapes side by side. Which sizes must agree?",
                catalogue="D2"),
        Mistake("weights-first", stepwise(lambda v, w, b, last, x: w @ v + b if last
                                          else relu(w @ v + b)),
                says="You wrote weights @ values; a batch stands on the left.",
                hint="Write the two shapes side by side. Which sizes must agree?",
                catalogue="S1"),
        Mistake("number-by-number", stepwise(lambda v, w, b, last, x: v * w + b if last
                                             else relu(v * w + b)),
                says="You multiplied number by number; a matrix product is due.",
                hint="Does * add up products?", catalogue="S2"),
        Mistake("softmax-at-the-end", bent(last=softmax),
                says="You return shares: the softmax was not asked for here.",
                hint="Scores, or shares?"),
        Mistake("relu-and-softmax-at-the-end", bent(last=lambda v: softmax(relu(v))),
                says="You return shares, of scores that went through ReLU first.",
                hint="Which scores can your last layer no longer produce?", catalogue="A17"),
        Mistake("softmax-everywhere", bent(softmax, softmax),
                says="You used softmax as the bend of every layer.",
                hint="Which bend stands between the layers?"),
        Mistake("softmax-between", bent(softmax),
                says="You used softmax between the layers.", hint="Which bend is asked for?"),
        Mistake("answers", bent(last=lambda v: v.argmax(axis=1)),
                says="You return the answers; the scores are asked for.",
                hint="What shape does the text promise?", catalogue="S6"),
        Mistake("sigmoid", bent(lambda v: 1 / (1 + np.exp(-v))),
                says="Your bend is a sigmoid; ReLU is asked for.",
                hint="What should become of 3, and of −3?"),
        Mistake("sigmoid-everywhere", bent(lambda v: 1 / (1 + np.exp(-v)),
                                           lambda v: 1 / (1 + np.exp(-v))),
                says="Your bend is a sigmoid, and it follows the last layer, too.",
                hint="What should become of 3, and of −3?"),
        Mistake("tanh", bent(np.tanh), says="Your bend is tanh; ReLU is asked for.",
                hint="What should become of 3, and of −3?"),
        Mistake("leaky", bent(lambda v: np.where(v > 0, v, 0.01 * v)),
                says="Your bend is a leaky ReLU: a hundredth of what is negative comes through.",
                hint="What should become of −3?"),
        Mistake("sizes", bent(np.abs), says="Your bend takes the size: −3 becomes 3.",
                hint="What should become of −3?", catalogue="A6"),
        Mistake("wrong-side", bent(lambda v: np.minimum(v, 0)),
                says="Your bend keeps the negative values and drops the positive.",
                hint="What should become of 3, and of −3?", catalogue="A6"),
        Mistake("steps", bent(lambda v: (v > 0) * 1.0),
                says="Your bend gives 1 for every positive value: a step.",
                hint="What should become of 3?"),
        Mistake("capped-at-one", bent(lambda v: np.clip(v, 0, 1)),
                says="Your bend also cuts off what is above 1.",
                hint="What should become of 3?"),
        Mistake("first-sample-only", lambda x, layers: forward(x, layers)[0],
                says="Only the first sample comes back.", hint="What is the shape of the result?"),
        Mistake("samples-added", lambda x, layers: forward(x, layers).sum(axis=0),
                says="The scores of all samples are added up.",
                hint="May one sample change the scores of another?"),
        Mistake("all-values", lambda x, layers: [bent(last=relu)(x, layers[:k + 1])
                                                 for k in range(len(layers) - 1)]
                + [forward(x, layers)],
                says="You return the values after every layer; the last are asked for.",
                hint="What does a stranger to your network see: all layers, or the last?"),
        Mistake("inputs-not-handed-on-all-bent",
                stepwise(lambda v, w, b, last, x: relu(x @ w + b)),
                says="Every layer gets the inputs, nothing is handed on; and the last is bent.",
                hint="Whose outputs are the inputs of the second layer?"),
        Mistake("first-layer-always-bent", stepwise(
                    lambda v, w, b, last, x: relu(v @ w + b) if v is x else v @ w + b),
                says="ReLU follows the first layer, and no other.",
                hint="After which layers does the text put ReLU?"),
        Mistake("one-bend-too-few", one_bend_too_few,
                says="The last hidden layer lost its ReLU, too: your condition stops one early.",
                hint="Three layers: for which k should ReLU run?"),
        Mistake("two-layers-only", lambda x, layers: relu(
                    x @ layers[0][0] + layers[0][1]) @ layers[1][0] + layers[1][1],
                says="Your network always has two layers; the list may have any length.",
                hint="Which loop visits all layers but the last?"),
        Mistake("biases-into-the-weights", stepwise(
                    lambda v, w, b, last, x: v @ (w + b) if last else relu(v @ (w + b))),
                says="You added the biases to the weights, before the product.",
                hint="Once for each neuron, or once for each product?", catalogue="S7"),
        Mistake("backwards-all-bent", bent(last=relu, order=-1),
                says="The layers run from the last to the first, and the last is bent, too.",
                hint="Which layer has as many rows of weights as a sample has numbers?"),
        Mistake("no-biases-all-bent", bent(last=relu, bias=False),
                says="The biases are missing, and the last layer goes through ReLU.",
                hint="Feed zeros: what should come out?", catalogue="D1"),
        Mistake("no-biases-no-bend", bent(plain, bias=False),
                says="Biases and ReLU are both missing.",
                hint="Which three steps does the text name for a layer?", catalogue="D1"),
        Mistake("tanh-everywhere", bent(np.tanh, np.tanh),
                says="Your bend is tanh, and it follows the last layer, too.",
                hint="What should become of 3, and of −3?"),
        Mistake("sizes-everywhere", bent(np.abs, np.abs),
                says="Your bend takes the size, and it follows the last layer, too.",
                hint="What should become of −3?", catalogue="A6"),
        Mistake("leaky-by-a-tenth", bent(lambda v: np.where(v > 0, v, 0.1 * v)),
                says="Your bend is a leaky ReLU: a tenth of what is negative comes through.",
                hint="What should become of −3?"),
        Mistake("turned-round", bent(lambda v: relu(-v)),
                says="Your bend keeps minus the negative values: −3 becomes 3, and 3 becomes 0.",
                hint="What should become of 3, and of −3?", catalogue="A6"),
        Mistake("capped-at-six", bent(lambda v: np.clip(v, 0, 6)),
                says="Your bend also cuts off what is above 6.",
                hint="What should become of 7?"),
        Mistake("at-least-one", bent(lambda v: np.maximum(v, 1)),
                says="Your bend lets nothing below 1 through.",
                hint="What should become of 0.5?"),
        Mistake("python-max", bent(lambda v: max(v, 0)),
                says="Python's max, or an if, cannot compare a whole array with 0.",
                hint="Which function of NumPy compares number by number?"),
        Mistake("python-max-everywhere", bent(lambda v: max(v, 0), lambda v: max(v, 0)),
                says="Python's max, or an if, cannot compare a whole array with 0; and the last "
                     "layer needs no ReLU.",
                hint="Which function of NumPy compares number by number?"),
        Mistake("softplus", bent(lambda v: np.logaddexp(0, v)),
                says="Your bend is the softplus, ln(1 + e^x), a rounded ReLU.",
                hint="What exactly should become of 0?"),
        Mistake("elu", bent(lambda v: np.where(v > 0, v, np.expm1(np.minimum(v, 0)))),
                says="Your bend is ELU; ReLU is asked for.", hint="What should become of −3?"),
        Mistake("returns-in-the-loop", returns_in_the_loop,
                says="Only the first layer runs: the function returns in the first round.",
                hint="How far to the right does your return stand?"),
        Mistake("weights-bent", weights_bent,
                says="Your ReLU cuts the weights; it belongs on what comes out of a layer.",
                hint="What does a negative weight mean, and may it get lost?"),
        Mistake("exactly-two-layers", exactly_two,
                says="Your function works for exactly two layers; the list may have any length.",
                hint="How can you walk through a list without knowing its length?"),
        Mistake("largest-along-axis", bent(lambda x: np.max(x, 0), lambda x: np.max(x, 0)),
                says="`np.max(x, 0)` looks for the largest numbers along axis 0; np.maximum "
                     "compares with 0.",
                hint="np.max or np.maximum?"),
        Mistake("largest-along-axis-between", bent(lambda x: np.max(x, 0)),
                says="`np.max(x, 0)` looks for the largest numbers along axis 0; np.maximum "
                     "compares with 0.",
                hint="np.max or np.maximum?"),
        Mistake("all-but-the-first-bent", all_but_first_bent,
                says="ReLU follows every layer but the first; it is the last one that has none.",
                hint="For which k is a layer the last one?"),
        Mistake("biases-taken-off-last", stepwise(
                    lambda x, w, b, is_last, _: (x @ w if is_last else relu(x @ w)) - b),
                says="You subtract the biases, after ReLU; they are added before it.",
                hint="Which sign has a bias, and when does it come?"),
    ],
    equivalents=[recursive, sample_by_sample, relu_before, one_bias_added_in_place,
                 lambda x, layers: np.array([forward(row[None], layers)[0] for row in x]),
                 bent(lambda v: (v + np.abs(v)) / 2),
                 bent(lambda v: np.where(v < 0, 0, v))],
    hints=("What are the inputs of the second layer?",
           "Give the values one name, and overwrite it in each round: values = values @ …",
           "for all layers but the last: values = relu(values @ weights + biases); then the last "
           "one without relu"),
    where="the line with ReLU: after which layers does it run?",
    after="Call it with a single layer. Does it still work?")


EXERCISES = [whole]
