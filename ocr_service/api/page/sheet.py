"""Lay a page out as a viewer shows it: its picture or its words at their places, boxes coloured by confidence, the order of reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, groupby
from statistics import median
from typing import Any

from ocr_service.domain.page import PageSource

_BOUNDS = ((90, "sure"), (75, "fair"), (50, "weak"))
_WORST = "poor"
_TABLE = "table"
_LEAST_SIDE = 1.0
_SMALL, _TALL, _BELOW = 0.55, 0.74, 0.21
_SMALL_LETTERS = frozenset("acegmnopqrsuvwxyz.,:;-_~+=<>")
_LETTERS_BELOW = frozenset("gjpqyQ()[]{}|/,;ç_@$§µ")

Reach = Callable[[str], tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWord:
    """A word with its box in points; ``number`` is its place among the page's words.

    ``size`` and ``foot`` are of its letters where they are drawn for want of a picture: as high as those of its line, standing on ``foot``.
    """

    number: int
    text: str
    box: tuple[float, ...]
    percent: int
    level: str
    size: float
    foot: float


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
    words = tuple(
        _words(page.get("words", ()), _reach_of_ink if page["source"] == PageSource.OCR else _reach_of_fonts)
    )
    return Sheet(
        number=page["page"],
        width=max(_LEAST_SIDE, page["width"]),
        height=max(_LEAST_SIDE, page["height"]),
        confidence=page["confidence"],
        coverage=page.get("coverage"),
        source=page["source"],
        words=words,
        paragraphs=tuple(_paragraphs(page, words)),
        stops=tuple(_stops(page.get("blocks", ()))),
        tables=tuple(
            _table(block["text"]) for block in page.get("blocks", ()) if block.get("kind") == _TABLE
        ),
        decisions=tuple((name, _plain(value)) for name, value in page.get("decisions", {}).items()),
        warnings=tuple(page.get("warnings", ())),
        text=page.get("text", ""),
    )


def _words(told: Sequence[Mapping[str, Any]], reach: Reach) -> Iterator[SheetWord]:
    numbers = count()
    for _, line in groupby(told, key=lambda word: (word["block"], word["paragraph"], word["line"])):
        words = list(line)
        # A word of small letters has a lower box in the same print.
        size = round(median(word["box"][3] / sum(reach(word["text"])) for word in words), 1)
        yield from (_word(next(numbers), word, size, reach) for word in words)


def _word(number: int, word: Mapping[str, Any], size: float, reach: Reach) -> SheetWord:
    percent = round(word["confidence"])
    _, top, _, height = box = tuple(word["box"])
    above, below = reach(word["text"])
    return SheetWord(
        number=number,
        text=word["text"],
        box=box,
        percent=percent,
        level=next((level for bound, level in _BOUNDS if percent >= bound), _WORST),
        size=size,
        foot=round(top + height * above / (above + below), 1),
    )


def _reach_of_ink(text: str) -> tuple[float, float]:
    """How far letters go above and below the line they stand on, in parts of their size."""
    above = _SMALL if all(letter in _SMALL_LETTERS for letter in text) else _TALL
    return above, _BELOW if any(letter in _LETTERS_BELOW for letter in text) else 0.0


def _reach_of_fonts(text: str) -> tuple[float, float]:
    """A file's own words have boxes of their font's height, whatever their letters."""
    return _TALL, _BELOW


def _paragraphs(
    page: Mapping[str, Any], words: Sequence[SheetWord]
) -> Iterator[tuple[tuple[SheetWord, ...], ...]]:
    """Those of a table are its rows: a file's own cells are paragraphs, and would stand one below the other."""
    tables = {
        word: number
        for number, block in enumerate(page.get("blocks", ()))
        if block.get("kind") == _TABLE
        for word in block.get("words", ())
    }
    pairs = list(zip(page.get("words", ()), words, strict=True))

    def part(pair: tuple[Mapping[str, Any], SheetWord]) -> tuple[Any, ...]:
        told, word = pair
        table = tables.get(word.number)
        return (told["block"], told["paragraph"]) if table is None else (_TABLE, table)

    for (kind, _), paragraph in groupby(pairs, key=part):
        if kind == _TABLE:
            yield tuple(_rows([word for _, word in paragraph]))
            continue
        lines = groupby(paragraph, key=lambda pair: pair[0]["line"])
        yield tuple(tuple(word for _, word in line) for _, line in lines)


def _rows(words: Sequence[SheetWord]) -> Iterator[tuple[SheetWord, ...]]:
    """Words that stand beside each other, from the left."""
    row: list[SheetWord] = []
    for word in sorted(words, key=lambda each: each.foot):
        if row and word.foot > row[0].foot + row[0].size / 2:
            yield tuple(sorted(row, key=lambda each: each.box[0]))
            row = []
        row.append(word)
    if row:
        yield tuple(sorted(row, key=lambda each: each.box[0]))


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
