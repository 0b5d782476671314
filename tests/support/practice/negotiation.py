"""What is asked of a plan, answered, revised and given up."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from domain.alignment.linking import LinkObjective
from domain.measuring.metric import Decrease, Increase, Metric, Milestone, Step
from domain.objectives.negotiation import (
    AcceptObjective,
    ChallengeObjective,
    CommitObjective,
    ProposeObjective,
    PublishObjective,
    RefineObjective,
    WithdrawObjective,
)
from domain.objectives.planning import EditKeyResult, EditObjective, RemoveKeyResult
from domain.objectives.revision import ApproveRevision, DeclineRevision, RequestRevision
from domain.objectives.state import Changes, RevisedKeyResult, RevisedLink
from domain.values import KeyResultId, LinkId, ObjectiveId, Owner, RevisionId, UnitId
from events.streams import AnyCommand
from tests.support.acme import (
    ADA,
    CYCLES,
    ENDS,
    METRICS,
    OBJECTIVES,
    STARTS,
    STILL_DRAFTS,
    UNITS,
    cycle_of,
    key_result_of,
    link_of,
    planned,
)

_OF_DRAFTS: list[AnyCommand] = [
    LinkObjective(
        CYCLES[0], LinkId(f"of {OBJECTIVES[index]}"), OBJECTIVES[index], OBJECTIVES[upper],
        kind="supports",
    )
    for index, upper in zip(STILL_DRAFTS, (0, *STILL_DRAFTS), strict=False)
]  # fmt: skip

BEGUN: list[AnyCommand] = [
    command
    for index, link in zip(STILL_DRAFTS, _OF_DRAFTS, strict=True)
    for command in (*planned(index)[:-2], link)
]

REVISED: list[Metric] = [
    Increase(10, 30),
    Decrease(100, 70),
    Milestone((Step("draft", 2, STARTS), Step("launch", 1), Step("party", 1))),
    *METRICS,
]

_objectives = st.sampled_from(OBJECTIVES)
_mostly_drafts = st.sampled_from([OBJECTIVES[index] for index in STILL_DRAFTS]) | _objectives
_owners = st.sampled_from([None, ADA, Owner("unit", UNITS[1]), Owner("unit", UnitId("nobody"))])
_descriptions = st.sampled_from(["", "-", "\\-", "\\\\-", "In short"])
_titles = st.sampled_from(["In other words", "Objective o1", "Zürich first"])
_metrics = st.sampled_from(REVISED)
_weights = st.sampled_from([0.0, 1.0, 3.0])


def _key_results(objective: ObjectiveId) -> st.SearchStrategy[KeyResultId]:
    return st.integers(0, 3).map(lambda number: key_result_of(objective, number))


@st.composite
def _changes(draw: st.DrawFn, objective: ObjectiveId) -> Changes:
    key_results = st.builds(
        RevisedKeyResult,
        _key_results(objective),
        _titles,
        _metrics,
        _weights,
        due=st.none() | st.just(ENDS),
        owner=_owners,
    )
    links = st.builds(
        RevisedLink,
        st.integers(0, 9).map(lambda number: link_of(cycle_of(objective), number)),
        _objectives,
        kind=st.just("supports"),
    )
    return Changes(
        title=draw(st.none() | _titles),
        description=draw(st.none() | _descriptions),
        key_results=tuple(draw(st.lists(key_results, max_size=2))),
        remove=tuple(draw(st.lists(_key_results(objective), max_size=1))),
        link=tuple(draw(st.lists(links, max_size=1))),
        unlink=tuple(draw(st.lists(st.just(link_of(cycle_of(objective), 0)), max_size=1))),
        withdraw=draw(st.integers(0, 9)) == 1,
    )


@st.composite
def _steps(draw: st.DrawFn) -> AnyCommand:
    """A step of the negotiation or, as often, an edit; mostly of what is a draft."""
    objective = draw(_mostly_drafts)
    key_result = draw(_key_results(objective))
    edited: list[AnyCommand] = [
        EditObjective(objective, draw(_titles)),
        RemoveKeyResult(objective, key_result),
        EditKeyResult(
            objective, key_result, draw(_titles), draw(_metrics), draw(_weights),
            owner=draw(_owners),
        ),
    ]  # fmt: skip
    agreed: list[AnyCommand] = [
        ProposeObjective(objective),
        ChallengeObjective(objective, "Too easy"),
        RefineObjective(objective, "Harder now"),
        AcceptObjective(objective),
        CommitObjective(objective),
        PublishObjective(objective),
        WithdrawObjective(objective, "No time"),
    ]
    return draw(st.sampled_from(edited) | st.sampled_from(agreed))


@st.composite
def commands(draw: st.DrawFn, said_on: date) -> AnyCommand:
    """A step of the negotiation, an edit, or a revision with its answer."""
    del said_on
    objective = draw(_objectives)
    about = (objective, RevisionId(f"r{draw(st.integers(0, 3))} of {objective}"))
    match draw(st.integers(0, 9)):
        case 0 | 1 | 2:
            return RequestRevision(*about, "We know better", draw(_changes(objective)))
        case 3:
            return ApproveRevision(*about)
        case 4:
            return DeclineRevision(*about, "Try harder")
        case _:
            return draw(_steps())
