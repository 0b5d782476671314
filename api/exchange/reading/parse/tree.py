"""Whether rows form a tree: each id once, each parent there and of a kind that can be one."""

from __future__ import annotations

from api.exchange.columns import ALIASES, BELOW_SOMETHING, NAMELESS, PARENTS
from api.exchange.reading.row import Row


def check_identifiers(rows: list[Row]) -> None:
    first: dict[str, int] = {}
    for row in rows:
        if not row.id and row.kind in NAMELESS:
            continue
        if not row.id:
            row.wrong("id", "It is empty; every row of this kind has one of its own.")
        elif row.id in first:
            row.wrong("id", f"'{row.id}' already stands on line {first[row.id]}.")
        else:
            first[row.id] = row.line


def check_parents(rows: list[Row]) -> list[Row]:
    """Find what is wrong with parents. Gives the rows that are read as if no note stood between."""
    known = {row.id: row for row in rows if row.id}
    moved = []
    for row in rows:
        if row.kind in BELOW_SOMETHING and not row.parent_id:
            row.wrong("parent_id", f"It is empty; a {row.kind} belongs to something.")
        if not row.parent_id:
            continue
        parent = known.get(row.parent_id)
        if parent is None:
            row.wrong("parent_id", f"There is no row with the id '{row.parent_id}'.")
            continue
        wanted = row["parent_kind"].strip().lower()
        if wanted and ALIASES.get(wanted, wanted) != parent.kind:
            row.wrong("parent_kind", f"Row '{row.parent_id}' is of kind {parent.kind}.")
            continue
        if parent.kind == "note" and row.kind != "note":
            moved.append(row)
            parent = _above_notes(parent, known)
            row.cells = {**row.cells, "parent_id": "" if parent is None else parent.id}
        if parent is None:
            if row.kind in BELOW_SOMETHING:
                row.wrong(
                    "parent_id", f"Only notes stand above it; a {row.kind} belongs elsewhere."
                )
        elif parent.kind not in PARENTS[row.kind]:
            possible = " or ".join(PARENTS[row.kind]) or "nothing"
            row.wrong(
                "parent_id",
                f"Row '{parent.id}' is of kind {parent.kind}; a {row.kind} goes under: {possible}.",
            )
    _check_circles(rows, known)
    return moved


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


def _check_circles(rows: list[Row], known: dict[str, Row]) -> None:
    """Report each circle once, at its first line."""
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
            for member in circle:
                member.in_circle = True
            shown = [member.id for member in (*circle[first:], *circle[: first + 1])]
            circle[first].wrong("parent_id", f"The parents run in a circle: {' → '.join(shown)}.")
        harmless.update(path)
