"""A connection to PostgreSQL as the application, in one workspace at a time.

The application's role is shown the rows of the workspace its session has entered, and no row before
that (see migration 0013). Every connection takes on the role, whoever logs in; so where the owner's
address is given as the application's, the owner's rights are laid down at the door.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import asyncpg

if TYPE_CHECKING:
    Base = asyncpg.Connection[asyncpg.Record]
else:
    Base = asyncpg.Connection

T = TypeVar("T")

ROLE = "sightline_application"

_ENTER = "select set_config('sightline.workspace', $1, false)"


class Session(Base):
    """A connection that knows which workspace it is in: '' in none, None when that is not known."""

    inside: str | None = ""

    async def enter(self, workspace_id: str | None) -> None:
        """Be in this workspace, or with None in none, from the next statement on.

        A transaction that is rolled back would take it back unnoticed, so this comes before it.
        """
        wanted = workspace_id or ""
        if self.inside == wanted:
            return
        if self.is_in_transaction():
            raise RuntimeError("a workspace is entered before a transaction begins")
        self.inside = None
        await self.fetchval(_ENTER, wanted)
        self.inside = wanted

    async def entering(
        self, workspace_id: str | None, statement: Callable[[Session], Awaitable[T]]
    ) -> T:
        """Run a statement that enters this workspace by itself."""
        self.inside = None  # one that fails takes back what it has done
        answer = await statement(self)
        self.inside = workspace_id or ""
        return answer
