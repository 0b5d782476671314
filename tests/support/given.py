"""given(events).when(command).then(events): how a rule of the domain is told as a test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from domain.errors import Rejection
from domain.messages import Command, Event


class Scenario:
    """A decider with a history; `then` also asks a second time and expects nothing new."""

    def __init__(
        self,
        decide: Callable[[Any, Any], Sequence[Event]],
        evolve: Callable[[Any, Any], Any],
        empty: Any,
        events: Sequence[Event] = (),
    ) -> None:
        self._decide, self._evolve, self._empty, self._events = decide, evolve, empty, events

    def given(self, *events: Event) -> Scenario:
        return Scenario(self._decide, self._evolve, self._empty, (*self._events, *events))

    def when(self, command: Command) -> Decided:
        return Decided(self, command)

    def state(self, *more: Event) -> Any:
        state = self._empty
        for event in (*self._events, *more):
            state = self._evolve(state, event)
        return state

    def decide(self, command: Command, *more: Event) -> Sequence[Event]:
        return self._decide(self.state(*more), command)


class Decided:
    def __init__(self, scenario: Scenario, command: Command) -> None:
        self._scenario, self._command = scenario, command

    def then(self, *events: Event) -> None:
        decided = self._scenario.decide(self._command)
        assert list(decided) == list(events)
        assert list(self._scenario.decide(self._command, *decided)) == [], "asked twice, new events"

    def then_nothing(self) -> None:
        assert list(self._scenario.decide(self._command)) == []

    def then_rejected(self, rejection: type[Rejection], *words: str, at: str | None = None) -> None:
        with pytest.raises(rejection) as refused:
            self._scenario.decide(self._command)
        sentence = str(refused.value)
        assert "{" not in sentence, "the sentence still has a blank"
        assert all(word in sentence for word in words), sentence
        assert at in (None, refused.value.field)
