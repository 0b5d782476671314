"""What people are sent, as far as it decides when something else is: the ceiling, what waits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from domain.notices import notice
from domain.notices.notice import KINDS, Addressee, Line, Notice
from domain.preferences import Preferences
from domain.telling import Held, Plan, Policy, Told, plan, week_of
from domain.values import PersonId
from domain.wording import spoken_day
from domain.workspace import Settings

LONGEST_WAIT: Final = timedelta(days=3)
"""More than anything waits that is planned: so far back is looked for what has yet to be sent."""

IN_DIGESTS: Final[tuple[Held, ...]] = ("digest", "ceiling", "chosen")
"""What is held back for these reasons is told in a digest."""

WEBHOOKS: Final = Addressee(PersonId(""), "because everybody in the workspace may know of it")


class Message(NamedTuple):
    """A notice for one person, or for webhooks where there is none."""

    message_id: str
    person_id: PersonId | None
    notice: Notice
    why: str


class Row(NamedTuple):
    """A row of the ledger, in the order of its statement."""

    message_id: str
    person_id: str | None
    kind: notice.Kind
    cause: str
    subject: str
    title: str
    body: str
    why: str
    link: str
    created_at: datetime
    not_before: datetime
    suppressed: Held | None


class Readers(NamedTuple):
    """How the people of a workspace are told: its policy, and what each has said."""

    settings: Settings
    preferences: Preferences

    @property
    def policy(self) -> Policy:
        return self.settings.notices

    def zone(self, person_id: PersonId) -> ZoneInfo:
        return self.preferences.zone(person_id, self.settings.zone)

    def digest_only(self, person_id: PersonId) -> bool:
        return self.preferences.of(person_id).digest_only

    def since(self, people: Iterable[PersonId], now: datetime) -> datetime:
        """From when on messages of these may still count or wait: the week of each is their own."""
        weeks = (week_of(now, zone) for zone in {self.zone(one) for one in people})
        return min(weeks, default=now) - LONGEST_WAIT


def message_id(person_id: str, cause: str) -> str:
    """The id of what a person is told of a cause, whenever it is asked for."""
    digest = hashlib.sha256(f"{person_id}\n{cause}".encode()).hexdigest()
    return f"msg_{digest[:32]}"


def messages_of(notices: Iterable[Notice]) -> Iterator[Message]:
    """A message for each who is told, and one for webhooks of what everybody may know."""
    for one in notices:
        for to in one.to:
            yield Message(message_id(to.person_id, one.cause), to.person_id, one, to.why)
        if one.public:
            yield Message(message_id("", one.cause), None, one.for_everybody(), WEBHOOKS.why)


def digest_id(person_id: str, at: datetime) -> str:
    return message_id(person_id, _digest_of(at))


def _digest_of(at: datetime) -> str:
    return f"digest:{at.astimezone(UTC):%Y-%m-%dT%H:%M}"


def digest(
    readers: Readers,
    person_id: PersonId,
    at: datetime,
    lines: list[Line],
    total: int,
    now: datetime,
) -> Row:
    day = at.astimezone(readers.zone(person_id)).date()
    return Row(
        digest_id(person_id, at),
        person_id,
        "digest",
        _digest_of(at),
        "digest",
        notice.digest_title(spoken_day(day)),
        notice.digest_text(lines, total),
        notice.DIGEST_WHY,
        "/v1/inbox",
        now,
        at,
        None,
    )


def _storable(text: str) -> str:
    """A text as a column holds it: an event of any version may say what no command may."""
    return text.replace("\x00", "")


class Ledger:
    """What people are sent, and what is to be entered beside it."""

    def __init__(self, readers: Readers, now: datetime) -> None:
        self.rows: list[Row] = []
        self.digests: dict[tuple[PersonId, datetime], None] = {}
        self._readers = readers
        self._now = now
        self._sent: dict[PersonId, dict[datetime, int]] = {}
        self._waiting: dict[tuple[PersonId, str], datetime] = {}

    def know(self, person_id: PersonId, subject: str, kind: notice.Kind, at: datetime) -> None:
        """Take into account what somebody is sent."""
        self._waiting[person_id, subject] = at
        if KINDS[kind] == "soon":
            week = week_of(at, self._readers.zone(person_id))
            sent = self._sent.setdefault(person_id, {})
            sent[week] = sent.get(week, 0) + 1

    def plan(self, person_id: PersonId, told: Notice) -> Plan:
        """When somebody is sent something."""
        waiting = self._waiting.get((person_id, told.subject))
        return plan(
            KINDS[told.kind],
            self._readers.policy,
            Told(self._sent.get(person_id, {}), waiting),
            self._now,
            self._readers.zone(person_id),
            digest_only=self._readers.digest_only(person_id),
        )

    def enter(self, one: Message) -> None:
        if one.person_id is None:
            self._row(one, Plan(self._now))
            return
        planned = self.plan(one.person_id, one.notice)
        self._row(one, planned)
        if planned.held is None:
            self.know(one.person_id, one.notice.subject, one.notice.kind, planned.at)
        elif planned.held in IN_DIGESTS:
            self.digests[one.person_id, planned.at] = None

    def _row(self, one: Message, planned: Plan) -> None:
        said, created_at = one.notice, self._now + timedelta(microseconds=len(self.rows))
        cause, subject, link = map(_storable, (said.cause, said.subject, said.link))
        self.rows.append(
            Row(
                one.message_id,
                one.person_id,
                said.kind,
                cause,
                subject,
                _storable(said.title),
                _storable(said.text),
                _storable(one.why),
                link,
                created_at,
                planned.at,
                planned.held,
            )
        )
