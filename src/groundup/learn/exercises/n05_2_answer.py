"""More exercises of 5.2, batch processing: answers batch by batch, and the memory they need."""

import math
from itertools import pairwise

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given


def cut(x, size):
    return [x[start : start + size] for start in range(0, len(x), size)]


# Answers, batch by batch -------------------------------------------------------------------------

def predict(network, x, size):
    """network: (B, I) -> (B, O); x (N, I) -> all its answers (N, O), `size` rows at a time."""
    answers = [network(x[start : start + size]) for start in range(0, len(x), size)]
    return np.concatenate(answers)


def watched(answer, x, W, size):
    """Run an answer with a network that writes down how large the batches are."""
    seen = []

    def network(batch):
        batch = np.asarray(batch)
        seen.append(len(batch) if batch.ndim > 1 else 1)
        return np.tanh(batch @ W)

    calls = -(-len(x) // size)                         # one more, to learn O, is no harm
    return (answer(network, x, size), max(seen, default=0) <= size, len(seen) <= calls + 1,
            min(seen, default=1) > 0)


def into_zeros(network, x, size):
    answers = np.zeros((len(x), network(x[:1]).shape[1]))
    for i in range(0, len(x), size):
        answers[i : i + size] = network(x[i : i + size])
    return answers


def into_place(network, x, size):
    answers = None
    for i in range(0, len(x), size):
        part = network(x[i : i + size])
        answers = np.empty((len(x), part.shape[1])) if answers is None else answers
        answers[i : i + size] = part
    return answers


def rest_stays_zero(network, x, size):
    parts = [network(x[i * size : (i + 1) * size]) for i in range(len(x) // size)]
    answers = np.concatenate(parts)
    return np.concatenate([answers, np.zeros((len(x) - len(answers), answers.shape[1]))])


def by_rows(network, x, size):
    answers = []
    for i in range(0, len(x), size):
        answers.extend(network(x[i : i + size]))
    return np.array(answers)


def growing(network, x, size):
    answers = np.empty((0, network(x[:1]).shape[1]))
    for i in range(0, len(x), size):
        answers = np.append(answers, network(x[i : i + size]), axis=0)
    return answers


def new_first(network, x, size):
    return np.concatenate([network(batch) for batch in cut(x, size)][::-1])


def network_and(n, inputs, outputs, size):
    return lambda rng: (rng.normal(0, 1, (n, inputs)).round(1),
                        rng.normal(0, 0.6, (inputs, outputs)).round(1), size)


answering = Exercise(
    id="5.2.predict", title="Answers, batch by batch", level="medium",
    objective="answer a large data set without holding all of it at once",
    asks="`network` is a function: it takes a batch `(B, I)` and returns its answers `(B, O)`. "
         "Return the answers to all rows of `x` as **one** array `(N, O)`, in the order of `x`; "
         "but never give the network more than `size` rows at once, and call it about as "
         "often as there are batches. `np.concatenate(list)` joins arrays, one below the other.",
    header="import numpy as np", reference=predict, run=watched,
    outputs=("answers", "never more than size at once", "few enough calls", "no call without rows"),
    probes=[given("five samples, batches of two", np.array(
                [[1.0, 0.5, -1.0], [0.0, 2.0, 1.0], [-1.5, 0.5, 0.0], [0.5, 0.5, 0.5],
                 [2.0, -1.0, 0.3]]), np.array([[0.5, -0.2], [0.1, 0.8], [-0.6, 0.4]]), 2),
            drawn("eight samples, batches of four", network_and(8, 4, 3, 4)),
            drawn("eleven samples, batches of three", network_and(11, 3, 5, 3)),
            drawn("thirteen samples, batches of five", network_and(13, 5, 4, 5))],
    mistakes=[
        Mistake("all-at-once", lambda f, x, n: f(x),
                says="You give the network all rows at once.",
                hint="How many rows may the network see in one call?"),
        Mistake("one-at-a-time", lambda f, x, n: np.array([f(row) for row in x]),
                says="You give the network one row at a time: the answers are right, with far too "
                     "many calls.",
                hint="How many rows may one call take?"),
        Mistake("size-as-number", lambda f, x, n: np.concatenate(
                    [f(b) for b in np.array_split(x, n)]),
                says="You made `size` batches; asked are batches of `size` rows.",
                hint="Is size the number of batches, or of rows in each?"),
        Mistake("empty-call", lambda f, x, n: np.concatenate(
                    [f(x[i * n : (i + 1) * n]) for i in range(len(x) // n + 1)]),
                says="Where the rows come out even, you call the network once more with no row at "
                     "all.",
                hint="How many batches of four do eight rows make?", catalogue="D13"),
        Mistake("rest-asked-for-nothing", lambda f, x, n: np.concatenate(
                    [f(x[i * n : (i + 1) * n]) for i in range(len(x) // n + 2)]),
                says="You call the network too often, at the end with no row at all.",
                hint="Print the number of rows of each batch. What is in the last ones?"),
        Mistake("last-dropped", lambda f, x, n: np.concatenate(
                    [f(x[i * n : (i + 1) * n]) for i in range(len(x) // n)]),
                says="The answers to the last, smaller batch are missing.",
                hint="5 // 2 is 2. Which call takes row number 5?", catalogue="D13"),
        Mistake("rest-stays-zero", rest_stays_zero,
                says="The answers to the last, smaller batch stay zero.",
                hint="Which call takes the rows that are left?", catalogue="D13"),
        Mistake("last-only", lambda f, x, n: [f(b) for b in cut(x, n)][-1],
                says="You return the answers to the last batch alone: each round replaces the one "
                     "before.",
                hint="Where are the answers to the first batch when the second has come?"),
        Mistake("first-only", lambda f, x, n: f(x[:n]),
                says="You return the answers to the first batch alone.",
                hint="How far to the right does your return stand?"),
        Mistake("not-joined", lambda f, x, n: [f(b) for b in cut(x, n)],
                says="You return a list of batches of answers; they are not joined yet.",
                hint="What does np.concatenate make of this list?"),
        Mistake("sideways", lambda f, x, n: np.concatenate([f(b) for b in cut(x, n)], axis=1),
                says="You join the batches side by side; they belong one below the other.",
                hint="Along which axis do the samples lie?"),
        Mistake("stacked", lambda f, x, n: np.stack([f(b) for b in cut(x, n)]),
                says="np.stack lays arrays of one shape on top of each other; your last batch is "
                     "smaller.",
                hint="Which function joins along an axis that is there already?"),
        Mistake("array-of-batches", lambda f, x, n: np.array([f(b) for b in cut(x, n)]),
                says="np.array makes a new axis of the batches, and needs them all of one size.",
                hint="Which function joins along an axis that is there already?"),
        Mistake("flattened", lambda f, x, n: np.concatenate([f(b) for b in cut(x, n)]).ravel(),
                says="Your answers are one long row: np.append without axis flattens.",
                hint="Which shape has the answer to one sample?"),
        Mistake("same-batch", lambda f, x, n: np.concatenate([f(x[:n]) for b in cut(x, n)]),
                says="You give the network the first batch in every round.",
                hint="What changes from round to round, and does your slice use it?"),
        Mistake("all-each-time", lambda f, x, n: np.concatenate([f(x) for b in cut(x, n)]),
                says="You give the network all of x in every round.",
                hint="Which variable holds the batch?"),
        Mistake("newest-first", new_first,
                says="The batches of answers are in the wrong order: the last comes first.",
                hint="At which end does a new batch belong?"),
        Mistake("inputs", lambda f, x, n: np.concatenate(cut(x, n)),
                says="You joined the batches of x again; what the network said is not in it.",
                hint="What does network(batch) return, and where does it go?"),
        Mistake("classes", lambda f, x, n: predict(f, x, n).argmax(axis=1),
                says="You return the place of the largest answer; the answers themselves are "
                     "asked for.",
                hint="What is the shape (N, O) made of?"),
        Mistake("batch-means", lambda f, x, n: np.array([f(b).mean(axis=0) for b in cut(x, n)]),
                says="You averaged the answers of each batch: one row a batch, not one a sample.",
                hint="How many answers do N samples get?"),
        Mistake("windows", lambda f, x, n: np.concatenate(
                    [f(x[i : i + n]) for i in range(len(x))]),
                says="Your batches overlap: they begin at every row.",
                hint="Which step does your range need?"),
        Mistake("last-refilled", lambda f, x, n: np.concatenate(
                    [f(b) for b in cut(x, n)[:-1]] + [f(x[-n:])]),
                says="You fill the last batch up with rows that were answered before.",
                hint="How many answers do N samples get?", catalogue="D13"),
        Mistake("added-up", lambda f, x, n: sum(f(b) for b in cut(x, n)),
                says="You add the answers of the batches to each other; they belong one below the "
                     "other.",
                hint="What does + do with two arrays, and what with two lists?"),
    ],
    equivalents=[into_place, by_rows, growing, into_zeros,
                 lambda f, x, n: np.vstack([f(b) for b in cut(x, n)]),
                 lambda f, x, n: [row.tolist() for b in cut(x, n) for row in f(b)],
                 lambda f, x, n: np.concatenate(
                     [f(b) for b in np.array_split(x, -(-len(x) // n))])],
    hints=("How would you answer five samples, two at a time, by hand?",
           "Cut x into batches, ask the network for each, and keep what it says in a list.",
           "answers = [network(batch) for each batch]; return np.concatenate(answers)"),
    where="the slice, and what is done with the answers",
    after="Make `size` larger than the data set. Does it still work?")


# Memory ------------------------------------------------------------------------------------------

def memory(batch, sizes, itemsize):
    """batch, sizes: the numbers a sample has in each table, itemsize -> bytes of all tables."""
    return batch * sum(sizes) * itemsize


def weights(sizes):
    return sum(a * b for a, b in pairwise(sizes))


def a_network(*sizes):
    return lambda rng: (int(rng.integers(50, 90)), [int(s + rng.integers(0, 9)) for s in sizes], 4)


held = Exercise(
    id="5.2.memory", title="What a batch keeps in memory", level="easy",
    objective="predict how much memory a forward pass needs",
    asks="A batch on its way through a network leaves a table behind each layer. `sizes` says how "
         "many numbers **one sample** has in each table: first the inputs, then the outputs of "
         "every layer, such as `(64, 256, 10)`. Return how many **bytes** all tables of a batch "
         "take, the inputs included, the weights not. One number takes `itemsize` bytes.",
    reference=memory,
    probes=[given("3 samples with 2 inputs and 4 outputs, 8 bytes a number", 3, [2, 4], 8),
            given("all digits, float32", 1797, (64, 256, 10), 4),
            given("all digits, float64", 1797, (64, 256, 10), 8),
            drawn("three layers", a_network(20, 40, 30, 11)),
            drawn("four layers", a_network(12, 50, 25, 33, 15))],
    mistakes=[
        Mistake("numbers", lambda b, s, i: b * sum(s),
                says="You counted the numbers; each takes `itemsize` bytes.",
                hint="How many bytes has a float32?"),
        Mistake("one-sample", lambda b, s, i: sum(s) * i,
                says="That is what one sample takes.",
                hint="How many samples does the batch hold?"),
        Mistake("inputs-forgotten", lambda b, s, i: b * sum(s[1:]) * i,
                says="The table of the inputs is missing.",
                hint="With which table does sizes begin?"),
        Mistake("outputs-only", lambda b, s, i: b * s[-1] * i,
                says="That is the last table alone.",
                hint="How many tables does the batch leave behind?"),
        Mistake("inputs-only", lambda b, s, i: b * s[0] * i,
                says="That is the table of the inputs alone.",
                hint="How many tables does the batch leave behind?"),
        Mistake("last-forgotten", lambda b, s, i: b * sum(s[:-1]) * i,
                says="The last table is missing.",
                hint="Which tables does sizes name?"),
        Mistake("ends-only", lambda b, s, i: b * (s[0] + s[-1]) * i,
                says="You counted the first and the last table, not those between.",
                hint="Where does a hidden layer write its outputs?"),
        Mistake("largest-only", lambda b, s, i: b * max(s) * i,
                says="That is the largest table alone; asked is the memory of all.",
                hint="Are the tables kept, or does each replace the one before?"),
        Mistake("two-at-a-time", lambda b, s, i: b * max(map(sum, pairwise(s))) * i,
                says="You kept only two neighbours at a time; asked is the memory of all tables.",
                hint="Are the tables kept, or is each thrown away after use?"),
        Mistake("sizes-multiplied", lambda b, s, i: b * i * math.prod(s),
                says="You multiplied the sizes of the tables by each other.",
                hint="Two tables of 3 and 4 numbers: how many numbers?"),
        Mistake("weights-counted", lambda b, s, i: weights(s) * i,
                says="That is the memory of the weights; asked is that of the tables.",
                hint="What grows when the batch grows?"),
        Mistake("weights-a-sample", lambda b, s, i: b * weights(s) * i,
                says="You counted the weights, and for each sample: all samples share them.",
                hint="How many numbers does one sample have behind a layer?"),
        Mistake("weights-added", lambda b, s, i: (b * sum(s) + weights(s)) * i,
                says="You added the weights; they were not asked for.",
                hint="Which tables does the text name?"),
        Mistake("bits", lambda b, s, i: b * sum(s) * i * 8,
                says="Your result is in bits: 8 times too large.",
                hint="itemsize is given in which unit?"),
        Mistake("kilobytes", lambda b, s, i: b * sum(s) * i / 1000,
                says="Your result is in kilobytes; bytes are asked for.",
                hint="Which unit does the text ask for?"),
        Mistake("megabytes", lambda b, s, i: b * sum(s) * i / 1e6,
                says="Your result is in megabytes; bytes are asked for.",
                hint="Which unit does the text ask for?"),
        Mistake("kibibytes", lambda b, s, i: b * sum(s) * i / 1024,
                says="Your result is in units of 1,024 bytes; bytes are asked for.",
                hint="Which unit does the text ask for?"),
        Mistake("mebibytes", lambda b, s, i: b * sum(s) * i / 2**20,
                says="Your result is in units of 1,048,576 bytes; bytes are asked for.",
                hint="Which unit does the text ask for?"),
        Mistake("layers-counted", lambda b, s, i: b * len(s) * i,
                says="You counted the tables, not the numbers in them.",
                hint="What does sizes[1] tell about the second table?"),
        Mistake("itemsize-added", lambda b, s, i: b * (sum(s) + i),
                says="You added the bytes of one number instead of multiplying by them.",
                hint="Ten numbers of 4 bytes: how many bytes?"),
        Mistake("batch-added", lambda b, s, i: (b + sum(s)) * i,
                says="You added the batch to the sizes; every sample has all of these numbers.",
                hint="Three samples with six numbers each: how many numbers?"),
        Mistake("batch-once", lambda b, s, i: (b * s[0] + sum(s[1:])) * i,
                says="Only your first table holds the whole batch.",
                hint="How many rows has the output of a layer?"),
        Mistake("always-8", lambda b, s, i: b * sum(s) * 8,
                says="You took 8 bytes for every number, whatever `itemsize` says.",
                hint="How many bytes has a float32?"),
        Mistake("always-4", lambda b, s, i: b * sum(s) * 4,
                says="You took 4 bytes for every number, whatever `itemsize` says.",
                hint="How many bytes has a float64?"),
    ],
    equivalents=[lambda b, s, i: sum(b * n * i for n in s),
                 lambda b, s, i: sum(np.empty((b, n), f"f{i}").nbytes for n in s),
                 lambda b, s, i: float(np.sum(s)) * b * i],
    hints=("How many numbers does one sample leave behind, from the inputs to the answers?",
           "Add up sizes; then there are batch samples, and itemsize bytes a number.",
           "batch · sum(sizes) · itemsize"),
    after="A picture of a telephone has 36 million numbers. Which batch still fits into 8 GB?")

EXERCISES = [answering, held]
