"""Draw the pages that are wanted next together with the one that is wanted now, in one run of pdftoppm.

A run costs 17 ms of processor time less for each page after its first (of 90 to 105 ms; eight A4 scans). It is believed
only while poppler has nothing to say: what it complains of names no page. So after the first complaint, missing page or
timeout each page is drawn for itself. So is the first page of all: nothing is read before it is there, and whoever reads the
second draws the next ones meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from ocr_service.errors import OcrServiceError
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.imaging.drawing.pdf_drawing import drawing
from ocr_service.pipeline.limits.deadline import Deadline

# More of them would lie on the disk longer, for 2 ms a page less.
_MOST_PAGES = 4
# What one bad page among them takes shall leave the page time enough to be drawn alone.
_SHARE_OF_TIME = 0.5


class DrawnAhead:
    """The drawn pages of one document that nobody has asked for yet, as files in ``folder``."""

    def __init__(self, document: Inspection, folder: Path) -> None:
        self._document, self._folder = document, folder
        self._lock = threading.Lock()
        self._expected: dict[int, Callable[[int], int]] = {}
        self._drawn: dict[int, tuple[int, Path]] = {}
        self._is_quiet = True
        self._at_once = 1

    def expect(self, number: int, resolution: Callable[[int], int]) -> None:
        """A page that will be asked for; ``resolution`` gives the one it is drawn at where another is wanted, 0 for alone."""
        self._expected[number] = resolution

    def take(self, number: int, wanted_dpi: int, dpi: int, path: Path, deadline: Deadline) -> bool:
        """Move the page to ``path``; False when it must be drawn alone. Raises ``PageTimeout``."""
        if not self._is_quiet:
            return False
        with self._lock:
            if number not in self._drawn:
                self._draw(number, wanted_dpi, dpi, deadline)
            drawn_dpi, drawn = self._drawn.pop(number, (0, path))
        if drawn_dpi != dpi:
            return False
        drawn.replace(path)
        return True

    def _draw(self, first: int, wanted_dpi: int, dpi: int, deadline: Deadline) -> None:
        last = first
        while last - first + 1 < self._at_once and self._resolution(last + 1, wanted_dpi) == dpi:
            last += 1
        self._at_once = _MOST_PAGES
        for number in range(first, last + 1):
            self._expected.pop(number, None)
        if last == first:
            return
        timeout_s = deadline.left_s() * _SHARE_OF_TIME
        try:
            with drawing(
                self._document, first, last, dpi=dpi, folder=self._folder, timeout_s=timeout_s
            ) as done:
                self._is_quiet = not done.said and len(done.complete) == last - first + 1
                if self._is_quiet:
                    self._drawn |= {number: (dpi, self._kept(path)) for number, path in done.complete.items()}
        except OcrServiceError:
            self._is_quiet = False

    def _resolution(self, number: int, wanted_dpi: int) -> int:
        resolution = self._expected.get(number)
        return resolution(wanted_dpi) if resolution is not None else 0

    def _kept(self, path: Path) -> Path:
        """The picture, out of the folder that goes with the run."""
        return path.replace(self._folder / f"ahead-{path.name}")
