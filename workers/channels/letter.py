"""A message as a mail: plain text, and the same as one column of HTML.

Mails about one subject are one thread. A program that reads mail finds in the headers how to
unsubscribe (RFC 2369, RFC 8058), and a person at the foot of the text.
"""

from __future__ import annotations

import re
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from html import escape
from typing import Final

from msgspec import Struct

from workers.channels.transport import Told

LONGEST_SUBJECT: Final = 120

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")

_TEXT: Final = """\
{body}

You get this {why}.

See it: {link}

{rule}
Sent by Sightline. No more e-mail from it: {unsubscribe}
"""

_BEFORE_THE_FOOT: Final = "-- "
"""By which mail programs know it: the space is part of it (RFC 3676)."""

_HTML: Final = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light">
<title>{title}</title>
</head>
<body style="margin:0;padding:24px 16px;background:#f5f5f4;color:#1c1917;{font}">
<div style="max-width:560px;margin:0 auto;background:#fff;border-radius:8px;padding:24px">
<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">{title}</h1>
{body}
<p style="margin:24px 0"><a href="{link}" style="{button}">Open in Sightline</a></p>
<p style="margin:0;color:#57534e;font-size:14px">You get this {why}.</p>
</div>
<p style="max-width:560px;margin:16px auto 0;color:#57534e;font-size:12px">Sent by Sightline.
<a href="{unsubscribe}" style="color:#57534e">No more e-mail from it</a></p>
</body>
</html>
"""
_FONT: Final = "font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif"
_BUTTON: Final = (
    "display:inline-block;padding:10px 18px;border-radius:6px;background:#1d4ed8;color:#fff;"
    "text-decoration:none"
)


_AS_THEY_ARE: Final = frozenset(
    {"Message-ID", "In-Reply-To", "References", "List-Unsubscribe", "List-Unsubscribe-Post"}
)


class _Policy(EmailPolicy):
    """Leaves whole what programs read, which the library would encode where it is long.

    A subject that is not ASCII is encoded as a whole: encoding words of it, the library adds spaces
    between them, and words of no length.
    """

    def fold(self, name: str, value: str) -> str:
        whole = self._whole(name, value)
        folded: str = super().fold(name, value) if whole is None else whole
        return folded

    def fold_binary(self, name: str, value: str) -> bytes:
        whole = self._whole(name, value)
        folded: bytes = super().fold_binary(name, value) if whole is None else whole.encode("ascii")
        return folded

    def _whole(self, name: str, value: str) -> str | None:
        """None of what is left to the library."""
        if name in _AS_THEY_ARE:
            return f"{name}: {value}{self.linesep}"
        if name == "Subject" and not value.isascii():
            encoded = Header(value, "utf-8", header_name=name).encode(linesep=self.linesep)
            return f"{name}: {encoded}{self.linesep}"
        return None


_POLICY: Final = _Policy(linesep="\r\n")


class Envelope(Struct, frozen=True):
    """What is around the words of a mail."""

    sender: Address
    to: Address
    message_id: str
    """In angle brackets, as all ids of mails here."""
    thread: str | None
    """The id of the first mail about the same subject."""
    sent_at: datetime
    site: str
    """The address that all paths are below."""
    unsubscribe: str
    """The path of a page that asks, and that acts when it is posted to."""


def letter(message: Told, envelope: Envelope) -> EmailMessage:
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = envelope.sender
    mail["To"] = envelope.to
    mail["Subject"] = _in_one_line(message.title)
    mail["Date"] = envelope.sent_at
    mail["Message-ID"] = envelope.message_id
    if envelope.thread is not None and envelope.thread != envelope.message_id:
        mail["In-Reply-To"] = envelope.thread
        mail["References"] = envelope.thread
    mail["List-Unsubscribe"] = f"<{envelope.site}{envelope.unsubscribe}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(
        _TEXT.format(
            body=message.body,
            rule=_BEFORE_THE_FOOT,
            why=message.why,
            link=envelope.site + message.page,
            unsubscribe=envelope.site + envelope.unsubscribe,
        )
    )
    mail.add_alternative(_page(message, envelope), subtype="html")
    return mail


def _page(message: Told, envelope: Envelope) -> str:
    return _HTML.format(
        title=escape(message.title),
        body="\n".join(_paragraphs(message.body)),
        why=escape(message.why),
        link=escape(envelope.site + message.page),
        unsubscribe=escape(envelope.site + envelope.unsubscribe),
        font=_FONT,
        button=_BUTTON,
    )


def _paragraphs(text: str) -> list[str]:
    """An empty line begins a paragraph; a single line break stays one."""
    return [
        f'<p style="margin:0 0 12px">{escape(part.strip()).replace(chr(10), "<br>")}</p>'
        for part in re.split(r"\n\s*\n", text)
        if part.strip()
    ]


def _in_one_line(text: str) -> str:
    line = " ".join(_CONTROL.sub(" ", text).split())
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1]}…"
