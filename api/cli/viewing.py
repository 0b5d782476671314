"""`sightline view`: the documents of the API, for people or for machines, now or as of then."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, get_args

import click

from api.cli.exits import USAGE, Failure, NotFound
from api.cli.office import Office, Shop, choose
from api.cli.options import cycle_option, json_option, workspace_option
from api.cli.shown import alignment, confidence, coverage, drift, feed, objective
from api.cli.terminal import emit_bytes, progress, show
from domain.values import UnitId
from projections.documents import Documents
from projections.fold import PROJECTIONS, document
from projections.fold import as_of as folded
from projections.workspace import PAGE, Workspace
from runtime.clock import now

Moment = int | date | datetime
SHORTEST_KEY = 4

SHOWN: dict[str, Callable[[bytes], Iterable[Any]]] = {
    "alignment": alignment.shown,
    "coverage": coverage.shown,
    "confidence": confidence.shown,
    "drift": drift.shown,
    "objective": objective.shown,
    "feed": feed.shown,
}


class AsOf(click.ParamType[Any]):
    """A position of the log, a moment, or a day, which means the end of it."""

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


class Asked(NamedTuple):
    projection: str
    cycle: str | None
    key: str | None


@click.command()
@click.argument("what", type=click.Choice(list(SHOWN)))
@workspace_option
@cycle_option
@click.option("--key", "-k", metavar="ID", help="One record, by its id or the beginning of it.")
@click.option("--as-of", "moment", type=AsOf(), help="As it was known then.")
@json_option
@click.pass_obj
def view(
    office: Office,
    what: str,
    workspace_name: str,
    cycle_name: str | None,
    key: str | None,
    moment: Moment | None,
    as_json: bool,
) -> None:
    """Look at a view. With --json, the bytes are those of the API.

    \b
    alignment   are we on track? (--key: one company key result)
    coverage    where nobody works, and where too many do
    confidence  week by week (--key: a key result, an objective or a unit)
    drift       what will probably miss, and why (--key: one key result)
    objective   one objective with its links (--key)
    feed        what happened, newest first (--key: a page)

    \b
    Examples:  sightline view alignment --workspace demo
               sightline view coverage --workspace demo --as-of 2026-03-31
               sightline view drift --workspace demo --json
    """
    asked = Asked(what, cycle_name, key)

    async def work(shop: Shop) -> bytes:
        entry = await shop.workspace(workspace_name)
        if moment is None:
            return await _stored(shop, entry.workspace, asked)
        return await _folded(shop, entry.workspace, asked, moment)

    body = office.run(work)
    if as_json:
        emit_bytes(body)
        return
    show(*SHOWN[what](body))


# The documents as they are stored, after the views have caught up with the log


async def _stored(shop: Shop, workspace_id: str, asked: Asked) -> bytes:
    head = (await shop.log.head(workspace_id)).position
    with progress("Catching up", head) as step:
        await shop.refresher.refresh(workspace_id, progress=step)
    documents = Documents(shop.pool)
    key = asked.key
    if key is None or (asked.projection == "confidence" and ":" not in key):
        key = await _usual(shop, workspace_id, asked, head)
    found = await documents.read(workspace_id, asked.projection, key)
    if found is None and len(key) >= SHORTEST_KEY:
        page = await documents.page(workspace_id, asked.projection, after=key, limit=2)
        found = _only([one for one in page if one.key.startswith(key)], key)
    if found is None:
        raise _nothing(asked, key)
    return found.body


async def _usual(shop: Shop, workspace_id: str, asked: Asked, head: int) -> str:
    """The key that is meant where none was given."""
    if asked.projection == "feed":
        return str(max(head - 1, 0) // PAGE)
    if asked.projection == "objective":
        raise _objective_unnamed()
    calendar = await shop.desk.state(workspace_id, "cycles")
    today = now().astimezone(await shop.zone(workspace_id)).date()
    if asked.projection != "confidence":
        return choose(calendar, asked.cycle, today).cycle_id
    organization = await shop.desk.state(workspace_id, "organization")
    if asked.key is not None and UnitId(asked.key) not in organization.units:
        return asked.key
    if asked.key is None and organization.company is None:
        raise NotFound("The workspace has no company yet, whose confidence could be shown.")
    unit = asked.key or organization.company.unit_id
    return f"{choose(calendar, asked.cycle, today).cycle_id}:{unit}"


# The documents as they would have been then


async def _folded(shop: Shop, workspace_id: str, asked: Asked, moment: Moment) -> bytes:
    upto = await _until(shop, workspace_id, moment)
    workspace = await folded(shop.log, workspace_id, upto)
    if workspace.position == 0:
        raise NotFound("Nothing had happened in the workspace by then.")
    key = _key_then(workspace, asked)
    if asked.projection == "feed" and key.isdecimal():
        # Only the last page is kept by the fold; an older one is the last page of a shorter log.
        workspace = await folded(
            shop.log, workspace_id, min(workspace.position, (int(key) + 1) * PAGE)
        )
    projection = PROJECTIONS[asked.projection]
    found = document(workspace, projection, key)
    if found.body is None and len(key) >= SHORTEST_KEY:
        known = [*workspace.home, *workspace.objectives, *workspace.calendar.cycles]
        bodies = [
            one
            for one in (document(workspace, projection, full) for full in known
                        if full.startswith(key))
            if one.body is not None
        ]  # fmt: skip
        found = _only(bodies, key) or found
    if found.body is None:
        raise _nothing(asked, key)
    return found.body


async def _until(shop: Shop, workspace_id: str, moment: Moment) -> int | datetime:
    if isinstance(moment, int):
        head = (await shop.log.head(workspace_id)).position
        if moment > head:
            raise NotFound(f"The log of the workspace ends at position {head}.")
        return moment
    zone = await shop.zone(workspace_id)
    if isinstance(moment, datetime):
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    midnight = datetime.combine(moment + timedelta(days=1), time.min, tzinfo=zone)
    return midnight - timedelta(microseconds=1)


def _key_then(workspace: Workspace, asked: Asked) -> str:
    if asked.projection == "feed":
        return asked.key or str((workspace.position - 1) // PAGE)
    if asked.projection == "objective":
        if asked.key is None:
            raise _objective_unnamed()
        return asked.key
    organization = workspace.organization
    if asked.key is not None:
        if asked.projection != "confidence" or UnitId(asked.key) not in organization.units:
            return asked.key
    elif asked.projection == "confidence" and organization.company is None:
        raise NotFound("The workspace had no company by then, whose confidence could be shown.")
    cycle_id = choose(workspace.calendar, asked.cycle, workspace.today).cycle_id
    if asked.projection != "confidence" or organization.company is None:
        return cycle_id
    return f"{cycle_id}:{asked.key or organization.company.unit_id}"


# What is not there


def _only(found: list[Any], key: str) -> Any:
    if len(found) > 1:
        raise Failure(f"More than one id begins with '{key}': write more of it.", USAGE)
    return found[0] if found else None


def _objective_unnamed() -> Failure:
    return Failure(
        "Which objective? Name it with --key ID.",
        USAGE,
        "`sightline view coverage --workspace NAME` and `view alignment` show their ids.",
    )


def _nothing(asked: Asked, key: str) -> NotFound:
    return NotFound(f"There is no {asked.projection} view under '{key}'.")
