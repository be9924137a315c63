"""Two readings of one page made into one: of each word the surer reading, and words only one of them saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocr_service.domain.page import Box, Page, Word
from ocr_service.engines.word_table import join_words, mean_confidence
from ocr_service.pipeline.reading.quality import quality

_SAME_PLACE = 0.5
_OTHER_PLACE = 0.2
_SURE_ENOUGH_TO_ADD = 60.0
# On 60 receipts margins of 5 to 20 are worth the same, none .003 of recall less; added from 60 on precision is lower by .003.
_CLEARLY, _SURE_TO_ADD = 10.0, 80.0


def fused(one: Page, other: Page) -> Page:
    """The surer page with what the other one read better; both must be in the same units."""
    first, second = (one, other) if one.confidence >= other.confidence else (other, one)
    return _joined(first, second, least_to_add=_SURE_ENOUGH_TO_ADD)


def corrected(page: Page, other: Page) -> Page:
    """The page with what ``other`` is clearly surer of; both must be in the same units."""
    return _joined(page, other, least_to_add=_SURE_TO_ADD, margin=_CLEARLY)


def _joined(first: Page, second: Page, *, least_to_add: float, margin: float = 0.0) -> Page:
    words = [_surer(word, first.words, second.words, margin) for word in first.words]
    for word in second.words:
        if word.confidence >= least_to_add and _overlapping(word.box, first.words, _OTHER_PLACE) == []:
            _put_in_line(word, words)
    return replace(
        first,
        words=tuple(words),
        text=join_words(words),
        confidence=mean_confidence(words),
        quality=quality(words),
    )


def with_surer_words(page: Page, other: Page) -> Page:
    """``page`` with each word as ``other`` read it where that was surer and the two match one to one; in the same units."""
    words = tuple(_surer(word, page.words, other.words) for word in page.words)
    if words == page.words:
        return page
    decisions = {
        **page.decisions,
        "words_from_other": sum(one.text != new.text for one, new in zip(page.words, words, strict=True)),
    }
    text, confidence = join_words(words), mean_confidence(words)
    return replace(page, words=words, text=text, confidence=confidence, decisions=decisions)


def _surer(word: Word, own: Sequence[Word], others: Sequence[Word], margin: float = 0.0) -> Word:
    """The other reading's word at the same place when it is surer and the places match one to one."""
    twins = _overlapping(word.box, others, _SAME_PLACE)
    if len(twins) != 1 or twins[0].confidence <= word.confidence + margin:
        return word
    if len(_overlapping(twins[0].box, own, _SAME_PLACE)) != 1:
        return word
    return word._replace(text=twins[0].text, confidence=twins[0].confidence)


def _overlapping(box: Box, words: Sequence[Word], share: float) -> list[Word]:
    return [word for word in words if _overlap(box, word.box) > share]


def _overlap(one: Box, other: Box) -> float:
    """The common area as a share of the smaller box."""
    width = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    height = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / max(1e-9, min(one.width * one.height, other.width * other.height))


def _put_in_line(word: Word, words: list[Word]) -> None:
    """Insert a word into the line at its height, by its left edge."""
    middle = word.box.top + word.box.height / 2

    def distance(each: Word) -> float:
        return abs(each.box.top + each.box.height / 2 - middle)

    neighbour = min(words, key=distance, default=None)
    if neighbour is None or distance(neighbour) > word.box.height / 2:
        return
    line = neighbour[3:6]
    places = [place for place, each in enumerate(words) if each[3:6] == line]
    before = [place for place in places if words[place].box.left < word.box.left]
    words.insert(before[-1] + 1 if before else places[0], Word(word.text, word.box, word.confidence, *line))
