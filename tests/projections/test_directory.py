from __future__ import annotations

from datetime import date

from domain.organization.reorganization import MergeUnit, MovePerson, RenameUnit
from domain.workspace import CreateWorkspace
from tests.support.company import ADA, COMPANY, ENGINEERING, Q3
from tests.support.quarter import SALES, SUPPORT, Quarter

ACTIVE = {"archived": False, "since": None, "until": None, "reason": "", "into_id": None}


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
        ACTIVE | {"unit_id": COMPANY, "name": "Acme", "kind": "company", "parent_id": None},
        ACTIVE
        | {"unit_id": ENGINEERING, "name": "Engineering", "kind": "team", "parent_id": COMPANY},
    ]
    assert found["people"] == [
        {"person_id": ADA, "name": "Ada", "unit_id": ENGINEERING, "since": None, "until": None}
        | {"time_zone": None, "digest_only": False}
    ]
    assert (found["announced"], found["upcoming"]) == (0, [])


def test_the_directory_marks_what_is_archived_and_says_what_is_announced() -> None:
    august, september = date(2026, 8, 1), date(2026, 9, 1)
    told = Quarter().on(date(2026, 7, 5))
    told.say(
        RenameUnit(SUPPORT, "Care", august),
        MergeUnit(SALES, SUPPORT, september),
        MovePerson(ADA, SUPPORT, september),
    )
    found = told.view("directory", "workspace", today=date(2026, 7, 31))
    assert [one["text"] for one in found["upcoming"]] == [
        "'Support' is renamed to 'Care'.",
        "'Ada' moves to 'Care'.",
        "'Sales' becomes part of 'Care'.",
    ]
    later = told.view("directory", "workspace", today=september)
    assert later["upcoming"] == []
    assert [(one["name"], one["archived"], one["until"]) for one in later["units"][2:]] == [
        ("Care", False, None),
        ("Sales", True, "2026-09-01"),
    ]
    assert later["units"][3]["into_id"] == SUPPORT
    assert later["people"][0]["unit_id"] == SUPPORT


def test_a_new_workspace_has_an_empty_directory() -> None:
    quarter = Quarter(founded=False).say(CreateWorkspace("Acme", "Europe/Berlin"))
    assert quarter.view("directory", "workspace") == {
        "name": "Acme",
        "time_zone": "Europe/Berlin",
        "fiscal_start": 1,
        "notices": {
            "buffer_minutes": 5,
            "quiet_from": 20,
            "quiet_until": 7,
            "digest_hour": 8,
            "most_a_week": 10,
            "rungs": 4,
        },
        "cycles": [],
        "units": [],
        "people": [],
        "announced": 0,
        "upcoming": [],
        "stand_ins_total": 0,
        "stand_ins": [],
    }


def test_there_is_one_directory() -> None:
    assert Quarter().view("directory", "other") is None
