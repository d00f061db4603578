"""Exercises of 4.3, softmax for classification: a guess, shares of a list, shares of a batch."""

import math

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# The first guess ---------------------------------------------------------------------------------

guess_confidence = Exercise(
    id="4.3.guess-confidence", title="How sure will it sound?", level="guess",
    objective="predict how confident raw scores are",
    asks="The reader of 1.1 is right in 87 of 100 cases. You are about to turn its ten scores into "
         "ten percentages that add up to 100. The largest is how sure it is of its answer. How "
         "sure is it, on average? Write 12, 43, 87 or 99.",
    reference=43, choices=(12, 43, 87, 99),
    mistakes=[
        Mistake("no-idea", 12, says="It is surer than that: 12 is what dividing by the sum gives.",
                hint="Does a score that is larger by 2 deserve only a little more?"),
        Mistake("honest", 87, says="It is less sure than right. Nothing has told the scores how "
                                   "often they win.",
                hint="If you double all scores, does the reader become better? Does it sound "
                     "surer?"),
        Mistake("certain", 99, says="It is far less sure than that.",
                hint="By how much did the 7 win over the 8 in the first figure?"),
    ],
    hints=("Has anything so far told the scores how often they are right?",
           "The best score of the first figure is ahead by 1. Would you bet your house on it?",
           "It sounds half as sure as it is right."))


# One list of scores ------------------------------------------------------------------------------

