"""Exercises of 4.1, continued: bends that add up to a curve, and what each must change."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n04_1 import relu

# Adding bends up ---------------------------------------------------------------------------------


def bends(x, places, changes):
    """x (N,), places (K,), changes (K,) -> the sum of K bends at each x, (N,)."""
    total = np.zeros(len(x))
    for place, change in zip(places, changes):
        total = total + change * relu(x - place)     # (N,)
    return total


def bends_one_by_one(x, places, changes):
    return [sum(change * max(v - place, 0) for place, change in zip(places, changes)) for v in x]


def bent_again(x, places, changes):
    total = np.zeros(len(x))
    for place, change in zip(places, changes):
        total = relu(total + change * (x - place))
    return total


def nested(x, places, changes):
    for place, change in zip(places, changes):
        x = change * relu(x - place)
    return x


def each(x, places, changes):
    return changes * relu(x[:, None] - places)       # (N, K)


def some_bends(n, k):
    return lambda rng: (rng.uniform(-2, 4, n), rng.uniform(-1, 2.5, k),
                        rng.normal(0, 2, k) + np.where(np.arange(k) % 2, 1, -1))


add_up = Exercise(
    id="4.1.bends", title="A sum of bends", level="medium",
    objective="write a curve as a sum of shifted, scaled ReLUs",
    asks="A line lies flat at 0. At `places[0]` it bends: from there on, its slope is larger by "
         "`changes[0]`. At `places[1]` it bends again, by `changes[1]`, and so on. One bend is "
         "`changes[k] * relu(x - places[k])`. Return the sum of all K bends at each of the N "
         "numbers in `x`. You may use your `relu`.",
    header="import numpy as np", reference=bends, needs=("4.1.relu",),
    probes=[given("three points, two bends by hand", np.array([0.5, 2.0, 4.0]),
                  np.array([1.0, 3.0]), np.array([2.0, -5.0])),
            drawn("five points, three bends", some_bends(5, 3)),
            drawn("four points, six bends", some_bends(4, 6)),
            drawn("seven points, four bends", some_bends(7, 4))],
    mistakes=[
        Mistake("bend-on-the-other-side", lambda x, p, c: relu(x[:, None] + p) @ c,
                says="Your bends stand at −place instead of place.",
                hint="For which x is x − place zero? And x + place?"),
        Mistake("faces-left", lambda x, p, c: relu(p - x[:, None]) @ c,
                says="Your bends rise to the left of their places: place − x instead of x − place.",
                hint="Far to the left, what should the sum be?"),
        Mistake("change-inside", lambda x, p, c: relu(c * (x[:, None] - p)).sum(axis=1),
                says="You multiplied by the change before the bend: a negative change then turns "
                     "the bend round instead of pointing it down.",
                hint="Should relu see the change, or only x − place?"),
        Mistake("cut-at-the-end", lambda x, p, c: relu(relu(x[:, None] - p) @ c),
                says="You bent the sum once more at the end: it can no longer be negative.",
                hint="May the sum fall below 0?", catalogue="A17"),
        Mistake("one-bend-for-all", lambda x, p, c: relu((x[:, None] - p) @ c),
                says="You added straight lines and bent their sum: one bend is left of K.",
                hint="How many times should relu be called?"),
        Mistake("bent-again", bent_again,
                says="The running total itself goes through relu in each round.",
                hint="What is bent in each round: the total, or the new piece?"),
        Mistake("nested", nested,
                says="Each bend takes in what the last one gave: `x` is overwritten in the loop.",
                hint="Which x should the second bend see?"),
        Mistake("no-bend", lambda x, p, c: (x[:, None] - p) @ c,
                says="There is no bend at all: a sum of straight lines is a straight line.",
                hint="Where does relu enter your code?"),
        Mistake("last-bend-only", lambda x, p, c: c[-1] * relu(x - p[-1]),
                says="Only the last bend is left: each round replaces the total.",
                hint="= or +=?"),
        Mistake("first-bend-only", lambda x, p, c: c[0] * relu(x - p[0]),
                says="Only the first bend is there: the function returns in the first round.",
                hint="How far to the right does your return stand?"),
        Mistake("last-bend-missing", lambda x, p, c: bends(x, p[:-1], c[:-1]),
                says="The last bend is missing.", hint="Where does your range end?"),
        Mistake("first-bend-missing", lambda x, p, c: bends(x, p[1:], c[1:]),
                says="The first bend is missing.", hint="Where does your range begin?"),
        Mistake("changes-left-out", lambda x, p, c: relu(x[:, None] - p).sum(axis=1),
                says="The changes are never used: every bend has slope 1.",
                hint="By how much does the slope change at each place?"),
        Mistake("places-left-out", lambda x, p, c: relu(x) * c.sum(),
                says="The places are never used: all bends stand at 0.",
                hint="What must be 0 exactly where the bend stands?"),
        Mistake("place-after-relu", lambda x, p, c: (relu(x[:, None]) - p) @ c,
                says="You subtracted the place after the bend: the bend stands at 0.",
                hint="What should stand inside the brackets of relu?"),
        Mistake("place-taken-last", lambda x, p, c: (c * relu(x[:, None]) - p).sum(axis=1),
                says="You subtracted the place last: it moves the curve down, not the bend aside.",
                hint="What should stand inside the brackets of relu?"),
        Mistake("change-on-x", lambda x, p, c: relu(c * x[:, None] - p).sum(axis=1),
                says="You multiplied `x` by the change: inside relu, it moves the bend.",
                hint="Where is change · x − place equal to 0?"),
        Mistake("swapped", lambda x, p, c: relu(x[:, None] - c) @ p,
                says="Places and changes have swapped their parts.",
                hint="Which of the two is subtracted from x?"),
        Mistake("steps", lambda x, p, c: (x[:, None] > p) @ c,
                says="You added steps: the slope of your relu where its value is asked.",
                hint="relu, or relu_slope?"),
        Mistake("absolute-values", lambda x, p, c: np.abs(x[:, None] - p) @ c,
                says="Your pieces rise on both sides: that is the absolute value.",
                hint="What should a bend be to the left of its place?", catalogue="A6"),
        Mistake("starts-as-x", lambda x, p, c: x + bends(x, p, c),
                says="Your total begins as `x` instead of 0.",
                hint="Before the first bend the line lies flat. At which height?"),
        Mistake("starts-at-one", lambda x, p, c: 1 + bends(x, p, c),
                says="Your total begins at 1 instead of 0.",
                hint="Before the first bend the line lies flat. At which height?"),
        Mistake("averaged", lambda x, p, c: bends(x, p, c) / len(p),
                says="You took the mean of the bends; their sum is asked.",
                hint="sum or mean?"),
        Mistake("largest", lambda x, p, c: each(x, p, c).max(axis=1),
                says="You took the largest of the bends; their sum is asked.",
                hint="Bends add up. Does the largest one win?"),
        Mistake("multiplied", lambda x, p, c: each(x, p, c).prod(axis=1),
                says="You multiplied the bends; their sum is asked.",
                hint="Which sign stands between two bends: · or +?"),
        Mistake("not-added", each,
                says="You return each bend for itself; they are still to be added.",
                hint="The sum over which axis is missing?"),
        Mistake("points-added", lambda x, p, c: each(x, p, c).sum(axis=0),
                says="You added over the points: one number for each bend came out.",
                hint="Which axis should vanish: the points, or the bends?", catalogue="S3"),
        Mistake("all-added", lambda x, p, c: each(x, p, c).sum(),
                says="You added everything up: one number came out.",
                hint="Which axis should vanish: the points, or the bends?", catalogue="S6"),
        Mistake("no-table", lambda x, p, c: c * relu(x - p),
                says="`x - places` pairs the first point with the first place. Every point must "
                     "meet every place.",
                hint="Which shape must x have, so that (N, 1) − (K,) gives (N, K)?",
                catalogue="S3"),
        Mistake("every-change-everywhere", lambda x, p, c:
                relu(x[:, None] - p).sum(axis=1) * c.sum(),
                says="Every place met every change: one loop stands inside the other.",
                hint="With which change does the first place belong together?"),
        Mistake("point-by-point", lambda x, p, c: [c[i] * relu(x[i] - p[i]) for i in range(len(x))],
                says="You gave the first point the first bend, the second point the second, "
                     "until the bends ran out. Every point meets all bends.",
                hint="How many bends does one point see?"),
        Mistake("change-added", lambda x, p, c: (c + relu(x[:, None] - p)).sum(axis=1),
                says="You added the change to the bend; it multiplies it.",
                hint="Which sign stands between changes[k] and relu?"),
        Mistake("change-as-power", lambda x, p, c: (relu(x[:, None] - p) ** c).sum(axis=1),
                says="You used the change as a power; it multiplies.",
                hint="Is it * or ** ?"),
        Mistake("place-multiplied", lambda x, p, c: relu(x[:, None] * p) @ c,
                says="You multiplied `x` by the place; it is subtracted.",
                hint="What must be 0 exactly where the bend stands?"),
        Mistake("signs-of-changes-dropped", lambda x, p, c: relu(x[:, None] - p) @ np.abs(c),
                says="You dropped the signs of the changes: nothing bends downwards.",
                hint="What does a change of −5 do to the slope?"),
        Mistake("x-past-the-place", lambda x, p, c: ((x[:, None] > p) * x[:, None]) @ c,
                says="Past its place, each of your bends is `x` itself: it begins with a jump.",
                hint="How high is relu(x - place) just past the place?"),
        Mistake("changes-summed-up", lambda x, p, c: relu(x[:, None] - p) @ np.cumsum(c),
                says="You summed the changes up before you used them; the sum of bends does that "
                     "by itself.",
                hint="By how much does bend k change the slope?"),
    ],
    equivalents=[lambda x, p, c: relu(x[:, None] - p) @ c, bends_one_by_one,
                 lambda x, p, c: np.einsum("nk,k->n", relu(x[:, None] - p), c),
                 lambda x, p, c: sum(c[k] * relu(x - p[k]) for k in range(len(p))),
                 lambda x, p, c: (np.where(x > p[:, None], x - p[:, None], 0) * c[:, None]).sum(0),
                 lambda x, p, c: c @ np.maximum(np.subtract.outer(x, p), 0).T],
    hints=("What does one bend give for x = place − 1, and for x = place + 1?",
           "Begin with zeros, one for each x; each round adds one whole bend, (N,).",
           "for each place and change: total = total + change * relu(x - place)"),
    where="the line that makes one bend",
    after="Draw bends(x, [0, 1, 2], [1, -2, 1]) and say what it looks like.")


# What must each bend change? ---------------------------------------------------------------------

def slope_changes(knots, heights):
    """knots (K+1,) ascending, heights (K+1,) -> the changes of slope at K knots, (K,)."""
    slopes = (heights[1:] - heights[:-1]) / (knots[1:] - knots[:-1])   # of the K pieces
    changes = slopes.copy()
    changes[1:] = slopes[1:] - slopes[:-1]           # what each piece adds to the one before
    return changes


def rise(knots, heights):
    return np.diff(heights) / np.diff(knots)


def changes_by_loop(knots, heights):
    changes, before = [], 0
    for i in range(len(knots) - 1):
        now = (heights[i + 1] - heights[i]) / (knots[i + 1] - knots[i])
        changes.append(now - before)
        before = now
    return changes


def changed_while_reading(knots, heights):
    slopes = rise(knots, heights)
    for i in range(1, len(slopes)):
        slopes[i] -= slopes[i - 1]
    return slopes


def backwards(knots, heights):
    slopes = rise(knots, heights)
    for i in range(len(slopes) - 1, 0, -1):
        slopes[i] -= slopes[i - 1]
    return slopes


def by_solving(knots, heights):
    table = np.maximum(knots[1:, None] - knots[:-1], 0)
    return np.linalg.solve(table, heights[1:] - heights[0])


def some_knots(k):
    return lambda rng: (np.cumsum(rng.uniform(0.3, 2, k)) - 1, rng.normal(0, 2, k))


connect = Exercise(
    id="4.1.slope-changes", title="Connect the dots", level="medium",
    objective="set the weights of a ReLU network by hand, so that it goes through given points",
    asks="A line of K straight pieces goes through the points (`knots[i]`, `heights[i]`), K + 1 of "
         "them. The slope of a piece is its rise divided by its width. Before the first knot the "
         "line is level, with slope 0. Return by how much the slope **changes** at each of the "
         "first K knots, as an array (K,): new slope minus old slope.",
    header="import numpy as np", reference=slope_changes,
    probes=[given("four points by hand", np.array([0.0, 1.0, 3.0, 4.0]),
                  np.array([0.0, 2.0, 4.0, -1.0])),
            drawn("five points", some_knots(5)), drawn("six points", some_knots(6)),
            drawn("four points", some_knots(4))],
    mistakes=[
        Mistake("slopes", rise,
                says="You return the slopes of the pieces, not how they change.",
                hint="The slope was 2 and becomes 1. By how much must the bend change it?"),
        Mistake("first-missing", lambda k, h: np.diff(rise(k, h)),
                says="The first change is missing: from level ground to the first slope.",
                hint="Which slope does the line have before the first knot?"),
        Mistake("first-zero", lambda k, h: np.append(0, np.diff(rise(k, h))),
                says="Your first change is 0: the line never leaves the ground at its first knot.",
                hint="Which slope does the line have before the first knot, and which after it?"),
        Mistake("first-height", lambda k, h: np.append(h[0], np.diff(rise(k, h))),
                says="Your first change is the first height; it should be the first slope.",
                hint="Does a bend change the height, or the slope?"),
        Mistake("old-minus-new", lambda k, h: np.append(rise(k, h)[:1], -np.diff(rise(k, h))),
                says="From the second on, you subtracted the new slope from the old one.",
                hint="When the line gets steeper, is the change positive or negative?"),
        Mistake("upside-down", lambda k, h: np.diff(1 / rise(k, h), prepend=0),
                says="Your slopes are upside down: width divided by rise.",
                hint="A slope says how far it rises for one step to the right."),
        Mistake("width-forgotten", lambda k, h: np.diff(np.diff(h), prepend=0),
                says="Your slopes are the rises alone; they are not divided by the widths.",
                hint="Does a rise of 2 over a width of 2 make a slope of 2?"),
        Mistake("rises-alone", lambda k, h: np.diff(h),
                says="You return the rises of the pieces: neither divided by their widths, nor "
                     "compared with the piece before.",
                hint="A slope is a rise divided by a width. And the change of slope?"),
        Mistake("multiplied-by-width", lambda k, h: np.diff(np.diff(h) * np.diff(k), prepend=0),
                says="You multiplied the rise by the width instead of dividing.",
                hint="Does a wider piece with the same rise get steeper, or flatter?"),
        Mistake("same-width", lambda k, h: np.diff(np.diff(h) / (k[1] - k[0]), prepend=0),
                says="You divided every rise by the width of the first piece.",
                hint="Are all pieces equally wide?"),
        Mistake("height-over-place", lambda k, h: np.diff(h[1:] / k[1:], prepend=0),
                says="You divided height by place; a slope is a difference of heights divided by a "
                     "difference of places.",
                hint="Which two points does a piece join?"),
        Mistake("summed-up", lambda k, h: np.cumsum(rise(k, h)),
                says="You added the slopes up instead of taking their differences.",
                hint="Summing changes gives slopes. What gives changes?"),
        Mistake("changed-while-reading", changed_while_reading,
                says="You change the slopes while you still need them: each round subtracts a "
                     "number that is a change already.",
                hint="In the third round, is slopes[i - 1] still a slope?"),
        Mistake("next-minus-this", lambda k, h: np.diff(rise(k, h), append=0),
                says="Your changes stand one place too early, and the first is missing.",
                hint="At knot 0, which piece begins, and which ends?"),
        Mistake("back-to-level", lambda k, h: np.diff(rise(k, h), prepend=0, append=0),
                says="You have one change too many: at the last knot nothing more is asked.",
                hint="How many pieces are there, and how many changes?"),
        Mistake("against-the-first", lambda k, h: np.append(
                    rise(k, h)[0], rise(k, h)[1:] - rise(k, h)[0]),
                says="You compare every slope with the first; compare it with the one before.",
                hint="What is the slope just before the third knot?"),
        Mistake("divided-twice", lambda k, h: np.diff(rise(k, h), prepend=0) / np.diff(k),
                says="You divided the changes by the widths once more.",
                hint="How often is a width divided by?"),
        Mistake("added-neighbours", lambda k, h: np.append(
                    rise(k, h)[0], rise(k, h)[1:] + rise(k, h)[:-1]),
                says="You added neighbouring slopes; their difference is asked.",
                hint="The slope was 2 and stays 2. By how much does it change?"),
        Mistake("divided-neighbours", lambda k, h: np.append(
                    rise(k, h)[0], rise(k, h)[1:] / rise(k, h)[:-1]),
                says="You divided neighbouring slopes; their difference is asked.",
                hint="Bends add up. Which arithmetic undoes adding?"),
        Mistake("signs-dropped", lambda k, h: np.abs(np.diff(rise(k, h), prepend=0)),
                says="You dropped the signs: a bend downwards is negative.",
                hint="When the line gets less steep, is the change positive or negative?"),
        Mistake("gradient", lambda k, h: np.gradient(h, k),
                says="`np.gradient` gives a slope at each point, averaged over both sides.",
                hint="How many pieces are there, and what is the slope of one piece?"),
        Mistake("knots-upside", lambda k, h: np.diff(np.diff(h) / (k[:-1] - k[1:]), prepend=0),
                says="Your widths are negative: every change has the wrong sign.",
                hint="Which of two neighbouring knots is the larger?"),
        Mistake("past-the-end", lambda k, h:
                [(h[i + 1] - h[i]) / (k[i + 1] - k[i]) for i in range(len(k))],
                says="Your loop goes one place past the end.",
                hint="There are K + 1 points. How many pieces lie between them?"),
        Mistake("gradient-of-slopes", lambda k, h: np.gradient(rise(k, h)),
                says="`np.gradient` averages over both neighbours; a change is one slope minus "
                     "the one before.",
                hint="What is the slope just before a knot, and what just after?"),
        Mistake("second-differences", lambda k, h: np.diff(h, n=2) / np.diff(k)[1:],
                says="You took differences twice and divided once: divide before the second "
                     "difference.",
                hint="Which widths belong to which rises?"),
        Mistake("angles", lambda k, h: np.diff(np.arctan(rise(k, h)), prepend=0),
                says="You compared the angles of the pieces; a bend changes the slope.",
                hint="Rise over width: is an angle needed?"),
        Mistake("steepness-compared", lambda k, h: np.diff(np.abs(rise(k, h)), prepend=0),
                says="You dropped the signs of the slopes before you compared them.",
                hint="From slope 2 to slope −2: what is the change?"),
        Mistake("slopes-averaged", lambda k, h: np.diff(np.gradient(h, k)),
                says="np.gradient averages the slopes on both sides of a knot; the slope of a "
                     "piece is its rise divided by its width.",
                hint="How many pieces are there, and how many slopes do you have?"),
        Mistake("brackets", lambda k, h: np.diff(h[1:] - h[:-1] / k[1:] - k[:-1], prepend=0),
                says="Brackets are missing: `a - b / c - d` divides only b by c.",
                hint="Which is done first, / or −?"),
        Mistake("one-width", lambda k, h: np.diff(np.diff(h) / (k[-1] - k[0]), prepend=0),
                says="You divided every rise by the width of the whole line.",
                hint="How wide is each single piece?"),
        Mistake("average-width", lambda k, h: np.diff(np.diff(h) / np.diff(k).mean(), prepend=0),
                says="You divided every rise by the average width; each piece has its own.",
                hint="How wide is each single piece?"),
    ],
    equivalents=[lambda k, h: np.diff(np.diff(h) / np.diff(k), prepend=0), changes_by_loop,
                 backwards, by_solving,
                 lambda k, h: rise(k, h) - np.append(0, rise(k, h)[:-1]),
                 lambda k, h: np.concatenate([rise(k, h)[:1], np.diff(rise(k, h))])],
    hints=("Between the knots 1 and 3 the line rises from 2 to 4. What is its slope there?",
           "First the slopes of all K pieces; then each one minus the one before. Before the first "
           "stands 0.",
           "slopes = rises / widths; changes[0] = slopes[0]; changes[i] = slopes[i] - slopes[i-1]"),
    where="the line that compares a slope with the one before",
    after="What do you get for points that lie on one straight line?")


EXERCISES = [add_up, connect]
