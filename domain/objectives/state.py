"""What an objective is: its key results, where it stands, and what was first published of it.

The rules are elsewhere, each in one place: `planning` (drafting and editing), `negotiation` (the
steps from draft to published), `revision` (what changes after that) and `check_in`. `objective`
puts them together.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from msgspec.structs import replace

from domain.cycles.cycle import Calendar
from domain.dependencies.dependency import Dependencies
from domain.errors import Rejection
from domain.measuring import check_in, forecast
from domain.measuring.check_in import CheckedIn, CheckIns
from domain.measuring.forecast import Forecasts
from domain.measuring.metric import Metric
from domain.messages import Value
from domain.objectives import advancing
from domain.objectives.advancing import Advanced
from domain.organization.chart import Organization
from domain.strategy import strategy
from domain.strategy.strategy import Strategy
from domain.values import (
    Ambition,
    CheckInId,
    CycleId,
    DependencyId,
    KeyResultId,
    Level,
    LinkId,
    LinkKind,
    LinkTest,
    MidpointProgress,
    ObjectiveId,
    Owner,
    RevisionId,
    Sentence,
    Strength,
    Text,
    Weight,
)

Stage = Literal[
    "draft",
    "proposed",
    "challenged",
    "refined",
    "accepted",
    "committed",
    "published",
    "withdrawn",
]


class KeyResult(Value, frozen=True):
    key_result_id: KeyResultId
    title: str
    metric: Metric
    weight: float
    owner: Owner | None
    due: date | None
    ambition: Ambition
    midpoint: float | None
    check_ins: CheckIns = check_in.EMPTY
    dependencies: Dependencies = {}
    carried_from: KeyResultId | None = None
    forecasts: Forecasts = forecast.EMPTY

    def check_in(self, check_in_id: CheckInId) -> CheckedIn | None:
        return check_in.find(self.check_ins, check_in_id)


class Original(Value, frozen=True):
    """What was first published, kept from the first revision on; key results without check-ins."""

    title: str
    description: str
    key_results: dict[KeyResultId, KeyResult]


class RevisedKeyResult(Value, frozen=True, forbid_unknown_fields=True):
    """A key result as a revision wants it: one that is there already, or one more."""

    key_result_id: KeyResultId
    title: Sentence
    metric: Metric
    weight: Weight = 1.0
    owner: Owner | None = None
    due: date | None = None
    ambition: Ambition = "aspirational"
    midpoint: MidpointProgress | None = None


class RevisedLink(Value, frozen=True, forbid_unknown_fields=True):
    """A link that a revision adds."""

    link_id: LinkId
    parent_objective_id: ObjectiveId
    key_result_id: KeyResultId | None = None
    kind: LinkKind = "contributes"
    mechanism: Text = ""
    strength: Strength | None = None
    link_test: LinkTest | None = None


class Changes(Value, frozen=True, forbid_unknown_fields=True):
    """What a revision changes; what it does not name stays as it is."""

    title: Sentence | None = None
    description: Text | None = None
    key_results: tuple[RevisedKeyResult, ...] = ()
    remove: tuple[KeyResultId, ...] = ()
    link: tuple[RevisedLink, ...] = ()
    unlink: tuple[LinkId, ...] = ()
    withdraw: bool = False


class Revision(Value, frozen=True):
    revision_id: RevisionId
    requested_by: str
    reason: str
    changes: Changes
    status: Literal["pending", "approved", "declined"] = "pending"
    requested_for: str = ""

    @property
    def asked_by(self) -> frozenset[str]:
        """Who asked, and in whose place: none of them approves it."""
        return frozenset({self.requested_by, self.requested_for})


class Objective(Value, frozen=True):
    """`challenge` is what has to be answered; `removed` are key results taken out again."""

    objective_id: ObjectiveId
    cycle_id: CycleId
    title: str
    owner: Owner
    level: Level
    description: str = ""
    stage: Stage = "draft"
    key_results: dict[KeyResultId, KeyResult] = {}
    outcomes: Advanced = advancing.EMPTY
    unaccepted: tuple[DependencyId, ...] = ()
    """The dependencies that had no promise when the objective was committed to."""
    carried_from: ObjectiveId | None = None
    challenge: str = ""
    removed: dict[KeyResultId, KeyResult] = {}
    original: Original | None = None
    revisions: tuple[Revision, ...] = ()

    def needing(self, dependency_id: DependencyId) -> KeyResult | None:
        """The key result that a dependency belongs to."""
        for key_result in self.key_results.values():
            if dependency_id in key_result.dependencies:
                return key_result
        return None

    @property
    def withdrawn(self) -> bool:
        return self.stage == "withdrawn"

    @property
    def ever_published(self) -> bool:
        """Whether it was published once, also if it was withdrawn since: by a revision then."""
        return self.stage == "published" or bool(self.revisions)

    @property
    def is_hidden(self) -> bool:
        """Whether it is for its unit and for reviewers: never published, and no company's goal."""
        return self.level != "company" and not self.ever_published

    @property
    def pending(self) -> Revision | None:
        """The revision that waits for an answer; there is one at a time."""
        return next((one for one in self.revisions if one.status == "pending"), None)

    @property
    def latest_approved(self) -> Revision | None:
        approved = (one for one in reversed(self.revisions) if one.status == "approved")
        return next(approved, None)

    @property
    def ever_measured_by(self) -> dict[KeyResultId, KeyResult]:
        """Its key results, those that were removed included."""
        return {**self.removed, **self.key_results} if self.removed else self.key_results

    @property
    def as_published(self) -> dict[KeyResultId, KeyResult]:
        """Its key results as first published, each with all check-ins on it so far.

        A key result that was removed since is still there; one that was added since is not.
        """
        if self.original is None:
            return self.key_results
        now = self.ever_measured_by
        return {
            key: replace(then, check_ins=now[key].check_ins if key in now else check_in.EMPTY)
            for key, then in self.original.key_results.items()
        }


