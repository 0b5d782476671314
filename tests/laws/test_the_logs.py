"""What the laws are tried on: everything that can happen, and everything that can be refused."""

from __future__ import annotations

from collections import Counter

import msgspec
from hypothesis import Phase, given, settings

from domain.access.email import NotAnAddress
from domain.access.rights import NotPassedOn
from domain.alignment.linking import UnknownLink
from domain.conversation.comments import TooManyComments
from domain.errors import Rejection
from domain.objectives.revision import RevisionOfAStandIn
from domain.work import TooManyTasks
from events.catalog import CATALOG
from tests.support.examples import TIMES, examples
from tests.support.generated.quarters import Lines, Log, logs
from tests.support.logs import GivenCommand, Telling, run

LOGS, EACH_TAG, REFUSED = round(300 * TIMES), 1, 0.97
"""In so many logs each type of event occurs, and so many of the refusals; most of them often.

Which of the rarest refusals are missing in 300 logs is chance; in a long run every one occurs.
"""

LONG = 10
"""How many times the usual examples are a long run."""

NEVER = {
    TooManyTasks.code,  # it takes three thousand of them; tests/domain/test_work.py has them
    TooManyComments.code,  # it takes five hundred; tests/domain/test_comments.py has them
    NotAnAddress.code,  # addresses stand beside the log, and no command has one
    NotPassedOn.code,  # nobody in the logs acts for another; tests/domain/access has it
    RevisionOfAStandIn.code,  # the same; tests/domain/test_revision.py has it
    UnknownLink.code,  # the edge asks `rehearse` before it sends a revision
}
"""What no single command of a short log is refused with."""

REFUSALS = {one.code for one in Rejection.all() if one.__module__.startswith("domain.")}


async def refusals(said: Lines) -> Counter[str]:
    telling = Telling()
    await telling.begin()
    heard = [await telling.say(one) for one in said]
    return Counter(one.code for one in heard if one)


def generated() -> list[Log]:
    found: list[Log] = []

    @settings(max_examples=LOGS, derandomize=True, database=None, phases=[Phase.generate])
    @given(log=logs())
    def collect(log: Log) -> None:
        found.append(log)

    collect()
    return found


def test_everything_happens_in_the_logs_and_everything_is_refused() -> None:
    found = generated()
    assert len({log[-1].hash for log in found}) > 0.9 * LOGS, "hypothesis repeats itself"
    happened = Counter(stored.type for log in found for stored in log)
    refused = Counter[str]()
    for log in found:
        refused += run(refusals(log.said))
    seldom = [tag for tag in CATALOG if happened[tag] < EACH_TAG]
    missing = sorted(REFUSALS - NEVER - refused.keys())
    if len(missing) > (1 - REFUSED) * len(REFUSALS) or (TIMES >= LONG and missing):
        seldom += missing
    assert not seldom, f"make these likelier in tests/support/generated: {', '.join(seldom)}"


@examples(10)
@given(log=logs())
def test_what_is_made_could_have_come_in_at_the_edge(log: Log) -> None:
    """A command that no request can carry would try the laws on what cannot be."""
    for one in log.said:
        sent = msgspec.json.encode(one.command)
        assert msgspec.json.decode(sent, type=type(one.command)) == one.command


def test_a_failing_law_prints_what_was_said_in_lines() -> None:
    log: list[Log] = []

    @settings(max_examples=1, database=None, phases=[Phase.generate])
    @given(made=logs())
    def first(made: Log) -> None:
        log.append(made)

    first()
    lines = repr(log[0]).strip().splitlines()
    assert len(lines) == len(log[0].said)
    assert lines[0].startswith("2026-07-01 09:00  somebody: CreateWorkspace(name='Acme'")
    assert isinstance(log[0].said[0], GivenCommand)
