"""A real provider of single sign-on, as a process on this machine (npm's oidc-provider)."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import httpx
import pytest

from api.http.sign_on.provider import Client
from tests.api.browsing import HERE
from tests.support.patience import PATIENCE

FOLDER = Path(__file__).parents[1] / "provider"
CALLBACK = "/v1/login/callback"


class IdentityProvider:
    """Whoever logs in as `ada` has the address ada@example.com, unless it is told otherwise."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.tell()

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """Skips the test where there is no Node.js, or the provider was not installed."""
        node = shutil.which("node")
        if node is None:
            pytest.skip("node is not on the path")
        if not (FOLDER / "node_modules").exists():
            pytest.skip(f"the provider is not installed: npm ci --prefix {FOLDER.name}")
        process = subprocess.Popen(  # noqa: S603 - our own script
            [node, "provider.mjs"],
            cwd=FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield cls(int(process.stdout.readline()))
        finally:
            process.stdin.close()
            process.wait(PATIENCE)
            process.stdout.close()

    def tell(self, *, site: str = HERE, rotate: bool = False, **told: Any) -> None:
        """Be as usual, but for what is said here."""
        usual = {"skew": 0, "claims": {}, "wrong": {}, "groups": {}, "broken": False}
        asked = {**usual, "redirects": [f"{site}{CALLBACK}"], "rotate": rotate, **told}
        done = httpx.post(f"{self.issuer}/control", json=asked, trust_env=False, timeout=PATIENCE)
        assert done.is_success, done.text

    def client(self, site: str = HERE) -> Client:
        """What an operator enters at both ends."""
        return Client(
            self.issuer,
            "sightline",
            "a secret of the tests: +/&=%",
            "openid email profile",
            f"{site}{CALLBACK}",
        )

    async def log_in(self, address: str, name: str) -> str:
        """Do what a person does there; the address at which the browser is sent back to us."""
        async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as browser:
            answer = await browser.get(address)
            while True:
                while answer.is_redirect:
                    onward = answer.headers["location"]
                    if CALLBACK in onward:
                        return f"{CALLBACK}{onward.partition(CALLBACK)[2]}"
                    answer = await browser.get(str(answer.url.join(onward)))
                [action] = re.findall(r'<form[^>]* action="(.*?)"', answer.text)
                given = {"prompt": "login", "login": name, "password": "any"}
                answer = await browser.post(str(answer.url.join(action)), data=given)
