"""Tell the pieces of one spaced word from words: ``R E C H N U NG``, ``F ac t ure``.

pdftotext ends a word at a gap of a tenth of the letters' size, and in a line that is spaced throughout at one of four tenths. Space of just
that width between letters ends words at some of them, as it happens to be rounded; all gaps are the same then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ocr_service.domain.page import Word

# In heights of the line, which is nine to thirteen tenths of the size: a tenth of it, which no blank is, and four tenths.
_TENTH, _FOUR_TENTHS = (0.07, 0.125), (0.3, 0.46)
# Rounded to hundredths of a point, the gaps of one word differ by so much of each other.
_ALIKE = 0.04
# A letter's share of a piece, in heights: more than of any word in capitals without space in it.
_SPACED_LETTER = 0.84
_LONGEST_PIECE, _FEWEST_SINGLE = 10, 2


def gap_between(one: Word, other: Word) -> float:
    """Between two boxes that stand beside each other, whichever is first; negative where they overlap."""
    left, right = sorted((one.box, other.box), key=lambda box: box.left)
    return right.left - left.left - left.width


def pieces_from(line: Sequence[Word], start: int) -> Sequence[Word]:
    """The words from ``start`` on that are pieces of one word by their gaps and letters; fewer than two where they are none."""
    pieces = list(_alike(line, start))
    return pieces if len(pieces) > 1 and _are_of_one_word(pieces) else pieces[:1]


def _alike(line: Sequence[Word], start: int) -> Iterator[Word]:
    """Words of letters with one and the same gap between them, all there are."""
    yield line[start]
    if not _is_piece(line[start]) or start + 1 == len(line):
        return
    gap = gap_between(line[start], line[start + 1])
    if start and _is_alike(line[start - 1], line[start], gap):
        return
    for before, word in zip(line[start:], line[start + 1 :], strict=False):
        if not _is_piece(word) or not _is_alike(before, word, gap):
            return
        yield word


def _is_alike(one: Word, other: Word, gap: float) -> bool:
    return abs(gap_between(one, other) - gap) <= _ALIKE * gap


def _is_piece(word: Word) -> bool:
    """Letters of a script that has capitals: in others many words are as short."""
    return len(word.text) <= _LONGEST_PIECE and word.text.isalpha() and word.text.lower() != word.text.upper()


def _are_of_one_word(pieces: Sequence[Word]) -> bool:
    text = "".join(piece.text for piece in pieces)
    height = max(1e-6, *(piece.box.height for piece in pieces))
    gap = gap_between(pieces[0], pieces[1]) / height
    single = sum(len(piece.text) == 1 for piece in pieces)
    if _TENTH[0] <= gap <= _TENTH[1]:
        return single > 0 and (text.isupper() or text[1:].islower())
    if not _FOUR_TENTHS[0] <= gap <= _FOUR_TENTHS[1] or single < _FEWEST_SINGLE or not text.isupper():
        return False
    longer = [piece for piece in pieces if len(piece.text) > 1]
    return all(piece.box.width >= _SPACED_LETTER * height * len(piece.text) for piece in longer)
