"""Retrospectives: what went well, what did not, and what was learned, a record of its own."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from domain.errors import Rejection
from domain.messages import Command, Event, Value
from domain.values import CycleId, ObjectiveId, OutcomeId, Sentence, Text, UnitId

Verdict = Literal["keep", "change", "abandon"]


class Lesson(Value, frozen=True, forbid_unknown_fields=True):
    """What was learned, what it asks for, and perhaps why it came to be and what it is about."""

    text: Sentence
    verdict: Verdict
    root_cause: Text = ""
    objective_id: ObjectiveId | None = None
    outcome_id: OutcomeId | None = None


Points = Annotated[tuple[Sentence, ...], Meta(max_length=50)]
Lessons = Annotated[tuple[Lesson, ...], Meta(max_length=50)]

# Commands


class HoldRetrospective(Command, frozen=True):
    """Record the retrospective of a unit or, without one, of the company; again to amend it."""

    cycle_id: CycleId
    unit_id: UnitId | None = None
    went_well: Points = ()
    went_badly: Points = ()
    lessons: Lessons = ()


# Events


class RetrospectiveHeld(Event, frozen=True, tag="retrospective_held"):
    """The whole retrospective as it stands from now on."""

    cycle_id: CycleId
    unit_id: UnitId | None = None
    went_well: tuple[str, ...] = ()
    went_badly: tuple[str, ...] = ()
    lessons: tuple[Lesson, ...] = ()


# Decide


def hold(command: HoldRetrospective, unit_id: UnitId | None) -> RetrospectiveHeld:
    if not (command.went_well or command.went_badly or command.lessons):
        raise NothingLookedBackOn
    return RetrospectiveHeld(
        command.cycle_id, unit_id, command.went_well, command.went_badly, command.lessons
    )


# Refusals


class NothingLookedBackOn(Rejection, code="nothing-looked-back-on", field="lessons"):
    """A retrospective says what went well, went badly or was learned; this one is empty."""
