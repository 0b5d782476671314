"""How a quarter of the demo ends: scores, lessons, and what goes on in the next one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.demo.cast import BOSS, LEADS
from api.demo.parts import Ending, LookBack
from api.demo.stage import Act, Backstage, Scene, at
from domain.closing import reset
from domain.closing.closing import CallRoll
from domain.closing.reset import CarryOver, Decision, Drop, Finish, ResetCycle
from domain.closing.retrospective import HoldRetrospective, Lesson
from domain.closing.scores import ScoreObjective
from domain.cycles.cycle import MoveCycle
from domain.objectives import advancing
from domain.objectives.state import Objective
from domain.values import ObjectiveId
from events.streams import CYCLES, ORGANIZATION, STRATEGY, AnyCommand, objective_stream


def ended(act: Act, following: Act) -> Iterator[Scene]:
    """All on the last day; a quarter without an ending is still running."""
    ending, cycle_id = act.quarter.ending, act.cycle.cycle_id
    if ending is None:
        return
    last = act.cycle.ends
    roll = tuple(act.goal(goal.name) for goal in act.quarter.published)
    begun: list[AnyCommand] = [MoveCycle(cycle_id, "scoring"), CallRoll(cycle_id, roll, 1)]
    yield Scene(at(last, 11), BOSS, begun)
    said = {one.goal: one for one in ending.scorings}
    for goal in act.quarter.published:
        word = said.get(goal.name)
        given = {act.aim(aim): score for aim, score in word.given.items()} if word else {}
        scored = ScoreObjective(cycle_id, act.goal(goal.name), given, word.comment if word else "")
        yield Scene(at(last, 12), act.lead(goal.name), [scored])
    for look_back in ending.look_backs:
        yield Scene(at(last, 13), LEADS[look_back.unit or "Planwise"], [_held(act, look_back)])
    yield _reset(act, following, ending)


def _held(act: Act, look_back: LookBack) -> HoldRetrospective:
    lessons = tuple(
        Lesson(one.text, one.verdict, one.root_cause, act.goal(one.goal) if one.goal else None)
        for one in look_back.lessons
    )
    return HoldRetrospective(
        act.cycle.cycle_id,
        act.story.unit(look_back.unit) if look_back.unit else None,
        tuple(look_back.went_well),
        tuple(look_back.went_badly),
        lessons,
    )


def _reset(act: Act, following: Act, ending: Ending) -> Scene:
    """The reset with its drafts, and the quarter is closed."""
    names = [goal.name for goal in act.quarter.published]
    renamed = _renaming(act, following)
    command = ResetCycle(
        act.cycle.cycle_id,
        following.cycle.cycle_id,
        tuple(_decision(act, ending, name, renamed) for name in names),
    )

    async def decided(backstage: Backstage) -> Sequence[AnyCommand]:
        carried = [act.goal(name) for name in names if name in ending.carried]
        wanted = [CYCLES, STRATEGY, ORGANIZATION, *map(objective_stream, carried)]
        known = await backstage.desk.states(backstage.workspace_id, wanted)
        about = advancing.Context(known[STRATEGY].state, known[CYCLES].state, following.cycle)
        commands: list[AnyCommand] = [command]
        for objective_id in carried:
            old: Objective = known[objective_stream(objective_id)].state
            outcomes = advancing.possible(old.outcomes, about)
            chart = known[ORGANIZATION].state.at(following.cycle.starts)
            commands += reset.drafts(old, renamed, act.cycle, following.cycle, chart, outcomes)
        return [*commands, MoveCycle(act.cycle.cycle_id, "closed")]

    return Scene(at(act.cycle.ends, 14), BOSS, decided)


def _decision(act: Act, ending: Ending, name: str, renamed: reset.Renamed) -> Decision:
    objective_id = act.goal(name)
    if name in ending.carried:
        return CarryOver(objective_id, ObjectiveId(renamed(objective_id)))
    if name in ending.dropped:
        return Drop(objective_id, ending.dropped[name])
    return Finish(objective_id)


def _renaming(act: Act, following: Act) -> reset.Renamed:
    """What is carried over is called alike in the tables of both quarters."""
    names: dict[str, str] = {}
    for goal in act.quarter.goals:
        names[act.goal(goal.name)] = following.goal(goal.name)
        names.update({act.aim(aim.name): following.aim(aim.name) for aim in goal.aims})
    return names.__getitem__
