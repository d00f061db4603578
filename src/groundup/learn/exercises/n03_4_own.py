"""Exercises of 3.4, nnfs library: noise from a stream of one's own."""

import numpy as np

from groundup.learn.compare import compare
from groundup.learn.exercise import Exercise, Mistake, drawn, given


def noisy(x, seed):
    """x (N, D) -> x plus 0.1 · noise, an array (N, D) that the seed repeats."""
    random = np.random.RandomState(seed)
    return x + 0.1 * random.randn(*x.shape)


def noisy_start(x, seed):
    """x (N, D) -> x plus 0.1 · noise, an array (N, D) that the seed repeats."""
    np.random.seed(seed)
    return x + 0.1 * np.random.randn(*x.shape)


def put_back(x, seed):
    before = np.random.get_state()
    np.random.seed(seed)
    result = x + 0.1 * np.random.randn(*x.shape)
    np.random.set_state(before)
    return result


def with_noise(noise):
    """Right but for the noise, noise(random, x)."""
    return lambda x, seed: x + noise(np.random.RandomState(seed), x)


def and_then(mess, function=noisy):
    """The function, and something done to NumPy's own stream afterwards."""
    def result(x, seed):
        found = function(x, seed)
        mess(seed)
        return found
    return result


def in_place(x, seed):
    x += 0.1 * np.random.RandomState(seed).randn(*x.shape)
    return x


def beside(answer, x, seed):
    np.random.seed(7)
    return answer(x, seed), np.random.randint(0, 1000, 4)


def next_door(answer, x, seed):
    """Run it where somebody else is drawing from NumPy's own stream, and see what they get."""
    before, numbers = beside(answer, x.copy(), seed)
    result, others = beside(answer, x, seed)
    same = compare(before, result, rtol=0.0, atol=0.0).equal
    return (result if same else "other noise in every call",
            others if np.array_equal(numbers, others) else "others in every call")


def grid(rows, columns):
    return lambda rng: (rng.normal(size=(rows, columns)).round(1), int(rng.integers(8, 1000)))


