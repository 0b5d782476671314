from __future__ import annotations

from domain.workspace import CreateWorkspace
from tests.support.company import ADA, COMPANY, ENGINEERING, Q3
from tests.support.quarter import Quarter


def test_the_directory_lists_who_and_what_there_is_with_the_identifiers_to_use() -> None:
    found = Quarter().view("directory", "workspace")
    assert (found["name"], found["time_zone"]) == ("Acme", "UTC")
    assert found["cycles"] == [
        {
            "cycle_id": Q3,
            "name": "2026-Q3",
            "kind": "quarter",
            "starts": "2026-07-01",
            "ends": "2026-09-30",
            "phase": "active",
        }
    ]
    assert found["units"][:2] == [
        {"unit_id": COMPANY, "name": "Acme", "kind": "company", "parent_id": None},
        {"unit_id": ENGINEERING, "name": "Engineering", "kind": "team", "parent_id": COMPANY},
    ]
    assert found["people"] == [{"person_id": ADA, "name": "Ada", "unit_id": ENGINEERING}]


def test_a_new_workspace_has_an_empty_directory() -> None:
    quarter = Quarter(founded=False).say(CreateWorkspace("Acme", "Europe/Berlin"))
    assert quarter.view("directory", "workspace") == {
        "name": "Acme",
        "time_zone": "Europe/Berlin",
        "cycles": [],
        "units": [],
        "people": [],
    }


def test_there_is_one_directory() -> None:
    assert Quarter().view("directory", "other") is None
