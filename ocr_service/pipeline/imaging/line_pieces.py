"""Pieces of lines of text, as they show in narrow upright strips of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from PIL import Image, ImageChops

STRIPS = 24
_INK = 48

# Pieces of lines are this high, in heights of the text.
_USUAL_HEIGHTS = (0.6, 1.6)


class Piece(NamedTuple):
    """A dark run in one of many narrow upright strips of a page. ``top`` and ``height`` in pixels."""

    strip: int
    top: int
    height: int


class Place(NamedTuple):
    """The middle of a piece of a line, as shares of the page's width and height."""

    x: float
    y: float


def line_places(
    pieces: Iterable[Piece], text_height: float, strips: int, page_height: int
) -> tuple[Place, ...]:
    """Where the pieces are that are as high as the text."""
    lowest, highest = (text_height * limit for limit in _USUAL_HEIGHTS)
    return tuple(
        Place((piece.strip + 0.5) / strips, (piece.top + piece.height / 2) / page_height)
        for piece in pieces
        if lowest <= piece.height <= highest
    )


def ink_mask(picture: Image.Image, ground: Image.Image) -> Image.Image:
    """White where the picture is clearly darker than its paper."""
    return ImageChops.subtract(ground, picture).point(lambda depth: 255 if depth > _INK else 0)


def line_pieces(mask: Image.Image) -> list[Piece]:
    """All dark runs in narrow upright strips."""
    strips = mask.resize((STRIPS, mask.height), Image.Resampling.BOX)
    pieces: list[Piece] = []
    for strip in range(STRIPS):
        column = strips.crop((strip, 0, strip + 1, mask.height)).tobytes()
        pieces += (Piece(strip, top, height) for top, height in _runs(column))
    return pieces


def usual_height(pieces: Sequence[int], page_height: int) -> float:
    """The median height of pieces of lines, weighted by nothing but their number."""
    text = sorted(height for height in pieces if 4 <= height <= page_height // 8)
    return float(text[len(text) // 2]) if len(text) >= 3 else 0.0


def _runs(column: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Top and height of each dark run that ends within the column."""
    height = 0
    for y, ink in enumerate(column):
        if ink > 8:
            height += 1
        elif height:
            yield y - height, height
            height = 0
