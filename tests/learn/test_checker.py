"""Whatever an answer is or does, there is a verdict, and it is the right kind."""

import contextlib
import random
import sys
import threading
import warnings

import numpy as np
import pytest

from groundup import backend
from groundup.learn import message
from groundup.learn.checker import judge
from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.outcome import copied, fingerprint, run
from groundup.learn.trial import Trial


def softmax(x):
    """x (n, m) -> rows that add up to one."""
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def plain(x):
    return np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)


def make(**options):
    basics = {
        "id": "99.2.softmax", "title": "Softmax", "level": "easy", "objective": "", "asks": "",
        "hints": ("a", "b", "c"), "reference": softmax, "seconds": 0.3,
        "probes": [drawn("4 rows", lambda rng: (rng.normal(size=(4, 3)),)),
                   given("a row with 1000", np.array([[1.0, 2.0, 0.5], [1000.0, 0.0, 2.0]])),
                   drawn("3 rows", lambda rng: (rng.normal(size=(3, 5)),))]}
    return Exercise(**{**basics, **options})


SOFTMAX = make(mistakes=[
    Mistake("no-maximum", plain, "NaN for large inputs.", "What is e to the 1000?", "A1"),
    Mistake("columns", lambda x: softmax(x.T).T, "Your columns add up to one.", "Which axis?")])


def in_place(x):
    x -= x.max(axis=1, keepdims=True)
    return plain(x)


def raises(error):
    def answer(x):
        raise error

    return answer


def deep(x):
    return deep(x)


def endless(x):
    while True:
        pass


def stubborn(x):
    while True:
        with contextlib.suppress(BaseException):
            sum(range(1000))


def noisy(x):
    print("spam" * 1000)
    warnings.warn("loud", stacklevel=1)
    return softmax(x)


def needs_two(x, y):
    return x


kept = []


def remembers(x):
    kept.append(1)
    return softmax(x) * len(kept)


buffer = np.empty((4, 5))


def reuses(x):
    out = buffer[: x.shape[0], : x.shape[1]]
    out[:] = softmax(x)
    return out


def half_written(x):
    largest = x.max(axis=1)                                # noqa: F841


def prints(x):
    print(softmax(x))


def meddles(x):
    np.random.seed(1)
    random.seed(1)
    np.seterr(divide="raise")
    backend.set_default_dtype("float64")
    sys.setrecursionlimit(5000)
    return softmax(x)


KINDS = [
    (softmax, "right"), (lambda x: softmax(x).tolist(), "unusual"), (noisy, "right"),
    (lambda x: softmax(x).astype(np.float32), "unusual"), (lambda x, scale=1: softmax(x), "right"),
    (lambda x: (list(row) for row in softmax(x)), "unusual"), (lambda *x: softmax(x[0]), "right"),
    (..., "untried"), (raises(NotImplementedError()), "untried"), (NotImplemented, "untried"),
    (5, "error"), (None, "error"), ("softmax", "error"), (softmax(np.ones((2, 2))), "error"),
    (needs_two, "error"), (lambda: 1, "error"), (raises(ValueError("no\nyes")), "error"),
    (raises(SystemExit(3)), "error"), (raises(MemoryError()), "error"), (deep, "error"),
    (lambda x: 1 / 0, "error"), (lambda x: sys.exit(), "error"), (lambda x: x.nothing, "error"),
    (endless, "slow"), (stubborn, "slow"), (in_place, "wrong"), (half_written, "wrong"),
    (prints, "wrong"), (lambda x: x, "wrong"), (remembers, "wrong"), (reuses, "wrong"),
    (lambda x: "word", "wrong"), (lambda x: softmax, "wrong"), (lambda x: [softmax], "wrong"),
    (lambda x: (n for n in iter(int, 1)), "wrong"), (lambda x: {"a": x}, "wrong"),
    (lambda x: np.ones((1500, 1000)), "wrong"), (lambda x: object(), "wrong"),
    (lambda x: np.array(["a"]), "wrong"), (lambda x: np.array(None), "wrong"),
    (lambda x: softmax(x) * 1j, "wrong"), (lambda x: [[1], [2, 3]], "wrong"), (meddles, "right"),
    (np.exp, "wrong"), (type, "wrong"), (str, "wrong"),
]


@pytest.mark.parametrize(("answer", "kind"), KINDS)
def test_every_answer_gets_a_verdict_and_a_short_message(answer, kind, capsys):
    verdict = judge(SOFTMAX, answer)
    assert verdict.kind == kind, (verdict.says, verdict.error)
    assert verdict.accepted == (kind in ("right", "unusual"))
    for color in (False, True):
        assert len(message.terminal(verdict, color=color).splitlines()) <= 12
    assert message.html(verdict).startswith("<div")
    assert capsys.readouterr().out == ""


