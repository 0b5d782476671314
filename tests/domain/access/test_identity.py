from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.access import identity
from domain.access.identity import Actor
from domain.values import PersonId, UnitId

names = st.text(min_size=1, max_size=40)
actors = st.builds(
    Actor,
    st.one_of(
        names,
        names.map(PersonId).map(identity.person),
        names.map(lambda name: identity.operator(name).id),
    ),
    names,
    st.sampled_from(["administrator", "member", "service"]),
    st.one_of(st.none(), names.map(UnitId)),
    names,
)


@given(actors)
def test_what_is_written_of_an_actor_is_read_back(actor: Actor) -> None:
    assert identity.read(identity.written(actor)) == actor


@given(names)
def test_who_was_recorded_before_there_were_identities_stays_a_name(name: str) -> None:
    assert identity.read(identity.written(identity.named(name))) == Actor(name, name)


def test_a_name_that_looks_like_an_identity_but_is_none_stays_a_name() -> None:
    for name in ("{", '{"id":', '{"id":3}', '{"id": "person:1"}', "[]"):
        assert identity.read(name) == Actor(name, name)


def test_tokens_of_one_person_are_one_actor_whatever_they_are_called() -> None:
    one = Actor(identity.person(PersonId("p1")), "Ada", "member", None, "aaaa")
    other = Actor(identity.person(PersonId("p1")), "Ada Lovelace", "unit_lead", None, "bbbb")
    assert one.id == other.id
    assert one.person_id == PersonId("p1")
    assert identity.acting("metrics", "service").person_id is None


def test_an_operator_is_nobodys_person_and_no_name_of_somebody_elses() -> None:
    ada = identity.operator("ada")
    assert (ada.id, ada.name, ada.role) == ("operator:ada", "ada (command line)", "administrator")
    assert ada.person_id is None
    assert [identity.is_name(one) for one in ("ada", ada.id, "person:1")] == [True, False, False]
