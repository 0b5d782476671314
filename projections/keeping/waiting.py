"""What still waits to be sent, when people are to be told at other hours from now on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from domain.telling import Held, after_quiet, next_digest
from domain.values import PersonId
from projections.keeping.ledger import IN_DIGESTS, Readers


class Waiting(NamedTuple):
    """A message that has yet to be sent, by itself or with what it is held back for."""

    message_id: str
    person_id: PersonId
    subject: str
    not_before: datetime
    suppressed: Held | None
    created_at: datetime


def moved(waiting: Iterable[Waiting], readers: Readers, now: datetime) -> Iterator[Waiting]:
    """Those that go at another time, as they would have been told had it always been like this.

    They are given in the order in which they were written. What goes by itself goes after its
    buffer and the quiet hours, though not before now, and takes along what is told together with
    it. What is in a digest goes with the next one, and so does everything, if its person wants
    that.
    """
    heads: dict[tuple[PersonId, str, datetime], datetime] = {}
    for one in waiting:
        policy, zone = readers.policy, readers.zone(one.person_id)
        digest = next_digest(policy, now, zone)
        head = (one.person_id, one.subject, one.not_before)
        if one.suppressed in IN_DIGESTS:
            goes = one._replace(not_before=digest)
        elif readers.digest_only(one.person_id):
            goes = one._replace(not_before=digest, suppressed="chosen")
        else:
            buffered = one.created_at + timedelta(minutes=policy.buffer_minutes)
            at = heads.setdefault(head, after_quiet(policy, max(buffered, now), zone))
            goes = one._replace(not_before=at)
        if goes != one:
            yield goes
