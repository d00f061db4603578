"""Why is it wrong? Known mistakes first, then side effects, generic transforms, and pairs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from groundup.learn.case import Case
from groundup.learn.compare import as_array, compare, parts_of
from groundup.learn.exercise import Mistake
from groundup.learn.localize import structure
from groundup.learn.outcome import Outcome
from groundup.learn.transforms import AFTER, PRECISE, VAGUE, explain
from groundup.learn.trial import Trial


@dataclass(frozen=True)
class Finding:
    """A diagnosis: what to say, what to ask, and the known mistakes it rests on."""

    says: str
    hint: str = ""
    mistakes: tuple[Mistake, ...] = ()


def side_effects(trial: Trial, outcomes: list[Outcome]) -> Finding | None:
    """What an answer with right results did besides: to its inputs, or to its earlier results."""
    names = trial.exercise.parameters
    for k, outcome in enumerate(outcomes):
        if spoiled := trial.spoiled(k, outcome):
            which = _listed([names[i] if i < len(names) else f"input {i + 1}"
                             for i in sorted(spoiled)])
            return Finding(f"Your result is right, but your function changes its input {which}, "
                           "which others may still need.",
                           "Which line writes into an array that came in? (+= and [...] = do.)")
    for outcome in outcomes:
        if outcome.overwritten:
            return Finding("Each call overwrites the result of an earlier call: you return the "
                           "same array every time.", "Where is the array made that you return?")
    return None


def second_call(trial: Trial, outcomes: list[Outcome]) -> Finding | None:
    """The same inputs, the first time and once more at the end, give two results."""
    if trial.equal(0, outcomes[0], outcomes[-1]):
        return None
    first = "The first call is right, but the" if trial.against_reference(
        0, outcomes[0]).equal else "The"
    return Finding(f"{first} same inputs give another result when your function is called again.",
                   "What is kept from one call to the next? Think of globals, of defaults such as "
                   "=[], and of arrays that are changed in place.")


def generic(trial: Trial, outcomes: list[Outcome], answer_name: str) -> Finding | None:
    """What can be said without knowing the exercise."""
    if any(outcome.error is not None for outcome in outcomes):
        return None
    return (_nothing_returned(trial, outcomes) or _structure(trial, outcomes, answer_name)
            or _parts(trial, outcomes))


def _nothing_returned(trial: Trial, outcomes: list[Outcome]) -> Finding | None:
    if any(outcome.value is not None for outcome in outcomes) or not trial.exercise.pure or all(
            wanted.value is None for wanted in trial.expected):
        return None
    if any(outcome.printed for outcome in outcomes):
        return Finding("Your function prints its result and returns None.",
                       "print shows a value to you; return hands it to whoever called.")
    return Finding("Your function returns None.", "Does every way through it reach a return?")


def _structure(trial: Trial, outcomes: list[Outcome], name: str) -> Finding | None:
    for k, outcome in enumerate(outcomes):
        for difference in trial.against_reference(k, outcome).differences:
            if says := structure(difference, name):
                return Finding(says, "What does the text of the exercise say comes out?")
    return None


def _parts(trial: Trial, outcomes: list[Outcome]) -> Finding | None:
    """Explain each wrong part of the result by itself, by a known mistake or by a transform."""
    wrong = _wrong_parts(trial, outcomes)
    names = list(_column(trial, outcomes)[0])
    if not wrong or any(name not in names for name in wrong):
        return None
    found = {name: _part(trial, outcomes, name, wrong) for name in wrong}
    known = [each for each in found.values() if each is not None]
    if not known:
        return None
    lost = [name for name, each in found.items() if each is None]
    says, right = [each.says for each in known], [name for name in names if name not in wrong]
    if lost:
        says.append(f"Besides, {_listed(lost)} {'is' if len(lost) == 1 else 'are'} wrong.")
    elif right and not any(each.mistakes for each in known):
        says.append(f"Your {_listed(right)} {'is' if len(right) == 1 else 'are'} right.")
    return Finding(" ".join(dict.fromkeys(says)), next((e.hint for e in known if e.hint), ""),
                   tuple(mistake for each in known for mistake in each.mistakes))


def _part(trial: Trial, outcomes: list[Outcome], name: str, wrong: Sequence[str]) -> Finding | None:
    mine, right = _column(trial, outcomes), _column(trial, trial.expected)
    if name and (mistake := _mistake_in_part(trial, name, wrong, mine)):
        return Finding(mistake.says, mistake.hint, (mistake,))
    pairs = [(as_array(got.get(name)), as_array(expected.get(name)))
             for got, expected in zip(mine, right)]
    if any(got is None or expected is None for got, expected in pairs):
        return None
    what = f"Your {f'`{name}`' if name else 'result'}"
    if explanation := explain(_case(trial, pairs), PRECISE):
        return Finding(f"{what} {explanation.says}.", explanation.hint)
    if finding := _after_a_mistake(trial, name, wrong, [got for got, _ in pairs], what):
        return finding
    if explanation := explain(_case(trial, pairs), VAGUE):
        return Finding(f"{what} {explanation.says}.", explanation.hint)
    return None


def _after_a_mistake(trial: Trial, name: str, wrong: Sequence[str], mine: list,
                     what: str) -> Finding | None:
    """A known mistake and a generic one after it, such as a factor or a transpose."""
    found = []
    for mistake, column in _harmless_elsewhere(trial, wrong):
        theirs = [as_array(parts.get(name)) for parts in column]
        if all(each is not None for each in theirs) and (
                explanation := explain(_case(trial, list(zip(mine, theirs))), AFTER)):
            found.append((mistake, explanation))
    if len(found) != 1:
        return None
    (mistake, explanation), = found
    says = explanation.says.replace("the right one", "what this mistake alone gives").replace(
        "has the right values, but its shape", "besides, has another shape: it")
    return Finding(f"{mistake.says} And a second thing: {what[0].lower()}{what[1:]} {says}.",
                   mistake.hint, (mistake,))


def _harmless_elsewhere(trial: Trial, wrong: Sequence[str]
                        ) -> Iterator[tuple[Mistake, list[dict[str, Any]]]]:
    """The mistakes that spoil nothing but these parts, with the parts of what they give."""
    for mistake in trial.exercise.mistakes:
        outcomes = trial.of_mistake(mistake)
        if not any(outcome.error for outcome in outcomes) and set(
                _wrong_parts(trial, outcomes)) <= set(wrong):
            yield mistake, _column(trial, outcomes)


def _mistake_in_part(trial: Trial, name: str, wrong: Sequence[str],
                     mine: list[dict]) -> Mistake | None:
    """The one known mistake whose wrong part this is, and which spoils no part that is right."""
    found = [mistake for mistake, theirs in _harmless_elsewhere(trial, wrong)
             if all(_equal(trial, a.get(name), b.get(name)) for a, b in zip(mine, theirs))]
    return found[0] if len(found) == 1 else None


def _case(trial: Trial, pairs: list) -> Case:
    return Case(pairs, trial.inputs, trial.exercise.parameters)


def _column(trial: Trial, outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """The parts of each result by name."""
    return [dict(parts_of(trial.visible(k, outcome), trial.part_names,
                          like=trial.visible(k, trial.expected[k])))
            for k, outcome in enumerate(outcomes)]


def _wrong_parts(trial: Trial, outcomes: list[Outcome]) -> list[str]:
    return list(dict.fromkeys(difference.part for k, outcome in enumerate(outcomes)
                              for difference in trial.against_reference(k, outcome).differences))


def _equal(trial: Trial, a: Any, b: Any) -> bool:
    return compare(a, b, trial.exercise.rtol, trial.exercise.atol).equal


def _listed(names: Sequence[str]) -> str:
    return " and ".join(f"`{name}`" for name in names)
