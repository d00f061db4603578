"""Exercise of 5.1: a forward pass that keeps what it saw."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake
from groundup.learn.exercises.n05_1_forward import (
    bent,
    forward,
    networks,
    on_layers,
    plain,
    relu,
    softmax,
)

# Keep what you saw ---------------------------------------------------------------------------

def trace(inputs, layers):
    """inputs (B, I), layers -> a list: the inputs, the values after each layer, the scores."""
    stages = [inputs]
    for k, (weights, biases) in enumerate(layers):
        values = stages[-1] @ weights + biases
        if k < len(layers) - 1:
            values = np.maximum(values, 0)
        stages.append(values)
    return stages


def raw(inputs, layers):
    """The sums of every layer, before the bend."""
    stages, values = [inputs], inputs
    for weights, biases in layers:
        total = values @ weights + biases
        stages.append(total)
        values = relu(total)
    return stages


def squash(x):
    return 1 / (1 + np.exp(-x))


def rows_for_stages(inputs, layers):
    stages = [inputs]
    for k, (weights, biases) in enumerate(layers):
        values = stages[-1] @ weights + biases
        stages.extend(relu(values) if k < len(layers) - 1 else values)
    return stages


def kept(change):
    return lambda x, layers: change(trace(x, layers))


def kept_of(passes):
    """The stages of a faulty forward pass: passes(inputs, layers) on more and more layers."""
    return lambda x, layers: [x] + [passes(x, layers, k + 1) for k in range(len(layers))]


def by_prefixes(x, layers):
    hidden = [bent(last=relu)(x, layers[:k]) for k in range(1, len(layers))]
    return (x, *hidden, forward(x, layers))


keep = Exercise(
    id="5.1.trace", title="Keep what you saw", level="medium",
    objective="record the values of every layer",
    asks="The same forward pass, but return a **list** of all its stages: first the inputs as "
         "they came, then the values after each layer in turn (after its ReLU, where it has one), "
         "last the scores. A network of two layers has three stages.",
    header="import numpy as np", reference=trace, probes=networks, run=on_layers,
    rtol=1e-5, atol=1e-5,                  # layers computed in float32 are right, too
    mistakes=[
        Mistake("without-inputs", kept(lambda s: s[1:]),
                says="The inputs are missing at the beginning of your list.",
                hint="Three stages for two layers: which is the first?"),
        Mistake("without-scores", kept(lambda s: s[:-1]),
                says="The scores are missing: you append before the layer runs, and the last "
                     "result never gets in.",
                hint="Three stages for two layers: which is the last?"),
        Mistake("hidden-only", kept(lambda s: s[1:-1]),
                says="Only the hidden values are there: inputs and scores are missing.",
                hint="Which three stages has a network of two layers?"),
        Mistake("scores-only", kept(lambda s: s[-1]),
                says="You return the scores alone.",
                hint="Where is the list made, and where does it grow?"),
        Mistake("scores-in-a-list", kept(lambda s: s[-1:]),
                says="Your list holds the scores alone: it is made anew in each round.",
                hint="Does the line that makes the list stand inside the loop?"),
        Mistake("before-the-bend", raw,
                says="You keep the sums before ReLU; the values after it are asked for.",
                hint="What does the next layer see?"),
        Mistake("sums-and-values", lambda x, layers: [x] + [
                    each for a, b in zip(raw(x, layers)[1:-1], trace(x, layers)[1:-1])
                    for each in (a, b)] + [forward(x, layers)],
                says="You keep two stages for each hidden layer: before and after ReLU.",
                hint="How many stages has a network of two layers?"),
        Mistake("last-layer-bent", kept(lambda s: [*s[:-1], relu(s[-1])]),
                says="The scores went through ReLU: none of them is negative.",
                hint="Which scores can your last layer no longer produce?", catalogue="A17"),
        Mistake("no-bend", kept_of(lambda x, layers, k: bent(plain)(x, layers[:k])),
                says="There is no ReLU between your layers.",
                hint="Are two straight lines in a row more than one?", catalogue="P5"),
        Mistake("inputs-bent", kept(lambda s: [relu(s[0]), *s[1:]]),
                says="Your first stage is the inputs after a ReLU; they are kept as they came.",
                hint="What came in?"),
        Mistake("backwards", kept(lambda s: s[::-1]),
                says="Your list begins with the scores.",
                hint="append puts the new stage at which end?"),
        Mistake("same-array", kept(lambda s: [s[-1]] * len(s)),
                says="All stages are the same array, the last.",
                hint="Is the array that you appended changed in place later?",
                catalogue="S11"),
        Mistake("shapes", kept(lambda s: [each.shape for each in s]),
                says="You keep the shapes; the values are asked for.",
                hint="What does the text ask for after each layer?"),
        Mistake("inputs-not-handed-on", kept_of(lambda x, layers, k: forward(
                    x, layers[k - 1:k]) if k == len(layers) else relu(
                        forward(x, layers[k - 1:k]))),
                says="Every layer gets the inputs; nothing is handed on.",
                hint="Whose outputs are the inputs of the second layer?"),
        Mistake("no-biases", kept_of(lambda x, layers, k: bent(
                    last=plain if k == len(layers) else relu, bias=False)(x, layers[:k])),
                says="The biases are missing.", hint="Feed zeros: what should come out?",
                catalogue="D1"),
        Mistake("averages", kept(lambda s: [each.mean() for each in s]),
                says="You keep one number for each stage.", hint="What shape has a stage?"),
        Mistake("turned", kept(lambda s: [each.T for each in s]),
                says="Your stages are transposed: each sample is a column.",
                hint="Which axis comes first: samples, or neurons?"),
        Mistake("first-layer-only", lambda x, layers: [x, relu(x @ layers[0][0] + layers[0][1])],
                says="Your list ends after the first layer: return stands inside the loop.",
                hint="How far to the right does your return stand?"),
        Mistake("scores-twice", kept(lambda s: [*s, s[-1]]),
                says="The scores are in your list twice.",
                hint="Is anything appended after the loop?"),
        Mistake("inputs-twice", kept(lambda s: [s[0], *s]),
                says="The inputs are in your list twice.",
                hint="Do you append before the layer, and begin with the inputs, too?"),
        Mistake("softmax-at-the-end", kept(lambda s: [*s[:-1], softmax(s[-1])]),
                says="Your last stage is shares; the scores are asked for.",
                hint="Scores, or shares?"),
        Mistake("shares-as-a-stage", kept(lambda s: [*s, softmax(s[-1])]),
                says="Your list goes on to the shares; it ends with the scores.",
                hint="Which is the last stage that the text names?"),
        Mistake("extended", kept(lambda s: [row for each in s for row in each]),
                says="Your list holds single rows: extend, or +=, takes an array apart.",
                hint="Which method puts an array into a list as one piece?"),
        Mistake("scores-and-stages", kept(lambda s: (s[-1], s)),
                says="You return the scores and the list; the list alone is asked for.",
                hint="How many things does the text ask for?"),
        Mistake("last-two", kept(lambda s: s[-2:]),
                says="Only the last layer's inputs and outputs are there: the list is made anew "
                     "in each round.",
                hint="Does the line that makes the list stand inside the loop?"),
        Mistake("first-and-last", kept(lambda s: [s[0], s[-1]]),
                says="Your list has the inputs and the scores; the hidden values are missing.",
                hint="Does append stand inside the loop?"),
        Mistake("weights", lambda x, layers: [weights for weights, _ in layers],
                says="You keep the weights; the values are asked for.",
                hint="What changes from batch to batch?"),
        Mistake("all-bent", kept(lambda s: [relu(each) for each in s]),
                says="ReLU was applied to every stage, inputs and scores included.",
                hint="After which layers does ReLU run?", catalogue="A17"),
        Mistake("answers-as-a-stage", kept(lambda s: [*s, s[-1].argmax(axis=1)]),
                says="Your list goes on to the answers; it ends with the scores.",
                hint="Which is the last stage that the text names?"),
        Mistake("first-sample-only", kept(lambda s: [each[0] for each in s]),
                says="You keep the first sample of each stage.", hint="What shape has a stage?"),
        Mistake("sums", kept(lambda s: [each.sum() for each in s]),
                says="You keep one number for each stage.", hint="What shape has a stage?"),
        Mistake("tanh", kept_of(lambda x, layers, k: bent(
                    np.tanh, plain if k == len(layers) else np.tanh)(x, layers[:k])),
                says="Your bend is tanh; ReLU is asked for.", hint="What becomes of 3, and of −3?"),
        Mistake("sizes", kept_of(lambda x, layers, k: bent(
                    np.abs, plain if k == len(layers) else np.abs)(x, layers[:k])),
                says="Your bend takes the size: −3 becomes 3.", hint="What should become of −3?",
                catalogue="A6"),
        Mistake("sigmoid", kept_of(lambda x, layers, k: bent(
                    squash, plain if k == len(layers) else squash)(x, layers[:k])),
                says="Your bend is a sigmoid; ReLU is asked for.",
                hint="What becomes of 3, and of −3?"),
        Mistake("stacked", kept(lambda s: np.concatenate(s, axis=1)),
                says="You glued the stages into one array; a list of arrays is asked for.",
                hint="Which method puts an array into a list as one piece?"),
        Mistake("rows-for-stages", rows_for_stages,
                says="`extend` (or `+=`) adds the rows of a stage one by one; a stage is to stay "
                     "one array.",
                hint="append, or extend?"),
        Mistake("returns-in-the-loop", lambda inputs, layers: trace(inputs, layers)[:2],
                says="Only the first layer runs: the function returns in the first round.",
                hint="How far to the right does your return stand?"),
        Mistake("bent-from-the-start", lambda inputs, layers: trace(relu(inputs), layers),
                says="The inputs went through ReLU, and everything after them is wrong; they come "
                     "first, as they are.",
                hint="What does the text say about the first stage?"),
        Mistake("pairs", lambda x, layers: list(zip(trace(x, layers), trace(x, layers)[1:])),
                says="You keep a pair for each layer, what goes in and what comes out; a list of "
                     "all stages, each once, is asked.",
                hint="How often does each stage occur in your list?"),
    ],
    equivalents=[by_prefixes,
                 lambda x, layers: list(by_prefixes(x, layers)),
                 lambda x, layers: [x.copy(), *raw_to_values(x, layers)],
                 lambda x, layers: [np.asarray(each).tolist() for each in trace(x, layers)]],
    hints=("How many stages has a network of three layers?",
           "Begin the list with the inputs; append after each layer, behind its ReLU.",
           "stages = [inputs]; for each layer: stages.append(relu(stages[-1] @ weights + "
           "biases)), the last without relu"),
    where="the line with append",
    after="For which stage is the largest share of numbers exactly 0?")


def raw_to_values(inputs, layers):
    totals = raw(inputs, layers)[1:]
    return [relu(total) for total in totals[:-1]] + totals[-1:]


EXERCISES = [keep]
