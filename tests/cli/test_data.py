from __future__ import annotations

import csv
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from tests.exchange.books import book
from tests.exchange.test_import import SMALL
from tests.support.beside import BesideTheProject


@pytest.fixture
def acme(terminal: Terminal) -> Terminal:
    terminal.ok("workspace", "create", "acme")
    return terminal


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "okrs.csv"
    path.write_text(SMALL)
    return path


def test_an_import_says_what_it_did_and_the_same_file_again_changes_nothing(
    acme: Terminal, sheet: Path
) -> None:
    call = ("import", sheet, "--workspace", "acme", "--cycle", "FY21-Q1", "--company", "Chief")
    assert acme.ok(*call, "--dry-run").out.startswith("Would import 10 rows")
    assert acme.ok("status", "--json").json["workspaces"][0]["position"] == 1
    assert acme.ok(*call).out.startswith("Imported 10 rows: 1 cycle, 5 units, 6 objectives")
    again = acme.ok(*call).out
    assert again == "Already up to date: all 10 rows are in 'acme'.\n"


def test_a_wrong_file_is_told_by_line_and_column_and_leaves_nothing(
    acme: Terminal, sheet: Path
) -> None:
    sheet.write_text("kind,id,parent_id,text,baseline,target,confidence\n"
                     "objective,o,,Grow,,,\nkr,k,o,Users,5,5,\nkr,l,o,Fans,1,2,6\n")  # fmt: skip
    call = ("import", sheet, "--workspace", "acme", "--cycle", "2026-Q3")
    said = acme.call(*call)
    assert said.code == 3
    assert said.out == ""
    assert said.err.splitlines() == [
        "✗ The file was not imported: 2 problems. Nothing was stored.",
        (
            "  line 3, column target: Baseline and target are both 5:"
            " to keep a level, use a maintain type."
        ),
        "  line 4, column confidence: It has to be a whole number <= 5.",
    ]
    problems = acme.call(*call, "--json").json["problems"]
    assert [(one["line"], one["column"]) for one in problems] == [(3, "target"), (4, "confidence")]
    assert acme.ok("status", "--json").json["workspaces"][0]["position"] == 1


