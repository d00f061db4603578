"""Exercises of 3.3, hidden layer 1: two hidden neurons change places, and nobody notices."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given


def swap_neurons(weights1, biases1, weights2, i, j):
    """(I, H), (H,), (H, O): hidden neurons i and j change places -> three new arrays."""
    weights1, biases1, weights2 = weights1.copy(), biases1.copy(), weights2.copy()
    weights1[:, [i, j]] = weights1[:, [j, i]]
    biases1[[i, j]] = biases1[[j, i]]
    weights2[[i, j]] = weights2[[j, i]]
    return weights1, biases1, weights2


def swap_neurons_start(weights1, biases1, weights2, i, j):
    """(I, H), (H,), (H, O): hidden neurons i and j change places -> three new arrays."""
    weights1, biases1, weights2 = weights1.copy(), biases1.copy(), weights2.copy()
    weights1[:, i], weights1[:, j] = weights1[:, j], weights1[:, i]
    biases1[i], biases1[j] = biases1[j], biases1[i]
    weights2[i], weights2[j] = weights2[j], weights2[i]
    return weights1, biases1, weights2


def swapped(array, i, j, axis=0):
    order = np.arange(array.shape[axis])
    order[[i, j]] = order[[j, i]]
    return np.take(array, order, axis=axis)


def doubled(array, i, j, axis=0):
    """Both places hold what stood at j."""
    order = np.arange(array.shape[axis])
    order[i] = j
    return np.take(array, order, axis=axis)


def by_matrix(w, b, v, i, j):
    swap = swapped(np.eye(len(b)), i, j)
    return w @ swap, b @ swap, swap @ v


def with_a_spare(w, b, v, i, j):
    w, b, v = w.copy(), b.copy(), v.copy()
    for rows in (w.T, b, v):
        spare = rows[i].copy()
        rows[i] = rows[j]
        rows[j] = spare
    return w, b, v


def in_place(w, b, v, i, j):
    w[:, [i, j]], b[[i, j]], v[[i, j]] = w[:, [j, i]], b[[j, i]], v[[j, i]]
    return w, b, v


def one_number_swapped(w, b, v, i, j):
    wrong = w.copy()
    wrong[i, j], wrong[j, i] = w[j, i], w[i, j]
    return wrong, swapped(b, i, j), swapped(v, i, j)


def some_neurons(inputs, hidden, outputs):
    def draw(rng):
        i, j = (int(place) for place in rng.permutation(hidden)[:2])
        return (rng.normal(size=(inputs, hidden)).round(1),
                rng.normal(size=hidden).round(1) + np.arange(hidden),
                rng.normal(size=(hidden, outputs)).round(1), i, j)
    return draw


swapping = Exercise(
    id="3.3.swap-neurons", title="The neuron that vanished", level="debug",
    objective="see when an array is a view, and that hidden neurons have no order",
    asks="Hidden neurons have no order: if two of them change places, with all that belongs to "
         "them, the stack answers as before. A neuron owns a **column** of `weights1`, a number of "
         "`biases1` and a **row** of `weights2`. This function should swap neurons i and j in "
         "three new arrays. It swaps the biases; in both matrices, one neuron vanishes and the "
         "other is there twice. Mend it.",
    header="import numpy as np", reference=swap_neurons, start=swap_neurons_start,
    outputs=("weights1", "biases1", "weights2"),
    probes=[given("three hidden neurons, 0 and 2", np.array([[1.0, -1.0, 2.0], [0.0, 3.0, 4.0]]),
                  np.array([0.5, 1.0, -1.0]),
                  np.array([[1.0, 2.0], [0.0, -1.0], [5.0, 6.0]]), 0, 2),
            drawn("four hidden neurons, 3 inputs, 5 outputs", some_neurons(3, 4, 5)),
            drawn("five hidden neurons, five of everything", some_neurons(5, 5, 5))],
    mistakes=[
        Mistake("still-vanishing", lambda w, b, v, i, j: swap_neurons_start(w, b, v, i, j),
                says="In both matrices neuron j is there twice: w[:, i] is no copy but a view. By "
                     "the time it is read, it has been overwritten.",
                hint="What does weights1[:, i] hold after the first of the two assignments?",
                catalogue="S11"),
        Mistake("vanishing-in-the-first",
                lambda w, b, v, i, j: (doubled(w, i, j, 1), swapped(b, i, j), swapped(v, i, j)),
                says="weights2 is right; in weights1 one neuron still vanishes.",
                hint="What does weights1[:, i] hold after the first of the two assignments?",
                catalogue="S11"),
        Mistake("vanishing-in-the-second",
                lambda w, b, v, i, j: (swapped(w, i, j, 1), swapped(b, i, j), doubled(v, i, j)),
                says="weights1 is right; in weights2 one neuron still vanishes.",
                hint="What does weights2[i] hold after the first of the two assignments?",
                catalogue="S11"),
        Mistake("vanishing-everywhere",
                lambda w, b, v, i, j: (doubled(w, i, j, 1), doubled(b, i, j), doubled(v, i, j)),
                says="Neuron j is there twice in all three arrays: the first assignment overwrites "
                     "what the second needs.",
                hint="Where do you keep neuron i while its place is being filled?",
                catalogue="S11"),
        Mistake("the-other-one-vanishes",
                lambda w, b, v, i, j: (doubled(w, j, i, 1), doubled(b, j, i), doubled(v, j, i)),
                says="Neuron i is there twice in all three arrays: the first assignment overwrites "
                     "what the second needs.",
                hint="Where do you keep neuron j while its place is being filled?",
                catalogue="S11"),
        Mistake("the-other-one-in-the-matrices",
                lambda w, b, v, i, j: (doubled(w, j, i, 1), swapped(b, i, j), doubled(v, j, i)),
                says="Now neuron i is there twice in both matrices.",
                hint="Where do you keep neuron j while its place is being filled?",
                catalogue="S11"),
        Mistake("rows-of-the-first",
                lambda w, b, v, i, j: (w[[j if r == i else i if r == j else r
                                          for r in range(len(w))]], swapped(b, i, j),
                                       swapped(v, i, j)),
                says="You swapped rows of weights1; a neuron is one of its columns.",
                hint="weights1 is (I, H). Which axis counts the neurons?", catalogue="D2"),
        Mistake("columns-of-the-second",
                lambda w, b, v, i, j: (swapped(w, i, j, 1), swapped(b, i, j), swapped(v, i, j, 1)),
                says="You swapped columns of weights2; a hidden neuron owns one of its rows.",
                hint="weights2 is (H, O). Which axis counts the hidden neurons?", catalogue="D2"),
        Mistake("second-forgotten",
                lambda w, b, v, i, j: (swapped(w, i, j, 1), swapped(b, i, j), v.copy()),
                says="weights2 is unchanged: the second layer still expects the old order.",
                hint="Who listens to neuron i, and with which weights?"),
        Mistake("first-forgotten",
                lambda w, b, v, i, j: (w.copy(), swapped(b, i, j), swapped(v, i, j)),
                says="weights1 is unchanged.", hint="What does neuron i listen with?"),
        Mistake("biases-forgotten",
                lambda w, b, v, i, j: (swapped(w, i, j, 1), b.copy(), swapped(v, i, j)),
                says="biases1 is unchanged: each neuron now has the bias of the other.",
                hint="What else belongs to a neuron?", catalogue="D1"),
        Mistake("biases-only",
                lambda w, b, v, i, j: (w.copy(), swapped(b, i, j), v.copy()),
                says="Only the biases are swapped.", hint="What else belongs to a neuron?"),
        Mistake("nothing-swapped", lambda w, b, v, i, j: (w.copy(), b.copy(), v.copy()),
                says="Nothing is swapped: what you swap once, you swap back.",
                hint="Is the second assignment the reverse of the first?"),
        Mistake("turned-round",
                lambda w, b, v, i, j: (w[:, ::-1].copy(), b[::-1].copy(), v[::-1].copy()),
                says="You turned the order of all neurons round.",
                hint="Which two neurons change places?"),
        Mistake("moved-to-the-ends",
                lambda w, b, v, i, j: (swapped(w, 0, len(b) - 1, 1), swapped(b, 0, len(b) - 1),
                                       swapped(v, 0, len(b) - 1)),
                says="You swap the first neuron and the last, whatever i and j are.",
                hint="Where does your code use i and j?"),
        Mistake("only-these-two",
                lambda w, b, v, i, j: (w[:, [j, i]], b[[j, i]], v[[j, i]]),
                says="Only the two neurons are left: your arrays are smaller than before.",
                hint="What should happen to the other neurons?"),
        Mistake("these-two-unswapped",
                lambda w, b, v, i, j: (w[:, [i, j]], b[[i, j]], v[[i, j]]),
                says="Only the two neurons are left, and not even swapped.",
                hint="What should happen to the other neurons?"),
        Mistake("left-out",
                lambda w, b, v, i, j: (np.delete(w, [i, j], 1), np.delete(b, [i, j]),
                                       np.delete(v, [i, j], 0)),
                says="Both neurons are gone.", hint="How many hidden neurons should be left?"),
        Mistake("without-the-bias",
                lambda w, b, v, i, j: (swapped(w, i, j, 1), swapped(v, i, j)),
                says="You return two arrays; three are asked for.",
                hint="Which array is missing behind return?"),
        Mistake("arrays-swapped",
                lambda w, b, v, i, j: (swapped(v, i, j), swapped(b, i, j), swapped(w, i, j, 1)),
                says="You return the three arrays in another order.",
                hint="In which order does the text name them?"),
        Mistake("in-place", in_place,
                says="The result is right, but the arrays that came in are changed as well.",
                hint="What did the line with .copy() do?", catalogue="S11"),
        Mistake("one-number-swapped", one_number_swapped,
                says="You swapped single numbers of weights1, w[i, j] with w[j, i]; a neuron is a "
                     "whole column.",
                hint="Which slice stands for all rows?"),
        Mistake("rows-and-columns-swapped", lambda w, b, v, i, j: (
                    swapped(w, i, j), swapped(b, i, j), swapped(v, i, j, axis=1)),
                says="You swapped rows of weights1 and columns of weights2; it is the other way "
                     "round.",
                hint="Which side of each matrix is as long as biases1?"),
    ],
    equivalents=[by_matrix, with_a_spare,
                 lambda w, b, v, i, j: (swapped(w, i, j, 1), swapped(b, i, j), swapped(v, i, j)),
                 lambda w, b, v, i, j: (swapped(w.T, i, j).T.tolist(), swapped(b, i, j).tolist(),
                                        swapped(v, i, j).tolist())],
    hints=("Print weights1[:, i] before and after the first of its two assignments.",
           "A slice of an array is a view of it, not a copy; a list of places, [i, j], copies.",
           "weights1[:, [i, j]] = weights1[:, [j, i]]\nand the same with the rows of weights2"),
    where="the lines that swap in the two matrices",
    after="In how many orders can 64 hidden neurons stand? So many stacks are the same.")

EXERCISES = [swapping]
