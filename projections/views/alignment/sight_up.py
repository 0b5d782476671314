"""Up: from this week's tasks of a unit to what the company is after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.alignment.coverage import Apart, apart
from domain.alignment.linking import covers
from domain.cycles.cycle import Cycle
from domain.objectives.state import Objective
from domain.values import KeyResultId, Owner, UnitId
from domain.wording import counted, listed
from domain.work import Task
from projections.model.workspace import Workspace
from projections.views.alignment.covering import OWN_ANSWER
from projections.views.objective.objective import Advances
from projections.views.projection import Days, Named, View, days, named, week_of
from projections.views.shared.link_paths import leads_to, links_that_hold, reach
from projections.views.shared.years import titled
from projections.views.work.effort_spent import counting, in_week, work_of

SHOWN = 50
"""How many tasks and lines are shown; the totals count all."""

ROUTES = 5
"""How many ways up are shown from one key result; a way is a chain of links."""


class SightStep(View, frozen=True):
    """An objective on the way up, and which of its key results; None where all of it is meant.

    `advances` are the strategic outcomes that the objective says it advances.
    """

    objective_id: str
    objective: str
    owner: Named
    key_result_id: str | None
    key_result: str | None
    advances: tuple[Advances, ...]


class SightLine(View, frozen=True):
    """A key result that a unit works toward, and the ways that lead from it up to the company.

    Each way begins with the key result's own objective. There is none where links do not reach.
    """

    key_result_id: str
    key_result: str
    ways: tuple[tuple[SightStep, ...], ...]
    text: str


class TaskUp(View, frozen=True):
    task_id: str
    title: str
    hours: float
    status: str
    key_result_id: str | None


class LineOfSightOfUnit(View, frozen=True):
    """Up: this week's tasks, and the lines from all that the unit worked toward in the cycle."""

    cycle: Days
    unit: Named
    text: tuple[str, ...]
    tasks_total: int
    tasks: tuple[TaskUp, ...]
    lines_total: int
    lines: tuple[SightLine, ...]


def of_unit(workspace: Workspace, cycle: Cycle, unit_id: UnitId) -> View:
    work = work_of(workspace, cycle.cycle_id, unit_id)
    week = cycle.week(workspace.as_of(cycle))
    tasks = in_week(workspace, cycle.cycle_id, unit_id, week)
    toward = {
        one.key_result_id: one.objective_id
        for one in counting(work)
        if one.key_result_id is not None and one.objective_id is not None
    }
    known = [
        (objective, key)
        for key, home in toward.items()
        if (objective := workspace.objectives.planned(home)) is not None
        and key in objective.key_results
    ]
    lines = tuple(_line(workspace, *one) for one in known[:SHOWN])
    return LineOfSightOfUnit(
        cycle=days(workspace, cycle),
        unit=named(workspace, Owner("unit", unit_id), cycle.cycle_id),
        text=tuple(_up_text(tasks, lines, week_of(workspace, cycle))),
        tasks_total=len(tasks),
        tasks=tuple(
            TaskUp(one.task_id, one.title, one.hours, one.status, one.key_result_id)
            for one in tasks[:SHOWN]
        ),
        lines_total=len(known),
        lines=lines,
    )


def _line(workspace: Workspace, objective: Objective, key: KeyResultId) -> SightLine:
    own, title = _step(workspace, objective, key), objective.key_results[key].title
    if objective.withdrawn:
        return SightLine(key, title, (), f"{_said(own)} leads to nothing: it was withdrawn.")
    ways = tuple(_ways(workspace, objective, (own,)))
    text = _line_text(own, ways) if ways else _nowhere(workspace, objective, own)
    return SightLine(key, title, ways, text)


def _nowhere(workspace: Workspace, objective: Objective, own: SightStep) -> str:
    """Why nothing leads up from an objective, whatever it says that it advances."""
    why = _WHY[apart(links_that_hold(workspace, objective))]
    titles = [f"'{one.title}'" for one in own.advances]
    though = f", though it advances {_outcome(titles)}" if titles else ""
    return f"{_said(own)} leads to no company objective{though}: {why}."


