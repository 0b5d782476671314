"""Two views never disagree about the same thing on the same day."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from events.log import Stored
from projections.keeping import fold
from tests.support.examples import examples
from tests.support.generated.quarters import logs
from tests.support.logs import run, tell
from tests.support.story import story

SAID = ("progress", "expected", "stands", "confidence", "confidence_as_of", "overdue_since")
OTHER_DAYS = ("scorecard", "closing", "confidence", "feed", "year")
"""Those that tell of other days, or of what was frozen then."""

Told = dict[tuple[str, str], dict[str, set[Any]]]


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a document."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from nodes(part)
    elif isinstance(value, list):
        for part in value:
            yield from nodes(part)


def said_by(view: str, node: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What an object of a view says of the key result that it is about."""
    forecast = node.get("forecast") or {}
    if "miss_probability" in forecast:
        yield "progress", forecast["progress"]
        yield "expected", forecast["expected"]
    if "stands" not in node:
        return
    yield from ((what, node[what]) for what in SAID if what in node)
    if "health" in node:
        yield "health", node["health"]
        yield "status", node["health"]["status"]
    elif view == "weekly":
        yield "status", node["status"]


def told(log: Sequence[Stored], later: int) -> Told:
    """What each key result is told to be, with the views that tell it."""
    today = log[-1].recorded_at.date() + timedelta(later)
    found: Told = defaultdict(lambda: defaultdict(set))
    for (view, _), document in fold.replay(log, today).items():
        if view not in OTHER_DAYS:
            for node in nodes(json.loads(document.body or b"null")):
                if "key_result_id" in node:
                    for what, value in said_by(view, node):
                        found[node["key_result_id"], what][json.dumps(value)].add(view)
    return found


def disagreeing(found: Told) -> list[str]:
    return [f"{thing}: {dict(said)}" for thing, said in found.items() if len(said) > 1]


@examples(20)
@given(log=logs(), later=st.integers(0, 60))
def test_all_documents_say_the_same_of_a_key_result_on_a_day(log: list[Stored], later: int) -> None:
    assert disagreeing(told(log, later)) == []


def test_the_law_sees_every_view_that_speaks_of_a_key_result() -> None:
    found = told(run(tell(story())), 0)
    views = {view for said in found.values() for names in said.values() for view in names}
    assert views == {"alignment", "objective", "brief", "weekly", "drift", "prompts"}
    assert disagreeing(found) == []
