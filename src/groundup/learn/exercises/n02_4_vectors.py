"""More exercises of 2.4, using loops: what goes wrong when a loop is replaced by arrays."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given


def table(rng, *shape):
    """Numbers of both signs with one decimal, so that a message can be read."""
    return rng.normal(0, 2, shape).round(1)


# Sum by label ------------------------------------------------------------------------------------

def sum_by_label(rows, labels, count):
    """rows (N, P), labels (N,) from 0 to count − 1 -> for each label the sum of its rows."""
    totals = np.zeros((count, rows.shape[1]))
    for row, label in zip(rows, labels):
        totals[label] += row
    return totals


def fancy_index(rows, labels, count):
    totals = np.zeros((count, rows.shape[1]))
    totals[labels] += rows
    return totals


def with_at(rows, labels, count):
    totals = np.zeros((count, rows.shape[1]))
    np.add.at(totals, labels, rows)
    return totals


def into_integers(rows, labels, count):
    totals = np.zeros((count, rows.shape[1]), dtype=int)
    for row, label in zip(rows, labels):
        totals[label] = totals[label] + row
    return totals


def integers_in_place(rows, labels, count):
    totals = np.zeros((count, rows.shape[1]), dtype=int)
    for row, label in zip(rows, labels):
        totals[label] += row
    return totals


def averaged(rows, labels, count):
    return sum_by_label(rows, labels, count) / np.maximum(np.bincount(
        labels, minlength=count), 1)[:, None]


def averaged_with_nan(rows, labels, count):
    return sum_by_label(rows, labels, count) / np.bincount(labels, minlength=count)[:, None]


def largest_of_each(rows, labels, count):
    totals = np.zeros((count, rows.shape[1]))
    np.maximum.at(totals, labels, rows)
    return totals


def only_present(rows, labels, count):
    return np.array([rows[labels == label].sum(axis=0) for label in np.unique(labels)])


def first_of_each(rows, labels, count):
    totals = np.zeros((count, rows.shape[1]))
    for row, label in zip(rows[::-1], labels[::-1]):
        totals[label] = row
    return totals


def running(rows, labels, count):
    """The total is never reset between two labels."""
    return np.cumsum(sum_by_label(rows, labels, count), axis=0)


def some_rows(n, pixels, count):
    """Each label but the last at least twice, the last one never."""
    def draw(rng):
        labels = np.arange(n) % (count - 1)
        return table(rng, n, pixels), rng.permutation(labels), count
    return draw


by_label = Exercise(
    id="2.4.sum-by-label", title="Add up what belongs together", level="hard",
    objective="add up rows by label, also where a label occurs twice",
    asks="`rows` (N, P) holds N rows of P numbers, `labels` (N,) a whole number from 0 to "
         "`count` − 1 for each row. Return an array (`count`, P) whose row `c` is the sum of all "
         "rows with label `c`, and zeros where there is none. A loop is allowed; at most one.",
    header="import numpy as np", reference=sum_by_label,
    rtol=1e-5, atol=1e-6,                  # float32 on the way is right, too
    probes=[given("four rows, label 1 twice", np.array([[1.0, 2.0, 0.5], [3.0, -1.0, 0.25],
                                                        [-5.0, 4.0, 1.5], [0.5, 0.5, 2.0]]),
                  np.array([1, 0, 1, 2]), 4),
            drawn("seven rows of three, labels 0 to 3", some_rows(7, 3, 5)),
            given("every label is there, the last one twice",
                  np.array([[1.5, -2.0], [0.5, 3.0], [-1.0, 0.25], [2.0, 4.5]]),
                  np.array([2, 0, 2, 1]), 3),
            drawn("nine rows of five, labels 0 to 2", some_rows(9, 5, 4)),
            drawn("eleven rows of four, labels 0 to 5", some_rows(11, 4, 7))],
    mistakes=[
        Mistake("last-one-stays", fancy_index,
                says="`totals[labels] += rows` adds one row for each label, the last: where a "
                     "label occurs twice, an update is lost.",
                hint="What happens to an index that occurs twice?", catalogue="S12"),
        Mistake("first-one-stays", first_of_each,
                says="Of each label you kept the first row alone.",
                hint="Is a later row with the same label added?"),
        Mistake("into-integers", into_integers,
                says="Your totals are integers: each sum is cut to a whole number.",
                hint="Look at the dtype of your array of zeros.", catalogue="S10"),
        Mistake("integers-in-place", integers_in_place,
                says="Your totals are integers, and decimal numbers cannot be added in place to "
                     "them.",
                hint="Look at the dtype of your array of zeros.", catalogue="S10"),
        Mistake("averaged", averaged,
                says="You divided each sum by how many rows it has; the sum is asked for.",
                hint="Is the sum asked for, or the average?"),
        Mistake("averaged-with-nan", averaged_with_nan,
                says="You averaged, and a label without rows gives 0/0.",
                hint="Is the sum asked for, or the average?"),
        Mistake("counted", lambda r, y, n: np.bincount(y, minlength=n),
                says="You counted the rows of each label; their sum is asked for.",
                hint="Where do the rows enter?"),
        Mistake("only-present", only_present,
                says="A label without rows is left out; it shall have a row of zeros.",
                hint="How many rows must the result have, whatever the labels are?"),
        Mistake("all-rows", lambda r, y, n: np.tile(r.sum(axis=0), (n, 1)),
                says="Each total holds all rows, whatever their label.",
                hint="Where do the labels enter?"),
        Mistake("one-sum", lambda r, y, n: r.sum(axis=0),
                says="You added up all rows in one sum.", hint="Where do the labels enter?"),
        Mistake("numbers-not-rows", lambda r, y, n: np.bincount(y, r.sum(axis=1), n),
                says="You added up the numbers of each row, too: one number a label.",
                hint="Which axis must stay?", catalogue="S3"),
        Mistake("turned", lambda r, y, n: sum_by_label(r, y, n).T,
                says="Your result is turned: a label a column.",
                hint="Which shape is asked for?"),
        Mistake("shifted-by-one", lambda r, y, n: sum_by_label(r, (y + 1) % n, n),
                says="Each sum stands one row too low, under the next label.",
                hint="Which row of the result belongs to label 0?", catalogue="D16"),
        Mistake("one-too-early", lambda r, y, n: sum_by_label(r, (y - 1) % n, n),
                says="Each sum stands one row too high: labels begin at 0, not at 1.",
                hint="Which row of the result belongs to label 0?", catalogue="D16"),
        Mistake("never-reset", running,
                says="Each sum holds the sums of the labels before it, too.",
                hint="Where does a new total begin at 0?"),
        Mistake("last-row-skipped", lambda r, y, n: sum_by_label(r[:-1], y[:-1], n),
                says="The last row was left out.",
                hint="range(n) ends at n − 1. What does range(n − 1) end at?"),
        Mistake("first-row-skipped", lambda r, y, n: sum_by_label(r[1:], y[1:], n),
                says="The first row was left out.", hint="Which index does your loop begin with?"),
        Mistake("first-row-only", lambda r, y, n: sum_by_label(r[:1], y[:1], n),
                says="Only the first row was added: return stands in the loop.",
                hint="How far to the right does your return stand?"),
        Mistake("last-row-only", lambda r, y, n: sum_by_label(r[-1:], y[-1:], n),
                says="Only the last row is in your totals: they are made anew in each round.",
                hint="Where are the zeros made, before the loop or inside it?"),
        Mistake("others-added", lambda r, y, n: r.sum(axis=0) - sum_by_label(r, y, n),
                says="You added exactly the rows that do not have the label.",
                hint="Which way round is your comparison?"),
        Mistake("number-of-rows", lambda r, y, n: sum_by_label(r, y, max(len(r), n)),
                says="Your result has a row for each row that came in, not for each label.",
                hint="Which shape is asked for?"),
        Mistake("labels-multiplied", lambda r, y, n: y @ r,
                says="You multiplied each row by its label; a label is a name, not a weight.",
                hint="With which row of zeros and ones does a label choose?"),
        Mistake("labels-as-rows", lambda r, y, n: np.array([r[c % len(r)] for c in range(n)]),
                says="You took row number c; the rows whose label is c are meant.",
                hint="Where do the labels enter?"),
        Mistake("sorted-and-copied", lambda r, y, n: r[np.argsort(y, kind="stable")],
                says="You sorted the rows by label; they are not added up yet.",
                hint="How many rows has the result?"),
        Mistake("one-label-more", lambda r, y, n: sum_by_label(r, y, n + 1),
                says="Your result has one row too many.",
                hint="Labels run from 0 to count − 1. How many are there?"),
        Mistake("choice-not-turned", lambda r, y, n: np.eye(n)[y] @ r,
                says="np.eye(count)[labels] has a row a picture; it must be turned to meet the "
                     "rows.",
                hint="Write the two shapes side by side: which inner sizes meet?",
                catalogue="S1"),
        Mistake("choice-times-rows", lambda r, y, n: np.eye(n)[y] * r,
                says="* multiplies number by number; the sum over the rows needs a matrix "
                     "product.",
                hint="Which sign is the matrix product: * or @?",
                catalogue="S2"),
        Mistake("row-for-each-row", lambda r, y, n: np.array([r[y == c].sum(axis=0) for c in y]),
                says="Your loop runs over the labels of the rows; it should run over 0 to count − "
                     "1.",
                hint="How many rows has the result?"),
        Mistake("only-ones", lambda r, y, n: np.array([r[y == 1].sum(axis=0) for c in range(n)]),
                says="Every row of your result is the sum for label 1.",
                hint="Which label belongs to row c of the result?"),
        Mistake("largest",
                lambda r, y, n: np.array(
                    [r[y == c].max(axis=0, initial=-np.inf) for c in range(n)]),
                says="You took the largest numbers of each label; their sum is asked for.",
                hint="Is it asked which is largest, or what they add up to?"),
        Mistake("signs-dropped", lambda r, y, n: sum_by_label(abs(r), y, n),
                says="You dropped the signs before adding.",
                hint="May a number in a row be negative?"),
        Mistake("running-total", lambda r, y, n: np.cumsum(r, axis=0),
                says="You return a running total over all rows, whatever their label.",
                hint="Where do the labels enter?"),
        Mistake("not-added", lambda r, y, n: [r[y == c] for c in range(n)],
                says="You return the rows of each label; they are not added up yet.",
                hint="Which axis must vanish?"),
        Mistake("last-label-zero", lambda r, y, n: sum_by_label(r[y < n - 1], y[y < n - 1], n),
                says="The last label stays at zero: your loop ends one too soon.",
                hint="Which numbers does range(count − 1) give?"),
        Mistake("last-label-missing",
                lambda r, y, n: sum_by_label(r[y < n - 1], y[y < n - 1], n - 1),
                says="The last label is missing: your loop ends one too soon.",
                hint="Which numbers does range(count − 1) give?"),
        Mistake("labels-from-one", lambda r, y, n: sum_by_label(r, y, n + 1)[1:],
                says="You counted the labels from 1; they begin at 0.",
                hint="Which numbers does range(1, count + 1) give?"),
        Mistake("largest-or-zero", largest_of_each,
                says="You keep the largest number of each label, not the sum.",
                hint="What happens to a row that is smaller?"),
        Mistake("rows-cut-first", lambda r, y, n: sum_by_label(np.trunc(r), y, n),
                says="Each row is cut to whole numbers before it is added.",
                hint="Look at the dtype of your array of zeros.", catalogue="S10"),
    ],
    equivalents=[with_at, lambda r, y, n: np.eye(n)[y].T @ r,
                 lambda r, y, n: np.array([r[y == c].sum(axis=0) for c in range(n)]),
                 lambda r, y, n: (np.arange(n)[:, None] == y) @ r,
                 lambda r, y, n: np.array([np.bincount(y, column, n) for column in r.T]).T,
                 lambda r, y, n: [[sum(x for x, label in zip(column, y) if label == c)
                                   for column in r.T] for c in range(n)]],
    hints=("If label 1 occurs twice, what is in its total after both rows?",
           "A table of zeros before the loop; in each round one row is added to one row of it.",
           "for row, label in zip(rows, labels): totals[label] += row"),
    where="the line that changes the totals",
    after="Write it without a loop: np.eye(count)[labels].T @ rows. Which matrix is np.eye(…)[…]?")


# The fast version that is wrong ------------------------------------------------------------------

def mean_gap(predictions, targets):
    """predictions (N, 1), targets (N,) -> the mean of |prediction − target|, a number."""
    return np.abs(predictions[:, 0] - targets).mean()


def mean_gap_start(predictions, targets):
    """predictions (N, 1), targets (N,) -> the mean of |prediction − target|, a number."""
    gaps = predictions - targets
    return np.abs(gaps).mean()


def gap_by_loop(predictions, targets):
    total = 0
    for (prediction,), target in zip(predictions, targets):
        total += abs(prediction - target)
    return total / len(targets)


def pairs(n):
    return lambda rng: (table(rng, n, 1), table(rng, n))


gap = Exercise(
    id="2.4.mean-gap", title="The fast version that is wrong", level="debug",
    objective="find a broadcasting error that a loop did not have",
    asks="How far off is a neuron on average? A loop over N pairs, which subtracts, drops the sign "
         "and averages, was replaced by arrays. It is fast, and it is wrong: a neuron that is "
         "right everywhere gets a gap above 0. `predictions` (N, 1) is what a layer of one neuron "
         "returns, `targets` (N,) is a plain list of numbers as an array. Mend it.",
    header="import numpy as np", reference=mean_gap, start=mean_gap_start,
    rtol=1e-5, atol=1e-6,                  # float32 on the way is right, too
    probes=[given("three predictions, all right", np.array([[1.0], [2.0], [3.0]]),
                  np.array([1.0, 2.0, 3.0])),
            given("three predictions", np.array([[1.0], [5.0], [-2.0]]), np.array([2.0, 3.0, 4.0])),
            drawn("five predictions", pairs(5)), drawn("eight predictions", pairs(8))],
    mistakes=[
        Mistake("every-pair", mean_gap_start,
                says="(N, 1) minus (N,) is a table of N · N differences: every prediction met "
                     "every target.",
                hint="How many differences did you average? Compare with the number of samples.",
                catalogue="S4"),
        Mistake("every-pair-summed", lambda p, t: np.abs(p - t).sum() / len(t),
                says="Now the N · N differences are added up and divided by N: the table is still "
                     "there.",
                hint="Print the shape of the differences. What should it be?", catalogue="S4"),
        Mistake("every-pair-total", lambda p, t: np.abs(p - t).sum(),
                says="You added up a table of N · N differences.",
                hint="Print the shape of the differences. What should it be?", catalogue="S4"),
        Mistake("every-pair-squared", lambda p, t: ((p - t) ** 2).mean(),
                says="You squared, and the table of N · N differences is still there.",
                hint="Print the shape of the differences. What should it be?", catalogue="S4"),
        Mistake("mean-of-rows", lambda p, t: np.abs(p - t).mean(axis=1),
                says="You averaged each row of a table of N · N differences.",
                hint="Print the shape of the differences. What should it be?", catalogue="S4"),
        Mistake("mean-of-columns", lambda p, t: np.abs(p - t).mean(axis=0),
                says="You averaged each column of a table of N · N differences.",
                hint="Print the shape of the differences. What should it be?", catalogue="S4"),
        Mistake("first-row", lambda p, t: np.abs(p - t)[0].mean(),
                says="You compared the first prediction with all targets.",
                hint="Which shape have predictions[0] and predictions[:, 0]?", catalogue="S4"),
        Mistake("first-prediction", lambda p, t: np.abs(p - t)[:, 0].mean(),
                says="You compared all predictions with the first target.",
                hint="Of which array must the axis be removed: the differences, or the "
                     "predictions?", catalogue="S4"),
        Mistake("signs-kept", lambda p, t: (p[:, 0] - t).mean(),
                says="The shapes are right now, but the signs are kept: gaps up and down cancel.",
                hint="What does the loop do with a negative difference?"),
        Mistake("sign-dropped-last", lambda p, t: abs((p[:, 0] - t).mean()),
                says="You averaged first and dropped the sign afterwards: gaps up and down cancel.",
                hint="Which comes first in the loop: the sign, or the mean?"),
        Mistake("summed", lambda p, t: np.abs(p[:, 0] - t).sum(),
                says="You added the gaps up and did not divide.",
                hint="If there were twice as many samples, would the neuron be worse?"),
        Mistake("squared", lambda p, t: ((p[:, 0] - t) ** 2).mean(),
                says="You squared the gaps instead of dropping their signs.",
                hint="What does a gap of 3 count: 3, or 9?"),
        Mistake("root-of-squares", lambda p, t: ((p[:, 0] - t) ** 2).mean() ** 0.5,
                says="You took the root of the mean square; the mean of the sizes is asked for.",
                hint="What does the loop do with a negative difference?"),
        Mistake("halved", lambda p, t: np.abs(p[:, 0] - t).mean() / 2,
                says="Your gap is half the right one.", hint="By what is the sum divided?"),
        Mistake("one-less", lambda p, t: np.abs(p[:, 0] - t).sum() / (len(t) - 1),
                says="You divided by N − 1.", hint="How many gaps did you add up?"),
        Mistake("squared-n", lambda p, t: np.abs(p[:, 0] - t).sum() / len(t) ** 2,
                says="The N gaps are right, but you divided by N · N.",
                hint="How many gaps did you add up?"),
        Mistake("not-averaged", lambda p, t: np.abs(p[:, 0] - t),
                says="You return each gap; their mean is asked for.",
                hint="How many numbers shall come out?"),
        Mistake("largest", lambda p, t: np.abs(p[:, 0] - t).max(),
                says="You return the largest gap.", hint="How many gaps shall count?"),
        Mistake("median", lambda p, t: np.median(np.abs(p[:, 0] - t)),
                says="You return the median gap; the mean is asked for.",
                hint="Which of the two is a sum divided by a number?"),
        Mistake("added", lambda p, t: np.abs(p[:, 0] + t).mean(),
                says="You added the targets instead of subtracting them.",
                hint="What should come out when all predictions are right?"),
        Mistake("first-gap", lambda p, t: abs(p[0, 0] - t[0]),
                says="Your result is the first gap alone.", hint="How many gaps shall count?"),
        Mistake("last-gap", lambda p, t: abs(p[-1, 0] - t[-1]),
                says="Your result is the last gap alone.",
                hint="Does each round add to the total, or replace it?"),
        Mistake("sizes-compared", lambda p, t: np.abs(np.abs(p[:, 0]) - np.abs(t)).mean(),
                says="You dropped the signs before you subtracted.",
                hint="How far apart are −2 and 2?"),
        Mistake("product", lambda p, t: np.abs(p.T @ t).mean() / len(t),
                says="You multiplied instead of subtracting.",
                hint="What should come out when all predictions are right?"),
        Mistake("one-only", lambda p, t: np.abs(p[0] - t).mean() * 0,
                says="Your gap is always 0: something is compared with itself.",
                hint="Where do predictions and targets meet?"),
        Mistake("cut", lambda p, t: int(np.abs(p[:, 0] - t).mean()),
                says="Your gap is cut to a whole number.",
                hint="Which int() or // throws the decimals away?", catalogue="S10"),
        Mistake("root-of-the-table", lambda p, t: ((p - t) ** 2).mean() ** 0.5,
                says="You squared and took the root, and the table of N · N differences is still "
                     "there.",
                hint="Print the shape of the differences. What should it be?",
                catalogue="S4"),
        Mistake("relative", lambda p, t: (np.abs(p[:, 0] - t) / np.abs(t)).mean(),
                says="You divided each gap by its target.",
                hint="Is the gap asked for, or the gap in percent?"),
        Mistake("spread", lambda p, t: (p[:, 0] - t).std(),
                says="You return the spread of the gaps.",
                hint="What does the loop do with a negative difference?"),
        Mistake("smallest", lambda p, t: np.abs(p - t).min(),
                says="You return the smallest of N · N differences.",
                hint="How many gaps shall count?",
                catalogue="S4"),
        Mistake("nearest-target", lambda p, t: np.abs(p - t).min(axis=1).mean(),
                says="You compared each prediction with the target that is nearest to it.",
                hint="Which target belongs to which prediction?",
                catalogue="S4"),
        Mistake("column-one", lambda p, t: np.abs(p[:, 1] - t).mean(),
                says="There is no column 1: columns are counted from 0.",
                hint="Which index has the only column?"),
    ],
    equivalents=[gap_by_loop, lambda p, t: np.abs(p - t[:, None]).mean(),
                 lambda p, t: np.abs(p.ravel() - t).sum() / len(t),
                 lambda p, t: np.mean([abs(a - b) for a, b in zip(p.flatten(), t)]),
                 lambda p, t: np.abs(p.T - t).mean(), lambda p, t: np.abs(p.squeeze() - t).mean(),
                 lambda p, t: np.linalg.norm(p[:, 0] - t, 1) / t.size],
    hints=("Print the shape of `gaps` for three predictions. How many gaps should there be?",
           "Bring both to one shape before subtracting: take the column out of (N, 1).",
           "np.abs(predictions[:, 0] - targets).mean()"),
    where="the line that subtracts",
    after="Write the test that would have shown it: a neuron that is right everywhere has gap 0.")

EXERCISES = [by_label, gap]
