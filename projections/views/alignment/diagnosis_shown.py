"""What a document of diagnosis shows of findings: each in words, and how many there are by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from domain.diagnosis.finding import Finding
from domain.diagnosis.rules import RULES, Rule, Severity
from domain.objectives.state import Objective
from domain.wording import counted
from projections.model.workspace import Workspace
from projections.views.alignment.diagnosing import Diagnosed
from projections.views.projection import Named, View, named

SHOWN = 100
"""How many findings, and how many pairs of duplicates, are listed; the totals count all."""


class FindingShown(View, frozen=True):
    """A finding, what it is about, and which way to rewrite that.

    `words` are those that were matched, or the figures. `objective_id` is None of a unit, a year
    or an outcome, `owner` of a unit and a year.
    """

    rule: Rule
    severity: Severity
    about: Named
    objective_id: str | None
    owner: Named | None
    link_id: str | None
    words: tuple[str, ...]
    why: str
    direction: str


class RuleCount(View, frozen=True):
    rule: Rule
    severity: Severity
    found: int


def shown(
    finding: Finding, about: Named, owner: Named | None = None, objective_id: str | None = None
) -> FindingShown:
    return FindingShown(
        rule=finding.rule,
        severity=finding.guide.severity,
        about=about,
        objective_id=objective_id,
        owner=owner,
        link_id=finding.link_id,
        words=finding.words,
        why=finding.why,
        direction=finding.guide.direction,
    )


def shown_of(workspace: Workspace, diagnosed: Diagnosed) -> Iterator[FindingShown]:
    objective = diagnosed.objective
    if diagnosed.findings:
        owner = named(workspace, objective.owner, objective.cycle_id)
        for one in diagnosed.findings:
            yield shown(one, _about(objective, one), owner, objective.objective_id)


def _about(objective: Objective, finding: Finding) -> Named:
    key = finding.key_result_id
    if key is None:
        return Named("objective", objective.objective_id, objective.title)
    return Named("key_result", key, objective.key_results[key].title)


def weightiest(findings: Iterable[FindingShown]) -> list[FindingShown]:
    """Those that deserve an answer first, otherwise in their order."""
    return sorted(findings, key=lambda one: one.severity != "warn")


def counts(rules: Iterable[Rule]) -> tuple[RuleCount, ...]:
    """How often each rule found something, in the order of the rules."""
    found = Counter(rules)
    return tuple(
        RuleCount(rule, guide.severity, found[rule]) for rule, guide in RULES.items() if found[rule]
    )


def in_words(counted_rules: Sequence[RuleCount]) -> str:
    """How much there is to answer, and how much to look at."""
    answer = sum(one.found for one in counted_rules if one.severity == "warn")
    look = sum(one.found for one in counted_rules if one.severity == "info")
    said = []
    if answer:
        said.append(counted(answer, "finding deserves an answer", "findings deserve an answer"))
    if look:
        noun = "" if answer else "finding "
        nouns = "" if answer else "findings "
        said.append(counted(look, f"{noun}is worth a look", f"{nouns}are worth a look"))
    return f"{', '.join(said)}." if said else "Nothing was found."
