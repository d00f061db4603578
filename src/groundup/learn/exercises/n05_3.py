"""Exercises of 5.3, performance optimization: count the work, and say how fast it could be."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# The first guess ---------------------------------------------------------------------------------

guess_share = Exercise(
    id="5.3.guess-share", title="How much of the work is bias and bend?", level="guess",
    objective="tell the share of the work from the share of the time",
    asks="The layer has 64 inputs. Each of its outputs takes 64 multiplications, 64 additions, "
         "one more addition for the **bias**, and one comparison for the **bend** (ReLU). Which "
         "share of all operations are bias and bend together, in percent? Write 1.5, 15, 50 or "
         "65.",
    reference=1.5, choices=(1.5, 15, 50, 65),
    mistakes=[
        Mistake("ten-times", 15, says="It is ten times less: 2 operations of 130.",
                hint="How many operations does one output take, all in all?"),
        Mistake("two-of-four-steps", 50, says="Bias and bend are two of four kinds of steps, but "
                                              "each is done once, the others 64 times.",
                hint="How many operations does one output take, all in all?"),
        Mistake("most", 65, says="Most of the work is the product: 128 operations of 130.",
                hint="How many operations does one output take, all in all?"),
    ],
    hints=("How many operations does one output take, all in all?",
           "64 + 64 + 1 + 1 = 130, and two of them are bias and bend.", "2 / 130"))


# Flops of a layer --------------------------------------------------------------------------------

def layer_flops(n, i, o):
    """n samples, i inputs, o outputs -> the flops of relu(x W + b)."""
    return n * o * (2 * i + 2)


def three_sizes(rng):
    return tuple(map(int, rng.permutation([7, 11, 13, 17, 19])[:3]))


count = Exercise(
    id="5.3.layer-flops", title="What the layer costs", level="easy",
    objective="count the flops of a dense layer with ReLU",
    asks="A dense layer with ReLU takes `n` samples of `i` numbers each to `o` outputs each. "
         "Return how many flops that takes. Count as in 2.4: in a dot product, each pair of "
         "numbers costs one multiplication and one addition. Besides, **every output** takes one "
         "addition for the bias and one operation for the bend.",
    reference=layer_flops,
    probes=[given("4 samples, 2 inputs, 3 outputs", 4, 2, 3), given("5, 1 and 7", 5, 1, 7),
            given("32,768 digits through 256 neurons", 32768, 64, 256),
            drawn("three sizes", three_sizes), drawn("three other sizes", three_sizes)],
    mistakes=[
        Mistake("product-only", lambda n, i, o: 2 * n * i * o,
                says="You counted the product; bias and bend are missing.",
                hint="What happens to an output after its dot product?"),
        Mistake("one-missing", lambda n, i, o: n * o * (2 * i + 1),
                says="Each output is one flop short: the bias, the bend, or the addition to the "
                     "first 0 is missing.",
                hint="With two inputs: which six operations make one output?"),
        Mistake("two-missing", lambda n, i, o: n * o * (2 * i - 1),
                says="You counted i − 1 additions, and neither bias nor bend.",
                hint="With two inputs: which six operations make one output?"),
        Mistake("no-additions", lambda n, i, o: n * o * (i + 2),
                says="Your dot products have multiplications only.",
                hint="What happens to the i products of one output?"),
        Mistake("multiplications-only", lambda n, i, o: n * i * o,
                says="You counted the multiplications alone.",
                hint="Which other operations does an output take?"),
        Mistake("once-a-neuron", lambda n, i, o: 2 * n * i * o + 2 * o,
                says="You counted bias and bend once for each neuron; every sample needs them.",
                hint="How many outputs have n samples?"),
        Mistake("bias-once-a-neuron", lambda n, i, o: 2 * n * i * o + n * o + o,
                says="You counted the bias (or the bend) once for each neuron, not for each "
                     "output.",
                hint="The bias is o numbers. How often is each of them added?"),
        Mistake("once-a-sample", lambda n, i, o: 2 * n * i * o + 2 * n,
                says="You counted bias and bend once for each sample; every output needs them.",
                hint="How many outputs has one sample?"),
        Mistake("once-in-all", lambda n, i, o: 2 * n * i * o + 2,
                says="You counted bias and bend once for the whole table.",
                hint="NumPy writes it as one +, but how many numbers does it add?"),
        Mistake("bend-on-inputs", lambda n, i, o: 2 * n * i * o + n * o + n * i,
                says="You bend the inputs; the outputs are bent.",
                hint="What does ReLU get: x or x W + b?"),
        Mistake("one-a-product", lambda n, i, o: n * o * (3 * i + 1),
                says="You added the bias (or bent) at each product; once for each output is "
                     "enough.",
                hint="Once per output or once per product?", catalogue="S7"),
        Mistake("two-a-product", lambda n, i, o: 4 * n * i * o,
                says="You counted four flops for each pair of numbers.",
                hint="What is done once for each pair, and what once for each output?",
                catalogue="S7"),
        Mistake("one-sample", lambda n, i, o: o * (2 * i + 2),
                says="That is what one sample costs.",
                hint="How many samples are there?"),
        Mistake("one-neuron", lambda n, i, o: n * (2 * i + 2),
                says="That is what one neuron costs.",
                hint="How many outputs has the layer?"),
        Mistake("one-output", lambda n, i, o: 2 * i + 2,
                says="That is what a single output costs.",
                hint="How many numbers has the table of outputs?"),
        Mistake("sizes-added", lambda n, i, o: 2 * (n + i + o) + 2,
                says="You added the sizes; every sample meets every neuron.",
                hint="How many dot products are there?"),
        Mistake("outputs-only", lambda n, i, o: 2 * n * o,
                says="You counted bias and bend; the product is missing.",
                hint="What does one dot product of i numbers cost?"),
        Mistake("bracket", lambda n, i, o: n * o * 2 * i + 2 * i,
                says="A bracket is missing: bias and bend come once for each output.",
                hint="Which factor stands in front of the bracket?"),
        Mistake("inputs-and-outputs-swapped", lambda n, i, o: n * i * (2 * o + 2),
                says="You exchanged inputs and outputs: the bias belongs to the outputs.",
                hint="How many biases has the layer?"),
    ],
    conventions=[Mistake("multiply-adds", lambda n, i, o: n * o * (i + 1),
                         says="You count a multiplication with its addition as one operation, as "
                              "the makers of some chips do, and half of all. Here they are two.",
                         hint="How many flops are a · b + c?")],
    equivalents=[lambda n, i, o: 2 * n * i * o + 2 * n * o, lambda n, i, o: 2 * n * o * (i + 1),
                 lambda n, i, o: sum(2 * i + 1 + 1 for _ in range(o)) * n,
                 lambda n, i, o: float(n) * o * (i + i + 2)],
    hints=("How many operations does a single output take, with two inputs?",
           "2 · i for the dot product, 1 for the bias, 1 for the bend. And how many outputs?",
           "n · o · (2 · i + 2)"),
    after="A network 64-256-10: how many flops does one digit cost?")


# Bytes of a layer --------------------------------------------------------------------------------

def layer_bytes(n, i, o, itemsize):
    """n samples, i inputs, o outputs -> the bytes that must be read and written at least."""
    return (n * i + i * o + o + n * o) * itemsize


def sizes_and_bytes(rng):
    return (*three_sizes(rng), 4)


carry = Exercise(
    id="5.3.layer-bytes", title="What must be carried", level="medium",
    objective="count the bytes that a layer must move",
    asks="Before the processor can compute with a number, it must be fetched from memory. Return "
         "how many **bytes** the layer `relu(x W + b)` moves **at least**: each number of `x` "
         "`(n, i)`, `W` `(i, o)` and `b` `(o,)` is read once, and each output, `(n, o)`, is "
         "written once. A number takes `itemsize` bytes.",
    reference=layer_bytes,
    probes=[given("4 samples, 2 inputs, 3 outputs, float64", 4, 2, 3, 8),
            given("5, 3 and 7, float32", 5, 3, 7, 4),
            given("32,768 digits through 256 neurons, float32", 32768, 64, 256, 4),
            drawn("three sizes", sizes_and_bytes), drawn("three other sizes", sizes_and_bytes)],
    mistakes=[
        Mistake("numbers", lambda n, i, o, s: n * i + i * o + o + n * o,
                says="You counted the numbers; each takes `itemsize` bytes.",
                hint="How many bytes has a float32?"),
        Mistake("no-outputs", lambda n, i, o, s: (n * i + i * o + o) * s,
                says="The outputs are missing; they must be written.",
                hint="What becomes of the results?"),
        Mistake("no-inputs", lambda n, i, o, s: (i * o + o + n * o) * s,
                says="The inputs x are missing.", hint="Which tables enter the layer?"),
        Mistake("no-weights", lambda n, i, o, s: (n * i + o + n * o) * s,
                says="The weights are missing.", hint="Which tables enter the layer?"),
        Mistake("no-biases", lambda n, i, o, s: (n * i + i * o + n * o) * s,
                says="The biases are missing.", hint="Which tables enter the layer?"),
        Mistake("inputs-and-outputs-only", lambda n, i, o, s: (n * i + n * o) * s,
                says="Weights and biases are missing; they must be read, too.",
                hint="Which tables enter the layer?"),
        Mistake("parameters-only", lambda n, i, o, s: (i * o + o) * s,
                says="You counted the weights and biases alone.",
                hint="Where do the inputs come from, and where do the outputs go?"),
        Mistake("outputs-only", lambda n, i, o, s: n * o * s,
                says="You counted the outputs alone.",
                hint="What must be read before anything can be computed?"),
        Mistake("outputs-twice", lambda n, i, o, s: (n * i + i * o + o + 2 * n * o) * s,
                says="You counted a second table of the size of the outputs; at least means: "
                     "written once, never read again.",
                hint="Can bias and bend happen before an output is written?"),
        Mistake("biases-a-sample", lambda n, i, o, s: (n * i + i * o + 2 * n * o) * s,
                says="You read the biases anew for each sample; one reading is enough.",
                hint="How many biases has the layer?"),
        Mistake("three-writings", lambda n, i, o, s: (n * i + i * o + o + 3 * n * o) * s,
                says="You counted three tables of the size of the outputs; at least means: "
                     "written once.",
                hint="Can bias and bend happen before an output is written?"),
        Mistake("three-passes", lambda n, i, o, s: (n * i + i * o + o + 5 * n * o) * s,
                says="That is what NumPy moves in three passes; at least means: written once, "
                     "never read again.",
                hint="Can bias and bend happen before an output is written?"),
        Mistake("everything-twice", lambda n, i, o, s: 2 * (n * i + i * o + o + n * o) * s,
                says="You counted everything twice: what is read need not be written again.",
                hint="Which tables change?"),
        Mistake("for-each-product", lambda n, i, o, s: (2 * n * i * o + o + n * o) * s,
                says="You fetched both numbers anew for every product; at least means: once.",
                hint="The processor may keep what it has fetched. How many numbers are there?"),
        Mistake("weights-a-sample", lambda n, i, o, s: (n * i + n * i * o + o + n * o) * s,
                says="You read the weights anew for each sample; one reading is enough.",
                hint="Why does one calculate with a whole batch?"),
        Mistake("sizes-multiplied", lambda n, i, o, s: n * i * o * s,
                says="You multiplied all sizes; that is the number of products.",
                hint="How many numbers has each of the four tables?"),
        Mistake("bits", lambda n, i, o, s: (n * i + i * o + o + n * o) * s * 8,
                says="Your result is in bits: 8 times too large.",
                hint="itemsize is given in which unit?"),
        Mistake("itemsize-on-the-last", lambda n, i, o, s: n * i + i * o + o + n * o * s,
                says="Only the last table is multiplied by `itemsize`: a bracket is missing.",
                hint="What does itemsize stand next to in your code?"),
        Mistake("itemsize-not-on-outputs", lambda n, i, o, s: (n * i + i * o + o) * s + n * o,
                says="The outputs are not multiplied by `itemsize`: a bracket ends too early.",
                hint="Where does your bracket end?"),
        Mistake("biases-square", lambda n, i, o, s: (n * i + i * o + i + n * o) * s,
                says="You counted a bias for each input; there is one for each output.",
                hint="How many biases has the layer?"),
        Mistake("one-sample", lambda n, i, o, s: (i + i * o + o + o) * s,
                says="You counted the inputs and outputs of one sample.",
                hint="How many rows have x and the outputs?"),
        Mistake("always-8", lambda n, i, o, s: (n * i + i * o + o + n * o) * 8,
                says="You took 8 bytes for every number, whatever `itemsize` says.",
                hint="How many bytes has a float32?"),
        Mistake("always-4", lambda n, i, o, s: (n * i + i * o + o + n * o) * 4,
                says="You took 4 bytes for every number, whatever `itemsize` says.",
                hint="How many bytes has a float64?"),
    ],
    equivalents=[lambda n, i, o, s: s * (n * (i + o) + o * (i + 1)),
                 lambda n, i, o, s: sum(np.empty(shape, f"f{s}").nbytes
                                        for shape in ((n, i), (i, o), o, (n, o))),
                 lambda n, i, o, s: n * i * s + i * o * s + o * s + n * o * s],
    hints=("How many numbers has each of the four tables?",
           "Add x, W, b and the outputs, each once; then turn numbers into bytes.",
           "(n·i + i·o + o + n·o) · itemsize"),
    after="Divide the flops by these bytes, once with n = 1 and once with n = 1,000.")


EXERCISES = [guess_share, count, carry]
