"""How fresh the views of a workspace are, and sentences for what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct

from api.cli.context import Backend
from api.cli.terminal import progress, remark
from projections.keeping.documents import Documents
from projections.keeping.proof import NEVER_MADE, SHOWN, Layout, layout_of
from projections.keeping.today import SKEW
from projections.model.failures import FailedDocument, Stop
from runtime.clock import now

AGAIN = "A worker will make them again; to do it now: sightline rebuild"
OLDER = f"The views were made by an older version. {AGAIN}"
NEWER = (
    "The views were made by a newer version, and this one leaves them alone. Run the newer version,"
    " or make them again with this one: sightline rebuild"
)


class Standing(Struct, frozen=True):
    """How far a log is and how far its views are; `failed` are views that cannot be made.

    `recorded_ahead` is when the last event was recorded, if that is in the future.
    """

    workspace: str
    workspace_id: str
    position: int
    views_at: int
    behind: int
    as_of: date | None
    layout: Layout
    ahead: bool
    stopped: Stop | None
    failed: tuple[FailedDocument, ...]
    recorded_ahead: datetime | None


async def standing_of(backend: Backend, workspace_id: str, name: str = "") -> Standing:
    documents = Documents(backend.pool)
    head = await backend.log.head(workspace_id)
    at = await documents.checkpoint(workspace_id) or NEVER_MADE
    zone = await backend.zone(workspace_id)
    latest = now() + SKEW
    recorded = head.recorded_at
    recorded_ahead = recorded if recorded is not None and recorded > latest else None
    return Standing(
        name,
        workspace_id,
        head.position,
        at.position,
        max(head.position - at.position, 0),
        at.as_of if at.position else None,
        layout_of(at),
        at.as_of > (recorded_ahead or latest).astimezone(zone).date(),
        at.stopped,
        tuple(await documents.failed(workspace_id, SHOWN)),
        recorded_ahead,
    )


def troubles(at: Standing) -> Iterator[str]:
    """What is wrong with the views, each in a sentence; nothing if they are only behind."""
    if at.layout == "newer":
        yield NEWER
    if at.layout == "older":
        yield OLDER
    if at.stopped is not None:
        yield stopped(at.stopped, at.views_at)
    if at.ahead:
        yield ahead(at.as_of)
    yield from map(failed, at.failed)
    if at.recorded_ahead is not None:
        yield recorded_ahead(at.recorded_ahead)


def stopped(stop: Stop, views_at: int) -> str:
    cannot = f"The event at position {stop.position} cannot be folded ({stop.error})"
    if stop.position <= views_at:
        return f"{cannot}: the views stay as they are, at position {views_at}."
    return f"{cannot}: the views stop before it."


def failed(one: FailedDocument) -> str:
    return (
        f"The {one.projection} view {one.key} cannot be made since position {one.since}"
        f" ({one.error})."
    )


def ahead(as_of: date | None) -> str:
    return f"The views are as of {as_of}, which is in the future: a clock was ahead. {AGAIN}"


def recorded_ahead(moment: datetime) -> str:
    return (
        f"The last event was recorded at {moment:%Y-%m-%d %H:%M} UTC, which is in the future:"
        " a clock was ahead. Until then the views are as of that day."
    )


async def catch_up(backend: Backend, workspace_id: str) -> int:
    """Bring the views up to date with the log and say what prevents it; returns the position."""
    head = (await backend.log.head(workspace_id)).position
    with progress("Catching up", head) as step:
        await backend.refresher.refresh(workspace_id, progress=step)
    at = await standing_of(backend, workspace_id)
    if at.behind or at.stopped is not None or at.recorded_ahead is not None:
        for one in troubles(at):
            remark(one)
    return head
