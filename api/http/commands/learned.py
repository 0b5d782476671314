"""What was learned in the cycle before, told to whoever drafts an objective in the next one."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from api.http.commands.call import Call
from domain.cycles.cycle import Calendar
from domain.objectives.planning import DraftObjective
from domain.organization.chart import Organization
from domain.workspace import Settings
from events.streams import CYCLES, ORGANIZATION, WORKSPACE
from projections.views.closing.scorecard import ScorecardView
from projections.views.closing.scorecard_parts import Retrospective
from projections.views.shared.learned_before import LessonBefore, is_to_be_kept

SHOWN = 3
"""As many as are read while something is being written; the brief and the review have more."""


class _Card(Struct, frozen=True):
    """What is read of a unit's scorecard; the rest of it is passed over."""

    cycle_id: str
    name: str
    retrospective: Retrospective | None = None


_card = msgspec.json.Decoder(_Card).decode


async def lessons_for(call: Call, command: DraftObjective) -> tuple[LessonBefore, ...]:
    """Those of the unit that drafts, then the company's; what changes or is abandoned first."""
    cards = [await _card_of(call, key) for key in await _cards(call, command)]
    known = [lesson for one in cards if one is not None for lesson in _lessons(one)]
    return tuple(sorted(known, key=lambda one: is_to_be_kept(one.verdict))[:SHOWN])


async def _cards(call: Call, command: DraftObjective) -> list[str]:
    """The keys of the scorecards of the unit and of the company in the cycle before."""
    resources = call.resources
    known = await resources.desk.states(call.workspace_id, (CYCLES, ORGANIZATION, WORKSPACE))
    calendar: Calendar = known[CYCLES].state
    organization: Organization = known[ORGANIZATION].state
    settings: Settings = known[WORKSPACE].state
    cycle = calendar.cycles.get(command.cycle_id)
    before = None if cycle is None else calendar.before(cycle)
    if cycle is None or before is None:
        return []
    chart = organization.at(cycle.as_of(resources.clock().astimezone(settings.zone).date()))
    company = None if chart.company is None else chart.company.unit_id
    units = dict.fromkeys((chart.unit_of(command.owner), company))
    return [f"{before.cycle_id}:{unit}" for unit in units if unit is not None]


async def _card_of(call: Call, key: str) -> _Card | None:
    seen = await call.resources.reader.read(
        call.workspace_id, ScorecardView.name, key, sees=call.principal.sees
    )
    return None if seen.body is None else _card(seen.body)


def _lessons(card: _Card) -> Iterator[LessonBefore]:
    held = card.retrospective
    for one in () if held is None else held.lessons:
        unit = None if held is None else held.unit
        yield LessonBefore(card.cycle_id, card.name, unit, one.text, one.verdict, one.root_cause)
