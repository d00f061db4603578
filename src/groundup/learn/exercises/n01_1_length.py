"""The last exercises of 1.1, dot product: how long an arrow is, and how alike two of them are."""

import math

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n01_1 import dot, numbers

# Length ------------------------------------------------------------------------------------------

def length(a):
    """a (n,) -> its length: the root of its dot product with itself."""
    return math.sqrt(dot(a, a))


def root_in_each_round(a):
    total = 0
    for x in a:
        total = math.sqrt(total + x * x)
    return total


def size(a):
    return np.linalg.norm(a)


how_long = Exercise(
    id="1.1.length", title="How long is a list of numbers?", level="easy",
    objective="compute the length of an arrow",
    asks="Pythagoras: an arrow that goes 3 to the right and 4 up is √(3² + 4²) = 5 long. Return "
         "the length of the list `a`: square every number, add the squares, take the root of the "
         "sum. You may call your `dot`.",
    header="import math", reference=length, needs=("1.1.dot",),
    probes=[given("3 to the right, 4 up", [3, 4]),
            given("three numbers by hand", [2, -3, 6]),
            drawn("four numbers", numbers(4)), drawn("seven numbers", numbers(7))],
    mistakes=[
        Mistake("no-root", lambda a: dot(a, a),
                says="Your result is the square of the length: the root is missing.",
                hint="For (3, 4), 25 came out. What should?"),
        Mistake("halved", lambda a: dot(a, a) / 2,
                says="Your result is half the sum of the squares.",
                hint="s ** 1/2 is (s ** 1) / 2. Where do brackets belong?"),
        Mistake("doubled-not-squared", lambda a: math.sqrt(sum(2 * x for x in a)),
                says="You doubled the numbers instead of squaring them, and a negative sum has no "
                     "root.",
                hint="What is the square of 5: 10, or 25?"),
        Mistake("doubled-sizes", lambda a: math.sqrt(sum(2 * abs(x) for x in a)),
                says="You doubled the numbers instead of squaring them.",
                hint="What is the square of 5: 10, or 25?"),
        Mistake("squared-again", lambda a: dot(a, a) ** 2,
                says="You squared the sum of the squares; its root is expected.",
                hint="Which power is the square root: 2 or 0.5?"),
        Mistake("plain-sum", lambda a: sum(a),
                says="Your result is the sum of the numbers.",
                hint="Where does your code square a number?"),
        Mistake("size-of-the-sum", lambda a: abs(sum(a)),
                says="You added the numbers first and squared their sum.",
                hint="Which comes first: squaring, or adding?"),
        Mistake("sum-squared", lambda a: sum(a) ** 2,
                says="You squared the sum; the root of the sum of the squares is expected.",
                hint="Which comes first: squaring, or adding?"),
        Mistake("root-of-the-sum", lambda a: math.sqrt(sum(a)),
                says="You took the root of the plain sum: nothing is squared, and a negative sum "
                     "has none.",
                hint="What makes every number positive before they are added?"),
        Mistake("sizes-added", lambda a: sum(abs(x) for x in a),
                says="You took the root of each square and added the roots: that is the way along "
                     "the streets.",
                hint="Is the root taken of each square, or of their sum?"),
        Mistake("averaged", lambda a: math.sqrt(dot(a, a) / len(a)),
                says="You averaged the squares before taking the root.",
                hint="Does Pythagoras divide by the number of sides?"),
        Mistake("divided-after-the-root", lambda a: math.sqrt(dot(a, a)) / len(a),
                says="You divided the length by how many numbers there are.",
                hint="Does Pythagoras divide by the number of sides?"),
        Mistake("how-many", lambda a: len(a),
                says="Your result is how many numbers there are.",
                hint="len counts entries. How long is the arrow (3, 4)?"),
        Mistake("largest", lambda a: max(abs(x) for x in a),
                says="Your result is the largest number in size.",
                hint="Do the other numbers not add to the length?"),
        Mistake("last-only", lambda a: abs(a[-1]),
                says="Only the last number counts in your result.",
                hint="Does each round add to the total, or replace it?"),
        Mistake("first-only", lambda a: abs(a[0]),
                says="Only the first number counts in your result: the function returns in the "
                     "first round.",
                hint="How far to the right does your return stand?"),
        Mistake("last-skipped", lambda a: math.sqrt(dot(a[:-1], a[:-1])),
                says="The last number is missing from the sum.",
                hint="range(n) ends at n − 1. What does range(n − 1) end at?"),
        Mistake("first-skipped", lambda a: math.sqrt(dot(a[1:], a[1:])),
                says="The first number is missing from the sum.",
                hint="Which place does your loop begin with?"),
        Mistake("root-in-each-round", root_in_each_round,
                says="You take the root in every round of the loop.",
                hint="How often is the root of Pythagoras taken?"),
        Mistake("cubed", lambda a: sum(abs(x) ** 3 for x in a) ** (1 / 3),
                says="You used third powers and the third root.",
                hint="Which power does Pythagoras use?"),
        Mistake("cut", lambda a: int(math.sqrt(dot(a, a))),
                says="Your length is cut to a whole number.",
                hint="Which int() or // throws the decimals away?", catalogue="S10"),
        Mistake("caret", lambda a: math.sqrt(sum(x ^ 2 for x in a)),
                says="In Python, ^ is no power: it mixes the bits of whole numbers.",
                hint="Which sign is the power in Python: ^ or **?"),
        Mistake("list-squared", lambda a: math.sqrt(sum(a ** 2)),
                says="Python cannot square a list.",
                hint="How do you reach one number of the list at a time?", catalogue="S9"),
        Mistake("list-times-list", lambda a: math.sqrt(sum(a * a)),
                says="Python cannot multiply a list by a list.",
                hint="Which function of yours multiplies two lists?", catalogue="S9"),
        Mistake("first-two", lambda a: math.hypot(a[0], a[1]),
                says="Only the first two numbers count in your result.",
                hint="How many numbers can a list have?"),
        Mistake("root-of-the-size-of-the-sum", lambda a: math.sqrt(abs(sum(a))),
                says="You took the root of the plain sum: nothing is squared.",
                hint="What happens to each number before the adding?"),
        Mistake("mean-subtracted", lambda a: float(np.std(a) * np.sqrt(len(a))),
                says="You subtracted the mean of the list first.",
                hint="Is anything subtracted in Pythagoras' rule?"),
    ],
    equivalents=[size, lambda a: math.hypot(*a), lambda a: sum(x ** 2 for x in a) ** 0.5,
                 lambda a: np.sqrt((np.array(a) ** 2).sum()),
                 lambda a: np.sqrt(np.einsum("i,i->", a, a)), lambda a: math.dist(a, [0] * len(a))],
    hints=("What is the dot product of (3, 4) with itself?",
           "dot(a, a) is the sum of the squares. What remains to be done?",
           "math.sqrt(dot(a, a))"),
    where="the line that takes the root",
    after="Double every number of the list. What happens to its length?")


