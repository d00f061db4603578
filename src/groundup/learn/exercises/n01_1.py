"""Exercises of 1.1, dot product: multiply, add, count the cost, and average pictures."""

import math

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given


def numbers(*sizes):
    """Lists of these lengths, of both signs, with one decimal, so that a message can be read."""
    return lambda rng: tuple(rng.normal(0, 2, size).round(1).tolist() for size in sizes)


# The first guess ---------------------------------------------------------------------------------

guess_reading = Exercise(
    id="1.1.guess-reading", title="How many will it read?", level="guess",
    objective="predict what the dot product alone can read",
    asks="A thousand pictures serve as examples. Then the program sees 100 **new** ones, and may "
         "only multiply, add, and pick the largest number. How many does it read right? Write 10, "
         "30, 60, 87 or 99.",
    reference=87, choices=(10, 30, 60, 87, 99),
    mistakes=[
        Mistake("blind", 10, says="Ten of 100 is what blind guessing gets: there are ten digits.",
                hint="Is there nothing in a picture that a product could notice?"),
        Mistake("weak", 30, says="It reads far more than 30 of 100.",
                hint="Where do two pictures of the same digit have their ink?"),
        Mistake("middling", 60, says="It reads more than 60 of 100.",
                hint="How many digits are written in nearly the same place by everyone?"),
        Mistake("perfect", 99, says="It does not read 99 of 100: about one in eight goes wrong.",
                hint="Do all people write a 1 in the same way?"),
    ],
    hints=("What would blind guessing get?", "Look at the pictures: how alike are two of one "
                                             "digit?",
           "More than most people expect, and less than you would accept from a post office."))


# The dot product ---------------------------------------------------------------------------------

def dot(a, b):
    """a (n,), b (n,) -> the sum of the products, a number."""
    total = 0.0
    for x, y in zip(a, b):
        total += x * y
    return total


def dot_by_index(a, b):
    total = 0
    for i in range(len(a)):
        total = total + a[i] * b[i]
    return total


def value_as_index(a, b):
    total = 0
    for i in a:
        total += a[i] * b[i]
    return total


def no_zip(a, b):
    total = 0
    for x, y in a, b:
        total += x * y
    return total