def said(answer, exercise=SOFTMAX):
    return judge(exercise, answer).says


def test_diagnoses_are_in_words():
    assert "changes its input `x`" in said(in_place)
    assert "returns None" in said(half_written) and "prints its result" in said(prints)
    assert "input `x`, unchanged" in said(lambda x: x)
    kept.clear()
    assert "first call is right" in said(remembers)
    assert "same array every time" in said(reuses)
    assert "it takes (x, y)" not in said(lambda x: x) and "it takes (x, y)" in said(needs_two)
    assert "without brackets" in said(softmax(np.ones((2, 2))))
    assert "returns a text; expected is an array" in said(lambda x: "word")
    assert "never ends" in said(endless)


def test_a_known_mistake_is_named_and_goes_before_a_generic_one():
    verdict = judge(SOFTMAX, lambda x: np.exp(x) / np.sum(np.exp(x), 1)[:, None])
    assert verdict.mistake.name == "no-maximum" and verdict.failing == (1,)
    bare = make()
    assert "NaN" in judge(bare, plain).says and judge(bare, plain).mistake is None


def test_two_mistakes_that_give_the_same_are_not_guessed_between():
    twins = make(mistakes=[Mistake("one", plain, "One.", "?"), Mistake("two", plain, "Two.", "?")])
    verdict = judge(twins, plain)
    assert verdict.kind == "wrong" and verdict.mistake is None
    assert "One" not in verdict.says and "Two" not in verdict.says


def test_fresh_draws_tell_apart_what_the_probes_do_not():
    """Both mistakes agree on numbers above −1; one of them is found by drawing again."""
    close = Exercise(
        id="99.2.close", title="", level="easy", objective="", asks="", hints=(),
        reference=lambda x: x, probes=[drawn("one number", lambda rng: rng.normal())],
        mistakes=[Mistake("plus", lambda x: x + 1, "Plus.", "?"),
                  Mistake("sometimes", lambda x: x + 1 if x > -0.5 else x, "Sometimes.", "?")])
    first = close.inputs(0)[0]
    assert first > -0.5
    assert judge(close, lambda x: 1 + x).mistake.name == "plus"


def test_a_mistake_and_a_generic_one_together_are_both_said():
    rows = make(mistakes=[Mistake("not-divided", lambda x: np.exp(x - x.max(1, keepdims=True)),
                                  "Your rows do not add up to one.", "?")])
    verdict = judge(rows, lambda x: -np.exp(x - x.max(1, keepdims=True)))
    assert verdict.says == ("Your rows do not add up to one. And a second thing: your result has "
                            "the wrong sign.")


def test_two_mistakes_in_two_parts_are_both_said(later):
    def both(x, W, g):
        return g @ W.T, np.outer(x[-1], g[-1]), g.mean(axis=0)

    verdict = judge(later.DENSE, both)
    assert [mistake.name for mistake in verdict.pair] == ["last-sample-only", "bias-averaged"]
    assert "last sample alone" in verdict.says and "divided by the batch size" in verdict.says


def test_a_generic_mistake_in_one_part_is_said_of_that_part(later):
    verdict = judge(later.DENSE, lambda x, W, g: (-g @ W.T, x.T @ g, g.sum(0)))
    assert verdict.says == ("Your `inputs` has the wrong sign. "
                            "Your `weights` and `biases` are right.")
    verdict = judge(later.DENSE, lambda x, W, g: (g @ W.T, x.T @ g))
    assert verdict.says == "Your `dense_backward` returns 2 values; expected are 3."
    swapped = judge(later.DENSE, lambda weights, inputs, gradient: (
        gradient @ weights[:, :1], inputs, gradient))
    assert swapped.kind in ("error", "wrong") and swapped.mistake is None


def test_without_a_diagnosis_it_says_where():
    def last_row(x):
        out = softmax(x)
        out[-1] *= x[-1]
        return out

    assert said(last_row).startswith("Only row")
    relu = Exercise(id="99.2.relu", title="", level="easy", objective="", asks="", hints=(),
                    reference=lambda x: np.maximum(x, 0), where="the comparison",
                    probes=[drawn("12 numbers", lambda rng: rng.normal(size=12))])
    assert said(lambda x: np.where(x < 0, np.sin(x), x), relu) == (
        "It is wrong exactly where `x` is negative.")
    assert "the comparison" in message.terminal(
        judge(relu, lambda x: np.where(x < 0, np.sin(x), x)), color=False)


