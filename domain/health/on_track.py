"""Whether a key result, an objective or a unit is on track: decided here, always with its reasons.

Every view asks here, so that no two of them disagree about the same thing on the same day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

from domain import drift
from domain.closing.scores import Score
from domain.dependencies import lateness
from domain.drift import words
from domain.health.standing import KeyResultStanding
from domain.messages import Value
from domain.wording import beside, counted, in_words, percent, spoken_day, two_places

Status = Literal["at_risk", "needs_attention", "on_track", "pending", "missed", "reached"]

WORST: tuple[Status, ...] = (
    "at_risk", "needs_attention", "missed", "on_track", "reached", "pending",
)  # fmt: skip
TROUBLE: tuple[Status, ...] = ("at_risk", "needs_attention")

CONFIDENT = 4
"""Confidence from which on leaders can look elsewhere."""

DOUBTFUL = drift.RULE.doubtful
"""Confidence at which somebody should step in, above all if it is falling."""

HOPELESS = 1
"""Confidence that is an alarm by itself. Measured on simulated quarters, 82 % of those whose owner
states it miss."""

FAR_BEHIND = 0.33
"""How far progress may lie behind the plan. Measured on simulated quarters, a gap above 33 points
finds 93 % of what is reported with confidence and does not move; smaller ones are mostly plans that
are made at the end."""

BEHIND = 0.2
"""The same where nobody states a confidence of 4 or more."""

LAG, FLAT_FOR = 0.15, 21
"""A confidence that has stayed the same for so many days (four weekly reports) while progress lies
so far behind says nothing any more."""

STALE = 2
"""Reports that are followed by so many check-ins without another one are no answer."""

NO_CONFIDENCE = "Values have been reported, but nobody has stated a confidence lately."

NAMED = 5
"""How many linked objectives in trouble are named; one more reason counts the rest."""


class Reason(Value, frozen=True):
    """`objective_id` tells a reason that comes from an objective linked below."""

    status: Status
    code: str
    text: str
    objective_id: str | None = None


class Health(Value, frozen=True):
    """The worst of its reasons comes first and decides; `pending`: nothing was reported yet.

    `missed` and `reached` are for what was scored: nobody steps in there any more.
    """

    status: Status
    reasons: tuple[Reason, ...]

    @property
    def in_trouble(self) -> bool:
        return self.status in TROUBLE


PRESSING = (
    "missed_already", "overdue", "forecast_to_miss", "low_confidence", "nobody", "far_behind",
    "too_late", "not_heard", "not_measured", "flat_confidence", "no_mechanism", "only_weak_links",
    "more_below", "healthy_coverage",
)  # fmt: skip
"""Of reasons for the same status, the first is named first, and is where to step in first.
Of the same reason, what a key result says of itself comes before what is linked to it."""


Place = tuple[int, int, bool]


def pressing(health: Health) -> tuple[Place, ...]:
    """Sorts healths so that the one to step in at first comes first."""
    return tuple(_place(reason) for reason in health.reasons)


def _place(reason: Reason) -> Place:
    known = PRESSING.index(reason.code) if reason.code in PRESSING else len(PRESSING)
    return (WORST.index(reason.status), known, reason.objective_id is not None)


def of_reasons(found: Iterable[Reason]) -> Health:
    reasons = sorted(found, key=_place)
    return Health(reasons[0].status, tuple(reasons))


def worst(healths: Iterable[Health]) -> Status:
    """How a whole goes by its parts; what was not reported on yet hides nobody's trouble."""
    return min((one.status for one in healths), key=WORST.index, default="pending")


UNPUBLISHED = Health(
    "pending", (Reason("pending", "unpublished", "It is not published, so nothing is due yet."),)
)


# A key result by its own reports


def of_key_result(now: KeyResultStanding, as_of: date) -> Health:
    """How a key result goes by its own reports, whatever is linked to it."""
    if now.over:
        return of_reasons([_ended(now)])
    if now.reached:
        return of_reasons([Reason("on_track", "target_reached", "The target has been reached.")])
    found = [*_troubles(now, as_of), *_comforts(now)]
    return of_reasons(found or [_pending(now)])


