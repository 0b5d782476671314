"""What is said in a draft stays out of every document for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.closing.scores import ObjectiveScored
from domain.conversation.comments import PostComment
from domain.dependencies.dependency import DependencyEvent
from domain.measuring.check_in import CheckInEvent
from domain.measuring.forecast import ForecastGiven
from domain.messages import Event
from domain.objectives.negotiation import PublishObjective
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.objectives.revision import RevisionEvent
from domain.objectives.state import KeyResult, Objective
from domain.resources.claims import ResourceClaimed
from domain.values import CommentId, KeyResultId, ObjectiveId, Owner
from domain.work import WorkEvent
from events.catalog import CATALOG
from events.log import Stored
from projections.keeping import fold
from projections.keeping.fold import Fold
from projections.model.change import Recorded
from projections.model.feed import Entry
from projections.model.veil import DRAFT, EVERYBODY, REVIEWERS, veiled
from projections.views.activity.feed import sentence
from tests.events.test_catalog import MEANT
from tests.support.acme import OBJECTIVES
from tests.support.company import ADA, COMPANY, ENGINEERING, Q3
from tests.support.examples import examples
from tests.support.generated.quarters import quarters
from tests.support.logs import GivenCommand, run, tell
from tests.support.quarter import TO_100, Quarter
from tests.support.story import story

QUICK = ObjectiveId("quick")
WORD = "sesame"

OPENLY = (
    RevisionEvent, CheckInEvent, ForecastGiven, ObjectiveScored, DependencyEvent, ResourceClaimed,
    WorkEvent,
)  # fmt: skip
"""What is said of an objective for everybody: of a published one, to other units, or of the work of
a unit. All else that names an objective is for those who may read the draft."""


def _words(kind: type[Event]) -> list[str]:
    """The fields that hold what somebody wrote."""
    return [one.name for one in msgspec.structs.fields(kind) if one.type is str]


WORDS = {
    tag: _words(kind)
    for tag, kind in CATALOG.items()
    if "objective_id" in kind.__struct_fields__
    and _words(kind)
    and not any(kind in (get_args(one) or (one,)) for one in OPENLY)
}
"""What a draft says, by the type of the event that says it."""


def spoken(log: list[Stored]) -> list[Stored]:
    """The same log with another word for whatever is said about what was never published."""
    folded = Fold()
    for stored in log:
        folded.take(stored)
    drafts = {one for one, known in folded.workspace.objectives.in_full.items() if known.is_hidden}
    return [_reworded(stored, drafts) for stored in log]


def _reworded(stored: Stored, drafts: set[Any]) -> Stored:
    if stored.type not in WORDS:
        return stored
    said = msgspec.json.decode(stored.data)
    if said.get("objective_id") not in drafts:
        return stored
    said.update({field: WORD for field in WORDS[stored.type] if said.get(field)})
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
    assert saying_it_to_everybody(run(tell(unpublished(said, kept)))) == []


def test_no_document_for_everybody_says_what_the_drafts_of_the_story_say() -> None:
    """In a second, what the law above says of any quarter; the story has each type of event."""
    assert saying_it_to_everybody(run(tell(unpublished(story(), set(OBJECTIVES))))) == []


def saying_it_to_everybody(log: list[Stored]) -> list[tuple[str, str]]:
    return [
        place
        for place, document in fold.replay(spoken(log)).items()
        if document.audience == EVERYBODY and WORD in str(document.body)
    ]


@pytest.mark.parametrize("name", [one for one in MEANT if one.partition(".")[0] in WORDS])
def test_no_sentence_of_the_feed_says_what_a_draft_says(name: str) -> None:
    kind, moment = type(MEANT[name]), datetime(2026, 7, 1, tzinfo=UTC)
    event = msgspec.structs.replace(MEANT[name], **dict.fromkeys(_words(kind), WORD))
    entry = Entry(Recorded(1, 1, moment, "ada", event), DRAFT, DRAFT)
    assert WORD not in sentence(entry)


def test_what_a_draft_says_is_in_the_documents_for_its_unit() -> None:
    """Else the law would hold of documents that say nothing."""
    quarter = Quarter().goal("delight", COMPANY, ["nps"]).publish()
    quarter.say(
        DraftObjective(QUICK, Q3, WORD, Owner("person", ADA)),
        AddKeyResult(QUICK, KeyResultId("latency"), WORD, TO_100),
        PostComment(QUICK, CommentId("m"), WORD),
    )
    saying = {
        (one.projection, one.key): one.audience
        for one in fold.replay(quarter.log).values()
        if WORD in str(one.body)
    }
    assert saying == {
        ("objective", "quick"): ENGINEERING,
        ("conversation", "quick"): ENGINEERING,
        ("confidence", "quick"): ENGINEERING,
        ("confidence", "latency"): ENGINEERING,
        ("review", Q3): REVIEWERS,
        ("diagnosis", "quick"): ENGINEERING,
        ("diagnosis", f"{Q3}:{ENGINEERING}"): ENGINEERING,
        ("diagnosis", Q3): REVIEWERS,
    }


OF_OBJECTIVE = {
    "objective_id", "cycle_id", "owner", "level", "stage", "outcomes", "unaccepted", "carried_from",
    "original", "revisions",  # these two are of published ones only
}  # fmt: skip
OF_KEY_RESULT = {
    "key_result_id", "metric", "weight", "owner", "due", "ambition", "midpoint", "check_ins",
    "dependencies", "carried_from", "forecasts",
}  # fmt: skip
"""What everybody may see of a draft."""


def test_each_field_of_a_draft_is_veiled_or_is_for_everybody() -> None:
    """Of a new field, decide: veil it in `projections/model/veil.py`, or add it above."""
    measured = KeyResult(KeyResultId("latency"), WORD, TO_100, 1.0, None, None, "committed", None)
    held = {measured.key_result_id: measured}
    draft = Objective(
        QUICK, Q3, WORD, Owner("person", ADA), "individual", WORD,
        key_results=held, challenge=WORD, removed=held,
    )  # fmt: skip
    shown = veiled(draft)
    assert shown.is_hidden
    assert _alike(draft, shown) == OF_OBJECTIVE
    assert _alike(measured, shown.key_results[measured.key_result_id]) == OF_KEY_RESULT
    assert _alike(measured, shown.removed[measured.key_result_id]) == OF_KEY_RESULT


def _alike(one: msgspec.Struct, other: msgspec.Struct) -> set[str]:
    names = one.__struct_fields__
    return {name for name in names if getattr(one, name) == getattr(other, name)}
