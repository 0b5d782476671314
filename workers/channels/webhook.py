"""Webhooks, signed as Standard Webhooks say.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from standardwebhooks import Webhook

from runtime.clock import now as present
from workers.channels.posting import Post
from workers.channels.transport import Answer, Claimed

GONE = 410
_ANSWERED_GONE = "the receiver answered 410 Gone"


class Webhooks:
    """The message id stays the same over all attempts, so that a receiver can drop a double."""

    def __init__(self, post: Post, *, clock: Callable[[], datetime] = present) -> None:
        self._post = post
        self._clock = clock

    async def send(self, workspace_id: str, claimed: Claimed) -> Answer:  # noqa: ARG002 - of the protocol
        if claimed.url is None or claimed.secret is None:
            return Answer(error="there is no such webhook any more", final=True)
        headers = _signed(claimed.secret, claimed.delivery_id, self._clock(), claimed.payload)
        posted = await self._post(claimed.url, claimed.payload, headers)
        if posted.status == GONE:
            return Answer(GONE, _ANSWERED_GONE, final=True)
        return posted.answer()


def _signed(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers by which a receiver knows that a body is ours, and of when."""
    at = at.astimezone(UTC)  # the library takes the time that is written there for UTC
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, at, body.decode()),
    }
