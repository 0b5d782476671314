"""One fold, many uses: live refresh, replay, as-of, rebuild and proof are this with other ends."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import date, datetime

from domain.cycles.cycle import Cycle, CycleMoved
from domain.dependencies.dependency import DependencyEvent
from domain.measuring.check_in import CheckInEvent
from domain.measuring.forecast import ForecastGiven
from domain.messages import Event
from domain.objectives.objective import CommitmentEvent
from domain.organization.reorganization import ReorganizationEvent
from domain.rituals.schedule import RitualEvent
from domain.values import CycleId, ObjectiveId
from events.log import EventLog, Fact, Stored, is_imported
from projections.keeping.rendering import Document, Place, document
from projections.model.failures import Unfoldable
from projections.model.feed import page_of
from projections.model.workspace import Workspace
from projections.notices.teller import Teller
from projections.views.activity.directory import DirectoryView
from projections.views.activity.feed import FeedView
from projections.views.alignment.alignment import AlignmentView
from projections.views.alignment.coverage import CoverageView
from projections.views.alignment.diagnosis import DiagnosisView
from projections.views.alignment.line_of_sight import LineOfSightView
from projections.views.alignment.review import ReviewView
from projections.views.closing.closing import ClosingView
from projections.views.closing.scorecard import ScorecardView
from projections.views.dependencies.dependencies import DependenciesView
from projections.views.dependencies.promises import PromisesView
from projections.views.drift.backtest import BacktestView
from projections.views.drift.drift import DriftView
from projections.views.objective.acknowledgements import AcknowledgementsView
from projections.views.objective.confidence import ConfidenceView
from projections.views.objective.conversation import ConversationView
from projections.views.objective.objective import ObjectiveView
from projections.views.practice.profile import ProfileView
from projections.views.projection import Projection
from projections.views.resources.resources import ResourcesView
from projections.views.rituals.adherence import AdherenceView
from projections.views.rituals.escalations import EscalationsView
from projections.views.rituals.rituals import RitualsView
from projections.views.rituals.session import SessionView
from projections.views.shared import check_ins_held, lessons
from projections.views.team.brief import BriefView
from projections.views.team.prompts import PromptsView
from projections.views.work.effort import EffortView
from projections.views.work.weekly import WeeklyView
from projections.views.year.year import YearView

LAYOUT = 34
"""The version of all that is stored beside the log.