def test_arguments_in_another_order_are_noticed():
    divide = Exercise(id="99.2.divide", title="", level="easy", objective="", asks="", hints=(),
                      reference=divided, probes=[given("7 and 2", 7.0, 2.0),
                                                 given("8 and 3", 8.0, 3.0)])

    def answer(below, above):
        return above / below + 0.1 * above ** 2

    assert "another order" in said(answer, divide)


def divided(above, below):
    return above / below


def test_the_line_shown_is_the_learners_own():
    def answer(x):
        y = x.sum(axis=1)
        return x @ y

    verdict = judge(SOFTMAX, answer)
    assert verdict.line.text == "return x @ y" and verdict.error.startswith("ValueError: matmul")
    assert judge(SOFTMAX, endless).line.text in ("while True:", "pass")


def test_an_exception_is_named_by_its_mistake_however_it_came():
    product = Exercise(
        id="99.2.product", title="", level="easy", objective="", asks="", hints=(),
        reference=lambda x, W: x @ W.T,
        probes=[drawn("4 by 3", lambda rng: (rng.normal(size=(4, 3)), rng.normal(size=(5, 3))))],
        mistakes=[Mistake("no-transpose", lambda x, W: x @ W, "The shapes do not fit.", "?")])
    verdict = judge(product, lambda x, W: np.dot(x, W))
    assert (verdict.kind, verdict.mistake.name) == ("error", "no-transpose")
    assert judge(product, lambda x, W: x + W).mistake is None


def test_an_exception_can_be_what_is_asked_for():
    def root(x):
        if x < 0:
            raise ValueError("negative")
        return x ** 0.5

    exercise = Exercise(id="99.2.root", title="", level="easy", objective="", asks="", hints=(),
                        reference=root, probes=[given("4", 4.0), given("−1", -1.0)])

    def other_text(x):
        assert x < 1e9
        if x < 0:
            raise ValueError("below zero!")
        return np.sqrt(x)

    assert judge(exercise, other_text).kind == "right"
    assert "should raise ValueError" in said(lambda x: abs(x) ** 0.5, exercise)
    assert judge(exercise, lambda x: {}[x]).kind == "error"


def test_changing_in_place_can_be_what_is_asked_for():
    def step(weights, gradient):
        weights -= 0.1 * gradient

    descent = Exercise(id="99.2.step", title="", level="easy", objective="", asks="", hints=(),
                       reference=step, pure=False, probes=[
                           drawn("8 numbers", lambda rng: tuple(rng.normal(size=(2, 4)))),
                           drawn("12 numbers", lambda rng: tuple(rng.normal(size=(2, 6))))])

    def returns_too(weights, gradient):
        weights[:] = weights - 0.1 * gradient
        return weights

    assert judge(descent, step).kind == "right" and judge(descent, returns_too).accepted

    def upwards(weights, gradient):
        weights += 0.1 * gradient

    assert judge(descent, upwards).kind == "wrong"
    forgets = said(lambda weights, gradient: weights - gradient, descent)
    assert "input `weights`, unchanged" in forgets


def test_a_view_of_the_input_is_right_but_told():
    flat = Exercise(id="99.2.flat", title="", level="easy", objective="", asks="", hints=(),
                    reference=lambda x: x.flatten(),
                    probes=[drawn("4 by 3", lambda rng: rng.normal(size=(4, 3)))])
    verdict = judge(flat, lambda x: x.reshape(-1))
    assert verdict.kind == "unusual"
    assert "shares its memory with the input `x`" in verdict.unusual[0]


def test_guesses_are_compared_as_values():
    guess = Exercise(id="99.2.guess", title="", level="guess", objective="", asks="", hints=(),
                     reference=12, rtol=0.05, choices=(), mistakes=[
                         Mistake("counted-once", 9, "You counted one row.", "How many?")])
    assert judge(guess, ...).kind == "untried"
    assert [judge(guess, each).kind for each in (12, 12.3, "12", np.int64(12))] == ["right"] * 4
    assert judge(guess, 9).mistake.name == "counted-once" and judge(guess, 9.0).says
    assert judge(guess, 15).kind == "wrong" and judge(guess, "many").says.startswith("This is a")
    word = Exercise(id="99.2.word", title="", level="guess", objective="", asks="", hints=(),
                    reference="rises", choices=("rises", "falls"))
    assert judge(word, " Rises ").kind == "right" and judge(word, "falls").kind == "wrong"
    assert "none of the choices" in judge(word, "jumps").says


def test_classes_are_checked_for_their_methods(later):
    class Half:
        def forward(self, x, training):
            return x

    class Empty:
        def __init__(self, rate, rng):
            ...

        def forward(self, x, training):
            """Nothing yet."""

    assert judge(later.DROPOUT, Half).says == "Your class lacks `backward`."
    assert judge(later.DROPOUT, Empty).kind == "untried"
    assert judge(later.DROPOUT, later.Dropout(0.1, None)).kind == "error"


