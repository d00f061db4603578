"""Exercises of 3.4, nnfs library: the sine, shuffling, and noise that disturbs nobody."""

import math

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# The sine ----------------------------------------------------------------------------------------

def sine(samples):
    """-> x (samples, 1) and y (samples, 1): one period of a sine."""
    x = np.arange(samples).reshape(-1, 1) / samples
    return x, np.sin(2 * np.pi * x)


def waves(x=lambda n: np.arange(n) / n, y=lambda x: np.sin(2 * np.pi * x)):
    """Other places, or another function of them."""
    def data(samples):
        places = x(samples)[:, None]
        return places, y(places)
    return data


the_sine = Exercise(
    id="3.4.sine", title="One period of a sine", level="easy",
    objective="make columns of shape (n, 1)",
    asks="Return two columns of shape (samples, 1). In x stand 0/samples, 1/samples, 2/samples, … "
         "up to (samples − 1)/samples. In y stands sin(2πx), for each x.",
    header="import numpy as np", reference=sine, outputs=("x", "y"),
    probes=[given("four samples", 4), given("seven samples", 7),
            drawn("some samples", lambda rng: (int(rng.integers(9, 40)),))],
    mistakes=[
        Mistake("end-included", waves(lambda n: np.linspace(0, 1, n)),
                says="Your x runs up to 1; the last one is (samples − 1)/samples.",
                hint="Does np.linspace leave its end out?"),
        Mistake("from-one", waves(lambda n: np.arange(1, n + 1) / n),
                says="Your x begins with 1/samples.", hint="What does np.arange(n) begin with?"),
        Mistake("not-divided", waves(lambda n: np.arange(n) + 0.0),
                says="Your x is 0, 1, 2, …: it is not divided by samples.",
                hint="How far does one period reach?"),
        Mistake("not-divided-but-right", lambda n: (np.arange(n)[:, None] + 0.0, sine(n)[1]),
                says="Your y is right; x is 0, 1, 2, …, and should be divided by samples.",
                hint="Which x belongs to your y?"),
        Mistake("radians-as-x", lambda n: (2 * np.pi * sine(n)[0], sine(n)[1]),
                says="Your y is right; your x is multiplied by 2π.",
                hint="Which x belongs to your y?"),
        Mistake("x-to-two-pi-twice", waves(lambda n: 2 * np.pi * np.arange(n) / n),
                says="The 2π came in twice: in x, and in the sine.",
                hint="Where does the 2π belong: into x, or into the sine?"),
        Mistake("no-two-pi", waves(y=np.sin), says="You took sin(x): the 2π is missing.",
                hint="What is the sine of 1, in radians?"),
        Mistake("pi", waves(y=lambda x: np.sin(np.pi * x)),
                says="You took sin(πx): half a period.", hint="How long is a whole period?"),
        Mistake("no-pi", waves(y=lambda x: np.sin(2 * x)),
                says="You took sin(2x): the π is missing.", hint="How long is a whole period?"),
        Mistake("degrees", waves(y=lambda x: np.sin(360 * x)),
                says="You took the angle in degrees.", hint="What unit does np.sin expect?"),
        Mistake("two-periods", waves(y=lambda x: np.sin(4 * np.pi * x)),
                says="Your sine has two periods.", hint="How long is one period?"),
        Mistake("rough-pi", waves(y=lambda x: np.sin(2 * 3.14 * x)),
                says="Your π is 3.14.", hint="What does np.pi hold?"),
        Mistake("undivided-in-the-sine",
                lambda n: (sine(n)[0], np.sin(2 * np.pi * np.arange(n)[:, None])),
                says="Your x is right; in the sine stands x before the division.",
                hint="What goes into the sine: 0, 1, 2, … or your x?"),
        Mistake("y-is-x",
                waves(y=lambda x: x),
                says="Your y is x itself.",
                hint="Where is the sine?"),
        Mistake("divided-by-n-plus-one",
                waves(lambda n: np.arange(n) / (n + 1)),
                says="You divided by samples + 1.",
                hint="What is the second x, for four samples?"),
        Mistake("angles-with-the-end",
                lambda n: (angles := np.linspace(0, 2 * np.pi, n)[:, None], np.sin(angles)),
                says="Your x runs from 0 to 2π, its end included; it runs from 0 to just "
                     "below 1.",
                hint="Where does the 2π belong: into x, or into the sine?"),
        Mistake("tangent",
                waves(y=lambda x: np.tan(2 * np.pi * x)),
                says="You took the tangent.",
                hint="Which function does the text name?"),
        Mistake("cosine", waves(y=lambda x: np.cos(2 * np.pi * x)),
                says="You took the cosine.", hint="What is the first y?"),
        Mistake("factor-outside", waves(y=lambda x: 2 * np.pi * np.sin(x)),
                says="2π stands outside the sine.", hint="Is the sine to be taller, or faster?"),
        Mistake("negative", waves(y=lambda x: -np.sin(2 * np.pi * x)),
                says="Your y has the wrong sign.", hint="Does a sine begin upwards?"),
        Mistake("shifted-up", waves(y=lambda x: (np.sin(2 * np.pi * x) + 1) / 2),
                says="Your y runs from 0 to 1.", hint="May y be negative?"),
        Mistake("no-columns", lambda n: tuple(each[:, 0] for each in sine(n)),
                says="Your x and y have the shape (samples,); columns (samples, 1) are asked for.",
                hint="What does reshape(-1, 1) do?", catalogue="S4"),
        Mistake("x-no-column", lambda n: (sine(n)[0][:, 0], sine(n)[1]),
                says="Your x has the shape (samples,); a column (samples, 1) is asked for.",
                hint="What does reshape(-1, 1) do?", catalogue="S4"),
        Mistake("y-no-column", lambda n: (sine(n)[0], sine(n)[1][:, 0]),
                says="Your y has the shape (samples,); a column (samples, 1) is asked for.",
                hint="What does reshape(-1, 1) do?", catalogue="S4"),
        Mistake("rows", lambda n: tuple(each.T for each in sine(n)),
                says="Your x and y are rows (1, samples); columns are asked for.",
                hint="reshape(1, -1), or reshape(-1, 1)?", catalogue="S4"),
        Mistake("one-matrix", lambda n: np.hstack(sine(n)),
                says="You return one array (samples, 2); two columns apart are asked for.",
                hint="What does `return x, y` return?"),
        Mistake("y-only", lambda n: sine(n)[1], says="You return y alone.",
                hint="How many things does the text want back?"),
        Mistake("swapped", lambda n: sine(n)[::-1], says="Your y comes before your x.",
                hint="In which order does the text name them?"),
        Mistake("whole-numbers", waves(lambda n: np.arange(n) // n),
                says="// throws the decimals away: all your x are 0.",
                hint="What is 3 // 4?", catalogue="S10"),
        Mistake("one-more", lambda n: tuple(np.vstack([each, each[:1]]) if i else np.vstack(
                    [each, [[1.0]]]) for i, each in enumerate(sine(n))),
                says="You have one sample too many: x reaches 1.",
                hint="How many numbers does np.arange(n + 1) have?"),
        Mistake("middle-of-the-step", waves(lambda n: (np.arange(n) + 0.5) / n),
                says="Your x lies in the middle of each step; it should lie at its beginning.",
                hint="What is the first x?"),
        Mistake("random-places", waves(lambda n: np.sort(np.random.RandomState(0).rand(n))),
                says="Your x is random; even steps are asked for.", hint="What is the first x?"),
        Mistake("divided-twice", lambda n: (sine(n)[0], np.sin(2 * np.pi * sine(n)[0] / n)),
                says="You divided by samples twice: x is divided already.",
                hint="What is x for the last sample, and what is 2πx?"),
    ],
    equivalents=[waves(lambda n: np.linspace(0, 1, n, endpoint=False)),
                 waves(lambda n: np.linspace(0, 1, n + 1)[:-1]),
                 lambda samples: ([[i / samples] for i in range(samples)],
                                  [[math.sin(2 * math.pi * i / samples)]
                                   for i in range(samples)]),
                 waves(y=lambda x: np.cos(2 * np.pi * x - np.pi / 2)),
                 lambda n: (np.arange(n)[:, np.newaxis] / n,
                            np.exp(2j * np.pi * np.arange(n) / n).imag[:, np.newaxis])],
    hints=("What does np.arange(4) hold, and what is missing from it?",
           "Divide np.arange(samples) by samples, make it a column, and put it into the sine.",
           "x = np.arange(samples).reshape(-1, 1) / samples\nreturn x, np.sin(2 * np.pi * x)"),
    where="the line that makes x",
    after="Which is the largest y for 1,000 samples, and at which x?")


# Shuffling ---------------------------------------------------------------------------------------

def shuffled(x, y, seed):
    """x (N, ...), y (N,) -> the same rows and labels in one random order."""
    order = np.random.RandomState(seed).permutation(len(x))
    return x[order], y[order]


def by(order):
    """Rows and labels in the order that order(random, N) gives."""
    def result(x, y, seed):
        places = order(np.random.RandomState(seed), len(x))
        return x[places], y[places]
    return result


def own_order_each(x, y, seed):
    random = np.random.RandomState(seed)
    return x[random.permutation(len(x))], y[random.permutation(len(y))]


def scattered(x, y, seed):
    order = np.random.RandomState(seed).permutation(len(x))
    new_x, new_y = np.empty_like(x), np.empty_like(y)
    new_x[order], new_y[order] = x, y
    return new_x, new_y


def in_place(x, y, seed):
    order = np.random.RandomState(seed).permutation(len(x))
    x[:], y[:] = x[order], y[order]
    return x, y


def some_rows(count, features):
    def draw(rng):
        return (rng.normal(size=(count, features)).round(1),
                np.sort(rng.permutation(np.arange(10, 10 + count))), int(rng.integers(1, 1000)))
    return draw


shuffling = Exercise(
    id="3.4.shuffled", title="Shuffle, and lose no label", level="medium",
    objective="shuffle points and labels together",
    asks="The spiral comes sorted: class 0 first, then class 1, then class 2. Return `x` and `y` "
         "in a random order, the **same** for both. Ask `np.random.RandomState(seed)` for one "
         "`permutation(N)`, an array with the numbers from 0 to N − 1 in random order: the row in "
         "place i of the result is the row with the i-th of these numbers. `x` and `y` themselves "
         "stay as they are.",
    header="import numpy as np", reference=shuffled, outputs=("x", "y"),
    probes=[given("four rows by hand", np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0], [6.0, 7.0]]),
                  np.array([0, 10, 20, 30]), 1),
            drawn("five rows of three", some_rows(5, 3)), drawn("nine rows", some_rows(9, 2)),
            drawn("twelve rows", some_rows(12, 4)), drawn("five rows of seven", some_rows(5, 7))],
    mistakes=[
        Mistake("each-its-own-order", own_order_each,
                says="You drew a second order for the labels: they sit at other points now.",
                hint="How often is permutation called?", catalogue="D11"),
        Mistake("labels-left-behind", lambda x, y, seed: (shuffled(x, y, seed)[0], y),
                says="You shuffled the rows and left the labels where they were.",
                hint="Does each point still carry its own label?", catalogue="D11"),
        Mistake("rows-left-behind", lambda x, y, seed: (x, shuffled(x, y, seed)[1]),
                says="You shuffled the labels and left the rows where they were.",
                hint="Does each point still carry its own label?", catalogue="D11"),
        Mistake("not-shuffled", lambda x, y, seed: (x.copy(), y.copy()),
                says="Nothing is shuffled: the order is still the old one.",
                hint="Where do you use the order that you drew?", catalogue="D12"),
        Mistake("the-other-way", scattered,
                says="You sent row i to the place order[i]; the text asks for the row order[i] in "
                     "place i.",
                hint="x[order], or new[order] = x?"),
        Mistake("backwards", lambda x, y, seed: (x[::-1].copy(), y[::-1].copy()),
                says="You turned the rows round; that is no random order.",
                hint="What does permutation give?"),
        Mistake("order-backwards", by(lambda random, n: random.permutation(n)[::-1]),
                says="You used the order from its end.", hint="Is there a [::-1] too many?"),
        Mistake("with-repeats", by(lambda random, n: random.randint(0, n, n)),
                says="Some rows come twice, and others are lost: your order has repeats.",
                hint="Which function gives each number exactly once?", catalogue="D13"),
        Mistake("last-row-lost", by(lambda random, n: random.permutation(n - 1)),
                says="The last row is lost: your order has N − 1 numbers.",
                hint="Count the rows that come out.", catalogue="D13"),
        Mistake("one-row-dropped", by(lambda random, n: random.permutation(n)[:-1]),
                says="One row is lost: your result has N − 1 rows.",
                hint="Count the rows that come out.", catalogue="D13"),
        Mistake("first-row-dropped", by(lambda random, n: random.permutation(n)[1:]),
                says="One row is lost: your result has N − 1 rows.",
                hint="Count the rows that come out.", catalogue="D13"),
        Mistake("seed-zero", lambda x, y, seed: shuffled(x, y, 0),
                says="Your order does not depend on `seed`: you always use the seed 0, or NumPy's "
                     "own stream.",
                hint="Where does your code use the argument seed?"),
        Mistake("seed-forty-two", lambda x, y, seed: shuffled(x, y, 42),
                says="You always use the seed 42, whatever comes in.",
                hint="Where does your code use the argument seed?"),
        Mistake("labels-with-the-next-seed",
                lambda x, y, seed: (shuffled(x, y, seed)[0], shuffled(x, y, seed + 1)[1]),
                says="Your labels have an order of their own, from the next seed.",
                hint="How often is permutation called?",
                catalogue="D11"),
        Mistake("order-as-labels",
                lambda x, y, seed: (shuffled(x, y, seed)[0],
                                    np.random.RandomState(seed).permutation(len(x))),
                says="Your labels are the order itself; y in this order is asked for.",
                hint="What does y[order] give?",
                catalogue="D11"),
        Mistake("columns-shuffled", lambda x, y, seed: (
                    x[:, np.random.RandomState(seed).permutation(x.shape[1])], y),
                says="You shuffled the columns of x, its coordinates.",
                hint="Which axis counts the samples?"),
        Mistake("order-of-the-columns", lambda x, y, seed: (
                    order := np.random.RandomState(seed).permutation(x.shape[1]),
                    (x[order], y[order]))[1],
                says="Your order has as many numbers as x has columns.",
                hint="Which axis counts the samples?", catalogue="D13"),
        Mistake("labels-by-the-sorted-order", lambda x, y, seed: (
                    shuffled(x, y, seed)[0], scattered(x, y, seed)[1]),
                says="Your labels went the other way: new[order] = y instead of y[order].",
                hint="Do rows and labels use the order in the same way?", catalogue="D11"),
        Mistake("order-returned", lambda x, y, seed: np.random.RandomState(seed).permutation(
                    len(x)),
                says="You return the order; the rows and labels in that order are asked for.",
                hint="What does x[order] give?"),
        Mistake("rows-only", lambda x, y, seed: shuffled(x, y, seed)[0],
                says="You return the rows alone.", hint="And their labels?"),
        Mistake("swapped", lambda x, y, seed: shuffled(x, y, seed)[::-1],
                says="Your labels come before your rows.",
                hint="In which order does the text name them?"),
        Mistake("in-place", in_place,
                says="Your result is right, but x and y themselves are shuffled as well.",
                hint="Which line writes into the arrays that came in?", catalogue="S11"),
        Mistake("shuffles-the-inputs", lambda x, y, seed: (
                    np.random.RandomState(seed).shuffle(x), np.random.RandomState(seed).shuffle(y)),
                says="shuffle works on x and y themselves, and returns None.",
                hint="What does shuffle return?"),
        Mistake("shuffled-twice", lambda x, y, seed: shuffled(*shuffled(x, y, seed), seed),
                says="You shuffled twice.", hint="How often is the order used?"),
        Mistake("columns-instead-of-rows", lambda x, y, seed: (
                    x[:, np.random.RandomState(seed).permutation(len(x))],
                    shuffled(x, y, seed)[1]),
                says="`x[:, order]` picks columns; the rows are to be shuffled.",
                hint="Which place between the brackets belongs to the rows?"),
        Mistake("as-many-as-numbers", lambda x, y, seed: x[
                    np.random.RandomState(seed).permutation(x.size)],
                says="Your order has a place for every number of x (.size), not for every row.",
                hint="What do len(x) and x.size count?"),
    ],
    conventions=[Mistake(
        "sorted-random-numbers", by(lambda random, n: random.rand(n).argsort()),
        says="You sorted random numbers for an order. That is random, too, but another order than "
             "that of permutation(N).",
        hint="Which method does the text name?"), Mistake(
        "sorted-normal-numbers", by(lambda random, n: random.randn(n).argsort()),
        says="You sorted random numbers for an order. That is random, too, but another order than "
             "that of permutation(N).",
        hint="Which method does the text name?"), Mistake(
        "new-generator", lambda x, y, seed: (
            order := np.random.default_rng(seed).permutation(len(x)), (x[order], y[order]))[1],
        says="You drew from np.random.default_rng, which has another order for the same seed; here "
             "it is RandomState.",
        hint="Same seed, other generator: other numbers.")],
    equivalents=[lambda x, y, seed: (np.random.RandomState(seed).permutation(x),
                                     np.random.RandomState(seed).permutation(y)),
                 lambda x, y, seed: (order := np.random.RandomState(seed).permutation(len(y)),
                                     ([x[i].tolist() for i in order],
                                      [y[i] for i in order]))[1],
                 lambda x, y, seed: tuple(np.take(each, np.random.RandomState(seed).permutation(
                     len(x)), axis=0) for each in (x, y)),
                 lambda x, y, seed: (order := np.arange(len(x)),
                                     np.random.RandomState(seed).shuffle(order),
                                     (x[order], y[order]))[2]],
    hints=("How often may you draw an order?",
           "Draw one order; use it as an index, between brackets, for both arrays.",
           "order = np.random.RandomState(seed).permutation(len(x))\nreturn x[order], y[order]"),
    where="the lines that use the order",
    after="Draw the first 100 rows of the spiral before and after. What would a batch have seen?")

EXERCISES = [the_sine, shuffling]
