"""Exercises of 4.3: is the confidence honest?"""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n04_3_softmax import softmax
from groundup.learn.exercises.n04_3_temperature import with_temperature

# Is it honest? -----------------------------------------------------------------------------------

def gaps(scores, labels, temperatures):
    """scores (B, K), labels (B,), T temperatures -> mean confidence minus accuracy, (T,)."""
    accuracy = np.mean(scores.argmax(axis=1) == labels)
    result = []
    for temperature in temperatures:
        shares = with_temperature(scores, temperature)             # (B, K)
        result.append(shares.max(axis=1).mean() - accuracy)
    return np.array(result)


def each(confidence, combine=lambda c, a: c - a, right=None):
    """gaps, with another confidence(shares, labels), combination or share of right answers."""
    right = right or (lambda z, y: np.mean(z.argmax(axis=1) == y))
    return lambda z, y, ts: np.array([combine(confidence(with_temperature(z, t), y), right(z, y))
                                      for t in ts])


def mean_largest(p, y):
    return p.max(axis=1).mean()


def accumulated(z, y, ts):
    result = []
    for t in ts:
        z = z / t
        result.append(softmax(z).max(axis=1).mean() - np.mean(z.argmax(axis=1) == y))
    return np.array(result)


def by_broadcasting(z, y, ts):
    scaled = z[None] / np.array(ts)[:, None, None]                 # (T, B, K)
    powers = np.exp(scaled - scaled.max(axis=2, keepdims=True))
    return (powers.max(axis=2) / powers.sum(axis=2)).mean(axis=1) - (z.argmax(axis=1) == y).mean()


def judged(samples, classes, temperatures):
    """Scores in which some of the labels win."""
    def draw(rng):
        labels = rng.integers(0, classes, samples)
        scores = rng.normal(0, 1, (samples, classes)).round(1)
        scores[np.arange(samples), labels] += 1.05
        return scores, labels, list(temperatures)
    return draw


