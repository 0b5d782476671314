"""How somebody wants to be told, and by what: for the person themself, and for administrators."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from api.http import examples
from api.http.access.addresses import allowed
from api.http.openapi import REFUSED, documented
from api.http.requests import query
from api.http.requests.etags import NO_STORE
from api.http.requests.problems import PreferencesNotYours
from api.http.services import Resources
from api.http.views.answers import ApiRequest
from api.inbox.preferences import NoticePreferences, preferences_of
from domain.values import PersonId
from workers.declining import Personal, decline


class Declined(Struct, frozen=True, forbid_unknown_fields=True):
    """The channels that are not to be used; none for all that there are."""

    declined: tuple[Personal, ...]


@get(
    "/people/{person_id:uuid}/notice-preferences",
    summary="How somebody wants to be told",
    responses=REFUSED,
)
async def show_preferences(
    request: ApiRequest, person_id: FromPath[UUID]
) -> Response[NoticePreferences]:
    """When they are told, and by which channels."""
    query.parameters(request.scope)
    resources, person = await allowed(request, person_id, PreferencesNotYours)
    return await _shown(request, resources, person)


@post(
    "/people/{person_id:uuid}/channels",
    status_code=200,
    summary="Decline channels",
    operation_class=documented(examples.CHANNELS),
    responses=REFUSED,
)
async def decline_channels(
    request: ApiRequest, person_id: FromPath[UUID], data: JSONBody[Declined]
) -> Response[NoticePreferences]:
    """Be reached by e-mail or in Slack no more, not even by what waits to be sent; or again.

    With both declined, everything is in the inbox alone. The link at the foot of each mail declines
    e-mail as well.
    """
    resources, person = await allowed(request, person_id, PreferencesNotYours)
    who = request.user
    await decline(resources.pool, who.workspace_id, person, data.declined, who.identity)
    return await _shown(request, resources, person)


async def _shown(
    request: ApiRequest, resources: Resources, person: PersonId
) -> Response[NoticePreferences]:
    found = await preferences_of(
        resources.pool,
        resources.desk,
        request.user.workspace_id,
        person,
        by_mail=resources.by_mail,
    )
    return Response(found, headers=NO_STORE)


HANDLERS = (show_preferences, decline_channels)
