"""A server that speaks as much of Slack's protocol as is spoken to it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import msgspec

from tests.support.receiver import Receiver, Said

BOT_TOKEN = "xoxb-a-secret"  # noqa: S105 - of a server in a test


class SlackServer(Receiver):
    """Knows people by their addresses and numbers what is posted; says first what it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.people: dict[str, str] = {}
        self.posted: list[dict[str, Any]] = []

    @property
    def api(self) -> str:
        return self.url.partition("/hooks")[0] + "/api"

    def answer(self, headers: dict[str, str], body: bytes) -> Said:
        if self.answers:
            return super().answer(headers, body)
        if headers["authorization"] != f"Bearer {BOT_TOKEN}":
            return _says(ok=False, error="invalid_auth")
        if self.paths[-1] == "/api/users.lookupByEmail":
            [email] = parse_qs(body.decode())["email"]
            if email not in self.people:
                return _says(ok=False, error="users_not_found")
            return _says(ok=True, user={"id": self.people[email]})
        assert self.paths[-1] == "/api/chat.postMessage"
        self.posted.append(msgspec.json.decode(body))
        return _says(ok=True, ts=f"170000000{len(self.posted)}.000100")


def _says(**what: Any) -> Said:
    return Said(200, "content-type: application/json\r\n", msgspec.json.encode(what))
