"""What is found in something at the moment in which somebody drafts it, by its command alone."""

from __future__ import annotations

from collections.abc import Iterator

from domain.alignment.linking import LinkObjective
from domain.diagnosis.finding import Finding
from domain.diagnosis.key_result import of_key_result
from domain.diagnosis.objective import of_link, of_outcome, of_words
from domain.messages import Command
from domain.objectives.planning import AddKeyResult, DraftObjective, EditKeyResult, EditObjective
from domain.objectives.state import KeyResult
from domain.strategy.outcome import EditOutcome, SetOutcome


def of_command(command: Command) -> Iterator[Finding]:
    """What the words and figures of a command say; what hangs together with more is not asked.

    Who is drafting has not said everything yet: that there are no key results is no finding now.
    """
    match command:
        case DraftObjective() | EditObjective():
            yield from of_words(command.title)
        case AddKeyResult() | EditKeyResult():
            yield from of_key_result(_key_result(command))
        case LinkObjective():
            yield from of_link(command)
        case SetOutcome() | EditOutcome():
            yield from of_outcome(command)
        case _:
            pass


def subject(command: Command) -> str:
    """The id of the objective or the outcome that a command drafts something of; else none."""
    match command:
        case (
            DraftObjective() | EditObjective() | AddKeyResult() | EditKeyResult() | LinkObjective()
        ):
            return command.objective_id
        case SetOutcome() | EditOutcome():
            return command.outcome_id
        case _:
            return ""


def _key_result(command: AddKeyResult | EditKeyResult) -> KeyResult:
    return KeyResult(
        command.key_result_id,
        command.title,
        command.metric,
        command.weight,
        command.owner,
        command.due,
        command.ambition,
        command.midpoint,
    )
