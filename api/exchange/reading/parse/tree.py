"""Whether rows form a tree: each id once, each parent there and of a kind that can be one."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from api.exchange.columns import ALIASES, BELOW_SOMETHING, NAMELESS, PARENTS
from api.exchange.reading.row import Problems, Row


def check_identifiers(rows: Sequence[Row], problems: Problems) -> None:
    first: dict[str, int] = {}
    for row in rows:
        if not row.id and row.kind in NAMELESS:
            continue
        if not row.id:
            problems.wrong(row, "id", "It is empty; every row of this kind has one of its own.")
        elif row.id in first:
            problems.wrong(row, "id", f"'{row.id}' already stands on line {first[row.id]}.")
        else:
            first[row.id] = row.line


def check_parents(rows: Sequence[Row], problems: Problems) -> tuple[list[Row], list[Row]]:
    """Find what is wrong with parents, and give the rows as they are read.

    Some of them are read as if no note stood between: those are given once more.
    """
    known = {row.id: row for row in rows if row.id}
    read = list(rows)
    moved = []
    for place, row in enumerate(rows):
        if row.kind in BELOW_SOMETHING and not row.parent_id:
            problems.wrong(row, "parent_id", f"It is empty; a {row.kind} belongs to something.")
        if not row.parent_id:
            continue
        parent = known.get(row.parent_id)
        if parent is None:
            problems.wrong(row, "parent_id", f"There is no row with the id '{row.parent_id}'.")
            continue
        wanted = row["parent_kind"].strip().lower()
        if wanted and ALIASES.get(wanted, wanted) != parent.kind:
            problems.wrong(row, "parent_kind", f"Row '{row.parent_id}' is of kind {parent.kind}.")
            continue
        if parent.kind == "note" and row.kind != "note":
            parent = _above_notes(parent, known)
            above = "" if parent is None else parent.id
            read[place] = replace(row, cells={**row.cells, "parent_id": above})
            moved.append(read[place])
        if parent is None:
            if row.kind in BELOW_SOMETHING:
                problems.wrong(
                    row, "parent_id", f"Only notes stand above it; a {row.kind} belongs elsewhere."
                )
        elif parent.kind not in PARENTS[row.kind]:
            possible = " or ".join(PARENTS[row.kind]) or "nothing"
            problems.wrong(
                row,
                "parent_id",
                f"Row '{parent.id}' is of kind {parent.kind}; a {row.kind} goes under: {possible}.",
            )
    circles = _check_circles(read, problems)
    return [replace(one, in_circle=True) if one.line in circles else one for one in read], moved


def _above_notes(note: Row, known: dict[str, Row]) -> Row | None:
    """What a remark stands below, past any others; itself, if those run in a circle."""
    here: Row | None = note
    seen: set[str] = set()
    while here is not None and here.kind == "note":
        if here.id in seen:
            return note
        seen.add(here.id)
        here = known.get(here.parent_id)
    return here


def _check_circles(rows: Sequence[Row], problems: Problems) -> frozenset[int]:
    """Report each circle once, at its first line. Gives the lines of them all."""
    known = {row.id: row for row in rows if row.id}
    found: set[int] = set()
    harmless: set[str] = set()
    for row in rows:
        path: list[str] = []
        here: Row | None = row
        while here is not None and here.id not in harmless and here.id not in path:
            path.append(here.id)
            here = known.get(here.parent_id)
        if here is not None and here.id in path:
            circle = [known[record] for record in path[path.index(here.id) :]]
            first = circle.index(min(circle, key=lambda member: member.line))
            found.update(member.line for member in circle)
            shown = [member.id for member in (*circle[first:], *circle[: first + 1])]
            problems.wrong(
                circle[first], "parent_id", f"The parents run in a circle: {' → '.join(shown)}."
            )
        harmless.update(path)
    return frozenset(found)
