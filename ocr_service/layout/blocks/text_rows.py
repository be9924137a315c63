"""The words of a page in rows, and the rows cut where the white is wider than between words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from ocr_service.domain.page import Page, PageSource, Word

# A box of OCR frames the ink, that of a text layer ascenders and descenders: how high the type is.
_OF_INK, _OF_LAYER = 1.35, 0.95
# In sizes of the type: what is wider is no blank between words (a blank is .25 to .35).
CUT = 0.7
# In heights of the lower: words that share so much stand in one row.
_SHARED = 0.5


@dataclass(frozen=True, slots=True)
class Run:
    """Words side by side without a wide gap, by their places in the page's words."""

    places: tuple[int, ...]
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Half way across."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class TextRow:
    """Runs of one row from left to right."""

    runs: tuple[Run, ...]
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Half way down."""
        return (self.top + self.bottom) / 2


def type_of(page: Page) -> float:
    """The usual size of the page's type (1 em) in its units; 1 for a page without words."""
    heights = [word.box.height for word in page.words if word.box.height > 0]
    return median(heights) * (_OF_INK if page.source is PageSource.OCR else _OF_LAYER) if heights else 1.0


def text_rows(words: Sequence[Word], places: Iterable[int], size: float) -> list[TextRow]:
    """These words in rows from top to bottom; a word much higher than the type stands in a row by its middle."""
    rows: list[list[int]] = []
    edges: list[tuple[float, float]] = []
    for place in sorted(places, key=lambda each: words[each].box.top + words[each].box.height / 2):
        box = words[place].box
        middle, half = box.top + box.height / 2, min(box.height, 1.5 * size) / 2
        top, bottom = middle - half, middle + half
        if edges and _share(edges[-1], (top, bottom)):
            rows[-1].append(place)
            upper, lower = edges[-1]
            count = len(rows[-1])
            edges[-1] = upper + (top - upper) / count, lower + (bottom - lower) / count
        else:
            rows.append([place])
            edges.append((top, bottom))
    return [row_of(words, row, size) for row in rows]


def _share(one: tuple[float, float], other: tuple[float, float]) -> bool:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared >= _SHARED * min(one[1] - one[0], other[1] - other[0]) and shared > 0


def row_of(words: Sequence[Word], places: Iterable[int], size: float) -> TextRow:
    """Words of one row, cut at wide gaps."""
    runs: list[list[int]] = []
    right = 0.0
    for place in sorted(places, key=lambda each: words[each].box.left):
        box = words[place].box
        if runs and box.left - right <= CUT * size:
            runs[-1].append(place)
            right = max(right, box.left + box.width)
        else:
            runs.append([place])
            right = box.left + box.width
    made = tuple(run_of(words, run) for run in runs)
    return TextRow(made, min(run.top for run in made), max(run.bottom for run in made))


def run_of(words: Sequence[Word], places: Sequence[int]) -> Run:
    """These words as one run."""
    boxes = [words[place].box for place in places]
    return Run(
        tuple(places),
        min(box.left for box in boxes),
        max(box.left + box.width for box in boxes),
        min(box.top for box in boxes),
        max(box.top + box.height for box in boxes),
    )
