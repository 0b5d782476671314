"""The first quarter of the demo: everything at once, and hardly anything of it measured."""

from __future__ import annotations

from api.demo.parts import (
    Aim,
    Answer,
    Course,
    Ending,
    Goal,
    Learned,
    Link,
    LookBack,
    Need,
    Quarter,
    Scoring,
    Settled,
    Share,
    Turn,
)
from domain.measuring.metric import Decrease, Increase, Milestone

GOALS = (
    Goal(
        "serious", "Planwise", "Mid-sized companies take us seriously",
        (
            Aim("retention", "Net revenue retention rises from 100 % to 105 %",
                Increase(100, 105, unit="%"), "Amara Lindqvist"),
            Aim("active", "200 teams plan their quarter with us",
                Increase(60, 200, unit="teams")),
            Aim("nps", "Customers recommend us: NPS from 30 to 40",
                Increase(30, 40, unit="points")),
        ),
        outcomes=("middle", "stay"),
    ),
    Goal(
        "costs", "Planwise", "We know what our growth costs",
        (Aim("margin", "Gross margin rises from 69 % to 72 %", Increase(69, 72, unit="%")),),
        outcomes=("pay",),
    ),
    Goal("copy", "Sales", "Mid-sized companies take us seriously",
         (Aim("demos", "Give 60 demonstrations", Increase(0, 60, unit="demonstrations")),)),
    Goal("site", "Marketing", "The new website impresses everybody",
         (Aim("launch", "Launch the new website", Milestone()),
          Aim("visits", "20,000 visits a month, up from 11,000",
              Increase(11_000, 20_000, unit="visits"), "Priya Moreau"))),
    Goal(
        "renewal", "Customer Success", "Nobody leaves us without a reason we know",
        (Aim("churn", "Yearly churn of mid-sized customers falls from 12 % to 8 %",
             Decrease(12, 8, unit="%"), "Mateo Ivanova"),
         Aim("reviews", "Quarterly reviews held with 60 customers",
             Increase(0, 60, unit="reviews"))),
        outcomes=("stay",),
    ),
    Goal("first-plan", "Onboarding", "New customers find their way",
         (Aim("planned", "Teams with a published plan after a week rise from 15 % to 40 %",
              Increase(15, 40, unit="%")),)),
    Goal("partners", "Partnerships", "Consultants know us",
         (Aim("consultants", "40 consultancies recommend us",
              Increase(0, 40, unit="partners")),), outcomes=("middle", "home")),
    Goal("look", "Brand", "A fresh look for everything",
         (Aim("guidelines", "Refresh the brand guidelines", Milestone()),)),
    Goal("lunches", "People", "People like to work here",
         (Aim("lunch", "A team lunch each month", Increase(0, 3, unit="lunches")),)),
    Goal("dependable", "Engineering", "The product just works",
         (Aim("response", "An urgent incident is answered within 45 minutes instead of 90",
              Decrease(90, 45, unit="min")),
          Aim("bugs", "Customers report at most 60 bugs a month, down from 100",
              Decrease(100, 60, unit="bugs"))),
         outcomes=("stay",)),
    Goal("debt", "Engineering", "The old scheduler is gone",
         (Aim("scheduler", "Nothing runs on the old scheduler", Milestone()),)),
    Goal("speed", "Engineering", "Plans open at once",
         (Aim("opening", "A plan opens within one second instead of four",
              Decrease(4, 1, unit="s")),)),
    Goal("mobile", "Engineering", "Plans on the telephone",
         (Aim("app", "Publish the app", Milestone()),)),
    Goal("cloud", "Engineering", "A cheaper home for our servers",
         (Aim("bill", "Servers cost a fifth less a month", Decrease(100, 80, unit="%")),)),
    Goal("handbook", "Engineering", "Everything is written down",
         (Aim("pages", "Write the handbook", Milestone()),)),
    Goal("tests", "Engineering", "Tests for the whole product",
         (Aim("covered", "Tests run through 90 % of the code, up from 55 %",
              Increase(55, 90, unit="%")),)),
    Goal("days", "Engineering", "Two days to try something out",
         (Aim("held", "Hold the two days", Milestone()),)),
)  # fmt: skip

