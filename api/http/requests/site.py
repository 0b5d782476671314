"""Under which address browsers reach the API, and what they are handed there.

Over HTTPS each cookie has the prefix `__Host-`: a browser then takes it from this host alone, and
over HTTPS alone. On this machine itself, over plain HTTP, not every browser would take such a
cookie; there it has another name and no `Secure`.
"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Final

from litestar.datastructures import Cookie
from litestar.types import Scope
from msgspec import Struct

from runtime.settings import is_private_way

SESSION: Final = "session"
"""The cookie that a session is known by."""

NETWORK: Final = 64
"""Bits of an IPv6 address that say whose it is; the rest they choose themselves."""

HEADER: Final = "Sightline-Request"
"""What pages send with a change; another site could not without being asked about it first."""


class Site(Struct, frozen=True):
    """`address` is the scheme, the host and the port: https://okr.example.org.

    `proxies` is how many stand between browsers and the API, each of which adds whom it answers to
    the header X-Forwarded-For. What stands in it before is anybody's.
    """

    address: str
    proxies: int = 0

    @property
    def trusted(self) -> bool:
        """Whether a session may be opened there: nobody reads its cookie on the way."""
        return is_private_way(self.address)

    @property
    def secure(self) -> bool:
        return self.address.startswith("https://")

    def cookie(self, scope: Scope, name: str) -> str | None:
        """What the browser sent under the name of one of our cookies."""
        wanted = self._named(name)
        for header, value in scope["headers"]:
            for pair in value.decode("latin-1").split(";") if header == b"cookie" else ():
                called, _, found = pair.strip().partition("=")
                if called == wanted:
                    return found
        return None

    def hand_out(self, name: str, value: str, lasts: timedelta) -> Cookie:
        """A cookie that scripts cannot reach, and other sites cannot send along with a change."""
        return Cookie(
            key=self._named(name),
            value=value,
            max_age=int(lasts.total_seconds()),
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

    def take_back(self, name: str) -> Cookie:
        return self.hand_out(name, "", timedelta())

    def visitor(self, scope: Scope) -> str:
        """The address that a request comes from: of IPv6 the network, which is one customer's."""
        client = scope["client"]
        peer = "" if client is None else client[0]
        if not self.proxies:
            return _network(peer) or peer
        passed_on = [
            one.strip()
            for name, value in scope["headers"]
            if name == b"x-forwarded-for"
            for one in value.decode("latin-1").split(",")
        ]
        named = passed_on[-self.proxies] if len(passed_on) >= self.proxies else ""
        return _network(named) or peer

    def sent_from_here(self, scope: Scope) -> bool:
        """Whether one of our own pages sent the request, as far as the browser tells.

        Browsers of today say it of each request; older ones name at least where it comes from.
        """
        said = {name: value.decode("latin-1") for name, value in scope["headers"]}
        if b"sec-fetch-site" in said:
            return said[b"sec-fetch-site"] == "same-origin"
        return said.get(b"origin") == self.address

    def _named(self, name: str) -> str:
        return f"{'__Host-' if self.secure else ''}sightline-{name}"


def _network(address: str) -> str | None:
    try:
        found = ip_address(address)
    except ValueError:
        return None
    return str(found) if found.version == 4 else str(ip_network((found, NETWORK), strict=False))  # noqa: PLR2004 - the version