dot_product = Exercise(
    id="1.1.dot", title="The sum of the products", level="easy",
    objective="compute a dot product with a loop",
    asks="`a` and `b` are two lists of the same length. Multiply the first number of `a` by the "
         "first of `b`, the second by the second, and so on. Return the sum of all these products: "
         "one number.",
    reference=dot,
    probes=[given("three numbers by hand", [1, 2, 3], [4, -5, 6]),
            given("two numbers, one pair below zero", [0.5, -2.0], [3.0, 1.5]),
            drawn("two lists of five numbers", numbers(5, 5)),
            drawn("two lists of eight numbers", numbers(8, 8))],
    mistakes=[
        Mistake("added-pairs", lambda a, b: sum(x + y for x, y in zip(a, b)),
                says="You added the two numbers of each pair instead of multiplying them.",
                hint="What should come of a pair when one of its numbers is 0?", catalogue="S2"),
        Mistake("subtracted-pairs", lambda a, b: sum(x - y for x, y in zip(a, b)),
                says="You subtracted the numbers of each pair instead of multiplying them.",
                hint="What should come of a pair when one of its numbers is 0?"),
        Mistake("distance", lambda a, b: sum((x - y) ** 2 for x, y in zip(a, b)),
                says="You added the squares of the differences: that is a distance.",
                hint="Which sign stands between the two numbers of a pair?"),
        Mistake("last-pair-only", lambda a, b: a[-1] * b[-1],
                says="Your result is the product of the last pair alone.",
                hint="Does each round add to the total, or replace it?"),
        Mistake("first-pair-only", lambda a, b: a[0] * b[0],
                says="Your result is the product of the first pair alone: the function returns in "
                     "the first round of its loop.",
                hint="How far to the right does your return stand?"),
        Mistake("first-pair-skipped", lambda a, b: sum(x * y for x, y in zip(a[1:], b[1:])),
                says="The product of the first pair is missing.",
                hint="Which index does your loop begin with?"),
        Mistake("last-pair-skipped", lambda a, b: sum(x * y for x, y in zip(a[:-1], b[:-1])),
                says="The product of the last pair is missing.",
                hint="range(n) ends at n − 1. What does range(n − 1) end at?"),
        Mistake("every-with-every", lambda a, b: sum(a) * sum(b),
                says="Your result is the sum of `a` times the sum of `b`: every number met every "
                     "other.",
                hint="With which number of b does the first number of a belong together?"),
        Mistake("table", lambda a, b: [[x * y for y in b] for x in a],
                says="You return a table in which every number met every other.",
                hint="With which number of b does the first number of a belong together?"),
        Mistake("not-added", lambda a, b: [x * y for x, y in zip(a, b)],
                says="You return the list of the products; their sum is still missing.",
                hint="What does the text ask for: a list, or one number?", catalogue="S2"),
        Mistake("multiplied-together", lambda a, b: math.prod(a) * math.prod(b),
                says="You multiplied the products by each other instead of adding them.",
                hint="Which sign stands between two products: · or +?"),
        Mistake("multiplied-into-zero", lambda a, b: 0,
                says="Your result is always 0: a total that begins at 0 is multiplied, never added "
                     "to.",
                hint="What is 0 times anything?"),
        Mistake("averaged", lambda a, b: dot(a, b) / len(a),
                says="Your result is the right one divided by the length of the lists.",
                hint="Is the sum asked for, or the average?"),
        Mistake("starts-at-one", lambda a, b: 1 + dot(a, b),
                says="Your result is too large by exactly 1.",
                hint="What is the total before the first round?"),
        Mistake("signs-dropped", lambda a, b: sum(abs(x * y) for x, y in zip(a, b)),
                says="You added the sizes of the products and dropped their signs.",
                hint="May a product be negative, and make the sum smaller?"),
        Mistake("final-sign-dropped", lambda a, b: abs(dot(a, b)),
                says="Your result is the size of the right one without its sign.",
                hint="Can a dot product be negative?"),
        Mistake("backwards", lambda a, b: sum(x * y for x, y in zip(a, b[::-1])),
                says="You paired the first number of `a` with the last of `b`.",
                hint="Do both lists run in the same direction?"),
        Mistake("one-place-off", lambda a, b: sum(a[i] * b[i - 1] for i in range(len(a))),
                says="Each number of `a` meets the number before its partner in `b`.",
                hint="Are the two indices of a product the same?"),
        Mistake("a-with-itself", lambda a, b: sum(x * x for x in a),
                says="Your result is `a` with itself: `b` is never used.",
                hint="Where does b enter your product?"),
        Mistake("b-with-itself", lambda a, b: sum(y * y for y in b),
                says="Your result is `b` with itself: `a` is never used.",
                hint="Where does a enter your product?"),
        Mistake("cut", lambda a, b: int(dot(a, b)),
                says="Your result is cut to a whole number.",
                hint="Which int() or // throws the decimals away?", catalogue="S10"),
        Mistake("each-product-cut", lambda a, b: sum(int(x * y) for x, y in zip(a, b)),
                says="Each product is cut to a whole number before it is added.",
                hint="Which int() throws the decimals away?", catalogue="S10"),
        Mistake("list-times-list", lambda a, b: sum(a * b),
                says="Python cannot multiply a list by a list.",
                hint="How do you reach one number of each list at a time?", catalogue="S9"),
        Mistake("value-as-index", value_as_index,
                says="`for i in a` gives the numbers of `a`, and you use them as places.",
                hint="What does range(len(a)) give, and what does a give?"),
        Mistake("length-as-range", lambda a, b: sum(a[i] * b[i] for i in len(a)),  # type: ignore
                says="`for i in len(a)`: a length is one number, and a loop needs many.",
                hint="Which function makes the numbers 0 to n − 1 out of n?"),
        Mistake("no-zip", no_zip,
                says="`for x, y in a, b` takes `a` apart first, then `b`; it does not pair them.",
                hint="Which function hands you one number of each list at a time?"),
        Mistake("one-too-far", lambda a, b: sum(a[i] * b[i] for i in range(len(a) + 1)),
                says="Your loop goes one place past the end of the lists.",
                hint="The first place is 0. Which is the last?"),
    ],
    equivalents=[dot_by_index, lambda a, b: np.dot(a, b), lambda a, b: np.einsum("i,i->", a, b),
                 lambda a, b: (np.array(a) * np.array(b)).sum(), lambda a, b: math.fsum(map(
                     lambda x, y: x * y, a, b)), lambda a, b: sum([y * x for x, y in zip(a, b)])],
    hints=("How many products are there, and what happens to them in the end?",
           "Begin with a total of 0, before the loop; return it after the loop.",
           "total = 0; for each place i: total = total + a[i] * b[i]; return total"),
    where="the line that changes the total",
    after="Try two lists whose result is 0 although no number in them is.")


