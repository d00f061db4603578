"""Exercises of 4.2, the end: neurons that are dead, and a nudge through a long chain."""

import math

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# Dead neurons ------------------------------------------------------------------------------------


def dead_neurons(outputs):
    """outputs (N, H), of a ReLU -> how many of the H neurons say 0 to all N samples."""
    return int((outputs == 0).all(axis=0).sum())


def counted_by_loop(outputs):
    count = 0
    for neuron in outputs.T:
        if all(value == 0 for value in neuron):
            count += 1
    return count


def some_outputs(n, h, dead, always):
    """ReLU outputs: `dead` empty columns, `always` full ones; without those, two empty rows."""
    def draw(rng):
        outputs = np.maximum(rng.normal(0, 1, size=(n, h)), 0)
        outputs[0] += 0.5                            # a sample that every living neuron speaks to
        outputs[1:, :always] += 0.3
        outputs[:, always:always + dead] = 0
        if not always:
            outputs[[2, 3]] = 0
        return outputs[:, rng.permutation(h)]
    return draw


dead = Exercise(
    id="4.2.dead-neurons", title="Count the dead", level="medium",
    objective="count the units of a ReLU layer that never speak",
    asks="`outputs` are the outputs of a ReLU layer: a row for each of N samples, a column for "
         "each of H neurons. A neuron is dead if it says 0 to **every** sample. Return how many "
         "neurons are dead: one whole number.",
    header="import numpy as np", reference=dead_neurons,
    probes=[given("three samples, four neurons by hand", np.array(
                [[0.0, 0.0, 2.0, 0.0], [0.0, 1.0, 3.0, 0.0], [0.0, 0.0, 0.5, 0.0]])),
            drawn("five samples, eleven neurons", some_outputs(5, 11, 3, 2)),
            drawn("nine samples, eight neurons", some_outputs(9, 8, 1, 0)),
            drawn("six samples, sixteen neurons", some_outputs(6, 16, 5, 1)),
            given("a quiet neuron is alive", np.array(
                [[0.0, 3.0, 0.0], [0.01, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 0.0]])),
            given("nobody is dead", np.array([[0.0, 2.0], [1.0, 0.0], [0.0, 0.7]]))],
    mistakes=[
        Mistake("samples-counted", lambda y: int((y == 0).all(axis=1).sum()),
                says="You counted samples that no neuron speaks to: the axis is the other one.",
                hint="Which axis should vanish first: samples, or neurons?", catalogue="S6"),
        Mistake("silent-once", lambda y: int((y == 0).any(axis=0).sum()),
                says="You counted neurons that are silent for at least one sample.",
                hint="any, or all?"),
        Mistake("silent-once-by-sample", lambda y: int((y == 0).any(axis=1).sum()),
                says="You counted samples to which at least one neuron is silent.",
                hint="any, or all? And over which axis?"),
        Mistake("zeros-counted", lambda y: int((y == 0).sum()),
                says="You counted all zeros; a living neuron says 0 often, too.",
                hint="What must hold for a whole column?"),
        Mistake("living", lambda y: int((y > 0).any(axis=0).sum()),
                says="You counted the living neurons.", hint="Is it == 0, or > 0?"),
        Mistake("always-speaking", lambda y: int((y > 0).all(axis=0).sum()),
                says="You counted neurons that speak to every sample: `.all()` of the outputs "
                     "asks whether none is 0.",
                hint="Of what should all be asked: outputs, or outputs == 0?"),
        Mistake("share", lambda y: (y == 0).all(axis=0).mean(),
                says="You return the share of the dead; their number is asked.",
                hint="sum or mean?"),
        Mistake("share-of-zeros", lambda y: (y == 0).mean(),
                says="You return the share of zeros in the whole table.",
                hint="What must hold for a whole column?"),
        Mistake("mask", lambda y: (y == 0).all(axis=0),
                says="You return True or False for each neuron; count them.",
                hint="What is True + True?"),
        Mistake("places", lambda y: np.flatnonzero((y == 0).all(axis=0)),
                says="You return which neurons are dead; how many is asked.",
                hint="How long is your array?"),
        Mistake("zeros-a-neuron", lambda y: (y == 0).sum(axis=0),
                says="You return for each neuron how often it says 0.",
                hint="When it says 0 to all N samples, what is that count?"),
        Mistake("whole-table", lambda y: bool((y == 0).all()),
                says="You find none: `all` without an axis asks for the whole table (and no output "
                     "of a ReLU is below 0).",
                hint="Over which axis should all look?", catalogue="S6"),
        Mistake("first-sample", lambda y: int((y[0] == 0).sum()),
                says="You looked at the first sample only.",
                hint="A neuron that is silent once is not dead. Which axis is missing?"),
        Mistake("last-sample", lambda y: int((y[-1] == 0).sum()),
                says="You looked at the last sample only.",
                hint="A neuron that is silent once is not dead. Which axis is missing?"),
        Mistake("on-average-silent", lambda y: int(((y == 0).mean(axis=0) > 0.5).sum()),
                says="You counted neurons that are silent more often than not.",
                hint="How often must a dead neuron say 0?"),
        Mistake("one-too-few", lambda y: int((y == 0).all(axis=0).sum()) - 1,
                says="Your count is too small by one.", hint="Where does your count begin?"),
        Mistake("quiet-ones-counted", lambda y: int((y.mean(axis=0) < 0.1).sum()),
                says="You counted the quiet neurons as well: a small mean is not zero.",
                hint="How small must every output of a dead neuron be?"),
        Mistake("first-neuron", lambda y: int((y[:, 0] == 0).sum()),
                says="You counted how often the first neuron is silent.",
                hint="Rows are samples, columns are neurons. Which did you look at?"),
        Mistake("most-silent", lambda y: int((y == 0).sum(axis=0).max()),
                says="You return how often the most silent neuron says 0.",
                hint="How many neurons say 0 to all samples?"),
        Mistake("zeros-a-sample", lambda y: (y == 0).sum(axis=1),
                says="You return for each sample how many neurons say 0.",
                hint="Which axis should vanish first: samples, or neurons?"),
        Mistake("at-least-one", lambda y: bool((y == 0).all(axis=0).any()),
                says="You return whether there is a dead neuron; how many is asked.",
                hint="What counts the Trues in an array?"),
        Mistake("last-neuron-left-out", lambda y: int((y[:, :-1] == 0).all(axis=0).sum()),
                says="You never look at the last neuron.",
                hint="How many rounds does your loop make, and how many neurons are there?"),
        Mistake("as-many-neurons-as-samples", lambda y: sum(not y[:, k].any()
                                                            for k in range(len(y))),
                says="`len` of a table is its number of rows: your loop counts samples, and goes "
                     "through neurons.",
                hint="Which place of outputs.shape holds the number of neurons?"),
    ],
    equivalents=[counted_by_loop, lambda y: (y.sum(axis=0) == 0).sum(),
                 lambda y: int((y.max(axis=0) <= 0).sum()), lambda y: y.shape[1] - np.count_nonzero(
                     y.any(axis=0)), lambda y: int((~y.any(axis=0)).sum()),
                 lambda y: sum(max(column) == 0 for column in zip(*y.tolist()))],
    hints=("In the table by hand, which columns are empty?",
           "First True or False for each neuron: are all its outputs 0? Then count the True.",
           "((outputs == 0) , all over the samples , then summed)"),
    where="the axis",
    after="How could a neuron that is dead on one batch be alive on the next?")


