"""What goes wrong while views are made, and how it is said: of one document, or of one event.

It is never told in the words of an exception, which may repeat what somebody has written: only the
exception's kind is. The log of the process has the rest.
"""

from __future__ import annotations

from msgspec import Struct


class FailedDocument(Struct, frozen=True, omit_defaults=True):
    """A document that could not be rendered, the kind of error, and the position since when."""

    projection: str
    key: str
    error: str
    since: int | None = None


class Stop(Struct, frozen=True):
    """The event that cannot be folded, by its position, and the kind of error."""

    position: int
    error: str


class Unfoldable(Exception):
    """An event cannot be folded: what came before it can be shown, and nothing after it."""

    def __init__(self, position: int, error: Exception) -> None:
        """Name the event, and the kind of error."""
        super().__init__(f"The event at position {position} cannot be folded ({kind(error)}).")
        self.stop = Stop(position, kind(error))


def kind(error: Exception) -> str:
    return type(error).__name__
