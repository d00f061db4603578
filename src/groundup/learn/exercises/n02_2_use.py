"""The last exercises of 2.2, single neuron calculation without numpy: who decides, fair biases."""


import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n02_2 import dot

# Which input decides -----------------------------------------------------------------------------

def strongest(inputs, weights):
    """inputs (n,), weights (n,) -> the place whose product is largest in size, from 0."""
    best = 0
    for i in range(len(inputs)):
        if abs(inputs[i] * weights[i]) > abs(inputs[best] * weights[best]):
            best = i
    return best


def products(x, w):
    return [v * u for v, u in zip(x, w)]


def place_of(choose, numbers):
    return numbers.index(choose(numbers))


def sizes(numbers):
    return [abs(each) for each in numbers]


def last_of_ties(x, w):
    p = sizes(products(x, w))
    return len(p) - 1 - p[::-1].index(max(p))


def larger_than_the_first(x, w):
    p, place = sizes(products(x, w)), 0
    for i, each in enumerate(p):
        if each > p[0]:
            place = i
    return place


def first_larger(x, w):
    p = sizes(products(x, w))
    return next((i for i, each in enumerate(p) if each > p[0]), 0)


def larger_than_neighbour(x, w):
    p, place = sizes(products(x, w)), 0
    for i in range(1, len(p)):
        if p[i] > p[i - 1]:
            place = i
    return place


def with_signs_against_sizes(x, w):
    p, best = products(x, w), 0
    for i, each in enumerate(p):
        if each > abs(p[best]):
            best = i
    return best


def sizes_against_signs(x, w):
    p, best = products(x, w), 0
    for i, each in enumerate(p):
        if abs(each) > p[best]:
            best = i
    return best


def against_the_place(x, w):
    best = 0
    for i, each in enumerate(products(x, w)):
        if abs(each) > best:
            best = i
    return best


def signed_from_zero(x, w):
    best, place = 0, 0
    for i, each in enumerate(products(x, w)):
        if each > best:
            best, place = each, i
    return place


def signed(rng):
    """Seven pairs in which the largest input, weight and product stand at different places."""
    x = [0.5, -6.0, 2.0, 3.0, -1.0, 4.0, -2.5]
    w = [7.0, 0.1, -4.0, 1.5, -9.0, 2.0, 0.4]
    x, w = ([round(v + rng.uniform(-0.09, 0.09), 2) for v in each] for each in (x, w))
    order = rng.permutation(7)
    while order[0] == 4 or order[-1] == 4 or order[0] == 6:
        order = rng.permutation(7)
    return [x[i] for i in order], [w[i] for i in order]


