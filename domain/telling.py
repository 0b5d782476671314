"""When somebody is told something: soon, with the daily digest, or not at all.

Whatever is decided here, the inbox has it at once. What is decided is when it leaves the inbox and
comes to a person: an e-mail, a chat.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Meta

from domain.messages import Value

Hour = Annotated[int, Meta(ge=0, le=23)]
BufferMinutes = Annotated[int, Meta(ge=0, le=240)]
MostAWeek = Annotated[int, Meta(ge=0, le=1_000)]
Rungs = Annotated[int, Meta(ge=0, le=4)]


class Policy(Value, frozen=True):
    """How a workspace wants its people to be told.

    - `buffer_minutes`: how long a message waits, so that what follows on it is told with it.
    - `quiet_from`, `quiet_until`: hours in which nothing is sent; the same hour twice is never.
    - `digest_hour`: when what is not urgent is told, all at once.
    - `most_a_week`: how many messages of their own a person gets from Monday to Sunday.
    - `rungs`: how far up silence is told: owner, reviewer, unit lead, executive.
    """

    buffer_minutes: int = 5
    quiet_from: int = 20
    quiet_until: int = 7
    digest_hour: int = 8
    most_a_week: int = 10
    rungs: int = 4


DEFAULT: Final = Policy()

MARGIN: Final = timedelta(minutes=1)
"""What is sent sooner than this takes nothing in any more: it may be on its way."""

Pace = Literal["soon", "digest", "regardless", "never"]
"""How a kind of notice is told. What is told regardless of the ceiling does not count toward it;
what is never sent waits in the inbox until somebody looks there."""

Held = Literal["digest", "ceiling", "chosen", "together", "taken back", "settled"]
"""Why a message is not sent by itself.

- `digest`: it is not urgent, and told in the digest.
- `ceiling`: the person had enough messages this week; it is told in the digest.
- `chosen`: the person wants to be told everything in the digest.
- `together`: it is told in the message on the same subject that has yet to be sent.
- `taken back`: what it was about was taken back before it was sent.
- `settled`: there is nothing to do about it now, so nobody is interrupted.
"""

HELD: Final[dict[Held, str]] = {
    "digest": "It is not urgent, and is told in the daily digest.",
    "ceiling": "There have been as many messages this week as this workspace sends anybody; it is"
    " told in the daily digest.",
    "chosen": "Everything is told in the daily digest, as wished.",
    "together": "It is told together with an earlier message about the same thing.",
    "taken back": "What it was about was taken back before it was sent.",
    "settled": "There is nothing to do about it now, so it only waits in the inbox.",
}


class Told(NamedTuple):
    """What a person was told already.

    `sent` is how many messages of their own go out in a week, by the moment it begins; `waiting` is
    when the message on the same subject goes that has yet to be sent.
    """

    sent: Mapping[datetime, int] = {}
    waiting: datetime | None = None


class Plan(NamedTuple):
    """When something is told, and why not by itself where it is not."""

    at: datetime
    held: Held | None = None


def plan(
    pace: Pace,
    policy: Policy,
    told: Told,
    now: datetime,
    zone: ZoneInfo,
    *,
    digest_only: bool = False,
) -> Plan:
    """Raise nothing, read no clock: the same question has the same answer.

    `zone` is where the person is.
    """
    if pace == "never":
        return Plan(now, "settled")
    if told.waiting is not None and told.waiting > now + MARGIN:
        return Plan(told.waiting, "together")
    if pace == "digest":
        return Plan(next_digest(policy, now, zone), "digest")
    if digest_only:
        return Plan(next_digest(policy, now, zone), "chosen")
    at = after_quiet(policy, now + timedelta(minutes=policy.buffer_minutes), zone)
    if pace == "soon" and told.sent.get(week_of(at, zone), 0) >= policy.most_a_week:
        return Plan(next_digest(policy, now, zone), "ceiling")
    return Plan(at)


def is_quiet(policy: Policy, moment: datetime, zone: ZoneInfo) -> bool:
    hour, begin, end = moment.astimezone(zone).hour, policy.quiet_from, policy.quiet_until
    return begin <= hour < end if begin <= end else hour >= begin or hour < end


def week_of(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the week began that the ceiling counts in: Monday, where people are."""
    day = moment.astimezone(zone).date()
    return _at(day - timedelta(days=day.weekday()), 0, zone)


def next_digest(policy: Policy, now: datetime, zone: ZoneInfo) -> datetime:
    """The next digest; one that would fall into quiet hours comes when they end."""
    day = now.astimezone(zone).date()  # that of the evening before may come this morning
    for ahead in range(-1, 3):
        at = after_quiet(policy, _at(day + timedelta(days=ahead), policy.digest_hour, zone), zone)
        if at > now + MARGIN:
            break
    return at


def after_quiet(policy: Policy, moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment itself, or when the quiet hours that it falls into are over."""
    if not is_quiet(policy, moment, zone):
        return moment
    here = moment.astimezone(zone)
    over = _at(here.date(), policy.quiet_until, zone)
    return over if over > moment else _at(here.date() + timedelta(days=1), policy.quiet_until, zone)


def _at(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """The moment of an hour; where the clocks leave it out, the one an hour later by the clock."""
    return (
        datetime(day.year, day.month, day.day, hour, tzinfo=zone).astimezone(UTC).astimezone(zone)
    )
