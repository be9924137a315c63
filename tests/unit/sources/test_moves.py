"""Steps of rows are counted once, also while nobody can be told."""

from __future__ import annotations

from ocr_service.errors import BackendUnavailable
from ocr_service.sources.moves import Move, MoveCounts, Moves


class Counted:
    """Adds up what it is told while ``is_there``."""

    def __init__(self) -> None:
        self.is_there = True
        self.told: list[dict[tuple[str, str], int]] = []

    async def __call__(self, moves: Moves) -> None:
        if not self.is_there:
            raise BackendUnavailable
        self.told.append(dict(moves))


async def test_what_cannot_be_told_now_is_told_later_and_once() -> None:
    counted = Counted()
    moves = MoveCounts(counted)
    moves.add("prod", Move.CLAIMED)
    counted.is_there = False
    await moves.tell()
    moves.add("prod", Move.CLAIMED, 2)
    moves.add("dev", Move.FAILED, 0)
    counted.is_there = True

    await moves.tell()
    await moves.tell()

    assert counted.told == [{("prod", "claimed"): 3}]