decides = Exercise(
    id="2.2.strongest", title="Which input decides?", level="medium",
    objective="find the input that moves a neuron most",
    asks="In a row of the table, one product is the largest in size, whether it pushes the neuron "
         "up or down: −9 is stronger than 8. Return its place, counted from 0; of several equally "
         "strong ones, the first.",
    reference=strongest,
    probes=[given("four inputs by hand", [1, 2, 3, 2.5], [0.2, 0.8, -0.5, 1.0]),
            given("one that pushes down", [1.0, 2.0, 4.0, 3.0], [5.0, -4.5, 0.5, 1.0]),
            given("the strongest comes first", [-4.0, 1.0, 2.0], [3.0, 1.0, 2.5]),
            given("a large input, a large weight", [8.0, 1.0, 3.0], [1.0, -5.0, 4.0]),
            given("two equally strong", [1.0, 2.0, -2.0, 0.5], [1.0, 3.0, 3.0, 0.5]),
            given("all of them push down", [2.0, 1.0, 3.0, 1.0], [-2.0, -3.0, -2.5, -1.0]),
            drawn("seven inputs of both signs", signed),
            drawn("seven more", signed), drawn("seven others", signed)],
    mistakes=[
        Mistake("signs-kept", lambda x, w: place_of(max, products(x, w)),
                says="You looked for the largest product with its sign: a strong push down is "
                     "missed.",
                hint="Which is stronger, −9 or 8, and which does max() choose?"),
        Mistake("smallest-product", lambda x, w: place_of(min, products(x, w)),
                says="You returned the place of the smallest product.",
                hint="Which way round is your comparison?"),
        Mistake("weakest", lambda x, w: place_of(min, sizes(products(x, w))),
                says="You returned the weakest input: the product smallest in size.",
                hint="Which way round is your comparison?"),
        Mistake("largest-weight", lambda x, w: place_of(max, w),
                says="You looked at the weights alone: a large weight on a small input moves "
                     "little.",
                hint="What does a weight of 9 do to an input of 0?"),
        Mistake("largest-weight-in-size", lambda x, w: place_of(max, sizes(w)),
                says="You looked at the sizes of the weights alone: a large weight on a small "
                     "input moves little.",
                hint="What does a weight of 9 do to an input of 0?"),
        Mistake("largest-input", lambda x, w: place_of(max, x),
                says="You looked at the inputs alone: a large input with a small weight moves "
                     "little.",
                hint="What does an input of 9 do with a weight of 0?"),
        Mistake("largest-input-in-size", lambda x, w: place_of(max, sizes(x)),
                says="You looked at the sizes of the inputs alone: a large input with a small "
                     "weight moves little.",
                hint="What does an input of 9 do with a weight of 0?"),
        Mistake("largest-sum", lambda x, w: place_of(max, [v + u for v, u in zip(x, w)]),
                says="You added each input to its weight; their product is what counts.",
                hint="What does the neuron do with an input and its weight?", catalogue="S2"),
        Mistake("largest-sum-in-size",
                lambda x, w: place_of(max, [abs(v + u) for v, u in zip(x, w)]),
                says="You added each input to its weight; their product is what counts.",
                hint="What does the neuron do with an input and its weight?", catalogue="S2"),
        Mistake("only-input-in-size",
                lambda x, w: place_of(max, [abs(v) * u for v, u in zip(x, w)]),
                says="You dropped the sign of the input, but not that of the weight.",
                hint="Of what should abs() be taken?"),
        Mistake("only-weight-in-size",
                lambda x, w: place_of(max, [v * abs(u) for v, u in zip(x, w)]),
                says="You dropped the sign of the weight, but not that of the input.",
                hint="Of what should abs() be taken?"),
        Mistake("counted-from-one", lambda x, w: strongest(x, w) + 1,
                says="You counted the places from 1.",
                hint="Which place has the first number of a Python list?"),
        Mistake("last-of-ties", last_of_ties,
                says="Of several equally strong inputs you returned the last.",
                hint="What does >= do, where > does nothing?"),
        Mistake("the-product", lambda x, w: max(products(x, w), key=abs),
                says="You returned the product itself, not its place.",
                hint="Is it asked how strong, or which?"),
        Mistake("the-size", lambda x, w: max(sizes(products(x, w))),
                says="You returned the size of the product, not its place.",
                hint="Is it asked how strong, or which?"),
        Mistake("the-input", lambda x, w: x[strongest(x, w)],
                says="You returned the input itself, not its place.",
                hint="What do you need to look something up in a list: a number in it, or its "
                     "place?"),
        Mistake("the-weight", lambda x, w: w[strongest(x, w)],
                says="You returned the weight, not its place.",
                hint="What do you need to look something up in a list: a number in it, or its "
                     "place?"),
        Mistake("place-and-product", lambda x, w: (strongest(x, w), max(products(x, w), key=abs)),
                says="You returned the place and the product; only the place is asked for.",
                hint="What does the text ask for?"),
        Mistake("always-the-first", lambda x, w: 0,
                says="Your result is always 0.",
                hint="When a stronger one is found, is its place remembered?"),
        Mistake("larger-than-the-first", larger_than_the_first,
                says="Your result is the last product stronger than the first one: the best so far "
                     "never changes.",
                hint="With which product is each one compared?"),
        Mistake("first-larger", first_larger,
                says="You returned the first place whose product is stronger than the first one.",
                hint="Could a still stronger one come later?"),
        Mistake("larger-than-neighbour", larger_than_neighbour,
                says="You compared each product with the one before it.",
                hint="With what must each be compared: its neighbour, or the best so far?"),
        Mistake("size-on-one-side", with_signs_against_sizes,
                says="You compared a product with its sign to the size of the best so far.",
                hint="On which sides of your > does an abs() stand?"),
        Mistake("size-on-the-other-side", sizes_against_signs,
                says="You compared the size of a product to the best so far with its sign.",
                hint="On which sides of your > does an abs() stand?"),
        Mistake("last-skipped", lambda x, w: strongest(x[:-1], w[:-1]),
                says="Your loop never looks at the last product.",
                hint="range(n) ends at n − 1. What does range(n − 1) end at?"),
        Mistake("first-skipped", lambda x, w: 1 + strongest(x[1:], w[1:]),
                says="Your loop never looks at the first product.",
                hint="Which place does your loop begin with?"),
        Mistake("list-times-list", lambda x, w: max(x * w),
                says="Python cannot multiply a list by a list.",
                hint="How do you reach one number of each list at a time?", catalogue="S9"),
        Mistake("size-of-a-list", lambda x, w: abs(products(x, w)),
                says="`abs` takes one number, not a list.",
                hint="How do you reach one product at a time?", catalogue="S9"),
        Mistake("product-not-in-the-list",
                lambda x, w: products(x, w).index(max(sizes(products(x, w)))),
                says="You look for the size in the list of products with signs: where the "
                     "strongest is negative, it is not there.",
                hint="In which list does the number stand that max() gave you?"),
        Mistake("size-against-a-place", against_the_place,
                says="You compare each size with the place of the best so far, not "
                     "with its product.",
                hint="What stands in `best`: a place, or a size?"),
        Mistake("signs-from-zero", signed_from_zero,
                says="You begin with 0 and keep the signs: where all push down, nothing is found.",
                hint="Which is stronger, −9 or 8?"),
        Mistake("always-the-last", lambda x, w: len(x) - 1,
                says="Your result is always the last place: the best so far never changes.",
                hint="When a stronger one is found, which two things must be remembered?"),
        Mistake("list-of-sizes", lambda x, w: sizes(products(x, w)),
                says="You returned all sizes; the place of the largest is asked for.",
                hint="What remains to be done with the list?"),
        Mistake("list-of-places", lambda x, w: [i for i, p in enumerate(products(x, w))
                                                 if abs(p) == max(sizes(products(x, w)))],
                says="You returned a list of places; one place is asked for, the first.",
                hint="Which of them is the first?"),
        Mistake("all-places-sorted",
                lambda x, w: sorted(range(len(x)), key=lambda i: -abs(x[i] * w[i])),
                says="You returned all places in order of strength; the first of them "
                     "is asked for.",
                hint="How do you take the first of a list?"),
        Mistake("largest-product-itself", lambda x, w: max(products(x, w)),
                says="You returned the largest product with its sign: not a place, and "
                     "not the strongest.",
                hint="Is it asked how strong, or which?"),
        Mistake("smallest-weight", lambda x, w: place_of(min, w),
                says="You returned the place of the smallest weight.",
                hint="What does a weight of −9 do to an input of 0?"),
        Mistake("whole-sum", lambda x, w: dot(x, w),
                says="You returned the weighted sum; one place is asked for.",
                hint="What does the text ask for?"),
        Mistake("sum-of-sizes", lambda x, w: sum(sizes(products(x, w))),
                says="You added up the sizes; one place is asked for.",
                hint="What does the text ask for?"),
        Mistake("counted-from-the-end", lambda x, w: len(x) - 1 - strongest(x, w),
                says="You counted the places from the end.",
                hint="Which place has the first number of a Python list?"),
        Mistake("all-places-upwards",
                lambda x, w: sorted(range(len(x)), key=lambda i: abs(x[i] * w[i])),
                says="You returned all places in order of strength; only the strongest "
                     "is asked for.",
                hint="How do you take the last of a list? And which of two equals comes first?"),
        Mistake("the-pair", lambda x, w: max(zip(x, w), key=lambda pair: abs(pair[0] * pair[1])),
                says="You returned the input and its weight; their place is asked for.",
                hint="Is it asked how strong, or which?"),
        Mistake("size-of-the-sum", lambda x, w: abs(dot(x, w)),
                says="You returned the size of the weighted sum; one place is asked for.",
                hint="What does the text ask for?"),
        Mistake("sizes-added", lambda x, w: int(np.argmax(np.abs(x) + np.abs(w))),
                says="You added the sizes of input and weight; their product counts.",
                hint="What does a neuron do with an input and its weight?"),
        Mistake("size-of-largest", lambda x, w: abs(max(v * u for v, u in zip(x, w))),
                says="You returned the largest product, without its sign; its place is asked for.",
                hint="Is a number asked for, or where it stands?"),
    ],
    equivalents=[lambda x, w: max(range(len(x)), key=lambda i: abs(x[i] * w[i])),
                 lambda x, w: int(np.argmax(np.abs(np.array(x) * w))),
                 lambda x, w: place_of(max, [p * p for p in products(x, w)]),
                 lambda x, w: place_of(max, sizes(products(x, w))),
                 lambda x, w: place_of(max, products(sizes(x), sizes(w)))],
    hints=("What is the size of −9, and which function gives it?",
           "Compare the sizes of the products, and remember the place of the best so far.",
           "best = 0; for each i: if abs(product i) > abs(product best): best = i"),
    where="the line that compares",
    after="Which pixel decides that your 7 is no 1?")

EXERCISES = [decides]
