"""What a company is at some moment: the states of its streams, from what was recorded so far."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain.alignment.linking import Alignment
from domain.alignment.review import Reviews
from domain.closing.closing import Closing
from domain.conversation.comments import Comments
from domain.cycles.cycle import Calendar, Cycle
from domain.dependencies.dependency import Dependency
from domain.objectives.state import KeyResult, Objective
from domain.organization.chart import Organization
from domain.resources.claims import Claims
from domain.resources.pools import Pools
from domain.rituals.schedule import Rituals
from domain.rituals.sessions import Session
from domain.strategy.strategy import Strategy
from domain.values import CycleId, ObjectiveId, UnitId
from domain.work import Work
from events import catalog, streams
from events.catalog import Unknown
from events.log import Stored


class Known:
    """The model that is kept beside a log while it is made."""

    def __init__(self) -> None:
        self.states: dict[str, Any] = {}
        self.objectives: dict[str, Objective] = {}
        self.talked_about: list[str] = []
        """The objectives that there are comments on."""
        self.sessions: dict[str, Session] = {}
        self.heard: set[str] = set()
        self.position = 0

    def take(self, log: Iterable[Stored]) -> None:
        for stored in log:
            event = catalog.read(stored)
            assert not isinstance(event, Unknown)
            state = streams.aggregate(stored.stream).evolve(self._at(stored.stream), event)
            self.states[stored.stream] = state
            if isinstance(state, Objective):
                self.objectives[state.objective_id] = state
            if isinstance(state, Comments) and len(state.known) == 1:
                self.talked_about.append(stored.stream.partition(":")[2])
            if isinstance(state, Session):
                self.sessions[state.session_id] = state
            self.position = stored.position

    def _at(self, stream: str) -> Any:
        return self.states.get(stream, streams.aggregate(stream).empty)

    @property
    def organization(self) -> Organization:
        found: Organization = self._at(streams.ORGANIZATION)
        return found

    @property
    def calendar(self) -> Calendar:
        found: Calendar = self._at(streams.CYCLES)
        return found

    @property
    def strategy(self) -> Strategy:
        found: Strategy = self._at(streams.STRATEGY)
        return found

    @property
    def pools(self) -> Pools:
        found: Pools = self._at(streams.POOLS)
        return found

    @property
    def rituals(self) -> Rituals:
        found: Rituals = self._at(streams.RITUALS)
        return found

    def reviews(self, cycle: CycleId) -> Reviews:
        found: Reviews = self._at(streams.review_stream(cycle))
        return found

    def alignment(self, cycle: CycleId) -> Alignment:
        found: Alignment = self._at(streams.alignment_stream(cycle))
        return found

    def claims(self, cycle: CycleId) -> Claims:
        found: Claims = self._at(streams.claims_stream(cycle))
        return found

    def comments(self, objective: str) -> Comments:
        found: Comments = self._at(streams.comments_stream(ObjectiveId(objective)))
        return found

    def work(self, cycle: CycleId, unit: UnitId) -> Work:
        found: Work = self._at(streams.work_stream(cycle, unit))
        return found

    def closing(self, cycle: CycleId) -> Closing:
        found: Closing = self._at(streams.closing_stream(cycle))
        return found

    def objectives_of(self, cycle: CycleId) -> list[Objective]:
        return [one for one in self.objectives.values() if one.cycle_id == cycle]

    def cycle(self, name: object) -> Cycle | None:
        return self.calendar.cycles.get(CycleId(str(name)))


def dependencies(key_results: Iterable[KeyResult]) -> list[Dependency]:
    return [one for key_result in key_results for one in key_result.dependencies.values()]
