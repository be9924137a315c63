"""Lay a page out as a viewer shows it: its picture or its words at their places, boxes coloured by confidence, the order of reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

_BOUNDS = ((90, "sure"), (75, "fair"), (50, "weak"))
_WORST = "poor"
_TABLE = "table"
_LEAST_SIDE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWord:
    """A word with its box in points; ``number`` is its place among the page's words."""

    number: int
    text: str
    box: tuple[float, ...]
    percent: int
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A block's place in the order of reading, drawn at its middle."""

    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page. ``lines`` are its words as they are read, a paragraph a list of lines."""

    number: int
    width: float
    height: float
    confidence: float
    coverage: float | None
    source: str
    words: tuple[SheetWord, ...]
    paragraphs: tuple[tuple[tuple[SheetWord, ...], ...], ...]
    stops: tuple[Stop, ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...]
    decisions: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    text: str

    @property
    def path(self) -> str:
        """The way of reading from block to block, as points of an SVG polyline."""
        return " ".join(f"{stop.x},{stop.y}" for stop in self.stops)


def sheet_of(page: Mapping[str, Any]) -> Sheet:
    """A page of a result (schema 2) with its words and blocks."""
    words = tuple(_word(number, word) for number, word in enumerate(page.get("words", ())))
    return Sheet(
        number=page["page"],
        width=max(_LEAST_SIDE, page["width"]),
        height=max(_LEAST_SIDE, page["height"]),
        confidence=page["confidence"],
        coverage=page.get("coverage"),
        source=page["source"],
        words=words,
        paragraphs=tuple(_paragraphs(page.get("words", ()), words)),
        stops=tuple(_stops(page.get("blocks", ()))),
        tables=tuple(
            _table(block["text"]) for block in page.get("blocks", ()) if block.get("kind") == _TABLE
        ),
        decisions=tuple((name, _plain(value)) for name, value in page.get("decisions", {}).items()),
        warnings=tuple(page.get("warnings", ())),
        text=page.get("text", ""),
    )


def _word(number: int, word: Mapping[str, Any]) -> SheetWord:
    percent = round(word["confidence"])
    return SheetWord(
        number=number,
        text=word["text"],
        box=tuple(word["box"]),
        percent=percent,
        level=next((level for bound, level in _BOUNDS if percent >= bound), _WORST),
    )


def _paragraphs(
    told: Sequence[Mapping[str, Any]], words: Sequence[SheetWord]
) -> Iterator[tuple[tuple[SheetWord, ...], ...]]:
    pairs = zip(told, words, strict=True)
    for _, paragraph in groupby(pairs, key=lambda pair: (pair[0]["block"], pair[0]["paragraph"])):
        lines = groupby(paragraph, key=lambda pair: pair[0]["line"])
        yield tuple(tuple(word for _, word in line) for _, line in lines)


def _stops(blocks: Sequence[Mapping[str, Any]]) -> Iterator[Stop]:
    boxes = [block["box"] for block in blocks if block.get("box")]
    for number, (left, top, width, height) in enumerate(boxes, 1):
        yield Stop(number=number, x=round(left + width / 2, 1), y=round(top + height / 2, 1))


def _table(text: str) -> tuple[tuple[str, ...], ...]:
    """Rows of cells, as a block writes them: lines and tabs."""
    return tuple(tuple(line.split("\t")) for line in text.split("\n"))


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {each}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
