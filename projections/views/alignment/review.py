"""The alignment review of a cycle: what the rules find in its plans now, and what was tracked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, get_args

from domain.alignment.coverage import CROWDED, is_orphan
from domain.alignment.linking import ObjectiveLinked, ObjectiveUnlinked
from domain.alignment.review import (
    Finding,
    FindingAnswered,
    FindingRaised,
    FindingReopened,
    FindingResolved,
    ReviewClosed,
    ReviewOpened,
    Reviews,
    Tracked,
    in_other_words,
)
from domain.closing.retrospective import RetrospectiveHeld
from domain.cycles.cycle import Cycle, CycleDefined, CycleMoved
from domain.dependencies.dependency import UNPROMISED, DependencyEvent
from domain.objectives.objective import CommitmentEvent
from domain.objectives.planning import KeyResultAdded, ObjectiveDrafted
from domain.objectives.state import Objective
from domain.resources.claims import ClaimEvent
from domain.resources.pools import PoolEvent
from domain.values import CycleId, FindingId, LinkTest, Owner
from domain.wording import counted, out_of
from events.streams import review_stream
from projections.model.change import Change
from projections.model.rewording import REWORDING
from projections.model.veil import REVIEWERS
from projections.model.workspace import Workspace
from projections.views.alignment.covering import covering, in_words
from projections.views.alignment.diagnosing import diagnosed, in_full, in_review
from projections.views.dependencies.open_dependencies import asked, at, path_in_words, waits_of
from projections.views.projection import Projection, View
from projections.views.resources.contention import contentions, sharing
from projections.views.shared.learned_before import LessonsBefore, cycles_after, lessons_for_all
from projections.views.shared.link_paths import links_that_hold

SHOWN = 200
"""How many findings of each list are shown; the totals count all."""


class TrackedFinding(View, frozen=True):
    """A finding of a review. `stands`: whether its rule still finds it; None for people's own.

    `review_id` is None of what was answered without any review.
    """

    finding: Finding
    review_id: str | None
    by_rule: bool
    status: str
    how: str
    reopened: int
    stands: bool | None


class Sitting(View, frozen=True):
    review_id: str
    summary: str


class Review(View, frozen=True):
    """`found` is what the rules find and nobody tracks yet; `tracked` has the open ones first."""

    cycle_id: str
    name: str
    phase: str
    open_review: str | None
    closed: tuple[Sitting, ...]
    text: tuple[str, ...]
    open_total: int
    tracked_total: int
    tracked: tuple[TrackedFinding, ...]
    found_total: int
    found: tuple[Finding, ...]
    lessons: LessonsBefore
    """What was learned in the cycle before, for those who look at the drafts of this one."""

    def audience(self, workspace: Workspace) -> str:
        return REVIEWERS


class ReviewView(Projection):
    name = "review"
    on = frozenset(
        {
            CycleDefined,
            CycleMoved,
            ObjectiveDrafted,
            KeyResultAdded,
            ObjectiveLinked,
            ObjectiveUnlinked,
            *get_args(DependencyEvent),
            *REWORDING,
            *get_args(PoolEvent),
            *get_args(ClaimEvent),
            ReviewOpened,
            FindingRaised,
            FindingResolved,
            FindingAnswered,
            FindingReopened,
            ReviewClosed,
            RetrospectiveHeld,
        }
    )
    ages = False

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        event: Any = change.event
        if isinstance(event, PoolEvent):
            return workspace.calendar.cycles
        if isinstance(event, DependencyEvent):
            about = workspace.objectives.planned(event.objective_id)
            return () if about is None else (about.cycle_id,)
        if isinstance(event, CommitmentEvent):
            about = workspace.objectives.planned(event.objective_id)
            return () if about is None else sharing(workspace, about.cycle_id)
        if isinstance(event, ClaimEvent | ObjectiveLinked | ObjectiveUnlinked):
            return sharing(workspace, event.cycle_id)
        if isinstance(event, RetrospectiveHeld | CycleDefined):
            return self._following(workspace, event.cycle_id)
        return (event.cycle_id,)

    def _following(self, workspace: Workspace, cycle_id: CycleId) -> Iterator[str]:
        """A cycle, and those after it, whose reviews have its lessons."""
        yield cycle_id
        cycle = workspace.calendar.cycles.get(cycle_id)
        for one in () if cycle is None else cycles_after(workspace, cycle):
            yield one.cycle_id

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        return (cycle.cycle_id,)

    def render(self, workspace: Workspace, key: str) -> View | None:
        cycle = workspace.calendar.cycles.get(CycleId(key))
        if cycle is None:
            return None
        reviews: Reviews = workspace.state(review_stream(cycle.cycle_id))
        now = {one.finding_id: one for one in findings(workspace, cycle)}
        found = [one for one in now.values() if not _is_tracked(reviews, one)]
        tracked = sorted(
            (_tracked(one, now) for one in reviews.findings.values()),
            key=lambda one: one.status != "open",
        )
        still_open = sum(one.status == "open" for one in tracked)
        return Review(
            cycle_id=cycle.cycle_id,
            name=cycle.name,
            phase=cycle.phase,
            open_review=reviews.open,
            closed=tuple(Sitting(key, summary) for key, summary in reviews.closed.items()),
            text=tuple(_sentences(workspace, cycle, tracked, still_open, len(found))),
            open_total=still_open,
            tracked_total=len(tracked),
            tracked=tuple(tracked[:SHOWN]),
            found_total=len(found),
            found=tuple(found[:SHOWN]),
            lessons=lessons_for_all(workspace, cycle),
        )


def findings(workspace: Workspace, cycle: Cycle) -> Iterator[Finding]:
    """Everything that the rules find in the plans of a cycle, what weighs most first."""
    objectives = workspace.objectives.present(cycle.cycle_id)
    links = [link for one in objectives for link in links_that_hold(workspace, one)]
    yield from _toward_the_company(workspace, cycle)
    yield from _doubts(workspace, links, "no")
    yield from _promises(workspace, cycle)
    yield from _contentions(workspace, cycle)
    yield from _crowded(workspace, cycle, objectives)
    yield from _orphans(workspace, objectives)
    yield from _doubts(workspace, links, "maybe")
    yield from workspace.memo.remember(
        ("diagnosed for review", cycle.cycle_id),
        (
            *(cycle, workspace.organization_of(cycle)),
            *workspace.changes.last(cycle.cycle_id, "plans", "links"),
        ),
        lambda: tuple(_diagnosed(workspace, cycle, objectives)),
    )


def _toward_the_company(workspace: Workspace, cycle: Cycle) -> Iterator[Finding]:
    for objective in workspace.objectives.of_company(cycle.cycle_id):
        for key, key_result in objective.key_results.items():
            found = covering(workspace, key)
            if found.finding != "covered":
                text = next(iter(in_words(key_result.title, found)))
                finding_id = FindingId(f"{found.finding}:{key}")
                yield Finding(finding_id, found.finding, text, objective.objective_id, key)


def _doubts(
    workspace: Workspace, links: Iterable[ObjectiveLinked], answer: LinkTest
) -> Iterator[Finding]:
    """Links of which the owner says that they will not contribute, or only maybe."""
    for link in links:
        if link.link_test != answer:
            continue
        objective, parent = (
            workspace.objectives.in_full[one]
            for one in (link.objective_id, link.parent_objective_id)
        )
        organization = workspace.organization_of(workspace.calendar.cycles[link.cycle_id])
        target = None if link.key_result_id is None else parent.key_results[link.key_result_id]
        text = _ASKED[answer].format(
            ours=f"'{objective.title}' of {organization.name_of(objective.owner)}",
            theirs=f"'{parent.title if target is None else target.title}'",
        )
        yield Finding(FindingId(f"link:{link.link_id}"), "link", text, objective.objective_id)


_ASKED: dict[LinkTest, str] = {
    "no": "{ours} is linked to {theirs}, but by its own link test will not contribute to it:"
    " what has to change, the objective or the link?",
    "maybe": "{ours} may or may not contribute to {theirs}: what would turn that into a yes?",
}


def _promises(workspace: Workspace, cycle: Cycle) -> Iterator[Finding]:
    """Circular waits, and dependencies that nobody has promised."""
    for circle in waits_of(workspace, cycle).circles():
        first = min(wait.dependency_id for wait in circle)
        text = f"A circular wait: {path_in_words(workspace, cycle, circle)}."
        yield Finding(FindingId(f"circle:{first}"), "circle", text)
    organization = workspace.organization_of(cycle)
    for known in asked(workspace, cycle).everything:
        objective, key_result, dependency = at(workspace, known)
        if dependency.status not in UNPROMISED or known.waiting == known.provider:
            continue
        waiting, provider = (
            organization.name_of(Owner("unit", unit)) for unit in (known.waiting, known.provider)
        )
        answer = "declined" if dependency.status == "declined" else "not accepted yet"
        yield Finding(
            FindingId(f"dependency:{known.dependency_id}"),
            "dependency",
            f"{waiting} needs '{dependency.asked.deliverable}' from {provider}: {answer}.",
            objective.objective_id,
            key_result.key_result_id,
            known.provider,
        )


def _contentions(workspace: Workspace, cycle: Cycle) -> Iterator[Finding]:
    for one in contentions(workspace, cycle, workspace.objectives.in_full):
        finding_id = FindingId(f"contention:{one.pool_id}:{one.first_week}")
        yield Finding(finding_id, "contention", one.text)


def _crowded(
    workspace: Workspace, cycle: Cycle, objectives: Iterable[Objective]
) -> Iterator[Finding]:
    organization = workspace.organization_of(cycle)
    owners = (one.owner for one in objectives if one.owner.kind == "unit")
    owned = Counter(map(organization.unit_of, owners))
    for unit_id, count in owned.items():
        if unit_id is not None and count > CROWDED:
            name = organization.name_of(Owner("unit", unit_id))
            yield Finding(
                FindingId(f"crowded:{unit_id}"),
                "crowded",
                f"{name} has {count} objectives; three to five are realistic.",
                unit_id=unit_id,
            )


def _orphans(workspace: Workspace, objectives: Iterable[Objective]) -> Iterator[Finding]:
    for shown in objectives:
        objective = workspace.objectives.in_full[shown.objective_id]
        if is_orphan(objective, links_that_hold(workspace, objective)):
            yield Finding(
                FindingId(f"orphan:{objective.objective_id}"),
                "orphan",
                f"Linked to nothing: {objective.title}",
                objective.objective_id,
            )


def _diagnosed(
    workspace: Workspace, cycle: Cycle, objectives: Iterable[Objective]
) -> Iterator[Finding]:
    """What diagnosis finds in plans that deserves an answer, but for what has a kind of its own."""
    organization = workspace.organization_of(cycle)
    for shown in objectives:
        objective, found = diagnosed(workspace, in_full(workspace, shown), reviewed=True)
        for one in found:
            if one.guide.severity == "warn":
                yield in_review(objective, one, organization.name_of(objective.owner))


def _is_tracked(reviews: Reviews, finding: Finding) -> bool:
    """What was decided about other words than those of today is found anew."""
    known = reviews.findings.get(finding.finding_id)
    return known is not None and not in_other_words(known, finding)


def _tracked(known: Tracked, now: dict[FindingId, Finding]) -> TrackedFinding:
    return TrackedFinding(
        finding=known.finding,
        review_id=known.review_id,
        by_rule=known.by_rule,
        status=known.resolution or "open",
        how=known.how,
        reopened=known.reopened,
        stands=_stands(known, now) if known.by_rule else None,
    )


def _stands(known: Tracked, now: dict[FindingId, Finding]) -> bool:
    finding = now.get(known.finding.finding_id)
    return finding is not None and not in_other_words(known, finding)


def _sentences(
    workspace: Workspace, cycle: Cycle, tracked: list[TrackedFinding], still_open: int, found: int
) -> Iterator[str]:
    plans = len(workspace.objectives.present(cycle.cycle_id))
    if not plans:
        yield f"No objective is planned in {cycle.name}, so there is nothing to review."
    elif not (tracked or found):
        yield f"The rules find nothing to settle in the plans of {counted(plans, 'objective')}."
    if tracked:
        yield f"{out_of(still_open, len(tracked), 'finding')} still open."
    gone = sum(one.status == "open" and one.stands is False for one in tracked)
    if gone:
        are = counted(gone, "open finding is", "open findings are")
        they = "it was" if gone == 1 else "they were"
        yield f"{are} no longer seen in the plans: record how {they} settled."
    back = sum(one.status == "settled" and one.stands is True for one in tracked)
    if back:
        noun = "finding" if back == 1 else "findings"
        yield f"{back} settled {noun} can be seen in the plans again."
    if found:
        yield f"The rules see {counted(found, 'finding')} that no review has taken up."