# Its cost ----------------------------------------------------------------------------------------

def flops(n):
    """n: the length of the two lists -> multiplications plus additions of one dot product."""
    return n + (n - 1)


cost = Exercise(
    id="1.1.flops", title="What a dot product costs", level="easy",
    objective="count the floating-point operations of a dot product",
    asks="Two lists have `n` numbers each. Return how many multiplications and additions their dot "
         "product takes, together. Count only the `+` signs that stand between two products.",
    reference=flops,
    probes=[given("lists of 3 numbers", 3), given("lists of one number", 1),
            given("pictures of 64 pixels", 64), given("lists of 1,000 numbers", 1000)],
    mistakes=[
        Mistake("multiplications-only", lambda n: n,
                says="You counted the multiplications and left out the additions.",
                hint="How many plus signs stand between three products?"),
        Mistake("additions-only", lambda n: n - 1,
                says="You counted the additions and left out the multiplications.",
                hint="How many products are there?"),
        Mistake("one-product-short", lambda n: 2 * n - 2,
                says="You counted n − 1 multiplications; there are n.",
                hint="With three numbers in each list: how many products?"),
        Mistake("one-too-many-plus", lambda n: 2 * n + 1,
                says="You counted n + 1 additions.",
                hint="Between three products stand how many plus signs?"),
        Mistake("one-plus", lambda n: n + 1,
                says="You counted one addition for the whole sum.",
                hint="How many plus signs stand between four products?"),
        Mistake("every-with-every", lambda n: n * n,
                says="You counted n · n: as if every number met every other.",
                hint="How many partners has one number?"),
        Mistake("times-instead-of-plus", lambda n: n * (n - 1),
                says="You multiplied the two counts; they are to be added.",
                hint="After 3 multiplications and 2 additions, how many operations were done?"),
        Mistake("square-and-additions", lambda n: n * n + n - 1,
                says="You counted n · n multiplications; each number has just one partner.",
                hint="How many partners has one number?"),
        Mistake("per-pair-twice", lambda n: 4 * n,
                says="You counted four operations for each pair.",
                hint="A pair is multiplied once, and its product is added at most once. What "
                     "else?"),
        Mistake("three-per-pair", lambda n: 3 * n,
                says="You counted three operations for each pair.",
                hint="A pair is multiplied once, and its product is added at most once. What "
                     "else?"),
        Mistake("n-is-a-list", lambda n: 2 * len(n) - 1,
                says="`n` is the length itself, a number: it has no len().",
                hint="What comes in: the lists, or how long they are?"),
    ],
    conventions=[
        Mistake("counts-plus-zero", lambda n: 2 * n,
                says="You used the other convention, 2n: it counts adding the first product to 0, "
                     "as a loop does. Many papers round to that.",
                hint="Between three products stand how many plus signs?"),
    ],
    equivalents=[lambda n: 2 * n - 1, lambda n: len(range(n)) + len(range(1, n)),
                 lambda n: float(2 * n - 1)],
    hints=("Write down the dot product of three numbers. How many · and how many + do you see?",
           "The products need n multiplications. The plus signs stand between them.",
           "n multiplications + (n − 1) additions"),
    after="How many for ten dot products of 64 numbers? Notebook 1.2 needs it.")

