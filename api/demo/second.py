"""The second quarter of the demo: fewer objectives, talked about first, and a new organization."""

from __future__ import annotations

from api.demo.parts import (
    Afterwards,
    Aim,
    Course,
    Ending,
    Goal,
    Learned,
    Link,
    LookBack,
    Meeting,
    Minute,
    Need,
    Quarter,
    Revised,
    Scoring,
    Settled,
    Share,
    Talk,
    Turn,
)
from domain.measuring.metric import Decrease, Increase, Milestone

GOALS = (
    Goal(
        "stay", "Planwise", "Teams that begin with us stay with us",
        (
            Aim("retention", "Net revenue retention rises from 101 % to 105 %",
                Increase(101, 105, unit="%"), "Amara Lindqvist"),
            Aim("active", "250 teams plan their quarter with us",
                Increase(120, 250, unit="teams")),
            Aim("nps", "Customers recommend us: NPS from 33 to 39",
                Increase(33, 39, unit="points")),
        ),
        "Fewer firsts, more seconds: a team that plans a second quarter stays for years.",
        ("middle", "stay"),
    ),
    Goal(
        "costs", "Planwise", "We know what our growth costs",
        (Aim("margin", "Gross margin rises from 70 % to 71 %", Increase(70, 71, unit="%")),),
        outcomes=("pay",),
    ),
    Goal("dependable", "Engineering", "Teams can rely on us in working hours",
         (Aim("response", "An urgent incident is answered within 40 minutes instead of 60",
              Decrease(60, 40, unit="min"), "Jonas Okafor"),
          Aim("bugs", "Customers report at most 60 bugs a month, down from 80",
              Decrease(80, 60, unit="bugs"))),
         outcomes=("stay",)),
    Goal("renewal", "Customer Success", "Nobody leaves us without a reason we know",
         (Aim("churn", "Yearly churn of mid-sized customers falls from 11 % to 9 %",
              Decrease(11, 9, unit="%"), "Mateo Ivanova"),
          Aim("reviews", "Quarterly reviews held with 40 customers",
              Increase(0, 40, unit="reviews"))),
         outcomes=("stay",)),
    Goal("first-plan", "Onboarding", "A new team has a plan after its first week",
         (Aim("planned", "Teams with a published plan after a week rise from 20 % to 35 %",
              Increase(20, 35, unit="%"), "Hana Castillo"),),
         outcomes=("middle",)),
    Goal("found", "Marketing", "Leads of mid-sized teams begin to find us",
         (Aim("search", "Visits from searches rise from 8,000 to 12,000",
              Increase(8_000, 12_000, unit="visits"), "Priya Moreau"),
          Aim("signups", "Articles bring 50 signups a month, up from 20",
              Increase(20, 50, unit="signups"))),
         outcomes=("middle",)),
    Goal("pipeline", "Sales", "Trials that were meant",
         (Aim("trials", "55 qualified trials a month, up from 30",
              Increase(30, 55, unit="trials"), "Noor Haddad"),),
         outcomes=("middle",)),
    Goal("partners", "Partnerships", "The first consultants recommend us",
         (Aim("consultants", "10 consultancies recommend us", Increase(1, 10, unit="partners"),
              "Tomas Reyes"),),
         outcomes=("middle",)),
    Goal("colours", "Brand", "One logo, one set of colours",
         (Aim("replaced", "Old logos that are still in use fall from 140 to 20",
              Decrease(140, 20, unit="logos")),)),
    Goal("welcome", "People", "New colleagues know whom to ask",
         (Aim("settled", "Six of ten say so after four weeks",
              Increase(0.4, 0.6, unit="share")),)),
    Goal("lunches", "People", "People like to work here",
         (Aim("lunch", "A breakfast each month", Milestone()),)),
)  # fmt: skip

LINKS = (
    Link("dependable", "nps", "Outages in working hours are the first complaint", "strong", "yes"),
    Link("renewal", "retention", "A call before the renewal keeps the account", "strong", "yes"),
    Link("first-plan", "active", "A team with a plan comes back", "strong", "yes"),
    Link("found", "active", "Who searches for planning has a team to plan for", "medium", "yes"),
    Link("pipeline", "active", "A trial that was meant becomes a team", "strong", "yes"),
    Link("partners", "retention", "Clients of consultants stay longer", "weak", "maybe"),
    Link("colours", "nps"),
)

