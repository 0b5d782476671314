"""A browser, as far as the API sees one: it keeps cookies, and says where a request comes from."""

from __future__ import annotations

import re
from typing import Any

from httpx import AsyncClient, Response

from api.access.links import make_link
from domain.values import PersonId
from tests.api.party import Party

HERE = "http://127.0.0.1:8000"
PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
OURS = {"Sec-Fetch-Site": "same-origin", "Sightline-Request": "browser"}
"""What a page of our own sends along."""


class Browser:
    """With cookies of its own."""

    def __init__(self, party: Party, address: str = HERE) -> None:
        self.party = party
        self.client = AsyncClient(transport=party.client._transport, base_url=address)

    async def open(self, address: str) -> Response:
        """As if it were typed in."""
        return await self.client.get(address, headers={**PAGE, "Sec-Fetch-Site": "none"})

    async def press(self, page: Response, **headers: str) -> Response:
        """Press the button of a page."""
        [action] = re.findall('action="(.*?)"', page.text)
        hidden = dict(re.findall('type="hidden" name="(.*?)" value="(.*?)"', page.text))
        said = {"Sec-Fetch-Site": "same-origin", **headers}
        return await self.client.post(action, data=hidden, headers={**PAGE, **said})

    async def ask(self, method: str, address: str, body: Any = None, **headers: str) -> Response:
        """What a script on one of our pages asks; headers are written with underscores."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.request(method, address, json=body, headers={**OURS, **given})

    async def log_in(self, person_id: str) -> Response:
        """With a link."""
        link = await make_link(
            self.party.pool, self.party.workspace_id, PersonId(person_id), "operator:test"
        )
        return await self.press(await self.open(link.path))
