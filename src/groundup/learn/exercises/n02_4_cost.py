"""More exercises of 2.4, using loops: the cost of a product, and the rate of a machine."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# Its cost ----------------------------------------------------------------------------------------

def product_flops(n, k, m):
    """A matrix (n, k) times a matrix (k, m) -> multiplications plus additions."""
    return 2 * n * k * m


cost = Exercise(
    id="2.4.product-flops", title="What a matrix product costs", level="easy",
    objective="count the flops of a matrix product",
    asks="A matrix of shape (n, k) is multiplied by one of shape (k, m). Return how many flops "
         "that takes. Count as the three loops do it, with each total beginning at 0: every "
         "product is one multiplication and one addition.",
    reference=product_flops,
    probes=[given("(2, 3) times (3, 4)", 2, 3, 4), given("(5, 1) times (1, 7)", 5, 1, 7),
            given("a batch of 797 pictures through ten neurons", 797, 64, 10),
            drawn("three sizes", lambda rng: tuple(map(int, rng.permutation([11, 13, 17]))))],
    mistakes=[
        Mistake("multiplications-only", lambda n, k, m: n * k * m,
                says="You counted the multiplications and left out the additions.",
                hint="What happens to each product, after it was made?"),
        Mistake("additions-only", lambda n, k, m: n * m * (k - 1),
                says="You counted the plus signs between products and left out the "
                     "multiplications.",
                hint="How many products does one entry need?"),
        Mistake("entries-only", lambda n, k, m: n * m,
                says="You counted the entries of the product, not what each costs.",
                hint="How many products does one entry need?"),
        Mistake("two-per-entry", lambda n, k, m: 2 * n * m,
                says="You counted two flops for each entry; each is a sum of k products.",
                hint="How many products does one entry need?"),
        Mistake("one-dot-product", lambda n, k, m: 2 * k,
                says="You counted one entry; the product has many.",
                hint="How many entries has the product?"),
        Mistake("one-dot-product-strict", lambda n, k, m: 2 * k - 1,
                says="You counted one entry; the product has many.",
                hint="How many entries has the product?"),
        Mistake("one-row", lambda n, k, m: 2 * k * m,
                says="You counted one row of the product; it has n.",
                hint="How often does the outer loop run?"),
        Mistake("one-column", lambda n, k, m: 2 * n * k,
                says="You counted one column of the product; it has m.",
                hint="How many columns of b does each row meet?"),
        Mistake("sizes-added", lambda n, k, m: n + k + m,
                says="You added the three sizes; loops inside each other multiply.",
                hint="A loop of 3 rounds inside a loop of 2: how many rounds?"),
        Mistake("sizes-added-twice", lambda n, k, m: 2 * (n + k + m),
                says="You added the three sizes; loops inside each other multiply.",
                hint="A loop of 3 rounds inside a loop of 2: how many rounds?"),
        Mistake("numbers-counted", lambda n, k, m: n * k + k * m,
                says="You counted the numbers in the two matrices; each is used several times.",
                hint="With how many columns is each row multiplied?"),
        Mistake("numbers-doubled", lambda n, k, m: 2 * (n * k + k * m),
                says="You counted two flops for each number in the two matrices; each is used "
                     "several times.",
                hint="With how many columns is each row multiplied?"),
        Mistake("inner-squared", lambda n, k, m: 2 * n * k * k * m,
                says="You counted k twice: once for each matrix.",
                hint="How many loops are there?"),
        Mistake("all-four", lambda n, k, m: n * k * k * m,
                says="You multiplied all four sizes; k is the same one in both.",
                hint="How many loops are there?"),
        Mistake("one-plus", lambda n, k, m: n * m * (k + 1),
                says="You counted one addition for each entry.",
                hint="How often is something added to a total?"),
        Mistake("three-per-product", lambda n, k, m: 3 * n * k * m,
                says="You counted three flops for each product.",
                hint="A pair is multiplied once, and its product is added once. What else?"),
        Mistake("four-per-product", lambda n, k, m: 4 * n * k * m,
                says="You counted four flops for each product.",
                hint="A pair is multiplied once, and its product is added once. What else?"),
        Mistake("cubed", lambda n, k, m: 2 * n ** 3,
                says="You counted for square matrices; these have three sizes.",
                hint="Which sizes do the three loops run over?"),
        Mistake("middle-cubed", lambda n, k, m: 2 * k ** 3,
                says="You counted for square matrices; these have three sizes.",
                hint="Which sizes do the three loops run over?"),
        Mistake("multiplied-counts", lambda n, k, m: n * m * k * (k - 1),
                says="You multiplied the two counts of an entry; they are to be added.",
                hint="After 3 multiplications and 2 additions, how many operations were done?"),
        Mistake("squared", lambda n, k, m: (n * k * m) ** 2,
                says="You squared the number of products; each costs two flops.",
                hint="Twice a number, or a number times itself?"),
        Mistake("numbers-of-the-first", lambda n, k, m: n * k,
                says="You counted the numbers of the first matrix.",
                hint="With how many columns is each row multiplied?"),
        Mistake("numbers-of-the-second", lambda n, k, m: k * m,
                says="You counted the numbers of the second matrix.",
                hint="How many rows does each column meet?"),
        Mistake("three-tables", lambda n, k, m: n * k + k * m + n * m,
                says="You counted the numbers of all three matrices, not the flops.",
                hint="How many products does one entry need?"),
        Mistake("bytes", lambda n, k, m: 8 * (n * k + k * m),
                says="You counted the bytes of the two matrices, not the flops.",
                hint="How many products does one entry need?"),
        Mistake("added-inside", lambda n, k, m: n * (k + m),
                says="You added k and m; loops inside each other multiply.",
                hint="A loop of 3 rounds inside a loop of 2: how many rounds?"),
        Mistake("entries-plus-products", lambda n, k, m: n * m + 2 * k,
                says="You added the number of entries to the flops of one; each entry costs them.",
                hint="How often is a dot product computed?"),
        Mistake("one-plus-more", lambda n, k, m: n * m * (2 * k + 1),
                says="You counted one addition too many for each entry.",
                hint="How often does the inner loop go round, and what does one round cost?"),
    ],
    conventions=[
        Mistake("strict", lambda n, k, m: n * m * (2 * k - 1),
                says="You used the other convention, n · m · (2k − 1), as in 1.1: it does not "
                     "count adding the first product to 0.",
                hint="How often is something added to a total that begins at 0?"),
    ],
    equivalents=[lambda n, k, m: n * m * k + n * m * k, lambda n, k, m: float(2 * n * k * m),
                 lambda n, k, m: 2 * int(np.prod([n, k, m])),
                 lambda n, k, m: sum(2 * k for _ in range(n) for _ in range(m))],
    hints=("How often does the innermost line of the three loops run?",
           "n · m entries, k products each, and two flops for each product.", "2 · n · k · m"),
    after="How many for 128 × 128? At a billion flops a second, how long does that take?")


# Its rate ----------------------------------------------------------------------------------------

def gflops_per_second(n, k, m, seconds):
    """Shapes (n, k) and (k, m); seconds: a list of timings of one product -> the best rate."""
    return 2 * n * k * m / min(seconds) / 1e9


def rates(n, k, m, seconds):
    return [2 * n * k * m / each / 1e9 for each in seconds]


def timings(count):
    return lambda rng: (*map(int, rng.permutation([110, 130, 170])),
                        (rng.permutation(np.geomspace(1, 4, count) + rng.random(count) / 9)
                         / 1000).round(5).tolist())


def rate_of(choose):
    return lambda n, k, m, s: 2 * n * k * m / choose(s) / 1e9


rate = Exercise(
    id="2.4.rate", title="How fast was that?", level="medium",
    objective="turn timings into a rate that a busy machine does not spoil",
    asks="One matrix product, (n, k) times (k, m), was timed several times; `seconds` is the list "
         "of what each took. A machine that is busy elsewhere can only make a run slower, so the "
         "**best** run counts. Return its rate in **billions** of flops per second (GFlop/s), with "
         "2 · n · k · m flops a product.",
    reference=gflops_per_second,
    probes=[given("(10, 20) times (20, 50), three runs", 10, 20, 50, [0.004, 0.001, 0.005]),
            given("a run of just one", 100, 200, 50, [0.002]),
            drawn("five runs", timings(5)), drawn("six runs", timings(6))],
    mistakes=[
        Mistake("mean-time", rate_of(np.mean),
                says="You took the mean of the timings: one stall of the machine spoils it.",
                hint="Can a busy machine make a run faster than it is?"),
        Mistake("median-time", rate_of(np.median),
                says="You took the median of the timings; the best run is asked for.",
                hint="Can a busy machine make a run faster than it is?"),
        Mistake("worst-time", rate_of(max),
                says="You took the slowest run.", hint="Is a short time good, or bad?"),
        Mistake("first-run", rate_of(lambda s: s[0]),
                says="You took the first run, whichever it was.",
                hint="Which run was disturbed the least?"),
        Mistake("last-run", rate_of(lambda s: s[-1]),
                says="You took the last run, whichever it was.",
                hint="Which run was disturbed the least?"),
        Mistake("total-time", rate_of(sum),
                says="You divided one product's flops by the time of all runs.",
                hint="How many products were done in all that time?"),
        Mistake("mean-rate", lambda n, k, m, s: sum(rates(n, k, m, s)) / len(s),
                says="You averaged the rates of the runs; the best is asked for.",
                hint="Can a busy machine make a run faster than it is?"),
        Mistake("all-rates", rates,
                says="You return the rates of all runs.", hint="Which one is the best?"),
        Mistake("strict-mean", lambda n, k, m, s: n * m * (2 * k - 1) / np.mean(s) / 1e9,
                says="You took the mean of the timings, and 2k − 1 flops for an entry.",
                hint="Can a busy machine make a run faster than it is?"),
        Mistake("plain-flops", lambda n, k, m, s: 2 * n * k * m / min(s),
                says="You return flops per second, not billions of them.",
                hint="How many zeros has a billion?"),
        Mistake("millions", lambda n, k, m, s: 2 * n * k * m / min(s) / 1e6,
                says="You return millions of flops per second.",
                hint="How many zeros has a billion?"),
        Mistake("thousands", lambda n, k, m, s: 2 * n * k * m / min(s) / 1e3,
                says="You return thousands of flops per second.",
                hint="How many zeros has a billion?"),
        Mistake("multiplied-by-a-billion", lambda n, k, m, s: 2 * n * k * m / min(s) * 1e9,
                says="You multiplied by a billion instead of dividing.",
                hint="Are there more flops, or more billions of flops, in a second?"),
        Mistake("powers-of-two", lambda n, k, m, s: 2 * n * k * m / min(s) / 2 ** 30,
                says="You divided by 2³⁰, as for memory; a billion is 10⁹.",
                hint="What does giga mean for flops?"),
        Mistake("milliseconds", lambda n, k, m, s: 2 * n * k * m / (min(s) * 1e3) / 1e9,
                says="You turned the seconds into milliseconds first.",
                hint="Flops per which unit of time?"),
        Mistake("upside-down", lambda n, k, m, s: min(s) / (2 * n * k * m) / 1e9,
                says="Your fraction is upside down.", hint="Is it flops per second?"),
        Mistake("time-per-gflop", lambda n, k, m, s: min(s) / (2 * n * k * m / 1e9),
                says="You return seconds for a billion flops; it is the other way round.",
                hint="Is it flops per second?"),
        Mistake("multiplied", lambda n, k, m, s: 2 * n * k * m * min(s) / 1e9,
                says="You multiplied by the time instead of dividing.",
                hint="Is a rate larger or smaller when it takes longer?"),
        Mistake("multiplications-only", lambda n, k, m, s: n * k * m / min(s) / 1e9,
                says="You counted the multiplications and left out the additions.",
                hint="How many flops has one product of two numbers, with its addition?"),
        Mistake("entries-only", lambda n, k, m, s: 2 * n * m / min(s) / 1e9,
                says="You counted two flops for each entry; each is a sum of k products.",
                hint="How many products does one entry need?"),
        Mistake("inputs-counted", lambda n, k, m, s: 2 * (n * k + k * m) / min(s) / 1e9,
                says="You counted the numbers in the two matrices; each is used several times.",
                hint="With how many columns is each row multiplied?"),
        Mistake("all-runs-counted", lambda n, k, m, s: 2 * n * k * m * len(s) / min(s) / 1e9,
                says="You counted the flops of all runs, and the time of one.",
                hint="How many products were done in the best run?"),
        Mistake("whole", lambda n, k, m, s: 2 * n * k * m / min(s) // 1e9,
                says="`//` cuts the rate to whole numbers.",
                hint="Which sign divides and keeps the decimals?", catalogue="S10"),
        Mistake("list-as-a-number", lambda n, k, m, s: 2 * n * k * m / s / 1e9,
                says="You divided by the list; Python cannot divide by a list.",
                hint="Which of the timings counts?", catalogue="S9"),
        Mistake("time-only", lambda n, k, m, s: min(s),
                says="You return the best time; a rate is work divided by time.",
                hint="Where do the flops enter?"),
        Mistake("flops-only", lambda n, k, m, s: 2 * n * k * m / 1e9,
                says="You return the billions of flops; they are to be divided by the time.",
                hint="Where does the time enter?"),
        Mistake("two-forgotten-and-billion", lambda n, k, m, s: n * k * m / min(s),
                says="You left out the additions, and the division by a billion.",
                hint="Two flops for each product; and how many zeros has a billion?"),
        Mistake("middle-run", lambda n, k, m, s: 2e-9 * n * k * m / sorted(s)[len(s) // 2],
                says="You took the run in the middle; the best one is asked for.",
                hint="Can a busy machine make a run faster than it is?"),
        Mistake("time-over-flops", lambda n, k, m, s: min(s) / (2 * n * k * m),
                says="Your fraction is upside down: seconds per flop.",
                hint="Which is divided by which in flops per second?"),
    ],
    conventions=[
        Mistake("strict", lambda n, k, m, s: n * m * (2 * k - 1) / min(s) / 1e9,
                says="You counted n · m · (2k − 1) flops, as in 1.1. Rates are usually given with "
                     "2 · n · k · m.",
                hint="Which count does the text of the exercise name?"),
    ],
    equivalents=[lambda n, k, m, s: max(rates(n, k, m, s)),
                 lambda n, k, m, s: 2e-9 * n * k * m / sorted(s)[0],
                 lambda n, k, m, s: np.max(2 * n * k * m / np.array(s)) / 10 ** 9,
                 lambda n, k, m, s: 2 * n * k * m / np.min(s) * 1e-9],
    hints=("Which of the timings was disturbed the least?",
           "Flops of one product, divided by the shortest time, divided by a billion.",
           "2 * n * k * m / min(seconds) / 1e9"),
    where="the time that you divide by",
    after="A processor core runs at 3 GHz and reaches 40 GFlop/s. How can it do 13 flops a tick?")

EXERCISES = [cost, rate]
