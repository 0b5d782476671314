"""Noting what there is to tell while a log is folded, in the order in which it came to be known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import NamedTuple

from domain.conversation.comments import CommentRemoved, CommentWithdrawn
from domain.drift import News
from domain.notices.happened import taken_back
from domain.notices.notice import Notice
from domain.preferences import NoticePreferencesSet
from domain.values import KeyResultId, PersonId
from domain.workspace import NoticePolicySet
from projections.model.change import Change
from projections.model.workspace import Workspace
from projections.notices import happened, seen
from projections.notices.seen import Before


class Heard(NamedTuple):
    """What there is to tell, and what went wrong.

    `taken_back` are the causes of which nothing is to be repeated, `answered` those of which there
    is nothing to do any more. `wanting` are the people who are to be told at other hours from now
    on: by their own wish, or all of them by the workspace's policy.
    """

    notices: list[Notice]
    taken_back: list[str]
    answered: list[str]
    wanting: list[PersonId]
    faults: list[Exception]


class Teller:
    """Hears of events after a position that are recent enough, and looks at how things stand.

    It never raises: to tell nobody is better than to show nothing.
    """

    def __init__(self, after: int, since: datetime) -> None:
        self.heard = Heard([], [], [], [], [])
        self._after = after
        self._since = since

    def hear(self, workspace: Workspace, change: Change, *, imported: bool = False) -> None:
        """Hear of an event; of what was read from a file nobody is told, as it may be long ago."""
        recorded = change.recorded
        if recorded.position <= self._after or recorded.recorded_at < self._since:
            return
        if isinstance(recorded.event, CommentWithdrawn | CommentRemoved):
            self.heard.taken_back.append(taken_back(recorded.event))
        if isinstance(recorded.event, NoticePreferencesSet):
            self.heard.wanting.append(recorded.event.person_id)
        if isinstance(recorded.event, NoticePolicySet):
            everybody = workspace.organization.at(workspace.days.recorded).person_records
            self.heard.wanting.extend(everybody)
        with self._whatever_goes_wrong():
            self.heard.answered.extend(happened.answered(workspace, recorded.event))
        if not imported:
            self._note(lambda: happened.notices(workspace, change))

    def see(self, workspace: Workspace, before: date) -> None:
        """Look at a day that has begun, those since another one having gone by."""
        self._note(lambda: seen.of_days(workspace, before))

    def warn(
        self, workspace: Workspace, key: KeyResultId, news: News | None, before: Before
    ) -> None:
        """Tell of an alert, or, without news of it, that it is over."""
        self._note(lambda: seen.of_drift(workspace, key, news, before))

    def _note(self, make: Callable[[], Iterable[Notice]]) -> None:
        with self._whatever_goes_wrong():
            self.heard.notices.extend(
                one for one in make() if one.to or one.public or one.ends is not None
            )

    @contextmanager
    def _whatever_goes_wrong(self) -> Iterator[None]:
        try:
            yield
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, views do not depend on it
            self.heard.faults.append(error)
