"""Count what becomes of rows, by environment, for whoever looks at the numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum

from ocr_service.errors import BackendUnavailable


class Move(StrEnum):
    """A step of a row."""

    CLAIMED = "claimed"
    READ = "read"
    FAILED = "failed"
    GIVEN_BACK = "given_back"


Moves = Mapping[tuple[str, str], int]
"""How many rows of an environment made a step."""


class MoveCounts:
    """Counted here and told now and then; what a killed process had not told is missing from the counts, never from a table."""

    def __init__(self, tell: Callable[[Moves], Awaitable[None]]) -> None:
        self._tell = tell
        self._untold: Counter[tuple[str, str]] = Counter()

    def add(self, source: str, move: Move, number: int = 1) -> None:
        """So many rows of a source made this step."""
        if number:
            self._untold[source, move] += number

    async def tell(self) -> None:
        """Tell what was counted since the last time; what cannot be told now is told later."""
        told, self._untold = self._untold, Counter()
        if not told:
            return
        try:
            await self._tell(told)
        except BackendUnavailable:
            self._untold += told


async def nobody(_: Moves) -> None:
    """Where nobody looks."""
