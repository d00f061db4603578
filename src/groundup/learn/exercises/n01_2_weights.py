"""More exercises of 1.2, for a layer: change its weights, and ask how sure it is."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# Rows of length one ------------------------------------------------------------------------------

def unit_rows(weights):
    """weights (O, I) -> the same directions, every row of length 1, (O, I)."""
    lengths = np.sqrt((weights * weights).sum(axis=1, keepdims=True))       # (O, 1)
    return weights / lengths


def divided_in_place(weights):
    for k in range(len(weights)):
        weights[k] /= np.linalg.norm(weights[k])
    return weights


def some_weights(neurons, inputs):
    return lambda rng: rng.normal(0.3, 1, (neurons, inputs)).round(2)


matrices = [given("two rows by hand", np.array([[3.0, 4.0, 0.0], [2.0, -1.0, 2.0]])),
            drawn("three neurons, five inputs", some_weights(3, 5)),
            drawn("four neurons, four inputs", some_weights(4, 4)),
            drawn("six neurons, three inputs", some_weights(6, 3))]

fair = Exercise(
    id="1.2.unit-rows", title="The same length for every neuron", level="medium",
    objective="scale each row of a matrix by a number of its own",
    asks="`weights` is an array of shape `(O, I)`, a row for each neuron. Return a new array in "
         "which every row keeps its direction and has length 1: divide each row by its own length.",
    header="import numpy as np", reference=unit_rows, probes=matrices,
    mistakes=[
        Mistake("no-root", lambda w: w / (w * w).sum(axis=1, keepdims=True),
                says="You divided each row by the square of its length: the root is missing.",
                hint="How long is the row (3, 4, 0)?"),
        Mistake("columns", lambda w: w / np.linalg.norm(w, axis=0),
                says="You divided each column by its length; the neurons are the rows.",
                hint="axis names the direction that vanishes. Which one shall vanish?",
                catalogue="S3"),
        Mistake("whole-matrix", lambda w: w / np.linalg.norm(w),
                says="You divided everything by one length, that of all weights together.",
                hint="How many lengths do you need?",
                catalogue="S6"),
        Mistake("no-keepdims", lambda w: w / np.linalg.norm(w, axis=1),
                says="The lengths have shape (O,), and NumPy lays them along the rows: it divides "
                     "columns, or fails.",
                hint="Print the shape of your lengths: is it a row, or a column?",
                catalogue="S3"),
        Mistake("no-root-no-keepdims", lambda w: w / (w * w).sum(axis=1),
                says="The root is missing, and the squares have shape (O,): NumPy lays them along "
                     "the rows.",
                hint="How long is the row (3, 4, 0)? And which shape have your lengths?",
                catalogue="S3"),
        Mistake("root-of-sums", lambda w: w / np.sqrt(w.sum(axis=1, keepdims=True)),
                says="You took the root of each row's plain sum: nothing is squared.",
                hint="What does Pythagoras do before he adds?"),
        Mistake("sums", lambda w: w / w.sum(axis=1, keepdims=True),
                says="You divided each row by its sum.",
                hint="How long is the row (3, 4, 0): 7, or 5?"),
        Mistake("sums-of-sizes", lambda w: w / np.abs(w).sum(axis=1, keepdims=True),
                says="You divided each row by the sum of its numbers' sizes.",
                hint="How long is the row (3, 4, 0): 7, or 5?"),
        Mistake("largest", lambda w: w / np.abs(w).max(axis=1, keepdims=True),
                says="You divided each row by its largest number in size.",
                hint="How long is the row (3, 4, 0): 4, or 5?"),
        Mistake("signed-largest", lambda w: w / w.max(axis=1, keepdims=True),
                says="You divided each row by its largest number.",
                hint="How long is the row (3, 4, 0): 4, or 5?"),
        Mistake("root-of-the-mean", lambda w: w / np.sqrt((w * w).mean(axis=1, keepdims=True)),
                says="You took the root of the mean of the squares, not of their sum.",
                hint="Does Pythagoras divide by the number of sides?"),
        Mistake("count", lambda w: w / w.shape[1],
                says="You divided by how many numbers a row has.",
                hint="len counts entries. How long is the arrow (3, 4, 0)?"),
        Mistake("spread", lambda w: w / w.std(axis=1, keepdims=True),
                says="You divided each row by its standard deviation.",
                hint="How long is the row (3, 4, 0)?"),
        Mistake("multiplied", lambda w: w * np.linalg.norm(w, axis=1, keepdims=True),
                says="You multiplied each row by its length.",
                hint="A row of length 5 shall become one of length 1. What happens to its "
                     "numbers?"),
        Mistake("lengths-only", lambda w: np.linalg.norm(w, axis=1),
                says="You return the lengths; the rows are not divided by them yet.",
                hint="What shape is asked for?"),
        Mistake("lengths-as-a-column", lambda w: np.linalg.norm(w, axis=1, keepdims=True),
                says="You return the lengths; the rows are not divided by them yet.",
                hint="What shape is asked for?"),
        Mistake("first-length-for-all", lambda w: w / np.linalg.norm(w[0]),
                says="You divided every row by the length of the first one.",
                hint="Does each row have a length of its own?"),
        Mistake("subtracted", lambda w: w - np.linalg.norm(w, axis=1, keepdims=True),
                says="You subtracted the length from each row.",
                hint="Which operation keeps the direction of an arrow?"),
        Mistake("upside-down", lambda w: np.linalg.norm(w, axis=1, keepdims=True) / w,
                says="Your fraction is upside down.",
                hint="What is divided by what?"),
        Mistake("divided-in-place", divided_in_place,
                says="The rows are right, but you overwrote the weights that came in.",
                hint="Who else holds this array? What does /= write into?", catalogue="S11"),
        Mistake("number-of-rows", lambda w: w / len(w),
                says="You divided by len, the number of rows.",
                hint="len counts; how long is an arrow?"),
    ],
    equivalents=[lambda w: w / np.linalg.norm(w, axis=1, keepdims=True),
                 lambda w: w / np.linalg.norm(w, axis=1)[:, None],
                 lambda w: np.array([row / np.sqrt(np.dot(row, row)) for row in w]),
                 lambda w: (w.T / np.sqrt(np.einsum("oi,oi->o", w, w))).T,
                 lambda w: [[x / sum(y * y for y in row) ** 0.5 for x in row] for row in w]],
    hints=("How many lengths are there, and which shape must they have to divide row by row?",
           "Square, sum over axis=1 with keepdims=True, take the root; then divide.",
           "weights / np.sqrt((weights * weights).sum(axis=1, keepdims=True))"),
    where="the line that sums the squares",
    after="Take keepdims=True away with a square matrix: no error, and a wrong result.")


# What is special about a neuron ------------------------------------------------------------------

def centred_rows(weights):
    """weights (O, I) -> each row minus the average of all rows, (O, I)."""
    return weights - weights.mean(axis=0)


def subtracted_in_place(weights):
    weights -= weights.mean(axis=0)
    return weights


def others_subtracted(weights):
    count = len(weights)
    return weights - (weights.sum(axis=0) - weights) / (count - 1)


def one_after_the_other(weights):
    result = weights.copy()
    for k in range(len(result)):
        result[k] = result[k] - result.mean(axis=0)
    return result


special = Exercise(
    id="1.2.centred-rows", title="Only what is special", level="medium",
    objective="subtract the average row from a matrix",
    asks="`weights` has shape `(O, I)`, a row for each neuron. Return a new array: from every row, "
         "subtract the average of all rows. What all neurons have in common is gone, and weights "
         "become negative.",
    header="import numpy as np", reference=centred_rows, probes=matrices,
    mistakes=[
        Mistake("own-average", lambda w: w - w.mean(axis=1, keepdims=True),
                says="From each row you subtracted the average of its own numbers.",
                hint="Which direction shall vanish in the average: neurons or inputs?",
                catalogue="S3"),
        Mistake("one-average", lambda w: w - w.mean(),
                says="You subtracted one number, the average of all weights.",
                hint="How many numbers has the average row?",
                catalogue="S6"),
        Mistake("own-average-no-keepdims", lambda w: w - w.mean(axis=1),
                says="Your averages have shape (O,): one a neuron, laid along the rows. They do "
                     "not fit.",
                hint="Which axis shall vanish, 0 or 1?",
                catalogue="S3"),
        Mistake("average-only", lambda w: w.mean(axis=0),
                says="You return the average row; it is not subtracted yet.",
                hint="What shape is asked for?"),
        Mistake("sum", lambda w: w - w.sum(axis=0),
                says="You subtracted the sum of all rows, not their average.",
                hint="By what must a sum be divided?"),
        Mistake("turned-round", lambda w: w.mean(axis=0) - w,
                says="You subtracted each row from the average: every sign is turned round.",
                hint="What is taken away from what?"),
        Mistake("added", lambda w: w + w.mean(axis=0),
                says="You added the average row.",
                hint="Shall the common part grow, or go?"),
        Mistake("divided", lambda w: w / w.mean(axis=0),
                says="You divided by the average row.",
                hint="Which operation takes something away?"),
        Mistake("average-of-the-others", others_subtracted,
                says="From each row you subtracted the average of the other rows.",
                hint="Does the average of all rows include the row itself?"),
        Mistake("median", lambda w: w - np.median(w, axis=0),
                says="You subtracted the middle value of each column, the median.",
                hint="Which of the two is a sum divided by a number?"),
        Mistake("first-row", lambda w: w - w[0],
                says="You subtracted the first row from all.",
                hint="Where do the other rows enter the average?"),
        Mistake("standardized", lambda w: (w - w.mean(axis=0)) / w.std(axis=0),
                says="Besides subtracting the average you divided by the spread.",
                hint="Which line of the text asks for a division?"),
        Mistake("smallest", lambda w: w - w.min(axis=0),
                says="You subtracted the smallest value of each column.",
                hint="Which numbers should become negative?"),
        Mistake("wrong-count", lambda w: w - w.sum(axis=0) / w.shape[1],
                says="You divided the sum of the rows by the number of inputs.",
                hint="How many rows did you add up?"),
        Mistake("one-after-the-other", one_after_the_other,
                says="You computed the average anew after each row had been changed.",
                hint="When must the average be computed: before the loop, or inside it?"),
        Mistake("subtracted-in-place", subtracted_in_place,
                says="The rows are right, but you overwrote the weights that came in.",
                hint="Who else holds this array? What does -= write into?", catalogue="S11"),
    ],
    equivalents=[lambda w: w - w.mean(axis=0, keepdims=True), lambda w: w - w.sum(axis=0) / len(w),
                 lambda w: np.array([row - sum(w) / len(w) for row in w]),
                 lambda w: w - np.einsum("oi->i", w) / w.shape[0],
                 lambda w: (np.eye(len(w)) - 1 / len(w)) @ w],
    hints=("Which shape has the average of all rows?",
           "mean(axis=0) makes the rows vanish; NumPy subtracts the result from every row.",
           "weights - weights.mean(axis=0)"),
    where="the line that averages",
    after="Sum the columns of the result. What must come out?")

# How far the winner is ahead --------------------------------------------------------------------

def margin(scores):
    """scores (n,) -> how far the largest is ahead of the second largest."""
    ordered = sorted(scores)
    return ordered[-1] - ordered[-2]


def both_start_at_zero(scores):
    best = second = 0
    for score in scores:
        if score > best:
            best, second = score, best
        elif score > second:
            second = score
    return best - second


def second_only_from_best(scores):
    best = second = scores[0]
    for score in scores[1:]:
        if score > best:
            best, second = score, best
    return best - second


def second_starts_at_zero(scores):
    best = max(scores)
    second, skipped = 0, False
    for score in scores:
        if score == best and not skipped:
            skipped = True
        elif score > second:
            second = score
    return best - second


def runner_up_forgotten(scores):
    best, second = scores[0], float("-inf")
    for score in scores[1:]:
        if score > best:
            best = score
        elif score > second:
            second = score
    return best - second


def equals_left_out(scores):
    best = max(scores)
    return best - max(score for score in scores if score != best)


def sorted_in_place(scores):
    scores.sort()
    return scores[-1] - scores[-2]


def one_pass(scores):
    best = second = float("-inf")
    for score in scores:
        if score > best:
            best, second = score, best
        elif score > second:
            second = score
    return best - second


def some_scores(count):
    return lambda rng: rng.permutation(np.cumsum(rng.random(count) + 0.1) - 1).round(2).tolist()


lead = Exercise(
    id="1.2.margin", title="How sure is it?", level="hard",
    objective="measure how sure an answer is",
    asks="A clear answer wins by far, a doubtful one by a hair. Return how much larger the largest "
         "number of the list `scores` is than the second largest. Two equal winners are 0 apart. "
         "The list must stay as it is.",
    reference=margin,
    probes=[given("four scores", [2.0, 9.0, 6.5, 1.0]),
            given("two winners", [5.0, 1.0, 5.0, 3.0]),
            given("the best at the end, the second before it", [1.0, 4.0, 2.0, 6.0, 7.5]),
            given("the best at the beginning", [8.0, 3.0, 5.0]),
            given("all negative", [-5.0, -2.0, -9.0, -3.5]),
            drawn("six scores", some_scores(6)), drawn("ten scores", some_scores(10))],
    mistakes=[
        Mistake("to-the-smallest", lambda s: max(s) - min(s),
                says="You measured the way from the largest to the smallest.",
                hint="Who comes in second?"),
        Mistake("sign", lambda s: -margin(s),
                says="Your result is negative: you subtracted the largest from the second.",
                hint="What is taken away from what?"),
        Mistake("two-smallest", lambda s: sorted(s)[1] - sorted(s)[0],
                says="You compared the two smallest: sorted begins with the smallest.",
                hint="Where do the largest stand after sorting?"),
        Mistake("two-smallest-turned", lambda s: sorted(s)[0] - sorted(s)[1],
                says="You compared the two smallest: sorted begins with the smallest.",
                hint="Where do the largest stand after sorting?"),
        Mistake("unsorted-first", lambda s: s[0] - s[1],
                says="You compared the first two of the list as it came.",
                hint="Do the largest stand at the beginning of the list?"),
        Mistake("unsorted-last", lambda s: s[-1] - s[-2],
                says="You compared the last two of the list as it came.",
                hint="Do the largest stand at the end before sorting?"),
        Mistake("ends", lambda s: s[-1] - s[0],
                says="You compared the last with the first of the list as it came.",
                hint="Do the two largest stand at the ends?"),
        Mistake("largest-only", lambda s: max(s),
                says="You return the largest score.",
                hint="How large is the next one?"),
        Mistake("second-only", lambda s: sorted(s)[-2],
                says="You return the second largest score.",
                hint="How far ahead is the largest?"),
        Mistake("third", lambda s: sorted(s)[-1] - sorted(s)[-3],
                says="You compared the largest with the third.",
                hint="Which index has the last but one?"),
        Mistake("second-and-third", lambda s: sorted(s)[-2] - sorted(s)[-3],
                says="You compared the second with the third.",
                hint="Which index has the last?"),
        Mistake("places", lambda s: int(abs(np.argsort(s)[-1] - np.argsort(s)[-2])),
                says="You subtracted the places of the two, not their scores.",
                hint="argsort tells where. What tells how large?"),
        Mistake("ratio", lambda s: sorted(s)[-1] / sorted(s)[-2],
                says="You divided the two; their difference is expected.",
                hint="What should two equal winners give: 0, or 1?"),
        Mistake("to-the-mean", lambda s: max(s) - sum(s) / len(s),
                says="You measured how far the largest is ahead of the average.",
                hint="Who comes in second?"),
        Mistake("to-the-mean-of-others", lambda s: max(s) - (sum(s) - max(s)) / (len(s) - 1),
                says="You measured how far the largest is ahead of the average of the others.",
                hint="Who comes in second?"),
        Mistake("equals-left-out", equals_left_out,
                says="With two equal winners you skipped both: the second is as large as the "
                     "first.",
                hint="Does != remove one winner, or all of them?"),
        Mistake("second-starts-at-zero", second_starts_at_zero,
                says="It fails when all scores are negative: your second best begins at 0.",
                hint="Is every score larger than 0?"),
        Mistake("runner-up-forgotten", runner_up_forgotten,
                says="When a new best is found, the old best is forgotten; it should become "
                     "second.",
                hint="What happens to the winner so far when a better one comes?"),
        Mistake("list-changed", sorted_in_place,
                says="The result is right, but the list that came in is no longer what it was.",
                hint="What does sorted(scores) do that scores.sort() does not?",
                catalogue="S11"),
        Mistake("both-start-at-zero", both_start_at_zero,
                says="Your best and your second begin at 0, which is more than a negative score.",
                hint="With which score could the search begin?"),
        Mistake("second-only-from-best", second_only_from_best,
                says="Only a former best becomes second; a score between the two is overlooked.",
                hint="What if a score is below the best, and above the second?"),
        Mistake("share-of-the-largest", lambda s: margin(s) / max(s),
                says="You divided by the largest; the plain difference is asked for.",
                hint="Is anything divided in the text of the exercise?"),
        Mistake("without-signs", lambda s: margin([abs(each) for each in s]),
                says="You dropped the signs of the scores.",
                hint="Which is larger, −5 or 1?"),
    ],
    equivalents=[one_pass, lambda s: np.diff(np.sort(s))[-1],
                 lambda s: sorted(s, reverse=True)[0] - sorted(s, reverse=True)[1],
                 lambda s: min(max(s) - each for i, each in enumerate(s) if i != s.index(max(s)))],
    hints=("If the list were in order, where would the two stand?",
           "sorted(scores) makes a new list, the smallest first.",
           "ordered = sorted(scores); return ordered[-1] - ordered[-2]"),
    where="the line that finds the second",
    after="Is a margin of 1 much? Multiply all weights by 10 and look again.")

EXERCISES = [special, fair, lead]

