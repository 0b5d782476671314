"""Links of a file, as commands: rows of their own, or an objective's place in the tree."""

from __future__ import annotations

from collections.abc import Sequence

from api.exchange.reading.commands.checks import check_link
from api.exchange.reading.resolve.cycles import UNKNOWN
from api.exchange.reading.resolve.identifiers import identifier
from api.exchange.reading.resolve.resolving import Resolved
from api.exchange.reading.row import Row
from api.exchange.reading.row_command import Collector, Step
from domain.alignment.linking import LinkObjective
from domain.values import LinkId, LinkKind, LinkTest, RevisionId, Strength

LINK_KINDS: Sequence[LinkKind] = ("contributes", "supports")
STRENGTHS: Sequence[Strength] = ("strong", "medium", "weak")
ANSWERS: Sequence[LinkTest] = ("yes", "maybe", "no")


def link_objectives(resolved: Resolved, into: Collector) -> None:
    for row in resolved.rows:
        if row.kind == "link" or (row.kind == "objective" and row.parent_id):
            into.place(Step.LINKS, row)
            _link(resolved, into, row)


def _link(resolved: Resolved, into: Collector, row: Row) -> None:
    goals, read = resolved.goals, into.read
    child = goals.objectives.get(row["from_id"].strip() if row.kind == "link" else row.id)
    if row.kind == "link" and child is None and not _is_objective(resolved, row["from_id"]):
        read.wrong(row, "from_id", "It has to be the id of an objective: the one that is linked.")
    target = goals.key_results.get(row.parent_id)
    above = target.objective if target else goals.objectives.get(row.parent_id)
    if child is None or above is None:
        return
    upper = target.needs if target else above.needs
    given = read.choice(row, "link_kind", LINK_KINDS)
    strength = read.choice(row, "strength", STRENGTHS)
    answer = read.choice(row, "link_test", ANSWERS)
    how = bool(row["mechanism"].strip() or strength or answer)
    command = LinkObjective(
        cycle_id=child.cycle.cycle_id,
        link_id=_link_id(resolved, row, child.cycle.name),
        objective_id=child.objective_id,
        parent_objective_id=above.objective_id,
        key_result_id=target.key_result_id if target else None,
        kind="contributes" if (given == "contributes" or (how and not given)) else "supports",
        mechanism=row["mechanism"],
        strength=next((one for one in STRENGTHS if one == strength), None),
        link_test=next((one for one in ANSWERS if one == answer), None),
        revision_id=_announced_by(resolved, into, row),
    )
    into.ask(command, row, [row, *child.needs, *upper])
    # Which cycle is meant is not known of a row that names none: then it is the same one.
    unknown = UNKNOWN.cycle_id in (child.cycle.cycle_id, above.cycle.cycle_id)
    check_link(read, row, command, child.cycle if unknown else above.cycle)


def _link_id(resolved: Resolved, row: Row, cycle_name: str) -> LinkId:
    if row.kind == "link":
        return LinkId(resolved.identifiers[row.line])
    workspace_id = resolved.present.workspace_id
    return LinkId(identifier(workspace_id, cycle_name, "link", f"link of {row.id}"))


def _announced_by(resolved: Resolved, into: Collector, row: Row) -> RevisionId | None:
    name = row["revision"].strip()
    revision = resolved.known.get(name)
    if name and (revision is None or revision.kind != "revision"):
        into.read.wrong(row, "revision", f"There is no revision with the id '{name}'.")
        return None
    return None if revision is None else RevisionId(resolved.identifiers[revision.line])


def _is_objective(resolved: Resolved, record: str) -> bool:
    row = resolved.known.get(record.strip())
    return row is not None and row.kind == "objective"
