"""Comb fields of forms: a row of small boxes, one for each letter of a name, a date or a number.

An engine and a text layer tell each letter as a word. What stands in such boxes is one word, and an empty box a blank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

from ocr_service.domain.page import Box, Word
from ocr_service.domain.rules import Rule, Rules

# Of a box's height: what its sides may differ from the next, how near two sides are that part two boxes, how wide a box is.
_SAME, _CLOSE, _NARROWEST, _WIDEST = 0.12, 0.35, 0.53, 1.7
# Of a box's width: what others may differ from it.
_AS_WIDE = 0.15
# What stands on nothing is a row of letters with upright strokes: so much of a box's width has a floor, so far below or above its foot.
_FLOOR, _FLOOR_NEAR = 0.8, 0.1
# Boxes of one field may stand in groups, such as those of day, month and year: so many in one of them, or in all. Fewer are as often
# strokes of letters or a table's row.
_FEWEST, _FEWEST_TOGETHER, _FEWEST_IN_ALL = 4, 2, 6
_MOST_RULES = 3_000
# Of a box's height, between two rows of boxes: what is nearer is a grid.
_APART = 0.25
# Of all boxes of a field that have letters: how many may have two, as a letter is read for two.
_DOUBLE = 0.15


@dataclass(frozen=True, slots=True)
class CombField:
    """Boxes from left to right, as wide as each other."""

    boxes: tuple[Box, ...]

    @property
    def box(self) -> Box:
        """Around all of them."""
        top = min(box.top for box in self.boxes)
        bottom = max(box.top + box.height for box in self.boxes)
        first, last = self.boxes[0], self.boxes[-1]
        return Box(first.left, top, last.left + last.width - first.left, bottom - top)

    def times(self, across: float, down: float) -> CombField:
        """The same in a picture so many times as wide and high."""
        return CombField(
            tuple(
                Box(box.left * across, box.top * down, box.width * across, box.height * down)
                for box in self.boxes
            )
        )


@dataclass(frozen=True, slots=True)
class _Side:
    """What parts two boxes: one rule, or two that are near each other."""

    left: float
    right: float
    top: float
    bottom: float


def comb_fields(standing: Sequence[Rule], is_framed: Callable[[Box], bool]) -> list[CombField]:
    """The fields among standing rules of a page, in any unit; they may lean by a few degrees. Grids of several rows are none.

    ``is_framed`` tells whether a box is one: a line runs along its foot.
    """
    if not _FEWEST <= len(standing) <= _MOST_RULES:
        return []
    fields = [field for chain in _chains(standing) for field in _fields(_sides(chain), is_framed)]
    return [field for field in fields if not any(_is_grid(field, other) for other in fields)]


def drawn_fields(rules: Rules) -> list[CombField]:
    """The fields among the rules of a page."""

    def is_framed(box: Box) -> bool:
        foot, near = box.top + box.height, _FLOOR_NEAR * box.height
        spans = [
            min(rule.end, box.left + box.width) - max(rule.start, box.left)
            for rule in rules.lying
            if abs(rule.at - foot) <= near
        ]
        return max(spans, default=0.0) >= _FLOOR * box.width

    return comb_fields(rules.standing, is_framed)


def without_fields(rules: Rules, fields: Sequence[CombField]) -> Rules:
    """The rules that are no sides of these boxes: a row of boxes for letters is no table."""
    if not fields:
        return rules
    frames = [_grown(field.box, 0.2 * field.box.height) for field in fields]

    def is_free(x: float, y: float) -> bool:
        return not any(_holds(frame, x, y) for frame in frames)

    return replace(
        rules,
        lying=tuple(rule for rule in rules.lying if is_free((rule.start + rule.end) / 2, rule.at)),
        standing=tuple(rule for rule in rules.standing if is_free(rule.at, (rule.start + rule.end) / 2)),
        areas=tuple(
            area for area in rules.areas if is_free(area.left + area.width / 2, area.top + area.height / 2)
        ),
    )


def with_comb_words(words: Sequence[Word], fields: Sequence[CombField]) -> tuple[Word, ...]:
    """The words, those of a field's letters as one where each box has one; as doubtful as the most doubtful letter."""
    instead: dict[int, list[Word]] = {}
    told: set[int] = set()
    for field in fields:
        places = [place for place, word in enumerate(words) if _is_in(word.box, field.box)]
        whole = _whole(field, [words[place] for place in places])
        if whole:
            # A field is read where its first letter was.
            instead[places[0]] = whole
            told.update(places)
    kept = (instead.get(place, [] if place in told else [word]) for place, word in enumerate(words))
    return tuple(word for each in kept for word in each)


