"""Tell words of some language from words of none, by which three letters follow each other.

Where a font says wrongly which letter is which (shifted, permuted), a text layer's words look like words and are none. Of
any of 55 languages' texts 67 to 100 % of the letter groups are among that language's frequent ones, of permuted letters
mostly less than half, even when vowels stay vowels. Most of those languages are written in Latin letters: of Cyrillic ones
the table has four, whose groups other languages share by 42 to 75 %, permuted letters by 10 to 30.
"""

from __future__ import annotations

import base64
import gzip
import json
import unicodedata
from array import array
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

MODEL_FILE = Path(str(files("ocr_service.pipeline.reading.text_layers") / "letter_triples.json.gz"))
# Accents are taken off; a word begins and ends with a space.
ALPHABETS: Mapping[str, str] = {
    "LATIN": "abcdefghijklmnopqrstuvwxyz",
    "CYRILLIC": "абвгдежзийклмнопрстуфхцчшщъыьэюяєіѓќљњџј",
    "GREEK": "αβγδεζηθικλμνξοπρσςτυφχψω",
}
_OPENED = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th", "ð": "d"}
_LEAST_LETTERS, _MOST_WORDS = 4, 30
# Fewer groups say too little: fifteen words of five letters have 75.
_FEW_TRIPLES = 60
# What is asked of a script, by how many of its languages the table has.
_LEAST_KNOWN: Mapping[str, float] = {"LATIN": 0.72, "CYRILLIC": 0.4, "GREEK": 0.6}
# Letters of Kazakh, Mongolian, Tatar, Abkhaz and others, of which the table has none: words with them tell nothing.
_FIRST_OF_FAR, _LAST_OF_FAR = "\u0460", "\u052f"
_BYTE = 8
_NOWHERE = -1


def belongs_to_no_language(texts: Sequence[str]) -> bool:
    """True when most letters of these words follow each other as in no language known here.

    Of many words every nth is asked; names, numbers and words of other scripts are passed over.
    """
    step = max(1, len(texts) // (2 * _MOST_WORDS))
    words = [word for text in texts[::step] if (word := _core(text))]
    places = [_places(word) for word in words[:_MOST_WORDS]]
    for script in ALPHABETS:
        own = [place for found, each in places if found == script for place in each]
        if len(own) >= _FEW_TRIPLES and not _is_of_some_language(own, script):
            return True
    return False


def _is_of_some_language(places: Sequence[int], script: str) -> bool:
    languages, masks = _model()[script]
    wanted = [masks[place] for place in places]
    for language in languages:
        if sum(mask >> language & 1 for mask in wanted) >= _LEAST_KNOWN[script] * len(places):
            _ask_first(language, script)
            return True
    return False


def _ask_first(language: int, script: str) -> None:
    """The next page is most often in the language of the last."""
    languages = _model()[script][0]
    languages.remove(language)
    languages.insert(0, language)


def _core(text: str) -> str:
    """A word of letters alone, in small letters without accents; codes with figures are none."""
    word = text.strip(".,:;!?()[]{}«»„“”‚‘’\"'…-–—/*•")
    return folded(word) if len(word) >= _LEAST_LETTERS and word.isalpha() else ""


@lru_cache(maxsize=8_192)
def groups_of(text: str, script: str) -> tuple[int, ...]:
    """Where the letter groups of a word of this script stand in its table; none for codes, short words and other scripts.

    A group with a letter of another alphabet stands at the end, where no language has any.
    """
    word = _core(text)
    found, places = _places(word) if word else ("", ())
    if found != script:
        return ()
    return places + (_NOWHERE,) * sum(char in letters for char in word for letters in _others(script))


def languages_of(script: str) -> Sequence[int]:
    """The numbers of the languages that are written so."""
    return _model()[script][0]


def likeliest_language(places: Sequence[int], script: str, enough: float) -> int:
    """The language that has most of these groups; that of the last page, if it has this share of them."""
    first, *_ = languages = languages_of(script)
    if known_groups(places, script, first) >= enough * len(places):
        return first
    likeliest = max(languages, key=lambda language: known_groups(places, script, language))
    _ask_first(likeliest, script)
    return likeliest


def known_groups(places: Sequence[int], script: str, language: int) -> int:
    """How many of these groups the language has."""
    masks = _model()[script][1]
    return sum(masks[place] >> language & 1 for place in places if place != _NOWHERE)


@cache
def _others(script: str) -> tuple[str, ...]:
    return tuple(letters for name, letters in ALPHABETS.items() if name != script)


@lru_cache(maxsize=8_192)
def _places(word: str) -> tuple[str, tuple[int, ...]]:
    """The script of a word, and where its letter groups stand in that script's table."""
    if any(_FIRST_OF_FAR <= char <= _LAST_OF_FAR for char in word):
        return "", ()
    for script, alphabet in ALPHABETS.items():
        if word[0] in alphabet:
            padded = f" {word} "
            found = (place_of(padded[at : at + 3], alphabet) for at in range(len(padded) - 2))
            return script, tuple(place for place in found if place is not None)
    return "", ()


def place_of(group: str, alphabet: str) -> int | None:
    """The number of a group of three letters or spaces; None when it has others."""
    place = 0
    for char in group:
        at = 0 if char == " " else alphabet.find(char) + 1
        if (not at and char != " ") or len(group) != 3:
            return None
        place = place * (len(alphabet) + 1) + at
    return place


@lru_cache(maxsize=8_192)
def folded(text: str) -> str:
    """Small letters without accents."""
    small = text.lower()
    if small.isascii():
        return small
    return "".join(_OPENED.get(char) or _bare(char) for char in small)


def _bare(char: str) -> str:
    # Й and Ї are letters of their own, but lose nothing here: the profiles are folded in the same way.
    return unicodedata.normalize("NFD", char)[0]


@cache
def _model() -> Mapping[str, tuple[list[int], array[int]]]:
    """Per script the bits of its languages, and for each letter group those of the languages that have it."""
    data = json.loads(gzip.decompress(MODEL_FILE.read_bytes()))
    model = {}
    for script, part in data.items():
        masks = array("B" if len(part["languages"]) <= _BYTE else "I")
        masks.frombytes(base64.b64decode(part["masks"]))
        model[script] = list(range(len(part["languages"]))), masks
    return model
