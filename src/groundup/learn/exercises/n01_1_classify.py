"""More exercises of 1.1, dot product: find the largest score, and the share of right answers."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# The largest -------------------------------------------------------------------------------------

def position_of_largest(numbers):
    """numbers (n,) -> the place of the largest number, counted from 0."""
    best = 0
    for place in range(len(numbers)):
        if numbers[place] > numbers[best]:
            best = place
    return best


def starts_at_zero(numbers):
    best, place = 0, 0
    for i, number in enumerate(numbers):
        if number > best:
            best, place = number, i
    return place


def best_never_updated(numbers):
    best, place = numbers[0], 0
    for i, number in enumerate(numbers):
        if number > best:
            place = i
    return place


def returns_at_once(numbers):
    best = numbers[0]
    for i, number in enumerate(numbers):
        if number > best:
            return i
    return 0


def number_as_place(numbers):
    best = 0
    for i in numbers:
        if numbers[i] > numbers[best]:
            best = i
    return best


def larger_than_the_last(numbers):
    place = 0
    for i in range(1, len(numbers)):
        if numbers[i] > numbers[i - 1]:
            place = i
    return place


def counts_the_rises(numbers):
    best, place = numbers[0], 0
    for number in numbers:
        if number > best:
            best = number
            place += 1
    return place


largest = Exercise(
    id="1.1.position-of-largest", title="Where is the largest?", level="easy",
    objective="find the position of the largest number",
    asks="Return the place of the largest number in a list, counted from 0. Where several are "
         "equally large, return the first of them. Scores may be negative.",
    reference=position_of_largest,
    probes=[given("three numbers", [0.2, 0.9, 0.4]),
            given("two that are equally large", [3, 7, 1, 7]),
            given("the largest at the end", [2.5, 3.5, 1.0, 3.0, 4.5]),
            given("the largest at the beginning", [6.0, 2.0, 5.0, 4.0]),
            drawn("five negative numbers",
                  lambda rng: np.roll(-np.arange(1.0, 6) - rng.random(5).round(1), 3).tolist()),
            drawn("eight numbers", lambda rng: rng.normal(size=8).round(2).tolist()),
            drawn("nine numbers, the smallest of them the largest in size", lambda rng: [
                *rng.normal(size=6).round(2).tolist(), 4.5, -9.0, 1.0])],
    mistakes=[
        Mistake("the-number-itself", lambda n: max(n),
                says="You returned the largest number itself, not its place.",
                hint="Is it asked how large, or where?"),
        Mistake("smallest", lambda n: n.index(min(n)),
                says="You returned the place of the smallest number.",
                hint="Which way round is your comparison?"),
        Mistake("starts-at-zero", starts_at_zero,
                says="It fails when all numbers are negative: your best so far begins at 0, which "
                     "is larger.",
                hint="Which number of the list could the best so far begin with?"),
        Mistake("counted-from-one", lambda n: n.index(max(n)) + 1,
                says="You counted the places from 1.",
                hint="Which place has the first number of a Python list?", catalogue="D16"),
        Mistake("last-of-equals", lambda n: len(n) - 1 - n[::-1].index(max(n)),
                says="Of several that are equally large you returned the last one.",
                hint="What does >= do, where > does nothing?"),
        Mistake("best-never-updated", best_never_updated,
                says="Your result is the last place whose number is larger than the first one: the "
                     "best so far never changes.",
                hint="When a larger number is found, which two things must be remembered?"),
        Mistake("returns-too-soon", returns_at_once,
                says="You returned the first place whose number is larger than the first number.",
                hint="Could a still larger one come later?"),
        Mistake("always-the-first", lambda n: 0,
                says="Your result is always 0.",
                hint="When a larger number is found, is its place remembered? Where does the "
                     "return stand?"),
        Mistake("larger-than-neighbour", larger_than_the_last,
                says="Your result is the last place where the numbers rise: you compare with the "
                     "one before.",
                hint="With what must each number be compared: its neighbour, or the best so far?"),
        Mistake("counts-the-rises", counts_the_rises,
                says="You counted how often a larger number was found; that is not its place.",
                hint="Which number says where the loop is?"),
        Mistake("largest-in-size", lambda n: int(np.argmax(np.abs(n))),
                says="You compared without the signs: −9 counted as larger than 4.5.",
                hint="Is −9 larger than 4.5?"),
        Mistake("all-places", lambda n: [i for i, each in enumerate(n) if each == max(n)],
                says="You returned a list of places; expected is one number.",
                hint="Which of them is the first?"),
        Mistake("place-and-number", lambda n: (n.index(max(n)), max(n)),
                says="You returned the place and the number; only the place is expected.",
                hint="What does the text ask for?"),
        Mistake("last-skipped", lambda n: n[:-1].index(max(n[:-1])),
                says="Your loop never looks at the last number.",
                hint="range(n) ends at n − 1. What does range(n − 1) end at?"),
        Mistake("first-skipped", lambda n: 1 + n[1:].index(max(n[1:])),
                says="Your loop never looks at the first number.",
                hint="Which place does your loop begin with?"),
        Mistake("place-in-sorted", lambda n: sorted(n).index(max(n)),
                says="You looked for the place in the sorted list; asked is the place in the list "
                     "as it is.",
                hint="Where do the numbers stand after sorting?"),
        Mistake("always-the-last", lambda n: len(n) - 1,
                says="Your result is always the last place.",
                hint="Does every round change your result, or only those that find a larger "
                     "number?"),
        Mistake("number-as-place", number_as_place,
                says="Your loop variable is a number of the list, and you use it as a place.",
                hint="What does range(len(numbers)) give, and what does numbers give?"),
        Mistake("minus-one-for-the-first", lambda n: position_of_largest(n) or -1,
                says="When the first number is the largest, nothing is ever found, and −1 stays.",
                hint="Which place is the best one before the loop begins?"),
    ],
    equivalents=[lambda n: n.index(max(n)), lambda n: np.argmax(n),
                 lambda n: max(range(len(n)), key=lambda i: n[i]),
                 lambda n: min(range(len(n)), key=lambda i: -n[i]),
                 lambda n: sorted(range(len(n)), key=lambda i: (-n[i], i))[0]],
    hints=("What must you remember while you walk along the list?",
           "Begin with the first place as the best so far, and compare each number with the best.",
           "best = 0; for each place: if numbers[place] > numbers[best]: best = place; return "
           "best"),
    where="the line that compares",
    after="NumPy calls this np.argmax. Try both on the same list.")


# The share of right answers ----------------------------------------------------------------------

def accuracy(said, truth):
    """said (N,), truth (N,) -> the share of answers that are right, between 0 and 1."""
    right = 0
    for answer, wanted in zip(said, truth):
        if answer == wanted:
            right = right + 1
    return right / len(said)


def divided_each_round(said, truth):
    right = 0
    for answer, wanted in zip(said, truth):
        right = (right + (answer == wanted)) / len(said)
    return right


def accuracy_start(said, truth):
    """said (N,), truth (N,) -> the share of answers that are right, between 0 and 1."""
    for answer, wanted in zip(said, truth):
        right = 0
        if answer == wanted:
            right = right + 1
    return right / len(said)


def resets_when_wrong(said, truth):
    right = 0
    for answer, wanted in zip(said, truth):
        right = right + 1 if answer == wanted else 0
    return right / len(said)


def right_per_wrong(said, truth):
    right = sum(a == b for a, b in zip(said, truth))
    return right / (len(said) - right)


def until_the_first_wrong(said, truth):
    right = 0
    for answer, wanted in zip(said, truth):
        if answer != wanted:
            break
        right += 1
    return right / len(said)


def answers(count):
    """Answers of which about half are right, the first and the last but one wrong."""
    def draw(rng):
        truth = rng.integers(0, 5, count)
        said = np.where(rng.random(count) < 0.6, truth, (truth + rng.integers(1, 5, count)) % 5)
        said[[1, 2, 3, -1, -2]] = truth[[1, 2, 3, -1, -2]]
        said[[0, 4, -3]] = (truth[[0, 4, -3]] + 1) % 5
        return said.tolist(), truth.tolist()
    return draw


share = Exercise(
    id="1.1.accuracy", title="It says 0.001", level="debug",
    objective="measure which share of the answers is right",
    asks="This function should return the share of answers that agree with the truth: 3 of 4 gives "
         "0.75. Whatever the program said, it returns almost nothing. Find the one line that "
         "stands in the wrong place, and mend it.",
    reference=accuracy, start=accuracy_start,
    probes=[given("three of four right", [5, 3, 8, 1], [5, 3, 9, 1]),
            given("all right", [2, 7, 1], [2, 7, 1]),
            drawn("twelve answers", answers(12)), drawn("nineteen answers", answers(19))],
    mistakes=[
        Mistake("reset-each-round", lambda s, t: (s[-1] == t[-1]) / len(s),
                says="Only the last answer is counted: the counter goes back to 0 in each round.",
                hint="Which lines run once, and which once for each answer?"),
        Mistake("returns-in-the-loop", lambda s, t: (s[0] == t[0]) / len(s),
                says="Only the first answer is counted: the function returns in the first round.",
                hint="How far to the right does your return stand?"),
        Mistake("counts-the-wrong", lambda s, t: 1 - accuracy(s, t),
                says="Your result is the share of wrong answers.",
                hint="Is it == or != that you count?"),
        Mistake("not-divided", lambda s, t: round(accuracy(s, t) * len(s)),
                says="You return how many are right; expected is the share.",
                hint="3 of 4 should give 0.75. By what is 3 divided?"),
        Mistake("percent", lambda s, t: 100 * accuracy(s, t),
                says="You return per cent; expected is a share between 0 and 1.",
                hint="What should come out when all are right?"),
        Mistake("one-too-few", lambda s, t: accuracy(s, t) * len(s) / (len(s) - 1),
                says="You divided by one less than the number of answers.",
                hint="What should come out when all are right?"),
        Mistake("one-too-many", lambda s, t: accuracy(s, t) * len(s) / (len(s) + 1),
                says="You divided by one more than the number of answers.",
                hint="What should come out when all are right?"),
        Mistake("divided-by-ten", lambda s, t: accuracy(s, t) * len(s) / 10,
                says="You divided by 10, the number of digits; divide by the number of answers.",
                hint="Three answers, all right: what should come out?"),
        Mistake("all-or-nothing", lambda s, t: float(s == t),
                says="Your result is 1 if all answers are right, and otherwise 0.",
                hint="What is 3 // 4? And what does [1, 2] == [1, 3] give: one True or False, or "
                     "two?",
                catalogue="S9"),
        Mistake("anywhere", lambda s, t: sum(each in t for each in s) / len(s),
                says="You counted answers that occur anywhere in the truth.",
                hint="With which one of the truths must the third answer agree?"),
        Mistake("right-per-wrong", right_per_wrong,
                says="You divided the right answers by the wrong ones.",
                hint="3 of 4 should give 0.75. By what is 3 divided?"),
        Mistake("streak", resets_when_wrong,
                says="Your counter goes back to 0 at each wrong answer.",
                hint="Does a wrong answer take the right ones back?"),
        Mistake("stops-at-the-first-wrong", until_the_first_wrong,
                says="You stopped counting at the first wrong answer.",
                hint="Could right ones come later?"),
        Mistake("counts-every-round", lambda s, t: 1.0,
                says="Your result is always 1: each round is counted, right or wrong.",
                hint="Which lines belong under the if?"),
        Mistake("last-skipped", lambda s, t: accuracy(s[:-1], t[:-1]) * (len(s) - 1) / len(s),
                says="The last answer is not looked at.",
                hint="range(n) ends at n − 1. What does range(n − 1) end at?"),
        Mistake("first-skipped", lambda s, t: accuracy(s[1:], t[1:]) * (len(s) - 1) / len(s),
                says="The first answer is not looked at.",
                hint="Which place does your loop begin with?"),
        Mistake("starts-at-one", lambda s, t: accuracy(s, t) + 1 / len(s),
                says="One right answer too many is counted.",
                hint="What is the counter before the first round?"),
        Mistake("divided-each-round", divided_each_round,
                says="You divide in each round, also what was divided before.",
                hint="Does the division stand inside the loop?"),
    ],
    equivalents=[lambda s, t: sum(a == b for a, b in zip(s, t)) / len(s),
                 lambda s, t: (np.array(s) == np.array(t)).mean(),
                 lambda s, t: 1 - sum(a != b for a, b in zip(s, t)) / len(t),
                 lambda s, t: np.mean([s[i] == t[i] for i in range(len(s))])],
    hints=("Follow the counter for three answers, with a pencil: what is it after each round?",
           "Which lines run once, before the loop, and which run in every round?",
           "right = 0 belongs before the loop"),
    where="the line that sets the counter to 0",
    after="What does it return for no answers at all, and what should it?")

EXERCISES = [largest, share]
