"""Exercises of 3.1, Dense Layer Basics: what a layer remembers, and how many numbers that is."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# The first guess ---------------------------------------------------------------------------------

guess_dice = Exercise(
    id="3.1.guess-dice", title="A layer that nobody has taught", level="guess",
    objective="predict what a random layer does to pictures",
    asks="All 2,048 weights of a layer come from a random generator, and nothing is changed "
         "afterwards. Each picture of 64 pixels becomes 32 outputs. Now read 100 new digits from "
         "these outputs alone: each gets the label of the most similar known one. (From the "
         "pixels, that reads 97.) How many are right? Write 10, 40, 70 or 94.",
    reference=94, choices=(10, 40, 70, 94),
    mistakes=[
        Mistake("blind", 10, says="It is far more than 10, which blind guessing would get.",
                hint="If two pictures are nearly the same, can their 32 outputs be far apart?"),
        Mistake("weak", 40, says="It is more than 40.",
                hint="If two pictures are nearly the same, can their 32 outputs be far apart?"),
        Mistake("middling", 70, says="It is more than 70.",
                hint="How much of a picture could be lost to 32 different questions about it?"),
    ],
    hints=("Two pictures are nearly equal. What about their outputs?",
           "Each output is a question put to all 64 pixels. Here are 32 different questions.",
           "Nearly as many as from the pixels themselves."))


# The shapes --------------------------------------------------------------------------------------

def layer_shapes(batch, n_inputs, n_neurons):
    """-> the shapes of the weights, of the bias and of the outputs: three tuples."""
    return (n_inputs, n_neurons), (n_neurons,), (batch, n_neurons)


def shapes_by_doing(batch, n_inputs, n_neurons):
    weights, bias = np.zeros((n_inputs, n_neurons)), np.zeros(n_neurons)
    outputs = np.zeros((batch, n_inputs)) @ weights + bias
    return weights.shape, bias.shape, outputs.shape


def weights_as(shape):
    return lambda b, i, o: (shape(b, i, o), (o,), (b, o))


def bias_as(shape):
    return lambda b, i, o: ((i, o), shape(b, i, o), (b, o))


def outputs_as(shape):
    return lambda b, i, o: ((i, o), (o,), shape(b, i, o))


shapes = Exercise(
    id="3.1.shapes", title="Three shapes", level="easy",
    objective="say the shapes of a layer's weights, bias and outputs",
    asks="A batch of shape `(batch, n_inputs)` goes through a layer of `n_neurons` neurons, as "
         "`inputs @ weights + bias`. Return three tuples: the shape of the weights, the shape of "
         "the bias (one-dimensional), and the shape of the outputs.",
    header="import numpy as np", reference=layer_shapes, outputs=("weights", "bias", "outputs"),
    probes=[given("4 samples, 3 inputs, 2 neurons", 4, 3, 2),
            given("16 pictures of 64 pixels, 10 neurons", 16, 64, 10),
            drawn("other sizes", lambda rng: (int(rng.integers(5, 9)), int(rng.integers(10, 20)),
                                              int(rng.integers(21, 40))))],
    mistakes=[
        Mistake("weights-turned", weights_as(lambda b, i, o: (o, i)),
                says="Your weights are (neurons, inputs), one row for each neuron; for "
                     "`inputs @ weights` a neuron is a column.",
                hint="Which side of the weights must be as long as a row of the inputs?",
                catalogue="D2"),
        Mistake("weights-from-batch", weights_as(lambda b, i, o: (b, o)),
                says="Your weights grow with the batch: their first side is the batch size.",
                hint="Does a layer need more weights when more pictures come in?"),
        Mistake("weights-like-inputs", weights_as(lambda b, i, o: (b, i)),
                says="You gave the weights the shape of the inputs.",
                hint="How many weights does one neuron have, and how many neurons are there?"),
        Mistake("weights-square", weights_as(lambda b, i, o: (i, i)),
                says="Your weights lead back to as many numbers as came in.",
                hint="How many numbers should leave the layer for one sample?"),
        Mistake("weights-of-one-neuron", weights_as(lambda b, i, o: (i,)),
                says="These are the weights of one single neuron.",
                hint="How many neurons are there, and has each its own weights?"),
        Mistake("weights-a-copy-each", weights_as(lambda b, i, o: (b, i, o)),
                says="You gave each sample of the batch weights of its own.",
                hint="Do two pictures meet two layers, or the same one?"),
        Mistake("bias-per-input", bias_as(lambda b, i, o: (i,)),
                says="Your bias has a number for each input; it is added once for each neuron.",
                hint="Is the bias added before the sum, or after it?", catalogue="S7"),
        Mistake("bias-per-sample", bias_as(lambda b, i, o: (b,)),
                says="Your bias has a number for each sample of the batch.",
                hint="To whom does a bias belong: to a picture, or to a neuron?"),
        Mistake("bias-like-outputs", bias_as(lambda b, i, o: (b, o)),
                says="Your bias is as large as the outputs: broadcasting repeats it for each "
                     "sample.",
                hint="Does a neuron have one bias, or one for each picture?"),
        Mistake("bias-as-column", bias_as(lambda b, i, o: (o, 1)),
                says="Your bias is a column, which would be stretched along the wrong side.",
                hint="Along which side of the outputs do the neurons lie?", catalogue="S7"),
        Mistake("bias-like-weights", bias_as(lambda b, i, o: (i, o)),
                says="Your bias has a number for each weight.",
                hint="Once for each neuron, or once for each product?", catalogue="S7"),
        Mistake("bias-alone", bias_as(lambda b, i, o: (1,)),
                says="Your bias is one number for the whole layer.",
                hint="Must all neurons move their line by the same amount?"),
        Mistake("comma-forgotten", bias_as(lambda b, i, o: (o)),
                says="`(n)` is a number in brackets; a tuple of one number needs a comma.",
                hint="What does type((5)) say, and what type((5,))?"),
        Mistake("outputs-turned", outputs_as(lambda b, i, o: (o, b)),
                says="Your outputs are (neurons, batch); a sample is a row, before and after.",
                hint="Which side do inputs and outputs share?"),
        Mistake("outputs-like-inputs", outputs_as(lambda b, i, o: (b, i)),
                says="Your outputs have the shape of the inputs.",
                hint="How many numbers does each neuron say about one sample?"),
        Mistake("outputs-of-one-sample", outputs_as(lambda b, i, o: (o,)),
                says="These are the outputs of a single sample.",
                hint="How many samples are in the batch?"),
        Mistake("outputs-one-a-sample", outputs_as(lambda b, i, o: (b,)),
                says="You give one number for each sample; each of the neurons says one.",
                hint="How many numbers do two neurons say about one sample?"),
        Mistake("outputs-like-weights", outputs_as(lambda b, i, o: (i, o)),
                says="You gave the outputs the shape of the weights.",
                hint="In (B, I) @ (I, O), which two sides meet and vanish?"),
        Mistake("outputs-not-added", outputs_as(lambda b, i, o: (b, i, o)),
                says="Your outputs keep the side of the inputs, as if products were not added.",
                hint="In (B, I) @ (I, O), which two sides meet and vanish?", catalogue="S2"),
        Mistake("chapter-one", lambda b, i, o: ((o, i), (o,), (o, b)),
                says="This is `weights @ inputs`, with a column for each sample; here, the inputs "
                     "stand on the left and a sample is a row.",
                hint="What does inputs @ weights ask of the two shapes?", catalogue="D2"),
        Mistake("arrays-returned", lambda b, i, o: (np.zeros((i, o)), np.zeros(o),
                                                    np.zeros((b, o))),
                says="You return arrays of these shapes; the shapes themselves are asked for.",
                hint="What does np.zeros((2, 3)).shape give?"),
        Mistake("one-number-each", lambda b, i, o: (i * o, o, b * o),
                says="You return how many numbers there are, not in which shape.",
                hint="Do (2, 6) and (3, 4) hold as many numbers? Are they one shape?"),
        Mistake("outputs-like-turned-weights", outputs_as(lambda b, i, o: (o, i)),
                says="You gave the outputs the shape of the weights, turned.",
                hint="In (B, I) @ (I, O), which two sides meet and vanish?"),
    ],
    conventions=[
        Mistake("bias-as-row", bias_as(lambda b, i, o: (1, o)),
                says="You used the other convention: a bias as a row, (1, n_neurons), gives the "
                     "same outputs. The text asks for one dimension.",
                hint="What does a tuple with one number look like?"),
    ],
    equivalents=[shapes_by_doing, lambda b, i, o: [[i, o], [o], [b, o]],
                 lambda b, i, o: tuple(map(tuple, (np.array([i, o]), np.array([o]), [b, o]))),
                 lambda b, i, o: ((i, o), (i, o)[1:], (b, i)[:1] + (i, o)[1:])],
    hints=("In (B, I) @ (…, …), which number must stand first in the second bracket?",
           "Columns are neurons: weights (inputs, neurons). A bias for each neuron. Samples stay "
           "rows.",
           "(n_inputs, n_neurons), (n_neurons,), (batch, n_neurons)"),
    where="the tuple that is wrong",
    after="Which of the three shapes change when the batch is twice as large?")


# The number of parameters ------------------------------------------------------------------------

def count_parameters(n_inputs, n_neurons):
    """-> how many numbers the layer must remember: its weights and its biases."""
    return n_inputs * n_neurons + n_neurons


count = Exercise(
    id="3.1.parameters", title="How many numbers to remember", level="easy",
    objective="count the parameters of a dense layer",
    asks="Return how many numbers a dense layer with `n_inputs` inputs and `n_neurons` neurons "
         "must remember: all weights and all biases, together.",
    reference=count_parameters,
    probes=[given("3 inputs, 2 neurons", 3, 2), given("64 pixels, 10 neurons", 64, 10),
            given("784 pixels, 128 neurons", 784, 128), given("5 inputs, 7 neurons", 5, 7)],
    mistakes=[
        Mistake("bias-forgotten", lambda i, o: i * o,
                says="You counted the weights and left out the biases.",
                hint="What else does each neuron have?", catalogue="D1"),
        Mistake("one-bias", lambda i, o: i * o + 1,
                says="You counted one bias for the whole layer; each neuron has its own.",
                hint="How many biases do two neurons have?"),
        Mistake("bias-per-input", lambda i, o: i * o + i,
                says="You counted a bias for each input; it belongs to the neuron.",
                hint="Is the bias added before the sum, or after it?", catalogue="S7"),
        Mistake("bias-per-weight", lambda i, o: 2 * i * o,
                says="You counted a bias for each weight.",
                hint="Once for each neuron, or once for each product?", catalogue="S7"),
        Mistake("bias-on-both-sides", lambda i, o: (i + 1) * (o + 1),
                says="You counted a bias for each neuron, one for each input, and one more.",
                hint="Which of the two sides has biases?"),
        Mistake("inputs-too", lambda i, o: i * o + i + o,
                says="You counted the inputs, too; they come from outside.",
                hint="Which numbers are still needed when the next sample comes?"),
        Mistake("added", lambda i, o: i + o,
                says="You added the numbers of inputs and neurons; every neuron weighs every "
                     "input.",
                hint="With 3 inputs, how many weights do two neurons have together?"),
        Mistake("one-row", lambda i, o: i + 1,
                says="That is what one single neuron remembers.",
                hint="How many such neurons are in the layer?"),
        Mistake("shared-weights", lambda i, o: i + 2 * o,
                says="You counted inputs plus neurons, and the biases; every neuron has a weight "
                     "for every input.",
                hint="With 3 inputs, how many weights do two neurons have together?"),
        Mistake("outputs-too", lambda i, o: i * o + 2 * o,
                says="You counted the outputs, too; they are made anew for each sample.",
                hint="Which numbers are still needed when the next sample comes?"),
        Mistake("multiplied-by-bias", lambda i, o: i * o * o,
                says="You multiplied weights and biases; they are to be added.",
                hint="With 6 weights and 2 biases, how many numbers are there?"),
        Mistake("square", lambda i, o: i * i + o,
                says="You counted as many weights as if there were a neuron for each input.",
                hint="What are the two sides of the weights?"),
        Mistake("neurons-square", lambda i, o: o * o + o,
                says="You counted as many weights as if there were an input for each neuron.",
                hint="What are the two sides of the weights?"),
        Mistake("biases-only", lambda i, o: o,
                says="You counted the biases and left out the weights.",
                hint="How many weights does one neuron have?"),
        Mistake("minus", lambda i, o: i * o - o,
                says="You took the biases away instead of adding them.",
                hint="With 6 weights and 2 biases, how many numbers are there?"),
        Mistake("bytes-of-four", lambda i, o: 4 * (i * o + o),
                says="You counted bytes, four for each number; how many numbers is asked.",
                hint="What does the text ask for: memory, or numbers?"),
        Mistake("bytes-of-eight", lambda i, o: 8 * (i * o + o),
                says="You counted bytes, eight for each number; how many numbers is asked.",
                hint="What does the text ask for: memory, or numbers?"),
        Mistake("two-counts", lambda i, o: (i * o, o),
                says="You return two counts, weights and biases; their sum is asked.",
                hint="How many numbers are there in all?"),
    ],
    equivalents=[lambda i, o: (i + 1) * o, lambda i, o: sum(i + 1 for _ in range(o)),
                 lambda i, o: np.zeros((i, o)).size + np.zeros(o).size,
                 lambda i, o: float(o * (1 + i))],
    hints=("How many numbers does one neuron with 3 inputs have?",
           "A weight for every pair of input and neuron, and a bias for every neuron.",
           "n_inputs * n_neurons + n_neurons"),
    where="the formula",
    after="Which adds more numbers to a layer: one more neuron, or one more input?")

EXERCISES = [guess_dice, shapes, count]
