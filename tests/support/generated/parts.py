"""What commands carry: metrics, values, changes, outputs, lessons and decisions, wrong ones too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta

from msgspec.structs import replace

from domain.alignment.review import Finding
from domain.closing.reset import CarryOver, Drop, Finish
from domain.closing.reset import Decision as Fate
from domain.closing.retrospective import Lesson, Verdict
from domain.measuring.check_in import Blocker
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
from domain.objectives.state import Changes, KeyResult, Objective, RevisedKeyResult, RevisedLink
from domain.rituals.cadence import EndOfCycle, Monthly, Recurrence, Weekday, Weekly
from domain.rituals.sessions import (
    Blocked,
    Decision,
    Escalation,
    Note,
    Output,
    Refreshed,
    Scored,
)
from domain.values import FindingId, KeyResultId, LinkId, ObjectiveId, OutcomeId, Owner, Strength
from tests.support.generated.drawing import NOWHERE, Drawing

TEXTS = ["", "", "going well", "Zürich: 85 % — fine", "\u2028 odd ", "-", "\\-", "=1+1"]
SENTENCES = ["No time", "We know better", "Zürich first", "- or not", "=1+1"]
NUMBERS = [0.0, 0.1, 1.0, 2.5, 4.0, 7.0, 12.5]
WRONG_NUMBERS = [-1.0, 1e16, -1e16]
ZONES = ["Asia/Tokyo", "America/New_York", "Mars/One"]

METRICS: list[Metric] = [
    Increase(10, 20), Increase(10, 30, unit="%"), Increase(-5, 5), Decrease(100, 90, stretch=80),
    Decrease(100, 70), MaintainAtLeast(99.5), MaintainAtMost(5), MaintainInRange(1, 3),
    Milestone(), Milestone((Step("draft", 1), Step("launch", 3))),
    Milestone((Step("draft", 2), Step("launch", 1), Step("party", 1))), Boolean(),
]  # fmt: skip
WRONG_METRICS: list[Metric] = [
    Increase(10, 1e16), Increase(10, 10), Increase(20, 10), Increase(0, 1e-200),
    Increase(0, 10, stretch=5), MaintainInRange(3, 1), Milestone((Step("a"), Step("a"))),
    Milestone((Step("a", 0.0),)),
]  # fmt: skip

BLOCKERS = [
    Blocker("no data", "resource"),
    Blocker("hiring", "resource"),
    Blocker("hiring", "clarity"),
]


def metric(draw: Drawing) -> Metric:
    return _metric(draw, draw.metric)


def _metric(draw: Drawing, now: Metric | None) -> Metric:
    if draw.slips():
        return draw.one(WRONG_METRICS)
    if now and not draw.slips():
        return draw.one([one for one in METRICS if type(one) is type(now)])
    found = draw.one(METRICS)
    if isinstance(found, Milestone) and draw.cycle:
        steps = [replace(step, due=draw.one([None, draw.cycle.ends])) for step in found.steps]
        return replace(found, steps=tuple(steps))
    return found


def number(draw: Drawing) -> float:
    return draw.one(WRONG_NUMBERS) if draw.slips() else draw.one(NUMBERS)


def value(draw: Drawing) -> float | None:
    """What is reported as it is measured, sometimes otherwise."""
    if draw.slips():
        return draw.one([None, 1.0, -3.0, 19.0, 99.9, 1e16])
    match draw.metric:
        case Increase() | Decrease() as one:
            return one.baseline + draw.number(-1, 12) / 10 * (one.target - one.baseline)
        case MaintainAtLeast() | MaintainAtMost() as one:
            return one.target + draw.number(-2, 2)
        case MaintainInRange() as one:
            return one.low + draw.number(-1, 4)
        case Milestone() as one:
            return None if one.steps else 10.0 * draw.number(0, 10)
        case _:
            return draw.one([0.0, 1.0])


def forecast(draw: Drawing) -> float:
    """Where somebody expects it to end, sometimes nowhere that it could."""
    if draw.slips():
        return draw.one([-3.0, 19.0, 1e16])
    match draw.metric:
        case Increase() | Decrease() as one:
            return one.baseline + draw.number(-1, 12) / 10 * (one.target - one.baseline)
        case Boolean():
            return draw.one([0.0, 1.0])
        case _:
            return 10.0 * draw.number(0, 10)


def done(draw: Drawing) -> tuple[str, ...] | None:
    if isinstance(draw.metric, Milestone) and draw.metric.steps and not draw.slips():
        names = [step.name for step in draw.metric.steps]
        return (NOWHERE,) if draw.slips() else draw.some(names, 3)
    return ("draft",) if draw.slips() else None


def owner(draw: Drawing) -> Owner:
    if draw.chance(0.4):
        return Owner("person", draw.there(draw.known.organization.people))
    return Owner("unit", draw.there(draw.known.organization.units))


DAYS: list[Weekday] = ["monday", "thursday", "friday"]
VERDICTS: list[Verdict] = ["keep", "change", "abandon"]


def recurrence(draw: Drawing) -> Recurrence:
    day = draw.one(DAYS)
    found: list[Recurrence] = [
        Weekly(day),
        Weekly(day, 2),
        Monthly(day, -1),
        EndOfCycle(day),
        EndOfCycle(day, "year"),
    ]
    return draw.one(found)


def at(draw: Drawing) -> time:
    return time(draw.number(7, 18), draw.one([0, 30]))


def lesson(draw: Drawing) -> Lesson:
    about = draw.there(draw.known.objectives) if draw.chance(0.5) else None
    aim = draw.there(draw.known.strategy.outcomes) if draw.chance(0.3) else None
    return Lesson(draw.one(SENTENCES), draw.one(VERDICTS), draw.one(TEXTS), about, aim)


def output(draw: Drawing) -> Output:
    about = ObjectiveId(_named(draw, draw.known.objectives))
    found: list[Output] = [
        Blocked("hiring", "resource", draw.one([None, about])),
        Escalation(draw.one(SENTENCES), owner(draw), draw.one([None, about])),
        Escalation(draw.one(SENTENCES), owner(draw)),
        Decision("Ada helps", "course" if draw.chance(0.5) else "resources"),
        Scored(about),
        Refreshed(OutcomeId(_named(draw, draw.known.strategy.outcomes))),
        Note(draw.one(SENTENCES)),
    ]
    return draw.one(found)


def _named(draw: Drawing, names: Iterable[str]) -> str:
    """By a name as it may be within a value, without spaces."""
    return str(draw.there(one for one in names if " " not in one))


def outputs(draw: Drawing) -> tuple[Output, ...]:
    """Rarely too many, together with those that are there."""
    about = draw.known.sessions.get(draw.chosen["session_id"])
    if about and about.outputs and draw.slips():
        return tuple(Note(f"Note {number}") for number in range(200))
    return tuple(output(draw) for _ in range(draw.number(0, 2)))


def findings(draw: Drawing) -> tuple[Finding, ...]:
    """As the rules find them: with a name that says what it is about."""
    about = draw.some(draw.known.objectives_of(draw.cycle_id))
    return tuple(
        Finding(
            FindingId(f"orphan:{one.objective_id}"), "orphan", "Linked to nothing", one.objective_id
        )
        for one in about
    )


def scores(draw: Drawing) -> dict[KeyResultId, float]:
    about = draw.objective
    if about is None:
        return {}
    found = {one: draw.number(0, 10) / 10 for one in about.key_results if not draw.slips()}
    if draw.slips():
        found[KeyResultId(NOWHERE)] = 0.5
    if found and draw.slips():
        found[draw.one(list(found))] = 1.5
    return found


def decisions(draw: Drawing) -> tuple[Fate, ...]:
    published = [one for one in draw.known.objectives_of(draw.cycle_id) if one.stage == "published"]
    fates = [_fate(draw, one.objective_id) for one in published]
    if fates and draw.slips():
        fates.append(draw.one(fates))
    if draw.slips():
        fates.append(Finish(draw.there(draw.known.objectives)))
    return tuple(fates[:-1] if draw.slips() else fates)


def _fate(draw: Drawing, objective: ObjectiveId) -> Fate:
    anew = ObjectiveId(f"{objective} again")
    fates: list[Fate] = [
        CarryOver(objective, anew),
        Drop(objective, "No market"),
        Finish(objective),
    ]
    return draw.one(fates)


def changes(draw: Drawing) -> Changes:
    about = draw.objective
    if about is None or draw.chance(0.1):
        return Changes(withdraw=True, title="Gone" if draw.slips() else None)
    if draw.slips():
        return Changes(title=about.title)
    names = [*about.key_results, KeyResultId(draw.fresh("k"))]
    revised = [_revised(draw, name, about.key_results.get(name)) for name in draw.some(names)]
    links = draw.known.alignment(about.cycle_id)
    own = [one.link_id for one in links.links.values() if one.objective_id == about.objective_id]
    return Changes(
        title=draw.one([None, "In other words", about.title]),
        description=draw.one([None, *TEXTS]),
        key_results=(*revised, *(revised[:1] if draw.slips() else ())),
        remove=draw.some([*about.key_results, KeyResultId(NOWHERE)], 1) if draw.chance(0.3) else (),
        link=(_new_link(draw, about),) if draw.chance(0.4) else (),
        unlink=draw.some([*own, LinkId(NOWHERE)], 1) if draw.chance(0.4) else (),
    )


def _revised(draw: Drawing, name: KeyResultId, known: KeyResult | None) -> RevisedKeyResult:
    measured = _metric(draw, known.metric if known else None)
    return RevisedKeyResult(
        name, draw.one(SENTENCES), measured, weight(draw), due=due(draw),
        owner=owner(draw) if draw.chance(0.3) else None,
        midpoint=0.3 if draw.chance(0.2) else known.midpoint if known else None,
    )  # fmt: skip


def _new_link(draw: Drawing, child: Objective) -> RevisedLink:
    there = [one for one in draw.known.objectives_of(child.cycle_id) if one != child] or [child]
    parent = draw.one(there)
    target = draw.one([None, *parent.key_results])
    name = LinkId(draw.fresh("l", draw.known.alignment(child.cycle_id).links))
    if draw.chance(0.5):
        return RevisedLink(name, parent.objective_id, target, "supports")
    strength: Strength = "strong" if draw.chance(0.5) else "weak"
    return RevisedLink(
        name, parent.objective_id, target, "contributes", "by doing it", strength, "yes"
    )


def weight(draw: Drawing) -> float:
    return draw.one([0.0, 0.0, 1e16]) if draw.slips() else draw.one([0.0, 1.0, 1.0, 3.0])


def due(draw: Drawing) -> date | None:
    return draw.day() if draw.chance(0.4) else None


def later(draw: Drawing, first: object, most: int) -> date:
    """The last day of a span; sometimes before the first one."""
    begins = first if isinstance(first, date) else draw.today
    return begins + timedelta(-1 if draw.slips() else draw.number(0, most))