TALKS = (
    Talk("found", "Priya Moreau", "propose", 8),
    Talk("found", "Amara Lindqvist", "challenge", 6,
         "Visits are no teams. Which number shows that the right ones come?"),
    Talk("found", "Priya Moreau", "refine", 5,
         "Signups that come from an article; visits alone would not convince us either."),
    Talk("found", "Amara Lindqvist", "accept", 4, "Now it says what will be different."),
    Talk("pipeline", "Noor Haddad", "propose", 8),
    Talk("pipeline", "Lena Fischer", "accept", 6),
    Talk("partners", "Tomas Reyes", "propose", 7),
    Talk("partners", "Amara Lindqvist", "challenge", 5, "Forty, and one came. Ten?"),
    Talk("partners", "Tomas Reyes", "refine", 4, "Ten whom I have met, with names."),
    Talk("partners", "Amara Lindqvist", "accept", 3),
)  # fmt: skip

NEEDS = (
    Need("export", "churn", "Engineering", "a list of accounts that nobody opens any more", 5,
         (Turn(0, "accept", "If we know which bugs to leave for it.", 5, "dependable"),
          Turn(5, "deliver", "Each Monday, by mail."))),
    Need("ranking", "bugs", "Customer Success", "the bugs that customers mind most, in order", 3,
         (Turn(0, "accept", "As soon as we see who went quiet.", 3, "renewal"),
          Turn(1, "withdraw", "We take the bugs as they come; the order can follow."))),
    Need("guide", "planned", "Marketing", "a guide to the first plan", 6,
         (Turn(0, "accept", "Gladly.", 6, "found"),
          Turn(6, "deliver", "Eight pages, and a poster."))),
)  # fmt: skip

SHARES = (
    Share("dependable", "Data engineers", 5),
    Share("renewal", "Data engineers", 4, 2, 6, "Accounts that went quiet"),
    Share("colours", "Design desk", 25),
    Share("first-plan", "Design desk", 20, 3, 8, "The guide to the first plan"),
)

MEETINGS = (
    Meeting("business_review", 5, 1, ("Planwise",), "Amara Lindqvist",
            (Minute("decision", "Partnerships joins Sales, Onboarding joins Customers.",
                  about="course"),
             Minute("decision", "Two days a week of a data engineer go to the list of accounts.",
                  "renewal", "resources"),
             Minute("escalation", "Who speaks for the margin?", "costs", to="Amara Lindqvist",
                  answered="I do, until we have somebody for finance.")),
            "We said what stops, too."),
    Meeting("sync", 6, 2, ("Engineering", "Customer Success", "Onboarding"), "Jonas Okafor",
            (Minute("note", "The list of accounts came in its week."),
             Minute("decision", "Bugs of new teams go first.", "dependable", "course"))),
    Meeting("business_review", 9, 1, ("Planwise",), "Amara Lindqvist",
            (Minute("decision", "The target for active teams falls to 200: the partners' teams"
                  " will come later.", "stay", "course"),
             Minute("decision", "No second home market this year before retention is at 105 %.",
                  about="general"))),
    Meeting("scoring", 13, 5, ("Planwise",), "Amara Lindqvist",
            (Minute("note", "An hour for the scores, three for why."),)),
)  # fmt: skip