def test_the_faulty_start_is_untried_and_a_repaired_one_is_not():
    def total(x):
        result = 0
        for i in range(1, len(x)):
            result += x[i]
        return result

    repair = Exercise(id="99.2.repair", title="", level="debug", objective="", asks="", hints=(),
                      reference=sum, start=total, probes=[given("three", [1.0, 2.0, 3.0])],
                      run=lambda answer, x: answer(x))

    def copy(x):
        """Typed by the learner."""
        result = 0
        for i in range(1, len(x)):
            result += x[i]
        return result

    def other(x):
        result = 0
        for i in range(len(x)):
            result += x[i]
        return result

    assert judge(repair, copy).kind == "untried" and judge(repair, other).kind == "right"


def test_the_world_is_put_back():
    np.random.seed(3)
    random.seed(3)
    wanted = np.random.random(), random.random()
    np.random.seed(3)
    random.seed(3)
    judge(SOFTMAX, meddles)
    assert (np.random.random(), random.random()) == wanted
    assert np.geterr()["divide"] != "raise" and backend.default_dtype() == np.float32
    assert sys.getrecursionlimit() != 5000


def test_an_interruption_from_the_keyboard_passes_through():
    with pytest.raises(KeyboardInterrupt):
        judge(SOFTMAX, raises(KeyboardInterrupt()))


def test_a_verdict_is_reproducible_and_works_in_a_thread():
    def wrong(x):
        return x.sum(axis=1)

    assert message.terminal(judge(SOFTMAX, wrong)) == message.terminal(judge(SOFTMAX, wrong))
    verdicts = []
    thread = threading.Thread(target=lambda: verdicts.extend(
        judge(SOFTMAX, each) for each in (endless, softmax, plain)))
    thread.start()
    thread.join()
    assert [verdict.kind for verdict in verdicts] == ["slow", "right", "wrong"]


def test_an_outcome_holds_what_happened():
    outcome = run(SOFTMAX, in_place, SOFTMAX.inputs(0))
    assert outcome.changed == {0} and outcome.error is None and not outcome.slow
    broken = run(SOFTMAX, raises(KeyError("k")), SOFTMAX.inputs(0))
    assert broken.message == "KeyError: 'k'" and broken.line.text == "raise error"
    assert fingerprint(IndexError("1")) == fingerprint(IndexError("2"))
    assert copied({"a": (1, [2])}) == {"a": (1, [2])}


def test_a_trial_keeps_what_a_mistake_gives():
    trial = Trial(SOFTMAX)
    mistake = SOFTMAX.mistakes[0]
    assert trial.of_mistake(mistake)[0] is trial.of_mistake(mistake)[0]
    assert trial.matches(trial.outcomes(plain), SOFTMAX.mistakes) == [mistake]
    assert trial.size(0) == 12 and trial.order == (0, 1, 2, 0)


@pytest.mark.parametrize("together", [True, False])
def test_a_start_that_calls_numpy_is_untried_wherever_the_import_stands(together, tmp_path):
    """Python compiles `np.mean(x)` differently when the import stands in the same unit."""
    stub = ("def centre(x):\n    total = 0.0\n    for value in x:\n        if value > 0:\n"
            "            total = np.add(total, value)\n    return np.subtract(x, total)\n")
    file = tmp_path / "start.py"
    file.write_text("import numpy as np\n" + stub)
    space: dict = {}
    exec(compile(file.read_text(), str(file), "exec"), space)
    exercise = Exercise(id="9.9.centre", title="Centre", level="debug", objective="", asks="",
                        hints=(), reference=lambda x: x - np.mean(x), start=space["centre"],
                        probes=[given("three", np.array([1.0, -2.0, 3.0]))])
    mine: dict = {"np": np}
    exec("import numpy as np\n" + stub if together else stub, mine)
    assert judge(exercise, mine["centre"]).kind == "untried"
    exec(stub.replace("value > 0", "value < 0"), mine)
    assert judge(exercise, mine["centre"]).kind == "wrong"


def test_inputs_may_be_lists_of_unlike_arrays():
    widths = Exercise(id="9.9.widths", title="Widths", level="easy", objective="", asks="",
                      hints=(), reference=lambda arrays: [len(a) for a in arrays],
                      probes=[given("two", [np.ones(3), np.ones((2, 2))]),
                              given("three", [np.ones(1), np.ones(2), np.ones((4, 2))])])
    verdict = judge(widths, lambda arrays: [a.size for a in arrays])
    assert verdict.kind == "wrong" and verdict.probe == 0
