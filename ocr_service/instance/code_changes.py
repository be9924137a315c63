"""Tell which file of the package changed, so that a developer's service can be restarted with it."""

from __future__ import annotations

from pathlib import Path

import ocr_service

_CODE = (".py", ".lua")


class CodeChanges:
    """What changed since it was asked last."""

    def __init__(self, package: Path = Path(ocr_service.__file__).parent) -> None:
        self._package = package
        self._seen_ns = self._newest()[0]

    def next(self) -> Path | None:
        """The file that changed last; None when none did."""
        changed_ns, file = self._newest()
        if changed_ns <= self._seen_ns:
            return None
        self._seen_ns = changed_ns
        return file

    def _newest(self) -> tuple[int, Path]:
        return max(_changed(path) for path in self._package.rglob("*") if path.suffix in _CODE)


def _changed(path: Path) -> tuple[int, Path]:
    try:
        return path.stat().st_mtime_ns, path
    except FileNotFoundError:  # an editor replaces it this very moment
        return 0, path
