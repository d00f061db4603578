"""More exercises of 5.3, performance optimization: in place, and its danger."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# In place ----------------------------------------------------------------------------------------


def add_and_bend(z, b):
    """z (N, O), b (O,): z itself becomes relu(z + b), without a second table; returns z."""
    z += b
    np.maximum(z, 0, out=z)
    return z


def watched(answer, z, b):
    """What is returned, what z has become, and whether the two are one array."""
    mine = z.copy()
    result = answer(mine, b)
    return result, mine, isinstance(result, np.ndarray) and np.shares_memory(result, mine)


def masked(z, b):
    z += b
    z[z < 0] = 0
    return z


def by_rows(z, b):
    for row in z:
        for j in range(len(row)):
            row[j] = max(row[j] + b[j], 0)
    return z


def with_out(z, b):
    np.add(z, b, out=z)
    return np.clip(z, 0, None, out=z)


def whole_slice(z, b):
    z[:] = np.maximum(z + b, 0)
    return z


def half_in_place(z, b):
    z += b
    return np.maximum(z, 0)


def bend_thrown_away(z, b):
    z += b
    np.maximum(z, 0)
    return z


def sum_thrown_away(z, b):
    np.add(z, b)
    return np.maximum(z, 0, out=z)


def bend_first(z, b):
    np.maximum(z, 0, out=z)
    z += b
    return z


def returns_nothing(z, b):
    z += b
    np.maximum(z, 0, out=z)


def thrown_away_and_nothing(z, b):
    z = np.maximum(z + b, 0)


def returns_copy(z, b):
    return add_and_bend(z, b).copy()


def other_way(z, b):
    z += b
    np.minimum(z, 0, out=z)
    return z


def absolute(z, b):
    z += b
    return np.abs(z, out=z)


def minus(z, b):
    z -= b
    return np.maximum(z, 0, out=z)


def plus_after_equals(z, b):
    z = +b
    np.maximum(z, 0, out=z)
    return z


def first_row(z, b):
    z[0] += b
    return np.maximum(z, 0, out=z)


def bias_only(z, b):
    z += np.maximum(b, 0)
    return np.maximum(z, 0, out=z)


def twice(z, b):
    z += b
    z += b
    return np.maximum(z, 0, out=z)


def bend_only(z, b):
    return np.maximum(z, 0, out=z)


def mask_too_early(z, b):
    positive = z > 0
    z += b
    z *= positive
    return z


def steps(z, b):
    z += b
    z[...] = z > 0
    return z


def tables(n, o):
    return lambda rng: (rng.normal(0, 2, (n, o)).round(1) + 0.01,
                        rng.normal(0, 1.5, o).round(1) + 0.02)


in_place = Exercise(
    id="5.3.add-and-bend", title="Bias and bend, in place", level="medium",
    objective="write into an array that is there already",
    asks="`z` is a table `(N, O)` that nobody needs any more. Add the biases `b` `(O,)` to every "
         "row, cut off below 0 (ReLU), and leave the result **in `z` itself**; then return `z`. "
         "No second table is to be made: `z += b` writes into z, while `z = z + b` makes a new "
         "one, and most functions of NumPy take `out=`, the array that they shall write to. "
         "Leave `b` alone.",
    header="import numpy as np", reference=add_and_bend, run=watched,
    outputs=("result", "z afterwards", "result is z"),
    probes=[given("two rows of three", np.array([[1.0, -2.0, 0.5], [-0.5, 3.0, -4.0]]),
                  np.array([0.25, 1.0, -1.0])),
            drawn("four rows of three", tables(4, 3)), drawn("three rows of five", tables(3, 5)),
            drawn("six rows of seven", tables(6, 7))],
    mistakes=[
        Mistake("new-table", lambda z, b: np.maximum(z + b, 0),
                says="The result is right, but it is a new table: z is as it was.",
                hint="Which operations write into z: z = z + b, or z += b?"),
        Mistake("half-in-place", half_in_place,
                says="The biases are added in place, but the bend makes a new table.",
                hint="Where does np.maximum write without out=?"),
        Mistake("bend-thrown-away", bend_thrown_away,
                says="The negative numbers are still there: np.maximum makes a new table, which "
                     "nobody keeps.",
                hint="Where does np.maximum write without out=?"),
        Mistake("sum-thrown-away", sum_thrown_away,
                says="The biases are missing: their sum is a new table, or they are never added.",
                hint="Where does np.add write without out=?", catalogue="D1"),
        Mistake("bend-first", bend_first,
                says="You bend first and add the biases afterwards.",
                hint="relu(z + b): what happens first?"),
        Mistake("returns-nothing", returns_nothing,
                says="z is right, but you return None.",
                hint="What does the text ask you to return?"),
        Mistake("nothing-at-all", thrown_away_and_nothing,
                says="You make a new table and keep it in a name of your own: the caller sees "
                     "nothing of it.",
                hint="Does z = … change the caller's array, or only your name for it?"),
        Mistake("returns-a-copy", returns_copy,
                says="z is right, but you return a copy: a second table.",
                hint="What does z.copy() (or np.array(z)) make?"),
        Mistake("other-way", other_way,
                says="You keep what is below 0 and cut off what is above.",
                hint="np.maximum or np.minimum? Try −2 and 3.", catalogue="A6"),
        Mistake("mask-too-early", mask_too_early,
                says="Your mask looks at z before the biases are added.",
                hint="Which numbers are cut off: those of z, or those of z + b?"),
        Mistake("absolute", absolute,
                says="Your numbers below 0 lost their sign; they shall become 0.",
                hint="Try −2, 0 and 3 by hand.", catalogue="A6"),
        Mistake("minus", minus,
                says="You take the biases away instead of adding them.", hint="Which sign has b?"),
        Mistake("plus-after-equals", plus_after_equals,
                says="`z =+ b` gives the name z to +b: the table is gone, one row is left.",
                hint="=+ or += ?"),
        Mistake("first-row", first_row,
                says="Only the first row gets the biases.",
                hint="How many rows does z += b change, if b has one number a column?"),
        Mistake("bias-bent", bias_only,
                says="You bend the biases before you add them.",
                hint="relu(z + b): what is inside the brackets?"),
        Mistake("twice", twice,
                says="You add the biases twice.", hint="How many lines write into z?",
                catalogue="S7"),
        Mistake("steps", steps,
                says="You return 1 where the number is above 0: the mask, not the number.",
                hint="What is True times 3.5?"),
        Mistake("bias-as-column", lambda z, b: np.maximum(z + b[:, None], 0),
                says="b[:, None] is a column; the biases lie along the columns of z.",
                hint="How many biases has b, and how many columns has z?", catalogue="S3"),
        Mistake("everything-added", lambda z, b: np.maximum(np.add(z, b.sum(), out=z), 0, out=z),
                says="You add the sum of all biases to every number.",
                hint="Which bias belongs to column 2?"),
        Mistake("whole-numbers", lambda z, b: np.trunc(add_and_bend(z, b), out=z),
                says="Your numbers are cut to whole ones.", hint="Which int stands in your code?",
                catalogue="S10"),
    ],
    equivalents=[masked, by_rows, with_out, whole_slice,
                 lambda z, b: np.maximum(np.add(z, b, z), 0.0, z)],
    hints=("Which of the two writes into z: z = z + b, or z += b?",
           "For the bend: np.maximum(..., ..., out=...) writes where out says.",
           "z += b; np.maximum(z, 0, out=z); return z"),
    where="the line that bends",
    after="Call it twice on the same z. Why is the second result another one?")


# The danger --------------------------------------------------------------------------------------

def size_of(z):
    """z (N, O) -> the size of each number, relu(z) + relu(-z); z stays as it is."""
    up = np.maximum(z, 0)
    down = np.maximum(-z, 0)
    return up + down


def size_of_start(z):
    """z (N, O) -> the size of each number, relu(z) + relu(-z); z stays as it is."""
    up = np.maximum(z, 0, out=z)
    down = np.maximum(-z, 0)
    return up + down


def turned_round(z):
    down = np.maximum(-z, 0)
    up = np.maximum(z, 0, out=z)
    return up + down


def added_into_up(z):
    up = np.maximum(z, 0)
    up += np.maximum(-z, 0)
    return up


def into_a_copy(z):
    up = z.copy()
    np.maximum(up, 0, out=up)
    return up + np.maximum(-z, 0)


def size_in_place(z):
    return np.abs(z, out=z)


def halves(answer, z):
    """What is returned, and what the caller's z has become."""
    mine = z.copy()
    return answer(mine), mine


