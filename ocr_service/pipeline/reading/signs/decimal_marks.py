"""Put back the point or comma of a number whose digits alone were read: ``85.4`` as ``854``, by the ink between the digits.

A number is mended only where as many tall pieces of ink stand side by side as it has digits, so that the mark's place is certain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from ocr_service.domain.page import Box, Word

_NUMBER = re.compile(r"\d[\d.,]{1,11}[%€$£]?")
# In heights of the digits: what is a digit, how large a mark is, how low it begins, and how far below the line a comma hangs.
_DIGIT, _LEAST_MARK, _MOST_MARK, _MOST_COMMA, _LOW, _BELOW = 0.75, 0.07, 0.27, 0.45, 0.68, 0.06
# Two digits that touch are wider than this.
_WIDEST = 0.9
_FEWEST_PIXELS = 12


class _Piece(NamedTuple):
    """Inked columns side by side: how wide they are, where their ink begins and ends, downwards."""

    width: int
    top: int
    bottom: int


def with_decimal_marks(words: Sequence[Word], picture: Path) -> tuple[Word, ...]:
    """The words, numbers with the marks that are printed in them; ``picture`` is the PGM that they were read from, dark on light.

    Takes .1 ms a number.
    """
    if not any(_NUMBER.fullmatch(word.text) for word in words):
        return tuple(words)
    with Image.open(picture, formats=("PPM",)) as opened:
        return tuple(_mended(word, opened) if _NUMBER.fullmatch(word.text) else word for word in words)


def _mended(word: Word, picture: Image.Image) -> Word:
    pieces = _pieces(picture, word.box)
    top = min((piece.top for piece in pieces), default=0)
    tall = [
        place for place, piece in enumerate(pieces) if piece.bottom - piece.top >= _DIGIT * word.box.height
    ]
    count = sum(char.isdigit() for char in word.text)
    has_sign = not word.text[-1].isdigit()
    if len(tall) < count + has_sign or (len(tall) > count and not has_sign):
        return word
    pieces = pieces[: tall[count - 1] + 1]
    digits = [pieces[place] for place in tall[:count]]
    if any(piece.width > _WIDEST * (piece.bottom - piece.top) for piece in digits):
        return word
    height, line = max(piece.bottom for piece in digits) - top, max(piece.bottom for piece in digits)
    marks = "".join("0" if piece in digits else _mark(piece, height, line) for piece in pieces)
    if "?" in marks or not marks.startswith("0"):
        return word
    return word._replace(text=_merged(word.text, marks))


def _mark(piece: _Piece, height: int, line: int) -> str:
    """``.`` or ``,`` for a piece that is one, ``?`` for any other."""
    high, hangs = piece.bottom - piece.top, piece.bottom - line > _BELOW * height
    most = _MOST_COMMA if hangs else _MOST_MARK
    is_mark = (
        _LEAST_MARK * height <= min(piece.width, high)
        and piece.width <= _MOST_MARK * height
        and high <= most * height
        and piece.top >= line - (1 - _LOW) * height
        and piece.bottom >= line - _BELOW * height - 1
    )
    if not is_mark:
        return "?"
    return "," if hangs else "."


def _merged(text: str, marks: str) -> str:
    """The text, and between its digits the marks of the ink where it has none."""
    made, left = "", marks[1:]
    for char, following in zip(text, (*text[1:], ""), strict=True):
        made += char
        if not char.isdigit():
            continue
        printed = left[: len(left) - len(left.lstrip(".,"))]
        left = left[len(printed) + 1 :]
        made += printed[:1] if following.isdigit() else ""
    return made


def _pieces(picture: Image.Image, box: Box) -> list[_Piece]:
    """The ink of a word in pieces between blank columns, from left to right."""
    left, top, width, height = box
    piece = picture.crop((int(left), int(top), int(left + width) + 1, int(top + height) + 1))
    levels = piece.tobytes()
    half = (min(levels) + max(levels)) // 2
    if piece.height < _FEWEST_PIXELS or min(levels) == max(levels):
        return []
    ink = piece.point([255 if level <= half else 0 for level in range(256)])
    columns = ink.reduce((1, ink.height)).point([0, *[255] * 255]).tobytes()
    found = []
    for run in re.finditer(rb"\xff+", columns):
        frame = ink.crop((run.start(), 0, run.end(), ink.height)).getbbox()
        if frame:
            found.append(_Piece(run.end() - run.start(), frame[1], frame[3]))
    return found
