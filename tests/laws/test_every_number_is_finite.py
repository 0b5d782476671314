"""Whatever numbers are accepted, or were at some time, every number that is shown is finite."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from events.log import Stored
from projections.keeping import fold
from projections.keeping.fold import PROJECTIONS
from projections.model.workspace import Workspace
from tests.support.examples import examples
from tests.support.extremes import recorded_in_extremes, said_in_extremes
from tests.support.generated.quarters import logs, quarters
from tests.support.logs import run, tell


@st.composite
def in_extremes(draw: st.DrawFn) -> list[Stored]:
    return run(tell(said_in_extremes(draw, draw(quarters(40)))))


@st.composite
def recorded_otherwise(draw: st.DrawFn) -> list[Stored]:
    return recorded_in_extremes(draw, draw(logs(40)))


@examples(5)
@given(log=logs())
def test_every_number_that_is_rendered_is_finite(log: list[Stored]) -> None:
    _all_are_finite(log)


@examples(12)
@given(log=in_extremes())
def test_it_is_whatever_number_a_command_accepts(log: list[Stored]) -> None:
    _all_are_finite(log)


@examples(5)
@given(log=recorded_otherwise())
def test_it_is_whatever_span_was_ever_recorded(log: list[Stored]) -> None:
    _all_are_finite(log)


def _all_are_finite(log: list[Stored]) -> None:
    """Seen before it is written: as JSON, what is not a number would read like nothing reported."""
    model = Workspace()
    for stored in log:
        model.take(stored)
    for name, key in fold.replay(log):
        view = PROJECTIONS[name].render(model, key)
        assert all(map(isfinite, _numbers(msgspec.to_builtins(view)))), (name, key)


def _numbers(value: object) -> Iterator[float]:
    match value:
        case float():
            yield value
        case dict():
            yield from _numbers(list(value.values()))
        case list() | tuple():
            for one in value:
                yield from _numbers(one)
        case _:
            pass
