"""Exercises of 3.2, Dense Layer: refuse what does not fit, and foretell ten layers."""

import re

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# The first guess ---------------------------------------------------------------------------------

guess_ten = Exercise(
    id="3.2.guess-ten", title="Ten layers, one hundredth", level="guess",
    objective="predict the spread after ten layers",
    asks="Ten layers, one after the other, each with 100 inputs and 100 neurons. The weights have "
         "spread 0.01, a number that you find in many books; the biases are 0. Numbers of spread 1 "
         "go in. Which spread comes out? Write the power of ten: 0 for 1, −1 for 0.1, −2 for 0.01, "
         "and so on.",
    reference=-10, rtol=0.0, atol=0.02,
    mistakes=[
        Mistake("unchanged", 0, says="It does not stay at 1.",
                hint="3.1: by which factor does one layer change the spread?"),
        Mistake("one-layer", -1, says="That is what comes out of the first layer.",
                hint="What do the nine others do with it?"),
        Mistake("one-weight", -2, says="That is the spread of one weight.",
                hint="3.1: how wide is a sum of 100 products? And after ten layers?"),
        Mistake("weights-alone", -20, says="You multiplied 0.01 by itself ten times, and left out "
                                           "that each neuron adds 100 products.",
                hint="3.1: a sum of n random terms spreads how many times as wide?"),
        Mistake("grows", 10, says="It shrinks.",
                hint="0.01 times the root of 100: is that more than 1, or less?"),
        Mistake("sum-not-root", 1, says="It shrinks.",
                hint="0.01 times the root of 100: is that more than 1, or less?"),
        Mistake("nine-layers", -9, says="You counted nine layers.",
                hint="How many times is the signal multiplied?"),
        Mistake("eleven-layers", -11, says="You counted eleven layers.",
                hint="How many times is the signal multiplied?"),
    ],
    hints=("By which factor does one layer change the spread? (3.1)",
           "scale · √n = 0.01 · √100 = 0.1 for each layer.",
           "0.1 multiplied by itself ten times"))


# A clear error -----------------------------------------------------------------------------------

def check_inputs(inputs, n_inputs):
    """inputs: an array -> nothing; ValueError unless its shape is (any batch, n_inputs)."""
    if inputs.ndim != 2 or inputs.shape[1] != n_inputs:
        raise ValueError(f"This layer takes inputs of shape (batch, {n_inputs}); "
                         f"it got {inputs.shape}.")


def told(check_inputs, inputs, n_inputs):
    """What a learner of the layer is told: "accepted", or which exception with which numbers."""
    try:
        check_inputs(inputs, n_inputs)
    except Exception as error:
        said = set(map(int, re.findall(r"\d+", str(error))))
        name = "ValueError" if isinstance(error, ValueError) else type(error).__name__
        return {"what happens": f"{name} is raised",
                "it names n_inputs": n_inputs in said,
                "it names the shape": set(inputs.shape) <= said}
    return {"what happens": "the inputs are accepted", "it names n_inputs": True,
            "it names the shape": True}


def refuses(wrong, message="expected (batch, {n}), got {shape}", error=ValueError):
    """Raises where `wrong(inputs, n_inputs)` says so."""
    def check(inputs, n_inputs):
        if wrong(inputs, n_inputs):
            raise error(message.format(n=n_inputs, shape=inputs.shape, size=inputs.shape[-1]))
    return check


def unfit(x, n):
    return x.ndim != 2 or x.shape[1] != n


def asserts(inputs, n_inputs):
    assert inputs.ndim == 2 and inputs.shape[1] == n_inputs, (inputs.shape, n_inputs)


def unpacks(inputs, n_inputs):
    batch, size = inputs.shape
    if size != n_inputs:
        raise ValueError(f"got {batch} rows of {size}, expected rows of {n_inputs}")


def raises_an_empty_class(inputs, n_inputs):
    if unfit(inputs, n_inputs):
        raise ValueError


def by_pieces(inputs, n_inputs):
    shape = np.shape(inputs)
    if len(shape) == 2 and shape[-1] == n_inputs:
        return inputs
    raise ValueError("I wanted " + str(n_inputs) + " numbers a row, and saw " + str(list(shape)))


def with_match(inputs, n_inputs):
    match inputs.shape:
        case (_, size) if size == n_inputs:
            return True
        case other:
            raise ValueError(f"{other} does not end in {n_inputs}, or is no batch")


