"""The questions that a team is asked in a week, each with its reasons and what answers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from domain.cycles.cycle import Cycle
from domain.drift.reasons import Cause
from domain.measuring.check_in import Blocker
from domain.objectives.state import KeyResult, Objective
from domain.prompting import reasons as because
from domain.prompting.draft import Blank, Draft, draft
from domain.prompting.reasons import Because
from domain.prompting.rules import ORDER, Rule
from domain.values import KeyResultId
from projections.model.workspace import Workspace
from projections.views.dependencies.dependency_shown import Need, Urgency, need
from projections.views.dependencies.open_dependencies import Known
from projections.views.drift.handling import silenced
from projections.views.projection import Named, View, named
from projections.views.shared.causes import positions
from projections.views.shared.forecasts import AnsweredBy, question
from projections.views.shared.health import goes_by, standing_of_key_result, stands_of
from projections.views.work.weekly import AdvancedKeyResult, advanced_in

ASKED: Final[Mapping[Urgency, Rule]] = {
    "overdue": "promise_late",
    "too_late": "promise_late",
    "at_risk": "promise_at_risk",
    "unanswered": "promise_unanswered",
    "due_soon": "promise_due",
}
"""What a unit is asked about that others wait for."""


class PromptReason(View, frozen=True):
    """Why something is asked: the rule, a sentence, and the positions of what is behind it."""

    rule: Rule
    text: str
    caused_by: tuple[int, ...]


class CheckInBody(View, frozen=True, omit_defaults=True):
    """What was said last of a key result, as the body of a check-in that says it still holds."""

    effective: date
    value: float | None = None
    confidence: int | None = None
    blockers: tuple[Blocker, ...] = ()
    done: tuple[str, ...] | None = None


class CheckInRequest(View, frozen=True):
    """A check-in to confirm, by sending it as it is or changed; `blanks` has nobody said yet."""

    method: str
    address: str
    body: CheckInBody
    blanks: tuple[Blank, ...]


class PromiseRequest(View, frozen=True):
    """A step that answers for a promise; `blanks` are what has to be added to the body."""

    method: str
    address: str
    does: str
    body: dict[str, str]
    blanks: tuple[str, ...]


class Prompt(View, frozen=True):
    """A question, of whom it is asked, and what answers it.

    It is about a key result, and then that is the check-in, drafted, and at mid-cycle the forecast
    as well; or about what others wait for, and then those are the steps that a promise can take.
    """

    rule: Rule
    text: str
    asked_of: Named
    objective_id: str
    key_result_id: str | None
    key_result: str | None
    stands: str | None
    need: Need | None
    reasons: tuple[PromptReason, ...]
    check_in: CheckInRequest | None
    forecast: AnsweredBy | None
    steps: tuple[PromiseRequest, ...]


class CheckInDue(View, frozen=True):
    """A check-in of this week that has not come yet, drafted for whoever answers for it."""

    objective_id: str
    key_result_id: str
    key_result: str
    asked_of: Named
    stands: str
    check_in: CheckInRequest


class Ranked(NamedTuple):
    """A question and its place among the others of the week."""

    place: tuple[int, int]
    order: tuple[str, str]
    prompt: Prompt


# Key results


def of_key_result(
    workspace: Workspace,
    objective: Objective,
    key_result: KeyResult,
    due_by: date | None,
    *,
    plans: bool,
) -> Ranked | None:
    """What is asked about a key result; `plans` says whether the unit plans its work here.

    Made anew only when the objective, its work, or whether its check-in came is another.
    """
    cycle = workspace.calendar.cycles[objective.cycle_id]
    work = {one.key_result_id: one for one in advanced_in(workspace, cycle, objective)}
    mine = work[key_result.key_result_id]
    alert = standing_of_key_result(workspace, objective, key_result).alert
    quiet = silenced(workspace, objective, key_result, alert) is not None
    return workspace.memo.remember(
        ("prompt", key_result.key_result_id),
        (goes_by(workspace, objective), mine, due_by, plans, quiet),
        lambda: _asked_about(
            workspace, cycle, objective, key_result, mine, due_by, plans=plans, quiet=quiet
        ),
    )


def _asked_about(
    workspace: Workspace,
    cycle: Cycle,
    objective: Objective,
    key_result: KeyResult,
    work: AdvancedKeyResult,
    due_by: date | None,
    *,
    plans: bool,
    quiet: bool,
) -> Ranked | None:
    as_of = workspace.as_of(cycle)
    forecast = question(workspace, cycle, objective, key_result)
    found = because.reasons(
        because.Known(
            key_result,
            standing_of_key_result(workspace, objective, key_result),
            as_of,
            work.neglected_for if plans else 0,
            due_by,
            None if forecast is None else forecast.until,
            quiet=quiet,
        )
    )
    if not found:
        return None
    owner = named(workspace, key_result.owner or objective.owner, cycle.cycle_id)
    first = found[0]
    text = because.question(owner.name, first.rule, key_result.title, first.text)
    if forecast is not None and first.rule == "owner_forecast":
        text = forecast.text
    prompt = Prompt(
        rule=first.rule,
        text=text,
        asked_of=owner,
        objective_id=objective.objective_id,
        key_result_id=key_result.key_result_id,
        key_result=key_result.title,
        need=None,
        stands=stands_of(workspace, objective, key_result),
        reasons=_shown(found, positions(workspace, key_result)),
        check_in=_request(objective, draft(key_result, as_of), key_result.key_result_id),
        forecast=None if forecast is None else forecast.answer,
        steps=(),
    )
    return Ranked(because.place(found), (key_result.title, key_result.key_result_id), prompt)


def _shown(
    found: Iterable[Because], behind: Mapping[Cause, Iterable[int]]
) -> tuple[PromptReason, ...]:
    return tuple(
        PromptReason(
            one.rule,
            one.text,
            tuple(sorted(at for cause in one.causes for at in behind.get(cause, ()))),
        )
        for one in found
    )


def _request(objective: Objective, known: Draft, key_result_id: KeyResultId) -> CheckInRequest:
    address = f"/v1/objectives/{objective.objective_id}/key-results/{key_result_id}/check-ins"
    body = CheckInBody(known.effective, known.value, known.confidence, known.blockers, known.done)
    return CheckInRequest("POST", address, body, known.blanks)


def due(workspace: Workspace, objective: Objective, key_result: KeyResult) -> CheckInDue:
    cycle = workspace.calendar.cycles[objective.cycle_id]
    return workspace.memo.remember(
        ("due", key_result.key_result_id),
        (goes_by(workspace, objective),),
        lambda: CheckInDue(
            objective_id=objective.objective_id,
            key_result_id=key_result.key_result_id,
            key_result=key_result.title,
            asked_of=named(workspace, key_result.owner or objective.owner, cycle.cycle_id),
            stands=stands_of(workspace, objective, key_result),
            check_in=_request(
                objective, draft(key_result, workspace.as_of(cycle)), key_result.key_result_id
            ),
        ),
    )


# Promises


def of_promise(workspace: Workspace, known: Known) -> Ranked | None:
    shown = need(workspace, known)
    rule = ASKED.get(shown.urgency)
    if rule is None:
        return None
    at = tuple(one.position for one in workspace.promises.about(known.dependency_id))
    prompt = Prompt(
        rule=rule,
        text=because.question(shown.provider.name, rule, shown.deliverable, shown.text),
        asked_of=shown.provider,
        objective_id=shown.objective_id,
        key_result_id=None,
        key_result=None,
        stands=None,
        need=shown,
        reasons=(PromptReason(rule, shown.text, at),),
        check_in=None,
        forecast=None,
        steps=tuple(_steps(workspace, shown)),
    )
    return Ranked((ORDER.index(rule), -1), (str(shown.expected), shown.dependency_id), prompt)


def _steps(workspace: Workspace, shown: Need) -> Iterator[PromiseRequest]:
    """What the provider can say: that it is there, or for when it is promised."""
    today = workspace.today

    def step(name: str, does: str, body: dict[str, str], *blanks: str) -> PromiseRequest:
        at = f"/v1/objectives/{shown.objective_id}/dependencies/{shown.dependency_id}/{name}"
        return PromiseRequest("POST", at, does, body, blanks)

    if shown.status == "requested":
        if shown.due < today:
            yield step("accept", "promise it for a day", {}, "promised")
        else:
            yield step("accept", "promise it", {"promised": str(shown.due)})
        yield step("decline", "decline it", {}, "reason")
        return
    yield step("deliver", "say that it is there", {"on": str(today)})
    if shown.status == "at_risk":
        yield step("confirm", "say that the promise will be kept", {})
    yield step("slip", "promise another day", {}, "promised", "reason")
