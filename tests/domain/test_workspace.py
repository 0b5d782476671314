from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from domain import workspace
from domain.telling import Policy
from domain.workspace import (
    CreateWorkspace,
    FiscalStartSet,
    NoticePolicySet,
    SetFiscalStart,
    SetNoticePolicy,
    Settings,
    UnknownTimeZone,
    WorkspaceAlreadyCreated,
    WorkspaceCreated,
)
from tests.support.given import Scenario

nothing = Scenario(workspace.decide, workspace.evolve, workspace.EMPTY)
created = WorkspaceCreated("Acme", "Europe/Berlin")


def test_a_workspace_has_a_name_and_a_time_zone() -> None:
    nothing.when(CreateWorkspace("Acme", "Europe/Berlin")).then(created)


def test_without_a_time_zone_the_days_begin_in_utc() -> None:
    nothing.when(CreateWorkspace("Acme")).then(WorkspaceCreated("Acme", "UTC"))


def test_a_workspace_is_created_once() -> None:
    nothing.given(created).when(CreateWorkspace("Umbrella")).then_rejected(
        WorkspaceAlreadyCreated, "'Acme'"
    )


@pytest.mark.parametrize(
    "name", ["Mars/Olympus", "", "Europe", "../etc/passwd", "/etc", "a\0b", "x" * 5_000]
)
def test_a_time_zone_is_one_that_exists(name: str) -> None:
    nothing.when(CreateWorkspace("Acme", name)).then_rejected(UnknownTimeZone)


@pytest.mark.parametrize("name", ["localtime", "posixrules", "Factory", "right/Europe/Berlin"])
def test_a_time_zone_is_the_same_one_on_every_machine(name: str) -> None:
    nothing.when(CreateWorkspace("Acme", name)).then_rejected(UnknownTimeZone, name)


def test_the_event_tells_the_settings() -> None:
    assert nothing.state(created) == Settings("Acme", "Europe/Berlin")


def test_a_zone_that_only_other_machines_know_is_taken_as_utc() -> None:
    assert Settings("Acme", "Mars/Olympus").zone == ZoneInfo("UTC")
    assert Settings("Acme", "Asia/Tokyo").zone == ZoneInfo("Asia/Tokyo")


def test_how_people_are_told_is_as_by_default_until_another_policy_is_set() -> None:
    there = nothing.given(created)
    there.when(SetNoticePolicy()).then_nothing()
    there.when(SetNoticePolicy(most_a_week=3)).then(NoticePolicySet(5, 20, 7, 8, 3, 4))
    told = there.given(NoticePolicySet(5, 20, 7, 8, 3, 4)).state()
    assert told.notices == Policy(most_a_week=3)


def test_fiscal_years_begin_in_january_unless_another_month_is_said() -> None:
    assert workspace.EMPTY.fiscal_start == 1
    there = nothing.given(created)
    there.when(SetFiscalStart(1)).then_nothing()
    there.when(SetFiscalStart(10)).then(FiscalStartSet(10))
    told = there.given(FiscalStartSet(10))
    assert told.state() == Settings("Acme", "Europe/Berlin", 10)
    told.when(CreateWorkspace("Acme", "Europe/Berlin")).then_nothing()
