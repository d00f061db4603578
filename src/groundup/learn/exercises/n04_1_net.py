"""Exercise of 4.1: find the bend that is one too many in a network."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.exercises.n04_1 import relu

# A bend too many (debug) -------------------------------------------------------------------------

def predict(x, W1, b1, W2, b2):
    """x (N, I), W1 (I, H), b1 (H,), W2 (H, O), b2 (O,) -> the predictions, (N, O)."""
    hidden = np.maximum(x @ W1 + b1, 0)              # (N, H)
    return hidden @ W2 + b2                          # (N, O)


def predict_start(x, W1, b1, W2, b2):
    """x (N, I), W1 (I, H), b1 (H,), W2 (H, O), b2 (O,) -> the predictions, (N, O)."""
    hidden = np.maximum(x @ W1 + b1, 0)              # (N, H)
    return np.maximum(hidden @ W2 + b2, 0)           # (N, O)


def two_layers(n, i, h, o):
    return lambda rng: (rng.normal(0, 1, (n, i)), rng.normal(0, 1, (i, h)), rng.normal(0, 1, h),
                        rng.normal(0, 1, (h, o)), rng.normal(0, 1, o))


def with_hidden(bend):
    return lambda x, W1, b1, W2, b2: bend(x @ W1 + b1) @ W2 + b2


half_a_sine = Exercise(
    id="4.1.half-a-sine", title="Half a sine", level="debug",
    objective="know which layer of a network must not be bent",
    asks="This network has the right weights for a sine. Yet it predicts only the upper half; "
         "below, it says 0. Find what is one too many, and repair it. The hidden layer keeps its "
         "ReLU.",
    header="import numpy as np", reference=predict, start=predict_start,
    probes=[given("three points by hand", np.array([[0.0], [0.5], [1.0]]),
                  np.array([[1.0, 1.0]]), np.array([0.0, -0.25]),
                  np.array([[4.0], [-9.0]]), np.array([-0.5])),
            drawn("five points, 3 inputs, 4 hidden, 2 outputs", two_layers(5, 3, 4, 2)),
            drawn("four points, 2 inputs, 6 hidden, 3 outputs", two_layers(4, 2, 6, 3)),
            drawn("seven points, 3 inputs, 5 hidden, 4 outputs", two_layers(7, 3, 5, 4))],
    mistakes=[
        Mistake("output-bent", predict_start,
                says="The output goes through ReLU: nothing negative can be predicted.",
                hint="Which outputs can your last layer no longer produce?", catalogue="A17"),
        Mistake("no-bend-left", with_hidden(lambda z: z),
                says="Now no layer is bent, and the network is a straight line.",
                hint="Which of the two layers needs its bend?"),
        Mistake("wrong-one-removed", lambda x, W1, b1, W2, b2: relu((x @ W1 + b1) @ W2 + b2),
                says="You took the bend of the hidden layer away and left the output's.",
                hint="Which of the two must be able to say −1?", catalogue="A17"),
        Mistake("output-absolute", lambda x, W1, b1, W2, b2: np.abs(predict(x, W1, b1, W2, b2)),
                says="Now the lower half is mirrored upwards: the output is an absolute value.",
                hint="May the output be touched at all?", catalogue="A6"),
        Mistake("output-lower-half", lambda x, W1, b1, W2, b2:
                np.minimum(predict(x, W1, b1, W2, b2), 0),
                says="Now only the lower half is there: minimum for maximum.",
                hint="May the output be touched at all?"),
        Mistake("output-clipped", lambda x, W1, b1, W2, b2:
                np.clip(predict(x, W1, b1, W2, b2), -1, 1),
                says="You clip the output between −1 and 1.",
                hint="May the output be touched at all?"),
        Mistake("output-at-least-minus-one", lambda x, W1, b1, W2, b2:
                np.maximum(predict(x, W1, b1, W2, b2), -1),
                says="You moved the cut of the output from 0 to −1: it is still cut.",
                hint="What if a prediction should be −2?"),
        Mistake("hidden-at-least-minus-one", with_hidden(lambda z: np.maximum(z, -1)),
                says="You moved the bend of the hidden layer from 0 to −1.",
                hint="The hidden layer is right as it is."),
        Mistake("hidden-absolute", with_hidden(np.abs),
                says="The hidden layer takes absolute values instead of cutting off.",
                hint="The hidden layer is right as it is.", catalogue="A6"),
        Mistake("hidden-lower-half", with_hidden(lambda z: np.minimum(z, 0)),
                says="The hidden layer keeps what is negative.",
                hint="maximum, or minimum?", catalogue="A6"),
        Mistake("hidden-leaks", with_hidden(lambda z: np.maximum(z, 0.01 * z)),
                says="The hidden layer leaks a hundredth of what is negative.",
                hint="The hidden layer is right as it is."),
        Mistake("first-bias-gone", lambda x, W1, b1, W2, b2: relu(x @ W1) @ W2 + b2,
                says="The bias of the hidden layer got lost: all bends stand at 0.",
                hint="Compare the first line with what it was.", catalogue="D1"),
        Mistake("second-bias-gone", lambda x, W1, b1, W2, b2: relu(x @ W1 + b1) @ W2,
                says="The bias of the output got lost.",
                hint="Compare the second line with what it was.", catalogue="D1"),
        Mistake("bias-after-the-bend", lambda x, W1, b1, W2, b2: (relu(x @ W1) + b1) @ W2 + b2,
                says="The hidden bias is added after the bend: it no longer moves the bend.",
                hint="Count the brackets of np.maximum."),
        Mistake("bend-after-weights", lambda x, W1, b1, W2, b2: relu((x @ W1 + b1) @ W2) + b2,
                says="The bend comes after the second weights, before the second bias.",
                hint="Between which two layers does the bend belong?"),
        Mistake("input-bent", lambda x, W1, b1, W2, b2: (relu(x) @ W1 + b1) @ W2 + b2,
                says="The bend moved to the input.",
                hint="Between which two layers does the bend belong?"),
        Mistake("elementwise", lambda x, W1, b1, W2, b2: relu(x * W1 + b1) @ W2 + b2,
                says="`*` multiplies number by number; a layer needs the matrix product `@`.",
                hint="Which sign adds the products up?", catalogue="S2"),
        Mistake("hidden-returned", lambda x, W1, b1, W2, b2: relu(x @ W1 + b1),
                says="You return the hidden layer; the output is missing.",
                hint="Which of the two variables is the prediction?"),
        Mistake("output-tanh", lambda x, W1, b1, W2, b2: np.tanh(predict(x, W1, b1, W2, b2)),
                says="You squash the output with tanh.",
                hint="May the output be touched at all?"),
        Mistake("output-sigmoid", lambda x, W1, b1, W2, b2:
                1 / (1 + np.exp(-predict(x, W1, b1, W2, b2))),
                says="You squash the output with a sigmoid.",
                hint="May the output be touched at all?"),
        Mistake("bent-before-the-bias", lambda x, W1, b1, W2, b2: relu(relu(x @ W1 + b1) @ W2) + b2,
                says="The output is still bent, only before its bias is added.",
                hint="How many bends should be left?", catalogue="A17"),
        Mistake("first-bias-subtracted", lambda x, W1, b1, W2, b2: relu(x @ W1 - b1) @ W2 + b2,
                says="The hidden bias is subtracted; it was added.",
                hint="Compare the first line with what it was."),
        Mistake("second-bias-subtracted", lambda x, W1, b1, W2, b2: relu(x @ W1 + b1) @ W2 - b2,
                says="The bias of the output is subtracted; it was added.",
                hint="Compare the second line with what it was."),
        Mistake("largest-along-axis", lambda x, W1, b1, W2, b2:
                np.max(predict(x, W1, b1, W2, b2), 0),
                says="`np.max(…, 0)` gives the largest prediction along axis 0, not a prediction "
                     "for each point.",
                hint="May the output be touched at all?"),
        Mistake("hidden-tanh", with_hidden(np.tanh),
                says="You replaced the bend of the hidden layer by tanh; it should keep its ReLU.",
                hint="Which of the two layers makes the output 0 below?"),
        Mistake("biases-swapped", lambda x, W1, b1, W2, b2: relu(x @ W1 + b2) @ W2 + b1,
                says="The two biases have changed places.",
                hint="Which bias has as many numbers as there are hidden neurons?"),
        Mistake("laid-flat", lambda x, W1, b1, W2, b2: (relu(x @ W1 + b1) @ W2 + b2).ravel(),
                says="Your predictions lie in one long row; they should be a table (N, O).",
                hint="Which shape had they before you changed anything?"),
        Mistake("mean-taken-off", lambda x, W1, b1, W2, b2: (
                    (out := relu(x @ W1 + b1) @ W2 + b2) - out.mean()),
                says="You subtract the mean of the predictions: each now depends on the others in "
                     "its batch.",
                hint="What was one too many, and what have you added?"),
        Mistake("output-leaks", lambda x, W1, b1, W2, b2: (
                    np.maximum(out := relu(x @ W1 + b1) @ W2 + b2, 0.01 * out)),
                says="Your output is a leaky ReLU: below 0 it is a hundredth of what it should be.",
                hint="Should the output be bent at all?"),
    ],
    equivalents=[with_hidden(relu), lambda x, W1, b1, W2, b2:
                 np.einsum("nh,ho->no", np.where(x @ W1 + b1 > 0, x @ W1 + b1, 0), W2) + b2,
                 lambda x, W1, b1, W2, b2: [predict(row, W1, b1, W2, b2) for row in x]],
    hints=("What is the smallest number that the last line can give?",
           "Both lines call np.maximum. Which of them must be able to say −1?",
           "leave line one as it is; line two: return hidden @ W2 + b2"),
    where="the second line",
    after="When would a ReLU at the output be right? Think of what is never negative.")


EXERCISES = [half_a_sine]
