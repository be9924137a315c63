"""Join words that are printed with space between their letters: ``R E C H N U N G``, ``2 4 9 , 9 0``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median

from ocr_service.domain.page import Box, Word
from ocr_service.layout.letters.pieces import gap_between, pieces_from

# In heights of the line. Letters of an ordinary word are less than .1 apart, columns of a table more than one line's height.
_LEAST_GAP, _MOST_GAP = 0.08, 1.5
# The gap between two words against that between their letters.
_WORD_GAP = 1.6
_LEAST_LETTERS, _MOST_LETTERS = 4, 24
_AMOUNT = re.compile(r"[-+]?\d[\d.,'’/]*[.,/]\d{2,4}")


def with_joined_letters(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a page in lines, spaced ones joined; all others as they are."""
    if not any(len(word.text) == 1 and word.text.isalnum() for word in words):
        return tuple(words)
    lines = groupby(words, key=lambda word: (word.block, word.paragraph, word.line))
    return tuple(word for _, line in lines for word in _line(list(line)))


def _line(line: Sequence[Word]) -> Iterator[Word]:
    if not any(len(word.text) == 1 for word in line):
        yield from line
        return
    at = 0
    while at < len(line):
        run, pieces = _run(line, at), pieces_from(line, at)
        if len(pieces) > len(run) and _is_spaced_word(text := "".join(word.text for word in pieces)):
            yield joined_word(pieces, text)
            at += len(pieces)
            continue
        yield from _joined(run)
        at += len(run)


def _run(line: Sequence[Word], start: int) -> Sequence[Word]:
    """Single characters that follow each other within reach, or one word."""
    end = start + 1
    while end < len(line) and len(line[end - 1].text) == len(line[end].text) == 1:
        height = max(line[end].box.height, line[end - 1].box.height, 1e-6)
        if not _LEAST_GAP <= gap_between(line[end - 1], line[end]) / height <= _MOST_GAP:
            break
        end += 1
    return line[start:end]


def _joined(run: Sequence[Word]) -> Sequence[Word]:
    if len(run) < _LEAST_LETTERS:
        return run
    parts = list(_parts(run))
    texts = ["".join(word.text for word in part) for part in parts]
    if not any(map(_is_spaced_word, texts)):
        return run
    return [joined_word(part, text) for part, text in zip(parts, texts, strict=True)]


def _parts(run: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """The run cut where a gap is wider than those between letters."""
    gaps = [gap_between(one, other) for one, other in pairwise(run)]
    usual = median(sorted(gaps)[: max(1, (len(gaps) + 1) // 2)])
    start = 0
    for at, gap in enumerate(gaps, start=1):
        if gap > _WORD_GAP * usual:
            yield run[start:at]
            start = at
    yield run[start:]


def _is_spaced_word(text: str) -> bool:
    """True for what was one word or one amount; not for letters of the alphabet in a row, marks, or columns of digits."""
    if not _LEAST_LETTERS <= len(text) <= _MOST_LETTERS:
        return False
    if _AMOUNT.fullmatch(text):
        return True
    letters = [char for char in text.casefold() if char.isalpha()]
    follow = sum(ord(other) - ord(one) in (0, 1) for one, other in pairwise(letters))
    return len(letters) >= _LEAST_LETTERS and follow < len(letters) / 2


def joined_word(parts: Sequence[Word], text: str) -> Word:
    """Parts of one line as one word: their frame, in hundredths, and the confidence of the least sure."""
    first = parts[0]
    left, top = min(word.box.left for word in parts), min(word.box.top for word in parts)
    right = max(word.box.left + word.box.width for word in parts)
    bottom = max(word.box.top + word.box.height for word in parts)
    box = Box(left, top, round(right - left, 2), round(bottom - top, 2))
    return first._replace(text=text, box=box, confidence=min(word.confidence for word in parts))
