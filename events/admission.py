"""What the log admits: checked before an append queues, so that it cannot spoil its group.

A group of appends is one statement in the database. Whatever would make that statement fail has
to be found here, or one caller's mistake would become everybody's error.
"""

from __future__ import annotations

import re
from datetime import timedelta

from events.log import Append, InvalidAppend, InvalidWorkspace

#: Bounds in characters. They keep every index entry well below PostgreSQL's 2,704 bytes.
MAX_TEXT = 500
MAX_NAME = 200
#: Bounds in bytes and in number.
MAX_FINGERPRINT = 64
MAX_DATA = 1 << 20
MAX_EVENTS = 10_000

_NO_OFFSET = timedelta(0)
_CANONICAL = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch


def admit(append: Append) -> None:
    """Raise InvalidAppend, naming the field, if the log cannot hold this."""
    if not append.events and append.key is None:
        raise InvalidAppend("events: at least one is needed, or a key")
    if len(append.events) > MAX_EVENTS:
        raise InvalidAppend(f"events: {len(append.events)} are more than {MAX_EVENTS}")
    for draft in append.events:
        _text("stream", draft.stream, least=1)
        _text("type", draft.type, least=1)
        if len(draft.data) > MAX_DATA:
            raise InvalidAppend(f"data: {len(draft.data)} bytes are more than {MAX_DATA}")
    for stream, version in append.expected.items():
        _text("expected stream", stream, least=1)
        if not 0 <= version < 1 << 63:
            raise InvalidAppend(f"expected: {version} is not a version of {stream}")
    _text("actor", append.actor, least=1)
    _text("correlation", append.correlation)
    _text("causation", append.causation)
    if append.key is not None:
        _text("key", append.key, least=1)
    if len(append.fingerprint) > MAX_FINGERPRINT:
        raise InvalidAppend(f"fingerprint: more than {MAX_FINGERPRINT} bytes")
    _moment("occurred_at", append.occurred_at)
    if append.recorded_at is not None:
        _moment("recorded_at", append.recorded_at)


def admit_workspace(workspace: str, name: str) -> None:
    """Raise InvalidWorkspace unless the id is canonical and the name can be typed and shown."""
    if not is_workspace_id(workspace):
        raise InvalidWorkspace(f"id {workspace!r}")
    if not 1 <= len(name) <= MAX_NAME or not name.isprintable() or name != name.strip():
        raise InvalidWorkspace(f"name {name!r}")


def is_workspace_id(workspace: str) -> bool:
    """Tell whether a text is a UUID as the log writes them: lower case, with hyphens."""
    return _CANONICAL(workspace) is not None


def _text(field: str, text: str, least: int = 0) -> None:
    if not least <= len(text) <= MAX_TEXT:
        raise InvalidAppend(f"{field}: between {least} and {MAX_TEXT} characters, not {len(text)}")
    if "\0" in text:
        raise InvalidAppend(f"{field}: a zero byte cannot be stored in a text")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise InvalidAppend(f"{field}: not valid Unicode") from None


def _moment(field: str, moment: object) -> None:
    offset = getattr(moment, "utcoffset", lambda: None)()
    if offset != _NO_OFFSET:
        raise InvalidAppend(f"{field}: a time in UTC is needed")