honest = Exercise(
    id="4.3.gaps", title="Does it sound as sure as it is right?", level="hard",
    objective="measure whether confidence is honest",
    asks="`scores` is `(B, K)`, `labels` `(B,)`, and `temperatures` a list of T positive numbers. "
         "For each temperature, compute the **mean confidence** (the mean over the batch of each "
         "sample's largest share at this temperature) **minus the accuracy** (the share of "
         "samples whose largest score stands at the label). Return T numbers: above 0 it sounds "
         "surer than it is. You may call your `with_temperature`.",
    header="import numpy as np", reference=gaps, needs=("4.3.softmax", "4.3.with-temperature"),
    probes=[given("three samples, two temperatures",
                  np.array([[2.0, 0.0], [0.5, 1.0], [3.0, -1.0]]), np.array([0, 1, 1]),
                  [1.0, 2.0]),
            drawn("8 samples, 3 classes", judged(8, 3, (0.5, 1.0, 3.0))),
            drawn("7 samples, 5 classes", judged(7, 5, (0.2, 0.9, 1.5, 4.0))),
            drawn("9 samples, 4 classes", judged(9, 4, (2.0, 0.6)))],
    mistakes=[
        Mistake("other-way-round", each(mean_largest, lambda c, a: a - c),
                says="You subtracted the confidence from the accuracy: your sign is turned.",
                hint="Should a boaster be above 0, or below?"),
        Mistake("confidence-only", each(mean_largest, lambda c, a: c),
                says="You return the mean confidence; the accuracy is not subtracted.",
                hint="Which two numbers are compared?"),
        Mistake("accuracy-only", each(mean_largest, lambda c, a: a),
                says="You return the accuracy, the same for each temperature.",
                hint="Which two numbers are compared?"),
        Mistake("size-of-the-gap", each(mean_largest, lambda c, a: abs(c - a)),
                says="You dropped the sign: too sure and not sure enough look alike.",
                hint="Should a boaster and a coward get the same number?"),
        Mistake("gap-squared", each(mean_largest, lambda c, a: (c - a) ** 2),
                says="You squared the gap.", hint="What is asked for: the gap, or a penalty?"),
        Mistake("ratio", each(mean_largest, lambda c, a: c / a),
                says="You divided the confidence by the accuracy; a difference is asked for.",
                hint="Which value should an honest reader get: 0, or 1?"),
        Mistake("added", each(mean_largest, lambda c, a: c + a),
                says="You added the accuracy.", hint="Which sign does the text ask for?"),
        Mistake("errors-subtracted", each(mean_largest, lambda c, a: c - (1 - a)),
                says="You subtracted the share of wrong answers.",
                hint="== or !=: which answers are counted?"),
        Mistake("percent", each(mean_largest, lambda c, a: 100 * (c - a)),
                says="You return percentages; shares are asked for.",
                hint="What is the largest gap there can be?"),
        Mistake("percent-mixed", each(mean_largest, lambda c, a: c - 100 * a),
                says="Your accuracy is in percent and your confidence is not.",
                hint="Print both numbers before you subtract."),
        Mistake("counted-not-averaged", each(
                    mean_largest, right=lambda z, y: np.sum(z.argmax(axis=1) == y)),
                says="You subtracted how many answers are right, not which share of them.",
                hint="Which is the largest value an accuracy can have?", catalogue="L2"),
        Mistake("confidences-added", each(lambda p, y: p.max(axis=1).sum()),
                says="You added the confidences up and did not average them.",
                hint="Which is the largest value a mean confidence can have?", catalogue="L2"),
        Mistake("share-of-the-label", each(lambda p, y: p[np.arange(len(y)), y].mean()),
                says="You averaged the share of the **right** class. Confidence is the largest "
                     "share, right or wrong.",
                hint="Does the reader know the label when it says how sure it is?"),
        Mistake("confidence-of-the-right-ones",
                each(lambda p, y: p.max(axis=1)[p.argmax(axis=1) == y].mean()),
                says="You averaged the confidence over the right answers alone.",
                hint="How sure was it of its wrong answers?"),
        Mistake("only-where-right",
                each(lambda p, y: (p.max(axis=1) * (p.argmax(axis=1) == y)).mean()),
                says="You counted the confidence of wrong answers as 0.",
                hint="How sure was it of its wrong answers?"),
        Mistake("mean-of-all-shares", each(lambda p, y: p.mean()),
                says="You averaged all shares, which always gives 1/K.",
                hint="Which share of a sample is its confidence?"),
        Mistake("largest-of-all", each(lambda p, y: p.max()),
                says="You took the largest share of the whole batch.",
                hint="How many confidences are there to average?", catalogue="S6"),
        Mistake("down-the-columns", each(lambda p, y: p.max(axis=0).mean()),
                says="You took the largest share of each class, not of each sample.",
                hint="Over which axis do the classes lie?", catalogue="S6"),
        Mistake("smallest-share", each(lambda p, y: p.min(axis=1).mean()),
                says="You averaged the smallest shares.", hint="min, or max?"),
        Mistake("median", each(lambda p, y: np.median(p.max(axis=1))),
                says="You took the median of the confidences; their mean is asked for.",
                hint="Which average does the text ask for?"),
        Mistake("margin", each(lambda p, y: (np.sort(p)[:, -1] - np.sort(p)[:, -2]).mean()),
                says="You averaged the lead over the second.",
                hint="Which share of a sample is its confidence?"),
        Mistake("multiplied", lambda z, y, ts: gaps(z, y, [1 / t for t in ts]),
                says="You multiplied the scores by the temperature.",
                hint="Should a high temperature make it surer?"),
        Mistake("temperature-ignored", lambda z, y, ts: gaps(z, y, [1.0 for _ in ts]),
                says="The temperature changes nothing in your result.",
                hint="Which scores go into your softmax in each round?"),
        Mistake("after-the-softmax", lambda z, y, ts: np.array(
                    [(softmax(z) / t).max(axis=1).mean() - np.mean(z.argmax(axis=1) == y)
                     for t in ts]),
                says="You divided the shares by the temperature, not the scores.",
                hint="Add up one row of shares. What should come out?"),
        Mistake("temperatures-pile-up", accumulated,
                says="Each round divides the scores of the round before: the temperatures pile "
                     "up.",
                hint="Which scores does the second round begin with? What does /= write into?",
                catalogue="S11"),
        Mistake("columns-add-up", lambda z, y, ts: np.array(
                    [softmax(z.T / t).T.max(axis=1).mean() - np.mean(z.argmax(axis=1) == y)
                     for t in ts]),
                says="Your softmax runs down the columns.",
                hint="What should add up to 1: a sample, or a class?", catalogue="A3"),
        Mistake("last-temperature-only", lambda z, y, ts: gaps(z, y, ts)[-1],
                says="Only the last temperature's gap comes back.",
                hint="Where is the list made, and where does it grow?"),
        Mistake("first-temperature-only", lambda z, y, ts: gaps(z, y, ts)[0],
                says="Only the first temperature's gap comes back.",
                hint="How far to the right does your return stand?"),
        Mistake("best-temperature", lambda z, y, ts: ts[int(np.abs(gaps(z, y, ts)).argmin())],
                says="You return the most honest temperature; the gaps are asked for.",
                hint="How many numbers should come back?"),
        Mistake("best-gap", lambda z, y, ts: np.abs(gaps(z, y, ts)).min(),
                says="You return the smallest gap; all of them are asked for.",
                hint="How many numbers should come back?"),
        Mistake("labels-as-a-column", each(
                    mean_largest, right=lambda z, y: np.mean(z.argmax(axis=1)[:, None] == y)),
                says="Every answer was compared with every label: (B, 1) against (B,).",
                hint="How many comparisons does your array of True and False hold?",
                catalogue="S5"),
        Mistake("scores-not-shares", lambda z, y, ts: np.array(
                    [(z / t).max(axis=1).mean() - np.mean(z.argmax(axis=1) == y) for t in ts]),
                says="You averaged the largest scores; the softmax is missing.",
                hint="May a confidence be larger than 1?"),
        Mistake("mean-gap", lambda z, y, ts: np.mean(gaps(z, y, ts)),
                says="You averaged the gaps of all temperatures; each is asked for.",
                hint="How many numbers should come back?"),
        Mistake("samples-apart", lambda z, y, ts: np.array(
                    [with_temperature(z, t).max(axis=1) - np.mean(z.argmax(axis=1) == y)
                     for t in ts]),
                says="You return a gap for each sample; the mean over the batch is missing.",
                hint="How many numbers should come back for one temperature?"),
        Mistake("accuracy-down-the-columns", each(
                    mean_largest, right=lambda z, y: np.mean(z.argmax(axis=0) == y)),
                says="Your accuracy takes argmax over the samples.",
                hint="Over which axis do the classes lie?", catalogue="S6"),
        Mistake("accuracy-without-axis", each(
                    mean_largest, right=lambda z, y: np.mean(z.argmax() == y)),
                says="Your accuracy takes one argmax for the whole batch.",
                hint="Over which axis do the classes lie?", catalogue="S6"),
        Mistake("scores-compared", each(
                    mean_largest, right=lambda z, y: np.mean(z.max(axis=1) == y)),
                says="Your accuracy compares the largest scores with the labels, not their places.",
                hint="What does max give, and what does argmax give?"),
        Mistake("sure-ones-counted", lambda z, y, ts: np.array(
                    [p.max(axis=1).mean() - np.mean(p.max(axis=1) > 0.5)
                     for p in (with_temperature(z, t) for t in ts)]),
                says="You count the answers above one half, not the right ones.",
                hint="Where do the labels enter?", catalogue="L25"),
        Mistake("relative", each(mean_largest, lambda c, a: (c - a) / a),
                says="You divided the gap by the accuracy.", hint="Which value is asked for?"),
        Mistake("least-confident", each(lambda p, y: p.max(axis=1).min()),
                says="You took the smallest confidence of the batch.",
                hint="Which average does the text ask for?"),
        Mistake("doubt", each(mean_largest, lambda c, a: 1 - c - a),
                says="You used 1 minus the confidence.",
                hint="Should a boaster be above 0, or below?"),
        Mistake("mean-before-maximum", each(lambda p, y: p.mean(axis=0).max()),
                says="You averaged over the batch first, and took the largest mean: the largest "
                     "share of each sample comes first.",
                hint="Which comes first: max, or mean?"),
        Mistake("counted-from-one", each(mean_largest, right=lambda z, y: np.mean(
                    z.argmax(axis=1) + 1 == y)),
                says="Your accuracy counts the classes from 1; argmax and the labels count from 0.",
                hint="Which number has the first class?"),
    ],
    equivalents=[by_broadcasting,
                 lambda z, y, ts: [float(np.mean(with_temperature(z, t).max(axis=1)
                                                 - (z.argmax(axis=1) == y))) for t in ts],
                 lambda z, y, ts: tuple(
                     sum(max(row) for row in with_temperature(z, t)) / len(z)
                     - sum(int(a == b) for a, b in zip(with_temperature(z, t).argmax(1), y))
                     / len(y) for t in ts)],
    hints=("Which of the two numbers depends on the temperature?",
           "The accuracy is the same for all: compute it before the loop.",
           "for t: with_temperature(scores, t).max(axis=1).mean() − accuracy"),
    where="the line that subtracts",
    after="At which temperature does the gap of your reader change its sign?")

EXERCISES = [honest]
