"""What is told because of how things stand: drift, silence, gaps, and what an owner is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from msgspec.structs import replace

from domain.access import identity
from domain.conversation.acknowledging import CheckInAcknowledged
from domain.drift import News
from domain.drift.handling import AlertResolved, AlertSnoozed
from domain.health.on_track import as_sentence
from domain.notices import audience
from domain.notices.audience import Occasion, OnObjective
from domain.notices.notice import Addressee, Kind, Notice
from domain.objectives.state import KeyResult
from domain.rituals.adherence import LOW, Week
from domain.values import KeyResultId, Owner, PersonId, UnitId
from domain.wording import counted, percent, spoken_day

ENDED: Final = ":ended"
"""What makes the cause of an end of that of what is over."""

NEWS: Final[dict[News, tuple[Kind, str]]] = {
    "raised": ("drift_raised", "is in danger of missing its target"),
    "lost": ("target_lost", "cannot reach its target any more"),
}


def drift(
    occasion: OnObjective, key_result: KeyResult, news: News, raises: int, text: str
) -> Notice:
    """That an alert was raised for the `raises`-th time, with its reasons.

    Whoever acts here has reopened it.
    """
    kind, verdict = NEWS[news]
    title = f"'{key_result.title}' {verdict}"
    return _of_alert(occasion, kind, _of_raise(key_result, raises), key_result, (title, text))


def drift_ended(
    occasion: OnObjective,
    key_result: KeyResult,
    raises: int,
    words: tuple[str, str],
    silenced: AlertSnoozed | AlertResolved | None = None,
) -> Notice:
    """That the alert that was told as the `raises`-th one is over. Whoever acts has resolved it.

    It may have been `silenced` until now.
    """
    ends = _of_raise(key_result, raises)
    told = _of_alert(
        occasion, "drift_ended", f"{ends}{ENDED}", key_result, words, _silencing(silenced)
    )
    return replace(told, ends=ends)


def calm_after_all(
    occasion: OnObjective,
    key_result: KeyResult,
    raises: int,
    words: tuple[str, str],
    silenced: AlertSnoozed | AlertResolved | None,
) -> Notice:
    """That the cause of an alert is gone which somebody had resolved: nobody else is told again."""
    cause, link = f"{_of_raise(key_result, raises)}:calm", _view("drift", key_result)
    to = _silencing(silenced)
    told = _notice(occasion, "drift_ended", cause, key_result, words, link, to)
    return replace(told, public=False)


def _silencing(silenced: AlertSnoozed | AlertResolved | None) -> Iterator[Addressee]:
    person_id = None if silenced is None else identity.person_of(silenced.by)
    if person_id is not None:
        did = "snoozed" if isinstance(silenced, AlertSnoozed) else "resolved"
        yield Addressee(person_id, f"because you {did} its alert")


def put_off(occasion: OnObjective, key_result: KeyResult, raises: int) -> Notice:
    """That an alert was snoozed: nobody hears of it, nor of what has yet to be sent of it."""
    return replace(drift_ended(occasion, key_result, raises, ("", "")), to=(), public=False)


def calm_again(key_result: KeyResult, text: str) -> tuple[str, str]:
    """That the cause of an alert is gone, in words."""
    return f"'{key_result.title}' is no longer in danger of missing its target", text


def settled(key_result: KeyResult, text: str) -> tuple[str, str]:
    """That somebody settled an alert though its cause is still there, in words."""
    return f"The alert on '{key_result.title}' was resolved", text


def told_until(end: str) -> list[str]:
    """All causes for which an alert was told until it was over, from the cause of that."""
    begin, _, raises = end.removesuffix(ENDED).rpartition(":")
    last = int(raises) if raises.isdecimal() else 0
    return [f"{begin}:{number}" for number in range(1, last + 1)]


def _of_raise(key_result: KeyResult, raises: int) -> str:
    return f"drift:{key_result.key_result_id}:{raises}"


def _of_alert(
    occasion: OnObjective,
    kind: Kind,
    cause: str,
    key_result: KeyResult,
    words: tuple[str, str],
    also: Iterable[Addressee] = (),
) -> Notice:
    """What there is to tell of an alert goes to who answers for the key result, and their leads."""
    to = (
        *audience.key_result_owners(occasion, key_result),
        *audience.unit_leads(occasion, key_result),
        *also,
    )
    return _notice(occasion, kind, cause, key_result, words, _view("drift", key_result), to)


def silence(
    occasion: OnObjective, key_result: KeyResult, week: int, missed: int, to: Iterable[Addressee]
) -> Notice:
    """That the check-in of a week has not come, the last of `missed` in a row."""
    title = f"No check-in on '{key_result.title}' in week {week}"
    run = "" if missed == 1 else f" It is the {_ordinal(missed)} week in a row without one."
    text = (
        f"The check-in that was due in week {week} of {occasion.cycle.name} has not come.{run}"
        " A number and a confidence are enough, and a late one still counts."
    )
    cause = of_silence(key_result.key_result_id, week)
    link = _view("confidence", key_result)
    return _notice(occasion, "silence", cause, key_result, (title, text), link, to)


def of_silence(key_result_id: KeyResultId, week: int) -> str:
    """The cause of what is told of a check-in that has not come, until it does."""
    return f"silence:{key_result_id}:{week}"


def of_gap(key_result_id: KeyResultId) -> str:
    """The cause of what is told of a key result that nobody works toward, until somebody does."""
    return f"gap:{key_result_id}"


def of_question(key_result_id: KeyResultId) -> tuple[str, str]:
    """The causes of asking where a key result will end, at first and again, until somebody says."""
    return f"forecast:{key_result_id}", f"forecast:{key_result_id}:again"


def reviewers(
    acknowledged: Iterable[CheckInAcknowledged], key_result_id: KeyResultId
) -> Iterator[PersonId]:
    """The people among those who have acknowledged check-ins on a key result."""
    for one in acknowledged:
        person_id = identity.person_of(one.by)
        if one.key_result_id == key_result_id and person_id is not None:
            yield person_id


def gap(occasion: OnObjective, key_result: KeyResult) -> Notice:
    """That nobody works toward a key result of the company."""
    title = f"Nobody works toward '{key_result.title}'"
    text = (
        f"No objective in {occasion.cycle.name} is linked to it in a way that moves it. Ask a unit"
        " to take it on, or let it stand in the alignment review and say why."
    )
    cause = of_gap(key_result.key_result_id)
    return _of_company(occasion, "gap", cause, key_result, (title, text))


def little_holds(occasion: OnObjective, key_result: KeyResult, text: str) -> Notice:
    """That little of what works toward a key result of the company will probably be reached."""
    title = f"What works toward '{key_result.title}' will probably not carry it"
    cause = f"healthy_coverage:{key_result.key_result_id}"
    return _of_company(occasion, "little_holds", cause, key_result, (title, text))


def _of_company(
    occasion: OnObjective, kind: Kind, cause: str, key_result: KeyResult, words: tuple[str, str]
) -> Notice:
    """What there is to tell of a key result of the company goes to who answers for it."""
    to = audience.key_result_owners(occasion, key_result)
    return _notice(occasion, kind, cause, key_result, words, _view("alignment", key_result), to)


def cadence(occasion: Occasion, unit_id: UnitId, since: int, weeks: Sequence[Week]) -> Notice:
    """That the check-ins of a unit have come too seldom since a week, those with any due given."""
    name = occasion.chart.name_of(Owner("unit", unit_id))
    due, came = sum(one.due for one in weeks), sum(one.on_time for one in weeks)
    title = f"The check-ins of {name} have come too seldom since week {since}"
    text = (
        f"Since then {came} of {counted(due, 'check-in')} came in time, fewer than"
        f" {percent(LOW)} in each week. Move the check-in to a day that suits the team, or ask"
        " in the next one what keeps people from reporting."
    )
    to = audience.of_unit(occasion.chart, unit_id, "whose check-ins they are")
    return _of_unit(occasion, "cadence", unit_id, since, "adherence", (title, text), to)


def forecast_asked(
    occasion: OnObjective, key_result: KeyResult, until: date, stands: str, *, again: bool
) -> Notice:
    """That an owner is asked where a key result will end, and once again where no answer came."""
    title = f"{'Still open: w' if again else 'W'}here will '{key_result.title}' end?"
    by = spoken_day(until, occasion.day)
    text = f"{as_sentence(stands)}. Please answer by {by}: one number is enough."
    cause = of_question(key_result.key_result_id)[again]
    to = audience.key_result_owners(occasion, key_result)
    # Its drift would say more, but there is none where nothing was reported.
    link = f"/v1/objectives/{occasion.objective.objective_id}"
    return _notice(occasion, "forecast_asked", cause, key_result, (title, text), link, to)


def _view(name: str, key_result: KeyResult) -> str:
    return f"/v1/{name}/{key_result.key_result_id}"


def prompts(
    occasion: Occasion, unit_id: UnitId, week: int, total: int, questions: Sequence[str]
) -> Notice:
    """What a unit is asked in a week that has begun, before its check-in is due."""
    name = occasion.chart.name_of(Owner("unit", unit_id))
    more = f"\n\nAnd {total - len(questions)} more." if total > len(questions) else ""
    title = f"{counted(total, 'question')} for {name} in week {week} of {occasion.cycle.name}"
    text = "\n".join(f"- {one}" for one in questions) + more
    to = audience.of_unit(occasion.chart, unit_id, "which is asked this week")
    return _of_unit(occasion, "prompts", unit_id, week, "prompts", (title, text), to)


def _of_unit(
    occasion: Occasion,
    kind: Kind,
    unit_id: UnitId,
    week: int,
    view: str,
    words: tuple[str, str],
    to: Iterable[Addressee],
) -> Notice:
    """What there is to tell of a unit in a week, which a view of it shows; it is no secret."""
    title, text = words
    key = f"{occasion.cycle.cycle_id}:{unit_id}"
    return Notice(
        kind=kind,
        cause=f"{kind}:{key}:{week}",
        subject=f"unit:{unit_id}",
        title=title,
        text=text,
        link=f"/v1/{view}/{key}",
        to=audience.hearers(occasion, to),
        public=True,
    )


def _notice(
    occasion: OnObjective,
    kind: Kind,
    cause: str,
    key_result: KeyResult,
    words: tuple[str, str],
    link: str,
    to: Iterable[Addressee],
) -> Notice:
    title, text = words
    return Notice(
        kind=kind,
        cause=cause,
        subject=f"key_result:{key_result.key_result_id}",
        title=title,
        text=text,
        link=link,
        to=audience.hearers(occasion, to),
        public=not occasion.objective.is_hidden,
    )


def _ordinal(number: int) -> str:
    return {2: "second", 3: "third", 4: "fourth"}.get(number, f"{number}th")
