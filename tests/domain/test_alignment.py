from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.alignment import linking
from domain.alignment.linking import (
    Alignment,
    AlreadyLinked,
    Context,
    LinkAcrossCycles,
    LinkClosesCircle,
    LinkExists,
    LinkObjective,
    LinkTestMissing,
    MechanismMissing,
    ObjectiveLinked,
    ObjectiveUnlinked,
    StrengthMissing,
    UnknownChild,
    UnknownLink,
    UnknownParent,
    UnknownTarget,
    UnlinkObjective,
    covers,
)
from domain.cycles.cycle import Calendar, CycleClosed
from domain.errors import Rejection
from domain.measuring.metric import Boolean
from domain.objectives.state import Changes, KeyResult, Objective, RevisedLink
from domain.values import CycleId, KeyResultId, LinkId, LinkKind, LinkTest, ObjectiveId
from tests.support.company import BUGS, ENGINEERING, NPS, Q3, key_result, linked, unit
from tests.support.company import CYCLE as QUARTER
from tests.support.declared import as_declared
from tests.support.given import Scenario

A, B, C, D = (ObjectiveId(name) for name in "abcd")
Q4 = CycleId("q4")
MEASURE: KeyResult = replace(key_result(Boolean()), key_result_id=NPS)


def objective(name: ObjectiveId, cycle: CycleId = QUARTER.cycle_id) -> Objective:
    return Objective(name, cycle, name, unit(ENGINEERING), "team", "", "draft", {NPS: MEASURE})


def between(child: Objective | None, parent: Objective | None) -> Scenario:
    ends = Context(child, parent)
    return Scenario(
        lambda state, command: linking.decide(state, command, as_declared(command, ends)),
        linking.evolve,
        linking.EMPTY,
    )


def in_closed_cycle() -> Scenario:
    calendar = Calendar({Q3: replace(QUARTER, phase="closed")})
    ends = Context(objective(A), objective(B), calendar)
    return Scenario(
        lambda state, command: linking.decide(state, command, as_declared(command, ends)),
        linking.evolve,
        linking.EMPTY,
    )


def support(name: str, child: ObjectiveId, parent: ObjectiveId) -> LinkObjective:
    return LinkObjective(Q3, LinkId(name), child, parent, None, "supports")


a_to_b = between(objective(A), objective(B))
contribute = LinkObjective(
    Q3, LinkId("l"), A, B, NPS, "contributes", "Fewer outages", "strong", "yes"
)
contributes = ObjectiveLinked(
    Q3, LinkId("l"), A, B, NPS, "contributes", "Fewer outages", "strong", "yes"
)
supports = linked("l", A, B, kind="supports")


def test_an_objective_contributes_to_a_key_result_by_a_mechanism() -> None:
    a_to_b.when(contribute).then(contributes)


def test_a_mechanism_is_kept_without_the_space_around_it() -> None:
    a_to_b.when(replace(contribute, mechanism="  Fewer outages \n")).then(contributes)


def test_support_needs_no_mechanism() -> None:
    a_to_b.when(support("l", A, B)).then(supports)


def test_a_link_to_a_whole_objective_is_allowed() -> None:
    a_to_b.when(replace(contribute, key_result_id=None)).then(
        replace(contributes, key_result_id=None)
    )


@pytest.mark.parametrize("mechanism", ["", "  "])
def test_a_contribution_without_a_mechanism_is_refused(mechanism: str) -> None:
    a_to_b.when(replace(contribute, mechanism=mechanism)).then_rejected(MechanismMissing)


def test_a_contribution_without_a_strength_is_refused() -> None:
    a_to_b.when(replace(contribute, strength=None)).then_rejected(StrengthMissing)


def test_a_contribution_without_an_answer_to_the_link_test_is_refused() -> None:
    a_to_b.when(replace(contribute, link_test=None)).then_rejected(LinkTestMissing)


