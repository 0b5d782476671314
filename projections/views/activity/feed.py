"""The activity feed: every event in a sentence, in pages of a fixed number of positions.

Page n holds positions n * 50 + 1 to n * 50 + 50, so a page that is full never changes again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from events.catalog import CATALOG, TAGS, Unknown
from events.streams import KINDS
from projections.model.change import Change
from projections.model.feed import Entry, page_of
from projections.model.workspace import Workspace
from projections.views.projection import Projection, View
from projections.views.sentences import (
    alerts,
    closing,
    comments,
    objectives,
    preferences,
    resources,
    reviews,
    rituals,
    strategy,
    structure,
    work,
)


class Activity(View, frozen=True):
    position: int
    recorded_at: datetime
    actor: str
    type: str
    text: str
    objective_id: str | None
    key_result_id: str | None


class Page(View, frozen=True):
    """Newest first; `older` is the key of the page before, None on the first one."""

    page: int
    older: int | None
    activities: tuple[Activity, ...]


class FeedView(Projection):
    name = "feed"
    on = frozenset({*CATALOG.values(), Unknown})
    ages = False

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        return (str(page_of(change.recorded.position)),)

    def of_workspace(self, workspace: Workspace) -> Iterable[str]:
        """The pages that may not be written down yet: full ones never change again."""
        return map(str, workspace.feed.pages)

    def render(self, workspace: Workspace, key: str) -> View | None:
        if not key.isdecimal():
            return None
        number = int(key)
        entries = workspace.feed.pages.get(number)
        if not entries:
            return None
        return Page(
            page=number,
            older=number - 1 if number else None,
            activities=tuple(_activity(entry) for entry in reversed(entries)),
        )


def _activity(entry: Entry) -> Activity:
    recorded = entry.recorded
    event = recorded.event
    tag = event.stored_as if isinstance(event, Unknown) else TAGS[type(event)]
    return Activity(
        position=recorded.position,
        recorded_at=recorded.recorded_at,
        actor=recorded.actor,
        type=tag,
        text=sentence(entry),
        objective_id=getattr(event, "objective_id", None),
        key_result_id=getattr(event, "key_result_id", None),
    )


_TELLERS: dict[str, Callable[[Any, Entry], str]] = {
    "workspace": structure.tell,
    "organization": structure.tell,
    "preferences": preferences.tell,
    "cycles": structure.tell,
    "strategy": strategy.tell,
    "objective": objectives.tell,
    "alignment": objectives.tell,
    "review": reviews.tell,
    "pools": resources.tell,
    "claims": resources.tell,
    "work": work.tell,
    "rituals": rituals.tell,
    "session": rituals.tell_of_session,
    "closing": closing.tell,
    "comments": comments.tell,
    "acknowledged": comments.tell_of_acknowledgement,
    "alerts": alerts.tell,
}
"""Who finds the words for the events of each aggregate."""


def sentence(entry: Entry) -> str:
    """What happened, in words."""
    event = entry.recorded.event
    if isinstance(event, Unknown):
        return "Something recorded by a newer version of Sightline."
    return _TELLERS[KINDS[type(event)]](event, entry)