def without_times(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [{**row, "recorded": ""} for row in csv.DictReader(lines)]


def test_what_was_exported_can_be_imported_elsewhere(
    acme: Terminal, sheet: Path, tmp_path: Path
) -> None:
    acme.ok("import", sheet, "--workspace", "acme", "--cycle", "FY21-Q1", "--company", "Chief")
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    acme.ok("export", first, "--workspace", "acme")
    acme.ok("workspace", "create", "copy")
    acme.ok("import", first, "--workspace", "copy")
    acme.ok("export", second, "--workspace", "copy", "--cycle", "FY21-Q1")
    assert without_times(second) == without_times(first)
    assert not stat.S_IMODE(first.stat().st_mode) & stat.S_IXUSR
    assert acme.call("export", tmp_path / "no" / "x.csv", "--workspace", "acme").code == 2


def test_a_workbook_goes_out_and_comes_in_as_well(
    acme: Terminal, sheet: Path, tmp_path: Path
) -> None:
    acme.ok("import", sheet, "--workspace", "acme", "--cycle", "FY21-Q1", "--company", "Chief")
    book = tmp_path / "okrs.xlsx"
    acme.ok("export", book, "--workspace", "acme")
    assert acme.ok("import", book, "--workspace", "acme").out.startswith("Already up to date")
    book.write_bytes(book.read_bytes()[:500])
    said = acme.call("import", book, "--workspace", "acme")
    assert said.code == 3
    assert "It is no workbook that can be read" in said.err


def test_a_real_quarter_shows_where_nobody_works(
    acme: Terminal, beside_the_project: BesideTheProject
) -> None:
    quarter = beside_the_project("data/gitlab_fy21-q1.csv")
    acme.ok("import", quarter, "--workspace", "acme", "--cycle", "FY21-Q1", "--company", "CEO")
    coverage = acme.ok("view", "coverage", "--workspace", "acme", "--json").json
    assert [one["linked"] for one in coverage["key_results"]] == [2, 3, 8, 1, 2, 0, 0, 0, 0]
    shown = acme.ok("view", "coverage", "--workspace", "acme").out
    alone = [line for line in shown.splitlines() if line.startswith("Nobody work")]
    assert len(alone) == 4
    assert any("MAU increases 5% from EOQ4 to EOQ1." in line for line in alone)


def test_a_generated_company_is_verified_and_not_told_twice(terminal: Terminal) -> None:
    call = ("generate", "--workspace", "trial", "--units", "9", "--objectives", "20",
            "--key-results", "60", "--weeks", "4", "--seed", "5")  # fmt: skip
    made = terminal.ok(*call, "--json").json
    again = terminal.ok(*call, "--json").json
    assert (again["events"], again["position"]) == (0, made["position"])
    terminal.ok("view", "alignment", "--workspace", "trial")
    assert "unbroken chain" in terminal.ok("verify", "--workspace", "trial").out
    other = terminal.call(*call[:-1], "6")
    assert other.code == 3
    assert "needs a workspace of its own" in other.err


def test_a_company_that_cannot_be_is_misuse(terminal: Terminal) -> None:
    said = terminal.call("generate", "--workspace", "t", "--objectives", "9", "--key-results", "3")
    assert said.code == 2
    assert "9 objectives cannot share 3" in said.err
    assert terminal.ok("workspace", "list", "--json").json == []


def test_a_conversion_overwrites_nothing_that_it_reads(terminal: Terminal, tmp_path: Path) -> None:
    goals, mapping = tmp_path / "goals.csv", tmp_path / "goals.toml"
    goals.write_text("goal\nFly\n")
    mapping.write_text(
        '[[row]]\nfrom = "goals.csv"\n[row.cells]\nkind = "objective"\nid = "{goal}"\n'
        'text = "{goal}"\n'
    )
    call = ("convert", goals, "--mapping", mapping, "--out")
    for out in (goals, mapping):
        before = out.read_text()
        said = terminal.call(*call, out)
        assert (said.code, said.err) == (
            2, f"✗ {out} is one of the files to read: name another for --out.\n"
        )  # fmt: skip
        assert out.read_text() == before
    said = terminal.call(*call, tmp_path / "nowhere" / "okrs.csv")
    assert (said.code, said.err) == (2, f"✗ There is no folder {tmp_path / 'nowhere'}.\n")
    assert terminal.ok(*call, tmp_path / "okrs.csv").out.startswith(f"Wrote {tmp_path}/okrs.csv: 1")


def test_ready_mappings_are_listed_shown_and_taken_by_name(
    terminal: Terminal, tmp_path: Path
) -> None:
    listed = terminal.ok("convert", "--list").out
    assert "viva-goals     Microsoft Viva Goals" in listed
    goals, mine = tmp_path / "okrs.csv", tmp_path / "mine.toml"
    goals.write_text('Objective,Key Result,Owner,Target,Start\nFly,Metres,Ada,"1,000",0\n')
    mine.write_text(terminal.ok("convert", "--show", "spreadsheet").out)
    ready = terminal.ok("convert", goals, "--from", "spreadsheet").out
    assert ready == terminal.ok("convert", goals, "--mapping", mine).out
    assert "key_result,Fly / Metres,Fly,Metres,Ada,0,1000," in ready
    said = terminal.call("convert", goals, "--from", "spreadsheet", "--numbers", "1.234,5")
    assert said.code == 0
    assert ",0,1.000," in said.out
    assert terminal.call("convert", goals).code == 2
    assert terminal.call("convert", goals, "--from", "mine").code == 2


def test_what_does_not_fit_a_conversion_is_told_by_line_and_column_of_the_file(
    terminal: Terminal, tmp_path: Path
) -> None:
    goals, mapping = tmp_path / "goals.csv", tmp_path / "goals.toml"
    goals.write_text("Objective,Key Result,Owner,Start,Target\nFly,Metres,Ada,none,7\n")
    said = terminal.call("convert", goals, "--from", "spreadsheet", "--out", tmp_path / "out.csv")
    assert (said.code, said.out) == (3, "")
    assert said.err.splitlines() == [
        "✗ The file was not converted: 1 problem. Nothing was written.",
        (
            "  line 2, column Start: 'none' is not a number that is written like 1,234.5"
            " (`numbers` in the mapping says how, or --numbers)."
        ),
    ]
    assert not (tmp_path / "out.csv").exists()
    mapping.write_text("[tables.stage]\ndone = []\n")
    said = terminal.call("convert", goals, "--mapping", mapping)
    assert (said.code, said.err) == (
        3,
        "✗ The mapping cannot be used: tables.stage: done has to be a text in quotes, not [].\n",
    )


def test_two_imports_at_once_take_turns(acme: Terminal, tmp_path: Path) -> None:
    """So that the second sees which identifiers the first has used."""
    measured = [f"00000000-0000-4000-8000-{number:012}" for number in range(300)]
    files = []
    for name in ("a", "b"):
        file = tmp_path / f"{name}.csv"
        rows = [f"unit,{name},,Acme,", f"objective,o{name},,Goal of {name},{name}"]
        rows += [f"kr,{one},o{name},Measure," for one in measured]
        file.write_text("\n".join(["kind,id,parent_id,text,owner", *rows, ""]))
        files.append(file)
    calls = [("import", file, "--workspace", "acme", "--cycle", "2026-Q3") for file in files]
    with ThreadPoolExecutor() as both:
        said = list(both.map(lambda call: acme.call(*call), calls))
    assert sorted(one.code for one in said) == [0, 3], [one.err for one in said]
    (refused,) = [one.err for one in said if one.code]
    assert "is the identifier of another key result of this workspace" in refused


BOOK = {
    "Read me": [["Our goals"]],
    "Q4": [["kind", "id", "parent_id", "owner", "text"], ["objective", "o", None, "Acme", "Grow"],
           ["kr", "k", "o", None, "Users rise"], ["objective", "p", "k", "Anna, Ben", "Help"]],
    "Q3": [["kind", "id", "parent_id", "owner", "text"], ["note", "n", None, None, "Old"]],
}  # fmt: skip


def test_what_a_file_leaves_open_is_asked_for_and_answered(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.ok("workspace", "create", "north")
    sheets = tmp_path / "okrs.xlsx"
    sheets.write_bytes(book(BOOK))
    call = ("import", sheets, "--workspace", "North", "--cycle", "Q4 2026")
    assert terminal.call(*call).err.splitlines() == [
        "✗ The file was not imported: 2 problems. Nothing was stored.",
        (
            "  the file: It does not say who the company is; name it: --company NAME."
            " At the top stands 'Acme'."
        ),
        (
            "  line 4, column owner: 'Anna, Ben' looks like a list of names. Name one owner,"
            " or say that it is one of its own: --owner 'Anna, Ben'."
        ),
    ]
    answered = (*call, "--company", "Acme", "--owner", "Anna, Ben")
    assert terminal.ok(*answered, "--dry-run").out.splitlines() == [
        "Would import 3 rows: 1 cycle, 2 units, 2 objectives, 1 key result, 1 link.",
        "  The company is new: 'Acme'.",
        "  1 owner becomes a unit below Acme: Anna, Ben.",
        "  The sheet 'Q4' is read; 'Read me', 'Q3' are not (--sheet names another).",
        (
            "  The cycle 'Q4 2026' is new: 2026-10-01 to 2026-12-31,"
            " the calendar quarter of that name."
        ),
        "  1 objective has no key results and stays a draft (line 4).",
        "  1 key result without numbers is measured as a milestone, 0 to 100 %.",
        "  Worth a second thought, though it can be imported as it is: 3 findings.",
        (
            "    line 2, 'Grow': bare wish (grow). It wishes for more without saying what that"
            " would be."
        ),
        (
            "    line 3, 'Users rise': not measurable. It names no number, so nobody can say how"
            " far it has come."
        ),
        "    line 3, 'Users rise': no due date. It is done or not, and nothing says by when.",
    ]
    assert terminal.ok(*answered).out.startswith("Imported 3 rows")
    assert terminal.ok(*answered).out.startswith("Already up to date")
    assert terminal.ok("view", "alignment", "-w", "north", "-c", "q4  2026", "--json").json
    said = terminal.call(*answered, "--sheet", "Q5")
    assert (said.code, said.err.splitlines()[1]) == (
        3, "  the file: There is no sheet 'Q5'; there are: 'Read me', 'Q4', 'Q3'."
    )  # fmt: skip
    assert terminal.ok(*answered, "--sheet", "Q3").out.startswith("Already up to date: its row")