def _chains(standing: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Rules that stand beside each other on one level, as high as each other."""
    growing: list[list[Rule]] = []
    for rule in sorted(standing):
        yield from (chain for chain in growing if not _is_near(chain[-1], rule))
        growing = [chain for chain in growing if _is_near(chain[-1], rule)]
        mate = next((chain for chain in growing if _is_level(chain[-1], rule)), None)
        if mate is None:
            growing.append([rule])
        else:
            mate.append(rule)
    yield from growing


def _is_near(rule: Rule, other: Rule) -> bool:
    """True where another rule, which is further to the right, may still be one side of boxes as high."""
    return other.at - rule.at <= 2 * _WIDEST * rule.length


def _is_level(rule: Rule, other: Rule) -> bool:
    most = _SAME * max(rule.length, other.length)
    return abs(rule.start - other.start) <= most and abs(rule.end - other.end) <= most


def _sides(chain: Sequence[Rule]) -> list[_Side]:
    sides: list[_Side] = []
    for rule in chain:
        last = sides[-1] if sides else None
        if last and rule.at - last.left <= _CLOSE * rule.length:
            sides[-1] = replace(last, right=rule.at)
        else:
            sides.append(_Side(rule.at, rule.at, rule.start, rule.end))
    return sides


def _fields(sides: Sequence[_Side], is_framed: Callable[[Box], bool]) -> Iterator[CombField]:
    """Boxes as wide as most of these, wherever two or more stand side by side."""
    steps = [(one, other, _middle(other) - _middle(one)) for one, other in pairwise(sides)]
    if len(steps) < _FEWEST:
        return
    wide = median(step for _, _, step in steps)
    high = median(side.bottom - side.top for side in sides)
    if not _NARROWEST * high <= wide <= _WIDEST * high:
        return
    boxes = [(_between(one, other), abs(step - wide) <= _AS_WIDE * wide) for one, other, step in steps]
    together = [
        CombField(tuple(box for box, _ in group))
        for is_field, group in groupby(boxes, lambda each: each[1] and is_framed(each[0]))
        if is_field
    ]
    fields = [field for field in together if len(field.boxes) >= _FEWEST_TOGETHER]
    counts = [len(field.boxes) for field in fields]
    if max(counts, default=0) >= _FEWEST or sum(counts) >= _FEWEST_IN_ALL:
        yield from fields


def _middle(side: _Side) -> float:
    return (side.left + side.right) / 2


def _between(one: _Side, other: _Side) -> Box:
    top, bottom = min(one.top, other.top), max(one.bottom, other.bottom)
    return Box(one.right, top, other.left - one.right, bottom - top)


def _is_grid(field: CombField, other: CombField) -> bool:
    """True where boxes of another row stand right above or below."""
    one, two = field.box, other.box
    apart = max(two.top - one.top - one.height, one.top - two.top - two.height)
    shared = min(one.left + one.width, two.left + two.width) - max(one.left, two.left)
    return field is not other and apart <= _APART * one.height and shared > min(one.width, two.width) / 2


class _Letter(NamedTuple):
    """A letter, about where it stands, and the word it was told in."""

    text: str
    box: Box
    word: Word


def _whole(field: CombField, words: Sequence[Word]) -> list[Word]:
    """The field's letters as words on one line, one for each row of boxes that are filled; none where boxes hold more than letters."""
    held: dict[int, list[_Letter]] = {}
    for letter in (letter for word in words for letter in _letters(word)):
        held.setdefault(_number(field, letter.box), []).append(letter)
    doubled = sum(len(letters) > 1 for letters in held.values())
    if min(len(held), len(words)) < _FEWEST_TOGETHER or doubled > _DOUBLE * len(held):
        return []
    numbers = sorted(held)
    # Numbers that follow each other are as far from their place among all.
    rows = groupby(enumerate(numbers), lambda each: each[1] - each[0])
    made = (_one([letter for _, number in row for letter in held[number]]) for _, row in rows)
    first = words[0]
    return [word._replace(block=first.block, paragraph=first.paragraph, line=first.line) for word in made]


def _letters(word: Word) -> Iterator[_Letter]:
    wide = word.box.width / len(word.text)
    for place, text in enumerate(word.text):
        yield _Letter(text, word.box._replace(left=word.box.left + place * wide, width=wide), word)


def _number(field: CombField, letter: Box) -> int:
    """Of the box that is nearest."""
    middle = letter.left + letter.width / 2
    distances = [abs(box.left + box.width / 2 - middle) for box in field.boxes]
    return distances.index(min(distances))


def _one(letters: Sequence[_Letter]) -> Word:
    boxes = [letter.box for letter in letters]
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    right, bottom = max(box.left + box.width for box in boxes), max(box.top + box.height for box in boxes)
    return letters[0].word._replace(
        text="".join(letter.text for letter in letters),
        box=Box(left, top, right - left, bottom - top),
        confidence=min(letter.word.confidence for letter in letters),
    )


def _is_in(word: Box, field: Box) -> bool:
    return _holds(field, word.left + word.width / 2, word.top + word.height / 2)


def _holds(box: Box, x: float, y: float) -> bool:
    return box.left <= x <= box.left + box.width and box.top <= y <= box.top + box.height


def _grown(box: Box, by: float) -> Box:
    return Box(box.left - by, box.top - by, box.width + 2 * by, box.height + 2 * by)
