"""Put words of right-to-left scripts into the order in which they are read.

A PDF says where letters stand. What lists them from left to right has Hebrew and Arabic backwards, letters and words;
here each line is put in logical order by the Unicode Bidirectional Algorithm (UAX #9), whose reordering undoes itself,
cut down to what a line of print needs: no explicit embeddings, one paragraph direction for a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

from ocr_service.domain.page import Word

_RIGHT = ("R", "AL")
_NUMBER = ("EN", "AN")
_SEPARATORS = ("ES", "CS", "ET")
# Hebrew letters with a form of their own at the end of a word, and Arabic ones that stand nowhere else.
_FINAL = frozenset("ךםןףץةىﺔﺓﻰﻯ")
# Lam with alef is one glyph, whose two letters stand in reading order; turned around with the others they follow an alef in the order
# that no word has (`االستحقاق`).
_TURNED_LIGATURE = re.compile("([اأ])([اأإآ])ل")
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")


def in_logical_order(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a page, listed in lines from left to right as they stand, in the order in which they are read.

    Pages whose letters are in logical order already, and all without such letters, come back as they are.
    """
    if not has_right_to_left(words) or _is_logical(words):
        return tuple(words)
    page_is_right = _direction("".join(word.text for word in words)) == 1
    ordered = _ordered(words, page_is_right, mirrors=True)
    # Some programs tell a bracket by its meaning and not by its looks.
    if wrong := _wrong_brackets(ordered):
        as_told = _ordered(words, page_is_right, mirrors=False)
        return as_told if _wrong_brackets(as_told) < wrong else ordered
    return ordered


def _ordered(words: Sequence[Word], page_is_right: bool, *, mirrors: bool) -> tuple[Word, ...]:
    lines = groupby(words, key=lambda word: (word.block, word.paragraph, word.line))
    return tuple(
        word for _, line in lines for word in _line(list(line), page_is_right=page_is_right, mirrors=mirrors)
    )


def _wrong_brackets(words: Sequence[Word]) -> int:
    """How many brackets are closed before they are opened, over the lines of a page."""
    wrong, is_open, line = 0, False, None
    for word in words:
        if line != (line := (word.block, word.paragraph, word.line)):
            is_open = False
        for char in word.text:
            if char in _OPENING:
                is_open = True
            elif char in _CLOSING:
                wrong, is_open = wrong + (not is_open), False
    return wrong


def reads_from_right(words: Sequence[Word]) -> bool:
    """True for a page most of whose letters are read from right to left."""
    together = "".join(word.text for word in words)
    return not together.isascii() and _has_right(together) and _direction(together) == 1


def has_right_to_left(words: Sequence[Word]) -> bool:
    """True where some of the words are read from right to left."""
    return any(_has_right(word.text) for word in words)


@lru_cache(maxsize=8_192)
def _has_right(text: str) -> bool:
    return not text.isascii() and any(unicodedata.bidirectional(char) in _RIGHT for char in text)


def _is_logical(words: Sequence[Word]) -> bool:
    """True when letters that end words stand at the ends of words, as newer programs may list them."""
    cores = [core for word in words if len(core := word.text.strip(".,:;!?()[]\"'")) > 1 and _has_right(core)]
    last = sum(core[-1] in _FINAL for core in cores)
    first = sum(core[0] in _FINAL for core in cores)
    return last > first


def _line(line: list[Word], *, page_is_right: bool, mirrors: bool) -> list[Word]:
    """One line, its direction that of most of its letters; on a Hebrew page also when it only begins with Hebrew."""
    if not has_right_to_left(line):
        return line
    line = sorted(line, key=lambda word: word.box.left)
    begins_right = page_is_right and _has_right(line[-1].text)
    base = 1 if begins_right else _direction("".join(word.text for word in line))
    text = " ".join(word.text for word in line)
    levels = _levels(text, base)
    starts = [0]
    for word in line[:-1]:
        starts.append(starts[-1] + len(word.text) + 1)
    own = [levels[start : start + len(word.text)] for start, word in zip(starts, line, strict=True)]
    order = _reordered([min(each) for each in own])
    return [line[at]._replace(text=_reversed(line[at].text, own[at], mirrors)) for at in order]


