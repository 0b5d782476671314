"""What people do about the alert of a key result."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from api.http import examples
from api.http.commands.call import Call, Done
from api.http.commands.chapter import Chapter
from domain.drift import Status
from domain.drift.handling import (
    AcknowledgeAlert,
    JudgeAlert,
    ReopenAlert,
    ResolveAlert,
    SnoozeAlert,
    Verdict,
)
from domain.values import KeyResultId, ObjectiveId, Sentence, Text
from projections.keeping.documents import Documents, NotMade
from projections.views.drift.drift import DriftView

change = Chapter("alerts")

ALERT = "/objectives/{objective_id:uuid}/key-results/{key_result_id:uuid}/alert"


class Acknowledgement(Struct, frozen=True, forbid_unknown_fields=True):
    note: Text = ""


class Snooze(Struct, frozen=True, forbid_unknown_fields=True):
    until: date
    note: Text = ""


class AlertReason(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Sentence


class Judgement(Struct, frozen=True, forbid_unknown_fields=True):
    verdict: Verdict
    note: Text = ""


@change("POST", ALERT + "/acknowledge", summary="Acknowledge an alert", example=examples.ON_IT)
async def acknowledge_alert(
    objective_id: FromPath[UUID],
    key_result_id: FromPath[UUID],
    data: JSONBody[Acknowledgement],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Say that the alert was seen and that somebody sees to it. Once is enough for everybody.

    What is said of an alert holds for as long as it is up. If it ends and is raised anew, that is
    another alert.
    """
    since = await _shown(call, key_result_id)
    command = AcknowledgeAlert(*_of(objective_id, key_result_id), data.note, since.up)
    return await call.carry_out(command, command.key_result_id)


@change("POST", ALERT + "/snooze", summary="Snooze an alert", example=examples.SNOOZE)
async def snooze_alert(
    objective_id: FromPath[UUID],
    key_result_id: FromPath[UUID],
    data: JSONBody[Snooze],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Hear nothing of the alert until a day, four weeks from now at most and within the cycle.

    If the target gets out of reach before, the alert is back at once.
    """
    since = await _shown(call, key_result_id)
    command = SnoozeAlert(*_of(objective_id, key_result_id), data.until, data.note, since.up)
    return await call.carry_out(command, command.key_result_id)


@change("POST", ALERT + "/resolve", summary="Resolve an alert", example=examples.LIVED_WITH)
async def resolve_alert(
    objective_id: FromPath[UUID],
    key_result_id: FromPath[UUID],
    data: JSONBody[AlertReason],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Settle the alert though its cause is still there: nobody is told of it any more."""
    since = await _shown(call, key_result_id)
    command = ResolveAlert(*_of(objective_id, key_result_id), data.reason, since.up)
    return await call.carry_out(command, command.key_result_id)


@change("POST", ALERT + "/reopen", summary="Reopen an alert", example=examples.NOT_LIVED_WITH)
async def reopen_alert(
    objective_id: FromPath[UUID],
    key_result_id: FromPath[UUID],
    data: JSONBody[AlertReason],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Take back that the alert was acknowledged, snoozed or resolved."""
    since = await _shown(call, key_result_id)
    command = ReopenAlert(*_of(objective_id, key_result_id), data.reason, since.up)
    return await call.carry_out(command, command.key_result_id)


@change("POST", ALERT + "/judge", summary="Judge an alert", example=examples.USEFUL)
async def judge_alert(
    objective_id: FromPath[UUID],
    key_result_id: FromPath[UUID],
    data: JSONBody[Judgement],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Say whether it was useful to be alerted, also of an alert that has ended.

    The last word of each person on each alert counts in the figures of the back-test.
    """
    since = await _shown(call, key_result_id)
    command = JudgeAlert(
        *_of(objective_id, key_result_id), data.verdict, data.note, since.last_raise
    )
    return await call.carry_out(command, command.key_result_id)


def _of(objective_id: UUID, key_result_id: UUID) -> tuple[ObjectiveId, KeyResultId]:
    return ObjectiveId(str(objective_id)), KeyResultId(str(key_result_id))


class Shown(Struct, frozen=True):
    """Of an alert's document the week since which it is up, and that of its last raise."""

    status: Status = "none"
    since_week: int | None = None
    last_raise: int | None = None

    @property
    def up(self) -> int | None:
        return self.since_week if self.status == "raised" else None


class Card(Struct, frozen=True):
    alert: Shown = Shown()


async def _shown(call: Call, key_result_id: UUID) -> Shown:
    """The alert as people see it: what was learned from closed cycles is in no stream.

    A document that is not there, or could not be made, shows none.
    """
    documents = Documents(call.resources.pool)
    try:
        found = await documents.read(call.workspace_id, DriftView.name, str(key_result_id))
    except NotMade:
        return Shown()
    return Shown() if found is None else msgspec.json.decode(found.body, type=Card).alert
