"""What a generated company talks about."""

from __future__ import annotations

from typing import NamedTuple

from domain.measuring.check_in import BlockerKind

DIVISIONS = (
    "Engineering", "Marketing", "Sales", "Customer Success", "Product", "Finance", "People",
    "Operations", "Data", "Security", "Partnerships", "Research", "Support", "Legal", "Design",
    "Platform",
)  # fmt: skip

TEAMS = (
    "Onboarding", "Billing", "Search", "Mobile", "Integrations", "Reliability", "Growth", "Content",
    "Enablement", "Renewals", "Insights", "Identity", "Checkout", "Localisation", "Accessibility",
    "Notifications", "Storage", "Community", "Recruiting", "Payroll", "Forecasting", "Quality",
    "Tooling", "Compliance",
)  # fmt: skip

PEOPLE = (
    "Amara", "Bela", "Chioma", "Dario", "Elif", "Farah", "Goran", "Hana", "Idris", "Jonas",
    "Keiko", "Lucia", "Mateo", "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Sven", "Tala",
    "Uma", "Viktor", "Wanda", "Xiomara", "Yusuf", "Zofia",
)  # fmt: skip

FAMILIES = (
    "Abara", "Brandt", "Castillo", "Dimitrov", "Eriksen", "Farouk", "Grimaldi", "Hoffmann",
    "Ivanova", "Jansen", "Kowalski", "Lindqvist", "Moreau", "Nakamura", "Okafor", "Petrov",
    "Quispe", "Rossi", "Silva", "Tanaka",
)  # fmt: skip

COMPANY_GOALS = (
    "Mid-sized teams choose us first",
    "Customers stay because they could not do without us",
    "We grow without losing our margin",
    "People do the best work of their career here",
    "Our platform carries ten times today's load",
)

GOALS = (
    "{unit} earns the trust of its customers every day",
    "New customers reach their first success without help",
    "{unit} delivers what it promised, when it promised it",
    "Nobody waits for {unit}",
    "Our numbers are believed by those who use them",
    "{unit} runs quietly, at night and on weekends too",
    "The right prospects find us on their own",
    "Every release makes daily work easier",
    "{unit} learns faster than its market changes",
    "Our costs follow our use, not our habits",
    "New colleagues are at home within a month",
    "What {unit} knows can be found by everybody",
)

MECHANISMS = (
    "Fewer interruptions leave people time to use more of the product",
    "Shorter waits remove the most frequent reason for leaving",
    "Each new qualified lead passes through this step",
    "Better data lets account teams act before a renewal is lost",
    "A faster start makes a second month likelier",
    "Less rework frees the capacity that the parent counts on",
)

BLOCKERS: tuple[tuple[str, BlockerKind], ...] = (
    ("waiting for the platform team", "dependency"),
    ("two open positions", "resource"),
    ("unclear who decides", "clarity"),
    ("pulled into the audit", "priority_conflict"),
    ("vendor is late", "external"),
    ("no test environment", "dependency"),
)

GOOD = (
    "As planned.",
    "The second cohort confirms the first.",
    "Ahead of where we hoped to be.",
    "The change from last week shows.",
    "",
    "",
)
SLOW = (
    "Slower than planned; the first measures did not carry.",
    "We lost the week to other work.",
    "The easy gains are behind us.",
    "Numbers moved, but not by enough.",
)
STUCK = (
    "No movement: we are waiting.",
    "Still blocked, escalated again.",
    "Nothing new to report.",
)
CORRECTIONS = (
    "The export had counted test accounts",
    "Typing error",
    "The figure was of the week before",
)


class Measure(NamedTuple):
    """What a key result counts, in which unit, from and to about how much."""

    title: str
    unit: str
    low: float
    high: float


UP = (
    Measure("Weekly active teams grow", "teams", 200, 900),
    Measure("Qualified leads a month rise", "leads", 40, 220),
    Measure("Net revenue retention rises", "%", 98, 118),
    Measure("Customer satisfaction rises", "points", 31, 60),
    Measure("Share of tickets solved at first contact rises", "%", 48, 80),
    Measure("Automated test coverage of the core rises", "%", 52, 85),
)
DOWN = (
    Measure("Time to restore service falls", "minutes", 90, 15),
    Measure("Defects reported by customers fall", "a week", 60, 20),
    Measure("Days until the first success fall", "days", 21, 5),
    Measure("Cost of a thousand requests falls", "cents", 48, 22),
    Measure("Days to close the books fall", "days", 12, 4),
)
AT_LEAST = (
    Measure("Availability stays up", "%", 99.9, 99.99),
    Measure("Answers within a day stay above the promise", "%", 95, 99),
)
AT_MOST = (
    Measure("Open vulnerabilities stay few", "open", 10, 3),
    Measure("Overtime stays rare", "hours a week", 20, 8),
)
IN_RANGE = (
    Measure("Utilisation stays between idle and overload", "%", 60, 80),
    Measure("Stock stays between empty and too much", "days", 10, 20),
)
MILESTONES = (
    "The new service carries all customers",
    "The partner programme is open",
    "The migration is complete",
    "Three published case studies",
)
STEPS = ("design agreed", "first version in use", "rolled out to half", "rolled out to all")
YES_OR_NO = (
    "The certificate is renewed",
    "The new price list is in force",
    "The pilot customer has signed",
)

NORTH_STAR = "Every customer finishes what they came for"
OUTCOMES = (
    "Twice as many customers renew without being asked",
    "A new customer is productive within a day",
    "We earn money in every region that we serve",
    "Partners bring a third of our new customers",
)
CHALLENGES = (
    ("What would be different for a customer?", "We name the step that gets shorter."),
    ("This is what we did last time: where is the stretch?", "The target is higher now."),
    ("Who else has to agree?", "The neighbours have read it."),
)
REVISIONS = (
    "A quarter of the team moved to the audit",
    "The market that this counted on is closed until next year",
    "The baseline was measured anew and is lower",
)
DECLINED = "The reasons were known when we committed"

DELIVERABLES = (
    "A test environment with real data",
    "The interface for single sign-on",
    "Reviewed texts for the campaign",
    "The monthly export of usage",
    "Two weeks of a designer",
    "The new contract template",
)
NO_TIME = "Not in this cycle: we are full"
RISKS = ("Two of us are ill", "The vendor does not answer", "It is larger than it looked")
SLIPS = ("More work than we thought", "Another request came first", "The review took longer")

POOLS = (
    "Design", "Data engineering", "Platform", "Legal review", "Copywriting", "Security review",
)  # fmt: skip
RELEASED = "Found a way without"

TASKS = (
    "Interview three customers", "Write the first version", "Review what was written",
    "Prepare the rollout", "Mend what testing found", "Agree on the next step",
    "Measure the effect", "Answer open questions", "Bring the documentation up to date",
    "Talk to those who do not use it",
)  # fmt: skip
DROPPED = "Something else came first"

NOTES = (
    "All promises for the next two weeks stand",
    "One promise is at risk; we talk again on Friday",
    "Two requests were withdrawn",
)
DECISIONS = (
    "We put the second team on the first key result",
    "We stop the pilot that nobody uses",
    "We go on as planned",
)
ESCALATION = "Two divisions want the same people in the same week"
ANSWER = "The one that is further behind gets them"

CONFLICTS = (
    "Two divisions want the same customers to do opposite things",
    "This counts on a price that another division means to raise",
)
SUMMARY = "Most of it is clear; the gaps need an owner before the cycle begins"
RESOLVED = {
    "settled": "The plan was changed",
    "accepted": "We know it and go on",
    "dismissed": "It is as it should be",
}
