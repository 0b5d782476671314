"""The alignment view in a terminal: company key results, their health, and who works on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from api.cli.shown.dependencies.dependencies import STYLES
from api.cli.shown.words import age, bar, confidence, heading, rolled_up, short, status
from domain.health.on_track import TROUBLE
from domain.wording import counted
from projections.views.alignment.alignment import (
    AlignmentOfCycle,
    AlignmentOfKeyResult,
    CompanyKeyResult,
)
from projections.views.dependencies.awaited_deliveries import Awaited
from projections.views.shared.linked import Linked

REASONS = 3
"""How many reasons for its health a key result is shown with among the others."""

NEEDING = 6
"""How many of those that need somebody are listed first."""

AWAITED = 3
"""How much of what each key result waits for is shown where there are many key results."""


TEST = {
    "yes": "",
    "maybe": "; its owner is not sure that it will contribute",
    "no": "; not counted, since its owner says that it will not contribute",
}
"""What an answer to the link test means."""


def shown(body: bytes) -> Iterable[RenderableType]:
    if "key_result" in msgspec.json.decode(body):
        yield from _of_key_result(msgspec.json.decode(body, type=AlignmentOfKeyResult))
        return
    view = msgspec.json.decode(body, type=AlignmentOfCycle)
    yield heading(view.cycle)
    yield Text(view.answer.text, "bold")
    for objective in view.objectives:
        yield Text()
        tree = Tree(
            Text.assemble(
                (objective.title, "bold"),
                f"  {rolled_up(objective.progress, objective.coverage)}",
                "  confidence ",
                confidence(objective.confidence),
                (age(objective.confidence_as_of, view.cycle.as_of), "dim"),
                (f"  {objective.owner.name}", "dim"),
            )
        )
        for key_result in objective.key_results:
            _branch(tree, key_result, view.cycle.as_of, every=False)
        for one in objective.linked:
            tree.add(Text.assemble(("whole objective ← ", "dim"), _line(one, view.cycle.as_of)))
        for waits in _waits(objective.waits_for, objective.waits_for_total):
            tree.add(waits)
        yield tree
    yield from _step_in(view)


def _of_key_result(view: AlignmentOfKeyResult) -> Iterable[RenderableType]:
    yield heading(view.cycle)
    tree = Tree(Text(view.objective_title, "bold"))
    _branch(tree, view.key_result, view.cycle.as_of, every=True)
    yield tree


def _branch(tree: Tree, one: CompanyKeyResult, as_of: date, *, every: bool) -> None:
    branch = tree.add(
        Text.assemble(
            status(one.health.status),
            "  ",
            one.title,
            "\n",
            (f"{bar(one.progress)} ", "cyan"),
            one.stands,
            "  confidence ",
            confidence(one.confidence, one.trend),
            (age(one.confidence_as_of, as_of), "dim"),
            (f"  {_linked(one)}  {short(one.key_result_id)}", "dim"),
        )
    )
    telling = [
        reason
        for reason in one.health.reasons
        if reason.status in TROUBLE or not one.health.in_trouble
    ]
    for reason in telling if every else telling[:REASONS]:
        branch.add(Text(reason.text, "italic dim"))
    for linked in one.linked if every else one.linked[:5]:
        branch.add(Text.assemble(("← ", "dim"), _line(linked, as_of)))
    hidden = one.linked_total - (len(one.linked) if every else min(len(one.linked), 5))
    if hidden > 0:
        branch.add(Text(f"... and {hidden} more", "dim"))
    for waits in _waits(one.waits_for if every else one.waits_for[:AWAITED], one.waits_for_total):
        branch.add(waits)


def _waits(found: Sequence[Awaited], total: int) -> Iterable[Text]:
    """One short line for each thing that is waited for."""
    for one in found:
        yield Text(f"⧗ {one.text}", STYLES[one.urgency])
    if total > len(found):
        yield Text(f"⧗ ... and {total - len(found)} more", "dim")


def _linked(one: CompanyKeyResult) -> str:
    if _alone(one) or not one.linked_total:
        return "nobody works toward it"
    return counted(one.linked_total, "objective")


def _line(one: Linked, as_of: date) -> Text:
    how = f"{one.strength} link" if one.strength else "support"
    return Text.assemble(
        (one.owner.name, "bold"),
        f"  {one.title}  {rolled_up(one.progress, one.coverage)}  confidence ",
        confidence(one.confidence, one.trend),
        (age(one.confidence_as_of, as_of), "dim"),
        (f"  {how}", "dim"),
        (TEST[one.link_test] if one.link_test else "", "yellow"),
        (_misses(one.drifting), "red"),
        (f"  {short(one.objective_id)}", "dim"),
    )


def _misses(drifting: int) -> str:
    return f"  {counted(drifting, 'drift alert')} raised" if drifting else ""


def _alone(one: CompanyKeyResult) -> bool:
    """Whether its health says that nobody works toward it; what was scored wants nobody more."""
    return any(reason.code == "nobody" for reason in one.health.reasons)


def _step_in(view: AlignmentOfCycle) -> Iterable[RenderableType]:
    found = {one.key_result_id: one for goal in view.objectives for one in goal.key_results}
    worst = [found[key] for key in view.answer.step_in_at if key in found]
    if not worst:
        return
    yield Text()
    yield Text("Where to step in:", "bold yellow")
    table = Table.grid(padding=(0, 2))
    for one in worst[:NEEDING]:
        reason = one.health.reasons[0].text
        table.add_row(
            Text(short(one.key_result_id), "dim"),
            status(one.health.status),
            Text.assemble(one.title, (f"\n{reason}", "italic dim")),
        )
    yield Padding(table, (0, 0, 0, 2))
    if len(worst) > NEEDING:
        yield Text(f"  ... and {len(worst) - NEEDING} more", "dim")
    alone = [one for one in worst if any(why.code == "nobody" for why in one.health.reasons)]
    if alone:
        yield Text()
        yield Text("Nobody works toward these, and somebody is needed:", "bold yellow")
        for one in alone:
            yield Text.assemble((f"  {short(one.key_result_id)}  ", "dim"), one.title)
