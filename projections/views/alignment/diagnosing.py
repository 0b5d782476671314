"""What diagnosis finds in the plans of a cycle, each objective looked at once until it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from domain.alignment import review
from domain.alignment.review import Reviews
from domain.cycles.cycle import Cycle
from domain.diagnosis.duplicates import Entry, Pair, duplicates
from domain.diagnosis.finding import Finding, kind_of
from domain.diagnosis.likeness import Statement, statement
from domain.diagnosis.objective import Upward, of_objective
from domain.objectives.state import KeyResult, Objective
from domain.values import KeyResultId, UnitId
from events.streams import review_stream
from projections.model.workspace import Workspace
from projections.views.shared.findings_left_open import Settled, answered
from projections.views.shared.link_paths import links_that_hold


class Diagnosed(NamedTuple):
    """An objective as the readers of a document may see it, and what was found in it."""

    objective: Objective
    findings: tuple[Finding, ...]


def in_full(workspace: Workspace, objective: Objective) -> Objective:
    """An objective with its words, for those who may read them."""
    return workspace.objectives.planned_in_full(objective.objective_id) or objective


def diagnosed(workspace: Workspace, objective: Objective, *, reviewed: bool = False) -> Diagnosed:
    """What is found in an objective, in the words in which it is given.

    What it is linked to may be another unit's draft: only `reviewed` is it compared in full.
    """
    upward = tuple(_upward(workspace, objective, reviewed=reviewed))
    otherwise = reviewed and any(one.parent is not None and one.parent.is_hidden for one in upward)
    findings = workspace.memo.remember(
        ("diagnosed", objective.objective_id, otherwise),
        tuple(_made_from(objective, upward)),
        lambda: tuple(of_objective(objective, upward)),
    )
    return Diagnosed(objective, findings)


def answer_to(workspace: Workspace, objective: Objective, finding: Finding) -> Settled | None:
    """What was decided about a finding in an objective with its words; mostly nothing."""
    reviews: Reviews = workspace.state(review_stream(objective.cycle_id))
    if finding.known_as(objective.objective_id) not in reviews.findings:
        return None
    return answered(workspace, objective.cycle_id, in_review(objective, finding, ""))


def is_dismissed(workspace: Workspace, objective: Objective, finding: Finding) -> bool:
    """Whether somebody has said that the rule is wrong here."""
    answer = answer_to(workspace, objective, finding)
    return answer is not None and answer.resolution == "dismissed"


def in_review(objective: Objective, finding: Finding, owner: str) -> review.Finding:
    """A finding of diagnosis as an alignment review knows it."""
    key = finding.key_result_id
    title = objective.title if key is None else objective.key_results[key].title
    return review.Finding(
        finding.known_as(objective.objective_id),
        kind_of(finding.rule),
        f"'{title}' of {owner}: {finding.why}",
        objective.objective_id,
        key,
        of=finding.of(title),
    )


def _upward(workspace: Workspace, objective: Objective, *, reviewed: bool) -> Iterator[Upward]:
    for link in links_that_hold(workspace, objective):
        parent = workspace.objectives.planned(link.parent_objective_id)
        if parent is not None:
            seen = in_full(workspace, parent) if reviewed else parent
            key = link.key_result_id
            yield Upward(link, seen, None if key is None else seen.key_results.get(key))


def _made_from(objective: Objective, upward: Iterable[Upward]) -> Iterator[object]:
    """All that the rules look at, none of which a check-in changes."""
    yield from (objective.title, objective.owner, objective.level)
    for one in objective.key_results.values():
        yield from (one.key_result_id, one.title, one.metric, one.owner, one.due)
    for above in upward:
        yield from (above.link, None if above.parent is None else above.parent.title)
        if above.key_result is not None:
            yield from (above.key_result.title, above.key_result.metric)


def pairs(workspace: Workspace, cycle: Cycle, objectives: Iterable[Objective]) -> list[Pair]:
    """The key results that several units are after, of objectives in the words to compare."""
    chart = workspace.organization_of(cycle)
    entries: dict[KeyResultId, Entry] = {}
    for objective in objectives:
        unit = chart.unit_of(objective.owner)
        for key, key_result in objective.key_results.items():
            entries[key] = _entry(_stated(workspace, key_result), unit)
    return duplicates(entries)


def _stated(workspace: Workspace, key_result: KeyResult) -> Statement:
    return workspace.memo.remember(
        ("stated", key_result.key_result_id),
        (key_result.title, key_result.metric),
        lambda: statement(key_result.title, key_result.metric),
    )


def _entry(said: Statement, unit: UnitId | None) -> Entry:
    return Entry(said.words, said.numbers, said.figures, unit)
