"""Opening a session in the browser that asks, and where it goes from there."""

from __future__ import annotations

import re
from typing import Final

from litestar import Response
from litestar.datastructures import Cookie
from litestar.types import Scope

from api.access.sessions import LONGEST, OpenedWith, open_session, speaking_for
from api.access.tokens import Principal
from api.http.requests.attempts import DOOR, LOGIN
from api.http.requests.etags import NO_STORE
from api.http.requests.pages import READ
from api.http.requests.site import SESSION, Site
from api.http.services import Resources
from api.http.sign_on.refusals import NoLongerHere, SiteNotSecure
from domain.values import PersonId

_LOCAL = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")

HOME: Final = READ


def local(path: str | None) -> str:
    """A path of this site to go on to; the first page if it would lead anywhere else."""
    return path if path is not None and _LOCAL.fullmatch(path) else HOME


def check_secure(site: Site) -> None:
    """Raises SiteNotSecure."""
    if not site.trusted:
        raise SiteNotSecure(address=site.address)


async def knock(scope: Scope, resources: Resources) -> None:
    """Raises TooManyAttempts for an address that has tried to get in too often."""
    await resources.attempts.take(DOOR, resources.site.visitor(scope))


async def pace(resources: Resources, workspace_id: str, person_id: PersonId) -> None:
    """Raises TooManyAttempts for somebody who logs in all the time."""
    await resources.attempts.take(LOGIN, f"{workspace_id} {person_id}")


async def there(resources: Resources, workspace_id: str, person_id: PersonId) -> Principal:
    """Who somebody is today; raises NoLongerHere."""
    found = await resources.gate.placed(speaking_for(workspace_id, person_id))
    if found is None:
        raise NoLongerHere
    return found


async def opened(
    resources: Resources,
    workspace_id: str,
    person_id: PersonId,
    opened_with: OpenedWith,
    onward: str = HOME,
    *cookies: Cookie,
) -> Response[None]:
    """The answer that lets somebody in, with further cookies, and sends the browser on."""
    secret = await open_session(resources.pool, workspace_id, person_id, opened_with)
    return onto(onward, resources.site.hand_out(SESSION, secret, LONGEST), *cookies)


def onto(address: str, *cookies: Cookie) -> Response[None]:
    """Send the browser on, with cookies."""
    headers = {**NO_STORE, "Location": address}
    return Response(None, status_code=303, headers=headers, cookies=cookies)
