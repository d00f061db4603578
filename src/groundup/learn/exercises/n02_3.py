"""Exercises of 2.3, matrix: one entry, the transpose, which shapes fit, and a layer for a batch."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given


def table(rng, *shape):
    """Numbers of both signs with one decimal, so that a message can be read."""
    return rng.normal(0, 2, shape).round(1)


# The first guess ---------------------------------------------------------------------------------

guess_outputs = Exercise(
    id="2.3.guess-outputs", title="How many numbers come out?", level="guess",
    objective="predict the size of a layer's output for a batch",
    asks="A layer has **3 neurons**, and each looks at **4 numbers**. You hand it **7 samples** at "
         "once. How many numbers come out?",
    reference=21,
    mistakes=[
        Mistake("inputs-counted", 28,
                says="28 is how many numbers go in: 7 samples of 4 numbers.",
                hint="How many numbers does one neuron give for one sample?"),
        Mistake("weights-counted", 12,
                says="12 is how many weights the layer has: 3 neurons of 4 weights.",
                hint="How many numbers does one neuron give for one sample?"),
        Mistake("products-counted", 84,
                says="84 is how many multiplications it takes; each neuron adds up 4 of them.",
                hint="What does a neuron do with its 4 products?"),
        Mistake("one-sample", 3, says="3 numbers come out for one sample; there are 7.",
                hint="Does each sample get answers of its own?"),
        Mistake("one-neuron", 7, says="7 numbers come out of one neuron; there are 3.",
                hint="How many neurons look at each sample?"),
        Mistake("added", 10, says="10 is 7 + 3; each of the 7 samples meets each of the 3 neurons.",
                hint="How many pairs of a sample and a neuron are there?"),
        Mistake("biases-counted", 24,
                says="24 adds the 3 biases; a bias is inside an output and does not stand beside "
                     "it.",
                hint="How many pairs of a sample and a neuron are there?"),
        Mistake("one", 1, says="One number comes out of one neuron for one sample.",
                hint="How many pairs of a sample and a neuron are there?"),
    ],
    hints=("How many numbers does one neuron give for one sample?",
           "Each of the 7 samples meets each of the 3 neurons.", "7 · 3"))


# One entry of a product --------------------------------------------------------------------------

def entry(a, b, i, j):
    """a: N rows of K numbers, b: K rows of M numbers -> row i of a times column j of b."""
    total = 0
    for k in range(len(b)):
        total += a[i][k] * b[k][j]
    return total


def entry_of_rows(a, b, i, j):
    return sum(x * y for x, y in zip(a[i], b[j]))


def two_lists(n, k, m, i, j):
    return lambda rng: (table(rng, n, k).tolist(), table(rng, k, m).tolist(), i, j)


one_entry = Exercise(
    id="2.3.entry", title="One entry of the product", level="easy",
    objective="compute one entry of a matrix product",
    asks="`a` is a list of rows with K numbers each, and `b` a list of K rows. Return the entry in "
         "row `i`, column `j` of their product: the dot product of **row** `i` of `a` with "
         "**column** `j` of `b`. Rows and columns are counted from 0.",
    reference=entry,
    probes=[given("row 1 and column 0, by hand", [[1, 2, 3], [4, -5, 6]],
                  [[1, 2, 0, 1], [3, 1, -1, 2], [-2, 0, 5, 7]], 1, 0),
            given("row 0 and column 1, by hand", [[1, 2, 3], [4, -5, 6]],
                  [[1, 2, 0, 1], [3, 1, -1, 2], [-2, 0, 5, 7]], 0, 1),
            drawn("2 rows of 3, row 1 and the last of 5 columns", two_lists(2, 3, 5, 1, 4)),
            drawn("5 rows of 3, row 2 and column 1 of 4", two_lists(5, 3, 4, 2, 1)),
            drawn("3 rows of 4, row 2 and column 1 of 6", two_lists(3, 4, 6, 2, 1)),
            drawn("3 rows of 4, row 1 and column 2 of 6", two_lists(3, 4, 6, 1, 2))],
    mistakes=[
        Mistake("row-with-row", entry_of_rows,
                says="You multiplied row i of `a` with row j of `b`; a column of `b` is meant.",
                hint="Which index stays the same while you walk down a column?", catalogue="D2"),
        Mistake("column-with-column",
                lambda a, b, i, j: sum(a[k][i] * b[k][j] for k in range(len(b))),
                says="You walk down a column of `a`; it has too few rows for that. A row is meant.",
                hint="In a[first][second], which of the two changes along a row?"),
        Mistake("short-columns",
                lambda a, b, i, j: sum(a[k][i] * b[k][j] for k in range(len(a))),
                says="You multiplied column i of `a` with column j of `b`; a row of `a` is meant.",
                hint="In a[first][second], which of the two changes along a row?"),
        Mistake("i-and-j-swapped", lambda a, b, i, j: sum(
                a[j][k] * b[k][i] for k in range(len(b))),
                says="You took row j of `a` and column i of `b`.",
                hint="Which of i and j chooses in a, and which in b?"),
        Mistake("column-i", lambda a, b, i, j: entry(a, b, i, i),
                says="You took column i of `b`, and `j` is never used.",
                hint="Which of i and j chooses in b?"),
        Mistake("row-j", lambda a, b, i, j: entry(a, b, j, j),
                says="You took row j of `a`, and `i` is never used.",
                hint="Which of i and j chooses in a?"),
        Mistake("one-product", lambda a, b, i, j: a[i][j] * b[i][j],
                says="You multiplied number by number: entry i, j of `a` by entry i, j of `b`.",
                hint="How many products does a dot product of K numbers add up?", catalogue="S2"),
        Mistake("one-product-turned", lambda a, b, i, j: a[i][j] * b[j][i],
                says="You multiplied one number of `a` by one of `b`: the sum over K is missing.",
                hint="How many products does a dot product of K numbers add up?", catalogue="S2"),
        Mistake("last-product", lambda a, b, i, j: a[i][-1] * b[-1][j],
                says="Your result is the last product alone.",
                hint="Does each round add to the total, or replace it?"),
        Mistake("first-product", lambda a, b, i, j: a[i][0] * b[0][j],
                says="Your result is the first product alone: the function returns in the first "
                     "round.",
                hint="How far to the right does your return stand?"),
        Mistake("first-skipped", lambda a, b, i, j: sum(
                a[i][k] * b[k][j] for k in range(1, len(b))),
                says="The first product is missing.",
                hint="Which k does your loop begin with?"),
        Mistake("last-skipped", lambda a, b, i, j: sum(
                a[i][k] * b[k][j] for k in range(len(b) - 1)),
                says="The last product is missing.",
                hint="range(n) ends at n − 1. What does range(n − 1) end at?"),
        Mistake("rows-of-a-counted", lambda a, b, i, j: sum(
                a[i][k] * b[k][j] for k in range(len(a))),
                says="Your loop runs over the number of rows of `a`; a row's length is meant.",
                hint="How many products are there: N, K or M?"),
        Mistake("one-too-far", lambda a, b, i, j: sum(
                a[i][k] * b[k][j] for k in range(len(b[0]))),
                says="Your loop runs past the end of the row and of the column.",
                hint="How many products are there: N, K or M?"),
        Mistake("not-added", lambda a, b, i, j: [a[i][k] * b[k][j] for k in range(len(b))],
                says="You return the list of the products; their sum is still missing.",
                hint="What does the text ask for: a list, or one number?", catalogue="S2"),
        Mistake("added-pairs", lambda a, b, i, j: sum(a[i][k] + b[k][j] for k in range(len(b))),
                says="You added the two numbers of each pair instead of multiplying them.",
                hint="Which sign stands inside a dot product, and which between its products?"),
        Mistake("sums-multiplied", lambda a, b, i, j: sum(a[i]) * sum(row[j] for row in b),
                says="You multiplied the sum of the row by the sum of the column.",
                hint="With which number of the column does the first of the row belong together?"),
        Mistake("averaged", lambda a, b, i, j: entry(a, b, i, j) / len(b),
                says="Your result is the right one divided by K.",
                hint="Is the sum asked for, or the average?"),
        Mistake("backwards", lambda a, b, i, j: sum(
                x * y for x, y in zip(a[i], [row[j] for row in b][::-1])),
                says="You walk up the column while you walk along the row.",
                hint="Which number of the column does the first number of the row meet?"),
        Mistake("counted-from-one", lambda a, b, i, j: entry(a, b, i - 1, j - 1),
                says="You counted rows and columns from 1.",
                hint="Which index has the first row of a Python list?"),
        Mistake("whole-row", lambda a, b, i, j: [entry(a, b, i, m) for m in range(len(b[0]))],
                says="You return the whole row i of the product; one entry is asked for.",
                hint="What is j for?"),
        Mistake("whole-product", lambda a, b, i, j: (np.array(a) @ np.array(b)).tolist(),
                says="You return the whole product; its entry i, j is asked for.",
                hint="What are i and j for?"),
        Mistake("list-with-comma", lambda a, b, i, j: sum(a[i] * b[:, j]),
                says="A list cannot be asked with two indices in one bracket: only an array can.",
                hint="A list of rows: how do you get row k, and then its number j?",
                catalogue="S9"),
        Mistake("list-times-list", lambda a, b, i, j: sum(a[i] * [row[j] for row in b]),
                says="Python cannot multiply a list by a list.",
                hint="How do you reach one number of each at a time?", catalogue="S9"),
        Mistake("column-before", lambda a, b, i, j: entry(a, b, i, j - 1),
                says="You took the column before column j.",
                hint="Are rows and columns counted from 0, or from 1?"),
        Mistake("row-before", lambda a, b, i, j: entry(a, b, i - 1, j),
                says="You took the row before row i.",
                hint="Are rows and columns counted from 0, or from 1?"),
        Mistake("zip-with-rows", lambda a, b, i, j: sum(x * y for x, y in zip(a[i], b)),
                says="zip paired each number of row i with a whole row of `b`.",
                hint="Which number of each row of b belongs to column j?"),
        Mistake("sign-dropped", lambda a, b, i, j: abs(entry(a, b, i, j)),
                says="You dropped the sign.",
                hint="May a dot product be negative?"),
        Mistake("largest-product", lambda a, b, i, j: max(a[i][k] * b[k][j] for k in range(len(b))),
                says="Your result is the largest product; their sum is asked for.",
                hint="Does each round add to the total, or keep the larger one?"),
        Mistake("products-multiplied",
                lambda a, b, i, j: np.prod([a[i][k] * b[k][j] for k in range(len(b))]),
                says="You multiplied the products by each other instead of adding them.",
                hint="Which sign stands between two products: · or +?"),
        Mistake("row-alone", lambda a, b, i, j: sum(a[i]),
                says="Your result is the sum of row i: `b` is never used.",
                hint="Where does b enter your product?"),
        Mistake("a-stands-still", lambda a, b, i, j: sum(a[i][j] * b[k][j] for k in range(len(b))),
                says="a[i][j] stays the same in all rounds; along row i the second index must "
                     "run.",
                hint="Which index runs along a row of a: j, or k?"),
        Mistake("b-stands-still", lambda a, b, i, j: sum(a[i][k] * b[i][j] for k in range(len(b))),
                says="b[i][j] stays the same in all rounds; down column j the first index must "
                     "run.",
                hint="Which index runs down a column of b: i, or k?"),
        Mistake("cut", lambda a, b, i, j: int(entry(a, b, i, j)),
                says="Your result is cut to a whole number.",
                hint="Which int() or // throws the decimals away?",
                catalogue="S10"),
        Mistake("columns-of-both", lambda a, b, i, j: sum(x[i] * y[j] for x, y in zip(a, b)),
                says="You went down a column in both; in `a`, row i is meant.",
                hint="Which of the two indices of `a` should move?"),
    ],
    equivalents=[lambda a, b, i, j: sum(x * row[j] for x, row in zip(a[i], b)),
                 lambda a, b, i, j: (np.array(a) @ np.array(b))[i, j],
                 lambda a, b, i, j: np.dot(a[i], [row[j] for row in b]),
                 lambda a, b, i, j: sum(x * y for x, y in zip(a[i], list(zip(*b))[j])),
                 lambda a, b, i, j: np.einsum("k,k->", np.array(a)[i], np.array(b)[:, j])],
    hints=("Walk along row i of a and down column j of b: which index changes in both?",
           "A total of 0, a loop over k, and one product a round.",
           "for k in range(len(b)): total += a[i][k] * b[k][j]"),
    where="the indices of the product",
    after="How many entries has the product of a (2, 3) and a (3, 4), and how many products each?")


# The transpose -----------------------------------------------------------------------------------

def growing_column(rows):
    column: list = []
    columns = []
    for j in range(len(rows[0])):
        column.extend(row[j] for row in rows)
        columns.append(column)
    return columns


def transpose(rows):
    """rows: N rows of M numbers -> M rows of N numbers, each a column of before."""
    columns = []
    for j in range(len(rows[0])):
        columns.append([row[j] for row in rows])
    return columns


def one_row_many_names(rows):
    result = [[0] * len(rows)] * len(rows[0])
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            result[j][i] = value
    return result


def in_place(rows):
    rows[:] = [list(column) for column in zip(*rows)]
    return rows


def as_rows(n, m):
    return lambda rng: (table(rng, n, m).tolist(),)


turned = Exercise(
    id="2.3.transpose", title="Turn the rows into columns", level="easy",
    objective="transpose a list of rows",
    asks="`rows` is a list of N rows with M numbers each. Return its **transpose**: a new list of "
         "M rows with N numbers each, in which row 0 holds what was column 0, and so on. Leave "
         "`rows` as it was.",
    reference=transpose,
    probes=[given("two rows of three", [[1, 2, 3], [4, 5, 6]]),
            given("three rows of two", [[1.5, -2.0], [0.5, 4.0], [3.0, 7.5]]),
            drawn("four rows of three", as_rows(4, 3)), drawn("three rows of five", as_rows(3, 5))],
    mistakes=[
        Mistake("unchanged", lambda rows: rows,
                says="Your result is the same as `rows`: row is still row.",
                hint="Which index should run in the outer loop: that of rows, or of columns?"),
        Mistake("reshaped", lambda rows: np.reshape(rows, (len(rows[0]), len(rows))).tolist(),
                says="You read the numbers row by row and filled them in anew: that is a reshape, "
                     "not a transpose.",
                hint="Row 0 of the result should be a column. Where do its numbers stand in rows?"),
        Mistake("rows-reversed", lambda rows: rows[::-1],
                says="You reversed the order of the rows.",
                hint="How many numbers should row 0 of the result have: N, or M?"),
        Mistake("numbers-reversed", lambda rows: [row[::-1] for row in rows],
                says="You reversed each row.",
                hint="How many numbers should row 0 of the result have: N, or M?"),
        Mistake("half-turn", lambda rows: [row[::-1] for row in rows[::-1]],
                says="You turned the table upside down, by half a turn.",
                hint="How many numbers should row 0 of the result have: N, or M?"),
        Mistake("quarter-right", lambda rows: [list(c) for c in zip(*rows[::-1])],
                says="You turned the table by a quarter to the right: each row came out backwards.",
                hint="Where should the number at row 0, column 0 be afterwards?"),
        Mistake("quarter-left", lambda rows: [list(c) for c in zip(*rows)][::-1],
                says="You turned the table by a quarter to the left: the rows came out in reverse.",
                hint="Where should the number at row 0, column 0 be afterwards?"),
        Mistake("both-flipped", lambda rows: [list(c)[::-1] for c in zip(*rows)][::-1],
                says="You mirrored the table at the other diagonal.",
                hint="Where should the number at row 0, column 0 be afterwards?"),
        Mistake("flat", lambda rows: [value for row in rows for value in row],
                says="Your result is one long list, row after row.",
                hint="Where does a new row of the result begin?"),
        Mistake("flat-columns", lambda rows: [row[j] for j in range(len(rows[0])) for row in rows],
                says="The numbers are in the right order, but in one long list.",
                hint="Where does a new row of the result begin?"),
        Mistake("zip-without-star", lambda rows: list(zip(rows)),
                says="zip got one list, so each row was wrapped by itself.",
                hint="What does the star do in print(*rows), and what could it do in zip?"),
        Mistake("square-only", lambda rows: [[row[j] for row in rows] for j in range(len(rows))],
                says="Your outer loop runs over the number of rows; that of columns is meant.",
                hint="How many rows has the transpose of two rows of three?"),
        Mistake("indices-not-swapped", lambda rows: [
                [rows[j][i] for i in range(len(rows))] for j in range(len(rows[0]))],
                says="An index runs past the end of a list: rows[j][i] asks for row j, or you "
                     "write into a place that does not exist yet.",
                hint="Row first, column second: which of i and j counts the rows of rows?"),
        Mistake("first-column", lambda rows: [row[0] for row in rows],
                says="Your result is the first column alone.",
                hint="Which loop is still missing around yours?"),
        Mistake("last-column", lambda rows: [row[-1] for row in rows],
                says="Your result is the last column alone.",
                hint="Does each round add a row to the result, or replace it?"),
        Mistake("one-column-short", lambda rows: transpose(rows)[:-1],
                says="The last column is missing.",
                hint="range(n) ends at n − 1. What does range(n − 1) end at?"),
        Mistake("first-column-skipped", lambda rows: transpose(rows)[1:],
                says="The first column is missing.", hint="Which j does your loop begin with?"),
        Mistake("one-row-short", lambda rows: transpose(rows[:-1]),
                says="Each new row lacks its last number.",
                hint="Does your inner loop visit every row?"),
        Mistake("one-row-many-names", one_row_many_names,
                says="All rows of your result are one and the same list, so the last column "
                     "overwrote them.",
                hint="[[0] * n] * m makes one row and m names for it. How do you make m rows?"),
        Mistake("in-place", in_place,
                says="The result is right, but you changed `rows` itself.",
                hint="Who else may still need the table as it was?", catalogue="S11"),
        Mistake("inverse", lambda rows: np.linalg.pinv(rows).tolist(),
                says="You computed an inverse: it has the shape of the transpose, and no more.",
                hint="Do the numbers change, or only their places?", catalogue="S13"),
        Mistake("list-has-no-t", lambda rows: rows.T,
                says="A list has no `.T`: only an array has.",
                hint="What type is rows, and how do you collect column j of it?", catalogue="S9"),
        Mistake("column-brackets", lambda rows: [rows[:, j] for j in range(len(rows[0]))],
                says="A list cannot be asked with two indices in one bracket: only an array can.",
                hint="How do you collect number j of every row?", catalogue="S9"),
        Mistake("growing-column", growing_column,
                says="One column grows on and on, and your result holds it several times.",
                hint="Where is the new row made: before the loop, or in it?"),
    ],
    equivalents=[lambda rows: list(zip(*rows)), lambda rows: [list(c) for c in zip(*rows)],
                 lambda rows: np.array(rows).T, lambda rows: np.einsum("ij->ji", np.array(rows)),
                 lambda rows: np.reshape(rows, (len(rows), len(rows[0])), order="C").T.tolist(),
                 lambda rows: [[rows[i][j] for i in range(len(rows))]
                               for j in range(len(rows[0]))]],
    hints=("The result's row 0 is column 0. How do you collect column 0 of a list of rows?",
           "An outer loop over the column number j, and inside it one number of each row.",
           "[[row[j] for row in rows] for j in range(len(rows[0]))]"),
    where="the two loops, and which of them is outside",
    after="Transpose the transpose: what do you get?")

EXERCISES = [guess_outputs, one_entry, turned]
