"""The text of a result as far as somebody wants it in memory."""

from __future__ import annotations

from pathlib import Path

# More than any language model is asked about; a text of 2,000 pages is not loaded for it.
_ADVISOR_BYTES = 200_000
_MOST_TEXT_BYTES = 256 * 1024


def beginning_of(path: Path) -> str:
    """As much as an advisor is given."""
    with path.open("rb") as file:
        return file.read(_ADVISOR_BYTES).decode("utf-8", "ignore")


def short_text(path: Path) -> str | None:
    """A text that may stand in Redis beside the head; None for one that is larger than both may be."""
    return path.read_text(encoding="utf-8") if path.stat().st_size <= _MOST_TEXT_BYTES else None
