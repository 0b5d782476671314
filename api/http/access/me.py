"""Who asks: as whom the log will know what they do, what they may read, and how they got in."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, delete, get, post
from litestar.params import FromPath
from msgspec import Meta, Struct

from api.access.sessions import BrowserSession, list_sessions, revoke_session
from api.access.tokens import TokenEntry, list_tokens, revoke_token
from api.http.openapi import REFUSED
from api.http.requests.etags import NO_STORE
from api.http.requests.problems import NoSession, UnknownBrowserSession, UnknownToken
from api.http.requests.site import SESSION
from api.http.services import Resources
from api.http.views.answers import ApiRequest
from domain.access.identity import person_of
from domain.values import Role

TokenId = Annotated[str, Meta(pattern="^[0-9a-f]{12}$")]


class Me(Struct, frozen=True):
    """`identity` is `person:` and an id for people in the organization, else a name of its own.

    `unit_ids` are the unit, and what it has become part of by now. `reads_all_drafts` tells whether
    drafts of every unit are shown, or only those of these units.
    """

    workspace_id: str
    identity: str
    name: str
    role: Role
    unit_ids: tuple[str, ...]
    token_id: str
    reads_all_drafts: bool
    stands_in_for: tuple[str, ...]
    """The people in whose place they may act today, by their ids."""


class BrowserSessions(Struct, frozen=True):
    items: list[BrowserSession]


class LoggedOut(Struct, frozen=True):
    onward: str | None
    """Where to log out at the provider of single sign-on."""


class Tokens(Struct, frozen=True):
    items: list[TokenEntry]


@get("/me", summary="Who asks", responses=REFUSED)
async def me(request: ApiRequest) -> Response[Me]:
    """As whom the log knows what is done with this token, and in which role and unit today.

    In a browser that has logged in, `token_id` is the id of its session.
    """
    who = request.user
    found = Me(
        workspace_id=who.workspace_id,
        identity=who.identity,
        name=who.name,
        role=who.role,
        unit_ids=who.units,
        token_id=who.token_id,
        reads_all_drafts=who.sees is None,
        stands_in_for=who.stands_in_for,
    )
    return Response(found, headers=NO_STORE)


@get("/me/tokens", summary="One's own tokens", responses=REFUSED)
async def list_own(request: ApiRequest) -> Response[Tokens]:
    """The tokens of the person or service that asks, those that are over or revoked included."""
    return Response(Tokens(await _own(request)), headers=NO_STORE)


@delete(
    "/me/tokens/{token_id:str}",
    status_code=204,
    summary="Revoke one of one's own tokens",
    responses=REFUSED,
)
async def revoke_own(request: ApiRequest, token_id: FromPath[TokenId]) -> None:
    """It lets nobody in any more, within seconds. Revoking it again changes nothing."""
    if token_id not in {one.token_id for one in await _own(request)}:
        raise UnknownToken
    resources = request.app.state["resources"]
    await revoke_token(resources.pool, request.user.workspace_id, token_id, request.user.identity)


@get("/me/sessions", summary="One's own sessions in browsers", responses=REFUSED)
async def list_own_sessions(request: ApiRequest) -> Response[BrowserSessions]:
    """Where the person who asks has logged in, sessions that are over or revoked included."""
    resources, person_id = request.app.state["resources"], person_of(request.user.identity)
    workspace_id = request.user.workspace_id
    found = (
        [] if person_id is None else await list_sessions(resources.pool, workspace_id, person_id)
    )
    return Response(BrowserSessions(found), headers=NO_STORE)


@delete(
    "/me/sessions/{session_id:str}",
    status_code=204,
    summary="End one of one's own sessions",
    responses=REFUSED,
)
async def revoke_own_session(request: ApiRequest, session_id: FromPath[TokenId]) -> None:
    """Whoever has its cookie is logged out within seconds. Ending it again changes nothing."""
    resources, who = request.app.state["resources"], request.user
    person_id = person_of(who.identity)
    if person_id is None:
        raise UnknownBrowserSession
    found = await list_sessions(resources.pool, who.workspace_id, person_id)
    if session_id not in {one.session_id for one in found}:
        raise UnknownBrowserSession
    await revoke_session(resources.pool, who.workspace_id, person_id, session_id, who.identity)


@post("/logout", status_code=200, summary="Log out", responses=REFUSED)
async def log_out(request: ApiRequest) -> Response[LoggedOut]:
    """End the session with which this is asked, and take its cookie from the browser.

    Whoever logged in at the provider of single sign-on is still logged in there: `onward` is where
    the page may send them to log out there, too, if the provider has such a place.
    """
    resources: Resources = request.app.state["resources"]
    who = request.user
    person_id = person_of(who.identity)
    if not who.by_session or person_id is None:
        raise NoSession
    sessions = await list_sessions(resources.pool, who.workspace_id, person_id)
    await revoke_session(resources.pool, who.workspace_id, person_id, who.token_id, who.identity)
    resources.gate.forget(request.scope)
    sign_on, onward = resources.single_sign_on, None
    if sign_on is not None and "single sign-on" in {
        one.opened_with for one in sessions if one.session_id == who.token_id
    }:
        onward = await sign_on.provider.where_to_log_out()
    gone = resources.site.take_back(SESSION)
    return Response(LoggedOut(onward), headers=NO_STORE, cookies=[gone])


async def _own(request: ApiRequest) -> list[TokenEntry]:
    resources = request.app.state["resources"]
    known = await list_tokens(resources.pool, request.user.workspace_id)
    return [one for one in known if one.identity == request.user.identity]


HANDLERS = (me, list_own, revoke_own, list_own_sessions, revoke_own_session, log_out)
