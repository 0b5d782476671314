"""The fold: one workspace's events become one model in memory, which every view is rendered from.

The states of all aggregates come from the domain's own `evolve`; beside them are indexes that the
views need, each in a module of its own. The fold is total: it never refuses an event, and passes
over those it does not know.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import date, datetime
from typing import Any, ClassVar, get_args

from msgspec.structs import replace

from domain import workspace
from domain.access import identity
from domain.alignment.linking import ObjectiveLinked, ObjectiveUnlinked
from domain.conversation.acknowledging import Acknowledged, CheckInAcknowledged
from domain.conversation.comments import CommentEvent, Comments
from domain.cycles import cycle
from domain.cycles.cycle import Calendar, Cycle, CycleDefined, CycleEvent, CycleMoved
from domain.dependencies import dependency
from domain.dependencies.dependency import DependencyEvent
from domain.drift.handling import AlertEvent, Alerts
from domain.measuring import forecast
from domain.measuring.check_in import CheckedIn, CheckInCorrected
from domain.measuring.forecast import ForecastGiven
from domain.messages import Event
from domain.objectives.advancing import OutcomesAdvanced
from domain.objectives.negotiation import NegotiationEvent, ObjectivePublished
from domain.objectives.objective import CommitmentEvent
from domain.objectives.planning import KeyResultAdded, ObjectiveDrafted
from domain.objectives.revision import RevisionEvent
from domain.objectives.state import Objective
from domain.organization import organization, reorganization, standing_in
from domain.organization.chart import Chart, Organization
from domain.organization.organization import OrganizationEvent, PersonAdded, UnitAdded
from domain.organization.standing_in import StandInEvent
from domain.preferences import PreferenceEvent, Preferences
from domain.resources.claims import ClaimEvent
from domain.rituals.sessions import Session, SessionEvent, SessionOpened
from domain.values import (
    CycleId,
    KeyResultId,
    ObjectiveId,
    Owner,
    UnitId,
)
from domain.work import TaskEdited, TaskPlanned
from domain.workspace import FiscalStartSet, NoticePolicySet, WorkspaceCreated
from events import catalog, streams
from events.log import Fact, Stored
from projections.model.at_work import AtWork
from projections.model.change import Change, Recorded
from projections.model.changes import Changes
from projections.model.days import NEVER, Days
from projections.model.failures import Unfoldable
from projections.model.feed import Entry, Feed
from projections.model.links import Links
from projections.model.memo import Memo
from projections.model.objectives import Objectives
from projections.model.phases import Phases
from projections.model.promises import Promises
from projections.model.reports import Report, Reports
from projections.model.rewording import REWORDING
from projections.model.sessions import Sessions
from projections.model.talk.conversations import Conversations

Names = tuple[str, str]
"""The names for the feed: of the record, and of a part of it."""
NAMELESS: Names = ("", "")

Step = tuple[Names, object, object]
"""What a step of the fold gives back: names, and the record before and after."""
NOTHING: Step = (NAMELESS, None, None)


class Workspace:
    """Everything that one workspace's log says, up to `position`, on the day `today` there.

    It is put together of parts that each know one thing; what takes several of them is asked here.
    """

    def __init__(self, *, unveiled: bool = False) -> None:
        """Unveiled, it hands out drafts in full: to those who run Sightline, for no document."""
        self.position = 0
        self.recorded_at = NEVER
        self.settings = workspace.EMPTY
        self.organization: Organization = organization.EMPTY
        self.calendar: Calendar = cycle.EMPTY
        self.states: dict[str, Any] = {}
        """The states of the other aggregates, by stream."""
        self.days = Days()
        self.reports = Reports()
        self.objectives = Objectives(unveiled=unveiled)
        self.links = Links()
        self.promises = Promises()
        self.at_work = AtWork()
        self.sessions = Sessions()
        self.conversations = Conversations()
        self.phases = Phases()
        self.feed = Feed()
        self.changes = Changes()
        self.memo = Memo()

    # Time

    @property
    def today(self) -> date:
        return self.days.today

    def day_of(self, moment: datetime) -> date:
        """The day of a moment in the workspace's time zone."""
        return self.days.day_of(moment)

    def end_of(self, day: date) -> datetime:
        """The moment at which a day is over in the workspace's time zone."""
        return self.days.end_of(day)

    def advance(self, today: date) -> None:
        """Move on to a day; time never runs backwards."""
        self.days.advance(today)

    def as_of(self, cycle: Cycle) -> date:
        """The day as of which a cycle is seen: today, but within the cycle."""
        return cycle.as_of(self.days.today)

    # Questions

    def state(self, stream: str) -> Any:
        """The state of an aggregate that is folded as it is, from its empty state on."""
        known = self.states.get(stream)
        return streams.aggregate(stream).empty if known is None else known

    def organization_at(self, day: date) -> Chart:
        """The organization as it was, is or will be on a day, as far as is known now."""
        return self.organization.at(day)

    def organization_of(self, cycle: Cycle) -> Chart:
        """The organization of a cycle: as of the day on which the cycle is seen."""
        return self.organization.at(cycle.as_of(self.days.today))

    def comments_of(self, objective_id: ObjectiveId) -> Comments:
        comments: Comments = self.state(streams.comments_stream(objective_id))
        return comments

    def acknowledged(self, objective_id: ObjectiveId) -> Acknowledged:
        acknowledged: Acknowledged = self.state(streams.acknowledged_stream(objective_id))
        return acknowledged

    def alerts_of(self, objective_id: ObjectiveId) -> Alerts:
        """What was said about the alerts of an objective."""
        alerts: Alerts = self.state(streams.alerts_stream(objective_id))
        return alerts

    @property
    def preferences(self) -> Preferences:
        """How people want to be told."""
        preferences: Preferences = self.state(streams.PREFERENCES)
        return preferences

    def units_of(self, cycle: Cycle) -> tuple[UnitId, ...]:
        """The units of a cycle: those there on its last day so far, and those that ended in it."""
        first, last = cycle.starts, self.as_of(cycle)
        return self.memo.remember(
            ("units", cycle.cycle_id),
            (self.organization, cycle, last),
            lambda: tuple(
                key
                for key, unit in self.organization.units.items()
                if unit.since <= last and (unit.archived is None or first < unit.archived.day)
            ),
        )

    def by_unit(self, cycle: Cycle) -> dict[UnitId, list[ObjectiveId]]:
        """What is present of a cycle by the unit that owns it, or in which its owner is."""
        chart = self.organization_of(cycle)
        ids = self.objectives.by_cycle.get(cycle.cycle_id, [])
        return self.memo.remember(
            ("by unit", cycle.cycle_id),
            (chart, len(ids), *self.changes.last(cycle.cycle_id, "shape")),
            lambda: self._by_unit(chart, ids),
        )

    def _by_unit(self, chart: Chart, ids: list[ObjectiveId]) -> dict[UnitId, list[ObjectiveId]]:
        found: dict[UnitId, list[ObjectiveId]] = {}
        for objective_id in ids:
            objective = self.objectives.planned(objective_id)
            unit = None if objective is None else chart.unit_of(objective.owner)
            if objective is not None and unit is not None and not objective.withdrawn:
                found.setdefault(unit, []).append(objective_id)
        return found

    # The fold

    def take(self, stored: Fact | Stored) -> Change:
        """Fold one stored event. Raises Unfoldable; the model is then of no more use."""
        try:
            who = identity.read(stored.actor)
            recorded = Recorded(
                stored.position,
                stored.version,
                stored.recorded_at,
                who.shown,
                catalog.decode(stored.type, stored.data),
                who.id,
            )
            return self.fold(recorded)
        except (Unfoldable, MemoryError):
            raise
        except Exception as error:
            raise Unfoldable(stored.position, error) from error

    def fold(self, recorded: Recorded) -> Change:
        event, days = recorded.event, self.days
        self.position = recorded.position
        self.recorded_at = recorded.recorded_at
        days.reach(recorded.recorded_at)
        step = self._STEPS.get(type(event))
        names, before, after = NOTHING if step is None else step(self, recorded, event)
        change = Change(recorded, before, after)
        self.changes.take(change, ahead=days.recorded < days.today)
        self.feed.take(Entry(recorded, *names))
        return change

    def settle(self) -> None:
        """Bring the reports that were folded since into their objectives, before anybody looks."""
        self.objectives.settle()

    def turn_pages(self) -> None:
        """Let go of the feed's full pages, which never change again."""
        self.feed.turn(self.position)

    def still(self) -> Workspace:
        """A copy that later events leave as it is, and that is rendered from without a trace here.

        The states in it are shared: they are immutable. It remembers nothing.
        """
        copied = copy(self)
        copied.states = dict(self.states)
        copied.days = self.days.still()
        copied.reports = self.reports.still()
        copied.objectives = self.objectives.still()
        copied.links = self.links.still()
        copied.promises = self.promises.still()
        copied.at_work = self.at_work.still()
        copied.sessions = self.sessions.still()
        copied.conversations = self.conversations.still()
        copied.phases = self.phases.still()
        copied.feed = self.feed.still()
        copied.changes = self.changes.still()
        copied.memo = Memo()
        return copied

    def index_state(self, stream: str) -> None:
        """Note a stream whose first event is about to be folded, or whose state was restored."""
        kind, _, rest = stream.partition(":")
        if kind == "work":
            cycle_id, _, unit = rest.partition(":")
            self.at_work.begin(CycleId(cycle_id), UnitId(unit), self.state(stream))
        elif kind == "session":
            self.sessions.opened(self.state(stream))
        elif kind in ("comments", "acknowledged", "alerts"):
            self.conversations.restore(ObjectiveId(rest), self.state(stream))

    def index_link(self, link: ObjectiveLinked) -> None:
        child = self.objectives.planned(link.objective_id)
        if child is None or not child.withdrawn:
            self.links.let_in(link)

    # One step per kind of event. Each gives back names, and the record before and after.

    def _on_workspace(self, recorded: Recorded, event: WorkspaceCreated) -> Step:
        self.settings = workspace.evolve(self.settings, event)
        self.days.begin_in(self.settings.zone, recorded.recorded_at)
        return NOTHING

    def _on_setting(self, _: Recorded, event: FiscalStartSet | NoticePolicySet) -> Step:
        self.settings = workspace.evolve(self.settings, event)
        return NOTHING

    def _on_organization(self, _: Recorded, event: OrganizationEvent) -> Step:
        before = self.organization
        self.organization = after = organization.evolve(before, event)
        if isinstance(event, UnitAdded | PersonAdded):
            return (NAMELESS, before, after)
        if isinstance(event, StandInEvent):
            return (standing_in.named(after, event), before, after)
        return (reorganization.named(before, event), before, after)

    def _on_preference(self, recorded: Recorded, event: PreferenceEvent) -> Step:
        _, before, after = self._on_state(recorded, event)
        chart = self.organization_at(self.days.recorded)
        return ((chart.name_of(Owner("person", event.person_id)), ""), before, after)

    def _on_cycle(self, _: Recorded, event: CycleEvent) -> Step:
        before = self.calendar.cycles.get(event.cycle_id)
        self.calendar = cycle.evolve(self.calendar, event)
        if isinstance(event, CycleMoved):
            self.phases.moved(event, self.days.recorded)
        after = self.calendar.cycles.get(event.cycle_id)
        return (NAMELESS if after is None else (after.name, ""), before, after)

    def _on_state(self, _: Recorded, event: Event) -> Step:
        stream = streams.stream_of(event)
        if stream not in self.states:
            self.index_state(stream)
        known = streams.aggregate(stream)
        before = self.state(stream)
        self.states[stream] = after = known.evolve(before, event)
        about = self.objectives.planned(getattr(event, "objective_id", ObjectiveId("")))
        cycle = self.calendar.cycles.get(getattr(event, "cycle_id", CycleId("")))
        subject = about.title if about else cycle.name if cycle else self._unit_of(event)
        return ((subject, known.title(after, event)), before, after)

    def _on_task(self, recorded: Recorded, event: TaskPlanned | TaskEdited) -> Step:
        self.at_work.aim(event.objective_id, event.unit_id)
        return self._on_state(recorded, event)

    def _on_claim(self, recorded: Recorded, event: ClaimEvent) -> Step:
        """A claim is called after what it is for and what it asks of."""
        _, before, after = self._on_state(recorded, event)
        claim = self.state(streams.claims_stream(event.cycle_id)).claims.get(event.claim_id)
        if claim is None:
            return (NAMELESS, before, after)
        about = self.objectives.planned(claim.objective_id)
        pool = self.state(streams.POOLS).pools.get(claim.pool_id)
        return ((about.title if about else "", pool.name if pool else ""), before, after)

    def _on_session(self, recorded: Recorded, event: SessionEvent) -> Step:
        step = self._on_state(recorded, event)
        session: Session = self.state(streams.session_stream(event.session_id))
        if isinstance(event, SessionOpened):
            self.sessions.opened(session)
        else:
            self.sessions.went_on(session)
        return step

    def _on_comment(self, recorded: Recorded, event: CommentEvent) -> Step:
        """A comment is called after the objective, and after the key result that it is about."""
        _, before, after = self._on_state(recorded, event)
        self.conversations.take(recorded.recorded_at, event)
        about = self.objectives.planned_in_full(event.objective_id)
        if about is None:
            return (NAMELESS, before, after)
        part = self.comments_of(event.objective_id).about(event.comment_id)
        return (self._called(about, part or KeyResultId("")), before, after)

    def _on_acknowledged(self, recorded: Recorded, event: CheckInAcknowledged) -> Step:
        _, before, after = self._on_state(recorded, event)
        self.conversations.acknowledge(recorded.recorded_at, event)
        about = self.objectives.planned_in_full(event.objective_id)
        names = NAMELESS if about is None else self._called(about, event.key_result_id)
        return (names, before, after)

    def _on_alert(self, recorded: Recorded, event: AlertEvent) -> Step:
        _, before, after = self._on_state(recorded, event)
        self.conversations.answer(event)
        about = self.objectives.planned_in_full(event.objective_id)
        names = NAMELESS if about is None else self._called(about, event.key_result_id)
        return (names, before, after)

    def _unit_of(self, event: Event) -> str:
        """The name of the unit that an event is about, if it is about one."""
        unit_id: UnitId | None = getattr(event, "unit_id", None)
        if unit_id is None:
            return ""
        return self.organization_at(self.days.recorded).name_of(Owner("unit", unit_id))

    def _on_drafted(self, recorded: Recorded, event: ObjectiveDrafted) -> Step:
        if event.cycle_id not in self.calendar.cycles:
            return NOTHING  # of a kind of cycle that only a newer version knows
        drafted = self.objectives.evolve(recorded, event)
        if drafted is None:
            return NOTHING
        self.objectives.index(drafted)
        return ((self.objectives.as_shown(drafted).title, ""), None, drafted)

    def _on_key_result(self, recorded: Recorded, event: KeyResultAdded) -> Step:
        before = self._settled(event.objective_id)
        after = self.objectives.evolve(recorded, event)
        if after is None:
            return NOTHING
        self.objectives.home[event.key_result_id] = event.objective_id
        return (self._called(after, event.key_result_id), before, after)

    def _on_commitment(self, recorded: Recorded, event: CommitmentEvent) -> Step:
        before = self._settled(event.objective_id)
        after = self.objectives.evolve(recorded, event)
        if before is None or after is None:
            return (NAMELESS, before, after)
        if isinstance(event, ObjectivePublished):
            self.phases.begin(event.objective_id, self.days.recorded)
        if isinstance(event, NegotiationEvent | RevisionEvent):
            self.objectives.agreed.setdefault(event.objective_id, []).append(recorded)
        if type(event) in REWORDING and after.objective_id in self.phases.since:
            for key in after.key_results:
                if key not in before.key_results:
                    self.phases.begin(key, self.days.recorded)
        self.objectives.house(after)
        if after.withdrawn:
            for link in self.links.up(after):
                self.links.let_out(link)
        names = self._called(after, getattr(event, "key_result_id", KeyResultId("")))
        return (names, before, after)

    def _settled(self, objective_id: ObjectiveId) -> Objective | None:
        """An objective in full, with its newest reports."""
        self.objectives.settle_one(objective_id)
        return self.objectives.planned_in_full(objective_id)

    def _called(self, about: Objective, part: KeyResultId) -> Names:
        shown = self.objectives.as_shown(about)
        known = shown.key_results.get(part) or shown.removed.get(part)
        return (shown.title, "" if known is None else known.title)

    def _on_advanced(self, recorded: Recorded, event: OutcomesAdvanced) -> Step:
        before = self._settled(event.objective_id)
        after = self.objectives.evolve(recorded, event)
        if before is None or after is None:
            return NOTHING
        self.objectives.index_outcomes(before, after)
        return ((self.objectives.as_shown(after).title, ""), before, after)

    def _on_report(self, recorded: Recorded, event: CheckedIn | CheckInCorrected) -> Step:
        about = self.objectives.planned_in_full(event.objective_id)
        cycle = None if about is None else self.calendar.cycles[about.cycle_id]
        closed = cycle is not None and cycle.phase == "closed"
        report = Report(recorded.position, recorded.recorded_at, self.days.recorded, event, closed)
        self.reports.take(report, None if cycle is None else cycle.cycle_id)
        if about is None:
            return NOTHING
        self.objectives.report(recorded, event)
        key_result = about.key_results.get(event.key_result_id)
        return ((about.title, "" if key_result is None else key_result.title), about, about)

    def _on_forecast(self, recorded: Recorded, event: ForecastGiven) -> Step:
        before = self._settled(event.objective_id)
        event = forecast.given_by(event, recorded.by)
        after = self.objectives.evolve(recorded, event)
        if after is None:
            return NOTHING
        self.objectives.forecasts.setdefault(event.key_result_id, []).append(
            replace(recorded, event=event)
        )
        return (self._called(after, event.key_result_id), before, after)

    def _on_dependency(self, recorded: Recorded, event: DependencyEvent) -> Step:
        before = self._settled(event.objective_id)
        after = self.objectives.evolve(recorded, dependency.dated(event, self.days.recorded))
        key_result = None if after is None else after.needing(event.dependency_id)
        if after is None or key_result is None:
            return NOTHING
        self.promises.take(after.cycle_id, recorded, event)
        asked = key_result.dependencies[event.dependency_id].asked
        organization = self.organization_of(self.calendar.cycles[after.cycle_id])
        provider = organization.name_of(Owner("unit", asked.provider_id))
        title = self.objectives.as_shown(after).title
        return ((title, f"'{asked.deliverable}' from {provider}"), before, after)

    def _on_linked(self, _: Recorded, event: ObjectiveLinked) -> Step:
        self.links.take(event)
        self.index_link(event)
        return (self._ends(event), None, event)

    def _on_unlinked(self, _: Recorded, event: ObjectiveUnlinked) -> Step:
        link = self.links.take(event)
        if link is None:
            return NOTHING
        self.links.let_out(link)
        return (self._ends(link), link, None)

    def _ends(self, link: ObjectiveLinked) -> Names:
        child = self.objectives.planned(link.objective_id)
        parent = self.objectives.planned(link.parent_objective_id)
        if child is None or parent is None:
            return NAMELESS
        if link.key_result_id is None or link.key_result_id not in parent.key_results:
            return (child.title, parent.title)
        return (child.title, parent.key_results[link.key_result_id].title)

    _STEPS: ClassVar[dict[type[Event], Callable[..., Step]]] = {
        **dict.fromkeys(streams.KINDS, _on_state),
        **dict.fromkeys(get_args(ClaimEvent), _on_claim),
        TaskPlanned: _on_task,
        TaskEdited: _on_task,
        WorkspaceCreated: _on_workspace,
        FiscalStartSet: _on_setting,
        NoticePolicySet: _on_setting,
        **dict.fromkeys(get_args(OrganizationEvent), _on_organization),
        PreferenceEvent: _on_preference,
        CycleDefined: _on_cycle,
        CycleMoved: _on_cycle,
        **dict.fromkeys(get_args(CommitmentEvent), _on_commitment),
        ObjectiveDrafted: _on_drafted,
        KeyResultAdded: _on_key_result,
        OutcomesAdvanced: _on_advanced,
        CheckedIn: _on_report,
        CheckInCorrected: _on_report,
        ForecastGiven: _on_forecast,
        **dict.fromkeys(get_args(DependencyEvent), _on_dependency),
        **dict.fromkeys(get_args(SessionEvent), _on_session),
        **dict.fromkeys(get_args(CommentEvent), _on_comment),
        CheckInAcknowledged: _on_acknowledged,
        **dict.fromkeys(get_args(AlertEvent), _on_alert),
        ObjectiveLinked: _on_linked,
        ObjectiveUnlinked: _on_unlinked,
    }
