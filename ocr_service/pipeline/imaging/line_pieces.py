"""Pieces of lines of text, as they show in narrow upright strips of a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

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
