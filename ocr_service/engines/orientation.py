"""Which way up a page stands, by Tesseract's orientation detection."""

from __future__ import annotations

import math
from dataclasses import replace

from PIL import Image

from ocr_service.domain.ports import Engine, FindsTurn, PageImage
from ocr_service.engines.tesseract import turn_by_program
from ocr_service.errors import DocumentCrashed, EngineFailed

_LEAST_CONFIDENCE = 1.0
# Its model takes 13 MB more than reading does, a million pixels 4; at 2 million 8 pt print is too small for it.
_MOST_PIXELS = 3_000_000


def turn_needed(engine: Engine, image: PageImage, *, timeout_s: float) -> int | None:
    """The clockwise turn in degrees (0, 90, 180, 270) that makes the page upright; None when it cannot tell.

    Costs about 0.3 s, so ask only when there is reason to doubt. Raises ``PageTimeout``, ``MemoryLimit``.
    """
    find_turn = engine.find_turn if isinstance(engine, FindsTurn) else turn_by_program
    try:
        found = find_turn(_reduced(image), timeout_s=timeout_s)
    except (DocumentCrashed, EngineFailed):
        # No model for it: the page stays as it is.
        return None
    return found.degrees if found is not None and found.confidence >= _LEAST_CONFIDENCE else None


def _reduced(image: PageImage) -> PageImage:
    """The picture with no more pixels than it takes, beside the original when it had more."""
    scale = math.sqrt(_MOST_PIXELS / (image.width * image.height))
    if scale >= 1:
        return image
    size = (max(1, int(image.width * scale)), max(1, int(image.height * scale)))
    path = image.path.with_suffix(".osd.pgm")
    with Image.open(image.path) as picture:
        picture.convert("L").resize(size, Image.Resampling.BOX).save(path, format="PPM")
    return replace(image, path=path, width=size[0], height=size[1], dpi=max(1, round(image.dpi * scale)))
