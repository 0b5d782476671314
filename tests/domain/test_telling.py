"""When somebody is told: quiet hours and the ceiling hold, whenever and whatever happens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.telling import (
    DEFAULT,
    HELD,
    Pace,
    Plan,
    Policy,
    Told,
    is_quiet,
    plan,
    week_of,
)
from tests.support.examples import examples

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    ZoneInfo(name)
    for name in (
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/Santiago",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "Pacific/Auckland",
    )
]
NOON = datetime(2026, 11, 30, 12, tzinfo=BERLIN)
"""A Monday."""

policies = st.builds(
    Policy,
    st.integers(0, 240),
    st.integers(0, 23),
    st.integers(0, 23),
    st.integers(0, 23),
    st.integers(0, 20),
)
moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@examples(200)
@given(policy=policies, now=moments, zone=st.sampled_from(ZONES))
def test_nothing_is_sent_in_quiet_hours_nor_before_it_happened(
    policy: Policy, now: datetime, zone: ZoneInfo
) -> None:
    paces: tuple[Pace, ...] = ("soon", "digest", "regardless")
    for pace in paces:
        planned = plan(pace, policy, Told(), now, zone)
        assert not is_quiet(policy, planned.at, zone)
        assert now <= planned.at <= now + timedelta(days=3)


@examples(100)
@given(policy=policies, gaps=st.lists(st.integers(0, 2_000), max_size=60), now=moments)
def test_nobody_is_sent_more_messages_in_a_week_than_the_policy_allows(
    policy: Policy, gaps: list[int], now: datetime
) -> None:
    sent: dict[datetime, int] = {}
    for gap in gaps:
        now += timedelta(minutes=gap)
        planned = plan("soon", policy, Told(sent), now, BERLIN)
        if planned.held is None:
            week = week_of(planned.at, BERLIN)
            sent[week] = sent.get(week, 0) + 1
        else:
            assert planned.held == "ceiling"
    assert all(count <= policy.most_a_week for count in sent.values())


@pytest.mark.parametrize(
    ("day", "offset"), [((2026, 3, 28), 2), ((2026, 10, 24), 1), ((2026, 11, 29), 1)]
)
def test_the_morning_after_the_clocks_are_changed_begins_at_its_own_hour(
    day: tuple[int, int, int], offset: int
) -> None:
    evening = datetime(*day, 22, tzinfo=BERLIN).astimezone(UTC)
    planned = plan("soon", DEFAULT, Told(), evening, BERLIN)
    assert planned.at == datetime(*day, 7 - offset, tzinfo=UTC) + timedelta(days=1)


def test_an_hour_that_the_clocks_leave_out_or_have_twice_ends_the_quiet_hours_once() -> None:
    until_two = Policy(quiet_from=22, quiet_until=2)
    spring, autumn = datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert plan("soon", until_two, Told(), spring, BERLIN).at.astimezone(UTC).hour == 1
    assert plan("soon", until_two, Told(), autumn, BERLIN).at.astimezone(UTC).hour == 0


def test_who_wants_everything_in_the_digest_gets_it_there_however_urgent_it_is() -> None:
    tomorrow = datetime(2026, 12, 1, 8, tzinfo=BERLIN)
    urgent: tuple[Pace, ...] = ("soon", "regardless")
    for pace in urgent:
        planned = plan(pace, DEFAULT, Told(), NOON, BERLIN, digest_only=True)
        assert planned == Plan(tomorrow, "chosen")
    assert plan("digest", DEFAULT, Told(), NOON, BERLIN, digest_only=True).held == "digest"
    assert plan("never", DEFAULT, Told(), NOON, BERLIN, digest_only=True).held == "settled"


def test_a_message_waits_for_its_buffer_by_day() -> None:
    assert plan("soon", DEFAULT, Told(), NOON, BERLIN) == Plan(NOON + timedelta(minutes=5))


@pytest.mark.parametrize("hour", [19, 21, 23])
def test_a_message_of_the_evening_is_sent_in_the_morning(hour: int) -> None:
    evening = NOON.replace(hour=hour, minute=58)
    morning = datetime(2026, 12, 1, 7, tzinfo=BERLIN)
    assert plan("soon", DEFAULT, Told(), evening, BERLIN).at == morning


def test_the_ceiling_is_counted_in_the_week_in_which_it_is_sent() -> None:
    sunday = NOON - timedelta(hours=2 + 14)
    full = Told({week_of(sunday, BERLIN): DEFAULT.most_a_week})
    planned = plan("soon", DEFAULT, full, sunday, BERLIN)
    assert planned == Plan(NOON.replace(hour=7))


def test_what_is_beyond_the_ceiling_is_told_in_the_digest_but_for_escalations() -> None:
    full = Told({week_of(NOON, BERLIN): DEFAULT.most_a_week})
    tomorrow = datetime(2026, 12, 1, 8, tzinfo=BERLIN)
    assert plan("soon", DEFAULT, full, NOON, BERLIN) == Plan(tomorrow, "ceiling")
    assert plan("regardless", DEFAULT, full, NOON, BERLIN).held is None


def test_what_follows_on_an_unsent_message_about_the_same_is_told_with_it() -> None:
    soon = NOON + timedelta(minutes=4)
    assert plan("soon", DEFAULT, Told(waiting=soon), NOON, BERLIN) == Plan(soon, "together")
    on_its_way = NOON + timedelta(seconds=20)
    assert plan("soon", DEFAULT, Told(waiting=on_its_way), NOON, BERLIN).held is None


def test_a_digest_is_told_at_its_hour_or_when_the_quiet_hours_are_over() -> None:
    assert plan("digest", DEFAULT, Told(), NOON, BERLIN).at.hour == DEFAULT.digest_hour
    early = Policy(quiet_until=9, digest_hour=8)
    assert plan("digest", early, Told(), NOON, BERLIN).at.astimezone(BERLIN).hour == 9


def test_a_digest_of_the_late_evening_comes_on_the_very_next_morning() -> None:
    late = Policy(digest_hour=23)
    after_midnight = NOON.replace(hour=1)
    this_morning = Plan(NOON.replace(hour=late.quiet_until), "digest")
    assert plan("digest", late, Told(), after_midnight, BERLIN) == this_morning
    assert plan("digest", late, Told(), NOON, BERLIN).at == this_morning.at + timedelta(days=1)


def test_a_digest_at_an_hour_that_the_clocks_leave_out_is_not_told_in_quiet_hours() -> None:
    """In Santiago the night of 6 September begins at one o'clock, which is quiet here."""
    policy = Policy(quiet_from=1, quiet_until=3, digest_hour=0)
    zone, before = ZoneInfo("America/Santiago"), datetime(2026, 9, 5, 12, tzinfo=UTC)
    assert plan("digest", policy, Told(), before, zone).at == datetime(2026, 9, 6, 3, tzinfo=zone)


def test_without_quiet_hours_a_message_goes_at_night() -> None:
    night = NOON.replace(hour=2)
    always = Policy(quiet_from=0, quiet_until=0)
    assert plan("soon", always, Told(), night, BERLIN).at == night + timedelta(minutes=5)


def test_what_is_never_sent_joins_no_message_and_no_digest() -> None:
    waiting = Told(waiting=NOON + timedelta(minutes=4))
    assert plan("never", DEFAULT, waiting, NOON, BERLIN) == Plan(NOON, "settled")


def test_each_reason_for_not_sending_is_a_sentence() -> None:
    assert all(text.endswith(".") for text in HELD.values())
