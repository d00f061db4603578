"""What is said of None inside a list, of nested parts, and of a function that returns nothing."""

import numpy as np

from groundup.learn.checker import judge
from groundup.learn.exercise import Exercise, drawn, given

BASICS = {"id": "99.4.diagnose", "title": "Diagnose", "level": "easy", "objective": "", "asks": "",
          "hints": ("a", "b", "c")}


def sizes(x):
    """x (n,) -> 1 if the sum is above 0, else 0."""
    return 1 if sum(x) > 0 else 0


ON_EACH = Exercise(**BASICS, reference=sizes,
                   probes=[given("three", [[1.0], [-2.0], [3.0]]),
                           given("two", [[-1.0], [2.0]])],
                   run=lambda answer, points: [answer(x) for x in points])


def forgets_the_else(x):
    if sum(x) > 0:
        return 1
    return None


def test_none_inside_a_list_is_told_as_such():
    said = {name: judge(ON_EACH, answer).says for name, answer in {
        "some": forgets_the_else, "all": lambda x: print(sizes(x)),
        "rows": lambda x: [1] * len(str(x)), "text": lambda x: "yes"}.items()}
    assert said["some"] == ("Your result holds None, first at [1]: there, nothing was returned or "
                            "stored.")
    assert said["all"] == "Your function prints its result and returns None."
    assert "rows of different lengths" in said["rows"] and "holds a text, at [0]" in said["text"]


def nested(x):
    """x (n,) -> its double, and a list of its square and of its sum."""
    return 2 * x, [x * x, x.sum() + np.zeros(2)]


def test_transforms_are_found_in_nested_parts_and_in_many_at_once():
    exercise = Exercise(**BASICS, reference=nested, outputs=("double", "others"), probes=[
        drawn("three", lambda rng: (rng.normal(size=3),)),
        drawn("four", lambda rng: (rng.normal(size=4),)),
        drawn("five", lambda rng: (rng.normal(size=5),))])
    one = judge(exercise, lambda x: (2 * x, [-x * x, nested(x)[1][1]]))
    assert one.says == ("Your `others[0]` has the wrong sign. Your `double` and `others[1]` are "
                        "right.")
    all_of_them = judge(exercise, lambda x: (-2 * x, [-x * x, -nested(x)[1][1]]))
    assert all_of_them.says == "Each part of your result has the wrong sign."


def gives_nothing(x):
    return None


def test_a_function_that_says_return_none_has_been_attempted():
    assert judge(ON_EACH, gives_nothing).says == "Your function returns None."
    assert judge(ON_EACH, lambda x: None).kind == "wrong"
    space: dict = {}
    exec("def stub(x):\n    ...", space)
    assert judge(ON_EACH, space["stub"]).kind == "untried"
