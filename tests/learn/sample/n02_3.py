"""Exercises for the tests of the practice loop and the workspace: notebook 2.3."""

from groundup.learn.exercise import Exercise, Mistake

EXERCISES = [
    Exercise(
        id="2.3.guess-size", title="How many numbers?", level="guess", objective="count entries",
        asks="How many numbers has a matrix of 3 rows and 4 columns?", reference=12,
        mistakes=[Mistake("added", 7, says="You added.", hint="Rows of how many?")],
        hints=("One?", "Two.", "Three.")),
]
