"""An objective as it is shown beside the key result or objective that it is linked to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.alignment.linking import ObjectiveLinked, covers, share
from domain.health.on_track import WORST, Status
from domain.health.standing import Trend
from domain.objectives.state import Objective, Stage
from domain.progress import attainment
from domain.values import LinkKind, LinkTest, Strength
from projections.model import veil
from projections.model.workspace import Workspace
from projections.views.projection import Named, View, named, rounded
from projections.views.shared.health import goes_by, health_of, standing_of


class Linked(View, frozen=True):
    objective_id: str
    title: str
    owner: Named
    level: str
    stage: Stage
    link_id: str
    kind: LinkKind
    mechanism: str
    strength: Strength | None
    link_test: LinkTest | None
    covers: bool
    """Whether the link counts: not if its owner answered the link test with no."""
    status: Status
    reason: str
    progress: float | None
    coverage: float
    confidence: float | None
    confidence_as_of: date | None
    """The day of the oldest report in the mean that confidence is."""
    lowest_confidence: int | None
    trend: Trend
    drifting: int
    """How many of its key results have a raised drift alert."""


class Contribution(View, frozen=True):
    """What the contributing objectives amount to, by the strength of their links.

    A link whose owner answered the link test with no moves nothing. `progress` is None when none of
    them has reported; `coverage` is the share of strength that has.
    """

    progress: float | None
    coverage: float


def linked(workspace: Workspace, links: Iterable[ObjectiveLinked]) -> list[Linked]:
    """Those who need somebody first: the worst, the least confident, the least advanced."""
    found = ((link, workspace.objectives.get(link.objective_id)) for link in links)
    return sorted(
        [_remembered(workspace, link, one) for link, one in found if one is not None],
        key=_urgency,
    )


def _urgency(one: Linked) -> tuple[int, float, float, str, str]:
    confidence = 6 if one.confidence is None else one.confidence
    place = WORST.index(one.status)
    return (place, confidence, one.progress or 0.0, one.title, one.link_id)


def _remembered(workspace: Workspace, link: ObjectiveLinked, objective: Objective) -> Linked:
    return workspace.memo.remember(
        ("linked", link.link_id),
        (link, goes_by(workspace, objective)),
        lambda: _linked(workspace, link, objective),
    )


def _linked(workspace: Workspace, link: ObjectiveLinked, objective: Objective) -> Linked:
    now, health = standing_of(workspace, objective), health_of(workspace, objective)
    return Linked(
        objective_id=objective.objective_id,
        title=objective.title,
        owner=named(workspace, objective.owner, objective.cycle_id),
        level=objective.level,
        stage=objective.stage,
        link_id=link.link_id,
        kind=link.kind,
        mechanism=veil.mechanism(link, objective),
        strength=link.strength,
        link_test=link.link_test,
        covers=covers(link),
        status=health.status,
        reason=health.reasons[0].text,
        progress=rounded(now.roll_up.progress),
        coverage=round(now.roll_up.coverage, 4),
        confidence=rounded(now.confidence),
        confidence_as_of=now.confidence_since,
        lowest_confidence=now.lowest,
        trend=now.trend,
        drifting=sum(one.alert.status == "raised" for one in now.key_results.values()),
    )


def contribution(entries: Iterable[Linked]) -> Contribution:
    whole = attainment.roll_up(
        (
            share(one),
            None if one.progress is None else attainment.Progress(one.progress, one.progress),
        )
        for one in entries
    )
    return Contribution(rounded(whole.progress), round(whole.coverage, 4))
