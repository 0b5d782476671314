"""Acknowledging: a reviewer says that a check-in was read."""

from __future__ import annotations

from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from api.http import examples
from api.http.commands.call import Call, Done
from api.http.commands.chapter import Chapter
from domain.conversation.acknowledging import AcknowledgeCheckIn
from domain.values import CheckInId, KeyResultId, ObjectiveId, Text

change = Chapter("conversation")

KEY_RESULT = "/objectives/{objective_id:uuid}/key-results/{key_result_id:uuid}"
CHECK_IN = KEY_RESULT + "/check-ins/{check_in_id:uuid}"


class Seen(Struct, frozen=True, forbid_unknown_fields=True):
    note: Text = ""


@change("POST", CHECK_IN + "/acknowledge", summary="Acknowledge a check-in", example=examples.SEEN)
async def acknowledge_check_in(
    objective_id: FromPath[UUID],
    key_result_id: FromPath[UUID],
    check_in_id: FromPath[UUID],
    data: JSONBody[Seen],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Say that a check-in was read, perhaps with a word on it.

    That is for the line of the owner, and not for whoever answers for the key result. To do it
    again changes nothing.
    """
    command = AcknowledgeCheckIn(
        ObjectiveId(str(objective_id)),
        KeyResultId(str(key_result_id)),
        CheckInId(str(check_in_id)),
        data.note,
    )
    return await call.carry_out(command, command.check_in_id)
