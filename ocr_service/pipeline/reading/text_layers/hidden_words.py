"""Leave out of a text layer the words that nobody sees, clipped away, painted over or white: nothing is drawn where they stand.

Only pages are drawn that may hide text (``identify/operators/hidden_text.py``), 15 ms each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageStat

from ocr_service.domain.page import Word
from ocr_service.errors import DocumentError
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.imaging.drawing.pdf_drawing import drawing
from ocr_service.pipeline.reading.text_layers.text_layer import TextLayer

_DPI, _PATIENCE_S = 100, 2.0
# Shades that differ by less are one; the part of a word's height, from its top, where its letters are.
_STEP = 10
_FROM, _TO = 0.15, 0.9


def without_hidden(layer: TextLayer, document: Inspection, folder: Path) -> TextLayer:
    """The layer with the words that can be seen; as it is when the page cannot be drawn in time."""
    number = layer.number
    dpi = max(1, round(_DPI * document.unit(number)))
    try:
        with drawing(document, number, number, dpi=dpi, folder=folder, timeout_s=_PATIENCE_S) as done:
            if number not in done.complete:
                return layer
            with Image.open(done.complete[number], formats=("PPM",)) as picture:
                words = _seen(layer, picture.convert("L"))
    except DocumentError:
        return layer
    return replace(layer, words=words, clipped=len(layer.words) - len(words))


def _seen(layer: TextLayer, picture: Image.Image) -> tuple[Word, ...]:
    if not layer.width or not layer.height:
        return layer.words
    scale = picture.width / layer.width, picture.height / layer.height
    return tuple(word for word in layer.words if _is_drawn(word, picture, scale))


def _is_drawn(word: Word, picture: Image.Image, scale: Sequence[float]) -> bool:
    """True where there is more than one shade; what stands beside the page cannot be judged."""
    left, top, width, height = word.box
    box = (
        max(0, int(left * scale[0])),
        max(0, int((top + _FROM * height) * scale[1])),
        min(picture.width, int((left + width) * scale[0]) + 1),
        min(picture.height, int((top + _TO * height) * scale[1]) + 1),
    )
    if box[0] >= box[2] or box[1] >= box[3]:
        return True
    low, high = ImageStat.Stat(picture.crop(box)).extrema[0]
    return high - low >= _STEP
