"""How a quarter of the demo is planned: from the first drafts to what is published."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from api.demo.cast import BOSS, LEADS
from api.demo.parts import Goal, Link, Need, Talk, Turn
from api.demo.stage import Act, Backstage, Scene
from domain.alignment.linking import LinkObjective
from domain.alignment.review import CloseReview, OpenReview, RaiseFinding, ResolveFinding, Reviews
from domain.cycles.cycle import MoveCycle
from domain.dependencies.dependency import (
    AcceptDependency,
    DeliverDependency,
    FlagDependency,
    RequestDependency,
    SlipDependency,
    WithdrawDependency,
)
from domain.objectives.advancing import SetOutcomes
from domain.objectives.negotiation import (
    AcceptObjective,
    ChallengeObjective,
    CommitObjective,
    NegotiationCommand,
    ProposeObjective,
    PublishObjective,
    RefineObjective,
    WithdrawObjective,
)
from domain.objectives.planning import AddKeyResult, DraftObjective, EditKeyResult, EditObjective
from domain.resources.claims import ClaimResource
from domain.values import ClaimId, DependencyId, FindingId, LinkId, PoolId, ReviewId
from events.streams import AnyCommand, review_stream
from projections.keeping.fold import as_of
from projections.views.alignment.review import Review, ReviewView


def planned(act: Act) -> Iterator[Scene]:
    """Drafted, carried over, talked about, reviewed and published."""
    for name, goals in _by_unit(act):
        fresh = [goal for goal in goals if goal.name not in act.carried]
        carried = [goal for goal in goals if goal.name in act.carried]
        drafting = act.days_ahead(10, 9) if name == "Planwise" else act.days_ahead(8, 9)
        lead = LEADS[name]
        yield Scene(drafting, lead, [one for goal in fresh for one in _drafted(act, goal)])
        yield Scene(
            act.days_ahead(1, 15), lead, [one for goal in carried for one in _anew(act, goal)]
        )
        requests = [_request(act, need) for need in act.quarter.needs if _asks(act, need, name)]
        yield Scene(act.days_ahead(1, 18), lead, requests)
        yield Scene(act.moment(1, 0, 8), lead, _claims(act, goals))
    for number, talk in enumerate(act.quarter.talks):
        yield Scene(act.days_ahead(talk.days_before, 16, number), talk.by, [_talk(act, talk)])
    yield from _reviewed(act)
    yield from _published(act)


def _by_unit(act: Act) -> Iterator[tuple[str, list[Goal]]]:
    """The company first: what others link to has to be there."""
    goals = sorted(act.quarter.goals, key=lambda goal: (goal.unit != "Planwise", goal.unit))
    for unit, together in groupby(goals, key=lambda goal: goal.unit):
        yield unit, list(together)


# Drafts


def _drafted(act: Act, goal: Goal) -> Iterator[AnyCommand]:
    objective_id = act.goal(goal.name)
    yield DraftObjective(
        objective_id,
        act.cycle.cycle_id,
        goal.title,
        act.story.owner(goal.unit),
        goal.description,
    )
    yield from _measured(act, goal, ())
    yield from _aligned(act, goal)


def _anew(act: Act, goal: Goal) -> Iterator[AnyCommand]:
    """What the reset has drafted, in the words and numbers of this quarter."""
    yield EditObjective(act.goal(goal.name), goal.title, goal.description)
    yield from _measured(act, goal, act.carried[goal.name])
    yield from _aligned(act, goal)


def _measured(act: Act, goal: Goal, carried: Collection[str]) -> Iterator[AnyCommand]:
    for aim in goal.aims:
        kind = EditKeyResult if aim.name in carried else AddKeyResult
        yield kind(
            objective_id=act.goal(goal.name),
            key_result_id=act.aim(aim.name),
            title=aim.title,
            metric=aim.metric,
            owner=act.answers(aim),
            ambition=aim.ambition,
            midpoint=aim.midpoint,
        )


def _aligned(act: Act, goal: Goal) -> Iterator[AnyCommand]:
    outcomes = tuple(act.story.outcome(one) for one in goal.outcomes)
    yield SetOutcomes(act.goal(goal.name), outcomes)
    for link in act.quarter.links:
        if link.goal == goal.name:
            yield _link(act, link)


def _link(act: Act, link: Link) -> LinkObjective:
    return LinkObjective(
        cycle_id=act.cycle.cycle_id,
        link_id=LinkId(act.identifier("link", link.goal, link.aim)),
        objective_id=act.goal(link.goal),
        parent_objective_id=act.home(link.aim),
        key_result_id=act.aim(link.aim),
        kind="contributes" if link.strength else "supports",
        mechanism=link.mechanism,
        strength=link.strength,
        link_test=link.link_test,
    )


def _talk(act: Act, talk: Talk) -> NegotiationCommand:
    goal = act.goal(talk.goal)
    match talk.step:
        case "propose":
            return ProposeObjective(goal)
        case "challenge":
            return ChallengeObjective(goal, talk.words)
        case "refine":
            return RefineObjective(goal, talk.words)
        case "accept":
            return AcceptObjective(goal, talk.words)


# What they need of each other, and of what they share


def _asks(act: Act, need: Need, unit: str) -> bool:
    return act.quarter.home(need.aim).unit == unit


def _request(act: Act, need: Need) -> RequestDependency:
    return RequestDependency(
        objective_id=act.home(need.aim),
        key_result_id=act.aim(need.aim),
        dependency_id=DependencyId(act.identifier("dependency", need.name)),
        provider_id=act.story.unit(need.provider),
        deliverable=need.deliverable,
        due=act.cycle.last_day(need.due_week),
    )


def turned(act: Act) -> Iterator[Scene]:
    """What becomes of the promises, week by week."""
    for need in act.quarter.needs:
        asking, asked = act.lead(act.quarter.home(need.aim).name), LEADS[need.provider]
        for turn in need.turns:
            by = asking if turn.step in ("flag", "withdraw") else asked
            moment = act.at_work(turn.week, 2, 14) if turn.week else act.moment(1, 0, 8)
            yield Scene(moment, by, [_turn(act, need, turn)])


def _turn(act: Act, need: Need, turn: Turn) -> AnyCommand:
    goal = act.home(need.aim)
    dependency = DependencyId(act.identifier("dependency", need.name))
    promised = act.cycle.last_day(turn.promised_week or need.due_week)
    match turn.step:
        case "accept":
            by = act.goal(turn.by_goal) if turn.by_goal else None
            return AcceptDependency(goal, dependency, promised, by, turn.words)
        case "flag":
            return FlagDependency(goal, dependency, turn.words)
        case "slip":
            return SlipDependency(goal, dependency, promised, turn.words)
        case "deliver":
            return DeliverDependency(goal, dependency, note=turn.words)
        case "withdraw":
            return WithdrawDependency(goal, dependency, turn.words)


def _claims(act: Act, goals: Sequence[Goal]) -> list[AnyCommand]:
    names = [goal.name for goal in goals]
    return [
        ClaimResource(
            cycle_id=act.cycle.cycle_id,
            claim_id=ClaimId(act.identifier("claim", share.goal, share.pool)),
            pool_id=PoolId(act.story.identifier("pool", share.pool)),
            objective_id=act.goal(share.goal),
            starts=act.day(share.first_week, 0),
            ends=act.cycle.last_day(share.last_week),
            per_week=share.per_week,
            note=share.note,
        )
        for share in act.quarter.shares
        if share.goal in names
    ]


# The alignment review, and what comes of it


def _reviewed(act: Act) -> Iterator[Scene]:
    cycle_id, quarter = act.cycle.cycle_id, act.quarter
    review_id = ReviewId(act.identifier("review"))

    async def opened(backstage: Backstage) -> Sequence[AnyCommand]:
        """What the rules find in the drafts at this moment."""
        log, workspace_id = backstage.log, backstage.workspace_id
        workspace = await as_of(log, workspace_id, (await log.head(workspace_id)).position)
        seen = ReviewView().render(workspace, cycle_id)
        found = seen.found if isinstance(seen, Review) else ()
        return [OpenReview(cycle_id, review_id, found)]

    async def settled(backstage: Backstage) -> Sequence[AnyCommand]:
        stream = review_stream(cycle_id)
        reviews: Reviews = await backstage.desk.state(backstage.workspace_id, stream)
        said = {one.kind: one for one in quarter.settled}
        resolved = [
            ResolveFinding(cycle_id, finding_id, word.resolution, word.how)
            for finding_id, one in reviews.findings.items()
            if (word := said.get(one.finding.kind))
        ]
        return [*resolved, CloseReview(cycle_id, review_id, quarter.review)]

    yield Scene(act.moment(1, 0, 9), BOSS, [MoveCycle(cycle_id, "review")])
    yield Scene(act.moment(1, 0, 10), BOSS, opened)
    raised = [
        RaiseFinding(
            cycle_id, FindingId(act.identifier("finding", goal)), kind, words, act.goal(goal)
        )
        for kind, words, goal in quarter.raised
    ]
    yield Scene(act.moment(1, 0, 11), BOSS, raised)
    for goal, reason in quarter.withdrawn.items():
        taken = WithdrawObjective(act.goal(goal), reason)
        yield Scene(act.moment(1, 0, 12), act.lead(goal), [taken])
    yield Scene(act.moment(1, 0, 13), BOSS, settled)


def _published(act: Act) -> Iterator[Scene]:
    for goal in act.quarter.published:
        objective_id = act.goal(goal.name)
        yield Scene(
            act.moment(1, 1, 9),
            act.lead(goal.name),
            [CommitObjective(objective_id), PublishObjective(objective_id)],
        )
    yield Scene(act.moment(1, 1, 12), BOSS, [MoveCycle(act.cycle.cycle_id, "active")])
