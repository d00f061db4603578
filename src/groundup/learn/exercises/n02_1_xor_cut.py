"""The last exercise of 2.1, single neuron: choose the bias from data."""

from statistics import mean, median

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# Where to cut ------------------------------------------------------------------------------------

def bias_between(no, yes):
    """no (n,), yes (m,): scores without bias -> the bias that cuts halfway between."""
    middle = (sum(no) / len(no) + sum(yes) / len(yes)) / 2
    return -middle


def by_loops(no, yes):
    means = []
    for scores in (no, yes):
        total = 0
        for each in scores:
            total += each
        means.append(total / len(scores))
    return -(means[0] + (means[1] - means[0]) / 2)


def scores(low, high):
    def draw(rng):
        no = rng.normal(low, 1.5, 5).round(1)
        yes = rng.normal(high, 1.5, 8).round(1)
        return no.tolist(), yes.tolist()
    return draw


cut = Exercise(
    id="2.1.bias-between", title="Where to cut?", level="medium",
    objective="choose a bias from data",
    asks="A neuron without a bias gave the scores `no` to pictures it should refuse, and `yes` to "
         "pictures it should accept; the lists may differ in length. Halfway between the mean of "
         "`no` and the mean of `yes` is a good place to cut. Return the bias that puts the border "
         "there: a score on that place, plus the bias, is exactly 0.",
    reference=bias_between,
    probes=[given("two refused, three accepted", [1.0, 2.0], [4.0, 5.0, 9.0]),
            given("scores of both signs", [-3.0, -1.0, 1.5, -2.5], [0.5, 2.0, 3.0]),
            drawn("five refused, eight accepted", scores(1, 4)),
            drawn("five refused, eight accepted, below 0", scores(-5, -1))],
    mistakes=[
        Mistake("sign-forgotten", lambda n, y: (mean(n) + mean(y)) / 2,
                says="You returned the place of the cut; the bias is minus that.",
                hint="A score on the cut plus your bias: is it 0?"),
        Mistake("not-halved", lambda n, y: -(mean(n) + mean(y)),
                says="You added the two means and did not halve.",
                hint="What is halfway between 2 and 6?"),
        Mistake("not-halved-plus", lambda n, y: mean(n) + mean(y),
                says="You added the two means: they are not halved, and the sign is missing.",
                hint="What is halfway between 2 and 6?"),
        Mistake("only-one-halved", lambda n, y: -(mean(n) + mean(y) / 2),
                says="Only the mean of `yes` is halved: brackets are missing.",
                hint="a + b / 2: which of the two is halved?"),
        Mistake("minus-on-one", lambda n, y: -mean(n) + mean(y) / 2,
                says="Brackets are missing: only the mean of `yes` is halved, and only that of "
                     "`no` has the minus.",
                hint="−a + b / 2: which of the two is halved, which one negative?"),
        Mistake("half-the-difference", lambda n, y: (mean(y) - mean(n)) / 2,
                says="Your result is half the difference of the means: how far apart they are, not "
                     "where the middle lies.",
                hint="What is halfway between 2 and 6?"),
        Mistake("half-the-difference-turned", lambda n, y: (mean(n) - mean(y)) / 2,
                says="Your result is half the difference of the means; it should be minus half "
                     "their sum.",
                hint="What is halfway between 2 and 6?"),
        Mistake("difference", lambda n, y: mean(y) - mean(n),
                says="Your result is the difference of the means.",
                hint="What is halfway between 2 and 6?"),
        Mistake("difference-turned", lambda n, y: mean(n) - mean(y),
                says="Your result is the difference of the means.",
                hint="What is halfway between 2 and 6?"),
        Mistake("pooled", lambda n, y: -mean(n + y),
                says="You averaged all scores together: the longer list pulls the cut to its side.",
                hint="How many means does the text speak of?"),
        Mistake("pooled-plus", lambda n, y: mean(n + y),
                says="You averaged all scores together, and the minus is missing.",
                hint="How many means does the text speak of?"),
        Mistake("mean-of-no", lambda n, y: -mean(n),
                says="You cut at the mean of `no`; `yes` does not enter.",
                hint="Where does `yes` enter?"),
        Mistake("mean-of-yes", lambda n, y: -mean(y),
                says="You cut at the mean of `yes`: half of the good ones would be refused.",
                hint="Where does `no` enter?"),
        Mistake("lowest-yes", lambda n, y: -min(y),
                says="You cut at the lowest score of `yes`.",
                hint="Which two numbers is the cut halfway between?"),
        Mistake("highest-no", lambda n, y: -max(n),
                says="You cut at the highest score of `no`.",
                hint="Which two numbers is the cut halfway between?"),
        Mistake("between-the-nearest", lambda n, y: -(max(n) + min(y)) / 2,
                says="You cut halfway between the highest `no` and the lowest `yes`; the means are "
                     "asked for.",
                hint="Which two numbers is the cut halfway between?"),
        Mistake("between-the-outermost", lambda n, y: -(min(n) + max(y)) / 2,
                says="You cut halfway between the lowest and the highest score.",
                hint="Which two numbers is the cut halfway between?"),
        Mistake("medians", lambda n, y: -(median(n) + median(y)) / 2,
                says="You used the middle scores, the medians; the means are asked for.",
                hint="Which of the two is a sum divided by a number?"),
        Mistake("sums", lambda n, y: -(sum(n) + sum(y)) / 2,
                says="You halved the sums of the scores: the means are missing.",
                hint="What is a sum divided by, to become a mean?"),
        Mistake("sums-not-halved", lambda n, y: -(sum(n) + sum(y)),
                says="You added all scores; nothing is averaged or halved.",
                hint="What is a sum divided by, to become a mean?"),
        Mistake("lengths-crossed", lambda n, y: -(sum(n) / len(y) + sum(y) / len(n)) / 2,
                says="You divided each sum by the length of the other list.",
                hint="How many scores are in each sum?"),
        Mistake("divided-by-no", lambda n, y: -(sum(n) + sum(y)) / len(n) / 2,
                says="You divided both sums by the length of `no`.",
                hint="How many scores are in each sum?"),
        Mistake("divided-by-yes", lambda n, y: -(sum(n) + sum(y)) / len(y) / 2,
                says="You divided both sums by the length of `yes`.",
                hint="How many scores are in each sum?"),
        Mistake("halved-twice", lambda n, y: -(mean(n) / 2 + mean(y) / 2) / 2,
                says="You halved twice.", hint="What is halfway between 2 and 6?"),
        Mistake("first-scores", lambda n, y: -(n[0] + y[0]) / 2,
                says="Only the first score of each list counts.",
                hint="Where does the loop over the scores end?"),
        Mistake("last-scores", lambda n, y: -(n[-1] + y[-1]) / 2,
                says="Only the last score of each list counts.",
                hint="Does each round add to the total, or replace it?"),
        Mistake("multiplied", lambda n, y: -mean(n) * mean(y),
                says="You multiplied the two means.", hint="What is halfway between 2 and 6?"),
        Mistake("both", lambda n, y: (-mean(n), -mean(y)),
                says="You returned two numbers; a neuron has one bias.",
                hint="What is halfway between them?"),
        Mistake("lists-added", lambda n, y: -(np.array(n) + np.array(y)) / 2,
                says="You added the scores place by place; the lists differ in length.",
                hint="Which comes first: the mean of each list, or the addition?"),
        Mistake("zipped", lambda n, y: -mean((a + b) / 2 for a, b in zip(n, y)),
                says="You paired the scores with `zip`, which stops at the shorter list.",
                hint="Does the first `no` have anything to do with the first `yes`?"),
        Mistake("minus-a-list", lambda n, y: -(n + y) / 2,
                says="`+` joins two lists into one, and a list has no minus.",
                hint="Which comes first: the mean of each list, or the addition?", catalogue="S9"),
        Mistake("highest-scores", lambda n, y: -(max(n) + max(y)) / 2,
                says="You cut halfway between the two highest scores.",
                hint="Which two numbers is the cut halfway between?"),
        Mistake("lowest-scores", lambda n, y: -(min(n) + min(y)) / 2,
                says="You cut halfway between the two lowest scores.",
                hint="Which two numbers is the cut halfway between?"),
        Mistake("pooled-and-halved", lambda n, y: -mean(n + y) / 2,
                says="You averaged all scores together, and halved that.",
                hint="How many means does the text speak of?"),
        Mistake("middle-of-all", lambda n, y: -median(n + y),
                says="You cut at the middle one of all scores.",
                hint="How many means does the text speak of?"),
        Mistake("medians-plus", lambda n, y: (median(n) + median(y)) / 2,
                says="You used the middle scores, the medians, and the minus is missing.",
                hint="Which of the two is a sum divided by a number?"),
        Mistake("one-sum", lambda n, y: -(sum(n) + sum(y) / len(y)) / 2,
                says="The sum of `no` is not divided: it is no mean yet.",
                hint="How many divisions do two means take?"),
        Mistake("other-sum", lambda n, y: -(sum(n) / len(n) + sum(y)) / 2,
                says="The sum of `yes` is not divided: it is no mean yet.",
                hint="How many divisions do two means take?"),
        Mistake("numbers-of-scores", lambda n, y: -(len(n) + len(y)) / 2,
                says="You averaged how many scores there are, not the scores.",
                hint="What does len give, and what does sum?"),
        Mistake("always-negative", lambda n, y: -abs(mean(n) + mean(y)) / 2,
                says="Your bias is always negative; where the scores are negative, it "
                     "must be positive.",
                hint="Which bias brings a cut at −3 to 0?"),
        Mistake("cut-down", lambda no, yes: -((np.mean(no) + np.mean(yes)) // 2),
                says="// rounds down to a whole number; / is meant.", hint="What is 3 // 2?"),
        Mistake("pairs-by-zip", lambda no, yes: -sum(a + b for a, b in zip(no, yes)) / 2 / len(no),
                says="zip stops at the end of the shorter list: some scores are never used.",
                hint="What does zip do with two lists of different lengths?"),
    ],
    equivalents=[by_loops, lambda n, y: -(np.mean(n) + np.mean(y)) / 2,
                 lambda n, y: -0.5 * mean(n) - 0.5 * mean(y),
                 lambda n, y: -mean([mean(n), mean(y)]),
                 lambda n, y: (sum(n) / len(n) + sum(y) / len(y)) / -2],
    hints=("Where should a picture stand whose score plus bias is exactly 0?",
           "Average each list by itself, then take the middle of the two means.",
           "middle = (mean of no + mean of yes) / 2; return −middle"),
    where="the line that takes the middle",
    after="Which bias would you take if a wrong yes were far worse than a wrong no?")


EXERCISES = [cut]
