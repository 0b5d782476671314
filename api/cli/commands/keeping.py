"""Checking and remaking the views: status, verify, rebuild; migrating the database."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator

import click
import msgspec
from rich.table import Table

from api.cli.context import Backend, Environment, pass_environment
from api.cli.exits import FAILED
from api.cli.options import json_option
from api.cli.terminal import emit, progress, remark, say, show
from api.cli.views.freshness import (
    AGAIN,
    NEWER,
    OLDER,
    Standing,
    ahead,
    failed,
    standing_of,
    stopped,
    troubles,
)
from domain.wording import counted
from events.log import WorkspaceEntry
from events.migrate import migrate as migrated
from projections.keeping.proof import Proof
from projections.keeping.proof import verify as proven
from runtime.clock import now
from runtime.embedded import servers

which_option = click.option(
    "--workspace",
    "-w",
    "workspace_name",
    metavar="NAME",
    help="Only this workspace; by default, all.",
)


async def _chosen(backend: Backend, name: str | None) -> list[WorkspaceEntry]:
    return await backend.log.workspaces() if name is None else [await backend.workspace(name)]


@click.command()
@json_option
@pass_environment
def status(environment: Environment, as_json: bool) -> None:
    """Show how long each log is, and how far its views are behind.

    \b
    Example:  sightline status
    """

    async def work(backend: Backend) -> list[Standing]:
        return [
            await standing_of(backend, entry.workspace, entry.name)
            for entry in await backend.log.workspaces()
        ]

    found = environment.run(work)
    settings = environment.settings
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
    for one in found:
        for trouble in troubles(one):
            say(f"✗ {one.workspace}: {trouble}")


@click.command()
@which_option
@json_option
@pass_environment
def verify(environment: Environment, workspace_name: str | None, as_json: bool) -> None:
    """Prove that no event was changed, and that the stored views follow from the events.

    The hash chain of each workspace is computed again over all its events, and every stored
    document is compared, byte for byte, with one computed from the first event on.

    \b
    Example:  sightline verify --workspace acme
    """

    async def work(backend: Backend) -> list[tuple[WorkspaceEntry, int, Proof]]:
        found = []
        for entry in await _chosen(backend, workspace_name):
            head = (await backend.log.head(entry.workspace)).position
            with progress(f"Verifying {entry.name}", head) as step:
                proof = await proven(backend.log, backend.pool, entry.workspace, step, now=now())
            found.append((entry, head, proof))
        return found

    found = environment.run(work)
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
    if not proof.holds:
        say(f"✗ {entry.name} does not hold:")
        for one in _faults(proof):
            say(f"    {one}")
        return
    if not head:
        say(f"✓ {entry.name}: no event yet.")
        return
    events, documents = counted(head, "event"), counted(proof.documents, "document")
    follow = f"exactly as {'they follow' if proof.documents != 1 else 'it follows'} from"
    say(
        f"✓ {entry.name}: {events} in an unbroken chain, and {documents} {follow}"
        f" {'them' if head != 1 else 'it'}."
    )
    say(f"  Hash at position {proof.head}: {proof.hash}")


def _faults(proof: Proof) -> Iterator[str]:
    """Each fault in a sentence."""
    if proof.broken is not None:
        at = proof.broken
        yield f"The chain of events is broken at position {at.position}: {at.reason}"
    if proof.layout == "newer":
        yield NEWER
    if proof.layout == "older":
        yield OLDER
    if proof.stopped is not None:
        yield stopped(proof.stopped, proof.position)
    if proof.behind:
        yield (
            f"The views are {counted(proof.behind, 'event')} behind the log, at position"
            f" {proof.position}.{'' if proof.stopped else f' {AGAIN}'}"
        )
    if proof.ahead:
        yield ahead(proof.as_of)
    yield from map(failed, proof.failed)
    for one in proof.differences:
        yield f"The {one.projection} document {one.key} is {one.problem}."


@click.command()
@which_option
@json_option
@pass_environment
def rebuild(environment: Environment, workspace_name: str | None, as_json: bool) -> None:
    """Make all views again from the first event; readers see the old ones until all are done.

    This includes views made by a newer version that is no longer in use.

    \b
    Example:  sightline rebuild --workspace acme
    """

    async def work(backend: Backend) -> list[Standing]:
        found = []
        for entry in await _chosen(backend, workspace_name):
            head = (await backend.log.head(entry.workspace)).position
            with progress(f"Rebuilding {entry.name}", head) as step:
                await backend.refresher.rebuild(entry.workspace, progress=step)
            found.append(await standing_of(backend, entry.workspace, entry.name))
        return found

    found = environment.run(work)
    if as_json:
        emit([{**msgspec.structs.asdict(one), "position": one.views_at} for one in found])
    else:
        for one in found:
            _tell(one)
    if any(one.stopped is not None or one.failed for one in found):
        sys.exit(FAILED)


def _tell(rebuilt: Standing) -> None:
    if rebuilt.stopped is None or rebuilt.stopped.position > rebuilt.views_at:
        events = counted(rebuilt.views_at, "event")
        say(f"Rebuilt the views of '{rebuilt.workspace}' from {events}.")
    for one in troubles(rebuilt):
        say(f"✗ {one}")


@click.command()
@json_option
@pass_environment
def migrate(environment: Environment, as_json: bool) -> None:
    """Bring the database to the schema of this version. Safe to run at any time, and again.

    \b
    Example:  SIGHTLINE_OWNER_DATABASE_URL=postgresql://... sightline migrate
    """
    with servers(environment.settings, redis=False) as running:
        applied = asyncio.run(migrated(running.owner_database_url))
    if as_json:
        emit({"applied": applied})
        return
    for name in applied:
        remark(f"applied {name}")
    say(
        f"Applied {counted(len(applied), 'migration')}."
        if applied
        else "The database is up to date."
    )
