"""Reorganizations: renaming, moving, merging and ending units and people, from a day on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from api.http import examples
from api.http.commands.call import Call, Done
from api.http.commands.chapter import Chapter
from domain.organization.reorganization import (
    ArchiveUnit,
    GiveRole,
    LeaveOrganization,
    MergeUnit,
    MovePerson,
    MoveUnit,
    RenamePerson,
    RenameUnit,
    ReturnToOrganization,
)
from domain.organization.standing_in import EndStandIn, NameStandIn
from domain.values import Name, PersonId, PersonRole, Sentence, StandInId, UnitId

change = Chapter("planning")

UNIT = "/units/{unit_id:uuid}"
PERSON = "/people/{person_id:uuid}"


class NewName(Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    effective: date


class NewParent(Struct, frozen=True, forbid_unknown_fields=True):
    parent_id: UUID
    effective: date


class Merger(Struct, frozen=True, forbid_unknown_fields=True):
    into_id: UUID
    effective: date


class End(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Sentence
    effective: date


class NewHome(Struct, frozen=True, forbid_unknown_fields=True):
    unit_id: UUID
    effective: date


class NewRole(Struct, frozen=True, forbid_unknown_fields=True):
    role: PersonRole
    effective: date


class Leaving(Struct, frozen=True, forbid_unknown_fields=True):
    effective: date


@change("POST", f"{UNIT}/rename", summary="Rename a unit", example=examples.NEW_NAME)
async def rename_unit(
    unit_id: FromPath[UUID], data: JSONBody[NewName], call: NamedDependency[Call]
) -> Response[Done]:
    """Give a unit another name from a day on, past or future.

    Views of cycles that ended before keep the old name.
    """
    command = RenameUnit(UnitId(str(unit_id)), data.name, data.effective)
    return await call.carry_out(command, command.unit_id)


@change("POST", f"{UNIT}/move", summary="Move a unit", example=examples.NEW_PARENT)
async def move_unit(
    unit_id: FromPath[UUID], data: JSONBody[NewParent], call: NamedDependency[Call]
) -> Response[Done]:
    """Move a unit, with everything below it, under another parent from a day on."""
    parent_id = UnitId(str(data.parent_id))
    command = MoveUnit(UnitId(str(unit_id)), parent_id, data.effective)
    return await call.carry_out(command, command.unit_id)


@change("POST", f"{UNIT}/merge", summary="Merge a unit into another", example=examples.MERGER)
async def merge_unit(
    unit_id: FromPath[UUID], data: JSONBody[Merger], call: NamedDependency[Call]
) -> Response[Done]:
    """Its people and the units below it belong to the other unit from that day on; it is archived.

    Its objectives stay its own.
    """
    command = MergeUnit(UnitId(str(unit_id)), UnitId(str(data.into_id)), data.effective)
    return await call.carry_out(command, command.unit_id)


@change("POST", f"{UNIT}/archive", summary="Archive a unit", example=examples.END)
async def archive_unit(
    unit_id: FromPath[UUID], data: JSONBody[End], call: NamedDependency[Call]
) -> Response[Done]:
    """Archive a unit with no people and no units below it, from a day on."""
    command = ArchiveUnit(UnitId(str(unit_id)), data.reason, data.effective)
    return await call.carry_out(command, command.unit_id)


@change("POST", f"{PERSON}/rename", summary="Rename a person", example=examples.NEW_NAME)
async def rename_person(
    person_id: FromPath[UUID], data: JSONBody[NewName], call: NamedDependency[Call]
) -> Response[Done]:
    """Give a person another name from a day on."""
    command = RenamePerson(PersonId(str(person_id)), data.name, data.effective)
    return await call.carry_out(command, command.person_id)


@change(
    "POST", f"{PERSON}/move", summary="Move a person to another unit", example=examples.NEW_HOME
)
async def move_person(
    person_id: FromPath[UUID], data: JSONBody[NewHome], call: NamedDependency[Call]
) -> Response[Done]:
    """From that day on, what they own counts for the new unit, in cycles that end later."""
    unit_id = UnitId(str(data.unit_id))
    command = MovePerson(PersonId(str(person_id)), unit_id, data.effective)
    return await call.carry_out(command, command.person_id)


@change("POST", f"{PERSON}/role", summary="Give a person a role", example=examples.NEW_ROLE)
async def give_role(
    person_id: FromPath[UUID], data: JSONBody[NewRole], call: NamedDependency[Call]
) -> Response[Done]:
    """From the day on they may do what the role allows, in the unit that they are in then."""
    command = GiveRole(PersonId(str(person_id)), data.role, data.effective)
    return await call.carry_out(command, command.person_id)


@change("POST", f"{PERSON}/leave", summary="Let a person leave", example=examples.LEAVING)
async def leave(
    person_id: FromPath[UUID], data: JSONBody[Leaving], call: NamedDependency[Call]
) -> Response[Done]:
    """The day is the first on which they are gone. What they own stays theirs."""
    command = LeaveOrganization(PersonId(str(person_id)), data.effective)
    return await call.carry_out(command, command.person_id)


@change("POST", f"{PERSON}/return", summary="Let a person come back", example=examples.NEW_HOME)
async def come_back(
    person_id: FromPath[UUID], data: JSONBody[NewHome], call: NamedDependency[Call]
) -> Response[Done]:
    """They are the same person as before, and a member until they are given a role."""
    unit_id = UnitId(str(data.unit_id))
    command = ReturnToOrganization(PersonId(str(person_id)), unit_id, data.effective)
    return await call.carry_out(command, command.person_id)


class NewStandIn(Struct, frozen=True, forbid_unknown_fields=True):
    substitute_id: UUID
    first: date
    last: date


@change(
    "POST",
    PERSON + "/stand-ins",
    summary="Name who stands in for a person",
    example=examples.STAND_IN,
    creates=True,
)
async def name_stand_in(
    person_id: FromPath[UUID], data: JSONBody[NewStandIn], call: NamedDependency[Call]
) -> Response[Done]:
    """From the first day to the last, the substitute may do what the person may.

    What they do then is recorded as done for that person. People name one for themselves, and unit
    leads for those in their line. A person has one stand-in at a time, in no circle.
    """
    command = NameStandIn(
        StandInId(call.new_id()),
        PersonId(str(person_id)),
        PersonId(str(data.substitute_id)),
        data.first,
        data.last,
    )
    return await call.carry_out(command, command.stand_in_id, created_at="/v1/directory")


@change(
    "POST",
    "/stand-ins/{stand_in_id:uuid}/end",
    summary="End a stand-in early",
    example=examples.LEAVING,
)
async def end_stand_in(
    stand_in_id: FromPath[UUID], data: JSONBody[Leaving], call: NamedDependency[Call]
) -> Response[Done]:
    """From the effective day on nobody stands in any more. What was done stays as it was."""
    command = EndStandIn(StandInId(str(stand_in_id)), data.effective)
    return await call.carry_out(command, command.stand_in_id)