COURSES = (
    Course("retention", (101, 101.2, 101.5, 101.8, 102, 102.3, 102.6, 102.8, 103.1, 103.3, 103.6,
                         103.8, 104), (4,), ("Two of three renewals were called in time.",),
           expects=104.5),
    Course("active", (124, 128, 133, 138, 142, 146, 151, 155, 160, 164, 170, 175, 180), (4, 3, 4),
           ("", "The partners' teams will not come in time.", "On course for the new target."),
           expects=185),
    Course("nps", (33, 33, 34, 34, 35, 35, 36, 36, 36, 37, 37, 38, 38), (4,)),
    Course("margin", (70, 70.1, 70.2, 70.3, 70.4, 70.5, 70.5, 70.6, 70.7, 70.8, 70.8, 70.9, 71),
           (3, 4), skipped=(2, 3)),
    Course("response", (58, 57, 55, 53, 52, 50, 48, 47, 45, 44, 42, 41, 40), (4,)),
    Course("bugs", (80, 79, 78, 77, 75, 74, 72, 71, 70, 68, 67, 65, 64), (4, 3), late_week=6),
    Course("churn", (11, 11, 10.8, 10.6, 10.4, 10.1, 9.9, 9.7, 9.5, 9.4, 9.2, 9.1, 9), (3, 4),
           ("", "We call those who went quiet, and many answer.")),
    Course("reviews", (1, 4, 7, 9, 12, 14, 17, 19, 21, 23, 25, 27, 29), (3,), skipped=(8,)),
    Course("planned", (20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 30, 31), (4,),
           ("The guide is read.",)),
    Course("search", (8_200, 8_500, 8_900, 9_200, 9_600, 9_900, 10_300, 10_600, 11_000, 11_300,
                      11_600, 11_800, 12_000), (4, 5)),
    Course("signups", (21, 23, 25, 27, 29, 31, 33, 36, 38, 40, 43, 45, 47), (4,)),
    Course("trials", (31, 33, 34, 36, 38, 40, 41, 43, 45, 46, 48, 49, 50), (4,), skipped=(4,)),
    Course("consultants", (1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3), (4, 3, 2),
           ("", "A merger takes its time."), skipped=(6, 7, 8, 13), expects=8),
    Course("replaced", (140, 128, 120, 110, 98, 85, 74, 66, 55, 47, 40, 33, 26), (4,)),
    Course("settled", (0.4, 0.4, 0.42, 0.44, 0.45, 0.47, 0.5, 0.52, 0.53, 0.55, 0.57, 0.58, 0.6),
           (4,), skipped=(2, 9)),
)  # fmt: skip

ENDING = Ending(
    scorings=(
        Scoring("stay", "Slower and steadier. The target was too high, and we said so in time."),
        Scoring("costs", "Reached, and we know why."),
        Scoring("renewal", "The list of accounts made the difference."),
        Scoring("partners", "A quarter between two teams.", {"consultants": 0.2}),
        Scoring("pipeline", "Those who try us now mean it."),
    ),
    look_backs=(
        LookBack(
            ("Objectives were challenged before they were promised.",
             "The circle between Engineering and Customer Success was seen before it hurt.",
             "The target was changed aloud, not in silence."),
            ("Usage data is still a list by mail.", "A merger in mid-quarter costs a quarter."),
            (Learned("Challenge early: it took an hour, and saved a quarter.", "keep",
                     goal="found"),
             Learned("Usage and billing data belong in the first weeks, not in the last.",
                     "change", "We asked for the smallest thing that would do.", "renewal"),
             Learned("Reorganize between two quarters.", "change",
                     "It could not wait, we thought.", "partners")),
        ),
        LookBack(("Two weeks without an urgent incident.",), (),
                 (Learned("Say no to a promise that hangs on another's.", "keep",
                          goal="dependable"),), "Engineering"),
    ),
    carried=("dependable", "renewal", "first-plan"),
    dropped={"partners": "Partnerships has become part of Sales, which sets it anew."},
)  # fmt: skip

SECOND = Quarter(
    "second", GOALS, LINKS, COURSES, TALKS, NEEDS, SHARES, MEETINGS,
    withdrawn={"lunches": "We have breakfast, and need no objective for it."},
    settled=(
        Settled("circle", "settled",
                "Engineering takes the bugs as they come, so nobody waits for anybody."),
        Settled("gap", "accepted", "Amara looks after the margin herself."),
        Settled("orphan", "dismissed", "Said aloud: this serves the house, not a number."),
    ),
    review="One circle, and it is gone. An hour well spent.",
    revised=(
        Revised("active", "200 teams plan their quarter with us", Increase(120, 200, unit="teams"),
                "Partnerships has joined Sales, and the teams of its partners come a quarter"
                " later.", "Lena Fischer", 9, "Amara Lindqvist",
                "Better a target that we believe in."),
    ),
    ending=ENDING,
    afterwards=(
        Afterwards("signups", 6, 45, 4, "Counted again.", "Two articles had been counted twice"),
        Afterwards("consultants", 9, 4, 3, "The fourth had signed on the last day."),
    ),
)  # fmt: skip
