"""Backticked texts that look like a name of ours and are none, each with its reason."""

from __future__ import annotations

_PYTHON = "Python's, or a library's"
_POSTGRES = "PostgreSQL's"
_EXAMPLE = "made up, to show how something is done"

FOREIGN: dict[str, str] = {
    "Application.save": "of the `eventsourcing` library, which bench compares with",
    "ProjectionRunner": "of the `eventsourcing` library, which bench compares with",
    "Events": "a package of somebody else's",
    "NOTIFY": _POSTGRES,
    "LISTEN": _POSTGRES,
    "greatest(previous, coalesce(given, clock_timestamp()))": _POSTGRES,
    "TYPE_CHECKING": _PYTHON,
    "assert_never": _PYTHON,
    "frozen": _PYTHON,
    "kw_only": _PYTHON,
    "rich.text.Text": _PYTHON,
    "uv": "a tool that is installed apart",
    "lint-imports": "a tool that is installed with ours",
    "flock": "the system's",
    "limit_conn": "nginx's",
    "limit_req": "nginx's",
    "traceparent": "a header of W3C's trace context",
    "X-Correlation-Id": "a header, which reaches us in small letters",
    "X-Forwarded-For": "a header of proxies, which reaches us in small letters",
    "/v1/calendars/cal_....ics": "the address of one calendar",
    "/v1/closing/{cycle_id}:{unit_id}": "how the key of this view is put together",
    "/v1/acknowledgements/{cycle_id}:{unit_id}": "how the key of this view is put together",
    "utils": "what no module is called",
    ".shortest.json": "how names of samples end",
    ".carried.json": "how names of samples end",
    "checked_in_dated": _EXAMPLE,
    "events/migrations/NNNN_what_it_does.sql": _EXAMPLE,
}
