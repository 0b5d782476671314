"""Teams: an Adaptive Card, posted to the address of a workflow of a channel.

https://adaptivecards.io/explorer/
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from workers.channels.posting import Post
from workers.channels.transport import Answer, Claimed, Told

LONGEST: Final = 3_000
"""How much of a text is posted: Teams takes 28 KB, and refuses the card that is larger."""

_SCHEMA: Final = "http://adaptivecards.io/schemas/adaptive-card.json"


class Teams:
    """A workflow can neither thread nor tell doubles apart."""

    def __init__(self, post: Post, site: str) -> None:
        self._post = post
        self._site = site

    async def send(self, workspace_id: str, claimed: Claimed) -> Answer:  # noqa: ARG002 - of the protocol
        if claimed.url is None:
            return Answer(error="there is no such chat any more", final=True)
        posted = await self._post(claimed.url, msgspec.json.encode(card(claimed.told, self._site)))
        return posted.answer()


def card(message: Told, site: str) -> dict[str, Any]:
    """The message that a workflow posts as it is."""
    content = {
        "$schema": _SCHEMA,
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            _text(message.title, size="Medium", weight="Bolder"),
            _text(
                message.body if len(message.body) <= LONGEST else f"{message.body[: LONGEST - 1]}…"
            ),
        ],
        "actions": [{"type": "Action.OpenUrl", "title": "Open", "url": site + message.page}],
    }
    return {
        "type": "message",
        "attachments": [
            {
                "contentType": "application/vnd.microsoft.card.adaptive",
                "contentUrl": None,
                "content": content,
            }
        ],
    }


def _text(text: str, **style: Any) -> dict[str, Any]:
    """Text runs know no Markdown: what people typed stays as it is, and becomes no link."""
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **style}]}
