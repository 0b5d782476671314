"""The fold: one workspace's events become one model in memory, which every view is rendered from.

The states of all aggregates come from the domain's own `evolve`; beside them are indexes that the
views need. The fold is total: it never refuses an event, and passes over those it does not know.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar, get_args
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain import workspace
from domain.access import identity
from domain.alignment.linking import ObjectiveLinked, ObjectiveUnlinked
from domain.cycles import cycle
from domain.cycles.cycle import Calendar, Cycle, CycleDefined, CycleEvent, CycleMoved
from domain.dependencies import dependency
from domain.dependencies.dependency import DependencyEvent
from domain.measuring.check_in import CheckedIn, CheckInCorrected, CheckInEvent
from domain.messages import Event
from domain.objectives import objective
from domain.objectives.advancing import OutcomesAdvanced
from domain.objectives.negotiation import NegotiationEvent, ObjectivePublished
from domain.objectives.objective import CommitmentEvent, ObjectiveEvent
from domain.objectives.planning import KeyResultAdded, ObjectiveDrafted
from domain.objectives.revision import RevisionEvent
from domain.objectives.state import Objective
from domain.organization import organization, reorganization
from domain.organization.chart import Chart, Organization
from domain.organization.organization import OrganizationEvent, PersonAdded, UnitAdded
from domain.resources.claims import ClaimEvent
from domain.rituals.sessions import Session, SessionEvent, SessionOpened
from domain.values import (
    CycleId,
    DependencyId,
    KeyResultId,
    ObjectiveId,
    OutcomeId,
    Owner,
    SessionId,
    UnitId,
)
from domain.work import TaskEdited, TaskPlanned
from domain.workspace import FiscalStartSet, WorkspaceCreated
from events import catalog, streams
from events.log import Fact, Stored
from projections.model.failures import Unfoldable
from projections.model.links import Links
from projections.model.memo import Standings
from projections.model.rewording import REWORDING
from projections.model.veil import veiled

PAGE = 50
"""How many events one page of the activity feed holds."""

NEVER = datetime.min.replace(tzinfo=UTC)


class Recorded(Struct, frozen=True, gc=False):
    """An event with its place in the log; `actor` is the name of who acted."""

    position: int
    version: int
    recorded_at: datetime
    actor: str
    event: Event


class Report(Struct, frozen=True, gc=False):
    """A check-in or a correction as it arrived; `day` is that of `recorded_at` in the workspace.

    `after_closing` tells those that came too late to count in the score of their cycle.
    """

    position: int
    recorded_at: datetime
    day: date
    event: CheckedIn | CheckInCorrected
    after_closing: bool = False


class Entry(Struct, frozen=True, gc=False):
    """An event on the feed, with what it is about by name, as it was called right after."""

    recorded: Recorded
    subject: str
    """The title of the objective, or the name of the cycle."""
    part: str
    """The title of the key result, of what a link leads to, or of another record."""


Names = tuple[str, str]
NAMELESS: Names = ("", "")


class Workspace:
    """Everything that one workspace's log says, up to `position`, on the day `today` there."""

    def __init__(self, *, unveiled: bool = False) -> None:  # noqa: PLR0915 - it has many indexes
        """Unveiled, it hands out drafts in full: to those who run Sightline, for no document."""
        self.position = 0
        self.recorded_at = NEVER
        self.today = date.min
        self.settings = workspace.EMPTY
        self.organization: Organization = organization.EMPTY
        self.calendar: Calendar = cycle.EMPTY
        self.links = Links()
        self.states: dict[str, Any] = {}
        """The states of the aggregates that need no index here, by stream."""
        self.before: Any = None
        """What the last of those states to change was before it did."""
        self.at_work: dict[CycleId, list[UnitId]] = {}
        """The units that have planned work in a cycle."""
        self.workers: dict[ObjectiveId, dict[UnitId, None]] = {}
        """The units that have, or had, a task toward an objective."""
        self.sessions: dict[tuple[CycleId, str], list[SessionId]] = {}
        """The sessions about a cycle, by each of their units, and by the kind of ritual."""
        self.unanswered: dict[CycleId, set[SessionId]] = {}
        """The sessions about a cycle with escalations that nobody has answered."""
        self.since: dict[str, date] = {}
        """The day on which an objective was published, a key result was added to what was, or a
        cycle first became active."""
        self.until: dict[CycleId, date] = {}
        """The day on which a cycle stopped being active, unless it is again."""
        self.unsettled = 0
        """How often, since the process began, something changed that weeks gone by depend on."""
        self.answering: dict[Owner, dict[ObjectiveId, None]] = {}
        """The objectives in which somebody answers for a key result, or did before."""
        self.versions: dict[ObjectiveId, int] = {}
        self.by_cycle: dict[CycleId, list[ObjectiveId]] = {}
        self.company: dict[CycleId, list[ObjectiveId]] = {}
        self.advancing: dict[OutcomeId, dict[ObjectiveId, None]] = {}
        """The objectives that say they advance an outcome, in no order to rely on."""
        self.home: dict[KeyResultId, ObjectiveId] = {}
        self.reports: dict[KeyResultId, list[Report]] = {}
        self.after_closing: dict[CycleId, int] = {}
        """How many reports on a cycle came after it was closed."""
        self.successors: dict[ObjectiveId, ObjectiveId] = {}
        """What an objective was carried over into, last."""
        self.promises: dict[DependencyId, list[Recorded]] = {}
        """What was said about each dependency, by whom and when."""
        self.asking: dict[CycleId, dict[DependencyId, tuple[ObjectiveId, KeyResultId]]] = {}
        """Where the dependencies of a cycle are."""
        self.promised_at: dict[CycleId, int] = {}
        """The position of the last event about a dependency of each cycle, or about its ends."""
        self.agreed: dict[ObjectiveId, list[Recorded]] = {}
        """How a commitment came about and was revised: who asked what, who accepted, and when."""
        self.reworded: dict[CycleId, int] = {}
        """Where the log last changed the plans of a cycle, since this process began."""
        self.reshaped: dict[CycleId, int] = {}
        """Where such a change was of what there is, or who answers for it, not of words only."""
        self.revised: dict[CycleId, int] = {}
        """Where that was about something published."""
        self.was: Objective | None = None
        """What the last objective to be planned or agreed on was before that."""
        self.pages: dict[int, list[Entry]] = {}
        """The feed's present page, and those before it that were not written down yet."""
        self.stirred: set[KeyResultId] = set()
        """Key results reported on since somebody looked through them all for drift."""
        self.standings = Standings()
        self._objectives: dict[ObjectiveId, Objective] = {}
        self._shown: dict[ObjectiveId, Objective] = {}
        """The same as everybody may see them."""
        self._unveiled = unveiled
        self._waiting: dict[ObjectiveId, list[CheckInEvent]] = {}
        self._zone = ZoneInfo("UTC")
        self._day, self._midnight = date.min, NEVER

    # Time

    def day_of(self, moment: datetime) -> date:
        """The day of a moment in the workspace's time zone."""
        return moment.astimezone(self._zone).date()

    def end_of(self, day: date) -> datetime:
        """The moment at which a day is over in the workspace's time zone."""
        return datetime.combine(day + timedelta(days=1), datetime.min.time(), self._zone)

    def advance(self, today: date) -> None:
        """Move on to a day; time never runs backwards."""
        self.today = max(self.today, today)

    def _begin_day(self, day: date) -> None:
        """Take it that events are recorded on this day until it is over."""
        self._day = day
        self._midnight = self.end_of(day)
        self.advance(day)

    def as_of(self, cycle: Cycle) -> date:
        """The day as of which a cycle is seen: today, but within the cycle."""
        return cycle.as_of(self.today)

    # Questions

    @property
    def objectives(self) -> dict[ObjectiveId, Objective]:
        """All objectives, the newest reports in them, as everybody may see them."""
        self.settle()
        return self._shown

    @property
    def in_full(self) -> dict[ObjectiveId, Objective]:
        """The same with the words of drafts, for documents that not everybody is shown."""
        self.settle()
        return self._objectives

    def planned(self, objective_id: ObjectiveId) -> Objective | None:
        """An objective as it was planned: asking leaves its newest reports waiting."""
        return self._shown.get(objective_id)

    def hold(self, known: Objective) -> None:
        """Take an objective as it is now."""
        self._objectives[known.objective_id] = known
        self._shown[known.objective_id] = self._as_shown(known)

    def _as_shown(self, known: Objective) -> Objective:
        return known if self._unveiled else veiled(known)

    def state(self, stream: str) -> Any:
        """The state of an aggregate that is folded as it is, from its empty state on."""
        known = self.states.get(stream)
        return streams.aggregate(stream).empty if known is None else known

    def organization_at(self, day: date) -> Chart:
        """The organization as it was, is or will be on a day, as far as is known now."""
        return self.organization.at(day)

    def organization_of(self, cycle: Cycle) -> Chart:
        """The organization of a cycle: as of the day on which the cycle is seen."""
        return self.organization_at(self.as_of(cycle))

    def units_of(self, cycle: Cycle) -> tuple[UnitId, ...]:
        """The units of a cycle: those there on its last day so far, and those that ended in it."""
        first, last = cycle.starts, self.as_of(cycle)
        return tuple(
            key
            for key, unit in self.organization.units.items()
            if unit.since <= last and (unit.archived is None or first < unit.archived.day)
        )

    def by_unit(self, cycle: Cycle) -> dict[UnitId, list[ObjectiveId]]:
        """What is present of a cycle by the unit that owns it, or in which its owner is."""
        chart = self.organization_of(cycle)
        ids = self.by_cycle.get(cycle.cycle_id, [])
        return self.standings.remember(
            ("by unit", cycle.cycle_id),
            (chart, len(ids), self.reshaped.get(cycle.cycle_id, 0)),
            lambda: self._by_unit(chart, ids),
        )

    def _by_unit(self, chart: Chart, ids: list[ObjectiveId]) -> dict[UnitId, list[ObjectiveId]]:
        found: dict[UnitId, list[ObjectiveId]] = {}
        for objective_id in ids:
            objective = self._objectives[objective_id]
            unit = chart.unit_of(objective.owner)
            if unit is not None and not objective.withdrawn:
                found.setdefault(unit, []).append(objective_id)
        return found

    def committed_since(self, target: Objective, key: KeyResultId) -> date | None:
        """The day from which a published objective has had a key result; None before that."""
        published = self.since.get(target.objective_id)
        return None if published is None else max(published, self.since.get(key, published))

    def company_objectives(self, cycle_id: CycleId) -> list[Objective]:
        known = (self.objectives[one] for one in self.company.get(cycle_id, ()))
        return [one for one in known if not one.withdrawn]

    def present(self, cycle_id: CycleId) -> list[Objective]:
        """The objectives of a cycle that were not withdrawn."""
        known = (self.objectives[one] for one in self.by_cycle.get(cycle_id, ()))
        return [one for one in known if not one.withdrawn]

    def just_reshaped(self, cycle_id: CycleId) -> bool:
        """Whether the last event took away something that was planned, or handed it over."""
        return self.reshaped.get(cycle_id) == self.position

    # The fold

    def take(self, stored: Fact | Stored) -> Recorded:
        """Fold one stored event. Raises Unfoldable; the model is then of no more use."""
        try:
            recorded = Recorded(
                stored.position,
                stored.version,
                stored.recorded_at,
                identity.read(stored.actor).name,
                catalog.decode(stored.type, stored.data),
            )
            self.fold(recorded)
        except (Unfoldable, MemoryError):
            raise
        except Exception as error:
            raise Unfoldable(stored.position, error) from error
        return recorded

    def fold(self, recorded: Recorded) -> None:
        position, recorded_at, event = recorded.position, recorded.recorded_at, recorded.event
        self.position = position
        self.recorded_at = recorded_at
        if recorded_at >= self._midnight:
            self._begin_day(self.day_of(recorded_at))
        step = self._STEPS.get(type(event))
        names = NAMELESS if step is None else step(self, recorded, event)
        page = (position - 1) // PAGE
        entries = self.pages.get(page)
        if entries is None:
            entries = self.pages[page] = []
        entries.append(Entry(recorded, *names))

    def settle(self) -> None:
        """Bring the reports that were folded since into their objectives, before anybody looks.

        All reports on an objective at once: its states in between are nobody's business, and to
        make them was most of the work of a fold.
        """
        for key in list(self._waiting):
            self._settle_one(key)

    def _settle_one(self, key: ObjectiveId) -> None:
        waiting = self._waiting.pop(key, None)
        if waiting is None:
            return
        try:
            self.hold(objective.take_reports(self._objectives[key], waiting))
        except MemoryError:
            raise
        except Exception as error:
            raise Unfoldable(self._position_of(self._culprit(key, waiting)), error) from error

    def _culprit(self, key: ObjectiveId, waiting: list[CheckInEvent]) -> CheckInEvent:
        """The first report that cannot be taken, after those before it."""
        for upto in range(1, len(waiting)):
            try:
                objective.take_reports(self._objectives[key], waiting[:upto])
            except Exception:  # noqa: BLE001 - it was raised by all of them together before
                return waiting[upto - 1]
        return waiting[-1]

    def _position_of(self, report: CheckInEvent) -> int:
        known = self.reports[report.key_result_id]
        return next(one.position for one in known if one.event is report)

    def still(self) -> Workspace:
        """A copy for reading that later events leave as it is; the states in it are shared."""
        copied = copy(self)
        copied._objectives = dict(self.in_full)  # noqa: SLF001 - one of our own
        copied._shown = dict(self._shown)  # noqa: SLF001 - as above
        copied._waiting = {}  # noqa: SLF001 - as above
        copied.versions = dict(self.versions)
        copied.links = self.links.still()
        copied.states = dict(self.states)
        copied.since = dict(self.since)
        copied.until = dict(self.until)
        copied.reports = {key: list(reports) for key, reports in self.reports.items()}
        copied.successors = dict(self.successors)
        copied.promises = {key: list(said) for key, said in self.promises.items()}
        copied.promised_at = dict(self.promised_at)
        copied.agreed = {key: list(said) for key, said in self.agreed.items()}
        copied.pages = {page: list(entries) for page, entries in self.pages.items()}
        return copied

    def turn_pages(self) -> None:
        """Let go of the feed's full pages, which never change again."""
        present = (self.position - 1) // PAGE
        self.pages = {page: entries for page, entries in self.pages.items() if page == present}

    def settle_time_zone(self) -> None:
        self._zone = self.settings.zone

    def index_objective(self, drafted: Objective) -> None:
        self.by_cycle.setdefault(drafted.cycle_id, []).append(drafted.objective_id)
        if drafted.carried_from is not None:
            self.successors[drafted.carried_from] = drafted.objective_id
        if drafted.level == "company":
            self.company.setdefault(drafted.cycle_id, []).append(drafted.objective_id)
        for outcome in drafted.outcomes:
            self.advancing.setdefault(outcome, {})[drafted.objective_id] = None

    def index_state(self, stream: str) -> None:
        """Note a stream whose first event is about to be folded, or whose state was restored."""
        kind, _, rest = stream.partition(":")
        if kind == "work":
            cycle_id, _, unit = rest.partition(":")
            unit_id = UnitId(unit)
            self.at_work.setdefault(CycleId(cycle_id), []).append(unit_id)
            for task in self.state(stream).tasks.values():
                if task.objective_id is not None:
                    self.index_worker(task.objective_id, unit_id)
        elif kind == "session":
            self.index_session(self.state(stream))

    def index_worker(self, objective_id: ObjectiveId, unit_id: UnitId) -> None:
        self.workers.setdefault(objective_id, {})[unit_id] = None

    def index_session(self, session: Session) -> None:
        """Find a session that has just been opened, or restored, by its units and its kind."""
        if session.cycle_id is None:
            return
        for what in (*session.unit_ids, session.kind):
            self.sessions.setdefault((session.cycle_id, what), []).append(session.session_id)
        self.index_escalations(session)

    def index_escalations(self, session: Session) -> None:
        if session.cycle_id is None:
            return
        waiting = self.unanswered.setdefault(session.cycle_id, set())
        if session.open_escalations:
            waiting.add(session.session_id)
        else:
            waiting.discard(session.session_id)

    def index_answers(self, planned: Objective) -> None:
        for key_result in planned.key_results.values():
            owner = key_result.owner or planned.owner
            self.answering.setdefault(owner, {})[planned.objective_id] = None

    def index_link(self, link: ObjectiveLinked) -> None:
        child = self._objectives.get(link.objective_id)
        if child is None or not child.withdrawn:
            self.links.let_in(link)

    def index_promise(self, about: Objective, recorded: Recorded, event: DependencyEvent) -> None:
        self.promises.setdefault(event.dependency_id, []).append(recorded)
        place = (event.objective_id, event.key_result_id)
        self.asking.setdefault(about.cycle_id, {}).setdefault(event.dependency_id, place)
        self.promised_at[about.cycle_id] = recorded.position

    # One step per kind of event. What each gives back are the names for the feed.

    def _on_workspace(self, recorded: Recorded, event: WorkspaceCreated) -> Names:
        self.settings = workspace.evolve(self.settings, event)
        self.settle_time_zone()
        self.today = date.min  # until now it was reckoned in UTC
        self._begin_day(self.day_of(recorded.recorded_at))
        return NAMELESS

    def _on_fiscal_start(self, _: Recorded, event: FiscalStartSet) -> Names:
        self.settings = workspace.evolve(self.settings, event)
        return NAMELESS

    def _on_organization(self, _: Recorded, event: OrganizationEvent) -> Names:
        before = self.organization
        self.organization = organization.evolve(before, event)
        if isinstance(event, UnitAdded | PersonAdded):
            return NAMELESS
        return reorganization.named(before, event)

    def _on_cycle(self, _: Recorded, event: CycleEvent) -> Names:
        self.calendar = cycle.evolve(self.calendar, event)
        if isinstance(event, CycleMoved) and event.phase == "active":
            self.since.setdefault(event.cycle_id, self._day)
            self.until.pop(event.cycle_id, None)
        elif isinstance(event, CycleMoved) and event.cycle_id in self.since:
            self.until.setdefault(event.cycle_id, self._day)
        known = self.calendar.cycles.get(event.cycle_id)
        return NAMELESS if known is None else (known.name, "")

    def _on_state(self, _: Recorded, event: Event) -> Names:
        stream = streams.stream_of(event)
        if stream not in self.states:
            self.index_state(stream)
        known = streams.aggregate(stream)
        self.before = self.state(stream)
        self.states[stream] = after = known.evolve(self.before, event)
        about = self.planned(getattr(event, "objective_id", ObjectiveId("")))
        cycle = self.calendar.cycles.get(getattr(event, "cycle_id", CycleId("")))
        subject = about.title if about else cycle.name if cycle else self._unit_of(event)
        return (subject, known.title(after, event))

    def _on_task(self, recorded: Recorded, event: TaskPlanned | TaskEdited) -> Names:
        if event.objective_id is not None:
            self.index_worker(event.objective_id, event.unit_id)
        return self._on_state(recorded, event)

    def _on_claim(self, recorded: Recorded, event: ClaimEvent) -> Names:
        """A claim is called after what it is for and what it asks of."""
        self._on_state(recorded, event)
        claim = self.state(streams.claims_stream(event.cycle_id)).claims.get(event.claim_id)
        if claim is None:
            return NAMELESS
        about = self.planned(claim.objective_id)
        pool = self.state(streams.POOLS).pools.get(claim.pool_id)
        return (about.title if about else "", pool.name if pool else "")

    def _on_session(self, recorded: Recorded, event: SessionEvent) -> Names:
        names = self._on_state(recorded, event)
        session: Session = self.state(streams.session_stream(event.session_id))
        if isinstance(event, SessionOpened):
            self.index_session(session)
        else:
            self.index_escalations(session)
        return names

    def _unit_of(self, event: Event) -> str:
        """The name of the unit that an event is about, if it is about one."""
        unit_id: UnitId | None = getattr(event, "unit_id", None)
        return (
            ""
            if unit_id is None
            else self.organization_at(self._day).name_of(Owner("unit", unit_id))
        )

    def _evolve(self, recorded: Recorded, event: ObjectiveEvent) -> Objective | None:
        self._settle_one(event.objective_id)
        after = objective.evolve(self._objectives.get(event.objective_id), event)
        if after is not None:
            self.hold(after)
            self.versions[event.objective_id] = recorded.version
            self.index_answers(after)
        return after

    def _on_drafted(self, recorded: Recorded, event: ObjectiveDrafted) -> Names:
        if event.cycle_id not in self.calendar.cycles:
            return NAMELESS  # of a kind of cycle that only a newer version knows
        drafted = self._evolve(recorded, event)
        if drafted is None:
            return NAMELESS
        self.index_objective(drafted)
        return (self._as_shown(drafted).title, "")

    def _on_key_result(self, recorded: Recorded, event: KeyResultAdded) -> Names:
        after = self._evolve(recorded, event)
        if after is None:
            return NAMELESS
        self.home[event.key_result_id] = event.objective_id
        self.unsettled += event.objective_id in self.since
        return self._called(after, event.key_result_id)

    def _on_commitment(self, recorded: Recorded, event: CommitmentEvent) -> Names:
        self._settle_one(event.objective_id)
        self.was = before = self._objectives.get(event.objective_id)
        after = self._evolve(recorded, event)
        if before is None or after is None:
            return NAMELESS
        if isinstance(event, ObjectivePublished):
            self.since.setdefault(event.objective_id, self._day)
            self.unsettled += 1
        if isinstance(event, NegotiationEvent | RevisionEvent):
            self.agreed.setdefault(event.objective_id, []).append(recorded)
        if type(event) in REWORDING:
            self._note_rewording(recorded.position, before, after)
        self.home.update(dict.fromkeys(after.key_results, after.objective_id))
        for key in after.removed:
            self.home.pop(key, None)
        if after.withdrawn:
            for link in self.links.up(after):
                self.links.let_out(link)
        return self._called(after, getattr(event, "key_result_id", KeyResultId("")))

    def _called(self, about: Objective, part: KeyResultId) -> Names:
        shown = self._as_shown(about)
        known = shown.key_results.get(part) or shown.removed.get(part)
        return (shown.title, "" if known is None else known.title)

    def _note_rewording(self, position: int, before: Objective, after: Objective) -> None:
        """Say what of all that is remembered has to be made anew."""
        cycle_id, measured_by = after.cycle_id, after.ever_measured_by.values()
        self.reworded[cycle_id] = position
        if any(one.dependencies for one in measured_by):
            self.promised_at[cycle_id] = position
        self.stirred.update(one.key_result_id for one in measured_by if one.check_ins)
        if _shape(before) != _shape(after):
            self.reshaped[cycle_id] = position
            if after.objective_id in self.since:
                self.revised[cycle_id] = position
                for key in after.key_results:
                    if key not in before.key_results:
                        self.since.setdefault(key, self._day)

    def _on_advanced(self, recorded: Recorded, event: OutcomesAdvanced) -> Names:
        before = self._objectives.get(event.objective_id)
        after = self._evolve(recorded, event)
        if before is None or after is None:
            return NAMELESS
        for outcome in before.outcomes:
            del self.advancing[outcome][event.objective_id]
        for outcome in after.outcomes:
            self.advancing.setdefault(outcome, {})[event.objective_id] = None
        return (self._as_shown(after).title, "")

    def _on_report(self, recorded: Recorded, event: CheckedIn | CheckInCorrected) -> Names:
        about = self._objectives.get(event.objective_id)
        closed = about is not None and self.calendar.cycles[about.cycle_id].phase == "closed"
        report = Report(recorded.position, recorded.recorded_at, self._day, event, closed)
        self.index_report(report)
        arrived = self.reports.get(event.key_result_id)
        if arrived is None:
            self.reports[event.key_result_id] = [report]
        else:
            arrived.append(report)
        self.stirred.add(event.key_result_id)
        if self._day < self.today:  # the days of another worker are ahead of the log
            self.unsettled += 1
        if about is None:
            return NAMELESS
        self.versions[event.objective_id] = recorded.version
        key_result = about.key_results.get(event.key_result_id)
        if key_result is None:
            return (about.title, "")
        waiting = self._waiting.get(event.objective_id)
        if waiting is None:
            self._waiting[event.objective_id] = [event]
        else:
            waiting.append(event)
        return (about.title, key_result.title)

    def index_report(self, report: Report) -> None:
        about = self._objectives.get(report.event.objective_id)
        if about is not None and report.after_closing:
            late = self.after_closing.get(about.cycle_id, 0)
            self.after_closing[about.cycle_id] = late + 1

    def _on_dependency(self, recorded: Recorded, event: DependencyEvent) -> Names:
        after = self._evolve(recorded, dependency.dated(event, self._day))
        key_result = None if after is None else after.needing(event.dependency_id)
        if after is None or key_result is None:
            return NAMELESS
        self.index_promise(after, recorded, event)
        self.stirred.add(event.key_result_id)
        asked = key_result.dependencies[event.dependency_id].asked
        organization = self.organization_of(self.calendar.cycles[after.cycle_id])
        provider = organization.name_of(Owner("unit", asked.provider_id))
        return (self._as_shown(after).title, f"'{asked.deliverable}' from {provider}")

    def _on_linked(self, recorded: Recorded, event: ObjectiveLinked) -> Names:
        self.links.take(event, recorded.position)
        self.index_link(event)
        return self._ends(event)

    def _on_unlinked(self, recorded: Recorded, event: ObjectiveUnlinked) -> Names:
        self.links.take(event, recorded.position)
        if (link := self.links.taken_back) is None:
            return NAMELESS
        self.links.let_out(link)
        return self._ends(link)

    def _ends(self, link: ObjectiveLinked) -> Names:
        child, parent = self.planned(link.objective_id), self.planned(link.parent_objective_id)
        if child is None or parent is None:
            return NAMELESS
        if link.key_result_id is None or link.key_result_id not in parent.key_results:
            return (child.title, parent.title)
        return (child.title, parent.key_results[link.key_result_id].title)

    _STEPS: ClassVar[dict[type[Event], Callable[..., Names]]] = {
        **dict.fromkeys(streams.KINDS, _on_state),
        **dict.fromkeys(get_args(ClaimEvent), _on_claim),
        TaskPlanned: _on_task,
        TaskEdited: _on_task,
        WorkspaceCreated: _on_workspace,
        FiscalStartSet: _on_fiscal_start,
        **dict.fromkeys(get_args(OrganizationEvent), _on_organization),
        CycleDefined: _on_cycle,
        CycleMoved: _on_cycle,
        **dict.fromkeys(get_args(CommitmentEvent), _on_commitment),
        ObjectiveDrafted: _on_drafted,
        KeyResultAdded: _on_key_result,
        OutcomesAdvanced: _on_advanced,
        CheckedIn: _on_report,
        CheckInCorrected: _on_report,
        **dict.fromkeys(get_args(DependencyEvent), _on_dependency),
        **dict.fromkeys(get_args(SessionEvent), _on_session),
        ObjectiveLinked: _on_linked,
        ObjectiveUnlinked: _on_unlinked,
    }


def _shape(objective: Objective) -> tuple[bool, dict[KeyResultId, Owner | None]]:
    """What there is of an objective, and who answers for it, whatever it is called."""
    owners = {key: one.owner for key, one in objective.key_results.items()}
    return (objective.withdrawn, owners)
