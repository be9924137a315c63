"""The words of a PDF as a viewer finds them, and how well they lie over the drawn ones."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import pypdfium2

from tests.support.drawings import Drawing, DrawnWord

_WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')

Box = tuple[float, float, float, float]


def words_in_pdf(path: Path) -> list[DrawnWord]:
    """All words with boxes in points from the upper left of their page, as pdftotext finds them."""
    said = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True)
    return [
        DrawnWord(text=text, box=(float(left), float(top), float(right), float(bottom)))
        for left, top, right, bottom, text in _WORD.findall(said.stdout)
    ]


def words_in_viewer(path: Path) -> list[DrawnWord]:
    """The words of the first page as PDFium, the viewer of Chromium, lets one select them."""
    with pypdfium2.PdfDocument(path) as document:
        page = document[0]
        text, height = page.get_textpage(), page.get_height()
        letters = [(text.get_text_range(place, 1), place) for place in range(text.count_chars())]
        return [
            DrawnWord(text="".join(letter for letter, _ in word), box=_around(text, word, height))
            for is_space, group in groupby(letters, key=lambda each: each[0].isspace())
            if not is_space and (word := list(group))
        ]


def _around(text: pypdfium2.PdfTextPage, word: Sequence[tuple[str, int]], height: float) -> Box:
    boxes = [text.get_charbox(place) for _, place in word]
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left), height - max(top), max(right), height - min(bottom)


def words_drawn(drawing: Drawing) -> list[DrawnWord]:
    """The drawn words with their ink's boxes in points."""
    scale = 72 / drawing.dpi
    return [DrawnWord(text=word.text, box=_scaled(word.box, scale)) for word in drawing.words]


def _scaled(box: Box, scale: float) -> Box:
    left, top, right, bottom = box
    return left * scale, top * scale, right * scale, bottom * scale


def centre(word: DrawnWord) -> tuple[float, float]:
    """The middle of a word's box."""
    left, top, right, bottom = word.box
    return (left + right) / 2, (top + bottom) / 2


def misplaced(
    found: Sequence[DrawnWord], drawn: Sequence[DrawnWord], within_points: float = 3
) -> list[DrawnWord]:
    """Drawn words that have no found word of the same text nearby (readers order turned pages differently)."""
    places = [(word.text, *centre(word)) for word in found]
    return [
        word
        for word in drawn
        if not any(
            text == word.text
            and abs(x - centre(word)[0]) < within_points
            and abs(y - centre(word)[1]) < within_points
            for text, x, y in places
        )
    ]


def assert_words_lie_over_their_ink(
    found: Sequence[DrawnWord], drawn: Sequence[DrawnWord], within_points: float = 3
) -> None:
    """All drawn words but a few that were misread."""
    missed = misplaced(found, drawn, within_points)
    assert len(missed) <= len(drawn) * 0.04, missed


def assert_clean(path: Path) -> None:
    """qpdf finds nothing to complain of."""
    checked = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
