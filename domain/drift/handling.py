"""What people do about an alert: acknowledge it, put it off, resolve it, reopen it, and judge it.

That an alert is raised, and that it ends, is reckoned from what was reported and recorded nowhere
(`domain/drift/alert.py`). What people say answers the raise that is up when they say it, and holds
for as long as that one lasts: the next raise is a new alert, which nobody has answered yet.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Final, Literal, assert_never

from msgspec import Meta
from msgspec.structs import replace

from domain.cycles import cycle as cycles
from domain.cycles.cycle import Calendar, Cycle, CycleClosed
from domain.drift.alert import Raise, watch
from domain.errors import Rejection
from domain.messages import Command, Event, Value
from domain.objectives.objective import UnknownObjective
from domain.objectives.planning import not_removed
from domain.objectives.state import KeyResult, Objective, ObjectiveIsWithdrawn, UnknownKeyResult
from domain.organization.chart import Organization
from domain.rituals.check_ins_held import held_by
from domain.rituals.schedule import Rituals
from domain.values import KeyResultId, ObjectiveId, Sentence, Text

LONGEST_SNOOZE: Final = 28
"""For how many days an alert can be put off."""

Week = Annotated[int, Meta(ge=1, le=1000)]
Verdict = Literal["useful", "not_useful"]

# Commands
#
# `since_week` names the raise that is answered, by the week in which it began: as the document of
# the alert shows it, or as a file repeats what was said. Without it, it is the raise that is up by
# the rule as it is before anything is learned, which is all that a decision can reckon with.


class AcknowledgeAlert(Command, frozen=True):
    """Say that an alert was seen, and that somebody sees to it."""

    objective_id: ObjectiveId
    key_result_id: KeyResultId
    note: Text = ""
    since_week: Week | None = None


class SnoozeAlert(Command, frozen=True):
    """Put an alert off until a day: nobody is told of it before, unless it becomes hopeless."""

    objective_id: ObjectiveId
    key_result_id: KeyResultId
    until: date
    note: Text = ""
    since_week: Week | None = None


class ResolveAlert(Command, frozen=True):
    """Settle an alert, and say why: nobody is told of this raise any more."""

    objective_id: ObjectiveId
    key_result_id: KeyResultId
    reason: Sentence
    since_week: Week | None = None


class ReopenAlert(Command, frozen=True):
    """Take back all that was said about an alert, and say why: it is open again."""

    objective_id: ObjectiveId
    key_result_id: KeyResultId
    reason: Sentence
    since_week: Week | None = None


class JudgeAlert(Command, frozen=True):
    """Say whether it was good to be alerted. Of one that has ended that can still be said."""

    objective_id: ObjectiveId
    key_result_id: KeyResultId
    verdict: Verdict
    note: Text = ""
    since_week: Week | None = None


AlertCommand = AcknowledgeAlert | SnoozeAlert | ResolveAlert | ReopenAlert | JudgeAlert

# Events
#
# `by` is an identity, `on` the day on which it was said, `since_week` the week in which the raise
# that it answers began, as known then.


class AlertAcknowledged(Event, frozen=True, omit_defaults=True, tag="alert_acknowledged"):
    objective_id: ObjectiveId
    key_result_id: KeyResultId
    since_week: int
    on: date
    by: str
    note: str = ""


class AlertSnoozed(Event, frozen=True, omit_defaults=True, tag="alert_snoozed"):
    """`lost`: its target was known to be out of reach when it was put off."""

    objective_id: ObjectiveId
    key_result_id: KeyResultId
    since_week: int
    on: date
    by: str
    until: date
    lost: bool = False
    note: str = ""


class AlertResolved(Event, frozen=True, tag="alert_resolved"):
    objective_id: ObjectiveId
    key_result_id: KeyResultId
    since_week: int
    on: date
    by: str
    reason: str


class AlertReopened(Event, frozen=True, tag="alert_reopened"):
    objective_id: ObjectiveId
    key_result_id: KeyResultId
    since_week: int
    on: date
    by: str
    reason: str


class AlertJudged(Event, frozen=True, omit_defaults=True, tag="alert_judged"):
    objective_id: ObjectiveId
    key_result_id: KeyResultId
    since_week: int
    on: date
    by: str
    verdict: Verdict
    note: str = ""


AlertEvent = AlertAcknowledged | AlertSnoozed | AlertResolved | AlertReopened | AlertJudged

# State

Said = tuple[AlertEvent, ...]
"""What was said about the alerts of one key result, in its order."""


class Alerts(Value, frozen=True):
    """What was said about the alerts of an objective, by key result."""

    said: dict[KeyResultId, Said] = {}

    def of(self, key_result_id: KeyResultId) -> Said:
        return self.said.get(key_result_id, ())


EMPTY = Alerts()

Silenced = Literal["snoozed", "resolved"]
Situation = Literal["open", "acknowledged"] | Silenced


class Handling(Value, frozen=True):
    """What holds of a raise: whoever reopened it took back the rest."""

    acknowledged: AlertAcknowledged | None = None
    snoozed: AlertSnoozed | None = None
    resolved: AlertResolved | None = None
    reopened: AlertReopened | None = None
    put_off: AlertSnoozed | None = None
    """A snooze that is over, though nobody took it back."""

    @property
    def situation(self) -> Situation:
        if self.silenced is not None:
            return self.silenced
        return "open" if self.acknowledged is None else "acknowledged"

    @property
    def silenced(self) -> Silenced | None:
        """Why nobody is told of it."""
        if self.resolved is not None:
            return "resolved"
        return None if self.snoozed is None else "snoozed"


UNHANDLED = Handling()


def handled(said: Said, about: Raise, cycle: Cycle, as_of: date) -> Handling:
    """What holds on a day of a raise.

    Late reports may move the week in which it began. So what was said is of this raise if it was up
    when that was said, whichever week it was called after.
    """
    known = UNHANDLED
    for one in said:
        if about.since_week <= cycle.week(one.on):
            known = _and_then(known, one)
    snoozed = known.snoozed
    if snoozed is not None and (snoozed.until <= as_of or (about.lost and not snoozed.lost)):
        return replace(known, snoozed=None, put_off=snoozed)
    return known


def _and_then(known: Handling, event: AlertEvent) -> Handling:
    match event:
        case AlertAcknowledged():
            return replace(known, acknowledged=event)
        case AlertSnoozed():
            return replace(known, snoozed=event)
        case AlertResolved():
            return replace(known, resolved=event)
        case AlertReopened():
            return Handling(reopened=event)
        case AlertJudged():
            return known
        case _:
            assert_never(event)


def silencing(said: Said) -> AlertSnoozed | AlertResolved | None:
    """What somebody said last so that nobody is told of an alert."""
    silencing = (one for one in reversed(said) if isinstance(one, AlertSnoozed | AlertResolved))
    return next(silencing, None)


def judgements(said: Said) -> tuple[AlertJudged, ...]:
    """The last word of each person on each raise."""
    judged = (one for one in said if isinstance(one, AlertJudged))
    return tuple({(one.by, one.since_week): one for one in judged}.values())


class Context(Value, frozen=True):
    """Who asks and when, about which objective, and what tells in which weeks check-ins are due."""

    actor: str
    today: date
    objective: Objective | None
    calendar: Calendar
    organization: Organization
    rituals: Rituals


# Decide


def decide(state: Alerts, command: AlertCommand, context: Context) -> list[AlertEvent]:
    objective = context.objective
    if objective is None:
        raise UnknownObjective(objective_id=command.objective_id)
    key_result = objective.key_results.get(command.key_result_id)
    if key_result is None:
        not_removed(objective, command.key_result_id)
        raise UnknownKeyResult(key_result_id=command.key_result_id)
    if objective.withdrawn:
        raise ObjectiveIsWithdrawn
    cycle = cycles.known(context.calendar, objective.cycle_id)
    if cycle.phase == "closed":
        raise CycleClosed(cycle=cycle.name)
    up = _answered(command, key_result, objective, cycle, context)
    said = state.of(command.key_result_id)
    return _decide(command, said, up, cycle, context)


def _answered(
    command: AlertCommand,
    key_result: KeyResult,
    objective: Objective,
    cycle: Cycle,
    context: Context,
) -> Raise:
    """The raise that is answered: the one that is up, or to be judged, the last one."""
    as_of = cycle.as_of(context.today)
    chart = context.organization.at(as_of)
    owner = key_result.owner or objective.owner
    held = held_by(context.rituals, context.calendar, cycle, chart, owner)
    alert = watch(key_result, cycle, as_of, held)
    named = command.since_week
    if named is not None and key_result.check_ins and named <= cycle.week(as_of):
        return Raise(named, alert.lost)
    if isinstance(command, JudgeAlert):
        if alert.last_raise is None:
            raise AlertNeverRaised(title=key_result.title)
        return Raise(alert.last_raise, alert.lost)
    if alert.up is None:
        raise AlertNotRaised(title=key_result.title)
    return alert.up


def _decide(
    command: AlertCommand, said: Said, up: Raise, cycle: Cycle, context: Context
) -> list[AlertEvent]:
    now = handled(said, up, cycle, cycle.as_of(context.today))
    about = (
        command.objective_id,
        command.key_result_id,
        up.since_week,
        context.today,
        context.actor,
    )
    match command:
        case AcknowledgeAlert():
            return _acknowledge(now, AlertAcknowledged(*about, command.note))
        case SnoozeAlert():
            latest = min(context.today + timedelta(days=LONGEST_SNOOZE), cycle.ends)
            return _snooze(now, AlertSnoozed(*about, command.until, up.lost, command.note), latest)
        case ResolveAlert():
            return _resolve(now, AlertResolved(*about, command.reason))
        case ReopenAlert():
            is_open = now.situation == "open"
            return [] if is_open else [AlertReopened(*about, command.reason)]
        case JudgeAlert():
            return _judge(said, AlertJudged(*about, command.verdict, command.note))
        case _:
            assert_never(command)


def _acknowledge(now: Handling, event: AlertAcknowledged) -> list[AlertEvent]:
    if now.acknowledged is not None:
        return []
    if now.resolved is not None:
        raise AlertIsResolved
    return [event]


def _snooze(now: Handling, event: AlertSnoozed, latest: date) -> list[AlertEvent]:
    present = now.snoozed
    if present is not None and (present.until, present.note) == (event.until, event.note):
        return []
    if now.resolved is not None:
        raise AlertIsResolved
    if event.until <= event.on:
        raise SnoozedUntilPast(until=event.until)
    if event.until > latest:
        raise SnoozedTooLong(most=LONGEST_SNOOZE, latest=latest)
    return [event]


def _resolve(now: Handling, event: AlertResolved) -> list[AlertEvent]:
    if now.resolved is None:
        return [event]
    if now.resolved.reason == event.reason:
        return []
    raise AlertIsResolved


def _judge(said: Said, event: AlertJudged) -> list[AlertEvent]:
    """The same judgement of the same raise by the same person again is nothing new."""
    known = (replace(one, on=event.on) for one in judgements(said))
    return [] if event in known else [event]


# Evolve


def evolve(state: Alerts, event: AlertEvent) -> Alerts:
    key = event.key_result_id
    return Alerts({**state.said, key: (*state.of(key), event)})


# Refusals


class AlertNotRaised(Rejection, code="alert-not-raised", kind="conflict"):
    """'{title}' has no alert at present, so there is nothing to answer."""


class AlertNeverRaised(Rejection, code="alert-never-raised", kind="conflict"):
    """'{title}' has had no alert yet, so there is none to judge."""


class AlertIsResolved(Rejection, code="alert-is-resolved", kind="conflict"):
    """The alert was resolved already: reopen it to say something else of it."""


class SnoozedUntilPast(Rejection, code="snoozed-until-past", field="until"):
    """An alert is put off until a day to come, and {until} is none."""


class SnoozedTooLong(Rejection, code="snoozed-too-long", field="until"):
    """An alert is put off for {most} days at most, and no longer than its cycle runs: {latest}."""
