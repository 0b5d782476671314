"""What a generated company sets out to do: objectives, key results, and the links between them.

Planted on purpose: company key results that nobody works toward, one that too many do, objectives
that are linked to nothing, weak links, and links that support without moving a number.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from api.synthetic import words
from api.synthetic.shape import Shape
from api.synthetic.units import Organization, Unit
from domain.alignment.linking import LinkObjective
from domain.cycles.cycle import Cycle
from domain.measuring.metric import (
    Boolean,
    Decrease,
    Increase,
    MaintainAtLeast,
    MaintainAtMost,
    MaintainInRange,
    Metric,
    Milestone,
    Step,
)
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.values import KeyResultId, LinkId, ObjectiveId, Owner, PersonId

COMPANY_OBJECTIVES = 5
ORPHANS = 0.06
SUPPORTS = 0.15
CROWD = 8
"""How many units flock to the first key result of the company, each with an objective."""

LED = 0.25
COMMITTED = 0.15
ENOUGH_TO_FORGET_ONE = 3
TO_THE_WHOLE = 0.04
STRAIGHT_TO_THE_COMPANY = 0.05


class Draw(Struct, frozen=True):
    """What every goal is drawn from."""

    shape: Shape
    cycle: Cycle
    random: Random


class Goal(Struct, frozen=True):
    """An objective of a unit with its key results."""

    unit: Unit
    draft: DraftObjective
    key_results: list[AddKeyResult]


class Goals(Struct, frozen=True):
    company: list[Goal]
    divisions: list[Goal]
    teams: list[Goal]
    links: list[LinkObjective]

    def __iter__(self) -> Iterator[Goal]:
        yield from self.company
        yield from self.divisions
        yield from self.teams


def goals(shape: Shape, made: Organization, cycle: Cycle, random: Random) -> Goals:
    draw = Draw(shape, cycle, random)
    owners = _owners(shape, made)
    sizes = _sizes(shape, random)
    kinds = _kinds(random)
    found = Goals([], [], [], [])
    for number, (unit, size) in enumerate(zip(owners, sizes, strict=True)):
        _level(found, unit).append(_goal(draw, number, unit, [next(kinds) for _ in range(size)]))
    found.links.extend(_links(draw, found))
    return found


def _level(found: Goals, unit: Unit) -> list[Goal]:
    return {"company": found.company, "division": found.divisions, "team": found.teams}[unit.kind]


def _owners(shape: Shape, made: Organization) -> list[Unit]:
    """Who owns each objective: a handful the company, some the divisions, most the teams."""
    if not made.divisions:
        return [made.company] * shape.objectives
    company = min(COMPANY_OBJECTIVES, max(1, shape.objectives // 8))
    rest = shape.objectives - company
    below = min(rest, 4 * len(made.divisions), max(1, rest // 4)) if made.teams else rest
    return [
        *[made.company] * company,
        *[made.divisions[number % len(made.divisions)] for number in range(below)],
        *[made.teams[number % len(made.teams)] for number in range(rest - below)],
    ]


def _sizes(shape: Shape, random: Random) -> list[int]:
    """How many key results each objective has: about as many, and all of them in total."""
    each, over = divmod(shape.key_results, shape.objectives)
    sizes = [each + (number < over) for number in range(shape.objectives)]
    for giver in range(shape.objectives):
        taker = random.randrange(shape.objectives)
        if sizes[giver] > max(1, each - 2) and sizes[taker] < each + 2:
            sizes[giver] -= 1
            sizes[taker] += 1
    return sizes


_KINDS = (
    ["increase"] * 7 + ["decrease"] * 3 + ["at_least"] * 2 + ["at_most"] + ["in_range"]
    + ["percent"] * 2 + ["steps"] * 2 + ["boolean"] * 2
)  # fmt: skip


def _kinds(random: Random) -> Iterator[str]:
    """The kinds of metric: each once, then by their usual shares."""
    yield from dict.fromkeys(_KINDS)
    while True:
        yield random.choice(_KINDS)


def _goal(draw: Draw, number: int, unit: Unit, kinds: list[str]) -> Goal:
    objective_id = ObjectiveId(draw.shape.identifier("objective", number))
    choice = words.COMPANY_GOALS if unit.kind == "company" else words.GOALS
    title = choice[number % len(choice)].format(unit=unit.name)
    owner = Owner("unit", unit.unit_id)
    draft = DraftObjective(objective_id, draw.cycle.cycle_id, title, owner)
    key_results = [
        _key_result(draw, draft, place, kind, lead=unit.lead) for place, kind in enumerate(kinds)
    ]
    return Goal(unit, draft, key_results)


def _key_result(
    draw: Draw, draft: DraftObjective, place: int, kind: str, *, lead: PersonId
) -> AddKeyResult:
    random = draw.random
    title, metric = _measured(kind, draw.cycle, random)
    return AddKeyResult(
        objective_id=draft.objective_id,
        key_result_id=KeyResultId(draw.shape.identifier("key result", draft.objective_id, place)),
        title=title,
        metric=metric,
        weight=random.choice((1.0, 1.0, 1.0, 2.0, 0.5)),
        owner=Owner("person", lead) if random.random() < LED else None,
        ambition="committed" if random.random() < COMMITTED else "aspirational",
        midpoint=0.1 if isinstance(metric, Boolean) else random.choice((None, None, 0.4, 0.6)),
    )


def _measured(kind: str, cycle: Cycle, random: Random) -> tuple[str, Metric]:
    match kind:
        case "increase":
            about = random.choice(words.UP)
            up = Increase(*_near(about, random), unit=about.unit)
            return f"{about.title} from {up.baseline:g} to {up.target:g} {about.unit}", up
        case "decrease":
            about = random.choice(words.DOWN)
            down = Decrease(*_near(about, random), unit=about.unit)
            return f"{about.title} from {down.baseline:g} to {down.target:g} {about.unit}", down
        case "at_least":
            about = random.choice(words.AT_LEAST)
            return (
                f"{about.title}: {about.low:g} {about.unit} or more",
                MaintainAtLeast(about.low, about.unit),
            )
        case "at_most":
            about = random.choice(words.AT_MOST)
            return (
                f"{about.title}: {about.low:g} {about.unit} or fewer",
                MaintainAtMost(about.low, about.unit),
            )
        case "in_range":
            about = random.choice(words.IN_RANGE)
            return (
                f"{about.title}: {about.low:g} to {about.high:g} {about.unit}",
                MaintainInRange(about.low, about.high, about.unit),
            )
        case "percent":
            return random.choice(words.MILESTONES), Milestone()
        case "steps":
            return random.choice(words.MILESTONES), _steps(cycle)
        case _:
            return random.choice(words.YES_OR_NO), Boolean()


def _near(about: words.Measure, random: Random) -> tuple[float, float]:
    """A baseline and a target about as far apart as usual."""
    span = about.high - about.low
    return (
        round(about.low + span * random.uniform(0, 0.2), 1),
        round(about.high + span * random.uniform(-0.1, 0.3), 1),
    )


def _steps(cycle: Cycle) -> Milestone:
    length = (cycle.ends - cycle.starts).days
    return Milestone(
        tuple(
            Step(name, 1.0, cycle.starts + timedelta(days=length * (place + 1) // len(words.STEPS)))
            for place, name in enumerate(words.STEPS)
        )
    )


def _links(draw: Draw, found: Goals) -> Iterator[LinkObjective]:
    random = draw.random
    targets = [one for goal in found.company for one in goal.key_results]
    forgotten = max(1, len(targets) // 8) if len(targets) >= ENOUGH_TO_FORGET_ONE else 0
    wanted = targets[: len(targets) - forgotten]
    own: dict[str, list[AddKeyResult]] = {}
    for goal in found.divisions:
        own.setdefault(goal.unit.unit_id, []).extend(goal.key_results)
    below = [*found.divisions, *found.teams]
    crowd: set[str] = set()
    for number, goal in enumerate(below):
        if random.random() < ORPHANS:
            continue
        if len(crowd) < CROWD < len(below) // 2 and goal.unit.unit_id not in crowd:
            crowd.add(goal.unit.unit_id)
            candidates = wanted[:1]
        elif goal.unit.kind == "team" and random.random() >= STRAIGHT_TO_THE_COMPANY:
            candidates = own.get(goal.unit.division or "", wanted)
        else:
            candidates = wanted
        yield _link(draw, number, goal, random.choice(candidates))


def _link(draw: Draw, number: int, goal: Goal, target: AddKeyResult) -> LinkObjective:
    random = draw.random
    whole = random.random() < TO_THE_WHOLE
    supports = LinkObjective(
        cycle_id=draw.cycle.cycle_id,
        link_id=LinkId(draw.shape.identifier("link", number)),
        objective_id=goal.draft.objective_id,
        parent_objective_id=target.objective_id,
        key_result_id=None if whole else target.key_result_id,
        kind="supports",
    )
    if random.random() < SUPPORTS:
        return supports
    return replace(
        supports,
        kind="contributes",
        mechanism=random.choice(words.MECHANISMS),
        strength=random.choice(("strong", "medium", "medium", "weak")),
        link_test=random.choice(("yes", "yes", "yes", "maybe", "no")),
    )
