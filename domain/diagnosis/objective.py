"""What is found in an objective, in its key results, and in what it is linked to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.alignment.coverage import CROWDED, OUTCOMES_OF_A_YEAR, is_orphan
from domain.alignment.linking import LinkObjective, ObjectiveLinked
from domain.diagnosis.amounts import amount
from domain.diagnosis.finding import Finding
from domain.diagnosis.key_result import of_key_result, of_title
from domain.diagnosis.likeness import Statement, copies, statement
from domain.diagnosis.rules import KEY_RESULTS, MECHANISM, OBJECTIVES
from domain.diagnosis.wording import bare_wish, figure
from domain.messages import Value
from domain.objectives.state import KeyResult, Objective
from domain.strategy.outcome import EditOutcome, Outcome, SetOutcome
from domain.wording import counted


class Upward(Value, frozen=True):
    """A link, and what it leads to: the key result, where it names one; None where that is gone."""

    link: ObjectiveLinked
    parent: Objective | None
    key_result: KeyResult | None = None


def of_objective(objective: Objective, upward: Sequence[Upward]) -> Iterator[Finding]:
    """All findings, the objective's own first, then those of each key result, then of its links."""
    yield from of_words(objective.title)
    yield from _counts(objective)
    yield from _answered(objective)
    if is_orphan(objective, [one.link for one in upward]):
        yield Finding("orphan", (), "It is linked to nothing, so nobody can see what it is for.")
    for key_result in objective.key_results.values():
        yield from of_key_result(key_result)
    for one in upward:
        yield from _copies(objective, one)
        yield from of_link(one.link)


def of_words(title: str) -> Iterator[Finding]:
    """What the title of an objective says."""
    if (number := figure(title)) is not None:
        yield Finding(
            "objective_with_metric",
            (number,),
            "It holds a number; an objective says what for, and its key results how much.",
        )
    yield from _wishes(title)


def of_outcome(outcome: Outcome | SetOutcome | EditOutcome) -> Iterator[Finding]:
    """What the title of an outcome says, which may have a number."""
    yield from _wishes(outcome.title)
    if outcome.metric is None and amount(outcome.title) is None:
        yield Finding("unquantified", (), "It has no number, so its end will be a matter of taste.")


def of_link(link: ObjectiveLinked | LinkObjective) -> Iterator[Finding]:
    """What a link says of how it works: by words alone, one for show can hardly be told."""
    if link.kind != "contributes":
        return
    if link.strength == "weak":
        why = "By its own account it hardly moves what it is linked to."
        yield Finding("vanity_link", ("weak",), why, link_id=link.link_id)
    elif len(link.mechanism.split()) < MECHANISM:
        why = "It does not say how it would move what it is linked to."
        said = (link.mechanism,) if link.mechanism.strip() else ()
        yield Finding("vanity_link", said, why, link_id=link.link_id)


def of_year(outcomes: int) -> Iterator[Finding]:
    if outcomes > OUTCOMES_OF_A_YEAR:
        many = counted(outcomes, "outcome")
        yield Finding("many_outcomes", (str(outcomes),), f"The year is for {many}.")


def of_unit(objectives: int) -> Iterator[Finding]:
    """What the number of the objectives that a unit owns in a cycle says."""
    many = f"It has {counted(objectives, 'objective')}: what matters most is not chosen."
    if objectives > CROWDED:
        yield Finding("crowded", (str(objectives),), many)
    elif objectives > OBJECTIVES:
        yield Finding("many_objectives", (str(objectives),), many)


def _wishes(title: str) -> Iterator[Finding]:
    if (word := bare_wish(title)) is not None:
        yield Finding("bare_wish", (word,), "It wishes for more without saying what that would be.")
    yield from of_title(title)


def _counts(objective: Objective) -> Iterator[Finding]:
    count = len(objective.key_results)
    if count == 0:
        yield Finding(
            "no_key_results", (), "It has no key results, so nobody can tell how it goes."
        )
    elif count == 1:
        yield Finding("one_key_result", (), "A single key result seldom says all that is meant.")
    elif count > KEY_RESULTS:
        many = f"It has {counted(count, 'key result')}: none of them gets the attention."
        yield Finding("many_key_results", (str(count),), many)


def _answered(objective: Objective) -> Iterator[Finding]:
    if objective.owner.kind != "unit":
        return
    count = len(objective.key_results)
    nobodys = sum(one.owner is None for one in objective.key_results.values())
    if nobodys:
        of_all = "its key result" if count == 1 else f"{nobodys} of its {count} key results"
        yield Finding("no_owner", (), f"The whole unit answers for {of_all}, and no one person.")


def _copies(objective: Objective, above: Upward) -> Iterator[Finding]:
    if above.parent is None:
        return
    name = above.parent.title if above.key_result is None else above.key_result.title
    targets = _stated(above)
    why = f"It repeats what it is linked to, '{name}': the same work would be counted twice."
    if any(copies(statement(objective.title), one) for one in targets):
        yield Finding("copy_of_parent", (objective.title,), why, link_id=above.link.link_id)
    for key_result in objective.key_results.values():
        child = statement(key_result.title, key_result.metric)
        if any(copies(child, one) for one in targets):
            yield Finding(
                "copy_of_parent",
                (key_result.title,),
                why,
                key_result.key_result_id,
                above.link.link_id,
            )


def _stated(above: Upward) -> list[Statement]:
    """What a link leads to: a key result, or an objective, in its own words."""
    if above.key_result is not None:
        return [statement(above.key_result.title, above.key_result.metric)]
    return [] if above.parent is None else [statement(above.parent.title)]