def _ended(now: KeyResultStanding) -> Reason:
    """Of a cycle that is over nobody can step in any more."""
    if now.progress is None:
        return Reason("pending", "ended", "It ended without a value.")
    status: Status = "reached" if now.progress.clamped >= now.needed else "missed"
    ended, needed = beside(now.progress.clamped, now.needed), percent(now.needed)
    return Reason(status, "ended", f"Ended at {ended}, where {needed} was needed.")


def _pending(now: KeyResultStanding) -> Reason:
    if now.progress is not None:
        return Reason("pending", "no_confidence", NO_CONFIDENCE)
    if now.confidence.level is not None:
        text = (
            f"Its owner's confidence is {now.confidence.level}, and no value has been reported yet."
        )
        return Reason("pending", "nothing_measured", text)
    if now.last_report is not None:
        text = "Neither a value nor a confidence has been reported."
        return Reason("pending", "nothing_measured", text)
    return Reason("pending", "nothing_reported", "Nothing has been reported yet.")


def _troubles(now: KeyResultStanding, as_of: date) -> Iterable[Reason]:
    if now.overdue_since is not None:
        share = beside(now.progress.clamped, 1.0) if now.progress else "nothing"
        since = spoken_day(now.overdue_since)
        text = f"Overdue since {since}: {share} of what was due has been reached."
        enough = now.progress is not None and now.progress.clamped >= now.needed
        yield Reason("needs_attention" if enough else "at_risk", "overdue", text)
    else:
        yield from _of_drift(now)
    yield from _of_silence(now, as_of)
    yield from _of_confidence(now, as_of)
    yield from _of_plan(now)
    if now.late:
        text = f"What it waits for comes too late: {lateness.in_words(now.late)}."
        yield Reason("needs_attention", "too_late", text)


def _of_drift(now: KeyResultStanding) -> Iterable[Reason]:
    alert = now.alert
    if alert.evaluation is None or alert.status == "none":
        return
    if alert.evaluation.missed:
        yield Reason("at_risk", "missed_already", words.sentences(alert)[0])
        return
    status: Status = "at_risk" if alert.status == "raised" else "needs_attention"
    yield Reason(status, "forecast_to_miss", words.sentences(alert)[0])


def _of_silence(now: KeyResultStanding, as_of: date) -> Iterable[Reason]:
    if now.last_report is None:
        if now.gone > FAR_BEHIND:
            gone = percent(now.gone)
            text = f"Nothing has ever been reported on it, and {gone} of its time has passed."
            yield Reason("needs_attention", "not_heard", text)
    elif now.due_since_report >= STALE:
        text = f"Nothing has been reported for {_weeks(now.last_report, as_of)}."
        yield Reason("needs_attention", "not_heard", text)
    elif now.progress is None and _owed(now) > FAR_BEHIND:
        text = f"No value has ever been reported, and {percent(now.gone)} of its time has passed."
        yield Reason("needs_attention", "not_measured", text)


def _owed(now: KeyResultStanding) -> float:
    """How much of it should be measured by now."""
    return now.gone if now.maintains else now.expected


def _of_confidence(now: KeyResultStanding, as_of: date) -> Iterable[Reason]:
    level, since = now.confidence.level, now.confidence.since
    if level is None or since is None:
        return
    if level <= DOUBTFUL:
        falling = now.trend == "falling"
        age = f", as of {_weeks(since, as_of)} ago" if now.unsure >= STALE else ""
        text = f"Its owner's confidence is {level}{' and falling' if falling else ''}{age}."
        status: Status = "at_risk" if falling or level <= HOPELESS else "needs_attention"
        yield Reason(status, "low_confidence", text)
    elif now.overdue_since is None and _is_flat(now):
        start = now.confidence.same_since or since
        text = (
            f"Confidence has stayed at {level} in {in_words(now.confidence.same)} reports over"
            f" {_weeks(start, since)}, while progress is {_points(now.behind)} behind the plan."
        )
        yield Reason("needs_attention", "flat_confidence", text)


def _is_flat(now: KeyResultStanding) -> bool:
    since, start = now.confidence.since, now.confidence.same_since
    if now.maintains or since is None or start is None or now.behind < LAG:
        return False
    return (since - start).days >= FLAT_FOR