LINKS = (
    Link("copy", "active", "Who takes us seriously buys", "medium", "maybe"),
    Link("site", "active", "Who is impressed tries it", "medium", "maybe"),
    Link("renewal", "retention", "Calls before the renewal keep accounts", "strong", "yes"),
    Link("first-plan", "active", "Who finds the way stays", "medium", "yes"),
    Link("partners", "active", "Consultants bring clients", "weak", "maybe"),
    Link("look", "nps", "Everybody likes a fresh look", "strong", "no"),
    Link("dependable", "nps", "Outages are the first complaint", "strong", "yes"),
    Link("speed", "nps", "Waiting is the second complaint", "medium", "yes"),
)  # fmt: skip

NEEDS = (
    Need("tracking", "visits", "Engineering", "a count of who comes from which article", 4,
         (Turn(0, "accept", "A week's work, after the scheduler.", 4),
          Turn(4, "slip", "The scheduler takes longer.", 7),
          Turn(7, "slip", "Two of us were ill.", 10),
          Turn(11, "deliver", "It counts from today on."))),
    Need("export", "churn", "Engineering", "a list of accounts that nobody opens any more", 6),
)  # fmt: skip

SHARES = (
    Share("dependable", "Data engineers", 6),
    Share("site", "Data engineers", 5, 2, 10, "Count who comes from where"),
    Share("renewal", "Data engineers", 3, 3, 8, "Accounts that went quiet"),
    Share("look", "Design desk", 40, 1, 12),
    Share("site", "Design desk", 35, 1, 6),
)

OFTEN = (2, 4, 5, 7, 8, 10, 11)
"""Weeks in which nobody thought of it."""

COURSES = (
    Course("retention", (100, 100, 100.2, 100.4, 100.5, 100.6, 100.7, 100.8, 100.9, 100.9, 101,
                         101, 101), (4, 3, 2), skipped=(3, 6, 7, 10)),
    Course("active", (62, 66, 70, 74, 80, 84, 90, 95, 101, 106, 111, 116, 120), (4, 3, 3, 2),
           ("", "The website brings visitors, not teams."), skipped=(5, 7)),
    Course("nps", (30, 30, 31, 31, 31, 32, 32, 32, 33, 33, 33, 33, 33), (3,), skipped=OFTEN),
    Course("demos", (3, 8, 12, 17, 21, 26, 30, 33, 37, 41, 44, 48, 52), (5, 5, 4),
           ("", "Many demonstrations, few trials."), skipped=(7,)),
    Course("launch", (20, 40, 60, 70, 80, 85, 90, 90, 90, 95, 100, 100, 100), (5,),
           ("Almost there.", "It is live."), skipped=(4, 6, 7)),
    Course("visits", (11_000, 11_000, 11_100, 11_100, 11_200, 11_200, 11_300, 11_200, 11_400,
                      11_600, 12_400, 13_100, 13_800), (4, 4, 3, 2),
           ("", "We cannot see who comes from where."), skipped=(3, 7, 9)),
    Course("churn", (12, 12, 11.9, 11.8, 11.6, 11.5, 11.4, 11.3, 11.2, 11.2, 11.1, 11, 11), (3,),
           ("The first calls surprise us: most had never been called.",), late_week=5,
           skipped=(7, 9)),
    Course("reviews", (0, 1, 2, 3, 5, 6, 6, 8, 9, 10, 11, 12, 14), (3, 2), skipped=(4, 7, 8, 10)),
    Course("planned", (15, 15, 16, 16, 17, 17, 18, 18, 18, 19, 19, 20, 20), (3, 2), skipped=OFTEN),
    Course("consultants", (0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1), (5, 4, 3, 1), skipped=OFTEN),
    Course("guidelines", (10, 20, 30, 40, 50, 55, 60, 70, 80, 85, 90, 95, 100), (5,),
           ("On schedule.",)),
    Course("lunch", (0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3), (5,), skipped=(2, 3, 6, 7)),
    Course("response", (88, 85, 84, 80, 78, 75, 74, 72, 70, 68, 65, 62, 60), (4,),
           skipped=(5, 7, 11)),
    Course("bugs", (100, 99, 97, 96, 94, 93, 91, 90, 88, 86, 84, 82, 80), (4, 3), skipped=(6, 7)),
    Course("scheduler", (5, 10, 20, 25, 30, 35, 35, 40, 45, 50, 55, 60, 65), (4, 3, 2),
           skipped=OFTEN),
)  # fmt: skip

