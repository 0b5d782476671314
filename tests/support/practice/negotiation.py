"""What is asked of a plan, answered, revised and given up."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from domain.commitment import Changes, RevisedKeyResult, RevisedLink
from domain.metric import Decrease, Increase, Metric, Milestone, Step
from domain.negotiation import (
    AcceptObjective,
    ChallengeObjective,
    ProposeObjective,
    RefineObjective,
    WithdrawObjective,
)
from domain.planning import EditKeyResult, EditObjective, RemoveKeyResult
from domain.revision import ApproveRevision, DeclineRevision, RequestRevision
from domain.values import KeyResultId, LinkId, ObjectiveId, RevisionId
from events.streams import AnyCommand
from tests.support.acme import ENDS, METRICS, OBJECTIVES, STARTS, key_result_of

BEGUN: list[AnyCommand] = []

REVISED: list[Metric] = [
    Increase(10, 30),
    Decrease(100, 70),
    Milestone((Step("draft", 2, STARTS), Step("launch", 1), Step("party", 1))),
    *METRICS,
]

_objectives = st.sampled_from(OBJECTIVES)
_revisions = st.integers(0, 3).map(lambda number: RevisionId(f"r{number}"))
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
    )
    links = st.builds(
        RevisedLink,
        st.integers(0, 9).map(lambda number: LinkId(f"l{number}")),
        _objectives,
        kind=st.just("supports"),
    )
    return Changes(
        title=draw(st.none() | _titles),
        key_results=tuple(draw(st.lists(key_results, max_size=2))),
        remove=tuple(draw(st.lists(_key_results(objective), max_size=1))),
        link=tuple(draw(st.lists(links, max_size=1))),
        unlink=tuple(draw(st.lists(st.just(LinkId("l0")), max_size=1))),
        withdraw=draw(st.integers(0, 9)) == 1,
    )


@st.composite
def commands(draw: st.DrawFn, said_on: date) -> AnyCommand:
    """A step of the negotiation, an edit, or a revision with its answer."""
    del said_on
    objective = draw(_objectives)
    about = (objective, draw(_revisions))
    steps: list[AnyCommand] = [
        ProposeObjective(objective),
        ChallengeObjective(objective, "Too easy"),
        RefineObjective(objective, "Harder now"),
        AcceptObjective(objective),
        WithdrawObjective(objective, "No time"),
        EditObjective(objective, draw(_titles)),
        RemoveKeyResult(objective, draw(_key_results(objective))),
        EditKeyResult(
            objective,
            draw(_key_results(objective)),
            "Measured anew",
            draw(st.sampled_from(REVISED)),
        ),
    ]
    match draw(st.integers(0, 9)):
        case 0 | 1:
            return RequestRevision(*about, "We know better", draw(_changes(objective)))
        case 2 | 3:
            return ApproveRevision(*about)
        case 4:
            return DeclineRevision(*about, "Try harder")
        case _:
            return draw(st.sampled_from(steps))
