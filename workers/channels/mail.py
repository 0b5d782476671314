"""E-mail, handed to one SMTP server, which the operator names."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Final

import aiosmtplib

from domain.values import PersonId
from runtime.clock import now as present
from runtime.settings import MailServer
from workers.channels.letter import Envelope, letter
from workers.channels.transport import Answer, Claimed
from workers.unsubscribing import PATH, Reader, Signer

TIMEOUT_SECONDS: Final = 10.0
"""For each step of the conversation; the courier ends the whole of it."""

FAREWELL_SECONDS: Final = 1.0

_REFUSED: Final = range(500, 600)


class Mail:
    """Each mail over a connection of its own.

    Its id comes of the delivery and stays the same over all attempts, so that mail programs show
    the double once.
    """

    def __init__(
        self,
        server: MailServer,
        sender: Address,
        site: str,
        signer: Signer,
        *,
        clock: Callable[[], datetime] = present,
    ) -> None:
        self._server = server
        self._sender = sender
        self._site = site
        self._signer = signer
        self._clock = clock

    async def send(self, workspace_id: str, claimed: Claimed) -> Answer:
        if claimed.email is None or claimed.person_id is None:
            return Answer(error="the person has no e-mail address, or wants no mail", final=True)
        token = await self._signer.token(Reader(workspace_id, PersonId(claimed.person_id)))
        message_id = f"<{claimed.delivery_id}@{self._sender.domain}>"
        envelope = Envelope(
            sender=self._sender,
            to=Address("", *claimed.email.rsplit("@", 1)),
            message_id=message_id,
            thread=claimed.thread,
            sent_at=self._clock(),
            site=self._site,
            unsubscribe=f"{PATH}?token={token}",
        )
        return await self._hand_over(letter(claimed.told, envelope), claimed.email, message_id)

    async def _hand_over(self, mail: EmailMessage, to: str, message_id: str) -> Answer:
        client = aiosmtplib.SMTP(
            hostname=self._server.host,
            port=self._server.port,
            username=self._server.user,
            password=self._server.password,
            use_tls=self._server.tls == "from the start",
            start_tls=self._server.tls == "after a greeting",
            local_hostname=self._sender.domain,
            timeout=TIMEOUT_SECONDS,
        )
        try:
            await client.connect()
            await client.sendmail(self._sender.addr_spec, to, mail.as_bytes())
            await _farewell(client)
        except aiosmtplib.SMTPRecipientsRefused as error:
            refused = error.recipients[0]
            return _no(refused.code, refused.message, final=refused.code in _REFUSED)
        except aiosmtplib.SMTPDataError as error:
            return _no(error.code, error.message, final=error.code in _REFUSED)
        except aiosmtplib.SMTPResponseException as error:  # a greeting, a login, a sender
            return _no(error.code, error.message)
        except aiosmtplib.SMTPException as error:
            return Answer(error=f"{type(error).__name__}: {error}")
        finally:
            client.close()
        return Answer(250, receipt=message_id)


async def _farewell(client: aiosmtplib.SMTP) -> None:
    """The mail has been taken; a server that is slow to part must not make it look otherwise."""
    with suppress(aiosmtplib.SMTPException, TimeoutError):
        async with asyncio.timeout(FAREWELL_SECONDS):
            await client.quit()


def _no(code: int, message: str, *, final: bool = False) -> Answer:
    """Another attempt is made for what the operator can mend; a recipient's no is for good."""
    return Answer(code, f"the mail server answered {code} {message}", final=final)
