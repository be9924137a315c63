"""Bound how many listen to one process: each holds a connection and some memory until he leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from ocr_service.errors import TooManyListeners


class Listeners:
    """The places of one API process. One owner never takes more than half of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: Counter[str] = Counter()

    @property
    def number(self) -> int:
        """How many listen now."""
        return self._held.total()

    @contextmanager
    def place(self, owner: str) -> Iterator[None]:
        """Hold a place while the block runs; ``owner`` is empty where there are no owners.

        Raises ``TooManyListeners``.
        """
        most_of_one = max(1, self._most // 2) if owner else self._most
        if self.number >= self._most or self._held[owner] >= most_of_one:
            raise TooManyListeners(most=self._most)
        self._held[owner] += 1
        try:
            yield
        finally:
            self._held[owner] -= 1
