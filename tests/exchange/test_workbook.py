"""Workbooks: the same rows as in a CSV file, and files that only look like one."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, time
from typing import Any

import openpyxl
import pytest

from api.exchange.files import spreadsheet
from api.exchange.files.spreadsheet import NOT_READABLE
from api.exchange.problems import ImportRefused
from api.exchange.reading.asked import Wanted
from api.exchange.reading.parse.rows import parse
from api.exchange.writing import workbook
from api.exchange.writing.exporting import Exported, export
from api.exchange.writing.recorded_commands import commands_of
from api.synthetic.shape import Shape
from api.synthetic.telling import stored_events
from tests.exchange.in_memory import WORKSPACE, opened

NOW = datetime(2026, 8, 19, 20, tzinfo=UTC)
HEADER = ["kind", "id", "parent_id", "text", "effective", "value", "at", "description"]


def saved(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER, *rows):
        sheet.append(row)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def refusals(body: bytes) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        parse(body)
    return [str(problem) for problem in refused.value.problems]


def problems(body: bytes) -> list[str]:
    return [str(one) for one in parse(body).problems.all]


def test_what_reads_workbooks_is_kept_from_hostile_xml() -> None:
    assert openpyxl.DEFUSEDXML


async def test_a_workbook_says_the_same_as_the_csv_file() -> None:
    exported = export(list(commands_of(await stored_events(Shape(6, 10, 30, 3), NOW, WORKSPACE))))
    as_csv, as_book = parse(exported.csv), parse(workbook.write(exported))
    assert [(row.line, row.cells) for row in as_book.rows] == [
        (row.line, row.cells) for row in as_csv.rows
    ]
    exchange = await opened(NOW)
    await exchange.take(workbook.write(exported), Wanted())
    assert (await exchange.take(exported.csv, Wanted())).status == "already up to date"


def test_days_and_numbers_are_cells_of_their_own_kind() -> None:
    row = {"kind": "check_in", "id": "c", "text": "", "effective": "2026-08-01", "value": "2.5"}
    book = openpyxl.load_workbook(io.BytesIO(workbook.write(Exported([row], {}, 1))))
    assert [[cell.value for cell in line] for line in book.worksheets[0]] == [
        ["kind", "id", "text", "effective", "value"],
        ["check_in", "c", None, datetime(2026, 8, 1), 2.5],  # noqa: DTZ001 - as a cell has it
    ]


@pytest.mark.parametrize(
    "text",
    [
        "#REF!", "#N/A", "=A1", "-", "TRUE", "1e5", "2026-08-01", "a\r\nb\rc", "\ufffe \uffff",
        "_x000D_", "_x005F_x000D_", "_xD800_", " outer ",
    ],
)  # fmt: skip
def test_a_text_stays_the_text_that_it_is(text: str) -> None:
    row = {"kind": "objective", "id": "o", "text": text, "recorded": "2026-08-01T09:00:00+00:00"}
    exported = Exported([row], {}, 1)
    for body in (workbook.write(exported), exported.csv):
        parsed = parse(body)
        assert [one["text"] for one in parsed.rows] == [text]
        assert parsed.problems.all == []


@pytest.mark.parametrize(
    "number", ["0.30000000000000004", "99.5", "-3", "1e+20", "123456789012345"]
)
def test_a_number_stays_the_number_that_it_is(number: str) -> None:
    row = {"kind": "check_in", "id": "c", "parent_id": "k", "text": "", "value": number}
    (read,) = parse(workbook.write(Exported([row], {}, 1))).rows
    assert read["value"] == number


def test_cells_are_read_as_what_they_hold() -> None:
    moment = datetime(2026, 8, 1)  # noqa: DTZ001 - as a cell has it
    body = saved(
        ["check_in", 7, "k", None, moment, 2.5, time(9, 30), True],
        [],
        ["check_in", 8.0, "k", None, date(2026, 8, 2), -3, None, False],
    )
    first, second = parse(body).rows
    assert (first.line, first.id, first["effective"], first["value"]) == (
        2, "7", "2026-08-01", "2.5",
    )  # fmt: skip
    assert (first["at"], first["description"]) == ("09:30:00", "yes")
    assert (second.line, second.id, second["effective"]) == (4, "8", "2026-08-02")


def test_a_formula_without_a_value_and_an_error_are_told_by_row_and_column() -> None:
    body = saved(["note", "n", None, "=A1", None, None, None, None])
    assert problems(body) == [
        "line 2, column text: It is a formula that was never reckoned; write its value."
    ]
    body = saved(["note", "n", None, "#REF!", None, None, None, None])
    assert problems(body) == ["line 2, column text: It holds the error #REF!."]


def test_what_is_wrong_in_a_workbook_is_told_as_in_a_csv_file() -> None:
    assert problems(saved(["check_in", "c", None, None, "soon"])) == [
        "line 2, column parent_id: It is empty; a check_in belongs to something."
    ]
    assert refusals(saved()) == ["line 1: There is a header and nothing below it."]


def packed(members: dict[str, bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return body.getvalue()


@pytest.mark.parametrize(
    "body",
    [
        packed({"word/document.xml": b"<w/>"}),
        packed({}) + b"",
        saved(["note", "n"])[:-40],
        spreadsheet.MAGIC + b"nothing of the kind",
        spreadsheet.OLD_MAGIC + b"an older workbook",
    ],
)
def test_a_file_of_another_kind_is_one_clear_refusal(body: bytes) -> None:
    assert len(refusals(body)) == 1


def test_a_file_that_only_begins_like_a_workbook_is_called_what_it_is() -> None:
    assert refusals(spreadsheet.MAGIC + b"nothing") == [f"the file: {NOT_READABLE}"]


def test_a_workbook_that_would_unpack_to_no_end_is_not_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spreadsheet, "UNPACKED", 1 << 20)
    bomb = packed({"xl/worksheets/sheet1.xml": b"0" * (2 << 20)})
    assert len(bomb) < 1 << 14
    assert refusals(bomb) == ["the file: Unpacked it would be larger than 1 MB; split it."]


def test_xml_that_grows_while_it_is_parsed_is_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(saved(["note", "n", None, "x"]))) as file:
        members = {name: file.read(name) for name in file.namelist()}
    name = "xl/worksheets/sheet1.xml"
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
    members[name] = entity + members[name].replace(b"<v>", b"<v>&a;", 1)
    assert refusals(packed(members)) == [f"the file: {NOT_READABLE}"]


def test_a_sheet_with_rows_to_no_end_is_left_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_CELLS", 100)
    with zipfile.ZipFile(io.BytesIO(saved(["note", "n", None, "x"]))) as file:
        members = {name: file.read(name) for name in file.namelist()}
    name = "xl/worksheets/sheet1.xml"
    members[name] = members[name].replace(b'r="2"', b'r="999999999999"')
    assert refusals(packed(members))[-1].endswith("It has more than 100 cells; split it.")


def test_a_file_has_a_size_beyond_which_it_is_not_looked_at() -> None:
    assert refusals(b"x" * (51 << 20)) == ["the file: It is larger than 50 MB; split it."]


def test_a_cell_longer_than_a_workbook_holds_is_not_cut_off() -> None:
    for text in ("x" * 40_000, "x\r\n" * 8_000, "\N{ROCKET}" * 20_000):
        row = {"kind": "note", "id": "n", "text": text}
        with pytest.raises(workbook.TooLong):
            workbook.write(Exported([row], {}, 1))
