"""How far a text keeps the order of a drawn sheet's words."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from ocr_service.domain.page import Box, Word
from ocr_service.layout.rows import rows_of_words
from tests.support.documents.typesetting import Sheet


def as_one_block(sheet: Sheet) -> list[Word]:
    """The sheet's words as an engine gives them that sees no columns: row by row."""
    words = [
        Word(word.text, Box(left, top, right - left, bottom - top), 95.0, 1, 1, 1)
        for word in sheet.words
        for left, top, right, bottom in (word.box,)
    ]
    lines = [word._replace(line=number) for number, word in enumerate(words)]
    return [
        word._replace(line=number) for number, row in enumerate(rows_of_words(lines), 1) for word in row.words
    ]


def breaks_by_place(sheet: Sheet, words: Sequence[Word]) -> float:
    """How often per 100 words the next word is not the sheet's next one; each word is known by where it stands."""
    places = {(round(word.box[0], 1), round(word.box[1], 1)): place for place, word in enumerate(sheet.words)}
    found = [places[round(word.box.left, 1), round(word.box.top, 1)] for word in words]
    return 100 * sum(then != one + 1 for one, then in pairwise(found)) / len(found)


def breaks_in_text(sheet: Sheet, text: str) -> float:
    """The same for a text that was read, but that a misread word breaks two steps; dot leaders are no words."""
    truth, read = (
        [word for word in each.split() if any(map(str.isalnum, word))] for each in (sheet.text, text)
    )
    blocks = SequenceMatcher(None, truth, read, autojunk=False).get_matching_blocks()
    kept = sum(max(block.size - 1, 0) for block in blocks)
    return 100 * (1 - kept / (len(truth) - 1))