_WHY: dict[Apart, str] = {
    "orphan": "it is linked to nothing",
    "refused": OWN_ANSWER,
    "unconnected": "its links end below company level",
}


def _ways(
    workspace: Workspace, start: Objective, begun: tuple[SightStep, ...]
) -> list[tuple[SightStep, ...]]:
    """The shortest ways from an objective up to the company's; links never form a circle."""
    found: list[tuple[SightStep, ...]] = []
    ahead: list[tuple[Objective, tuple[SightStep, ...]]] = [(start, begun)]
    while ahead and len(found) < ROUTES:
        here, steps = ahead.pop(0)
        if here.level == "company":
            found.append(steps)
            continue
        up = [
            (parent, link.key_result_id)
            for link in workspace.links.up(here)
            if covers(link)
            and (parent := leads_to(workspace, link)) is not None
            and reach(workspace, parent.objective_id).objectives
        ]
        if len(up) > ROUTES:
            up.sort(key=lambda one: _distance(workspace, one[0]))
        ahead += [(one, (*steps, _step(workspace, one, key))) for one, key in up[:ROUTES]]
    return found


def _distance(workspace: Workspace, start: Objective) -> int:
    """How many links it takes from an objective up to the nearest of the company's."""
    steps, here, seen = 0, [start], {start.objective_id}
    while here and all(one.level != "company" for one in here):
        above = (
            leads_to(workspace, link)
            for one in here
            for link in workspace.links.up(one)
            if covers(link)
        )
        here = [one for one in above if one is not None and one.objective_id not in seen]
        seen.update(one.objective_id for one in here)
        steps += 1
    return steps


def _step(workspace: Workspace, objective: Objective, key: KeyResultId | None) -> SightStep:
    key_result = None if key is None else objective.key_results.get(key)
    return SightStep(
        objective_id=objective.objective_id,
        objective=objective.title,
        owner=named(workspace, objective.owner, objective.cycle_id),
        key_result_id=None if key_result is None else key_result.key_result_id,
        key_result=None if key_result is None else key_result.title,
        advances=tuple(Advances(one, titled(workspace, one)) for one in objective.outcomes),
    )


def _line_text(own: SightStep, ways: Sequence[Sequence[SightStep]]) -> str:
    first = ways[0]
    if len(first) == 1:
        return f"{_said(own)} is the company's own{_outcomes(first)}."
    toward = ", which works toward ".join(_said(one) for one in first[1:])
    more = f" ({counted(len(ways) - 1, 'other way', 'other ways')} up)" if len(ways) > 1 else ""
    return f"{_said(own)} works toward {toward}{_outcomes(first)}{more}."


def _outcomes(way: Sequence[SightStep]) -> str:
    """What all of a way advances: most often the company's objective at its end says so."""
    titles = {one.outcome_id: f"'{one.title}'" for step in way for one in step.advances}
    return f", and so advances {_outcome(list(titles.values()))}" if titles else ""


def _outcome(titles: Sequence[str]) -> str:
    return f"the outcome{'' if len(titles) == 1 else 's'} {listed(titles)}"


def _said(step: SightStep) -> str:
    if step.key_result is None:
        return f"'{step.objective}' as a whole"
    return f"'{step.key_result}' of '{step.objective}'"


def _up_text(tasks: Sequence[Task], lines: Sequence[SightLine], week: str) -> Iterable[str]:
    if not tasks:
        yield f"Nothing is planned for {week}."
    own = sum(one.key_result_id is None for one in tasks)
    if own:
        work = "works" if own == 1 else "work"
        yield f"{counted(own, 'task')} planned for {week} {work} toward no key result."
    now = {one.key_result_id for one in tasks}
    for line in lines:
        if line.key_result_id in now:
            yield line.text
