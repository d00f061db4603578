"""Judge an answer: the order of the tests, from "nothing written yet" to "where it differs".

Nothing is printed here and nothing kept; the same answer always gets the same verdict.
"""

from functools import partial
from typing import Any

from groundup.learn import diagnose
from groundup.learn.compare import compare, kind_of
from groundup.learn.complaints import cause
from groundup.learn.diagnose import Finding
from groundup.learn.exercise import Exercise, Mistake
from groundup.learn.localize import locate
from groundup.learn.outcome import Outcome
from groundup.learn.trial import Trial, one_of
from groundup.learn.untouched import cannot_run, is_untouched, other_order
from groundup.learn.verdict import Verdict


def judge(exercise: Exercise, answer: Any, seed: int = 0, trial: Trial | None = None) -> Verdict:
    """The verdict on an answer; it never raises, whatever the answer is or does.

    `seed` draws other random inputs; a `trial` of the same seed spares running the reference and
    the known mistakes again, where many answers are judged.

    >>> from groundup.learn.exercise import given
    >>> twice = Exercise(id="1.1.twice", title="Twice", level="easy", objective="", asks="",
    ...                  hints=(), reference=lambda x: 2 * x, probes=[given("three", 3.0)])
    >>> judge(twice, lambda x: x + x), judge(twice, lambda x: -2 * x).says
    (Verdict('1.1.twice', 'right'), 'Your result has the wrong sign.')
    """
    if is_untouched(exercise, answer):
        return Verdict(exercise, "untried")
    if exercise.is_guess:
        return _judge_guess(exercise, answer)
    if problem := cannot_run(exercise, answer):
        return Verdict(exercise, "error", says=problem)
    trial = trial or Trial(exercise, seed)
    outcomes = trial.outcomes(answer)
    if outcomes[-1].slow:
        return _slow(trial, outcomes)
    if all(isinstance(outcome.error, NotImplementedError) for outcome in outcomes):
        return Verdict(exercise, "untried")
    failing = [k for k, outcome in enumerate(outcomes)
               if not trial.against_reference(k, outcome).equal]
    if not failing:
        return _right(trial, outcomes)
    return _wrong(trial, outcomes, failing, answer, seed)


def _judge_guess(exercise: Exercise, answer: Any) -> Verdict:
    """A prediction: a number, a text or a tuple, held against the value."""
    mine = answer.strip().casefold() if isinstance(answer, str) else answer
    if isinstance(answer, str) and not isinstance(exercise.reference, str):
        mine = _number(answer)

    def fits(value: Any) -> bool:
        value = value.strip().casefold() if isinstance(value, str) else value
        return compare(mine, value, exercise.rtol, exercise.atol).equal

    if fits(exercise.reference):
        return Verdict(exercise, "right", got=answer, expected=exercise.reference)
    for kind, candidates in (("convention", exercise.conventions), ("wrong", exercise.mistakes)):
        found = [mistake for mistake in candidates if fits(mistake.wrong)]
        if len(found) == 1:
            return Verdict(exercise, kind, found[0], found[0].says, found[0].hint, got=answer,
                           expected=exercise.reference)
    says = ""
    if exercise.choices and not any(map(fits, exercise.choices)):
        says = "It is none of the choices: " + ", ".join(map(str, exercise.choices)) + "."
    elif not exercise.choices and kind_of(mine) != kind_of(exercise.reference):
        says = f"This is {kind_of(answer)}; expected is {kind_of(exercise.reference)}."
    return Verdict(exercise, "wrong", says=says, got=answer, expected=exercise.reference)


def _number(text: str) -> Any:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return text


def _slow(trial: Trial, outcomes: list[Outcome]) -> Verdict:
    k = len(outcomes) - 1
    seconds = trial.exercise.seconds
    return Verdict(trial.exercise, "slow", probe=trial.order[k], failing=(trial.order[k],),
                   inputs=trial.inputs[k], line=outcomes[k].line, printed=outcomes[k].printed,
                   says=f"It was not done after {seconds:g} s: is there a loop that never ends?",
                   hint="What must change in each round, so that the loop comes to its end?")


