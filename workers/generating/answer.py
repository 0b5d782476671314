"""Reading what a language model answered: JSON, with or without words around it."""

from __future__ import annotations

from typing import TypeVar

import msgspec

T = TypeVar("T")


class Unusable(Exception):
    """The answer of the language model could not be used: {reason}."""

    def __init__(self, reason: str) -> None:
        super().__init__((self.__doc__ or "").format(reason=reason))


def read(text: str, kind: type[T]) -> T:
    """The object that the text holds. Raises Unusable."""
    begins, ends = text.find("{"), text.rfind("}")
    if begins < 0 or ends < begins:
        raise Unusable("it holds no JSON")
    try:
        return msgspec.json.decode(text[begins : ends + 1], type=kind)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise Unusable("it is not the JSON that was asked for") from error