# The average picture -----------------------------------------------------------------------------

def mean_image(images, labels, digit):
    """images (N, P), labels (N,), digit -> the average picture of that digit, (P,)."""
    return images[labels == digit].mean(axis=0)


def mean_by_loop(images, labels, digit):
    total, count = np.zeros(images.shape[1]), 0
    for image, label in zip(images, labels):
        if label == digit:
            total = total + image
            count += 1
    return total / count


def last_over_count(images, labels, digit):
    return images[labels == digit][-1] / (labels == digit).sum()


def added_into_the_first(images, labels, digit):
    total, count = None, 0
    for image, label in zip(images, labels):
        if label == digit:
            count += 1
            if total is None:
                total = image
            else:
                total += image
    return total / count


def column_means(images, labels, digit):
    return images[:, labels == digit].mean(axis=1)


def some_images(count, pixels, digit):
    def draw(rng):
        labels = rng.permutation([digit] * 3 + [(digit + 1 + i) % 4 for i in range(count - 3)])
        if labels[0] == digit:             # so that the first picture of all is not one of them
            labels = np.roll(labels, -int(np.argmax(labels != digit)))
        return rng.random((count, pixels)).round(2), labels, digit
    return draw


average = Exercise(
    id="1.1.mean-image", title="The average picture of a digit", level="medium",
    objective="average the pictures of one class",
    asks="`images` holds one picture a row, `labels` the digit that each shows. Take the pictures "
         "whose label is `digit` and return their average: an array with one number for each "
         "pixel.",
    header="import numpy as np", reference=mean_image,
    probes=[given("four pictures of three pixels", np.array(
                [[0.0, 0.5, 1.0], [0.2, 0.4, 0.0], [0.6, 1.0, 0.2], [0.8, 0.1, 0.1]]),
                np.array([0, 1, 1, 2]), 1),
            drawn("seven pictures of four pixels", some_images(7, 4, 2)),
            drawn("eight pictures of five pixels, digit 0", some_images(8, 5, 0)),
            drawn("nine pictures of six pixels", some_images(9, 6, 3))],
    mistakes=[
        Mistake("all-digits", lambda x, y, d: x.mean(axis=0),
                says="You averaged all pictures, whatever digit they show.",
                hint="Which pictures does labels == digit choose?"),
        Mistake("divided-by-all", lambda x, y, d: x[y == d].sum(axis=0) / len(x),
                says="The sum is right, but you divided it by the number of all pictures.",
                hint="How many pictures did you add up?"),
        Mistake("across-pixels", lambda x, y, d: x[y == d].mean(axis=1),
                says="You averaged the pixels of each picture: one number a picture.",
                hint="axis names the direction that vanishes. Which one shall vanish: pictures or "
                     "pixels?",
                catalogue="S3"),
        Mistake("one-number", lambda x, y, d: x[y == d].mean(),
                says="You averaged everything into one number.",
                hint="Which axis shall vanish, and which one stay?", catalogue="S6"),
        Mistake("summed", lambda x, y, d: x[y == d].sum(axis=0),
                says="You added the pictures up and did not divide.",
                hint="May a pixel of an average be larger than the largest pixel?"),
        Mistake("the-others", lambda x, y, d: x[y != d].mean(axis=0),
                says="You averaged exactly the pictures that do not show the digit.",
                hint="Which way round is your comparison?"),
        Mistake("first-of-them", lambda x, y, d: x[y == d][0],
                says="You returned the first picture of that digit, not their average.",
                hint="Does your loop go on after the first one that fits?"),
        Mistake("last-over-count", last_over_count,
                says="Your result is the last picture of that digit, divided by their number.",
                hint="Does each round add to the total, or replace it?"),
        Mistake("last-of-them", lambda x, y, d: x[y == d][-1],
                says="You returned the last picture of that digit, not their average.",
                hint="Does each round add to the total, or replace it?"),
        Mistake("digit-as-place", lambda x, y, d: x[d],
                says="You returned the picture in place number `digit`; the labels were not asked.",
                hint="Where is it written which digit a picture shows?"),
        Mistake("label-at-that-place", lambda x, y, d: x[y == y[d]].mean(axis=0),
                says="You asked which digit picture number `digit` shows, and averaged those.",
                hint="With what must each label be compared: with labels[digit], or with digit?"),
        Mistake("not-averaged", lambda x, y, d: x[y == d],
                says="You return all pictures of that digit; they are not averaged yet.",
                hint="Which axis shall vanish?"),
        Mistake("mask-on-pixels", column_means,
                says="You used the labels to choose pixels (columns) instead of pictures (rows).",
                hint="In images[rows, columns], which of the two are the pictures?"),
        Mistake("one-divided-too-few", lambda x, y, d: x[y == d].sum(axis=0) / ((y == d).sum() - 1),
                says="You divided by one less than the number of pictures.",
                hint="How many pictures did you add up?"),
        Mistake("divided-by-ten", lambda x, y, d: x[y == d].sum(axis=0) / 10,
                says="You divided by 10, the number of digits.",
                hint="How many pictures did you add up?"),
        Mistake("divided-by-pixels", lambda x, y, d: x[y == d].sum(axis=0) / x.shape[1],
                says="You divided by the number of pixels.",
                hint="How many pictures did you add up?"),
        Mistake("cut", lambda x, y, d: x[y == d].mean(axis=0).astype(int),
                says="Your average is cut to whole numbers: nothing but 0 is left.",
                hint="Which line makes whole numbers out of decimals?", catalogue="S10"),
        Mistake("median", lambda x, y, d: np.median(x[y == d], axis=0),
                says="Your result is the middle value of each pixel, the median, not the average.",
                hint="Which of the two is a sum divided by a number?"),
        Mistake("brightest", lambda x, y, d: x[y == d].max(axis=0),
                says="Your result is the brightest value of each pixel, not the average.",
                hint="Which of the two is a sum divided by a number?"),
        Mistake("added-into-the-first", added_into_the_first,
                says="The average is right, but you added all pictures into the first one: it is "
                     "spoiled.",
                hint="total = image does not copy. What does total += then change?",
                catalogue="S11"),
        Mistake("one-too-many", lambda p, y, d: p[y == d].sum(axis=0) / ((y == d).sum() + 1),
                says="You divided by one picture more than there are: the counter begins at 1.",
                hint="How many pictures have been seen before the loop begins?"),
        Mistake("labels-as-places", lambda p, y, d: p[y].mean(axis=0),
                says="You took the labels for places: they say which digit is seen.",
                hint="Which pictures does `labels == digit` choose?"),
    ],
    equivalents=[mean_by_loop, lambda x, y, d: np.einsum("n,np->p", (y == d) / (y == d).sum(), x),
                 lambda x, y, d: [sum(column) / len(column) for column in x[y == d].T],
                 lambda x, y, d: np.average(x, axis=0, weights=(y == d)),
                 lambda x, y, d: np.mean([row for row, each in zip(x, y) if each == d], axis=0)],
    hints=("How many numbers has one picture, and how many has the average of several?",
           "labels == digit is True where a picture shows the digit: use it between square "
           "brackets.",
           "images[labels == digit], then .mean(axis=0)"),
    where="the line that averages",
    after="Subtract the average 3 from the average 8: what is left?")


EXERCISES = [guess_reading, dot_product, cost, average]
