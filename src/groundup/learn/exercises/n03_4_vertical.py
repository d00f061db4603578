"""Exercises of 3.4, nnfs library: the vertical data."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake
from groundup.learn.exercises.n03_4_data import (
    SIZES,
    by_class,
    each_anew,
    label_mistakes,
    point_mistakes,
    stacked,
)


def vertical(samples, classes, seed):
    """-> points (classes · samples, 2) and labels (classes · samples,), class after class."""
    random = np.random.RandomState(seed)
    points = []
    for number in range(classes):
        across = number / 3 + 0.1 * random.randn(samples)
        up = 0.5 + 0.1 * random.randn(samples)
        points.append(np.column_stack([across, up]))
    return np.concatenate(points), np.repeat(np.arange(classes), samples)


def clouds(across=lambda c, k, e: c / 3 + 0.1 * e, up=lambda e: 0.5 + 0.1 * e):
    """Clouds whose first and second coordinates are made of noise in other ways."""
    def data(samples, classes, seed):
        random, points = np.random.RandomState(seed), []
        for c in range(classes):
            first = across(c, classes, random.randn(samples))
            points.append(np.column_stack([first, up(random.randn(samples))]))
        return np.concatenate(points), by_class(samples, classes)
    return data


def cloud(c, noise):
    """noise (2, n) -> the cloud's points (n, 2)."""
    return np.column_stack([c / 3 + 0.1 * noise[0], 0.5 + 0.1 * noise[1]])


def seeded_clouds(samples, classes, seed):
    x = [cloud(c, np.random.RandomState(seed + c).randn(2, samples)) for c in range(classes)]
    return np.concatenate(x), by_class(samples, classes)


def climbing(samples, classes, seed):
    points, labels = vertical(samples, classes, seed)
    points[:, 1] += labels / 2 - 0.5
    return points, labels


def up_drawn_first(random, c, n):
    up = random.randn(n)
    return cloud(c, [random.randn(n), up])


