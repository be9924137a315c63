"""Let an API process hold as many open files as those who listen to it need."""

from __future__ import annotations

import logging
import resource

log = logging.getLogger(__name__)

_BESIDE = 512
"""For everybody else: calls and the files they send or get, connections to Redis, what Python itself holds."""


def allow_open_files(listeners: int) -> None:
    """Raise this process's own limit to what so many listeners need, as far as whoever started it permits; never lower it."""
    needed = listeners + _BESIDE
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return
    allowed = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    if allowed < needed:
        log.warning("Fewer open files allowed than listeners", extra={"allowed": allowed, "needed": needed})
