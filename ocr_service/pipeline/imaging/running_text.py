"""Is a page running text: lines of one size, one below the other, in letters of a usual width?"""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageChops

# Pages of books, reports and drawn prose: inked for 0.15 to 0.36 of their height, 0.95 to 0.99 of it in pieces of
# one height, strokes 0.58 to 0.84 of that apart. Invoices and forms: 0.05 to 0.14, 0.35 to 0.98, 0.71 to 1.9.
_LEAST_SHARE = 0.15
_LEAST_EVEN = 0.95
_USUAL_HEIGHTS = (0.6, 1.6)
_USUAL_PITCH = (0.57, 0.86)


def is_running_text(mask: Image.Image, pieces: Sequence[int], strips: int, text_height: float) -> bool:
    """True for prose. ``pieces`` are the heights of all pieces of lines in ``strips`` upright strips of ``mask``."""
    inked = sum(pieces)
    if not text_height or inked < _LEAST_SHARE * strips * mask.height:
        return False
    lowest, highest = (text_height * limit for limit in _USUAL_HEIGHTS)
    even = sum(piece for piece in pieces if lowest <= piece <= highest) / inked
    least, most = _USUAL_PITCH
    return even >= _LEAST_EVEN and least <= _pitch(mask, inked / strips) / text_height <= most


def _pitch(mask: Image.Image, inked_height: float) -> float:
    """Mean distance of two strokes side by side, in pixels: narrow letters have them closer together."""
    edges = ImageChops.difference(mask, ImageChops.offset(mask, 1, 0)).histogram()[255]
    return 2 * inked_height * mask.width / max(1, edges)
