"""Coverage: where nobody works, where too many do, and what works toward nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from domain.alignment.coverage import Apart, Cover, apart
from domain.alignment.linking import ObjectiveLinked, ObjectiveUnlinked, covers
from domain.alignment.review import FindingAnswered, FindingReopened, FindingResolved
from domain.cycles.cycle import Cycle, CycleDefined, CycleMoved
from domain.objectives.objective import CommitmentEvent
from domain.objectives.planning import KeyResultAdded, ObjectiveDrafted
from domain.objectives.state import KeyResult, Objective
from domain.values import CycleId, ObjectiveId
from domain.wording import counted, out_of
from projections.model.change import Change
from projections.model.rewording import REWORDING
from projections.model.workspace import Workspace
from projections.views.alignment.covering import OWN_ANSWER, Link, covering, in_words
from projections.views.projection import Named, Projection, View, named
from projections.views.shared.findings_left_open import Settled, settled
from projections.views.shared.link_paths import links_and_shape, links_that_hold

SHOWN = 100
"""How many orphans, and how many objectives of one key result, are named; the totals count all."""


class Working(View, frozen=True):
    objective_id: str
    title: str
    owner: Named


class Orphan(Working, frozen=True):
    """`settled` is why an alignment review left it as it is, None where none has."""

    settled: Settled | None


class Covered(View, frozen=True):
    """`linked` are those that cover it, by `units`; `refused` are linked by links that do not.

    `settled` is why an alignment review left a gap or an overload as it is.
    """

    key_result_id: str
    objective_id: str
    title: str
    finding: Cover
    linked: int
    contributing: int
    supporting: int
    units: int
    objectives: tuple[Working, ...]
    refused: int
    refused_objectives: tuple[Working, ...]
    settled: Settled | None


class Orphans(View, frozen=True):
    """Those that are linked to nothing, some of them by name; `settled` of all were left so."""

    total: int
    settled: int
    objectives: tuple[Orphan, ...]


class OutsideShown(View, frozen=True):
    """Objectives outside the alignment, some of them by name."""

    total: int
    objectives: tuple[Working, ...]


class Coverage(View, frozen=True):
    """Who works toward each company key result, and who works apart from all of them.

    Orphans are linked to nothing. The refused are, but by links of which their owner says that
    they will not contribute. The unconnected are linked, but not all the way up to the company.
    """

    cycle_id: str
    name: str
    text: tuple[str, ...]
    gaps: int
    overloads: int
    objectives: int
    key_results: tuple[Covered, ...]
    orphans: Orphans
    refused: OutsideShown
    unconnected: OutsideShown


Outside = dict[Apart, list[Objective]]


class CoverageView(Projection):
    name = "coverage"
    on = frozenset(
        {
            CycleDefined,
            CycleMoved,
            ObjectiveDrafted,
            KeyResultAdded,
            ObjectiveLinked,
            ObjectiveUnlinked,
            FindingResolved,
            FindingAnswered,
            FindingReopened,
            *REWORDING,
        }
    )
    ages = False

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        match change.event:
            case (
                CycleDefined()
                | CycleMoved()
                | ObjectiveDrafted()
                | ObjectiveLinked()
                | ObjectiveUnlinked()
                | FindingResolved()
                | FindingAnswered()
                | FindingReopened()
            ) as event:
                return (event.cycle_id,)
            case event if isinstance(event, CommitmentEvent):
                return self._cycle_of(workspace, event.objective_id)
            case _:
                return ()

    def _cycle_of(self, workspace: Workspace, objective_id: ObjectiveId) -> Iterable[str]:
        objective = workspace.objectives.planned(objective_id)
        return () if objective is None else (objective.cycle_id,)

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        return (cycle.cycle_id,)

    def render(self, workspace: Workspace, key: str) -> View | None:
        cycle = workspace.calendar.cycles.get(CycleId(key))
        if cycle is None:
            return None
        covered = tuple(
            _covered(workspace, objective, key_result)
            for objective in workspace.objectives.of_company(cycle.cycle_id)
            for key_result in objective.key_results.values()
        )
        everyone = workspace.objectives.present(cycle.cycle_id)
        connected = _connected(workspace, cycle)
        outside: Outside = {"orphan": [], "refused": [], "unconnected": []}
        for one in everyone:
            if one.objective_id not in connected:
                outside[apart(links_that_hold(workspace, one))].append(one)
        orphans = _orphans(workspace, outside["orphan"])
        return Coverage(
            cycle_id=cycle.cycle_id,
            name=cycle.name,
            text=tuple(_sentences(cycle, covered, orphans, outside, len(everyone))),
            gaps=sum(one.finding == "gap" for one, _ in covered),
            overloads=sum(one.finding == "overload" for one, _ in covered),
            objectives=len(everyone),
            key_results=tuple(one for one, _ in covered),
            orphans=orphans,
            refused=_shown(workspace, outside["refused"]),
            unconnected=_shown(workspace, outside["unconnected"]),
        )


def _connected(workspace: Workspace, cycle: Cycle) -> set[ObjectiveId]:
    """The company's objectives, and all from which links lead up to them step by step."""
    cycle_id = cycle.cycle_id
    companys = len(workspace.objectives.company.get(cycle_id, ()))
    made_from = (companys, *links_and_shape(workspace, cycle_id))
    return workspace.memo.remember(
        ("connected", cycle_id), made_from, lambda: _leading_up(workspace, cycle_id)
    )


