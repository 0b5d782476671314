"""Keeping it true: status, verify, rebuild."""

from __future__ import annotations

import sys
from datetime import date

import click
from msgspec import Struct
from rich.table import Table

from api.cli.exits import FAILED
from api.cli.office import Office, Shop
from api.cli.options import json_option
from api.cli.terminal import emit, progress, say, show
from domain.wording import counted
from events.log import WorkspaceEntry
from projections.documents import Documents
from projections.fold import LAYOUT
from projections.proof import Proof
from projections.proof import verify as proven

which_option = click.option(
    "--workspace", "-w", "workspace_name", metavar="NAME", help="Only this one; else all of them."
)


async def _chosen(shop: Shop, name: str | None) -> list[WorkspaceEntry]:
    return await shop.log.workspaces() if name is None else [await shop.workspace(name)]


class Standing(Struct, frozen=True):
    workspace: str
    workspace_id: str
    position: int
    views_at: int
    behind: int
    as_of: date | None


@click.command()
@json_option
@click.pass_obj
def status(office: Office, as_json: bool) -> None:
    """Tell how far each log is, and how far its views are behind.

    \b
    Example:  sightline status
    """

    async def work(shop: Shop) -> list[Standing]:
        documents = Documents(shop.pool)
        found = []
        for entry in await shop.log.workspaces():
            head = await shop.log.head(entry.workspace)
            at = await documents.checkpoint(entry.workspace)
            reached = at.position if at is not None and at.layout == LAYOUT else 0
            found.append(
                Standing(
                    entry.name, entry.workspace, head.position, reached,
                    head.position - reached, at.as_of if at else None,
                )
            )  # fmt: skip
        return found

    found = office.run(work)
    settings = office.settings
    embedded = f"embedded, under {settings.home}"
    if as_json:
        emit(
            {
                "database": "embedded" if settings.database_url is None else "configured",
                "redis": "embedded" if settings.redis_url is None else "configured",
                "home": settings.home,
                "workspaces": found,
            }
        )
        return
    say(f"PostgreSQL: {'configured' if settings.database_url else embedded}")
    say(f"Redis:      {'configured' if settings.redis_url else embedded}")
    table = Table("workspace", "events", "views behind by", "as of", box=None, header_style="dim")
    for one in found:
        table.add_row(one.workspace, f"{one.position:,}", f"{one.behind:,}", str(one.as_of or "-"))
    show(table if found else "There is no workspace yet.")


@click.command()
@which_option
@json_option
@click.pass_obj
def verify(office: Office, workspace_name: str | None, as_json: bool) -> None:
    """Prove that no event was changed, and that the stored views follow from the events.

    Every event is hashed into its workspace's chain again, and every stored document is compared,
    byte for byte, with one that is folded from the first event on.

    \b
    Example:  sightline verify --workspace acme
    """

    async def work(shop: Shop) -> list[tuple[WorkspaceEntry, int, Proof]]:
        found = []
        for entry in await _chosen(shop, workspace_name):
            head = (await shop.log.head(entry.workspace)).position
            with progress(f"Verifying {entry.name}", head) as step:
                proof = await proven(shop.log, shop.pool, entry.workspace, step)
            found.append((entry, head, proof))
        return found

    found = office.run(work)
    if as_json:
        emit(
            [
                {"workspace": entry.name, "events": head, "holds": proof.holds, "proof": proof}
                for entry, head, proof in found
            ]
        )
    else:
        for entry, head, proof in found:
            _show(entry, head, proof)
        if not found:
            say("There is no workspace yet.")
    if not all(proof.holds for _, _, proof in found):
        sys.exit(FAILED)


def _show(entry: WorkspaceEntry, head: int, proof: Proof) -> None:
    if proof.holds:
        documents = "no views were rendered yet"
        if proof.position:
            documents = (
                f"{counted(proof.documents, 'document')} as folded from {_first(proof.position)}"
            )
        say(f"✓ {entry.name}: {counted(head, 'event')} in an unbroken chain; {documents}.")
        say(f"  Hash at position {proof.head}: {proof.hash}")
        return
    say(f"✗ {entry.name} does not hold:")
    if proof.broken is not None:
        at = proof.broken
        say(f"    The chain of events is broken at position {at.position}: {at.reason}")
    if not proof.layout:
        say("    The documents were written by another version: sightline rebuild")
    for one in proof.differences:
        say(f"    The {one.projection} document {one.key} is {one.problem}.")


class Rebuilt(Struct, frozen=True):
    workspace: str
    position: int


def _first(position: int) -> str:
    return "the first event" if position == 1 else f"the first {position:,} events"


@click.command()
@which_option
@json_option
@click.pass_obj
def rebuild(office: Office, workspace_name: str | None, as_json: bool) -> None:
    """Render all views again from the first event on; readers see all of it or nothing.

    \b
    Example:  sightline rebuild --workspace acme
    """

    async def work(shop: Shop) -> list[Rebuilt]:
        found = []
        for entry in await _chosen(shop, workspace_name):
            head = (await shop.log.head(entry.workspace)).position
            with progress(f"Rebuilding {entry.name}", head) as step:
                reached = await shop.refresher.rebuild(entry.workspace, progress=step)
            found.append(Rebuilt(entry.name, reached))
        return found

    found = office.run(work)
    if as_json:
        emit(found)
        return
    for one in found:
        say(f"Rebuilt the views of '{one.workspace}' from {counted(one.position, 'event')}.")
