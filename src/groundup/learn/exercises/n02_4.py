"""Exercises of 2.4, using loops: three loops, their cost in flops, and the rate of a machine."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given


def table(rng, *shape):
    """Numbers of both signs with one decimal, so that a message can be read."""
    return rng.normal(0, 2, shape).round(1)


# The first guess ---------------------------------------------------------------------------------

guess_ratio = Exercise(
    id="2.4.guess-ratio", title="How slow are loops?", level="guess",
    objective="predict what a loop in Python costs",
    asks="Two matrices of 128 × 128 numbers are multiplied: once with three loops in plain "
         "Python, once with `@`. Both do the same four million flops. On an ordinary computer, "
         "about how many times faster is `@`? Write 2, 10, 100 or 1000.",
    reference=1000, choices=(2, 10, 100, 1000),
    mistakes=[
        Mistake("twice", 2, says="It is far more than twice as fast.",
                hint="What must Python find out before it can multiply two things?"),
        Mistake("ten-times", 10, says="It is far more than ten times as fast.",
                hint="In 1.1, how much faster was np.dot than the loop?"),
        Mistake("hundred-times", 100,
                says="Such is the gain in a single dot product; in a matrix product it is larger "
                     "still.",
                hint="How often is each number used in a matrix product, and where is it kept "
                     "meanwhile?"),
    ],
    hints=("In 1.1, how much faster was np.dot than the loop?",
           "In a matrix product each number is used 128 times: it pays to keep it at hand.",
           "More than most people expect: three zeros."))


# Three loops -------------------------------------------------------------------------------------

def matmul(a, b):
    """a: N rows of K numbers, b: K rows of M numbers -> their product, N rows of M numbers."""
    product = []
    for row in a:                              # N rounds
        product.append([])
        for j in range(len(b[0])):             # M rounds
            total = 0.0
            for k in range(len(b)):            # K rounds
                total += row[k] * b[k][j]
            product[-1].append(total)
    return product


def by_rows_of_b(a, b):
    product = [[0.0] * len(b[0]) for _ in a]
    for i in range(len(a)):
        for k in range(len(b)):
            for j in range(len(b[0])):
                product[i][j] += a[i][k] * b[k][j]
    return product


def never_reset(a, b):
    total, product = 0.0, []
    for row in a:
        product.append([])
        for column in zip(*b):
            for x, y in zip(row, column):
                total += x * y
            product[-1].append(total)
    return product


def reset_once_a_row(a, b):
    product = []
    for row in a:
        total = 0.0
        product.append([])
        for column in zip(*b):
            for x, y in zip(row, column):
                total += x * y
            product[-1].append(total)
    return product


def one_row_many_names(a, b):
    product = [[0.0] * len(b[0])] * len(a)
    for i in range(len(a)):
        for j in range(len(b[0])):
            for k in range(len(b)):
                product[i][j] += a[i][k] * b[k][j]
    return product


def one_row_overwritten(a, b):
    product = [[0.0] * len(b[0])] * len(a)
    for i in range(len(a)):
        for j in range(len(b[0])):
            product[i][j] = sum(x * row[j] for x, row in zip(a[i], b))
    return product


def products(a, b):
    return (np.array(a) @ np.array(b)).tolist()


def entries(a, b, of):
    """A table of `of(row of a, column of b)`."""
    return [[of(row, column) for column in zip(*b)] for row in a]


def rows_with_rows(a, b):
    return [[sum(a[i][k] * b[j][k] for k in range(len(b))) for j in range(len(b[0]))]
            for i in range(len(a))]


def cut_each_round(row, column):
    total = 0
    for x, y in zip(row, column):
        total = int(total + x * y)
    return total


def append_to_nothing(a, b):
    product = []
    for i in range(len(a)):
        for j in range(len(b[0])):
            product[i][j] = 0.0
    return product


def two_lists(n, k, m):
    return lambda rng: (table(rng, n, k).tolist(), table(rng, k, m).tolist())


three_loops = Exercise(
    id="2.4.matmul", title="A matrix product with three loops", level="medium",
    objective="multiply two matrices with three loops",
    asks="`a` is a list of N rows with K numbers each, `b` a list of K rows with M numbers each. "
         "Return their product as a list of N rows with M numbers each: entry `[i][j]` is the dot "
         "product of row `i` of `a` with column `j` of `b`. Use plain Python and no NumPy: we want "
         "to know what that costs.",
    reference=matmul,
    probes=[given("two rows of three, times three rows of four, by hand", [[1, 2, 3], [4, -5, 6]],
                  [[1, 2, 0, 1], [3, 1, -1, 2], [-2, 0, 5, 7]]),
            drawn("3 rows of 2, times 2 of 5", two_lists(3, 2, 5)),
            drawn("4 rows of 5, times 5 of 3", two_lists(4, 5, 3)),
            drawn("2 rows of 3, times 3 of 3", two_lists(2, 3, 3)),
            drawn("5 rows of 4, times 4 of 3", two_lists(5, 4, 3))],
    mistakes=[
        Mistake("never-reset", never_reset,
                says="The total is never set back to 0: each entry holds all earlier ones, too.",
                hint="Inside which of the three loops must the total begin at 0?"),
        Mistake("reset-once-a-row", reset_once_a_row,
                says="The total is set to 0 once a row: each entry holds those on its left, too.",
                hint="Inside which of the three loops must the total begin at 0?"),
        Mistake("one-row-many-names", one_row_many_names,
                says="All rows of your result are one and the same list, in which everything is "
                     "added up.",
                hint="[[0] * m] * n makes one row and n names for it. How do you make n rows?"),
        Mistake("one-row-overwritten", one_row_overwritten,
                says="All rows of your result are one and the same list, which the last row "
                     "overwrote.",
                hint="[[0] * m] * n makes one row and n names for it. How do you make n rows?"),
        Mistake("last-product", lambda a, b: entries(a, b, lambda r, c: r[-1] * c[-1]),
                says="Each entry is its last product alone.",
                hint="Does each round of the inner loop add to the entry, or replace it?"),
        Mistake("first-product", lambda a, b: entries(a, b, lambda r, c: r[0] * c[0]),
                says="Each entry is its first product alone.",
                hint="After how many rounds of the inner loop is an entry complete?"),
        Mistake("first-skipped", lambda a, b: entries(
                a, b, lambda r, c: sum(x * y for x, y in zip(r[1:], c[1:]))),
                says="Each entry lacks its first product.",
                hint="Which k does the loop begin with?"),
        Mistake("last-skipped", lambda a, b: entries(
                a, b, lambda r, c: sum(x * y for x, y in zip(r[:-1], c[:-1]))),
                says="Each entry lacks its last product.",
                hint="range(n) ends at n − 1. What does range(n − 1) end at?"),
        Mistake("rows-with-rows", rows_with_rows,
                says="b[j][k] walks along row j of `b`; down a column is meant.",
                hint="In b[first][second], which of the two changes down a column?",
                catalogue="D2"),
        Mistake("rows-paired-by-zip", lambda a, b: [
                [sum(x * y for x, y in zip(row, other)) for other in b] for row in a],
                says="You multiplied the rows of `a` with the rows of `b`; its columns are meant.",
                hint="for other in b gives rows. What gives columns?", catalogue="D2"),
        Mistake("turned", lambda a, b: np.transpose(products(a, b)).tolist(),
                says="Your product is turned: its rows are the columns of the right one.",
                hint="Which of the two outer loops begins a new row of the result?"),
        Mistake("other-order", lambda a, b: [[sum(b[i][k] * a[k][j] for k in range(len(a)))
                                              for j in range(len(a[0]))] for i in range(len(b))],
                says="You computed b times a; that needs other shapes, and gives another result.",
                hint="Whose rows, and whose columns?"),
        Mistake("elementwise", lambda a, b: [[x * y for x, y in zip(r, s)] for r, s in zip(a, b)],
                says="You multiplied number by number; the products must be added up.",
                hint="How many products does one entry add up?", catalogue="S2"),
        Mistake("flat", lambda a, b: [value for row in products(a, b) for value in row],
                says="The numbers are right, but they stand in one long list.",
                hint="Where does a new row of the result begin?"),
        Mistake("diagonal", lambda a, b: [sum(x * y for x, y in zip(r, c))
                                          for r, c in zip(a, zip(*b))],
                says="You paired row 0 with column 0, row 1 with column 1 …; every row meets every "
                     "column.",
                hint="How many entries has the product: N, or N · M?"),
        Mistake("first-row", lambda a, b: products(a, b)[0],
                says="Your result is the first row of the product alone.",
                hint="How far to the right does your return stand?"),
        Mistake("last-row", lambda a, b: products(a, b)[-1],
                says="Your result is the last row of the product alone.",
                hint="Where is the list of rows made, and how often?"),
        Mistake("first-row-in-a-list", lambda a, b: products(a, b)[:1],
                says="Your result holds the first row of the product alone.",
                hint="How far to the right does your return stand?"),
        Mistake("first-entry", lambda a, b: products(a, b)[0][0],
                says="Your result is the first entry alone.",
                hint="How far to the right does your return stand?"),
        Mistake("last-entry", lambda a, b: products(a, b)[-1][-1],
                says="Your result is the last entry alone.",
                hint="Where do you keep the entries that were computed before?"),
        Mistake("everything-added", lambda a, b: sum(map(sum, products(a, b))),
                says="You added up all entries of the product.",
                hint="Where do you keep each entry for itself?"),
        Mistake("products-listed", lambda a, b: entries(
                a, b, lambda r, c: [x * y for x, y in zip(r, c)]),
                says="Each entry is a list of products; their sum is still missing.",
                hint="How many axes has your result, and how many has a matrix?"),
        Mistake("averaged", lambda a, b: entries(
                a, b, lambda r, c: sum(x * y for x, y in zip(r, c)) / len(c)),
                says="Each entry is divided by K.", hint="Is the sum asked for, or the average?"),
        Mistake("added-pairs", lambda a, b: entries(
                a, b, lambda r, c: sum(x + y for x, y in zip(r, c))),
                says="You added the two numbers of each pair instead of multiplying them.",
                hint="Which sign stands inside a dot product, and which between its products?"),
        Mistake("sums-multiplied", lambda a, b: entries(a, b, lambda r, c: sum(r) * sum(c)),
                says="You multiplied the sum of the row by the sum of the column.",
                hint="With which number of the column does the first of the row belong together?"),
        Mistake("squarish", lambda a, b: [[sum(a[i][k] * b[k][j] for k in range(len(b)))
                                           for j in range(min(len(a), len(b[0])))]
                                          for i in range(len(a))],
                says="Your rows have N numbers or fewer; each must have M, one a column of `b`.",
                hint="How many rounds has the loop over the columns?"),
        Mistake("cut", lambda a, b: entries(
                a, b, lambda r, c: int(sum(x * y for x, y in zip(r, c)))),
                says="Your entries are cut to whole numbers.",
                hint="Which int() or dtype throws the decimals away?", catalogue="S10"),
        Mistake("filled-into-integers", lambda a, b: entries(a, b, cut_each_round),
                says="Your entries are cut to whole numbers after each product: the result is made "
                     "for integers.",
                hint="Look at the dtype of your array of zeros.", catalogue="S10"),
        Mistake("comma-in-a-list", lambda a, b: [[sum(a[i, k] * b[k, j] for k in range(len(b)))
                                                  for j in range(len(b[0]))]
                                                 for i in range(len(a))],
                says="A list cannot be asked with two indices in one bracket: only an array can.",
                hint="A list of rows: how do you get row k, and then its number j?",
                catalogue="S9"),
        Mistake("at-for-lists", lambda a, b: a @ b,
                says="Python's lists know no `@`: only arrays do.",
                hint="Which three loops hide in the @?", catalogue="S9"),
        Mistake("past-the-end", append_to_nothing,
                says="An index runs past the end of a list: a loop goes too far, or you write into "
                     "a place that does not exist yet.",
                hint="N, M and K rounds: which loop has which? And which method makes a list "
                     "longer?"),
        Mistake("rows-of-a-counted",
                lambda a, b: [[sum(row[k] * b[k][j] for k in range(len(a)))
                               for j in range(len(b[0]))] for row in a],
                says="The inner loop runs over the number of rows of `a`; a row's length is "
                     "meant.",
                hint="How many products has an entry: N, K or M?"),
        Mistake("second-turned", lambda a, b: np.array(a) @ np.array(b).T,
                says="You turned the second table; here its columns stand upright already.",
                hint="Write the two shapes side by side: which inner sizes meet?",
                catalogue="S1"),
        Mistake("first-turned", lambda a, b: np.array(a).T @ np.array(b),
                says="You turned the first table; its rows are to meet the columns of the second.",
                hint="Write the two shapes side by side: which inner sizes meet?",
                catalogue="S1"),
        Mistake("list-times-list", lambda a, b: a * b,
                says="Python cannot multiply a list by a list.",
                hint="Which three loops are needed?",
                catalogue="S9"),
        Mistake("signs-dropped", lambda a, b: np.abs(products(a, b)).tolist(),
                says="You dropped the signs.",
                hint="May an entry be negative?"),
        Mistake("running-down", lambda a, b: np.cumsum(products(a, b), axis=0).tolist(),
                says="Each entry holds those above it, too: the row of totals is not begun anew.",
                hint="Inside which of the three loops must a total begin at 0?"),
    ],
    equivalents=[by_rows_of_b, products, lambda a, b: np.array(a) @ np.array(b),
                 lambda a, b: entries(a, b, lambda r, c: sum(x * y for x, y in zip(r, c))),
                 lambda a, b: np.einsum("ik,kj->ij", a, b),
                 lambda a, b: sum(np.outer(column, row) for column, row in zip(zip(*a), b)),
                 lambda a, b: [[np.dot(row, c) for c in zip(*b)] for row in a]],
    hints=("How many entries are there, and how many products has each?",
           "Two loops choose the entry (row i, column j); the third one, inside, adds up.",
           "for i: for j: total = 0; for k: total += a[i][k] * b[k][j]; then store total"),
    where="the innermost line, and where the total begins",
    after="Exchange the loops: does the result change? Does the time?")


EXERCISES = [guess_ratio, three_loops]
