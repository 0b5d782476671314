"""Sessions: open a ritual, record its outputs, and close it."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from api.http import examples
from api.http.commands.call import Call, Done
from api.http.commands.chapter import Chapter
from domain.rituals.cadence import RitualKind
from domain.rituals.sessions import (
    MOST_OUTPUTS,
    AnswerEscalation,
    CloseSession,
    OpenSession,
    Output,
    RecordOutput,
)
from domain.values import CycleId, Sentence, SessionId, Text, UnitId

change = Chapter("rituals")

SESSION = "/sessions/{session_id:uuid}"


class NewSession(Struct, frozen=True, forbid_unknown_fields=True):
    kind: RitualKind
    cycle_id: UUID
    day: date
    unit_ids: Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=50)]


class NewOutput(Struct, frozen=True, forbid_unknown_fields=True):
    output: Output


class Closed(Struct, frozen=True, forbid_unknown_fields=True):
    summary: Text = ""
    outputs: Annotated[tuple[Output, ...], Meta(max_length=MOST_OUTPUTS)] = ()


class NewAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    number: Annotated[int, Meta(ge=1, le=MOST_OUTPUTS)]
    answer: Sentence


@change("POST", "/sessions", summary="Open a session", example=examples.SESSION, creates=True)
async def open_session(data: JSONBody[NewSession], call: NamedDependency[Call]) -> Response[Done]:
    """Open a session of a ritual, of one or several units, about a cycle."""
    session_id = SessionId(call.new_id())
    units = tuple(UnitId(str(one)) for one in data.unit_ids)
    command = OpenSession(session_id, data.kind, CycleId(str(data.cycle_id)), data.day, units)
    return await call.carry_out(command, session_id, created_at=f"/v1/sessions/{session_id}")


@change(
    "POST", SESSION + "/outputs", summary="Record what comes of a session", example=examples.OUTPUT
)
async def record_output(
    session_id: FromPath[UUID], data: JSONBody[NewOutput], call: NamedDependency[Call]
) -> Response[Done]:
    """Record a blocker, an escalation, a decision, a note, or what was scored or refreshed.

    A decision is about the course, about resources, or general.
    """
    command = RecordOutput(SessionId(str(session_id)), data.output)
    return await call.carry_out(command, command.session_id)


@change("POST", SESSION + "/close", summary="Close a session", example=examples.SESSION_CLOSED)
async def close_session(
    session_id: FromPath[UUID], data: JSONBody[Closed], call: NamedDependency[Call]
) -> Response[Done]:
    """Close a session, with a summary and further outputs. Known outputs are ignored."""
    command = CloseSession(SessionId(str(session_id)), data.summary, data.outputs)
    return await call.carry_out(command, command.session_id)


@change("POST", SESSION + "/answers", summary="Answer an escalation", example=examples.ANSWER)
async def answer_escalation(
    session_id: FromPath[UUID], data: JSONBody[NewAnswer], call: NamedDependency[Call]
) -> Response[Done]:
    """Answer an escalation, named by its number among the outputs, even after closing."""
    command = AnswerEscalation(SessionId(str(session_id)), data.number, data.answer)
    return await call.carry_out(command, command.session_id)
