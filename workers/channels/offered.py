"""The channels that an installation offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import httpx

from events.database.pool import Pool
from runtime.clock import now as present
from runtime.settings import Settings
from workers.channels.apprise import Apprise
from workers.channels.mail import Mail
from workers.channels.posting import Post
from workers.channels.slack import Slack
from workers.channels.teams import Teams
from workers.channels.transport import Transport
from workers.channels.webhook import Webhooks
from workers.unsubscribing import Signer


def offered(
    settings: Settings,
    pool: Pool,
    client: httpx.AsyncClient,
    *,
    clock: Callable[[], datetime] = present,
) -> Mapping[str, Transport]:
    """By name; e-mail among them if there is a server for it."""
    post = Post(client, private=settings.private_webhooks, clock=clock)
    found: dict[str, Transport] = {
        "webhook": Webhooks(post, clock=clock),
        "teams": Teams(post, settings.site_address),
        "slack": Slack(post, settings.site_address),
        "apprise": Apprise(post, settings.site_address),
    }
    if (server := settings.mail_server) is not None:
        signer = Signer(pool)
        found["email"] = Mail(
            server, settings.mail_sender, settings.site_address, signer, clock=clock
        )
    return found
