"""What there is to see in a workspace: for each view its question and a command to paste."""

from __future__ import annotations

from collections.abc import Iterable
from shlex import quote

from msgspec import Struct

from api.cli.exits import Failure
from api.cli.views.absent import of_no_unit
from api.cli.views.layouts import PREPARED, SHOWN, projection_of
from api.cli.views.places import Asked, Place, key_of
from api.cli.views.sources import Source, find, read
from api.program import program
from domain.cycles.cycle import Cycle


class Offer(Struct, frozen=True):
    """A view with the options that show it, or why it cannot be shown."""

    view: str
    answers: str
    options: tuple[str, ...]
    why_not: str


class Overview(Struct, frozen=True):
    workspace: str
    cycles: tuple[str, ...]
    units: tuple[str, ...]
    position: int
    offers: tuple[Offer, ...]


async def overview(source: Source, name: str) -> Overview:
    place = source.place
    cycles = sorted(place.calendar.cycles.values(), key=lambda one: (one.starts, one.name))
    return Overview(
        name,
        tuple(f"{one.name} ({one.phase})" for one in cycles),
        tuple(one.name for one in place.chart.units.values()),
        place.position,
        tuple([await _offer(source, view) for view in SHOWN]),
    )


async def _offer(source: Source, view: str) -> Offer:
    answers = SHOWN[view].answers
    options = await _options(source, view)
    if options is not None:
        return Offer(view, answers, options, "")
    if SHOWN[view].keyed_by == "record":
        return Offer(view, answers, (), f"There is no {view} yet.")
    try:
        await find(source, Asked(view, None, None))
    except Failure as failure:
        reason = of_no_unit(view, source.place.cycle(None)) if _has_cycle(source) else ""
        return Offer(view, answers, (), reason or str(failure))
    return Offer(view, answers, (), "")


def _has_cycle(source: Source) -> bool:
    return bool(source.place.calendar.cycles)


async def _options(source: Source, view: str) -> tuple[str, ...] | None:
    """The options with which there is something to see; None if there are none."""
    shown = SHOWN[view]
    if shown.keyed_by == "record":
        keys = await source.keys(projection_of(view), "", 1)
        return ("--key", keys[0][:8]) if keys else None
    try:
        key = key_of(Asked(view, None, None), source.place)
    except Failure:
        return None
    if shown.keyed_by == "unit" and (team := await _team(source, view, key)):
        return ("--key", team)
    if await read(source, view, key) is not None:
        return ()
    return None if view == PREPARED else await _cycle(source, view, key)


async def _team(source: Source, view: str, key: str) -> str | None:
    """The first team that has one in the cycle, so that the command shows how to name a unit."""
    cycle_id = key.partition(":")[0]
    for unit in source.place.chart.units.values():
        if unit.kind == "team" and await read(source, view, f"{cycle_id}:{unit.unit_id}"):
            return unit.name
    return None


async def _cycle(source: Source, view: str, key: str) -> tuple[str, ...] | None:
    """The newest cycle that has one."""
    cycle_id, _, part = key.partition(":")
    for cycle in _newest(source.place):
        there = f"{cycle.cycle_id}:{part}" if part else cycle.cycle_id
        if there != cycle_id and await read(source, view, there) is not None:
            return ("--cycle", cycle.name)
    return None


def _newest(place: Place) -> Iterable[Cycle]:
    return sorted(place.calendar.cycles.values(), key=lambda one: one.starts, reverse=True)


def lines(found: Overview, present: str) -> Iterable[str]:
    """The overview for people; `present` says which cycle is shown if none is named."""
    yield f"{found.workspace}: what there is to see. {present}"
    yield ""
    commands = {one.view: _command(found.workspace, one) for one in found.offers if not one.why_not}
    width = max(map(len, commands.values()), default=0)
    for one in found.offers:
        if one.view in commands:
            yield f"  {commands[one.view]:{width}}   # {one.answers}"
    reasons: dict[str, list[str]] = {}
    for one in found.offers:
        if one.why_not:
            reasons.setdefault(one.why_not, []).append(one.view)
    if reasons:
        yield ""
        yield "Nothing to see yet in:"
        yield from (f"  {reason} ({', '.join(views)})" for reason, views in reasons.items())
    yield ""
    yield f"Cycles, for --cycle: {', '.join(found.cycles) or 'none yet'}."
    yield f"Units, for --key: {', '.join(found.units) or 'none yet'}."
    yield (
        f"Moments, for --as-of: a day, a time, or a position of the log up to {found.position:,}."
    )


def _command(workspace: str, offer: Offer) -> str:
    words = [program(), "view", offer.view, "--workspace", quote(workspace)]
    return " ".join((*words, *map(quote, offer.options)))
