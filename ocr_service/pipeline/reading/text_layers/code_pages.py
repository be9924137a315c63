"""Read letters that a PDF tells in another code page as if they were those of Windows in Western Europe.

Programs that print with a font of another code page call its bytes Windows' own: `Nale¿noœæ` for `Należność`, `Ñ÷¸ò` for `Счёт`,
`PrŸfung` for `Prüfung`; or each byte of UTF-8 (`fÃ¼r`). What the page shows is right, so that the text is made right, too.
A code page is believed where what stands beyond ASCII is of no one language before, and all of it of one language after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from ocr_service.domain.page import Word
from ocr_service.pipeline.reading.text_layers.letter_triples import groups_of, known_groups, languages_of

_SHOWN_AS, _UTF_8 = "cp1252", "utf-8"
# The letters that a language has beyond those of ASCII (alphabets of Unicode CLDR, with those of loan words).
_LETTERS: Mapping[str, str] = {
    "Polish": "ąćęłńóśźż",
    "Czech": "áčďéěíňóřšťúůýž",
    "Slovak": "áäčďéíľňóôšťúýž",
    "Hungarian": "áéíóöőúüű",
    "Croatian": "čćđšž",
    "Romanian": "ăâîșşțţ",
    "Turkish": "âçğıi̇îöşüû",
    "Lithuanian": "ąčęėįšųūž",
    "Latvian": "āčēģīķļņšūž",
    "Estonian": "äõöšüž",
    "Albanian": "çë",
    "German": "äöüßé",
    "French": "àâæçéèêëîïôœùûüÿ",
    "Spanish": "áéíñóúüªº",
    "Catalan": "àçèéíïòóúü",
    "Portuguese": "àáâãçéêíóôõúüªº",
    "Italian": "àáèéìíîòóùúªº",
    "Swedish": "åäöéàü",
    "Danish": "åæøéäöüòóôê",
    "Icelandic": "áðéíóúýþæöø",
    "Dutch": "áâçèéêëíïîóôöúûüñà",
    "Welsh": "áàâäéèêëíìîïóòôöúùûüýŵŷ",
}
# Of which languages a page is; the first that fits is taken, so that those of the most users stand first.
_EASTERN = ("Polish", "Czech", "Slovak", "Hungarian", "Croatian", "Romanian")
_WESTERN = ("German", "French", "Spanish", "Portuguese", "Italian", "Swedish", "Danish", "Catalan", "Dutch")
_PAGES: Mapping[str, Sequence[str]] = {
    "cp1250": _EASTERN,
    "iso8859_2": _EASTERN,
    "cp1254": ("Turkish",),
    "cp1257": ("Lithuanian", "Latvian", "Estonian"),
    "mac_roman": _WESTERN,
    "cp852": _EASTERN,
    "mac_latin2": _EASTERN,
}
# Pages of other scripts, in which nearly all letters stand beyond ASCII.
_SCRIPTS: Mapping[str, str] = {
    "cp1251": "CYRILLIC",
    "cp866": "CYRILLIC",
    "koi8_r": "CYRILLIC",
    "cp1253": "GREEK",
}
_MARKS = ".,:;!?()[]{}«»„“”‚‘’\"'…-–—/*•§°©®™€£¥¹²³ªº¼½¾·¿¡ \xa0"
# Signs that stand between words without a blank tell nothing.
_SIGNS = frozenset("’‘–—“”„…·•®™©°§€«»†‡")
# What stands beyond ASCII: how much of it a language has where it is written in it, and what has to be there of others.
_WHOLLY, _MOSTLY = 0.985, 0.96
_FEWEST, _FEWEST_KINDS, _FEWEST_WORDS = 6, 3, 4
# In other scripts: most letters of a word; and the share of letter groups that a language of the script has, of which by chance
# a tenth is one.
_ALL_LETTERS, _OF_SCRIPT = 0.7, 0.35
_FEWEST_GROUPS = 30
# How many words with bytes of Windows there have to be for each that has other letters.
_OTHERS = 4


def in_their_code_page(words: Sequence[Word]) -> Sequence[Word]:
    """The words of a page, in the letters that their code page has for their bytes."""
    beyond = [word.text for word in words if not word.text.isascii()]
    asked = [text for text in beyond if _is_asked(text)]
    # Where fonts tell letters that Windows' Western page has not, they tell all letters by what they are.
    told = sum(any(map(str.isalpha, text)) and _bytes_of(text) is None for text in beyond)
    page = _page_of(asked) if len(asked) > _OTHERS * told else None
    if page is None:
        return words
    return [word._replace(text=_read(word.text, page) or word.text) for word in words]


def _is_asked(text: str) -> bool:
    """True for more than signs beyond ASCII, if these may be bytes of Windows."""
    return not text.strip(_MARKS).isascii() and _bytes_of(text) is not None


def _page_of(asked: Sequence[str]) -> str | None:
    different = set(asked)
    if len(different) > 1 and all(_read(text, _UTF_8) for text in different):
        return _UTF_8
    shown = _beyond(asked)
    if len(different) < _FEWEST_WORDS or shown.total() < _FEWEST or _is_of_one(shown, _LETTERS):
        return None
    if sum(shown.values()) >= _ALL_LETTERS * sum(map(len, asked)):
        return _page_of_script(sorted(different))
    return next((page for page, languages in _PAGES.items() if _makes_one(page, languages, asked)), None)


def _is_of_one(found: Counter[str], languages: Iterable[str]) -> bool:
    """True where one language has all of these letters but names; few of them say nothing."""
    total = found.total()
    for language in languages:
        letters = _LETTERS[language]
        others = [char for char in found if char not in letters]
        if len(others) < _FEWEST_KINDS and sum(found[char] for char in others) <= (1 - _MOSTLY) * total:
            return True
    return False


def _makes_one(page: str, languages: Sequence[str], asked: Sequence[str]) -> bool:
    decoded = [_read(text, page) for text in asked]
    if None in decoded:
        return False
    found = _beyond(text for text in decoded if text)
    changed = found - _beyond(asked)
    if (
        changed.total() < _FEWEST
        or len({text.lower() for text in asked} - {text.lower() for text in decoded if text}) < _FEWEST_WORDS
    ):
        return False
    return any(
        sum(found[char] for char in _LETTERS[language]) >= _WHOLLY * found.total() for language in languages
    )


def _beyond(texts: Iterable[str]) -> Counter[str]:
    """How often each letter or sign beyond ASCII stands within words; a capital behind a small letter is written as it stands."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(_beyond_of(text))
    return found


