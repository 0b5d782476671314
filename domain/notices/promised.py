"""What is told about dependencies: to who waits, and to who promised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal, assert_never

from domain.dependencies.dependency import (
    Dependency,
    DependencyAccepted,
    DependencyBroughtForward,
    DependencyConfirmed,
    DependencyDeclined,
    DependencyDelivered,
    DependencyEvent,
    DependencyFlagged,
    DependencyReopened,
    DependencyRequested,
    DependencySlipped,
    DependencyWithdrawn,
)
from domain.notices import audience
from domain.notices.audience import OnObjective
from domain.notices.notice import Addressee, Kind, Notice, Words
from domain.objectives.state import KeyResult
from domain.wording import counted, spoken_day

Side = Literal["waiting", "promising"]
Told = tuple[Words, tuple[Side, ...]]
"""What is told, and to which sides."""

_PROMISED_ANEW = DependencySlipped | DependencyBroughtForward
_DONE_WITH = DependencyDelivered | DependencyWithdrawn

BOTH: Final[tuple[Side, ...]] = ("waiting", "promising")


def promise(
    occasion: OnObjective,
    event: DependencyEvent,
    key_result: KeyResult,
    now: Dependency,
    cause: str,
) -> Notice:
    """What is told of a dependency as it stands `now`."""
    words, told = _told(occasion, event, now)
    sides: dict[Side, Iterable[Addressee]] = {
        "waiting": _waiting(occasion, key_result, now),
        "promising": _promising(occasion, now),
    }
    return Notice(
        kind=words.kind,
        cause=cause,
        subject=f"dependency:{now.asked.dependency_id}",
        title=words.title,
        text=words.text,
        link=f"/v1/dependencies/{now.asked.dependency_id}",
        to=audience.hearers(occasion, [one for side in told for one in sides[side]]),
        public=not occasion.objective.is_hidden,
    )


def _told(occasion: OnObjective, event: DependencyEvent, now: Dependency) -> Told:
    chart, day, who = occasion.chart, occasion.day, occasion.by_name
    what, due = f"'{now.asked.deliverable}'", spoken_day(now.due, day)
    provider = chart.unit_records.get(now.asked.provider_id)
    unit = now.asked.provider_id if provider is None else provider.name_on(day)
    match event:
        case DependencyRequested() | DependencyReopened():
            text = f"{who} asks {unit} for {what} by {due}: promise a day, or decline."
            title = f"{what} is needed from {unit} by {due}"
            return Words("dependency_asked", title, _with(text, _note(event))), ("promising",)
        case DependencyAccepted() | DependencySlipped() | DependencyBroughtForward():
            return _promised(occasion, event, now)
        case DependencyDeclined():
            text = f"{who} says: {event.reason}"
            return Words("dependency_at_risk", f"{unit} declines {what}", text), ("waiting",)
        case DependencyFlagged():
            text = f"{who} says: {event.reason}"
            return Words("dependency_at_risk", f"{what} is at risk", text), BOTH
        case DependencyConfirmed():
            text = _with(f"{who} confirms that it will be kept.", event.note)
            return Words("dependency_answered", f"{what} will come after all", text), ("waiting",)
        case DependencyDelivered():
            text = _with(f"{unit} delivered it on {spoken_day(event.on, day)}.", event.note)
            return Words("dependency_answered", f"{what} is there", text), ("waiting",)
        case DependencyWithdrawn():
            text = f"{who} says: {event.reason}"
            title = f"{what} is not needed any more"
            return Words("dependency_answered", title, text), ("promising",)
        case _:
            assert_never(event)


def _promised(
    occasion: OnObjective,
    event: DependencyAccepted | DependencySlipped | DependencyBroughtForward,
    now: Dependency,
) -> Told:
    day = occasion.day
    what, promised = f"'{now.asked.deliverable}'", spoken_day(event.promised, day)
    after = (event.promised - now.due).days
    late = f", {counted(after, 'day')} after it is needed" if after > 0 else ""
    said = _with(f"{occasion.by_name} promises it for {promised}{late}.", _note(event))
    if isinstance(event, DependencySlipped):
        title = f"{what} slips from {spoken_day(event.before, day)} to {promised}{late}"
        kind: Kind = "dependency_too_late" if after > 0 else "dependency_slipped"
        text = f"{occasion.by_name} says: {event.reason}"
        return Words(kind, title, text), BOTH
    if after > 0:
        title = f"{what} is promised for {promised}{late}"
        return Words("dependency_too_late", title, said), BOTH
    return Words("dependency_answered", f"{what} is promised for {promised}", said), ("waiting",)


def settles(event: DependencyEvent, told: DependencyEvent) -> bool:
    """Whether what was told before need not be told any more, as an event says otherwise.

    What was asked for is answered or not needed, what was at risk or too late is not, or is there.
    """
    match told:
        case DependencyRequested() | DependencyReopened():
            return isinstance(
                event,
                DependencyAccepted | DependencyDeclined | DependencyDelivered | DependencyWithdrawn,
            )
        case DependencyFlagged():
            return isinstance(event, DependencyConfirmed | _PROMISED_ANEW | _DONE_WITH)
        case DependencyDeclined():
            return isinstance(event, DependencyReopened | DependencyWithdrawn)
        case DependencyAccepted() | DependencySlipped() | DependencyBroughtForward():
            return isinstance(event, _PROMISED_ANEW | _DONE_WITH)
        case DependencyConfirmed():
            return isinstance(event, DependencyFlagged | _PROMISED_ANEW | _DONE_WITH)
        case DependencyDelivered() | DependencyWithdrawn():
            return False
        case _:
            assert_never(told)


def _note(event: DependencyEvent) -> str:
    match event:
        case DependencyRequested() | DependencyAccepted():
            return event.note
        case DependencyReopened() | DependencyBroughtForward():
            return event.reason
        case _:
            return ""


def _with(text: str, note: str) -> str:
    return f"{text} {note}".strip()


def _waiting(occasion: OnObjective, key_result: KeyResult, now: Dependency) -> Iterator[Addressee]:
    owner = key_result.owner or occasion.objective.owner
    what = f"'{key_result.title}', which needs '{now.asked.deliverable}'"
    return audience.answering(occasion.chart, owner, what)


def _promising(occasion: OnObjective, now: Dependency) -> Iterator[Addressee]:
    return audience.of_unit(occasion.chart, now.asked.provider_id, "which is asked for it")
