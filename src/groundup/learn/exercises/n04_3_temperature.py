"""Exercises of 4.3: a temperature, and an answer with its confidence."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n04_3_softmax import (
    by_differences,
    minus,
    naive,
    shifted,
    softmax,
    softmax_start,
)

# Temperature -------------------------------------------------------------------------------------

def with_temperature(scores, temperature):
    """scores (B, K), temperature above 0 -> shares (B, K) of the scores divided by it."""
    return softmax(scores / temperature)


def scores_divided_in_place(z, t):
    z /= t
    return softmax(z)


def some_scores(samples, classes, temperature):
    return lambda rng: (rng.normal(0, 2, (samples, classes)).round(1), temperature)


warm = Exercise(
    id="4.3.with-temperature", title="A knob for confidence", level="easy",
    objective="make shares sharper or flatter with a temperature",
    asks="`scores` has shape `(B, K)`; `temperature` is a positive number. Return the softmax of "
         "the scores **divided by the temperature**, `(B, K)`. Below 1 it sharpens the "
         "differences, above 1 it flattens them. You may call your `softmax`.",
    header="import numpy as np", reference=with_temperature, needs=("4.3.softmax",),
    probes=[given("two samples, temperature 2", np.array([[2.0, 1.0, -1.0], [0.0, 0.5, 3.0]]),
                  2.0),
            given("two samples, temperature 0.5", np.array([[2.0, 1.0, -1.0], [0.0, 0.5, 3.0]]),
                  0.5),
            drawn("4 samples, 3 classes, temperature 5", some_scores(4, 3, 5.0)),
            drawn("4 samples, 4 classes, temperature 0.8", some_scores(4, 4, 0.8)),
            given("a very low temperature: 0.001",
                  np.array([[2.0, 2.001, -1.0], [0.0, 0.5, -3.0], [0.7, 0.7101, 0.5]]), 0.001)],
    mistakes=[
        Mistake("multiplied", lambda z, t: softmax(z * t),
                says="You multiplied the scores by the temperature (or raised their powers to it): "
                     "your knob turns the wrong way.",
                hint="Should a high temperature flatten, or sharpen?"),
        Mistake("after-the-softmax", lambda z, t: softmax(z) / t,
                says="You divided the shares, after the softmax: they add up to 1/temperature.",
                hint="Add up one row. What is divided: the scores, or the shares?"),
        Mistake("shares-multiplied", lambda z, t: softmax(z) * t,
                says="You multiplied the shares by the temperature.",
                hint="Add up one row. What is divided: the scores, or the shares?"),
        Mistake("ignored", lambda z, t: softmax(z),
                says="The temperature changes nothing. (Added to all scores, or below all powers, "
                     "it changes nothing either: only differences decide.)",
                hint="Where does the temperature enter, and what does it do to the differences?"),
        Mistake("not-shared-out-again", lambda z, t: softmax(z) ** (1 / t),
                says="You raised the shares to the power of 1/temperature, and did not divide by "
                     "their new sum.",
                hint="Add up one row. What should come out?"),
        Mistake("above-the-line-only",
                lambda z, t: np.exp(z / t) / np.exp(z).sum(axis=1, keepdims=True),
                says="The temperature is above the line only; the sum knows nothing of it.",
                hint="Which scores does the sum below the line use?"),
        Mistake("below-the-line-only",
                lambda z, t: np.exp(z) / np.exp(z / t).sum(axis=1, keepdims=True),
                says="The temperature is below the line only.",
                hint="Which scores does the power above the line use?"),
        Mistake("overflow", lambda z, t: naive(z / t),
                says="It is right, until the temperature is low: score/temperature is then so "
                     "large that e to it overflows.",
                hint="What does your softmax subtract, that this one does not?", catalogue="A1"),
        Mistake("maximum-of-unscaled",
                lambda z, t: minus(lambda y: z.max(axis=1, keepdims=True))(z / t),
                says="You subtract the maximum of the scores before they are divided.",
                hint="First divide, then subtract the maximum; or both before np.exp, in brackets?",
                catalogue="A1"),
        Mistake("one-maximum", lambda z, t: softmax_start(z / t),
                says="You subtract one maximum for the whole batch; at a low temperature, rows "
                     "far below it become NaN.",
                hint="May one sample's size influence another sample?", catalogue="A2"),
        Mistake("columns", lambda z, t: softmax((z / t).T).T,
                says="Your softmax runs down the columns; no sample adds up to 1.",
                hint="What should add up to 1: a sample, or a class?", catalogue="A3"),
        Mistake("whole-batch", lambda z, t: softmax((z / t).reshape(1, -1)).reshape(z.shape),
                says="The shares of the whole batch add up to 1 together.",
                hint="What should add up to 1: a sample, or the batch?", catalogue="A3"),
        Mistake("rounded-down", lambda z, t: softmax(z // t),
                says="You used //, which rounds the quotients down.",
                hint="Which sign divides without rounding?", catalogue="S10"),
        Mistake("squared", lambda z, t: softmax(z / t ** 2),
                says="You divided by the temperature twice.",
                hint="How often does the temperature occur in your code?"),
        Mistake("root", lambda z, t: softmax(z / np.sqrt(t)),
                says="You divided by the root of the temperature.",
                hint="By what are the scores to be divided?"),
        Mistake("one-plus", lambda z, t: softmax(z / (1 + t)),
                says="You divided by 1 + temperature.",
                hint="Which temperature should leave the shares as they are?"),
        Mistake("minus", lambda z, t: softmax(-z / t),
                says="The smallest score wins: there is a minus sign too many.",
                hint="Which score should get the largest share?"),
        Mistake("upside-down", lambda z, t: softmax(t / z),
                says="You divided the temperature by the scores.", hint="What is divided by what?"),
        Mistake("softmax-twice", lambda z, t: softmax(softmax(z) / t),
                says="You took the softmax of shares: exponentials are applied twice.",
                hint="What does your softmax expect: scores, or shares?", catalogue="L11"),
        Mistake("twice-at-the-end", lambda z, t: softmax(softmax(z / t)),
                says="You took the softmax of shares: exponentials are applied twice.",
                hint="How often does softmax stand in your code?", catalogue="L11"),
        Mistake("no-softmax", lambda z, t: z / t,
                says="You return the divided scores; the softmax is missing.",
                hint="Should a result be negative?"),
        Mistake("not-divided-by-the-sum", lambda z, t: shifted(z / t),
                says="You return the powers; they are not divided by their sum.",
                hint="Add up one row. What should come out?", catalogue="A4"),
        Mistake("logarithms", lambda z, t: np.log(softmax(z / t)),
                says="You return the logarithms of the shares.", hint="May a share be negative?"),
        Mistake("divided-in-place", scores_divided_in_place,
                says="The shares are right, but /= changed the scores that came in: a second "
                     "call would divide again.",
                hint="Who else holds this array? What does /= write into?", catalogue="S11"),
        Mistake("shares-to-the-power", lambda z, t: softmax(z) ** t,
                says="You raised the shares to the power of the temperature.",
                hint="Add up one row. What is divided: the scores, or the shares?"),
        Mistake("powers-only", lambda z, t: np.exp(z / t),
                says="You return the powers; they are not divided by their sum.",
                hint="Add up one row. What should come out?", catalogue="A4"),
        Mistake("powers-divided", lambda z, t: np.exp(z) / t,
                says="You divided the powers by the temperature, and by nothing else.",
                hint="Add up one row. What should come out?", catalogue="A4"),
        Mistake("answers", lambda z, t: softmax(z / t).argmax(axis=1),
                says="You return the answers; the shares are asked for.",
                hint="What shape is asked for?", catalogue="S6"),
        Mistake("confidences", lambda z, t: softmax(z / t).max(axis=1),
                says="You return the largest shares; all of them are asked for.",
                hint="What shape is asked for?"),
        Mistake("negatives-cut", lambda z, t: softmax(np.maximum(z, 0) / t),
                says="You replaced negative scores by 0 (a ReLU).",
                hint="Should −3 and −1 get the same share?", catalogue="A17"),
        Mistake("never-below-one", lambda z, t: softmax(z / max(t, 1)),
                says="A temperature below 1 changes nothing in your result.",
                hint="What does a temperature of 0.5 do to the differences?"),
        Mistake("to-the-power-of-scores", lambda z, t: t ** z / (t ** z).sum(
                    axis=1, keepdims=True),
                says="You took the temperature as the base, in place of e.",
                hint="What is divided by the temperature?"),
        Mistake("scores-to-the-power", lambda z, t: softmax(z ** (1 / t)),
                says="You raised the scores to a power; they are divided. (Roots of negative "
                     "scores are NaN.)",
                hint="Which sign stands between scores and temperature?"),
        Mistake("power-of-the-temperature", lambda z, t: softmax(z / np.exp(t)),
                says="You divided by e to the temperature; the temperature itself is asked.",
                hint="What should a temperature of 1 do?"),
    ],
    equivalents=[lambda z, t: softmax(np.multiply(z, 1 / t)),
                 lambda z, t: np.array([softmax(row[None] / t)[0] for row in z]),
                 lambda z, t: shifted(z / t) / shifted(z / t).sum(axis=1, keepdims=True),
                 lambda z, t: softmax((z - z.max(axis=1, keepdims=True)) / t),
                 lambda z, t: by_differences(z / t)],
    hints=("Which is divided: the scores, or the shares?",
           "It is one line: change what goes into softmax.",
           "softmax(scores / temperature)"),
    where="what goes into softmax",
    after="What are the shares at a temperature of 1,000,000? And of 0.000001?")

# An answer and its confidence --------------------------------------------------------------------

def answers_of(shares):
    """shares (B, K) -> the class with the largest share of each row, (B,), and that share."""
    return shares.argmax(axis=1), shares.max(axis=1)


def with_loops(shares):
    answers, confidences = [], []
    for row in shares:
        best = 0
        for k in range(len(row)):
            if row[k] > row[best]:
                best = k
        answers.append(best)
        confidences.append(row[best])
    return answers, confidences


def both(answers, confidences):
    return lambda p: (answers(p), confidences(p))


def places(p):
    return p.argmax(axis=1)


def largest(p):
    return p.max(axis=1)


def second(p):
    return np.sort(p, axis=1)[:, -2]


def every_new_best(shares):
    answers = []
    for row in shares:
        best = 0
        for k, share in enumerate(row):
            if share > best:
                best = share
                answers.append(k)
    return np.array(answers), largest(shares)


def some_shares(samples, classes):
    return lambda rng: softmax(rng.normal(0, 2, (samples, classes))).round(3)


sure_answers = Exercise(
    id="4.3.answers-of", title="Say it, and say how sure", level="easy",
    objective="read answers and confidences from a batch of shares",
    asks="`shares` has shape `(B, K)`; each row adds up to 1. Return two arrays: for each sample "
         "the number of the class with the largest share, counted from 0, shape `(B,)`; and that "
         "largest share itself, the **confidence**, shape `(B,)`.",
    header="import numpy as np", reference=answers_of, outputs=("answers", "confidences"),
    probes=[given("three samples of two classes", np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6]])),
            given("two samples of four classes", np.array([[0.1, 0.2, 0.3, 0.4],
                                                           [0.7, 0.1, 0.15, 0.05]])),
            drawn("5 samples, 3 classes", some_shares(5, 3)),
            drawn("4 samples, 4 classes", some_shares(4, 4)),
            drawn("6 samples, 10 classes", some_shares(6, 10))],
    mistakes=[
        Mistake("one-answer-for-all", both(np.argmax, np.max),
                says="You get one answer for the whole batch: argmax and max without axis look "
                     "at everything.",
                hint="Over which axis do the classes lie?", catalogue="S6"),
        Mistake("down-the-columns", both(lambda p: p.argmax(axis=0), lambda p: p.max(axis=0)),
                says="You look down the columns: which sample is best in each class.",
                hint="Over which axis do the classes lie?", catalogue="S6"),
        Mistake("answers-without-axis", both(np.argmax, largest),
                says="Your argmax has no axis: it counts through the whole batch.",
                hint="How many answers do B samples need?", catalogue="S6"),
        Mistake("answers-down-the-columns", both(lambda p: p.argmax(axis=0), largest),
                says="Your argmax looks down the columns.",
                hint="Over which axis do the classes lie?", catalogue="S6"),
        Mistake("confidence-without-axis", both(places, np.max),
                says="Your max has no axis: one confidence for the whole batch.",
                hint="How many confidences do B samples need?", catalogue="S6"),
        Mistake("confidence-down-the-columns", both(places, lambda p: p.max(axis=0)),
                says="Your max looks down the columns.",
                hint="Over which axis do the classes lie?", catalogue="S6"),
        Mistake("swapped", both(largest, places),
                says="Right, but the wrong way round: the answers come first.",
                hint="In which order does the text ask for them?"),
        Mistake("answers-only", places, says="You return the answers alone.",
                hint="How many arrays are asked for?"),
        Mistake("confidences-only", largest, says="You return the confidences alone.",
                hint="How many arrays are asked for?"),
        Mistake("smallest", both(lambda p: p.argmin(axis=1), lambda p: p.min(axis=1)),
                says="You took the smallest share of each sample.",
                hint="Which class should win?"),
        Mistake("smallest-answers", both(lambda p: p.argmin(axis=1), largest),
                says="Your answers name the smallest share.", hint="argmin, or argmax?"),
        Mistake("margin", both(places, lambda p: largest(p) - second(p)),
                says="Your confidence is the lead over the second (1.2's margin).",
                hint="Which share does the text call the confidence?"),
        Mistake("second-best", both(places, second),
                says="Your confidence is the second largest share.",
                hint="Sorted upwards: where does the largest stand?"),
        Mistake("second-answers", both(lambda p: p.argsort(axis=1)[:, -2], second),
                says="You name the second best class.",
                hint="Sorted upwards: where does the largest stand?"),
        Mistake("rows-chosen", lambda p: (places(p), p[places(p)]),
                says="`shares[answers]` takes whole rows, with the answers as row numbers.",
                hint="Which of the two brackets' places is the class?"),
        Mistake("every-pair", both(places, lambda p: p[:, places(p)]),
                says="`shares[:, answers]` takes all answers' columns for every sample: (B, B).",
                hint="One number a sample: which row belongs to which answer?", catalogue="L10"),
        Mistake("first-row-only", both(places, lambda p: p[0, places(p)]),
                says="All your confidences are read in the first row.",
                hint="Which row belongs to which answer?"),
        Mistake("from-one", both(lambda p: places(p) + 1, largest),
                says="Your classes are counted from 1; Python, and the labels, count from 0.",
                hint="What is the answer where the first class wins?", catalogue="D16"),
        Mistake("columns-left", both(lambda p: p.argmax(axis=1, keepdims=True),
                                     lambda p: p.max(axis=1, keepdims=True)),
                says="Both come as columns, (B, 1); (B,) is asked for.",
                hint="What does keepdims keep?"),
        Mistake("hits-as-a-table", both(lambda p: p == p.max(axis=1, keepdims=True), largest),
                says="Your answers are a table of True and False, not class numbers.",
                hint="Which function gives the place of the largest?"),
        Mistake("sums", both(places, lambda p: p.sum(axis=1)),
                says="You added up each row; that is always 1.",
                hint="Which share does the text call the confidence?"),
        Mistake("means", both(places, lambda p: p.mean(axis=1)),
                says="You averaged each row; that is always 1/K.",
                hint="Which share does the text call the confidence?"),
        Mistake("softmax-again", both(places, lambda p: softmax(p).max(axis=1)),
                says="You took the softmax of the shares: exponentials are applied twice.",
                hint="What comes in here: scores, or shares?", catalogue="L11"),
        Mistake("percent", both(places, lambda p: 100 * largest(p)),
                says="Your confidences are percentages; shares are asked for.",
                hint="What is the largest a share can be?"),
        Mistake("above-one-half", both(lambda p: (p > 0.5).argmax(axis=1), largest),
                says="You look for the first share above one half; with three classes or more the "
                     "winner may have less.",
                hint="With ten classes: how small can the largest share be?", catalogue="L25"),
        Mistake("rounded", lambda p: answers_of(p.round()),
                says="You rounded the shares first: below one half nothing is left.",
                hint="With ten classes: how small can the largest share be?"),
        Mistake("smallest-confidences", both(places, lambda p: p.min(axis=1)),
                says="Your confidence is the smallest share.", hint="min, or max?"),
        Mistake("all-sorted", both(lambda p: p.argsort(axis=1)[:, ::-1],
                                   lambda p: np.sort(p, axis=1)[:, ::-1]),
                says="You return all classes sorted; the best of each sample is asked for.",
                hint="Which column of your sorted array is the answer?"),
        Mistake("surprise", both(places, lambda p: -np.log(p.max(axis=1))),
                says="You return minus the logarithm of the largest share.",
                hint="Which share does the text call the confidence?"),
        Mistake("python-max", lambda p: (max(p), max(p)),
                says="Python's max cannot compare rows of numbers.",
                hint="Which method of an array takes an axis?"),
        Mistake("first-sample-only", lambda p: (places(p)[0], largest(p)[0]),
                says="Only the first sample's answer comes back.",
                hint="How many answers do B samples need?"),
        Mistake("all-shares", both(places, lambda p: p.copy()),
                says="Your confidences are all shares; the largest of each sample is asked for.",
                hint="What shape is asked for?"),
        Mistake("spread", both(places, lambda p: p.max(axis=1) - p.min(axis=1)),
                says="Your confidence is the largest minus the smallest share.",
                hint="Which share does the text call the confidence?"),
        Mistake("one-minus", both(places, lambda p: 1 - largest(p)),
                says="Your confidence is what is left for all other classes.",
                hint="Should a sure answer be near 0, or near 1?"),
        Mistake("table", lambda p: np.stack([places(p), largest(p)], axis=1),
                says="You return one table, a row for each sample; two arrays are asked for.",
                hint="`return a, b` gives how many things?"),
        Mistake("two-classes-only", both(lambda p: (p[:, 1] > 0.5) * 1, largest),
                says="You ask whether class 1 has more than one half: that is for two classes.",
                hint="What is the answer where class 3 has 0.9?"),
        Mistake("table-of-ones", both(np.round, largest),
                says="Your answers are a table of rounded shares; one class number a sample is "
                     "asked for.",
                hint="Which function gives the place of the largest number?"),
        Mistake("last-sample-only", lambda p: (places(p)[-1], largest(p)[-1]),
                says="Only the last sample comes back: each round replaces the one before.",
                hint="How many samples are there, and how many answers?"),
        Mistake("every-new-best", every_new_best,
                says="You append an answer each time a larger share comes along, not once a row.",
                hint="How far to the right does your append stand?"),
        Mistake("answers-divided", both(places, lambda p: places(p) / p.shape[1]),
                says="Your confidences are the answers divided by K; the largest shares are asked.",
                hint="How sure is somebody who gives class 3 a share of 0.9?"),
    ],
    equivalents=[with_loops,
                 lambda p: (np.argmax(p, 1), np.amax(p, 1)),
                 lambda p: (p.argsort(axis=1)[:, -1], np.sort(p, axis=1)[:, -1]),
                 lambda p: (places(p), p[np.arange(len(p)), places(p)]),
                 lambda p: (places(p), np.take_along_axis(p, places(p)[:, None], axis=1)[:, 0]),
                 lambda p: [[list(row).index(max(row)) for row in p], [max(row) for row in p]]],
    hints=("For each sample, two things: where is the largest share, and how large is it?",
           "Two functions of NumPy, both with the same axis.",
           "shares.argmax(axis=1), shares.max(axis=1)"),
    where="the axis of argmax and of max",
    after="Which answers are the least sure? np.argsort of the confidences tells.")


EXERCISES = [warm, sure_answers]
