"""Exercises of 5.1, forward propagation: a guess, shapes, and the first weights (debug)."""

from itertools import pairwise

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, given

# The first guess ---------------------------------------------------------------------------------

guess_favourite = Exercise(
    id="5.1.guess-favourite", title="What does it say when it knows nothing?", level="guess",
    objective="predict what an untrained network says",
    asks="A network with random weights looks at all 1,797 digits; about 180 are there of each. "
         "One of the ten answers is the one that it gives most often. How many percent of all "
         "pictures get this answer? (The mean over 20 such networks.) Write 10, 20, 60 or 100.",
    reference=60, choices=(10, 20, 60, 100),
    mistakes=[
        Mistake("fair-dice", 10, says="It is far more than 10: an untrained network is no fair "
                                      "die.",
                hint="Its weights are random, but are they drawn anew for each picture?"),
        Mistake("nearly-fair", 20, says="It is far more than 20.",
                hint="How much do two digits have in common, to someone who cannot read?"),
        Mistake("one-answer", 100, says="Not quite all pictures: they do differ, and so do the "
                                        "scores.",
                hint="Would a picture of a 0 and one of a 1 give the same ten scores?"),
    ],
    hints=("A die is thrown anew for each picture. What about the weights?",
           "All pictures are dark at the edge and bright in the middle. What does that do to the "
           "ten scores?",
           "More than half of them."))


# Shape by shape ----------------------------------------------------------------------------------

def shapes_through(batch, sizes):
    """batch, sizes such as [64, 32, 10] -> (inputs, weights, outputs) of each layer."""
    result = []
    for k in range(len(sizes) - 1):
        inputs, outputs = sizes[k], sizes[k + 1]
        result.append(((batch, inputs), (inputs, outputs), (batch, outputs)))
    return result


def by_index(batch, sizes):
    return [((batch, sizes[i]), (sizes[i], sizes[i + 1]), (batch, sizes[i + 1]))
            for i in range(len(sizes) - 1)]


def shaped(make):
    """make(batch, inputs, outputs) for each pair of neighbours."""
    return lambda b, sizes: [make(b, i, o) for i, o in pairwise(sizes)]


