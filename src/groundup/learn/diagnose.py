"""Why is it wrong? Known mistakes first, then side effects, generic transforms, and pairs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from groundup.learn.case import Case
from groundup.learn.compare import as_array, compare, parts_of
from groundup.learn.complaints import asked_errors
from groundup.learn.exercise import Mistake
from groundup.learn.localize import structure
from groundup.learn.outcome import Outcome
from groundup.learn.transforms import AFTER, PRECISE, VAGUE, explain
from groundup.learn.trial import Trial

MOST_PARTS = 12                            # wrong parts of a result that are looked at one by one


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
    if found := asked_errors(trial, outcomes, answer_name):
        return Finding(*found)
    if any(outcomes[k].error is not None for k in _calm(trial)):
        return None
    return (_nothing_returned(trial, outcomes) or _structure(trial, outcomes, answer_name)
            or _parts(trial, outcomes))


def _calm(trial: Trial) -> list[int]:
    """The runs in which no error is expected."""
    return [k for k, wanted in enumerate(trial.expected) if wanted.error is None]


def _nothing_returned(trial: Trial, outcomes: list[Outcome]) -> Finding | None:
    calm = _calm(trial)
    if not all(_nothing(outcomes[k].value) for k in calm) or not trial.exercise.pure or all(
            _nothing(trial.expected[k].value) for k in calm):
        return None
    if any(outcome.printed for outcome in outcomes):
        return Finding("Your function prints its result and returns None.",
                       "print shows a value to you; return hands it to whoever called.")
    return Finding("Your function returns None.", "Does every way through it reach a return?")


def _nothing(value: Any) -> bool:
    """None, or a list that a hook made of nothing but None."""
    return value is None or (isinstance(value, list | tuple) and len(value) > 0
                             and all(map(_nothing, value)))


def _structure(trial: Trial, outcomes: list[Outcome], name: str) -> Finding | None:
    for k, outcome in enumerate(outcomes):
        for difference in trial.against_reference(k, outcome).differences:
            if says := structure(difference, name):
                return Finding(says, "What does the text of the exercise say comes out?")
    return None


def _parts(trial: Trial, outcomes: list[Outcome]) -> Finding | None:
    """Explain each wrong part of the result by itself, by a known mistake or by a transform."""
    wrong = _wrong_parts(trial, outcomes)
    mine, right = _column(trial, outcomes), _column(trial, trial.expected)
    names = list(dict.fromkeys(name for column in right for name in column))
    if not wrong or any(name not in names for name in wrong):
        return None
    found = {name: _mistake_in_part(trial, name, wrong, mine) for name in wrong}
    rest = [name for name in wrong if found[name] is None]
    every = "Each part of your result" if rest == names else f"Each of your {_listed(rest)}"
    if len(rest) > 1 and (joint := _explained(trial, mine, right, rest, every, PRECISE)):
        found |= dict.fromkeys(rest, joint)
    for name in rest[:MOST_PARTS]:
        found[name] = found[name] or _part(trial, mine, right, name, wrong)
    known = [each for each in found.values() if each is not None]
    if not known:
        return None
    lost = [name for name, each in found.items() if each is None]
    says, fine = [each.says for each in known], [name for name in names if name not in wrong]
    if lost:
        says.append(f"Besides, {_listed(lost)} {'is' if len(lost) == 1 else 'are'} wrong.")
    elif fine and not any(each.mistakes for each in known):
        says.append(f"Your {_listed(fine)} {'is' if len(fine) == 1 else 'are'} right.")
    return Finding(" ".join(dict.fromkeys(says)), next((e.hint for e in known if e.hint), ""),
                   tuple(dict.fromkeys(mistake for each in known for mistake in each.mistakes)))


def _part(trial: Trial, mine: list[dict], right: list[dict], name: str,
          wrong: Sequence[str]) -> Finding | None:
    what = f"Your {f'`{name}`' if name else 'result'}"
    if finding := _explained(trial, mine, right, [name], what, PRECISE):
        return finding
    if finding := _after_a_mistake(trial, name, wrong, mine, what):
        return finding
    return _explained(trial, mine, right, [name], what, VAGUE)


def _explained(trial: Trial, mine: list[dict], right: list[dict], names: Sequence[str], what: str,
               transforms: Sequence[Callable]) -> Finding | None:
    """What a transform says of these parts together."""
    case = _case(trial, mine, right, names)
    explanation = case and explain(case, transforms)
    return Finding(f"{what} {explanation.says}.", explanation.hint) if explanation else None


def _after_a_mistake(trial: Trial, name: str, wrong: Sequence[str], mine: list[dict],
                     what: str) -> Finding | None:
    """A known mistake and a generic one after it, such as a factor or a transpose."""
    found = []
    for mistake, column in _harmless_elsewhere(trial, wrong):
        case = _case(trial, mine, column, [name])
        if explanation := case and explain(case, AFTER):
            found.append((mistake, explanation))
    if len(found) != 1:
        return None
    (mistake, explanation), = found
    says = explanation.says.replace("the right one", "what this mistake alone gives").replace(
        "has the right values, but its shape", "has another shape besides: it").replace(
        "the right values", "these values")
    return Finding(f"{mistake.says} And a second thing: {what[0].lower()}{what[1:]} {says}.",
                   mistake.hint, (mistake,))


def _harmless_elsewhere(trial: Trial, wrong: Sequence[str]
                        ) -> Iterator[tuple[Mistake, list[dict[str, Any]]]]:
    """The mistakes that spoil nothing but these parts, with the parts of what they give."""
    for mistake in trial.exercise.mistakes:
        outcomes = trial.of_mistake(mistake)
        if not any(outcomes[k].error for k in _calm(trial)) and set(
                _wrong_parts(trial, outcomes)) <= set(wrong):
            yield mistake, _column(trial, outcomes)


def _mistake_in_part(trial: Trial, name: str, wrong: Sequence[str],
                     mine: list[dict]) -> Finding | None:
    """The one known mistake whose wrong part this is, and which spoils no part that is right."""
    if not name:
        return None
    found = [mistake for mistake, theirs in _harmless_elsewhere(trial, wrong)
             if all(_equal(trial, a.get(name), b.get(name)) for a, b in zip(mine, theirs))]
    return Finding(found[0].says, found[0].hint, (found[0],)) if len(found) == 1 else None


def _case(trial: Trial, mine: list[dict], right: list[dict], names: Sequence[str]) -> Case | None:
    """The numbers of these parts, mine and the right ones; None where some are no numbers."""
    pairs, inputs = [], []
    for k, got, expected in zip(_calm(trial), mine, right):
        for name in names:
            if name in expected:
                pairs.append((as_array(got.get(name)), as_array(expected[name])))
                inputs.append(trial.inputs[k])
    if not pairs or any(got is None or expected is None for got, expected in pairs):
        return None
    return Case(pairs, inputs, trial.exercise.parameters)               # type: ignore[arg-type]


def _column(trial: Trial, outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """The parts of each result by name, of the runs in which no error is expected."""
    return [dict(parts_of(trial.visible(k, outcomes[k]), trial.part_names,
                          trial.visible(k, trial.expected[k]))) for k in _calm(trial)]


def _wrong_parts(trial: Trial, outcomes: list[Outcome]) -> list[str]:
    return list(dict.fromkeys(difference.part for k, outcome in enumerate(outcomes)
                              for difference in trial.against_reference(k, outcome).differences))


def _equal(trial: Trial, a: Any, b: Any) -> bool:
    return compare(a, b, trial.exercise.rtol, trial.exercise.atol).equal


def _listed(names: Sequence[str]) -> str:
    return " and ".join(f"`{name}`" for name in names)
