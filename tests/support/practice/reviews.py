"""Alignment reviews: opened, added to, settled and closed, in any order."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from domain.alignment.review import (
    CloseReview,
    Finding,
    OpenReview,
    RaiseFinding,
    ReopenFinding,
    Resolution,
    ResolveFinding,
)
from domain.values import CycleId, FindingId, ReviewId
from events.streams import AnyCommand
from tests.support.acme import CYCLES, OBJECTIVES


def review_of(cycle: CycleId, number: int) -> ReviewId:
    return ReviewId(f"r{number} of {cycle}")


BEGUN: list[AnyCommand] = [OpenReview(CYCLES[0], review_of(CYCLES[0], 0))]

_cycles = st.sampled_from([*CYCLES, CYCLES[0], CycleId("nowhere")])
_findings = st.sampled_from([FindingId("orphan:o1"), FindingId("f1"), FindingId("f2")])
_RESOLUTIONS: list[Resolution] = ["settled", "accepted", "dismissed"]


@st.composite
def _commands(draw: st.DrawFn) -> AnyCommand:
    cycle, finding = draw(_cycles), draw(_findings)
    review = review_of(cycle, draw(st.integers(0, 1)))
    match draw(st.integers(0, 4)):
        case 0:
            found = Finding(finding, "orphan", "Linked to nothing", OBJECTIVES[1])
            return OpenReview(cycle, review, draw(st.sampled_from([(), (found,)])))
        case 1:
            return RaiseFinding(cycle, finding, "conflict", f"Both want {finding}", OBJECTIVES[2])
        case 2:
            resolution = draw(st.sampled_from(_RESOLUTIONS))
            return ResolveFinding(cycle, finding, resolution, "Talked about it")
        case 3:
            return ReopenFinding(cycle, finding, "Not so")
        case _:
            return CloseReview(cycle, review, draw(st.sampled_from(["", "All said"])))


def commands(said_on: date) -> st.SearchStrategy[AnyCommand]:
    del said_on
    return _commands()
