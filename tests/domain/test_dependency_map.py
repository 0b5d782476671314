from __future__ import annotations

from domain.alignment.dependency_map import Touched, Wait, Waits, downstream
from domain.alignment.linking import ObjectiveLinked
from domain.values import CycleId, DependencyId, KeyResultId, LinkId, ObjectiveId, UnitId


def wait(name: str, by: str | None = None) -> Wait:
    """`a>b`: the objective a1 of the unit a waits for the unit b; `a2>b` has another objective."""
    waiting, provider = name.split(">")
    number = waiting[1:] or "1"
    return Wait(
        DependencyId(name),
        ObjectiveId(waiting[0] + number),
        KeyResultId(f"{waiting[0]}{number}-k"),
        UnitId(waiting[0]),
        UnitId(provider),
        None if by is None else ObjectiveId(by),
    )


def waits(*names: str | Wait) -> Waits:
    return Waits(wait(one) if isinstance(one, str) else one for one in names)


def said(paths: list[tuple[Wait, ...]]) -> list[list[str]]:
    return [[one.dependency_id for one in path] for path in paths]


def test_a_wait_leads_to_the_unit_unless_the_promise_names_an_objective() -> None:
    assert wait("a>b").leads_to == ("unit", "b")
    assert wait("a>b", by="b1").leads_to == ("objective", "b1")


# Chains


def test_who_waits_for_somebody_who_waits_is_in_a_chain() -> None:
    found = waits("a>b", "b>c", "c>d", "x>y")
    assert said(found.chains()) == [["a>b", "b>c", "c>d"]]
    assert found.circles() == []


def test_a_chain_takes_the_longest_way_and_each_beginning_has_its_own() -> None:
    found = waits("a>b", "b>x", "b2>c", "c>d", "z>c")
    assert said(found.chains()) == [["a>b", "b2>c", "c>d"], ["z>c", "c>d"]]


def test_a_named_objective_keeps_the_chain_to_what_it_waits_for() -> None:
    assert said(waits(wait("a>b", by="b1"), "b2>c").chains()) == []
    assert said(waits(wait("a>b", by="b2"), "b2>c").chains()) == [["a>b", "b2>c"]]


def test_a_chain_ends_where_a_circle_begins() -> None:
    assert said(waits("a>b", "b>c", "c>d", "d>c").chains()) == [["a>b", "b>c"]]


def test_a_chain_may_be_longer_than_a_stack_is_deep() -> None:
    many = [
        Wait(
            DependencyId(f"d{n:05}"), ObjectiveId(f"o{n}"), KeyResultId(f"k{n}"),
            UnitId(f"u{n}"), UnitId(f"u{n + 1}"),
        )
        for n in range(3_000)
    ]  # fmt: skip
    (chain,) = Waits(many).chains()
    assert len(chain) == 3_000


# Circles


def test_units_that_wait_for_each_other_are_a_circle() -> None:
    assert said(waits("a>b", "b>a", "x>a").circles()) == [["a>b", "b>a"]]


def test_a_circle_through_named_objectives_needs_exactly_these() -> None:
    assert waits(wait("a>b", by="b1"), wait("b>a", by="a2")).circles() == []
    found = waits(wait("a>b", by="b1"), wait("b>a", by="a1"))
    assert said(found.circles()) == [["a>b", "b>a"]]


def test_a_circle_may_lead_through_units_and_objectives() -> None:
    found = waits(wait("a>b", by="b1"), "b>c", wait("c>a", by="a1"))
    assert said(found.circles()) == [["a>b", "b>c", "c>a"]]


def test_of_each_group_the_shortest_circle_is_told() -> None:
    found = waits("a>b", "b>c", "c>a", "c2>b", "x>y", "y>x")
    assert said(found.circles()) == [["a>b", "b>c", "c>a"], ["x>y", "y>x"]]


def test_the_order_in_which_waits_are_known_changes_nothing() -> None:
    names = ["a>b", "b>c", "c>a", "d>a", "x>d", "y>z"]
    there, back = waits(*names), waits(*reversed(names))
    assert (there.circles(), there.chains()) == (back.circles(), back.chains())


# Downstream


def link(child: str, parent: str, key: str | None = None) -> ObjectiveLinked:
    return ObjectiveLinked(
        CycleId("q3"),
        LinkId(f"{child} {parent}"),
        ObjectiveId(child),
        ObjectiveId(parent),
        None if key is None else KeyResultId(key),
    )


def touched(start: Wait, found: Waits, *links: ObjectiveLinked) -> list[Touched]:
    upward: dict[ObjectiveId, list[ObjectiveLinked]] = {}
    for one in links:
        upward.setdefault(one.objective_id, []).append(one)

    def links_up(objective_id: ObjectiveId) -> list[ObjectiveLinked]:
        return upward.get(objective_id, [])

    return downstream(start, found, links_up, lambda objective_id: UnitId(objective_id[0]))


def test_a_slip_touches_the_key_result_and_what_it_is_linked_to_up_to_the_company() -> None:
    start = wait("a>b")
    found = touched(start, waits(start), link("a1", "d1", "d1-k"), link("d1", "z1", "z1-k"))
    assert [(one.objective_id, one.key_result_id) for one in found] == [
        ("a1", "a1-k"),
        ("d1", "d1-k"),
        ("z1", "z1-k"),
    ]
    assert found[2].before == found[1]
    assert all(one.sure for one in found)


def test_a_slip_touches_those_who_wait_for_the_one_who_waits() -> None:
    start, named = wait("a>b"), wait("c>a", by="a1")
    found = touched(start, waits(start, named, "d>a", wait("e>a", by="a2")))
    assert [(one.objective_id, one.sure) for one in found] == [
        ("a1", True),
        ("c1", True),
        ("d1", False),
    ]


def test_what_comes_after_a_unit_as_a_whole_is_nobodys_guess() -> None:
    start = wait("a>b")
    found = touched(start, waits(start, "c>a"), link("c1", "z1", "z1-k"))
    assert [(one.objective_id, one.sure) for one in found] == [("a1", True), ("c1", False)]


def test_what_is_touched_surely_and_perhaps_is_touched_surely() -> None:
    start, named = wait("a>b"), wait("c>a", by="z1")
    found = touched(start, waits(start, "c>a", named), link("a1", "z1", "z1-k"))
    assert [(one.objective_id, one.sure) for one in found] == [
        ("a1", True), ("z1", True), ("c1", True),
    ]  # fmt: skip


def test_a_circle_is_walked_once() -> None:
    start = wait("a>b")
    found = touched(start, waits(start, "b>a"), link("b1", "a1", "a1-k2"))
    assert [one.key_result_id for one in found] == ["a1-k", "b1-k"]
