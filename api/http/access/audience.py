"""Who would hear of something, and when, asked before it is done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter
from msgspec import Struct

from api.http.openapi import REFUSED, documented
from api.http.requests import query
from api.http.requests.etags import NO_STORE
from api.http.services import Resources
from api.http.views.answers import ApiRequest
from api.inbox.messages import NotSent
from domain.conversation import comments
from domain.conversation.comments import MOST_MENTIONS, CommentPosted
from domain.cycles.cycle import Calendar
from domain.notices import happened, said, seen
from domain.notices.audience import OnObjective
from domain.notices.notice import Notice
from domain.objectives.negotiation import ObjectiveChallenged, ObjectiveProposed
from domain.objectives.objective import UnknownObjective
from domain.objectives.revision import RevisionRequested
from domain.objectives.state import Changes, UnknownKeyResult
from domain.organization.chart import Organization
from domain.telling import HELD
from domain.values import CommentId, KeyResultId, ObjectiveId, PersonId, RevisionId
from domain.workspace import Settings
from events import streams
from projections.keeping.ledger import Readers
from projections.keeping.messages import foreseen
from workers.handing_on import channels_of

What = Literal["comment", "proposal", "challenge", "change", "alert"]

THE_NEXT: Final = "the next"
"""The cause of what has not happened."""


class Hearer(Struct, frozen=True):
    """Somebody who would hear of it: in the inbox at once, and sent at `sent_from` at the earliest.

    They are reached by `channels`; `not_sent` is why it would not be sent by itself.
    """

    person_id: str
    name: str
    why: str
    sent_from: datetime
    channels: list[str]
    not_sent: NotSent | None


class Audience(Struct, frozen=True):
    """`webhooks` tells whether those who listen with a webhook would hear of it, too."""

    people: list[Hearer]
    webhooks: bool


@get(
    "/objectives/{objective_id:uuid}/audience",
    summary="Who would hear of it",
    operation_class=documented(),
    responses=REFUSED,
)
async def show_audience(
    request: ApiRequest,
    objective_id: FromPath[UUID],
    of: Annotated[
        What,
        QueryParameter(
            description="A comment with `mentions`, a proposal, a challenge, a request for a"
            " change, or a drift alert of a `key_result`."
        ),
    ] = "comment",
    key_result: FromQuery[UUID | None] = None,
    mentions: Annotated[
        str, QueryParameter(description=f"Up to {MOST_MENTIONS} ids, separated by commas.")
    ] = "",
) -> Response[Audience]:
    """Who would hear of something if it were done now, in which way and when. Nothing is done."""
    query.parameters(request.scope, "of", "key_result", "mentions")
    resources: Resources = request.app.state["resources"]
    workspace_id = request.user.workspace_id
    found = await _occasion(request, resources, ObjectiveId(str(objective_id)))
    told = _told(found, of, key_result, _mentioned(mentions))
    if told is None or happened.is_past(found.cycle, found):
        return Response(Audience([], webhooks=False), headers=NO_STORE)
    readers = await _readers(resources, workspace_id)
    async with resources.pool.within(workspace_id) as session:
        planned = await foreseen(session, workspace_id, readers, told)
    reached = await channels_of(
        resources.pool,
        workspace_id,
        [one.person_id for one, _ in planned],
        by_mail=resources.by_mail,
    )
    people = [
        Hearer(
            one.person_id,
            found.chart.people[one.person_id].name,
            one.why,
            plan.at,
            reached.get(one.person_id, []),
            None if plan.held is None else NotSent(plan.held, HELD[plan.held]),
        )
        for one, plan in planned
    ]
    return Response(Audience(people, told.public), headers=NO_STORE)


async def _readers(resources: Resources, workspace_id: str) -> Readers:
    names = (streams.WORKSPACE, streams.PREFERENCES)
    known = await resources.desk.states(workspace_id, names)
    return Readers(*(known[one].state for one in names))


async def _occasion(
    request: ApiRequest, resources: Resources, objective_id: ObjectiveId
) -> OnObjective:
    """The objective today, done something to by who asks. Raises UnknownObjective."""
    who, desk, now = request.user, resources.desk, resources.clock()
    objective = await desk.seen(who.workspace_id, who.actor, now, objective_id)
    if objective is None:
        raise UnknownObjective(objective_id=objective_id)
    names = (streams.WORKSPACE, streams.ORGANIZATION, streams.CYCLES)
    states = {key: one.state for key, one in (await desk.states(who.workspace_id, names)).items()}
    settings: Settings = states[streams.WORKSPACE]
    organization: Organization = states[streams.ORGANIZATION]
    calendar: Calendar = states[streams.CYCLES]
    today = now.astimezone(settings.zone).date()
    cycle = calendar.cycles[objective.cycle_id]
    return OnObjective(today, organization, cycle, who.identity, who.name, objective)


def _told(
    found: OnObjective, of: What, key_result_id: UUID | None, mentions: tuple[PersonId, ...]
) -> Notice | None:
    """What there would be to tell; None where nobody is mentioned."""
    key, nobody = found.objective.objective_id, ""
    match of:
        case "comment":
            about = None if key_result_id is None else KeyResultId(str(key_result_id))
            if about is not None and about not in found.objective.ever_measured_by:
                raise UnknownKeyResult(key_result_id=about).at("key_result")
            posted = CommentPosted(key, CommentId(THE_NEXT), found.by, "", about, mentions=mentions)
            return next(iter(said.comment(found, posted, comments.EMPTY, THE_NEXT)), None)
        case "proposal":
            return said.agreement(found, ObjectiveProposed(key), nobody, THE_NEXT)
        case "challenge":
            return said.agreement(found, ObjectiveChallenged(key, ""), nobody, THE_NEXT)
        case "change":
            asked = RevisionRequested(key, RevisionId(THE_NEXT), found.by, "", Changes())
            return said.agreement(found, asked, nobody, THE_NEXT)
        case "alert":
            return _alert(found, key_result_id)


def _alert(found: OnObjective, key_result_id: UUID | None) -> Notice:
    """An alert comes of no person, and so is told to who asks as well."""
    if key_result_id is None:
        raise query.refused("key_result", "has to be given for an alert")
    key_result = found.objective.key_results.get(KeyResultId(str(key_result_id)))
    if key_result is None:
        raise UnknownKeyResult(key_result_id=key_result_id).at("key_result")
    quiet = OnObjective(found.day, found.organization, found.cycle, "", "", found.objective)
    return seen.drift(quiet, key_result, "raised", 0, "")


def _mentioned(text: str) -> tuple[PersonId, ...]:
    """Raises InvalidRequest."""
    named = list(_ids(text))
    if len(named) > MOST_MENTIONS:
        raise query.refused("mentions", f"names more than {MOST_MENTIONS} people")
    return tuple(named)


def _ids(text: str) -> Iterable[PersonId]:
    for one in text.split(",") if text else ():
        try:
            yield PersonId(str(UUID(one.strip())))
        except ValueError:
            raise query.refused("mentions", f"'{one[:40]}' is no id of a person") from None


HANDLERS = (show_audience,)
