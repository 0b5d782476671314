"""The objective card: one objective with its key results, and its links up and down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import get_args

from domain.alignment.linking import ObjectiveLinked, ObjectiveUnlinked
from domain.closing.scores import ObjectiveScored
from domain.conversation.comments import CommentEvent
from domain.cycles.cycle import Cycle
from domain.dependencies import dependency
from domain.dependencies.dependency import DependencyEvent
from domain.health.on_track import Health
from domain.health.standing import ObjectiveStanding, Trend
from domain.measuring.check_in import CheckedIn, CheckInCorrected
from domain.measuring.forecast import ForecastGiven
from domain.measuring.metric import Metric
from domain.objectives.advancing import OutcomesAdvanced
from domain.objectives.objective import CommitmentEvent
from domain.objectives.state import KeyResult, Objective
from domain.strategy.outcome import OutcomeEdited
from domain.values import KeyResultId, ObjectiveId, Owner
from projections.model.change import Change
from projections.model.rewording import COMMITMENT, REWORDING
from projections.model.workspace import Workspace
from projections.views.objective.agreement import (
    NegotiationStep,
    OriginalCard,
    RevisionCard,
    original,
    revisions,
    steps,
)
from projections.views.projection import Named, Projection, View, audience_of, named, rounded
from projections.views.shared.forecasts import OwnersForecast, forecast_of
from projections.views.shared.health import health_of, health_of_key_result, standing_of, stands_of
from projections.views.shared.link_paths import leads_to, upward
from projections.views.shared.linked import Linked, linked
from projections.views.shared.years import titled

SHOWN = 100
"""How many objectives linked to this one are shown; `linked_total` counts all."""


class KeyResultCard(View, frozen=True):
    key_result_id: str
    title: str
    metric: Metric
    weight: float
    owner: Named
    due: date | None
    ambition: str
    midpoint: float | None
    value: float | None
    progress: float | None
    progress_raw: float | None
    expected: float
    stands: str
    """Progress beside the plan in words, as every view says it."""
    overdue_since: date | None
    weeks_reported: int | None
    """Of a level to keep: in how many weeks it was reported, held, and not reported."""
    weeks_met: int | None
    weeks_silent: int | None
    confidence: int | None
    confidence_as_of: date | None
    trend: Trend
    health: Health
    drift: str
    owner_forecast: OwnersForecast | None
    check_ins: int
    last_effective: date | None
    linked_total: int
    comments: int
    """What was said about it, its check-ins and what it depends on."""


class LinkUp(View, frozen=True):
    """A link to what the objective works toward; `to_objective` marks the weaker kind.

    `gone` says that what it leads to was withdrawn or removed, so that it works toward nothing.
    """

    link_id: str
    kind: str
    objective_id: str
    objective_title: str
    key_result_id: str | None
    key_result_title: str | None
    to_objective: bool
    mechanism: str
    strength: str | None
    link_test: str | None
    gone: bool


class Unaccepted(View, frozen=True):
    """A dependency that had no promise when the objective was committed to, and what it is now."""

    dependency_id: str
    deliverable: str
    provider: Named
    status: dependency.Status


class Advances(View, frozen=True):
    """A strategic outcome of the year that the objective says it advances."""

    outcome_id: str
    title: str


class CarriedFrom(View, frozen=True):
    """The objective of an earlier cycle that this one goes on with."""

    objective_id: str
    cycle: str


class ObjectiveCard(View, frozen=True):
    """`unaccepted` is the risk that was taken when the objective was committed to."""

    objective_id: str
    version: int
    cycle_id: str
    cycle: str
    as_of: date
    title: str
    description: str
    owner: Named
    level: str
    stage: str
    carried_from: CarriedFrom | None
    progress: float | None
    coverage: float
    confidence: float | None
    confidence_as_of: date | None
    lowest_confidence: int | None
    trend: Trend
    health: Health
    unaccepted: tuple[Unaccepted, ...]
    key_results: tuple[KeyResultCard, ...]
    advances: tuple[Advances, ...]
    works_toward: tuple[LinkUp, ...]
    linked_total: int
    linked: tuple[Linked, ...]
    negotiation_total: int
    negotiation: tuple[NegotiationStep, ...]
    revisions: tuple[RevisionCard, ...]
    original: OriginalCard | None
    comments: int
    """All that was said, replies included, but for what was taken back or taken down."""

    @property
    def record_version(self) -> int:
        return self.version

    @property
    def part(self) -> str:
        return self.cycle_id

    def audience(self, workspace: Workspace) -> str:
        return audience_of(workspace, ObjectiveId(self.objective_id))


def part_of(workspace: Workspace, key: str) -> str:
    """The part that the card of an objective belongs to, whatever becomes of the card."""
    planned = workspace.objectives.planned(ObjectiveId(key))
    return "" if planned is None else planned.cycle_id


class ObjectiveView(Projection):
    name = "objective"
    on = frozenset(
        {
            *COMMITMENT,
            OutcomesAdvanced,
            OutcomeEdited,
            CheckedIn,
            CheckInCorrected,
            ForecastGiven,
            ObjectiveScored,
            *get_args(DependencyEvent),
            ObjectiveLinked,
            ObjectiveUnlinked,
            *get_args(CommentEvent),
        }
    )

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        match change.event:
            case ObjectiveLinked() as event:
                above = upward(workspace, event.parent_objective_id)
                return (event.objective_id, *above)
            case ObjectiveUnlinked():
                gone = change.link
                if gone is None:
                    return ()
                return (gone.objective_id, *upward(workspace, gone.parent_objective_id))
            case (
                OutcomesAdvanced()
                | CheckedIn()
                | CheckInCorrected()
                | ForecastGiven()
                | ObjectiveScored()
            ) as event:
                return self._and_parents(workspace, event.objective_id)
            case event if isinstance(event, CommitmentEvent):
                below = self._children(workspace, event) if type(event) in REWORDING else ()
                return (*self._and_parents(workspace, event.objective_id), *below)
            case _ as event if isinstance(event, DependencyEvent):
                return self._and_parents(workspace, event.objective_id)
            case _ as event if isinstance(event, CommentEvent):
                return (event.objective_id,)
            case OutcomeEdited() as event:
                return workspace.objectives.advancing.get(event.outcome_id, ())
            case _:
                return ()

    def _children(self, workspace: Workspace, event: CommitmentEvent) -> Iterable[str]:
        """Those whose cards name what they work toward."""
        objective = workspace.objectives.planned(event.objective_id)
        if objective is not None:
            for link in workspace.links.ever_into(objective):
                yield link.objective_id

    def _and_parents(self, workspace: Workspace, objective_id: ObjectiveId) -> Iterable[str]:
        yield objective_id
        yield from upward(workspace, objective_id)

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        return workspace.objectives.by_cycle.get(cycle.cycle_id, ())

    def render(self, workspace: Workspace, key: str) -> View | None:
        objective = workspace.objectives.in_full.get(ObjectiveId(key))
        if objective is None:
            return None
        cycle = workspace.calendar.cycles[objective.cycle_id]
        now = standing_of(workspace, objective)
        below = linked(workspace, workspace.links.into(objective))
        said = _said(workspace, objective)
        return ObjectiveCard(
            objective_id=objective.objective_id,
            version=workspace.objectives.versions[objective.objective_id],
            cycle_id=cycle.cycle_id,
            cycle=cycle.name,
            as_of=workspace.as_of(cycle),
            title=objective.title,
            description=objective.description,
            owner=named(workspace, objective.owner, objective.cycle_id),
            level=objective.level,
            stage=objective.stage,
            carried_from=_carried_from(workspace, objective),
            progress=rounded(now.roll_up.progress),
            coverage=round(now.roll_up.coverage, 4),
            confidence=rounded(now.confidence),
            confidence_as_of=now.confidence_since,
            lowest_confidence=now.lowest,
            trend=now.trend,
            health=health_of(workspace, objective),
            unaccepted=tuple(_unaccepted(workspace, objective)),
            key_results=tuple(
                _key_result(workspace, objective, one, now, said[one.key_result_id])
                for one in objective.key_results.values()
            ),
            advances=tuple(Advances(one, titled(workspace, one)) for one in objective.outcomes),
            works_toward=tuple(_up(workspace, link) for link in workspace.links.up(objective)),
            linked_total=len(below),
            linked=tuple(below[:SHOWN]),
            negotiation_total=len(workspace.objectives.agreed.get(objective.objective_id, ())),
            negotiation=steps(workspace, objective),
            revisions=tuple(revisions(workspace, objective)),
            original=original(objective, cycle, workspace.as_of(cycle)),
            comments=said.total(),
        )


def _said(workspace: Workspace, objective: Objective) -> Counter[KeyResultId | None]:
    """How much was said about each key result, and about the objective as a whole."""
    comments = workspace.comments_of(objective.objective_id)
    return Counter(comments.about(key) for key, one in comments.known.items() if not one.gone)


def _carried_from(workspace: Workspace, objective: Objective) -> CarriedFrom | None:
    source = (
        None
        if objective.carried_from is None
        else workspace.objectives.planned(objective.carried_from)
    )
    if source is None:
        return None
    return CarriedFrom(source.objective_id, workspace.calendar.cycles[source.cycle_id].name)


def _unaccepted(workspace: Workspace, objective: Objective) -> Iterable[Unaccepted]:
    for dependency_id in objective.unaccepted:
        key_result = objective.needing(dependency_id)
        if key_result is not None:
            now = key_result.dependencies[dependency_id]
            chart = workspace.organization_of(workspace.calendar.cycles[objective.cycle_id])
            provider = Owner("unit", chart.answering(now.asked.provider_id))
            yield Unaccepted(
                dependency_id,
                now.asked.deliverable,
                named(workspace, provider, objective.cycle_id),
                now.status,
            )


def _key_result(
    workspace: Workspace,
    objective: Objective,
    key_result: KeyResult,
    standing: ObjectiveStanding,
    said: int,
) -> KeyResultCard:
    now = standing.key_results[key_result.key_result_id]
    return KeyResultCard(
        key_result_id=key_result.key_result_id,
        title=key_result.title,
        metric=key_result.metric,
        weight=key_result.weight,
        owner=named(workspace, key_result.owner or objective.owner, objective.cycle_id),
        due=key_result.due,
        ambition=key_result.ambition,
        midpoint=key_result.midpoint,
        value=now.value,
        progress=rounded(now.progress.clamped) if now.progress else None,
        progress_raw=rounded(now.progress.raw) if now.progress else None,
        expected=round(now.expected, 4),
        stands=stands_of(workspace, objective, key_result),
        overdue_since=now.overdue_since,
        weeks_reported=now.reading.reported if now.maintains else None,
        weeks_met=now.reading.met if now.maintains else None,
        weeks_silent=now.silent if now.maintains else None,
        confidence=now.confidence.level,
        confidence_as_of=now.confidence.since,
        trend=now.trend,
        health=health_of_key_result(workspace, objective, key_result),
        drift=now.alert.status,
        owner_forecast=forecast_of(workspace, objective, key_result),
        check_ins=len(key_result.check_ins),
        last_effective=now.last_report,
        linked_total=len(workspace.links.into_key_result.get(key_result.key_result_id, ())),
        comments=said,
    )


def _up(workspace: Workspace, link: ObjectiveLinked) -> LinkUp:
    parent = workspace.objectives.get(link.parent_objective_id)
    key_result = (
        parent.ever_measured_by.get(KeyResultId(link.key_result_id))
        if parent is not None and link.key_result_id is not None
        else None
    )
    return LinkUp(
        link_id=link.link_id,
        kind=link.kind,
        objective_id=link.parent_objective_id,
        objective_title=parent.title if parent else "",
        key_result_id=link.key_result_id,
        key_result_title=key_result.title if key_result else None,
        to_objective=link.key_result_id is None,
        mechanism=link.mechanism,
        strength=link.strength,
        link_test=link.link_test,
        gone=leads_to(workspace, link) is None,
    )
