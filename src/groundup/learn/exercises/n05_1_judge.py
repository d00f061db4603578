"""Exercise of 5.1: accuracy, the share of right answers."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n04_3_softmax import softmax

# Accuracy ----------------------------------------------------------------------------------------

def accuracy(scores, labels):
    """scores (B, K), labels (B,) -> the share of rows whose largest score is at the label."""
    return np.mean(scores.argmax(axis=1) == labels)


def counted(scores, labels):
    right = 0
    for row, label in zip(scores, labels):
        right += list(row).index(max(row)) == label
    return right / len(labels)


def judged(samples, classes):
    """Scores of both signs in which about half of the labels win; a quarter of all is class 0."""
    def draw(rng):
        labels = np.where(rng.random(samples) < 0.25, 0, rng.integers(0, classes, samples))
        scores = rng.normal(0, 1, (samples, classes))
        scores[np.arange(samples), labels] += 1.1
        return scores.round(3), labels
    return draw


share_right = Exercise(
    id="5.1.accuracy", title="How many are right?", level="easy",
    objective="measure accuracy straight from the scores",
    asks="`scores` is `(B, K)`, `labels` `(B,)`, counted from 0. An answer is the class with the "
         "largest score; no softmax is needed, since it keeps the order. Return the share of "
         "samples whose answer is their label: one number from 0 to 1.",
    header="import numpy as np", reference=accuracy,
    probes=[given("three samples of two classes, two of them right",
                  np.array([[2.0, -1.0], [0.5, 0.2], [-3.0, -1.0]]), np.array([0, 1, 1])),
            given("five samples of three classes, one right",
                  np.array([[0.2, 0.1, 0.9], [0.1, -0.9, -2.0], [1.5, 0.3, 0.2],
                            [0.3, 0.1, 0.2], [0.1, 0.8, 0.7]]), np.array([0, 2, 0, 1, 2])),
            given("three samples, all right",
                  np.array([[2.0, -1.0, 0.0, 0.3], [0.5, 0.2, 0.3, 0.9], [-3.0, -1.0, 2.0, 0.0]]),
                  np.array([0, 3, 2])),
            drawn("7 samples, 4 classes", judged(7, 4)),
            drawn("11 samples, 3 classes", judged(11, 3)),
            drawn("6 samples, 6 classes", judged(6, 6)),
            drawn("40 samples, 10 classes", judged(40, 10)),
            drawn("35 samples, 5 classes", judged(35, 5))],
    mistakes=[
        Mistake("one-answer-for-all", lambda z, y: np.mean(z.argmax() == y),
                says="Your argmax has no axis: one place for the whole batch.",
                hint="Over which axis do the classes lie?", catalogue="S6"),
        Mistake("down-the-columns", lambda z, y: np.mean(z.argmax(axis=0) == y),
                says="Your argmax looks down the columns: one sample for each class.",
                hint="Over which axis do the classes lie?", catalogue="S6"),
        Mistake("every-pair", lambda z, y: np.mean(z.argmax(axis=1)[:, None] == y),
                says="Every answer is compared with every label: (B, 1) against (B,).",
                hint="How many comparisons does your array of True and False hold?",
                catalogue="S5"),
        Mistake("counted", lambda z, y: np.sum(z.argmax(axis=1) == y),
                says="You return how many are right, not which share.",
                hint="Which is the largest value an accuracy can have?", catalogue="L2"),
        Mistake("percent", lambda z, y: 100 * accuracy(z, y),
                says="You return percent; a number from 0 to 1 is asked for.",
                hint="Which is the largest value an accuracy can have?"),
        Mistake("errors", lambda z, y: np.mean(z.argmax(axis=1) != y),
                says="You counted the wrong answers.", hint="== or !=?"),
        Mistake("divided-by-classes", lambda z, y: np.sum(z.argmax(axis=1) == y) / z.shape[1],
                says="You divided by the number of classes.",
                hint="What is counted: samples, or classes?"),
        Mistake("divided-by-all-scores", lambda z, y: np.sum(z.argmax(axis=1) == y) / z.size,
                says="You divided by the number of scores, B · K.",
                hint="How many answers are there?", catalogue="L3"),
        Mistake("smallest", lambda z, y: np.mean(z.argmin(axis=1) == y),
                says="You took the class with the smallest score.", hint="argmin, or argmax?"),
        Mistake("scores-compared", lambda z, y: np.mean(z.max(axis=1) == y),
                says="You compare the largest score with the label: the score, not its place.",
                hint="What does max give, and what does argmax give?"),
        Mistake("rounded-scores", lambda z, y: np.mean(z.max(axis=1).round() == y),
                says="You compare the largest score, rounded, with the label.",
                hint="What does max give, and what does argmax give?"),
        Mistake("above-zero", lambda z, y: np.mean(z[np.arange(len(y)), y] > 0),
                says="You count a label's score above 0 as right; others may be larger.",
                hint="Which class is the answer: every one above 0?", catalogue="L25"),
        Mistake("above-one-half", lambda z, y: np.mean(z[np.arange(len(y)), y] > 0.5),
                says="You count a label's score above 0.5 as right; others may be larger.",
                hint="With several classes, which one is the answer?", catalogue="L25"),
        Mistake("sure-and-right", lambda z, y: np.mean(softmax(z)[np.arange(len(y)), y] > 0.5),
                says="You count a label's share above 0.5 as right; with many classes, the winner "
                     "may have less.",
                hint="With ten classes: how small can the largest share be?", catalogue="L25"),
        Mistake("first-above-zero", lambda z, y: np.mean((z > 0).argmax(axis=1) == y),
                says="Your answer is the first class above 0, not the largest.",
                hint="What does argmax see in an array of True and False?"),
        Mistake("largest-size", lambda z, y: np.mean(np.abs(z).argmax(axis=1) == y),
                says="You took the score of the largest size: −3 beats 1.",
                hint="Does a strong no count as an answer?"),
        Mistake("from-one", lambda z, y: np.mean(z.argmax(axis=1) + 1 == y),
                says="Your answers are counted from 1; the labels from 0.",
                hint="What is the smallest label?", catalogue="D16"),
        Mistake("mean-score", lambda z, y: np.mean(z[np.arange(len(y)), y]),
                says="You averaged the scores at the labels.",
                hint="What is asked for: how large, or how often right?"),
        Mistake("mean-confidence", lambda z, y: np.mean(softmax(z).max(axis=1)),
                says="You averaged the confidences: how sure, not how often right.",
                hint="Where do the labels enter?"),
        Mistake("mean-share-of-the-label", lambda z, y: np.mean(softmax(z)[np.arange(len(y)), y]),
                says="You averaged the shares of the labels.",
                hint="Is an answer that was given 40 % right by 40 %, or right or wrong?"),
        Mistake("hits", lambda z, y: z.argmax(axis=1) == y,
                says="You return True or False for each sample; their mean is missing.",
                hint="One number is asked for."),
        Mistake("answers", lambda z, y: z.argmax(axis=1),
                says="You return the answers; they are not compared yet.",
                hint="Where do the labels enter?"),
        Mistake("all-or-nothing", lambda z, y: np.sum(z.argmax(axis=1) == y) // len(y),
                says="You get 1 only where all answers are right, and else 0: // rounds the share "
                     "down, array_equal asks about all at once.",
                hint="Which sign divides without rounding?", catalogue="S10"),
        Mistake("differences", lambda z, y: np.mean(z.argmax(axis=1) - y),
                says="You averaged the differences of class numbers.",
                hint="Is a 3 that was read as a 4 half right?"),
        Mistake("above-class-zero", lambda z, y: np.mean(z.argmax(axis=1) > 0),
                says="You count the answers above 0; the labels are not used.",
                hint="Where do the labels enter?"),
        Mistake("rounded", lambda z, y: round(float(accuracy(z, y)), 2),
                says="You rounded the result to two digits.",
                hint="Round when you print, not when you compute."),
        Mistake("scores-above-zero", lambda z, y: np.mean(z > 0),
                says="You counted the scores above 0; the labels are not used.",
                hint="Where do the labels enter?"),
        Mistake("mean-distance", lambda z, y: np.mean(np.abs(z.argmax(axis=1) - y)),
                says="You averaged how far the class numbers are apart.",
                hint="Is a 3 that was read as a 4 nearly right?"),
        Mistake("first-sample-only", lambda z, y: float(z[0].argmax() == y[0]),
                says="You judged the first sample alone.",
                hint="How far to the right does your return stand?"),
        Mistake("last-sample-only", lambda z, y: float(z[-1].argmax() == y[-1]),
                says="You judged the last sample alone: each round replaces the count.",
                hint="Does each round add to the count, or replace it?"),
        Mistake("one-too-few", lambda z, y: np.sum(z.argmax(axis=1) == y) / (len(y) - 1),
                says="You divided by one less than the number of samples.",
                hint="How many samples are there?"),
        Mistake("right-over-wrong", lambda z, y: np.sum(z.argmax(axis=1) == y) / max(
                    np.sum(z.argmax(axis=1) != y), 1),
                says="You divided the right by the wrong answers; by all is asked for.",
                hint="What is the whole that the share is taken of?"),
        Mistake("first-above-one-half", lambda scores, labels: np.mean(
                    (scores > 0.5).argmax(axis=1) == labels),
                says="Your answer is the first class with a score above one half, not that with "
                     "the largest.",
                hint="Scores are no shares: what if three of them are above 1?"),
        Mistake("above-average", lambda scores, labels: np.mean(
                    scores[np.arange(len(labels)), labels] >= scores.mean(axis=1)),
                says="You count a label's score above the mean of its row as right; others may be "
                     "larger.",
                hint="When is an answer right?"),
        Mistake("among-the-best-two", lambda scores, labels: np.mean(
                    (np.argsort(scores, axis=1)[:, -2:] == labels[:, None]).any(axis=1)),
                says="You count a sample as right if its label is among the two largest scores.",
                hint="How many answers does a sample have?"),
        Mistake("labels-as-columns", lambda scores, labels: np.mean(
                    scores[:, labels].argmax(axis=1) == labels),
                says="`scores[:, labels]` takes a column for each label, for every sample: your "
                     "answers are places in the batch.",
                hint="Which argument of argmax makes it look along a row?"),
    ],
    equivalents=[counted, lambda z, y: (np.argmax(z, 1) == y).sum() / len(y),
                 lambda z, y: 1 - np.count_nonzero(np.argmax(z, -1) - y) / y.size,
                 lambda z, y: float(np.mean([int(np.argmax(r)) == int(c) for r, c in zip(z, y)])),
                 lambda z, y: np.mean(softmax(z).argmax(axis=1) == y),
                 lambda z, y: np.mean(z[np.arange(len(y)), y] >= z.max(axis=1))],
    hints=("What is the answer for one sample, and what makes it right?",
           "argmax over the classes, compared with the labels; the mean of True and False is "
           "their share.",
           "np.mean(scores.argmax(axis=1) == labels)"),
    where="the axis of argmax",
    after="Which accuracy has a network that always says 3?")


EXERCISES = [share_right]
