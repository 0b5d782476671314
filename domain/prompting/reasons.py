"""Why a team is asked about a key result this week: what drift and health know, as reasons to ask.

Nothing is judged here a second time. A key result that is reached raises no question but that of
its check-in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from domain.drift.reasons import Cause, Evidence
from domain.health import on_track
from domain.health.standing import KeyResultStanding
from domain.messages import Value
from domain.objectives.state import KeyResult
from domain.progress import attainment
from domain.prompting.rules import ASKS, BY_EVIDENCE, BY_HEALTH, NEGLECTED_FOR, ORDER, Rule
from domain.wording import in_words, spoken_day


class Because(Value, frozen=True):
    """A reason to ask: by which rule, in a sentence, with the check-ins and dependencies behind."""

    rule: Rule
    text: str
    causes: tuple[Cause, ...] = ()


class Known(Value, frozen=True):
    """What is known of a key result this week.

    `neglected_for` counts the weeks on end without work, 0 where the team plans no work here. Its
    check-in is due until the end of `due_by`, and its owner is asked for a forecast until
    `forecast_by`; None where that is not so.
    """

    key_result: KeyResult
    now: KeyResultStanding
    as_of: date
    neglected_for: int = 0
    due_by: date | None = None
    forecast_by: date | None = None
    quiet: bool = False
    """Whether somebody has put its drift alert off, or resolved it."""


def reasons(known: Known) -> tuple[Because, ...]:
    """The reasons to ask, one a rule, what weighs most first."""
    found: dict[Rule, Because] = {}
    for one in (*(() if known.now.reached else _troubles(known)), *_appointments(known)):
        first = found.get(one.rule)
        if first is None:
            found[one.rule] = one
        elif not first.causes:
            found[one.rule] = Because(one.rule, first.text, one.causes)
    return tuple(found[rule] for rule in ORDER if rule in found)


def place(found: tuple[Because, ...]) -> tuple[int, int]:
    """Sorts what is asked about: the weightiest reason first, then who has more of them."""
    return (ORDER.index(found[0].rule), -len(found))


def question(name: str, rule: Rule, about: str, why: str) -> str:
    """As in: Data, when will 'the export' be there? Payments needs it by week 6."""
    return f"{name}, {ASKS[rule].format(about=about)} {why}"


def _troubles(known: Known) -> Iterator[Because]:
    yield from _of_health(known)
    yield from _of_drift(known)
    for dependency in known.key_result.dependencies.values():
        if dependency.status == "declined":
            text = f"'{dependency.asked.deliverable}' was declined: {dependency.reason}"
            yield Because("waiting", _ended(text), (dependency.asked.dependency_id,))
    if known.neglected_for >= NEGLECTED_FOR:
        weeks = f"{in_words(known.neglected_for)} weeks in a row"
        yield Because("neglected", f"No work is planned toward it, for {weeks}.")


def _of_health(known: Known) -> Iterator[Because]:
    for reason in on_track.of_key_result(known.now, known.as_of).reasons:
        rule = BY_HEALTH.get(reason.code)
        if rule is not None and not (rule == "drifting" and known.quiet):
            yield Because(rule, reason.text, tuple(_behind(rule, known)))


def _of_drift(known: Known) -> Iterator[Because]:
    evaluation = known.now.alert.evaluation
    for line in () if evaluation is None else evaluation.evidence:
        rule = BY_EVIDENCE.get(line.code)
        if rule is not None:
            yield Because(rule, _said(line, known.now), line.causes)


def _said(line: Evidence, now: KeyResultStanding) -> str:
    """A line of the card as a sentence; the one that asks itself as what it asks about."""
    if line.code == "unproven":
        level = now.confidence.level
        stands = "nothing has been measured yet"
        if now.progress is not None:
            stands = f"it stands at {on_track.beside_plan(now)}"
        return f"Confidence is {level}, and {stands}."
    return _ended(line.reason[:1].upper() + line.reason[1:])


def _behind(rule: Rule, known: Known) -> Iterable[Cause]:
    """What a reason of health rests on."""
    reports = [one for one in known.key_result.check_ins if one.effective <= known.as_of]
    if rule == "waiting":
        return [one.dependency_id for one in known.now.late]
    if rule in ("confidence", "flat_confidence"):
        stated = known.now.confidence.check_in_id
        return [] if stated is None else [stated]
    if rule in ("overdue", "behind", "drifting"):
        measured = attainment.latest_with_value(known.key_result, known.as_of)
        return [] if measured is None else [measured.check_in_id]
    return [one.check_in_id for one in reports[-1:]]


def _appointments(known: Known) -> Iterator[Because]:
    if known.forecast_by is not None:
        day = spoken_day(known.forecast_by)
        yield Because("owner_forecast", f"It is asked once, at mid-cycle, until {day}.")
    if known.due_by is not None:
        stands = "nothing has been measured yet"
        if known.now.progress is not None:
            stands = f"last known: {on_track.beside_plan(known.now)}"
        yield Because(
            "check_in_due", f"Its check-in is due by {spoken_day(known.due_by)}; {stands}."
        )


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
