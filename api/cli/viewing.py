"""`sightline view`: the documents of the API, for people or for machines, now or as of then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, NamedTuple, assert_never, get_args

import click
import msgspec

from api.cli.exits import USAGE, Failure, NotFound
from api.cli.office import Office, Shop, choose, find
from api.cli.options import cycle_option, json_option, workspace_option
from api.cli.shown import (
    adherence,
    alignment,
    brief,
    business_review,
    closing,
    confidence,
    coverage,
    dependencies,
    drift,
    effort,
    feed,
    line_of_sight,
    objective,
    promises,
    resources,
    review,
    rituals,
    scorecard,
    session,
    weekly,
    year,
)
from api.cli.terminal import Layout, emit_bytes, progress, show_document
from domain.chart import Chart, Organization
from domain.cycle import Calendar
from domain.values import CycleId, UnitId
from events import streams
from projections import directory
from projections.business_review import SOURCES, prepare
from projections.documents import Documents
from projections.fold import PROJECTIONS, document
from projections.fold import as_of as folded
from projections.workspace import PAGE
from runtime.clock import now

Moment = int | date | datetime
SHORTEST_KEY = 4
PREPARED = "business-review"
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)
"""A moment that no log reaches back to, and that every clock can tell in any time zone."""

KeyedBy = Literal["cycle", "year", "unit", "record", "page", "workspace"]
"""What a view is asked for by where `--key` does not say it: a cycle's unit is the company."""


class Shown(NamedTuple):
    layout: Layout
    keyed_by: KeyedBy


