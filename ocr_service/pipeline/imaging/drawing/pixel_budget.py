"""How many pixels of a page are drawn, decoded and read within a worker's memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ocr_service.domain.document import Limits
from ocr_service.pipeline.limits.memory_table import MemoryTable, lacking_mb

_MIB = 1 << 20
# Of a share: what the process copies of its parent's pages, tables of decoders, the smaller picture that is made of one.
BESIDE_BYTES = 16 << 20
# Of a strip longer than this in its widths, and longer than what shows letters when it is looked at as a whole,
# one band after the other is read.
_LONG_SHAPE, _LONG_SIDE = 4.5, 3_600
# While a strip is decoded it is held twice at most.
_STRIP_SHARE = 0.45


def is_strip(width: float, height: float) -> bool:
    """True for a very tall or very wide page: a receipt of many articles, a conversation as one picture. In pixels."""
    short, long = sorted((width, height))
    return long > _LONG_SHAPE * short and long > _LONG_SIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelBudget:
    """How much a page may have: ``max_pixels`` at all, ``drawn_pixels`` when read, ``decoded_bytes`` for a moment."""

    max_pixels: int
    drawn_pixels: int
    decoded_bytes: int
    limits: Limits = field(default_factory=Limits)
    strip_share: float = _STRIP_SHARE

    @classmethod
    def of(cls, limits: Limits) -> PixelBudget:
        """What a share of memory holds; a moment's decoding may use what all of them have.

        Tesseract takes 30 MB and 3.6 MB a million gray pixels; what takes more is read smaller (``bounded_engine.py``).
        """
        table = MemoryTable.of(limits)
        drawn = int(max(1.0, (table.share_mb - 30) / 3.6) * 1_000_000)
        return cls(
            max_pixels=limits.max_pixels,
            drawn_pixels=min(drawn, limits.max_pixels),
            decoded_bytes=(table.share_mb * _MIB - BESIDE_BYTES) * table.shares,
            limits=limits,
        )

    def halved(self) -> PixelBudget:
        """For a picture that did not fit, against what was foreseen: as much memory, with half of the pixels."""
        return replace(self, drawn_pixels=self.drawn_pixels // 2, strip_share=self.strip_share / 2)

    def remedy(self, decoded_bytes: int) -> str:
        """What to set so that a decoding which takes so much is possible."""
        return self.remedy_of_all(decoded_bytes + BESIDE_BYTES * self.limits.page_slots)

    def remedy_of_all(self, shares_bytes: int) -> str:
        """What to set so that all pages together have so much; fewer slots or more memory than that do, too."""
        more_mb = lacking_mb(self.limits, shares_bytes / _MIB)
        return f"raise WORKER_MEMORY_MB by {more_mb} with PAGE_SLOTS={self.limits.page_slots}"

    def pixels_for(self, size: tuple[float, float]) -> int:
        """The most pixels of a page of that size in pixels; of a strip many, as only a band of it is read at a time."""
        if not is_strip(*size):
            return self.drawn_pixels
        return min(self.max_pixels, max(self.drawn_pixels, int(self.decoded_bytes * self.strip_share)))
