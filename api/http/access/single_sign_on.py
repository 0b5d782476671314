"""Logging in at the provider of single sign-on, and coming back from there."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get
from litestar.datastructures import State

from api.access.accounts import Account, find_account, note_account
from api.http.access.groups import NOTHING, carry_over, meaning
from api.http.access.opening import check_secure, knock, local, onto, opened, pace, there
from api.http.requests import query
from api.http.services import Resources, SingleSignOn
from api.http.sign_on import attempt as attempts
from api.http.sign_on.attempt import Attempt
from api.http.sign_on.id_token import Claims
from api.http.sign_on.provider import error_code
from api.http.sign_on.refusals import (
    EmailNotVerified,
    IdTokenRefused,
    LoginNotSetUp,
    LoginOver,
    NoGroup,
    OtherAccount,
    PersonUnknown,
    ProviderDeclined,
)
from domain.access.email import NotAnAddress, normal
from events.log import WorkspaceEntry

Visit = Request[Any, Any, State]

CALLBACK: Final = "/v1/login/callback"
"""Where the provider sends the browser back to; it has to be told."""


@get("/v1/login", include_in_schema=False)
async def log_in(request: Visit) -> Response[None]:
    """Send the browser to the provider.

    `workspace` names where to, if it is not the usual one; `next` is the page to go on to.
    """
    given = query.parameters(request.scope, "workspace", "next")
    resources, sign_on = _set_up(request)
    await knock(request.scope, resources)
    begun = Attempt.begin(given.get("workspace") or sign_on.workspace, local(given.get("next")))
    address = await sign_on.provider.where_to_go(begun)
    cookie = resources.site.hand_out(attempts.COOKIE, begun.written(), attempts.LASTS)
    return onto(address, cookie)


@get(CALLBACK, include_in_schema=False)
async def come_back(request: Visit) -> Response[None]:
    """Let in whom the provider has sent back, if they are somebody here."""
    resources, sign_on = _set_up(request)
    await knock(request.scope, resources)
    given = request.query_params
    begun = attempts.read(resources.site.cookie(request.scope, attempts.COOKIE))
    if begun is None or not begun.is_answered_by(given.get("state", "")):
        raise LoginOver
    await _check_issuer(sign_on, given.get("iss"))
    if "code" not in given:
        raise ProviderDeclined(error=error_code(given.get("error", "")))
    wanted = ["email", *([sign_on.groups_claim] if sign_on.groups else [])]
    now = resources.clock()
    claims = await sign_on.provider.claims(given["code"], begun, now.timestamp(), *wanted)
    entry, account = await _account(resources, begun.workspace, claims, sign_on)
    who = await there(resources, entry.workspace, account.person_id)
    await pace(resources, entry.workspace, account.person_id)
    if sign_on.groups:
        meant = meaning(claims.get(sign_on.groups_claim), sign_on.groups)
        if meant is not None or sign_on.groups_claim in claims:
            told = meant or NOTHING
            await carry_over(resources, who, account.person_id, told, sign_on.groups, now)
        if meant is None:
            raise NoGroup
    await note_account(resources.pool, entry.workspace, account)
    gone = resources.site.take_back(attempts.COOKIE)
    return await opened(
        resources, entry.workspace, account.person_id, "single sign-on", local(begun.onward), gone
    )


def _set_up(request: Visit) -> tuple[Resources, SingleSignOn]:
    resources: Resources = request.app.state["resources"]
    if resources.single_sign_on is None:
        raise LoginNotSetUp
    check_secure(resources.site)
    return resources, resources.single_sign_on


async def _check_issuer(sign_on: SingleSignOn, named: str | None) -> None:
    """Who has sent the browser back says so, if they do (RFC 9207)."""
    metadata = await sign_on.provider.metadata()
    if named is None and not metadata.authorization_response_iss_parameter_supported:
        return
    if named != metadata.issuer:
        raise IdTokenRefused(reason="another provider has sent you back")


async def _account(
    resources: Resources, workspace: str, claims: Claims, sign_on: SingleSignOn
) -> tuple[WorkspaceEntry, Account]:
    """Whose account it is in a workspace. One that is not there is told as if nobody were in it."""
    given = claims.get("email")
    if not isinstance(given, str) or claims.get("email_verified") is not True:
        raise EmailNotVerified
    try:
        email = normal(given)
    except NotAnAddress:
        raise EmailNotVerified from None
    entry = await _workspace(resources, workspace)
    if entry is None:
        raise PersonUnknown(email=email)
    known = await find_account(resources.pool, entry.workspace, email)
    if known is None:
        raise PersonUnknown(email=email)
    here = Account(known.person_id, email, sign_on.provider.client.issuer, claims["sub"])
    if known.issuer == here.issuer and known.subject != here.subject:
        raise OtherAccount(email=email)
    return entry, here


async def _workspace(resources: Resources, name: str) -> WorkspaceEntry | None:
    """The workspace of that name; without one, the only one there is."""
    if name:
        return await resources.log.find_workspace(name)
    entries = await resources.log.workspaces()
    return entries[0] if len(entries) == 1 else None


HANDLERS = (log_in, come_back)
