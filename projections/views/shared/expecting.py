"""Who expects where a key result will end, and whether they are those who answer for it."""

from __future__ import annotations

from datetime import date

from domain.access import identity
from domain.drift import ITS_OWNER
from domain.measuring import forecast
from domain.measuring.forecast import ForecastGiven
from domain.notices import audience
from domain.objectives.state import KeyResult, Objective
from domain.organization.chart import Chart
from domain.progress import forecasting
from domain.values import Owner
from projections.model.change import Recorded
from projections.model.workspace import Workspace


def answering(chart: Chart, objective: Objective, key_result: KeyResult) -> frozenset[str]:
    """Who answers for a key result, by identities: its owner, or those who do for the unit."""
    owner = key_result.owner or objective.owner
    return frozenset(identity.person(one.person_id) for one in audience.answering(chart, owner, ""))


def recorded_as(workspace: Workspace, key_result: KeyResult, given: ForecastGiven) -> Recorded:
    """A forecast with its place in the log."""
    said = workspace.objectives.forecasts.get(key_result.key_result_id, ())
    return next(one for one in reversed(said) if one.event == given)


def name_of(chart: Chart, recorded: Recorded, given: ForecastGiven) -> str:
    """Who gave a forecast, by name; whoever a file says did, not who read it in."""
    said_by = next(iter(given.given_as), "")
    person_id = identity.person_of(said_by)
    if person_id is not None and person_id in chart.people:
        return chart.name_of(Owner("person", person_id))
    return said_by if said_by and identity.is_name(said_by) else recorded.actor


def who_expects(
    workspace: Workspace, objective: Objective, key_result: KeyResult, as_of: date
) -> str:
    """Who gave the last forecast up to a day: 'its owner', or else their name."""
    given = forecast.latest(key_result.forecasts, as_of)
    if given is None:
        return ITS_OWNER
    chart = workspace.organization_of(workspace.calendar.cycles[objective.cycle_id])
    if forecasting.is_of(given, answering(chart, objective, key_result)):
        return ITS_OWNER
    return name_of(chart, recorded_as(workspace, key_result, given), given)
