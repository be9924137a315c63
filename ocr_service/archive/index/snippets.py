"""Show where on a page it stands: some words around the first place, what of them was looked for, and its boxes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ocr_service.archive.index.folding import tokens
from ocr_service.archive.index.page_words import Box, PageWords
from ocr_service.archive.index.query import Pattern

_WORDS_BEFORE, _WORDS_AFTER = 6, 14
_MOST_BOXES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """``marks`` are the ranges of ``text`` that were looked for; ``boxes`` all their places on the page, in points."""

    page: int
    text: str
    marks: tuple[tuple[int, int], ...] = ()
    boxes: tuple[Box, ...] = ()


def snippet_of(page: PageWords, patterns: Iterable[Pattern]) -> Snippet:
    """Of a page on which only names or notes fit, its beginning."""
    places = sorted(_places(page, tuple(patterns)))
    first = max(0, places[0] - _WORDS_BEFORE) if places else 0
    shown = page.words[first : first + _WORDS_BEFORE + _WORDS_AFTER]
    text, marks, at = "", list[tuple[int, int]](), set(places)
    for place, word in enumerate(shown, first):
        text += " " if text else ""
        if place in at:
            marks.append((len(text), len(text) + len(word)))
        text += word
    boxes = tuple(page.boxes[place] for place in places if any(page.boxes[place]))
    return Snippet(page=page.number, text=text, marks=tuple(marks), boxes=boxes[:_MOST_BOXES])


def _places(page: PageWords, patterns: Sequence[Pattern]) -> set[int]:
    """Places of the words that are looked for."""
    joined = page.joined()
    stream = [(token, place) for place, word in enumerate(page.words) for token in tokens(word)]
    found = {at for at, token in joined.items() for each in patterns if each.fits((token,))}
    lengths = {len(each.tokens) for each in patterns}
    for length in lengths:
        these = [each for each in patterns if len(each.tokens) == length]
        for window in _windows(stream, length):
            if any(each.fits(tuple(token for token, _ in window)) for each in these):
                found.update(place for _, place in window)
    return found


def _windows(stream: Sequence[tuple[str, int]], length: int) -> Iterator[Sequence[tuple[str, int]]]:
    return (stream[start : start + length] for start in range(len(stream) - length + 1))
