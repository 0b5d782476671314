"""Who is in the demo company, what its year is for, and what its teams share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from domain.measuring.metric import Increase, Metric
from domain.strategy.outcome_reports import Verdict
from domain.strategy.strategy import BetKind
from domain.values import PersonRole, UnitKind

BOSS = "Amara Lindqvist"
"""She leads the company; what is the company's is told in her name."""

UNITS: Sequence[tuple[str, UnitKind, str | None]] = (
    ("Planwise", "company", None),
    ("Product & Engineering", "division", "Planwise"),
    ("Growth", "division", "Planwise"),
    ("Customers", "division", "Planwise"),
    ("Engineering", "team", "Product & Engineering"),
    ("Onboarding", "team", "Product & Engineering"),
    ("Marketing", "team", "Growth"),
    ("Brand", "team", "Growth"),
    ("Sales", "team", "Growth"),
    ("Partnerships", "team", "Growth"),
    ("Customer Success", "team", "Customers"),
    ("People", "team", "Planwise"),
)
"""The units as the story begins. They keep these names in its tables, whatever becomes of them."""

PEOPLE: Sequence[tuple[str, str]] = (
    (BOSS, "Planwise"),
    ("Jonas Okafor", "Engineering"),
    ("Hana Castillo", "Onboarding"),
    ("Lena Fischer", "Growth"),
    ("Priya Moreau", "Marketing"),
    ("Yuki Tan", "Brand"),
    ("Noor Haddad", "Sales"),
    ("Tomas Reyes", "Partnerships"),
    ("Mateo Ivanova", "Customer Success"),
    ("Ines Weber", "People"),
)

LEADS: Mapping[str, str] = {unit: name for name, unit in PEOPLE}
"""Who speaks for a unit."""


_KINDS: Mapping[str, UnitKind] = {unit: kind for unit, kind, _ in UNITS}


def role_of(name: str) -> PersonRole:
    """She who leads the company looks after its workspace too; divisions are led by executives."""
    if name == BOSS:
        return "administrator"
    return "executive" if _KINDS[dict(PEOPLE)[name]] == "division" else "unit_lead"


# The years


class Bet(Struct, frozen=True):
    name: str
    kind: BetKind
    title: str
    years: int | None
    description: str = ""
    measure: str = ""


class Aspiration(Struct, frozen=True):
    """A strategic outcome of the year, and where it stood so many days into it."""

    name: str
    title: str
    owner: str
    description: str = ""
    metric: Metric | None = None
    bet: str | None = None
    reports: Sequence[tuple[int, float, str]] = ()


class Assessment(Struct, frozen=True):
    verdict: Verdict
    comment: str
    lessons: Sequence[str]


BETS: Sequence[Bet] = (
    Bet("habit", "north_star", "Teams still look at their plan in its eighth week", None,
        "A plan that nobody opens is paper. This is the number that we would keep if we could"
        " only keep one.", "Share of teams that open their plan in week eight"),
    Bet("middle", "bet", "The middle of the market is ours to win", 3,
        "Companies of 20 to 100 people are too large for a spreadsheet and too small for"
        " consultants. We build for them first, for three years."),
)  # fmt: skip

BEFORE = Aspiration(
    "stay", "Customers stay longer than they did", "Customer Success",
    "Measured in what last year's customers pay this year.",
)  # fmt: skip
"""An outcome of the year before, which is carried into this one in other words."""

ASSESSED = Assessment(
    "partly",
    "More of them stayed, and we still learn of a farewell from the bill.",
    ("Ask why while somebody can still answer.", "A number that nobody owns does not move."),
)

YEAR: Sequence[Aspiration] = (
    Aspiration(
        "middle", "A thousand mid-sized teams run their quarter on Planwise", "Planwise",
        "Teams that have published a plan and still report on it.",
        Increase(60, 1000, unit="teams"), "middle",
        ((30, 74, "The new website brings visitors, not teams."),
         (88, 120, "First quarter: a third of what we had hoped for."),
         (150, 152, "Articles begin to work."),
         (178, 180, "Second quarter: slower than planned, and steadier."),
         (220, 290, "Every team that starts with an import stays.")),
    ),
    Aspiration(
        "stay", "Customers stay, and grow with us", "Customer Success",
        "Net revenue retention above 115 % by the end of the year.",
        Increase(100, 115, unit="%"), "middle",
        ((89, 101, "As good as flat."),
         (179, 104, "Calls before the renewal help."),
         (215, 105.2, "Two large renewals are open."))),
    Aspiration(
        "pay", "Our growth pays for itself", "Planwise",
        "A team that joins has paid back within a year what it cost to win it."),
    Aspiration(
        "home", "A second home market", "Growth",
        "One more language in which we sell, answer and invoice."),
)  # fmt: skip

# What the teams share


class Stock(Struct, frozen=True):
    """A pool."""

    name: str
    measured_in: str
    per_week: float
    unit: str


POOLS: Sequence[Stock] = (
    Stock("Data engineers", "person-days", 10, "Engineering"),
    Stock("Design desk", "hours", 60, "Brand"),
)
