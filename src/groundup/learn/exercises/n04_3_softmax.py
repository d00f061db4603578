"""Exercises of 4.3: softmax that does not overflow (debug), and a temperature."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# Repair the repair -------------------------------------------------------------------------------

def softmax(scores):
    """scores (B, K), of any size -> shares (B, K); each row adds up to 1."""
    highest = scores.max(axis=1, keepdims=True)            # (B, 1)
    powers = np.exp(scores - highest)                      # (B, K), at most 1
    return powers / powers.sum(axis=1, keepdims=True)


def softmax_start(scores):
    """scores (B, K), of any size -> shares (B, K); each row adds up to 1."""
    powers = np.exp(scores - scores.max())                 # no power is larger than 1
    return powers / powers.sum(axis=1, keepdims=True)


def minus(shift):
    """Softmax with shift(scores) subtracted in place of each row's maximum."""
    def wrong(z):
        powers = np.exp(z - shift(z))
        return powers / powers.sum(axis=1, keepdims=True)
    return wrong


def of(change):
    """The right softmax of changed scores."""
    return lambda z: softmax(change(z))


def naive(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def minus_turned(z):
    powers = np.exp(z.max(axis=1, keepdims=True) - z)
    return powers / powers.sum(axis=1, keepdims=True)


def shifted(z):
    return np.exp(z - z.max(axis=1, keepdims=True))


def shifted_in_place(z):
    z -= z.max(axis=1, keepdims=True)
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def with_loops(z):
    result = []
    for row in z:
        highest = max(row)
        powers = [np.exp(score - highest) for score in row]
        result.append([power / sum(powers) for power in powers])
    return result


def by_differences(z):
    return 1 / np.exp(z[:, None, :] - z[:, :, None]).sum(axis=2)


def by_logarithm(z):
    highest = z.max(axis=1)
    log_total = highest + np.log(np.exp(z - highest[:, None]).sum(axis=1))
    return np.exp(z - log_total[:, None])


def one_row_moved(amount):
    def draw(rng):
        z = rng.normal(0, 2, (4, 3)).round(1)
        z[2] += amount
        return z
    return draw


repaired = Exercise(
    id="4.3.softmax", title="The repair that kills its neighbours", level="debug",
    objective="write a softmax that survives scores of any size",
    asks="A colleague repaired the overflow: subtract the largest score, and no power is larger "
         "than 1. It works, until two very different samples meet in one batch `(B, K)`: then a "
         "whole row becomes NaN. Repair it. Scores of ±1000 must work, and so must a score of "
         "`-np.inf` (its share is 0), as long as its row has a finite one.",
    header="import numpy as np", reference=softmax, start=softmax_start, rtol=1e-4, atol=1e-7,
    probes=[given("two ordinary samples", np.array([[2.0, 1.0, -1.0], [0.0, 0.5, 3.0]])),
            given("three samples, one of them with ±1000",
                  np.array([[1.0, 2.0, 3.0], [0.0, 1000.0, -1000.0], [0.5, 0.0, -0.5]])),
            given("a score of 710.2, just past the limit",
                  np.array([[0.0, 0.5, -1.0], [705.0, 710.2, 703.0], [2.0, 1.0, 0.0]])),
            given("three samples, one far above",
                  np.array([[1000.0, 1001.0, 998.0, 1000.5], [0.0, 1.0, -1.0, 2.0],
                            [-1.0, 0.0, 1.5, 0.5]])),
            given("three samples, one far below",
                  np.array([[0.0, 1.0], [-1000.0, -1001.0], [2.0, -3.0]])),
            given("a score of −inf", np.array([[0.0, -np.inf, 1.0], [1.0, 2.0, 4.0]])),
            drawn("4 samples, one moved by 900", one_row_moved(900)),
            drawn("4 samples, one moved by −900", one_row_moved(-900)),
            drawn("4 samples, 4 classes", lambda rng: rng.normal(0, 3, (4, 4)).round(1))],
    mistakes=[
        Mistake("one-maximum-for-all", minus(np.max),
                says="You subtract the largest score of the whole batch. In a row far below it, "
                     "all powers are 0, and 0/0 is NaN.",
                hint="May one sample's size influence another sample? How many maxima are there?",
                catalogue="A2"),
        Mistake("nothing-subtracted", naive,
                says="Nothing is subtracted: e to the 1000 is infinite, and inf/inf is NaN.",
                hint="What is e to the 1000? Which number of the row can you take away?",
                catalogue="A1"),
        Mistake("column-maxima", minus(lambda z: z.max(axis=0)),
                says="You subtract the largest score of each column (class), which changes the "
                     "shares.",
                hint="Which axis do the classes of one sample lie on?", catalogue="A3"),
        Mistake("maxima-lie-flat", minus(lambda z: z.max(axis=1)),
                says="Your maxima have shape (B,), and NumPy lays them along the rows.",
                hint="Print the shape of your maxima: is it a row, or a column?", catalogue="S3"),
        Mistake("sums-lie-flat", lambda z: shifted(z) / shifted(z).sum(axis=1),
                says="Your sums have shape (B,), and NumPy lays them along the rows.",
                hint="Print the shape of your sums: is it a row, or a column?", catalogue="S3"),
        Mistake("columns-add-up", lambda z: shifted(z) / shifted(z).sum(axis=0),
                says="You divide by the sums of the columns; no sample adds up to 1.",
                hint="What should add up to 1: a sample, or a class?", catalogue="A3"),
        Mistake("all-adds-up", lambda z: shifted(z) / shifted(z).sum(),
                says="You divide by one sum, that of the whole batch.",
                hint="What should add up to 1: a sample, or the batch?", catalogue="A3"),
        Mistake("one-maximum-one-sum", lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(),
                says="Maximum and sum are those of the whole batch; each sample has its own.",
                hint="How many maxima and how many sums do B samples need?", catalogue="A3"),
        Mistake("columns-throughout",
                lambda z: np.exp(z - z.max(axis=0)) / np.exp(z - z.max(axis=0)).sum(axis=0),
                says="Maximum and sum are those of the columns: a softmax over the samples.",
                hint="What should add up to 1: a sample, or a class?", catalogue="A3"),
        Mistake("mean-subtracted", minus(lambda z: z.mean(axis=1, keepdims=True)),
                says="You subtract the mean of each row: what is far above it still overflows.",
                hint="Which number must be taken away so that no exponent is above 0?",
                catalogue="A1"),
        Mistake("smallest-subtracted", minus(lambda z: z.min(axis=1, keepdims=True)),
                says="You subtract the smallest score of each row: all exponents are 0 or more, "
                     "and the largest overflows.",
                hint="Which side is dangerous: e to the 1000, or e to the −1000?",
                catalogue="A1"),
        Mistake("first-subtracted", minus(lambda z: z[:, :1]),
                says="You subtract the first score of each row, which may be far below the "
                     "largest.",
                hint="Which number must be taken away so that no exponent is above 0?",
                catalogue="A1"),
        Mistake("last-subtracted", minus(lambda z: z[:, -1:]),
                says="You subtract the last score of each row, which may be far below the "
                     "largest.",
                hint="Which number must be taken away so that no exponent is above 0?",
                catalogue="A1"),
        Mistake("place-subtracted", minus(lambda z: z.argmax(axis=1)[:, None]),
                says="You subtract the place of the largest score (argmax), not the score.",
                hint="What does argmax give, and what does max give?"),
        Mistake("largest-size-subtracted", minus(lambda z: np.abs(z).max(axis=1, keepdims=True)),
                says="You subtract the largest size: in a row of −1000s this leads to −2000, "
                     "and 0/0.",
                hint="What is the largest of −1000 and −1001?", catalogue="A2"),
        Mistake("largest-size-of-all", minus(lambda z: np.abs(z).max()),
                says="You subtract the largest size of the whole batch.",
                hint="May one sample's size influence another sample?", catalogue="A2"),
        Mistake("first-row-maximum", minus(lambda z: z[0].max()),
                says="You subtract the maximum of the first row from all rows.",
                hint="May one sample's size influence another sample?", catalogue="A2"),
        Mistake("thousand-subtracted", minus(lambda z: 1000),
                says="You subtract 1000 everywhere: then ordinary scores vanish, and 0/0 is NaN.",
                hint="Which number is right for a row whose scores are near 0?"),
        Mistake("maximum-added", minus(lambda z: -z.max(axis=1, keepdims=True)),
                says="You add the maximum instead of subtracting it.",
                hint="Should the exponents become smaller, or larger?"),
        Mistake("divided-by-the-maximum", of(lambda z: z / z.max(axis=1, keepdims=True)),
                says="You divide the scores by the maximum; that changes their differences.",
                hint="Only differences between scores decide. Which operation keeps them?"),
        Mistake("divided-by-the-size", of(lambda z: z / np.abs(z).max(axis=1, keepdims=True)),
                says="You divide the scores by the largest size; that changes their differences.",
                hint="Only differences between scores decide. Which operation keeps them?"),
        Mistake("divided-by-largest-of-all", of(lambda z: z / z.max()),
                says="You divide the scores by the largest of the batch.",
                hint="Only differences between scores decide. Which operation keeps them?"),
        Mistake("standardised", of(lambda z: (z - z.mean(axis=1, keepdims=True))
                                   / z.std(axis=1, keepdims=True)),
                says="You divide by the spread of each row; that changes the differences.",
                hint="Only differences between scores decide. Which operation keeps them?"),
        Mistake("clipped", of(lambda z: np.clip(z, -500, 500)),
                says="You clip the scores: 1000 and 1001 become the same.",
                hint="Should 1001 still beat 1000?"),
        Mistake("clipped-above", lambda z: naive(np.minimum(z, 700)),
                says="You clip large scores: 1000 and 1001 become the same, and a row far below "
                     "is still 0/0.",
                hint="Should 1001 still beat 1000?"),
        Mistake("zeros-instead-of-nan", lambda z: np.nan_to_num(softmax_start(z)),
                says="There is no NaN any more, but a row of zeros instead: it adds up to 0.",
                hint="Add up every row. Which one does not give 1? Cure the cause, not the sign.",
                catalogue="A2"),
        Mistake("overflow-covered-up", lambda z: np.nan_to_num(naive(z)),
                says="You replace the NaN by 0, so the row with the overflow loses its winner.",
                hint="What should the score of 1000 get: everything, or nothing?",
                catalogue="A1"),
        Mistake("shifted-below-only", lambda z: np.exp(z) / shifted(z).sum(axis=1, keepdims=True),
                says="You subtract the maximum below the line, and not above it.",
                hint="A fraction keeps its value if both sides are divided by … what?"),
        Mistake("shifted-above-only", lambda z: shifted(z) / np.exp(z).sum(axis=1, keepdims=True),
                says="You subtract the maximum above the line, and not below it.",
                hint="A fraction keeps its value if both sides are divided by … what?"),
        Mistake("divided-by-largest-power", lambda z: shifted(z),
                says="Your powers are right; they are not divided by their sum.",
                hint="Add up one row. What should come out?", catalogue="A4"),
        Mistake("logarithms", lambda z: np.log(softmax(z)),
                says="You return the logarithms of the shares.", hint="May a share be negative?"),
        Mistake("subtracted-in-place", shifted_in_place,
                says="The shares are right, but -= changed the scores that came in.",
                hint="Who else holds this array? What does -= write into?", catalogue="S11"),
        Mistake("epsilon-below-the-line", lambda z: np.exp(z - z.max()) / (
                    np.exp(z - z.max()).sum(axis=1, keepdims=True) + 1e-9),
                says="A small number below the line avoids 0/0, and leaves a row of zeros.",
                hint="Add up every row. Which one does not give 1? Cure the cause, not the sign.",
                catalogue="A2"),
        Mistake("divided-by-a-thousand", of(lambda z: z / 1000),
                says="You divided the scores by 1000: no overflow, and almost equal shares.",
                hint="Only differences between scores decide. Which operation keeps them?"),
        Mistake("divided-by-a-hundred", of(lambda z: z / 100),
                says="You divided the scores by 100: no overflow, and almost equal shares.",
                hint="Only differences between scores decide. Which operation keeps them?"),
        Mistake("smallest-of-all", minus(np.min),
                says="You subtract the smallest score of the batch: the largest still overflow.",
                hint="Which side is dangerous: e to the 1000, or e to the −1000?",
                catalogue="A1"),
        Mistake("sum-subtracted", minus(lambda z: z.sum(axis=1, keepdims=True)),
                says="You subtract the sum of each row's scores, not their maximum.",
                hint="Which number must be taken away so that no exponent is above 0?",
                catalogue="A1"),
        Mistake("mean-of-all", minus(np.mean),
                says="You subtract the mean of the whole batch.",
                hint="Which number must be taken away so that no exponent is above 0?",
                catalogue="A1"),
        Mistake("python-max", minus(lambda z: max(z)),
                says="Python's max cannot compare rows of numbers.",
                hint="Which method of an array takes an axis?"),
        Mistake("negatives-cut", of(lambda z: np.maximum(z, 0)),
                says="You replaced negative scores by 0 (a ReLU).",
                hint="Should −1000 and −1 get the same share?", catalogue="A17"),
        Mistake("sizes", of(np.abs), says="You took the sizes of the scores.",
                hint="Should −1000 win?"),
        Mistake("minus", of(np.negative),
                says="The smallest score wins: there is a minus sign too many.",
                hint="Which score should get the largest share?"),
        Mistake("distance-to-the-maximum", minus_turned,
                says="You subtracted the scores from the maximum: the smallest wins.",
                hint="scores − maximum, or maximum − scores?"),
        Mistake("subtracted-after-exp", lambda z: (
                    np.exp(z) - z.max(axis=1, keepdims=True)) / (
                        np.exp(z) - z.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True),
                says="You subtract the maximum from the powers, after np.exp.",
                hint="What must np.exp never see?", catalogue="A1"),
        Mistake("even-where-nan", lambda z: np.where(np.isnan(softmax_start(z)), 1 / z.shape[1],
                                                     softmax_start(z)),
                says="You put 1/K where NaN stood: the row adds up to 1, but says nothing about "
                     "its scores.",
                hint="Whose largest score should be subtracted from a row?"),
        Mistake("stable-logarithms", lambda z: z - np.logaddexp.reduce(
                    z, axis=1, keepdims=True),
                says="You return the logarithms of the shares.",
                hint="May a share be negative?"),
        Mistake("small-shares-cut", lambda z: np.where(softmax(z) / softmax(z).max(
                    axis=1, keepdims=True) > 1e-3, softmax(z), 0),
                says="You set small shares to 0: the rows no longer add up to 1.",
                hint="What should happen to a share of 0.0005?"),
        Mistake("clipped-below", lambda z: naive(np.maximum(z - z.max(), -700)),
                says="You clip what lies far below the largest score of all: in a row far below, "
                     "all scores become the same.",
                hint="Whose largest score should be subtracted from a row?"),
        Mistake("infinity-as-zero", lambda z: softmax(np.nan_to_num(z, neginf=0)),
                says="You replaced −inf by 0, which is a score like others: its share should be 0.",
                hint="What is e to the −inf?"),
    ],
    equivalents=[with_loops, by_logarithm,
                 lambda z: np.array([np.exp(row - row.max()) / np.exp(row - row.max()).sum()
                                     for row in z]),
                 lambda z: (shifted(z).T / shifted(z).sum(axis=1)).T,
                 lambda z: minus(lambda y: np.amax(y, 1)[:, np.newaxis] + 1)(z),
                 lambda z: minus(lambda y: np.sort(y, axis=1)[:, -1:])(z)],
    hints=("How many maxima does a batch of three samples have?",
           "Only the line with .max() is ill. Compare it with the line of the sum.",
           "scores - scores.max(axis=1, keepdims=True)"),
    where="the line with .max()",
    after="Try a row in which every score is −inf. What should its shares be?")


EXERCISES = [repaired]
