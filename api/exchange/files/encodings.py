"""The text of a file, whichever way a program has written it down."""

from __future__ import annotations

import codecs
import re

NOT_UTF_8 = "It is not UTF-8 text; save it as 'CSV UTF-8', or as a workbook."

_HEAD = 200
_BOTH_BYTES = ((1, "utf-16-le"), (0, "utf-16-be"))

_WESTERN = re.compile(
    "[\t\n\r -~€…‘’“”„–—•™ £§©«®°±²³´·»¼½¾À-ÖØ-öø-ÿ¿¡]*"  # noqa: RUF001 - typed on such keyboards
)
_UNLIKELY = re.compile("[À-ÿ]{3}|[A-Za-z][²³¼½¾´·¿¡°±£§]+[a-z]|[a-z][À-ÖØ-Þ][a-z]")  # noqa: RUF001 - as above
"""What comes of another alphabet, or of another code page, when it is read as Windows-1252."""


class NotText(Exception):
    """The text is in none of the ways that can be told apart; `at` is the byte that shows it."""

    def __init__(self, at: int) -> None:
        super().__init__(NOT_UTF_8)
        self.at = at


def text_of(body: bytes) -> tuple[str, str]:
    """The text, and which encoding was concluded where nothing in the file says so.

    UTF-8 needs nothing said, and UTF-16 says so by its first bytes or by every second one. What is
    left is Windows-1252 if it reads as western European text: in another code page it would read
    as nonsense. Raises NotText.
    """
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(body, "utf-16"), ""
    for offset, encoding in _BOTH_BYTES:
        every_second = body[offset:_HEAD:2]
        if every_second and not any(every_second):
            return _decoded(body, encoding), ""
    try:
        return body.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        text = _western(body)
        if text is None:
            raise NotText(error.start) from None
        return text, "Windows-1252"


def _decoded(body: bytes, encoding: str) -> str:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText(error.start) from None


def _western(body: bytes) -> str | None:
    try:
        text = body.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return text if _WESTERN.fullmatch(text) and not _UNLIKELY.search(text) else None
