"""Tell a document's type by its content, never by its name."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import PurePosixPath

from ocr_service.errors import MediaTypeMismatch, UnsupportedMediaType
from ocr_service.intake.xml_root import is_xml_invoice, may_be_xml

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
WEBP = "image/webp"
BMP = "image/bmp"
GIF = "image/gif"
HEIC = "image/heic"
XML = "application/xml"

KNOWN_TYPES = frozenset({PDF, PNG, JPEG, TIFF, WEBP, BMP, GIF, HEIC, XML})

PDF_JUNK_BYTES = 1024
"""PDF readers accept so many bytes before the header; mail gateways and scanners do add some."""
HEAD_BYTES = PDF_JUNK_BYTES + 8
"""The first bytes of a file that decide its type."""
LONGEST_HEAD_BYTES = 16 * 1024
"""The same for a text that may be XML: the examples of the ZUGFeRD forum have 5 kB of licence before their root element."""

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
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis"})
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
    "heic": HEIC,
    "heif": HEIC,
    "xml": XML,
}


def decides(head: bytes | bytearray) -> bool:
    """True when so much of a file's beginning is enough for ``media_type_of``."""
    return len(head) >= (LONGEST_HEAD_BYTES if may_be_xml(head) else HEAD_BYTES)


def media_type_of(head: bytes) -> str:
    """The type of the file that begins with ``head`` (so much that it ``decides``, or the whole file).

    HEIC counts where the extra that reads it is installed. Raises ``UnsupportedMediaType``.
    """
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADER_BYTES:
        return BMP
    if _is_heic(head) and find_spec("pillow_heif") is not None:
        return HEIC
    if b"%PDF-" in head[: PDF_JUNK_BYTES + 5]:
        return PDF
    if is_xml_invoice(head):
        return XML
    raise UnsupportedMediaType


def _is_heic(head: bytes) -> bool:
    """True when the list of brands at the beginning has one of HEVC stills."""
    if head[4:8] != b"ftyp":
        return False
    brands = head[8 : min(len(head), int.from_bytes(head[:4]))]
    return any(brands[place : place + 4] in _HEIC_BRANDS for place in range(0, len(brands), 4))


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
