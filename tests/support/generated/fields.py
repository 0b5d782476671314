"""What each field of a command may be, by its name, from what is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_args

from domain.alignment.linking import LinkObjective, UnlinkObjective
from domain.closing.retrospective import HoldRetrospective
from domain.conversation.acknowledging import AcknowledgeCheckIn
from domain.conversation.comments import (
    EditComment,
    PostComment,
    RemoveComment,
    ReplyToComment,
    WithdrawComment,
)
from domain.drift.handling import AlertCommand
from domain.measuring.forecast import GiveForecast
from domain.organization.organization import AddPerson, AddUnit
from domain.organization.reorganization import ReorganizationCommand
from domain.rituals.schedule import RestoreRitual
from domain.strategy.outcome import RefreshOutcome
from domain.values import PersonRole
from tests.support.generated import alerts, company, objectives, parts, talk
from tests.support.generated.drawing import Drawing

Maker = Callable[[Drawing], Any]


def _texts(draw: Drawing) -> str:
    return draw.one(parts.TEXTS)


def _sentences(draw: Drawing) -> str:
    return draw.one(parts.SENTENCES)


FIELDS: Mapping[str, Maker] = {
    **dict.fromkeys(["answer", "deliverable", "how", "reason", "text", "title"], _sentences),
    **dict.fromkeys(
        ["comment", "description", "measure", "mechanism", "narrative", "note", "summary"], _texts
    ),
    **dict.fromkeys(["closes", "day", "first", "opens", "promised", "starting"], Drawing.day),
    **dict.fromkeys(["effective", "on"], Drawing.lately),
    **dict.fromkeys(["into_id", "parent_id", "provider_id"], company.other_unit),
    **dict.fromkeys(["hours", "per_week"], parts.number),
    "at": parts.at,
    "bet_id": company.bet,
    "blockers": lambda draw: draw.some(parts.BLOCKERS),
    "buffer_minutes": lambda draw: draw.one([0, 5, 60]),
    "by_objective_id": objectives.producing,
    "carried_from": objectives.carried_from,
    "changes": parts.changes,
    "check_in_id": objectives.check_in,
    "claim_id": company.claim,
    "comment_id": talk.comment,
    "confidence": lambda draw: draw.one([None, 1, 2, 3, 4, 5]),
    "cycle_id": company.cycle,
    "decisions": parts.decisions,
    "dependency_id": objectives.dependency,
    "digest_only": lambda draw: draw.one([False, True]),
    "digest_hour": lambda draw: draw.one([0, 8, 21]),
    "done": parts.done,
    "due": Drawing.day,
    "ends": company.ends,
    "finding_id": company.finding,
    "of": company.words_of_finding,
    "found": parts.findings,
    "holiday_id": company.holiday,
    "into_cycle_id": company.next_cycle,
    "key_result_id": objectives.key_result,
    "last": company.last,
    "lessons": lambda draw: draw.some(parts.SENTENCES),
    "link_id": objectives.link,
    "measured_in": lambda draw: draw.one(["person-days", "GPU hours"]),
    "mentions": talk.mentions,
    "metric": parts.metric,
    "midpoint": lambda draw: draw.one([0.2, 0.8]),
    "minutes": lambda draw: draw.one([15, 30, 90]),
    "month": lambda draw: draw.one([1, 4, 10]),
    "most_a_week": lambda draw: draw.one([0, 3, 10]),
    "name": company.name,
    "number": company.escalation,
    "objective_id": objectives.objective,
    "objectives": objectives.roll,
    "outcome_id": company.outcome,
    "outcome_ids": company.outcomes,
    "output": parts.output,
    "outputs": parts.outputs,
    "owner": parts.owner,
    "parent_objective_id": objectives.parent,
    "person_id": company.person,
    "pool_id": company.pool,
    "quarter_ids": company.quarters,
    "quiet_from": lambda draw: draw.one([0, 18, 22]),
    "quiet_until": lambda draw: draw.one([0, 6, 18]),
    "recurrence": parts.recurrence,
    "refreshed_as": lambda draw: draw.fresh("outcome", draw.known.strategy.outcomes),
    "reply_id": talk.reply,
    "review_id": company.review,
    "revision_id": objectives.revision,
    "role": lambda draw: draw.one(get_args(PersonRole)),
    "round": objectives.round_of_scoring,
    "rungs": lambda draw: draw.one([0, 2, 4]),
    "scores": parts.scores,
    "session_id": company.session,
    "since_week": alerts.since_week,
    "stand_in_id": company.stand_in,
    "starts": company.starts,
    "substitute_id": company.substitute,
    "task_id": company.task,
    "time_zone": lambda draw: draw.one(parts.ZONES),
    "unit_id": company.unit,
    "until": alerts.until,
    "unit_ids": lambda draw: (company.unit(draw), *draw.some(draw.known.organization.units)),
    "value": parts.value,
    "week": company.week,
    "weight": parts.weight,
    "went_badly": lambda draw: draw.some(parts.SENTENCES),
    "went_well": lambda draw: draw.some(parts.SENTENCES),
    "year": lambda draw: draw.today.year + draw.number(-1, 1),
}

ORGANIZING = (AddUnit, AddPerson, *get_args(ReorganizationCommand))

TO_WHAT_WAS_SAID = (ReplyToComment, EditComment, WithdrawComment, RemoveComment)

OF_REPORTS = (AcknowledgeCheckIn, *get_args(AlertCommand))

OF_ITS_OWN: Mapping[tuple[type, str], Maker] = {
    (UnlinkObjective, "objective_id"): objectives.child,
    (GiveForecast, "value"): parts.forecast,
    (LinkObjective, "revision_id"): objectives.announced,
    (RefreshOutcome, "cycle_id"): company.later_year,
    (RestoreRitual, "kind"): company.ritual_changed,
    (RestoreRitual, "unit_id"): company.place_of_change,
    **dict.fromkeys([(kind, "effective") for kind in ORGANIZING], Drawing.day),
    (UnlinkObjective, "revision_id"): objectives.announced,
    **dict.fromkeys([(kind, "objective_id") for kind in TO_WHAT_WAS_SAID], talk.objective),
    (PostComment, "check_in_id"): talk.check_in,
    **dict.fromkeys([(kind, "objective_id") for kind in OF_REPORTS], talk.reported_on),
    **dict.fromkeys([(kind, "key_result_id") for kind in OF_REPORTS], talk.reported),
    (PostComment, "dependency_id"): talk.dependency,
    (HoldRetrospective, "lessons"): lambda draw: tuple(
        parts.lesson(draw) for _ in range(draw.number(0, 2))
    ),
}
"""Where a name is not enough to know what a field is."""

OF_TWO: Mapping[str, Maker] = {"key_result_id": objectives.toward}
"""Optional fields that are named with another one or not at all."""