# Cosine similarity -------------------------------------------------------------------------------

def cosine(a, b):
    """a (n,), b (n,) -> how alike their directions are, from -1 to 1."""
    return dot(a, b) / (length(a) * length(b))


def far_apart(a, b):
    return length([x - y for x, y in zip(a, b)])


def by_unit_arrows(a, b):
    long_a, long_b = length(a), length(b)
    return sum(x / long_a * y / long_b for x, y in zip(a, b))


alike = Exercise(
    id="1.1.cosine", title="Alike, whatever the brightness", level="medium",
    objective="compare directions by cosine similarity",
    asks="Return the cosine similarity of two lists: their dot product, divided by the length of "
         "`a` and by the length of `b`. It is 1 for the same direction, 0 for a right angle, −1 "
         "for opposite ones. You may call your `dot` and `length`.",
    header="import math", reference=cosine, needs=("1.1.dot", "1.1.length"),
    probes=[given("two arrows by hand", [3, 4], [5, -12]),
            given("the same direction, three times as long", [1.0, 2.0, -2.0], [3.0, 6.0, -6.0]),
            drawn("two lists of four numbers", numbers(4, 4)),
            drawn("two lists of six numbers", numbers(6, 6))],
    mistakes=[
        Mistake("no-lengths", lambda a, b: dot(a, b),
                says="Your result is the plain dot product; it is not divided by the lengths.",
                hint="What should a list give with itself? What does yours give?"),
        Mistake("only-length-of-a", lambda a, b: dot(a, b) / length(a),
                says="You divided by the length of `a` alone.",
                hint="If b becomes twice as long, your result doubles. Should it?"),
        Mistake("only-length-of-b", lambda a, b: dot(a, b) / length(b),
                says="You divided by the length of `b` alone.",
                hint="If a becomes twice as long, your result doubles. Should it?"),
        Mistake("precedence", lambda a, b: dot(a, b) / length(a) * length(b),
                says="You divided by the length of `a` and multiplied by the length of `b`.",
                hint="x / y * z is (x / y) * z. Where do brackets belong?"),
        Mistake("precedence-turned", lambda a, b: dot(a, b) / length(b) * length(a),
                says="You divided by the length of `b` and multiplied by the length of `a`.",
                hint="x / y * z is (x / y) * z. Where do brackets belong?"),
        Mistake("squared-lengths", lambda a, b: dot(a, b) / (dot(a, a) * dot(b, b)),
                says="You divided by the squares of the lengths: the roots are missing.",
                hint="What should a list give with itself? What does yours give?"),
        Mistake("square-of-a", lambda a, b: dot(a, b) / dot(a, a),
                says="You divided by the dot product of `a` with itself.",
                hint="How many lengths are there, and whose?"),
        Mistake("square-of-b", lambda a, b: dot(a, b) / dot(b, b),
                says="You divided by the dot product of `b` with itself.",
                hint="How many lengths are there, and whose?"),
        Mistake("root-of-one", lambda a, b: dot(a, b) / (length(a) * dot(b, b)),
                says="You divided by the square of the length of `b`: its root is missing.",
                hint="Which of your two lengths has a root?"),
        Mistake("root-of-the-other", lambda a, b: dot(a, b) / (dot(a, a) * length(b)),
                says="You divided by the square of the length of `a`: its root is missing.",
                hint="Which of your two lengths has a root?"),
        Mistake("root-of-the-lengths", lambda a, b: dot(a, b) / math.sqrt(length(a) * length(b)),
                says="You took the root of the lengths once more.",
                hint="How many roots does a length need?"),
        Mistake("lengths-added", lambda a, b: dot(a, b) / (length(a) + length(b)),
                says="You divided by the sum of the lengths; their product is expected.",
                hint="Dividing by one, then by the other, is dividing by their … ?"),
        Mistake("squares-added", lambda a, b: dot(a, b) / math.sqrt(dot(a, a) + dot(b, b)),
                says="You added the squares of both lists under one root.",
                hint="How many lengths are there, and does each have its own root?"),
        Mistake("mean-of-squares", lambda a, b: 2 * dot(a, b) / (dot(a, a) + dot(b, b)),
                says="You divided by the mean of the squared lengths.",
                hint="Are the lengths to be multiplied, or averaged?"),
        Mistake("multiplied", lambda a, b: dot(a, b) * length(a) * length(b),
                says="You multiplied by the lengths instead of dividing.",
                hint="Should a longer list give a larger result?"),
        Mistake("upside-down", lambda a, b: length(a) * length(b) / dot(a, b),
                says="Your fraction is upside down.",
                hint="May a cosine be larger than 1?"),
        Mistake("angle", lambda a, b: math.acos(min(1, max(-1, cosine(a, b)))),
                says="You returned the angle, in radians; its cosine is expected.",
                hint="What should the same direction give: 0, or 1?"),
        Mistake("degrees", lambda a, b: math.degrees(math.acos(min(1, max(-1, cosine(a, b))))),
                says="You returned the angle in degrees; its cosine is expected.",
                hint="What should the same direction give: 0, or 1?"),
        Mistake("cosine-of-it", lambda a, b: math.cos(cosine(a, b)),
                says="You took the cosine of the right result.",
                hint="The quotient is the cosine already. What does math.cos ask for?"),
        Mistake("cosine-of-the-dot", lambda a, b: math.cos(dot(a, b)),
                says="You took math.cos of the dot product, as if it were an angle.",
                hint="Which division turns a dot product into a cosine?"),
        Mistake("distance", far_apart,
                says="Your result is the distance of the two points.",
                hint="Which of your lines multiplies a number of a by one of b?"),
        Mistake("one-minus", lambda a, b: 1 - cosine(a, b),
                says="Your result is 1 minus the right one: a distance, which is 0 for the same "
                     "direction.",
                hint="What should the same direction give: 0, or 1?"),
        Mistake("sign-dropped", lambda a, b: abs(cosine(a, b)),
                says="You dropped the sign.",
                hint="What should opposite directions give?"),
        Mistake("negatives-to-zero", lambda a, b: max(0, cosine(a, b)),
                says="You cut negative results off at 0.",
                hint="What should opposite directions give?"),
        Mistake("averaged", lambda a, b: cosine(a, b) / len(a),
                says="You divided by how many numbers there are, too.",
                hint="What should a list give with itself? What does yours give?"),
        Mistake("counts-as-lengths", lambda a, b: dot(a, b) / (len(a) * len(b)),
                says="You divided by how many numbers the lists have: len is not the length of an "
                     "arrow.",
                hint="Which of your functions gives 5 for (3, 4)?"),
        Mistake("count-once", lambda a, b: dot(a, b) / len(a),
                says="You divided by how many numbers the lists have, not by the lengths of the "
                     "arrows.",
                hint="Which of your functions gives 5 for (3, 4)?"),
        Mistake("sums-as-lengths", lambda a, b: dot(a, b) / (sum(map(abs, a)) * sum(map(abs, b))),
                says="You divided by the sums of the numbers' sizes, not by the lengths.",
                hint="Which of your functions gives 5 for (3, 4)?"),
        Mistake("plain-sums", lambda a, b: dot(a, b) / (sum(a) * sum(b)),
                says="You divided by the plain sums of the numbers, not by the lengths.",
                hint="Which of your functions gives 5 for (3, 4)?"),
        Mistake("lengths-only", lambda a, b: length(a) * length(b),
                says="Your result is the product of the lengths; the dot product is missing.",
                hint="Where does your code multiply a number of a by one of b?"),
        Mistake("always-one", lambda a, b: dot(a, a) / (length(a) * length(a)),
                says="Your result is always 1: a list is compared with itself.",
                hint="Where do a and b meet in your code?"),
        Mistake("centred", lambda a, b: float(np.corrcoef(a, b)[0, 1]),
                says="That is the correlation: it subtracts the mean of each list first.",
                hint="Is anything subtracted in the text of the exercise?"),
    ],
    equivalents=[by_unit_arrows,
                 lambda a, b: np.dot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b)),
                 lambda a, b: dot(a, b) / length(a) / length(b),
                 lambda a, b: dot(a, b) / math.sqrt(dot(a, a) * dot(b, b)),
                 lambda a, b: np.einsum("i,i", a, b) / np.sqrt(np.einsum("i,i", a, a)
                                                             * np.einsum("i,i", b, b)),
                 lambda a, b: max(-1.0, min(1.0, cosine(a, b)))],
    hints=("What must happen to the dot product, so that doubling a changes nothing?",
           "Compute the dot product, then both lengths; mind the brackets below the fraction.",
           "dot(a, b) / (length(a) * length(b))"),
    where="the line that divides",
    after="Compare a picture with itself at half the brightness.")

EXERCISES = [how_long, alike]
