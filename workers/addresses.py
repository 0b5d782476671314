"""Where webhooks may lead: not into the network that Sightline runs in, unless that is wanted.

An address is checked when it is added, and again each time it is sent to, because what a name means
can change. The connection then goes to the very address that was checked.
"""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from domain.errors import Rejection

LONGEST_URL = 2_000
_TRANSLATED = ip_network("64:ff9b::/96")  # IPv4 addresses of any kind behind a gateway


class AddressRefused(Rejection, code="webhook-address-refused", field="url"):
    """A webhook cannot be sent to this address: {reason}."""


def check_url(url: str, *, private: bool) -> None:
    """Refuse what can be refused without asking for the name; raises AddressRefused."""
    if len(url) > LONGEST_URL or not url.isascii() or any(c <= " " for c in url):
        raise AddressRefused(reason=f"it is up to {LONGEST_URL} ASCII characters without spaces")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
        (host or "").encode("idna")  # as looking it up does, where it would be too late to refuse
    except ValueError as error:
        raise AddressRefused(reason=str(error)) from None
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise AddressRefused(reason="it must begin with https://")
    if not host:
        raise AddressRefused(reason="it names no host")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused(reason="it must not contain a user name or password")
    if not private:
        _check_host(host)


async def resolve(url: str, *, private: bool) -> str:
    """The IP address to connect to; raises AddressRefused, and OSError for an unknown name."""
    check_url(url, private=private)
    parts = urlsplit(url)
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(
        parts.hostname, parts.port or parts.scheme, type=socket.SOCK_STREAM
    )
    addresses = [str(one[4][0]) for one in found]
    for address in addresses:
        if not private and not _public(ip_address(address)):
            raise AddressRefused(reason="its host is not on the public internet")
    return addresses[0]


def _check_host(host: str) -> None:
    try:
        address = ip_address(host)
    except ValueError:
        if host == "localhost" or "." not in host:
            raise AddressRefused(reason="its host is not on the public internet") from None
        return
    if not _public(address):
        raise AddressRefused(reason="its host is not on the public internet")


def _public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return _public(address.ipv4_mapped)
        if address.sixtofour is not None or address.teredo is not None or address in _TRANSLATED:
            return False
    return address.is_global and not address.is_multicast
