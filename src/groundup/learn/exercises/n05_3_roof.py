"""More exercises of 5.3, performance optimization: the roof, and what one faster part brings."""

import numpy as np

from groundup.learn.exercise import Exercise, Mistake, drawn, given

# The roof ----------------------------------------------------------------------------------------


def roof(flops, moved, peak, bandwidth):
    """flops, bytes moved, peak (flop/s), bandwidth (byte/s) -> the best possible flop/s."""
    return min(peak, flops / moved * bandwidth)


def by_time(flops, moved, peak, bandwidth):
    return flops / max(flops / peak, moved / bandwidth)


def by_case(flops, moved, peak, bandwidth):
    intensity = flops / moved
    if intensity < peak / bandwidth:
        return intensity * bandwidth
    return peak


def a_machine(low, high):
    """Numbers whose intensity lies in this range, on a machine whose two roofs meet at 5."""
    def draw(rng):
        bandwidth, moved = float(rng.integers(7, 12)), float(rng.integers(13, 40))
        return float(round(moved * rng.uniform(low, high))), moved, 5 * bandwidth, bandwidth
    return draw


roofing = Exercise(
    id="5.3.roof", title="The roof", level="medium",
    objective="say how fast code could be, at best, on a machine",
    asks="A piece of code does `flops` operations and moves `moved` bytes. The machine computes "
         "at most `peak` flops per second and moves at most `bandwidth` bytes per second, both "
         "**at the same time**. Return the best **flops per second** that the code can reach: "
         "`peak`, unless the memory cannot bring the numbers that fast.",
    reference=roof,
    probes=[given("100 flops, 50 bytes; 10 flop/s, 4 bytes/s", 100.0, 50.0, 10.0, 4.0),
            given("1,000 flops, 50 bytes; 10 flop/s, 4 bytes/s", 1000.0, 50.0, 10.0, 4.0),
            given("2 flops, 50 bytes; 1,000 flop/s, 10 bytes/s", 2.0, 50.0, 1000.0, 10.0),
            drawn("few flops a byte", a_machine(0.3, 2.2)),
            drawn("many flops a byte", a_machine(8, 20)),
            drawn("somewhat fewer", a_machine(2.6, 4.4)),
            drawn("somewhat more", a_machine(5.6, 7.5))],
    mistakes=[
        Mistake("always-peak", lambda f, m, p, b: p,
                says="You always return the peak; the memory may be slower.",
                hint="How many flops per second can bandwidth feed?"),
        Mistake("always-memory", lambda f, m, p, b: f / m * b,
                says="You always return what the memory allows; that may be above the peak.",
                hint="Can the machine compute faster than its peak?"),
        Mistake("the-larger", lambda f, m, p, b: max(p, f / m * b),
                says="You return the larger of the two limits (or your two cases are exchanged).",
                hint="A chain of two: does the faster part set the pace, or the slower one?"),
        Mistake("upside-down", lambda f, m, p, b: min(p, m / f * b),
                says="Your ratio is upside down: bytes per flop.",
                hint="flop/s = (flops per byte) times (bytes per second)."),
        Mistake("divided-by-bandwidth", lambda f, m, p, b: min(p, f / m / b),
                says="You divide by the bandwidth: a faster memory would make it slower.",
                hint="flop/s = (flops per byte) times (bytes per second)."),
        Mistake("one-after-the-other", lambda f, m, p, b: f / (f / p + m / b),
                says="You let the computing wait for the moving: the two times are added. They "
                     "run at the same time.",
                hint="Two workers begin together. When are both done?"),
        Mistake("averaged", lambda f, m, p, b: (p + f / m * b) / 2,
                says="You average the two limits; the lower one holds.",
                hint="A chain of two: which part sets the pace?"),
        Mistake("added", lambda f, m, p, b: p + f / m * b,
                says="You add the two limits; the lower one holds.",
                hint="A chain of two: which part sets the pace?"),
        Mistake("multiplied", lambda f, m, p, b: p * (f / m) * b,
                says="You multiply the two limits; the lower one holds.",
                hint="A chain of two: which part sets the pace?"),
        Mistake("bytes-ignored", lambda f, m, p, b: min(p, f * b),
                says="You multiply all flops by the bandwidth; flops per byte are needed.",
                hint="How many flops does one byte feed?"),
        Mistake("bytes-per-second", lambda f, m, p, b: min(p, b),
                says="You compare flops per second with bytes per second.",
                hint="How many flops does one byte feed?"),
        Mistake("bandwidth-a-byte", lambda f, m, p, b: min(p, b / m),
                says="b / moved is how often per second the code could run; the flops are "
                     "missing.",
                hint="How many flops does one run do?"),
        Mistake("intensity", lambda f, m, p, b: f / m,
                says="You return the flops per byte; flops per second are asked for.",
                hint="Where do peak and bandwidth enter?"),
        Mistake("intensity-capped", lambda f, m, p, b: min(p, f / m),
                says="You compare flops per byte with flops per second.",
                hint="What must flops per byte be multiplied by to be flops per second?"),
        Mistake("time", lambda f, m, p, b: max(f / p, m / b),
                says="You return the time that it takes; the flops per second are asked for.",
                hint="flops divided by which time?"),
        Mistake("shorter-time", lambda f, m, p, b: min(f / p, m / b),
                says="You return the shorter of the two times; the flops per second are asked "
                     "for.",
                hint="When are both done, and how many flops per second is that?"),
        Mistake("share-of-peak", lambda f, m, p, b: min(1, f / m * b / p),
                says="You return the share of the peak; the flops per second are asked for.",
                hint="A share of what?"),
        Mistake("times-peak", lambda f, m, p, b: min(p, f / m * p),
                says="You multiply the flops per byte by the peak; the memory's speed is the "
                     "bandwidth.",
                hint="Which of the two rates brings the bytes?"),
        Mistake("corner", lambda f, m, p, b: p / b,
                says="You return where the two roofs meet, in flops per byte.",
                hint="Where do flops and moved enter?"),
        Mistake("whole-numbers", lambda f, m, p, b: min(p, f // m * b),
                says="The flops per byte are cut to a whole number.",
                hint="/ or // ?", catalogue="S10"),
    ],
    equivalents=[by_time, by_case, lambda f, m, p, b: float(np.minimum(p, f * b / m)),
                 lambda f, m, p, b: sorted([p, f / (m / b)])[0]],
    hints=("How many flops does one byte bring with it?",
           "(flops per byte) times (bytes per second) is what the memory allows.",
           "min(peak, flops / moved · bandwidth)"),
    where="the comparison of the two limits",
    after="At how many flops per byte do the two limits meet on a machine with 100 GFlop/s and "
          "20 GB/s?")


# What one faster part brings ---------------------------------------------------------------------

def overall(share, factor):
    """share (0 to 1) of the time becomes `factor` times faster -> speed-up of the whole."""
    return 1 / (1 - share + share / factor)


def with_seconds(share, factor):
    before = 10.0
    return before / (before * share / factor + before * (1 - share))


amdahl = Exercise(
    id="5.3.overall", title="What one faster part brings", level="medium",
    objective="predict what the speed-up of one part does for the whole",
    asks="One part of a program takes the share `share` of its time: 0.6 means 60 %. You make "
         "this part `factor` times faster; the rest stays as it is. Return how many times faster "
         "the **whole** program becomes. With a share of 0.5 and a factor of 2, ten seconds "
         "become 7.5, so the answer is 10 / 7.5.",
    reference=overall,
    probes=[given("half of the time, twice as fast", 0.5, 2.0),
            given("60 %, three times as fast", 0.6, 3.0),
            given("10 %, a thousand times as fast", 0.1, 1000.0),
            given("everything, four times as fast", 1.0, 4.0),
            drawn("another share and factor", lambda rng: (
                round(float(rng.uniform(0.2, 0.45)), 2), float(rng.integers(3, 9)))),
            drawn("a large share", lambda rng: (
                round(float(rng.uniform(0.7, 0.9)), 2), float(rng.integers(2, 6)) + 0.5))],
    mistakes=[
        Mistake("factor", lambda s, k: k,
                says="You return the speed-up of the part, as if it were the whole.",
                hint="What does the rest of the program do meanwhile?"),
        Mistake("share-times-factor", lambda s, k: s * k,
                says="You multiply share and factor. Half of the time, twice as fast, would be no "
                     "gain at all.",
                hint="How many of ten seconds are left?"),
        Mistake("factors-averaged", lambda s, k: 1 - s + s * k,
                says="You average the factors; the **times** are what adds up.",
                hint="How many of ten seconds does the faster part take now? And the rest?"),
        Mistake("time", lambda s, k: 1 - s + s / k,
                says="You return the new time as a share of the old one, or a bracket is missing.",
                hint="Old time divided by new time, or the other way round?"),
        Mistake("part-free", lambda s, k: 1 / (1 - s),
                says="You let the part take no time at all.",
                hint="How long does it take when it is `factor` times faster?"),
        Mistake("rest-sped-up", lambda s, k: 1 / (s + (1 - s) / k),
                says="You made the rest faster, and left the part as it was.",
                hint="Which of the two is divided by factor?"),
        Mistake("rest-forgotten", lambda s, k: k / s,
                says="You left out the rest: it still takes its time.",
                hint="How many of ten seconds does the rest take?"),
        Mistake("part-slower", lambda s, k: 1 / (1 - s + s * k),
                says="You made the part `factor` times slower: its time is multiplied.",
                hint="Does a faster part take more time, or less?"),
        Mistake("saved", lambda s, k: s - s / k,
                says="You return the share of the time that is saved.",
                hint="Old time divided by new time?"),
        Mistake("gain", lambda s, k: 1 / (1 - s + s / k) - 1,
                says="You return by how much it is faster: 0 for no gain. No gain is 1 times as "
                     "fast.",
                hint="What should come out for factor = 1?"),
        Mistake("saved-inverse", lambda s, k: 1 / (s - s / k),
                says="You divide by the time that is saved; divide by the time that is left.",
                hint="How many of ten seconds are left?"),
        Mistake("whole-and-part", lambda s, k: 1 / (1 + s / k),
                says="You added the faster part to the whole old time.",
                hint="How many of ten seconds does the rest take?"),
        Mistake("part-taken-off", lambda s, k: 1 / (1 - s / k),
                says="You take the **new** time of the part off the whole.",
                hint="The rest is 1 − share. What comes to it?"),
        Mistake("bracket", lambda s, k: 1 / (1 - s) + s / k,
                says="A bracket is missing: the part's time is added outside the division.",
                hint="What is divided by what?"),
        Mistake("power", lambda s, k: k ** s,
                says="You raised the factor to the share; times add, they do not multiply.",
                hint="How many of ten seconds are left?"),
        Mistake("no-share", lambda s, k: 1 + s,
                says="The factor does not enter.",
                hint="How long does the part take when it is `factor` times faster?"),
    ],
    equivalents=[with_seconds, lambda s, k: k / (k * (1 - s) + s),
                 lambda s, k: 1 / (1 - s * (1 - 1 / k)), lambda s, k: (1 - s + s / k) ** -1],
    hints=("Of ten seconds, how many does the part take before, and how many afterwards?",
           "New time: the rest, 1 − share, and the part, share / factor. Old time: 1.",
           "1 / ((1 − share) + share / factor)"),
    after="A share of 0.9, an endless factor: how fast can the whole become?")

EXERCISES = [roofing, amdahl]
