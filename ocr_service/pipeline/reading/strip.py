"""Read a very tall or very wide page band by band, and join what was read without a lost or doubled line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from math import cos, radians, sin
from pathlib import Path
from statistics import median

from ocr_service.domain.page import Box, Page, PageSource, Word
from ocr_service.domain.ports import PageImage
from ocr_service.engines.word_table import join_words, mean_confidence
from ocr_service.pipeline.imaging.bands import Band, is_tall, write_band
from ocr_service.pipeline.reading.quality import quality

# Two readings of one line lie over each other by more than this share of the lower one.
_SAME_LINE = 0.5

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
    stands = is_tall(base)
    lines: list[Line] = []
    for number, (band, page) in enumerate(zip(bands, pages, strict=True)):
        seam_after = bands[number + 1].seam if number + 1 < len(bands) else float("inf")
        own = [line for line in _lines(page.words) if band.seam <= _middle(line, stands) < seam_after]
        lines += [line for line in own if not any(_is_same(line, other, stands) for other in lines[-40:])]
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


def _is_same(one: Line, other: Line, stands: bool) -> bool:
    """True for two readings of one line, which stands in two bands."""
    if not stands:
        return False
    (top, bottom), (first, last) = _reach(one), _reach(other)
    common = min(bottom, last) - max(top, first)
    is_beside = one[0].box.left > max(w.box.left + w.box.width for w in other) or other[0].box.left > max(
        w.box.left + w.box.width for w in one
    )
    return not is_beside and common > _SAME_LINE * min(bottom - top, last - first)


def _reach(line: Line) -> tuple[float, float]:
    return min(word.box.top for word in line), max(word.box.top + word.box.height for word in line)


def _numbered(lines: Sequence[Line]) -> Iterator[Word]:
    """The words with numbers of blocks and lines that no two bands share: a block for each run of lines of one block."""
    block, before = 0, None
    for number, line in enumerate(lines):
        own = line[0][3:5]
        if own != before:
            block, before = block + 1, own
        for word in line:
            yield Word(word.text, word.box, word.confidence, block, 1, number)
