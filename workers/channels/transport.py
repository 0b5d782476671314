"""What a channel has to do: send one claimed delivery, and say what came of it."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from domain.notices.notice import page_of


class Told(Struct, frozen=True):
    """What a message says by now; all of it is empty where a delivery is of no message."""

    title: str
    body: str
    why: str
    """Why its person gets it: because they own the key result."""
    link: str
    """The path of the view that shows it; `page` is where people read that."""

    @property
    def page(self) -> str:
        return page_of(self.link)


class Posted(Struct, frozen=True):
    """An earlier delivery that is to be changed where it stands."""

    delivery_id: str
    receipt: str | None
    """None of one that has not been delivered yet."""
    failed: bool
    title: str
    why: str


class Claimed(Struct, frozen=True):
    """A delivery that is to be sent now, with all that its channel needs for it."""

    told: Told
    delivery_id: str
    channel: str
    lane: str
    webhook_id: str | None
    person_id: str | None
    payload: bytes
    """What a webhook is sent, to the byte."""
    attempts: int
    url: str | None
    secret: str | None
    room: str | None
    """Where a chat posts what is for all."""
    email: str | None
    """Where the person is reached; None also of one who does not want to be, by this channel."""
    thread: str | None
    """The receipt of the first delivery to the same receiver about the same subject."""
    taken_back: bool
    """Whether its message is not to be sent any more."""
    updates: Posted | None = None
    """What it changes, if it is nothing new."""


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
