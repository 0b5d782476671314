from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from domain.conversation import acknowledging
from domain.conversation.acknowledging import (
    AcknowledgeCheckIn,
    Acknowledged,
    CheckInAcknowledged,
    Context,
    OwnCheckIn,
)
from domain.measuring.check_in import CheckedIn, UnknownCheckIn
from domain.objectives import objective
from domain.objectives.objective import UnknownObjective
from domain.objectives.planning import KeyResultRemoved
from domain.objectives.state import Objective, UnknownKeyResult
from domain.values import CheckInId, KeyResultId, Owner
from tests.support.company import ADA, BUGS, RELIABLE, drafted, measured, reported, week
from tests.support.given import Scenario

FIRST = CheckInId("first")
REPORT = reported("first", week(2), 3.0)


def about(owner: Owner | None = None, report: CheckedIn = REPORT) -> Objective:
    state = None
    for event in (drafted, replace(measured, owner=owner), report):
        state = objective.evolve(state, event)
    assert state is not None
    return state


CONTEXT = Context("person:lea", frozenset({"person:lea"}), frozenset(), about())
acknowledge = AcknowledgeCheckIn(RELIABLE, BUGS, FIRST, "Seen, thank you.")
acknowledged = CheckInAcknowledged(RELIABLE, BUGS, FIRST, "person:lea", "Seen, thank you.")


def scenario(context: Context = CONTEXT) -> Scenario:
    def decide(state: Acknowledged, command: AcknowledgeCheckIn) -> Sequence[CheckInAcknowledged]:
        return acknowledging.decide(state, command, context)

    return Scenario(decide, acknowledging.evolve, acknowledging.EMPTY)


def test_a_check_in_is_acknowledged_once_by_each_who_reviews_it() -> None:
    scenario().when(acknowledge).then(acknowledged)
    scenario().given(acknowledged).when(replace(acknowledge, note="Again")).then_nothing()
    another = scenario(replace(CONTEXT, actor="person:bob"))
    another.given(acknowledged).when(acknowledge).then(replace(acknowledged, by="person:bob"))


def test_nobody_acknowledges_what_they_answer_for_themselves() -> None:
    me = f"person:{ADA}"
    ada = Context(me, frozenset({me}), frozenset({ADA}), about(Owner("person", ADA)))
    scenario(ada).when(acknowledge).then_rejected(OwnCheckIn)
    owns_all = replace(about(), owner=Owner("person", ADA))
    scenario(replace(ada, objective=owns_all)).when(acknowledge).then_rejected(OwnCheckIn)
    delegated = replace(about(Owner("person", "bob")), owner=Owner("person", ADA))
    reviewing = scenario(replace(ada, objective=delegated))
    reviewing.when(acknowledge).then(replace(acknowledged, by=me))


@pytest.mark.parametrize("said", [("person:lea", ""), ("person:bob", "person:lea")])
def test_nobody_acknowledges_what_they_reported_themselves_or_another_in_their_place(
    said: tuple[str, str],
) -> None:
    by, in_place_of = said
    report = reported("first", week(2), 3.0, reported_by=by, reported_for=in_place_of)
    lea = replace(CONTEXT, objective=about(report=report))
    scenario(lea).when(acknowledge).then_rejected(OwnCheckIn)
    stand_in = replace(lea, actor="person:cat", counted_as={"person:cat", "person:lea"})
    scenario(stand_in).when(acknowledge).then_rejected(OwnCheckIn)
    another = replace(lea, actor="person:cat", counted_as={"person:cat"})
    scenario(another).when(acknowledge).then(replace(acknowledged, by="person:cat"))


def test_only_what_is_there_is_acknowledged() -> None:
    scenario(replace(CONTEXT, objective=None)).when(acknowledge).then_rejected(UnknownObjective)
    other = replace(acknowledge, key_result_id=KeyResultId("other"))
    scenario().when(other).then_rejected(UnknownKeyResult, "other")
    scenario().when(replace(acknowledge, check_in_id=CheckInId("x"))).then_rejected(UnknownCheckIn)


def test_a_report_stays_to_be_read_when_its_key_result_is_removed() -> None:
    without = objective.evolve(about(), KeyResultRemoved(RELIABLE, BUGS))
    scenario(replace(CONTEXT, objective=without)).when(acknowledge).then(acknowledged)
