"""How one environment does: said in the log when it changes, and kept for whoever asks."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ocr_service.sources.row import RowState

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Health:
    """``why`` is the reason for which it is away, '' while it is well, None before the first look."""

    name: str
    why: str | None = None
    rows: Mapping[RowState, int] = field(default_factory=dict)
    oldest_s: float | None = None
    taken_total: int = 0

    def set(self, why: str) -> None:
        """It was looked at just now."""
        if why and why != self.why:
            log.warning("Source away", extra={"source": self.name, "reason": why})
        elif not why and self.why != "":
            log.info("Source is well", extra={"source": self.name})
        self.why = why

    def told(self) -> Mapping[str, Any]:
        """For whoever asks: reasons and numbers, no name of a document."""
        return {
            "ok": self.why == "",
            "reason": self.why or "",
            "rows": {state.value: number for state, number in self.rows.items()},
            "oldest_s": self.oldest_s,
            "taken": self.taken_total,
        }

    def count(self, rows: Mapping[RowState, int], oldest_s: float | None) -> None:
        """So many rows there are of each state; ``oldest_s`` is the age of the oldest ready one, None where that is not known."""
        self.rows = rows
        self.oldest_s = oldest_s

    def taken(self) -> None:
        """One more row was taken."""
        self.taken_total += 1
