"""How the lines of a page are set: how large their letters are, and how far they reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from ocr_service.domain.page import Page, PageSource, Word
from ocr_service.layout.blocks.lines import Line

# Parts of the height from the top of an `l` to the bottom of a `p`, about the same in all book types.
_X_HEIGHT, _ABOVE, _BELOW = 0.54, 0.23, 0.23
_LOW = frozenset("acegmnopqrsuvwxyzàáâãäåæçèéêëñòóôõöøùúûüýÿœ")
_DEEP = frozenset("gjpqyQ,;ç()[]{}|/@§$")
_FLAT = frozenset("-–—_.·•~=+*'\"’“”")
_SAME_EDGE = 3.0
_SPACE = 0.3
_MUCH_ROOM = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is usual on a page, in its units.

    ``is_ink`` is True where boxes frame the ink (OCR); a text layer's are as high as the type. ``reaches`` is the
    right edge of the lines that begin about where a line begins, by the left edge in steps of a few letters.
    """

    is_ink: bool
    usual_size: float
    reaches: Mapping[int, float]
    step: float

    @classmethod
    def of(cls, page: Page, lines: Sequence[Line]) -> Look:
        """The look of a page that has words."""
        is_ink = page.source is PageSource.OCR
        sizes = [size for word in page.words if (size := _size(word, is_ink=is_ink))]
        usual = median(sizes) if sizes else 1.0
        step = _SAME_EDGE * usual
        reaches: dict[int, float] = {}
        for line in lines:
            right = line.box.left + line.box.width
            for near in _near(line, step):
                reaches[near] = max(reaches.get(near, 0.0), right)
        return cls(is_ink=is_ink, usual_size=usual, reaches=reaches, step=step)

    def size(self, line: Line) -> float:
        """The height of the line's type; 0 when it has no letters."""
        sizes = [size for word in line.words if (size := _size(word, is_ink=self.is_ink))]
        return median(sizes) if sizes else 0.0

    def ends_on_purpose(self, line: Line, following: Line) -> bool:
        """True when the next line's first word would have had room, and to spare: an address, not running text."""
        room = self.reaches[_place(line, self.step)] - line.box.left - line.box.width
        wanted = following.words[0].box.width + _SPACE * self.usual_size
        return room > wanted + _MUCH_ROOM * self.usual_size and not line.text.endswith("-")


def _place(line: Line, step: float) -> int:
    return round(line.box.left / step)


def _near(line: Line, step: float) -> Sequence[int]:
    place = _place(line, step)
    return place - 1, place, place + 1


def _size(word: Word, *, is_ink: bool) -> float:
    """The height of the type, whichever letters the word has: ink of `over` is lower than ink of `ply`."""
    if not is_ink:
        return word.box.height
    letters = [letter for letter in word.text if letter not in _FLAT]
    if not letters:
        return 0.0
    above = any(letter not in _LOW for letter in letters)
    below = any(letter in _DEEP for letter in letters)
    return word.box.height / (_X_HEIGHT + _ABOVE * above + _BELOW * below)
