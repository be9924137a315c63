"""Scans drawn for the benchmark: known words as JPEG 75 and G4 pages in a PDF, skewed and grainy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from tests.support.drawings import Drawing, draw_page, scan_pdf, scanned, sentence

DPI = 300
_POINTS = (10, 8, 12, 9, 11)
_SKEWS = (0.0, 0.6, -0.8, 0.0, 1.2)
_WORDS = 700


@dataclass(frozen=True, slots=True, kw_only=True)
class Scans:
    """A scan in both forms, and what stands on its pages; ``single`` has each JPEG page alone."""

    jpeg: Path
    group4: Path
    pages: tuple[Path, ...]
    texts: tuple[str, ...]
    single: tuple[Path, ...]


def draw_scans(folder: Path, page_count: int) -> Scans:
    """Pages of 8 to 12 pt in one and two columns; ``pages`` are the same as gray PGM at 300 dpi."""
    drawings = [_drawing(number) for number in range(page_count)]
    pictures = [_scan(drawing, number) for number, drawing in enumerate(drawings)]
    return Scans(
        jpeg=scan_pdf(folder / "jpeg.pdf", pictures, dpi=DPI),
        group4=scan_pdf(
            folder / "group4.pdf", [_black_and_white(p) for p in pictures], dpi=DPI, one_bit=True
        ),
        pages=tuple(_saved(picture, folder / f"page-{n:02}.pgm") for n, picture in enumerate(pictures)),
        # Copies: Pillow remembers on a picture which pages were appended to it.
        single=tuple(
            scan_pdf(folder / f"single-{n:02}.pdf", [picture.copy()], dpi=DPI)
            for n, picture in enumerate(pictures)
        ),
        texts=tuple(drawing.text for drawing in drawings),
    )


def _drawing(number: int) -> Drawing:
    points = _POINTS[number % len(_POINTS)]
    return draw_page(sentence(number, _WORDS), dpi=DPI, points=points, columns=1 + number % 2)


def _scan(drawing: Drawing, number: int) -> Image.Image:
    return scanned(drawing.picture, skew=_SKEWS[number % len(_SKEWS)], noise=25, blur=0.6, seed=number)


def _black_and_white(picture: Image.Image) -> Image.Image:
    return picture.point(lambda value: 255 if value > 140 else 0)


def _saved(picture: Image.Image, path: Path) -> Path:
    picture.save(path, format="PPM")
    return path


def character_error_rate(texts: Sequence[str], found: Sequence[str]) -> float:
    """Edits over characters, white space and line breaks folded, words broken at a line's end as they are."""
    pairs = [
        (" ".join(text.split()), " ".join(read.split())) for text, read in zip(texts, found, strict=True)
    ]
    return sum(_edits(text, read) for text, read in pairs) / max(1, sum(len(text) for text, _ in pairs))


def _edits(one: str, other: str) -> int:
    """Levenshtein distance by bit-parallel columns (Myers): a page in milliseconds, without a library."""
    if not one:
        return len(other)
    places: dict[str, int] = {}
    for place, char in enumerate(one):
        places[char] = places.get(char, 0) | 1 << place
    full, last = (1 << len(one)) - 1, 1 << (len(one) - 1)
    plus, minus, distance = full, 0, len(one)
    for char in other:
        same = places.get(char, 0)
        diagonal = (((same & plus) + plus) ^ plus) | same | minus
        up, down = minus | ~(diagonal | plus) & full, plus & diagonal
        distance += bool(up & last) - bool(down & last)
        up, down = (up << 1 | 1) & full, down << 1 & full
        plus, minus = down | ~(diagonal | up) & full, up & diagonal
    return distance
