"""Tell in which language a text is, of any language, by its script and its small words.

Asked after reading, for what a result says of a page. Which language a page is read in is decided elsewhere
(``layout.language``), among the languages that are installed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from ocr_service.layout.letters.scripts import script_of
from ocr_service.layout.small_words import SMALL_WORDS

# Small words are a third of running text and few of a form; one that many languages have says little.
LEAST_HITS = 1.6
_LEAST_SHARE = 0.02
# Of a script that tells the language by itself a few letters do.
_LEAST_LETTERS, _LEAST_MARKS = 6, 3
# Of two languages the one that has clearly more; of related ones each has most words of the other.
_AHEAD = 1.12
# A text is in several languages when each has this part of its pieces, and more than one.
LEAST_PART = 0.2
_MOST_CHARACTERS = 20_000
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_WORDS_OF_A_PIECE = 14
# Small words with the languages that have them, and what a word counts for each.
_Known = Mapping[str, tuple[tuple[str, float], ...]]

# Scripts that one language uses, or one so much more than others that it is meant.
_OF_SCRIPT: Mapping[str, str] = {
    "HEBREW": "heb",
    "GREEK": "ell",
    "HANGUL": "kor",
    "KANA": "jpn",
    "THAI": "tha",
    "ARMENIAN": "hye",
    "GEORGIAN": "kat",
    "DEVANAGARI": "hin",
    "BENGALI": "ben",
    "TAMIL": "tam",
    "TELUGU": "tel",
    "KANNADA": "kan",
    "MALAYALAM": "mal",
    "GUJARATI": "guj",
    "GURMUKHI": "pan",
    "KHMER": "khm",
    "LAO": "lao",
    "MYANMAR": "mya",
    "ETHIOPIC": "amh",
    "SINHALA": "sin",
}
_URDU, _PERSIAN = re.compile("[ٹڈڑےں]"), re.compile("[پچژگکی]")
# Very common characters that were simplified, and what they were before.
_SIMPLIFIED, _TRADITIONAL = (
    re.compile("[们这国时会来对为个说过发后里学开经头电车东业长]"),
    re.compile("[們這國時會來對為個說過發後裡學開經頭電車東業長]"),
)


def language_found(text: str) -> str:
    """The language that most of a text is in, in Tesseract's codes (``deu``); empty when it does not tell."""
    return next(iter(languages_found(text)), "")


def languages_found(text: str) -> dict[str, float]:
    """The languages of a text with their part of it (0-1), most first; empty when too little of it tells one."""
    words = _WORD.findall(text[:_MOST_CHARACTERS])
    script, count = _main_script(words)
    if not count:
        return {}
    if script not in SMALL_WORDS:
        language = _of_script(script, text) if count >= _LEAST_LETTERS else ""
        return {language: 1.0} if language else {}
    return _by_small_words([word.casefold() for word in words], _languages_by_word(script))


def _main_script(words: Sequence[str]) -> tuple[str, int]:
    """The script of most letters and their number; Japanese writes Han with kana between, Korean perhaps with hangul."""
    if (letters := "".join(words)).isascii():
        return ("LATIN", len(letters)) if letters else ("", 0)
    counts: Counter[str] = Counter()
    for word in words:
        if word.isascii():
            counts["LATIN"] += len(word)
        else:
            counts.update(map(script_of, word))
    script, count = counts.most_common(1)[0]
    for mixed in ("KANA", "HANGUL"):
        if script == "CJK" and counts[mixed] * 10 >= count:
            return mixed, count
    return script, count


def _of_script(script: str, text: str) -> str:
    if script == "ARABIC":
        if len(_URDU.findall(text)) >= _LEAST_MARKS:
            return "urd"
        return "fas" if len(_PERSIAN.findall(text)) >= _LEAST_MARKS else "ara"
    if script == "CJK":
        is_simplified = len(_SIMPLIFIED.findall(text)) >= len(_TRADITIONAL.findall(text))
        return "chi_sim" if is_simplified else "chi_tra"
    return _OF_SCRIPT.get(script, "")


def _by_small_words(words: list[str], known: _Known) -> dict[str, float]:
    pieces = [
        _hits(words[at : at + _WORDS_OF_A_PIECE], known) for at in range(0, len(words), _WORDS_OF_A_PIECE)
    ]
    several = _having_several(words, known)
    whole = {language: sum(hits.get(language, 0.0) for hits in pieces) for language in several}
    best = _best(whole)
    if not best or whole[best] < max(LEAST_HITS, _LEAST_SHARE * len(words)):
        return {}
    parts: Counter[str] = Counter()
    for hits in pieces:
        if (piece := _best(hits)) and hits[piece] >= LEAST_HITS:
            parts[piece] += 1
    total = sum(parts.values())
    told = {
        language: count / total
        for language, count in parts.most_common()
        if count / total >= LEAST_PART and count > 1
    }
    share = told.pop(best, 1.0)
    return {best: share, **told}


def _having_several(words: Iterable[str], known: _Known) -> list[str]:
    """The languages that have several of the words: a label that comes twice (`Data de emissão`, `Data de vencimento`) tells as little as one that comes once."""
    distinct = Counter(language for word in set(words) for language, _ in known.get(word, ()))
    return [language for language, count in distinct.items() if count > 1]


@cache
def _languages_by_word(script: str) -> _Known:
    """For each small word its languages with what it counts for each: in part, where several have it."""
    having: dict[str, list[str]] = {}
    for language, words in SMALL_WORDS[script].items():
        for word in words:
            having.setdefault(word, []).append(language)
    return {
        word: tuple((language, 1 / len(languages)) for language in languages)
        for word, languages in having.items()
    }


def _hits(words: Iterable[str], known: _Known) -> dict[str, float]:
    """How many of the words each language has."""
    hits: dict[str, float] = {}
    for word in words:
        for language, part in known.get(word, ()):
            hits[language] = hits.get(language, 0.0) + part
    return hits


def _best(hits: Mapping[str, float]) -> str:
    """The language with most hits; empty when another has nearly as many."""
    if not hits:
        return ""
    best = max(hits, key=hits.__getitem__)
    is_ahead = all(hits[best] >= _AHEAD * count for language, count in hits.items() if language != best)
    return best if is_ahead else ""
