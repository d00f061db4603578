"""More exercises of 2.3, matrix: a row of answers against a column of labels."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given


def table(rng, *shape):
    """Numbers of both signs with one decimal, so that a message can be read."""
    return rng.normal(0, 2, shape).round(1)


# The share that is right -------------------------------------------------------------------------

def share_right(scores, labels):
    """scores (N, K), labels (N, 1) -> the share of rows whose largest score is at the label."""
    said = scores.argmax(axis=1)           # (N,)
    return (said == labels[:, 0]).mean()


def first_only(scores, labels):
    for row, label in zip(scores, labels):
        return float(row.argmax() == label[0])
    return None


def by_rows(scores, labels):
    right = 0
    for row, (label,) in zip(scores, labels):
        right += list(row).index(max(row)) == label
    return right / len(scores)


def some_scores(n, k):
    """Scores of which two thirds are right, and a column of labels."""
    def draw(rng):
        scores = table(rng, n, k) + rng.random((n, k)) / 100
        labels = scores.argmax(axis=1)
        wrong = rng.permutation(n)[: max(1, n // 3)]
        labels[wrong] = (labels[wrong] + rng.integers(1, k, len(wrong))) % k
        return scores, labels[:, None]
    return draw


right_share = Exercise(
    id="2.3.share-right", title="How many are right?", level="medium",
    objective="compare a row of answers with a column of labels",
    asks="`scores` (N, K) holds K scores for each sample; what the layer *says* is the place of "
         "the largest. `labels` (N, 1) is a **column**, as many tables have it. Return the share "
         "of samples for which the two agree, a number from 0 to 1.",
    header="import numpy as np", reference=share_right,
    probes=[given("three samples, two right", np.array([[0.2, 0.9, 0.1, 0.4],
                                                        [0.8, -0.5, 0.7, 0.3],
                                                        [0.1, 0.3, 0.2, 0.6]]),
                  np.array([[1], [0], [2]])),
            given("five samples, four right", np.array([
                [-1.0, -2.0, -3.0], [0.5, 4.0, 1.0], [2.0, 1.0, 1.5], [0.0, 3.0, 2.5],
                [-0.5, -4.0, -0.7]]), np.array([[0], [1], [0], [2], [0]])),
            given("five samples with whole scores, two right", np.array([
                [0, 3, -3], [2, 0, 1], [0, -1, -2], [3, 1, 2], [4, 5, 1]]),
                np.array([[1], [2], [2], [0], [2]])),
            drawn("12 samples, 4 scores each", some_scores(12, 4)),
            drawn("17 samples, 5 scores each", some_scores(17, 5))],
    mistakes=[
        Mistake("row-against-column", lambda s, y: (s.argmax(axis=1) == y).mean(),
                says="(N,) against (N, 1) compares every answer with every label: N · N "
                     "comparisons.",
                hint="How many comparisons does your array of True and False contain?",
                catalogue="S5"),
        Mistake("one-place-for-all", lambda s, y: (s.argmax() == y).mean(),
                says="argmax without an axis gives one place in the whole table, not one a row.",
                hint="Over which axis do the scores of one sample lie?", catalogue="S6"),
        Mistake("down-the-columns", lambda s, y: (s.argmax(axis=0) == y).mean(),
                says="argmax over axis 0 says which sample is best for each place.",
                hint="Over which axis do the scores of one sample lie?", catalogue="S6"),
        Mistake("columns-against-labels", lambda s, y: (s.argmax(axis=0) == y[:, 0]).mean(),
                says="argmax over axis 0 gives K places, which cannot be compared with N labels.",
                hint="Over which axis do the scores of one sample lie?", catalogue="S6"),
        Mistake("one-place-in-last", lambda s, y: float(s[-1].argmax() == y[-1, 0]),
                says="Only the last sample counts in your result.",
                hint="Does each round add to the count, or replace it?"),
        Mistake("first-only", first_only,
                says="Only the first sample counts in your result: return stands in the loop.",
                hint="How far to the right does your return stand?"),
        Mistake("count", lambda s, y: int((s.argmax(axis=1) == y[:, 0]).sum()),
                says="You return how many are right, not which share.",
                hint="What is the largest number that may come out?"),
        Mistake("count-of-all-pairs", lambda s, y: int((s.argmax(axis=1) == y).sum()),
                says="You count in a table of N · N comparisons: (N,) met (N, 1).",
                hint="How many comparisons does your array of True and False contain?",
                catalogue="S5"),
        Mistake("pairs-over-samples", lambda s, y: (s.argmax(axis=1) == y).sum() / len(y),
                says="You count in a table of N · N comparisons, and divide by N.",
                hint="How many comparisons does your array of True and False contain?",
                catalogue="S5"),
        Mistake("share-wrong", lambda s, y: (s.argmax(axis=1) != y[:, 0]).mean(),
                says="You return the share that is wrong.",
                hint="Which way round is your comparison?"),
        Mistake("percent", lambda s, y: 100 * share_right(s, y),
                says="You return percent; a number from 0 to 1 is asked for.",
                hint="What is the largest number that may come out?"),
        Mistake("divided-by-scores", lambda s, y: (s.argmax(axis=1) == y[:, 0]).sum() / s.shape[1],
                says="You divided by K, the number of scores; N samples were judged.",
                hint="Of how many is it a share?"),
        Mistake("divided-by-all", lambda s, y: (s.argmax(axis=1) == y[:, 0]).sum() / s.size,
                says="You divided by N · K, the number of all scores; N samples were judged.",
                hint="Of how many is it a share?"),
        Mistake("smallest", lambda s, y: (s.argmin(axis=1) == y[:, 0]).mean(),
                says="You looked for the smallest score of each row.",
                hint="Which score says what the layer says?"),
        Mistake("largest-size", lambda s, y: (np.abs(s).argmax(axis=1) == y[:, 0]).mean(),
                says="You looked for the score of the largest size, whatever its sign.",
                hint="Is −4 larger than −0.5?"),
        Mistake("score-for-place", lambda s, y: (s.max(axis=1) == y[:, 0]).mean(),
                says="You compared the largest score itself with the label; its place is meant.",
                hint="Which function gives the place of the largest, and which the largest?"),
        Mistake("counted-from-one", lambda s, y: (s.argmax(axis=1) + 1 == y[:, 0]).mean(),
                says="You counted the places from 1.",
                hint="Which label has the first score?", catalogue="D16"),
        Mistake("not-averaged", lambda s, y: s.argmax(axis=1) == y[:, 0],
                says="You return whether each sample is right; their share is still missing.",
                hint="What is the mean of True and False?"),
        Mistake("places", lambda s, y: s.argmax(axis=1),
                says="You return what the layer says; it is not compared with the labels yet.",
                hint="Where do the labels enter?"),
        Mistake("all-right", lambda s, y: bool((s.argmax(axis=1) == y[:, 0]).all()),
                says="Your result is 1 if all are right and else 0; their share is asked for.",
                hint="What is the mean of True and False?"),
        Mistake("positive", lambda s, y: (np.take_along_axis(s, y, axis=1) > 0).mean(),
                says="You count where the score at the label is above 0; it must be the largest.",
                hint="What does the layer say when several scores are positive?"),
        Mistake("score-at-the-label", lambda s, y: np.take_along_axis(s, y, axis=1).mean(),
                says="You averaged the scores at the labels.",
                hint="When is a sample right: if its score is high, or if it is the highest?"),
        Mistake("first-label", lambda s, y: (s.argmax(axis=1) == y[0]).mean(),
                says="You compared every answer with the first label.",
                hint="Which shape have labels[0] and labels[:, 0]?"),
        Mistake("one-less", lambda s, y: (s.argmax(axis=1) == y[:, 0]).sum() / (len(y) - 1),
                says="You divided by N − 1.",
                hint="Of how many samples is it a share?"),
        Mistake("labels-as-scores", lambda s, y: (s.argmax(axis=1) == y.argmax(axis=1)).mean(),
                says="argmax of a column with one number a row is always 0; the labels are places "
                     "already.",
                hint="What does a label hold: a place, or a score?",
                catalogue="S6"),
        Mistake("largest-label", lambda s, y: (s.argmax(axis=1) == y.max()).mean(),
                says="You compared every answer with the largest label.",
                hint="Which label belongs to which sample?"),
        Mistake("any-right", lambda s, y: bool((s.argmax(axis=1) == y[:, 0]).any()),
                says="You say whether any is right; their share is asked for.",
                hint="What is the mean of True and False?"),
    ],
    equivalents=[by_rows, lambda s, y: (s.argmax(axis=1)[:, None] == y).mean(),
                 lambda s, y: (s.argmax(axis=1, keepdims=True) == y).mean(),
                 lambda s, y: np.mean([row.argmax() == label for row, label in zip(s, y.ravel())]),
                 lambda s, y: np.sum(s.argmax(1) == y.flatten()) / len(y),
                 lambda s, y: (np.take_along_axis(s, y, axis=1)[:, 0] == s.max(axis=1)).mean()],
    hints=("Print the shapes of what you compare: what does broadcasting make of them?",
           "Places of the largest scores: shape (N,). Labels: (N, 1). Bring them to one shape.",
           "(scores.argmax(axis=1) == labels[:, 0]).mean()"),
    where="the line that compares",
    after="Compare (N,) with (N, 1) on purpose, and look at the shape of the result.")

EXERCISES = [right_share]
