from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.reading.resolve.cycle_names import NotUnderstood, span_named, span_of

TODAY = date(2026, 11, 29)
OCTOBER = 10


def days(name: str, begins: int = 1) -> str:
    span = span_of(name, TODAY, begins)
    return f"{span.kind} {span.starts} {span.ends}"


@pytest.mark.parametrize(
    "name",
    [
        "2026-Q4", "2026 Q4", "2026Q4", "2026/Q4", "2026_q4", "Q4 2026", "Q4-2026", "Q4/26",
        "Q4'26", "Q4 \u201926", "Q4 26", "4Q26", "4Q 2026", "26Q4", "Q4, 2026", "Q4\u00a02026",
        "Q4\u20132026",
        "FY26-Q4", "FY26 Q4", "FY2026Q4", "Q4 FY26", "Q4FY26", "CY26 Q4", "4th quarter 2026",
        "4th quarter of 2026", "Quarter 4 2026", "2026 quarter 4", "4. Quartal 2026",
        "IV. Quartal 2026", "OKRs Q4 2026", "Q4 2026 (Growth)", "Growth_Q4_2026",
        "Fiscal year 26 Q4",
    ],
)  # fmt: skip
def test_a_quarter_is_understood_however_it_is_written(name: str) -> None:
    assert days(name) == "quarter 2026-10-01 2026-12-31"


@pytest.mark.parametrize(
    "name",
    [
        "H1 2026", "2026-H1", "2026 H1", "1H26", "1H 2026", "H1/26", "H1'26", "HJ1 2026", "FY26 H1",
        "1st half 2026", "2026 1st half", "Half 1 2026", "1. Halbjahr 2026", "1st half of 2026",
    ],
)  # fmt: skip
def test_a_half_of_a_year_is_understood_however_it_is_written(name: str) -> None:
    assert days(name) == "custom 2026-01-01 2026-06-30"


@pytest.mark.parametrize(
    "name",
    [
        "2026-11", "2026/11", "11/2026", "11.2026", "11-2026", "Nov 2026", "November 2026",
        "NOV-26", "Nov. 2026", "2026 November", "2026-Nov", "Nov '26", "2026M11", "202611",
        "Sprint goals November 2026",
    ],
)  # fmt: skip
def test_a_month_is_understood_however_it_is_written(name: str) -> None:
    assert days(name) == "custom 2026-11-01 2026-11-30"


@pytest.mark.parametrize(
    "name", ["2026", "FY26", "FY2026", "FY 26", "Year 2026", "fiscal year 2026"]
)
def test_a_year_is_understood(name: str) -> None:
    assert days(name) == "year 2026-01-01 2026-12-31"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("FY27 Q1", "quarter 2026-10-01 2026-12-31"),
        ("FY27-Q4", "quarter 2027-07-01 2027-09-30"),
        ("FY26/27 Q2", "quarter 2027-01-01 2027-03-31"),
        ("2026/27 Q1", "quarter 2026-10-01 2026-12-31"),
        ("FY27 H2", "custom 2027-04-01 2027-09-30"),
        ("FY2026-27", "year 2026-10-01 2027-09-30"),
        ("FY27", "year 2026-10-01 2027-09-30"),
        ("2027-Q1", "quarter 2027-01-01 2027-03-31"),
        ("Nov FY27", "custom 2027-11-01 2027-11-30"),
    ],
)
def test_fiscal_years_begin_where_the_workspace_says(name: str, said: str) -> None:
    assert days(name, OCTOBER) == said


@pytest.mark.parametrize(
    "name",
    [
        "Q5 2026", "Q4", "4", "2026-13", "2026-Q", "H3 2026", "Week 48 2026", "Q4 2026 v2",
        "Sprint 7", "9999/00 Q1",
        "Q3-Q4 2026", "2026-10-01", "Marketing 2026", "Q4 2026 Q1 2027", "2026/28 Q1", "13/2026",
        "1850s", "Q10 2026", "X2Q4 2026", "Quarter \N{ARABIC-INDIC DIGIT FOUR}",
    ],
)  # fmt: skip
def test_digits_that_are_not_understood_are_never_the_present_quarter(name: str) -> None:
    with pytest.raises(NotUnderstood):
        span_of(name, TODAY)


@pytest.mark.parametrize("name", ["this-quarter", "Autumn", "Growth"])
def test_a_name_without_digits_is_that_of_the_present_quarter(name: str) -> None:
    assert days(name) == "quarter 2026-10-01 2026-12-31"


@given(
    year=st.integers(1970, 2999), quarter=st.integers(1, 4), begins=st.integers(1, 12),
    fiscal=st.sampled_from(["", "FY"]),
)  # fmt: skip
def test_the_quarters_of_a_year_are_the_year(
    year: int, quarter: int, begins: int, fiscal: str
) -> None:
    whole = span_named(f"{fiscal}{year}", begins)
    spans = [span_named(f"{fiscal}{year}-Q{number}", begins) for number in range(1, 5)]
    assert whole is not None
    first, last = spans[0], spans[-1]
    assert first is not None
    assert last is not None
    assert (first.starts, last.ends) == (whole.starts, whole.ends)
    assert spans[quarter - 1] == span_named(f"Q{quarter} {fiscal}{year}", begins)


@given(name=st.text())
def test_no_name_is_too_odd_to_be_looked_at(name: str) -> None:
    span_named(name)