def test_an_objective_links_to_several_key_results_and_objectives() -> None:
    a_to_b.given(supports).when(replace(contribute, link_id=LinkId("m"))).then(
        replace(contributes, link_id=LinkId("m"))
    )


def test_two_objectives_may_link_to_the_same_key_result() -> None:
    a_to_b.given(linked("m", C, B, key_result_id=NPS)).when(contribute).then(contributes)


def test_a_link_that_is_there_already_is_not_made_again() -> None:
    a_to_b.given(contributes).when(contribute).then_nothing()


def test_one_identifier_is_not_two_links() -> None:
    a_to_b.given(contributes).when(replace(contribute, strength="weak")).then_rejected(
        LinkExists, "l"
    )


def test_an_objective_is_linked_to_one_key_result_once() -> None:
    a_to_b.given(contributes).when(replace(contribute, link_id=LinkId("m"))).then_rejected(
        AlreadyLinked, "by l"
    )


def test_a_link_that_was_taken_back_can_be_made_again() -> None:
    gone = a_to_b.given(contributes, ObjectiveUnlinked(Q3, LinkId("l")))
    gone.when(contribute).then(contributes)


def test_a_link_leads_from_an_objective_that_is_there() -> None:
    between(None, objective(B)).when(contribute).then_rejected(UnknownChild, "a")


def test_a_link_leads_to_an_objective_that_is_there() -> None:
    between(objective(A), None).when(contribute).then_rejected(UnknownParent, "b")


def test_a_link_leads_to_a_key_result_that_is_there() -> None:
    a_to_b.when(replace(contribute, key_result_id=BUGS)).then_rejected(UnknownTarget, "bugs")


def test_a_link_stays_within_its_cycle() -> None:
    between(objective(A, Q4), objective(B)).when(contribute).then_rejected(LinkAcrossCycles)
    between(objective(A), objective(B, Q4)).when(contribute).then_rejected(LinkAcrossCycles)
    between(objective(A, Q4), objective(B, Q4)).when(contribute).then_rejected(LinkAcrossCycles)


def test_an_objective_does_not_work_toward_itself() -> None:
    between(objective(A), objective(A)).when(support("l", A, A)).then_rejected(LinkClosesCircle)


def test_two_objectives_do_not_work_toward_each_other() -> None:
    between(objective(B), objective(A)).given(contributes).when(support("m", B, A)).then_rejected(
        LinkClosesCircle
    )


def test_three_objectives_do_not_work_toward_each_other_in_turn() -> None:
    ring = between(objective(C), objective(A)).given(linked("l", A, B), linked("m", B, C))
    ring.when(support("n", C, A)).then_rejected(LinkClosesCircle)


def test_two_ways_to_the_same_goal_are_no_circle() -> None:
    diamond = between(objective(C), objective(D)).given(
        linked("l", A, B), linked("m", A, C), linked("n", B, D)
    )
    diamond.when(support("o", C, D)).then(linked("o", C, D, kind="supports"))


def test_a_circle_that_was_opened_can_be_closed_the_other_way() -> None:
    opened = between(objective(B), objective(A)).given(
        contributes, ObjectiveUnlinked(Q3, LinkId("l"))
    )
    opened.when(support("m", B, A)).then(linked("m", B, A, kind="supports"))


def test_a_link_is_taken_back() -> None:
    a_to_b.given(contributes).when(UnlinkObjective(Q3, LinkId("l"), A, "Merged")).then(
        ObjectiveUnlinked(Q3, LinkId("l"), "Merged")
    )


def test_a_link_that_is_not_there_is_not_taken_back() -> None:
    a_to_b.when(UnlinkObjective(Q3, LinkId("l"), A)).then_nothing()
    a_to_b.given(contributes).when(UnlinkObjective(Q3, LinkId("l"), B)).then_nothing()


