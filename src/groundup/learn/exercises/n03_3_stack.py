"""Exercises of 3.3, hidden layer 1: a class that runs layers in turn."""

from itertools import pairwise

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn

# Running a stack ---------------------------------------------------------------------------------

class Stack:
    """Layers, one after the other."""

    def __init__(self, *layers):
        """layers: any number of objects that have a method `forward`."""
        self.layers = layers

    def forward(self, inputs):
        """inputs (B, I) -> what the last layer gives, (B, O)."""
        for layer in self.layers:
            inputs = layer.forward(inputs)
        return inputs


class Layer:
    """A dense layer with given numbers, which can be called, too."""

    def __init__(self, weights, biases):
        self.weights, self.biases = weights, biases

    def forward(self, inputs):
        return inputs @ self.weights + self.biases

    __call__ = forward


class Recursive:
    def __init__(self, *layers):
        self.first, self.rest = layers[0], layers[1:]

    def forward(self, inputs):
        hidden = self.first.forward(inputs)
        return Recursive(*self.rest).forward(hidden) if self.rest else hidden


class ByIndex:
    def __init__(self, *layers):
        self.stack = []
        for layer in layers:
            self.stack.append(layer)

    def forward(self, inputs):
        values = [inputs]
        for i in range(len(self.stack)):
            values.append(self.stack[i](values[-1]))
        return values[-1]


def like(run):
    """A class whose forward is run(layers, inputs)."""
    return type("Stack", (), {"__init__": lambda self, *layers: setattr(self, "layers", layers),
                              "forward": lambda self, inputs: run(self.layers, inputs)})


def through(layers, inputs):
    return Stack(*layers).forward(inputs)


class Shared:
    def __init__(self, *layers):
        self.layers.extend(layers)

    def forward(self, inputs):
        return through(self.layers, inputs)


Shared.layers = []                         # of the class, not of one stack


class Emptied:
    def __init__(self, *layers):
        self.layers = list(layers)

    def forward(self, inputs):
        while self.layers:
            inputs = self.layers.pop(0).forward(inputs)
        return inputs


class Remembers:
    def __init__(self, *layers):
        self.layers, self.values = layers, None

    def forward(self, inputs):
        self.values = inputs if self.values is None else self.values
        self.values = through(self.layers, self.values)
        return self.values


class KeepsTheFirst:
    def __init__(self, *layers):
        self.layers, self.outputs = layers, None

    def forward(self, inputs):
        if self.outputs is None:
            self.outputs = through(self.layers, inputs)
        return self.outputs


class Newest:
    def __init__(self, *layers):
        Newest.layers = layers

    def forward(self, inputs):
        return through(Newest.layers, inputs)


class ExactlyThree:
    def __init__(self, a, b, c):
        self.layers = a, b, c

    def forward(self, inputs):
        return through(self.layers, inputs)


class TakesAList:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, inputs):
        for layer in self.layers:
            inputs = layer.forward(inputs)
        return inputs


class Forgets:
    def __init__(self, *layers):
        layers = tuple(layers)

    def forward(self, inputs):
        return through(self.layers, inputs)


Forgets.__name__ = "Stack"                 # as the message of its AttributeError has it
ExactlyThree.__init__.__qualname__ = "Stack.__init__"


def last_of(layers, inputs):
    """Every layer gets the inputs, and each result replaces the one before."""
    return [each.forward(inputs) for each in layers][-1]


def unheard(layers, inputs):
    """Every layer runs, and nobody keeps what it gives."""
    for each in layers:
        each.forward(inputs)
    return inputs


def bent(bend, last=True):
    """Layers with something in between, and behind the last one as well."""
    def run(layers, x):
        for i, each in enumerate(layers):
            x = each.forward(x)
            x = bend(x) if last or i < len(layers) - 1 else x
        return x
    return run


def used(answer, inputs, *arrays):
    """Two stacks; the first runs on this batch, on another one, and on this one again."""
    layers = [Layer(*pair) for pair in zip(arrays[::2], arrays[1::2])]
    stack, _ = answer(*layers), answer(Layer(arrays[0] + 1, arrays[1] - 1))
    return {"first call": stack.forward(inputs), "second call": stack.forward(inputs[:2] + 1),
            "third call": stack.forward(inputs)}


