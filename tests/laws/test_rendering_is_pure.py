"""To render changes nothing: neither the model, nor what is rendered next."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from random import Random
from typing import Any, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from events.log import Stored
from projections.keeping.fold import PROJECTIONS, Fold
from projections.keeping.rendering import Document, Place, document
from projections.model.memo import Memo
from projections.model.workspace import Workspace
from tests.support.logs import logs, run, tell
from tests.support.story import story

T = TypeVar("T")


class Forgetful(Memo):
    """Remembers nothing, as a process that has just begun."""

    def remember(self, key: Hashable, made_from: tuple[object, ...], make: Callable[[], T]) -> T:
        del key, made_from
        return make()


def folded(log: Iterable[Stored]) -> Workspace:
    workspace = Workspace()
    for stored in log:
        workspace.take(stored)
    return workspace


def all_of(workspace: Workspace) -> list[Place]:
    """Every document of a model that the fold knows of."""
    everything = {
        (one.name, key)
        for one in PROJECTIONS.values()
        for keys in (
            one.of_workspace(workspace),
            *(one.of_cycle(workspace, cycle) for cycle in workspace.calendar.cycles.values()),
        )
        for key in keys
    }
    return sorted(everything)


def rendered(workspace: Workspace, places: Iterable[Place]) -> dict[Place, Document]:
    return {place: document(workspace, PROJECTIONS[place[0]], place[1]) for place in places}


def from_nothing(workspace: Workspace, places: Iterable[Place]) -> dict[Place, Document]:
    """The same, with nothing remembered from one question to the next."""
    copy = workspace.still()
    copy.memo = Forgetful()
    return rendered(copy, places)


def picture(what: Any) -> Any:
    """All that a model holds, part by part, but for what it remembers to be quick."""
    if isinstance(what, Memo):
        return "what is remembered"
    if isinstance(what, dict):
        return [(key, picture(value)) for key, value in what.items()]
    if isinstance(what, list | tuple):
        return [picture(one) for one in what]
    if isinstance(what, set):
        return set(what)
    if type(what).__module__.startswith("projections.model.") and hasattr(what, "__dict__"):
        return [type(what).__name__, picture(vars(what))]
    return what


def changed(before: Any, after: Any) -> list[str]:
    """Which parts of a model differ: whole models are nothing for a person to read."""
    pairs = zip(before[1], after[1], strict=True)
    return [name for (name, was), (_, now) in pairs if was != now]


def different(one: dict[Place, Document], other: dict[Place, Document]) -> list[Place]:
    return [place for place in one if one[place] != other.get(place)]


def is_pure(log: Sequence[Stored], cut: int, order: Random) -> None:
    live = folded(log[:cut])
    live.settle()  # reports that wait are taken into their objectives before anybody looks
    before = picture(live)
    still = live.still()
    places = all_of(live)
    first = rendered(still, places)
    again = list(reversed(places))
    assert different(first, rendered(still, again)) == []
    order.shuffle(again)
    assert different(first, rendered(still, again)) == []
    assert different(first, from_nothing(still, again)) == []
    assert different(first, rendered(live, again)) == []
    assert changed(before, picture(live)) == []
    assert changed(picture(live.still()), picture(still)) == []


def stays_still(log: Sequence[Stored], cut: int) -> None:
    live = Fold()
    for stored in log[:cut]:
        live.take(stored)
    list(live.render())
    still = live.workspace.still()
    places, before = all_of(still), picture(still)
    shown = rendered(still, places)
    for at, stored in enumerate(log[cut:]):
        live.take(stored)
        if at % 20 == 0:
            list(live.render())
    list(live.render())
    assert changed(before, picture(still)) == []
    assert different(shown, rendered(still, places)) == []
    assert different(shown, from_nothing(still, places)) == []


@settings(max_examples=25)
@given(log=logs(), cut=st.integers(0, 150), order=st.randoms(use_true_random=False))
def test_a_model_is_as_it_was_and_shows_the_same_in_any_order(
    log: list[Stored], cut: int, order: Random
) -> None:
    is_pure(log, cut, order)


def test_the_model_of_a_story_is_as_it_was_and_shows_the_same_in_any_order() -> None:
    log = run(tell(story()))
    for cut in (len(log) // 4, len(log) // 2, len(log)):
        is_pure(log, cut, Random(cut))  # noqa: S311 - an order that is the same each time


@settings(max_examples=25)
@given(log=logs(), cut=st.integers(0, 150))
def test_a_still_copy_stays_as_it_is_whatever_comes_after(log: list[Stored], cut: int) -> None:
    stays_still(log, cut)


def test_a_still_copy_of_a_story_stays_as_it_is_while_the_story_goes_on() -> None:
    log = run(tell(story()))
    for cut in range(0, len(log), 60):
        stays_still(log, cut)
