"""Why a view cannot be shown, in a sentence, and what to look at instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from api.cli.exits import NotFound
from api.cli.views.layouts import SHOWN, projection_of
from api.cli.views.places import Asked, Place, cycle_in, unit_name
from domain.cycles.cycle import Cycle
from domain.values import UnitId
from projections.keeping.fold import PROJECTIONS

if TYPE_CHECKING:
    from api.cli.views.sources import Source

NAMED = 8
"""How many of the cycles or units that could be shown are named."""

NOTHING_OWNED: Final = "{unit} owns no objective in {cycle}."
_OF_UNIT: Final = {
    "confidence": NOTHING_OWNED,
    "brief": NOTHING_OWNED,
    "prompts": "Nothing is asked of {unit} in {cycle}: it is {phase}, or there is nothing to ask"
    " about.",
    "weekly": "{unit} has neither objectives nor planned tasks in {cycle}.",
    "line-of-sight": "{unit} has no tasks in {cycle}, where a line of sight would begin.",
    "acknowledgements": "{unit} has no published objective in {cycle}, which is {phase}.",
    "promises": "Nothing was asked of {unit} in {cycle}, and it asked for nothing.",
    "rituals": "{unit} does not exist in {cycle}.",
    "adherence": "{unit} does not exist in {cycle}.",
    "closing": "{unit} has no published objective to score in {cycle}.",
    "scorecard": "{unit} has no score and no retrospective in {cycle}.",
}
_OF_NO_UNIT: Final = {
    "promises": "No unit has asked another for anything in {cycle}.",
    "line-of-sight": "Nobody has planned a task in {cycle}.",
    "weekly": "Nobody has an objective or a planned task in {cycle}.",
    "brief": "Nobody owns an objective in {cycle}.",
    "prompts": "Nobody is asked anything in {cycle}: that needs published key results, and a cycle"
    " that is under way.",
    "confidence": "Nobody owns an objective in {cycle}.",
    "acknowledgements": "Nobody has published an objective in {cycle}.",
}
_ONLY_OF_CYCLES: Final = "The {view} view is about a whole cycle, not about {unit} alone."
_NOT_IN_CYCLE: Final = "The {view} view has nothing called '{part}' in {cycle}."
_NOT_SCORED_YET: Final = (
    "{cycle} is {phase}: what is left before it can close is shown once it is being scored."
)
_OVER: Final = "{cycle} is closed: none of its check-ins waits to be acknowledged any more."
_OF_CYCLE: Final = {
    "closing": _NOT_SCORED_YET,
    "scorecard": "{cycle} is {phase}: nothing in it has been scored yet.",
    "backtest": "{cycle} is {phase}: how good its alerts were shows once it is over.",
}


class _Record(NamedTuple):
    kind: str
    title: str


async def why_not(source: Source, asked: Asked, key: str) -> NotFound:
    """Why there is no such document."""
    cycle = cycle_in(key, source.place)
    if cycle is None:
        return await _no_record(source, asked, key)
    return NotFound(
        _in_cycle(asked.view, key, cycle, source.place), await _else(source, asked, key)
    )


def of_no_unit(view: str, cycle: Cycle) -> str:
    """Why no unit has such a view in a cycle; empty if there is no reason."""
    return _OF_NO_UNIT.get(view, "").format(cycle=cycle.name)


def _in_cycle(view: str, key: str, cycle: Cycle, place: Place) -> str:
    _, _, part = key.partition(":")
    words = {"view": view, "cycle": cycle.name, "phase": _PHASES[cycle.phase]}
    if not part:
        sentence = _OF_CYCLE.get(view, "There is no {view} view of {cycle}.")
        return sentence.format(**words)
    unit = unit_name(part, place.chart)
    if unit is None:
        return _NOT_IN_CYCLE.format(part=part, **words)
    if view == "acknowledgements" and cycle.phase == "closed":
        return _OVER.format(**words)
    if view == "closing" and cycle.phase not in ("scoring", "closed"):
        return _NOT_SCORED_YET.format(**words)
    return _OF_UNIT.get(view, _ONLY_OF_CYCLES).format(unit=unit, **words)


_PHASES: Final = {
    "drafting": "still being drafted",
    "review": "in review",
    "active": "under way",
    "scoring": "being scored",
    "closed": "closed",
}


async def _else(source: Source, asked: Asked, key: str) -> str:
    """The cycles, or the units in this cycle, that have such a view."""
    cycle_id, _, part = key.partition(":")
    place, projection = source.place, projection_of(asked.view)
    if projection not in PROJECTIONS:
        return ""
    if part and UnitId(part) in place.chart.unit_records:
        keys = await source.keys(projection, f"{cycle_id}:", 1000)
        ids = [one.partition(":")[2] for one in keys]
        names = [name for one in ids if (name := unit_name(one, place.chart))]
        if names:
            return f"There is one of: {_some(names)} (--key NAME)."
    cycles = sorted(place.calendar.cycles.values(), key=lambda one: one.starts, reverse=True)
    there = [
        one.name
        for one in cycles
        if await source.read(projection, f"{one.cycle_id}:{part}" if part else one.cycle_id)
    ]
    if there:
        return f"There is one of: {_some(there)} (--cycle NAME)."
    return ""


def _some(names: list[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


# Keys other than cycles


async def _no_record(source: Source, asked: Asked, key: str) -> NotFound:
    if asked.view == "feed":
        last = source.place.last_page
        return NotFound(
            f"The feed has no page '{key}'.", f"Its pages are 0 to {last}, the oldest first."
        )
    found = await _record(source, key)
    if found is None:
        wanted = SHOWN[asked.view].keys
        return NotFound(
            f"Nothing in this workspace is called '{key}' or has an id that begins with it.",
            f"With --key, {asked.view} takes {wanted}." if wanted else "",
        )
    return NotFound(_misplaced(asked.view, found), _instead(asked.view, found))


async def _record(source: Source, key: str) -> _Record | None:
    """The objective, key result or other record that the key names, whatever views it has."""
    for projection in ("confidence", "objective", "dependencies", "session"):
        keys = [key] if await source.read(projection, key) else []
        for one in keys or await source.keys(projection, key, 1):
            body = msgspec.json.decode(await source.read(projection, one) or b"{}")
            if "title" in body:
                kind = "key result" if "key_result_id" in body else "objective"
                return _Record(kind, f"'{body['title']}'")
            return _Record({"session": "meeting"}.get(projection, "dependency"), "This")
    return None


def _misplaced(view: str, found: _Record) -> str:
    if view == "drift" and found.kind == "key result":
        return f"Nobody has reported on {found.title} yet, so there is nothing to forecast from."
    if view in ("alignment", "line-of-sight") and found.kind in ("key result", "objective"):
        return f"{found.title} is not a {found.kind} of the company."
    if view == "conversation" and found.kind == "objective":
        return f"Nobody has said anything about {found.title} yet."
    if view == "scorecard" and found.kind == "objective":
        return f"{found.title} has not been scored, nor carried over from an earlier quarter."
    return f"{found.title} is a {found.kind}, and there is no {view} view of one."


def _instead(view: str, found: _Record) -> str:
    if view == "alignment" and found.kind == "objective":
        return "`view objective` shows each objective, with what it works toward."
    if view == "line-of-sight":
        return "To see what its unit works toward, name the unit: --key NAME."
    wanted = SHOWN[view].keys
    return f"With --key, {view} takes {wanted}." if wanted else ""
