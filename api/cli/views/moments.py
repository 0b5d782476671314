"""A moment in a log, as somebody at a terminal names it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, get_args

import click

from api.cli.context import Backend
from api.cli.exits import NotFound
from runtime.clock import now

Moment = int | date | datetime
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)
"""A moment that no log reaches back to, and that every clock can tell in any time zone."""


class AsOf(click.ParamType[Any]):
    """A position of the log, a moment, or a day, meaning its end."""

    name = "position|time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Moment:
        if isinstance(value, get_args(Moment)):
            moment: Moment = value
            return moment
        text = str(value)
        if text.isdecimal():
            return int(text)
        for read in (date.fromisoformat, datetime.fromisoformat):
            try:
                return read(text)
            except ValueError:
                continue
        return self.fail(
            f"'{text}' is neither a position nor a time;"
            " write 1200, 2026-03-31 or 2026-03-31T14:00+01:00.",
            param,
            ctx,
        )


async def until(backend: Backend, workspace_id: str, moment: Moment) -> int | datetime:
    """The position or the moment that is meant; raises NotFound where there is none yet."""
    if isinstance(moment, int):
        head = (await backend.log.head(workspace_id)).position
        if moment > head:
            raise NotFound(f"The log of the workspace ends at position {head}.")
        return moment
    zone = await backend.zone(workspace_id)
    present = now().astimezone(zone)
    if isinstance(moment, datetime):
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        if moment > present:
            raise NotFound(f"{moment.isoformat()} is in the future.")
        return max(moment, BEFORE_ALL)
    if moment > present.date():
        raise NotFound(f"{moment} is in the future.")
    midnight = datetime.combine(moment + timedelta(days=1), time.min, tzinfo=zone)
    return midnight - timedelta(microseconds=1)
