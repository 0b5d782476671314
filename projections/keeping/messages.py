"""Messages on their way into the ledger: when each is sent, and what is told together.

They are written in the transaction of the documents that show what they tell. A message is known by
its person and its cause, so what is made again is already there and changes nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from domain.notices import notice
from domain.notices.notice import KINDS, Addressee, Line, Notice
from domain.telling import Held, Plan, Policy, Told, plan, week_of
from domain.values import PersonId
from domain.wording import spoken_day
from domain.workspace import Settings
from events.database.session import Session
from projections.notices.teller import Heard


def _query(name: str) -> str:
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


_KNOWN = _query("known_messages")
_TO_SEND = _query("messages_to_send")
_WRITE = _query("write_messages")
_ADD = _query("add_to_messages")
_OF_DIGESTS = _query("messages_of_digests")
_TAKE_BACK = _query("take_messages_back")
_HOLD = _query("hold_messages")
_HOLD_DIGESTS = _query("hold_digests")

_ID = re.compile("msg_[0-9a-f]{32}")

CHUNK: Final = 500
"""How many messages are sent to the database at once."""

LONGEST_WAIT: Final = timedelta(days=3)
"""More than anything waits that is planned: so far back is looked for what has yet to be sent."""

TAKEN_BACK: Final = "(This was taken back.)"

IN_DIGESTS: Final = ("digest", "ceiling")
"""What is held back for these reasons is told in a digest."""

WEBHOOKS: Final = Addressee(PersonId(""), "because everybody in the workspace may know of it")


class _Message(NamedTuple):
    """A notice for one person, or for webhooks where there is none."""

    message_id: str
    person_id: PersonId | None
    notice: Notice
    why: str


class _Row(NamedTuple):
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
    suppressed: str | None


def is_id(text: str) -> bool:
    """Whether a text may be the id of a message, or of a delivery: they look alike."""
    return _ID.fullmatch(text) is not None


def message_id(person_id: str, cause: str) -> str:
    """The id of what a person is told of a cause, whenever it is asked for."""
    digest = hashlib.sha256(f"{person_id}\n{cause}".encode()).hexdigest()
    return f"msg_{digest[:32]}"


async def write(connection: Session, workspace_id: str, settings: Settings, heard: Heard) -> None:
    """Write what there is to tell, and take back what is not to be repeated."""
    settled = [*heard.answered, *(one.ends for one in heard.notices if one.ends is not None)]
    await _hold(connection, workspace_id, settings, settled, "settled")  # before more goes with it
    told = list(messages_of(heard.notices))
    for start in range(0, len(told), CHUNK):
        await _tell(connection, workspace_id, settings, told[start : start + CHUNK])
    await _hold(connection, workspace_id, settings, settled, "settled")  # what began since then
    if heard.taken_back:
        await connection.execute(
            _TAKE_BACK, workspace_id, heard.taken_back, TAKEN_BACK, notice.ALSO
        )
        await _hold(connection, workspace_id, settings, heard.taken_back, "taken back")


async def _hold(
    connection: Session, workspace_id: str, settings: Settings, causes: Sequence[str], why: Held
) -> None:
    """Keep what has come to nothing by now, and tell the digests anew that told of it."""
    if not causes:
        return
    ledger = Ledger(settings.notices, settings.zone, await _now(connection))
    asked = (workspace_id, causes, ledger.now, notice.ALSO, why, ledger.since)
    ledger.digests.update(dict.fromkeys(map(tuple, await connection.fetch(_HOLD, *asked))))
    if ledger.digests:
        await _digest(connection, workspace_id, ledger)


def messages_of(notices: Iterable[Notice]) -> Iterator[_Message]:
    """A message for each who is told, and one for webhooks of what everybody may know."""
    for one in notices:
        for to in one.to:
            yield _Message(message_id(to.person_id, one.cause), to.person_id, one, to.why)
        if one.public:
            yield _Message(message_id("", one.cause), None, one, WEBHOOKS.why)


def _storable(text: str) -> str:
    """A text as a column holds it: an event of any version may say what no command may."""
    return text.replace("\x00", "")


async def _now(connection: Session) -> datetime:
    now: datetime = await connection.fetchval("select clock_timestamp()")
    return now


async def _tell(
    connection: Session, workspace_id: str, settings: Settings, chunk: Sequence[_Message]
) -> None:
    first = {one.message_id: one for one in reversed(chunk)}
    ids = list(first)
    known = {row["message_id"] for row in await connection.fetch(_KNOWN, workspace_id, ids)}
    fresh = [one for key, one in reversed(first.items()) if key not in known]
    if not fresh:
        return
    ledger = await _ledger(connection, workspace_id, settings, fresh)
    for one in fresh:
        ledger.enter(one)
    await connection.execute(_WRITE, workspace_id, *map(list, zip(*ledger.rows, strict=True)))
    if ledger.added:
        await connection.execute(
            _ADD, workspace_id, list(ledger.added), list(ledger.added.values())
        )
    if ledger.digests:
        await _digest(connection, workspace_id, ledger)


async def _ledger(
    connection: Session, workspace_id: str, settings: Settings, wanted: Iterable[_Message]
) -> Ledger:
    """What those who are told are sent already."""
    ledger = Ledger(settings.notices, settings.zone, await _now(connection))
    people = list({one.person_id for one in wanted if one.person_id is not None})
    for row in await connection.fetch(_TO_SEND, workspace_id, people, ledger.since):
        ledger.know(*row)
    return ledger


async def foreseen(
    connection: Session, workspace_id: str, settings: Settings, told: Notice
) -> list[tuple[Addressee, Plan]]:
    """Who would hear of something now, and when it would be sent; nothing is written."""
    ledger = await _ledger(connection, workspace_id, settings, messages_of([told]))
    return [(one, ledger.plan(one.person_id, told)) for one in told.to]


async def _digest(connection: Session, workspace_id: str, ledger: Ledger) -> None:
    """Write digests that tell something else than before, each with all that it tells by now."""
    people = list({person_id for person_id, _ in ledger.digests})
    moments = list({at for _, at in ledger.digests})
    lines: dict[tuple[str, datetime], list[Line]] = {}
    totals: dict[tuple[str, datetime], int] = {}
    for person_id, at, title, why, total in await connection.fetch(
        _OF_DIGESTS, workspace_id, people, moments, ledger.since, notice.SHOWN
    ):
        lines.setdefault((person_id, at), []).append(Line(title, why))
        totals[person_id, at] = total
    rows = [ledger.digest(*key, lines[key], totals[key]) for key in ledger.digests if key in lines]
    if rows:
        await connection.execute(_WRITE, workspace_id, *map(list, zip(*rows, strict=True)))
    if empty := [ledger.digest(*key, [], 0).message_id for key in ledger.digests.keys() - lines]:
        await connection.execute(_HOLD_DIGESTS, workspace_id, empty)


class Ledger:
    """What people are sent, and what is to be entered beside it."""

    def __init__(self, policy: Policy, zone: ZoneInfo, now: datetime) -> None:
        self.rows: list[_Row] = []
        self.added: dict[str, str] = {}
        """What is added to messages that have yet to be sent."""
        self.digests: dict[tuple[str, datetime], None] = {}
        self._policy = policy
        self._zone = zone
        self.now = now
        self._sent: dict[str, dict[datetime, int]] = {}
        self._waiting: dict[tuple[str, str], tuple[str, datetime]] = {}

    @property
    def since(self) -> datetime:
        """From when on messages may still count or wait."""
        return week_of(self.now, self._zone) - LONGEST_WAIT

    def know(
        self, person_id: str, subject: str, message_id: str, kind: notice.Kind, at: datetime
    ) -> None:
        """Take into account what somebody is sent."""
        self._waiting[person_id, subject] = (message_id, at)
        if KINDS[kind] == "soon":
            week = week_of(at, self._zone)
            sent = self._sent.setdefault(person_id, {})
            sent[week] = sent.get(week, 0) + 1

    def plan(self, person_id: PersonId, told: Notice) -> Plan:
        """When somebody is sent something."""
        _, at = self._waiting.get((person_id, told.subject), ("", None))
        known = Told(self._sent.get(person_id, {}), at)
        return plan(KINDS[told.kind], self._policy, known, self.now, self._zone)

    def enter(self, one: _Message) -> None:
        if one.person_id is None:
            self._row(one, Plan(self.now))
            return
        planned = self.plan(one.person_id, one.notice)
        self._row(one, planned)
        if planned.held == "together":
            waiting, _ = self._waiting[one.person_id, one.notice.subject]
            self.added[waiting] = self.added.get(waiting, "") + notice.added(one.notice.title)
        elif planned.held is None:
            self.know(
                one.person_id, one.notice.subject, one.message_id, one.notice.kind, planned.at
            )
        elif planned.held in IN_DIGESTS:
            self.digests[one.person_id, planned.at] = None

    def _row(self, one: _Message, planned: Plan) -> None:
        said, created_at = one.notice, self.now + timedelta(microseconds=len(self.rows))
        cause, subject, link = map(_storable, (said.cause, said.subject, said.link))
        self.rows.append(
            _Row(
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

    def digest(self, person_id: str, at: datetime, lines: list[Line], total: int) -> _Row:
        day = at.astimezone(self._zone).date()
        cause = f"digest:{at.astimezone(UTC):%Y-%m-%dT%H:%M}"
        return _Row(
            message_id(person_id, cause),
            person_id,
            "digest",
            cause,
            "digest",
            notice.digest_title(spoken_day(day)),
            notice.digest_text(lines, total),
            notice.DIGEST_WHY,
            "/v1/inbox",
            self.now,
            at,
            None,
        )
