"""The words of a page with their boxes, small enough to be kept in the index for snippets."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ocr_service.archive.index.folding import folded, tokens

Box = tuple[float, float, float, float]
_UNITS_A_POINT = 10
_MOST = 65_535
_HYPHENS = ("-", "\u2010", "\u00ad", "¬")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """``boxes`` in points, as ``GET /ocr/result`` tells them: left, top, width, height; none for words that have no place."""

    number: int
    words: tuple[str, ...]
    boxes: tuple[Box, ...]

    @classmethod
    def of(cls, page: Mapping[str, Any]) -> PageWords:
        """A page as schema 2 tells it; of one without words its text, without boxes."""
        words = page.get("words") or []
        if words:
            return cls(
                number=page["page"],
                words=tuple(word["text"] for word in words),
                boxes=tuple(_box(word["box"]) for word in words),
            )
        plain = tuple(str(page.get("text", "")).split())
        return cls(number=page["page"], words=plain, boxes=((0.0, 0.0, 0.0, 0.0),) * len(plain))

    def text(self) -> str:
        """What the index holds of it: the words folded, and behind them those that a line's end parted."""
        return " ".join([*(token for parts in self.tokens() for token in parts), *self.joined().values()])

    def tokens(self) -> list[list[str]]:
        """Each word in parts, folded; all at once, as that is most of the time of a search."""
        lines = folded("\n".join(word.replace("\n", " ") for word in self.words)).split("\n")
        return [[line] if line.isalnum() else tokens(line) for line in lines] if self.words else []

    def joined(self) -> dict[int, str]:
        """Words that were parted by a hyphen at a line's end, by the place of their first half."""
        found = {}
        for place, word in enumerate(self.words[:-1]):
            rest = self.words[place + 1]
            if word.endswith(_HYPHENS) and len(word) > 1 and rest[:1].islower() and self._is_below(place):
                halves = [*tokens(word[:-1])[-1:], *tokens(rest)[:1]]
                found[place] = "".join(halves)
        return found

    def _is_below(self, place: int) -> bool:
        _, top, _, height = self.boxes[place]
        return self.boxes[place + 1][1] > top + height / 2

    def packed(self) -> bytes:
        """As bytes: the words, then lefts, tops, widths and heights, which pack better apart."""
        text = "\n".join(word.replace("\n", " ") for word in self.words).encode()
        numbers = array("H", (_unit(value) for column in zip(*self.boxes, strict=True) for value in column))
        return zlib.compress(len(text).to_bytes(4, "little") + text + numbers.tobytes(), 6)

    @classmethod
    def unpacked(cls, number: int, packed: bytes) -> PageWords:
        """What ``packed`` wrote."""
        data = zlib.decompress(packed)
        size = int.from_bytes(data[:4], "little")
        text = data[4 : 4 + size].decode()
        words = tuple(text.split("\n")) if text else ()
        numbers = array("H")
        numbers.frombytes(data[4 + size :])
        columns = [
            [value / _UNITS_A_POINT for value in numbers[start : start + len(words)]]
            for start in range(0, len(numbers), len(words) or 1)
        ]
        return cls(number=number, words=words, boxes=tuple(_boxes(columns)))


def _boxes(columns: list[list[float]]) -> Iterable[Box]:
    return ((left, top, width, height) for left, top, width, height in zip(*columns, strict=True))


def _box(box: Iterable[float]) -> Box:
    left, top, width, height = box
    return (left, top, width, height)


def _unit(value: float) -> int:
    return min(_MOST, max(0, round(value * _UNITS_A_POINT)))
