"""More exercises of 5.2, batch processing: a new order for x and y, and an honest average."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# Facts about an order, whatever the order is -----------------------------------------------------


def places(x, rows):
    """Where each of these rows stands in x, whose rows all differ; −1 where it is none of them."""
    known = {tuple(np.ravel(row)): i for i, row in enumerate(x)}
    return [known.get(tuple(np.ravel(row)), -1) for row in rows]


def kind_of_order(order, n):
    """What an order of n samples looks like: as it was, backwards, moved along, or random."""
    order, plain = list(order), list(range(n))
    turned = [plain[i:] + plain[:i] for i in range(1, n)]
    if order == plain:
        return "as it was"
    return ("backwards" if order == plain[::-1] else
            "moved along" if order in turned else "random")


def orders(x, y, pair):
    """Two lists of places for a pair of arrays; or, for anything else, what it is, in words."""
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        axes = f" with {np.ndim(pair)} axes" if isinstance(pair, np.ndarray) else ""
        return f"not a pair: {type(pair).__name__}{axes}"
    if any(np.ndim(each) == 0 for each in pair):
        return "a pair of " + " and ".join(type(each).__name__ for each in pair)
    return places(x, pair[0]), places(y, pair[1])


def shuffled_twice(answer, x, y, seed):
    """What can be said of a shuffle without knowing the order that it drew."""
    mine, labels, rng = x.copy(), y.copy(), np.random.default_rng(seed)
    first, second = (orders(x, y, answer(mine, labels, rng)) for _ in range(2))
    if isinstance(first, str):
        return first
    again = orders(x, y, answer(x.copy(), y.copy(), np.random.default_rng(seed)))
    other = orders(x, y, answer(x.copy(), y.copy(), np.random.default_rng(seed + 1)))
    return {"samples": len(first[0]), "labels": len(first[1]),
            "every row of x once": sorted(first[0]) == list(range(len(x))),
            "every label once": sorted(first[1]) == list(range(len(y))),
            "order of x": kind_of_order(first[0], len(x)),
            "order of y": kind_of_order(first[1], len(y)),
            "each row keeps its label": first[0] == first[1],
            "another order at the next call": first != second,
            "the same seed, the same order": first == again,
            "another seed, another order": first != other,
            "x and y are left alone": bool(np.array_equal(mine, x) and np.array_equal(labels, y))}


def paired(n, *shape):
    """Rows that all differ, labels that all differ, and a seed."""
    def draw(rng):
        x = np.arange(n * int(np.prod(shape))).reshape(n, *shape) + rng.integers(1, 9) / 10
        return x, np.sort(rng.choice(1000, n, replace=False)), int(rng.integers(1, 10_000))
    return draw


# A new order -------------------------------------------------------------------------------------

def shuffle(x, y, rng):
    """x (N, ...), y (N,), rng: a generator -> both in one new order that rng draws."""
    order = rng.permutation(len(x))
    return x[order], y[order]


def by_choice(x, y, rng):
    order = rng.choice(len(x), len(x), replace=False)
    return x[order], y[order]


def by_sorting(x, y, rng):
    order = np.argsort(rng.random(len(x)))
    return np.array([x[i] for i in order]), [y[i] for i in order]


def by_pairs(x, y, rng):
    pairs = list(zip(x, y))
    rng.shuffle(pairs)
    return np.array([row for row, _ in pairs]), np.array([label for _, label in pairs])


def by_swaps(x, y, rng):
    x, y = x.copy(), y.copy()
    for i in range(len(x) - 1, 0, -1):
        j = rng.integers(i + 1)
        x[[i, j]], y[[i, j]] = x[[j, i]], y[[j, i]]
    return x, y


def in_place(x, y, rng):
    order = rng.permutation(len(x))
    x[:], y[:] = x[order], y[order]
    return x, y


def in_place_apart(x, y, rng):
    rng.shuffle(x)
    rng.shuffle(y)
    return x, y


def with_order(make, of_y=None):
    """A shuffle with this order instead, (n, rng) -> places; `of_y` is that of the labels."""
    def answer(x, y, rng):
        order = make(len(x), rng)
        return x[order], y[of_y(order, rng) if of_y else order]
    return answer


def columns(x, y, rng):
    return x[:, rng.permutation(x.shape[1])], y


def drawn_anew(n):
    return np.random.default_rng(0).permutation(n)


together = Exercise(
    id="5.2.shuffle", title="A new order that tears nobody apart", level="medium",
    objective="shuffle samples and labels together",
    asks="Row `i` of `x` belongs to label `i` of `y`. Return the pair `(x, y)` in a **new random "
         "order** in which every row still has its own label. Draw the order from the generator "
         "`rng`: `rng.permutation(n)` gives the numbers 0 to n − 1 in random order, and an array "
         "takes a list of places between its brackets. Leave `x` and `y` themselves as they are.",
    header="import numpy as np", reference=shuffle, run=shuffled_twice,
    probes=[given("ten samples by hand", np.arange(20.0).reshape(10, 2),
                  np.arange(100, 1100, 100), 3),
            drawn("twelve samples", paired(12, 3)), drawn("seventeen samples", paired(17, 5)),
            drawn("eleven little pictures", paired(11, 2, 3))],
    mistakes=[
        Mistake("shuffled-apart", with_order(lambda n, rng: rng.permutation(n),
                                             lambda order, rng: rng.permutation(len(order))),
                says="You shuffle x and y separately: the rows get each other's labels.",
                hint="Does each picture still carry its own label? How many orders do you draw?",
                catalogue="D11"),
        Mistake("shuffled-apart-in-place", in_place_apart,
                says="rng.shuffle draws a new order each time: x and y get different ones, and "
                     "both are changed in place.",
                hint="How can one order serve both?", catalogue="D11"),
        Mistake("only-x", lambda x, y, rng: (x[rng.permutation(len(x))], y),
                says="You shuffle x and leave y in its old order.",
                hint="Does each picture still carry its own label?", catalogue="D11"),
        Mistake("only-y", lambda x, y, rng: (x, y[rng.permutation(len(y))]),
                says="You shuffle y and leave x in its old order.",
                hint="Does each picture still carry its own label?", catalogue="D11"),
        Mistake("not-at-all", lambda x, y, rng: (x, y),
                says="The order is the old one.",
                hint="Does what you shuffled reach your return?"),
        Mistake("fixed-seed", lambda x, y, rng: (x[drawn_anew(len(x))], y[drawn_anew(len(y))]),
                says="Your order is the same at every call, whatever `rng` is: you make a "
                     "generator of your own.",
                hint="Which generator comes in, and which do you ask?"),
        Mistake("own-generator", lambda x, y, rng: shuffle(x, y, np.random),
                says="You draw the order from another generator: with the same seed, the order "
                     "is not the same again.",
                hint="np.random and rng are two generators. Which one comes in?"),
        Mistake("with-replacement", with_order(lambda n, rng: rng.integers(0, n, n)),
                says="Some samples are there twice, others not at all: you draw places with "
                     "replacement.",
                hint="Is your list of places an order? Sort it and look."),
        Mistake("not-all", with_order(lambda n, rng: rng.permutation(n - 1)),
                says="One sample is missing: you permute n − 1 numbers.",
                hint="permutation(n) gives 0 to n − 1. How many are these?"),
        Mistake("half", with_order(lambda n, rng: rng.permutation(n)[: n // 2]),
                says="You return only half of the samples.",
                hint="How many rows come in, and how many go out?"),
        Mistake("backwards", with_order(lambda n, rng: np.arange(n)[::-1]),
                says="You turn the order round; that is new, but not random.",
                hint="Where does rng enter?"),
        Mistake("moved-along", with_order(lambda n, rng: np.roll(np.arange(n), rng.integers(1, n))),
                says="You move all samples along; the neighbours stay neighbours.",
                hint="What would rng.permutation(5) look like?"),
        Mistake("columns", columns,
                says="You shuffle the columns of x: the pixels, not the pictures.",
                hint="In x[rows, columns], which of the two are the samples?"),
        Mistake("order-as-columns", lambda x, y, rng: (
                    lambda order: (x[:, order], y[order]))(rng.permutation(len(x))),
                says="You use the order for the columns of x; it is an order of rows.",
                hint="In x[rows, columns], which of the two are the samples?"),
        Mistake("numbers-scattered", lambda x, y, rng: (
                    rng.permuted(x.ravel()).reshape(x.shape), y[rng.permutation(len(y))]),
                says="You scatter the single numbers: the rows themselves are torn apart.",
                hint="What moves: numbers, or whole rows?"),
        Mistake("returns-none", lambda x, y, rng: (rng.shuffle(x.copy()), rng.shuffle(y.copy())),
                says="rng.shuffle works in place and returns None; you return that.",
                hint="Which function returns the new order instead?"),
        Mistake("in-place", in_place,
                says="The order is right, but you write it into x and y themselves.",
                hint="What does the caller find in x after your function?", catalogue="S11"),
        Mistake("order-for-labels", lambda x, y, rng: (
                    lambda order: (x[order], order + 5000))(rng.permutation(len(x))),
                says="In place of the labels you return the order.",
                hint="y[order] or order?"),
        Mistake("swapped", lambda x, y, rng: shuffle(y, x, rng),
                says="You return y first and x second.",
                hint="Which of the two comes first in the text?"),
        Mistake("only-the-rows", lambda x, y, rng: list(shuffle(x, y, rng)[0]),
                says="You return the rows alone; the pair (x, y) is asked for.",
                hint="What shall be left and right of the comma in your return?"),
    ],
    equivalents=[by_choice, by_sorting, by_pairs, by_swaps,
                 lambda x, y, rng: tuple(each[order] for order in [rng.permutation(len(x))]
                                         for each in (x, y))],
    hints=("How many orders are needed so that two arrays stay together?",
           "Draw one list of places, and use it between the brackets of both.",
           "order = rng.permutation(len(x)); return x[order], y[order]"),
    where="the line that draws the order",
    after="How could you undo it? np.argsort(order) is the key.")


# An honest average -------------------------------------------------------------------------------

def epoch_mean(means, sizes):
    """means, sizes: average and number of samples of each batch -> average of all samples."""
    total = 0.0
    for mean, size in zip(means, sizes):
        total += mean * size
    return total / sum(sizes)


def epoch_mean_start(means, sizes):
    """means, sizes: average and number of samples of each batch -> average of all samples."""
    total = 0.0
    for mean in means:
        total += mean
    return total / len(sizes)


def running(means, sizes):
    average = means[0]
    for mean in means[1:]:
        average = (average + mean) / 2
    return average


def weighted(m, s):
    return sum(a * b for a, b in zip(m, s))


def some_batches(*sizes):
    return lambda rng: (rng.normal(1, 3, len(sizes)).round(1).tolist(), list(sizes))


honest = Exercise(
    id="5.2.epoch-mean", title="Three pictures outvote 64", level="debug",
    objective="average over batches of different sizes",
    asks="`means` holds the average confidence in each batch, `sizes` how many samples each "
         "batch had. The function should return the average over **all samples**. With one batch "
         "of 64 pictures, average 0.5, and one of a single picture, 0.9, it says 0.7. But only "
         "one of the 65 pictures was above average! Mend it.",
    reference=epoch_mean, start=epoch_mean_start,
    probes=[given("64 pictures and one", [0.5, 0.9], [64, 1]),
            given("two equal batches", [0.25, 0.75], [8, 8]),
            drawn("three batches and a rest", some_batches(5, 5, 5, 2)),
            drawn("two batches and a rest", some_batches(7, 7, 3)),
            drawn("sizes of all kinds", some_batches(4, 9, 2, 6, 3))],
    mistakes=[
        Mistake("mean-of-means", lambda m, s: sum(m) / len(m),
                says="You average the averages: a batch of one weighs as much as one of 64.",
                hint="Should a batch of 3 weigh as much as one of 128?", catalogue="D14"),
        Mistake("divided-by-batches", lambda m, s: weighted(m, s) / len(m),
                says="The sum is weighted well, but you divide it by the number of batches.",
                hint="How many samples are in your sum?", catalogue="D14"),
        Mistake("not-divided", weighted,
                says="You added up over all samples and did not divide.",
                hint="Can an average be larger than the largest number?"),
        Mistake("not-weighted", lambda m, s: sum(m) / sum(s),
                says="You divide by the number of samples, but each batch was counted once.",
                hint="A batch of 64 with average 0.5: what is the sum of its samples?"),
        Mistake("summed", lambda m, s: sum(m),
                says="You added the averages up.",
                hint="Can an average be larger than the largest number?"),
        Mistake("divided-by-size", lambda m, s: sum(a / b for a, b in zip(m, s)) / sum(s),
                says="You divide each average by the size of its batch; the average is divided "
                     "already.",
                hint="A batch of 64 with average 0.5: what is the sum of its samples?"),
        Mistake("divided-by-size-and-number", lambda m, s: sum(
                    a / b for a, b in zip(m, s)) / len(s),
                says="You divide each average by the size of its batch; the average is divided "
                     "already.",
                hint="A batch of 64 with average 0.5: what is the sum of its samples?"),
        Mistake("weighted-upside-down", lambda m, s: sum(a / b for a, b in zip(m, s)) / sum(
                    1 / b for b in s),
                says="Your weights are upside down: small batches count more than large ones.",
                hint="Which of the two batches shall count 64 times?"),
        Mistake("first-size-for-all", lambda m, s: sum(m) * s[0] / sum(s),
                says="You take the size of the first batch for all of them.",
                hint="Is the last batch as large as the first?", catalogue="D14"),
        Mistake("last-size-for-all", lambda m, s: sum(m) * s[-1] / sum(s),
                says="You take the size of the last batch for all of them.",
                hint="Which size belongs to which mean?", catalogue="D14"),
        Mistake("all-full", lambda m, s: weighted(m, s) / (len(s) * max(s)),
                says="You divide as if all batches were as large as the largest.",
                hint="How many samples are there really?", catalogue="D14"),
        Mistake("last-only", lambda m, s: m[-1],
                says="You return the average of the last batch.",
                hint="Does each round add to the total, or replace it?", catalogue="D15"),
        Mistake("first-only", lambda m, s: m[0],
                says="You return the average of the first batch.",
                hint="How far to the right does your return stand?"),
        Mistake("last-over-all", lambda m, s: m[-1] * s[-1] / sum(s),
                says="Only the last batch is in your total: it is replaced in each round.",
                hint="= or += ?"),
        Mistake("last-dropped", lambda m, s: weighted(m[:-1], s[:-1]) / sum(s[:-1]),
                says="You leave the last batch out; its samples count, too.",
                hint="Is a small batch worth nothing?", catalogue="D13"),
        Mistake("running-halves", running,
                says="You average the old average with the new one: the last batches count most.",
                hint="How much did the first batch count in the end?"),
        Mistake("weights-squared", lambda m, s: sum(a * b * b for a, b in zip(m, s)) / sum(
                    b * b for b in s),
                says="You multiply by the size twice.",
                hint="How often does one sample count?"),
        Mistake("samples-averaged", lambda m, s: sum(s) / len(s),
                says="You average the sizes; the averages never enter.",
                hint="Where does `means` enter?"),
        Mistake("largest-batch", lambda m, s: m[list(s).index(max(s))],
                says="You return the average of the largest batch alone.",
                hint="Is a small batch worth nothing?"),
        Mistake("pairs-crossed", lambda m, s: weighted(m[::-1], s) / sum(s),
                says="You pair the first average with the last size.",
                hint="Do both lists run in the same direction?"),
    ],
    equivalents=[lambda m, s: np.average(m, weights=s), lambda m, s: np.dot(m, s) / np.sum(s),
                 lambda m, s: sum(a * (b / sum(s)) for a, b in zip(m, s)),
                 lambda m, s: np.mean(np.repeat(m, s))],
    hints=("What is the sum over the 64 pictures whose average is 0.5?",
           "Turn each average back into a sum, add the sums, and divide once.",
           "total += mean · size; return total / sum(sizes)"),
    where="the line that adds to the total, and the last line",
    after="With drop_last, all batches are equally large. Is the mean of means right then?")

EXERCISES = [together, honest]
