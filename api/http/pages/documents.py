"""The documents that a page is made of: read as the API reads them, for whoever asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from api.http.requests import query
from api.http.requests.problems import UnknownView, ViewOfAnotherVersion
from api.http.services import Resources
from api.http.views.answers import ApiRequest, is_key
from domain.workspace import Settings
from events import streams
from projections.model.failures import Stop
from projections.views.projection import View

Kind = TypeVar("Kind", bound=View)


class Documents:
    """What whoever asks may read, and how far it is.

    Under one key there is, by what it names, one kind of document or another.
    """

    def __init__(self, request: ApiRequest, *parameters: str) -> None:
        """Raises InvalidRequest for a parameter that the page does not know."""
        self.request = request
        self.given = query.parameters(request.scope, *parameters)
        self.resources: Resources = request.app.state["resources"]
        self.stopped: Stop | None = None

    async def find(self, projection: str, key: str, *kinds: type[Kind]) -> Kind | None:
        """None where it is not there for who asks, or is of no such kind.

        Raises NotMade, ViewOfAnotherVersion.
        """
        if not is_key(key):
            return None
        who = self.request.user
        seen = await self.resources.reader.read(who.workspace_id, projection, key, sees=who.sees)
        self.stopped = seen.stopped
        kind = None if seen.body is None else _kind(seen.body, kinds)
        if seen.body is None or kind is None:
            return None
        try:
            return msgspec.json.decode(seen.body, type=kind)
        except msgspec.ValidationError:
            raise ViewOfAnotherVersion from None

    async def get(self, projection: str, key: str, kind: type[Kind]) -> Kind:
        """Raises UnknownView, and what `find` raises."""
        found = await self.find(projection, key, kind)
        if found is None:
            raise UnknownView
        return found

    async def settings(self) -> Settings:
        """Of the workspace: the time zone of its people."""
        settings: Settings = await self.resources.desk.state(
            self.request.user.workspace_id, streams.WORKSPACE
        )
        return settings


_fields = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


def _kind(body: bytes, kinds: Iterable[type[Kind]]) -> type[Kind] | None:
    """A document has the fields of its kind; those of another version may lack some, or have more.

    No two kinds below one address have all the fields of each other.
    """
    has = _fields(body).keys()
    for one in kinds:
        wants = set(one.__struct_encode_fields__)
        if has <= wants or has >= wants:
            return one
    return None
