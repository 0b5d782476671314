"""Everything else, through a server that speaks Apprise's protocol and knows a hundred services.

https://github.com/caronc/apprise-api
"""

from __future__ import annotations

import msgspec

from workers.channels.posting import Post
from workers.channels.transport import Answer, Claimed


class Apprise:
    """Which services a message goes to is set up there, under the key that the address ends in."""

    def __init__(self, post: Post, site: str) -> None:
        self._post = post
        self._site = site

    async def send(self, workspace_id: str, claimed: Claimed) -> Answer:  # noqa: ARG002 - of the protocol
        if claimed.url is None:
            return Answer(error="there is no such chat any more", final=True)
        told = claimed.told
        notification = {
            "title": told.title,
            "body": f"{told.body}\n\n{self._site}{told.page}",
            "type": "info",
            "format": "text",
        }
        posted = await self._post(claimed.url, msgspec.json.encode(notification))
        return posted.answer()
