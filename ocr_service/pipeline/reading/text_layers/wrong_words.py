"""Which words of a text layer are of no language though others are: those of one font that maps its letters wrongly.

A page's lines are judged by their letter groups (``letter_triples``). Two states take turns down the page, words and no words,
and a change has its price, so that a name or a code among words is no reason. Lines in another language than the most are
asked about with that language's groups before they are doubted. Most pages end after the first question (.4 ms).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from math import log
from operator import itemgetter

from ocr_service.domain.page import Word
from ocr_service.pipeline.reading.text_layers.letter_triples import (
    ALPHABETS,
    groups_of,
    known_groups,
    languages_of,
    likeliest_language,
)


@dataclass(frozen=True, slots=True)
class _Shares:
    """The share of frequent groups among those of a script's words, and of permuted letters: see decision 0022.

    Of a script's words no language of the table has so few groups as ``most_wrong``.
    """

    of_words: float
    of_none: float
    most_wrong: float

    @property
    def known(self) -> float:
        """What a group that the language has speaks for words, as a logarithm."""
        return log(self.of_words / self.of_none)

    @property
    def unknown(self) -> float:
        """The same of a group that it has not; below 0."""
        return log((1 - self.of_words) / (1 - self.of_none))


# The table has four of the many languages in Cyrillic letters: others' words have 42 to 75 % of their groups.
_SHARES: Mapping[str, _Shares] = {
    "LATIN": _Shares(0.9, 0.38, 0.55),
    "CYRILLIC": _Shares(0.65, 0.2, 0.4),
    "GREEK": _Shares(0.9, 0.38, 0.55),
}
# What a change from words to none costs, in the same measure: five words in a row may be names.
_CHANGE = 12.0
# A page has no more languages than these; so many words are asked to find the next one.
_MOST_LANGUAGES, _ASKED, _MOSTLY = 3, 30, 0.85
# Fewer groups say too little.
_LEAST_GROUPS = 24
# Abbreviations are no words.
_SHORT = 5
_LATIN = "LATIN"
_UNREADABLE, _LEAST_UNREADABLE = "\N{REPLACEMENT CHARACTER}", 3
_LINE = itemgetter(slice(3, 6))

_Line = tuple[Sequence[int], Sequence[str]]


def wrong_words(words: Sequence[Word]) -> frozenset[int]:
    """The places, among ``words``, of those on lines whose letters follow each other as in no language; mostly none.

    Words of characters that no reader can see are among them.
    """
    lines = list(_lines(words))
    wrong = {
        place for place, word in enumerate(words) if _UNREADABLE in word.text and _is_unmapped(word.text)
    }
    for script in _scripts(words):
        for line in _lines_of_none(lines, script):
            wrong.update(line[0])
    return frozenset(wrong)


def _is_unmapped(text: str) -> bool:
    """True for three letters or more that no reader can see (``layout/letters/characters.py``); one or two are signs, of a telephone say."""
    return text.count(_UNREADABLE) >= _LEAST_UNREADABLE


def _scripts(words: Sequence[Word]) -> Iterator[str]:
    """Latin, and what else is on the page."""
    others = [word.text for word in words if not word.text.isascii()]
    for script in ALPHABETS:
        if script == _LATIN or any(groups_of(text, script) for text in others):
            yield script


def _lines(words: Sequence[Word]) -> Iterator[_Line]:
    """Places and texts of the words of each line."""
    start = 0
    for _, line in groupby(words, key=_LINE):
        texts = [text for text, *_ in line]
        yield range(start, start + len(texts)), texts
        start += len(texts)


def _lines_of_none(lines: Sequence[_Line], script: str) -> Sequence[_Line]:
    left, asked = lines, 0
    while left and asked < _MOST_LANGUAGES:
        language = _best_language(left, script)
        if language is None:
            return ()
        left, asked = _doubted(left, script, language), asked + 1
    return left if left and _say_enough(left, script) else ()


def _best_language(lines: Sequence[_Line], script: str) -> int | None:
    """The language that knows most of these lines' groups, of many every nth; that of the last page if it knows most."""
    texts = [text for _, line in lines for text in line]
    some = _groups(texts[:: max(1, len(texts) // _ASKED)], script) or _groups(texts, script)
    return likeliest_language(some, script, _MOSTLY) if some else None


def _groups(texts: Iterable[str], script: str) -> list[int]:
    return [place for text in texts if not _is_abbreviation(text) for place in groups_of(text, script)]


def _is_abbreviation(text: str) -> bool:
    return len(text) <= _SHORT and text.isupper()


def _doubted(lines: Sequence[_Line], script: str, language: int) -> list[_Line]:
    """The lines that are likelier none of this language."""
    worths = [sum(_worth(text, script, language) for text in texts) for _, texts in lines]
    if all(worth >= 0 for worth in worths):
        return []
    return [line for line, is_wrong in zip(lines, _likeliest(worths), strict=True) if is_wrong]


@lru_cache(maxsize=8_192)
def _worth(text: str, script: str, language: int) -> float:
    """The logarithm of how much likelier a word is of the language than of none; 0 for what is no word of this script."""
    groups = _groups((text,), script)
    known = known_groups(groups, script, language)
    shares = _SHARES[script]
    return known * shares.known + (len(groups) - known) * shares.unknown


def _likeliest(worths: Sequence[float]) -> list[bool]:
    """For each line whether it is of none, by the likeliest course of both states."""
    sound, wrong = 0.0, -_CHANGE
    back: list[tuple[bool, bool]] = []
    for worth in worths:
        from_wrong, from_sound = wrong - _CHANGE > sound, sound - _CHANGE > wrong
        back.append((from_wrong, not from_sound))
        sound, wrong = max(sound, wrong - _CHANGE) + worth, max(wrong, sound - _CHANGE)
    course: list[bool] = []
    is_wrong = wrong > sound
    for to_sound, to_wrong in reversed(back):
        course.append(is_wrong)
        is_wrong = to_wrong if is_wrong else to_sound
    return course[::-1]


def _say_enough(lines: Sequence[_Line], script: str) -> bool:
    groups = _groups((text for _, texts in lines for text in texts), script)
    if len(groups) < _LEAST_GROUPS:
        return False
    best = max(known_groups(groups, script, language) for language in languages_of(script))
    return best < _SHARES[script].most_wrong * len(groups)