own_noise = Exercise(
    id="3.4.noisy", title="The bug in somebody else's cell", level="debug",
    objective="draw random numbers without disturbing anybody",
    asks="This function returns the right numbers: 0.1 times the noise that seed gives, added to "
         "x. And yet, wherever it is called, other people's random numbers begin to repeat. Mend "
         "it: the same result, and **NumPy's own stream** (`np.random.randn` and its kin) goes on "
         "as if nobody had called.",
    header="import numpy as np", reference=noisy, start=noisy_start, run=next_door,
    outputs=("noisy points", "their next numbers"),
    probes=[given("three points, seed 0", np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 0.5]]), 0),
            drawn("four points", grid(4, 3)), drawn("five points", grid(5, 2))],
    mistakes=[
        Mistake("still-global", lambda x, seed: noisy_start(x, seed),
                says="np.random.seed still sets the stream that everybody in the program shares.",
                hint="Which generator could belong to you alone?"),
        Mistake("no-seed", lambda x, seed: x + 0.1 * np.random.randn(*x.shape),
                says="You draw from everybody's stream, without a seed: your numbers depend on "
                     "them, and theirs on you.",
                hint="Which object stands before .randn?"),
        Mistake("left-freshly-seeded", and_then(np.random.seed),
                says="Your numbers are right, but NumPy's stream is left freshly seeded: it begins "
                     "anew, wherever it was before.",
                hint="Which call of np.random.seed is left over?"),
        Mistake("seed-zero-afterwards", and_then(lambda seed: np.random.seed(0), noisy_start),
                says="You seed NumPy's stream once more at the end. It does not go back to where "
                     "it was: it begins anew.",
                hint="Where in its stream was NumPy before you came?"),
        Mistake("seed-drawn", lambda x, seed: noisy(x, np.random.randint(1000)),
                says="Your seed is drawn from NumPy's stream, which moves it, and `seed` is not "
                     "used.",
                hint="Where does your code use the argument seed?"),
        Mistake("seed-lost", lambda x, seed: noisy(x, 0),
                says="You always use the seed 0.", hint="Where does your code use the argument "
                                                        "seed?"),
        Mistake("no-factor", with_noise(lambda random, x: random.randn(*x.shape)),
                says="The factor 0.1 is lost.", hint="How large was the noise before?"),
        Mistake("even-noise", with_noise(lambda random, x: 0.1 * random.rand(*x.shape)),
                says="Your noise is even from 0 to 0.1: rand instead of randn.",
                hint="What does the n in randn stand for?"),
        Mistake("multiplied",
                lambda x, seed: x * 0.1 * np.random.RandomState(seed).randn(*x.shape),
                says="You multiply by the noise; it is added.",
                hint="Which sign stood before the noise?"),
        Mistake("x-scaled-too",
                lambda x, seed: 0.1 * (x + np.random.RandomState(seed).randn(*x.shape)),
                says="You multiplied x by 0.1, too.",
                hint="What does the 0.1 belong to?"),
        Mistake("factor-too-small",
                with_noise(lambda random, x: 0.01 * random.randn(*x.shape)),
                says="Your factor is 0.01; it is 0.1.",
                hint="How large was the noise before?"),
        Mistake("even-noise-both-signs",
                with_noise(lambda random, x: random.uniform(-0.1, 0.1, x.shape)),
                says="Your noise is spread evenly from −0.1 to 0.1; randn draws normal "
                     "numbers.",
                hint="Which method did the faulty code use?"),
        Mistake("seed-plus-one",
                lambda x, seed: noisy(x, seed + 1),
                says="You use the seed after the one that comes in.",
                hint="Where does your code use the argument seed?"),
        Mistake("seed-forty-two",
                lambda x, seed: noisy(x, 42),
                says="You always use the seed 42.",
                hint="Where does your code use the argument seed?"),
        Mistake("noise-in-a-row",
                with_noise(lambda random, x: 0.1 * random.randn(x.size)),
                says="You draw a row of numbers for all of x; its shape does not fit.",
                hint="What does the star in randn(*x.shape) do?"),
        Mistake("a-number-a-point",
                with_noise(lambda random, x: 0.1 * random.randn(len(x))),
                says="You draw one number for each point; each of its coordinates needs "
                     "one.",
                hint="How many numbers does x have?"),
        Mistake("one-number", with_noise(lambda random, x: 0.1 * random.randn()),
                says="One number is drawn, and added to all.",
                hint="How many numbers does x have?"),
        Mistake("one-row", with_noise(lambda random, x: 0.1 * random.randn(x.shape[1])),
                says="All points get the same noise.", hint="How many numbers does x have?"),
        Mistake("one-column", with_noise(lambda random, x: 0.1 * random.randn(len(x), 1)),
                says="Both coordinates of a point get the same noise.",
                hint="How many numbers does x have?"),
        Mistake("turned", with_noise(lambda random, x: 0.1 * random.randn(*x.shape[::-1]).T),
                says="The noise is drawn as (D, N) and turned: each number sits elsewhere.",
                hint="In which order does randn fill rows and columns?"),
        Mistake("noise-alone", lambda x, seed: noisy(0 * x, seed),
                says="You return the noise without x.", hint="What is the noise added to?"),
        Mistake("no-noise", lambda x, seed: x + 0.0,
                says="There is no noise any more.", hint="What did the faulty code return?"),
        Mistake("subtracted", with_noise(lambda random, x: -0.1 * random.randn(*x.shape)),
                says="You subtract the noise.", hint="Which sign had it before?"),
        Mistake("a-number-too-late", with_noise(lambda random, x: (
                    random.randn(), 0.1 * random.randn(*x.shape))[1]),
                says="One number is drawn and thrown away before the noise.",
                hint="Which line draws without need?"),
        Mistake("in-place", in_place,
                says="Your result is right, but x itself is changed as well.",
                hint="What does += do to the array that came in?", catalogue="S11"),
        Mistake("not-from-the-seed", with_noise(lambda random, x: (
                    0.1 * np.random.RandomState().randn(*x.shape))),
                says="Your noise is another one in every call: the generator is made without the "
                     "seed.",
                hint="Who tells a generator where to begin?"),
        Mistake("seeded-by-chance", and_then(lambda seed: np.random.seed(None), noisy),
                says="Your noise is right; but you end by seeding NumPy's own stream anew, at "
                     "random: nobody's numbers can be repeated any more.",
                hint="Which line still touches np.random itself?"),
        Mistake("star-forgotten", with_noise(lambda random, x: 0.1 * random.randn(x.shape)),
                says="randn wants two numbers, and gets a tuple: the star is missing.",
                hint="What does the star in randn(*x.shape) do?"),
    ],
    conventions=[Mistake(
        "new-generator", lambda x, seed: x + 0.1 * np.random.default_rng(seed).normal(
            size=x.shape),
        says="np.random.default_rng disturbs nobody, and is what new code should use; here the "
             "numbers should stay those of the faulty function, which RandomState has, too.",
        hint="Same seed, other generator: other numbers.")],
    equivalents=[put_back,
                 with_noise(lambda random, x: random.normal(0, 0.1, x.shape)),
                 with_noise(lambda random, x: 0.1 * random.standard_normal(x.shape)),
                 lambda x, seed: [[value + random.randn() / 10 for value in row] for row in x]
                 if (random := np.random.RandomState(seed)) else None],
    hints=("Which stream does np.random.seed set: yours, or everybody's?",
           "A RandomState is a generator of your own; it has the same methods.",
           "random = np.random.RandomState(seed)\nreturn x + 0.1 * random.randn(*x.shape)"),
    where="the line that seeds",
    after="Where in your own code does np.random.seed stand?")

EXERCISES = [own_noise]