ENDING = Ending(
    scorings=(
        Scoring("serious", "A third of the way. Five teams pushed at the same number."),
        Scoring("costs", "Nobody reported, so nobody knew.", {"margin": 0.1}),
        Scoring("copy", "We did what we had written down, and it moved nothing."),
        Scoring("site", "The website is there. The visitors are not."),
        Scoring("renewal", "Calling helps. We hear too late whom to call."),
        Scoring("look", "All done, and no customer has mentioned it.", {"guidelines": 1.0}),
        Scoring("speed", "Never begun.", {"opening": 0.0}),
    ),
    look_backs=(
        LookBack(
            ("Customers answered when we called.", "Everybody wrote objectives down."),
            ("Eight objectives in Engineering before the review, three after it.",
             "We reported when we thought of it.", "One promise was moved twice."),
            (Learned("Three to five objectives for a team, and no more.", "change",
                     "Nobody had to choose.", "dependable"),
             Learned("A key result says what will be different, not what we will do.", "change",
                     "Launching was easier to promise than its effect.", "site"),
             Learned("If the link test says no, say so and do not link.", "abandon",
                     "It looked better with a line to the top.", "look"),
             Learned("Ask other teams before the quarter begins.", "change",
                     "Requests came when the weeks were full.", "renewal")),
        ),
        LookBack(("The list of accounts to call.",), ("Reviews that nobody had time for.",),
                 (Learned("Call before the renewal, not after it.", "keep", goal="renewal"),),
                 "Customer Success"),
    ),
    carried=("renewal", "dependable"),
    dropped={
        "serious": "Too large for a quarter: set anew, and smaller.",
        "copy": "It repeated the company's words. Sales writes its own.",
        "look": "Well done, and for another purpose than the one it was linked to.",
        "partners": "Forty were a wish. We begin again with those whom we know.",
        "first-plan": "Which way? Set anew, with the day by which there is a plan.",
        "debt": "It goes on as ordinary work, without an objective.",
        "speed": "Nobody had the time, and customers ask for other things first.",
    },
)  # fmt: skip

_TOO_MANY = "Eight objectives are none: three stay."

FIRST = Quarter(
    "first", GOALS, LINKS, COURSES, needs=NEEDS, shares=SHARES, ending=ENDING,
    withdrawn={
        "mobile": _TOO_MANY, "cloud": _TOO_MANY, "handbook": _TOO_MANY, "tests": _TOO_MANY,
        "days": "Lovely, and no objective: we simply hold them.",
    },
    raised=(
        ("conflict", "Sales repeats the company's objective word for word.", "copy"),
        ("other", "Launching a website is something to do, not something to reach.", "site"),
    ),
    settled=(
        Settled("crowded", "settled", "Five of the eight are withdrawn."),
        Settled("overload", "accepted", "Everybody wants to help with the teams."),
        Settled("orphan", "accepted", "Let us see how it goes."),
        Settled("dependency", "accepted", "We will ask when we get there."),
    ),
    answers=(
        Answer("visits", 9, "snooze", "The new pages are up in three weeks.", weeks=3),
        Answer("churn", 10, "useful", "Else we had seen it in the bills."),
        Answer("active", 13, "not_useful", "Nothing can be done about it by now."),
    ),
    review="Our first. Most of what was found stays as it is.",
)  # fmt: skip
