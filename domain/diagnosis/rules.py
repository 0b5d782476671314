"""The rules of diagnosis, and every number that they go by, in one place.

The numbers were measured on statements that people labelled; docs/diagnosis.md has how well each
rule does. Raise VERSION when a rule comes, goes or decides otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from domain.messages import Value

VERSION: Final = 4

Rule = Literal[
    "not_measurable",
    "kpi_in_disguise",
    "objective_with_metric",
    "compound",
    "too_long",
    "bare_wish",
    "no_baseline",
    "no_unit",
    "no_owner",
    "no_due_date",
    "no_key_results",
    "one_key_result",
    "many_key_results",
    "many_objectives",
    "crowded",
    "copy_of_parent",
    "duplicate",
    "vanity_link",
    "orphan",
    "unquantified",
    "many_outcomes",
]
Severity = Literal["info", "warn"]
"""Neither stops anybody: `warn` deserves an answer, `info` a look."""

SEVERITIES: Final[tuple[Severity, ...]] = ("warn", "info")
"""What weighs most first."""

LONGEST: Final = 18
"""More words than this in a title, and nobody can say it from memory."""

BARE: Final = 6
"""'Improve ...' in this many words or fewer says nothing of what would be better."""

JOINTS: Final = 8
"""So many commas and ands of a title are looked behind for a second aim: a list has more."""

KEY_RESULTS: Final = 5
"""Three to five key results are what an objective can be measured by."""

OBJECTIVES: Final = 5
"""Three to five objectives are realistic for a unit in a cycle."""

ALIKE: Final = 0.80
"""Two titles whose words, in any order, agree to this share say the same."""

AKIN: Final = 0.54
"""Enough agreement of words between two key results that have the same figures."""

COMMON: Final = 20
"""What more key results of a cycle than this have in common tells nothing about two of them."""

MECHANISM: Final = 3
"""With fewer words than this nobody has said how a link works."""


class Guide(Value, frozen=True):
    """How much a rule matters, and which way to rewrite what it finds."""

    severity: Severity
    direction: str


RULES: Final[Mapping[Rule, Guide]] = {
    "not_measurable": Guide(
        "warn", "Say what will be different once it is done, from which number to which."
    ),
    "kpi_in_disguise": Guide(
        "info",
        "Watch it as a health metric; as a key result, say by how much it is to change.",
    ),
    "objective_with_metric": Guide(
        "warn", "Say in words what you want to be true, and move the number to a key result."
    ),
    "compound": Guide("info", "Split it, so that each part can succeed or fail by itself."),
    "too_long": Guide("info", f"Say it in {LONGEST} words or fewer; the rest is description."),
    "bare_wish": Guide("warn", "Say what will be better, for whom, and how they will notice."),
    "no_baseline": Guide(
        "info", "Measure it as an increase or decrease, with where it stands today."
    ),
    "no_unit": Guide("info", "Name the unit: of what, or in what, it is counted."),
    "no_owner": Guide("info", "Name one person who answers for it."),
    "no_due_date": Guide("info", "Say by when; until then it owes nothing, and nobody can tell."),
    "no_key_results": Guide("warn", "Add three to five key results."),
    "one_key_result": Guide(
        "warn", "Add what else would have to be true, or ask whether this is a task."
    ),
    "many_key_results": Guide("info", "Keep the three to five that would convince you."),
    "many_objectives": Guide("info", "Choose three to five; put the rest off."),
    "crowded": Guide("warn", "Choose three to five; put the rest off."),
    "copy_of_parent": Guide(
        "warn", "Say what this team will change so that the number above moves."
    ),
    "duplicate": Guide("info", "Agree on who owns it; the others support it or drop it."),
    "vanity_link": Guide(
        "info", "Say in a sentence which lever moves the number above, or remove the link."
    ),
    "orphan": Guide("info", "Link it to the key result it serves, or ask why it is worth doing."),
    "unquantified": Guide(
        "info", "Name a number by which the year will be judged, if there is one."
    ),
    "many_outcomes": Guide("info", "Keep the three to five that the year is for."),
}
