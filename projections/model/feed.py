"""The feed as the fold keeps it: its present page, and those that were not written down yet."""

from __future__ import annotations

from msgspec import Struct

from projections.model.change import Recorded
from projections.model.still import copied

PAGE = 50
"""How many events one page of the activity feed holds."""


class Entry(Struct, frozen=True, gc=False):
    """An event on the feed, with what it is about by name, as it was called right after."""

    recorded: Recorded
    subject: str
    """The title of the objective, or the name of the cycle."""
    part: str
    """The title of the key result, of what a link leads to, or of another record."""


def page_of(position: int) -> int:
    return (position - 1) // PAGE


class Feed:
    """Pages of the feed by number."""

    def __init__(self) -> None:
        self.pages: dict[int, list[Entry]] = {}

    def take(self, entry: Entry) -> None:
        page = (entry.recorded.position - 1) // PAGE
        entries = self.pages.get(page)
        if entries is None:
            self.pages[page] = [entry]
        else:
            entries.append(entry)

    def turn(self, position: int) -> None:
        """Let go of full pages, which never change again, once the log is at a position."""
        present = page_of(position)
        self.pages = {page: entries for page, entries in self.pages.items() if page == present}

    def still(self) -> Feed:
        """A copy that later events leave as it is."""
        return copied(self)
