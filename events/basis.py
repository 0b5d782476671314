"""What a decision rests on: the states of the streams that it declares, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple, NoReturn

from domain.access.identity import Actor
from domain.cycles.cycle import Calendar
from domain.messages import Command
from domain.objectives.state import Objective
from domain.organization.chart import Chart, Organization
from domain.strategy.strategy import Strategy
from domain.values import CycleId, ObjectiveId
from events.streams import CYCLES, ORGANIZATION, STRATEGY, objective_stream

Streams = tuple[str, ...]


class UndeclaredStream(Exception):
    """A decision looks at a stream that it does not declare: a fault of Sightline's own."""

    def __init__(self, command: Command, stream: str) -> None:
        super().__init__(
            f"{type(command).__name__} reads the stream {stream}, which its line in "
            "events/decisions.py does not declare."
        )


class Withheld:
    """Stands for the state of a stream that a decision does not declare.

    It can be handed on, since several commands share a context; to look at it raises.
    """

    __slots__ = ("_command", "_stream")

    def __init__(self, command: Command, stream: str) -> None:
        self._command, self._stream = command, stream

    def _refuse(self, *_: object) -> NoReturn:
        raise UndeclaredStream(self._command, self._stream)

    __getattr__ = __getitem__ = __contains__ = __iter__ = __len__ = __bool__ = _refuse
    __eq__ = __hash__ = _refuse


class Basis(NamedTuple):
    """The states that a command's decision may look at, the day, and who asks."""

    command: Command
    streams: Streams
    states: Mapping[str, Any]
    today: date
    actor: Actor

    @property
    def own(self) -> Any:
        """The state of the stream that the command is about."""
        return self.states[self.streams[0]]

    def state(self, stream: str) -> Any:
        """The state of a stream that this decision cannot do without."""
        if stream not in self.streams:
            raise UndeclaredStream(self.command, stream)
        return self.states[stream]

    def withheld(self, stream: str) -> Any:
        """What stands for a state that only other commands of the same context read."""
        return Withheld(self.command, stream)

    def shared(self, stream: str, derived: Callable[[Any], Any] = lambda state: state) -> Any:
        """The state of a stream, or what is derived from it, for commands that share a context.

        Where it is not declared, what looks at it is refused.
        """
        if stream not in self.streams:
            return self.withheld(stream)
        return derived(self.states[stream])

    @property
    def calendar(self) -> Calendar:
        calendar: Calendar = self.shared(CYCLES)
        return calendar

    @property
    def organization(self) -> Organization:
        organization: Organization = self.shared(ORGANIZATION)
        return organization

    @property
    def strategy(self) -> Strategy:
        strategy: Strategy = self.shared(STRATEGY)
        return strategy

    @property
    def chart(self) -> Chart:
        """The organization as it is today."""
        chart: Chart = self.shared(ORGANIZATION, lambda known: known.at(self.today))
        return chart

    def chart_of(self, cycle_id: CycleId) -> Chart:
        """The organization of the day on which a cycle is seen."""
        about = self.calendar.cycles.get(cycle_id)
        day = about.as_of(self.today) if about else self.today
        chart: Chart = self.shared(ORGANIZATION, lambda known: known.at(day))
        return chart

    def objective(self, objective_id: ObjectiveId | None) -> Objective | None:
        """The objective that a command names, None where it names none that is there."""
        found: Objective | None = None
        if objective_id is not None:
            found = self.state(objective_stream(objective_id))
        return found
