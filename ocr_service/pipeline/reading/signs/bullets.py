"""Tell a list's bullets by their ink: engines read ``*``, ``¢`` or ``e`` where a dot or a square is printed.

A bullet is full: nearly all of its box is covered, and its middle is all ink, where letters and other marks have strokes and holes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from ocr_service.domain.page import Box, Word
from ocr_service.pipeline.reading.signs.type_line import line_and_size

_DOT, _SQUARE, _SMALL_DOT = "•", "▪", "·"
# Letters and figures that a dot is taken for; other letters are letters.
_LIKE_A_DOT = frozenset("aceoCGOQ08@")
_MOST_CHARACTERS = 2
# Small ones are nearly full; a page that has both is one of quotations.
_QUOTES = frozenset("«»")
# In sizes of the type. Bullets of 32 faces are .21 to .36 large (the sign ● .6) with their middle .29 to .41 above the line;
# that of a star is above .39, where those of small letters are below .3.
_LEAST_SIZE, _MOST_SIZE, _MOST_SIZE_OF_LETTER = 0.17, 0.65, 0.42
_LOWEST, _HIGHEST = 0.2, 0.43
# A dot between the words of a line that is smaller is one in the middle of the line, as between names.
_LEAST_BULLET = 0.205
# How far before its words it stands.
_NEAREST, _FARTHEST = 0.1, 4.0
# Where nothing was read, it is looked for so far before a line and so far above it.
_FARTHEST_UNREAD, _BAND = 2.5, 0.75
_ROUND = 1.35
# The level of print is that of its darkest fourth, the paper's that of half of it.
_PRINT, _PAPER = 0.25, 0.5
# Steps of gray between paper and bullet.
_LEAST_CONTRAST = 30
_NONE = ("", Box(0, 0, 0, 0))
_FEWEST_PIXELS = 3
# Of those faces at 14 to 42 pixels, sharp and blurred: a disc covers .67 and more of its box; of nine parts the middle one is
# .94 to 1.0 as dark as print, the weakest of those at its sides .51. In letters the middle is .88 at most.
_LEAST_COVER, _SQUARE_COVER, _LEAST_MIDDLE, _LEAST_SIDE = 0.65, 0.97, 0.92, 0.5


def with_bullets(words: Sequence[Word], picture: Path) -> tuple[Word, ...]:
    """The words, ``•`` or ``▪`` for what stands for one and before lines whose bullets were not read at all.

    ``picture`` is the PGM that they were read from, dark on light. Takes 10 ms a page.
    """
    if not words:
        return ()
    quotes = _QUOTES if _QUOTES.issubset("".join(word.text for word in words)) else frozenset[str]()
    with Image.open(picture, formats=("PPM",)) as opened:
        told = {
            place: bullet
            for place, word in enumerate(words)
            if word.text not in quotes and (bullet := _read_as_other(words, place, opened))
        }
        unread = [
            (place, bullet)
            for place, word in enumerate(words)
            if _begins_line(words, place) and place not in told and (bullet := _unread(word, opened))
        ]
    before = dict(_in_column(unread, words))
    result: list[Word] = []
    for place, word in enumerate(words):
        result += [before[place]] if place in before else []
        result.append(told.get(place, word))
    return tuple(result)


def _begins_line(words: Sequence[Word], place: int) -> bool:
    return place == 0 or words[place - 1][3:6] != words[place][3:6]


def _read_as_other(words: Sequence[Word], place: int, picture: Image.Image) -> Word | None:
    """The bullet that this word is, by its ink; the word behind it in its line tells how large one would be."""
    if place + 1 == len(words):
        return None
    word, beside = words[place], words[place + 1]
    if beside[3:6] != word[3:6] or not _may_be(word, beside):
        return None
    mark, box = _mark(picture, _around(word.box))
    if (
        mark == _DOT
        and not _begins_line(words, place)
        and box.width < _LEAST_BULLET * line_and_size(beside)[1]
    ):
        mark = _SMALL_DOT
    return word._replace(text=mark, confidence=max(word.confidence, beside.confidence)) if mark else None


def _unread(word: Word, picture: Image.Image) -> Word | None:
    """The bullet that is alone before a line's first word."""
    line, size = line_and_size(word)
    left, right = word.box.left - _FARTHEST_UNREAD * size, word.box.left - _NEAREST * size
    frame = (max(0, round(left)), max(0, round(line - _BAND * size)), round(right), round(line))
    if frame[2] - frame[0] < _FEWEST_PIXELS or frame[3] - frame[1] < _FEWEST_PIXELS:
        return None
    levels = picture.crop(frame).tobytes()
    if max(levels) - min(levels) < _LEAST_CONTRAST:
        return None
    mark, box = _mark(picture, _nearest(picture, frame))
    bullet = word._replace(text=mark, box=box)
    return bullet if mark and _may_be(bullet, word) else None


