"""The organization and its cycles: units, people, quarters and their phases."""

from __future__ import annotations

from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec.structs import astuple

from api.http import examples
from api.http.commands import closing
from api.http.commands.call import Call, Done
from api.http.commands.chapter import Chapter
from api.http.commands.requests import (
    NewCycle,
    NewPerson,
    NewUnit,
    NewYear,
    NoticePolicy,
    PhaseChange,
    Settings,
    WantedNotices,
    known_as,
)
from domain.cycles.cycle import DefineCycle, DefineYear, MoveCycle
from domain.organization.organization import AddPerson, AddUnit
from domain.preferences import SetNoticePreferences
from domain.values import CycleId, PersonId, UnitId
from domain.workspace import SetFiscalStart, SetNoticePolicy

change = Chapter("planning")

DIRECTORY = "/v1/directory"


@change("POST", "/units", summary="Add a unit", example=examples.UNIT, creates=True)
async def add_unit(data: JSONBody[NewUnit], call: NamedDependency[Call]) -> Response[Done]:
    """Add a company, division or team. The company is the one unit without a parent.

    Without an `effective` day, the unit has always been there.
    """
    unit_id = UnitId(call.new_id())
    parent_id = known_as(UnitId, data.parent_id)
    command = AddUnit(unit_id, data.name, data.kind, parent_id, data.effective)
    return await call.carry_out(command, unit_id, created_at=DIRECTORY)


@change("POST", "/people", summary="Add a person", example=examples.PERSON, creates=True)
async def add_person(data: JSONBody[NewPerson], call: NamedDependency[Call]) -> Response[Done]:
    """Add a person to a unit, from the `effective` day on; without it, always."""
    person_id = PersonId(call.new_id())
    command = AddPerson(person_id, data.name, UnitId(str(data.unit_id)), data.effective)
    return await call.carry_out(command, person_id, created_at=DIRECTORY)


@change("POST", "/cycles", summary="Define a cycle", example=examples.CYCLE, creates=True)
async def define_cycle(data: JSONBody[NewCycle], call: NamedDependency[Call]) -> Response[Done]:
    """Define a cycle by its first and last day, both included. It starts in drafting."""
    cycle_id = CycleId(call.new_id())
    command = DefineCycle(cycle_id, data.name, data.starts, data.ends, data.kind)
    return await call.carry_out(command, cycle_id, created_at=f"/v1/alignment/{cycle_id}")


@change("POST", "/years", summary="Define a fiscal year", example=examples.YEAR, creates=True)
async def define_year(data: JSONBody[NewYear], call: NamedDependency[Call]) -> Response[Done]:
    """Define a fiscal year and its four quarters: FY27, FY27-Q1 and so on.

    The year is named after the calendar year in which it ends. It begins in the month set for the
    workspace, by default January. Quarters that begin on other days, and other spans, are defined
    one by one as cycles.
    """
    one, two, three, four = (CycleId(call.new_id(f"quarter {n}")) for n in range(1, 5))
    command = DefineYear(CycleId(call.new_id()), (one, two, three, four), data.year)
    return await call.carry_out(command, command.cycle_id, created_at=DIRECTORY)


@change("POST", "/settings", summary="Change the workspace's settings", example=examples.SETTINGS)
async def change_settings(data: JSONBody[Settings], call: NamedDependency[Call]) -> Response[Done]:
    """Set the month in which fiscal years begin. Years already defined stay as they are."""
    return await call.carry_out(SetFiscalStart(data.fiscal_start), call.workspace_id)


@change(
    "POST",
    "/notice-policy",
    summary="Set how people are told",
    example=examples.NOTICE_POLICY,
)
async def set_notice_policy(
    data: JSONBody[NoticePolicy], call: NamedDependency[Call]
) -> Response[Done]:
    """Set when people are told of what concerns them, and how much of it at most.

    What is not named is as by default. The inbox has everything at once; this is about what is sent
    from there. It holds for what is told from now on.
    """
    return await call.carry_out(SetNoticePolicy(*astuple(data)), call.workspace_id)


@change(
    "POST",
    "/people/{person_id:uuid}/notice-preferences",
    summary="Set when somebody is told",
    example=examples.NOTICE_PREFERENCES,
)
async def set_notice_preferences(
    person_id: FromPath[UUID], data: JSONBody[WantedNotices], call: NamedDependency[Call]
) -> Response[Done]:
    """Set by which clock a person is told, and whether all of it in the daily digest.

    People set it for themselves, and administrators for anybody. It holds for what waits to be sent
    as well: nothing is sent in the quiet hours of the new place.
    """
    command = SetNoticePreferences(PersonId(str(person_id)), data.time_zone, data.digest_only)
    return await call.carry_out(command, command.person_id)


@change(
    "POST",
    "/cycles/{cycle_id:uuid}/phase",
    summary="Move a cycle to another phase",
    example=examples.PHASE,
)
async def move_cycle(
    cycle_id: FromPath[UUID], data: JSONBody[PhaseChange], call: NamedDependency[Call]
) -> Response[Done]:
    """From drafting, with or without review, to active, then scoring (and back), then closed.

    Closing requires a score for every published objective, and the company's retrospective.
    """
    command = MoveCycle(CycleId(str(cycle_id)), data.phase)
    if command.phase == "closed":
        return await closing.close(call, command.cycle_id)
    return await call.carry_out(command, command.cycle_id)
