"""What still waits to be sent, when somebody wants to be told at other hours from now on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
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


def moved(waiting: Iterable[Waiting], readers: Readers, now: datetime) -> Iterator[Waiting]:
    """Those that go at another time, as their people want to be told now.

    What goes by itself goes at the same moment, or when the quiet hours there are over. What is in
    a digest goes with the next one by the new clock, and so does everything, if they want that.
    """
    for one in waiting:
        policy, zone = readers.policy, readers.zone(one.person_id)
        digest = next_digest(policy, now, zone)
        if one.suppressed in IN_DIGESTS:
            goes = one._replace(not_before=digest)
        elif readers.digest_only(one.person_id):
            goes = one._replace(not_before=digest, suppressed="chosen")
        else:
            goes = one._replace(not_before=after_quiet(policy, one.not_before, zone))
        if goes != one:
            yield goes
