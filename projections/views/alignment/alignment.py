"""The alignment view: every company key result, who works toward it, whether we are on track.

One document per cycle, and one per company key result. The cycle's shows, for each key result,
those linked objectives that need somebody most; the key result's own shows them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import get_args

from msgspec.structs import replace

from domain.alignment.linking import ObjectiveLinked, ObjectiveUnlinked
from domain.closing.scores import ObjectiveScored
from domain.cycles.cycle import Cycle, CycleDefined, CycleMoved
from domain.dependencies.dependency import DependencyEvent
from domain.health.on_track import Health, Status, pressing
from domain.health.standing import Trend
from domain.measuring.check_in import CheckedIn, CheckInCorrected, CheckInEvent
from domain.measuring.forecast import ForecastGiven
from domain.objectives.objective import CommitmentEvent
from domain.objectives.state import KeyResult, Objective
from domain.values import CycleId, KeyResultId, ObjectiveId
from domain.wording import counted, out_of
from projections.model.change import Change
from projections.model.rewording import COMMITMENT
from projections.model.workspace import Workspace
from projections.views.dependencies.awaited_deliveries import Awaited, awaited
from projections.views.projection import Days, Named, Projection, View, days, named, rounded
from projections.views.shared.health import (
    goes_by,
    health_of,
    health_of_key_result,
    healthy_coverage_of,
    standing_of,
    standing_of_key_result,
    stands_of,
    toward,
)
from projections.views.shared.link_paths import upward
from projections.views.shared.linked import Contribution, Linked, contribution, linked

SHOWN = 25
"""How many linked objectives a cycle's document shows for each key result, of `linked_total`."""

AWAITED = 10
"""How much of what is waited for a cycle's document shows for each, of `waits_for_total`."""

AWAITED_BY_ONE = 100
"""The same in a key result's own document."""


class CompanyKeyResult(View, frozen=True):
    """`waits_for` is what it, and what is linked to it, wait for from other units."""

    key_result_id: str
    objective_id: str
    title: str
    owner: Named
    metric: str
    value: float | None
    progress: float | None
    progress_raw: float | None
    expected: float
    stands: str
    """Progress beside the plan in words, as every view says it."""
    overdue_since: date | None
    confidence: int | None
    confidence_as_of: date | None
    trend: Trend
    last_effective: date | None
    health: Health
    contribution: Contribution
    healthy_coverage: float
    """What contributes to it by strength, each as far as it is likely to be reached."""
    linked_total: int
    linked: tuple[Linked, ...]
    waits_for_total: int
    waits_for: tuple[Awaited, ...]


class CompanyObjective(View, frozen=True):
    """`linked` are linked to the objective as a whole, which is weaker than to a key result."""

    objective_id: str
    title: str
    owner: Named
    stage: str
    progress: float | None
    coverage: float
    confidence: float | None
    confidence_as_of: date | None
    health: Health
    key_results: tuple[CompanyKeyResult, ...]
    linked_total: int
    linked: tuple[Linked, ...]
    waits_for_total: int
    waits_for: tuple[Awaited, ...]


class CompanyAnswer(View, frozen=True):
    """Are we on track? How many company key results are, and where to step in, worst first.

    What was scored was reached or missed, and nobody steps in there any more.
    """

    text: str
    on_track: int
    needs_attention: int
    at_risk: int
    pending: int
    reached: int
    missed: int
    step_in_at: tuple[str, ...]


class AlignmentOfCycle(View, frozen=True):
    cycle: Days
    phase: str
    answer: CompanyAnswer
    objectives: tuple[CompanyObjective, ...]


class AlignmentOfKeyResult(View, frozen=True):
    cycle: Days
    objective_title: str
    key_result: CompanyKeyResult


