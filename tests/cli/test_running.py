from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from tests.cli.terminal import Terminal
from tests.support.patience import PATIENCE

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def alone() -> Iterator[Terminal]:
    """A terminal without any server, so that it starts its own.

    Not below pytest's folder: as root, its servers run as somebody else who could lose the way in
    when another pytest starts.
    """
    with tempfile.TemporaryDirectory(prefix="sightline-") as folder:
        yield Terminal("", Path(folder) / "home")


@pytest.fixture
def shell() -> None:
    """What people paste requests into; not every machine has it."""
    for program in ("bash", "curl"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not on the path")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def up(terminal: Terminal, port: int) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Everything running, and what was printed by then."""
    process = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", "api.cli.main", "up", "--demo", "--port", str(port)],
        env=terminal.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        printed = ""
        assert process.stdout is not None
        for line in process.stdout:
            printed += line
            if line.startswith("Ctrl-C stops it"):
                break
        yield printed, process
    finally:
        process.terminate()  # not kill: what it started would stay behind
        process.wait(PATIENCE)
        if process.stdout is not None:
            process.stdout.close()


@pytest.mark.usefixtures("shell")
def test_up_tells_a_demo_answers_stops_cleanly_and_keeps_its_data(alone: Terminal) -> None:
    terminal, port = alone, free_port()
    with up(terminal, port) as (printed, process):
        assert f"http://127.0.0.1:{port}/docs" in printed
        token_file = terminal.home / "demo-token"
        assert stat.S_IMODE(token_file.stat().st_mode) == 0o600
        bearer = {"Authorization": f"Bearer {token_file.read_text().strip()}"}
        link = re.search(rf"http://127\.0\.0\.1:{port}/v1/login/link\?secret=\S+", printed)
        assert link is not None
        asked = httpx.get(link.group(), trust_env=False, timeout=PATIENCE)
        assert "Log in as Amara Lindqvist" in asked.text
        address = re.search(rf"http://127\.0\.0\.1:{port}/v1/alignment/\S+", printed)
        assert address is not None
        with httpx.Client(headers=bearer, trust_env=False, timeout=PATIENCE) as client:
            alignment = client.get(address.group()).content
        looked = printed.partition("Look at it")[2].partition("Then in a browser")[0]
        seen = _pasted(looked.partition(":\n")[2], terminal)
        for telling in ("company key results", "Yearly churn of mid-sized", "what there is to see"):
            assert telling in seen
        said = terminal.ok("view", "alignment", "--workspace", "demo", "--json")
        assert said.out.encode() == alignment
        to_paste = printed.partition("Paste into another terminal:")[2].partition("Ctrl-C")[0]
        pasted = subprocess.run(  # noqa: S603 - what the program itself told us to paste
            ["bash", "-euc", to_paste],  # noqa: S607 - as a person would
            capture_output=True, check=True, text=True,
        )  # fmt: skip
        last_point = "{" + pasted.stdout.rpartition("\n{")[2]
        assert json.loads(last_point)["value"] == 7.4
        children = psutil.Process(process.pid).children()
        assert len(children) >= 3
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert not any(child.is_running() for child in children)
    events = terminal.ok("status", "--json").json["workspaces"][0]["position"]
    with up(terminal, port) as (again, process):
        assert [line for line in again.splitlines() if "Token:" in line] == [
            line for line in printed.splitlines() if "Token:" in line
        ]
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    assert terminal.ok("status", "--json").json["workspaces"][0]["position"] == events
    assert "unbroken chain" in terminal.ok("verify").out


_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r'"code":"([\w-]+)"')

REFUSED = {"practice.md": [], "api.md": ["stale-version", "invalid-body"]}
"""What the requests of a page are refused with, on purpose."""


@pytest.mark.usefixtures("shell")
def test_the_requests_of_each_page_run_as_they_are_written_and_may_be_sent_twice(
    alone: Terminal,
) -> None:
    port = free_port()
    with up(alone, port) as (_, process):
        for page, refused in REFUSED.items():
            said = "".join(_BLOCK.findall((DOCS / page).read_text(encoding="utf-8")))
            printed = _pasted(said.replace(":8000", f":{port}"), alone)
            assert _CODE.findall(printed) == refused, printed
        again = "".join(_BLOCK.findall((DOCS / "practice.md").read_text(encoding="utf-8")))
        _pasted(_twice(again).replace(":8000", f":{port}"), alone)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    events = {
        one["workspace"]: one["position"] for one in alone.ok("status", "--json").json["workspaces"]
    }
    assert events["twice"] == events["practice"] > 0


@pytest.mark.usefixtures("shell")
def test_what_the_readme_shows_runs_as_it_is_written(alone: Terminal) -> None:
    page = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    said = "".join(one for one in _BLOCK.findall(page) if not one.startswith("make "))
    port = free_port()
    with up(alone, port) as (_, process):
        printed = _pasted(said.replace(":8000", f":{port}"), alone)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert "5 company key results" in printed
    assert "in an unbroken chain" in printed
    assert "Leads find us by themselves" in printed


def _twice(said: str) -> str:
    """The same in another workspace, each change sent again under its idempotency key."""
    once, found = re.subn(r"^as\(\) \{ (.*); \}$", r"once() { \1; }", said, flags=re.MULTILINE)
    assert found == 1
    elsewhere, found = re.subn(r"(create|--workspace) practice\b", r"\1 twice", once)
    assert found > 1
    return AGAIN + elsewhere


OURS = str(Path(sys.executable).with_name("sightline"))
AGAIN = """
as() {
  case " $* " in *" -d "*|*" -X "*) ;; *) once "$@"; return;; esac
  key="Idempotency-Key: $BASHPID-$RANDOM-$RANDOM"
  first=$(once "$@" -H "$key")
  second=$(once "$@" -H "$key")
  if [ "$first" != "$second" ]; then
    echo "$* was answered $first, and then $second" >&2; kill $$
  fi
  echo "$first"
}
"""


def _pasted(said: str, terminal: Terminal) -> str:
    """What is printed when a page's requests are pasted, one after the other."""
    ours = said.replace("~/.sightline", str(terminal.home))
    ours = re.sub(r"(?<![\w/])\.venv/bin/sightline", OURS, ours)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(  # noqa: S603 - what our own pages say
        ["bash", "-euc", ours],  # noqa: S607 - as a person would
        capture_output=True, check=False, text=True, cwd=terminal.home.parent,
        env={**terminal.environment, "PATH": path},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_port_that_is_taken_is_said_at_once(alone: Terminal) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = alone.call("up", "--port", str(port))
    assert said.code == 5
    assert f"Cannot listen on 127.0.0.1:{port}" in said.err
    assert "--port 8001" in said.err