@lru_cache(maxsize=8_192)
def _beyond_of(text: str) -> str:
    core = text.strip(_MARKS)
    small = core if core[1:] != core[1:].lower() and not core.isupper() else core.lower()
    return "".join(char for char in small if not char.isascii() and char not in _SIGNS)


def _page_of_script(texts: Sequence[str]) -> str | None:
    best, found = _OF_SCRIPT, None
    for page, script in _SCRIPTS.items():
        decoded = [_read(text, page) for text in texts]
        groups = [place for text in decoded if text for place in groups_of(text, script)]
        if None in decoded or len(groups) < _FEWEST_GROUPS:
            continue
        known = max(known_groups(groups, script, language) for language in languages_of(script))
        if known > best * len(groups):
            best, found = known / len(groups), page
    return found


@cache
def _bytes() -> Mapping[str, int]:
    """The byte of Windows that each character is shown for; what Windows has none for is told as in Unicode."""
    return {bytes([byte]).decode(_SHOWN_AS, "ignore") or chr(byte): byte for byte in range(256)}


def _bytes_of(text: str) -> bytes | None:
    table = _bytes()
    try:
        return bytes(table[char] for char in text)
    except KeyError:
        return None


@lru_cache(maxsize=8_192)
def _read(text: str, page: str) -> str | None:
    """The word in another code page; None where it cannot be one of that page."""
    if text.isascii():
        return text
    stored = _bytes_of(text)
    try:
        return stored.decode(page) if stored is not None else None
    except UnicodeDecodeError:
        return None
