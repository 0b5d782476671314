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
        self.changed: list[dict[str, Any]] = []
        self.shown: dict[tuple[str, str], dict[str, Any]] = {}
        """What stands in each conversation, by its time stamp."""

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
        said = msgspec.json.decode(body)
        if self.paths[-1] == "/api/chat.update":
            return self._change(said)
        assert self.paths[-1] == "/api/chat.postMessage"
        self.posted.append(said)
        stamp = f"170000000{len(self.posted)}.000100"
        # A conversation with a person has an id of its own.
        place = said["channel"].replace("U", "D")
        self.shown[place, stamp] = said
        return _says(ok=True, ts=stamp, channel=place)

    def _change(self, said: dict[str, Any]) -> Said:
        place = (said["channel"], said["ts"])
        if place not in self.shown:
            return _says(ok=False, error="message_not_found")
        self.changed.append(said)
        self.shown[place] = said
        return _says(ok=True, ts=said["ts"], channel=said["channel"])


def _says(**what: Any) -> Said:
    return Said(200, "content-type: application/json\r\n", msgspec.json.encode(what))
