"""Messages as the refresh writes them, written by hand."""

from __future__ import annotations

from events.database.pool import Sessions

_PUT = """
insert into public.message (
    workspace_id, message_id, person_id, kind, cause, subject, title, body, why, link,
    created_at, not_before, suppressed
)
values (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, clock_timestamp(),
    clock_timestamp() + make_interval(secs => $11), $12
)
"""
_ADDRESS = """
insert into public.email_address (workspace_id, person_id, email, changed_at, changed_by)
values ($1, $2, $3, now(), 'somebody')
"""

TITLE = "Activation will probably miss its target"
BODY = "It stood at 14 % on Friday; the plan wants 31 % by now.\n\nWhich step would move it most?"
WHY = "because you own the objective"
SUBJECT = "key_result:activation"


class Post:
    """Puts messages into one workspace."""

    def __init__(self, owner: Sessions, workspace_id: str) -> None:
        self.owner = owner
        self.workspace_id = workspace_id
        self.put = 0

    async def message(
        self,
        person_id: str | None = None,
        *,
        cause: str | None = None,
        kind: str = "mention",
        subject: str = SUBJECT,
        title: str = TITLE,
        body: str = BODY,
        why: str = WHY,
        wait: float = 0.0,
        suppressed: str | None = None,
    ) -> str:
        self.put += 1
        message_id, link = f"m{self.put}", "/v1/objectives/activation"
        given = (kind, cause or f"cause {self.put}", subject, title, body, why, link)
        await self.owner.execute(
            _PUT, self.workspace_id, message_id, person_id, *given, wait, suppressed
        )
        return message_id

    async def address(self, person_id: str, email: str) -> None:
        await self.owner.execute(_ADDRESS, self.workspace_id, person_id, email)

    async def due(self) -> None:
        """Make all that waits due now."""
        await self.owner.execute("update delivery set next_attempt_at = clock_timestamp()")
