"""Tell the time of a disk, which may be another machine's, without writing to it each time."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

_KEPT_S = 3_600.0
_STEP_S = 1.0


class DiskClock:
    """Asked by touching a file once an hour, and whenever this machine's own clock was set: a disk without work may sleep."""

    def __init__(
        self,
        probe: Path,
        *,
        wall_s: Callable[[], float] = time.time,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._probe = probe
        self._wall_s = wall_s
        self._monotonic_s = monotonic_s
        self._asked_s = float("-inf")
        self._disk_s = 0.0
        self._ahead_s = 0.0

    def now_s(self) -> float:
        """Unix time in seconds by the disk's own clock. Raises ``OSError``."""
        monotonic_s = self._monotonic_s()
        ahead_s = self._wall_s() - monotonic_s
        if monotonic_s - self._asked_s > _KEPT_S or abs(ahead_s - self._ahead_s) > _STEP_S:
            self._probe.touch()
            self._disk_s = self._probe.stat().st_mtime
            self._asked_s, self._ahead_s = monotonic_s, ahead_s
        return self._disk_s + monotonic_s - self._asked_s