def _right(trial: Trial, outcomes: list[Outcome]) -> Verdict:
    exercise = trial.exercise
    if finding := diagnose.side_effects(trial, outcomes):
        known = [mistake for mistake in trial.matches(outcomes, exercise.mistakes)
                 if all(theirs.changed == mine.changed
                        for mine, theirs in zip(outcomes, trial.of_mistake(mistake)))]
        mistake = known[0] if len(known) == 1 else None
        k = next((k for k, each in enumerate(outcomes) if trial.spoiled(k, each)), 0)
        return Verdict(exercise, "wrong", mistake, mistake.says if mistake else finding.says,
                       mistake.hint if mistake else finding.hint, probe=trial.order[k],
                       failing=(trial.order[k],), inputs=trial.inputs[k], side_effect=True,
                       printed=outcomes[k].printed)
    unusual = dict.fromkeys(note for k, outcome in enumerate(outcomes)
                            for note in trial.against_reference(k, outcome).unusual)
    shared = {i for k, outcome in enumerate(outcomes)
              for i in outcome.shared - trial.expected[k].shared}
    names = exercise.parameters
    notes = [f"it shares its memory with the input `{names[i]}`: changing one changes the other"
             for i in sorted(shared) if i < len(names)] if exercise.pure else []
    unusual_notes = (*unusual, *notes)
    return Verdict(exercise, "unusual" if unusual_notes else "right", unusual=unusual_notes,
                   printed=outcomes[0].printed)


def _wrong(trial: Trial, outcomes: list[Outcome], failing: list[int], answer: Any,
           seed: int) -> Verdict:
    """Known mistakes first; then what can be said of any function; then where it differs."""
    exercise = trial.exercise
    crashed = [k for k in failing if outcomes[k].error is not None]
    k = min(crashed or failing, key=trial.size)
    shown = partial(
        Verdict, exercise, kind="error" if crashed else "wrong", probe=trial.order[k],
        failing=tuple(dict.fromkeys(trial.order[k] for k in failing)), inputs=trial.inputs[k],
        got=outcomes[k].error or trial.visible(k, outcomes[k]), line=outcomes[k].line,
        expected=trial.expected[k].error or trial.visible(k, trial.expected[k]),
        difference=trial.against_reference(k, outcomes[k]).differences[0],
        error=outcomes[k].message if outcomes[k].error is not None else "",
        printed=outcomes[k].printed)
    if other := _named(trial, outcomes, exercise.conventions, answer, seed):
        return shown(kind="convention", mistake=other, says=other.says, hint=other.hint)
    candidates = trial.matches(outcomes, exercise.mistakes)
    if mistake := one_of(trial, answer, candidates, lambda fresh: Trial(exercise, seed + fresh)):
        return shown(mistake=mistake, says=mistake.says, hint=mistake.hint)
    finding = None
    if not candidates:
        finding = (diagnose.second_call(trial, outcomes)
                   or diagnose.generic(trial, outcomes, exercise.name))
    if finding is None:
        finding = _where(trial, outcomes, failing, k, answer)
    single = finding.mistakes[0] if len(finding.mistakes) == 1 else None
    return shown(mistake=single, pair=finding.mistakes, says=finding.says, hint=finding.hint)


def _named(trial: Trial, outcomes: list[Outcome], known: Any, answer: Any,
           seed: int) -> Mistake | None:
    return one_of(trial, answer, trial.matches(outcomes, known),
                  lambda fresh: Trial(trial.exercise, seed + fresh))


def _where(trial: Trial, outcomes: list[Outcome], failing: list[int], k: int,
           answer: Any) -> Finding:
    """No diagnosis: say where it differs, and what is right."""
    exercise = trial.exercise
    if other_order(exercise, answer):
        return Finding("Your arguments have the right names in another order; expected is "
                       f"({', '.join(exercise.signature)}).")
    if outcomes[k].error is not None:
        return Finding(*cause(outcomes[k].error))                       # type: ignore[arg-type]
    differences = trial.against_reference(k, outcomes[k]).differences
    says = [locate(differences[0], trial.inputs[k], exercise.parameters)]
    wrong = {each.part for i in failing for each in trial.against_reference(i, outcomes[i])
             .differences}
    right = [name for name in trial.part_names if name not in wrong]
    if right:
        says.append(f"Right already: {', '.join(f'`{name}`' for name in right)}.")
    return Finding(" ".join(filter(None, says)))