class Context(Value, frozen=True):
    """What a decision about an objective depends on beside the objective itself."""

    today: date
    actor: str
    organization: Organization
    calendar: Calendar
    producing: Objective | None = None
    """The objective that a promise names to produce what was asked for."""
    source: Objective | None = None
    """The objective that one is carried over from, if it is there."""
    strategy: Strategy = strategy.EMPTY
    counted_as: frozenset[str] = frozenset()
    """Whom the actor counts as where it has to be another person: whom they stand in for, too."""
    acting_for: str = ""
    """The identity of the person in whose place the actor does this."""
    speaks_as: tuple[str, ...] = ()
    """As whom the actor speaks, by identities: themselves, and those for whom they stand in."""


def nobody_waits(key_results: Iterable[KeyResult]) -> None:
    """Refuse to drop what is still waited for: whoever promised something has to hear of it."""
    for key_result in key_results:
        for dependency in key_result.dependencies.values():
            if dependency.is_open:
                raise DependenciesOpen(deliverable=dependency.asked.deliverable)


def can_be_committed(key_results: dict[KeyResultId, KeyResult]) -> None:
    """Refuse what nobody could score."""
    if not key_results:
        raise NothingToMeasure
    if sum(key_result.weight for key_result in key_results.values()) == 0:
        raise WeightsSumToZero


# Refusals


class CommitmentLocked(Rejection, code="commitment-locked", kind="conflict"):
    """The objective is published: its commitment changes only by a revision."""


class ObjectiveIsWithdrawn(Rejection, code="objective-is-withdrawn", kind="conflict"):
    """The objective was withdrawn: it can be read, but nothing can be added to it."""


class UnknownKeyResult(Rejection, code="unknown-key-result", kind="missing", field="key_result_id"):
    """There is no key result {key_result_id} in this objective."""


class DependenciesOpen(Rejection, code="dependencies-open", kind="conflict"):
    """'{deliverable}' is still requested: withdraw that request first, so that others know."""


class NothingToMeasure(Rejection, code="nothing-to-measure", kind="conflict"):
    """An objective needs at least one key result before it can be committed."""


class WeightsSumToZero(Rejection, code="weights-sum-to-zero", kind="conflict"):
    """The weights of the key results sum to zero, so no progress could be computed."""
