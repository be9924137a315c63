"""Read ligatures that fonts tell by the code of another letter: `informaƟon`, `conÞrm`, `signi®cant`.

Three such codes are frequent: those that Windows' printing gives the ligatures of Calibri, the Mac's bytes for fi and fl, and the
bytes of mathematicians' and publishers' fonts, of which some have ff, fi and fl there and others fi and fl.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ocr_service.domain.page import Word
from ocr_service.pipeline.reading.text_layers.letter_triples import groups_of, known_groups, languages_of

_SCRIPT = "LATIN"
_CALIBRI = {"Ɵ": "ti", "Ʃ": "tt", "ƫ": "tti", "Ō": "ft", "ō": "ft", "ī": "ff", "ĸ": "ffi"}
_MAC = {"Þ": "fi", "ß": "fl"}
_FONTS: Sequence[Mapping[str, str]] = (
    {"®": "fi", "¯": "fl"},
    {"®": "ff", "¯": "fi", "°": "fl", "±": "ffi", "²": "ffl"},
)
# What no word of any language has: these signs before or between small letters.
_OF_CALIBRI = re.compile("[a-z][ƟƩƫ]|[ƟƩƫ][a-z]")
_OF_MAC = re.compile("[a-z]Þ[a-z]")
_OF_FONTS = re.compile("[a-z][®¯][a-z]")
_ALL = "ƟƩƫÞ®¯"


def with_read_ligatures(words: Sequence[Word]) -> Sequence[Word]:
    """The words of a page, ligatures written out where wrong codes of theirs are found."""
    together = " ".join(word.text for word in words if not word.text.isascii())
    if not any(sign in together for sign in _ALL):
        return words
    for pattern, tables in ((_OF_CALIBRI, (_CALIBRI,)), (_OF_MAC, (_MAC,)), (_OF_FONTS, _FONTS)):
        if pattern.search(together):
            words = _written_out(words, tables)
    return words


def _written_out(words: Sequence[Word], tables: Sequence[Mapping[str, str]]) -> Sequence[Word]:
    """In the table that makes most words of some language; of a sign that stands alone nothing is changed."""
    chances = [[_by(table, word.text) for word in words] for table in tables]
    best = max(chances, key=lambda texts: _likeness(texts, words)) if len(chances) > 1 else chances[0]
    return [word._replace(text=text) for word, text in zip(words, best, strict=True)]


def _by(table: Mapping[str, str], text: str) -> str:
    if text.isascii() or not any(char in "abcdefghijklmnopqrstuvwxyz" for char in text):
        return text
    return re.sub(
        rf"(?<=[a-z])[{''.join(table)}]|[{''.join(table)}](?=[a-z])", lambda found: table[found[0]], text
    )


def _likeness(texts: Sequence[str], words: Sequence[Word]) -> int:
    groups = [
        place
        for text, word in zip(texts, words, strict=True)
        if text != word.text
        for place in groups_of(text, _SCRIPT)
    ]
    return max((known_groups(groups, _SCRIPT, language) for language in languages_of(_SCRIPT)), default=0)
