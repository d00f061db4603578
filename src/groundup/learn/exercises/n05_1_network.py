"""Exercise of 5.1: a network as a class."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n04_3_softmax import softmax
from groundup.learn.exercises.n05_1_first import make_layers
from groundup.learn.exercises.n05_1_forward import bent, forward, relu

# A class -----------------------------------------------------------------------------------------

class Network:
    """Dense layers, with a ReLU after each of them but the last."""

    def __init__(self, sizes, rng):
        """sizes such as [64, 32, 10]; rng draws the first weights."""
        self.layers = make_layers(sizes, rng)

    def scores(self, inputs):
        """inputs (B, I) -> (B, K)."""
        return forward(inputs, self.layers)

    def shares(self, inputs):
        """inputs (B, I) -> (B, K), each row adds up to 1."""
        return softmax(self.scores(inputs))

    def answers(self, inputs):
        """inputs (B, I) -> the classes with the largest score, (B,)."""
        return self.scores(inputs).argmax(axis=1)

    def parameters(self):
        """How many numbers the network holds: all weights and all biases."""
        return sum(weights.size + biases.size for weights, biases in self.layers)


def in_use(answer, sizes, seed, inputs):
    """Two networks at once; what is asked of the first, after the second was made."""
    network = answer(sizes, np.random.default_rng(seed))
    before = counted(network)
    answer([inputs.shape[1], 3, 2], np.random.default_rng(seed + 1))
    if counted(network) != before:
        return "another network has changed this one"
    network.scores(2 * inputs)
    return (network.scores(inputs), network.shares(inputs), network.answers(inputs),
            network.parameters())


def counted(network):
    try:
        return network.parameters()
    except Exception:                                  # told when it is its turn
        return None


def changed(**methods):
    """The right class with some of its methods replaced."""
    return type("Network", (Network,), methods)


class Shared(Network):
    """Keeps its layers where all networks see them."""

    def __init__(self, sizes, rng):
        type(self).layers = make_layers(sizes, rng)


class Fresh(Network):
    """Draws new weights for each call."""

    def __init__(self, sizes, rng):
        self.sizes, self.rng = sizes, rng
        self.layers = make_layers(sizes, np.random.default_rng(0))

    def scores(self, inputs):
        return forward(inputs, make_layers(self.sizes, self.rng))


class RemembersTheFirst(Network):
    """Computes its scores once."""

    def scores(self, inputs):
        if not hasattr(self, "first"):
            self.first = forward(inputs, self.layers)
        return self.first


class DrawnAnew(Network):
    """Keeps its layers, and draws others for each call."""

    def __init__(self, sizes, rng):
        self.layers, self.sizes, self.rng = make_layers(sizes, rng), sizes, rng

    def scores(self, inputs):
        return forward(inputs, make_layers(self.sizes, self.rng))


def keeps_nothing(self, sizes, rng):
    layers = make_layers(sizes, rng)
    return None if layers else 0


class Flat:
    """All in one class, by loops."""

    def __init__(self, sizes, rng):
        self.weights, self.biases = zip(*make_layers(sizes, rng))
        self.count = sum((sizes[k] + 1) * sizes[k + 1] for k in range(len(sizes) - 1))

    def scores(self, inputs):
        for weights, biases in zip(self.weights[:-1], self.biases[:-1]):
            inputs = relu(inputs @ weights + biases)
        return inputs @ self.weights[-1] + self.biases[-1]

    def shares(self, inputs):
        return [list(row) for row in softmax(self.scores(inputs))]

    def answers(self, inputs):
        return [int(np.argmax(row)) for row in self.shares(inputs)]

    def parameters(self):
        return self.count


def own_seed(self, sizes, rng):
    self.layers = make_layers(sizes, np.random.default_rng(0))


def set_up(change):
    def __init__(self, sizes, rng):
        self.layers = change(make_layers(sizes, rng))
    return changed(__init__=__init__)


def counted_by(count):
    return changed(parameters=lambda self: count([w for w, _ in self.layers],
                                                 [b for _, b in self.layers]))


def scored_by(passes):
    return changed(scores=lambda self, x: passes(x, self.layers))


def shared_by(function):
    return changed(shares=lambda self, x: function(self.scores(x)))


def answered_by(function):
    return changed(answers=lambda self, x: function(self.scores(x)))


as_a_class = Exercise(
    id="5.1.network", title="A network is a thing", level="hard",
    objective="write a network as a class",
    asks="Put it together. `__init__` makes the layers with your `make_layers` and keeps them; "
         "`scores` is your `forward`; `shares` the softmax of the scores; `answers` the class "
         "with the largest score for each sample; `parameters` counts all weights and all biases. "
         "Two networks must not disturb each other, and asking twice must give the same.",
    header="import numpy as np", reference=Network, run=in_use,
    outputs=("scores", "shares", "answers", "parameters"),
    needs=("4.3.softmax", "5.1.make-layers", "5.1.forward"),
    probes=[given("3 inputs, 4 and 2 neurons", [3, 4, 2], 0,
                  np.array([[1.0, -2.0, 0.5], [0.0, 3.0, 1.0], [-1.0, 1.0, 2.0],
                            [2.0, 0.5, -1.0]])),
            drawn("5 inputs, three layers", lambda rng: ([5, 8, 6, 4], int(rng.integers(1000)),
                                                         rng.normal(size=(6, 5)).round(1))),
            drawn("4 inputs, three layers", lambda rng: ([4, 7, 5, 3], int(rng.integers(1000)),
                                                         rng.normal(size=(5, 4)).round(1)))],
    mistakes=[
        Mistake("shared-layers", Shared,
                says="Your layers belong to the class, so that all networks share them.",
                hint="self.layers or Network.layers: whose are they?", catalogue="K1"),
        Mistake("new-weights-at-each-call", Fresh,
                says="Your scores draw new weights at each call.",
                hint="When are the weights drawn: once in __init__, or each time?"),
        Mistake("own-seed", changed(__init__=own_seed),
                says="You make a generator of your own; the one that comes in is not used.",
                hint="Which generator came in?", catalogue="D7"),
        Mistake("layers-reversed", set_up(lambda layers: layers[::-1]),
                says="You keep the layers in reverse order.",
                hint="Which layer do the pixels meet first?"),
        Mistake("last-layer-bent", scored_by(bent(last=relu)),
                says="Your scores went through ReLU: none is negative.",
                hint="Which scores can your last layer no longer produce?", catalogue="A17"),
        Mistake("no-bend", scored_by(bent(lambda v: v)),
                says="There is no ReLU between your layers.",
                hint="Does your scores method use forward?", catalogue="P5"),
        Mistake("first-layer-only", scored_by(lambda x, layers: forward(x, layers[:1])),
                says="Only the first layer runs.", hint="How many layers does forward get?"),
        Mistake("scores-are-shares", changed(
                    scores=lambda self, x: softmax(forward(x, self.layers)),
                    shares=lambda self, x: softmax(forward(x, self.layers))),
                says="Your scores are shares already.",
                hint="Which method applies the softmax?"),
        Mistake("softmax-in-both", changed(
                    scores=lambda self, x: softmax(forward(x, self.layers)),
                    shares=lambda self, x: softmax(softmax(forward(x, self.layers)))),
                says="Softmax is applied twice: in scores, and again in shares.",
                hint="Which method applies the softmax?", catalogue="L11"),
        Mistake("softmax-twice", shared_by(lambda z: softmax(softmax(z))),
                says="Your shares went through softmax twice.",
                hint="How often does softmax stand in your code?", catalogue="L11"),
        Mistake("shares-are-scores", shared_by(lambda z: z),
                says="Your shares are the scores: the softmax is missing.",
                hint="Add up one row. What should come out?"),
        Mistake("softmax-down-the-columns", shared_by(lambda z: softmax(z.T).T),
                says="Your softmax runs over the samples: the columns add up to 1.",
                hint="What should add up to 1: a sample, or a class?", catalogue="A3"),
        Mistake("softmax-over-all", shared_by(
                    lambda z: softmax(z.reshape(1, -1)).reshape(z.shape)),
                says="The shares of the whole batch add up to 1 together.",
                hint="What should add up to 1: a sample, or the batch?", catalogue="A3"),
        Mistake("shares-of-scores-by-sum", shared_by(lambda z: z / z.sum(axis=1, keepdims=True)),
                says="You divided the scores by their sum: the exponentials are missing.",
                hint="May a share be negative?", catalogue="A4"),
        Mistake("shares-of-the-bent", shared_by(lambda z: softmax(relu(z))),
                says="Your scores go through ReLU before the softmax.",
                hint="Should −3 and −1 get the same share?", catalogue="A17"),
        Mistake("sigmoids", shared_by(lambda z: 1 / (1 + np.exp(-z))),
                says="Your shares are sigmoids; a row does not add up to 1.",
                hint="If one score rises, what should happen to the shares of the others?"),
        Mistake("one-answer", answered_by(np.argmax),
                says="You get one answer for the whole batch.",
                hint="Over which axis do the classes lie?", catalogue="S6"),
        Mistake("answers-down-the-columns", answered_by(lambda z: z.argmax(axis=0)),
                says="Your argmax looks down the columns.",
                hint="Over which axis do the classes lie?", catalogue="S6"),
        Mistake("smallest-answers", answered_by(lambda z: z.argmin(axis=1)),
                says="Your answers name the smallest score.", hint="argmin, or argmax?"),
        Mistake("largest-scores", answered_by(lambda z: z.max(axis=1)),
                says="Your answers are the largest scores, not their places.",
                hint="What does max give, and what does argmax give?"),
        Mistake("biases-not-counted", counted_by(lambda ws, bs: sum(w.size for w in ws)),
                says="You counted the weights and left out the biases.",
                hint="How many biases has a layer of 32 neurons?"),
        Mistake("biases-only", counted_by(lambda ws, bs: sum(b.size for b in bs)),
                says="You counted the biases alone.", hint="How many weights are there?"),
        Mistake("one-bias-a-layer", counted_by(lambda ws, bs: sum(w.size + 1 for w in ws)),
                says="You counted one bias for each layer; each neuron has one.",
                hint="How many biases has a layer of 32 neurons?"),
        Mistake("arrays-counted", counted_by(lambda ws, bs: len(ws) + len(bs)),
                says="You counted the arrays, not the numbers in them.",
                hint="What does .size give?"),
        Mistake("layers-counted", counted_by(lambda ws, bs: len(ws)),
                says="You counted the layers.", hint="What does .size give?"),
        Mistake("first-layer-counted", counted_by(lambda ws, bs: ws[0].size + bs[0].size),
                says="You counted the first layer alone.",
                hint="How far to the right does your return stand?"),
        Mistake("last-layer-counted", counted_by(lambda ws, bs: ws[-1].size + bs[-1].size),
                says="You counted the last layer alone: the total is replaced in each round.",
                hint="Does each round add to the total, or replace it?"),
        Mistake("rows-counted", counted_by(lambda ws, bs: sum(map(len, ws)) + sum(map(len, bs))),
                says="You counted rows (len), or added rows and columns; a matrix holds their "
                     "product.",
                hint="How many weights has a matrix of 64 rows and 32 columns?"),
        Mistake("bytes", counted_by(lambda ws, bs: sum(w.nbytes + b.nbytes
                                                       for w, b in zip(ws, bs))),
                says="You counted bytes; every number takes 8.", hint="size, or nbytes?"),
        Mistake("counted-per-layer", counted_by(lambda ws, bs: [w.size + b.size
                                                                for w, b in zip(ws, bs)]),
                says="You return a count for each layer; the total is asked for.",
                hint="How many numbers does the text ask for?"),
        Mistake("largest-shares", changed(answers=lambda self, x: self.shares(x).max(axis=1)),
                says="Your answers are the largest shares, not their places.",
                hint="What does max give, and what does argmax give?"),
        Mistake("one-share-a-sample", changed(
                    shares=lambda self, x: softmax(self.scores(x)).max(axis=1)),
                says="Your shares are the largest of each sample; all of them are asked for.",
                hint="What shape does the docstring promise?"),
        Mistake("layers-for-parameters", changed(parameters=lambda self: self.layers),
                says="You return the layers; how many numbers they hold is asked for.",
                hint="What does .size give?"),
        Mistake("last-layer-missing", scored_by(lambda x, layers: forward(x, layers[:-1])),
                says="The last layer never runs.", hint="Which layers does forward get?"),
        Mistake("answers-are-shares", changed(answers=lambda self, x: self.shares(x)),
                says="Your answers are the shares; the place of the largest is asked for.",
                hint="What shape does the docstring promise?"),
        Mistake("answers-are-scores", changed(answers=lambda self, x: self.scores(x)),
                says="Your answers are the scores; the place of the largest is asked for.",
                hint="What shape does the docstring promise?"),
        Mistake("first-answer-only", answered_by(lambda z: z.argmax(axis=1)[0]),
                says="Only the first sample's answer comes back.",
                hint="How many answers do B samples need?"),
        Mistake("from-one", answered_by(lambda z: z.argmax(axis=1) + 1),
                says="Your answers are counted from 1; the labels from 0.",
                hint="What is the smallest label?", catalogue="D16"),
        Mistake("powers-for-shares", shared_by(np.exp),
                says="Your shares are powers of e that nobody divided by their sum.",
                hint="Add up one row. What should come out?", catalogue="A4"),
        Mistake("sizes-multiplied", counted_by(
                    lambda ws, bs: sum(w.size * b.size for w, b in zip(ws, bs))),
                says="You multiplied weights by biases; they are to be added.",
                hint="A layer of 6 weights and 2 biases holds how many numbers?"),
        Mistake("every-sum-twice", counted_by(lambda ws, bs: sum(2 * w.size for w in ws)),
                says="You counted flops, two for each weight; numbers are asked for.",
                hint="How many numbers does one weight need?"),
        Mistake("weights-and-inputs", counted_by(
                    lambda ws, bs: sum(w.size + w.shape[0] for w in ws)),
                says="You counted a bias for each input; each neuron has one.",
                hint="How many biases has a layer with 64 inputs and 32 neurons?"),
        Mistake("shares-of-the-inputs", changed(
                    shares=lambda self, inputs: softmax(inputs)),
                says="Your shares are the softmax of the inputs; the network never runs.",
                hint="What are the shares to be shares of?"),
        Mistake("remembers-the-first", RemembersTheFirst,
                says="Your scores are those of the first batch, whatever comes in.",
                hint="What is kept in self from one call to the next?"),
        Mistake("not-kept", changed(__init__=keeps_nothing),
                says="`layers` without `self.` is gone when `__init__` ends.",
                hint="Where does a method look for the layers?"),
        Mistake("drawn-anew", DrawnAnew,
                says="`scores` draws new weights at each call: what the network was is lost.",
                hint="When does a network get its weights: once, or for each batch?"),
        Mistake("one-answer-for-all", changed(
                    answers=lambda self, inputs: self.shares(inputs).argmax()),
                says="Your argmax has no axis: one place for the whole batch.",
                hint="How many samples are there, and how many answers?", catalogue="S6"),
        Mistake("shares-not-returned", changed(shares=lambda self, inputs: None),
                says="`shares` returns nothing.",
                hint="Which line hands the shares to whoever called?"),
        Mistake("answers-from-the-inputs", changed(answers=lambda self, x: x.argmax(axis=1)),
                says="Your answers are the largest inputs; the network never runs.",
                hint="Among which numbers do you look for the largest?"),
    ],
    equivalents=[Flat,
                 changed(answers=lambda self, x: self.shares(x).argmax(axis=1)),
                 changed(parameters=lambda self: sum(np.prod(w.shape) + len(b)
                                                     for w, b in self.layers)),
                 set_up(tuple)],
    hints=("What must a network remember between two calls?",
           "Four of the five methods are one line, and each calls something that you have.",
           "self.layers = make_layers(sizes, rng); forward(inputs, self.layers); softmax(…); "
           "….argmax(axis=1); sum(weights.size + biases.size …)"),
    where="what self keeps",
    after="How many parameters has [64, 32, 16, 10]? Count by hand first.")

EXERCISES = [as_a_class]
