"""The gray page of a picture file, or of one picture in it: upright, on white, with square pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from ocr_service.domain.ports import PageImage
from ocr_service.errors import MemoryLimit
from ocr_service.pipeline.decoding.decoding import decoding_bytes, opening_bytes
from ocr_service.pipeline.decoding.exif import UPRIGHT, is_photo, orientation, orientation_in, upright
from ocr_service.pipeline.decoding.gray import gray, ground_of
from ocr_service.pipeline.decoding.heif_tiles import heif_tiles
from ocr_service.pipeline.decoding.png_chunks import exif_of
from ocr_service.pipeline.decoding.png_strips import is_strippable, reduced_gray
from ocr_service.pipeline.decoding.webp_gray import webp_still
from ocr_service.pipeline.identify.picture_header import WEBP, check_size, damage_named, opened
from ocr_service.pipeline.identify.tiff_pages import seek_page
from ocr_service.pipeline.identify.tiff_samples import check_samples
from ocr_service.pipeline.imaging.drawing.paper_size import dots_per_inch, guessed_dpi, states_a_sheet
from ocr_service.pipeline.imaging.drawing.pixel_budget import BESIDE_BYTES, PixelBudget
from ocr_service.pipeline.limits.deadline import Deadline
from ocr_service.pipeline.limits.resource_limits import all_shares, fits_share

# libjpeg decodes to whole shares of a picture, an eighth of its sides at least.
_LEAST_OF_JPEG = 8
# A gray picture that is scaled is held with one that has its new width alone, and with the new one.
_SHRINKING = 1.85
# No page is drawn with fewer for want of memory.
_LEAST_PIXELS = 500_000
# A picture that is made gray and smaller at once is made so much smaller at least.
_LEAST_FACTOR = 2
# With the gray picture that is made of it.
_CMYK_BYTES = 5


class _NeedsMore(Exception):
    """The picture is decoded in the memory of all pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A picture in gray, not yet upright, with the size and the dots per inch (across, down) that its file has.

    ``is_sheet`` as of ``PageImage``.
    """

    picture: Image.Image
    full: tuple[int, int]
    resolution: tuple[int, int]
    orientation: int = UPRIGHT
    is_sheet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A picture file, or one page of it by its ``index`` from 0."""

    source: Path
    media_type: str
    index: int
    budget: PixelBudget

    def draw(self, dpi: int, path: Path, deadline: Deadline) -> tuple[PageImage, tuple[str, ...]]:
        """Decode in gray, upright by EXIF, on white; scaled down where the budget demands it, by libjpeg at once.

        A fax has half as many rows as columns to the inch: its pixels are made square.
        """
        try:
            return self._drawn(path, deadline)
        except _NeedsMore:
            pass
        except (MemoryError, MemoryLimit) as error:
            _raise_if_foreseen(error)
        with all_shares() as waited_s:
            return self._drawn_as_it_fits(path, deadline.later(waited_s))

    def _drawn_as_it_fits(self, path: Path, deadline: Deadline) -> tuple[PageImage, tuple[str, ...]]:
        """What a library takes beside the pixels is seen only when it fails: then with half of them, and half of those."""
        frame = self
        while True:
            try:
                return frame._drawn(path, deadline)
            except (MemoryError, MemoryLimit) as error:
                _raise_if_foreseen(error)
                if frame.budget.drawn_pixels < 2 * _LEAST_PIXELS:
                    raise
            frame = replace(frame, budget=frame.budget.halved())

    def _drawn(self, path: Path, deadline: Deadline) -> tuple[PageImage, tuple[str, ...]]:
        decoded = self._decoded(deadline)
        shown, (across, down) = decoded.picture, decoded.resolution
        own_dpi = max(across, down)
        square = round(decoded.full[0] * own_dpi / across), round(decoded.full[1] * own_dpi / down)
        most = self.budget.pixels_for(square)
        if across == down:
            shown.thumbnail(within(shown.size, most), Image.Resampling.BOX)
        else:
            shown = shown.resize(within(square, most), Image.Resampling.BICUBIC)
        turn, is_sheet = decoded.orientation, decoded.is_sheet
        # No second name for it, or both would count against the limit while the page is written.
        del decoded
        shown = upright(shown, turn)
        scale = max(shown.size) / max(square)
        shown.save(path, format="PPM")
        deadline.left_s()
        width, height = shown.size
        own = max(1, round(own_dpi * scale))
        return PageImage(path=path, width=width, height=height, dpi=own, is_sheet=is_sheet), ()

    def _decoded(self, deadline: Deadline) -> Decoded:
        if self.media_type == WEBP and (scaled := self._scaled(deadline)) is not None:
            return scaled
        with opened(self.source, self.media_type) as picture:
            seek_page(picture, self.index)
            check_samples(picture)
            check_size(picture.size, self.budget.max_pixels)
            full, resolution = picture.size, dots_per_inch(picture.info.get("dpi"), picture.size)
            if picture.format == "JPEG":
                picture.draft("L", self._decoded_size(picture.mode, full))
            shown, turn = self._gray(picture, full)
            return Decoded(
                picture=shown,
                full=full,
                resolution=resolution,
                orientation=turn,
                is_sheet=states_a_sheet(picture.info.get("dpi"), full) and not is_photo(picture),
            )

    def _decoded_size(self, mode: str, full: tuple[int, int]) -> tuple[int, int]:
        """What libjpeg is asked for: no smaller than what is read, a half to an eighth where only that fits memory."""
        wanted = within(full, self.budget.pixels_for(full))
        # Its shares are powers of two; of those between it takes the larger picture.
        scale = 1 << (min(full[0] // wanted[0], full[1] // wanted[1]).bit_length() - 1)
        pixel_bytes = _CMYK_BYTES if mode == "CMYK" else 1
        while scale < _LEAST_OF_JPEG and (
            self._with_shrinking(full, full[0] * full[1] // scale**2, pixel_bytes) > self.budget.decoded_bytes
        ):
            scale *= 2
        return max(1, full[0] // scale), max(1, full[1] // scale)

    def _with_shrinking(self, full: tuple[int, int], pixels: int, pixel_bytes: int) -> int:
        """What decoding to so many pixels holds, with the smaller pictures that are made of it where it is too large."""
        is_shrunk = pixels > self.budget.pixels_for(full)
        return int(pixels * max(pixel_bytes, _SHRINKING if is_shrunk else 1))

    def _gray(self, picture: Image.Image, full: tuple[int, int]) -> tuple[Image.Image, int]:
        """In one piece or by strips, and its orientation; refuses what does not fit memory even so."""
        pixels = picture.width * picture.height
        needed = max(decoding_bytes(picture, full), self._with_shrinking(full, pixels, 1))
        if self._fits(needed):
            return gray(picture, ground=ground_of(picture)), orientation(picture)
        if is_strippable(picture):
            most = self.budget.pixels_for(full)
            most_bytes = int(self.budget.decoded_bytes / _SHRINKING)
            shown = reduced_gray(self.source, picture, most, most_bytes=most_bytes)
            with self.source.open("rb") as file:
                return shown, orientation_in(exif_of(file))
        if picture.format == "HEIF" and (tiled := self._tiled()) is not None:
            return tiled, UPRIGHT
        if picture.format == "JPEG":
            # With more memory libjpeg is asked for more pixels.
            fewer = full[0] * full[1] - pixels
            raise self._too_large(full, needed + fewer * (_CMYK_BYTES if picture.mode == "CMYK" else 2))
        factor = max(_LEAST_FACTOR, math.ceil(math.sqrt(pixels / self.budget.pixels_for(full))))
        if self._fits(decoding_bytes(picture, full, factor)):
            return gray(picture, factor, ground=ground_of(picture)), orientation(picture)
        raise self._too_large(full, min(needed, decoding_bytes(picture, full, _LEAST_FACTOR)))

    def _fits(self, needed_bytes: int) -> bool:
        """True when so much can be had; raises ``_NeedsMore`` when only the memory of all pages is enough."""
        if needed_bytes > self.budget.decoded_bytes:
            return False
        if not fits_share(needed_bytes + BESIDE_BYTES):
            raise _NeedsMore
        return True

    def _too_large(self, size: tuple[int, int], needed_bytes: int) -> MemoryLimit:
        return MemoryLimit(
            f"The picture of {size[0]} x {size[1]} pixels does not fit the worker's memory. "
            f"Save it as an ordinary JPEG or with fewer pixels, or {self.budget.remedy(needed_bytes)}."
        )

    def _scaled(self, deadline: Deadline) -> Decoded | None:
        """A large WebP; None when Pillow can read it, or must.

        Raises ``MemoryLimit``, ``PageTimeout``.
        """
        with damage_named(self.source, self.media_type):
            still = webp_still(self.source)
            if still is None or opening_bytes(self.source, WEBP) * 2 <= self.budget.decoded_bytes:
                return None
            check_size(still.size, self.budget.max_pixels)
            size = within(still.size, self.budget.pixels_for(still.size))
            if not self._fits(still.decoding_bytes(size)):
                raise self._too_large(still.size, still.decoding_bytes(still.size))
            shown, guess = still.gray(size, deadline.left_s()), guessed_dpi(still.size)
            return Decoded(
                picture=shown, full=still.size, resolution=(guess, guess), orientation=orientation(shown)
            )

    def _tiled(self) -> Image.Image | None:
        """A HEIC tile by tile; None when even that does not fit memory."""
        with heif_tiles(self.source) as tiles:
            if tiles is None or not self._fits(tiles.decoding_bytes(self.budget.drawn_pixels)):
                return None
            return tiles.reduced_gray(self.budget.drawn_pixels)


def _raise_if_foreseen(error: Exception) -> None:
    """Raise again what was said before anything was decoded; it names what would help, and less memory would not."""
    if isinstance(error, MemoryLimit) and error.__cause__ is None:
        raise error


def within(size: tuple[int, int], pixels: int) -> tuple[int, int]:
    """The size, made smaller in proportion where it has more pixels than that."""
    scale = min(1.0, math.sqrt(pixels / (size[0] * size[1])))
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))
