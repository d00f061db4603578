"""More exercises of 2.1, single neuron: XOR, and counting what is right."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n02_1 import neuron
from groundup.learn.exercises.n02_1_fires import fires

# XOR ---------------------------------------------------------------------------------------------

guess_xor = Exercise(
    id="2.1.guess-xor", title="The best line for XOR", level="guess",
    objective="predict what one line can separate",
    asks="XOR says yes to (0, 1) and (1, 0), and no to (0, 0) and (1, 1). You may place the line "
         "wherever you like and choose which side says yes. How many of the four points can be "
         "right at the same time? Write 1, 2, 3 or 4.",
    reference=3, choices=(1, 2, 3, 4),
    mistakes=[
        Mistake("one", 1, says="Whoever gets only 1 right can swap yes and no, and gets 3.",
                hint="What happens to the wrong ones when both sides swap?"),
        Mistake("half", 2, says="Two are easy: say no to everything. A line can do better.",
                hint="Can you cut off one single corner of the square?"),
        Mistake("all", 4, says="No line does all four. You will see why.",
                hint="Draw the four points, and try to keep (0, 1) and (1, 0) on one side."),
    ],
    hints=("Draw the four corners of a square. Which two say yes?",
           "Cut off one corner. Which three answers are right then?",
           "Cut off (0, 0): no there, yes elsewhere. Only (1, 1) is wrong."))


def count_right(points, truth, w, b):
    """points: lists of inputs, truth: a 0 or 1 for each -> how many answers are right."""
    right = 0
    for x, wanted in zip(points, truth):
        total = b
        for value, weight in zip(x, w):
            total += value * weight
        if (total > 0) == (wanted == 1):
            right += 1
    return right


def count_right_start(points, truth, w, b):
    """points: lists of inputs, truth: a 0 or 1 for each -> how many answers are right."""
    right = 0
    total = b
    for x, wanted in zip(points, truth):
        for value, weight in zip(x, w):
            total += value * weight
        if (total > 0) == (wanted == 1):
            right += 1
    return right


def agreements(sums, truth):
    return sum((each > 0) == (wanted == 1) for each, wanted in zip(sums, truth))


def sums_of(points, w, b):
    return [neuron(x, w, b) for x in points]


def bias_left_over(points, truth, w, b):
    right, total = 0, b
    for x, wanted in zip(points, truth):
        total = neuron(x, w, total)
        right += (total > 0) == (wanted == 1)
        total = 0
    return right


def bias_every_time(points, truth, w, b):
    right, total = 0, 0
    for x, wanted in zip(points, truth):
        total += neuron(x, w, b)
        right += (total > 0) == (wanted == 1)
    return right


def reset_when_right(points, truth, w, b):
    right, total = 0, b
    for x, wanted in zip(points, truth):
        total = neuron(x, w, total)
        if (total > 0) == (wanted == 1):
            right, total = right + 1, b
    return right


def products_separately(points, truth, w, b):
    right = 0
    for x, wanted in zip(points, truth):
        total = b
        for value, weight in zip(x, w):
            total += value * weight
            right += (total > 0) == (wanted == 1)
    return right


def until_wrong(points, truth, w, b):
    right = 0
    for x, wanted in zip(points, truth):
        if fires(x, w, b) != wanted:
            break
        right += 1
    return right


def questions(count, size):
    """Points of which about 7 of 10 are right; both answers occur in the right and the wrong."""
    def draw(rng):
        w = rng.normal(0, 1.5, size).round(1)
        b = round(float(rng.choice([-1, 1]) * rng.uniform(1.5, 2.5)), 1)
        x = rng.normal(0, 1, (count, size))
        wanted = rng.permutation(np.linspace(-3.1, 3.2, count))
        x += ((wanted - b - x @ w) / (w @ w))[:, None] * w
        truth = (wanted > 0).astype(int)
        flipped = rng.permutation(count)[: count // 3]
        truth[flipped] = 1 - truth[flipped]
        return x.round(2).tolist(), truth.tolist(), w.tolist(), b
    return draw


CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]]

how_many_right = Exercise(
    id="2.1.count-right", title="Its own neighbour confuses it", level="debug",
    objective="test a neuron on many points",
    asks="This function should count the points that a neuron answers right: fires for a 1, does "
         "not fire for a 0. For AND with the weights (1, 1) and the bias −1.5 it says 3 of 4, "
         "although all four are right. The first point is always judged well. Find the line that "
         "stands in the wrong place, and mend it.",
    reference=count_right, start=count_right_start,
    probes=[given("AND on the four corners", CORNERS, [0, 0, 0, 1], [1, 1], -1.5),
            given("OR on the four corners", CORNERS, [0, 1, 1, 1], [1, 1], -0.5),
            given("two sums of exactly 0, which is a no", CORNERS, [0, 0, 0, 1], [1, 1], -1.0),
            drawn("twelve points", questions(12, 3)), drawn("thirteen points", questions(13, 3)),
            drawn("seventeen points", questions(17, 4)),
            drawn("twenty-three points", questions(23, 4)),
            drawn("thirty-one points", questions(31, 3))],
    mistakes=[
        Mistake("total-not-reset", lambda p, t, w, b: count_right_start(p, t, w, b),
                says="The total goes on from one point to the next: only the first point is judged "
                     "by its own sum.",
                hint="What is `total` when the second point begins?"),
        Mistake("bias-only-once", bias_left_over,
                says="The bias reaches the first point only; all others begin at 0.",
                hint="With what should the total of every point begin?", catalogue="D1"),
        Mistake("total-and-bias-pile-up", bias_every_time,
                says="The total still goes on from point to point, and now the bias joins each "
                     "time.",
                hint="What is `total` when the second point begins?"),
        Mistake("starts-at-zero", lambda p, t, w, b: agreements(sums_of(p, w, 0), t),
                says="Every total begins at 0: the bias got lost.",
                hint="With what should the total of every point begin?", catalogue="D1"),
        Mistake("bias-in-the-inner-loop",
                lambda p, t, w, b: agreements(sums_of(p, w, len(w) * b), t),
                says="The bias is added at every product.",
                hint="Once per neuron or once per product?", catalogue="S7"),
        Mistake("bias-twice", lambda p, t, w, b: agreements(sums_of(p, w, 2 * b), t),
                says="The bias is added twice for each point.",
                hint="Does the total begin at b, and is b added again?"),
        Mistake("bias-subtracted", lambda p, t, w, b: agreements(sums_of(p, w, -b), t),
                says="The bias is subtracted.", hint="Which sign stands before b?"),
        Mistake("reset-for-every-product",
                lambda p, t, w, b: agreements([b + x[-1] * w[-1] for x in p], t),
                says="The total begins anew at every product: only the last one counts.",
                hint="Which of the two loops does the reset belong to?"),
        Mistake("judged-after-every-product", products_separately,
                says="The answer is judged after every product, not once for each point.",
                hint="How far to the right does the if stand?"),
        Mistake("only-first-product",
                lambda p, t, w, b: agreements([b + x[0] * w[0] for x in p], t),
                says="Only the first product of each point counts.",
                hint="Where does the inner loop end?"),
        Mistake("counter-reset",
                lambda p, t, w, b: agreements(sums_of(p[-1:], w, b), t[-1:]),
                says="The counter goes back to 0 for each point: only the last one is counted.",
                hint="Which lines run once, and which once for each point?"),
        Mistake("returns-in-the-loop",
                lambda p, t, w, b: agreements(sums_of(p[:1], w, b), t[:1]),
                says="Only the first point is counted: the function returns in the first round.",
                hint="How far to the right does your return stand?"),
        Mistake("counts-the-wrong",
                lambda p, t, w, b: len(p) - count_right(p, t, w, b),
                says="You count the wrong answers.", hint="Is it == or != that you count?"),
        Mistake("counts-the-yes", lambda p, t, w, b: sum(fires(x, w, b) for x in p),
                says="You count how often the neuron fires, right or wrong.",
                hint="Is a no to a 0 right, too?"),
        Mistake("right-yes-only",
                lambda p, t, w, b: sum(fires(x, w, b) * y for x, y in zip(p, t)),
                says="You count the right yes only; a right no counts, too.",
                hint="Is a no to a 0 right, too?"),
        Mistake("right-no-only",
                lambda p, t, w, b: sum((1 - fires(x, w, b)) * (1 - y) for x, y in zip(p, t)),
                says="You count the right no only; a right yes counts, too.",
                hint="Is a yes to a 1 right, too?"),
        Mistake("counts-all", lambda p, t, w, b: len(p),
                says="You count every point, right or wrong.",
                hint="Which lines belong under the if?"),
        Mistake("counts-the-ones", lambda p, t, w, b: sum(t),
                says="You count the ones in `truth`; the neuron was not asked.",
                hint="Where is the neuron's answer compared with the truth?"),
        Mistake("counts-the-zeros", lambda p, t, w, b: len(t) - sum(t),
                says="You count the zeros in `truth`; the neuron was not asked.",
                hint="Where is the neuron's answer compared with the truth?"),
        Mistake("share", lambda p, t, w, b: count_right(p, t, w, b) / len(p),
                says="You return the share; the number is asked for.",
                hint="Is 4 or 1.0 expected when all four are right?"),
        Mistake("stops-at-the-first-wrong", until_wrong,
                says="You stop at the first wrong answer.", hint="Could right ones come later?"),
        Mistake("last-point-skipped",
                lambda p, t, w, b: count_right(p[:-1], t[:-1], w, b),
                says="The last point is not looked at.", hint="Where does the outer loop end?"),
        Mistake("first-point-skipped",
                lambda p, t, w, b: count_right(p[1:], t[1:], w, b),
                says="The first point is not looked at.", hint="Where does the outer loop begin?"),
        Mistake("starts-at-one", lambda p, t, w, b: 1 + count_right(p, t, w, b),
                says="One right answer too many is counted.",
                hint="What is the counter before the first point?"),
        Mistake("border-at-one",
                lambda p, t, w, b: agreements([z - 1 for z in sums_of(p, w, b)], t),
                says="You compare the total with 1; the border is 0.",
                hint="Above which number does a neuron fire?"),
        Mistake("total-as-answer",
                lambda p, t, w, b: sum(z == y for z, y in zip(sums_of(p, w, b), t)),
                says="You compare the total itself with the truth: 0.5 is not 1.",
                hint="What must happen to the total before it is a yes or no?"),
        Mistake("yes-and-no-each", lambda p, t, w, b: [int(fires(x, w, b) == y)
                                                       for x, y in zip(p, t)],
                says="You return a list of right and wrong; how many are right is asked for.",
                hint="What remains to be done with the list?"),
        Mistake("either", lambda p, t, w, b: sum(bool(fires(x, w, b) or y) for x, y in zip(p, t)),
                says="You count a point if the neuron fires or the truth is 1; both must agree.",
                hint="Is a yes to a 0 right?"),
        Mistake("border-at-a-half",
                lambda p, t, w, b: agreements([each - 0.5 for each in sums_of(p, w, b)], t),
                says="Your border is 0.5, not 0.", hint="From which sum on does a neuron fire?"),
        Mistake("reset-when-right", reset_when_right,
                says="The total begins anew only after a right answer.",
                hint="Does the reset belong to the `if`, or to every point?"),
    ],
    conventions=[
        Mistake("yes-at-zero", lambda p, t, w, b: sum((z >= 0) == (y == 1)
                                                      for z, y in zip(sums_of(p, w, b), t)),
                says="You used the other convention: a sum of exactly 0 is a yes. Some books do; "
                     "here it is a no.",
                hint="> or >=?")],
    equivalents=[lambda p, t, w, b: sum(fires(x, w, b) == y for x, y in zip(p, t)),
                 lambda p, t, w, b: ((np.array(p) @ w + b > 0) == t).sum(),
                 lambda p, t, w, b: len(p) - sum(fires(x, w, b) != y for x, y in zip(p, t)),
                 lambda p, t, w, b: float(np.sum((np.dot(p, w) > -b) == np.array(t, bool)))],
    hints=("Follow `total` with a pencil: what is it when the second point begins?",
           "Which lines run once, and which once for each point?",
           "total = b belongs inside the outer loop, before the inner one"),
    where="the line that sets the total to b",
    after="Which corner does AND get wrong with the bias −2.5?")

EXERCISES = [guess_xor, how_many_right]
