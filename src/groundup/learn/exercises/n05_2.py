"""Exercises of 5.2, batch processing: cut a data set into batches, and answer it batch by batch."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# The first guess ---------------------------------------------------------------------------------

guess_batches = Exercise(
    id="5.2.guess-batches", title="How many batches?", level="guess",
    objective="say how many batches an epoch has",
    asks="The 1,797 digits are cut into batches of 64 pictures. Nothing is left out and nothing "
         "is repeated. How many batches are there, and how many pictures does the **last** one "
         "hold? Write both, such as `(20, 64)`.",
    reference=(29, 5),
    mistakes=[
        Mistake("last-dropped", (28, 64),
                says="28 full batches hold 1,792 pictures: five are left out.",
                hint="What is 1,797 minus 28 · 64, and where do those go?", catalogue="D13"),
        Mistake("remainder-of-28", (28, 5),
                says="The last batch does hold 5, but the 28 full ones come before it.",
                hint="28 full batches and one of five: how many together?"),
        Mistake("last-one-full", (29, 64),
                says="29 full batches would hold 1,856 pictures: more than there are.",
                hint="How many are left when 28 full batches have gone?"),
        Mistake("missing-counted", (29, 59),
                says="59 pictures are missing in the last batch; 5 are in it.",
                hint="What is 1,797 minus 28 · 64?"),
        Mistake("last-glued-on", (28, 69),
                says="You put the five that are left into the last full batch: 69 are more than "
                     "64.",
                hint="May a batch be larger than 64?"),
        Mistake("the-other-way-round", (64, 29),
                says="You exchanged the two: 64 is the size of a batch.",
                hint="64 pictures a batch, or 64 batches?"),
        Mistake("empty-batch", (30, 0),
                says="After the batch of five nothing is left: there is no thirtieth.",
                hint="29 batches: how many pictures have they seen?", catalogue="D13"),
    ],
    hints=("How often does 64 go into 1,797, and what is left?",
           "28 · 64 = 1,792. What about the rest?",
           "28 full batches, then one with 1,797 − 1,792"))


# Cutting -----------------------------------------------------------------------------------------

def batches(x, size):
    """x (N, ...), size -> the list of its batches (size, ...); the last one may be smaller."""
    return [x[start : start + size] for start in range(0, len(x), size)]


def by_generator(x, size):
    while len(x):
        yield x[:size]
        x = x[size:]


def by_counting(x, size):
    result, batch = [], []
    for row in x:
        batch.append(row)
        if len(batch) == size:
            result.append(batch)
            batch = []
    return [*result, batch] if batch else result


def ceil(n, size):
    return -(-n // size)


def glued(x, size):
    found = batches(x, size)
    if len(found) > 1 and len(found[-1]) < size:
        found[-2:] = [np.concatenate(found[-2:])]
    return found


def padded(x, size):
    missing = -len(x) % size
    return batches(np.concatenate([x, np.zeros((missing, *x.shape[1:]), x.dtype)]), size)


def full_last(x, size):
    found = batches(x, size)
    return [*found[:-1], x[-size:]]


def remainder_first(x, size):
    rest = len(x) % size
    return ([x[:rest]] if rest else []) + batches(x[rest:], size)


def samples(n, *shape):
    """Rows that all differ, with one decimal."""
    return lambda rng: np.round(np.arange(n * int(np.prod(shape))).reshape(n, *shape)
                                + rng.integers(1, 9, (n, *shape)) / 10, 1)


def rows_and(n, size, *shape):
    return lambda rng: (samples(n, *shape)(rng), size)


cut = Exercise(
    id="5.2.batches", title="Cut a data set into batches", level="easy",
    objective="cut a data set into batches and lose nobody",
    asks="`x` is an array with one sample a row. Return a **list** of batches: the first holds "
         "the first `size` rows, the next the next `size` rows, and so on. Every row is in "
         "exactly one batch. The last batch holds what is left, so it may be smaller, but never "
         "empty.",
    header="import numpy as np", reference=batches,
    probes=[given("seven samples, batches of three", np.arange(14.0).reshape(7, 2), 3),
            given("six samples, batches of three", np.arange(12.0).reshape(6, 2), 3),
            given("three samples, batches of five", np.arange(12.0).reshape(3, 4), 5),
            drawn("eleven samples, batches of four", rows_and(11, 4, 3)),
            drawn("ten labels, batches of four", rows_and(10, 4)),
            drawn("seventeen samples, batches of five", rows_and(17, 5, 3)),
            drawn("twelve samples, batches of six", rows_and(12, 6, 2))],
    mistakes=[
        Mistake("last-dropped", lambda x, n: [x[i * n : (i + 1) * n] for i in range(len(x) // n)],
                says="You leave out the last batch where it is smaller: its samples are never "
                     "seen.",
                hint="7 // 3 is 2. Who takes sample number 7?", catalogue="D13"),
        Mistake("empty-last", lambda x, n: [x[i * n : (i + 1) * n]
                                            for i in range(len(x) // n + 1)],
                says="Where the samples come out even, you add a last batch with nobody in it.",
                hint="How many batches of three do six samples make?", catalogue="D13"),
        Mistake("size-as-number", lambda x, n: np.array_split(x, n),
                says="You made `size` batches; asked are batches of `size` samples.",
                hint="Is size the number of batches, or of samples in each?"),
        Mistake("evened-out", lambda x, n: np.array_split(x, ceil(len(x), n)),
                says="The number of batches is right, but you made them equally large.",
                hint="Seven samples, three at a time: how many are in the first batch?"),
        Mistake("windows", lambda x, n: [x[i : i + n] for i in range(len(x))],
                says="Your batches begin at every sample, so that they overlap.",
                hint="Where does the second batch begin, if the first ends at size?"),
        Mistake("full-windows", lambda x, n: [x[i : i + n] for i in range(len(x) - n + 1)],
                says="Your batches are windows that move by one sample, so that they overlap.",
                hint="Which step does your range need?"),
        Mistake("number-as-place", lambda x, n: [x[i : i + n] for i in range(ceil(len(x), n))],
                says="Batch number i begins at row i of yours, so that the batches overlap.",
                hint="At which row does batch number 2 begin?"),
        Mistake("one-short", lambda x, n: [x[i : i + n - 1] for i in range(0, len(x), n)],
                says="Each of your batches lacks its last sample.",
                hint="x[0:3] holds rows 0, 1 and 2. Where must your slice end?"),
        Mistake("one-too-many", lambda x, n: [x[i : i + n + 1] for i in range(0, len(x), n)],
                says="Each of your batches takes the first sample of the next one along.",
                hint="x[0:3] holds rows 0, 1 and 2. Where must your slice end?"),
        Mistake("end-is-size", lambda x, n: [x[i:n] for i in range(0, len(x), n)],
                says="Your slices all end at row `size`: after the first batch they are empty.",
                hint="The second number of a slice is where it ends, not how long it is."),
        Mistake("only-first", lambda x, n: x[:n],
                says="You return the first batch alone: the function returns in its first round.",
                hint="How far to the right does your return stand?"),
        Mistake("only-last", lambda x, n: batches(x, n)[-1:],
                says="Your list holds the last batch alone: it is begun anew in each round.",
                hint="Where is your list made: before the loop, or in it?"),
        Mistake("first-skipped", lambda x, n: batches(x, n)[1:],
                says="The first batch is missing.",
                hint="Where does your range begin?"),
        Mistake("first-sample-skipped", lambda x, n: [x[i : i + n] for i in range(1, len(x), n)],
                says="You begin at row 1, so that the first sample is never seen.",
                hint="Which number has the first row?"),
        Mistake("stops-early", lambda x, n: [x[i : i + n] for i in range(0, len(x) - n, n)],
                says="Your range ends too early: the samples of the end are lost, sometimes a full "
                     "batch.",
                hint="range(a, b, step) stops before b. Which is the last start that you need?",
                catalogue="D13"),
        Mistake("last-single-lost", lambda x, n: [x[i : i + n] for i in range(0, len(x) - 1, n)],
                says="A single sample that is left at the end gets no batch.",
                hint="range(0, 6, 3) is 0 and 3. Which start is missing for seven samples?",
                catalogue="D13"),
        Mistake("last-refilled", full_last,
                says="You fill the last batch up with samples that were in the batch before.",
                hint="How often is each sample to be seen?", catalogue="D13"),
        Mistake("wrapped", lambda x, n: [np.take(x, range(i, i + n), axis=0, mode="wrap")
                                         for i in range(0, len(x), n)],
                says="You fill the last batch up with samples from the beginning.",
                hint="How often is each sample to be seen?", catalogue="D13"),
        Mistake("padded", padded,
                says="You fill the last batch up with zeros, samples that do not exist.",
                hint="May the last batch be smaller?", catalogue="D13"),
        Mistake("dealt-out", lambda x, n: [x[i :: ceil(len(x), n)]
                                           for i in range(ceil(len(x), n))],
                says="You deal the samples out like cards, one to each batch in turn.",
                hint="Which rows does the first batch hold?"),
        Mistake("backwards", lambda x, n: batches(x, n)[::-1],
                says="Your batches are right, but the last comes first.",
                hint="At which end of the list does a new batch belong?"),
        Mistake("remainder-first", remainder_first,
                says="Your smaller batch comes first; it is to be the last.",
                hint="Which rows does the first batch hold?"),
        Mistake("rest-glued-on", glued,
                says="You put the samples that are left into the last full batch, which is then "
                     "too large.",
                hint="May a batch hold more than size samples?"),
        Mistake("not-cut", lambda x, n: list(x),
                says="You return the samples one by one: the batches were joined again.",
                hint="What is the difference between append and extend (or +=)?"),
        Mistake("places", lambda x, n: [list(range(len(x)))[i : i + n]
                                        for i in range(0, len(x), n)],
                says="You return the numbers of the rows instead of the rows.",
                hint="What does x[...] make of these numbers?"),
        Mistake("columns", lambda x, n: [x[:, i : i + n] for i in range(0, len(x), n)],
                says="You cut columns; a sample is a row.",
                hint="In x[rows, columns], which of the two are the samples?"),
        Mistake("reshaped", lambda x, n: list(x.reshape(-1, n, *x.shape[1:])),
                says="reshape needs batches of one size; seven samples are not three times "
                     "anything.",
                hint="What shall happen to the samples that are left?", catalogue="D13"),
        Mistake("float-range", lambda x, n: [x[i * n : (i + 1) * n] for i in range(len(x) / n)],
                says="7 / 3 is not a whole number, and `range` takes only those.",
                hint="Which numbers shall range give: counts, or the rows where batches begin?"),
    ],
    equivalents=[by_generator, by_counting,
                 lambda x, n: np.split(x, range(n, len(x), n)),
                 lambda x, n: [x[i * n : (i + 1) * n] for i in range(ceil(len(x), n))],
                 lambda x, n: [x[i : min(i + n, len(x))] for i in range(0, len(x), n)],
                 lambda x, n: [[row.tolist() for row in x[i : i + n]]
                               for i in range(0, len(x), n)]],
    hints=("At which rows do the batches of three begin: 0, then …?",
           "range has a third number, the step. And a slice may end past the end of an array.",
           "for start in range(0, len(x), size): x[start : start + size]"),
    where="the range, and the end of the slice",
    after="Write it without len(): take from the front until nothing is left.")

EXERCISES = [guess_batches, cut]
