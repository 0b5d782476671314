"""Acknowledging: whoever reviews a check-in says that they have read it.

The line of the owner reviews: never whoever reported, nor whoever answers for the key result.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.errors import Rejection
from domain.measuring.check_in import UnknownCheckIn
from domain.messages import Command, Event, Value
from domain.objectives.objective import UnknownObjective
from domain.objectives.state import Objective, UnknownKeyResult
from domain.values import CheckInId, KeyResultId, ObjectiveId, Owner, PersonId, Text

# Commands


class AcknowledgeCheckIn(Command, frozen=True):
    """Acknowledge a check-in, so that whoever reported knows that it was read."""

    objective_id: ObjectiveId
    key_result_id: KeyResultId
    check_in_id: CheckInId
    note: Text = ""


# Events


class CheckInAcknowledged(Event, frozen=True, omit_defaults=True, tag="check_in_acknowledged"):
    """`by` is an identity."""

    objective_id: ObjectiveId
    key_result_id: KeyResultId
    check_in_id: CheckInId
    by: str
    note: str = ""


# State


class Acknowledged(Value, frozen=True):
    """Who acknowledged which check-ins of an objective, in the order in which they did."""

    said: tuple[CheckInAcknowledged, ...] = ()

    def of(self, check_in_id: CheckInId) -> Iterator[CheckInAcknowledged]:
        return (one for one in self.said if one.check_in_id == check_in_id)


EMPTY = Acknowledged()


class Context(Value, frozen=True):
    """Who asks, about which objective, and whom they count as: whom they stand in for, too.

    The people among the latter are named by their ids as well.
    """

    actor: str
    counted_as: frozenset[str]
    people: frozenset[PersonId]
    objective: Objective | None


# Decide


def decide(
    state: Acknowledged, command: AcknowledgeCheckIn, context: Context
) -> list[CheckInAcknowledged]:
    objective = context.objective
    if objective is None:
        raise UnknownObjective(objective_id=command.objective_id)
    key_result = objective.ever_measured_by.get(command.key_result_id)
    if key_result is None:
        raise UnknownKeyResult(key_result_id=command.key_result_id)
    check_in = key_result.check_in(command.check_in_id)
    if check_in is None:
        raise UnknownCheckIn(check_in_id=command.check_in_id)
    if any(one.by == context.actor for one in state.of(command.check_in_id)):
        return []
    owner = key_result.owner or objective.owner
    owns = owner in {Owner("person", one) for one in context.people}
    if owns or not context.counted_as.isdisjoint({check_in.reported_by, check_in.reported_for}):
        raise OwnCheckIn
    return [
        CheckInAcknowledged(
            command.objective_id,
            command.key_result_id,
            command.check_in_id,
            context.actor,
            command.note,
        )
    ]


# Evolve


def evolve(state: Acknowledged, event: CheckInAcknowledged) -> Acknowledged:
    return Acknowledged((*state.said, event))


# Refusals


class OwnCheckIn(Rejection, code="own-check-in", kind="forbidden"):
    """You or whom you stand in for reported or own this: somebody else has to acknowledge it."""
