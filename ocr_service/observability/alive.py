"""A file that a living program touches: for probes that may not start a program of their own in its memory."""

from __future__ import annotations

from pathlib import Path


class AliveFile:
    """Touched with every heartbeat, whatever Redis answers; None is no file."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def touch(self) -> None:
        """Say so. Raises ``OSError`` where the file cannot be written."""
        if self._path is not None:
            self._path.touch()
