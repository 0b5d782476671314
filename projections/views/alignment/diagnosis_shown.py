"""What a document of diagnosis shows of findings: each in words, and how many there are by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from domain.alignment import review
from domain.diagnosis.finding import Finding, kind_of
from domain.diagnosis.rules import RULES, SEVERITIES, Rule, Severity
from domain.objectives.state import Objective
from domain.values import CycleId, FindingId, KeyResultId, ObjectiveId, UnitId
from domain.wording import counted
from projections.model.veil import DRAFT
from projections.model.workspace import Workspace
from projections.views.alignment.diagnosing import Diagnosed, answer_to, in_full, in_review
from projections.views.projection import Named, View, named
from projections.views.shared.findings_left_open import Settled, answered

SHOWN = 100
"""How many findings, and how many pairs of duplicates, are listed; the totals count all."""


class FindingShown(View, frozen=True):
    """A finding, what it is about, and which way to rewrite that.

    `words` are those that were matched, or the figures. `objective_id` is None of a unit, a year
    or an outcome, `owner` of a unit and a year. By its `finding_id` it is answered, here or in an
    alignment review, while it is found in the same words (`of` stands for them); `settled` is why
    it was accepted or dismissed.
    """

    finding_id: str
    of: str
    rule: Rule
    severity: Severity
    about: Named
    objective_id: str | None
    owner: Named | None
    link_id: str | None
    words: tuple[str, ...]
    why: str
    direction: str
    settled: Settled | None

    @property
    def in_review(self) -> review.Finding:
        """As an alignment review knows it."""
        whose = "" if self.owner is None else f" of {self.owner.name}"
        return review.Finding(
            FindingId(self.finding_id),
            kind_of(self.rule),
            f"'{self.about.name}'{whose}: {self.why}",
            None if self.objective_id is None else ObjectiveId(self.objective_id),
            KeyResultId(self.about.id) if self.about.kind == "key_result" else None,
            UnitId(self.about.id) if self.about.kind == "unit" else None,
            self.of,
        )


class RuleCount(View, frozen=True):
    """How much a rule has found; some of it was accepted or dismissed."""

    rule: Rule
    severity: Severity
    found: int
    accepted: int
    dismissed: int


Counted = tuple[Rule, Settled | None]
"""What was found by a rule, and what was decided about it."""


def shown(
    workspace: Workspace, finding: Finding, about: Named, cycle_id: CycleId, owner: Named | None
) -> FindingShown:
    """A finding of a unit, a year or an outcome."""
    unit_id = UnitId(about.id) if about.kind == "unit" else None
    whose = "" if owner is None else f" of {owner.name}"
    known_as = review.Finding(
        finding.known_as(about.id),
        kind_of(finding.rule),
        f"'{about.name}'{whose}: {finding.why}",
        unit_id=unit_id,
        of=finding.of(about.name),
    )
    return _shown(finding, about, owner, known_as, answered(workspace, cycle_id, known_as))


def _shown(
    finding: Finding,
    about: Named,
    owner: Named | None,
    known_as: review.Finding,
    settled: Settled | None,
) -> FindingShown:
    return FindingShown(
        finding_id=known_as.finding_id,
        of=known_as.of,
        rule=finding.rule,
        severity=finding.guide.severity,
        about=about,
        objective_id=known_as.objective_id,
        owner=owner,
        link_id=finding.link_id,
        words=finding.words,
        why=finding.why,
        direction=finding.guide.direction,
        settled=settled,
    )


def shown_of(workspace: Workspace, diagnosed: Diagnosed) -> Iterator[FindingShown]:
    objective = diagnosed.objective
    if diagnosed.findings:
        owner = named(workspace, objective.owner, objective.cycle_id)
        for one in diagnosed.findings:
            known_as = in_review(objective, one, "")
            if _is_veiled(objective):
                known_as = replace(known_as, of="")
            settled = _answer(workspace, objective, one)
            yield _shown(one, _about(objective, one), owner, known_as, settled)


def answers(workspace: Workspace, diagnosed: Diagnosed) -> Iterator[Counted]:
    """What was found in an objective, to be counted."""
    for one in diagnosed.findings:
        yield one.rule, _answer(workspace, diagnosed.objective, one)


def _answer(workspace: Workspace, objective: Objective, finding: Finding) -> Settled | None:
    """Of a draft that is veiled only that something was decided, since reasons tell its words."""
    settled = answer_to(workspace, in_full(workspace, objective), finding)
    if settled is not None and _is_veiled(objective):
        return replace(settled, how="")
    return settled


def _is_veiled(objective: Objective) -> bool:
    return objective.is_hidden and objective.title == DRAFT


def _about(objective: Objective, finding: Finding) -> Named:
    key = finding.key_result_id
    if key is None:
        return Named("objective", objective.objective_id, objective.title)
    return Named("key_result", key, objective.key_results[key].title)


def weightiest(findings: Iterable[FindingShown]) -> list[FindingShown]:
    """Those that deserve an answer first, otherwise in their order."""
    return sorted(findings, key=lambda one: one.severity != "warn")


def counts(found: Iterable[Counted]) -> tuple[RuleCount, ...]:
    """How often each rule found something, in the order of the rules."""
    by_rule = Counter((rule, None if of is None else of.resolution) for rule, of in found)
    return tuple(
        RuleCount(rule, guide.severity, total, accepted, dismissed)
        for rule, guide in RULES.items()
        if (
            total := (accepted := by_rule[rule, "accepted"])
            + (dismissed := by_rule[rule, "dismissed"])
            + by_rule[rule, None]
        )
    )


def in_words(counted_rules: Sequence[RuleCount]) -> str:
    """How much there is to answer, how much to look at, and how much was answered."""
    left = sum(one.accepted + one.dismissed for one in counted_rules)
    answer, look = (
        sum(
            one.found - one.accepted - one.dismissed
            for one in counted_rules
            if one.severity == severity
        )
        for severity in SEVERITIES
    )
    said = []
    if answer:
        said.append(counted(answer, "finding deserves an answer", "findings deserve an answer"))
    if look:
        noun = "" if answer else "finding "
        nouns = "" if answer else "findings "
        said.append(counted(look, f"{noun}is worth a look", f"{nouns}are worth a look"))
    if left:
        said.append(f"{left} {'was' if left == 1 else 'were'} accepted or dismissed")
    return f"{', '.join(said)}." if said else "Nothing was found."
