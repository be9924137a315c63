"""Write words in one script whose letters come from two: fonts and engines tell Latin, Cyrillic and Greek letters that look alike for each other.

`Invоicе` with two Cyrillic letters looks like a word and is found by no search. Only letters that look alike are changed, in words
that have others of their script; then, on a page with such words, also those of nothing but letters that look alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from ocr_service.domain.page import Word
from ocr_service.layout.scripts import script_of

_LATIN, _GREEK = "LATIN", "GREEK"
_TWINS: Mapping[str, Mapping[str, str]] = {
    "CYRILLIC": dict(zip("аеорсухіјѕАВЕКМНОРСТУХІЈЅ", "aeopcyxijsABEKMHOPCTYXIJS", strict=True)),
    "GREEK": dict(zip("ονΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ovABEZHIKMNOPTYX", strict=True)),
}
_TO_LATIN = {script: str.maketrans(dict(twins)) for script, twins in _TWINS.items()}
_FROM_LATIN = {
    script: str.maketrans({latin: own for own, latin in twins.items()}) for script, twins in _TWINS.items()
}
_RUN = re.compile(r"[^\W\d_]+")
_MIXED = re.compile(
    r"[A-Za-z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][A-Za-z]",
)
# The share of a page's letters that makes a script the page's.
_MOSTLY = 0.8


def in_one_script(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a page; those of two scripts that look alike in the one that the rest of the word is in."""
    if not _MIXED.search(" ".join(word.text for word in words)):
        return tuple(words)
    whole = [word._replace(text=_RUN.sub(lambda run: _of_one_script(run[0]), word.text)) for word in words]
    if whole == list(words):
        return tuple(words)
    page = _script_of_page(whole)
    return tuple(
        word._replace(text=_RUN.sub(lambda run: _as_page(run[0], page), word.text)) for word in whole
    )


def _of_one_script(run: str) -> str:
    scripts = Counter(map(script_of, run))
    if run.isascii() or scripts[_LATIN] in (0, len(run)):
        return run
    for script, twins in _TWINS.items():
        others = [letter for letter in run if script_of(letter) == script]
        own = [letter for letter in run if script_of(letter) == _LATIN]
        if len(own) + len(others) < len(run):
            continue
        latin = _TO_LATIN[script] if all(letter in twins for letter in others) else None
        foreign = _FROM_LATIN[script] if all(letter in twins.values() for letter in own) else None
        if latin and not foreign:
            return run.translate(latin)
        # Greek letters stand beside Latin ones in formulas (`ΔT`), Cyrillic ones nowhere.
        if foreign and not latin and len(others) >= len(own) + (script == _GREEK):
            return run.translate(foreign)
    return run


def _script_of_page(words: Sequence[Word]) -> str:
    """The script of most letters, or empty."""
    scripts = Counter(script_of(letter) for word in words for letter in word.text if letter.isalpha())
    script, count = scripts.most_common(1)[0]
    return script if count >= _MOSTLY * scripts.total() else ""


def _as_page(run: str, page: str) -> str:
    """A run of nothing but letters that look alike, in the page's script."""
    for script, twins in _TWINS.items():
        if page == _LATIN and all(letter in twins for letter in run):
            return run.translate(_TO_LATIN[script])
    return run
