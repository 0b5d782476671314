"""Entity tags: `<version>.<digest>` for records that have a version, `<digest>` for other views."""

from __future__ import annotations

import re

from api.http.requests.problems import BadEntityTag

NO_STORE = {"Cache-Control": "no-store"}
"""Of an answer that no cache may keep."""

_ANY = re.compile(r'"[^"]*"')
_OURS = re.compile(r'"([0-9a-f.]{1,64})"')
_VERSIONED = re.compile(r'"([0-9]{1,9})(?:\.[^"]*)?"')


def quoted(tag: str) -> str:
    return f'"{tag}"'


def matches(header: str, tag: str) -> bool:
    """Whether `If-None-Match` names this tag; weak tags count, as RFC 9110 says for reading."""
    named = (part.strip().removeprefix("W/") for part in header.split(","))
    return any(one in ("*", quoted(tag)) for one in named)


def expected_version(header: str | None) -> int | None:
    """The version that `If-Match` demands; None when it demands nothing that could fail.

    A weak tag, or one that begins with no version, matches no objective: version -1.
    """
    if header is None or header.strip() == "*":
        return None
    tag = header.strip()
    if "," in tag:
        raise BadEntityTag
    if tag.startswith("W/"):
        return -1
    if not _ANY.fullmatch(tag):
        raise BadEntityTag
    found = _VERSIONED.fullmatch(tag)
    return int(found[1]) if found else -1


def single(header: str) -> str:
    """The tag that `If-None-Match` names, where it names just one of ours, else nothing."""
    found = _OURS.fullmatch(header)
    return found[1] if found else ""
