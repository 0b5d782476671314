"""How a command ends: which exit code means what, and the failures that name one.

Nothing is imported here, since every call of `sightline` begins with it; what else may go wrong,
and the sentence for it, is in `failing`.
"""

from __future__ import annotations

FAILED = 1
USAGE = 2
REFUSED = 3
NOT_FOUND = 4
UNAVAILABLE_SERVERS = 5
INTERRUPTED = 130

MEANINGS = """\b
Exit codes:
  0  done
  1  a check failed, or something unexpected happened
  2  the command was not understood
  3  a rule refused it; nothing was stored
  4  something it names does not exist
  5  a server is unavailable or not ready
"""


class Failure(Exception):
    """A command fails: the sentence to print, and the exit code."""

    def __init__(self, sentence: str, code: int, hint: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.hint = hint


class NotFound(Failure):
    """Something that was named does not exist."""

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence, NOT_FOUND, hint)


class Refused(Failure):
    """A rule refuses it."""

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence, REFUSED, hint)


class NotReady(Failure):
    """A server is there, but cannot be used yet."""

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence, UNAVAILABLE_SERVERS, hint)
