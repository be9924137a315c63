"""What a picture's header says: its frames, its size, whether it is one at all."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from ocr_service.domain.document import DocumentRequest, Limits
from ocr_service.errors import DocumentCorrupt, MemoryLimit, PageTooLarge, TooManyPages
from ocr_service.pipeline.decoding.decoding import opening_bytes
from ocr_service.pipeline.decoding.slim_file import open_slim
from ocr_service.pipeline.decoding.tiff_modes import know_more_modes
from ocr_service.pipeline.decoding.webp_gray import webp_still
from ocr_service.pipeline.identify.tiff_pages import page_frames, seek_page
from ocr_service.pipeline.identify.tiff_samples import why_unread
from ocr_service.pipeline.limits.resource_limits import fits_here

FORMATS: Mapping[str, tuple[str, ...]] = {
    "image/png": ("PNG",),
    "image/jpeg": ("JPEG", "MPO"),
    "image/tiff": ("TIFF",),
    "image/webp": ("WEBP",),
    "image/bmp": ("BMP",),
    "image/gif": ("GIF",),
    "image/heic": ("HEIF",),
    "image/heif": ("HEIF",),
}
WEBP, TIFF = "image/webp", "image/tiff"
_DAMAGE = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    struct.error,
    zlib.error,
    EOFError,
    Image.DecompressionBombError,
)
_ANIMATED = "Only the first picture of the animation was read."
# Longer sides do not fit Tesseract, and no page has them.
_MAX_SIDE = 32_767


@contextmanager
def opened(path: Path, media_type: str) -> Iterator[Image.Image]:
    """The picture behind ``path``, header read, pixels not; damage becomes ``DocumentCorrupt``."""
    if media_type in ("image/heic", "image/heif"):
        _register_heif()
    if media_type == TIFF:
        know_more_modes()
    with warnings.catch_warnings(), damage_named(path, media_type):
        # Sizes are judged by our own limits, and odd metadata is no news.
        warnings.simplefilter("ignore")
        # Never by its path: of an uncompressed TIFF that stands on its side Pillow would then map the pixels into
        # memory with width and height exchanged.
        with open_slim(path) as file, Image.open(file, formats=FORMATS.get(media_type)) as picture:
            yield picture


@contextmanager
def damage_named(path: Path, media_type: str) -> Iterator[None]:
    """What decoding raises becomes ``DocumentCorrupt``, ``PictureUnsupported`` or ``MemoryLimit``."""
    try:
        yield
    except MemoryError as error:
        raise MemoryLimit from error
    except RuntimeError as error:
        # libheif names it so; any other one is a defect.
        if "Memory allocation" not in str(error):
            raise
        raise MemoryLimit from error
    except _DAMAGE as error:
        # Of a decoder that got no memory Pillow makes an error like that of a damaged file, but for its words.
        if "memory" in str(error) or not fits_here(opening_bytes(path, media_type)):
            raise MemoryLimit from error
        if media_type == TIFF:
            raise why_unread(path, error) from error
        raise DocumentCorrupt("The picture is damaged and cannot be decoded.") from error


def look_at_picture(request: DocumentRequest) -> tuple[int, Mapping[str, Any], tuple[str, ...]]:
    """Frame count, properties and warnings of a picture; errors as ``inspect_document``."""
    Image.MAX_IMAGE_PIXELS = None
    if request.media_type == WEBP and (still := webp_still(request.source)) is not None:
        check_size(still.size, request.limits.max_pixels)
        return 1, {"format": "WEBP", "width": still.size[0], "height": still.size[1]}, ()
    with opened(request.source, request.media_type) as picture:
        is_tiff = picture.format == "TIFF"
        if is_tiff:
            seek_page(picture, 0)
        check_size(picture.size, request.limits.max_pixels)
        properties = {"format": str(picture.format), "width": picture.width, "height": picture.height}
        if is_tiff:
            return _count_pages(picture, request.limits), properties, ()
        is_animated = bool(getattr(picture, "is_animated", False)) and picture.format != "MPO"
        return 1, properties, (_ANIMATED,) if is_animated else ()


def check_size(size: tuple[int, int], max_pixels: int) -> None:
    """Raise ``PageTooLarge`` for more pixels than allowed, judged by the header."""
    width, height = size
    if width * height > max_pixels or max(width, height) > _MAX_SIDE:
        raise PageTooLarge(f"The picture has {width} x {height} pixels; at most {max_pixels} are read.")


def _count_pages(picture: Image.Image, limits: Limits) -> int:
    """Pages of a TIFF, measured one by one so that a ring of directories ends at the limit."""
    count = 0
    for count, _ in enumerate(page_frames(picture), 1):
        check_size(picture.size, limits.max_pixels)
        if count > limits.max_pages:
            raise TooManyPages(f"The picture has more than {limits.max_pages} pages.")
    return count


def _register_heif() -> None:
    try:
        from pillow_heif import register_heif_opener
    except ImportError as error:
        raise DocumentCorrupt(
            "HEIC pictures need the optional extra `heic`. Convert the picture to JPEG."
        ) from error
    register_heif_opener()
