"""Where people expect key results to end, and whom that is asked of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from domain.cycles.cycle import Cycle
from domain.health.on_track import as_sentence
from domain.measuring import forecast
from domain.objectives.state import KeyResult, Objective
from domain.progress import forecasting
from domain.wording import spoken_day
from projections.model.workspace import Workspace
from projections.views.projection import Named, View, named
from projections.views.shared.expecting import answering, name_of, recorded_as
from projections.views.shared.health import stands_of


class OwnersForecast(View, frozen=True):
    """Where a key result will end, as somebody expected last: beside our forecast, not in it.

    `by_owner` says that they answer for the key result, or stood in for who does.
    `value` is in its own unit, `progress` the share of the way (below 0 and above 1 too), of a
    level to keep the share of weeks. `position` is that of the event.
    """

    value: float
    progress: float
    on: date
    by: str
    by_owner: bool
    note: str
    text: str
    position: int


class AnsweredBy(View, frozen=True):
    """The request that answers a question: what is sent where; `value` says what to put there."""

    method: str
    address: str
    value: str


class ForecastQuestion(View, frozen=True):
    """Where a key result will end, asked of its owner once, at mid-cycle."""

    key_result_id: str
    objective_id: str
    owner: Named
    until: date
    text: str
    answer: AnsweredBy


def forecast_of(
    workspace: Workspace, objective: Objective, key_result: KeyResult
) -> OwnersForecast | None:
    cycle = workspace.calendar.cycles[objective.cycle_id]
    given = forecast.latest(key_result.forecasts, workspace.as_of(cycle))
    if given is None:
        return None
    chart = workspace.organization_of(cycle)
    recorded = recorded_as(workspace, key_result, given)
    name = name_of(chart, recorded, given)
    what = forecasting.in_words(key_result.metric, given.value)
    return OwnersForecast(
        value=given.value,
        progress=round(forecasting.share(key_result.metric, given.value).raw, 4),
        on=given.on,
        by=name,
        by_owner=forecasting.is_of(given, answering(chart, objective, key_result)),
        note=given.note,
        text=f"{name} forecasts {what} on {spoken_day(given.on)}.",
        position=recorded.position,
    )


def questions(
    workspace: Workspace, cycle: Cycle, owned: Sequence[Objective]
) -> Iterable[ForecastQuestion]:
    """What is asked today of the owners of some objectives' key results."""
    for objective in owned:
        for key_result in objective.key_results.values():
            asked = question(workspace, cycle, objective, key_result)
            if asked is not None:
                yield asked


def question(
    workspace: Workspace, cycle: Cycle, objective: Objective, key_result: KeyResult
) -> ForecastQuestion | None:
    """What is asked today of the owner of a key result, if anything is."""
    if objective.stage != "published" or not forecasting.asks(cycle, workspace.today):
        return None
    people = answering(workspace.organization_of(cycle), objective, key_result)
    if not forecasting.asks_forecast(key_result, people, cycle, workspace.today):
        return None
    until = forecasting.answered_by(cycle)
    owner = named(workspace, key_result.owner or objective.owner, objective.cycle_id)
    stands = stands_of(workspace, objective, key_result)
    return ForecastQuestion(
        key_result_id=key_result.key_result_id,
        objective_id=objective.objective_id,
        owner=owner,
        until=until,
        text=(
            f"{owner.name}, where will '{key_result.title}' end?"
            f" {as_sentence(stands)}; please answer by {spoken_day(until)}."
        ),
        answer=AnsweredBy(
            "POST",
            f"/v1/objectives/{objective.objective_id}"
            f"/key-results/{key_result.key_result_id}/forecasts",
            forecasting.asked_as(key_result.metric),
        ),
    )
