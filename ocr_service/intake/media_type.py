"""Tell a document's type by its content, never by its name."""

from __future__ import annotations

from pathlib import PurePosixPath

from ocr_service.errors import MediaTypeMismatch, UnsupportedMediaType

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
WEBP = "image/webp"
BMP = "image/bmp"
GIF = "image/gif"

MEDIA_TYPES = (PDF, PNG, JPEG, TIFF, WEBP, BMP, GIF)
PDF_JUNK_BYTES = 1024
"""PDF readers accept so many bytes before the header; mail gateways and scanners do add some."""
HEAD_BYTES = PDF_JUNK_BYTES + 8
"""The first bytes of a file that decide its type."""

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"II+\x00", TIFF),
    (b"MM\x00+", TIFF),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
)
_BMP_HEADER_BYTES = frozenset({12, 40, 52, 56, 64, 108, 124})
_EXTENSIONS = {
    "pdf": PDF,
    "png": PNG,
    "jpg": JPEG,
    "jpeg": JPEG,
    "jpe": JPEG,
    "jfif": JPEG,
    "tif": TIFF,
    "tiff": TIFF,
    "webp": WEBP,
    "bmp": BMP,
    "dib": BMP,
    "gif": GIF,
}


def media_type_of(head: bytes) -> str:
    """The type of the file that begins with ``head`` (at least ``HEAD_BYTES`` or the whole file).

    Raises ``UnsupportedMediaType``.
    """
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADER_BYTES:
        return BMP
    if b"%PDF-" in head[: PDF_JUNK_BYTES + 5]:
        return PDF
    raise UnsupportedMediaType


def fits_extension(filename: str, media_type: str) -> bool:
    """False when the name claims another type; a name without an extension claims nothing."""
    extension = PurePosixPath(filename).suffix.removeprefix(".").lower()
    return not extension or _EXTENSIONS.get(extension) == media_type


def require_extension(filename: str, media_type: str) -> None:
    """Raise ``MediaTypeMismatch`` when the name claims another type (strict types only)."""
    if not fits_extension(filename, media_type):
        raise MediaTypeMismatch(
            f"The file's content is {media_type}, but its name says otherwise. Give it the extension of its type.",
            media_type=media_type,
        )
