"""How many cases of each failure pattern a cycle has, and which, by what other views know of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from domain.alignment.linking import ObjectiveLinked
from domain.closing.closing import Closing
from domain.closing.retrospective import Lesson
from domain.closing.scores import ObjectiveScored
from domain.cycles.cycle import Cycle
from domain.diagnosis.objective import of_link, of_unit
from domain.diagnosis.patterns import PATTERNS, Figure, Pattern
from domain.diagnosis.rules import Rule
from domain.measuring.check_in import CheckedIn
from domain.objectives.state import Objective
from domain.values import KeyResultId, Owner
from events.streams import review_stream
from projections.model.reports import Report
from projections.model.workspace import Workspace
from projections.views.alignment.covering import covering
from projections.views.alignment.diagnosing import diagnosed, in_full, is_dismissed
from projections.views.closing.scorecard_parts import closing_of, scored_in
from projections.views.projection import Named, named
from projections.views.rituals.adherence import cadences, first_week
from projections.views.shared.findings_left_open import settled
from projections.views.shared.learned_before import held_by
from projections.views.shared.link_paths import links_that_hold

SHOWN = 20
"""How many cases of a pattern are named; the total counts all."""


class Counted(NamedTuple):
    """The figure of a pattern, what its cases are in, and how many of those there are."""

    figure: Figure
    cases_total: int
    cases: tuple[Named, ...]


Counts = Mapping[Pattern, Counted]

Looked = tuple[Named, int, int]
"""What was looked at, how many cases it has, and how many it could have."""


def counts(workspace: Workspace, cycle: Cycle) -> Counts:
    """Counted once between two events; what a check-in does not change, when it is another."""
    now = workspace.memo.now(workspace.position, workspace.today)
    found: Counts | None = now.get(("patterns", cycle.cycle_id))
    if found is None:
        found = now["patterns", cycle.cycle_id] = _counts(workspace, cycle)
    return found


def _counts(workspace: Workspace, cycle: Cycle) -> Counts:
    planned = workspace.memo.remember(
        ("patterns of plans", cycle.cycle_id),
        (
            *(cycle, workspace.organization_of(cycle)),
            workspace.state(review_stream(cycle.cycle_id)),
            *workspace.changes.last(cycle.cycle_id, "plans", "links"),
        ),
        lambda: _of_plans(workspace, cycle),
    )
    found: dict[Pattern, Counted] = {
        **planned,
        "cadence_drift": _counted(_cadences(workspace, cycle)),
        "score_and_forget": _counted(_forgotten(workspace, cycle)),
        "tool_not_discipline": _counted(_habits(workspace, cycle)),
    }
    return {pattern: found[pattern] for pattern in PATTERNS}


class _Plan(NamedTuple):
    """An objective as it is planned, the links up from it, and what diagnosis finds in it."""

    objective: Objective
    links: tuple[ObjectiveLinked, ...]
    rules: frozenset[tuple[Rule, KeyResultId | None]]

    def breaks(self, rule: Rule) -> bool:
        return any(found == rule for found, _ in self.rules)


def _of_plans(workspace: Workspace, cycle: Cycle) -> Counts:
    plans = [_plan(workspace, one) for one in workspace.objectives.present(cycle.cycle_id)]
    found: dict[Pattern, Iterable[Looked]] = {
        "translation_gap": _translated(workspace, cycle),
        "orphan_objectives": _orphans(workspace, plans),
        "vanity_links": _links(plans),
        "mechanical_cascading": _copies(plans),
        "kpi_in_disguise": _measures(plans, "kpi_in_disguise"),
        "activity_not_outcome": _measures(plans, "not_measurable"),
        "too_many_objectives": _crowds(workspace, cycle),
    }
    return {pattern: _counted(looked) for pattern, looked in found.items()}


def _plan(workspace: Workspace, objective: Objective) -> _Plan:
    known, findings = diagnosed(workspace, in_full(workspace, objective), reviewed=True)
    rules = frozenset(
        (one.rule, one.key_result_id) for one in findings if not is_dismissed(workspace, known, one)
    )
    return _Plan(objective, links_that_hold(workspace, objective), rules)


def _counted(looked: Iterable[Looked]) -> Counted:
    """What has most cases is named first, otherwise in its order."""
    everything = list(looked)
    cases = sorted((one for one in everything if one[1]), key=lambda one: -one[1])
    figure = Figure(sum(one[1] for one in everything), sum(one[2] for one in everything))
    return Counted(figure, len(cases), tuple(one[0] for one in cases[:SHOWN]))


# Alignment


def _translated(workspace: Workspace, cycle: Cycle) -> Iterator[Looked]:
    for objective in workspace.objectives.of_company(cycle.cycle_id):
        for key, key_result in objective.key_results.items():
            kinds = {one.link.kind for one in covering(workspace, key).covering}
            left = settled(workspace, objective, "gap", key_result_id=key) is not None
            about = Named("key_result", key, key_result.title)
            yield about, int("contributes" not in kinds and not left), 1
        if not objective.key_results:
            yield _named(objective), 1, 1


def _orphans(workspace: Workspace, plans: Iterable[_Plan]) -> Iterator[Looked]:
    for one in plans:
        if one.objective.level != "company":
            left = settled(workspace, one.objective, "orphan") is not None
            yield _named(one.objective), int(one.breaks("orphan") and not left), 1


def _links(plans: Iterable[_Plan]) -> Iterator[Looked]:
    for one in plans:
        links = [link for link in one.links if link.kind == "contributes"]
        doubted = [link for link in links if link.link_test in ("no", "maybe") or _weak(link)]
        yield _named(one.objective), len(doubted), len(links)


def _copies(plans: Iterable[_Plan]) -> Iterator[Looked]:
    for one in plans:
        if one.links:
            yield _named(one.objective), int(one.breaks("copy_of_parent")), 1


# Plans


def _measures(plans: Iterable[_Plan], rule: Rule) -> Iterator[Looked]:
    for one in plans:
        for key, key_result in one.objective.key_results.items():
            about = Named("key_result", key, key_result.title)
            yield about, int((rule, key) in one.rules), 1


def _crowds(workspace: Workspace, cycle: Cycle) -> Iterator[Looked]:
    for unit, ids in workspace.by_unit(cycle).items():
        owners = (workspace.objectives[key].owner.kind for key in ids)
        owned = sum(kind == "unit" for kind in owners)
        if owned:
            crowded = any(one.rule == "crowded" for one in of_unit(owned))
            yield named(workspace, Owner("unit", unit), cycle.cycle_id), int(crowded), 1


def _weak(link: ObjectiveLinked) -> bool:
    return any(True for _ in of_link(link))


def _named(objective: Objective) -> Named:
    return Named("objective", objective.objective_id, objective.title)


# The rhythm, and the end


def _cadences(workspace: Workspace, cycle: Cycle) -> Iterator[Looked]:
    for unit, since in cadences(workspace, cycle).items():
        yield named(workspace, Owner("unit", unit), cycle.cycle_id), int(since is not None), 1


def _forgotten(workspace: Workspace, cycle: Cycle) -> Iterator[Looked]:
    closing = closing_of(workspace, cycle.cycle_id)
    lessons = [one for held in closing.retrospectives.values() for one in held.lessons]
    for objective, scored in scored_in(workspace, closing, cycle):
        own = [one for one in lessons if one.objective_id == objective.objective_id]
        remembered = bool(own) or _looked_back(workspace, cycle, closing, objective, scored)
        kept = remembered and not _against(workspace, closing, objective, own)
        yield _named(objective), int(not kept), 1


def _looked_back(
    workspace: Workspace,
    cycle: Cycle,
    closing: Closing,
    objective: Objective,
    scored: ObjectiveScored,
) -> bool:
    """Whether its score has a word beside it, or whoever owns it has learned something."""
    unit = workspace.organization_of(cycle).unit_of(objective.owner)
    held = None if unit is None else held_by(workspace, closing, cycle, unit)
    return bool(scored.comment) or (held is not None and bool(held.lessons))


def _against(
    workspace: Workspace, closing: Closing, objective: Objective, own: Iterable[Lesson]
) -> bool:
    """Whether it goes on under the same words though a lesson about it says to change it."""
    into = closing.carried.get(objective.objective_id)
    after = None if into is None else workspace.objectives.planned_in_full(into)
    changes = any(one.verdict != "keep" for one in own)
    return changes and after is not None and after.title == objective.title


def _habits(workspace: Workspace, cycle: Cycle) -> Iterator[Looked]:
    """Check-ins as they were written down on the days before today, once a cycle is over all."""
    until = date.max if cycle.is_over(workspace.today) else workspace.today
    for objective_id in workspace.objectives.by_cycle.get(cycle.cycle_id, ()):
        objective = workspace.objectives.planned(objective_id)
        if objective is not None and not objective.withdrawn:
            for key, key_result in objective.key_results.items():
                reports = workspace.reports.on(key)
                first = first_week(workspace, cycle, objective, key_result) if reports else None
                if first is not None:
                    bad, base = _habit(workspace, cycle, key, first, until)
                    yield Named("key_result", key, key_result.title), bad, base


def _habit(
    workspace: Workspace,
    cycle: Cycle,
    key: KeyResultId,
    first: int,
    until: date,
) -> tuple[int, int]:
    """Reports arrive in the order of their days."""
    reports = workspace.reports.on(key)
    count = bisect_left(reports, until, key=_day)
    return workspace.memo.remember(
        ("habit", key), (count, cycle, first), lambda: _poor(cycle, first, reports[:count])
    )


def _day(report: Report) -> date:
    return report.day


def _poor(cycle: Cycle, first: int, reports: Iterable[Report]) -> tuple[int, int]:
    """How many check-ins came late, without a value, or all in the last week, and of how many.

    None were due before the first week: what is of then was brought in later, and is no habit.
    """
    check_ins = [
        (one.day, one.event)
        for one in reports
        if isinstance(one.event, CheckedIn) and cycle.week(one.event.effective) >= first
    ]
    last_week = cycle.first_day(cycle.weeks)
    if check_ins and first < cycle.weeks and all(day >= last_week for day, _ in check_ins):
        return len(check_ins), len(check_ins)
    poor = (
        said.value is None or day > cycle.last_day(cycle.week(said.effective))
        for day, said in check_ins
    )
    return sum(poor), len(check_ins)
