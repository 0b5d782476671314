from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from msgspec.structs import replace

from domain.access import identity
from domain.access.identity import Actor
from domain.access.whose import counted_as, seat, ways
from domain.messages import Event
from domain.organization import organization
from domain.organization.chart import Organization
from domain.organization.consistency import PersonHasLeft, PersonNotYetThere
from domain.organization.organization import (
    OrganizationCommand,
    OrganizationEvent,
    PersonAdded,
    UnitAdded,
)
from domain.organization.reorganization import NoSuchPerson, PersonLeft, PersonReturned, RoleGiven
from domain.organization.standing_in import (
    EndStandIn,
    NameStandIn,
    StandInEnded,
    StandInExists,
    StandInIsOver,
    StandInNamed,
    StandInOverlaps,
    StandInRunsBackwards,
    StandInsInACircle,
    StandsInForThemselves,
    UnknownStandIn,
)
from domain.values import PersonId, StandInId, UnitId
from tests.support.given import Scenario

ACME, TEAM, OTHER = UnitId("acme"), UnitId("team"), UnitId("other")
ADA, BOB, CAT = PersonId("ada"), PersonId("bob"), PersonId("cat")
AWAY = StandInId("away")
FIRST, LAST = date(2026, 8, 3), date(2026, 8, 21)
EARLIER, LATER = date(2026, 7, 31), date(2026, 8, 24)

name = NameStandIn(AWAY, ADA, BOB, FIRST, LAST)
named = StandInNamed(AWAY, ADA, BOB, FIRST, LAST)
end = EndStandIn(AWAY, date(2026, 8, 10))
ended = StandInEnded(AWAY, date(2026, 8, 10))
founded: tuple[Event, ...] = (
    UnitAdded(ACME, "Acme", "company"),
    UnitAdded(TEAM, "Team", "team", ACME),
    UnitAdded(OTHER, "Other", "team", ACME),
    PersonAdded(ADA, "Ada", TEAM),
    PersonAdded(BOB, "Bob", OTHER),
    PersonAdded(CAT, "Cat", OTHER),
    RoleGiven(ADA, "unit_lead", date(2026, 1, 1)),
)


def _decide(state: Organization, command: OrganizationCommand) -> Sequence[OrganizationEvent]:
    return organization.decide(state, command)


acme = Scenario(_decide, organization.evolve, organization.EMPTY).given(*founded)


def test_somebody_stands_in_for_another_on_some_days() -> None:
    acme.when(name).then(named)
    state = acme.given(named).state()
    days = (EARLIER, FIRST, LAST, LATER)
    assert [state.stood_in_for(BOB, day) for day in days] == [(), (ADA,), (ADA,), ()]
    assert [state.standing_in(ADA, day) for day in days] == [(), (BOB,), (BOB,), ()]
    assert state.stood_in_for(ADA, FIRST) == ()


def test_it_is_ended_early_and_what_was_named_is_named_once() -> None:
    there = acme.given(named)
    there.when(end).then(ended)
    over = there.given(ended)
    over.when(name).then_nothing()
    over.when(replace(name, last=LATER)).then_rejected(StandInExists, AWAY)
    state = over.state()
    assert state.stood_in_for(BOB, date(2026, 8, 9)) == (ADA,)
    assert state.stood_in_for(BOB, date(2026, 8, 10)) == ()
    over.when(replace(end, effective=LAST)).then_rejected(StandInIsOver, "2026-08-09")
    over.when(replace(end, effective=FIRST)).then(replace(ended, effective=FIRST))
    acme.when(end).then_rejected(UnknownStandIn, AWAY)


@pytest.mark.parametrize("field", ["person_id", "substitute_id"])
def test_only_people_who_are_there_on_all_of_the_days_are_named(field: str) -> None:
    one = ADA if field == "person_id" else BOB
    unknown = replace(name, **{field: PersonId("zoe")})
    acme.when(unknown).then_rejected(NoSuchPerson, "zoe", at=field)
    left = acme.given(PersonLeft(one, LAST))
    left.when(name).then_rejected(PersonHasLeft, at=field)
    new = acme.given(PersonAdded(PersonId("new"), "New", TEAM, LAST))
    new.when(replace(name, **{field: PersonId("new")})).then_rejected(PersonNotYetThere, at=field)


def test_what_contradicts_itself_is_refused() -> None:
    acme.when(replace(name, last=EARLIER)).then_rejected(StandInRunsBackwards, at="last")
    acme.when(replace(name, substitute_id=ADA)).then_rejected(StandsInForThemselves)