shape_by_shape = Exercise(
    id="5.1.shapes-through", title="Shape by shape", level="easy",
    objective="predict every shape of a forward pass",
    asks="`sizes` lists how many numbers there are at each stage: `[64, 32, 10]` means 64 pixels, "
         "a layer of 32 neurons, and a layer of 10. `batch` samples go in. Return a list with one "
         "entry for each **layer**: a tuple of three shapes, those of its inputs, its weights "
         "(inputs, neurons) and its outputs. Biases are left out.",
    reference=shapes_through,
    probes=[given("5 samples, one layer", 5, [4, 3]),
            given("7 pictures, two layers", 7, [64, 32, 10]),
            given("3 samples, three layers", 3, [2, 8, 6, 4]),
            given("9 samples, four layers", 9, [5, 11, 7, 6, 2])],
    mistakes=[
        Mistake("weights-turned", shaped(lambda b, i, o: ((b, i), (o, i), (b, o))),
                says="Your weights are (neurons, inputs); here they are (inputs, neurons).",
                hint="inputs @ weights: which two sizes must agree?", catalogue="D2"),
        Mistake("batch-in-the-weights", shaped(lambda b, i, o: ((b, i), (b, o), (b, o))),
                says="Your weights grow with the batch.",
                hint="Does a layer need other weights when more pictures come?"),
        Mistake("batch-first-in-the-weights", shaped(lambda b, i, o: ((b, i), (b, i), (b, o))),
                says="Your weights have the shape of the inputs.",
                hint="Does a layer need other weights when more pictures come?"),
        Mistake("outputs-without-batch", shaped(lambda b, i, o: ((b, i), (i, o), (o,))),
                says="Your outputs lack the batch.",
                hint="How many samples come out when 5 go in?"),
        Mistake("no-batch", shaped(lambda b, i, o: ((i,), (i, o), (o,))),
                says="Inputs and outputs lack the batch.",
                hint="How many samples go in, and how many come out?"),
        Mistake("batch-last", shaped(lambda b, i, o: ((i, b), (i, o), (o, b))),
                says="Your batch comes last; here each sample is a row.",
                hint="Which axis comes first: samples, or numbers?"),
        Mistake("outputs-like-the-inputs", shaped(lambda b, i, o: ((b, i), (i, o), (b, i))),
                says="Your outputs have the shape of the inputs.",
                hint="How many numbers does a layer of 32 neurons give for each sample?"),
        Mistake("outputs-are-weights", shaped(lambda b, i, o: ((b, i), (i, o), (i, o))),
                says="Your outputs have the shape of the weights.",
                hint="(5, 4) @ (4, 3): which sizes vanish, and which stay?"),
        Mistake("first-inputs-for-all",
                lambda b, s: [((b, s[0]), (s[0], o), (b, o)) for o in s[1:]],
                says="Each of your layers sees the pixels; from the second on, they see what the "
                     "layer before gave.",
                hint="Whose outputs are the inputs of the second layer?"),
        Mistake("inputs-not-handed-on",
                lambda b, s: [((b, s[0]), (i, o), (b, o)) for i, o in pairwise(s)],
                says="The inputs stay those of the first layer.",
                hint="Whose outputs are the inputs of the second layer?"),
        Mistake("last-layer-missing", lambda b, s: by_index(b, s)[:-1],
                says="The last layer is missing.",
                hint="Five sizes are how many layers? Where does your range end?"),
        Mistake("first-layer-missing", lambda b, s: by_index(b, s)[1:],
                says="The first layer is missing.",
                hint="Which pair of sizes is the first layer?"),
        Mistake("first-layer-only", lambda b, s: by_index(b, s)[:1],
                says="Only the first layer comes back: your loop returns in its first round.",
                hint="How far to the right does your return stand?"),
        Mistake("last-layer-only", lambda b, s: by_index(b, s)[-1:],
                says="Only the last layer comes back.",
                hint="Where is the list made, and where does it grow?"),
        Mistake("one-tuple", lambda b, s: by_index(b, s)[-1],
                says="You return one layer's shapes, and no list of them.",
                hint="How many entries does the text ask for?"),
        Mistake("backwards", lambda b, s: by_index(b, s)[::-1],
                says="Your list begins with the last layer.",
                hint="Which layer do the pixels meet first?"),
        Mistake("sizes-backwards", lambda b, s: by_index(b, s[::-1]),
                says="You read the sizes from the end.", hint="Which size is that of the pixels?"),
        Mistake("one-too-far",
                lambda b, s: [((b, s[i]), (s[i], s[i + 1]), (b, s[i + 1])) for i in range(len(s))],
                says="Your loop goes one size past the end.",
                hint="Five sizes are how many layers?"),
        Mistake("size-as-neighbour",
                lambda b, s: [((b, i), (i, i), (b, i)) for i in s],
                says="You made a layer of each size; a layer lies **between** two sizes.",
                hint="Five sizes are how many layers?"),
        Mistake("every-second",
                lambda b, s: [((b, i), (i, o), (b, o)) for i, o in zip(s[::2], s[1::2])],
                says="You took the sizes in separate pairs: a size that ends one layer also "
                     "begins the next.",
                hint="[2, 8, 6, 4]: between which sizes do layers lie?"),
        Mistake("weights-only", shaped(lambda b, i, o: (i, o)),
                says="You return the shapes of the weights alone.",
                hint="Which three shapes does the text ask for?"),
        Mistake("outputs-only", shaped(lambda b, i, o: (b, o)),
                says="You return the shapes of the outputs alone.",
                hint="Which three shapes does the text ask for?"),
        Mistake("weights-first", shaped(lambda b, i, o: ((i, o), (b, i), (b, o))),
                says="Your weights stand before the inputs.",
                hint="In which order does the text name the three shapes?"),
        Mistake("outputs-before-weights", shaped(lambda b, i, o: ((b, i), (b, o), (i, o))),
                says="Your outputs stand before the weights.",
                hint="In which order does the text name the three shapes?"),
        Mistake("bias-counted", shaped(lambda b, i, o: ((b, i), (i + 1, o), (b, o))),
                says="You counted the biases as one more row of weights; they are left out here.",
                hint="inputs @ weights: which two sizes must agree?"),
        Mistake("biases-as-a-fourth", shaped(lambda b, i, o: ((b, i), (i, o), (o,), (b, o))),
                says="You list the biases' shapes, too; they are left out here.",
                hint="Which three shapes does the text ask for?"),
        Mistake("outputs-missing", shaped(lambda b, i, o: ((b, i), (i, o))),
                says="The outputs' shapes are missing.",
                hint="Which three shapes does the text ask for?"),
        Mistake("inputs-and-outputs-swapped", shaped(lambda b, i, o: ((b, o), (i, o), (b, i))),
                says="Inputs and outputs are swapped.",
                hint="Which side of the layer do the pixels come in on?"),
        Mistake("begins-before-the-first", lambda b, s: [
                    ((b, s[k - 1]), (s[k - 1], s[k]), (b, s[k])) for k in range(len(s))],
                says="Your first layer goes from the last size to the first: sizes[-1] is the end.",
                hint="What is sizes[k - 1] in the round k = 0?"),
        Mistake("batch-of-one", shaped(lambda b, i, o: ((1, i), (i, o), (1, o))),
                says="Your batch is 1, whatever comes in.", hint="Where does `batch` enter?"),
        Mistake("one-output", shaped(lambda b, i, o: ((b, i), (i, o), (b, 1))),
                says="Your layers give one number for each sample.",
                hint="How many numbers does a layer of 32 neurons give for each sample?"),
        Mistake("flat", lambda b, s: [shape for each in by_index(b, s) for shape in each],
                says="Your list holds single shapes; one tuple of three for each layer is due.",
                hint="append, or extend: which keeps the three together?"),
        Mistake("always-the-scores", lambda b, s: [
                    ((b, s[0]), (i, o), (b, s[-1])) for i, o in pairwise(s)],
                says="Each of your layers goes from the pixels to the scores.",
                hint="Whose outputs are the inputs of the second layer?"),
        Mistake("one-big-layer", lambda b, s: [((b, s[0]), (s[0], s[-1]), (b, s[-1]))],
                says="You made one layer of all; each layer between has shapes of its own.",
                hint="How many layers lie between three sizes?"),
        Mistake("counts-for-shapes", shaped(lambda b, i, o: (b * i, i * o, b * o)),
                says="You multiplied the sizes: how many numbers, not which shape.",
                hint="What does .shape give, and what does .size give?"),
        Mistake("layers-as-stages", lambda b, s: [(b, each) for each in s],
                says="You return the shape of each stage; for each layer three are asked for.",
                hint="Which three shapes does the text ask for?"),
        Mistake("weights-left-out", lambda n, sizes: [((n, i), (n, o)) for i, o in pairwise(sizes)],
                says="You give two shapes for each layer; that of the weights is missing.",
                hint="Which three shapes does the text ask for?"),
        Mistake("a-layer-for-each-size", lambda n, sizes: [
                    ((n, i), (i, o), (n, o)) for i, o in zip([sizes[0], *sizes], sizes)],
                says="You count a layer for each size: the inputs are no layer.",
                hint="[64, 32, 10]: how many layers are there?"),
        Mistake("from-right-to-left", lambda n, sizes: [((n, o), (o, i), (n, i))
                                                        for i, o in pairwise(sizes)],
                says="Your layers run backwards: each leads from its neurons to its inputs.",
                hint="With [64, 32, 10], how many numbers come into the first layer?"),
        Mistake("outputs-of-the-last", lambda n, sizes: [((n, i), (i, o), (n, sizes[-1]))
                                                         for i, o in pairwise(sizes)],
                says="All your outputs have the size of the last layer's.",
                hint="How many numbers leave the first layer?"),
    ],
    equivalents=[by_index, lambda b, s: tuple(by_index(b, s)),
                 lambda b, s: [[[b, i], [i, o], [b, o]] for i, o in pairwise(s)],
                 lambda b, s: [(np.ones((b, i)).shape, np.ones((i, o)).shape,
                                (np.ones((b, i)) @ np.ones((i, o))).shape)
                               for i, o in pairwise(s)]],
    hints=("Three sizes are how many layers?",
           "One round for each layer: it lies between sizes[k] and sizes[k + 1].",
           "for each pair (inputs, outputs): (batch, inputs), (inputs, outputs), "
           "(batch, outputs)"),
    where="the line that makes the three shapes",
    after="Which shape changes when the batch grows, and which does not?")


EXERCISES = [guess_favourite, shape_by_shape]
