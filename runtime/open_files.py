"""How many files and connections a process may have open."""

from __future__ import annotations

import resource
from contextlib import suppress


def allow_open_files(wanted: int) -> int:
    """Raise this process's limit up to what is wanted, where it may, and tell what it is then.

    The usual limit, 1,024 or even 256, is for programs that open a few files. It is never lowered.
    """
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed == resource.RLIM_INFINITY:
        return wanted
    if allowed < wanted:
        raised = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        with suppress(ValueError, OSError):  # macOS allows less than it says
            resource.setrlimit(resource.RLIMIT_NOFILE, (raised, most))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
