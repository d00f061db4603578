"""Exercises of 3.3, hidden layer 1: a guess, two layers, and how many numbers a stack holds."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given


def two(batch, inputs, hidden, outputs):
    """A batch, and the weights and biases of two layers, none of them zero."""
    def draw(rng):
        sizes = ((batch, inputs), (inputs, hidden), (hidden,), (hidden, outputs), (outputs,))
        return tuple(rng.normal(0, 2, size).round(1) + 0.05 for size in sizes)
    return draw


# The first guess ---------------------------------------------------------------------------------

guess_xor = Exercise(
    id="3.3.guess-xor", title="Does a second layer help?", level="guess",
    objective="predict what a second layer changes",
    asks="Of the four corners of XOR, the best single layer gets 3 right. Now a hidden layer of "
         "three neurons goes in between, every weight and bias as you please: no limit on the "
         "search. How many corners does the best stack of two such layers get right? Write 2, 3 "
         "or 4.",
    reference=3, choices=(2, 3, 4),
    mistakes=[
        Mistake("four", 4, says="No stack of two such layers gets all four right, however long "
                                "you search.",
                hint="What does a weighted sum of weighted sums come to?"),
        Mistake("two", 2, says="It loses nothing: a stack gets as many right as a single layer.",
                hint="Could the hidden layer hand its inputs on as they are?"),
    ],
    hints=("If z = 2x + 1 and y = 3z − 4, what is y in terms of x?",
           "Write one output of the stack as a sum over the inputs. Which powers of x occur?",
           "No more, and no fewer, than one layer gets."))


# Two layers --------------------------------------------------------------------------------------

def two_layers(inputs, weights1, biases1, weights2, biases2):
    """inputs (B, I), weights1 (I, H), biases1 (H,), weights2 (H, O), biases2 (O,) -> (B, O)."""
    hidden = inputs @ weights1 + biases1       # (B, H)
    return hidden @ weights2 + biases2         # (B, O)


def with_loops(inputs, weights1, biases1, weights2, biases2):
    outputs = []
    for sample in inputs:
        hidden = [sum(x * w for x, w in zip(sample, column)) + b
                  for column, b in zip(weights1.T, biases1)]
        outputs.append([sum(h * w for h, w in zip(hidden, column)) + b
                        for column, b in zip(weights2.T, biases2)])
    return outputs


def bent_between(bend):
    return lambda x, w, b, v, c: bend(x @ w + b) @ v + c


def first(x, w, b):
    return x @ w + b


stack_of_two = Exercise(
    id="3.3.two-layers", title="The outputs become inputs", level="easy",
    objective="run two layers, one after the other",
    asks="Send a batch through two layers. The first gives the hidden values, `inputs @ weights1 + "
         "biases1`. The second does the same with **them** as its inputs, and with `weights2` and "
         "`biases2`. Return the outputs of the second layer, (B, O). Nothing happens between the "
         "two.",
    header="import numpy as np", reference=two_layers,
    probes=[given("three samples by hand", np.array([[1.0, 2.0], [0.0, 1.0], [-2.0, 0.5]]),
                  np.array([[1.0, -1.0, 2.0], [0.0, 1.0, 1.0]]), np.array([0.5, 1.0, -1.0]),
                  np.array([[1.0, 2.0], [0.0, -1.0], [1.0, 0.0]]), np.array([3.0, -1.0])),
            drawn("4 samples, 3 inputs, 5 hidden neurons, 2 outputs", two(4, 3, 5, 2)),
            drawn("5 samples, as many hidden neurons as inputs", two(5, 3, 3, 2)),
            drawn("5 samples, as many outputs as hidden neurons", two(5, 2, 4, 4)),
            drawn("4 samples, three of everything else", two(4, 3, 3, 3)),
            drawn("6 samples, 4 inputs, 3 hidden neurons, 5 outputs", two(6, 4, 3, 5))],
    mistakes=[
        Mistake("first-layer-only", lambda x, w, b, v, c: x @ w + b,
                says="Your result is the hidden values: the second layer is missing.",
                hint="Which two arrays has your code not used yet?"),
        Mistake("second-gets-the-inputs", lambda x, w, b, v, c: x @ v + c,
                says="Your second layer gets the inputs; the hidden values are never used.",
                hint="What should the second layer see: the samples, or what the first made of "
                     "them?"),
        Mistake("first-bias-lost", lambda x, w, b, v, c: x @ w @ v + c,
                says="The biases of the first layer are missing.",
                hint="Feed zeros: what should the hidden values be?", catalogue="D1"),
        Mistake("second-bias-lost", lambda x, w, b, v, c: (x @ w + b) @ v,
                says="The biases of the second layer are missing.",
                hint="How many numbers does your code add to each output at the end?",
                catalogue="D1"),
        Mistake("both-biases-lost", lambda x, w, b, v, c: x @ w @ v,
                says="Both layers lost their biases.",
                hint="Feed zeros: should zeros come out?", catalogue="D1"),
        Mistake("biases-at-the-end", lambda x, w, b, v, c: x @ w @ v + b + c,
                says="The first biases are added at the end; they belong to the hidden values.",
                hint="How many hidden neurons are there, and how many numbers in biases1?",
                catalogue="S7"),
        Mistake("second-bias-too-early", lambda x, w, b, v, c: (x @ w + b + c) @ v,
                says="The second biases are added before the second product.",
                hint="How many outputs are there, and how many numbers in biases2?",
                catalogue="S7"),
        Mistake("first-bias-too-early", lambda x, w, b, v, c: (x + b) @ w @ v + c,
                says="The first biases are added to the inputs, before the product.",
                hint="How many numbers in biases1: one for each input, or for each hidden neuron?",
                catalogue="S7"),
        Mistake("second-bias-on-the-hidden-values",
                lambda x, w, b, v, c: (x @ w + b + c) @ v + c,
                says="The second biases are added twice: to the hidden values, too.",
                hint="Which biases belong to which layer?", catalogue="S7"),
        Mistake("first-bias-again", lambda x, w, b, v, c: (x @ w + b) @ v + b,
                says="Both layers use the first biases.",
                hint="Where does biases2 stand in your code?"),
        Mistake("second-bias-for-both", lambda x, w, b, v, c: (x @ w + c) @ v + c,
                says="Both layers use the second biases.",
                hint="Where does biases1 stand in your code?"),
        Mistake("first-layer-twice", lambda x, w, b, v, c: (x @ w + b) @ w + b,
                says="The first layer ran twice; the second never did.",
                hint="Where do weights2 and biases2 stand in your code?"),
        Mistake("first-weights-twice", lambda x, w, b, v, c: (x @ w + b) @ w + c,
                says="Your second layer uses the weights of the first.",
                hint="Where does weights2 stand in your code?"),
        Mistake("layers-swapped", lambda x, w, b, v, c: (x @ v + c) @ w + b,
                says="The layers run in the wrong order: the second one first.",
                hint="Which layer has as many rows of weights as a sample has numbers?"),
        Mistake("first-transposed", lambda x, w, b, v, c: (x @ w.T + b) @ v + c,
                says="You transposed the first weights; their rows fit the inputs already.",
                hint="Write the two shapes side by side. Which sizes must agree?", catalogue="D2"),
        Mistake("second-transposed", lambda x, w, b, v, c: (x @ w + b) @ v.T + c,
                says="You transposed the second weights; their rows fit the hidden values already.",
                hint="Write the two shapes side by side. Which sizes must agree?", catalogue="D2"),
        Mistake("both-transposed", lambda x, w, b, v, c: (x @ w.T + b) @ v.T + c,
                says="You transposed both weights; here they are (inputs, neurons) already.",
                hint="Write the shapes side by side. Which sizes must agree?", catalogue="D2"),
        Mistake("first-number-by-number", lambda x, w, b, v, c: (x * w + b) @ v + c,
                says="You multiplied inputs and weights number by number; a matrix product is due.",
                hint="Does * add up products?", catalogue="S2"),
        Mistake("second-number-by-number", lambda x, w, b, v, c: (x @ w + b) * v + c,
                says="You multiplied hidden values and weights number by number.",
                hint="Does * add up products?", catalogue="S2"),
        Mistake("negatives-cut", bent_between(lambda h: np.maximum(h, 0)),
                says="You replaced negative hidden values by 0. That is an idea of chapter 4; here "
                     "nothing happens between the layers.",
                hint="What does the text say happens between the two?"),
        Mistake("squeezed", bent_between(np.tanh),
                says="You put a tanh between the layers; here nothing happens between them.",
                hint="What does the text say happens between the two?"),
        Mistake("sigmoid-between", bent_between(lambda h: 1 / (1 + np.exp(-h))),
                says="You put a sigmoid between the layers; here nothing happens between them.",
                hint="What does the text say happens between the two?"),
        Mistake("steps", bent_between(lambda h: (h > 0) * 1.0),
                says="You turned the hidden values into 0 and 1; here they are handed on as they "
                     "are.",
                hint="What does the text say happens between the two?"),
        Mistake("cut-in-both", lambda x, w, b, v, c: np.maximum(
                    np.maximum(x @ w + b, 0) @ v + c, 0),
                says="You replaced negative numbers by 0 after each layer; here nothing of the "
                     "kind happens.",
                hint="May a hidden value, or an output, be negative?"),
        Mistake("negative-outputs-cut", lambda x, w, b, v, c: np.maximum((x @ w + b) @ v + c, 0),
                says="You replaced negative outputs by 0.",
                hint="May an output be negative?"),
        Mistake("first-bias-subtracted", lambda x, w, b, v, c: (x @ w - b) @ v + c,
                says="You subtracted the first biases.", hint="Which sign stands before a bias?"),
        Mistake("second-bias-subtracted", lambda x, w, b, v, c: (x @ w + b) @ v - c,
                says="You subtracted the second biases.", hint="Which sign stands before a bias?"),
        Mistake("first-bias-multiplied", lambda x, w, b, v, c: (x @ w * b) @ v + c,
                says="You multiplied by the first biases.", hint="Is a bias a factor?"),
        Mistake("first-bias-twice", lambda x, w, b, v, c: (x @ w + 2 * b) @ v + c,
                says="The first biases are added twice.", hint="Once for each neuron, or more?",
                catalogue="S7"),
        Mistake("second-bias-twice", lambda x, w, b, v, c: (x @ w + b) @ v + 2 * c,
                says="The second biases are added twice.", hint="Once for each neuron, or more?",
                catalogue="S7"),
        Mistake("both-layers-returned", lambda x, w, b, v, c: (first(x, w, b),
                                                               first(first(x, w, b), v, c)),
                says="You return the hidden values as well; only the outputs are asked for.",
                hint="What does a stranger to your network see: all layers, or the last?"),
        Mistake("first-sample-only", lambda x, w, b, v, c: ((x @ w + b) @ v + c)[0],
                says="Only the first sample came out.",
                hint="Does your return stand inside the loop?"),
        Mistake("last-sample-only", lambda x, w, b, v, c: ((x @ w + b) @ v + c)[-1],
                says="Only the last sample came out: each round replaces the result.",
                hint="Where is the list of outputs made?"),
        Mistake("samples-added", lambda x, w, b, v, c: ((x @ w + b) @ v + c).sum(axis=0),
                says="The outputs of all samples are added up.",
                hint="May one sample change the outputs of another?"),
        Mistake("added-not-stacked", lambda x, w, b, v, c: (x @ w + b) + (x @ v + c),
                says="Both layers saw the inputs, and you added what came out.",
                hint="Which layer comes after which?"),
        Mistake("brackets",
                lambda x, w, b, v, c: x @ w + b @ v + c,
                says="Without brackets, only the biases meet the second weights.",
                hint="What does Python compute first: @ or +?"),
        Mistake("outputs-squeezed",
                lambda x, w, b, v, c: np.tanh((x @ w + b) @ v + c),
                says="You put a tanh behind the second layer; its outputs are asked for "
                     "as they are.",
                hint="What does the text say happens behind the second layer?"),
        Mistake("outputs-sigmoid",
                lambda x, w, b, v, c: 1 / (1 + np.exp(-((x @ w + b) @ v + c))),
                says="You put a sigmoid behind the second layer; its outputs are asked "
                     "for as they are.",
                hint="What does the text say happens behind the second layer?"),
        Mistake("both-squeezed",
                lambda x, w, b, v, c: np.tanh(np.tanh(x @ w + b) @ v + c),
                says="You put a tanh behind each layer; here nothing of the kind "
                     "happens.",
                hint="What does the text say happens between the two?"),
        Mistake("leaky",
                bent_between(lambda h: np.where(h > 0, h, 0.01 * h)),
                says="You made negative hidden values smaller; here they are handed on "
                     "as they are.",
                hint="May a hidden value be negative?"),
        Mistake("sizes",
                bent_between(np.abs),
                says="You dropped the signs of the hidden values.",
                hint="May a hidden value be negative?"),
        Mistake("first-bias-as-a-column",
                lambda x, w, b, v, c: (x @ w + b[:, None]) @ v + c,
                says="You turned the first biases into a column: it goes to the samples, "
                     "not to the neurons.",
                hint="Which axis of the hidden values counts the neurons?",
                catalogue="S7"),
        Mistake("first-bias-as-a-sum",
                lambda x, w, b, v, c: (x @ w + b.sum()) @ v + c,
                says="Every hidden neuron got the sum of all first biases.",
                hint="How many biases has one neuron?",
                catalogue="S7"),
        Mistake("second-bias-as-a-sum",
                lambda x, w, b, v, c: (x @ w + b) @ v + c.sum(),
                says="Every output got the sum of all second biases.",
                hint="How many biases has one neuron?",
                catalogue="S7"),
        Mistake("weights-before-inputs",
                lambda x, w, b, v, c: (w.T @ x + b) @ v + c,
                says="Your first weights stand on the left of the inputs; a sample is a "
                     "row, so they belong on the right.",
                hint="Write the two shapes side by side. Which sizes must agree?",
                catalogue="S1"),
        Mistake("weights-on-the-left",
                lambda x, w, b, v, c: (w @ x + b) @ v + c,
                says="Your first weights stand on the left of the inputs; a sample is a "
                     "row, so they belong on the right.",
                hint="Write the two shapes side by side. Which sizes must agree?",
                catalogue="S1"),
        Mistake("strongest-output",
                lambda x, w, b, v, c: ((x @ w + b) @ v + c).max(axis=1),
                says="You return the largest output of each sample; all of them are "
                     "asked for.",
                hint="What shape does the text promise?"),
        Mistake("winners", lambda x, w, b, v, c: ((x @ w + b) @ v + c).argmax(axis=1),
                says="You return the number of the strongest output; the outputs are asked for.",
                hint="What shape does the text promise?", catalogue="S6"),
        Mistake("biases-swapped", lambda x, w, b, v, c: (x @ w + c) @ v + b,
                says="The two biases have changed places: each layer adds the other's.",
                hint="How many numbers must a bias have that is added to the hidden values?"),
        Mistake("biases-subtracted", lambda x, w, b, v, c: (x @ w - b) @ v - c,
                says="You subtracted the biases; they are added.",
                hint="Which sign stands before a bias?"),
        Mistake("hidden-turned", lambda x, w, b, v, c: (x @ w + b).T @ v + c,
                says="You transposed the hidden values; they are (batch, hidden) already.",
                hint="Which side of the hidden values must meet the rows of weights2?"),
        Mistake("biases-before-the-weights", lambda x, w, b, v, c: ((x + b) @ w + c) @ v,
                says="You add each bias before its weights; it comes after them.",
                hint="How many numbers has biases1: as many as inputs, or as hidden neurons?"),
        Mistake("biases-to-the-weights", lambda x, w, b, v, c: x @ (w + b) @ (v + c),
                says="You added the biases to the weights: brackets stand at the wrong place.",
                hint="Which is done first: the product, or the bias?"),
    ],
    equivalents=[with_loops,
                 lambda x, w, b, v, c: x @ (w @ v) + (b @ v + c),
                 lambda x, w, b, v, c: np.einsum("bh,ho->bo",
                                                 np.einsum("bi,ih->bh", x, w) + b, v) + c,
                 lambda x, w, b, v, c: (v.T @ (w.T @ x.T + b[:, None]) + c[:, None]).T,
                 lambda x, w, b, v, c: np.array([np.dot(np.dot(row, w) + b, v) + c for row in x]),
                 lambda x, w, b, v, c: np.add(np.matmul(np.add(np.matmul(x, w), b), v), c)],
    hints=("What are the inputs of the second layer?",
           "Give the first layer's result a name, and write the same line again with it.",
           "hidden = inputs @ weights1 + biases1\nreturn hidden @ weights2 + biases2"),
    where="the line of the second layer: what goes into it?",
    after="What are all the shapes if the batch holds a single sample?")

EXERCISES = [guess_xor, stack_of_two]