# A nudge through a chain -------------------------------------------------------------------------

def chain_slope(x, weights):
    """x: a number; weights: a list -> the slope of the end of the chain, as seen from x."""
    slope = 1.0
    for w in weights:
        y = np.tanh(w * x)
        slope = slope * w * (1 - y ** 2)             # the slope of this neuron, at its input
        x = y                                        # what the next neuron sees
    return slope


def walked(x, weights):
    """The input and the output of each neuron of the chain."""
    pairs = []
    for w in weights:
        pairs.append((x, np.tanh(w * x)))
        x = pairs[-1][1]
    return pairs


def end(x, weights):
    return walked(x, weights)[-1][1]


def each(x, weights):
    return [w * (1 - y ** 2) for w, (_, y) in zip(weights, walked(x, weights))]


def inputs_of_weighted(x, weights):
    """What neurons would see that compute w · tanh(x)."""
    seen = [x]
    for w in weights[:-1]:
        seen.append(w * np.tanh(seen[-1]))
    return seen


def by_calling(x, weights):
    if not len(weights):
        return 1.0
    y = math.tanh(weights[0] * x)
    return weights[0] * (1 - y * y) * by_calling(y, weights[1:])


def product(factor):
    """The product over the chain of a factor that is computed from w, input and output."""
    return lambda x, weights: np.prod([factor(w, a, y) for w, (a, y)
                                       in zip(weights, walked(x, weights))])


def no_weight_inside(x, weights):
    slope = 1.0
    for w in weights:
        x = np.tanh(x)
        slope *= w * (1 - x ** 2)
    return slope


def first_tanh_left_out(x, weights):
    slope = weights[0]
    for w in weights[1:]:
        x = np.tanh(w * x)
        slope *= w * (1 - x ** 2)
    return slope


def slope_handed_on(x, weights):
    slope = 1.0
    for w in weights:
        slope *= w * (1 - np.tanh(w * x) ** 2)
        x = slope
    return slope