class AlignmentView(Projection):
    name = "alignment"
    on = frozenset(
        {
            CycleDefined,
            CycleMoved,
            CheckedIn,
            CheckInCorrected,
            ForecastGiven,
            *get_args(DependencyEvent),
            ObjectiveScored,
            ObjectiveLinked,
            ObjectiveUnlinked,
            *COMMITMENT,
        }
    )

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        match change.event:
            case CycleDefined() | CycleMoved() as event:
                return (event.cycle_id,)
            case ObjectiveLinked() as event:
                return self._target(workspace, event.parent_objective_id, event.key_result_id)
            case ObjectiveUnlinked():
                gone = change.link
                if gone is None:
                    return ()
                return self._target(workspace, gone.parent_objective_id, gone.key_result_id)
            case event if isinstance(
                event, CommitmentEvent | CheckInEvent | ForecastGiven | ObjectiveScored
            ):
                return self._around(workspace, event.objective_id)
            case _ as event if isinstance(event, DependencyEvent):
                return self._around(workspace, event.objective_id)
            case _:
                return ()

    def _all(self, workspace: Workspace, cycle_id: CycleId) -> Iterable[str]:
        yield cycle_id
        for objective in workspace.objectives.of_company(cycle_id):
            yield from objective.key_results

    def _around(self, workspace: Workspace, objective_id: ObjectiveId) -> Iterable[str]:
        objective = workspace.objectives.planned(objective_id)
        if objective is None:
            return
        if objective.level == "company":
            yield objective.cycle_id
            yield from objective.key_results
            yield from objective.removed
        for above in upward(workspace, objective_id):
            for link in workspace.links.up(workspace.objectives[above]):
                yield from self._target(workspace, link.parent_objective_id, link.key_result_id)

    def _target(
        self, workspace: Workspace, objective_id: ObjectiveId, key_result_id: KeyResultId | None
    ) -> Iterable[str]:
        parent = workspace.objectives.planned(objective_id)
        if parent is not None and parent.level == "company":
            yield parent.cycle_id
            if key_result_id is not None:
                yield key_result_id

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        return self._all(workspace, cycle.cycle_id)

    def render(self, workspace: Workspace, key: str) -> View | None:
        cycle = workspace.calendar.cycles.get(CycleId(key))
        if cycle is not None:
            return self._cycle(workspace, cycle)
        home = workspace.objectives.home.get(KeyResultId(key))
        objective = None if home is None else workspace.objectives.get(home)
        if objective is None or objective.level != "company" or objective.withdrawn:
            return None
        return AlignmentOfKeyResult(
            days(workspace, workspace.calendar.cycles[objective.cycle_id]),
            objective.title,
            _in_full(workspace, objective, objective.key_results[KeyResultId(key)]),
        )

    def _cycle(self, workspace: Workspace, cycle: Cycle) -> View:
        objectives = tuple(
            _objective(workspace, objective)
            for objective in workspace.objectives.of_company(cycle.cycle_id)
        )
        return AlignmentOfCycle(
            days(workspace, cycle), cycle.phase, _answer(workspace, cycle, objectives), objectives
        )


def _objective(workspace: Workspace, objective: Objective) -> CompanyObjective:
    links = workspace.links.into_objective.get(objective.objective_id, ())
    key_results = [_in_short(workspace, objective, one) for one in objective.key_results.values()]
    return workspace.memo.remember(
        ("company objective", objective.objective_id),
        (
            goes_by(workspace, objective),
            toward(workspace, objective.objective_id, links),
            *key_results,
        ),
        lambda: _company_objective(workspace, objective, links, key_results),
    )


def _company_objective(
    workspace: Workspace,
    objective: Objective,
    links: Sequence[ObjectiveLinked],
    key_results: Iterable[CompanyKeyResult],
) -> CompanyObjective:
    now = standing_of(workspace, objective)
    whole, waits = linked(workspace, links), awaited(workspace, links)
    return CompanyObjective(
        objective_id=objective.objective_id,
        title=objective.title,
        owner=named(workspace, objective.owner, objective.cycle_id),
        stage=objective.stage,
        progress=rounded(now.roll_up.progress),
        coverage=round(now.roll_up.coverage, 4),
        confidence=rounded(now.confidence),
        confidence_as_of=now.confidence_since,
        health=health_of(workspace, objective),
        key_results=tuple(key_results),
        linked_total=len(whole),
        linked=tuple(whole[:SHOWN]),
        waits_for_total=len(waits),
        waits_for=tuple(waits[:AWAITED]),
    )


