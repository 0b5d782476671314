"""A real SMTP server that takes mail, as somebody else's would; told to, it refuses or hangs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN = "250 OK"


class Mailbox:
    """Takes everything, or answers a recipient, or the mail itself, with what comes next."""

    url: str

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.as_they_came: list[bytes] = []
        self.answers_to_recipients: list[str] = []
        self.answers_to_mails: list[str] = []
        self.pause: asyncio.Event | None = None
        self.farewell: asyncio.Event | None = None
        self.arrived = asyncio.Event()

    @property
    def ids(self) -> list[str]:
        return [str(mail["message-id"]) for mail in self.mails]

    # What aiosmtpd calls

    async def handle_RCPT(  # noqa: N802 - its name for it
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002
    ) -> str:
        answer = self.answers_to_recipients.pop(0) if self.answers_to_recipients else TAKEN
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        self.as_they_came.append(envelope.content)
        self.arrived.set()
        if self.pause is not None:
            await self.pause.wait()
        return self.answers_to_mails.pop(0) if self.answers_to_mails else TAKEN

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        if self.farewell is not None:
            await self.farewell.wait()
        return "221 Bye"


@asynccontextmanager
async def taking_mail() -> AsyncIterator[Mailbox]:
    mailbox = Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(mailbox, loop=loop, hostname="mail.example.org"), "127.0.0.1", 0
    )
    port = server.sockets[0].getsockname()[1]
    mailbox.url = f"smtp+plain://127.0.0.1:{port}"
    try:
        yield mailbox
    finally:
        server.close()
