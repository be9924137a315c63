"""Read text that is set turned on its page (by its matrix, not by /Rotate) from a copy of the page that is turned upright.

pdftotext keeps rows and columns together on upright text only. So the page is turned with qpdf, which changes one number,
and read once more: the whole page where most of its text is turned, else the part that is.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from operator import gt
from pathlib import Path

from ocr_service.domain.page import Box, Word
from ocr_service.errors import DocumentError
from ocr_service.layout.order.reading_order import in_reading_order
from ocr_service.layout.turned_boxes import turned_box
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.identify.page_shape import PageShape
from ocr_service.pipeline.limits.command import run_command
from ocr_service.pipeline.reading.text_layers.shown_layer import as_shown
from ocr_service.pipeline.reading.text_layers.text_layer import TextLayer, closing_layers, write_text_layers

_TALL = 1.3
_LEAST_LETTERS, _LEAST_TURNED = 3, 8
_MOST_OF_PAGE = 0.6
_TIMEOUT_S = 8.0
_STANDS, _LIES = -1, -2

Line = Sequence[Word]


def upright(layer: TextLayer, document: Inspection, folder: Path) -> TextLayer:
    """The layer with its turned text in rows; ``rotation`` is the clockwise turn that made the whole page upright.

    A page that its author shows turned already (/Rotate) is not turned again, only its words are put in order, unless they are upside down there.
    """
    letters = turns_of(layer.words)
    turned = {turn: count for turn, count in letters.items() if turn and count >= _LEAST_TURNED}
    if not turned or shutil.which("qpdf") is None:
        return layer
    most = max(turned, key=turned.__getitem__)
    shape = document.shapes.get(layer.number) or PageShape(width=layer.width, height=layer.height)
    if turned[most] < _MOST_OF_PAGE * sum(letters.values()):
        for turn in turned:
            again = _read_turned(layer, turn, shape, document, folder)
            layer = _with_part(layer, again, turn) if again else layer
        return layer
    again = _read_turned(layer, most, shape, document, folder)
    if again is None:
        return layer
    return _turned_back(again, most) if shape.turn and most % 180 else replace(again, rotation=most)


def turns_of(words: Sequence[Word]) -> Counter[int]:
    """Letters by the clockwise turn that would make their line upright."""
    found: Counter[int] = Counter()
    if not _may_be_turned(words):
        return found
    for line in _lines(words):
        found[_turn(line)] += sum(len(word.text) for word in line)
    standing, lying = found.pop(_STANDS, 0), found.pop(_LIES, 0)
    found[90 if found[90] >= found[270] else 270] += standing
    found[180 if found[180] > found[0] else 0] += lying
    return found


def _may_be_turned(words: Sequence[Word]) -> bool:
    """A quick look that nearly all pages end with: none of the long words stands, and most follow to the right."""
    # Every other word, as this is asked of every page.
    some = words[::2]
    lefts = [word.box.left for word in some]
    if 2 * sum(map(gt, lefts, lefts[1:])) > len(lefts) and _runs_leftwards(words):
        return True
    return any(map(_is_tall, some))


def _lines(words: Iterable[Word]) -> Iterable[Line]:
    return (
        list(line) for _, line in groupby(words, key=lambda word: (word.block, word.paragraph, word.line))
    )


def _is_tall(word: Word) -> bool:
    box = word.box
    return box.height > _TALL * box.width and len(word.text) >= _LEAST_LETTERS


def _runs_leftwards(words: Sequence[Word]) -> bool:
    """True when words of a line follow each other from right to left more often than not."""
    steps = [
        other.box.left < one.box.left
        for one, other in pairwise(words)
        if one.line == other.line and one.block == other.block and one.paragraph == other.paragraph
    ]
    return 2 * sum(steps) > len(steps)


def _turn(line: Line) -> int:
    """Of one line; of a single word it can only be told whether it stands or lies."""
    long = [word for word in line if len(word.text) >= _LEAST_LETTERS] or line
    if sum(word.box.height > _TALL * word.box.width for word in long) * 2 > len(long):
        rise = sum(other.box.top - one.box.top for one, other in pairwise(line))
        return (90 if rise < 0 else 270) if rise else _STANDS
    if len(line) == 1:
        return _LIES
    run = sum(other.box.left - one.box.left for one, other in pairwise(line))
    return 180 if run < 0 and not _is_right_to_left(line) else 0


def _is_right_to_left(line: Line) -> bool:
    return any(
        "\u0590" <= char <= "\u08ff" or "\ufb1d" <= char <= "\ufefc" for word in line for char in word.text
    )


def _read_turned(
    layer: TextLayer, turn: int, shape: PageShape, document: Inspection, folder: Path
) -> TextLayer | None:
    """The layer of the page turned clockwise by ``turn``; None when it cannot be had."""
    copy, table = folder / f"turned-{layer.number}.pdf", folder / f"turned-{layer.number}.tsv"
    password = [f"--password={document.password}"] if document.password else []
    argv: list[str | Path] = ["qpdf", "--no-warn", "--warning-exit-0", document.source, *password]
    # Not into an empty file: it would show the layers that this document switches off.
    argv += ["--pages", ".", str(layer.number), "--", f"--rotate=+{turn}", copy]
    try:
        if run_command(argv, timeout_s=_TIMEOUT_S).status != 0:
            return None
        alone = replace(document, source=copy, password=None, numbers=(1,))
        write_text_layers(alone, 1, 1, table, _TIMEOUT_S)
        with closing_layers(table) as layers:
            found = next(layers, None)
    except DocumentError:
        return None
    finally:
        copy.unlink(missing_ok=True)
    if found is None:
        return None
    shown = as_shown(found, replace(shape, turn=(shape.turn + turn) % 360))
    return replace(shown, number=layer.number)


def _turned_back(layer: TextLayer, turn: int) -> TextLayer:
    """Words in the order of the upright page, boxes where they lie on the page before it was turned."""
    back = 360 - turn
    words = tuple(
        word._replace(box=turned_box(word.box, back, layer.width, layer.height)) for word in layer.words
    )
    width, height = (layer.height, layer.width) if turn % 180 else (layer.width, layer.height)
    return replace(layer, words=words, width=width, height=height)


def _with_part(layer: TextLayer, again: TextLayer, turn: int) -> TextLayer:
    """The layer, its lines that are turned by ``turn`` replaced by those of the turned copy, behind all others."""
    sides = {turn, _STANDS} if turn % 180 else {turn}
    turned = {id(word) for line in _lines(layer.words) if _turn(line) in sides for word in line}
    kept = tuple(word for word in layer.words if id(word) not in turned)
    middles = [_middle(word) for word in layer.words if id(word) in turned]
    first = max((word.block for word in layer.words), default=0) + 1
    size = again.width, again.height
    part = tuple(
        word
        for word in again.words
        if any(_lies_over(turned_box(word.box, 360 - turn, *size), x, y) for x, y in middles)
    )
    rows = _turned_back(replace(again, words=in_reading_order(part)), turn).words
    moved = tuple(word._replace(block=first + word.block) for word in rows)
    return replace(layer, words=(*kept, *moved)) if moved else layer


def _middle(word: Word) -> tuple[float, float]:
    box = word.box
    return box.left + box.width / 2, box.top + box.height / 2


def _lies_over(box: Box, x: float, y: float) -> bool:
    return box.left <= x <= box.left + box.width and box.top <= y <= box.top + box.height