the_vertical = Exercise(
    id="3.4.vertical", title="Clouds side by side", level="medium",
    objective="draw in the order that others drew in",
    asks="Return the points of clouds side by side, class after class, (classes · samples, 2), and "
         "their labels, from 0 on, (classes · samples,).\n\n"
         "For each class c in turn, draw `random.randn(samples)` for the first coordinates: c/3 "
         "plus 0.1 times these numbers. Then draw `samples` more for the second coordinates: 0.5 "
         "plus 0.1 times these. As before, one `np.random.RandomState(seed)` serves all. (The "
         "distance is 1/3 for any number of classes.)",
    header="import numpy as np", reference=vertical, probes=SIZES, outputs=("points", "labels"),
    mistakes=[
        Mistake("a-generator-a-cloud", each_anew(lambda r, c, n: cloud(c, r.randn(2, n))),
                says="All clouds have the same noise: each begins with a fresh generator of the "
                     "same seed.",
                hint="How often is RandomState called for three classes?", catalogue="D7"),
        Mistake("one-noise-for-both", stacked(lambda r, c, n: cloud(c, [r.randn(n)] * 2)),
                says="Both coordinates have the same noise, so that each cloud is a slanted line.",
                hint="How often do you draw for one class?", catalogue="D7"),
        Mistake("second-coordinate-first", stacked(up_drawn_first),
                says="The second coordinates draw first.",
                hint="Who takes the first numbers of the stream?"),
        Mistake("point-by-point", stacked(lambda r, c, n: cloud(c, r.randn(n, 2).T)),
                says="Each point draws both its numbers; all first coordinates of a class come "
                     "first.",
                hint="In which order does randn(samples, 2) fill its rows?"),
        Mistake("all-across-first", lambda n, k, seed: (
                    noise := np.random.RandomState(seed).randn(2, k, n),
                    (np.concatenate([cloud(c, noise[:, c]) for c in range(k)]),
                     by_class(n, k)))[1],
                says="The first coordinates of all classes are drawn before any second one.",
                hint="What does class 0 draw before class 1 has its turn?"),
        Mistake("spread-over-the-classes", clouds(lambda c, k, e: c / k + 0.1 * e),
                says="You divided c by the number of classes; here it is always 3.",
                hint="How far apart are two neighbours in the text?"),
        Mistake("not-divided", clouds(lambda c, k, e: c + 0.1 * e),
                says="Your clouds are 1 apart; the division by 3 is missing.",
                hint="How far apart are two neighbours in the text?"),
        Mistake("whole-division", clouds(lambda c, k, e: c // 3 + 0.1 * e),
                says="c // 3 throws the decimals away.", hint="What is 2 // 3?", catalogue="S10"),
        Mistake("all-at-zero", clouds(lambda c, k, e: 0.1 * e),
                says="All clouds lie in the same place: c plays no part.",
                hint="Where does your code use the number of the class?"),
        Mistake("from-one", clouds(lambda c, k, e: (c + 1) / 3 + 0.1 * e),
                says="Your first cloud lies at 1/3; it should lie at 0.",
                hint="What does range begin with?"),
        Mistake("no-spread", clouds(lambda c, k, e: c / 3 + e, lambda e: 0.5 + e),
                says="The factor 0.1 before the noise is missing.",
                hint="How wide is a cloud to be?"),
        Mistake("no-spread-across", clouds(lambda c, k, e: c / 3 + e),
                says="The factor 0.1 is missing in your first coordinates.",
                hint="How wide is a cloud to be?"),
        Mistake("no-spread-up", clouds(up=lambda e: 0.5 + e),
                says="The factor 0.1 is missing in your second coordinates.",
                hint="How high is a cloud to be?"),
        Mistake("brackets", clouds(lambda c, k, e: 0.1 * (c / 3 + e)),
                says="You multiplied c/3 by 0.1, too.", hint="What does the 0.1 belong to?"),
        Mistake("brackets-up", clouds(up=lambda e: 0.1 * (0.5 + e)),
                says="You multiplied 0.5 by 0.1, too.", hint="What does the 0.1 belong to?"),
        Mistake("all-divided", clouds(lambda c, k, e: (c + 0.1 * e) / 3),
                says="You divided the noise by 3, too.", hint="What does the 3 belong to?"),
        Mistake("no-height", clouds(up=lambda e: 0.1 * e),
                says="The 0.5 is missing in your second coordinates.",
                hint="How high does a cloud lie?"),
        Mistake("both-like-the-first", stacked(lambda r, c, n: c / 3 + 0.1 * r.randn(2, n).T),
                says="Your second coordinates have c/3, too; they have 0.5.",
                hint="Do the clouds lie side by side, or on a slope?"),
        Mistake("flat", clouds(up=lambda e: 0 * e + 0.5),
                says="Your second coordinates have no noise.", hint="Is 0.5 all there is?"),
        Mistake("narrow", clouds(lambda c, k, e: c / 3 + 0 * e),
                says="Your first coordinates have no noise.", hint="Is c/3 all there is?"),
        Mistake("coordinates-swapped", lambda n, k, seed: (vertical(n, k, seed)[0][:, ::-1],
                                                           by_class(n, k)),
                says="Your two coordinates are swapped.",
                hint="Do the clouds lie side by side, or above each other?"),
        Mistake("even-noise", stacked(lambda r, c, n: cloud(c, [r.rand(n), r.rand(n)])),
                says="Your noise is spread evenly from 0 to 1: rand instead of randn.",
                hint="What does the n in randn stand for?"),
        Mistake("three-apart",
                clouds(lambda c, k, e: 3 * c + 0.1 * e),
                says="You multiplied c by 3.",
                hint="How far apart are two neighbours in the text?"),
        Mistake("half-apart",
                clouds(lambda c, k, e: c / 2 + 0.1 * e),
                says="Your clouds are 1/2 apart.",
                hint="How far apart are two neighbours in the text?"),
        Mistake("by-the-gaps",
                clouds(lambda c, k, e: c / max(k - 1, 1) + 0.1 * e),
                says="You divided c by the number of classes less 1; here it is always "
                     "3.",
                hint="How far apart are two neighbours in the text?"),
        Mistake("multiplied-across",
                clouds(lambda c, k, e: c / 3 * 0.1 * e),
                says="You multiplied c/3 by the noise.",
                hint="Which sign stands before the noise?"),
        Mistake("multiplied-up",
                clouds(up=lambda e: 0.5 * 0.1 * e),
                says="You multiplied 0.5 by the noise.",
                hint="Which sign stands before the noise?"),
        Mistake("constants-swapped",
                clouds(up=lambda e: 0.1 + 0.5 * e),
                says="0.5 and 0.1 have changed places in your second coordinates.",
                hint="How high does a cloud lie, and how high is it?"),
        Mistake("added-tenth",
                clouds(lambda c, k, e: c / 3 + 0.1 + e),
                says="You added 0.1 instead of multiplying the noise by it.",
                hint="Which sign stands between 0.1 and the noise?"),
        Mistake("subtracted-across",
                clouds(lambda c, k, e: c / 3 - 0.1 * e),
                says="You subtracted the noise in your first coordinates.",
                hint="Which sign does the noise get?"),
        Mistake("subtracted-up",
                clouds(up=lambda e: 0.5 - 0.1 * e),
                says="You subtracted the noise in your second coordinates.",
                hint="Which sign does the noise get?"),
        Mistake("rooted-spread",
                stacked(lambda r, c, n: cloud(c, r.randn(2, n) * 10 * 0.1 ** 0.5)),
                says="Your spread is the root of 0.1: a variance was taken for a spread.",
                hint="Is 0.1 a factor, or a square?",
                catalogue="D8"),
        Mistake("half-across",
                clouds(lambda c, k, e: 0.5 + 0.1 * e),
                says="Your first coordinates have 0.5; they have c/3.",
                hint="Where does your code use the number of the class?"),
        Mistake("even-noise-across",
                stacked(lambda r, c, n: cloud(c, [r.rand(n), r.randn(n)])),
                says="Your first coordinates have even noise: rand instead of randn.",
                hint="What does the n in randn stand for?"),
        Mistake("even-noise-up",
                stacked(lambda r, c, n: cloud(c, [r.randn(n), r.rand(n)])),
                says="Your second coordinates have even noise: rand instead of randn.",
                hint="What does the n in randn stand for?"),
        Mistake("a-generator-each-time",
                each_anew(lambda r, c, n: cloud(c, [r.randn(n)] * 2)),
                says="Every draw has a fresh generator with the same seed: all noise is "
                     "the same.",
                hint="How often is RandomState called?",
                catalogue="D7"),
        Mistake("a-seed-a-cloud",
                seeded_clouds,
                says="Each cloud has a generator of its own, with seed + 0, seed + 1, …; "
                     "one is to serve all.",
                hint="How often is RandomState called for three classes?"),
        *label_mistakes(vertical), *point_mistakes(vertical),
        Mistake("labels-in-thirds", lambda samples, classes, seed: (
                    vertical(samples, classes, seed)[0],
                    np.repeat(np.arange(classes) / 3, samples)),
                says="Your labels are c/3, the place of the cloud; whole numbers are asked for.",
                hint="Which number names a class, and which its place?"),
        Mistake("climbing", climbing,
                says="Your second coordinates lie around c/2, so that the clouds climb; they all "
                     "lie around 0.5.",
                hint="Does the second coordinate depend on the class?"),
        Mistake("rough-third", clouds(across=lambda c, k, e: 0.33 * c + 0.1 * e),
                says="Your third is 0.33.", hint="What is c/3 in Python?"),
    ],
    conventions=[Mistake(
        "new-generator", lambda n, k, seed: (
            random := np.random.default_rng(seed),
            (np.concatenate([cloud(c, random.standard_normal((2, n))) for c in range(k)]),
             by_class(n, k)))[1],
        says="You drew from np.random.default_rng, which has other numbers for the same seed; the "
             "book's are those of RandomState.",
        hint="Same seed, other generator: other numbers.")],
    equivalents=[stacked(lambda r, c, n: cloud(c, r.randn(2, n))),
                 stacked(lambda r, c, n: np.c_[r.normal(c / 3, 0.1, n), r.normal(0.5, 0.1, n)]),
                 lambda n, k, seed: (
                     noise := np.random.RandomState(seed).randn(k, 2, n),
                     ([[c / 3 + a / 10, 0.5 + b / 10] for c in range(k)
                       for a, b in noise[c].T.tolist()], by_class(n, k).tolist()))[1]],
    hints=("How many numbers does one class draw, and in which order?",
           "In the loop over the classes, draw twice; put the two columns side by side.",
           "across = c / 3 + 0.1 * random.randn(samples)\n"
           "up = 0.5 + 0.1 * random.randn(samples)\nnp.column_stack([across, up])"),
    where="the two lines that draw",
    after="Find weights and biases of one layer that parts three clouds. (Hint: 2.1 drew lines.)")

EXERCISES = [the_vertical]
