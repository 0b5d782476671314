from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from domain.access.identity import acting, written
from domain.access.rights import NotAllowed
from domain.alignment.linking import LinkClosesCircle, LinkObjective, UnlinkObjective, announced
from domain.cycles.cycle import CycleNameTaken, DefineCycle, MoveCycle, UnknownCycle
from domain.errors import Rejection
from domain.measuring.check_in import CheckIn, EffectiveInTheFuture
from domain.measuring.metric import Increase
from domain.objectives.negotiation import CommitObjective, PublishObjective
from domain.objectives.objective import UnknownObjective
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.objectives.revision import ApproveRevision, RequestRevision
from domain.objectives.state import Changes, NothingToMeasure, RevisedLink, Revision
from domain.organization.organization import AddPerson, AddUnit
from domain.values import (
    CheckInId,
    CycleId,
    KeyResultId,
    LinkId,
    ObjectiveId,
    PersonId,
    RevisionId,
    UnitId,
)
from domain.workspace import CreateWorkspace
from events import handling, states
from events.handling import Busy, Desk, Request, StaleVersion
from events.log import Append, Appended, Draft, KeyReused, Stored, UnknownWorkspace
from events.memory import MemoryLog
from events.states import RecordStopped, WrittenByNewerVersion
from events.streams import AnyCommand
from tests.support.company import unit
from tests.support.logs import WORKSPACE

NOW = datetime(2026, 7, 15, 12, tzinfo=UTC)
ACME, SALES = UnitId("acme"), UnitId("sales")
Q3, Q4 = CycleId("q3"), CycleId("q4")
GOAL, SELL = ObjectiveId("goal"), ObjectiveId("sell")
NPS, DEALS = KeyResultId("nps"), KeyResultId("deals")
STREAM = "objective:sell"


ADA = acting("ada", "administrator")


def ask(*commands: AnyCommand, **more: object) -> Request:
    facts: dict[str, object] = {"who": ADA, "now": NOW, **more}
    return Request(commands, **facts)  # type: ignore[arg-type]  # whatever a request has


