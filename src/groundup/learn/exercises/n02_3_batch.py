"""More exercises of 2.3, matrix: which shapes fit, and a layer for a whole batch."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given


def table(rng, *shape):
    """Numbers of both signs with one decimal, so that a message can be read."""
    return rng.normal(0, 2, shape).round(1)


# Which shapes fit --------------------------------------------------------------------------------

def product_shape(a, b):
    """a, b: the shapes of two matrices -> the shape of a @ b, or None if they do not fit."""
    if a[1] != b[0]:
        return None
    return (a[0], b[1])


def complain(a, b):
    if a[1] != b[0]:
        raise ValueError("shapes do not fit")
    return (a[0], b[1])


def or_complaint(answer, a, b):
    """What an answer returns; all complaints count as one, whatever they say."""
    try:
        return answer(a, b)
    except (ValueError, AssertionError):
        return "an error"


def fits(shape):
    """An answer that gives `shape(a, b)` where the shapes fit, else None."""
    return lambda a, b: shape(a, b) if a[1] == b[0] else None


def fits_if(rule):
    """An answer with the right shape, but another rule of what fits."""
    return lambda a, b: (a[0], b[1]) if rule(a, b) else None


which_fit = Exercise(
    id="2.3.product-shape", title="Do the boxes fit?", level="easy",
    objective="say which matrices can be multiplied, and what shape comes out",
    asks="`a` and `b` are the **shapes** of two matrices, such as `(2, 3)` and `(3, 4)`. Return "
         "the shape of their product, first times second, or `None` if the two cannot be "
         "multiplied in this order. Nothing is turned, and nothing is stretched.",
    reference=product_shape, run=or_complaint,
    probes=[given("(2, 3) and (3, 4)", (2, 3), (3, 4)), given("(3, 4) and (3, 4)", (3, 4), (3, 4)),
            given("(2, 3) and (4, 3)", (2, 3), (4, 3)), given("(3, 4) and (5, 3)", (3, 4), (5, 3)),
            given("(5, 1) and (1, 2)", (5, 1), (1, 2)), given("(4, 1) and (3, 2)", (4, 1), (3, 2)),
            given("(4, 5) and (4, 7)", (4, 5), (4, 7)), given("(2, 6) and (6, 2)", (2, 6), (6, 2)),
            given("(4, 3) and (1, 2)", (4, 3), (1, 2)), given("(6, 2) and (5, 3)", (6, 2), (5, 3)),
            given("(797, 64) and (64, 10)", (797, 64), (64, 10))],
    mistakes=[
        Mistake("never-none", lambda a, b: (a[0], b[1]),
                says="You never return None, although some of the pairs do not fit.",
                hint="How long is a row of the first, and how long a column of the second?",
                catalogue="S1"),
        Mistake("equal-shapes", lambda a, b: a if a == b else None,
                says="You ask for equal shapes: that is the rule of *, not of the matrix product.",
                hint="Row meets column: which two of the four sizes must agree?", catalogue="S2"),
        Mistake("all-sizes-joined", fits(lambda a, b: a + b),
                says="You joined all four sizes; the two inner ones are added up and vanish.",
                hint="How many rows and columns of dot products are there?"),
        Mistake("inner-sizes", fits(lambda a, b: (a[1], b[0])),
                says="You return the inner sizes, those that must agree; the outer ones remain.",
                hint="Which sizes vanish in the sum of a dot product?"),
        Mistake("turned", fits(lambda a, b: (b[1], a[0])),
                says="You return the two outer sizes in the wrong order.",
                hint="The rows of the product are the rows of which matrix?"),
        Mistake("inner-kept", fits(lambda a, b: (a[0], a[1], b[1])),
                says="You kept the inner size; it is added up and vanishes.",
                hint="How many axes has a table of numbers?"),
        Mistake("shape-of-a", fits(lambda a, b: a),
                says="You return the shape of the first matrix.",
                hint="How many columns has the product: as many as which matrix?"),
        Mistake("shape-of-b", fits(lambda a, b: b),
                says="You return the shape of the second matrix.",
                hint="How many rows has the product: as many as which matrix?"),
        Mistake("entries-counted", fits(lambda a, b: a[0] * b[1]),
                says="You return how many entries the product has, not its shape.",
                hint="A shape is a pair of sizes. Which two?"),
        Mistake("outer-compared", fits_if(lambda a, b: a[0] == b[1]),
                says="You compare the two outer sizes; the inner ones must agree.",
                hint="How long is a row of the first, and how long a column of the second?"),
        Mistake("rows-compared", fits_if(lambda a, b: a[0] == b[0]),
                says="You compare the numbers of rows; a row of the first meets a column of the "
                     "second.",
                hint="How long is a row of the first, and how long a column of the second?"),
        Mistake("columns-compared", fits_if(lambda a, b: a[1] == b[1]),
                says="You compare the numbers of columns: so row would meet row.",
                hint="How long is a row of the first, and how long a column of the second?",
                catalogue="D2"),
        Mistake("both-pairs-compared", fits_if(lambda a, b: a[1] == b[0] and a[0] == b[1]),
                says="You ask the outer sizes to agree, too; only the inner ones must.",
                hint="May the product be anything but square?"),
        Mistake("either-pair", fits_if(lambda a, b: a[1] == b[0] or a[0] == b[1]),
                says="You accept it if the outer sizes agree; that would be the other order.",
                hint="Is first times second the same as second times first?"),
        Mistake("upside-down", lambda a, b: None if a[1] == b[0] else (a[0], b[1]),
                says="You return None exactly where the shapes fit.",
                hint="Which way round is your comparison?"),
        Mistake("not-larger", fits_if(lambda a, b: a[1] <= b[0]),
                says="You accept a row that is shorter than the column.",
                hint="What would the last numbers of the column be multiplied by?"),
        Mistake("not-smaller", fits_if(lambda a, b: a[1] >= b[0]),
                says="You accept a row that is longer than the column.",
                hint="What would the last numbers of the row be multiplied by?"),
        Mistake("stretched", fits_if(lambda a, b: a[1] == b[0] or 1 in (a[1], b[0])),
                says="You stretch a size of 1; the matrix product stretches nothing.",
                hint="Which operation stretches: @, or + and *?"),
        Mistake("turns-the-second", lambda a, b: (a[0], b[1]) if a[1] == b[0] else (
                (a[0], b[0]) if a[1] == b[1] else None),
                says="Where it does not fit you turn the second matrix; nothing is to be turned.",
                hint="Should NumPy guess what you meant?", catalogue="D2"),
        Mistake("false-for-none", lambda a, b: (a[0], b[1]) if a[1] == b[0] else False,
                says="You return False where None is asked for.",
                hint="What does the text ask for when the two do not fit?"),
        Mistake("empty-for-none", lambda a, b: (a[0], b[1]) if a[1] == b[0] else (),
                says="You return () where None is asked for.",
                hint="What does the text ask for when the two do not fit?"),
        Mistake("text-for-none", lambda a, b: (a[0], b[1]) if a[1] == b[0] else "None",
                says="You return the text 'None'; None without quotes is asked for.",
                hint="What does type(None) say, and what type has yours?"),
        Mistake("raises", complain,
                says="You raise an error where None is asked for.",
                hint="What does the text ask for when the two do not fit?"),
        Mistake("true-for-shape", lambda a, b: a[1] == b[0],
                says="You say whether they fit; the shape of the product is asked for.",
                hint="What does the product's shape consist of?"),
        Mistake("sizes-added", fits(lambda a, b: (a[0] + b[0], a[1] + b[1])),
                says="You added the sizes.",
                hint="How many rows and columns of dot products are there?"),
        Mistake("sizes-multiplied", fits(lambda a, b: (a[0] * b[0], a[1] * b[1])),
                says="You multiplied the sizes.",
                hint="How many rows and columns of dot products are there?"),
        Mistake("lengths", fits(lambda a, b: (len(a), len(b))),
                says="`a` is the shape itself: len(a) is 2, the number of axes.",
                hint="Where in a shape stand the rows, and where the columns?"),
        Mistake("zero-for-none", lambda a, b: (a[0], b[1]) if a[1] == b[0] else (0, 0),
                says="You return (0, 0) where None is asked for.",
                hint="What does the text ask for when the two do not fit?"),
        Mistake("either-order", lambda a, b: product_shape(a, b) or product_shape(b, a),
                says="Where they do not fit in this order you try the other one.",
                hint="Which of the two comes first, always?"),
    ],
    equivalents=[lambda a, b: [a[0], b[1]] if a[1] == b[0] else None,
                 lambda a, b: a[:1] + b[1:] if a[-1] == b[0] else None,
                 lambda a, b: (np.ones(a) @ np.ones(b)).shape if a[1] == b[0] else None,
                 lambda a, b: {True: (a[0], b[1])}.get(a[1] == b[0])],
    hints=("Row meets column: how long is a row of the first, how long a column of the second?",
           "Compare the two inner sizes; what remains are the two outer ones.",
           "if a[1] != b[0]: return None; else return (a[0], b[1])"),
    where="the comparison",
    after="Find two shapes that fit in both orders and give different products.")


# A layer for a batch -----------------------------------------------------------------------------

def layer(inputs, weights, biases):
    """inputs (N, I), weights (O, I) with a row a neuron, biases (O,) -> outputs (N, O)."""
    return inputs @ weights.T + biases


def with_loops(inputs, weights, biases):
    return [[sum(x * w for x, w in zip(sample, row)) + bias for row, bias in zip(weights, biases)]
            for sample in inputs]


def bias_of_the_sample(inputs, weights, biases):
    return [[sum(x * w for x, w in zip(sample, row)) + biases[n] for row in weights]
            for n, sample in enumerate(inputs)]


def batch(n, i, o):
    return lambda rng: (table(rng, n, i), table(rng, o, i), table(rng, o))


BOOK = (np.array([[1.0, 2, 3, 2.5], [2, 5, -1, 2], [-1.5, 2.7, 3.3, -0.8]]),
        np.array([[0.2, 0.8, -0.5, 1], [0.5, -0.91, 0.26, -0.5], [-0.26, -0.27, 0.17, 0.87]]),
        np.array([2.0, 3.0, 0.5]))

whole_batch = Exercise(
    id="2.3.layer", title="A layer for a whole batch", level="medium",
    objective="compute a layer's outputs for a batch with one matrix product",
    asks="`inputs` (N, I) holds a sample a row, `weights` (O, I) a **neuron a row**, `biases` (O,) "
         "one number a neuron. Return the outputs, shape (N, O): for each sample and each neuron "
         "the dot product of the two plus the neuron's bias.",
    header="import numpy as np", reference=layer,
    rtol=1e-5, atol=1e-6,                  # float32 on the way is right, too
    probes=[given("two samples, two inputs, three neurons", np.array([[1.0, 2.0], [3.0, -1.0]]),
                  np.array([[1.0, 0.5], [2.0, -3.0], [0.0, 4.0]]), np.array([10.0, -20.0, 30.0])),
            given("the three samples of 2.2", *BOOK),
            drawn("5 samples, 4 inputs, 3 neurons", batch(5, 4, 3)),
            drawn("4 samples, 3 inputs, 6 neurons", batch(4, 3, 6))],
    mistakes=[
        Mistake("not-turned", lambda x, w, b: x @ w + b,
                says="A row of `inputs` meets a column of `weights`, and the two are not equally "
                     "long: a neuron is a row here.",
                hint="Which two sizes must agree, and what does each axis of your matrices stand "
                     "for?", catalogue="S1"),
        Mistake("weights-first", lambda x, w, b: w @ x + b,
                says="`weights @ inputs` lets a neuron meet a column of `inputs`; a sample is a "
                     "row.",
                hint="Which two sizes must agree, and what does each axis of your matrices stand "
                     "for?", catalogue="S1"),
        Mistake("wrong-one-turned", lambda x, w, b: x.T @ w + b,
                says="You turned `inputs`; it is the weights that stand the wrong way for "
                     "`inputs @ …`.",
                hint="The outputs have a row a sample. Should the rows of inputs stay rows?",
                catalogue="S1"),
        Mistake("both-turned", lambda x, w, b: x.T @ w.T + b,
                says="You turned both; only the weights stand the wrong way.",
                hint="Write the two shapes side by side: which inner sizes meet?"),
        Mistake("bias-forgotten", lambda x, w, b: x @ w.T,
                says="The bias is missing from every row.",
                hint="Feed zeros: what should come out?", catalogue="D1"),
        Mistake("outputs-turned", lambda x, w, b: w @ x.T + b[:, None],
                says="Your outputs have a row a neuron; a row a sample is asked for.",
                hint="Which of the two should choose the row of the result?", catalogue="D2"),
        Mistake("turned-before-the-bias", lambda x, w, b: w @ x.T + b,
                says="`weights @ inputs.T` has a row a neuron, and the biases cannot be laid along "
                     "it.",
                hint="Which shape has weights @ inputs.T, and which has inputs @ weights.T?",
                catalogue="D2"),
        Mistake("reshaped", lambda x, w, b: x @ w.reshape(w.shape[::-1]) + b,
                says="You reshaped the weights instead of transposing them: the shape fits, and "
                     "the neurons are mixed.",
                hint="Print the first column of your weights: is it a neuron?"),
        Mistake("bias-as-a-column", lambda x, w, b: x @ w.T + b[:, None],
                says="Your biases stand in a column, one a sample; each neuron has one.",
                hint="Once per neuron or once per sample?", catalogue="S7"),
        Mistake("bias-of-the-sample", bias_of_the_sample,
                says="You added bias number n to all outputs of sample n; each neuron has its own.",
                hint="Once per neuron or once per sample?", catalogue="S7"),
        Mistake("bias-per-product", lambda x, w, b: x @ w.T + x.shape[1] * b,
                says="You added the bias to every product, before the sum.",
                hint="Once per neuron or once per product?", catalogue="S7"),
        Mistake("bias-per-sample", lambda x, w, b: x @ w.T + len(x) * b,
                says="You added the bias once for each sample of the batch.",
                hint="How often does one output get its neuron's bias?", catalogue="S7"),
        Mistake("bias-twice", lambda x, w, b: x @ w.T + 2 * b, says="You added the bias twice.",
                hint="Feed zeros: what should come out?", catalogue="S7"),
        Mistake("bias-subtracted", lambda x, w, b: x @ w.T - b,
                says="You subtracted the bias.", hint="Feed zeros: what should come out?"),
        Mistake("bias-multiplied", lambda x, w, b: (x @ w.T) * b,
                says="You multiplied by the bias instead of adding it.",
                hint="Feed zeros: what should come out?"),
        Mistake("biases-added-up", lambda x, w, b: x @ w.T + b.sum(),
                says="Every output got the sum of all biases.",
                hint="Feed zeros: what should come out of each neuron?"),
        Mistake("first-bias", lambda x, w, b: x @ w.T + b[0],
                says="Every output got the first neuron's bias.",
                hint="Feed zeros: what should come out of each neuron?"),
        Mistake("last-bias", lambda x, w, b: x @ w.T + b[-1],
                says="Every output got the last neuron's bias.",
                hint="Feed zeros: what should come out of each neuron?"),
        Mistake("elementwise", lambda x, w, b: x * w + b,
                says="* multiplies number by number; the products must be added up.",
                hint="Which sign is the matrix product: * or @?", catalogue="S2"),
        Mistake("elementwise-turned", lambda x, w, b: x * w.T + b,
                says="* multiplies number by number; the products must be added up.",
                hint="Which sign is the matrix product: * or @?", catalogue="S2"),
        Mistake("not-added", lambda x, w, b: x[:, None] * w + b[:, None],
                says="You made all products and never added them up: there is an axis too many.",
                hint="Which of the three axes must vanish?", catalogue="S2"),
        Mistake("inverse", lambda x, w, b: x @ np.linalg.pinv(w) + b,
                says="You multiplied by an inverse of the weights; only their transpose is meant.",
                hint="Are you undoing the layer, or turning a table?", catalogue="S13"),
        Mistake("first-sample", lambda x, w, b: w @ x[0] + b,
                says="Your result is the first sample's outputs alone: return stands in the loop.",
                hint="How far to the right does your return stand?"),
        Mistake("last-sample", lambda x, w, b: w @ x[-1] + b,
                says="Your result is the last sample's outputs alone.",
                hint="Does each round add a row to the result, or replace it?"),
        Mistake("samples-added-up", lambda x, w, b: (x @ w.T + b).sum(axis=0),
                says="You added up the outputs of all samples.",
                hint="Does each sample get answers of its own?"),
        Mistake("neurons-added-up", lambda x, w, b: (x @ w.T + b).sum(axis=1),
                says="You added up the outputs of all neurons.",
                hint="Does each neuron give an answer of its own?"),
        Mistake("flat", lambda x, w, b: (x @ w.T + b).ravel(),
                says="The numbers are right, but in one long row instead of a row a sample.",
                hint="Where does a new row of the result begin?"),
        Mistake("negatives-cut", lambda x, w, b: np.maximum(x @ w.T + b, 0),
                says="You replaced the negative outputs by 0; nobody asked for that yet.",
                hint="May an output be negative?"),
        Mistake("fired", lambda x, w, b: (x @ w.T + b > 0).astype(int),
                says="You return whether each neuron fires; its number is asked for.",
                hint="What comes before the threshold?"),
        Mistake("cut", lambda x, w, b: (x @ w.T + b).astype(int),
                says="Your outputs are cut to whole numbers.",
                hint="Look at the dtype of your array.", catalogue="S10"),
        Mistake("averaged-products", lambda x, w, b: x @ w.T / x.shape[1] + b,
                says="You averaged the products instead of adding them up.",
                hint="Does a neuron divide by the number of its inputs?"),
        Mistake("pairs-by-zip", lambda x, w, b: [r @ s + c for s, r, c in zip(x, w, b)],
                says="You paired sample 0 with neuron 0, sample 1 with neuron 1 …; every sample "
                     "meets every neuron.",
                hint="How many loops does a layer for a batch need: one, or two?"),
        Mistake("all-biases-each", lambda x, w, b: (x @ w.T)[:, :, None] + b,
                says="Each output got all biases: there is an axis too many.",
                hint="Which bias belongs to the neuron of the inner loop?",
                catalogue="S7"),
        Mistake("bias-into-weights", lambda x, w, b: x @ (w.T + b),
                says="You added the biases to the weights, so each is multiplied by the inputs.",
                hint="Is the bias added before the products, or after their sum?",
                catalogue="S7"),
        Mistake("bias-into-inputs", lambda x, w, b: (x + b) @ w.T,
                says="You added the biases to the inputs; a bias belongs to a neuron.",
                hint="Is the bias added before the products, or after their sum?",
                catalogue="S7"),
        Mistake("signs-dropped", lambda x, w, b: abs(x @ w.T + b),
                says="You dropped the signs.",
                hint="May an output be negative?"),
        Mistake("turned-with-a-row", lambda x, w, b: w @ x.T + b.reshape(1, -1),
                says="`weights @ inputs.T` has a row a neuron, and a row of biases does not fit "
                     "along it.",
                hint="Which shape has weights @ inputs.T, and which has inputs @ weights.T?",
                catalogue="D2"),
        Mistake("biases-only", lambda x, w, b: np.tile(b, (len(x), 1)),
                says="Your outputs are the biases alone.",
                hint="Where do the weighted sums enter?"),
        Mistake("mean-bias", lambda x, w, b: x @ w.T + b.mean(),
                says="Every output got the mean of all biases.",
                hint="Feed zeros: what should come out of each neuron?"),
        Mistake("signs-only", lambda x, w, b: np.sign(x @ w.T + b),
                says="You return the signs of the outputs; the numbers are asked for.",
                hint="What comes before the threshold?"),
        Mistake("products-averaged", lambda x, w, b: x @ w.T / len(x) + b,
                says="You divided the products by the number of samples.",
                hint="Which samples does an output depend on?"),
    ],
    equivalents=[with_loops, lambda x, w, b: np.dot(x, w.T) + b,
                 lambda x, w, b: (w @ x.T + b[:, None]).T, lambda x, w, b: (w @ x.T).T + b,
                 lambda x, w, b: np.einsum("ni,oi->no", x, w) + b,
                 lambda x, w, b: np.array([w @ sample + b for sample in x]),
                 lambda x, w, b: (x[:, None] * w).sum(axis=2) + b,
                 lambda x, w, b: np.c_[x, np.ones(len(x))] @ np.c_[w, b].T],
    hints=("Write the two shapes side by side. Which inner sizes meet, and which should?",
           "A neuron must be a column before a row of inputs can meet it.",
           "inputs @ (weights, turned) + biases"),
    where="the line with the product",
    after="Feed a batch of one sample: which shape must it have?")

EXERCISES = [which_fit, whole_batch]
