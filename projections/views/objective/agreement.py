"""How a commitment came about and was revised, and what it was when it was first published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from domain.access import identity
from domain.cycles.cycle import Cycle
from domain.measuring.metric import Metric
from domain.objectives.revision import RevisionRequested
from domain.objectives.state import Changes, Objective, Revision
from domain.progress import attainment
from events.catalog import TAGS
from projections.model.change import Recorded
from projections.model.workspace import Workspace
from projections.views.projection import View, rounded

SHOWN = 50
"""How many of the latest steps of a negotiation are shown; `negotiation_total` counts all."""


class NegotiationStep(View, frozen=True):
    """Who did what about the commitment, when and why; `step` is as in `objective_accepted`."""

    position: int
    recorded_at: datetime
    actor: str
    step: str
    text: str
    revision_id: str | None


class RevisionCard(View, frozen=True):
    revision_id: str
    status: str
    requested_by: str
    reason: str
    changes: Changes


class OriginalKeyResult(View, frozen=True):
    """A key result as first published, scored as if nothing had been revised since."""

    key_result_id: str
    title: str
    metric: Metric
    weight: float
    due: date | None
    progress: float | None
    progress_raw: float | None
    removed: bool


class OriginalCard(View, frozen=True):
    """What was first published, where it was revised since, and the score under it."""

    title: str
    description: str
    progress: float | None
    coverage: float
    key_results: tuple[OriginalKeyResult, ...]


def steps(workspace: Workspace, objective: Objective) -> tuple[NegotiationStep, ...]:
    said = workspace.objectives.agreed.get(objective.objective_id, [])
    return tuple(_step(one) for one in said[-SHOWN:])


def _step(recorded: Recorded) -> NegotiationStep:
    event = recorded.event
    words = (getattr(event, field, "") for field in ("reason", "answer", "note"))
    return NegotiationStep(
        recorded.position,
        recorded.recorded_at,
        recorded.actor,
        TAGS[type(event)],
        next((one for one in words if one), ""),
        getattr(event, "revision_id", None),
    )


def revisions(workspace: Workspace, objective: Objective) -> Iterable[RevisionCard]:
    said = workspace.objectives.agreed.get(objective.objective_id, [])
    names = {
        one.event.revision_id: one.actor for one in said if isinstance(one.event, RevisionRequested)
    }
    for one in objective.revisions:
        yield _revision(one, names.get(one.revision_id, ""))


def _revision(revision: Revision, recorded_by: str) -> RevisionCard:
    """A person is told by name; a name in place of one may be another's, from a file."""
    asked = revision.requested_by
    return RevisionCard(
        revision.revision_id,
        revision.status,
        asked if identity.is_name(asked) else recorded_by or asked,
        revision.reason,
        revision.changes,
    )


def original(objective: Objective, cycle: Cycle, as_of: date) -> OriginalCard | None:
    """None while the commitment is as it was first published: there is one score then."""
    if objective.original is None:
        return None
    progress = attainment.original_progress(objective, cycle, as_of)
    score = attainment.under_original(objective, cycle, as_of)
    return OriginalCard(
        title=objective.original.title,
        description=objective.original.description,
        progress=rounded(score.progress),
        coverage=round(score.coverage, 4),
        key_results=tuple(
            OriginalKeyResult(
                key_result_id=key,
                title=then.title,
                metric=then.metric,
                weight=then.weight,
                due=then.due,
                progress=rounded(part.clamped) if (part := progress[key]) else None,
                progress_raw=rounded(part.raw) if part else None,
                removed=key in objective.removed,
            )
            for key, then in objective.original.key_results.items()
        ),
    )