def _of_plan(now: KeyResultStanding) -> Iterable[Reason]:
    if now.progress is None or now.overdue_since is not None:
        return
    allowed = FAR_BEHIND if _is_confident(now) else BEHIND
    if now.behind > allowed:
        yield Reason("needs_attention", "far_behind", f"{_raised(_progress(now))}.")


def _is_confident(now: KeyResultStanding) -> bool:
    level = now.confidence.level
    return level is not None and level >= CONFIDENT and now.unsure < STALE


def _comforts(now: KeyResultStanding) -> Iterable[Reason]:
    level = now.confidence.level
    if _is_confident(now):
        yield Reason("on_track", "confident", f"Its owner's confidence is {level}.")
    elif now.due_since_report >= STALE or now.progress is None:
        return
    elif now.maintains and now.progress.raw >= 1:
        yield Reason("on_track", "held_so_far", f"{_raised(_progress(now))}.")
    elif level is not None and level > DOUBTFUL and now.unsure < STALE and now.behind <= BEHIND:
        text = f"Its owner's confidence is {level}, and {_progress(now)}."
        yield Reason("on_track", "on_plan" if now.on_plan else "near_plan", text)


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]


UNMEASURED: Final = "nothing measured yet"


def as_sentence(stands: str) -> str:
    """How something stands, to begin a sentence with: Now 22%, plan 62%."""
    return "Nothing has been measured yet" if stands == UNMEASURED else f"Now {stands}"


def beside_plan(now: KeyResultStanding) -> str:
    """22%, plan 62%; or of a level, in how many of the weeks reported it held."""
    if now.progress is None:
        return UNMEASURED
    if now.maintains:
        return f"held in {kept(now)}"
    if now.overdue_since is not None:
        share = beside(now.progress.clamped, 1.0)
        return f"{share} of what was due on {spoken_day(now.overdue_since)}"
    if now.expected == 0:
        return f"{percent(now.progress.clamped)}, nothing due yet"
    return f"{percent(now.progress.clamped)}, plan {percent(now.expected)}"


def _progress(now: KeyResultStanding) -> str:
    """The same as a clause: progress is 22%, against a planned 62%."""
    if now.maintains:
        return f"it {beside_plan(now)}"
    if now.progress is None or now.overdue_since is not None:
        return f"progress is {beside_plan(now)}"
    if now.expected == 0:
        return f"progress is {percent(now.progress.clamped)}, with nothing due yet"
    planned = percent(now.expected)
    return f"progress is {percent(now.progress.clamped)}, against a planned {planned}"


def kept(now: KeyResultStanding) -> str:
    """1 of the 2 weeks reported; 6 weeks had no report."""
    reported = now.reading.reported
    weeks = "the only week" if reported == 1 else f"{now.reading.met} of the {reported} weeks"
    silent = f"; {counted(now.silent, 'week')} had no report" if now.silent else ""
    return f"{weeks} reported{silent}"


def _weeks(since: date, as_of: date) -> str:
    return counted(max(round((as_of - since).days / 7), 1), "week")


def _points(share: float) -> str:
    return counted(round(100 * share), "point")


# An objective, and what it is linked to


def of_objective(parts: Iterable[tuple[str, Health]]) -> Health:
    """How an objective goes by its key results, given with their titles: as the worst of them."""
    healths = list(parts)
    status = worst(health for _, health in healths)
    found = [
        Reason(health.status, reason.code, f"'{title}': {_within(reason)}")
        for title, health in healths
        if health.status == status
        for reason in health.reasons[:1]
    ]
    if not found:
        found = [Reason("pending", "nothing_measured", "It has no key results yet.")]
    return Health(status, tuple(found[:NAMED]))


def of_score(score: Score, needed: float) -> Health:
    """What was scored has ended: it was reached or missed, and goes no way any more."""
    status: Status = "reached" if score >= needed else "missed"
    text = f"Scored {beside(score, needed, two_places)}, where {two_places(needed)} was expected."
    return Health(status, (Reason(status, "scored", text),))


def _within(reason: Reason) -> str:
    """A reason after a colon; one that comes from below begins with the name of its owner."""
    text = reason.text
    return text if reason.objective_id is not None else text[:1].lower() + text[1:]
