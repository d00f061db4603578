"""Exercises of 3.4, nnfs library: one arm of the spiral."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given


def arm(number, noise):
    """number: 0, 1, 2, …; noise (n,) -> the points (n, 2) of this arm of the spiral."""
    n = len(noise)
    r = np.linspace(0, 1, n)                                          # (n,) distance from (0, 0)
    t = np.linspace(4 * number, 4 * number + 4, n) + 0.2 * noise      # (n,) angle, before · 2.5
    return np.column_stack([r * np.sin(2.5 * t), r * np.cos(2.5 * t)])


def bent(angle=lambda c, n, e: np.linspace(4 * c, 4 * c + 4, n) + 0.2 * e,
         radius=lambda n: np.linspace(0, 1, n), turn=2.5, functions=(np.sin, np.cos)):
    """Arms that differ from the right one in their angle, their radius, or their functions."""
    def points(number, noise):
        r, t = radius(len(noise)), turn * angle(number, len(noise), noise)
        return np.column_stack([r * functions[0](t), r * functions[1](t)])
    return points


def point_by_point(number, noise):
    points = []
    for i, e in enumerate(noise):
        share = i / (len(noise) - 1)
        t = 4 * (number + share) + e / 5
        points.append([share * np.sin(2.5 * t), share * np.cos(2.5 * t)])
    return points


def complex_arm(number, noise):
    share = np.linspace(0, 1, len(noise))
    z = share * np.exp(2.5j * (4 * number + 4 * share + 0.2 * noise))
    return np.stack([z.imag, z.real], axis=1)


def distance_and_angle(number, noise):
    n = len(noise)
    return np.linspace(0, 1, n), np.linspace(4 * number, 4 * number + 4, n) + 0.2 * noise


def sine_of_the_turn(number, noise):
    r, t = distance_and_angle(number, noise)
    return np.column_stack([r * np.sin(2.5) * t, r * np.cos(2.5) * t])


def roles_swapped(number, noise):
    t, r = distance_and_angle(number, noise)
    return np.column_stack([r * np.sin(2.5 * t), r * np.cos(2.5 * t)])


def own_noise(number, noise):
    return arm(number, np.random.randn(len(noise)))


def drawn_arm(number, count):
    return lambda rng: (number, rng.normal(size=count).round(2))


one_arm = Exercise(
    id="3.4.arm", title="One arm of the spiral", level="medium",
    objective="turn a formula into points",
    asks="Return the n points of arm `number` (call it c), an array (n, 2); n is the length of "
         "`noise`.\n\n"
         "- The distances r are n even steps from 0 to 1, both included.\n"
         "- The angles t are n even steps from 4c to 4c + 4, both included, plus 0.2 times the "
         "noise.\n"
         "- Each point is (r · sin 2.5t, r · cos 2.5t).\n\n"
         "`np.linspace(a, b, n)` makes even steps; sine and cosine work in radians.",
    header="import numpy as np", reference=arm,
    probes=[given("three points without noise", 0, np.zeros(3)),
            drawn("arm 1, five points", drawn_arm(1, 5)),
            drawn("arm 0, four points", drawn_arm(0, 4)),
            drawn("arm 2, seven points", drawn_arm(2, 7))],
    mistakes=[
        Mistake("sine-and-cosine-swapped", bent(functions=(np.cos, np.sin)),
                says="Your two coordinates are swapped: the sine comes first here.",
                hint="Which of the two stands first in the text?"),
        Mistake("both-sines", bent(functions=(np.sin, np.sin)),
                says="Both coordinates have the sine.", hint="Where is the cosine?"),
        Mistake("both-cosines", bent(functions=(np.cos, np.cos)),
                says="Both coordinates have the cosine.", hint="Where is the sine?"),
        Mistake("no-turn", bent(turn=1), says="The factor 2.5 is missing.",
                hint="What stands inside the sine?"),
        Mistake("only-the-sine-turns", lambda c, e: np.column_stack([
                    arm(c, e)[:, 0], bent(turn=1)(c, e)[:, 1]]),
                says="The factor 2.5 is missing in your cosine.",
                hint="What stands inside the cosine?"),
        Mistake("only-the-cosine-turns", lambda c, e: np.column_stack([
                    bent(turn=1)(c, e)[:, 0], arm(c, e)[:, 1]]),
                says="The factor 2.5 is missing in your sine.",
                hint="What stands inside the sine?"),
        Mistake("turn-outside", lambda c, e: 2.5 * bent(turn=1)(c, e),
                says="Your factor 2.5 stands outside the sine and the cosine.",
                hint="Does 2.5 make the arm longer, or more wound up?"),
        Mistake("turn-of-two-pi", bent(turn=2 * np.pi), says="You multiply the angles by 2π; here "
                "it is 2.5.", hint="What stands inside the sine?"),
        Mistake("degrees", bent(turn=2.5 * np.pi / 180),
                says="You took the angles for degrees.", hint="What unit does np.sin expect?"),
        Mistake("noise-not-scaled", bent(lambda c, n, e: np.linspace(4 * c, 4 * c + 4, n) + e),
                says="The factor 0.2 before the noise is missing.",
                hint="How large is the noise to be?"),
        Mistake("no-noise", bent(lambda c, n, e: np.linspace(4 * c, 4 * c + 4, n)),
                says="The noise is missing.", hint="Where does your code use noise?"),
        Mistake("noise-subtracted",
                bent(lambda c, n, e: np.linspace(4 * c, 4 * c + 4, n) - 0.2 * e),
                says="You subtracted the noise.", hint="Which sign does the noise get?"),
        Mistake("noise-multiplied",
                bent(lambda c, n, e: np.linspace(4 * c, 4 * c + 4, n) * (0.2 * e)),
                says="You multiplied the angles by the noise.",
                hint="What would no noise, zeros, do to your angles?"),
        Mistake("noise-too-small",
                bent(lambda c, n, e: np.linspace(4 * c, 4 * c + 4, n) + 0.02 * e),
                says="Your noise is a tenth of the right one: 0.02 instead of 0.2.",
                hint="How large is the noise to be?"),
        Mistake("noise-outside-the-turn", lambda c, e: bent(
                    lambda c, n, e: np.linspace(4 * c, 4 * c + 4, n) + 0.08 * e)(c, e),
                says="You added the noise after the angles were multiplied by 2.5.",
                hint="Which comes first: the noise, or the factor 2.5?"),
        Mistake("noise-on-the-distance", lambda c, e: bent(
                    lambda c, n, _: np.linspace(4 * c, 4 * c + 4, n),
                    lambda n: np.linspace(0, 1, n) + 0.2 * e)(c, e),
                says="You added the noise to the distances; it belongs to the angles.",
                hint="Which of r and t is noisy?"),
        Mistake("noise-on-the-points",
                lambda c, e: arm(c, 0 * e) + 0.2 * e[:, None],
                says="You added the noise to the points; it belongs to the angles.",
                hint="Which of r and t is noisy?"),
        Mistake("noise-on-both", lambda c, e: bent(
                    radius=lambda n: np.linspace(0, 1, n) + 0.2 * e)(c, e),
                says="You added the noise to the distances, too.",
                hint="Which of r and t is noisy?"),
        Mistake("every-arm-is-arm-0", bent(lambda c, n, e: np.linspace(0, 4, n) + 0.2 * e),
                says="Your angles run from 0 to 4 for every arm.",
                hint="Where does your code use number?"),
        Mistake("one-step-an-arm", bent(lambda c, n, e: np.linspace(c, c + 1, n) + 0.2 * e),
                says="Your angles run from c to c + 1.", hint="How far does one arm wind?"),
        Mistake("narrow-arm", bent(lambda c, n, e: np.linspace(4 * c, 4 * c + 1, n) + 0.2 * e),
                says="Your angles run from 4c to 4c + 1.", hint="4(c + 1) is 4c + … ?"),
        Mistake("close-arms", bent(lambda c, n, e: np.linspace(c, c + 4, n) + 0.2 * e),
                says="Your angles run from c to c + 4.", hint="Where does arm 1 begin?"),
        Mistake("from-zero", bent(lambda c, n, e: np.linspace(0, 4 * c + 4, n) + 0.2 * e),
                says="Your angles begin at 0 for every arm.", hint="Where does arm 1 begin?"),
        Mistake("to-four", bent(lambda c, n, e: np.linspace(4 * c, 4, n) + 0.2 * e),
                says="Your angles end at 4 for every arm.", hint="Where does arm 1 end?"),
        Mistake("angle-end-left-out", bent(lambda c, n, e: np.linspace(
                    4 * c, 4 * c + 4, n, endpoint=False) + 0.2 * e),
                says="Your angles stop one step before 4c + 4: the end is left out.",
                hint="How many steps lie between n points?"),
        Mistake("distance-end-left-out", bent(radius=lambda n: np.arange(n) / n),
                says="Your distances stop one step before 1: the end is left out.",
                hint="How many steps lie between n points?"),
        Mistake("both-ends-left-out", bent(
                    lambda c, n, e: 4 * c + 4 * np.arange(n) / n + 0.2 * e,
                    lambda n: np.arange(n) / n),
                says="Distances and angles stop one step too early: you divide by n.",
                hint="How many steps lie between n points?"),
        Mistake("from-one-step", bent(radius=lambda n: np.arange(1, n + 1) / n),
                says="Your distances begin one step after 0.",
                hint="Where does every arm begin?"),
        Mistake("no-distance", bent(radius=np.ones),
                says="All your points lie on the circle of radius 1: the distance is missing.",
                hint="Where does r stand in your formula?"),
        Mistake("distance-only-once", lambda c, e: np.column_stack([
                    arm(c, e)[:, 0], bent(radius=np.ones)(c, e)[:, 1]]),
                says="Your second coordinate is not multiplied by r.",
                hint="How often does r stand in the formula of a point?"),
        Mistake("distance-only-once-second", lambda c, e: np.column_stack([
                    bent(radius=np.ones)(c, e)[:, 0], arm(c, e)[:, 1]]),
                says="Your first coordinate is not multiplied by r.",
                hint="How often does r stand in the formula of a point?"),
        Mistake("outside-in", bent(radius=lambda n: np.linspace(1, 0, n)),
                says="Your distances run from 1 to 0.", hint="Where does every arm begin?"),
        Mistake("angle-as-distance", lambda c, e: np.column_stack([
                    t := np.linspace(4 * c, 4 * c + 4, len(e)) + 0.2 * e, t]) * np.column_stack(
                    [np.sin(2.5 * t), np.cos(2.5 * t)]),
                says="You multiplied by the angle instead of the distance.",
                hint="Which of r and t runs from 0 to 1?"),
        Mistake("sine-of-the-product", lambda c, e: np.column_stack([
                    np.sin(z := np.linspace(0, 1, len(e)) * 2.5 * (np.linspace(
                        4 * c, 4 * c + 4, len(e)) + 0.2 * e)), np.cos(z)]),
                says="r stands inside the sine and the cosine.", hint="sin(rt), or r · sin t?"),
        Mistake("noise-ten-times",
                bent(lambda c, n, e: np.linspace(4 * c, 4 * c + 4, n) + 2 * e),
                says="Your noise is ten times the right one: 2 instead of 0.2.",
                hint="How large is the noise to be?"),
        Mistake("angles-scaled-too",
                bent(lambda c, n, e: 0.2 * (np.linspace(4 * c, 4 * c + 4, n) + e)),
                says="You multiplied the angles by 0.2, too.",
                hint="What does the 0.2 belong to?"),
        Mistake("noise-plus-a-fifth",
                bent(lambda c, n, e: np.linspace(4 * c, 4 * c + 4, n) + 0.2 + e),
                says="You added 0.2 to the noise instead of multiplying by it.",
                hint="Which sign stands between 0.2 and the noise?"),
        Mistake("noise-without-sign",
                bent(lambda c, n, e: np.linspace(4 * c, 4 * c + 4, n) + 0.2 * np.abs(e)),
                says="You dropped the signs of the noise.",
                hint="May noise be negative?"),
        Mistake("wrong-end",
                bent(lambda c, n, e: np.linspace(4 * c, c + 4, n) + 0.2 * e),
                says="Your angles end at c + 4; they end at 4c + 4.",
                hint="Where does arm 1 end?"),
        Mistake("next-arm",
                bent(lambda c, n, e: np.linspace(4 * c + 4, 4 * c + 8, n) + 0.2 * e),
                says="Your arm is the next one: its angles begin at 4c + 4.",
                hint="Where does arm 0 begin?"),
        Mistake("steps-of-one",
                bent(lambda c, n, e: 4 * c + np.arange(n) + 0.2 * e),
                says="Your angles go up in steps of 1, however many points there are.",
                hint="What does np.linspace do that np.arange does not?"),
        Mistake("divided-by-the-turn",
                bent(turn=1 / 2.5),
                says="You divided the angles by 2.5.",
                hint="What stands inside the sine?"),
        Mistake("distance-squared",
                bent(radius=lambda n: np.linspace(0, 1, n) ** 2),
                says="Your distances are squared.",
                hint="Are your distances even steps?"),
        Mistake("distance-added",
                lambda c, e: arm(c, e) / (r := np.linspace(0, 1, len(e))[:, None] + 1e-300) + r,
                says="You added the distance to sine and cosine instead of multiplying.",
                hint="Where does every arm begin?"),
        Mistake("time-outside",
                sine_of_the_turn,
                says="The angle stands outside: you took the sine of 2.5 alone.",
                hint="What stands inside the sine?"),
        Mistake("roles-swapped",
                roles_swapped,
                says="Distance and angle have changed their roles.",
                hint="Which of the two stands inside the sine?"),
        Mistake("distance-and-angle",
                lambda c, e: np.column_stack(distance_and_angle(c, e)),
                says="You return distances and angles; the points are asked for.",
                hint="Which formula makes a point of the two?"),
        Mistake("other-way-round",
                bent(functions=(lambda t: -np.sin(t), np.cos)),
                says="Your arm winds the other way round: the first coordinate has the "
                     "wrong sign.",
                hint="Which signs do the two coordinates have?"),
        Mistake("upside-down",
                bent(functions=(np.sin, lambda t: -np.cos(t))),
                says="Your second coordinate has the wrong sign.",
                hint="Which signs do the two coordinates have?"),
        Mistake("tangent",
                bent(functions=(np.sin, np.tan)),
                says="Your second coordinate has the tangent.",
                hint="Which function belongs to it?"),
        Mistake("added-up",
                lambda c, e: arm(c, e).sum(axis=1),
                says="You added the two coordinates of each point.",
                hint="How many numbers does a point have?"),
        Mistake("turned", lambda c, e: arm(c, e).T,
                says="Your array has the shape (2, n): a row for each coordinate.",
                hint="How many rows should n points have?"),
        Mistake("one-after-the-other", lambda c, e: arm(c, e).T.ravel(),
                says="All first coordinates stand before all second ones, in one row of numbers.",
                hint="Which function puts columns side by side?"),
        Mistake("own-noise", own_noise,
                says="You drew noise of your own; the noise that comes in is not used.",
                hint="What is the argument `noise` for?"),
        Mistake("poured-into-rows", lambda number, noise: arm(number, noise).T.reshape(-1, 2),
                says="reshape pours all first coordinates, and then all second ones, into rows of "
                     "two: the points are torn apart.",
                hint="Which function puts two arrays side by side as columns?"),
        Mistake("four-turns-on", bent(angle=lambda c, n, e: np.linspace(
                    4 * c, 4 * (c + 4), n) + 0.2 * e),
                says="Your angles end at 4 · (c + 4): brackets where none belong.",
                hint="The text says 4c + 4. What is that for arm 0, and what do you get?"),
        Mistake("noise-as-a-share", bent(angle=lambda c, n, e: np.linspace(
                    4 * c, 4 * c + 4, n) * (1 + 0.2 * e)),
                says="You multiplied the angles by the noise; it is added.",
                hint="Which sign stands before 0.2 times the noise?"),
    ],
    equivalents=[point_by_point, complex_arm,
                 bent(lambda c, n, e: np.linspace(c * 4, (c + 1) * 4, n) + e * 0.2),
                 bent(lambda c, n, e: 4 * (c + np.arange(n) / (n - 1)) + e / 5),
                 lambda number, noise: np.array([arm(number, noise)[:, k] for k in (0, 1)]).T],
    hints=("How many numbers does r have, and how many t?",
           "Make r and t with np.linspace, add the noise to t, and put two columns side by side.",
           "np.column_stack([r * np.sin(2.5 * t), r * np.cos(2.5 * t)])"),
    where="the two lines that make r and t",
    after="Draw arm 0 with 1,000 points and no noise. How often does it go around?")

EXERCISES = [one_arm]
