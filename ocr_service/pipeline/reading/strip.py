"""Read a very tall or very wide page band by band, and join what was read without a lost or doubled line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from math import cos, inf, radians, sin
from pathlib import Path
from statistics import median

from ocr_service.domain.page import Box, Page, PageSource, Word
from ocr_service.domain.ports import PageImage
from ocr_service.engines.word_table import join_words, mean_confidence
from ocr_service.pipeline.imaging.bands import Band, is_tall, write_band
from ocr_service.pipeline.reading.quality import quality

# Two readings of one word lie over each other by more than this share of the smaller one.
_SAME_WORD = 0.4
# So many lines before a seam may be read again after it; what ends so near a cut, in pixels, may lack a part.
_NEAR, _TOUCHING = 40, 3.0

Line = tuple[Word, ...]


def read_strip(
    base: PageImage,
    bands: Sequence[Band],
    folder: Path,
    read: Callable[[PageImage, Path], Page],
    *,
    first: Page | None = None,
) -> Page:
    """The page that ``read`` makes of each band, the ``first`` unless it was read already; files go to ``folder``.

    Raises what ``read`` raises.
    """
    stands = is_tall(base)
    pages = [_moved(first, bands[0], stands=stands)] if first else []
    for number, band in enumerate(bands[len(pages) :]):
        own = folder / f"band-{number}"
        own.mkdir()
        image = write_band(base, band, own / "band.pgm")
        pages.append(_moved(read(image, own), band, stands=stands))
        image.path.unlink()
    return joined(base, bands, pages)


def joined(base: PageImage, bands: Sequence[Band], pages: Sequence[Page]) -> Page:
    """One page of the bands' pages, whose boxes are those of ``base`` already."""
    lines = _joined_lines(bands, pages, stands=is_tall(base))
    words = tuple(_numbered(lines))
    read = [page for page in pages if page.words]
    best = max(read or pages, key=lambda page: len(page.words))
    return replace(
        best,
        words=words,
        text=join_words(words),
        width=base.width,
        height=base.height,
        dpi=base.dpi,
        skew=0.0,
        rotation=0,
        source=PageSource.OCR if words else best.source,
        confidence=mean_confidence(words) if words else best.confidence,
        quality=quality(words),
        coverage=min((page.coverage for page in pages if page.coverage is not None), default=None),
        decisions={
            **best.decisions,
            "bands": [band.start for band in bands],
            "preparations": [page.decisions.get("preparation", page.source.value) for page in pages],
        },
    )


def _joined_lines(bands: Sequence[Band], pages: Sequence[Page], *, stands: bool) -> list[Line]:
    """Each band's own lines between its seams. What both bands leave to each other at a seam is kept from the one that has it."""
    lines: list[Line] = []
    late: list[Line] = []
    for number, (band, page) in enumerate(zip(bands, pages, strict=True)):
        is_last = number + 1 == len(bands)
        seam_after, end = (inf, inf) if is_last else (bands[number + 1].seam, band.end)
        found = [(line, _middle(line, stands)) for line in _lines(page.words)]
        early = [line for line, at in found if at < band.seam and not _is_cut(line, band.start, stands)]
        own = [line for line, at in found if band.seam <= at < seam_after]
        fresh = [rest for line in (*early, *own) if (rest := _unknown_words(line, lines[-_NEAR:]))]
        lines += [rest for line in late if (rest := _unknown_words(line, fresh))] + fresh
        late = [line for line, at in found if at >= seam_after and not _is_cut(line, end, stands)]
    return lines


def _is_cut(line: Line, edge: float, stands: bool) -> bool:
    """True for a line that a band's edge runs through or touches."""
    low, high = _reach(line) if stands else _reach_across(line)
    return edge > 0 and low - _TOUCHING <= edge <= high + _TOUCHING


def _unknown_words(line: Line, known: Sequence[Line]) -> Line:
    """The words of a line that lie over none of these lines' words."""
    near = [word.box for other in known for word in other]
    return tuple(word for word in line if not any(_lie_over(word.box, box) for box in near))


def _lie_over(one: Box, other: Box) -> bool:
    across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    smaller = min(one.width * one.height, other.width * other.height)
    return across > 0 and down > 0 and across * down > _SAME_WORD * smaller


def _moved(page: Page, band: Band, *, stands: bool) -> Page:
    """Its boxes where they stand on the strip, which is not level where a band of it was made so."""
    left, top = (0, band.start) if stands else (band.start, 0)
    turn = radians(page.skew)

    def place(box: Box) -> Box:
        right, down = box.left + box.width / 2 - page.width / 2, box.top + box.height / 2 - page.height / 2
        x = page.width / 2 + right * cos(turn) - down * sin(turn)
        y = page.height / 2 + right * sin(turn) + down * cos(turn)
        return Box(
            round(x - box.width / 2 + left, 1), round(y - box.height / 2 + top, 1), box.width, box.height
        )

    return replace(page, words=tuple(word._replace(box=place(word.box)) for word in page.words))


def _lines(words: Sequence[Word]) -> Iterator[Line]:
    for _, line in groupby(words, key=lambda word: word[3:6]):
        yield tuple(line)


def _middle(line: Line, stands: bool) -> float:
    """Where a line stands along the strip."""
    if stands:
        return median(word.box.top + word.box.height / 2 for word in line)
    left, right = line[0].box.left, max(word.box.left + word.box.width for word in line)
    return (left + right) / 2


def _reach(line: Line) -> tuple[float, float]:
    """Where a line begins and ends downwards."""
    return min(word.box.top for word in line), max(word.box.top + word.box.height for word in line)


def _reach_across(line: Line) -> tuple[float, float]:
    return min(word.box.left for word in line), max(word.box.left + word.box.width for word in line)


def _numbered(lines: Sequence[Line]) -> Iterator[Word]:
    """The words with numbers of blocks and lines that no two bands share: a block for each run of lines of one block."""
    block, before = 0, None
    for number, line in enumerate(lines):
        own = line[0][3:5]
        if own != before:
            block, before = block + 1, own
        for word in line:
            yield Word(word.text, word.box, word.confidence, block, 1, number)