def down_in_place(z):
    down = np.maximum(-z, 0, out=z)
    return np.maximum(z, 0) + down


def signed(n, o):
    return lambda rng: rng.normal(0, 2, (n, o)).round(1) + 0.03


danger = Exercise(
    id="5.3.size-of", title="It became faster, and wrong", level="debug",
    objective="find an array that is overwritten while it is needed",
    asks="The size of a number, without its sign, is `relu(z) + relu(-z)`: one of the two is "
         "always 0. Somebody made this function faster. Now every negative number comes out as 0, "
         "and whoever calls it finds his `z` changed. Mend it: the right sizes, and a `z` that "
         "stays as it was.",
    header="import numpy as np", reference=size_of, start=size_of_start, run=halves,
    outputs=("sizes", "z afterwards"),
    probes=[given("two rows of three", np.array([[1.0, -2.0, 0.5], [-0.5, 3.0, -4.0]])),
            drawn("four rows of three", signed(4, 3)), drawn("three rows of five", signed(3, 5))],
    mistakes=[
        Mistake("overwritten", size_of_start,
                says="np.maximum(z, 0, out=z) wipes the negative numbers out before -z is taken, "
                     "and the caller's z is spoiled.",
                hint="What is in z when the second line begins?", catalogue="A7"),
        Mistake("right-but-spoiled", turned_round,
                says="The sizes are right, but the caller's z is overwritten.",
                hint="Compare z before and after. Whose array is it?", catalogue="A7"),
        Mistake("sizes-written-into-z", size_in_place,
                says="The sizes are right, but you wrote them into the caller's z.",
                hint="Compare z before and after. Whose array is it?", catalogue="S11"),
        Mistake("down-overwritten", down_in_place,
                says="Now the second bend overwrites z: the positive numbers are lost, and the "
                     "negative ones counted twice.",
                hint="Which line still writes into z?", catalogue="A7"),
        Mistake("positive-half", lambda z: np.maximum(z, 0),
                says="Only the positive numbers are there; z is left alone.",
                hint="What does relu(-z) give for −2?"),
        Mistake("negative-half", lambda z: np.maximum(-z, 0),
                says="Only the negative numbers are there, with their sign turned.",
                hint="What does relu(z) give for 3?"),
        Mistake("z-again", lambda z: np.maximum(z, 0) - np.maximum(-z, 0),
                says="Your result is z itself: the negative half came back with its sign.",
                hint="up + down or up − down? np.maximum or np.minimum?"),
        Mistake("nothing-left", lambda z: np.maximum(z, 0) * np.maximum(-z, 0),
                says="Your two halves cancel, or are multiplied: one of them is always 0.",
                hint="Which sign stands between the two in the text, and where is the minus?"),
        Mistake("sign-forgotten", lambda z: 2 * np.maximum(z, 0),
                says="You bend z twice; the second time it is to be −z.",
                hint="Where does the minus stand in relu(-z)?"),
        Mistake("squared", lambda z: z * z,
                says="You return the squares; a root is missing.",
                hint="What is the size of −2?"),
        Mistake("doubled", lambda z: 2 * size_of(z),
                says="Every size is counted twice.", hint="Which bend is there twice?"),
        Mistake("added-up", lambda z: size_of(z).sum(),
                says="You add all sizes up; a table is asked for.",
                hint="What shape has the result?"),
        Mistake("one-a-row", lambda z: size_of(z).sum(axis=1),
                says="You add the sizes of a row up; a table is asked for.",
                hint="What shape has the result?"),
        Mistake("length-of-rows", lambda z: np.linalg.norm(z, axis=1),
                says="You return the length of each row; asked is the size of each number.",
                hint="What shape has the result?"),
        Mistake("whole-numbers", lambda z: size_of(z).astype(int),
                says="The sizes are cut to whole numbers.", hint="Which int stands in your code?",
                catalogue="S10"),
    ],
    equivalents=[np.abs, added_into_up, into_a_copy, lambda z: np.where(z > 0, z, -z),
                 lambda z: np.maximum(z, -z), lambda z: np.sqrt(z * z)],
    hints=("What is in z after the first line?",
           "out=z writes into the caller's array. Does the first line need it?",
           "up = np.maximum(z, 0), a new array; the rest is right"),
    where="the line with out=",
    after="Where would out= be harmless here? Which array does nobody need any more?")


EXERCISES = [in_place, danger]
