"""Files as programs write them: all of them say the same table."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.exchange.files.sheet import Sheet, read_sheet
from api.exchange.problems import ImportRefused
from tests.exchange.books import book

COLUMNS = ("goal", "owner", "now")
ROWS = (["Grow, slowly", "Zoë", "5"], ['Say "yes"; always', "Noa | Ada", "7"])


def fits(names: Sequence[str]) -> bool:
    return {"goal", "owner"} <= {*names}


def table(separator: str = ",", rows: Sequence[Sequence[str]] = (COLUMNS, *ROWS)) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue()


def read(sheet: Sheet) -> list[list[str]]:
    return [[str(cells.get(name, "")) for name in COLUMNS] for _, cells in sheet.lines]


WAYS = {
    "commas": table().encode(),
    "semicolons": table(";").encode(),
    "tabs": table("\t").encode(),
    "bars": table("|").encode(),
    "sep=;": b"sep=;\r\n" + table(";").encode(),
    "sep=,": b"sep=,\r\n" + table().encode(),
    "a byte order mark before sep=": codecs.BOM_UTF8 + b"sep=;\n" + table(";").encode(),
    "quoted sep=": b'"sep=^"\n' + table("^").encode(),
    "a byte order mark": codecs.BOM_UTF8 + table().encode(),
    "Unicode text of a spreadsheet": codecs.BOM_UTF16_LE + table("\t").encode("utf-16-le"),
    "UTF-16 the other way round": codecs.BOM_UTF16_BE + table("\t").encode("utf-16-be"),
    "UTF-16 without a mark": table("\t").encode("utf-16-le"),
    "Windows-1252": table(";").encode("cp1252"),
    "lines of Unix": table().replace("\r\n", "\n").encode(),
    "blank lines above": b"\r\n , ,\r\n" + table().encode(),
    "a title above": b"Our goals,,\r\n\r\n" + table().encode(),
    "blank columns": table(rows=[[*row, "", " "] for row in (COLUMNS, *ROWS)]).encode(),
    "a blank column within": table(
        rows=[[row[0], "", *row[1:]] for row in (COLUMNS, *ROWS)]
    ).encode(),
    "blank lines below": table().encode() + b",,\r\n\r\n",
    "line breaks in a name": table(rows=[["\ngoal ", "owner", "now"], *ROWS]).encode(),
    "a workbook": book([COLUMNS, *ROWS]),
    "a workbook with blank edges": book([(), (), (*COLUMNS, None), *ROWS, (None, " ")]),
}


@pytest.mark.parametrize("body", WAYS.values(), ids=WAYS.keys())
def test_a_table_is_read_whichever_way_it_was_saved(body: bytes) -> None:
    sheet = read_sheet(body, fits)
    assert (read(sheet), sheet.problems) == ([*map(list, ROWS)], [])


@given(
    separator=st.sampled_from(",;\t|"),
    rows=st.lists(st.lists(st.text("ab,;\t|\"' \n", max_size=5), min_size=3, max_size=3)),
)
def test_no_text_in_a_cell_is_taken_for_a_separator(separator: str, rows: list[list[str]]) -> None:
    assume(all(any(cell.strip() for cell in row) for row in rows))
    sheet = read_sheet(table(separator, [COLUMNS, *rows]).encode(), fits)
    assert read(sheet) == [[cell if cell.strip() else "" for cell in row] for row in rows]


@pytest.mark.parametrize(
    ("before", "line"), [("", 3), ("\n\n", 5), ("sep=;\n", 4), ("Goals of ours\n", 4)]
)
def test_lines_are_counted_as_they_stand_in_the_file(before: str, line: int) -> None:
    text = f"{before}goal;owner;now\nfirst;A;1\nsecond;B;2\n"
    sheet = read_sheet(text.encode(), fits)
    assert [number for number, _ in sheet.lines] == [line - 1, line]
    assert sheet.line == line - 2


def test_what_stands_under_no_name_is_told_by_its_place() -> None:
    sheet = read_sheet(b"goal,,owner\nGrow,slowly,A,more\n", fits)
    assert [str(one) for one in sheet.problems] == [
        "line 2: 'slowly' stands in column 2, which has no name.",
        "line 2: 'more' stands in column 4, which has no name.",
    ]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Продажи растут", "cp1251"),
        ("Sprzedaż rośnie o połowę", "cp1250"),
        ("Grüße aus Köln", "mac-roman"),
        ("Πωλήσεις", "cp1253"),
        ("売上が伸びる", "shift-jis"),
    ],
)
def test_another_code_page_is_not_mistaken_for_that_of_western_europe(
    text: str, encoding: str
) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_sheet(f"goal,owner\n{text},A\n".encode(encoding), fits)
    (problem,) = refused.value.problems
    assert str(problem).startswith("line 2: It is not UTF-8 text; save it as 'CSV UTF-8'")


@pytest.mark.parametrize(
    "text",
    [
        "Cafés für Gäste",
        "España: ¿cuánto?",
        "Smørrebrød à la carte",
        "\u201c5 €\u201d pour l\u2019été",
        "Åre: 20 °C",
    ],
)
def test_western_european_text_is_read_and_said_to_be(text: str) -> None:
    sheet = read_sheet(f"goal;owner\n{text};A\n".encode("cp1252"), fits)
    assert read(sheet) == [[text, "A", ""]]
    (note,) = sheet.notes
    assert note.startswith("The file is not UTF-8 and is read as Windows-1252: it has '")


def test_of_several_sheets_the_first_to_be_seen_that_fits_is_read() -> None:
    body = book(
        {"Read me": [["About these goals"]], "Old": [COLUMNS, ["Old", "A", "1"]],
         "New": [COLUMNS, ["New", "A", "1"]], "Newer": [COLUMNS, ["Newer", "A", "1"]]},
        hidden=("Old",),
    )  # fmt: skip
    sheet = read_sheet(body, fits)
    assert (sheet.name, read(sheet)) == ("New", [["New", "A", "1"]])
    assert sheet.notes == (
        "The sheet 'New' is read; 'Read me', 'Old', 'Newer' are not (--sheet names another).",
    )
    assert read(read_sheet(body, fits, "Old")) == [["Old", "A", "1"]]
    with pytest.raises(ImportRefused) as refused:
        read_sheet(body, fits, "Next")
    assert [str(one) for one in refused.value.problems] == [
        "the file: There is no sheet 'Next'; there are: 'Read me', 'Old', 'New', 'Newer'."
    ]


def test_only_a_workbook_has_sheets() -> None:
    with pytest.raises(ImportRefused) as refused:
        read_sheet(table().encode(), fits, "New")
    assert [str(one) for one in refused.value.problems] == [
        "the file: It is no workbook, so it has no sheet 'New': leave --sheet out."
    ]


def test_merged_cells_mean_all_their_rows_and_nothing_beside_them() -> None:
    body = book(
        [COLUMNS, ["Grow", "A", "1"], [None, None, "2"], [None, None, "3"], [None, None, None]],
        merged=("A2:A5", "B3:B4", "A7:C9"),
    )
    assert read(read_sheet(body, fits)) == [
        ["Grow", "A", "1"],
        ["Grow", "", "2"],
        ["Grow", "", "3"],
    ]


def test_cells_that_are_merged_over_columns_stand_in_the_first() -> None:
    body = book(
        [["Goals of the quarter"], COLUMNS, ["Grow", None, "1"], [None, None, "2"]],
        merged=("A1:C1", "A3:B4"),
    )
    assert read(read_sheet(body, fits)) == [["Grow", "", "1"], ["Grow", "", "2"]]


@pytest.mark.parametrize(
    ("number", "number_format", "shown"),
    [
        (0.6, "0%", "60%"),
        (0.885, "0%", "88.5%"),
        (0.07, "0.00%", "7%"),
        (-0.1, "0%;[Red]-0%", "-10%"),
        (-3, "0%;-0", "-3"),
        (0, "0%;-0%;0", "0"),
        (60, '0"%"', "60%"),
        (60, "0\\ \\%", "60%"),
        (1200, '"100 % of" 0', "1200%"),
        (0.6, "General", "0.6"),
        (1200, '"€"#,##0.00', "1200"),
    ],
)
def test_a_number_is_what_the_spreadsheet_shows(
    number: float, number_format: str, shown: str
) -> None:
    body = book([COLUMNS, ["Grow", "A", number]], formats={"C2": number_format})
    assert read(read_sheet(body, fits)) == [["Grow", "A", shown]]


def test_cells_with_a_colour_and_nothing_in_them_are_nothing() -> None:
    coloured = [f"{column}{row}" for column in "ABCDEFG" for row in range(1, 30)]
    body = book([COLUMNS, ["Grow", "A", 1]], coloured=coloured)
    assert read(read_sheet(body, fits)) == [["Grow", "A", "1"]]
