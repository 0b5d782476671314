"""Why something that a rule finds was left as it is, in an alignment review or without one."""

from __future__ import annotations

from domain.alignment.review import Finding, FindingKind, Resolution, Reviews, holds, left_as_it_is
from domain.objectives.state import Objective
from domain.values import CycleId, KeyResultId
from events.streams import review_stream
from projections.model.workspace import Workspace
from projections.views.projection import View


class Settled(View, frozen=True):
    """What was decided, and why; of a draft only that it was, since reasons tell its words."""

    resolution: Resolution
    how: str

    @property
    def text(self) -> str:
        said = _DECIDED[self.resolution]
        return f"{said}: {self.how}" if self.how else said


_DECIDED: dict[Resolution, str] = {
    "settled": "this was settled",
    "accepted": "this was accepted",
    "dismissed": "the finding was dismissed",
}


def settled(
    workspace: Workspace,
    objective: Objective,
    kind: FindingKind,
    *,
    key_result_id: KeyResultId | None = None,
) -> Settled | None:
    """What was decided about a finding on an objective, or on a key result of it."""
    reviews: Reviews = workspace.state(review_stream(objective.cycle_id))
    known = left_as_it_is(reviews, kind, key_result_id or objective.objective_id)
    if known is None or known.resolution is None:
        return None
    return Settled(known.resolution, "" if objective.is_hidden else known.how)


def answered(workspace: Workspace, cycle_id: CycleId, finding: Finding) -> Settled | None:
    """Why a finding was left as it is, for those who may read what it is about."""
    reviews: Reviews = workspace.state(review_stream(cycle_id))
    known = reviews.findings.get(finding.finding_id)
    if known is None or known.resolution is None or not holds(known, finding):
        return None
    return Settled(known.resolution, known.how)
