"""Posting to an address that somebody gave: to where it was checked to lead, and nowhere else."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx
from msgspec import Struct

from runtime.clock import now as present
from workers.addresses import resolve
from workers.channels.transport import Answer

TIMEOUT_SECONDS = 15.0
LONGEST_PAUSE = 86_400.0
LARGEST_ANSWER = 1 << 16


class Posted(Struct, frozen=True):
    """What was answered; of the body, as much as was asked for."""

    status: int
    pause: float
    body: bytes

    def answer(self) -> Answer:
        """What it means where the status says it all."""
        if httpx.codes.is_success(self.status):
            return Answer(self.status)
        return Answer(self.status, f"answered {self.status}", pause=self.pause)


class Post:
    """Raises AddressRefused, and what httpx and the network raise."""

    def __init__(
        self, client: httpx.AsyncClient, *, private: bool, clock: Callable[[], datetime] = present
    ) -> None:
        """Allow plain HTTP and addresses that are not public where these are `private`."""
        self._client = client
        self._private = private
        self._clock = clock

    async def __call__(
        self, url: str, content: bytes, headers: Mapping[str, str] = {}, *, read: bool = False
    ) -> Posted:
        """Send JSON. The body of the answer may be endless: it is read where it is of interest."""
        address = await resolve(url, private=self._private)
        parts = urlsplit(url)
        async with self._client.stream(
            "POST",
            httpx.URL(url).copy_with(host=address),
            content=content,
            headers={"host": parts.netloc, "content-type": "application/json", **headers},
            extensions={"sni_hostname": parts.hostname},
        ) as response:
            body = await _beginning(response) if read else b""
            return Posted(response.status_code, self._pause(response), body)

    def _pause(self, response: httpx.Response) -> float:
        """For how many seconds it asks to be left alone: it names them, or a moment."""
        asked = response.headers.get("retry-after", "")
        if asked.isascii() and asked.isdigit():
            return min(float(asked), LONGEST_PAUSE)
        try:
            until = parsedate_to_datetime(asked)
        except ValueError:
            return 0.0
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return min(max(0.0, (until - self._clock()).total_seconds()), LONGEST_PAUSE)


async def _beginning(response: httpx.Response) -> bytes:
    read = b""
    async for part in response.aiter_bytes():
        read += part
        if len(read) >= LARGEST_ANSWER:
            break
    return read[:LARGEST_ANSWER]


def new_client() -> httpx.AsyncClient:
    """No proxies from the environment, no redirects: they could lead where nobody has checked.

    No connection is reused either: they are kept by address, and another name at the same address
    has not shown its certificate on it.
    """
    for library in ("httpx", "httpcore"):  # they log addresses, and many of those hold a secret
        logging.getLogger(library).setLevel(logging.WARNING)
    return httpx.AsyncClient(
        timeout=TIMEOUT_SECONDS,
        limits=httpx.Limits(max_keepalive_connections=0),
        follow_redirects=False,
        trust_env=False,
        headers={"user-agent": "Sightline-Webhooks/1"},
    )
