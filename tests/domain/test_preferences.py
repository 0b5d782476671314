from __future__ import annotations

from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from domain import preferences
from domain.organization.chart import Chart, PersonRecord
from domain.organization.consistency import PersonHasLeft
from domain.organization.reorganization import NoSuchPerson
from domain.preferences import NoticePreferencesSet, Preference, SetNoticePreferences
from domain.values import PersonId, UnitId
from domain.workspace import UnknownTimeZone
from tests.support.given import Scenario

ADA, BOB, DAY = PersonId("ada"), PersonId("bob"), date(2026, 8, 3)
UNIT = ((date(2020, 1, 1), UnitId("acme")),)
CHART = Chart(
    DAY,
    {},
    {
        ADA: PersonRecord(ADA, ((date(2020, 1, 1), "Ada"),), UNIT),
        BOB: PersonRecord(BOB, ((date(2020, 1, 1), "Bob"),), UNIT, left=date(2026, 1, 1)),
    },
)
nothing = Scenario(partial(preferences.decide, chart=CHART), preferences.evolve, preferences.EMPTY)
in_new_york = NoticePreferencesSet(ADA, "America/New_York")


def test_somebody_is_told_as_the_workspace_has_it_until_they_say_otherwise() -> None:
    assert preferences.EMPTY.of(ADA) == Preference()
    assert preferences.EMPTY.zone(ADA, ZoneInfo("Europe/Berlin")).key == "Europe/Berlin"
    nothing.when(SetNoticePreferences(ADA)).then_nothing()


def test_somebody_is_told_by_their_own_clock_and_of_everything_at_once() -> None:
    nothing.when(SetNoticePreferences(ADA, "America/New_York")).then(in_new_york)
    there = nothing.given(in_new_york)
    assert there.state().zone(ADA, ZoneInfo("UTC")).key == "America/New_York"
    there.when(SetNoticePreferences(ADA, "America/New_York", digest_only=True)).then(
        NoticePreferencesSet(ADA, "America/New_York", digest_only=True)
    )


def test_saying_nothing_takes_back_what_was_said() -> None:
    back = NoticePreferencesSet(ADA)
    nothing.given(in_new_york).when(SetNoticePreferences(ADA)).then(back)
    assert nothing.given(in_new_york, back).state().of(ADA) == Preference()


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "Europe", "../etc/passwd", "localtime"])
def test_a_clock_is_that_of_a_place_that_exists(name: str) -> None:
    nothing.when(SetNoticePreferences(ADA, name)).then_rejected(UnknownTimeZone, name)


def test_it_is_set_for_those_who_are_there() -> None:
    nothing.when(SetNoticePreferences(PersonId("cleo"))).then_rejected(NoSuchPerson)
    nothing.when(SetNoticePreferences(BOB)).then_rejected(PersonHasLeft)


def test_a_zone_that_only_other_machines_know_is_taken_as_utc() -> None:
    told = nothing.given(NoticePreferencesSet(ADA, "Mars/Olympus")).state()
    assert told.zone(ADA, ZoneInfo("Europe/Berlin")).key == "UTC"