def test_the_events_tell_the_links_and_what_each_objective_works_toward() -> None:
    other = linked("m", A, C)
    both = a_to_b.state(contributes, other)
    assert both == Alignment(
        {LinkId("l"): contributes, LinkId("m"): other}, {A: (contributes, other)}
    )
    one = a_to_b.state(contributes, other, ObjectiveUnlinked(Q3, LinkId("l")))
    assert one == Alignment({LinkId("m"): other}, {A: (other,)})


def test_taking_back_an_unknown_link_changes_nothing() -> None:
    assert a_to_b.state(contributes, ObjectiveUnlinked(Q3, LinkId("x"))) == a_to_b.state(
        contributes
    )


def test_a_link_to_a_key_result_that_is_not_there_is_still_a_fact() -> None:
    stray = linked("m", ObjectiveId("x"), ObjectiveId("y"), key_result_id=KeyResultId("z"))
    assert a_to_b.state(stray).links == {LinkId("m"): stray}


names = st.sampled_from([A, B, C, D])
commands = st.lists(
    st.builds(
        lambda number, child, parent, gone: (
            UnlinkObjective(Q3, LinkId(str(number)), child)
            if gone
            else support(str(number), child, parent)
        ),
        st.integers(0, 12),
        names,
        names,
        st.integers(0, 5).map(lambda one: one == 0),
    ),
    max_size=40,
)


def test_a_closed_cycle_keeps_its_links() -> None:
    there = linked("1", A, B, kind="supports")
    closed = in_closed_cycle()
    closed.when(support("1", A, B)).then_rejected(CycleClosed, "'2026-Q3'")
    kept = closed.given(there)
    kept.when(UnlinkObjective(Q3, LinkId("1"), A)).then_rejected(CycleClosed)
    kept.when(support("1", A, B)).then_nothing()


@given(commands=commands)
def test_no_sequence_of_commands_ever_leads_to_a_circle(
    commands: Sequence[LinkObjective | UnlinkObjective],
) -> None:
    state = linking.EMPTY
    for command in commands:
        ends = Context(None, None)
        if isinstance(command, LinkObjective):
            ends = Context(objective(command.objective_id), objective(command.parent_objective_id))
        try:
            events = linking.decide(state, command, as_declared(command, ends))
        except Rejection:
            continue
        for event in events:
            state = linking.evolve(state, event)
        assert not any(leads_back(state, start) for start in (A, B, C, D))


def leads_back(state: Alignment, start: ObjectiveId) -> bool:
    """Whether somebody who only walks upward comes back to where they began."""
    here = {start}
    for _ in range(4):
        here = {up.parent_objective_id for one in here for up in state.upward.get(one, ())}
        if start in here:
            return True
    return False


def test_what_a_revision_would_do_to_links_is_rehearsed() -> None:
    """It takes links back first, so that one can be replaced by another to the same place."""
    published = replace(objective(A), stage="published")
    state = a_to_b.state(linked("old", A, B, kind="supports"))
    anew = RevisedLink(LinkId("new"), B, kind="supports")
    parents = {B: objective(B)}
    replaced = Changes(link=(anew,), unlink=(LinkId("old"),))
    linking.rehearse(state, published, replaced, parents)
    with pytest.raises(AlreadyLinked) as twice:
        linking.rehearse(state, published, Changes(link=(anew,)), parents)
    assert twice.value.field == "changes.link"
    for other, gone in ((published, "new"), (replace(published, objective_id=C), "old")):
        with pytest.raises(UnknownLink, match=f"no link {gone}"):
            linking.rehearse(state, other, Changes(unlink=(LinkId(gone),)), {})


@pytest.mark.parametrize(
    ("kind", "link_test", "counts"),
    [
        ("contributes", "yes", True),
        ("contributes", "maybe", True),
        ("contributes", "no", False),
        ("supports", None, True),
        ("supports", "no", False),
    ],
)
def test_a_link_covers_unless_its_owner_says_that_it_will_not_contribute(
    kind: LinkKind, link_test: LinkTest | None, *, counts: bool
) -> None:
    assert covers(linked("1", A, B, kind=kind, link_test=link_test)) is counts
