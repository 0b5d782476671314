"""Who may see an objective and what they may do with it, said of each person."""

from __future__ import annotations

import pytest

from domain.access import identity, rights
from domain.access.holders import OF_OBJECTIVES, Holder, holders
from domain.access.identity import Actor
from domain.access.whose import line
from domain.measuring.metric import Increase
from domain.messages import Command
from domain.objectives.state import KeyResult, Objective, Stage
from domain.organization.reorganization import GiveRole, LeaveOrganization, MovePerson
from domain.values import CycleId, KeyResultId, ObjectiveId, Owner, PersonId
from tests.domain.access.test_whose import ADA, APPS, BOB, DAY, TECH, WEB, chart

CYD = PersonId("cyd")
FASTER = ObjectiveId("faster")


def objective(stage: Stage = "draft", owner: Owner = Owner("unit", WEB)) -> Objective:  # noqa: B008
    return Objective(FASTER, CycleId("q3"), "Pages load at once", owner, "team", stage=stage)


def people(known: Objective, *more: Command) -> dict[str, Holder]:
    return {one.person_id: one for one in holders(known, chart(*more))}


LEADS = (GiveRole(BOB, "unit_lead", DAY), MovePerson(BOB, TECH, DAY))
"""Bob leads the division that the team is in."""


def test_a_member_plans_what_a_lead_above_decides_on() -> None:
    found = people(objective(), *LEADS)
    assert {"plan", "propose", "report"} <= set(found[ADA].may)
    assert not {"decide", "approve"} & set(found[ADA].may)
    assert {"decide", "approve", "plan"} <= set(found[BOB].may)


def test_a_draft_is_seen_by_its_unit_and_by_reviewers_and_what_is_published_by_all() -> None:
    elsewhere = (MovePerson(ADA, APPS, DAY),)
    assert not people(objective(), *elsewhere)[ADA].sees
    assert people(objective())[ADA].sees
    assert people(objective(), *LEADS)[BOB].sees
    assert not people(objective())[BOB].sees
    assert all(one.sees for one in people(objective("published"), *elsewhere).values())


def test_whoever_has_left_by_the_day_may_nothing() -> None:
    assert BOB not in people(objective("published"), LeaveOrganization(BOB, DAY))


def test_whoever_answers_for_a_key_result_reports_on_it_and_forecasts() -> None:
    theirs = KeyResult(
        KeyResultId("speed"), "Speed", Increase(0, 10),
        owner=Owner("person", BOB), weight=1.0, due=None, ambition="aspirational", midpoint=None,
    )  # fmt: skip
    known = Objective(
        FASTER, CycleId("q3"), "Pages load at once", Owner("unit", WEB), "team",
        key_results={theirs.key_result_id: theirs},
    )  # fmt: skip
    assert people(known)[BOB].may == ("report", "forecast")


@pytest.mark.parametrize("act", OF_OBJECTIVES)
def test_what_is_said_of_people_is_what_the_table_says(act: rights.Act) -> None:
    there = chart(*LEADS)
    for holder in holders(objective("published"), there):
        acting = Actor(identity.person(holder.person_id), holder.name, holder.role, holder.unit_id)
        whose = line(acting, there).objective(objective("published"))
        assert (act in holder.may) == rights.may(holder.role, act, whose)


def test_whoever_stands_in_holds_what_the_other_does_as_well() -> None:
    there = chart(*LEADS, MovePerson(ADA, APPS, DAY))
    found = {one.person_id: one for one in holders(objective(), there, {ADA: (BOB,)})}
    assert found[ADA].stands_in_for == (found[BOB].name,)
    assert found[ADA].sees
    assert set(found[BOB].may) <= set(found[ADA].may)
    assert not {one.person_id: one for one in holders(objective(), there)}[ADA].sees