def _nearest(picture: Image.Image, frame: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """The part of a frame with its last inked columns: a rule or another column may stand farther off."""
    left, top, right, bottom = frame
    dark, _, _ = _ink(picture.crop(frame))
    inked = dark.resize((dark.width, 1), Image.Resampling.BOX).tobytes().rstrip(b"\0")
    blank = inked.rfind(b"\0\0")
    return left + max(0, blank), top, min(right, left + len(inked) + 2), bottom


def _in_column(found: Sequence[tuple[int, Word]], words: Sequence[Word]) -> list[tuple[int, Word]]:
    """Those that stand below each other: a dot by itself may be dirt."""

    def has_mate(place: int, bullet: Word) -> bool:
        near = 0.5 * words[place].box.height
        return any(other is not bullet and abs(other.box.left - bullet.box.left) < near for _, other in found)

    return [(place, bullet) for place, bullet in found if has_mate(place, bullet)]


def _may_be(word: Word, beside: Word) -> bool:
    """True when a word is short enough, and as large and as high as a bullet is before the word ``beside`` it."""
    text, box = word.text, word.box
    is_letter = text.isalnum()
    if len(text) > _MOST_CHARACTERS or (is_letter and not _LIKE_A_DOT.issuperset(text)):
        return False
    line, size = line_and_size(beside)
    smaller, larger = sorted((box.width, box.height))
    middle = line - box.top - box.height / 2
    gap = beside.box.left - box.left - box.width
    return (
        _LEAST_SIZE * size <= smaller
        and larger <= _ROUND * smaller + 1
        and larger <= (_MOST_SIZE_OF_LETTER if is_letter else _MOST_SIZE) * size
        and _LOWEST * size <= middle <= _HIGHEST * size
        and _NEAREST * size <= gap <= _FARTHEST * size
    )


def _around(box: Box) -> tuple[int, int, int, int]:
    left, top, width, height = box
    return int(left) - 1, int(top) - 1, int(left + width) + 2, int(top + height) + 2


def _mark(picture: Image.Image, frame: tuple[int, int, int, int]) -> tuple[str, Box]:
    """The bullet that is all the ink in this frame of the picture, and its box; no text if it is none."""
    piece = picture.crop(frame)
    ink, print_level, paper_level = _ink(piece)
    edges = ink.getbbox()
    if edges is None or paper_level - print_level < _LEAST_CONTRAST:
        return _NONE
    ink, piece = ink.crop(edges), piece.crop(edges)
    smaller, larger = sorted(ink.size)
    if smaller < _FEWEST_PIXELS or larger > _ROUND * smaller + 1:
        return _NONE
    covered = ink.histogram()[255] / (ink.width * ink.height)
    thirds = piece.resize((3, 3), Image.Resampling.BOX).tobytes()
    parts = [(paper_level - level) / (paper_level - print_level) for level in thirds]
    if covered < _LEAST_COVER or parts[4] < _LEAST_MIDDLE or min(parts[1::2]) < _LEAST_SIDE:
        return _NONE
    mark = _SQUARE if covered >= _SQUARE_COVER and smaller > _FEWEST_PIXELS + 1 else _DOT
    return mark, Box(frame[0] + edges[0], frame[1] + edges[1], ink.width, ink.height)


def _ink(piece: Image.Image) -> tuple[Image.Image, int, int]:
    """A mask of what is darker than halfway between the darkest and the lightest level, and the levels of print and paper.

    Those are of most pixels: compressed pictures have darker and lighter ones beside every edge.
    """
    counts = piece.histogram()
    levels = [level for level, count in enumerate(counts) if count]
    half = (levels[0] + levels[-1]) // 2
    mask = piece.point([255 if level <= half else 0 for level in range(256)])
    return mask, _level_at(counts, 0, half, _PRINT), _level_at(counts, half + 1, 255, _PAPER)


def _level_at(counts: Sequence[int], first: int, last: int, share: float) -> int:
    """The level up to which this share of the pixels from ``first`` to ``last`` is."""
    wanted, seen = share * sum(counts[first : last + 1]), 0
    for level in range(first, last + 1):
        seen += counts[level]
        if seen >= wanted and counts[level]:
            return level
    return first
