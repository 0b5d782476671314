"""Who could see an objective and what they could do with it, for people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from domain.access.holders import OF_OBJECTIVES, Holder
from domain.access.rights import ROLES, Act
from domain.objectives.state import Stage

MEANING: dict[Act, str] = {
    "approve": "approve a change",
    "decide": "challenge, accept, commit, publish, withdraw",
    "revise": "ask for a change",
    "propose": "propose",
    "plan": "draft and edit",
    "link": "link it upward",
    "report": "check in",
    "forecast": "forecast where a key result will end",
    "score": "score",
    "ask": "ask other units for something",
    "claim": "claim resources",
    "acknowledge": "acknowledge a check-in",
    "handle": "answer an alert",
    "comment": "comment",
}


class Access(msgspec.Struct, frozen=True):
    """`hidden` says that it was a draft, for its unit and for reviewers; else all could read it."""

    objective_id: str
    title: str
    owner: str
    stage: Stage
    hidden: bool
    position: int
    day: date
    people: list[Holder]


def shown(body: bytes) -> Iterable[RenderableType]:
    found = msgspec.json.decode(body, type=Access)
    yield Text.assemble((found.title, "bold"), f"  {found.owner}, {found.stage}")
    yield Text(f"{found.day}, position {found.position}", "dim")
    yield Text(_readers(found))
    table = Table("could", "who", box=None, header_style="dim")
    by_people: dict[str, list[str]] = {}
    for act in OF_OBJECTIVES:
        able = [one for one in found.people if act in one.may]
        by_people.setdefault(_named(able) or "nobody in the organization", []).append(MEANING[act])
    for who, acts in by_people.items():
        table.add_row(Text("; ".join(acts)), Text(who))
    yield table
    yield Text("Services and operators act beside them; each event keeps the role they had.", "dim")


def _readers(found: Access) -> str:
    if not found.hidden:
        return f"Everybody in the workspace could read it, all {len(found.people)} of them."
    readers = [one for one in found.people if one.sees]
    return f"It was a draft. {len(readers)} of {len(found.people)} people could read it:" + (
        f" {_named(readers)}." if readers else " none."
    )


def _named(people: list[Holder]) -> str:
    return ", ".join(
        f"{one.name} ({ROLES[one.role].split(' ', 1)[1]}, {one.unit}{_in_place(one)})"
        for one in people
    )


def _in_place(one: Holder) -> str:
    return f", standing in for {' and '.join(one.stands_in_for)}" if one.stands_in_for else ""