found: list[AnyCommand] = [
    CreateWorkspace("Acme", "America/New_York"),
    AddUnit(ACME, "Acme", "company"),
    AddUnit(SALES, "Sales", "team", ACME),
    DefineCycle(Q3, "2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
    MoveCycle(Q3, "active"),
]


def plan(objective: ObjectiveId, key: KeyResultId, owner: UnitId) -> list[AnyCommand]:
    return [
        DraftObjective(objective, Q3, f"The {objective}", unit(owner)),
        AddKeyResult(objective, key, f"More {key}", Increase(0, 100)),
        CommitObjective(objective),
        PublishObjective(objective),
    ]


def report(name: str, value: float, day: date = date(2026, 7, 14)) -> CheckIn:
    return CheckIn(SELL, DEALS, CheckInId(name), day, value)


@pytest.fixture
async def log() -> MemoryLog:
    opened = MemoryLog(lambda: NOW)
    await opened.create_workspace(WORKSPACE, "Acme")
    await Desk(opened).handle(
        WORKSPACE, ask(*found, *plan(GOAL, NPS, ACME), *plan(SELL, DEALS, SALES))
    )
    return opened


@pytest.fixture
def desk(log: MemoryLog) -> Desk:
    return Desk(log)


async def position(log: MemoryLog) -> int:
    return (await log.head(WORKSPACE)).position


# One request


async def test_a_command_becomes_its_events(log: MemoryLog, desk: Desk) -> None:
    before = await position(log)
    outcome = await desk.handle(WORKSPACE, ask(report("first", 10), correlation="c1"))
    assert outcome == handling.Outcome(before + 1, 5, appended=1)
    stored = (await log.read(WORKSPACE, after=before))[0]
    assert (stored.stream, stored.version, stored.type) == (STREAM, 5, "checked_in")
    assert (stored.actor, stored.correlation, stored.occurred_at) == (written(ADA), "c1", NOW)


async def test_several_commands_are_one_append_and_see_each_other(log: MemoryLog) -> None:
    assert await position(log) == len(found) + 8
    state = await Desk(log).state(WORKSPACE, STREAM)
    assert state.stage == "published"


async def test_of_several_commands_one_refusal_stores_nothing(log: MemoryLog, desk: Desk) -> None:
    before = await position(log)
    fresh = ObjectiveId("fresh")
    with pytest.raises(NothingToMeasure):
        await desk.handle(
            WORKSPACE,
            ask(DraftObjective(fresh, Q3, "Fresh", unit(SALES)), CommitObjective(fresh)),
        )
    assert await position(log) == before
    assert await desk.state(WORKSPACE, "objective:fresh") is None


async def test_asking_for_what_is_true_already_appends_nothing(log: MemoryLog, desk: Desk) -> None:
    before = await position(log)
    outcome = await desk.handle(WORKSPACE, ask(PublishObjective(SELL)))
    assert outcome == handling.Outcome(before, 4)
    assert await position(log) == before


async def test_each_role_may_do_what_it_may_do(desk: Desk) -> None:
    await desk.handle(WORKSPACE, ask(report("first", 10), who=acting("jira", "service")))
    with pytest.raises(NotAllowed, match=r"'check in' .* is not for an auditor, but for"):
        await desk.handle(WORKSPACE, ask(report("second", 10), who=acting("bob", "auditor")))


async def test_it_is_the_day_that_it_is_in_the_workspace(desk: Desk) -> None:
    late_evening = datetime(2026, 7, 15, 2, tzinfo=UTC)  # still the 14th in New York
    with pytest.raises(EffectiveInTheFuture, match="today is 2026-07-14"):
        await desk.handle(WORKSPACE, ask(report("first", 1, date(2026, 7, 15)), now=late_evening))
    await desk.handle(WORKSPACE, ask(report("first", 1, date(2026, 7, 14)), now=late_evening))


async def test_links_are_decided_on_both_objectives(desk: Desk) -> None:
    low, high = ObjectiveId("low"), ObjectiveId("high")
    await desk.handle(
        WORKSPACE,
        ask(
            DraftObjective(low, Q3, "Low", unit(SALES)),
            DraftObjective(high, Q3, "High", unit(ACME)),
        ),
    )
    up = LinkObjective(Q3, LinkId("l"), low, high, None, "supports")
    assert (await desk.handle(WORKSPACE, ask(up))).version == 1
    down = LinkObjective(Q3, LinkId("m"), high, low, None, "supports")
    with pytest.raises(LinkClosesCircle):
        await desk.handle(WORKSPACE, ask(down))
    assert (await desk.handle(WORKSPACE, ask(UnlinkObjective(Q3, LinkId("l"), low)))).version == 2


async def test_a_revision_is_approved_with_its_links_or_not_at_all(
    log: MemoryLog, desk: Desk
) -> None:
    up = RevisedLink(LinkId("l"), GOAL, NPS, "supports")
    circle = RevisedLink(LinkId("m"), SELL, DEALS, "supports")
    revisions = {
        one: Revision(RevisionId(one), "ada", "Late insight", Changes(link=(link,)), "approved")
        for one, link in {SELL: up, GOAL: circle}.items()
    }
    for one, revision in revisions.items():
        asked = RequestRevision(one, revision.revision_id, revision.reason, revision.changes)
        await desk.handle(WORKSPACE, ask(asked))

    async def approve(one: ObjectiveId) -> handling.Outcome:
        state = await desk.state(WORKSPACE, f"objective:{one}")
        links = announced(state, revisions[one])
        approval = ApproveRevision(one, revisions[one].revision_id)
        return await desk.handle(
            WORKSPACE, ask(approval, *links, who=acting("bob", "administrator"))
        )

    assert (await approve(SELL)).appended == 2
    before = await position(log)
    with pytest.raises(LinkClosesCircle):
        await approve(GOAL)
    assert await position(log) == before


async def test_of_two_people_who_revise_at_once_one_is_told(log: MemoryLog, desk: Desk) -> None:
    asked = [
        RequestRevision(SELL, RevisionId(name), "Too much", Changes(title=name))
        for name in ("one", "two")
    ]
    before = await position(log)
    outcomes = await asyncio.gather(
        *(desk.handle(WORKSPACE, ask(one)) for one in asked), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["Outcome", "RevisionPending"]
    assert await position(log) == before + 1


async def test_one_workspace_never_sees_another(log: MemoryLog, desk: Desk) -> None:
    other = WORKSPACE.replace("1", "2")
    await log.create_workspace(other, "Umbrella")
    with pytest.raises(UnknownObjective):
        await desk.handle(other, ask(report("first", 10)))
    assert await desk.state(other, STREAM) is None


async def test_a_workspace_that_is_not_there_is_an_error(log: MemoryLog) -> None:
    with pytest.raises(UnknownWorkspace):
        await Desk(log).handle(WORKSPACE.replace("1", "9"), ask(*found))


async def test_generated_histories_say_when_they_were_recorded(log: MemoryLog, desk: Desk) -> None:
    later = NOW + timedelta(days=3)
    await desk.handle(WORKSPACE, ask(report("first", 10), recorded_at=later))
    assert (await log.head(WORKSPACE)).recorded_at == later


# Dry runs


async def test_a_dry_run_tells_every_refusal_by_its_place_and_stores_nothing(
    log: MemoryLog, desk: Desk
) -> None:
    before = await position(log)
    decision = await desk.decide(
        WORKSPACE,
        ask(
            DraftObjective(ObjectiveId("a"), CycleId("q9"), "A", unit(SALES)),
            DraftObjective(ObjectiveId("b"), Q3, "B", unit(SALES)),
            CommitObjective(ObjectiveId("b")),
            DefineCycle(Q4, "2026-Q3", date(2026, 10, 1), date(2026, 12, 31)),
        ),
    )
    assert [(index, type(one)) for index, one in decision.refusals] == [
        (0, UnknownCycle),
        (2, NothingToMeasure),
        (3, CycleNameTaken),
    ]
    assert [stream for stream, _ in decision.events] == ["objective:b"]
    assert await position(log) == before


async def test_a_decision_rests_on_every_stream_it_read(desk: Desk) -> None:
    decision = await desk.decide(WORKSPACE, ask(report("first", 10)))
    assert decision.expected == {STREAM: 4, "cycles": 2, "organization": 2, "workspace": 1}


# Preconditions


async def test_a_precondition_on_the_version_that_was_read(desk: Desk) -> None:
    outcome = await desk.handle(WORKSPACE, ask(report("first", 10), expected=4))
    assert outcome.version == 5
    with pytest.raises(StaleVersion, match="at version 5, not 4") as stale:
        await desk.handle(WORKSPACE, ask(report("second", 11), expected=4))
    assert (stale.value.expected, stale.value.actual) == (4, 5)


async def test_a_precondition_that_names_no_version_is_said_so(desk: Desk) -> None:
    with pytest.raises(StaleVersion, match="at version 4; the entity tag names no version of it"):
        await desk.handle(WORKSPACE, ask(report("first", 10), expected=-1))


async def test_what_is_not_there_is_said_before_a_precondition_is(desk: Desk) -> None:
    nowhere = ObjectiveId("nowhere")
    with pytest.raises(UnknownObjective):
        await desk.handle(WORKSPACE, ask(PublishObjective(nowhere), expected=4))
    draft = DraftObjective(nowhere, Q3, "New", unit(SALES))
    with pytest.raises(StaleVersion):
        await desk.handle(WORKSPACE, ask(draft, expected=4))


async def test_who_may_not_do_it_is_told_so_before_anything_else(desk: Desk) -> None:
    request = ask(report("first", 10), key="k", fingerprint=b"f", expected=4)
    await desk.handle(WORKSPACE, request)
    member = acting("bob", "member", ACME)
    for version in (4, 5):
        with pytest.raises(NotAllowed):
            await desk.handle(WORKSPACE, replace(request, who=member, expected=version))


# The same request again


async def test_a_retry_under_a_key_gets_the_first_answer(log: MemoryLog, desk: Desk) -> None:
    request = ask(report("first", 10), key="k", fingerprint=b"f", expected=4)
    first = await desk.handle(WORKSPACE, request)
    again = await desk.handle(WORKSPACE, request)
    assert (again.position, again.version) == (first.position, first.version)
    assert (again.appended, again.duplicate) == (0, True)
    assert await position(log) == first.position


async def test_a_retry_is_answered_even_when_it_could_not_be_decided_any_more(desk: Desk) -> None:
    fresh = ObjectiveId("fresh")
    draft = DraftObjective(fresh, Q3, "Fresh", unit(SALES))
    first = await desk.handle(WORKSPACE, ask(draft, key="k", fingerprint=b"f"))
    await desk.handle(WORKSPACE, ask(MoveCycle(Q3, "scoring")))
    again = await Desk(desk._log).handle(
        WORKSPACE, ask(replace(draft, title="Refreshed"), key="k", fingerprint=b"f")
    )
    assert (again.position, again.duplicate) == (first.position, True)


async def test_a_retry_of_what_changed_nothing_is_still_the_same_request(desk: Desk) -> None:
    first = await desk.handle(WORKSPACE, ask(PublishObjective(SELL), key="k", fingerprint=b"f"))
    assert (first.appended, first.duplicate) == (0, False)
    again = await desk.handle(WORKSPACE, ask(PublishObjective(SELL), key="k", fingerprint=b"f"))
    assert (again.position, again.duplicate) == (first.position, True)


async def test_a_refused_request_does_not_use_its_key_up(desk: Desk) -> None:
    tomorrow = report("first", 10, date(2026, 7, 16))
    with pytest.raises(EffectiveInTheFuture):
        await desk.handle(WORKSPACE, ask(tomorrow, key="k", fingerprint=b"f"))
    outcome = await desk.handle(WORKSPACE, ask(report("first", 10), key="k", fingerprint=b"g"))
    assert not outcome.duplicate


async def test_a_key_is_not_used_for_two_requests(desk: Desk) -> None:
    await desk.handle(WORKSPACE, ask(report("first", 10), key="k", fingerprint=b"f"))
    with pytest.raises(KeyReused):
        await desk.handle(WORKSPACE, ask(report("second", 11), key="k", fingerprint=b"g"))
    with pytest.raises(KeyReused):  # also when the other request would have been refused
        await desk.handle(WORKSPACE, ask(report("first", 11), key="k", fingerprint=b"g"))


# Races


class Racing(MemoryLog):
    """A log in which somebody else checks in right before the next appends."""

    rivals = 0

    async def append(self, workspace: str, append: Append) -> Appended:
        if self.rivals:
            self.rivals -= 1
            await Desk(_Plain(self)).handle(workspace, ask(report(f"rival {self.rivals}", 5)))
        return await super().append(workspace, append)


class _Plain(MemoryLog):
    """The same log without the race."""

    def __init__(self, racing: Racing) -> None:
        super().__init__(lambda: NOW)
        self._workspaces = racing._workspaces


@pytest.fixture
async def racing(log: MemoryLog) -> Racing:
    opened = Racing(lambda: NOW)
    opened._workspaces = log._workspaces
    return opened


async def test_a_lost_race_is_run_again(racing: Racing) -> None:
    racing.rivals = 3
    before = await position(racing)
    outcome = await Desk(racing).handle(WORKSPACE, ask(report("first", 10)))
    assert outcome == handling.Outcome(before + 4, 8, appended=1)


async def test_a_lost_race_may_make_a_precondition_stale(racing: Racing) -> None:
    racing.rivals = 1
    with pytest.raises(StaleVersion, match="at version 5, not 4"):
        await Desk(racing).handle(WORKSPACE, ask(report("first", 10), expected=4))


async def test_somebody_who_loses_every_race_is_told_to_come_back(racing: Racing) -> None:
    racing.rivals = handling.ATTEMPTS
    with pytest.raises(Busy, match="try again"):
        await Desk(racing).handle(WORKSPACE, ask(report("first", 10)))


async def test_a_decision_on_a_cycle_that_moved_meanwhile_is_made_anew(log: MemoryLog) -> None:
    one, other = Desk(log), Desk(log)
    draft = DraftObjective(ObjectiveId("fresh"), Q3, "Fresh", unit(SALES))
    await one.state(WORKSPACE, "cycles")
    await other.handle(WORKSPACE, ask(MoveCycle(Q3, "scoring")))
    with pytest.raises(Rejection, match="scoring phase"):
        await one.handle(WORKSPACE, ask(draft))


async def test_many_at_once_lose_nothing(log: MemoryLog) -> None:
    desks = [Desk(log) for _ in range(3)]
    before = await position(log)
    await asyncio.gather(
        *(desks[n % 3].handle(WORKSPACE, ask(report(f"r{n}", n))) for n in range(30))
    )
    assert await position(log) == before + 30
    state = await Desk(log).state(WORKSPACE, STREAM)
    assert len(state.key_results[DEALS].check_ins) == 30


# Remembering


class Counting(MemoryLog):
    """A log that counts the events it hands out."""

    handed = 0

    async def read_streams(
        self, workspace: str, after: Mapping[str, int], limit: int = 10_000
    ) -> list[Stored]:
        rows = await super().read_streams(workspace, after, limit)
        self.handed += len(rows)
        return rows


@pytest.fixture
async def counting(log: MemoryLog) -> Counting:
    opened = Counting(lambda: NOW)
    opened._workspaces = log._workspaces
    return opened


async def test_a_desk_reads_only_what_is_new(counting: Counting) -> None:
    desk = Desk(counting)
    await desk.handle(WORKSPACE, ask(report("first", 10)))
    counting.handed = 0
    await desk.handle(WORKSPACE, ask(report("second", 11)))
    assert counting.handed == 1  # its own first report


async def test_a_desk_forgets_what_was_used_longest_ago(counting: Counting) -> None:
    desk = Desk(counting, remembered=3)
    await desk.handle(WORKSPACE, ask(report("first", 10)))
    await desk.state(WORKSPACE, "objective:goal")
    counting.handed = 0
    await desk.state(WORKSPACE, "objective:goal")
    assert counting.handed == 0
    assert len(desk._states) == 3


async def test_a_stream_longer_than_a_page_is_read_to_its_end(
    log: MemoryLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(states, "PAGE", 3)
    state = await Desk(log).state(WORKSPACE, STREAM)
    assert state.stage == "published"


# Newer writers


async def test_a_record_that_a_newer_version_wrote_to_is_not_decided_on(log: MemoryLog) -> None:
    newer = Draft(STREAM, "objective_painted", b'{"colour":"red"}')
    await log.append(WORKSPACE, Append((newer,), {}, "newer", NOW))
    desk = Desk(log)
    with pytest.raises(WrittenByNewerVersion, match="must not decide"):
        await desk.handle(WORKSPACE, ask(report("first", 10)))
    await desk.handle(WORKSPACE, ask(MoveCycle(Q3, "scoring")))


# Events that cannot be folded


async def test_a_record_with_an_event_that_cannot_be_folded_is_not_decided_on(
    log: MemoryLog, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Draft(STREAM, "checked_in", b'{"type": 7}')
    at = (await log.append(WORKSPACE, Append((broken,), {}, "ada", NOW))).last
    desk = Desk(log)
    for name in ("first", "second"):
        with pytest.raises(RecordStopped) as stopped:
            await desk.handle(WORKSPACE, ask(report(name, 10)))
        assert str(stopped.value) == (
            f"Nothing can be decided here: the event at position {at} cannot be folded "
            "(UnreadableEvent)."
        )
    (told,) = caplog.records
    assert vars(told)["position"] == at
    assert told.exc_info is not None
    await desk.handle(WORKSPACE, ask(MoveCycle(Q3, "scoring")))


class Slow(MemoryLog):
    """A log that lets others go first between a question and its answer, as a database does."""

    async def read_streams(
        self, workspace: str, after: Mapping[str, int], limit: int = 10_000
    ) -> list[Stored]:
        await asyncio.sleep(0)
        return await super().read_streams(workspace, after, limit)

    async def append(self, workspace: str, append: Append) -> Appended:
        await asyncio.sleep(0)
        return await super().append(workspace, append)


async def test_rivals_who_keep_coming_are_outlasted() -> None:
    log = Slow(lambda: NOW)
    await log.create_workspace(WORKSPACE, "Acme")
    desk = Desk(log)
    await desk.handle(WORKSPACE, ask(*found))

    async def hire(writer: int) -> None:
        for number in range(8):
            name = f"{writer}-{number}"
            await desk.handle(WORKSPACE, ask(AddPerson(PersonId(name), name, ACME)))

    await asyncio.gather(*(hire(writer) for writer in range(60)))
    organization = await desk.state(WORKSPACE, "organization")
    assert len(organization.people) == 60 * 8
