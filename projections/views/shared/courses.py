"""What the drift detector said of a key result week by week, and how it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from msgspec.structs import replace

from domain.cycles.cycle import Cycle
from domain.drift import Rule, backtest
from domain.drift.backtest import Course, Seen
from domain.drift.rule import NEEDED
from domain.measuring import check_in
from domain.measuring.check_in import CheckedIn
from domain.objectives.state import KeyResult, Objective
from domain.progress import attainment
from domain.progress.plan import Held
from projections.model.reports import Report
from projections.model.workspace import Workspace
from projections.views.shared.check_ins_held import held_by
from projections.views.shared.expecting import answering
from projections.views.shared.scores import score_of


def course_of(
    workspace: Workspace, cycle: Cycle, objective: Objective, key_result: KeyResult, rule: Rule
) -> Course | None:
    """What a rule would have said of it when it was; None where nobody knows how it ended."""
    final = _final(workspace, objective, key_result, cycle)
    if final is None:
        return None
    owner = key_result.owner or objective.owner
    held = held_by(workspace, cycle, owner)
    return Course(
        cycle=cycle.cycle_id,
        team=workspace.organization_of(cycle).unit_of(owner) or owner.id,
        span=cycle.weeks,
        needed=NEEDED[key_result.ambition],
        final=final,
        weeks=_said(workspace, key_result, cycle, held, rule),
        answered=backtest.answered(
            key_result, answering(workspace.organization_of(cycle), objective, key_result), cycle
        ),
    )


def _final(
    workspace: Workspace, objective: Objective, key_result: KeyResult, cycle: Cycle
) -> float | None:
    """How it ended: its score, or else its progress."""
    score = score_of(workspace, objective, key_result.key_result_id)
    if score is not None:
        return score
    reading = attainment.reading(key_result, cycle, cycle.ends)
    progress = attainment.progress(key_result.metric, reading)
    return None if progress is None else progress.clamped


def _said(
    workspace: Workspace, key_result: KeyResult, cycle: Cycle, held: Held, rule: Rule
) -> tuple[Seen, ...]:
    reports = workspace.reports.on(key_result.key_result_id)
    return workspace.memo.remember(
        ("said", key_result.key_result_id, rule.base),
        (key_result, cycle, held),
        lambda: (
            backtest.course(key_result, cycle, held, rule)
            if all(_in_time(one, cycle) for one in reports)
            else backtest.course_as_known(_known(key_result, reports), cycle, held, rule)
        ),
    )


def _in_time(report: Report, cycle: Cycle) -> bool:
    """Whether it was recorded in the week that it is about, and is not a correction."""
    event = report.event
    if not isinstance(event, CheckedIn):
        return False
    return report.day <= cycle.last_day(cycle.week(event.effective))


def _known(key_result: KeyResult, reports: Sequence[Report]) -> Callable[[date], KeyResult]:
    """The key result with the reports that had been recorded by the end of a day."""

    def known(day: date) -> KeyResult:
        check_ins = check_in.EMPTY
        for report in reports:
            if report.day <= day:
                check_ins = check_in.evolve(check_ins, report.event)
        return replace(key_result, check_ins=check_ins)

    return known
