"""The quarter reset: what becomes of each objective, and the drafts of the next cycle.

A draft that is carried over keeps everything that was planned, and nothing of what was reported or
scored. It begins where its key results stand: an increase or decrease that missed its target takes
the last reported value as its baseline, and one that reached it stays as it is, for its owner to
think over. A due date keeps its distance from the first day of the cycle, and the last day stays
the last. What was owned by somebody who has left goes to their unit, and what was owned by a unit
to the one that it became part of. Of the outcomes that it advances, those of the next cycle's year
stay. What others promised and gave for it (dependencies, claims, tasks) belonged to its quarter:
ask for it anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date

from msgspec.structs import replace

from domain.alignment.linking import Alignment, LinkObjective
from domain.cycles.cycle import Cycle
from domain.errors import Rejection
from domain.measuring import metric as metrics
from domain.measuring.metric import Decrease, Increase, Metric, Milestone
from domain.messages import Command, Event, Value
from domain.objectives.advancing import Advanced, SetOutcomes
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.objectives.state import KeyResult, Objective
from domain.organization.chart import Chart
from domain.progress import attainment
from domain.values import CycleId, KeyResultId, LinkId, ObjectiveId, Sentence

Renamed = Callable[[str], str]
"""The identifier that the copy of a record gets, made at the edge; the same for the same record."""


class CarryOver(Value, frozen=True, tag="carry_over", forbid_unknown_fields=True):
    """Go on with it in the next cycle, as a new objective."""

    objective_id: ObjectiveId
    into_objective_id: ObjectiveId


class Drop(Value, frozen=True, tag="drop", forbid_unknown_fields=True):
    """Give it up."""

    objective_id: ObjectiveId
    reason: Sentence


class Finish(Value, frozen=True, tag="finish", forbid_unknown_fields=True):
    """It is done."""

    objective_id: ObjectiveId


Decision = CarryOver | Drop | Finish

# Commands


class ResetCycle(Command, frozen=True):
    """Decide about each published objective of a cycle; its drafts are part of the same request."""

    cycle_id: CycleId
    into_cycle_id: CycleId
    decisions: tuple[Decision, ...]


# Events


class CycleReset(Event, frozen=True, tag="cycle_reset"):
    cycle_id: CycleId
    into_cycle_id: CycleId
    decisions: tuple[Decision, ...]


# Decide


def check(command: ResetCycle, roll: Collection[ObjectiveId], cycle: Cycle, into: Cycle) -> None:
    """Refuse a reset that leaves an objective out, or leads where nothing can be drafted."""
    if into.starts <= cycle.starts:
        raise ResetBackwards(into=into.name, cycle=cycle.name)
    if into.phase not in ("drafting", "review"):
        raise ResetTooLate(into=into.name, phase=into.phase)
    decided: set[ObjectiveId] = set()
    for number, decision in enumerate(command.decisions):
        place = f"decisions[{number}].objective_id"
        if decision.objective_id in decided:
            raise DecidedTwice(objective_id=decision.objective_id).at(place)
        if decision.objective_id not in roll:
            raise NothingToDecide(objective_id=decision.objective_id).at(place)
        decided.add(decision.objective_id)
    left = [one for one in roll if one not in decided]
    if left:
        raise Undecided(count=len(left), objective_id=left[0])


# The drafts


def drafts(
    old: Objective,
    renamed: Renamed,
    cycle: Cycle,
    into: Cycle,
    chart: Chart,
    outcomes: Advanced = (),
) -> list[DraftObjective | AddKeyResult | SetOutcomes]:
    """The commands that make an objective anew in another cycle, which knows these outcomes.

    Who is in the chart owns it: the heirs of those who are there no more.
    """
    new = ObjectiveId(renamed(old.objective_id))
    draft = DraftObjective(
        objective_id=new,
        cycle_id=into.cycle_id,
        title=old.title,
        owner=chart.heir(old.owner),
        description=old.description,
        carried_from=old.objective_id,
    )
    return [
        draft,
        *(
            AddKeyResult(
                objective_id=new,
                key_result_id=KeyResultId(renamed(one.key_result_id)),
                title=one.title,
                metric=_with_moved_steps(begun_anew(one, cycle), cycle, into),
                weight=one.weight,
                owner=None if one.owner is None else chart.heir(one.owner),
                due=_moved(one.due, cycle, into),
                ambition=one.ambition,
                midpoint=one.midpoint,
                carried_from=one.key_result_id,
            )
            for one in old.key_results.values()
        ),
        *([SetOutcomes(new, outcomes)] if outcomes else []),
    ]


def links(
    alignment: Alignment, carried: Sequence[Objective], renamed: Renamed, into: Cycle
) -> list[LinkObjective]:
    """The links between objectives that are carried over together."""
    together = {one.objective_id: one for one in carried}
    return [
        LinkObjective(
            cycle_id=into.cycle_id,
            link_id=LinkId(renamed(link.link_id)),
            objective_id=ObjectiveId(renamed(link.objective_id)),
            parent_objective_id=ObjectiveId(renamed(link.parent_objective_id)),
            key_result_id=(
                None if link.key_result_id is None else KeyResultId(renamed(link.key_result_id))
            ),
            kind=link.kind,
            mechanism=link.mechanism,
            strength=link.strength,
            link_test=link.link_test,
        )
        for link in alignment.links.values()
        if link.objective_id in together and link.parent_objective_id in together
    ]


def begun_anew(key_result: KeyResult, cycle: Cycle) -> Metric:
    """The metric of a key result that is carried over from a cycle.

    It begins where the last one ended, unless nothing is left from there that could be measured.
    """
    metric = key_result.metric
    if isinstance(metric, Milestone):
        return _with_steps_left(metric, key_result, cycle)
    if not isinstance(metric, Increase | Decrease):
        return metric
    last = attainment.reading(key_result, cycle, cycle.ends)
    reached = attainment.progress(metric, last)
    if last.value is None or reached is None or reached.raw >= 1:
        return metric
    anew = replace(metric, baseline=last.value)
    return anew if metrics.reckonable(anew) else metric


def _with_steps_left(metric: Milestone, key_result: KeyResult, cycle: Cycle) -> Milestone:
    """The steps that were not done; all of them where nothing that weighs would be left."""
    latest = attainment.latest_with_value(key_result, cycle.ends)
    done = () if latest is None else latest.done or ()
    left = tuple(step for step in metric.steps if step.name not in done)
    return replace(metric, steps=left) if sum(step.weight for step in left) else metric


def _with_moved_steps(metric: Metric, cycle: Cycle, into: Cycle) -> Metric:
    if not isinstance(metric, Milestone):
        return metric
    steps = (replace(one, due=_moved(one.due, cycle, into)) for one in metric.steps)
    return replace(metric, steps=tuple(steps))


def _moved(due: date | None, cycle: Cycle, into: Cycle) -> date | None:
    if due is None:
        return None
    return into.ends if due == cycle.ends else min(into.starts + (due - cycle.starts), into.ends)


# Refusals


class ResetBackwards(Rejection, code="reset-backwards", field="into_cycle_id"):
    """'{into}' does not begin after '{cycle}', so it cannot be reset into it."""


class ResetTooLate(Rejection, code="reset-too-late", kind="conflict", field="into_cycle_id"):
    """The cycle '{into}' is in its {phase} phase: only drafting and review take new drafts."""


class DecidedTwice(Rejection, code="decided-twice"):
    """The objective {objective_id} has two decisions."""


class NothingToDecide(Rejection, code="nothing-to-decide"):
    """The objective {objective_id} is not a published objective of this cycle."""


class Undecided(Rejection, code="undecided", field="decisions"):
    """Published objectives still without a decision: {count}, among them {objective_id}."""