def _direction(text: str) -> int:
    """1 when most letters are read from right to left, else 0."""
    classes = [unicodedata.bidirectional(char) for char in text]
    right = sum(each in _RIGHT for each in classes)
    return int(2 * right >= right + classes.count("L"))


def _levels(text: str, base: int) -> list[int]:
    """The embedding level of each character: even ones are read from left to right."""
    kinds = _resolved([unicodedata.bidirectional(char) for char in text], base)
    left, right = (0, 1) if base == 0 else (2, 1)
    levels = {"L": left, "R": right, "N": 2}
    return [levels[kind] for kind in kinds]


def _resolved(classes: list[str], base: int) -> list[str]:
    """L, R or N (number) for each character; marks between two numbers are theirs, others go with their neighbours."""
    kinds = ["R" if c in _RIGHT else "N" if c in _NUMBER else "L" if c == "L" else "" for c in classes]
    for at, each in enumerate(classes):
        if each in _SEPARATORS and 0 < at < len(kinds) - 1 and kinds[at - 1] == kinds[at + 1] == "N":
            kinds[at] = "N"
    _take_terminators(classes, kinds)
    after_left = base == 0
    for at, kind in enumerate(kinds):
        if kind in ("L", "R"):
            after_left = kind == "L"
        elif kind == "N" and after_left and _follows_left(kinds, at):
            kinds[at] = "L"
    return _with_neutrals(kinds, "R" if base else "L")


def _take_terminators(classes: list[str], kinds: list[str]) -> None:
    """Signs of currency, percent and degree that touch a number belong to it."""
    order = [*range(len(kinds)), *reversed(range(len(kinds)))]
    for at in order:
        beside = {kinds[near] for near in (at - 1, at + 1) if 0 <= near < len(kinds)}
        if not kinds[at] and classes[at] == "ET" and "N" in beside:
            kinds[at] = "N"


def _follows_left(kinds: list[str], at: int) -> bool:
    """A number in a Latin text goes with it; one between a Latin word and a Hebrew one stays a number."""
    after = next((kind for kind in kinds[at + 1 :] if kind in ("L", "R")), "L")
    return after == "L"


def _with_neutrals(kinds: list[str], base: str) -> list[str]:
    """Spaces and marks take the direction around them where both sides agree, else the line's."""
    found = list(kinds)
    at = 0
    while at < len(found):
        end = at
        while end < len(found) and not found[end]:
            end += 1
        if end > at:
            before = _side(found[at - 1]) if at else base
            after = _side(found[end]) if end < len(found) else base
            found[at:end] = [before if before == after else base] * (end - at)
        at = max(end, at + 1)
    return found


def _side(kind: str) -> str:
    """Beside neutrals, numbers count as right-to-left."""
    return "L" if kind == "L" else "R"


def _reordered(levels: Sequence[int]) -> list[int]:
    """Rule L2: from the highest level down, turn every run at that level or above."""
    order = list(range(len(levels)))
    for level in range(max(levels), 0, -1):
        turned: list[int] = []
        for is_run, run in groupby(order, key=lambda at: levels[at] >= level):
            run_of = list(run)
            turned += reversed(run_of) if is_run else run_of
        order = turned
    return order


def _reversed(text: str, levels: Sequence[int], mirrors: bool) -> str:
    """The characters of one word in reading order; with ``mirrors`` brackets in right-to-left runs change sides.

    Accents stay behind the letter that they stand on.
    """
    if all(level % 2 == 0 for level in levels):
        return text
    starts = [at for at, char in enumerate(text) if at == 0 or not unicodedata.combining(char)]
    ends = [*starts[1:], len(text)]
    turned = []
    for each in _reordered([levels[start] for start in starts]):
        letter = text[starts[each] : ends[each]]
        turned.append(letter.translate(_MIRRORED) if mirrors and levels[starts[each]] % 2 else letter)
    return _TURNED_LIGATURE.sub(r"\1ل\2", "".join(turned))
