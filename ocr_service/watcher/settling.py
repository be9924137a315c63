"""Decide when a file is at rest: its size, time and identity were the same for long enough."""

from __future__ import annotations

from collections.abc import Mapping

from ocr_service.watcher.listing import Seen


class Settling:
    """Times are of a clock that never goes back; those of the files' own system are compared, never trusted.

    A file that does not look whole, or is empty, is given ``patience_s`` instead of ``settle_s``: scanners pause between
    pages.
    """

    def __init__(self, *, settle_s: float, patience_s: float) -> None:
        self._settle_s = settle_s
        self._patience_s = max(patience_s, settle_s)
        self._since: dict[str, tuple[Seen, float]] = {}
        self._patient: dict[str, Seen] = {}

    def look(self, files: Mapping[str, Seen], now_s: float) -> list[str]:
        """Those of these files that are at rest, the oldest first."""
        since = {}
        for path, seen in files.items():
            known = self._since.get(path)
            since[path] = known if known and known[0] == seen else (seen, now_s)
        self._since = since
        self._patient = {path: seen for path, seen in self._patient.items() if files.get(path) == seen}
        ready = [path for path, (_, start_s) in since.items() if now_s >= start_s + self._rest_s(path)]
        return sorted(ready, key=lambda path: (files[path].stamp.mtime_ns, path))

    def wait_s(self, now_s: float) -> float | None:
        """Seconds until the next may be at rest; None when none is waited for. Those that are do not count."""
        waits = [start_s + self._rest_s(path) - now_s for path, (_, start_s) in self._since.items()]
        return min((wait for wait in waits if wait > 0), default=None)

    def begin_anew(self, path: str) -> None:
        """It turned out to be still in somebody's hands."""
        self._since.pop(path, None)

    def be_patient(self, path: str) -> bool:
        """It does not look whole; True when it had all the time there is, and is taken as it stands."""
        seen, _ = self._since[path]
        if self._patient.get(path) == seen:
            return True
        self._patient[path] = seen
        return False

    def _rest_s(self, path: str) -> float:
        seen, _ = self._since.get(path, (None, 0.0))
        is_patient = path in self._patient or (seen is not None and seen.stamp.size == 0)
        return self._patience_s if is_patient else self._settle_s
