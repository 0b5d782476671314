"""Logging in with a real browser, at the real server, by a link and at a real provider."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from email.headerregistry import Address
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from msgspec import Struct

from api.access.addresses import set_address
from api.access.links import make_link
from api.http.access.opening import HOME
from domain.access.identity import acting
from domain.cycles.cycle import DefineCycle
from domain.objectives.planning import DraftObjective
from domain.organization.organization import AddPerson, AddUnit
from domain.organization.reorganization import GiveRole
from domain.values import CycleId, ObjectiveId, Owner, PersonId, UnitId
from domain.workspace import CreateWorkspace
from events.database.pool import Pool
from events.handling import Desk, Request
from events.postgres import PostgresLog
from events.streams import AnyCommand
from projections.keeping.refresh import Refresher
from runtime.clock import now
from tests.api.chromium import Chromium
from tests.api.identity_provider import IdentityProvider
from tests.api.test_server import ready, speaking
from tests.support.patience import PATIENCE
from workers.channels.letter import Envelope, letter
from workers.channels.transport import Told

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
"""It shows what a script sends."""

DOCUMENTATION = "location.pathname.startsWith('/docs')"
"""A page on which scripts run, and may ask the API."""


class Acme(Struct, frozen=True):
    """A company of one."""

    workspace_id: str
    ada: PersonId
    log: PostgresLog

    async def head(self) -> int:
        return (await self.log.head(self.workspace_id)).position


@pytest.fixture
async def acme(database: str, pool: Pool) -> AsyncIterator[Acme]:
    workspace_id, ada, unit = str(uuid.uuid4()), PersonId(str(uuid.uuid4())), UnitId("acme")
    log = PostgresLog(database)
    await log.create_workspace(workspace_id, "Acme")
    commands: list[AnyCommand] = [
        CreateWorkspace("Acme", "UTC"),
        AddUnit(unit, "Acme", "company"),
        AddPerson(ada, "Ada", unit),
        GiveRole(ada, "administrator", now().date()),
    ]
    founder = acting("founder", "administrator")
    await Desk(log).handle(workspace_id, Request(commands, founder, now()))
    await set_address(pool, workspace_id, ada, "ada@example.com", "operator:test")
    yield Acme(workspace_id, ada, log)
    await log.close()


@pytest.fixture
def address() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


@contextmanager
def serving(home: Path, address: str, database: str, redis: str, **settings: str) -> Iterator[None]:
    """`sightline serve`, as an operator starts it."""
    given = {
        "HOME": str(home), "PORT": address.rpartition(":")[2], "LOG_LEVEL": "error",
        "DATABASE_URL": database, "REDIS_URL": redis, **settings,
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli.main", "serve"],
        env={**os.environ, **{f"SIGHTLINE_{name}": value for name, value in given.items()}},
        start_new_session=True,
    )
    try:
        yield
    finally:
        process.terminate()
        assert process.wait(PATIENCE) == 0


async def up(address: str) -> None:
    async with speaking(address) as client:
        await ready(client)


def answered(browser: Chromium, method: str, path: str, marked: str = "{}") -> int:
    """How the API answers a script on the page."""
    body = "" if method == "GET" else ", body: JSON.stringify({year: 2027})"
    status: int = browser.ask(
        f"fetch('{path}', {{method: '{method}', headers: {marked}{body}}}).then(one => one.status)"
    )
    return status


MARKED = "{'Content-Type': 'application/json', 'Sightline-Request': 'browser'}"


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The address of somebody else's page on this machine."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<title>Elsewhere</title>")

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        serving = Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()


async def test_a_link_lets_a_browser_in_until_it_logs_out(
    acme: Acme,
    elsewhere: str,
    address: str,
    database: str,
    redis_url: str,
    pool: Pool,
    tmp_path: Path,
) -> None:
    with (
        Chromium.running() as browser,
        serving(tmp_path, address, database, redis_url),
    ):
        await up(address)
        link = await make_link(pool, acme.workspace_id, acme.ada, "operator:test")
        browser.open(f"{address}{link.path}")
        browser.until("document.querySelector('h1')?.innerText === 'Log in as Ada'")
        browser.ask("document.querySelector('button').click()")
        browser.until(f"location.pathname === '{HOME}'")
        browser.open(f"{address}/docs")
        browser.until(DOCUMENTATION)
        me = browser.ask("fetch('/v1/me').then(one => one.json())")
        assert (me["identity"], me["role"]) == (f"person:{acme.ada}", "administrator")
        assert browser.ask("document.cookie") == ""
        assert answered(browser, "POST", "/v1/years") == 403
        assert answered(browser, "POST", "/v1/years", MARKED) == 201

        # Another port is another origin of the same site: the browser sends the cookie along.
        before = await acme.head()
        browser.open(elsewhere)
        browser.until("document.title === 'Elsewhere'")
        asked = "method: 'POST', mode: 'no-cors', credentials: 'include', body: '{\"year\":2030}'"
        browser.ask(f"fetch('{address}/v1/years', {{{asked}}}).then(() => 0)")
        assert await acme.head() == before

        browser.open(f"{address}/docs")
        browser.until(DOCUMENTATION)
        assert answered(browser, "GET", "/v1/me") == 200
        assert answered(browser, "POST", "/v1/logout", MARKED) == 200
        assert answered(browser, "GET", "/v1/me") == 401
        browser.open(f"{address}{link.path}")
        browser.until("document.body.innerText.includes('link-over')")


def log_in(browser: Chromium) -> None:
    """At the provider."""
    browser.until("document.querySelector('input[name=login]')")
    browser.ask(
        "document.querySelector('input[name=login]').value = 'ada';"
        "document.querySelector('input[name=password]').value = 'any';"
        "document.querySelector('button').click()"
    )


async def mailed(acme: Acme, pool: Pool, address: str) -> str:
    """The address that a mail to Ada leads to, about what she drafted."""
    objective, cycle = ObjectiveId(str(uuid.uuid4())), CycleId(str(uuid.uuid4()))
    day = now().date()
    drafting: list[AnyCommand] = [
        DefineCycle(cycle, "now", day, day + timedelta(days=90)),
        DraftObjective(objective, cycle, "Teams <b>stay</b>", Owner("person", acme.ada)),
    ]
    ada = acting(f"person:{acme.ada}", "administrator")
    await Desk(acme.log).handle(acme.workspace_id, Request(drafting, ada, now()))
    await Refresher(acme.log, pool).refresh(acme.workspace_id)
    told = Told("Teams stay", "Look", "because you own it", f"/v1/objectives/{objective}")
    to = Address("Ada", addr_spec="ada@example.com")
    envelope = Envelope(to, to, "<1@example.com>", None, now(), address, "/v1/unsubscribe")
    text = letter(told, envelope).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    [link] = re.findall(r"See it: (\S+)", text)
    return str(link)


@asynccontextmanager
async def beside_a_provider(
    tmp_path: Path, address: str, database: str, redis_url: str
) -> AsyncIterator[Chromium]:
    """A browser, while the site is up and people log in there at a provider."""
    with IdentityProvider.running() as there, Chromium.running() as browser:
        there.tell(site=address)
        client = there.client()
        assert client.client_secret is not None
        with serving(
            tmp_path, address, database, redis_url,
            OIDC_ISSUER=there.issuer,
            OIDC_CLIENT_ID=client.client_id,
            OIDC_CLIENT_SECRET=client.client_secret,
        ):  # fmt: skip
            await up(address)
            yield browser


async def test_a_mail_leads_by_the_login_to_a_page_that_can_be_read(
    acme: Acme, address: str, database: str, redis_url: str, pool: Pool, tmp_path: Path
) -> None:
    async with beside_a_provider(tmp_path, address, database, redis_url) as browser:
        link = await mailed(acme, pool, address)
        browser.open(link)
        log_in(browser)
        browser.until(f"location.href === '{link}'")
        assert browser.ask("document.querySelector('h1').innerText") == "Teams <b>stay</b>"
        look = "getComputedStyle(document.querySelector('header')).borderBottomStyle"
        assert browser.ask(look) == "solid"
        browser.ask("document.querySelector('nav a').click()")
        browser.until(f"location.pathname === '{HOME}'")
        assert browser.ask("document.querySelector('h1').innerText") == "Acme"


async def test_a_browser_logs_in_at_the_provider_and_comes_back(
    acme: Acme, address: str, database: str, redis_url: str, tmp_path: Path
) -> None:
    async with beside_a_provider(tmp_path, address, database, redis_url) as browser:
        browser.open(f"{address}/v1/login?next=/docs%23overview")
        log_in(browser)
        browser.until(DOCUMENTATION)
        me = browser.ask("fetch('/v1/me').then(one => one.json())")
        assert (me["identity"], me["name"]) == (f"person:{acme.ada}", "Ada")
        [shown] = re.findall(r"```js\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
        assert browser.ask(f"(async () => ({shown.strip()}).status)()") == 201
