"""What is said in a draft stays out of every document for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from domain.alignment.linking import AlignmentEvent
from domain.objectives.negotiation import NegotiationEvent, PublishObjective
from domain.objectives.planning import AddKeyResult, DraftObjective, PlanningEvent
from domain.values import KeyResultId, ObjectiveId, Owner
from events.catalog import TAGS
from events.log import Stored
from projections.keeping import fold
from projections.keeping.fold import Fold
from projections.model.veil import EVERYBODY, REVIEWERS
from tests.support.acme import OBJECTIVES
from tests.support.company import ADA, COMPANY, ENGINEERING, Q3
from tests.support.examples import examples
from tests.support.generated.quarters import quarters
from tests.support.logs import GivenCommand, run, tell
from tests.support.quarter import TO_100, Quarter

QUICK = ObjectiveId("quick")
WORD = "sesame"
PLANNED = {
    TAGS[one]
    for union in (PlanningEvent, NegotiationEvent, AlignmentEvent)
    for one in get_args(union)
}
WORDS = ("title", "description", "reason", "answer", "note", "mechanism")


def spoken(log: list[Stored]) -> list[Stored]:
    """The same log with another word for whatever is said about what was never published."""
    folded = Fold()
    for stored in log:
        folded.take(stored)
    drafts = {one for one, known in folded.workspace.objectives.in_full.items() if known.is_hidden}
    return [_reworded(stored, drafts) for stored in log]


def _reworded(stored: Stored, drafts: set[Any]) -> Stored:
    if stored.type not in PLANNED:
        return stored
    said = msgspec.json.decode(stored.data)
    if said.get("objective_id") not in drafts:
        return stored
    said.update({field: WORD for field in WORDS if said.get(field)})
    return msgspec.structs.replace(stored, data=msgspec.json.encode(said))


def unpublished(said: Iterable[GivenCommand], kept: set[ObjectiveId]) -> list[GivenCommand]:
    """The same quarter without the publication of some objectives, and what builds on it."""
    return [
        one
        for one in said
        if not (isinstance(one.command, PublishObjective) and one.command.objective_id in kept)
    ]


@examples(20)
@given(said=quarters(), kept=st.sets(st.sampled_from(OBJECTIVES), min_size=1))
def test_no_document_for_everybody_says_what_a_draft_says(
    said: list[GivenCommand], kept: set[ObjectiveId]
) -> None:
    log = run(tell(unpublished(said, kept)))
    for (projection, key), document in fold.replay(spoken(log)).items():
        if document.audience == EVERYBODY:
            assert WORD not in str(document.body), (projection, key)


def test_what_a_draft_says_is_in_the_documents_for_its_unit() -> None:
    """Else the law would hold of documents that say nothing."""
    quarter = Quarter().goal("delight", COMPANY, ["nps"]).publish()
    quarter.say(
        DraftObjective(QUICK, Q3, WORD, Owner("person", ADA)),
        AddKeyResult(QUICK, KeyResultId("latency"), WORD, TO_100),
    )
    saying = {
        (one.projection, one.key): one.audience
        for one in fold.replay(quarter.log).values()
        if WORD in str(one.body)
    }
    assert saying == {
        ("objective", "quick"): ENGINEERING,
        ("confidence", "quick"): ENGINEERING,
        ("confidence", "latency"): ENGINEERING,
        ("review", Q3): REVIEWERS,
    }