Raise it when an event type, the model, or the content of any document changes: every workspace is
then rendered again, and older snapshots are thrown away. A worker that meets a higher number than
its own leaves the documents alone.
"""

PROJECTIONS: dict[str, Projection] = {
    projection.name: projection
    for projection in (
        AlignmentView(),
        CoverageView(),
        ConfidenceView(),
        DriftView(),
        BacktestView(),
        DependenciesView(),
        PromisesView(),
        ReviewView(),
        DiagnosisView(),
        ObjectiveView(),
        ConversationView(),
        AcknowledgementsView(),
        AdherenceView(),
        RitualsView(),
        SessionView(),
        EscalationsView(),
        ClosingView(),
        ScorecardView(),
        FeedView(),
        DirectoryView(),
        YearView(),
        BriefView(),
        PromptsView(),
        ProfileView(),
        ResourcesView(),
        EffortView(),
        WeeklyView(),
        LineOfSightView(),
    )
}

_BY_EVENT: dict[type[Event], tuple[Projection, ...]] = {}
for _projection in PROJECTIONS.values():
    for _type in _projection.on:
        _BY_EVENT[_type] = (*_BY_EVENT.get(_type, ()), _projection)

_ABOUT_OBJECTIVES = CheckInEvent | ForecastGiven | DependencyEvent | CommitmentEvent

_AGING = tuple(one for one in PROJECTIONS.values() if one.ages)

READ = 5_000
"""How many events are read from the log at once."""


class Fold:
    """A workspace's model, and which documents its events have touched since the last render.

    Events up to `rendered` only change the model, because their documents are already written. Of
    a fold that has rendered nothing yet no event is asked what it touches: all documents there are
    will be made.
    """

    def __init__(self, workspace: Workspace | None = None, *, rendered: int = 0) -> None:
        self.workspace = workspace or Workspace()
        self.rendered = rendered
        self._seen_on = self.workspace.today
        self.teller: Teller | None = None
        """Who notes what there is to tell of the events; without one nobody is told anything."""
        self.faults: dict[Place, Exception] = {}
        """What went wrong since the last time that somebody asked, by what it concerns."""
        self._touched: dict[Place, None] = {}
        self._reorganized: date | None = None
        """The first day on which the organization is another than was shown."""
        self._rescheduled: date | None = None
        """The first day from which check-ins are due in other weeks than was shown."""
        self._moved: set[CycleId] = set()
        """The cycles that are in another phase than was shown, or changed once closed."""

    def take(self, stored: Fact | Stored) -> None:
        """Fold an event and note what it touches. Raises Unfoldable."""
        change = self.workspace.take(stored)
        if self.teller is not None:
            self.teller.hear(self.workspace, change, imported=is_imported(stored))
        position, event = change.recorded.position, change.recorded.event
        if position <= self.rendered:
            return
        try:
            self._note(event)
        except (Unfoldable, MemoryError):
            raise
        except Exception as error:
            raise Unfoldable(position, error) from error
        if self.rendered == 0:
            return
        for projection in _BY_EVENT[type(event)]:
            try:
                self._touch(projection, projection.affected(self.workspace, change))
            except (Unfoldable, MemoryError):
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, too much is rendered
                self.faults[projection.name, ""] = error
                self._touch_all_of(projection, position)

    def _note(self, event: Event) -> None:
        """Note what touches more than the documents that a projection names for it."""
        if isinstance(event, ReorganizationEvent):
            self._reorganized = min(self._reorganized or date.max, event.effective)
        elif isinstance(event, RitualEvent):
            day = check_ins_held.changed_from(self.workspace, event)
            self._rescheduled = min(self._rescheduled or date.max, day)
        elif isinstance(event, CycleMoved):
            self._moved.add(event.cycle_id)
        elif isinstance(event, _ABOUT_OBJECTIVES):
            self._note_late(event.objective_id)

    def touch(self, places: Iterable[Place]) -> None:
        """Render these too."""
        self._touched.update(dict.fromkeys(one for one in places if one[0] in PROJECTIONS))

    def _note_late(self, objective_id: ObjectiveId) -> None:
        about = self.workspace.objectives.planned(objective_id)
        cycle = None if about is None else self.workspace.calendar.cycles[about.cycle_id]
        if cycle is not None and cycle.phase == "closed":
            self._moved.add(cycle.cycle_id)

    def advance(self, today: date) -> None:
        """Let days go by without an event."""
        self.workspace.advance(today)

    def render(self) -> Iterator[Document]:
        """The documents that were touched by events or by the passing of days; then none are.

        Raises Unfoldable. What else goes wrong concerns one document, which then says so.
        """
        self.workspace.settle()
        if self.rendered == 0:
            self._touch_everything()
        self._touch_by_rule()
        self._touch_by_time()
        for place in self._touched:
            yield self._document(place)
        self._touched = {}
        self.rendered = self.workspace.position
        self.workspace.turn_pages()

    def render_full_pages(self) -> Iterator[Document]:
        """Pages of the feed that no event will touch again; they need not wait for the rest."""
        present = page_of(self.workspace.position)
        for page in self.workspace.feed.pages:
            if page != present:
                place = (FeedView.name, str(page))
                yield self._document(place)
                self._touched.pop(place, None)
        self.workspace.turn_pages()

    def documents_seen_on(self, day: date) -> None:
        """Say on which day the documents that are already written were rendered."""
        self._seen_on = day

    def _touch_everything(self) -> None:
        for projection in PROJECTIONS.values():
            self._touch(projection, projection.everything(self.workspace))

    def _touch_by_rule(self) -> None:
        """Touch what goes another way because check-ins are due otherwise, or a cycle is over.

        What was learned from that cycle is applied to those after it.
        """
        rescheduled, cycles = self._rescheduled or date.max, self.workspace.calendar.cycles
        moved = [cycles[one] for one in self._moved if one in cycles]
        for cycle in cycles.values():
            if (
                rescheduled <= cycle.ends
                or cycle.cycle_id in self._moved
                or any(lessons.teaches(one, cycle) for one in moved)
            ):
                self._touch_cycle(cycle, PROJECTIONS.values())
        self._rescheduled, self._moved = None, set()

    def _touch_by_time(self) -> None:
        """Touch what looks otherwise on another day, or with another organization on its day."""
        workspace, before = self.workspace, self._seen_on
        changed = self._changed_since(before)
        self._seen_on, self._reorganized = workspace.today, None
        if changed is None and before == workspace.today:
            return
        for cycle in workspace.calendar.cycles.values():
            if changed is not None and changed <= cycle.ends:
                self._touch_cycle(cycle, PROJECTIONS.values())
            elif _seen(cycle, before) != _seen(cycle, workspace.today):
                self._touch_cycle(cycle, _AGING)
        for projection in _AGING if changed is None else PROJECTIONS.values():
            self._touch(projection, projection.of_workspace(workspace))

    def _changed_since(self, before: date) -> date | None:
        """The first day of the organization that those who looked on a day have not seen."""
        announced = self.workspace.organization.days_after(before)
        arrived = [day for day in announced[:1] if day <= self.workspace.today]
        if self._reorganized is not None:
            arrived.append(self._reorganized)
        return min(arrived, default=None)

    def _touch_all_of(self, projection: Projection, position: int) -> None:
        """Which documents an event touches cannot be told: it may be any of them."""
        try:
            self._touch(projection, projection.everything(self.workspace))
        except Exception as error:
            raise Unfoldable(position, error) from error

    def _document(self, place: Place) -> Document:
        name, key = place
        return document(self.workspace, PROJECTIONS[name], key, self.faults)

    def _touch_cycle(self, cycle: Cycle, projections: Iterable[Projection]) -> None:
        for projection in projections:
            self._touch(projection, projection.of_cycle(self.workspace, cycle))

    def _touch(self, projection: Projection, keys: Iterable[str]) -> None:
        for key in keys:
            self._touched[projection.name, key] = None


def _seen(cycle: Cycle, today: date) -> tuple[date, bool, bool]:
    """All that a day says of a cycle: one that has just begun is seen as of the same day before."""
    return (cycle.as_of(today), cycle.is_ahead(today), cycle.is_over(today))


def replay(log: Iterable[Stored], today: date | None = None) -> dict[tuple[str, str], Document]:
    """Every document of a workspace, from its log alone."""
    fold = Fold()
    for stored in log:
        fold.take(stored)
    if today is not None:
        fold.advance(today)
    return {(one.projection, one.key): one for one in fold.render() if one.body is not None}


async def pages(
    log: EventLog, workspace_id: str, after: int, upto: int | None = None
) -> AsyncIterator[list[Fact]]:
    """The events of a workspace after a position, as many at a time as are read at once."""
    while upto is None or after < upto:
        page = await log.read_facts(workspace_id, after, upto, READ)
        if page:
            yield page
        if len(page) < READ:
            return
        after = page[-1].position


async def as_of(
    log: EventLog, workspace_id: str, moment: int | datetime, *, unveiled: bool = False
) -> Workspace:
    """A workspace as it was at a position or a moment: what was known then, on the day it was.

    Raises Unfoldable.
    """
    upto = moment if isinstance(moment, int) else await log.position_at(workspace_id, moment)
    workspace = Workspace(unveiled=unveiled)
    async for page in pages(log, workspace_id, 0, upto):
        for stored in page:
            workspace.take(stored)
        workspace.turn_pages()
    if isinstance(moment, datetime) and workspace.position:
        workspace.advance(workspace.day_of(moment))
    return workspace
