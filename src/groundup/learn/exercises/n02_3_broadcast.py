"""More exercises of 2.3, matrix: broadcasting and axes, where a wrong shape gives no error."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given


def table(rng, *shape):
    """Numbers of both signs with one decimal, so that a message can be read."""
    return rng.normal(0, 2, shape).round(1)


# Shares of each row ------------------------------------------------------------------------------

def shares(counts):
    """counts (N, M) -> each number divided by the sum of its row, (N, M)."""
    return counts / counts.sum(axis=1, keepdims=True)


def shares_start(counts):
    """counts (N, M) -> each number divided by the sum of its row, (N, M)."""
    totals = counts.sum(axis=1)            # one total a row
    return counts / totals


def shares_in_place(counts):
    counts /= counts.sum(axis=1, keepdims=True)
    return counts


def amounts(n, m):
    return lambda rng: (rng.integers(1, 20, (n, m)) + rng.integers(0, 10, (n, m)) / 10,)


row_shares = Exercise(
    id="2.3.shares", title="The rows that do not add up to 1", level="debug",
    objective="find a broadcasting error that raises no exception",
    asks="Each row of `counts` shall be divided by its own sum, so that it adds up to 1. A friend "
         "tried it on two rows of two numbers and got no error; yet the rows do not add up to 1. "
         "With two rows of three it fails altogether. Mend it. The result has the shape of "
         "`counts`.",
    header="import numpy as np", reference=shares, start=shares_start,
    rtol=1e-5, atol=1e-6,                  # float32 on the way is right, too
    probes=[given("two rows of two", np.array([[1.0, 3.0], [2.0, 8.0]])),
            given("two rows of three", np.array([[1.0, 1.0, 2.0], [5.0, 2.0, 3.0]])),
            drawn("four rows of three", amounts(4, 3)), drawn("three rows of five", amounts(3, 5))],
    mistakes=[
        Mistake("totals-as-a-row", lambda c: c / c.sum(axis=1),
                says="The totals have shape (N,), and are laid along each row: number j of a row "
                     "is divided by the total of row j.",
                hint="Print the shape of the totals: do they stand as a column or as a row?",
                catalogue="S3"),
        Mistake("shares-of-columns", lambda c: c / c.sum(axis=0),
                says="Now the columns add up to 1, not the rows.",
                hint="axis names the direction that vanishes. Which one shall vanish?",
                catalogue="S3"),
        Mistake("shares-of-all", lambda c: c / c.sum(),
                says="You divided by the sum of the whole table.",
                hint="How many totals do you need: one, or one a row?"),
        Mistake("column-sums-as-a-column", lambda c: c / c.sum(axis=0)[:, None],
                says="Your totals stand in a column now, but they are those of the columns.",
                hint="axis names the direction that vanishes. Which one shall vanish?"),
        Mistake("first-total", lambda c: c / c.sum(axis=1)[0],
                says="You divided every row by the total of the first.",
                hint="Which total belongs to row 1?"),
        Mistake("last-total", lambda c: c / c.sum(axis=1)[-1],
                says="You divided every row by the total of the last.",
                hint="Which total belongs to row 0?"),
        Mistake("divided-by-the-mean", lambda c: c / c.mean(axis=1, keepdims=True),
                says="You divided by the mean of each row, not by its sum.",
                hint="What do your rows add up to?"),
        Mistake("divided-by-the-largest", lambda c: c / c.max(axis=1, keepdims=True),
                says="You divided by the largest number of each row, not by its sum.",
                hint="What do your rows add up to?"),
        Mistake("divided-by-the-length", lambda c: c / np.linalg.norm(c, axis=1, keepdims=True),
                says="You divided by the length of each row, the root of its squares' sum.",
                hint="What do your rows add up to?"),
        Mistake("divided-by-how-many", lambda c: c / c.shape[1],
                says="You divided by how many numbers a row has.",
                hint="What do your rows add up to?"),
        Mistake("percent", lambda c: 100 * c / c.sum(axis=1, keepdims=True),
                says="You return percent; the rows add up to 100.",
                hint="What shall the rows add up to?"),
        Mistake("multiplied", lambda c: c * c.sum(axis=1, keepdims=True),
                says="You multiplied by the sum of the row.",
                hint="Should a share be larger than 1?"),
        Mistake("subtracted", lambda c: c - c.sum(axis=1, keepdims=True),
                says="You subtracted the sum of the row.", hint="May a share be negative?"),
        Mistake("upside-down", lambda c: c.sum(axis=1, keepdims=True) / c,
                says="Your fraction is upside down.", hint="Should a share be larger than 1?"),
        Mistake("whole-numbers", lambda c: c // c.sum(axis=1, keepdims=True),
                says="`//` divides and cuts to whole numbers: nothing is left of the shares.",
                hint="Which sign divides and keeps the decimals?", catalogue="S10"),
        Mistake("turned", lambda c: c.T / c.sum(axis=1),
                says="The shares are right, but turned: a row of `counts` is a column now.",
                hint="You turned the table so that the totals fit. What is left to do?"),
        Mistake("totals-only", lambda c: c.sum(axis=1, keepdims=True),
                says="You return the totals; nothing is divided by them.",
                hint="Which shape shall come out?"),
        Mistake("each-by-itself", lambda c: c / c,
                says="You divided each number by itself.", hint="What do your rows add up to?"),
        Mistake("first-row", lambda c: c[0] / c[0].sum(),
                says="Your result is the first row alone: return stands in the loop.",
                hint="How far to the right does your return stand?"),
        Mistake("last-row", lambda c: c[-1] / c[-1].sum(),
                says="Your result is the last row alone.",
                hint="Does each round add a row to the result, or replace it?"),
        Mistake("in-place", shares_in_place,
                says="The shares are right, but /= wrote them into `counts`, which came in.",
                hint="What is the difference between a = a / b and a /= b?", catalogue="S11"),
        Mistake("totals-as-one-row", lambda c: c / c.sum(axis=1)[None],
                says="Your totals stand in one row, (1, N); they must stand in a column.",
                hint="A total for each row: which of (N, 1) and (1, N) is that?",
                catalogue="S3"),
        Mistake("each-row-by-all-totals", lambda c: np.array([row / c.sum(axis=1) for row in c]),
                says="In your loop each row is divided by the totals of all rows.",
                hint="Which total belongs to the row of this round?",
                catalogue="S3"),
        Mistake("means-as-a-row", lambda c: c / c.mean(axis=1),
                says="You divided by means, not sums, and they are laid along the rows.",
                hint="Print the shape of what you divide by: a column, or a row?",
                catalogue="S3"),
        Mistake("largest-of-all", lambda c: c / c.max(),
                says="You divided by the largest number of the table.",
                hint="What do your rows add up to?"),
        Mistake("axis-two", lambda c: c / c.sum(axis=2, keepdims=True),
                says="There is no axis 2: axes are counted from 0, and a table has two.",
                hint="Which number has the second axis?"),
        Mistake("others", lambda c: c / (c.sum(axis=1, keepdims=True) - c),
                says="You divided each number by the sum of the others in its row.",
                hint="Does its own number belong to the sum of a row?"),
        Mistake("divided-twice", lambda c: c / c.sum(axis=1, keepdims=True) ** 2,
                says="You divided by the sum of the row twice.",
                hint="What do your rows add up to?"),
    ],
    equivalents=[lambda c: c / c.sum(axis=1)[:, None], lambda c: (c.T / c.sum(axis=1)).T,
                 lambda c: [[x / sum(row) for x in row] for row in c],
                 lambda c: c / np.reshape(c.sum(axis=1), (-1, 1)),
                 lambda c: np.array([row / row.sum() for row in c]),
                 lambda c: np.einsum("nm,n->nm", c, 1 / c.sum(axis=1)),
                 lambda c: c / (c @ np.ones((c.shape[1], 1)))],
    hints=("Which shape have the totals, and along what are they laid?",
           "The totals must stand in a column, shape (N, 1), so that each is stretched along its "
           "row.",
           "counts / counts.sum(axis=1, keepdims=True)"),
    where="the line that divides",
    after="Write the test that would have shown the error at once: what must every row add up to?")


# Biases that centre the outputs ------------------------------------------------------------------

def centre(inputs, weights, biases):
    """inputs (N, I), weights (O, I), biases (O,) -> biases with which each mean output is 0."""
    outputs = inputs @ weights.T + biases
    return biases - outputs.mean(axis=0)


def centre_in_place(inputs, weights, biases):
    biases -= (inputs @ weights.T + biases).mean(axis=0)
    return biases


def outputs_of(inputs, weights, biases):
    return inputs @ weights.T + biases


def batch(n, i, o):
    return lambda rng: (table(rng, n, i), table(rng, o, i), table(rng, o))


centred = Exercise(
    id="2.3.centre", title="New biases for every neuron", level="hard",
    objective="average over the batch and keep the shape of the biases",
    asks="A layer's outputs for a batch are `inputs @ weights.T + biases`: `inputs` (N, I), "
         "`weights` (O, I), `biases` (O,). Return **new biases**, shape (O,), with which each "
         "neuron's outputs have the mean 0 over the batch. Leave what came in as it was.",
    header="import numpy as np", reference=centre,
    rtol=1e-5, atol=1e-6,                  # float32 on the way is right, too
    probes=[given("two samples, two inputs, three neurons", np.array([[1.0, 2.0], [3.0, -1.0]]),
                  np.array([[1.0, 0.5], [2.0, -3.0], [0.0, 4.0]]), np.array([10.0, -20.0, 30.0])),
            drawn("5 samples, 4 inputs, 3 neurons", batch(5, 4, 3)),
            drawn("3 samples, 4 inputs, 3 neurons", batch(3, 4, 3)),
            drawn("4 samples, 3 inputs, 6 neurons", batch(4, 3, 6))],
    mistakes=[
        Mistake("grown", lambda x, w, b: b - outputs_of(x, w, b),
                says="Your biases have grown to a row a sample: (O,) minus (N, O) is (N, O).",
                hint="Compare the shape of the biases before and after.", catalogue="S8"),
        Mistake("with-the-last-sample", lambda x, w, b: b - outputs_of(x, w, b)[-1],
                says="You subtracted the last sample's outputs instead of the batch's mean.",
                hint="Which samples shall count?"),
        Mistake("with-the-first-sample", lambda x, w, b: b - outputs_of(x, w, b)[0],
                says="You subtracted the first sample's outputs instead of the batch's mean.",
                hint="Which samples shall count?"),
        Mistake("added", lambda x, w, b: b + outputs_of(x, w, b).mean(axis=0),
                says="You added the mean outputs; so they become twice as large.",
                hint="If a neuron's mean is too high, which way must its bias go?"),
        Mistake("old-bias-lost", lambda x, w, b: -outputs_of(x, w, b).mean(axis=0),
                says="The old bias is in the mean that you take off, and you start from 0: it "
                     "counts once too often.",
                hint="From which biases do you start, and which were in the outputs?"),
        Mistake("old-bias-kept", lambda x, w, b: b - (x @ w.T).mean(axis=0),
                says="Your mean was taken without the biases, yet you start from the old ones.",
                hint="From which biases do you start, and which were in the outputs?",
                catalogue="D1"),
        Mistake("products-added", lambda x, w, b: b + (x @ w.T).mean(axis=0),
                says="Your result is the mean output itself; it is to be taken off the bias.",
                hint="Run the layer with your biases: which means come out?"),
        Mistake("products-only", lambda x, w, b: (x @ w.T).mean(axis=0),
                says="Your result has the wrong sign: it is the mean of the weighted sums.",
                hint="What must be added to a mean of 7, so that it becomes 0?"),
        Mistake("across-neurons", lambda x, w, b: b - outputs_of(x, w, b).mean(axis=1),
                says="You averaged over the neurons: one number a sample.",
                hint="axis names the direction that vanishes: samples or neurons?",
                catalogue="S3"),
        Mistake("one-mean-for-all", lambda x, w, b: b - outputs_of(x, w, b).mean(),
                says="You took the same mean, that of all outputs, off every bias.",
                hint="Has each neuron a mean of its own?", catalogue="S6"),
        Mistake("sum-for-mean", lambda x, w, b: b - outputs_of(x, w, b).sum(axis=0),
                says="You subtracted the sum over the batch, not the mean.",
                hint="By how much does each output move when a bias moves by 1?"),
        Mistake("axis-kept", lambda x, w, b: b - outputs_of(x, w, b).mean(axis=0, keepdims=True),
                says="The numbers are right, but keepdims left an axis: (1, O) instead of (O,).",
                hint="Compare the shape of the biases before and after.", catalogue="S8"),
        Mistake("as-a-column", lambda x, w, b: b[:, None] - outputs_of(x, w, b).mean(
                axis=0)[:, None],
                says="The numbers are right, but they stand in a column.",
                hint="Compare the shape of the biases before and after.", catalogue="S7"),
        Mistake("column-minus-row", lambda x, w, b: b[:, None] - outputs_of(x, w, b).mean(axis=0),
                says="A column minus a row is a table: every bias met every mean.",
                hint="Which shapes have the two that you subtract?", catalogue="S4"),
        Mistake("outputs-centred", lambda x, w, b: x @ w.T - (x @ w.T).mean(axis=0),
                says="You return the centred outputs; the biases that do it are asked for.",
                hint="Which shape shall come out?"),
        Mistake("unchanged", lambda x, w, b: b,
                says="Your biases are the old ones.",
                hint="Which variable holds what you computed, and do you return it?"),
        Mistake("median", lambda x, w, b: b - np.median(outputs_of(x, w, b), axis=0),
                says="You subtracted the median over the batch, not the mean.",
                hint="Which of the two is a sum divided by a number?"),
        Mistake("largest", lambda x, w, b: b - outputs_of(x, w, b).max(axis=0),
                says="You subtracted the largest output of each neuron, not the mean.",
                hint="Run the layer with your biases: which means come out?"),
        Mistake("one-too-few", lambda x, w, b: b - outputs_of(x, w, b).sum(axis=0) / (len(x) - 1),
                says="You divided by one less than the number of samples.",
                hint="How many outputs of a neuron did you add up?"),
        Mistake("divided-by-neurons", lambda x, w, b: b - outputs_of(x, w, b).sum(axis=0) / len(b),
                says="You divided by the number of neurons.",
                hint="How many outputs of a neuron did you add up?"),
        Mistake("zeros", lambda x, w, b: 0 * b,
                says="With biases of 0 the outputs are the weighted sums, whose means are not 0.",
                hint="Which mean has a neuron without a bias?"),
        Mistake("no-transpose", lambda x, w, b: b - (x @ w + b).mean(axis=0),
                says="A row of `inputs` meets a column of `weights`; a neuron is a row here.",
                hint="Which two sizes must agree?", catalogue="S1"),
        Mistake("mean-of-inputs-across", lambda x, w, b: -w @ x.mean(axis=1),
                says="You averaged each sample over its inputs, instead of each input over the "
                     "samples.",
                hint="axis names the direction that vanishes: samples or inputs?",
                catalogue="S3"),
        Mistake("in-place", centre_in_place,
                says="The numbers are right, but -= changed the biases that came in.",
                hint="What is the difference between b = b - m and b -= m?", catalogue="S11"),
        Mistake("summed-across", lambda x, w, b: b - outputs_of(x, w, b).sum(axis=1),
                says="You added up over the neurons: one number a sample.",
                hint="axis names the direction that vanishes: samples or neurons?",
                catalogue="S3"),
        Mistake("products-across", lambda x, w, b: b - (x @ w.T).mean(axis=1),
                says="You averaged over the neurons: one number a sample.",
                hint="axis names the direction that vanishes: samples or neurons?",
                catalogue="S3"),
        Mistake("inputs-averaged", lambda x, w, b: b - x.mean(axis=0),
                says="You subtracted the mean inputs; the mean outputs are meant.",
                hint="One number for each input, or for each neuron?"),
        Mistake("smallest", lambda x, w, b: b - outputs_of(x, w, b).min(axis=0),
                says="You subtracted the smallest output of each neuron, not the mean.",
                hint="Run the layer with your biases: which means come out?"),
        Mistake("spread", lambda x, w, b: b - outputs_of(x, w, b).std(axis=0),
                says="You subtracted the spread of the outputs, not their mean.",
                hint="Run the layer with your biases: which means come out?"),
        Mistake("twice", lambda x, w, b: b - 2 * outputs_of(x, w, b).mean(axis=0),
                says="You subtracted the mean twice; so its sign is turned.",
                hint="Run the layer with your biases: which means come out?"),
        Mistake("half", lambda x, w, b: b - outputs_of(x, w, b).mean(axis=0) / 2,
                says="You subtracted half the mean.",
                hint="Run the layer with your biases: which means come out?"),
        Mistake("biases-centred", lambda x, w, b: b - b.mean(),
                says="You centred the biases themselves; the outputs are meant.",
                hint="Where do inputs and weights enter?"),
        Mistake("divided", lambda x, w, b: b / outputs_of(x, w, b).mean(axis=0),
                says="You divided by the mean; a bias is added.",
                hint="If a neuron's mean is 7, what must be added to make it 0?"),
        Mistake("sign-dropped", lambda x, w, b: abs((x @ w.T).mean(axis=0)),
                says="You dropped the sign.",
                hint="May a bias be negative?"),
    ],
    equivalents=[lambda x, w, b: -(x @ w.T).mean(axis=0), lambda x, w, b: -w @ x.mean(axis=0),
                 lambda x, w, b: [-sum(np.dot(s, row) for s in x) / len(x) for row in w],
                 lambda x, w, b: b - (w @ x.T + b[:, None]).mean(axis=1),
                 lambda x, w, b: -np.einsum("ni,oi->o", x, w) / len(x)],
    hints=("If a neuron's mean output is 7, by how much must its bias move?",
           "Compute the outputs (N, O); average so that the samples vanish.",
           "biases - outputs.mean(axis=0)"),
    where="the axis of the mean, and what it is taken off",
    after="Does the result depend on the old biases at all? Try zeros.")


EXERCISES = [row_shares, centred]
