"""What people wrote, made safe for a terminal: no control codes, no change of writing direction.

Every string on its way to a terminal passes through here: plain ones in `terminal.Paper`, those of
a document before its layout sees them. `Paper` also switches off what `rich` would take for markup
or emoji, so a layout may use strings as they come.
"""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

_BREAKS: Final = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_PICTURES: Final = 0x2400
"""Where Unicode has a visible sign for each control character."""

_UNSEEN: Final = "\ufffd"
_SIGNS: Final = {
    **{code: chr(_PICTURES + code) for code in range(0x20)},
    0x7F: "\u2421",
    **dict.fromkeys((*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), _UNSEEN),
    # Half a character: from an argument that was not text, and no stream would accept it.
    **dict.fromkeys(range(0xD800, 0xE000), _UNSEEN),
}


def legible(text: str) -> str:
    """The text on one line: breaks become spaces, control characters visible signs."""
    return _BREAKS.sub(" ", text).translate(_SIGNS)


def legible_document(body: bytes) -> bytes:
    """A JSON document in which every string is legible."""
    return msgspec.json.encode(_within(msgspec.json.decode(body)))


def _within(part: Any) -> Any:
    if isinstance(part, str):
        return legible(part)
    if isinstance(part, list):
        return [_within(one) for one in part]
    if isinstance(part, dict):
        return {legible(name): _within(one) for name, one in part.items()}
    return part
