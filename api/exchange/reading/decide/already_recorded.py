"""What of a file has been recorded before, and is not recorded again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from api.exchange.reading.row_command import RowCommand
from api.exchange.writing.recorded_commands import commands_of
from events import decisions
from events.handling import Desk
from events.streams import AnyCommand


async def not_recorded_yet(
    desk: Desk, workspace_id: str, commands: Iterable[RowCommand]
) -> list[RowCommand]:
    """Of what was recorded three times, the file states the fourth."""
    stated = list(commands)
    names = list(dict.fromkeys(decisions.stream_of(one.command) for one in stated))
    log = await desk.recorded(workspace_id, names)
    recorded = Counter(_words(one.command) for one in commands_of(log))
    found = []
    for one in stated:
        words = _words(one.command)
        if recorded[words]:
            recorded[words] -= 1
        else:
            found.append(one)
    return found


def _words(command: AnyCommand) -> tuple[str, bytes]:
    return type(command).__name__, msgspec.json.encode(command, order="sorted")
