"""Whose a command's subject is, seen from who asks, and which streams tell that.

Beside what it decides on, every decision reads the organization, since what somebody may do depends
on whose it is. A subject that is not there is nobody's: the domain says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, get_args

from domain.access.rights import Whose
from domain.access.whose import Line
from domain.alignment.linking import AlignmentCommand
from domain.alignment.review import AnswerFinding, ReviewCommand
from domain.closing.closing import CallRoll
from domain.closing.reset import ResetCycle
from domain.closing.retrospective import HoldRetrospective
from domain.closing.scores import ScoreObjective
from domain.conversation.acknowledging import AcknowledgeCheckIn
from domain.conversation.comments import CommentCommand
from domain.cycles.cycle import CycleCommand
from domain.dependencies.dependency import (
    AcceptDependency,
    ConfirmDependency,
    DeclineDependency,
    DeliverDependency,
    SlipDependency,
)
from domain.drift.handling import AlertCommand
from domain.measuring.check_in import CheckInCommand
from domain.measuring.forecast import GiveForecast
from domain.messages import Command
from domain.objectives.objective import ObjectiveCommand
from domain.objectives.planning import DraftObjective
from domain.objectives.state import Objective
from domain.organization.chart import Organization
from domain.organization.organization import OrganizationCommand
from domain.organization.standing_in import EndStandIn, NameStandIn, StandInCommand
from domain.preferences import PreferenceCommand, SetNoticePreferences
from domain.resources.claims import (
    ChangeClaim,
    ClaimCommand,
    ClaimResource,
    Claims,
    ReleaseClaim,
)
from domain.resources.pools import ChangeCapacity, ClosePool, OpenPool, PoolCommand, Pools
from domain.rituals import sessions
from domain.rituals.schedule import RitualCommand
from domain.rituals.sessions import OpenSession, Session, SessionCommand
from domain.strategy.strategy import StrategyCommand
from domain.values import ObjectiveId, Owner, PersonId, UnitId
from domain.work import WorkCommand
from domain.workspace import WorkspaceCommand
from events.basis import Streams
from events.streams import (
    ORGANIZATION,
    POOLS,
    AnyCommand,
    claims_stream,
    objective_stream,
    session_stream,
)

States = Mapping[str, Any]


def _everybodys(_: Command, __: States, ___: Line) -> Iterable[Whose]:
    return ["all"]


def _no_objective(_: Command, __: States) -> ObjectiveId | None:
    return None


class Subject(NamedTuple):
    """How whose it is follows from a command; `objective` names one that has to be read for it."""

    whose: Callable[[Any, States, Line], Iterable[Whose]] = _everybodys
    objective: Callable[[Any, States], ObjectiveId | None] = _no_objective


def whose(command: AnyCommand, states: States, line: Line) -> list[Whose]:
    """All ways in which the subject is theirs who ask; none where it is not there."""
    return list(SUBJECTS[type(command)].whose(command, states, line))


def objective_of(command: AnyCommand, states: States) -> ObjectiveId | None:
    """The objective that a command is about in the end, found in what it reads itself."""
    return SUBJECTS[type(command)].objective(command, states)


def streams_of(command: AnyCommand, states: States) -> Streams:
    """What has to be read too before it can be told whose the subject is."""
    found = objective_of(command, states)
    return () if found is None else (objective_stream(found),)


def hidden(command: AnyCommand, states: States) -> ObjectiveId | None:
    """The objective that a command is about, if it is one that not everybody may see."""
    objective = _objective(command, states)
    return None if objective is None or not objective.is_hidden else objective.objective_id


# Objectives, and what is asked of others for them


def _named(command: Any, _: States) -> ObjectiveId | None:
    objective_id: ObjectiveId | None = command.objective_id
    return objective_id


def _objective(command: Any, states: States) -> Objective | None:
    found = objective_of(command, states)
    objective: Objective | None = None if found is None else states.get(objective_stream(found))
    return objective


def _drafted(command: DraftObjective, states: States, line: Line) -> Iterable[Whose]:
    present: Objective | None = states[objective_stream(command.objective_id)]
    if present is not None:
        yield line.objective(present)
    else:
        mine = line.owner(command.owner)
        company = line.chart.level(command.owner) == "company"
        yield "company" if company and mine != "own" else mine


def _of_objective(command: Any, states: States, line: Line) -> Iterable[Whose]:
    objective = _objective(command, states)
    return () if objective is None else [line.objective(objective)]


def _of_plans(command: Any, states: States, line: Line) -> Iterable[Whose]:
    """What is found in no objective is about the plans of the whole workspace."""
    return ["all"] if command.objective_id is None else _of_objective(command, states, line)


def _of_key_result(command: Any, states: States, line: Line) -> Iterable[Whose]:
    objective = _objective(command, states)
    if objective is None:
        return ()
    return line.key_result(objective, objective.key_results.get(command.key_result_id))


def _of_provider(command: Any, states: States, line: Line) -> Iterable[Whose]:
    """A promise is made by whom it is asked of."""
    objective = _objective(command, states)
    needing = None if objective is None else objective.needing(command.dependency_id)
    if needing is not None:
        yield line.unit(needing.dependencies[command.dependency_id].asked.provider_id)


def _claimed(command: ChangeClaim | ReleaseClaim, states: States) -> ObjectiveId | None:
    known: Claims = states[claims_stream(command.cycle_id)]
    claim = known.claims.get(command.claim_id)
    return None if claim is None else claim.objective_id


# Units


def _of_unit(command: Any, _: States, line: Line) -> Iterable[Whose]:
    return [line.unit(command.unit_id)]


def _of_unit_or_all(command: Any, _: States, line: Line) -> Iterable[Whose]:
    """What holds for the company as a unit holds for the whole workspace."""
    company = line.chart.company
    everywhere = company is not None and command.unit_id == company.unit_id
    return ["all" if everywhere else line.unit(command.unit_id)]


def _of_pool(command: ChangeCapacity | ClosePool, states: States, line: Line) -> Iterable[Whose]:
    pools: Pools = states[POOLS]
    pool = pools.pools.get(command.pool_id)
    return () if pool is None else [line.unit(pool.unit_id)]


def _of_session(command: SessionCommand, states: States, line: Line) -> Iterable[Whose]:
    """A session is that of each unit that takes part in it."""
    units: tuple[UnitId, ...]
    if isinstance(command, OpenSession):
        units = command.unit_ids
    else:
        session: Session = states[session_stream(command.session_id)]
        if session == sessions.EMPTY:
            return ()
        units = session.unit_ids
    return [line.unit(one) for one in units]


# People


def _of_person(
    command: StandInCommand | PreferenceCommand, states: States, line: Line
) -> Iterable[Whose]:
    """A lead speaks for the people of their line, but not for those who may do more than they."""
    person_id: PersonId | None = None
    match command:
        case NameStandIn() | SetNoticePreferences():
            person_id = command.person_id
        case EndStandIn():
            known: Organization = states[ORGANIZATION]
            present = known.stand_ins.get(command.stand_in_id)
            person_id = None if present is None else present.person_id
    person = None if person_id is None else line.chart.people.get(person_id)
    if person is None:
        return ()
    mine = line.owner(Owner("person", person.person_id))
    above = person.role in ("executive", "administrator")
    return ["other" if above and mine != "own" else mine]


def _all_of(commands: Any, subject: Subject) -> dict[type[Command], Subject]:
    return dict.fromkeys(get_args(commands) or (commands,), subject)


SUBJECTS: dict[type[Command], Subject] = {
    **_all_of(ObjectiveCommand, Subject(_of_objective, _named)),
    **_all_of(DraftObjective, Subject(_drafted, _named)),
    **_all_of(CheckInCommand | GiveForecast | AcknowledgeCheckIn, Subject(_of_key_result, _named)),
    **_all_of(AlertCommand, Subject(_of_key_result, _named)),
    **_all_of(
        AcceptDependency
        | DeclineDependency
        | ConfirmDependency
        | SlipDependency
        | DeliverDependency,
        Subject(_of_provider, _named),
    ),
    **_all_of(AlignmentCommand, Subject(_of_objective, _named)),
    **_all_of(ClaimCommand, Subject(_of_objective, _claimed)),
    **_all_of(ClaimResource, Subject(_of_objective, _named)),
    **_all_of(ScoreObjective, Subject(_of_objective, _named)),
    **_all_of(CommentCommand, Subject(_of_objective, _named)),
    **_all_of(WorkCommand, Subject(_of_unit)),
    **_all_of(RitualCommand, Subject(_of_unit_or_all)),
    **_all_of(HoldRetrospective, Subject(_of_unit_or_all)),
    **_all_of(PoolCommand, Subject(_of_pool)),
    **_all_of(OpenPool, Subject(_of_unit)),
    **_all_of(SessionCommand, Subject(_of_session)),
    **_all_of(ReviewCommand, Subject()),
    **_all_of(AnswerFinding, Subject(_of_plans, _named)),
    **_all_of(StrategyCommand, Subject()),
    **_all_of(CycleCommand, Subject()),
    **_all_of(CallRoll | ResetCycle, Subject()),
    **_all_of(OrganizationCommand, Subject()),
    **_all_of(StandInCommand | PreferenceCommand, Subject(_of_person)),
    **_all_of(WorkspaceCommand, Subject()),
}
"""Every command there is, and how it is told whose its subject is.

First those of a whole aggregate, then those of them that are told otherwise.
"""
