"""The phases that cycles come to: out of planning, and on to where the file says that they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from api.exchange.reading.resolve.cycles import PHASES, CyclesMeant
from api.exchange.reading.row_command import Collector, Step
from domain.cycles.cycle import MoveCycle, Phase
from domain.values import CycleId

_ORDER: dict[Phase, int] = {phase: place for place, phase in enumerate(PHASES)}


def move_cycles(cycles: CyclesMeant, checked_in_on: Collection[CycleId], into: Collector) -> None:
    """Have cycles moved. Those that are `checked_in_on` have to be out of planning.

    None is closed: that takes a retrospective, and a score for each objective.
    """
    phases = dict(cycles.phases)
    for cycle_id in checked_in_on:
        phases.setdefault(cycle_id, "active")
    into.place(Step.OPENING)
    _move(cycles, phases, "active", into)
    into.place(Step.SCORING)
    _move(cycles, phases, "scoring", into)
    for cycle in cycles.by_id.values():
        if phases.get(cycle.cycle_id) == "closed" != cycle.phase:
            into.notes.append(
                f"The cycle '{cycle.name}' is left in scoring: it is closed once it is scored"
                " and looked back on."
            )


def _move(
    cycles: CyclesMeant, phases: Mapping[CycleId, Phase], phase: Phase, into: Collector
) -> None:
    for cycle in cycles.by_id.values():
        stated = phases.get(cycle.cycle_id, "drafting")
        if _ORDER[cycle.phase] < _ORDER[phase] <= _ORDER[stated]:
            row = cycles.row_of(cycle)
            into.ask(MoveCycle(cycle.cycle_id, phase), row, [] if row is None else [row])
