"""Put the words of a text layer on their page as a viewer shows it, whichever way poppler told them.

Of a page that is shown turned (/Rotate 90 or 270) poppler 22.12 gives words as shown and the page as stored; versions
before and after differ. The version is not asked: words that do not fit the page as shown, and do as stored, are turned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocr_service.domain.page import Box, Word
from ocr_service.layout.turned_boxes import turned_box
from ocr_service.pipeline.identify.page_shape import PageShape
from ocr_service.pipeline.reading.text_layers.text_layer import TextLayer

_NEAR = 0.01


def as_shown(layer: TextLayer, shape: PageShape | None) -> TextLayer:
    """The layer on the page as shown, in points."""
    if shape is None:
        return layer
    stored = _exact(layer, shape)
    shown = (stored[1], stored[0]) if shape.turn % 180 else stored
    words = layer.words
    if shape.turn % 180 and _misfits(words, shown) > _misfits(words, stored):
        words = tuple(word._replace(box=turned_box(word.box, shape.turn, *stored)) for word in words)
    if shape.unit != 1:
        words = tuple(word._replace(box=_scaled(word.box, shape.unit)) for word in words)
    if words is layer.words and shown == (layer.width, layer.height):
        return layer
    width, height = (round(length * shape.unit, 2) for length in shown)
    return replace(layer, width=width, height=height, words=words)


def _exact(layer: TextLayer, shape: PageShape) -> tuple[float, float]:
    """The page as stored; with pdftotext's digits where it tells the same size as pdfinfo, which rounds."""
    told = layer.width, layer.height
    for size in (told, told[::-1]):
        if abs(size[0] - shape.width) < _NEAR and abs(size[1] - shape.height) < _NEAR:
            return size[0], size[1]
    return shape.width, shape.height


def _misfits(words: Sequence[Word], size: tuple[float, float]) -> int:
    """How many words have their middle outside a page of that size."""
    return sum(
        not (0 <= box.left + box.width / 2 <= size[0] and 0 <= box.top + box.height / 2 <= size[1])
        for box in (word.box for word in words)
    )


def _scaled(box: Box, unit: float) -> Box:
    return Box(*(round(value * unit, 2) for value in box))
