"""What people said about an alert, as its documents show it."""

from __future__ import annotations

from datetime import date

from domain.drift import Alert
from domain.drift.handling import (
    UNHANDLED,
    AlertAcknowledged,
    AlertReopened,
    AlertResolved,
    AlertSnoozed,
    Handling,
    Said,
    Silenced,
    Situation,
    handled,
    judgements,
)
from domain.objectives.state import KeyResult, Objective
from domain.wording import spoken_day
from projections.model.workspace import Workspace
from projections.views.projection import Named, View
from projections.views.shared.speaking import speaker


class AlertAnswer(View, frozen=True):
    """Who said it on which day, and the note or the reason."""

    by: Named
    on: date
    said: str


class HandlingOfAlert(View, frozen=True):
    """What holds of the raise that is up; each of the four is null where nobody has said it.

    `text` says it in words. An alert that is snoozed or resolved is told to nobody.
    """

    situation: Situation
    text: str
    acknowledged: AlertAnswer | None
    snoozed: AlertAnswer | None
    snoozed_until: date | None
    resolved: AlertAnswer | None
    reopened: AlertAnswer | None


class Judged(View, frozen=True):
    """How many found the alerts of a key result useful, and how many did not."""

    useful: int
    not_useful: int


def said_of(workspace: Workspace, objective: Objective, key_result: KeyResult) -> Said:
    return workspace.alerts_of(objective.objective_id).of(key_result.key_result_id)


def handling_of(
    workspace: Workspace, objective: Objective, key_result: KeyResult, alert: Alert
) -> Handling:
    """What holds today of the raise that is up; nothing does where none is."""
    up = alert.up
    if up is None:
        return UNHANDLED
    said = said_of(workspace, objective, key_result)
    if not said:
        return UNHANDLED
    cycle = workspace.calendar.cycles[objective.cycle_id]
    return handled(said, up, cycle, workspace.as_of(cycle))


def silenced(
    workspace: Workspace, objective: Objective, key_result: KeyResult, alert: Alert
) -> Silenced | None:
    """Why nobody is told today of the raise that is up, if that is so."""
    return handling_of(workspace, objective, key_result, alert).silenced


def shown(
    workspace: Workspace, objective: Objective, key_result: KeyResult, alert: Alert
) -> HandlingOfAlert | None:
    """None where no alert is up."""
    if alert.up is None:
        return None

    def answer(
        event: AlertAcknowledged | AlertSnoozed | AlertResolved | AlertReopened | None,
    ) -> AlertAnswer | None:
        if event is None:
            return None
        said = event.note if isinstance(event, AlertAcknowledged | AlertSnoozed) else event.reason
        return AlertAnswer(speaker(workspace, objective, event.by), event.on, said)

    now = handling_of(workspace, objective, key_result, alert)
    acknowledged, snoozed = answer(now.acknowledged), answer(now.snoozed)
    resolved, reopened = answer(now.resolved), answer(now.reopened)
    until = None if now.snoozed is None else now.snoozed.until
    if resolved is not None:
        text = _in_words("Resolved", resolved)
    elif snoozed is not None and until is not None:
        text = _in_words(f"Snoozed until {spoken_day(until)}", snoozed)
    elif acknowledged is not None:
        text = _in_words("Acknowledged", acknowledged)
    elif reopened is not None:
        text = _in_words("Reopened", reopened)
    else:
        text = "Nobody has answered it yet."
    return HandlingOfAlert(now.situation, text, acknowledged, snoozed, until, resolved, reopened)


def _in_words(what: str, answer: AlertAnswer) -> str:
    words = f"{what} by {answer.by.name} on {spoken_day(answer.on)}"
    return f"{words}: {answer.said}" if answer.said else f"{words}."


def judged(said: Said) -> Judged:
    found = [one.verdict == "useful" for one in judgements(said)]
    return Judged(sum(found), len(found) - sum(found))