SHOWN: dict[str, Shown] = {
    "alignment": Shown(alignment.shown, "cycle"),
    "coverage": Shown(coverage.shown, "cycle"),
    "confidence": Shown(confidence.shown, "unit"),
    "drift": Shown(drift.shown, "cycle"),
    "dependencies": Shown(dependencies.shown, "cycle"),
    "promises": Shown(promises.shown, "unit"),
    "objective": Shown(objective.shown, "record"),
    "review": Shown(review.shown, "cycle"),
    "resources": Shown(resources.shown, "cycle"),
    "effort": Shown(effort.shown, "cycle"),
    "weekly": Shown(weekly.shown, "unit"),
    "line_of_sight": Shown(line_of_sight.shown, "unit"),
    "adherence": Shown(adherence.shown, "cycle"),
    "rituals": Shown(rituals.shown, "unit"),
    "session": Shown(session.shown, "record"),
    "closing": Shown(closing.shown, "cycle"),
    "scorecard": Shown(scorecard.shown, "cycle"),
    "year": Shown(year.shown, "year"),
    "brief": Shown(brief.shown, "unit"),
    "business-review": Shown(business_review.shown, "cycle"),
    "feed": Shown(feed.shown, "page"),
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
@click.option(
    "--key",
    "-k",
    metavar="ID",
    help="One record, by its id or the beginning of it; a unit also by its name.",
)
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
    alignment     are we on track? (--key: one company key result)
    coverage      where nobody works, and where too many do
    confidence    week by week (--key: a key result, an objective or a unit)
    drift         what will probably miss, and why (--key: one key result)
    dependencies  who waits for whom (--key: one dependency)
    promises      what a unit waits for and promised (--key: a unit)
    objective     one objective with its links (--key)
    review        what the rules find in the plans, and what became of it
    resources     where claims exceed what there is (--key: a pool in a cycle, or workspace)
    effort        what the hours go into, and how much of that is linked to nothing
    weekly        what this week's work advances (--key: a unit)
    line_of_sight from tasks up (--key: a unit), or down (--key: a company key result)
    adherence     which check-ins came on time (--key: a unit)
    rituals       when a unit meets (--key: a unit)
    business-review  the prepared agenda of the monthly review
    session       what came of a meeting (--key)
    closing       what is left before a cycle can close (--key: a unit)
    scorecard     what a cycle came to (--key: a unit, an objective, or workspace)
    year          what the year is for, quarter by quarter
    brief         a team's three questions (--key: a unit)
    feed          what happened, newest first (--key: a page)

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
    show_document(SHOWN[what].layout, body)


class _Place(NamedTuple):
    """What a key is chosen by: what there is, on which day, and where the log ends."""

    calendar: Calendar
    chart: Chart
    today: date
    position: int


def _key(asked: Asked, place: _Place) -> str:
    """The key that is meant; raises Failure where one has to be named."""
    match SHOWN[asked.projection].keyed_by:
        case "workspace":
            return asked.key or directory.KEY
        case "page":
            return asked.key or str(max(place.position - 1, 0) // PAGE)
        case "record":
            if asked.key is None:
                raise _unnamed(asked.projection)
            return asked.key
        case "cycle":
            return _in_cycle(asked, place)
        case "year":
            return asked.key or _year(asked.cycle, place)
        case "unit":
            unit = _unit(asked.key, place.chart)
            if unit is None and asked.key is not None:
                return asked.key
            if unit is None:
                raise NotFound("The workspace has no company whose part could be shown.")
            return f"{choose(place.calendar, asked.cycle, place.today).cycle_id}:{unit}"
        case _ as never:
            assert_never(never)


def _in_cycle(asked: Asked, place: _Place) -> str:
    """A cycle, what a unit is in it, or a record of it."""
    unit = None if asked.key is None else _unit(asked.key, place.chart)
    if asked.key is not None and unit is None:
        return asked.key
    cycle_id = choose(place.calendar, asked.cycle, place.today).cycle_id
    return cycle_id if unit is None else f"{cycle_id}:{unit}"


def _year(named: str | None, place: _Place) -> str:
    cycles = place.calendar.cycles.items()
    years = Calendar({key: one for key, one in cycles if one.kind == "year"})
    if not years.cycles:
        raise NotFound("The workspace has no year yet: a cycle of the kind year.")
    return choose(years, named, place.today).cycle_id


def _unit(named: str | None, chart: Chart) -> UnitId | None:
    """The unit with an identifier or a name, one that is there before one that is not."""
    if named is None:
        return None if chart.company is None else chart.company.unit_id
    elsewhere = (record.unit_on(chart.day) for record in chart.unit_records.values())
    unit = find(named, (*chart.units.values(), *elsewhere), "unit_id")
    return None if unit is None else unit.unit_id


def _prepared(views: Mapping[str, bytes | None], asked: Asked, key: str, place: _Place) -> bytes:
    """What is put together from several views under one key."""
    found = {name: body for name, body in views.items() if body is not None}
    made = prepare(found)
    if made is None:
        raise _nothing(asked, key, place)
    return msgspec.json.encode(made)


# The documents as they are stored, after the views have caught up with the log


async def _stored(shop: Shop, workspace_id: str, asked: Asked) -> bytes:
    head = (await shop.log.head(workspace_id)).position
    with progress("Catching up", head) as step:
        await shop.refresher.refresh(workspace_id, progress=step)
    today = now().astimezone(await shop.zone(workspace_id)).date()
    organization: Organization = await shop.desk.state(workspace_id, streams.ORGANIZATION)
    place = _Place(
        await shop.desk.state(workspace_id, streams.CYCLES),
        organization.at(today),
        today,
        head,
    )
    key = _key(asked, place)
    documents = Documents(shop.pool)
    if asked.projection == PREPARED:
        read = {name: await documents.read(workspace_id, name, key) for name in SOURCES}
        bodies = {name: None if one is None else one.body for name, one in read.items()}
        return _prepared(bodies, asked, key, place)
    found = await documents.read(workspace_id, asked.projection, key)
    if found is None and len(key) >= SHORTEST_KEY:
        page = await documents.page(workspace_id, asked.projection, after=key, limit=2)
        found = _only([one for one in page if one.key.startswith(key)], key)
    if found is None:
        raise _nothing(asked, key, place)
    return found.body


# The documents as they would have been then


async def _folded(shop: Shop, workspace_id: str, asked: Asked, moment: Moment) -> bytes:
    upto = await _until(shop, workspace_id, moment)
    workspace = await folded(shop.log, workspace_id, upto)
    if workspace.position == 0:
        raise NotFound("Nothing had happened in the workspace by then.")
    place = _Place(
        workspace.calendar,
        workspace.organization_at(workspace.today),
        workspace.today,
        workspace.position,
    )
    key = _key(asked, place)
    if asked.projection == "feed" and key.isdecimal():
        # Only the last page is kept by the fold; an older one is the last page of a shorter log.
        workspace = await folded(
            shop.log, workspace_id, min(workspace.position, (int(key) + 1) * PAGE)
        )
    if asked.projection == PREPARED:
        views = {name: document(workspace, PROJECTIONS[name], key).body for name in SOURCES}
        return _prepared(views, asked, key, place)
    projection = PROJECTIONS[asked.projection]
    found = document(workspace, projection, key)
    if found.body is None and len(key) >= SHORTEST_KEY:
        known = [
            full
            for cycle in workspace.calendar.cycles.values()
            for full in projection.of_cycle(workspace, cycle)
            if full.startswith(key)
        ]
        bodies = [document(workspace, projection, full) for full in known]
        found = _only([one for one in bodies if one.body is not None], key) or found
    if found.body is None:
        raise _nothing(asked, key, place)
    return found.body


async def _until(shop: Shop, workspace_id: str, moment: Moment) -> int | datetime:
    if isinstance(moment, int):
        head = (await shop.log.head(workspace_id)).position
        if moment > head:
            raise NotFound(f"The log of the workspace ends at position {head}.")
        return moment
    zone = await shop.zone(workspace_id)
    present = now().astimezone(zone)
    if isinstance(moment, datetime):
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        if moment > present:
            raise NotFound(f"{moment.isoformat()} is still to come.")
        return max(moment, BEFORE_ALL)
    if moment > present.date():
        raise NotFound(f"{moment} is still to come.")
    midnight = datetime.combine(moment + timedelta(days=1), time.min, tzinfo=zone)
    return midnight - timedelta(microseconds=1)


# What is not there


def _only(found: list[Any], key: str) -> Any:
    if len(found) > 1:
        raise Failure(f"More than one id begins with '{key}': write more of it.", USAGE)
    return found[0] if found else None


def _unnamed(what: str) -> Failure:
    return Failure(
        f"Which {what}? Name it with --key ID.",
        USAGE,
        "`sightline view coverage --workspace NAME` and `view alignment` show their ids.",
    )


def _nothing(asked: Asked, key: str, place: _Place) -> NotFound:
    """What was looked for is said in names, with the names of what may have been meant."""
    names = [_name(part, place) for part in reversed(key.split(":"))]
    if None in names:
        return NotFound(f"There is no {asked.projection} view under '{key}'.")
    about = " in ".join(name for name in names if name is not None)
    cycles = ", ".join(one.name for one in place.calendar.cycles.values())
    return NotFound(
        f"There is no {asked.projection} view of {about}.",
        f"A unit is named with --key NAME, a cycle with --cycle NAME: {cycles}.",
    )


def _name(identifier: str, place: _Place) -> str | None:
    """What a cycle or a unit is called."""
    cycle = place.calendar.cycles.get(CycleId(identifier))
    if cycle is not None:
        return cycle.name
    unit = place.chart.unit_records.get(UnitId(identifier))
    return None if unit is None else unit.unit_on(place.chart.day).name
