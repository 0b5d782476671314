"""Wherever a metric comes in, a span that is lost in rounding is refused."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from domain.cycles.cycle import DefineCycle
from domain.measuring.metric import Increase, Metric, SpanTooSmall
from domain.objectives.negotiation import CommitObjective, PublishObjective
from domain.objectives.planning import AddKeyResult, DraftObjective, EditKeyResult
from domain.objectives.revision import RequestRevision
from domain.objectives.state import Changes, RevisedKeyResult
from domain.strategy.outcome import EditOutcome, RefreshOutcome, SetOutcome
from domain.strategy.strategy import PlaceBet
from domain.values import BetId, CycleId, KeyResultId, ObjectiveId, OutcomeId, Owner, RevisionId
from events.streams import AnyCommand
from tests.support.company import COMPANY, ENGINEERING, Q3
from tests.support.quarter import Quarter

DRAFT, KEY, QUICK = ObjectiveId("draft"), KeyResultId("key"), ObjectiveId("quick")
YEAR, NEXT, AIM = CycleId("year"), CycleId("next"), OutcomeId("aim")
OWNER = Owner("unit", COMPANY)


def commands(metric: Metric) -> list[AnyCommand]:
    """Every command that brings a metric in."""
    return [
        AddKeyResult(DRAFT, KeyResultId("other"), "Other", metric),
        EditKeyResult(DRAFT, KEY, "Key", metric),
        RequestRevision(
            QUICK,
            RevisionId("r"),
            "We know better",
            Changes(key_results=(RevisedKeyResult(KeyResultId("latency"), "Latency", metric),)),
        ),
        PlaceBet(BetId("star"), "north_star", "Far", date(2026, 1, 1), metric=metric),
        SetOutcome(OutcomeId("new"), YEAR, "New", OWNER, metric=metric),
        EditOutcome(AIM, "Aim", OWNER, metric=metric),
        RefreshOutcome(AIM, OutcomeId("again"), NEXT, metric=metric),
    ]


def planned() -> Quarter:
    quarter = Quarter().goal("quick", ENGINEERING, ["latency"])
    return quarter.say(
        CommitObjective(QUICK),
        PublishObjective(QUICK),
        DraftObjective(DRAFT, Q3, "Draft", OWNER),
        AddKeyResult(DRAFT, KEY, "Key", Increase(0, 1)),
        DefineCycle(YEAR, "2026", date(2026, 1, 1), date(2026, 12, 31), "year"),
        DefineCycle(NEXT, "2027", date(2027, 1, 1), date(2027, 12, 31), "year"),
        SetOutcome(AIM, YEAR, "Aim", OWNER, metric=Increase(0, 1)),
    )


@pytest.mark.parametrize("place", range(len(commands(Increase(0, 1)))))
def test_a_span_that_is_lost_in_rounding_is_refused_wherever_it_comes_in(place: int) -> None:
    with pytest.raises(SpanTooSmall):
        planned().say(commands(Increase(0, 1e-200))[place])
    before = planned()
    assert len(planned().say(commands(Increase(0, 50))[place]).log) == len(before.log) + 1


def test_every_command_that_has_a_metric_is_among_them() -> None:
    def brings_one(kind: type) -> bool:
        return b"baseline" in msgspec.json.encode(msgspec.json.schema(kind))

    named = {type(one) for one in commands(Increase(0, 1))}
    assert named == {one for one in AnyCommand.__args__ if brings_one(one)}
