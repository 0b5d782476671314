"""Diagnosis: what a plan may be taken to task for before anybody commits to it.

There is a document for each objective, for each unit in a cycle (its key is the cycle's identifier,
a colon, and the unit's), and for each cycle. That of an objective is for whom the objective is;
that of a unit for the unit and for reviewers; that of a cycle, which compares drafts of different
units, for reviewers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from domain.alignment.linking import ObjectiveLinked, ObjectiveUnlinked
from domain.alignment.review import FindingAnswered, FindingReopened, FindingResolved, Reviews
from domain.cycles.cycle import Cycle, CycleDefined
from domain.diagnosis.duplicates import Pair
from domain.diagnosis.objective import of_outcome, of_unit, of_year
from domain.diagnosis.rules import SEVERITIES, VERSION
from domain.objectives.objective import CommitmentEvent
from domain.objectives.planning import KeyResultAdded, ObjectiveDrafted
from domain.objectives.state import Objective
from domain.strategy.outcome import OutcomeDropped, OutcomeEdited, OutcomeSet
from domain.values import CycleId, FindingId, KeyResultId, ObjectiveId, Owner, UnitId
from domain.wording import out_of
from events.streams import review_stream
from projections.model.change import Change
from projections.model.rewording import REWORDING
from projections.model.veil import REVIEWERS
from projections.model.workspace import Workspace
from projections.views.alignment.diagnosing import Diagnosed, diagnosed, in_full, pairs
from projections.views.alignment.diagnosis_shown import (
    SHOWN,
    Counted,
    FindingShown,
    RuleCount,
    answers,
    counts,
    in_words,
    shown,
    shown_of,
    weightiest,
)
from projections.views.projection import Named, Projection, View, audience_of, named
from projections.views.shared.years import outcomes_of, strategy


class DiagnosisOfObjective(View, frozen=True):
    """`rules` is the version of the rules that the findings are by."""

    objective_id: str
    cycle_id: str
    title: str
    owner: Named
    rules: int
    text: tuple[str, ...]
    total: int
    counts: tuple[RuleCount, ...]
    findings: tuple[FindingShown, ...]

    def audience(self, workspace: Workspace) -> str:
        return audience_of(workspace, ObjectiveId(self.objective_id))


class DiagnosisOfUnit(View, frozen=True):
    """`clear` are the objectives of the unit and its people in which nothing was found."""

    cycle_id: str
    name: str
    unit: Named
    rules: int
    text: tuple[str, ...]
    objectives: int
    clear: int
    total: int
    counts: tuple[RuleCount, ...]
    findings: tuple[FindingShown, ...]

    def audience(self, workspace: Workspace) -> str:
        return _today(workspace, self.cycle_id, UnitId(self.unit.id)) or REVIEWERS


class Twin(View, frozen=True):
    """One of two key results that say the same, and whose it is."""

    key_result_id: str
    objective_id: str
    title: str
    owner: Named


class Duplicate(View, frozen=True):
    """Two key results of different units that say the same."""

    one: Twin
    other: Twin


class DiagnosisOfCycle(View, frozen=True):
    """`counts` has every finding by rule, with the outcomes of a year and the units of the cycle.

    `duplicates` are pairs; by rule, the key results in them are counted.
    """

    cycle_id: str
    name: str
    rules: int
    text: tuple[str, ...]
    objectives: int
    clear: int
    total: int
    counts: tuple[RuleCount, ...]
    findings: tuple[FindingShown, ...]
    duplicates_total: int
    duplicates: tuple[Duplicate, ...]

    def audience(self, workspace: Workspace) -> str:
        return REVIEWERS


class DiagnosisView(Projection):
    name = "diagnosis"
    on = frozenset(
        {
            CycleDefined,
            ObjectiveDrafted,
            KeyResultAdded,
            ObjectiveLinked,
            ObjectiveUnlinked,
            OutcomeSet,
            OutcomeEdited,
            OutcomeDropped,
            FindingResolved,
            FindingAnswered,
            FindingReopened,
            *REWORDING,
        }
    )
    ages = False

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        match change.event:
            case CycleDefined() as event:
                return (event.cycle_id,)
            case OutcomeSet() | OutcomeEdited() | OutcomeDropped() as event:
                outcome = strategy(workspace).outcomes.get(event.outcome_id)
                return () if outcome is None else (outcome.cycle_id,)
            case ObjectiveLinked() | ObjectiveUnlinked():
                link = change.link
                return () if link is None else _around(workspace, [link.objective_id])
            case FindingResolved() | FindingAnswered() | FindingReopened() as event:
                return _answered(workspace, event.cycle_id, event.finding_id)
            case event if isinstance(event, CommitmentEvent):
                below = _below(workspace, event) if type(event) in REWORDING else ()
                return _around(workspace, (event.objective_id, *below))
            case _:
                return ()

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        yield cycle.cycle_id
        yield from workspace.objectives.by_cycle.get(cycle.cycle_id, ())
        yield from (f"{cycle.cycle_id}:{unit}" for unit in workspace.organization.units)

    def render(self, workspace: Workspace, key: str) -> View | None:
        objective = workspace.objectives.planned(ObjectiveId(key))
        if objective is not None:
            return None if objective.withdrawn else _of_objective(workspace, objective)
        cycle_id, _, unit_id = key.partition(":")
        cycle = workspace.calendar.cycles.get(CycleId(cycle_id))
        if cycle is None:
            return None
        if unit_id:
            return _of_unit(workspace, cycle, UnitId(unit_id))
        return _of_cycle(workspace, cycle)


def _around(workspace: Workspace, objectives: Iterable[ObjectiveId]) -> Iterator[str]:
    """The documents in which what is found in some objectives stands."""
    for objective_id in objectives:
        objective = workspace.objectives.planned(objective_id)
        if objective is not None:
            cycle = workspace.calendar.cycles[objective.cycle_id]
            unit = workspace.organization_of(cycle).unit_of(objective.owner)
            yield from (objective_id, cycle.cycle_id)
            if unit is not None:
                yield f"{cycle.cycle_id}:{unit}"


def _answered(workspace: Workspace, cycle_id: CycleId, finding_id: FindingId) -> Iterator[str]:
    """The documents of what a finding that was answered is about."""
    yield cycle_id
    reviews: Reviews = workspace.state(review_stream(cycle_id))
    known = reviews.findings.get(finding_id)
    if known is None:
        return
    if known.finding.objective_id is not None:
        yield from _around(workspace, [known.finding.objective_id])
    if known.finding.unit_id is not None:
        yield f"{cycle_id}:{known.finding.unit_id}"


def _below(workspace: Workspace, event: CommitmentEvent) -> Iterator[ObjectiveId]:
    """Those who may repeat what was reworded, or are linked to what is no more."""
    objective = workspace.objectives.planned(event.objective_id)
    if objective is not None:
        yield from (link.objective_id for link in workspace.links.ever_into(objective))


def _today(workspace: Workspace, cycle_id: str, unit: UnitId) -> UnitId | None:
    """The unit that a unit of a cycle is today, or was when the cycle ended."""
    ends = workspace.calendar.cycles[CycleId(cycle_id)].ends
    return workspace.organization_at(min(workspace.today, ends)).unit_of(Owner("unit", unit))


def _of_objective(workspace: Workspace, objective: Objective) -> DiagnosisOfObjective:
    found = diagnosed(workspace, in_full(workspace, objective))
    by_rule = counts(answers(workspace, found))
    return DiagnosisOfObjective(
        objective_id=objective.objective_id,
        cycle_id=objective.cycle_id,
        title=found.objective.title,
        owner=named(workspace, objective.owner, objective.cycle_id),
        rules=VERSION,
        text=(in_words(by_rule),),
        total=len(found.findings),
        counts=by_rule,
        findings=tuple(weightiest(shown_of(workspace, found))[:SHOWN]),
    )


def _of_unit(workspace: Workspace, cycle: Cycle, unit: UnitId) -> DiagnosisOfUnit | None:
    ids = workspace.by_unit(cycle).get(unit, ())
    ours = [one for key in ids if (one := workspace.objectives.planned(key)) is not None]
    if not ours:
        return None
    us = named(workspace, Owner("unit", unit), cycle.cycle_id)
    audience = _today(workspace, cycle.cycle_id, unit)
    looked_at = [diagnosed(workspace, _for(workspace, one, audience)) for one in ours]
    owned = of_unit(sum(one.owner.kind == "unit" for one in ours))
    findings = [shown(workspace, one, us, cycle.cycle_id, None) for one in owned]
    findings.extend(one for found in looked_at for one in shown_of(workspace, found))
    by_rule = counts((one.rule, one.settled) for one in findings)
    clear = _clear(looked_at)
    return DiagnosisOfUnit(
        cycle_id=cycle.cycle_id,
        name=cycle.name,
        unit=us,
        rules=VERSION,
        text=(in_words(by_rule), _clear_in_words(clear, len(ours))),
        objectives=len(ours),
        clear=clear,
        total=len(findings),
        counts=by_rule,
        findings=tuple(weightiest(findings)[:SHOWN]),
    )


def _for(workspace: Workspace, objective: Objective, audience: UnitId | None) -> Objective:
    """An objective with its words, where those who read of a unit may see them."""
    if objective.is_hidden and audience_of(workspace, objective.objective_id) != audience:
        return objective
    return in_full(workspace, objective)


def _of_cycle(workspace: Workspace, cycle: Cycle) -> DiagnosisOfCycle:
    present = [in_full(workspace, one) for one in workspace.objectives.present(cycle.cycle_id)]
    looked_at = [diagnosed(workspace, one, reviewed=True) for one in present]
    twins = pairs(workspace, cycle, present)
    beyond = [*_of_year(workspace, cycle), *_of_units(workspace, cycle)]
    in_two: list[Counted] = [("duplicate", None) for _ in {key for pair in twins for key in pair}]
    by_rule = counts(
        (
            *((one.rule, one.settled) for one in beyond),
            *(one for found in looked_at for one in answers(workspace, found)),
            *in_two,
        )
    )
    clear = _clear(looked_at)
    return DiagnosisOfCycle(
        cycle_id=cycle.cycle_id,
        name=cycle.name,
        rules=VERSION,
        text=(in_words(by_rule), _clear_in_words(clear, len(present))),
        objectives=len(present),
        clear=clear,
        total=sum(one.found for one in by_rule),
        counts=by_rule,
        findings=tuple(islice(_weightiest(workspace, beyond, looked_at), SHOWN)),
        duplicates_total=len(twins),
        duplicates=tuple(_twins(workspace, pair) for pair in twins[:SHOWN]),
    )


def _weightiest(
    workspace: Workspace, beyond: Iterable[FindingShown], looked_at: Iterable[Diagnosed]
) -> Iterator[FindingShown]:
    """What deserves an answer first; made one by one, since only some of them are shown."""
    for severity in SEVERITIES:
        yield from (one for one in beyond if one.severity == severity)
        for found in looked_at:
            kept = tuple(one for one in found.findings if one.guide.severity == severity)
            yield from shown_of(workspace, found._replace(findings=kept))


def _of_units(workspace: Workspace, cycle: Cycle) -> Iterator[FindingShown]:
    for unit, ids in workspace.by_unit(cycle).items():
        owners = (workspace.objectives[key].owner.kind for key in ids)
        for one in of_unit(sum(kind == "unit" for kind in owners)):
            about = named(workspace, Owner("unit", unit), cycle.cycle_id)
            yield shown(workspace, one, about, cycle.cycle_id, None)


def _of_year(workspace: Workspace, cycle: Cycle) -> Iterator[FindingShown]:
    outcomes = outcomes_of(workspace, cycle.cycle_id)
    for one in of_year(len(outcomes)):
        about = Named("cycle", cycle.cycle_id, cycle.name)
        yield shown(workspace, one, about, cycle.cycle_id, None)
    for outcome in outcomes:
        owner = named(workspace, outcome.owner, cycle.cycle_id)
        about = Named("outcome", outcome.outcome_id, outcome.title)
        for one in of_outcome(outcome):
            yield shown(workspace, one, about, cycle.cycle_id, owner)


def _clear(looked_at: Iterable[Diagnosed]) -> int:
    return sum(not found.findings for found in looked_at)


def _clear_in_words(clear: int, objectives: int) -> str:
    if not objectives:
        return "There is no objective to look at."
    return f"{out_of(clear, objectives, 'objective')} clear of findings."


def _twins(workspace: Workspace, pair: Pair) -> Duplicate:
    one, other = (_twin(workspace, key) for key in pair)
    return Duplicate(one, other)


def _twin(workspace: Workspace, key: KeyResultId) -> Twin:
    objective = workspace.objectives.in_full[workspace.objectives.home[key]]
    title = objective.key_results[key].title
    owner = named(workspace, objective.owner, objective.cycle_id)
    return Twin(key, objective.objective_id, title, owner)
