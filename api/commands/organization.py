"""The organization and its cycles: units, people, quarters and their phases."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.commands import examples
from api.commands.call import Call, Done
from api.commands.requests import NewCycle, NewPerson, NewUnit, PhaseChange
from api.openapi import REFUSED, documented
from domain.cycle import DefineCycle, MoveCycle
from domain.organization import AddPerson, AddUnit
from domain.values import CycleId, PersonId, UnitId

DIRECTORY = "/v1/directory"


@post(
    "/units",
    summary="Add a unit",
    operation_class=documented(examples.UNIT, examples.DONE, location=True),
    responses=REFUSED,
)
async def add_unit(data: JSONBody[NewUnit], call: NamedDependency[Call]) -> Response[Done]:
    """Add a company, division or team. The company is the one unit without a parent."""
    unit_id = UnitId(call.new_id())
    parent_id = None if data.parent_id is None else UnitId(str(data.parent_id))
    command = AddUnit(unit_id, data.name, data.kind, parent_id)
    return await call.carry_out(command, unit_id, created_at=DIRECTORY)


@post(
    "/people",
    summary="Add a person",
    operation_class=documented(examples.PERSON, examples.DONE, location=True),
    responses=REFUSED,
)
async def add_person(data: JSONBody[NewPerson], call: NamedDependency[Call]) -> Response[Done]:
    """Add somebody who belongs to a unit."""
    person_id = PersonId(call.new_id())
    command = AddPerson(person_id, data.name, UnitId(str(data.unit_id)))
    return await call.carry_out(command, person_id, created_at=DIRECTORY)


@post(
    "/cycles",
    summary="Define a cycle",
    operation_class=documented(examples.CYCLE, examples.DONE, location=True),
    responses=REFUSED,
)
async def define_cycle(data: JSONBody[NewCycle], call: NamedDependency[Call]) -> Response[Done]:
    """Define a span of time, first and last day included. It begins in drafting."""
    cycle_id = CycleId(call.new_id())
    command = DefineCycle(cycle_id, data.name, data.starts, data.ends, data.kind)
    return await call.carry_out(command, cycle_id, created_at=f"/v1/alignment/{cycle_id}")


@post(
    "/cycles/{cycle_id:uuid}/phase",
    status_code=200,
    summary="Move a cycle to another phase",
    operation_class=documented(examples.PHASE, examples.DONE),
    responses=REFUSED,
)
async def move_cycle(
    cycle_id: FromPath[UUID], data: JSONBody[PhaseChange], call: NamedDependency[Call]
) -> Response[Done]:
    """From drafting over review (or not) to active, to scoring (and back), to closed."""
    command = MoveCycle(CycleId(str(cycle_id)), data.phase)
    return await call.carry_out(command, command.cycle_id)


HANDLERS = (add_unit, add_person, define_cycle, move_cycle)
