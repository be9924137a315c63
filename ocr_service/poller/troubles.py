"""Rows that are ours and whose document could not be brought to the queue yet: when each is tried again, and when it is given up."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ocr_service.sources.row import Row

_FIRST_S, _LAST_S = 2.0, 300.0
_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A row, since when it makes trouble, how often it was tried, and when it is tried again."""

    row: Row
    since_s: float
    tries: int
    due_s: float


class Troubles:
    """Times are of the monotonic clock.

    A file is given up only after others of its source could be fetched: a store that is away as a whole fails no row.
    """

    most = 3
    """With so many nothing more is claimed: it is not the rows, then."""

    def __init__(self) -> None:
        self._by_id: dict[str, Trouble] = {}
        self._fetched_s = float("-inf")

    def __len__(self) -> int:
        return len(self._by_id)

    def rows(self) -> list[Row]:
        """All of them."""
        return [each.row for each in self._by_id.values()]

    def fetched(self, now_s: float) -> None:
        """Some file could be fetched."""
        self._fetched_s = now_s

    def add(self, row: Row, now_s: float) -> None:
        """It could not be brought to the queue this time."""
        known = self._by_id.get(row.worker) or Trouble(row=row, since_s=now_s, tries=0, due_s=now_s)
        pause_s = min(_FIRST_S * 2**known.tries, _LAST_S)
        self._by_id[row.worker] = replace(known, tries=known.tries + 1, due_s=now_s + pause_s)

    def is_hopeless(self, row: Row) -> bool:
        """True when it is the file, and not the store."""
        known = self._by_id.get(row.worker)
        return known is not None and known.tries >= _TRIES and self._fetched_s > known.since_s

    def end(self, row: Row) -> None:
        """It is no trouble any more."""
        self._by_id.pop(row.worker, None)

    def due(self, now_s: float) -> Row | None:
        """One that may be tried again now."""
        return next((each.row for each in self._by_id.values() if each.due_s <= now_s), None)

    def wait_s(self, now_s: float) -> float:
        """Until the next is due; for ever without any."""
        return max(0.0, min((each.due_s for each in self._by_id.values()), default=float("inf")) - now_s)
