"""The text of a result as far as somebody wants it in memory."""

from __future__ import annotations

from pathlib import Path

_MOST_TEXT_BYTES = 256 * 1024


def short_text(path: Path) -> str | None:
    """A text that may stand in Redis beside the head; None for one that is larger than both may be."""
    return path.read_text(encoding="utf-8") if path.stat().st_size <= _MOST_TEXT_BYTES else None
