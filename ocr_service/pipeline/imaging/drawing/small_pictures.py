"""Draw pages small, one after the other as they are asked for, and neighbours in one run once that pays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ocr_service.errors import DocumentError
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.imaging.drawing.pdf_drawing import drawing
from ocr_service.pipeline.imaging.print_pieces import SMALL_DPI, PrintPieces, print_pieces

_MOST_PAGES = 8
_PATIENCE_S, _PATIENCE_PAGE_S = 2.0, 1.0


class SmallPictures:
    """The pages of one document as print pieces; ``is_wanted`` tells which pages will be asked for as well."""

    def __init__(self, document: Inspection, folder: Path, is_wanted: Callable[[int], bool]) -> None:
        self._document, self._folder, self._is_wanted = document, folder, is_wanted
        self._seen: dict[int, PrintPieces] = {}
        self._run, self._next = 1, 0

    def print_of(self, number: int) -> PrintPieces | None:
        """What looks like print on that page; None when it cannot be drawn in time."""
        if number not in self._seen:
            self._run = min(2 * self._run, _MOST_PAGES) if number == self._next else 1
            self._draw(number)
        return self._seen.pop(number, None)

    def _draw(self, first: int) -> None:
        last = first
        while last - first + 1 < self._run and self._is_like(last + 1, first):
            last += 1
        self._next = last + 1
        self._seen.clear()
        try:
            with self._drawn(first, last) as pictures:
                self._seen = {number: print_pieces(path) for number, path in pictures}
        except DocumentError:
            # Its words are there; how much of the page they explain stays unknown.
            self._seen = {}

    def _is_like(self, number: int, first: int) -> bool:
        is_there = number in self._document.numbers and self._is_wanted(number)
        return is_there and self._document.unit(number) == self._document.unit(first)

    @contextmanager
    def _drawn(self, first: int, last: int) -> Iterator[Iterator[tuple[int, Path]]]:
        dpi = max(1, round(SMALL_DPI * self._document.unit(first)))
        timeout_s = _PATIENCE_S + _PATIENCE_PAGE_S * (last - first)
        with drawing(self._document, first, last, dpi=dpi, folder=self._folder, timeout_s=timeout_s) as done:
            yield iter(done.complete.items())