def _in_short(
    workspace: Workspace, objective: Objective, key_result: KeyResult
) -> CompanyKeyResult:
    """A company key result as its cycle's document shows it."""
    whole = _in_full(workspace, objective, key_result)
    return workspace.memo.remember(
        ("company key result in short", key_result.key_result_id),
        (whole,),
        lambda: replace(whole, linked=whole.linked[:SHOWN], waits_for=whole.waits_for[:AWAITED]),
    )


def _in_full(workspace: Workspace, objective: Objective, key_result: KeyResult) -> CompanyKeyResult:
    key = key_result.key_result_id
    links = workspace.links.into_key_result.get(key, ())
    return workspace.memo.remember(
        ("company key result", key),
        (goes_by(workspace, objective), toward(workspace, key, links)),
        lambda: _key_result(workspace, objective, key_result, links),
    )


def _key_result(
    workspace: Workspace,
    objective: Objective,
    key_result: KeyResult,
    links: Sequence[ObjectiveLinked],
) -> CompanyKeyResult:
    now = standing_of_key_result(workspace, objective, key_result)
    entries = linked(workspace, links)
    waits = awaited(workspace, links, objective, key_result.key_result_id)
    return CompanyKeyResult(
        key_result_id=key_result.key_result_id,
        objective_id=objective.objective_id,
        title=key_result.title,
        owner=named(workspace, key_result.owner or objective.owner, objective.cycle_id),
        metric=str(key_result.metric.__struct_config__.tag),
        value=now.value,
        progress=rounded(now.progress.clamped) if now.progress else None,
        progress_raw=rounded(now.progress.raw) if now.progress else None,
        expected=round(now.expected, 4),
        stands=stands_of(workspace, objective, key_result),
        overdue_since=now.overdue_since,
        confidence=now.confidence.level,
        confidence_as_of=now.confidence.since,
        trend=now.trend,
        last_effective=now.last_report,
        health=health_of_key_result(workspace, objective, key_result),
        contribution=contribution(entries),
        healthy_coverage=round(healthy_coverage_of(workspace, key_result.key_result_id), 4),
        linked_total=len(entries),
        linked=tuple(entries),
        waits_for_total=len(waits),
        waits_for=tuple(waits[:AWAITED_BY_ONE]),
    )


def _answer(
    workspace: Workspace, cycle: Cycle, objectives: tuple[CompanyObjective, ...]
) -> CompanyAnswer:
    found = [one for objective in objectives for one in objective.key_results]
    worst = sorted(
        (one for one in found if one.health.in_trouble),
        key=lambda one: pressing(one.health),
    )
    counts = Counter(one.health.status for one in found)
    return CompanyAnswer(
        text=_answer_text(cycle, counts, worst, ahead=cycle.is_ahead(workspace.today)),
        on_track=counts["on_track"],
        needs_attention=counts["needs_attention"],
        at_risk=counts["at_risk"],
        pending=counts["pending"],
        reached=counts["reached"],
        missed=counts["missed"],
        step_in_at=tuple(one.key_result_id for one in worst),
    )


def _answer_text(
    cycle: Cycle, counts: Counter[Status], worst: list[CompanyKeyResult], *, ahead: bool
) -> str:
    if not counts:
        if cycle.phase == "closed":
            return "The company had no key results in this cycle."
        return "The company has no key results in this cycle yet."
    if ahead:
        planned = counted(counts.total(), "company key result is", "company key results are")
        return f"{cycle.name} has not begun: {planned} planned."
    said = []
    scored = counts["reached"] + counts["missed"]
    if scored:
        text = out_of(counts["reached"], scored, "company key result", "was", "were")
        said.append(f"{text} reached.")
    live = counts.total() - scored
    if live:
        untold = counts["pending"]
        few = f"; too little has been reported on {untold} to tell" if untold else ""
        said.append(f"{out_of(counts['on_track'], live, 'company key result')} on track{few}.")
    if worst:
        first = worst[0]
        said.append(f"Most urgent: {first.title} ({first.health.reasons[0].text})")
    return " ".join(said)
