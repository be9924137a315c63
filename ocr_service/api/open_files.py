"""Let an API process hold as many open files as those who call and listen need, and say for how many connections that is."""

from __future__ import annotations

import logging
import resource

log = logging.getLogger(__name__)

CALLERS = 512
"""Connections beside those who listen: calls, uploads on their way, clients that poll and keep theirs open."""
OWN = 256
"""For what the process opens itself: files that are sent and taken, connections to Redis, what Python holds."""
_FEWEST = 64


def allow_open_files(listeners: int) -> int:
    """Raise this process's own limit as far as whoever started it permits, never lower it; returns how many connections may be.

    They are bounded although more files may be open: each takes some memory.
    """
    needed = listeners + CALLERS + OWN
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return listeners + CALLERS
    allowed = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    if allowed < needed:
        log.warning("Fewer open files allowed than listeners", extra={"allowed": allowed, "needed": needed})
    return max(_FEWEST, allowed - OWN)
