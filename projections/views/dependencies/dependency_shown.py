"""A dependency as it is shown wherever one is shown, and the sentence that says how it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Literal, TypeVar, assert_never, get_args

from msgspec.structs import replace

from domain.cycles.cycle import Cycle
from domain.dependencies.dependency import Dependency, Status
from domain.dependencies.lateness import Kind, Reported, state
from domain.objectives.state import KeyResult, Objective
from domain.values import Owner
from domain.wording import counted, spoken_day
from projections.model.workspace import Workspace
from projections.views.dependencies.open_dependencies import Known, asked, at
from projections.views.projection import Named, View, named

T = TypeVar("T")

SOON = 14
"""Within how many days something is due soon: the time until the next sync but one."""

Urgency = Literal[
    "overdue", "too_late", "at_risk", "unanswered", "declined", "due_soon", "in_time", "settled",
]  # fmt: skip

URGENCIES: tuple[Urgency, ...] = get_args(Urgency)
"""The most urgent first."""

PRESSING: frozenset[Urgency] = frozenset(
    {"overdue", "too_late", "at_risk", "unanswered", "declined"}
)
"""What somebody has to do something about."""


class Need(View, frozen=True):
    """Who needs what of whom by when, and what was promised.

    `expected` is the promised day, else the one it is needed by; `week` is its week in the cycle,
    None where it comes after the cycle. `state` and `days_late` say how it stands: promised too
    late by so many days, or overdue or delivered so many days after it was needed.
    """

    dependency_id: str
    objective_id: str
    objective_title: str
    key_result_id: str
    key_result_title: str
    waiting: Named
    provider: Named
    deliverable: str
    status: Status
    urgency: Urgency
    state: Kind
    days_late: int
    due: date
    due_week: int
    promised: date | None
    expected: date
    week: int | None
    delivered_on: date | None
    slips: int
    reason: str
    by_objective_id: str | None
    text: str


def need(workspace: Workspace, known: Known) -> Need:
    """A dependency as it stands today, or stood when its cycle was over and nothing was open."""
    objective, key_result, dependency = at(workspace, known)
    cycle = workspace.calendar.cycles[objective.cycle_id]
    organization, on = workspace.organization_of(cycle), _seen_on(workspace, cycle, dependency)
    return workspace.memo.remember(
        ("need", known.dependency_id),
        (dependency, objective.title, key_result.title, key_result.owner, organization, on),
        lambda: _need(workspace, cycle, objective, key_result, dependency, on),
    )


def _seen_on(workspace: Workspace, cycle: Cycle, dependency: Dependency) -> date:
    """Today, within the cycle; but what is open is waited for after it too."""
    on = max(workspace.today, cycle.starts)
    if dependency.is_open:
        return on
    return min(on, max(cycle.ends, dependency.delivered_on or cycle.ends))


def outlasting(workspace: Workspace, cycle: Cycle) -> list[Known]:
    """What is still open of a cycle that is over: each day it is a day later."""
    if not cycle.is_over(workspace.today):
        return []
    return [
        known for known in asked(workspace, cycle).everything if at(workspace, known)[2].is_open
    ]


def _need(
    workspace: Workspace,
    cycle: Cycle,
    objective: Objective,
    key_result: KeyResult,
    dependency: Dependency,
    on: date,
) -> Need:
    request = dependency.asked
    owner = key_result.owner or objective.owner
    organization = workspace.organization_of(cycle)
    unit, provider = organization.unit_of(owner), organization.answering(request.provider_id)
    waiting = owner if unit is None else Owner("unit", unit)
    stands = state(dependency, on)
    found = Need(
        dependency_id=request.dependency_id,
        objective_id=objective.objective_id,
        objective_title=objective.title,
        key_result_id=key_result.key_result_id,
        key_result_title=key_result.title,
        waiting=named(workspace, waiting, cycle.cycle_id),
        provider=named(workspace, Owner("unit", provider), cycle.cycle_id),
        deliverable=request.deliverable,
        status=dependency.status,
        urgency=urgency(dependency, on),
        state=stands.kind,
        days_late=stands.days,
        due=dependency.due,
        due_week=cycle.week(dependency.due),
        promised=dependency.promised,
        expected=dependency.expected,
        week=None if dependency.expected > cycle.ends else cycle.week(dependency.expected),
        delivered_on=dependency.delivered_on,
        slips=dependency.slips,
        reason=dependency.reason,
        by_objective_id=dependency.by_objective_id,
        text="",
    )
    if unit == provider:
        return replace(found, text=_within_one(workspace, cycle, found, dependency, owner, on))
    text = in_words(found, on)
    if dependency.is_open and on <= cycle.ends and provider not in organization.units:
        text = f"{text} {found.provider.name} no longer exists: ask another unit."
    return replace(found, text=text)


def _within_one(
    workspace: Workspace,
    cycle: Cycle,
    found: Need,
    dependency: Dependency,
    owner: Owner,
    on: date,
) -> str:
    """What was asked between units that are one by now is named by the names that they had."""
    provider = Owner("unit", dependency.asked.provider_id)
    waiting = named(workspace, owner, cycle.cycle_id) if owner.kind == "unit" else found.waiting
    then = replace(found, waiting=waiting, provider=named(workspace, provider, cycle.cycle_id))
    text = in_words(then, on)
    if not dependency.is_open or waiting.id == then.provider.id:
        return text
    return f"{text} Both are now part of {found.provider.name}."


def urgency(report: Reported, on: date) -> Urgency:
    stands = state(report, on)
    match stands.kind:
        case "delivered" | "delivered_late" | "withdrawn":
            return "settled"
        case "overdue" | "too_late" | "declined":
            return stands.kind
        case "unanswered" | "in_time":
            if report.status == "at_risk":
                return "at_risk"
            if stands.kind == "unanswered":
                return "unanswered"
            return "due_soon" if ((report.promised or report.due) - on).days <= SOON else "in_time"
        case _:
            assert_never(stands.kind)


def by_urgency(needs: Iterable[T], of: Callable[[T], Need]) -> list[T]:
    """The most urgent first, and of those the one that is expected first."""

    def place(one: T) -> tuple[int, date, str]:
        found = of(one)
        return (URGENCIES.index(found.urgency), found.expected, found.dependency_id)

    return sorted(needs, key=place)


def in_words(found: Need, on: date) -> str:
    """As in: Payments needs 'the billing export' from Data by week 6 (7 August), as promised."""
    needs = f"{found.waiting.name} needs '{found.deliverable}' from {found.provider.name}"
    by = f"by week {found.due_week} ({spoken_day(found.due, on)})"
    match found.status:
        case "requested":
            return f"{needs} {by}; there is no answer yet{_after(found, on)}."
        case "accepted":
            return f"{needs} {by}, {_promised(found, on)}{_missing(found, on)}."
        case "at_risk":
            promised = f"{_promised(found, on)}{_missing(found, on)}"
            return f"{needs} {by}, {promised}, and at risk: {_ended(found.reason)}"
        case "declined":
            return f"{needs} {by}; {found.provider.name} declined: {_ended(found.reason)}"
        case "delivered":
            thing = f"'{found.deliverable}' for {found.waiting.name}"
            return f"{found.provider.name} delivered {thing}{_since(found, on)}."
        case "withdrawn":
            what = f"'{found.deliverable}' from {found.provider.name}"
            return f"{found.waiting.name} no longer needs {what}: {_ended(found.reason)}"
        case _:
            assert_never(found.status)


def _ended(reason: str) -> str:
    return reason if reason.endswith((".", "!", "?")) else f"{reason}."


def _since(found: Need, on: date) -> str:
    if found.delivered_on is None:
        return ""
    stands, since = state(found, on), f" on {spoken_day(found.delivered_on, on)}"
    if stands.kind != "delivered_late":
        return since
    return f"{since}, {counted(stands.days, 'day')} after it was needed"


def _promised(found: Need, on: date) -> str:
    if found.promised is None or (found.promised == found.due and not found.slips):
        return "as promised"
    slips = {0: "", 1: " after one slip"}.get(found.slips, f" after {found.slips} slips")
    promised = f"promised for {spoken_day(found.promised, on)}{slips}"
    stands = state(found, on)
    if stands.kind != "too_late":
        return promised
    return f"{promised}, which is {counted(stands.days, 'day')} too late"


def _missing(found: Need, on: date) -> str:
    """What is added where a day is past and it is not there."""
    after = _after(found, on)
    return f", still not delivered{after.removeprefix(',')}" if after else ""


def _after(found: Need, on: date) -> str:
    """As in: , 3 days after it was needed."""
    stands = state(found, on)
    if stands.kind != "overdue":
        return ""
    day = "it was needed" if found.due < on else "the promised day"
    return f", {counted(stands.days, 'day')} after {day}"
