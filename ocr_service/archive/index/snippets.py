"""Show where on a page it stands: some words around the first place, what of them was looked for, and its boxes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

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
    single = _Single(patterns)
    found = {at for at, token in page.joined().items() if single.fits(token)}
    stream = [(token, place) for place, parts in enumerate(page.tokens()) for token in parts]
    found.update(place for token, place in stream if single.fits(token))
    for phrase in patterns:
        if len(phrase.tokens) > 1:
            found.update(_places_of(phrase, stream))
    return found


class _Single:
    """Patterns of one token, all asked at once."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        one = [each for each in patterns if len(each.tokens) == 1]
        self._whole = frozenset(each.tokens[0] for each in one if not each.is_open)
        self._beginnings = tuple(each.tokens[0] for each in one if each.is_open)

    def fits(self, token: str) -> bool:
        return token in self._whole or token.startswith(self._beginnings)


def _places_of(phrase: Pattern, stream: Sequence[tuple[str, int]]) -> Iterator[int]:
    length = len(phrase.tokens)
    for start, (token, _) in enumerate(stream):
        if token == phrase.tokens[0]:
            window = stream[start : start + length]
            if phrase.fits(tuple(each for each, _ in window)):
                yield from (place for _, place in window)
