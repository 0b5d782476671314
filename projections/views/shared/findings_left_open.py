"""Why an alignment review left something as it is."""

from __future__ import annotations

from domain.alignment.review import FindingKind, Resolution, Reviews, left_as_it_is
from domain.objectives.state import Objective
from domain.values import CycleId, FindingId, KeyResultId
from events.streams import review_stream
from projections.model.workspace import Workspace
from projections.views.projection import View


class Settled(View, frozen=True):
    """What a review decided, and why; of a draft only that it did, since reasons tell its words."""

    resolution: Resolution
    how: str

    @property
    def text(self) -> str:
        said = f"the alignment review {_DECIDED[self.resolution]}"
        return f"{said}: {self.how}" if self.how else said


_DECIDED: dict[Resolution, str] = {
    "settled": "has settled this",
    "accepted": "has accepted this",
    "dismissed": "has dismissed the finding",
}


def settled(
    workspace: Workspace,
    objective: Objective,
    kind: FindingKind,
    *,
    key_result_id: KeyResultId | None = None,
) -> Settled | None:
    """What a review of its cycle decided about a finding on an objective, or a key result of it."""
    reviews: Reviews = workspace.state(review_stream(objective.cycle_id))
    known = left_as_it_is(reviews, kind, key_result_id or objective.objective_id)
    if known is None or known.resolution is None:
        return None
    return Settled(known.resolution, "" if objective.is_hidden else known.how)


def answered(workspace: Workspace, cycle_id: CycleId, finding_id: FindingId) -> Settled | None:
    """Why a review of a cycle left a finding as it is, for those who may read what it is about."""
    reviews: Reviews = workspace.state(review_stream(cycle_id))
    known = reviews.findings.get(finding_id)
    if known is None or known.resolution not in ("accepted", "dismissed"):
        return None
    return Settled(known.resolution, known.how)
