"""Draw the letters of comb fields as words, without their boxes, and put what is read from those where the letters stand.

An engine reads the sides of a box as brackets and bars, and letters far apart as others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from PIL import Image, ImageChops, ImageFilter, ImageStat

from ocr_service.domain.page import Box, Word
from ocr_service.layout.comb_fields import CombField
from ocr_service.pipeline.imaging.morphology import ink_of, opened

# Of a box: the least that is one of its sides, as letters have shorter strokes; its rim, where rests of sides are; the ink of a letter.
_WHOLE, _RIM, _LEAST_INK = 0.85, 0.08, 0.004
# In heights of the letters: between two of them, and between two words; the first no more than that part of a box.
_GAP, _BLANK, _MOST_GAP = 0.2, 0.8, 0.15
# In heights of a box, around a field.
_MARGIN = 0.1


@dataclass(frozen=True, slots=True)
class CombWord:
    """A word of a field: where it is drawn for the engine, and where its letters stand, in pixels of one picture."""

    drawn: Box
    shown: Box


Place = tuple[int, int, int, int]


def with_letters_together(
    picture: Image.Image, fields: Sequence[CombField]
) -> tuple[Image.Image, tuple[CombWord, ...]]:
    """A gray picture with words in place of these fields, which stand level in it, and where the words are."""
    changed, words = picture.copy(), []
    for field in fields:
        frame = _frame(field, picture.size)
        part, letters = _letters(picture.crop(frame), field, frame)
        sheet = Image.new("L", part.size, ImageStat.Stat(part).median[0])
        for drawn, shown in _drawn(sheet, part, letters, field.boxes[0].width):
            words.append(CombWord(_moved(drawn, frame), _moved(shown, frame)))
        changed.paste(sheet, frame)
    return changed, tuple(words)


def with_comb_words(words: Sequence[Word], fields: Sequence[CombWord]) -> tuple[Word, ...]:
    """The words, all that was read of one that was drawn as one, where it is shown; as doubtful as its most doubtful part."""
    owners = [next((each for each in fields if _is_in(word.box, each.drawn)), None) for word in words]
    parts = {
        owner: [word for word, other in zip(words, owners, strict=True) if other is owner] for owner in owners
    }
    kept: list[Word] = []
    for word, owner in zip(words, owners, strict=True):
        if owner is None:
            kept.append(word)
        elif word is parts[owner][0]:
            kept.append(_one(parts[owner], owner.shown))
    return tuple(kept)


def _one(parts: Sequence[Word], shown: Box) -> Word:
    text = "".join(word.text for word in sorted(parts, key=lambda word: word.box.left))
    return parts[0]._replace(text=text, box=shown, confidence=min(word.confidence for word in parts))


def _is_in(word: Box, drawn: Box) -> bool:
    x, y = word.left + word.width / 2, word.top + word.height / 2
    return drawn.left <= x <= drawn.left + drawn.width and drawn.top <= y <= drawn.top + drawn.height


def _frame(field: CombField, size: tuple[int, int]) -> Place:
    """Around the field, with room for what its frame's lines are thick."""
    left, top, width, height = field.box
    margin = _MARGIN * height
    return (
        max(0, round(left - margin)),
        max(0, round(top - margin)),
        min(size[0], round(left + width + margin)),
        min(size[1], round(top + height + margin)),
    )


def _letters(part: Image.Image, field: CombField, frame: Place) -> tuple[Image.Image, list[Place | None]]:
    """What stands around a field without its frame, and where in it each box's letter is; None for an empty box."""
    ink, box = ink_of(part), field.boxes[0]
    standing = opened(ink, max(2, round(_WHOLE * box.height)), along_rows=False)
    lying = opened(ink, max(2, round(_WHOLE * box.width)), along_rows=True)
    sides = ImageChops.lighter(standing, lying).filter(ImageFilter.MaxFilter(5))
    paper = ImageStat.Stat(part).median[0]
    cleared = ImageChops.lighter(part, sides.point([0] * 255 + [paper]))
    left = ImageChops.subtract(ink, sides)
    return cleared, [_ink_in(left, box, frame) for box in field.boxes]


def _ink_in(ink: Image.Image, box: Box, frame: Place) -> Place | None:
    rim = _RIM * box.width
    left, top = round(box.left + rim) - frame[0], round(box.top + rim) - frame[1]
    right, bottom = round(box.left + box.width - rim) - frame[0], round(box.top + box.height - rim) - frame[1]
    inside = ink.crop((left, top, max(left, right), max(top, bottom)))
    found = inside.getbbox()
    if found is None or inside.histogram()[255] < _LEAST_INK * box.width * box.height:
        return None
    return left + found[0], top + found[1], left + found[2], top + found[3]


def _drawn(
    sheet: Image.Image, part: Image.Image, letters: Sequence[Place | None], wide: float
) -> Iterator[tuple[Place, Place]]:
    """Draws the letters side by side from the left of a sheet on; where each word is drawn, and where its letters stand."""
    high = median([place[3] - place[1] for place in letters if place] or [0])
    gap, blank = max(2, round(min(_GAP * high, _MOST_GAP * wide))), max(4, round(_BLANK * high))
    at = blank
    for is_word, row in groupby(letters, lambda place: place is not None):
        places, start = [place for place in row if place], at
        for left, _, right, _ in places:
            # A pixel more to either side, which is gray.
            sheet.paste(part.crop((left - 1, 0, right + 1, part.height)), (at - 1, 0))
            at += right - left + gap
        if is_word:
            top, bottom = min(place[1] for place in places), max(place[3] for place in places)
            yield (start, 0, at, part.height), (places[0][0], top, places[-1][2], bottom)
        else:
            at += blank


def _moved(place: Place, frame: Place) -> Box:
    left, top, right, bottom = place
    return Box(float(frame[0] + left), float(frame[1] + top), float(right - left), float(bottom - top))