def a_chain(n):
    return lambda rng: (float(rng.uniform(0.3, 1.2)),
                        (rng.choice([-1, 1], n) * rng.uniform(0.6, 1.6, n)).tolist())


chain = Exercise(
    id="4.2.chain-slope", title="A nudge through a chain", level="hard",
    objective="compute what is left of a small change after many layers",
    asks="A chain of neurons, one behind the other. Each computes `tanh(w * what it sees)`; the "
         "first sees `x`, the second what the first says, and so on through `weights`. Nudge `x`: "
         "each neuron passes the nudge on, times its weight and times the slope of tanh, 1 − y², "
         "where y is what it says. Return how many times the nudge arrives at the end: the "
         "product of all these slopes.",
    header="import numpy as np", reference=chain_slope,
    probes=[given("two neurons by hand", 0.5, [1.0, -2.0]),
            drawn("three neurons", a_chain(3)), drawn("five neurons", a_chain(5)),
            drawn("four neurons", a_chain(4)), given("a single neuron", 0.7, [1.5])],
    mistakes=[
        Mistake("weights-left-out", product(lambda w, a, y: 1 - y ** 2),
                says="You multiplied the slopes of tanh alone; each neuron also multiplies by its "
                     "weight.",
                hint="If what it sees moves by 1, by how much does w * what it sees move?"),
        Mistake("slopes-left-out", lambda x, ws: np.prod(ws),
                says="You multiplied the weights alone; each tanh has a slope, too.",
                hint="Which of your factors comes from tanh?", catalogue="A14"),
        Mistake("input-for-output", product(lambda w, a, y: w * (1 - (w * a) ** 2)),
                says="You put w · x into 1 − y²; y is what comes out of tanh.",
                hint="Is 1 − y² written for the input or for the output?", catalogue="A8"),
        Mistake("without-weight-inside", product(lambda w, a, y: w * (1 - a ** 2)),
                says="You put what the neuron sees into 1 − y²; y is what it says.",
                hint="Is x overwritten before or after you use 1 − y²?", catalogue="A8"),
        Mistake("tanh-without-weight", product(lambda w, a, y: w * (1 - np.tanh(a) ** 2)),
                says="You took the slope of tanh at what the neuron sees, without its weight.",
                hint="What goes into tanh, exactly?"),
        Mistake("squashed-twice", product(lambda w, a, y: w * (1 - np.tanh(y) ** 2)),
                says="tanh was applied twice: y has been squashed already.",
                hint="How often has the number been squashed when you square it?",
                catalogue="A10"),
        Mistake("moved-on-too-early", product(lambda w, a, y: w * (1 - np.tanh(w * y) ** 2)),
                says="You moved on to the next input before the slope was computed.",
                hint="In which order do the lines of your loop stand?"),
        Mistake("never-moved-on", lambda x, ws: np.prod([w * (1 - np.tanh(w * x) ** 2)
                                                         for w in ws]),
                says="Every neuron sees `x`; the second should see what the first says.",
                hint="Which variable changes from round to round?"),
        Mistake("added", lambda x, ws: sum(each(x, ws)),
                says="You added the slopes; each neuron multiplies what it gets.",
                hint="A half of a half is a quarter. Which arithmetic is that?"),
        Mistake("one-plus-sum", lambda x, ws: 1 + sum(each(x, ws)),
                says="You added the slopes to 1; each neuron multiplies what it gets.",
                hint="+= or *=?"),
        Mistake("begins-at-zero", lambda x, ws: 0.0,
                says="Your product begins at 0, and stays there.",
                hint="With which number does a product begin?"),
        Mistake("last-only", lambda x, ws: each(x, ws)[-1],
                says="Only the last neuron's slope is left: each round replaces the product.",
                hint="= or *=?", catalogue="A14"),
        Mistake("first-only", lambda x, ws: each(x, ws)[0],
                says="Only the first neuron's slope is there: the function returns too early.",
                hint="How far to the right does your return stand?"),
        Mistake("last-missing", lambda x, ws: np.prod(each(x, ws)[:-1]),
                says="The last neuron is missing.", hint="Where does your range end?"),
        Mistake("first-missing", lambda x, ws: np.prod(each(x, ws)[1:]),
                says="The first neuron is missing.", hint="Where does your range begin?"),
        Mistake("end-of-the-chain", end,
                says="You return what the chain says, not how it moves.",
                hint="Which of your variables collects the slopes?"),
        Mistake("times-the-end", lambda x, ws: end(x, ws) * np.prod(each(x, ws)),
                says="Your result is the slope times what the chain says.",
                hint="Which variable should be returned, alone?"),
        Mistake("sigmoid-formula", product(lambda w, a, y: w * y * (1 - y)),
                says="y · (1 − y) is the slope of the sigmoid; the neurons here have tanh.",
                hint="Which formula does the text give?"),
        Mistake("square-missing", product(lambda w, a, y: w * (1 - y)),
                says="The square is missing: 1 − y instead of 1 − y².",
                hint="Which formula does the text give?"),
        Mistake("rest-squared", product(lambda w, a, y: w * (1 - y) ** 2),
                says="You squared 1 − y; only y is squared.",
                hint="Where do the brackets stand in 1 − y²?"),
        Mistake("plus", product(lambda w, a, y: w * (1 + y ** 2)),
                says="A plus stands where a minus is due.",
                hint="Where tanh is flat, should much pass, or little?"),
        Mistake("value-for-slope", product(lambda w, a, y: w * y),
                says="You multiplied by y where its slope is due.",
                hint="Where does 1 − y² enter your code?"),
        Mistake("weights-added", product(lambda w, a, y: w + 1 - y ** 2),
                says="You added weight and slope; they are multiplied. (Or brackets are missing.)",
                hint="Which sign stands between w and (1 − y²)?"),
        Mistake("brackets", product(lambda w, a, y: w * 1 - y ** 2),
                says="The brackets around 1 − y² are missing.",
                hint="What does w multiply: 1, or 1 − y²?"),
        Mistake("signs-dropped", lambda x, ws: abs(np.prod(each(x, ws))),
                says="You dropped the sign.", hint="What does a negative weight do to a nudge?"),
        Mistake("list", lambda x, ws: [float(np.prod(each(x, ws)[:k + 1]))
                                       for k in range(len(ws))],
                says="You return the product after each neuron; the last of them is asked.",
                hint="How many numbers should come out?"),
        Mistake("not-multiplied", lambda x, ws: [float(s) for s in each(x, ws)],
                says="You return the slope of each neuron; their product is asked.",
                hint="How many numbers should come out?"),
        Mistake("one-slope-for-all", lambda x, ws: np.prod(ws) * (1 - end(x, ws) ** 2),
                says="You multiplied all weights, but only the last slope of tanh.",
                hint="How many tanh does the nudge pass?", catalogue="A14"),
        Mistake("slope-of-the-end-alone", lambda x, ws: 1 - end(x, ws) ** 2,
                says="You return the slope of the last tanh alone.",
                hint="How many neurons does the nudge pass?", catalogue="A14"),
        Mistake("passed-on-unsquashed", lambda x, ws:
                np.prod([w * (1 - np.tanh(w * a) ** 2) for w, a in zip(
                    ws, x * np.cumprod([1, *ws[:-1]]))]),
                says="Each neuron passes on w · x, before tanh; the next one sees what comes out "
                     "of tanh.",
                hint="What does a neuron say?"),
        Mistake("weight-after-tanh", lambda x, ws:
                np.prod([w * (1 - np.tanh(a) ** 2) for w, a in zip(
                    ws, inputs_of_weighted(x, ws))]),
                says="You put the weight behind tanh; here it stands inside, tanh(w · x).",
                hint="What goes into tanh, exactly?"),
        Mistake("from-the-end", lambda x, ws: chain_slope(x, ws[::-1]),
                says="You go through the weights from the last to the first; `x` meets the first.",
                hint="Which neuron sees `x`?"),
        Mistake("no-weight-in-the-chain", no_weight_inside,
                says="Your neurons compute tanh(x): the weight inside is missing.",
                hint="What does each neuron compute?"),
        Mistake("first-tanh-left-out", first_tanh_left_out,
                says="Your first neuron passes on its weight alone: its tanh is left out, and the "
                     "second neuron sees `x`.",
                hint="Does the first neuron have a tanh, too?"),
        Mistake("a-step-of-one", lambda x, ws: end(x + 1, ws) - end(x, ws),
                says="You measured how far the end moves over a whole step of 1.",
                hint="How small is a nudge?"),
        Mistake("slope-handed-on", slope_handed_on,
                says="You hand the slope on to the next neuron; it sees what the one before says.",
                hint="What does the next neuron see?"),
    ],
    equivalents=[by_calling, lambda x, ws: np.prod(each(x, ws)),
                 product(lambda w, a, y: w / np.cosh(w * a) ** 2),
                 lambda x, ws: (end(x + 1e-5, ws) - end(x - 1e-5, ws)) / 2e-5,
                 lambda x, ws: math.prod(w * (1 - y) * (1 + y)
                                         for w, (a, y) in zip(ws, walked(x, ws)))],
    hints=("With one neuron, how many times does the nudge arrive?",
           "In each round: y first, then the product with the weight and 1 − y², then x = y.",
           "slope = 1; for each w: y = tanh(w * x); slope = slope * w * (1 - y²); x = y"),
    where="the order of the lines in the loop",
    after="Compare with (end(x + 0.0001) - end(x)) / 0.0001.")


EXERCISES = [dead, chain]
