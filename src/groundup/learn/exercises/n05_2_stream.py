"""The last exercise of 5.2, batch processing: a loader, which hands out an epoch of batches."""

from itertools import islice

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n05_2_shuffle import kind_of_order, orders, paired


class Loader:
    """Batches of x (N, ...) and y (N,), in a new order in every epoch."""

    def __init__(self, x, y, size, rng):
        """size: samples in a batch; rng: the generator that draws the orders."""
        self.x, self.y, self.size, self.rng = x, y, size, rng

    def __len__(self):
        """The number of batches in an epoch."""
        return -(-len(self.x) // self.size)            # rounded up

    def __iter__(self):
        """Draw a new order, and yield the pairs (x, y) of one batch after the other."""
        order = self.rng.permutation(len(self.x))
        for start in range(0, len(order), self.size):
            batch = order[start : start + self.size]
            yield self.x[batch], self.y[batch]


def epoch(x, y, loader):
    """The places of rows and labels of each batch of an epoch, or what came instead, in words."""
    found = [orders(x, y, batch) for batch in islice(iter(loader), 60)]
    wrong = [each for each in found if isinstance(each, str)]
    return wrong[0] if wrong else found


def two_epochs(answer, x, y, size, seed):
    """What can be said of a loader without knowing the orders that it drew."""
    mine, labels = x.copy(), y.copy()
    loader = answer(mine, labels, size, np.random.default_rng(seed))
    length, first, second = len(loader), epoch(x, y, loader), epoch(x, y, loader)
    if isinstance(first, str):
        return {"len": length, "a batch": first}
    again, other = (epoch(x, y, answer(x.copy(), y.copy(), size, np.random.default_rng(s)))
                    for s in (seed, seed + 1))
    rows = [place for batch, _ in first for place in batch]
    of_labels = [place for _, batch in first for place in batch]
    neighbours = [batch for batch, _ in first if kind_of_order(
        [place - min(batch) for place in batch], len(batch)) == "as it was"]
    together = [set(batch) for batch, _ in first]
    whole = [set(range(i, min(i + size, len(x)))) for i in range(0, len(x), size)]
    return {"len": length, "sizes of the batches": [len(batch) for batch, _ in first],
            "batches in the second epoch": len(second),
            "every sample once": sorted(rows) == list(range(len(x))),
            "no sample twice in a batch": all(
                len(set(b)) == len(b) for b, _ in [*first, *second] if -1 not in b),
            "order of the samples": kind_of_order(rows, len(x)),
            "order of the labels": kind_of_order(of_labels, len(x)),
            "each row keeps its label": rows == of_labels,
            "inside a batch": "as it was" if len(neighbours) == len(first) else "mixed",
            "the batches mix": not all(each in whole for each in together),
            "another order in the next epoch": first != second,
            "the same seed, the same order": first == again,
            "another seed, another order": first != other,
            "x and y are left alone": bool(np.array_equal(mine, x) and np.array_equal(labels, y))}


def data_and(n, size, *shape):
    def draw(rng):
        x, y, seed = paired(n, *shape)(rng)
        return x, y, size, seed
    return draw


# Wrong loaders -----------------------------------------------------------------------------------

def with_batches(places, **others):
    """A loader whose epoch has the batches `places(self)`: lists of places, or pairs of them."""
    def iterate(self):
        for batch in places(self):
            rows, labels = batch if isinstance(batch, tuple) else (batch, batch)
            yield self.x[rows], self.y[labels]
    return type("Loader", (Loader,), {"__iter__": iterate, **others})


def iterating(iterate, **others):
    return type("Loader", (Loader,), {"__iter__": iterate, **others})


def measuring(length):
    return type("Loader", (Loader,), {"__len__": length})


def cut(order, size):
    return [order[i : i + size] for i in range(0, len(order), size)]


def full(order, size):
    return [order[i * size : (i + 1) * size] for i in range(len(order) // size)]


def new(self):
    return self.rng.permutation(len(self.x))


class OrderDrawnOnce(Loader):
    def __init__(self, x, y, size, rng):
        super().__init__(x, y, size, rng)
        order = rng.permutation(len(x))
        self.x, self.y = x[order], y[order]

    def __iter__(self):
        return zip(cut(self.x, self.size), cut(self.y, self.size))


class Exhausted(Loader):
    def __init__(self, x, y, size, rng):
        super().__init__(x, y, size, rng)
        self.batches = super().__iter__()

    def __iter__(self):
        return self.batches


def spoils(self):
    order = new(self)
    self.x[:], self.y[:] = self.x[order], self.y[order]
    return zip(cut(self.x.copy(), self.size), cut(self.y.copy(), self.size))


def spoils_apart(self):
    self.rng.shuffle(self.x)
    self.rng.shuffle(self.y)
    return zip(cut(self.x.copy(), self.size), cut(self.y.copy(), self.size))


def apart(self):
    return list(zip(cut(new(self), self.size), cut(new(self), self.size)))


def shuffled_batches(self):
    batches = cut(np.arange(len(self.x)), self.size)
    return [batches[i] for i in self.rng.permutation(len(batches))]


def and_an_empty_one(self):
    order, size = new(self), self.size
    return [order[i * size : (i + 1) * size] for i in range(len(order) // size + 1)]


def fixed(self):
    return cut(np.random.default_rng(0).permutation(len(self.x)), self.size)


class AsTwoLists(Loader):
    """Right: copies that are shuffled at the start of an epoch, and a list of the batches."""

    def __iter__(self):
        order = np.argsort(self.rng.random(len(self.x)))
        x, y = self.x[order], self.y[order]
        return iter(list(zip(cut(x, self.size), cut(y, self.size))))


class StepByStep:
    """Right: an iterator of its own, with __next__."""

    def __init__(self, x, y, size, rng):
        self.data, self.size, self.rng = list(zip(x, y)), size, rng

    def __len__(self):
        return len(range(0, len(self.data), self.size))

    def __iter__(self):
        self.rest = [self.data[i] for i in self.rng.permutation(len(self.data))]
        return self

    def __next__(self):
        if not self.rest:
            raise StopIteration
        batch, self.rest = self.rest[: self.size], self.rest[self.size :]
        return np.array([x for x, _ in batch]), np.array([y for _, y in batch])


class Popping(Loader):
    """Right: places are taken from a list until none is left."""

    def __iter__(self):
        left = list(new(self))
        while left:
            batch = [left.pop() for _ in range(min(self.size, len(left)))]
            yield self.x[batch], self.y[batch]


loading = Exercise(
    id="5.2.loader", title="A loader", level="hard",
    objective="write a loader that gives a new epoch each time",
    asks="Write a class that hands out batches: `for x, y in Loader(x, y, size, rng):`. Each "
         "such loop is one **epoch**: a new order drawn from `rng`, every sample exactly once, "
         "each row with its own label, `size` samples in every batch but the last. A second loop "
         "gives another epoch. `len(loader)` is the number of batches. Python calls `__iter__` "
         "where a loop begins; a method with `yield` hands out one thing after the other. Leave "
         "the arrays themselves alone.",
    header="import numpy as np", reference=Loader, run=two_epochs,
    probes=[given("nine samples by hand, batches of four", np.arange(18.0).reshape(9, 2),
                  np.arange(100, 1000, 100), 4, 3),
            drawn("twenty samples, batches of five", data_and(20, 5, 3)),
            drawn("twenty-three samples, batches of ten", data_and(23, 10, 2)),
            drawn("eighteen samples, batches of seven", data_and(18, 7, 4))],
    mistakes=[
        Mistake("never-shuffled", with_batches(lambda s: cut(np.arange(len(s.x)), s.size)),
                says="Your batches come in the old order, every time.",
                hint="Where is a new order drawn, and do the batches use it?", catalogue="D12"),
        Mistake("drawn-once", OrderDrawnOnce,
                says="You draw the order once, when the loader is made: all epochs are alike.",
                hint="What runs when a loop begins: __init__ or __iter__?"),
        Mistake("exhausted", Exhausted,
                says="The second epoch is empty: your batches are made once, and used up.",
                hint="What runs when a loop begins: __init__ or __iter__?"),
        Mistake("fixed-seed", with_batches(fixed),
                says="Every epoch has the same order: you make a new generator each time.",
                hint="Which generator came in with __init__?"),
        Mistake("shuffled-apart", with_batches(apart),
                says="x and y get different orders: the rows lose their labels.",
                hint="How many orders do you draw for an epoch?", catalogue="D11"),
        Mistake("only-x", with_batches(lambda s: list(zip(
                    cut(new(s), s.size), cut(np.arange(len(s.x)), s.size)))),
                says="You shuffle x and leave y in its old order.",
                hint="Does each row still carry its own label?", catalogue="D11"),
        Mistake("only-y", with_batches(lambda s: list(zip(
                    cut(np.arange(len(s.x)), s.size), cut(new(s), s.size)))),
                says="You shuffle y and leave x in its old order.",
                hint="Does each row still carry its own label?", catalogue="D11"),
        Mistake("order-in-the-loop", with_batches(lambda s: [
                    new(s)[i : i + s.size] for i in range(0, len(s.x), s.size)]),
                says="You draw a new order for every batch: some samples come twice, others never.",
                hint="How many orders does an epoch need, and where is yours drawn?"),
        Mistake("with-replacement", with_batches(lambda s: cut(
                    s.rng.integers(0, len(s.x), len(s.x)), s.size)),
                says="You draw with replacement: some samples come twice, others never.",
                hint="Is your list of places an order? Sort it and look."),
        Mistake("batches-shuffled", with_batches(shuffled_batches),
                says="You cut first and shuffle the batches: the same samples always sit together.",
                hint="Which comes first: shuffling the samples, or cutting?", catalogue="D12"),
        Mistake("shuffled-inside", with_batches(lambda s: [
                    s.rng.permutation(batch) for batch in cut(np.arange(len(s.x)), s.size)]),
                says="You shuffle inside each batch: the same samples always sit together.",
                hint="Which comes first: shuffling the samples, or cutting?", catalogue="D12"),
        Mistake("last-dropped", with_batches(lambda s: full(new(s), s.size)),
                says="The last, smaller batch never comes, although len counts it.",
                hint="Count the samples of one epoch.", catalogue="D13"),
        Mistake("last-dropped-and-not-counted", with_batches(
                    lambda s: full(new(s), s.size), __len__=lambda s: len(s.x) // s.size),
                says="The last, smaller batch never comes.",
                hint="Count the samples of one epoch.", catalogue="D13"),
        Mistake("empty-batch", with_batches(and_an_empty_one),
                says="Where the samples come out even, a last batch comes with nobody in it.",
                hint="How many batches of five do 20 samples make?", catalogue="D13"),
        Mistake("empty-batch-counted", with_batches(
                    and_an_empty_one, __len__=lambda s: len(s.x) // s.size + 1),
                says="Where the samples come out even, you count and give a last batch with "
                     "nobody in it.",
                hint="How many batches of five do 20 samples make?", catalogue="D13"),
        Mistake("len-rounded-down", measuring(lambda s: len(s.x) // s.size),
                says="The batches are right, but len leaves the last, smaller one out.",
                hint="What is -(-9 // 4)?", catalogue="D13"),
        Mistake("len-one-more", measuring(lambda s: len(s.x) // s.size + 1),
                says="The batches are right; len is one too many where the samples come out even.",
                hint="What is len for 20 samples and a size of 5?", catalogue="D13"),
        Mistake("len-samples", measuring(lambda s: len(s.x)),
                says="The batches are right, but len counts the samples.",
                hint="What does a loop over the loader go through?"),
        Mistake("len-size", measuring(lambda s: s.size),
                says="The batches are right, but len is the size of one batch.",
                hint="What does a loop over the loader go through?"),
        Mistake("len-rounded", measuring(lambda s: round(len(s.x) / s.size)),
                says="The batches are right; len is rounded to the nearest instead of up.",
                hint="9 / 4 is 2.25. How many batches are that?", catalogue="D13"),
        Mistake("len-not-whole", measuring(lambda s: len(s.x) / s.size),
                says="len gives a number with a fraction; Python wants a whole number.",
                hint="/ or //? And which way shall it round?"),
        Mistake("first-batch-always", with_batches(lambda s: [
                    new(s)[: s.size] for i in range(0, len(s.x), s.size)]),
                says="All your batches are full, but they overlap: some samples come twice, others "
                     "never.",
                hint="Where in the order does batch number 2 begin? Is there one order for the "
                     "whole epoch?"),
        Mistake("stops-early", with_batches(lambda s: cut(
                    new(s), s.size)[: len(range(0, len(s.x) - s.size, s.size))]),
                says="Your range ends too early: the last samples never come, though all of them "
                     "may make a full batch.",
                hint="range(a, b, step) stops before b. Which is the last start that you need?",
                catalogue="D13"),
        Mistake("shuffled-apart-in-place", iterating(spoils_apart),
                says="You shuffle x and y in place, each with an order of its own: the rows lose "
                     "their labels.",
                hint="How many orders does rng.shuffle(x); rng.shuffle(y) draw?",
                catalogue="D11"),
        Mistake("one-batch", with_batches(lambda s: cut(new(s), s.size)[:1]),
                says="An epoch is one batch long: the loop ends after its first round.",
                hint="What does return do to a loop, and what yield?"),
        Mistake("returns-a-pair", iterating(lambda s: (s.x[: s.size], s.y[: s.size])),
                says="__iter__ returns a pair of arrays, not something to loop over.",
                hint="What does return do to a loop, and what yield?"),
        Mistake("returns-a-list", iterating(lambda s: [
                    (s.x[b], s.y[b]) for b in cut(new(s), s.size)]),
                says="__iter__ returns a list; Python wants an iterator there.",
                hint="What does a function with yield return? Or: what does iter(list) make?"),
        Mistake("returns-nothing", iterating(lambda s: None),
                says="__iter__ returns None: nothing is yielded.",
                hint="Where is the yield?"),
        Mistake("places", iterating(lambda s: iter(cut(new(s), s.size))),
                says="You hand out places instead of the samples at these places.",
                hint="self.x[...] and self.y[...]: what goes between the brackets?"),
        Mistake("no-labels", iterating(lambda s: (s.x[b] for b in cut(new(s), s.size))),
                says="You hand out rows without their labels.",
                hint="What stands between `for` and `in` of the loop in the text?"),
        Mistake("swapped", iterating(lambda s: ((s.y[b], s.x[b]) for b in cut(new(s), s.size))),
                says="You hand out the labels first and the rows second.",
                hint="What stands between `for` and `in` of the loop in the text?"),
        Mistake("size-as-number", with_batches(lambda s: np.array_split(new(s), s.size)),
                says="You make `size` batches; asked are batches of `size` samples.",
                hint="Is size the number of batches, or of samples in each?"),
        Mistake("evened-out", with_batches(lambda s: np.array_split(new(s), len(s))),
                says="Your batches are equally large; all but the last shall have `size` samples.",
                hint="Nine samples, four at a time: how many are in each batch?"),
        Mistake("wrapped", with_batches(lambda s: (lambda o: cut(np.concatenate(
                    [o, o[: -len(o) % s.size]]), s.size))(new(s))),
                says="You fill the last batch up with samples that came before.",
                hint="How often does each sample come in an epoch?", catalogue="D13"),
        Mistake("spoils", iterating(spoils),
                says="The epochs are right, but you shuffle the caller's own arrays.",
                hint="What does the caller find in x after an epoch?", catalogue="S11"),
    ],
    equivalents=[AsTwoLists, StepByStep, Popping],
    hints=("What must be new in each epoch, and which method runs when a loop begins?",
           "In __iter__: one order for the epoch, cut into slices; yield x and y at these places.",
           "order = self.rng.permutation(len(self.x)); for each slice of it: "
           "yield self.x[slice], self.y[slice]"),
    where="the line that draws the order, and the slice",
    after="Give it an option drop_last, and let len know of it.")

EXERCISES = [loading]
