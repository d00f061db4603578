"""Exercises of 3.4, nnfs library: what a seed is."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# The first guess ---------------------------------------------------------------------------------

guess_order = Exercise(
    id="3.4.guess-order", title="The same seed, another order", level="guess",
    objective="predict what a seed fixes, and what not",
    asks="Two programs begin with the same seed. The first draws the spiral and then the first "
         "layer's weights; the second draws the weights and then the spiral. Which of the two "
         "things come out the same in both? Write \"both\", \"spiral\", \"weights\" or "
         "\"neither\".",
    reference="neither", choices=("both", "spiral", "weights", "neither"),
    mistakes=[
        Mistake("both", "both", says="Neither is the same. A seed fixes the stream of numbers, not "
                                     "who gets which.",
                hint="Who takes the first 300 numbers of the stream?"),
        Mistake("spiral", "spiral", says="Not even the spiral: it gets other numbers when it draws "
                                         "second.",
                hint="Who takes the first 300 numbers of the stream?"),
        Mistake("weights", "weights", says="Not even the weights: they get other numbers when they "
                                           "draw first.",
                hint="Which numbers of the stream are left after 300 were taken?"),
    ],
    hints=("Think of a roll of numbered tickets. What does the seed decide?",
           "Whoever comes first takes the first tickets.",
           "Both programs share the roll; no two things in them get the same tickets."))


# A generator -------------------------------------------------------------------------------------

def stream(seed, count):
    """seed: a whole number -> a list of `count` numbers from 0 to 15."""
    numbers = []
    for _ in range(count):
        seed = (5 * seed + 3) % 16
        numbers.append(seed)
    return numbers


def steps(step, with_seed=False):
    """Streams of the numbers x, step(x), step(step(x)), …; the first one only on demand."""
    def numbers(seed, count):
        found = [seed]
        for _ in range(count):
            found.append(step(found[-1]))
        return found[:count] if with_seed else found[1:]
    return numbers


def seed_added(seed, count):
    return steps(lambda x: (5 * x + seed) % 16)(seed, count)


def stops_at_a_repeat(seed, count):
    found = []
    while len(found) < count:
        seed = (5 * seed + 3) % 16
        if seed in found:
            break
        found.append(seed)
    return found


def by_recursion(seed, count):
    if count == 0:
        return []
    following = (5 * seed + 3) % 16
    return [following, *by_recursion(following, count - 1)]


def as_generator(seed, count):
    for _ in range(count):
        seed = (5 * seed + 3) & 15
        yield seed


generator = Exercise(
    id="3.4.stream", title="A random number generator, by hand", level="easy",
    objective="write a generator of pseudo-random numbers",
    asks="Each number follows from the one before: multiply it by 5, add 3, and keep the remainder "
         "of dividing by 16 (`% 16`). The number before the first is the seed. Return the first "
         "`count` numbers as a list; the seed itself is not one of them.",
    reference=stream,
    probes=[given("seed 0, five numbers", 0, 5), given("seed 7, three numbers", 7, 3),
            given("seed 12, eighteen numbers", 12, 18),
            drawn("another seed", lambda rng: (int(rng.integers(16, 90)), 6))],
    mistakes=[
        Mistake("begins-with-the-seed", steps(lambda x: (5 * x + 3) % 16, with_seed=True),
                says="Your list begins with the seed itself.",
                hint="Which comes first in a round: computing the next number, or keeping one?"),
        Mistake("one-more", lambda seed, count: [seed, *stream(seed, count)],
                says="Your list has the seed and all `count` numbers: one too many.",
                hint="How long should the list be?"),
        Mistake("one-too-many", lambda seed, count: stream(seed, count + 1),
                says="Your list has one number too many.", hint="How often does your loop run?"),
        Mistake("one-too-few", lambda seed, count: stream(seed, count - 1),
                says="Your list has one number too few.", hint="How often does your loop run?"),
        Mistake("first-one-lost", lambda seed, count: stream(seed, count + 1)[1:],
                says="The first number is missing: your list begins with the second.",
                hint="When do you keep a number: before or after you compute the next?"),
        Mistake("remainder-of-the-three", steps(lambda x: 5 * x + 3 % 16),
                says="Your numbers grow without end: there is no remainder, or only that of the 3.",
                hint="What does 5 * x + 3 % 16 compute first?"),
        Mistake("seed-without-remainder",
                lambda seed, count: [5 * seed + 3 for _ in range(count)],
                says="You return 5 · seed + 3 again and again, without the remainder.",
                hint="From which number does the second one follow?"),
        Mistake("brackets-around-the-sum", steps(lambda x: 5 * (x + 3) % 16),
                says="You add 3 before you multiply.", hint="Which comes first in the text?"),
        Mistake("remainder-too-early", steps(lambda x: 5 * x % 16 + 3),
                says="You take the remainder before you add 3.",
                hint="What must be in brackets, so that % gets the whole sum?"),
        Mistake("swapped-constants", steps(lambda x: (3 * x + 5) % 16),
                says="You multiply by 3 and add 5.", hint="Which of 5 and 3 is the factor?"),
        Mistake("plus-five", steps(lambda x: (x + 5 + 3) % 16),
                says="You add 5 instead of multiplying by it.", hint="Which sign does the 5 get?"),
        Mistake("minus-three", steps(lambda x: (5 * x - 3) % 16),
                says="You subtract 3.", hint="Which sign does the 3 get?"),
        Mistake("no-three", steps(lambda x: 5 * x % 16),
                says="The 3 is missing.", hint="What would the seed 0 give for ever?"),
        Mistake("no-five", steps(lambda x: (x + 3) % 16),
                says="The factor 5 is missing.", hint="What happens to the number before the 3?"),
        Mistake("fifteen", steps(lambda x: (5 * x + 3) % 15),
                says="You divide by 15. The largest remainder of 16 is 15.",
                hint="Which remainders does % 16 have?"),
        Mistake("seventeen", steps(lambda x: (5 * x + 3) % 17),
                says="You divide by 17.", hint="Which remainders does % 16 have?"),
        Mistake("quotient", steps(lambda x: (5 * x + 3) // 16),
                says="You keep the quotient, not the remainder.",
                hint="What does // give, and what %?"),
        Mistake("divided", steps(lambda x: (5 * x + 3) / 16),
                says="You divide by 16, and keep the decimals.", hint="What does / give, and %?"),
        Mistake("fractions", lambda seed, count: [x / 16 for x in stream(seed, count)],
                says="You divided the numbers by 16. Generators do that at the end; here the whole "
                     "numbers are asked for.",
                hint="From where to where do the numbers run in the text?"),
        Mistake("always-from-the-seed",
                lambda seed, count: [(5 * seed + 3) % 16] * count,
                says="All your numbers are the same: each follows from the seed, not from the one "
                     "before.",
                hint="Which variable changes from round to round?"),
        Mistake("from-the-place",
                lambda seed, count: [(5 * i + 3) % 16 for i in range(count)],
                says="Your numbers follow from their place, 0, 1, 2, …; the seed plays no part.",
                hint="From which number does the next one follow?"),
        Mistake("seed-and-place",
                lambda seed, count: [(5 * (seed + i) + 3) % 16 for i in range(count)],
                says="Your numbers follow from seed + 0, seed + 1, …, not from the one before.",
                hint="From which number does the next one follow?"),
        Mistake("seed-as-the-summand", seed_added,
                says="You add the seed in each round instead of 3.",
                hint="What is the seed: the number before the first, or part of the rule?"),
        Mistake("starts-at-zero", lambda seed, count: stream(0, count),
                says="Your stream is that of the seed 0, whatever seed comes in.",
                hint="Where does your code use the argument seed?"),
        Mistake("starts-at-one", lambda seed, count: stream(1, count),
                says="Your stream is that of the seed 1, whatever seed comes in.",
                hint="Where does your code use the argument seed?"),
        Mistake("seed-again-and-again",
                lambda seed, count: [seed] * count,
                says="Your list is the seed, again and again.",
                hint="Where is the next number computed?"),
        Mistake("plain-count",
                lambda seed, count: list(range(count)),
                says="Your list is 0, 1, 2, …",
                hint="From which number does the next one follow?"),
        Mistake("from-the-place-from-one",
                lambda seed, count: [(5 * i + 3) % 16 for i in range(1, count + 1)],
                says="Your numbers follow from their place, 1, 2, 3, …; the seed plays "
                     "no part.",
                hint="From which number does the next one follow?"),
        Mistake("seed-and-place-from-one",
                lambda seed, count: [(5 * (seed + i) + 3) % 16 for i in range(1, count + 1)],
                says="Your numbers follow from seed + 1, seed + 2, …, not from the one "
                     "before.",
                hint="From which number does the next one follow?"),
        Mistake("three-only-once",
                lambda seed, count: [(5 ** k * seed + 3) % 16 for k in range(1, count + 1)],
                says="You multiply again and again, but add 3 only once.",
                hint="What happens to the 3 in the next round?"),
        Mistake("place-added",
                lambda seed, count: [(5 * seed + 3) % 16 + i for i in range(count)],
                says="Your numbers count up from the first one.",
                hint="From which number does the next one follow?"),
        Mistake("place-times-seed",
                lambda seed, count: [(5 * seed * i + 3) % 16 for i in range(count)],
                says="Your numbers follow from seed times place, not from the one "
                     "before.",
                hint="From which number does the next one follow?"),
        Mistake("numpys-numbers",
                lambda seed, count: np.random.RandomState(seed).randint(0, 16, count).tolist(),
                says="These are NumPy's numbers; here you write the generator yourself.",
                hint="Which rule does the text give?"),
        Mistake("last-one-only", lambda seed, count: stream(seed, count)[-1],
                says="You return only the last number.", hint="Where is the list?"),
        Mistake("first-one-only", lambda seed, count: stream(seed, 1),
                says="Your list has only the first number: the function returns in the first "
                     "round.",
                hint="How far to the right does your return stand?"),
        Mistake("sorted", lambda seed, count: sorted(stream(seed, count)),
                says="You sorted the numbers.", hint="Does the order matter?"),
        Mistake("backwards", lambda seed, count: stream(seed, count)[::-1],
                says="Your list has the last number first.",
                hint="At which end does a new number go in?"),
        Mistake("stops-at-a-repeat", stops_at_a_repeat,
                says="Your list ends where the numbers begin to repeat: they should go round.",
                hint="There are only 16 numbers. What should come for a count of 18?"),
        Mistake("kept-before-the-remainder", lambda seed, count: [
                    5 * x + 3 for x in [seed, *stream(seed, count)][:count]],
                says="You keep each number before its remainder is taken.",
                hint="Which comes first: the remainder, or the append?"),
        Mistake("remainder-of-the-one-before", lambda seed, count: steps(
                    lambda x: 5 * (x % 16) + 3)(seed, count),
                says="You take the remainder of the number before, and none of the new one.",
                hint="What is the largest number that you should return?"),
        Mistake("sorted-in-a-set", lambda seed, count: sorted(set(stream(seed, count))),
                says="Your numbers are sorted, without repeats: a set keeps no order.",
                hint="Which container keeps numbers in the order in which they came?"),
        Mistake("power", steps(lambda x: (5 ** int(x) + 3) % 16),
                says="You raised 5 to a power; it is multiplied.", hint="* or ** ?"),
    ],
    equivalents=[by_recursion, as_generator, steps(lambda x: (5 * x + 3) % 16),
                 lambda seed, count: [(5 ** k * seed + 3 * (5 ** k - 1) // 4) % 16
                                      for k in range(1, count + 1)],
                 lambda seed, count: np.array(stream(seed, count))],
    hints=("From which number does the second one follow?",
           "One variable holds the newest number. Replace it in each round, then append it.",
           "for _ in range(count):\n    seed = (5 * seed + 3) % 16\n    numbers.append(seed)"),
    where="the line that computes the next number: where are its brackets?",
    after="Ask for 40 numbers. After how many does the stream repeat, and why not later?")

EXERCISES = [guess_order, generator]
