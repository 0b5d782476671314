"""Who is in the demo company, what they have set out to do, and how that goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct

from domain.check_in import Blocker
from domain.metric import Decrease, Increase, MaintainAtLeast, Metric, Milestone, Step
from domain.values import LinkTest, Strength, UnitKind

T = TypeVar("T")

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

PEOPLE: Sequence[tuple[str, str]] = (
    ("Amara Lindqvist", "Planwise"),
    ("Jonas Okafor", "Engineering"),
    ("Priya Moreau", "Marketing"),
    ("Mateo Ivanova", "Customer Success"),
    ("Hana Castillo", "Onboarding"),
)


class Aim(Struct, frozen=True):
    """A key result."""

    name: str
    title: str
    metric: Metric
    owner: str = ""
    midpoint: float | None = None


class Goal(Struct, frozen=True):
    """An objective with its key results."""

    name: str
    unit: str
    title: str
    aims: Sequence[Aim]
    description: str = ""


class Link(Struct, frozen=True):
    """Without a strength it is a support, which moves no number."""

    goal: str
    aim: str
    mechanism: str = ""
    strength: Strength | None = None
    link_test: LinkTest | None = None


GOALS: Sequence[Goal] = (
    Goal(
        "go-to", "Planwise", "Mid-sized teams think of us first",
        (
            Aim("retention", "Net revenue retention rises from 104 % to 115 %",
                Increase(104, 115, unit="%"), "Amara Lindqvist"),
            Aim("active", "500 teams plan their quarter with us",
                Increase(180, 500, unit="teams")),
            Aim("nps", "Customers recommend us: NPS from 38 to 55",
                Increase(38, 55, unit="points")),
        ),
        "Companies of 20 to 100 people outgrow their spreadsheets. We want to be where they go.",
    ),
    Goal(
        "own-feet", "Planwise", "We stand on our own feet",
        (
            Aim("margin", "Gross margin rises from 71 % to 76 %", Increase(71, 76, unit="%")),
            Aim("hiring", "Every open position is filled within 45 days",
                Decrease(68, 45, unit="days")),
        ),
    ),
    Goal(
        "dependable", "Engineering", "Teams can build their day on our product",
        (
            Aim("uptime", "Availability stays at 99.95 % or more",
                MaintainAtLeast(99.95, "%"), "Jonas Okafor"),
            Aim("response", "An urgent incident is answered within 15 minutes instead of 40",
                Decrease(40, 15, unit="min")),
            Aim("bugs", "Customers report half as many bugs a month: 64 to 32",
                Decrease(64, 32, unit="bugs")),
        ),
    ),
    Goal(
        "found", "Marketing", "Leads of mid-sized teams find us by themselves",
        (
            Aim("search", "Visits from searches for planning and OKRs triple: 12,000 to 36,000",
                Increase(12_000, 36_000, unit="visits"), "Priya Moreau", 0.4),
            Aim("signups", "Articles bring 150 signups a month, up from 45",
                Increase(45, 150, unit="signups")),
            Aim("stories", "Three customers of 20 to 100 people tell their story",
                Milestone((Step("first story"), Step("second story"), Step("third story")))),
        ),
    ),
    Goal(
        "renewal", "Customer Success", "Nobody leaves us without a reason we know",
        (
            Aim("churn", "Yearly churn of mid-sized customers falls from 9 % to 5 %",
                Decrease(9, 5, unit="%"), "Mateo Ivanova"),
            Aim("reviews", "Quarterly reviews held with the 80 largest customers",
                Increase(0, 80, unit="reviews")),
        ),
    ),
    Goal(
        "first-plan", "Onboarding", "A new team has its first quarter planned within a week",
        (
            Aim("planned", "Teams with a published plan after a week rise from 31 % to 60 %",
                Increase(31, 60, unit="%"), "Hana Castillo"),
            Aim("import", "Import of existing plans works without help",
                Milestone()),
        ),
    ),
    Goal(
        "pipeline", "Sales", "Mid-sized companies fill our pipeline",
        (Aim("trials", "120 qualified trials a month, up from 50",
             Increase(50, 120, unit="trials")),),
    ),
    Goal(
        "partners", "Partnerships", "Consultants bring their clients to us",
        (Aim("consultants", "25 consultancies recommend us", Increase(4, 25, unit="partners")),),
    ),
    Goal(
        "community", "Growth", "People who plan with us talk to each other",
        (Aim("members", "1,500 members in the community", Increase(300, 1500, unit="members")),),
    ),
    Goal(
        "look", "Brand", "We look like one company everywhere",
        (Aim("guidelines", "The new brand guidelines are in use", Milestone()),),
    ),
    Goal(
        "welcome", "People", "New colleagues are at home within a month",
        (Aim("settled", "Nine of ten say so after four weeks",
             Increase(0.6, 0.9, unit="share")),),
    ),
)  # fmt: skip

LINKS: Sequence[Link] = (
    Link("dependable", "nps", "Fewer outages and bugs remove the most frequent complaints",
         "strong", "yes"),
    Link("found", "active", "Each lead of a team that finds us starts a trial for the whole team",
         "strong", "yes"),
    Link("renewal", "retention", "Accounts that would have left stay, and grow with us",
         "strong", "yes"),
    Link("first-plan", "active", "A team with a published plan comes back next week",
         "strong", "yes"),
    Link("pipeline", "active", "More qualified trials become more active teams", "medium", "yes"),
    Link("partners", "active", "A consultancy brings several teams at once", "medium", "yes"),
    Link("community", "active"),
    Link("look", "nps", "A tidier look makes a better impression", "weak", "no"),
)  # fmt: skip


class Course(Struct, frozen=True):
    """How a key result is reported on.

    Values run from the first week on; confidence, narratives and blockers are counted backwards
    from the last week told, and before them the first one holds.
    """

    aim: str
    values: Sequence[float]
    confidence: Sequence[int]
    narratives: Sequence[str] = ("",)
    blocker: Blocker | None = None
    blocked_weeks: int = 0
    late_week: int = 0
    corrected_week: int = 0
    corrected_to: float | None = None
    corrected_because: str = "corrected"

    def value(self, week: int) -> float:
        return self.values[min(week, len(self.values)) - 1]

    def confidence_at(self, left: int) -> int:
        return _from_the_end(self.confidence, left)

    def narrative_at(self, left: int) -> str:
        return _from_the_end(self.narratives, left)

    def blockers_at(self, left: int) -> tuple[Blocker, ...]:
        return (self.blocker,) if self.blocker and left < self.blocked_weeks else ()


def _from_the_end(told: Sequence[T], left: int) -> T:
    return told[max(len(told) - 1 - left, 0)]


WAITING = Blocker("billing data", "dependency", "The usage export was promised for week two.")

COURSES: Sequence[Course] = (
    Course("retention", (104, 104.3, 104.8, 105, 105.2, 105.3, 105.4, 105.4, 105.5, 105.6, 105.7,
                         105.7, 105.8), (4, 3),
           ("Renewals go well so far.", "Two large renewals are open, and we cannot say why.")),
    Course("active", (188, 205, 228, 251, 270, 301, 330, 352, 381, 402, 431, 455, 480), (4,),
           ("Every team that starts with an import stays.",),
           corrected_week=4, corrected_to=247,
           corrected_because="Test accounts had been counted as teams"),
    Course("nps", (38, 39, 41, 42, 43, 45, 46, 47, 49, 50, 51, 53, 54), (4,),
           ("Faster answers are praised in the comments.",)),
    Course("margin", (71, 71.2, 71.4, 71.5, 71.8, 71.9, 72, 72.1, 72.4, 72.5, 72.6, 72.7, 72.8),
           (3,), ("It moves, but nobody has made it their work.",)),
    Course("hiring", (68, 66, 64, 61, 59, 57, 55, 53, 52, 50, 48, 47, 46), (4,)),
    Course("uptime", (99.97, 99.96, 99.98, 99.91, 99.97, 99.96, 99.98, 99.99, 99.97, 99.96, 99.97,
                      99.98, 99.97), (4, 5), ("", "Two quiet weeks on call.")),
    Course("response", (39, 36, 34, 31, 29, 27, 25, 23, 21, 20, 18, 17, 15), (4,),
           ("The new rota pays off.",), late_week=3),
    Course("bugs", (64, 62, 58, 55, 53, 50, 47, 45, 42, 40, 37, 35, 33), (4,),
           ("Each fix now brings a test that would have caught it.",)),
    Course("search", (12_100, 12_900, 14_200, 16_000, 18_300, 20_500, 22_400, 24_600, 27_000,
                      29_500, 31_800, 33_900, 35_500), (4,),
           ("The comparison page ranks second.",)),
    Course("signups", (46, 55, 63, 72, 80, 89, 97, 106, 115, 123, 131, 140, 149), (4, 5)),
    Course("stories", (0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3), (4,),
           ("The second interview is recorded.",)),
    Course("churn", (9, 8.8, 8.7, 8.6, 8.6, 8.6, 8.6, 8.6, 8.6, 8.6, 8.6, 8.6, 8.6),
           (4, 4, 3, 3, 2),
           ("The first calls helped.", "Still no usage data; we call blindly.",
            "Waiting for billing data.", "Escalated again; no date.",
            "We cannot see who is about to leave. Somebody has to step in."),
           blocker=WAITING, blocked_weeks=4),
    Course("reviews", (4, 9, 14, 18, 20, 22, 23, 24, 25, 26, 26, 27, 28), (4, 3, 2),
           ("", "Reviews without usage data convince nobody.", "Half were postponed.")),
    Course("planned", (31, 34, 36, 38, 41, 43, 45, 48, 50, 52, 54, 57, 59), (4,),
           ("The template for the first plan is live.",)),
    Course("import", (5, 15, 20, 30, 40, 45, 55, 60, 70, 75, 85, 90, 100), (4, 5)),
    Course("trials", (52, 57, 63, 70, 74, 81, 85, 90, 97, 102, 108, 113, 118), (4,)),
    Course("consultants", (4, 5, 7, 9, 10, 12, 13, 15, 17, 18, 20, 22, 24), (3, 4),
           ("", "Three signed after the same event.")),
    Course("members", (310, 400, 480, 590, 680, 770, 860, 950, 1040, 1130, 1240, 1330, 1420), (4,)),
    Course("guidelines", (10, 25, 40, 50, 60, 70, 80, 90, 95, 100, 100, 100, 100), (5,),
           ("On schedule.",)),
    Course("settled", (0.6, 0.62, 0.65, 0.67, 0.7, 0.72, 0.74, 0.77, 0.8, 0.82, 0.84, 0.87, 0.89),
           (4,)),
)  # fmt: skip