def deep(batch, *sizes):
    def draw(rng):
        arrays = [rng.normal(0, 1.5, shape).round(1) + 0.05 * (len(shape) == 1)
                  for a, b in pairwise(sizes) for shape in ((a, b), (b,))]
        return (rng.normal(0, 2, (batch, sizes[0])).round(1), *arrays)
    return draw


stacking = Exercise(
    id="3.3.stack", title="A class for any depth", level="medium",
    objective="write a container that runs its layers in turn",
    asks="Write the class `Stack`. `Stack(a, b, c)` keeps any number of layers, in this order. Its "
         "`forward` hands the inputs to the first layer's `forward`, that result to the second's, "
         "and so on, and returns what the last one gives. It may be called as often as you like, "
         "and two stacks know nothing of each other.",
    header="import numpy as np", reference=Stack, run=used,
    probes=[drawn("two layers", deep(4, 3, 5, 2)), drawn("three layers", deep(3, 2, 4, 3, 5)),
            drawn("a single layer", deep(4, 2, 3)),
            drawn("three layers, three of everything", deep(5, 3, 3, 3, 3))],
    mistakes=[
        Mistake("backwards", like(lambda layers, x: through(layers[::-1], x)),
                says="Your stack runs from the last layer to the first.",
                hint="Which layer do the inputs fit?"),
        Mistake("all-see-the-inputs", like(last_of),
                says="Your last layer gets the inputs: what the layers before it gave is never "
                     "handed on.",
                hint="What goes into the second layer's forward?"),
        Mistake("returns-in-the-loop", like(lambda layers, x: layers[0].forward(x)),
                says="Only the first layer runs: the function returns in the first round.",
                hint="How far to the right does your return stand?"),
        Mistake("last-layer-skipped", like(lambda layers, x: through(layers[:-1], x)),
                says="The last layer never runs.", hint="Where does your loop end?"),
        Mistake("first-layer-skipped", like(lambda layers, x: through(layers[1:], x)),
                says="The first layer never runs.", hint="Where does your loop begin?"),
        Mistake("first-layer-twice", like(lambda layers, x: through((layers[0], *layers), x)),
                says="The first layer runs twice.", hint="Which layer does your loop begin with?"),
        Mistake("last-layer-twice", like(lambda layers, x: through((*layers, layers[-1]), x)),
                says="The last layer runs twice.", hint="What happens after your loop?"),
        Mistake("two-layers-only", like(lambda layers, x: layers[1].forward(
                    layers[0].forward(x))),
                says="Your stack runs layers 0 and 1, however many there are.",
                hint="What if there is one layer, or three?"),
        Mistake("all-values", like(lambda layers, x: [through(layers[: i + 1], x)
                                                      for i in range(len(layers))]),
                says="You return what every layer gives; the last result alone is asked for.",
                hint="What does a stranger to your stack see: all layers, or the last?"),
        Mistake("added-up", like(lambda layers, x: sum(each.forward(x) for each in layers)),
                says="All layers saw the inputs, and you added what came out.",
                hint="Which layer comes after which?"),
        Mistake("each-on-the-inputs", like(lambda layers, x: [each.forward(x)
                                                              for each in layers]),
                says="All layers saw the inputs, and you return a list of what came out.",
                hint="Which layer comes after which?"),
        Mistake("sum-of-values", like(lambda layers, x: sum(through(layers[: i + 1], x)
                                                           for i in range(len(layers)))),
                says="You add up what the layers give; the last result alone is asked for.",
                hint="Does each round replace the values, or add to them?"),
        Mistake("results-thrown-away", like(unheard),
                says="What the layers give is thrown away: each gets the inputs, and so do you.",
                hint="Where do you keep what layer.forward returns?"),
        Mistake("last-layer-alone", like(lambda layers, x: layers[-1].forward(x)),
                says="Only the last layer runs, on the inputs.",
                hint="Which layers does forward use?"),
        Mistake("inputs-returned", like(lambda layers, x: x),
                says="The inputs come back unchanged: what the layers give is thrown away.",
                hint="Where do you keep what layer.forward returns?"),
        Mistake("negatives-cut", like(bent(lambda x: np.maximum(x, 0))),
                says="You replaced negative numbers by 0 after each layer. That is an idea of "
                     "chapter 4; here nothing happens between the layers.",
                hint="May a hidden value be negative?"),
        Mistake("hidden-negatives-cut", like(bent(lambda x: np.maximum(x, 0), last=False)),
                says="You replaced negative hidden values by 0. That is an idea of chapter 4; here "
                     "nothing happens between the layers.",
                hint="May a hidden value be negative?"),
        Mistake("squeezed", like(bent(np.tanh)),
                says="You put a tanh after each layer; here nothing happens between them.",
                hint="What does the text say happens between two layers?"),
        Mistake("squeezed-between", like(bent(np.tanh, last=False)),
                says="You put a tanh between the layers; here nothing happens between them.",
                hint="What does the text say happens between two layers?"),
        Mistake("inputs-added", like(lambda layers, x: [x := x + each.forward(x)
                                                        for each in layers][-1]),
                says="You add what each layer gives to what it got.",
                hint="Does each round replace the values, or add to them?"),
        Mistake("not-kept", Forgets,
                says="__init__ keeps the layers in a variable of its own; they belong to self.",
                hint="What is the difference between layers and self.layers?"),
        Mistake("no-biases", like(lambda layers, x: [x := x @ each.weights
                                                     for each in layers][-1]),
                says="Your stack multiplies by the weights itself and forgets the biases.",
                hint="What can a layer do that you need not write again?", catalogue="D1"),
        Mistake("first-sample-only", like(lambda layers, x: through(layers, x)[0]),
                says="Only the first sample came out.", hint="Does forward get one sample, or a "
                                                             "batch?"),
        Mistake("shared-list", Shared,
                says="All stacks share one list of layers: it belongs to the class.",
                hint="Where is the list made: in the class, or in __init__?"),
        Mistake("emptied", Emptied,
                says="The second call of forward finds no layers: the first one took them out.",
                hint="What does pop do to the list that you keep?"),
        Mistake("remembers", Remembers,
                says="The second call goes on where the first one stopped.",
                hint="Which values live in self, and should not?", catalogue="D3"),
        Mistake("takes-a-list", TakesAList,
                says="Your __init__ takes one list; Stack(a, b, c) hands over the layers one by "
                     "one.",
                hint="What does the star in *layers do?"),
        Mistake("exactly-three", ExactlyThree,
                says="Your __init__ takes three layers, no more and no fewer; any number may "
                     "come.",
                hint="What does the star in `*layers` do?"),
        Mistake("packed-twice", like(lambda layers, x: [layers][0].forward(x)),
                says="`[layers]` is a list that holds one thing, the tuple of all layers; your "
                     "loop meets the tuple, not a layer.",
                hint="What is the type of the first thing that your loop hands out?"),
        Mistake("keeps-the-first-result", KeepsTheFirst,
                says="The second call gives the result of the first, whatever comes in.",
                hint="What is kept in self from one call to the next?"),
        Mistake("newest-stack-for-all", Newest,
                says="All stacks use the layers of the newest one: they are kept in a global, or "
                     "in the class.",
                hint="Which word stands before the dot where the layers are kept?"),
        Mistake("nothing-returned", like(lambda layers, inputs: None),
                says="Your forward returns nothing.",
                hint="Which line hands the last result to whoever called?"),
        Mistake("inputs-and-all-results-added", like(
                    lambda layers, x: x + sum(each.forward(x) for each in layers)),
                says="Every layer gets the inputs, and all results are added to them.",
                hint="What should the second layer take in?"),
    ],
    equivalents=[Recursive, ByIndex,
                 like(lambda layers, x: [x := each.forward(x) for each in layers][-1]),
                 like(lambda layers, x: x if not layers else Layer.forward(
                     layers[-1], through(layers[:-1], x)))],
    hints=("What does the second layer get?",
           "Keep the layers in __init__. In forward, one variable holds the values; each layer "
           "replaces it.",
           "for layer in self.layers:\n    inputs = layer.forward(inputs)\nreturn inputs"),
    where="the loop in forward: what goes in, and where does the result go?",
    after="Put a Stack into a Stack. Why does that work?")

EXERCISES = [stacking]
