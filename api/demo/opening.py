"""Has the demo ready: told once, with a token to look at it, and what to try next."""

from __future__ import annotations

import os
import shutil
import sys
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from api.access.tokens import InvalidToken, create_token, find_token
from api.demo.stage import Backstage, Story, present_cycle, two_quarters_before, year_begins
from api.demo.story import scenes, tell
from api.demo.way_in import link_lines
from api.demo.year import founded
from api.http.docs import PATH as DOCUMENTATION
from api.program import program
from api.synthetic.shape import identifier_below
from api.synthetic.telling import found
from domain.cycles.cycle import Calendar
from domain.values import CycleId, Role
from events import streams
from events.database.pool import Pool
from events.handling import Desk
from events.log import Append, EventLog
from events.postgres import PostgresLog
from projections.keeping.refresh import Refresher
from runtime.clock import now
from runtime.database import open_pool
from runtime.embedded import Servers
from runtime.settings import Settings

NAME = "demo"
TOLD = "demo told"
"""The idempotency key under which the log remembers that the story is complete."""

ROLE: Role = "executive"

Step = Callable[[float, float], None]


async def open_demo(settings: Settings, running: Servers, step: Step) -> list[str]:
    """Tell the demo unless it was told, and give the lines to print."""
    log = PostgresLog(running.database_url)
    try:
        async with open_pool(running.database_url) as pool:
            workspace_id = await _workspace(log)
            cycle_id = await tell_demo(log, workspace_id, now(), step)
            way_in = await link_lines(settings, pool, workspace_id)
            # The views are there from the first request on, without waiting for the worker.
            await Refresher(log, pool, clock=now).refresh(workspace_id)
            await _ensure_token(pool, workspace_id, token_file(settings))
    finally:
        await log.close()
    return next_steps(settings, workspace_id, cycle_id, way_in)


def token_file(settings: Settings) -> Path:
    return settings.home / "demo-token"


async def tell_demo(
    log: EventLog, workspace_id: str, moment: datetime, step: Step | None = None
) -> CycleId:
    """Tell the story once, in the cycle that it has or that suits the day; that cycle's id.

    A telling that was interrupted goes on: what is in the log stays as it is.
    """
    desk = Desk(log)
    present = present_cycle(workspace_id)
    calendar: Calendar = await desk.state(workspace_id, streams.CYCLES)
    known = calendar.cycles.get(present)
    if await log.find_key(workspace_id, TOLD) is not None:
        return present
    begins = two_quarters_before(known.starts) if known else year_begins(moment.date())
    story = Story(workspace_id, moment, begins)
    await found(desk, workspace_id, NAME, "UTC", founded(story))
    told = scenes(story)
    done = 0

    def stepped() -> None:
        nonlocal done
        done += 1
        if step is not None:
            step(done, len(told))

    await tell(Backstage(desk, log, workspace_id), told, stepped)
    end = Append(events=(), expected={}, actor=NAME, occurred_at=moment, key=TOLD)
    await log.append(workspace_id, end)
    return present


async def _workspace(log: EventLog) -> str:
    entry = await log.find_workspace(NAME)
    if entry is not None:
        return entry.workspace
    workspace_id = str(uuid.uuid4())
    await log.create_workspace(workspace_id, NAME)
    return workspace_id


async def _ensure_token(pool: Pool, workspace_id: str, file: Path) -> None:
    """Have a token in the file that works: the one that is there, or else a new one."""
    try:
        known = await find_token(pool, kept_token(file))
    except InvalidToken:
        known = None
    if known is None or (known.workspace_id, known.role) != (workspace_id, ROLE):
        _keep(file, await create_token(pool, workspace_id, ROLE, NAME))


def kept_token(file: Path) -> str:
    """The token in the file; nothing where there is no such file."""
    return file.read_text(encoding="ascii", errors="replace").strip() if file.exists() else ""


def _keep(file: Path, token: str) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(f"{token}\n")


# What to try next


_POSITION = 'import json, sys; print(json.load(sys.stdin)["position"])'
_LAST_POINT = (
    "import json, sys; "
    'print(json.dumps(json.load(sys.stdin)["points"][-1], indent=2, ensure_ascii=False))'
)


def next_steps(
    settings: Settings, workspace_id: str, cycle_id: str, way_in: list[str]
) -> list[str]:
    """What to look at, the most telling first; then requests to paste."""
    address = settings.local_address
    churn = identifier_below(workspace_id, "key result", "churn")
    view = f"{_home(settings)}{program()} view"
    return [
        "",
        "Look at it, in another terminal:",
        "",
        "  # Are we on track, and if not, where should somebody step in?",
        f"  {view} alignment --workspace {NAME}",
        "",
        "  # Why will this key result be missed?",
        f"  {view} drift --workspace {NAME} --key {churn[:8]}",
        "",
        "  # What else is there to see?",
        f"  {view} --workspace {NAME}",
        "",
        "Then in a browser: views to read, and each request with examples.",
        "",
        *way_in,
        f"  {address}{DOCUMENTATION}",
        f"  Token: {kept_token(token_file(settings))}",
        f"         (role {ROLE}; kept in {token_file(settings)})",
        "",
        "Then by requests. Paste into another terminal:",
        "",
        *_requests(settings, workspace_id, cycle_id),
        "",
    ]


def _requests(settings: Settings, workspace_id: str, cycle_id: str) -> list[str]:
    """Read, report, and read what came of it."""
    address = settings.local_address
    churn = identifier_below(workspace_id, "key result", "churn")
    renewal = identifier_below(workspace_id, "objective", "renewal")
    call = 'curl -s -H "Authorization: Bearer $TOKEN"'
    said = (
        f'{{"effective": "{now().date()}", "value": 7.4, "confidence": 4,'
        ' "narrative": "Billing data is here."}'
    )
    return [
        f"  TOKEN=$(cat {token_file(settings)})",
        "",
        "  # The alignment view as a frontend reads it",
        f"  {call} {address}/v1/alignment/{cycle_id} | {_python()} -m json.tool | head -60",
        "",
        "  # Report that the key result turns; the answer says at which position that is ...",
        f"  POSITION=$({call} -X POST -H 'Content-Type: application/json' \\",
        '    -H "Idempotency-Key: $(date +%s)" \\',
        f"    -d '{said}' \\",
        f"    {address}/v1/objectives/{renewal}/key-results/{churn}/check-ins \\",
        f"    | {_python()} -c '{_POSITION}')",
        "",
        "  # ... and the history is asked for at least as new as that. Its last point:",
        f'  {call} "{address}/v1/confidence/{churn}?min_position=$POSITION" \\',
        f"    | {_python()} -c '{_LAST_POINT}'",
    ]


def _home(settings: Settings) -> str:
    """What another terminal has to be told to find the same servers."""
    if "SIGHTLINE_HOME" not in os.environ or settings.database_url is not None:
        return ""
    return f"SIGHTLINE_HOME={settings.home} "


def _python() -> str:
    return "python3" if shutil.which("python3") else sys.executable
