"""Numbers and days as files write them, told by example."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.cells import NotReadable
from api.exchange.converting.notation import Days, Numbers
from api.exchange.files.readable import Figure

NUMBERS = ["1234.5", "1234,5", "1,234.5", "1.234,5", "1 234,5", "1'234.5"]
DAYS = {
    "31/12/2026": "%d/%m/%Y", "12/31/2026": "%m/%d/%Y", "31.12.26": "%d.%m.%y",
    "31-Dec-26": "%d-%b-%y", "31 December 2026": "%d %B %Y", "Dec 31, 2026": "%b %d, %Y",
    "Thu 31 Dec 2026": "%a %d %b %Y", "2026-12-31": "%Y-%m-%d",
}  # fmt: skip


def as_written(amount: Decimal, example: str) -> str:
    """A number in the notation of an example, by Python's own grouping."""
    group, point = example[1].replace("2", ""), example[-2]
    text = f"{amount:,f}" if group else f"{amount:f}"
    return text.replace(",", "_").replace(".", point).replace("_", group)


@given(
    amount=st.decimals(-(10**12), 10**12, places=3, allow_nan=False),
    example=st.sampled_from(NUMBERS),
    around=st.sampled_from(["{}", "{}%", "{} %", "${}", "€ {}", "US${}", "{} CHF"]),
)
def test_a_number_in_a_declared_notation_is_that_number(
    amount: Decimal, example: str, around: str
) -> None:
    written = around.format(as_written(amount, example))
    assert Decimal(Numbers(example).read(written).removesuffix("%")) == amount


@given(day=st.dates(date(1970, 1, 1), date(2068, 12, 31)), example=st.sampled_from(list(DAYS)))
def test_a_day_in_a_declared_notation_is_that_day(day: date, example: str) -> None:
    assert Days([example]).read(day.strftime(DAYS[example])) == day.isoformat()


@pytest.mark.parametrize(
    ("cell", "number", "unit"),
    [
        ("88%", "88%", "%"), ("(5 %)", "-5%", "%"), ("$1,200", "1200", "$"),
        ("-$1,200.50", "-1200.50", "$"),
        ("($1,200)", "-1200", "$"), ("1,200-", "-1200", ""), (".5", "0.5", ""), ("+7", "7", ""),
        ("\N{MINUS SIGN}3", "-3", ""), ("12\N{NO-BREAK SPACE}EUR", "12", "EUR"),
    ],
)  # fmt: skip
def test_signs_and_units_stand_around_a_number(cell: str, number: str, unit: str) -> None:
    assert (Numbers("1,234.5").read(cell), Numbers("1,234.5").unit(cell)) == (number, unit)


@pytest.mark.parametrize("cell", [
    "", "-", "$", "1.234,5", "1,23", "12,34,567", "1 200", "3 of 5", "5 days", "1.2M", "40k",
    "--5", "-5-", "(-5)", "1e5", "about 5", "5$%", "n/a",
])  # fmt: skip
def test_what_could_be_another_number_is_none(cell: str) -> None:
    with pytest.raises(NotReadable, match=r"is not a number that is written like 1,234\.5"):
        Numbers("1,234.5").read(cell)


def test_a_unit_in_words_is_one() -> None:
    assert Numbers("1234.5").unit("5 of them") == "5 of them"


def test_a_number_of_a_workbook_is_in_no_notation() -> None:
    german = Numbers("1.234,5")
    assert german.read("1.234") == "1234"
    assert german.read(Figure("1.234")) == "1.234"
    assert german.read(Figure("1e-05")) == "1e-05"
    assert (german.read(Figure("60%")), german.unit(Figure("60%"))) == ("60%", "%")
    assert german.unit(Figure("60")) == ""


@pytest.mark.parametrize("example", ["", "1234", "1.234.5", "0,5", "1 234", "12,345.6", "text"])
def test_an_example_shows_how_1234_and_a_half_is_written(example: str) -> None:
    with pytest.raises(NotReadable, match=r"write 1234\.5 as the file does"):
        Numbers(example)


def test_the_first_notation_of_a_day_that_fits_is_meant() -> None:
    assert Days(["31/12/2026", "12/31/2026"]).read("05/06/2026") == "2026-06-05"
    assert Days(["31/12/2026", "12/31/2026"]).read("12/31/2026") == "2026-12-31"


@pytest.mark.parametrize(
    "cell", ["2026-11-05", "2026-11-05T23:30:00Z", "2026-11-05T00:00:00.000+02:00"]
)
def test_days_of_iso_8601_are_always_read(cell: str) -> None:
    assert Days([]).read(cell) == Days(["31/12/2026"]).read(cell) == "2026-11-05"


@pytest.mark.parametrize(
    ("example", "cell"),
    [("31/12/2026 23:59", "05/11/2026 08:15"), ("12/31/26, 11:59 PM", "11/05/26, 8:15 AM")],
)
def test_of_a_moment_its_day_is_read(example: str, cell: str) -> None:
    assert Days([example]).read(cell) == "2026-11-05"


@pytest.mark.parametrize("cell", ["31/02/2026", "12/31/2026", "soon", "5.11.2026", ""])
def test_what_is_no_day_in_that_notation_is_told(cell: str) -> None:
    with pytest.raises(NotReadable, match="is not a date that is written like 31/12/2026"):
        Days(["31/12/2026"]).read(cell)


@pytest.mark.parametrize("example", ["", "DD/MM/YYYY", "30/12/2026", "31/12", "%d/%m/%Y"])
def test_an_example_shows_how_the_last_day_of_2026_is_written(example: str) -> None:
    with pytest.raises(NotReadable, match="write 31 December 2026 as the file does"):
        Days([example])