def draws(*shape):
    return lambda rng: (rng.normal(size=shape).round(2), 7)


clear = Exercise(
    id="3.2.check-inputs", title="An error that helps", level="easy",
    objective="refuse inputs of a wrong shape with a clear error",
    asks="`inputs` is an array. If its shape is `(batch, n_inputs)`, with any number of rows, do "
         "nothing. Otherwise (other rows, one dimension, three dimensions) **raise** a "
         "`ValueError` whose message contains `n_inputs` and the whole shape that came.",
    reference=check_inputs, run=told,
    probes=[given("3 samples of 2 numbers, where 2 are expected", np.ones((3, 2)), 2),
            given("3 samples of 5 numbers, where 4 are expected", np.ones((3, 5)), 4),
            given("4 samples of 5 numbers, where 4 are expected", np.ones((4, 5)), 4),
            given("one sample without a batch: shape (4,)", np.ones(4), 4),
            given("one sample as a batch of one: shape (1, 4)", np.ones((1, 4)), 4),
            given("three dimensions: shape (2, 3, 4)", np.ones((2, 3, 4)), 4),
            given("a square batch: shape (4, 4)", np.ones((4, 4)), 4),
            drawn("5 samples of 9 numbers, where 7 are expected", draws(5, 9)),
            drawn("5 samples of 6 numbers, where 7 are expected", draws(5, 6)),
            drawn("three dimensions: shape (5, 7, 9)", draws(5, 7, 9))],
    mistakes=[
        Mistake("checks-the-batch", refuses(lambda x, n: x.ndim != 2 or x.shape[0] != n),
                says="You compare the number of rows with `n_inputs`; rows are samples, and there "
                     "may be any number of them.",
                hint="Which place of the shape says how long one sample is?", catalogue="D2"),
        Mistake("len-is-the-batch", refuses(lambda x, n: len(x) != n),
                says="`len` of an array is its number of rows: the batch, not the inputs.",
                hint="What does len(np.ones((3, 5))) give?"),
        Mistake("either-side", refuses(lambda x, n: n not in x.shape),
                says="You accept whatever has `n_inputs` somewhere in its shape.",
                hint="Is (4, 5) a batch of samples with 4 numbers?"),
        Mistake("last-side-only", refuses(lambda x, n: x.shape[-1] != n),
                says="You check the last side only: one or three dimensions come through.",
                hint="How many dimensions has a batch of samples?"),
        Mistake("single-sample-comes-through",
                refuses(lambda x, n: x.ndim > 2 or x.shape[-1] != n),
                says="A single sample without a batch comes through.",
                hint="What should (4,) become before it enters?"),
        Mistake("three-come-through", refuses(lambda x, n: x.ndim < 2 or x.shape[-1] != n),
                says="Three dimensions come through.",
                hint="How many dimensions has a batch of samples?"),
        Mistake("no-second-side", refuses(lambda x, n: x.shape[1] != n),
                says="Inputs of one dimension have no `shape[1]`: Python stops with an "
                     "IndexError, not you; and three dimensions are judged by their second side.",
                hint="What must be asked before shape[1]?"),
        Mistake("second-side-guarded", refuses(lambda x, n: x.ndim < 2 or x.shape[1] != n),
                says="Of three dimensions, you look at the second side only.",
                hint="How many dimensions has a batch of samples?"),
        Mistake("index-error", refuses(lambda x, n: x.shape[1] != n or x.ndim != 2),
                says="You ask for `shape[1]` before you know that it is there: one dimension gives "
                     "an IndexError.",
                hint="`or` asks its left side first. Which question must come first?"),
        Mistake("unpacked", unpacks,
                says="Where there are not two dimensions, the message names neither the shape nor "
                     "`n_inputs`. (`batch, size = inputs.shape` stops by itself in that way.)",
                hint="Does every raise of yours carry both?"),
        Mistake("dimensions-only", refuses(lambda x, n: x.ndim != 2),
                says="You count the dimensions and do not look at `n_inputs`.",
                hint="May 5 numbers go into a layer that has weights for 4?"),
        Mistake("too-long-only", refuses(lambda x, n: x.ndim != 2 or x.shape[1] > n),
                says="Samples that are too short come through.",
                hint="Which comparison is false for everything but the one right length?"),
        Mistake("too-short-only", refuses(lambda x, n: x.ndim != 2 or x.shape[1] < n),
                says="Samples that are too long come through.",
                hint="Which comparison is false for everything but the one right length?"),
        Mistake("and-for-or", refuses(lambda x, n: x.ndim != 2 and x.shape[-1] != n),
                says="You refuse only what is wrong in both ways at once: `and` stands where `or` "
                     "belongs.",
                hint="Is one reason enough to refuse?"),
        Mistake("counts-all", refuses(lambda x, n: x.size != n),
                says="You compare the number of all entries with `n_inputs`.",
                hint="What does .size count, and what does .shape[1] say?"),
        Mistake("square-only", refuses(lambda x, n: x.shape != (n, n)),
                says="You accept only as many samples as there are inputs.",
                hint="May the batch have any size?"),
        Mistake("one-at-a-time", refuses(lambda x, n: x.shape != (1, n)),
                says="You accept only a batch of one.",
                hint="May the batch have any size?"),
        Mistake("flat-only", refuses(lambda x, n: x.shape != (n,)),
                says="You accept only a single sample without a batch.",
                hint="What is the shape of three samples of n numbers?"),
        Mistake("inverted", refuses(lambda x, n: not unfit(x, n)),
                says="You raise for what fits, and accept what does not.",
                hint="Read your condition aloud: raise, if …?"),
        Mistake("always-raises", refuses(lambda x, n: True),
                says="You raise for everything.",
                hint="Does the raise stand below the if, and indented?"),
        Mistake("never-raises", lambda x, n: not unfit(x, n),
                says="Nothing is raised: a False, a text or a print can be overlooked, an "
                     "exception cannot.",
                hint="Which word of Python makes an error happen?"),
        Mistake("asserts", asserts,
                says="`assert` raises an AssertionError; a ValueError is asked. (Asserts are for "
                     "your own slips: `python -O` leaves them out.)",
                hint="Which word of Python raises an error of your choice?"),
        Mistake("type-error", refuses(unfit, error=TypeError),
                says="You raise a TypeError: the type is right here, an array; its shape is not.",
                hint="Which exception does the text name?"),
        Mistake("bare-exception", refuses(unfit, error=Exception),
                says="You raise a bare Exception; a ValueError tells callers what kind it is.",
                hint="Which exception does the text name?"),
        Mistake("index-error-raised", refuses(unfit, error=IndexError),
                says="You raise an IndexError; a ValueError is asked.",
                hint="Which exception does the text name?"),
        Mistake("names-nothing", raises_an_empty_class,
                says="Your message names no number: it says that something is wrong, not what.",
                hint="What would you want to read at midnight? (And is there an f before the "
                     "quotes?)"),
        Mistake("shape-missing", refuses(unfit, "expected (batch, {n})"),
                says="Your message does not say which shape came.",
                hint="What came? It is in inputs.shape."),
        Mistake("expected-missing", refuses(unfit, "got {shape}, which does not fit"),
                says="Your message does not say what was expected: `n_inputs` is missing.",
                hint="What should have come?"),
        Mistake("last-side-named", refuses(unfit, "expected {n} numbers a row, got {size}"),
                says="Your message names the last side only; the whole shape tells more.",
                hint="Of (2, 3, 4), which number gives away what is wrong?"),
        Mistake("and-for-or-second-side", refuses(lambda x, n: x.ndim != 2 and x.shape[1] != n),
                says="`and` where `or` is due: two dimensions of a wrong size come through, and "
                     "one dimension has no `shape[1]`.",
                hint="Is two dimensions with the wrong number of columns all right?"),
        Mistake("batch-of-one-refused", refuses(lambda x, n: unfit(x, n) or len(x) < 2),
                says="You refuse a batch of one sample; any number of rows is fine.",
                hint="May a batch hold a single picture?"),
    ],
    equivalents=[by_pieces, with_match, refuses(unfit), refuses(
                     lambda x, n: len(x.shape) != 2 or x.shape[-1] != n,
                     "The inputs have shape {shape}, the weights ({n}, …).")],
    hints=("Which two things can be wrong with a shape?",
           "First ask inputs.ndim, then inputs.shape[1]; raise ValueError(f\"…\").",
           "if inputs.ndim != 2 or inputs.shape[1] != n_inputs: raise ValueError(f\"…\")"),
    where="the condition",
    after="Write the message that you would like to have read in your last hour of searching.")

EXERCISES = [guess_ten, clear]
