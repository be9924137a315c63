"""One gray picture file of a page, whether the page stands in a PDF or is a picture itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from PIL import Image, ImageOps

from ocr_service.domain.document import Limits
from ocr_service.domain.ports import PageImage
from ocr_service.errors import DocumentCorrupt, MemoryLimit, OcrServiceError, PageTooLarge
from ocr_service.pipeline.decoding.decoding import decoding_bytes, gray, opening_bytes
from ocr_service.pipeline.decoding.heif_tiles import heif_tiles
from ocr_service.pipeline.decoding.png_strips import is_strippable, reduced_gray
from ocr_service.pipeline.decoding.webp_gray import webp_still
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.identify.picture_header import WEBP, check_size, damage_named, opened
from ocr_service.pipeline.imaging.drawn_ahead import DrawnAhead
from ocr_service.pipeline.imaging.pdf_drawing import draw_page
from ocr_service.pipeline.limits.deadline import Deadline
from ocr_service.pipeline.limits.resource_limits import OWN_MB, fits_tool

POINTS_PER_INCH = 72
DEFAULT_DPI = 200
_A4_WIDTH_INCH = 8.27
# Less is rounding: 200 x 204.
_UNEQUAL = 1.1
_MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelBudget:
    """How much a page may have: ``max_pixels`` at all, ``drawn_pixels`` when read, ``decoded_bytes`` for a moment."""

    max_pixels: int
    drawn_pixels: int
    decoded_bytes: int

    @classmethod
    def of(cls, limits: Limits) -> PixelBudget:
        """What each page slot may use of a worker's memory; a moment's decoding may use what all of them have.

        Worker, fork server and child take ``OWN_MB``; Tesseract 41 MB and 3.6 MB a million gray pixels.
        """
        free_mb = max(limits.memory_mb - OWN_MB, 14)
        drawn = int(max(1.0, (free_mb / limits.page_slots - 41) / 3.6) * 1_000_000)
        return cls(
            max_pixels=limits.max_pixels,
            drawn_pixels=min(drawn, limits.max_pixels),
            decoded_bytes=int(free_mb * _MIB),
        )


class PageSourcePicture(Protocol):
    """Where the picture of one page comes from."""

    def draw(self, dpi: int, path: Path, deadline: Deadline) -> tuple[PageImage, tuple[str, ...]]:
        """Write the page as a gray PGM at ``dpi`` (0: what suits it), and say what was odd about it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfPage:
    """A page of a PDF, drawn by pdf2image. ``width`` and ``height`` in points, as it is shown.

    ``whole_bytes`` is the memory of its largest picture that cannot be decoded in part; ``neighbours`` draws pages
    together with those that follow.
    """

    document: Inspection
    number: int
    width: float
    height: float
    budget: PixelBudget
    whole_bytes: int = 0
    neighbours: DrawnAhead | None = None

    def draw(self, dpi: int, path: Path, deadline: Deadline) -> tuple[PageImage, tuple[str, ...]]:
        """Draw in gray at ``dpi``, at less where the budget demands it."""
        if not fits_tool(self.whole_bytes):
            # poppler would leave the picture out and say that it is broken.
            raise MemoryLimit(
                f"The JPEG 2000 picture on page {self.number} does not fit the worker's memory. "
                "Save it as JPEG, or raise WORKER_MEMORY_MB."
            )
        wanted, dpi = dpi, self._affordable(dpi)
        said = ""
        if self.neighbours is None or not self.neighbours.take(self.number, wanted, dpi, path, deadline):
            said = draw_page(self.document, self.number, dpi=dpi, path=path, timeout_s=deadline.left_s())
        with Image.open(path, formats=("PPM",)) as picture:
            width, height = picture.size
        return PageImage(path=path, width=width, height=height, dpi=dpi), _complaints(said)

    def expect(self) -> None:
        """Say that it will be drawn, so that it may be drawn together with the pages before it."""
        if self.neighbours is not None:
            self.neighbours.expect(self.number, self._beside_others)

    def _beside_others(self, dpi: int) -> int:
        """The resolution it is drawn at; 0 when it does not fit, which it shall say itself."""
        try:
            return self._affordable(dpi) if fits_tool(self.whole_bytes) else 0
        except OcrServiceError:
            return 0

    def _affordable(self, dpi: int) -> int:
        """The resolution wanted (0: what suits it) as far as the budget allows it. Raises ``PageTooLarge``."""
        dpi = dpi or DEFAULT_DPI
        square_points = max(self.width, 1.0) * max(self.height, 1.0)
        if not math.isfinite(square_points) or square_points > self.budget.max_pixels:
            raise PageTooLarge(f"Page {self.number} measures {self.width:.0f} x {self.height:.0f} points.")
        most = POINTS_PER_INCH * math.sqrt(self.budget.drawn_pixels / square_points)
        return max(1, min(dpi, int(most)))


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPicture:
    """A page of a document that is text and nothing else."""

    def draw(self, dpi: int, path: Path, deadline: Deadline) -> tuple[PageImage, tuple[str, ...]]:
        """Raises ``DocumentCorrupt``: there is nothing to draw."""
        raise DocumentCorrupt("An invoice in XML has no pages to draw.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A picture file, or one frame of it."""

    source: Path
    media_type: str
    index: int
    budget: PixelBudget

    def draw(self, dpi: int, path: Path, deadline: Deadline) -> tuple[PageImage, tuple[str, ...]]:
        """Decode in gray, upright by EXIF, on white; scaled down where the budget demands it, by libjpeg at once.

        A fax has half as many rows as columns to the inch: its pixels are made square.
        """
        shown, full, (across, down) = self._decoded()
        own_dpi = max(across, down)
        square = round(full[0] * own_dpi / across), round(full[1] * own_dpi / down)
        if across == down:
            shown.thumbnail(_within(shown.size, self.budget.drawn_pixels), Image.Resampling.BOX)
        else:
            shown = shown.resize(_within(square, self.budget.drawn_pixels), Image.Resampling.BICUBIC)
        # In place, as a second picture of that size would count against the limit.
        ImageOps.exif_transpose(shown, in_place=True)
        scale = max(shown.size) / max(square)
        shown.save(path, format="PPM")
        deadline.left_s()
        width, height = shown.size
        return PageImage(path=path, width=width, height=height, dpi=max(1, round(own_dpi * scale))), ()

    def _decoded(self) -> tuple[Image.Image, tuple[int, int], tuple[int, int]]:
        """The picture in gray, not yet upright, with the size and resolution that its file has, across and down."""
        if self.media_type == WEBP and (scaled := self._scaled()) is not None:
            return scaled
        with opened(self.source, self.media_type) as picture:
            if self.index:
                picture.seek(self.index)
            check_size(picture.size, self.budget.max_pixels)
            full, resolution = picture.size, _resolution(picture)
            if picture.format == "JPEG":
                picture.draft("L", _within(full, self.budget.drawn_pixels))
            return self._gray(picture, full), full, resolution

    def _gray(self, picture: Image.Image, full: tuple[int, int]) -> Image.Image:
        """In one piece or by strips; refuses what does not fit memory even so."""
        if decoding_bytes(picture, full) <= self.budget.decoded_bytes:
            shown = gray(picture)
            exif = picture.getexif().tobytes()
        elif is_strippable(picture):
            shown = reduced_gray(self.source, picture, self.budget.drawn_pixels)
            exif = picture.info.get("exif", b"")
        elif picture.format == "HEIF" and (upright := self._tiled()) is not None:
            shown, exif = upright, b""
        else:
            raise MemoryLimit(_too_large(full))
        shown.info["exif"] = exif
        return shown

    def _scaled(self) -> tuple[Image.Image, tuple[int, int], tuple[int, int]] | None:
        """A large WebP as ``_decoded``; None when Pillow can read it, or must.

        Raises ``MemoryLimit``.
        """
        with damage_named(self.source, self.media_type):
            still = webp_still(self.source)
            if still is None or opening_bytes(self.source, WEBP) * 2 <= self.budget.decoded_bytes:
                return None
            check_size(still.size, self.budget.max_pixels)
            size = _within(still.size, self.budget.drawn_pixels)
            if still.decoding_bytes(size) > self.budget.decoded_bytes:
                raise MemoryLimit(_too_large(still.size))
            guess = _guessed_dpi(still.size)
            return still.gray(size), still.size, (guess, guess)

    def _tiled(self) -> Image.Image | None:
        """A HEIC tile by tile; None when even that does not fit memory."""
        with heif_tiles(self.source) as tiles:
            if tiles is None or tiles.decoding_bytes(self.budget.drawn_pixels) > self.budget.decoded_bytes:
                return None
            return tiles.reduced_gray(self.budget.drawn_pixels)


def _too_large(size: tuple[int, int]) -> str:
    return (
        f"The picture of {size[0]} x {size[1]} pixels does not fit the worker's memory. "
        "Save it as JPEG or with fewer pixels, or raise WORKER_MEMORY_MB."
    )


def _within(size: tuple[int, int], pixels: int) -> tuple[int, int]:
    scale = min(1.0, math.sqrt(pixels / (size[0] * size[1])))
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))


def _resolution(picture: Image.Image) -> tuple[int, int]:
    """The picture's own dots per inch, across and down, where they are believable, else as if it were A4 wide."""
    stated = [_believable(value) for value in picture.info.get("dpi", ())[:2]]
    if len(stated) == 2 and all(stated):
        across, down = stated
        return (across, down) if max(stated) > _UNEQUAL * min(stated) else (across, across)
    if stated and stated[0]:
        return stated[0], stated[0]
    guess = _guessed_dpi(picture.size)
    return guess, guess


def _guessed_dpi(size: tuple[int, int]) -> int:
    return min(600, max(70, round(min(size) / _A4_WIDTH_INCH)))


def _believable(stated: Any) -> int:
    """Dots per inch that a scanner can have, else 0."""
    try:
        dpi = round(float(stated))
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return 0
    return dpi if 70 < dpi <= 1200 else 0


def _complaints(stderr: str) -> tuple[str, ...]:
    """What poppler says of a page that it drew nevertheless; one warning, its first line."""
    lines = [line for line in stderr.splitlines() if "Error" in line or "error" in line]
    return (f"The page is damaged: {lines[0][:200]}",) if lines else ()