def shares(scores):
    """scores: a list of numbers -> a list of as many shares, which add up to 1."""
    powers = [math.exp(score) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def exps(scores):
    return [math.exp(score) for score in scores]


def over(numbers, total):
    return [number / total for number in numbers]


def running_total(scores):
    total, result = 0, []
    for score in scores:
        total += math.exp(score)
        result.append(math.exp(score) / total)
    return result


def running_total_before(scores):
    total, result = 0, []
    for power in exps(scores):
        result.append(power / (total or 1))
        total += power
    return result


def written_back(scores):
    total = sum(exps(scores))
    for i, score in enumerate(scores):
        scores[i] = math.exp(score) / total
    return scores


def through(function):
    """Shares of f(score) instead of e^score."""
    return lambda s: over([function(x) for x in s], sum(function(x) for x in s))


def through_shift(lowest):
    """Shares of what each score lies above the lowest."""
    return lambda s: over([x - lowest(s) for x in s], sum(x - lowest(s) for x in s))


def with_loops(scores):
    total = 0.0
    for score in scores:
        total += math.exp(score)
    result = []
    for i in range(len(scores)):
        result.append(math.exp(scores[i]) / total)
    return result


some_scores = [given("three scores by hand", [2.0, 1.0, -1.0]),
               given("four scores below zero", [-3.0, -0.5, -1.0, -2.5]),
               drawn("five scores", lambda rng: rng.normal(0, 2, 5).round(1).tolist()),
               drawn("seven scores", lambda rng: rng.normal(0, 2, 7).round(1).tolist())]

list_of_shares = Exercise(
    id="4.3.shares", title="From scores to shares", level="easy",
    objective="turn scores into shares with exponentials",
    asks="`scores` is a list of numbers of both signs. Raise e to each of them (`math.exp` does "
         "one number), and divide each of these powers by the sum of all powers. Return the list "
         "of the shares, in the same order. They are all positive and add up to 1.",
    header="import math", reference=shares, probes=some_scores,
    mistakes=[
        Mistake("no-exponentials", lambda s: over(s, sum(s)),
                says="You divided the scores themselves by their sum: e to the score is missing.",
                hint="What does a score of −1 give? May a share be negative?", catalogue="A4"),
        Mistake("not-divided", exps,
                says="You return the powers; they are not divided by their sum yet.",
                hint="Add your results up. What should come out?", catalogue="A4"),
        Mistake("divided-by-largest", lambda s: over(exps(s), max(exps(s))),
                says="You divided by the largest power, not by the sum of all.",
                hint="Add your results up. What should come out?", catalogue="A4"),
        Mistake("divided-by-count", lambda s: over(exps(s), len(s)),
                says="You divided by how many scores there are, not by the sum of the powers.",
                hint="Add your results up. What should come out?", catalogue="A4"),
        Mistake("divided-by-sum-of-scores", lambda s: over(exps(s), sum(s)),
                says="You divided the powers by the sum of the scores.",
                hint="The sum of what makes the shares add up to 1?", catalogue="A4"),
        Mistake("divided-by-sizes-of-scores", lambda s: over(exps(s), sum(map(abs, s))),
                says="You divided the powers by the sum of the scores' sizes.",
                hint="The sum of what makes the shares add up to 1?", catalogue="A4"),
        Mistake("scores-over-powers", lambda s: over(s, sum(exps(s))),
                says="You divided the scores by the sum of the powers: above the line stands the "
                     "score, not its power.",
                hint="What stands above the line: a score, or e to the score?"),
        Mistake("power-of-the-sum", lambda s: over(exps(s), math.exp(sum(s))),
                says="You divided by e to the sum of the scores; the sum of the powers is due.",
                hint="First raise, then add; or first add, then raise?"),
        Mistake("running-total", running_total,
                says="You divided each power by the sum so far: the total is not complete yet.",
                hint="When is the sum of all powers known? How many loops does that need?"),
        Mistake("total-of-those-before", running_total_before,
                says="You divided each power by the sum of those before it.",
                hint="When is the sum of all powers known? How many loops does that need?"),
        Mistake("divided-by-last", lambda s: over(exps(s), exps(s)[-1]),
                says="You divided by the last power: each round replaces the total.",
                hint="Does each round add to the total, or replace it?"),
        Mistake("divided-by-first", lambda s: over(exps(s), exps(s)[0]),
                says="You divided by the first power alone.",
                hint="How many rounds went into your total?"),
        Mistake("divided-by-others", lambda s: [e / (sum(exps(s)) - e) for e in exps(s)],
                says="You divided each power by the sum of the others: it must be counted itself.",
                hint="Does a share of the whole count the part itself in the whole?"),
        Mistake("total-begins-at-one", lambda s: over(exps(s), 1 + sum(exps(s))),
                says="Your total is too large by 1, so the shares add up to less than 1.",
                hint="What is the total before the first round?"),
        Mistake("divided-by-length", lambda s: over(exps(s), math.hypot(*exps(s))),
                says="You divided by the length of the list of powers (the root of the sum of "
                     "squares).",
                hint="Should the shares add up to 1, or their squares?"),
        Mistake("minus-in-the-exponent", lambda s: shares([-x for x in s]),
                says="You raised e to minus the score: the smallest score gets the largest share.",
                hint="Which score should win?"),
        Mistake("base-two", through(lambda x: 2.0 ** x),
                says="You raised 2, not e, to the scores.", hint="What does math.exp(1) give?"),
        Mistake("base-ten", through(lambda x: 10.0 ** x),
                says="You raised 10, not e, to the scores.", hint="What does math.exp(1) give?"),
        Mistake("squares", through(lambda x: x * x),
                says="You squared the scores instead of raising e to them.",
                hint="Which is the base here, and which the exponent?"),
        Mistake("sizes", through(abs),
                says="You took the sizes of the scores: −3 gets as much as 3.",
                hint="Should a score of −3 get more than one of 1?", catalogue="A4"),
        Mistake("negatives-cut", through(lambda x: math.exp(max(0, x))),
                says="You replaced negative scores by 0 first (a ReLU), so they all get the same.",
                hint="Should −3 and −1 get the same share?", catalogue="A17"),
        Mistake("sigmoids", lambda s: [1 / (1 + math.exp(-x)) for x in s],
                says="You took the sigmoid of each score: each is squeezed for itself, and "
                     "together they do not add up to 1.",
                hint="If one score rises, what should happen to the shares of the others?"),
        Mistake("shares-of-sigmoids", through(lambda x: 1 / (1 + math.exp(-x))),
                says="You divided sigmoids by their sum; powers of e are asked for.",
                hint="What stands above the line?"),
        Mistake("smallest-subtracted", through(lambda x: math.exp(x) - 1),
                says="You subtracted 1 from each power.", hint="What is e to the 0?"),
        Mistake("twice", lambda s: shares(shares(s)),
                says="You took the shares of the shares: exponentials were applied twice.",
                hint="How often does math.exp touch a score on its way?", catalogue="L11"),
        Mistake("exp-of-the-shares", lambda s: exps(over(s, sum(s))),
                says="You divided first, and raised e to the quotients afterwards.",
                hint="Which comes first: the powers, or the division?"),
        Mistake("logarithms", lambda s: [math.log(p) for p in shares(s)],
                says="You return the logarithms of the shares.", hint="May a share be negative?"),
        Mistake("odds-turned", lambda s: [sum(exps(s)) / e for e in exps(s)],
                says="Your fraction is upside down.", hint="May a share be larger than 1?"),
        Mistake("percent", lambda s: [100 * p for p in shares(s)],
                says="You return percentages; shares add up to 1, not to 100.",
                hint="Add your results up. What should come out?"),
        Mistake("rounded-down", lambda s: [e // sum(exps(s)) for e in exps(s)],
                says="You used //, which throws the decimals away: every share becomes 0.",
                hint="Which sign divides without rounding?", catalogue="S10"),
        Mistake("largest-only", lambda s: max(shares(s)),
                says="You return the largest share alone; all of them are asked for.",
                hint="How many numbers should come back?"),
        Mistake("total-only", lambda s: sum(exps(s)),
                says="You return the sum of the powers; the division is missing.",
                hint="How many numbers should come back?"),
        Mistake("first-share-only", lambda s: shares(s)[0],
                says="Only the first share comes back: the function returns in the first round.",
                hint="How far to the right does your return stand?"),
        Mistake("last-share-only", lambda s: shares(s)[-1],
                says="Only the last share comes back.", hint="Where is each share kept?"),
        Mistake("winner-takes-all", lambda s: [float(x == max(s)) for x in s],
                says="You gave 1 to the largest and 0 to all others: a hard choice, no shares.",
                hint="What should the second largest score get?"),
        Mistake("exp-of-a-list", lambda s: math.exp(s),
                says="math.exp takes one number, and you gave it the whole list.",
                hint="How do you reach one score at a time?", catalogue="S9"),
        Mistake("list-divided", lambda s: exps(s) / sum(exps(s)),
                says="Python cannot divide a list by a number.",
                hint="How do you reach one power at a time?", catalogue="S9"),
        Mistake("sum-of-one-number", lambda s: [math.exp(x) / sum(math.exp(x)) for x in s],
                says="`sum` needs a list; inside your loop it gets one number.",
                hint="Where are all powers together, so that they can be added?"),
        Mistake("written-into-the-scores", written_back,
                says="The shares are right, but you wrote them into the list that came in.",
                hint="Who else holds this list? Make a new one.", catalogue="S11"),
        Mistake("from-smallest-to-largest", through_shift(min),
                says="You subtracted the smallest score and divided by the sum: the loser gets 0.",
                hint="What stands above the line: a score, or e to the score?"),
        Mistake("rounded", lambda s: [round(p, 2) for p in shares(s)],
                says="You rounded the shares to two digits.",
                hint="Round when you print, not when you compute."),
        Mistake("rounded-to-three", lambda s: [round(p, 3) for p in shares(s)],
                says="You rounded the shares to three digits.",
                hint="Round when you print, not when you compute."),
        Mistake("powers-of-sizes", through(lambda x: math.exp(abs(x))),
                says="You dropped the signs of the scores before raising e to them.",
                hint="Should a score of −3 get more than one of 1?"),
        Mistake("last-score-ignored", lambda s: shares(s[:-1]),
                says="The last score is left out, of the sum and of the result.",
                hint="Where does your loop end?"),
        Mistake("first-score-ignored", lambda s: shares(s[1:]),
                says="The first score is left out, of the sum and of the result.",
                hint="Which index does your loop begin with?"),
        Mistake("logarithm-for-power", lambda s: [math.log(x) for x in s],
                says="You took logarithms; e to the score is math.exp, the other way round.",
                hint="Which of the two takes negative numbers?"),
        Mistake("scores-over-largest", lambda s: over(s, max(s)),
                says="You divided the scores by the largest of them.",
                hint="May a share be negative?", catalogue="A4"),
        Mistake("places-for-scores", lambda s: shares(range(len(s))),
                says="You raised e to the places 0, 1, 2, …, not to the scores.",
                hint="What does `i` hold in your loop, and what does scores[i]?"),
        Mistake("scores-unchanged", lambda s: list(s),
                says="You return the scores as they came.",
                hint="What happens to each score first?"),
        Mistake("scores-to-the-e", lambda scores: [
                    abs(s) ** math.e / sum(abs(t) ** math.e for t in scores) for s in scores],
                says="You raised the scores to the power of e; e is to be raised to the scores.",
                hint="Which of the two stands below, and which above?"),
        Mistake("shifted-above-only", lambda scores: [
                    math.exp(s - max(scores)) / sum(map(math.exp, scores)) for s in scores],
                says="You subtracted the largest score above the line, and not below it.",
                hint="Do your shares add up to 1?"),
    ],
    equivalents=[with_loops,
                 lambda s: np.exp(s) / np.exp(s).sum(),
                 lambda s: [math.e ** x / sum(math.e ** y for y in s) for x in s],
                 lambda s: [math.exp(x - max(s)) / sum(math.exp(y - max(s)) for y in s)
                            for x in s],
                 lambda s: [1 / sum(math.exp(y - x) for y in s) for x in s],
                 lambda s: tuple(math.exp(x - math.log(sum(exps(s)))) for x in s)],
    hints=("What must all results do together?",
           "Make the list of powers first, then their sum, and only then divide.",
           "powers = e to each score; total = sum of powers; each power / total"),
    where="the line that divides",
    after="Add 10 to every score. What happens to the shares?")


EXERCISES = [guess_confidence, list_of_shares]
