"""Write words in one script whose letters come from two: fonts and engines tell Latin, Cyrillic and Greek letters that look alike for each other.

`Invоicе` with two Cyrillic letters looks like a word and is found by no search. Only letters that look alike are changed, in words
that have others of their script; then, on a page with such words, also those of nothing but letters that look alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ocr_service.domain.page import Word
from ocr_service.layout.letters.scripts import script_of

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
# Formulas have it beside Latin letters (`hν`, `cosν`), and longer words do not.
_NU, _LONGEST_IN_FORMULA = "ν", 4
# The share of a page's letters that makes a script the page's.
_MOSTLY = 0.8


def in_one_script(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a page; those of two scripts that look alike in the one that the rest of the word is in."""
    if not _MIXED.search(" ".join(word.text for word in words)):
        return tuple(words)
    whole = [word._replace(text=_RUN.sub(lambda run: _of_one_script(run[0]), word.text)) for word in words]
    if whole == list(words):
        return tuple(words)
    letters = Counter(letter for word in whole for letter in word.text if letter.isalpha())
    if not _is_latin(letters):
        return tuple(whole)
    twins = str.maketrans(
        {own: latin for script in _TWINS for own, latin in _foreign_twins(script, letters).items()}
    )
    return tuple(word._replace(text=word.text.translate(twins)) for word in whole)


def _of_one_script(run: str) -> str:
    scripts = Counter(map(script_of, run))
    if run.isascii() or scripts[_LATIN] in (0, len(run)):
        return run
    for script, twins in _TWINS.items():
        others = [letter for letter in run if script_of(letter) == script]
        own = [letter for letter in run if script_of(letter) == _LATIN]
        if len(own) + len(others) < len(run):
            continue
        is_latin = all(letter in twins for letter in others)
        is_foreign = all(letter in twins.values() for letter in own)
        if is_latin and not is_foreign and not (_NU in run and len(run) <= _LONGEST_IN_FORMULA):
            return run.translate(_TO_LATIN[script])
        # Greek letters stand beside Latin ones in formulas (`ΔT`, `ΔΣT`), Cyrillic ones behind their capitals (`ITшник`).
        is_word = run[1:].islower() or (run.isupper() and script != _GREEK)
        if is_foreign and not is_latin and is_word and len(others) >= len(own) + (script == _GREEK):
            return run.translate(_FROM_LATIN[script])
    return run


def _is_latin(letters: Counter[str]) -> bool:
    latin = sum(count for letter, count in letters.items() if script_of(letter) == _LATIN)
    return latin >= _MOSTLY * letters.total()


def _foreign_twins(script: str, letters: Iterable[str]) -> Mapping[str, str]:
    """The letters of a script that stand for Latin ones on a Latin page: none where others of that script show that it is written there."""
    twins = _TWINS[script]
    is_written = any(letter not in twins and script_of(letter) == script for letter in letters)
    return {} if is_written else {own: latin for own, latin in twins.items() if own != _NU}
