"""Exercises of 3.4, nnfs library: the spiral with its labels."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n03_4_arm import arm

SIZES = [given("3 samples, 2 classes, seed 0", 3, 2, 0),
         given("5 samples, 3 classes, seed 1", 5, 3, 1),
         drawn("4 samples, 5 classes, another seed",
               lambda rng: (4, 5, int(rng.integers(2, 1000))))]


def by_class(samples, classes):
    return np.repeat(np.arange(classes), samples)


def stacked(points):
    """Data whose class c is points(random, c, samples), all drawn from one generator."""
    def data(samples, classes, seed):
        random = np.random.RandomState(seed)
        x = np.concatenate([points(random, c, samples) for c in range(classes)])
        return x, by_class(samples, classes)
    return data


def each_anew(points):
    """The same, but every class begins with a fresh generator of the same seed."""
    def data(samples, classes, seed):
        x = [points(np.random.RandomState(seed), c, samples) for c in range(classes)]
        return np.concatenate(x), by_class(samples, classes)
    return data


def labelled(data, labels):
    """The same points with other labels, labels(samples, classes)."""
    return lambda samples, classes, seed: (data(samples, classes, seed)[0],
                                           labels(samples, classes))


def label_mistakes(data):
    """What goes wrong with the labels, whatever the points are."""
    return [
        Mistake("labels-from-one", labelled(data, lambda n, k: by_class(n, k) + 1),
                says="Your labels begin with 1; the first class is 0.",
                hint="What is the smallest label? Python counts from … ?", catalogue="D16"),
        Mistake("labels-in-turn", labelled(data, lambda n, k: np.tile(np.arange(k), n)),
                says="Your labels go round, 0, 1, 2, 0, …; the points come class after class.",
                hint="Which of np.repeat and np.tile gives 0, 0, 0, 1, 1, 1?", catalogue="D11"),
        Mistake("labels-swapped-sizes", labelled(data, lambda n, k: np.arange(n * k) % n),
                says="Your labels count the samples of a class; they should name the class.",
                hint="Which label do the first `samples` points have?", catalogue="D16"),
        Mistake("labels-divided-by-the-classes", labelled(data, lambda n, k: np.arange(n * k) // k),
                says="You divided by the number of classes; each has `samples` points.",
                hint="After how many points does the next class begin?", catalogue="D16"),
        Mistake("labels-numbered", labelled(data, lambda n, k: np.arange(n * k)),
                says="Your labels number the points; they should name the classes.",
                hint="How many different labels are there?", catalogue="D16"),
        Mistake("labels-all-one", labelled(data, lambda n, k: 0 * by_class(n, k) + 1),
                says="All your labels are 1.", hint="Which number does class 0 get?",
                catalogue="D16"),
        Mistake("labels-from-one-as-a-column",
                labelled(data, lambda n, k: by_class(n, k)[:, None] + 1),
                says="Your labels begin with 1, and have the shape (N, 1); (N,) is asked for.",
                hint="What is the smallest label, and how many axes are there?", catalogue="D16"),
        Mistake("labels-as-a-column", labelled(data, lambda n, k: by_class(n, k)[:, None]),
                says="Your labels have the shape (N, 1); (N,) is asked for.",
                hint="How many axes have your labels?", catalogue="S4"),
        Mistake("labels-all-zero", labelled(data, lambda n, k: 0 * by_class(n, k)),
                says="All your labels are 0.", hint="Which number does class 1 get, and where?",
                catalogue="D16"),
        Mistake("labels-of-the-last-class", labelled(data, lambda n, k: 0 * by_class(n, k) + k - 1),
                says="All your labels are that of the last class.",
                hint="Which rows of the labels does a round of your loop write to?",
                catalogue="D16"),
        Mistake("one-label-a-class", labelled(data, lambda n, k: np.arange(k)),
                says="You have one label for each class; every point needs its own.",
                hint="How many points are there?"),
        Mistake("labels-backwards", labelled(data, lambda n, k: by_class(n, k)[::-1]),
                says="Your labels count down.", hint="Which class do the first points have?"),
        Mistake("one-hot-labels", labelled(data, lambda n, k: np.eye(k)[by_class(n, k)]),
                says="Your labels are rows of 0 and 1; one whole number each is asked for.",
                hint="What shape should the labels have?"),
        Mistake("nested-labels", labelled(data, lambda n, k: by_class(n, k).reshape(k, n)),
                says="Your labels have a row for each class; they should be (N,).",
                hint="np.concatenate, or a list of lists?"),
        Mistake("points-only", lambda n, k, seed: data(n, k, seed)[0],
                says="You return the points alone; the labels belong to them.",
                hint="How many things does the text want back?"),
        Mistake("labels-first", lambda n, k, seed: data(n, k, seed)[::-1],
                says="The order of your two results is swapped: points first.",
                hint="In which order does the text name them?"),
    ]


def point_mistakes(data):
    """What goes wrong with the sizes and the seed."""
    return [
        Mistake("last-class-only", lambda n, k, seed: (data(n, k, seed)[0][-n:], by_class(n, k)),
                says="Only the points of the last class are there.",
                hint="Does each round add to the points, or replace them?"),
        Mistake("seed-zero", lambda n, k, seed: data(n, k, 0),
                says="Your numbers do not depend on `seed`: you always use the seed 0, or NumPy's "
                     "own stream.",
                hint="Where does your code use the argument seed?"),
        Mistake("seed-forty-two", lambda n, k, seed: data(n, k, 42),
                says="You always use the seed 42, whatever comes in.",
                hint="Where does your code use the argument seed?"),
        Mistake("a-row-for-each-class",
                lambda n, k, seed: (data(n, k, seed)[0].reshape(k, n, 2), by_class(n, k)),
                says="Your points are an array (classes, samples, 2); one long list of points, (N, "
                     "2), is asked for.",
                hint="np.concatenate, or np.array?"),
        Mistake("side-by-side",
                lambda n, k, seed: (np.concatenate(np.split(data(n, k, seed)[0], k), axis=1),
                                    by_class(n, k)),
                says="The classes stand side by side, as columns; they belong below each other.",
                hint="Along which axis do you concatenate?"),
        Mistake("turned", lambda n, k, seed: (data(n, k, seed)[0].T, by_class(n, k)),
                says="Your points are columns; they should be rows.",
                hint="How many rows should N points have?"),
        Mistake("sizes-swapped", lambda n, k, seed: data(k, n, seed),
                says="You took `samples` for `classes`, and the other way round.",
                hint="How many points does each class have?"),
        Mistake("class-missing", lambda n, k, seed: data(n, k - 1, seed),
                says="The last class is missing.",
                hint="range(n) ends at n − 1. What does range(n − 1) end at?"),
        Mistake("class-zero-missing", lambda n, k, seed: tuple(e[n:] for e in data(n, k, seed)),
                says="Class 0 is missing.", hint="Which class does your loop begin with?"),
        Mistake("class-too-many", lambda n, k, seed: data(n, k + 1, seed),
                says="There is one class too many.", hint="How many rounds has your loop?"),
    ]


# The spiral --------------------------------------------------------------------------------------

def spiral(samples, classes, seed):
    """-> points (classes · samples, 2) and labels (classes · samples,), class after class."""
    random = np.random.RandomState(seed)
    points = [arm(number, random.randn(samples)) for number in range(classes)]
    return np.concatenate(points), np.repeat(np.arange(classes), samples)


def filled_in(samples, classes, seed):
    random = np.random.RandomState(seed)
    x, y = np.zeros((samples * classes, 2)), np.zeros(samples * classes, dtype="uint8")
    for c in range(classes):
        rows = range(samples * c, samples * (c + 1))
        x[rows], y[rows] = arm(c, random.randn(samples)), c
    return x, y


def all_noise_at_once(samples, classes, seed):
    noise = np.random.RandomState(seed).normal(size=(classes, samples))
    x = [point.tolist() for c in range(classes) for point in arm(c, noise[c])]
    return x, [c for c in range(classes) for _ in range(samples)]


def with_globals(samples, classes, seed):
    np.random.seed(seed)
    return np.vstack([arm(c, np.random.randn(samples)) for c in range(classes)]), by_class(
        samples, classes)


def noise_by_columns(samples, classes, seed):
    noise = np.random.RandomState(seed).randn(samples, classes)
    return np.concatenate([arm(c, noise[:, c]) for c in range(classes)]), by_class(samples, classes)


def classes_backwards(samples, classes, seed):
    random = np.random.RandomState(seed)
    back = [arm(c, random.randn(samples)) for c in reversed(range(classes))]
    return np.concatenate(back[::-1]), by_class(samples, classes)


def seeded_arms(samples, classes, seed):
    x = [arm(c, np.random.RandomState(seed + c).randn(samples)) for c in range(classes)]
    return np.concatenate(x), by_class(samples, classes)


def shuffled_points(samples, classes, seed):
    x, y = spiral(samples, classes, seed)
    return np.random.RandomState(seed).permutation(x), y


def written_over(samples, classes, seed):
    x, random = np.zeros((samples * classes, 2)), np.random.RandomState(seed)
    for c in range(classes):
        x[c : c + samples] = arm(c, random.randn(samples))
    return x, by_class(samples, classes)


def mixed_up(samples, classes, seed):
    random = np.random.RandomState(seed)
    x = np.concatenate([arm(c, random.randn(samples)) for c in range(classes)])
    order = random.permutation(len(x))
    return x[order], by_class(samples, classes)[order]


the_spiral = Exercise(
    id="3.4.spiral", title="The spiral and its labels", level="medium",
    objective="make a data set that a seed repeats",
    asks="Return the points of all arms, class after class, an array (classes · samples, 2), and "
         "their labels, whole numbers from 0 on, (classes · samples,).\n\n"
         "Make **one** `random = np.random.RandomState(seed)`. Arm 0 takes the first `samples` "
         "numbers, `random.randn(samples)`, as its noise, arm 1 the next, and so on. Your `arm` "
         "does the rest.",
    header="import numpy as np", reference=spiral, needs=("3.4.arm",), probes=SIZES,
    outputs=("points", "labels"),
    mistakes=[
        Mistake("a-generator-an-arm", each_anew(lambda random, c, n: arm(c, random.randn(n))),
                says="All arms have the same noise: it is drawn only once, or by a generator that "
                     "is made afresh for each arm.",
                hint="How often is RandomState called for three classes, and how often randn?",
                catalogue="D7"),
        Mistake("one-noise-for-all", lambda n, k, seed: (
                    noise := np.random.RandomState(seed).randn(n),
                    (np.concatenate([arm(0 * c, noise) for c in range(k)]), by_class(n, k)))[1],
                says="All your arms are arm 0, with the same noise.",
                hint="What do you hand to arm, and how often do you draw?", catalogue="D7"),
        Mistake("all-arm-zero", stacked(lambda random, c, n: arm(0, random.randn(n))),
                says="All your arms are arm 0; only their noise differs.",
                hint="What is the first argument of arm?"),
        Mistake("arms-from-one", stacked(lambda random, c, n: arm(c + 1, random.randn(n))),
                says="Your arms are 1, 2, 3, …; the first one is arm 0.",
                hint="What does range begin with?"),
        Mistake("no-noise", stacked(lambda random, c, n: arm(c, np.zeros(n))),
                says="Your arms have no noise.", hint="Where do you draw?"),
        Mistake("one-number-an-arm", stacked(lambda random, c, n: arm(
                    c, np.full(n, random.randn()))),
                says="All points of an arm have the same noise: one number was drawn.",
                hint="How many numbers does an arm need?"),
        Mistake("even-noise", stacked(lambda random, c, n: arm(c, random.rand(n))),
                says="Your noise is spread evenly from 0 to 1: rand instead of randn.",
                hint="What does the n in randn stand for?"),
        Mistake("noise-scaled-twice", stacked(lambda random, c, n: arm(c, 0.2 * random.randn(n))),
                says="Your noise is multiplied by 0.2 twice: arm does it already.",
                hint="Which factor stands inside arm?"),
        Mistake("noise-by-columns", noise_by_columns,
                says="You drew (samples, classes) numbers and took the columns, so that the arms "
                     "take turns. Each should take `samples` numbers in a row.",
                hint="In which order does randn fill rows and columns?"),
        Mistake("last-arm-draws-first", classes_backwards,
                says="The last arm draws first.", hint="Which arm takes the first numbers?"),
        Mistake("a-seed-an-arm",
                seeded_arms,
                says="Each arm has a generator of its own, with seed + 0, seed + 1, …; "
                     "one is to serve them all.",
                hint="How often is RandomState called for three classes?"),
        Mistake("noise-times-class",
                stacked(lambda random, c, n: arm(c, c * random.randn(n))),
                says="You multiplied the noise by the number of the class: arm 0 has "
                     "none.",
                hint="What is the noise of arm 0?"),
        Mistake("two-numbers-a-point",
                stacked(lambda random, c, n: arm(c, random.randn(n, 2)[:, 0])),
                says="You draw two numbers for each point and use one.",
                hint="How many numbers does an arm need?"),
        Mistake("even-noise-both-signs",
                stacked(lambda random, c, n: arm(c, random.uniform(-1, 1, n))),
                says="Your noise is spread evenly from −1 to 1; randn draws normal "
                     "numbers.",
                hint="Which method does the text name?"),
        Mistake("small-noise-by-normal",
                stacked(lambda random, c, n: arm(c, random.normal(0, 0.1, n))),
                says="Your noise has the scale 0.1; arm expects plain randn.",
                hint="Which factor stands inside arm?"),
        Mistake("pairs-broken", shuffled_points,
                says="Your points are shuffled, and the labels are not.",
                hint="Does each point still carry its own label?", catalogue="D11"),
        *label_mistakes(spiral), *point_mistakes(spiral),
        Mistake("mixed-up-afterwards", mixed_up,
                says="You shuffled points and labels; they are asked for class after class.",
                hint="Which label has the first point, and which the last?"),
        Mistake("written-over-each-other", written_over,
                says="Each arm is written nearly where the one before it stands: arm c begins at "
                     "row c · samples.",
                hint="Which rows belong to class 1, with 5 samples a class?"),
    ],
    conventions=[Mistake(
        "new-generator", lambda n, k, seed: (
            random := np.random.default_rng(seed),
            (np.concatenate([arm(c, random.standard_normal(n)) for c in range(k)]),
             by_class(n, k)))[1],
        says="You drew from np.random.default_rng. It is NumPy's better generator, and has other "
             "numbers for the same seed; the book's are those of RandomState.",
        hint="Same seed, other generator: other numbers.")],
    equivalents=[filled_in, all_noise_at_once, with_globals],
    hints=("How many numbers are drawn in all, and by whom?",
           "Make the generator above the loop; in the loop, draw for one arm and keep its points.",
           "points = [arm(c, random.randn(samples)) for c in range(classes)]\n"
           "return np.concatenate(points), np.repeat(np.arange(classes), samples)"),
    where="the line that makes the generator, and the line that makes the labels",
    after="Make a spiral with 7 arms. Where does the formula run out of room?")

EXERCISES = [the_spiral]
