"""Stored documents and snapshots outlive the code that made them; LAYOUT tells them apart."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time, timedelta

from domain.alignment import LinkObjective
from domain.cadence import Weekly
from domain.check_in import Blocker, CheckIn, CorrectCheckIn
from domain.dependency import AcceptDependency, RequestDependency, SlipDependency
from domain.reorganization import LeaveOrganization, MergeUnit, MovePerson, RenameUnit
from domain.rituals import ScheduleRitual
from domain.sessions import Escalation, RecordOutput
from domain.values import CheckInId, DependencyId, LinkId, Owner, PersonId, SessionId
from domain.workspace import SetFiscalStart
from events.streams import AnyCommand
from projections import fold, snapshot
from projections.workspace import Workspace
from tests.support.acme import CYCLES, FOUNDING, OBJECTIVES, STARTS, UNITS, key_result_of, planned
from tests.support.logs import Said, run, tell
from tests.support.practice import closing, organization, resources, rituals, strategy, work

RECORDED = (5, "9cc6634e")
"""The layout, and a digest of what it makes of the story below."""


def story() -> list[Said]:
    begin = datetime.combine(STARTS, time(9), tzinfo=UTC)
    said = [Said(begin, command) for command in FOUNDING]
    plans = [planned(index) for index in range(4)]
    said += [Said(begin, command) for plan in plans for command in plan[:-2]]
    top, below = key_result_of(OBJECTIVES[0], 0), key_result_of(OBJECTIVES[1], 0)
    for number, (child, parent, target, kind) in enumerate(
        [(1, 0, top, "contributes"), (2, 1, below, "contributes"), (3, 0, None, "supports")]
    ):
        link = LinkObjective(
            CYCLES[0], LinkId(f"l{number}"), OBJECTIVES[child], OBJECTIVES[parent], target,
            "contributes" if kind == "contributes" else "supports", "by doing it", "medium", "yes",
        )  # fmt: skip
        said.append(Said(begin, link))
    said += [Said(begin, command) for plan in plans for command in plan[-2:]]
    said += [Said(begin, command) for command in _dependencies()]
    stuck = (Blocker("hiring", "resource"),)
    for week in range(9):
        at = begin + timedelta(days=7 * week + 2)
        for objective in OBJECTIVES[:2]:
            name = CheckInId(f"{objective} {week}")
            said.append(Said(at, CheckIn(
                objective, key_result_of(objective, 0), name, at.date(), 10.0 + week / 10,
                max(1, 4 - week // 2), "slow", stuck,
            )))  # fmt: skip
    said += [Said(begin, command) for command in (*resources.BEGUN, *work.BEGUN)]
    said += [Said(begin, command) for command in (*rituals.BEGUN, *_rituals(), *closing.BEGUN)]
    said += [Said(begin, command) for command in (*rituals.BEGUN, *_rituals())]
    said += [Said(begin, command) for command in strategy.BEGUN]
    said += [Said(begin, command) for command in (*organization.BEGUN, *_reorganization())]
    last = CheckInId(f"{OBJECTIVES[0]} 8")
    corrected = CorrectCheckIn(OBJECTIVES[0], top, last, "typo", 19.0, 5)
    return [*said, Said(begin + timedelta(days=70), corrected)]


def _rituals() -> list[AnyCommand]:
    fortnightly = ScheduleRitual("check_in", Weekly("friday", 2), time(9), 30, STARTS, UNITS[2])
    escalation = Escalation("The API is late", Owner("unit", UNITS[0]))
    return [fortnightly, RecordOutput(SessionId("s0"), escalation)]


def _reorganization() -> list[AnyCommand]:
    care, middle = organization.CARE, STARTS + timedelta(40)
    return [
        RenameUnit(UNITS[1], "Growth", middle),
        MovePerson(PersonId("ada"), care, middle),
        MergeUnit(organization.LAB, care, STARTS),
        LeaveOrganization(organization.BOB, STARTS + timedelta(200)),
        SetFiscalStart(10),
    ]


def _dependencies() -> list[AnyCommand]:
    needed = STARTS + timedelta(20)
    commands: list[AnyCommand] = []
    for number in range(3):
        objective, dependency = OBJECTIVES[number], DependencyId(f"d{number}")
        key_result, provider = key_result_of(objective, 0), UNITS[(number + 1) % 3]
        commands.append(
            RequestDependency(objective, key_result, dependency, provider, "a thing", needed)
        )
        if number:
            commands.append(AcceptDependency(objective, dependency))
    slip = SlipDependency(OBJECTIVES[1], DependencyId("d1"), STARTS + timedelta(40), "ill")
    return [*commands, slip]


def test_what_is_stored_changes_only_with_its_layout() -> None:
    """If this fails, raise LAYOUT in projections/fold.py and record it here with the digest."""
    log = run(tell(story()))
    workspace = Workspace()
    for stored in log:
        workspace.take(stored)
    digest = hashlib.sha256(snapshot.dump(workspace))
    for (projection, key), document in sorted(fold.replay(log).items()):
        digest.update(f"{projection} {key} {document.etag}\n".encode())
        digest.update(document.body or b"")
    assert (fold.LAYOUT, digest.hexdigest()[:8]) == RECORDED


def test_the_story_reaches_what_it_should() -> None:
    documents = fold.replay(run(tell(story())))
    assert {projection for projection, _ in documents} == set(fold.PROJECTIONS)
    bodies = b"".join(document.body or b"" for document in documents.values())
    for word in (
        b'"status":"raised"',
        b'"at_risk"',
        b'"reason":"typo"',
        b'"mechanism":"by doing it"',
    ):
        assert word in bodies
