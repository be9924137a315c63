"""The words of a page in rows, and the rows cut where the white is wider than between words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import add
from statistics import median

from ocr_service.domain.page import Box, Page, PageSource, Word

# A box of OCR frames the ink, that of a text layer ascenders and descenders: how high the type is.
_OF_INK, _OF_LAYER = 1.35, 0.95
# Letters of a typewriter in sizes of the type (they are .6 em, and a size as it is told here is .9 em); how much of it the pitch of its words differs, and of which words.
_PITCH, _SAME_PITCH = 0.66, 0.05
_SOME_LETTERS, _SOME_WORDS = 3, 12
# The same of ink: a word lacks what is white beside its first and last letter (in letters), words of one pitch differ by so much, and so
# many of a typewriter's page do not. Pages in two sizes of Courier have .61 to .91 of their words in one pitch, in Helvetica and
# Times .50 and less. A blank is a letter and that white, more behind a comma.
_SIDES, _SAME_INK, _ALIKE, _BLANK = 0.17, 0.05, 0.57, 1.52
_SOME_LETTERS_OF_INK = 4
# In sizes of the type: what is wider is no blank between words (a blank is .25 to .35).
CUT = 0.7
# In heights of the lower: words that share so much stand in one row.
_SHARED = 0.5
# A share of the columns that a row fills before it is cut at the edges of all.
_MOSTLY = 0.6
# In sizes of the type: so far beside the edge of two columns their headings may part.
_ASIDE = 3.0


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
    if not heights:
        return 1.0
    size = median(heights) * (_OF_INK if page.source is PageSource.OCR else _OF_LAYER)
    return max(size, _by_pitch(page.words) * median(heights))


def widest_blank(page: Page, size: float) -> float:
    """What is wider is no blank between words, in the page's units."""
    return max(CUT * size, _BLANK * _pitch_of_ink(page.words) if page.source is PageSource.OCR else 0.0)


def _by_pitch(words: Sequence[Word]) -> float:
    """The size of a typewriter's type in heights of its boxes, which are low for blanks so wide; 0 where letters differ in width."""
    pitches = sorted(
        word.box.width / len(word.text) / word.box.height
        for word in words
        if len(word.text) >= _SOME_LETTERS and word.box.height > 0
    )
    if len(pitches) < _SOME_WORDS:
        return 0.0
    tenth, middle = len(pitches) // 10, pitches[len(pitches) // 2]
    is_fixed = pitches[-1 - tenth] - pitches[tenth] <= _SAME_PITCH * middle
    return middle / _PITCH if is_fixed else 0.0


def _pitch_of_ink(words: Sequence[Word]) -> float:
    """How wide a typewriter's letters are on a scan, in the page's units; 0 where letters differ in width."""
    pitches = [
        word.box.width / (len(word.text) - _SIDES)
        for word in words
        if len(word.text) >= _SOME_LETTERS_OF_INK and word.text.isalpha() and word.box.width > word.box.height
    ]
    if len(pitches) < _SOME_WORDS:
        return 0.0
    middle = median(pitches)
    alike = sum(abs(pitch - middle) <= _SAME_INK * middle for pitch in pitches)
    return middle if alike >= _ALIKE * len(pitches) else 0.0


def text_rows(words: Sequence[Word], places: Iterable[int], size: float, blank: float = 0.0) -> list[TextRow]:
    """These words in rows from top to bottom; a word much higher than the type stands in a row by its middle.

    ``blank`` is the widest gap between words, where it is not the usual one.
    """
    rows: list[list[int]] = []
    upper = lower = 0.0
    for _, top, bottom, place in sorted([_reach(words[place].box, place, size) for place in places]):
        shared = min(lower, bottom) - max(upper, top)
        if rows and shared > 0 and shared >= _SHARED * min(lower - upper, bottom - top):
            rows[-1].append(place)
            count = len(rows[-1])
            upper, lower = upper + (top - upper) / count, lower + (bottom - lower) / count
        else:
            rows.append([place])
            upper, lower = top, bottom
    return [row_of(words, row, blank or CUT * size) for row in rows]