def _leading_up(workspace: Workspace, cycle_id: CycleId) -> set[ObjectiveId]:
    found: set[ObjectiveId] = set()
    ahead = [one.objective_id for one in workspace.objectives.of_company(cycle_id)]
    while ahead:
        here = workspace.objectives.planned(ahead.pop())
        if here is None or here.objective_id in found:
            continue
        found.add(here.objective_id)
        links = workspace.links.into(here)
        ahead.extend(link.objective_id for link in links if covers(link))
    return found


def _shown(workspace: Workspace, objectives: list[Objective]) -> OutsideShown:
    return OutsideShown(
        len(objectives), tuple(_working(workspace, one) for one in objectives[:SHOWN])
    )


def _orphans(workspace: Workspace, found: list[Objective]) -> Orphans:
    answers = [settled(workspace, one, "orphan") for one in found]
    return Orphans(
        len(found),
        sum(one is not None for one in answers),
        tuple(
            Orphan(
                one.objective_id,
                one.title,
                named(workspace, one.owner, one.cycle_id),
                answer,
            )
            for one, answer in zip(found[:SHOWN], answers, strict=False)
        ),
    )


def _covered(
    workspace: Workspace, objective: Objective, key_result: KeyResult
) -> tuple[Covered, Iterable[str]]:
    """How a key result of the company is covered, and what is to be said of that."""
    key = key_result.key_result_id
    found = covering(workspace, key)
    kinds = Counter(one.link.kind for one in found.covering)
    answer = (
        None
        if found.finding == "covered"
        else settled(workspace, objective, found.finding, key_result_id=key)
    )
    shown = Covered(
        key_result_id=key,
        objective_id=objective.objective_id,
        title=key_result.title,
        finding=found.finding,
        linked=len(found.covering),
        contributing=kinds["contributes"],
        supporting=kinds["supports"],
        units=found.units,
        objectives=_some(workspace, found.covering),
        refused=len(found.refused),
        refused_objectives=_some(workspace, found.refused),
        settled=answer,
    )
    return shown, in_words(key_result.title, found)


def _some(workspace: Workspace, links: Sequence[Link]) -> tuple[Working, ...]:
    return tuple(_working(workspace, one.objective) for one in links[:SHOWN])


def _working(workspace: Workspace, objective: Objective) -> Working:
    return Working(
        objective.objective_id,
        objective.title,
        named(workspace, objective.owner, objective.cycle_id),
    )


def _sentences(
    cycle: Cycle,
    covered: Sequence[tuple[Covered, Iterable[str]]],
    orphans: Orphans,
    outside: Outside,
    everyone: int,
) -> Iterable[str]:
    if not covered:
        yield nothing_to_cover(cycle)
    for one, said in sorted(covered, key=lambda pair: _FIRST.index(pair[0].finding)):
        left = "" if one.settled is None else f"; {one.settled.text}"
        yield from (f"{sentence}{left if at == 0 else ''}" for at, sentence in enumerate(said))
    if orphans.total:
        left = f"; {_of_them(orphans)} let stand, with a reason" if orphans.settled else ""
        yield f"{out_of(orphans.total, everyone, 'objective')} linked to nothing{left}."
    told = {one.objective_id for shown, _ in covered for one in shown.refused_objectives}
    refused = sum(one.objective_id not in told for one in outside["refused"])
    if refused:
        are = counted(refused, "objective is", "objectives are")
        yield f"{are} linked without contributing: {OWN_ANSWER}."
    if outside["unconnected"]:
        apart = len(outside["unconnected"])
        yield f"{apart} {_are(apart)} linked, but not all the way up to the company."


def _of_them(orphans: Orphans) -> str:
    if orphans.settled < orphans.total:
        return f"{orphans.settled} of them {'was' if orphans.settled == 1 else 'were'}"
    return "this was"


_FIRST: tuple[Cover, ...] = ("gap", "overload", "covered")


def nothing_to_cover(cycle: Cycle) -> str:
    """That there is nothing anybody could work toward, which is not that nothing is missing."""
    if cycle.phase == "closed":
        return f"The company had no key results in {cycle.name}."
    return (
        f"The company has no key results in {cycle.name} yet, so there is nothing to work toward."
    )


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
