"""What there is to tell because of how things stand on a day that has begun, or of an alert."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from domain.cycles.cycle import Cycle
from domain.drift import News, words
from domain.drift.handling import Silenced, silencing
from domain.health import company
from domain.notices import audience, seen
from domain.notices.audience import Occasion, OnObjective
from domain.notices.notice import Notice
from domain.objectives.state import KeyResult, Objective
from domain.progress import forecasting
from domain.rituals import adherence
from domain.values import KeyResultId, PersonId
from domain.wording import spoken_day
from projections.model.workspace import Workspace
from projections.views.alignment.covering import covering
from projections.views.drift.drift import alert_of
from projections.views.drift.handling import handling_of, said_of, shown
from projections.views.rituals.adherence import weeks_of_units
from projections.views.rituals.silence import silent
from projections.views.shared.check_ins_held import held_in
from projections.views.shared.expecting import answering
from projections.views.shared.findings_left_open import settled
from projections.views.shared.forecasts import question
from projections.views.shared.health import health_of_key_result, stands_of
from projections.views.team.prompts import beyond_routine

WEEK = timedelta(days=7)

QUOTED = 3
"""How many questions of a week a message quotes; the rest are counted."""


class Before(NamedTuple):
    """How often an alert was told by now, and why nobody was told of it before, if that was so."""

    raises: int
    silenced: Silenced | None


def of_drift(
    workspace: Workspace, key_result_id: KeyResultId, news: News | None, before: Before
) -> Iterable[Notice]:
    """What there is to tell of an alert that was raised, or whose target was lost; or that is over.

    Of one that is snoozed nothing is told, and nothing any more that was to be: it is not over.
    When it is, who snoozed it is told beside the others, and of one that was resolved before nobody
    but who did that.
    """
    raises = before.raises
    home = workspace.objectives.home.get(key_result_id)
    if home is None:
        return
    objective = workspace.objectives[home]
    key_result = objective.key_results[key_result_id]
    alert = alert_of(workspace, objective, key_result)
    now = handling_of(workspace, objective, key_result, alert)
    text = " ".join(words.sentences(alert))
    answered = shown(workspace, objective, key_result, alert)
    if news is not None:
        by, reopened = "", now.reopened
        if reopened is not None and reopened.on == workspace.today and answered is not None:
            by, text = reopened.by, f"{answered.text}\n{text}"
        elif now.put_off is not None and now.put_off.until <= workspace.today:
            text = f"It was snoozed until {spoken_day(now.put_off.until)}, and is still up.\n{text}"
        yield seen.drift(_on(workspace, objective, by), key_result, news, raises, text)
    elif now.resolved is not None and answered is not None:
        said = seen.settled(key_result, answered.text)
        place = _on(workspace, objective, now.resolved.by)
        yield seen.drift_ended(place, key_result, raises, said)
    elif now.snoozed is None:
        said = seen.calm_again(key_result, text)
        place = _on(workspace, objective)
        said_so = silencing(said_of(workspace, objective, key_result)) if before.silenced else None
        if before.silenced == "resolved":
            yield seen.calm_after_all(place, key_result, raises, said, said_so)
        else:
            yield seen.drift_ended(place, key_result, raises, said, said_so)
    else:
        yield seen.put_off(_on(workspace, objective), key_result, raises)


def of_days(workspace: Workspace, before: date) -> Iterable[Notice]:
    """What there is to tell because days have gone by since one that was shown."""
    if before >= workspace.today:
        return
    for cycle in workspace.calendar.cycles.values():
        if cycle.phase == "active" and cycle.starts <= workspace.today <= cycle.ends:
            yield from _silences(workspace, cycle, before)
            yield from _of_company(workspace, cycle)
            yield from _cadences(workspace, cycle)
            yield from _forecasts(workspace, cycle, before)
            yield from _prompts(workspace, cycle, before)


def _on(workspace: Workspace, objective: Objective, by: str = "") -> OnObjective:
    """Mostly nobody acts: it is the day that has come."""
    cycle = workspace.calendar.cycles[objective.cycle_id]
    return OnObjective(workspace.today, workspace.organization, cycle, by, "", objective)


def _silences(workspace: Workspace, cycle: Cycle, before: date) -> Iterable[Notice]:
    """Of the week that is over since, if it has only just ended."""
    since = max(before, workspace.today - WEEK)
    over = [at for at, last in enumerate(cycle.last_days, 1) if since <= last < workspace.today]
    for week in over[-1:]:
        for one in silent(workspace, cycle, week):
            place = _on(workspace, one.objective)
            reviewers = _reviewers(workspace, one.objective, one.key_result)
            rungs = audience.ladder(place, one.key_result, reviewers)
            rungs = rungs[: workspace.settings.notices.rungs]
            if one.missed <= len(rungs):
                to = rungs[one.missed - 1]
                yield seen.silence(place, one.key_result, week, one.missed, to)


def _reviewers(
    workspace: Workspace, objective: Objective, key_result: KeyResult
) -> Iterable[PersonId]:
    """Who has read its check-ins until now, the last one first."""
    said = workspace.acknowledged(objective.objective_id).said
    return seen.reviewers(reversed(said), key_result.key_result_id)


def _of_company(workspace: Workspace, cycle: Cycle) -> Iterable[Notice]:
    """Key results of the company that nobody works toward, or too few who will probably get there.

    Each is told once, so it need not be known whether it was so the day before.
    """
    for objective in workspace.objectives.of_company(cycle.cycle_id):
        for key, key_result in objective.key_results.items():
            if covering(workspace, key).finding == "gap":
                if settled(workspace, objective, "gap", key_result_id=key) is None:
                    yield seen.gap(_on(workspace, objective), key_result)
                continue
            for reason in health_of_key_result(workspace, objective, key_result).reasons:
                if reason.code == company.LITTLE_HOLDS:
                    yield seen.little_holds(_on(workspace, objective), key_result, reason.text)


def _cadences(workspace: Workspace, cycle: Cycle) -> Iterable[Notice]:
    """Units whose check-ins have come too seldom for some weeks, once for each such run."""
    occasion = Occasion(workspace.today, workspace.organization, cycle, "", "")
    for unit_id, weeks in weeks_of_units(workspace, cycle).items():
        since = adherence.drifts_since(weeks)
        if since is not None:
            yield seen.cadence(occasion, unit_id, since, weeks[since - 1 :])


def _forecasts(workspace: Workspace, cycle: Cycle, before: date) -> Iterable[Notice]:
    """The questions of today that were not asked before, and those that are asked once more."""
    for objective in workspace.objectives.present(cycle.cycle_id):
        for key_result in objective.key_results.values():
            asked = question(workspace, cycle, objective, key_result)
            if asked is None:
                continue
            people = answering(workspace.organization_of(cycle), objective, key_result)
            again = forecasting.asks_forecast(key_result, people, cycle, before)
            if again and not forecasting.reminds(cycle, before, workspace.today):
                continue
            place, stands = _on(workspace, objective), stands_of(workspace, objective, key_result)
            yield seen.forecast_asked(place, key_result, asked.until, stands, again=again)


def _prompts(workspace: Workspace, cycle: Cycle, before: date) -> Iterable[Notice]:
    """What goes beyond routine, once a week has begun in which a unit holds its check-in.

    Where a key result will end is asked of its owner by itself, and not again here.
    """
    week = cycle.week(workspace.today)
    if before >= cycle.first_day(week):
        return
    occasion = Occasion(workspace.today, workspace.organization, cycle, "", "")
    for unit_id in workspace.units_of(cycle):
        if week not in held_in(workspace, cycle, unit_id):
            continue
        asked = beyond_routine(workspace, cycle, unit_id)
        questions = [one.text for one in asked if one.rule != "owner_forecast"]
        if questions:
            yield seen.prompts(occasion, unit_id, week, len(questions), questions[:QUOTED])
