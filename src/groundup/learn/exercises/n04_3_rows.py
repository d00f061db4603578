"""Exercises of 4.3: shares for a whole batch."""

import math

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n04_3 import shares

# A batch of scores -------------------------------------------------------------------------------

def shares_of_rows(scores):
    """scores (B, K) -> shares (B, K); each row adds up to 1."""
    powers = np.exp(scores)                                # (B, K)
    return powers / powers.sum(axis=1, keepdims=True)      # (B, K) / (B, 1)


def a_batch(samples, classes):
    return lambda rng: rng.normal(0, 2, (samples, classes)).round(1)


def row_by_row(scores):
    return np.array([np.exp(row) / np.exp(row).sum() for row in scores])


def by_powers(total):
    """Powers divided by total(powers)."""
    return lambda z: np.exp(z) / total(np.exp(z))


def ratio_of(function):
    return lambda z: function(z) / function(z).sum(axis=1, keepdims=True)


rows_of_shares = Exercise(
    id="4.3.shares-of-rows", title="Shares for a whole batch", level="medium",
    objective="divide each row of a batch by its own sum",
    asks="`scores` is an array of shape `(B, K)`: a row for each of B samples, a column for each "
         "of K classes. Return the shares, `(B, K)`: e to every score, divided by the sum of its "
         "**row**. Use `np.exp`, which takes whole arrays. The scores are small; nothing "
         "overflows here.",
    header="import numpy as np", reference=shares_of_rows,
    probes=[given("three samples of two classes", np.array([[2.0, 1.0], [0.0, -1.0], [-2.0, 1.5]])),
            drawn("4 samples, 3 classes", a_batch(4, 3)),
            drawn("3 samples, 5 classes", a_batch(3, 5)),
            drawn("4 samples, 4 classes", a_batch(4, 4))],
    mistakes=[
        Mistake("columns", by_powers(lambda e: e.sum(axis=0)),
                says="You divided by the sums of the columns: each class adds up to 1 over the "
                     "batch, and no sample does.",
                hint="What should add up to 1: a sample, or a class?", catalogue="A3"),
        Mistake("whole-array", by_powers(np.sum),
                says="You divided by one sum, that of all powers in the batch.",
                hint="How many sums do you need for B samples?", catalogue="A3"),
        Mistake("no-keepdims", by_powers(lambda e: e.sum(axis=1)),
                says="Your sums have shape (B,), and NumPy lays them along the rows: it divides "
                     "columns, or fails.",
                hint="Print the shape of your sums: is it a row, or a column?", catalogue="S3"),
        Mistake("largest-of-the-row", by_powers(lambda e: e.max(axis=1, keepdims=True)),
                says="You divided each row by its largest power, not by its sum.",
                hint="Add up one row. What should come out?", catalogue="A4"),
        Mistake("mean-of-the-row", by_powers(lambda e: e.mean(axis=1, keepdims=True)),
                says="You divided by the mean of each row: the rows add up to K.",
                hint="Add up one row. What should come out?", catalogue="A4"),
        Mistake("sum-of-scores", lambda z: np.exp(z) / z.sum(axis=1, keepdims=True),
                says="You divided the powers by the sum of the scores.",
                hint="The sum of what makes a row add up to 1?", catalogue="A4"),
        Mistake("no-exponentials", ratio_of(lambda z: z),
                says="You divided the scores themselves by their sum: np.exp is missing.",
                hint="May a share be negative?", catalogue="A4"),
        Mistake("sizes", ratio_of(np.abs),
                says="You took the sizes of the scores instead of powers of e.",
                hint="Should a score of −3 get more than one of 1?", catalogue="A4"),
        Mistake("scores-over-powers", lambda z: z / np.exp(z).sum(axis=1, keepdims=True),
                says="Above the line stands the score, not e to the score.",
                hint="May a share be negative?"),
        Mistake("not-divided", np.exp, says="You return the powers; the division is missing.",
                hint="Add up one row. What should come out?", catalogue="A4"),
        Mistake("power-of-the-sum", lambda z: np.exp(z) / np.exp(z.sum(axis=1, keepdims=True)),
                says="You divided by e to the sum of the scores; the sum of the powers is due.",
                hint="First raise, then add; or first add, then raise?"),
        Mistake("first-row-for-all", by_powers(lambda e: e[0].sum()),
                says="You divided every row by the sum of the first.",
                hint="Does each sample have a sum of its own?"),
        Mistake("last-row-for-all", by_powers(lambda e: e[-1].sum()),
                says="You divided every row by the sum of the last.",
                hint="Does each sample have a sum of its own?"),
        Mistake("length-of-the-row", by_powers(lambda e: np.linalg.norm(e, axis=1, keepdims=True)),
                says="You divided each row by its length (the root of the sum of squares).",
                hint="Add up one row. What should come out?"),
        Mistake("base-two", ratio_of(lambda z: 2.0 ** z), says="You raised 2, not e.",
                hint="What does np.exp(1) give?"),
        Mistake("base-ten", ratio_of(lambda z: 10.0 ** z), says="You raised 10, not e.",
                hint="What does np.exp(1) give?"),
        Mistake("squares", ratio_of(np.square),
                says="You squared the scores instead of raising e to them.",
                hint="Which is the base here, and which the exponent?"),
        Mistake("minus-in-the-exponent", ratio_of(lambda z: np.exp(-z)),
                says="You raised e to minus the score: the smallest wins.",
                hint="Which score should win?"),
        Mistake("negatives-cut", ratio_of(lambda z: np.exp(np.maximum(z, 0))),
                says="You replaced negative scores by 0 first (a ReLU), so they all get the same.",
                hint="Should −3 and −1 get the same share?", catalogue="A17"),
        Mistake("sigmoids", lambda z: 1 / (1 + np.exp(-z)),
                says="You took the sigmoid of each score; the rows do not add up to 1.",
                hint="If one score rises, what should happen to the others' shares?"),
        Mistake("twice", lambda z: shares_of_rows(shares_of_rows(z)),
                says="You took the shares of the shares.",
                hint="How often does np.exp touch a score on its way?", catalogue="L11"),
        Mistake("logarithms", lambda z: np.log(shares_of_rows(z)),
                says="You return the logarithms of the shares.", hint="May a share be negative?"),
        Mistake("upside-down", lambda z: 1 / shares_of_rows(z),
                says="Your fraction is upside down.", hint="May a share be larger than 1?"),
        Mistake("largest-shares", lambda z: shares_of_rows(z).max(axis=1),
                says="You return the largest share of each row; all of them are asked for.",
                hint="What shape is asked for?"),
        Mistake("answers", lambda z: shares_of_rows(z).argmax(axis=1),
                says="You return the place of the largest share; the shares are asked for.",
                hint="What shape is asked for?", catalogue="S6"),
        Mistake("sums-only", lambda z: np.exp(z).sum(axis=1),
                says="You return the sums of the rows; the division is missing.",
                hint="What shape is asked for?"),
        Mistake("sums-as-a-column", lambda z: np.exp(z).sum(axis=1, keepdims=True),
                says="You return the sums of the rows; the division is missing.",
                hint="What shape is asked for?"),
        Mistake("first-row-only", lambda z: shares_of_rows(z)[0],
                says="Only the first sample came back.", hint="Does return stand in the loop?"),
        Mistake("last-row-only", lambda z: shares_of_rows(z)[-1],
                says="Only the last sample came back: each round replaces the result.",
                hint="Where is the list of rows made?"),
        Mistake("left-turned", lambda z: (np.exp(z).T / np.exp(z).sum(axis=1)),
                says="You turned the powers with .T so that the division fits, and did not turn "
                     "them back.",
                hint="Which shape should come out: (B, K), or (K, B)?"),
        Mistake("python-exp", lambda z: [math.exp(row) for row in z],
                says="math.exp takes one number; np.exp takes arrays.",
                hint="Which library knows arrays?", catalogue="S9"),
        Mistake("overwritten", lambda z: np.divide(np.exp(z, out=z), z.sum(axis=1, keepdims=True),
                                                   out=z),
                says="The shares are right, but you overwrote the scores that came in.",
                hint="Who else holds this array? What does out= write into?", catalogue="S11"),
        Mistake("scores-over-sizes", lambda z: z / np.abs(z).sum(axis=1, keepdims=True),
                says="You divided the scores by the sum of their sizes; np.exp is missing.",
                hint="May a share be negative?", catalogue="A4"),
        Mistake("sums-as-a-row", by_powers(lambda e: e.sum(axis=1).reshape(1, -1)),
                says="You made a row of your sums, (1, B); a column, (B, 1), is due.",
                hint="Each row of the powers has one sum: does it stand beside or above it?",
                catalogue="S3"),
        Mistake("multiplied", lambda z: np.exp(z) * np.exp(z).sum(axis=1, keepdims=True),
                says="You multiplied by the sum.", hint="Add up one row. What should come out?"),
        Mistake("subtracted", lambda z: np.exp(z) - np.exp(z).sum(axis=1, keepdims=True),
                says="You subtracted the sum.", hint="Add up one row. What should come out?"),
        Mistake("rounded", lambda z: shares_of_rows(z).round(2),
                says="You rounded the shares to two digits.",
                hint="Round when you print, not when you compute."),
        Mistake("total-begins-at-one", by_powers(lambda e: 1 + e.sum(axis=1, keepdims=True)),
                says="Your sums are too large by 1.",
                hint="What is the total before the first power is added?"),
        Mistake("largest-of-all", by_powers(np.max),
                says="You divided by the largest power of the whole batch.",
                hint="Add up one row. What should come out?", catalogue="A4"),
        Mistake("mean-of-all", by_powers(np.mean),
                says="You divided by the mean of all powers in the batch.",
                hint="How many sums do you need for B samples?", catalogue="A3"),
        Mistake("exp-of-the-shares", lambda z: np.exp(z / z.sum(axis=1, keepdims=True)),
                says="You divided first, and raised e to the quotients afterwards.",
                hint="Which comes first: the powers, or the division?"),
        Mistake("rounded-down", lambda z: np.exp(z) // np.exp(z).sum(axis=1, keepdims=True),
                says="You used //, which throws the decimals away: every share becomes 0.",
                hint="Which sign divides without rounding?", catalogue="S10"),
        Mistake("number-of-samples", by_powers(len),
                says="You divided by the number of samples.",
                hint="Add up one row. What should come out?", catalogue="A4"),
        Mistake("number-of-classes", lambda z: np.exp(z) / z.shape[1],
                says="You divided by the number of classes.",
                hint="Add up one row. What should come out?", catalogue="A4"),
        Mistake("column-for-row", lambda z: np.array([
                    [np.exp(z[i, j]) / np.exp(z[:, i]).sum() for j in range(z.shape[1])]
                    for i in range(len(z))]),
                says="`scores[:, i]` is column i; a sample is a row, `scores[i]`.",
                hint="Which place between the brackets belongs to the rows?"),
        Mistake("powers-squared", lambda z: shares_of_rows(2 * z),
                says="You squared the powers (or doubled the scores): the differences are too "
                     "sharp.",
                hint="How often is e raised to a score?"),
    ],
    equivalents=[row_by_row, lambda z: [shares(row) for row in z],
                 lambda z: np.exp(z) / np.exp(z).sum(axis=1)[:, None],
                 lambda z: (np.exp(z).T / np.exp(z).T.sum(axis=0)).T,
                 lambda z: np.exp(z) / np.einsum("bk->b", np.exp(z)).reshape(-1, 1),
                 lambda z: np.exp(z - np.log(np.exp(z) @ np.ones((z.shape[1], 1)))),
                 lambda z: np.exp(z - z.max(axis=1, keepdims=True))
                 / np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)],
    hints=("How many sums are there, and which shape must they have to divide row by row?",
           "Sum over axis=1, and keep the axis (1.2).",
           "powers = np.exp(scores)\npowers / powers.sum(axis=1, keepdims=True)"),
    where="the sum: which axis vanishes, and is it kept as 1?",
    after="Take keepdims=True away with a square batch: no error, and a wrong result.")

EXERCISES = [rows_of_shares]
