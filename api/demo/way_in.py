"""A way into the demo with a browser: as the one who leads the company."""

from __future__ import annotations

from api.access.links import make_link
from api.demo.cast import BOSS
from api.synthetic.shape import identifier_below
from domain.access import identity
from domain.values import PersonId
from events.database.pool import Pool
from runtime.settings import Settings, is_private_way


async def link_lines(settings: Settings, pool: Pool, workspace_id: str) -> list[str]:
    """What to print: a link that works once."""
    if not is_private_way(settings.site_address):
        return []
    boss = PersonId(identifier_below(workspace_id, "person", BOSS))
    by = identity.operator(settings.operator_name).id
    link = await make_link(pool, workspace_id, boss, by)
    return [
        f"  {settings.site_address}{link.path}",
        f"  (logs in as {BOSS}, once and within ten minutes, and leads to the pages)",
    ]
