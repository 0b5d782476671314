"""What a channel has to do: send one claimed delivery, and say what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import msgspec
from msgspec import Struct


class Claimed(Struct, frozen=True):
    """A delivery that is to be sent now, with all that its channel needs for it."""

    delivery_id: str
    channel: str
    lane: str
    webhook_id: str | None
    person_id: str | None
    payload: bytes
    attempts: int
    url: str | None
    secret: str | None
    room: str | None
    """Where a chat posts what is for all."""
    email: str | None
    """Where the person is reached; None also of one who wants no e-mail."""
    thread: str | None
    """The receipt of the first delivery to the same receiver about the same subject."""
    taken_back: bool
    """Whether its message is not to be sent any more."""


class Answer(Struct, frozen=True):
    """What came of an attempt; without an error, it was delivered."""

    status: int | None = None
    error: str | None = None
    receipt: str | None = None
    """As what the channel knows it from now on."""
    pause: float = 0.0
    """For how many seconds the receiver wants to be left alone."""
    final: bool = False
    """Whether another attempt would come to nothing."""


class Transport(Protocol):
    """A channel. What it raises of the network is written down as the error of the attempt."""

    async def send(self, workspace_id: str, claimed: Claimed) -> Answer: ...


# What is sent


class Told(Struct, frozen=True, omit_defaults=True):
    """A message, as channels get it and receivers of webhooks read it."""

    message_id: str
    kind: str
    cause: str
    subject: str
    title: str
    body: str
    why: str
    link: str
    """The whole address of the view that shows it."""
    person_id: str | None = None
    details: msgspec.Raw = msgspec.Raw(b"null")


class Sent(Struct, frozen=True):
    """The payload of a delivery."""

    type: str
    timestamp: datetime
    data: Told


_decode = msgspec.json.Decoder(Sent).decode


def told(claimed: Claimed) -> Told:
    return _decode(claimed.payload).data
