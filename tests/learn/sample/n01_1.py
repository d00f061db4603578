"""Exercises for the tests of the practice loop and the workspace: notebook 1.1."""

from groundup.learn.exercise import Exercise, Mistake, drawn, given


def dot(a, b):
    """a (n,), b (n,) -> the sum of the products, a number."""
    return sum(x * y for x, y in zip(a, b))


def length(a):
    """a (n,) -> its length."""
    return dot(a, a) ** 0.5


EXERCISES = [
    Exercise(
        id="1.1.dot", title="The sum of the products", level="easy", objective="compute a product",
        asks="Return the sum of the products of `a` and `b`.\n\n- `dot([1, 2], [3, 4])` is 11.",
        reference=dot,
        probes=[given("two numbers", [1.0, 2.0], [3.0, 4.0]),
                drawn("five numbers", lambda rng: (rng.normal(size=5), rng.normal(size=5)))],
        mistakes=[Mistake("sum-of-all", lambda a, b: sum(a) + sum(b), says="You added everything.",
                          hint="What is done with each pair?")],
        hints=("A question?", "A place.", "In short."), after="Try longer lists."),
    Exercise(
        id="1.1.length", title="How long is it?", level="medium", objective="measure a vector",
        asks="Return the length of `a`.", reference=length, needs=("1.1.dot",),
        probes=[given("three and four", [3.0, 4.0])], hints=("One?", "Two.", "Three.")),
]
