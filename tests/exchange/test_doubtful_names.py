from __future__ import annotations

import pytest

from api.exchange.reading.resolve.doubtful_names import Twins, is_address, is_list
from domain.naming import known_as


@pytest.mark.parametrize(
    "name",
    [
        "Anna, Ben", "Anna; Ben", "Anna/Ben", "Anna\nBen", "Anna Berg, Ben Cole and Cem",
        "Anna | Ben",        "ben@example.org, cem@example.org", "ben@example.org cem@example.org",
        "VP Sales, VP Marketing", "Sales and Marketing", "Sales & Support", "Legal, Risk",
    ],
)  # fmt: skip
def test_a_list_of_names_is_no_name(name: str) -> None:
    assert is_list(name, map(known_as, ("Sales", "Marketing", "Support")))


@pytest.mark.parametrize(
    "name",
    [
        "VP, Finance", "Director, Product, Ops", "Director of Engineering, CI/CD", "Manager, FP&A",
        "Contracts & Legal Operations", "Research and Development", "UX/UI", "Acme, Inc.", "R&D",
        "Team Sales / Support", "ben@example.org", "Ben Cole <ben@example.org>", "Sales and more",
        "Principal Product Manager, Product Operations",
    ],
)  # fmt: skip
def test_a_title_with_a_comma_is_one_name(name: str) -> None:
    assert not is_list(name, map(known_as, ("Sales", "Support", "Research")))


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("ben@example.org", True), (" Ben.Cole+okr@mail.example.org", True),
        ("Ben Cole <ben@example.org>", True), ("Team @ Home", False), ("@sales", False),
        ("ben@example.org, cem@example.org", False), ("ben@home", False),
    ],
)  # fmt: skip
def test_an_address_is_a_person(name: str, *, address: bool) -> None:
    assert is_address(name) is address


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Engineering", "Enginering"), ("Marketing", "Maketing"), ("Product", "Products"),
        ("Front-End", "Frontend"), ("Sr. Director of Sales", "Sr Director of Sales"),
        ("Équipe Café", "Equipe Cafe"), ("Customer Sucess", "Customer Success"),
        ("Data Platfrom", "Data Platform"), ("R&D", "R & D"), ("Brand", "Grand"),
    ],
)  # fmt: skip
def test_a_slip_is_told_from_another_name(one: str, other: str) -> None:
    for new, known in ((one, other), (other, one)):
        assert Twins([known, "Legal"]).of(new) == known


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Team 1", "Team 2"), ("Team A", "Team B"), ("Sales EMEA", "Sales APAC"), ("Dev", "Des"),
        ("Marketing Operations", "Marketing Operations Ops"), ("Sales", "SALES"),
        ("anna@example.org", "anne@example.org"), ("North", "South"), ("CFO", "CMO"),
        ("Squad North Sales", "Squad South Sale"),
    ],
)  # fmt: skip
def test_names_that_differ_on_purpose_are_no_twins(one: str, other: str) -> None:
    for new, known in ((one, other), (other, one)):
        assert Twins([known]).of(new) is None