def test_a_person_has_one_stand_in_at_a_time() -> None:
    there = acme.given(named)
    second = NameStandIn(StandInId("second"), ADA, CAT, LAST, LATER)
    there.when(second).then_rejected(StandInOverlaps, "'Bob'", "2026-08-21", at="first")
    after = replace(second, first=LATER)
    there.when(after).then(StandInNamed(after.stand_in_id, ADA, CAT, LATER, LATER))
    there.given(ended).when(second).then(StandInNamed(second.stand_in_id, ADA, CAT, LAST, LATER))


def test_stand_ins_close_no_circle() -> None:
    there = acme.given(named)
    back = NameStandIn(StandInId("back"), BOB, ADA, LAST, LATER)
    there.when(back).then_rejected(StandInsInACircle, "'Ada'")
    chain = StandInNamed(StandInId("chain"), BOB, CAT, FIRST, LAST)
    around = NameStandIn(StandInId("around"), CAT, ADA, FIRST, LAST)
    there.given(chain).when(around).then_rejected(StandInsInACircle, "'Ada'")
    there.when(replace(back, first=LATER)).then(
        StandInNamed(back.stand_in_id, BOB, ADA, LATER, LATER)
    )


def test_who_stands_in_has_the_seat_of_the_other_and_it_is_said_for_whom() -> None:
    state = acme.given(named).state()
    bob = Actor(identity.person(BOB), "Bob", "member", OTHER)
    own, for_ada = ways(bob, state, FIRST)
    assert (own, for_ada.id, for_ada.for_id) == (bob, "person:bob", "person:ada")
    assert (own.shown, for_ada.shown) == ("Bob", "Bob for Ada")
    role, line = seat(for_ada, state.at(FIRST))
    assert (role, line.unit_id, line.person_id) == ("unit_lead", TEAM, ADA)
    assert list(ways(bob, state, LATER)) == [bob]
    assert identity.read(identity.written(for_ada)) == for_ada


def test_nobody_stands_in_for_somebody_who_has_left_meanwhile() -> None:
    state = acme.given(named, PersonLeft(ADA, LAST)).state()
    assert state.stood_in_for(BOB, FIRST) == (ADA,)
    assert state.stood_in_for(BOB, LAST) == ()


@pytest.mark.parametrize("one", [ADA, BOB])
def test_leaving_ends_it_for_good_whoever_comes_back(one: PersonId) -> None:
    back = date(2026, 8, 12)
    left, returned = PersonLeft(one, date(2026, 8, 10)), PersonReturned(one, OTHER, back)
    again = acme.given(named, left, returned)
    state = again.state()
    days = (date(2026, 8, 9), date(2026, 8, 10), back)
    assert [state.stood_in_for(BOB, day) for day in days] == [(ADA,), (), ()]
    assert [state.standing_in(ADA, day) for day in days] == [(BOB,), (), ()]
    anew = NameStandIn(StandInId("anew"), ADA, BOB, back, LAST)
    again.when(anew).then(StandInNamed(anew.stand_in_id, ADA, BOB, back, LAST))
    over = acme.given(named, PersonLeft(one, LATER)).state()
    assert over.stand_ins[AWAY].ended is None


def test_what_was_announced_for_after_somebody_left_never_begins() -> None:
    left, returned = PersonLeft(ADA, EARLIER), PersonReturned(ADA, TEAM, FIRST)
    state = acme.given(named, left, returned).state()
    assert [state.stood_in_for(BOB, day) for day in (EARLIER, FIRST, LAST)] == [(), (), ()]


def test_somebody_and_their_stand_in_count_as_one() -> None:
    state = acme.given(named).state()
    both = {"person:ada", "person:bob"}
    ada, bob, bot = map(identity.named, ("person:ada", "person:bob", "bot"))
    assert counted_as(ada, state, FIRST) == both
    assert counted_as(bob, state, FIRST) == both
    assert counted_as(bob, state, LATER) == {"person:bob"}
    assert counted_as(bot, state, FIRST) == {"bot"}


def test_whoever_acts_for_a_stand_in_counts_as_the_one_behind_as_well() -> None:
    chain = StandInNamed(StandInId("chain"), BOB, CAT, FIRST, LAST)
    state = acme.given(named, chain).state()
    cat = Actor(identity.person(CAT), "Cat", "member", OTHER)
    assert counted_as(cat, state, FIRST) == {"person:cat", "person:bob"}
    _, for_bob = ways(cat, state, FIRST)
    assert counted_as(for_bob, state, FIRST) == {"person:cat", "person:bob", "person:ada"}


def test_the_end_of_what_is_not_there_changes_nothing() -> None:
    assert acme.state(ended) == acme.state()