def _reach(box: Box, place: int, size: float) -> tuple[float, float, float, int]:
    """A word's middle, from where to where it counts, and its place."""
    _, top, _, height = box
    middle, half = top + height / 2, min(height, 1.5 * size) / 2
    return middle, middle - half, middle + half, place


def row_of(words: Sequence[Word], places: Iterable[int], blank: float) -> TextRow:
    """Words of one row, cut where more than a blank is between them."""
    runs: list[list[int]] = []
    end = 0.0
    spans = [(left, width, place) for place in places for left, _, width, _ in (words[place].box,)]
    for left, width, place in sorted(spans):
        if runs and left - end <= blank:
            runs[-1].append(place)
            end = max(end, left + width)
        else:
            runs.append([place])
            end = left + width
    made = tuple([run_of(words, run) for run in runs])
    return TextRow(made, min([run.top for run in made]), max([run.bottom for run in made]))


def run_of(words: Sequence[Word], places: Sequence[int]) -> Run:
    """These words as one run."""
    lefts, tops, widths, heights = zip(*[words[place].box for place in places], strict=True)
    right, bottom = max(map(add, lefts, widths)), max(map(add, tops, heights))
    return Run(tuple(places), min(lefts), right, min(tops), bottom)


def cut_at(row: TextRow, words: Sequence[Word], white: Sequence[tuple[float, float]], size: float) -> TextRow:
    """A row that fills most columns, cut between words where headings of several columns stand close to each other.

    ``white`` is what parts the columns. Where every column has its part, each lies within its column, also where its words
    reach out of it.
    """
    if len(row.runs) < max(2, _MOSTLY * (len(white) + 1) - 1):
        return row
    runs = [part for run in row.runs for part in _parts(run, words, white, size)]
    edges = [(left + right) / 2 for left, right in white]
    bounds = [*pairwise([float("-inf"), *edges, float("inf")])]
    if len(runs) == len(bounds) and all(
        low < run.middle < high for run, (low, high) in zip(runs, bounds, strict=True)
    ):
        runs = [
            replace(run, left=max(run.left, low), right=min(run.right, high))
            for run, (low, high) in zip(runs, bounds, strict=True)
        ]
    return row if tuple(runs) == row.runs else TextRow(tuple(runs), row.top, row.bottom)


def _parts(run: Run, words: Sequence[Word], white: Sequence[tuple[float, float]], size: float) -> list[Run]:
    """The words of a run by column; the run itself where they do not part so."""
    inner = [
        (left, right)
        for left, right in white
        if run.left + size / 2 < (left + right) / 2 < run.right - size / 2
    ]
    if not inner or len(run.places) <= len(inner):
        return [run]
    cuts = [cut for gutter in inner if (cut := _best_cut(run, words, gutter, size))]
    if len(cuts) < len(inner) or cuts != sorted(set(cuts)):
        return [run]
    parts = [run_of(words, run.places[start:end]) for start, end in pairwise([0, *cuts, len(run.places)])]
    edges = [float("-inf"), *((left + right) / 2 for left, right in inner), float("inf")]
    is_parted = all(
        low < part.middle < high for part, (low, high) in zip(parts, pairwise(edges), strict=True)
    )
    return parts if is_parted else [run]


def _best_cut(run: Run, words: Sequence[Word], gutter: tuple[float, float], size: float) -> int:
    """Behind which word a heading ends as its column does, or the next one begins so; 0 where none does nearly."""
    least, best = _ASIDE * size, 0
    for after, (one, other) in enumerate(pairwise(run.places), start=1):
        end, start = words[one].box[0] + words[one].box[2], words[other].box[0]
        off = min(abs(end - gutter[0]), abs(start - gutter[1]))
        if off < least:
            least, best = off, after
    return best


def columns_of_cut(rows: Iterable[TextRow], cut: Iterable[TextRow], edges: Sequence[float]) -> dict[int, int]:
    """The columns of the words in rows that were cut: a word may stand nearer to the next one's middle."""
    return {
        place: bisect_right(edges, run.middle)
        for before, after in zip(rows, cut, strict=True)
        if before is not after
        for run in after.runs
        for place in run.places
    }
