"""Mend brackets that were read as braces: ``{GTIN)`` is ``(GTIN)``, as no brace is closed by another bracket."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ocr_service.domain.page import Word

_CLOSED_BY = {"(": ")", "[": "]", "{": "}"}
_OPENED_BY = {close: opening for opening, close in _CLOSED_BY.items()}
# A bracket of a paragraph: which word it is in, where, and what it is.
_Bracket = tuple[int, int, str]


def with_paired_brackets(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words, each brace that pairs with another bracket of its paragraph written like that one."""
    told = [word.text for word in words]
    for place, at, meant in _mended(words):
        told[place] = told[place][:at] + meant + told[place][at + 1 :]
    return tuple(
        word if word.text == text else word._replace(text=text)
        for word, text in zip(words, told, strict=True)
    )


def _mended(words: Sequence[Word]) -> Iterator[_Bracket]:
    """The brackets that are to be written otherwise."""
    open_ones: list[_Bracket] = []
    paragraph: tuple[int, ...] = ()
    for place, word in enumerate(words):
        if word[3:5] != paragraph:
            open_ones, paragraph = [], word[3:5]
        for at, sign in enumerate(word.text):
            if sign in _CLOSED_BY:
                open_ones.append((place, at, sign))
            elif sign in _OPENED_BY and open_ones:
                opening = open_ones.pop()
                if opening[2] == "{" != _OPENED_BY[sign]:
                    yield (*opening[:2], _OPENED_BY[sign])
                elif sign == "}" != _CLOSED_BY[opening[2]]:
                    yield place, at, _CLOSED_BY[opening[2]]
