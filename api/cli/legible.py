"""What people wrote, fit for a terminal: it neither steers it nor turns the writing around.

Every string on its way to a terminal passes here: plain ones in `terminal.Paper`, those of a
document before its layout sees them. What they look like to `rich` (markup, emoji) is switched off
there, so a layout may use them as they come.
"""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

_BREAKS: Final = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_PICTURES: Final = 0x2400
"""Where Unicode keeps a visible sign for each control character."""

_UNSEEN: Final = "\ufffd"
_SIGNS: Final = {
    **{code: chr(_PICTURES + code) for code in range(0x20)},
    0x7F: "\u2421",
    **dict.fromkeys((*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), _UNSEEN),
    # Half a character: an argument that was no text, which no stream would take.
    **dict.fromkeys(range(0xD800, 0xE000), _UNSEEN),
}


def legible(text: str) -> str:
    """One line of it: breaks become a space, what would act on a terminal a visible sign."""
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
