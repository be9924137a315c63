"""Small files of every type, made byte by byte: enough for whoever looks at headers."""

from __future__ import annotations

import struct
import zlib

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def png(width: int = 4, height: int = 3) -> bytes:
    """A PNG that claims this size."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    data = _chunk(b"IDAT", zlib.compress(bytes((min(width, 64) + 1) * min(height, 64))))
    return b"\x89PNG\r\n\x1a\n" + header + data + _chunk(b"IEND", b"")


def jpeg(width: int = 4, height: int = 3) -> bytes:
    """The header of a JPEG with an EXIF-like segment before its frame."""
    before = b"\xff\xe1" + struct.pack(">H", 2_002) + bytes(2_000)
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + before + b"\xff" + frame + b"\xff\xda\x00\x02\xff\xd9"


def gif(width: int = 4, height: int = 3) -> bytes:
    """The header of a GIF."""
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0, 0, 0) + b";"


def bmp(width: int = 4, height: int = 3) -> bytes:
    """A BMP with a Windows header; a negative height means rows from the top."""
    return b"BM" + struct.pack("<IHHIIiiHHIIiiII", 54, 0, 0, 54, 40, width, height, 1, 8, 0, 0, 0, 0, 0, 0)


def heic(width: int = 4, height: int = 3) -> bytes:
    """The beginning of a HEIC picture: brands, and the property that tells its size."""
    size = struct.pack(">I4sIII", 20, b"ispe", 0, width, height)
    return struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"heic", 0, b"mif1", b"heic") + size


def webp_lossy(width: int = 4, height: int = 3) -> bytes:
    """The header of a lossy WebP."""
    body = b"VP8 " + struct.pack("<I", 10) + b"\x00\x00\x00\x9d\x01\x2a" + struct.pack("<HH", width, height)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def webp_lossless(width: int = 4, height: int = 3) -> bytes:
    """The header of a lossless WebP."""
    bits = (width - 1) | (height - 1) << 14
    body = b"VP8L" + struct.pack("<IBI", 5, 0x2F, bits)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def webp_extended(width: int = 4, height: int = 3) -> bytes:
    """The header of an extended WebP."""
    sides = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"VP8X" + struct.pack("<I", 10) + bytes(4) + sides
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def tiff(*pages: tuple[int, int], order: str = "<", loops: bool = False) -> bytes:
    """A TIFF with a directory of two SHORT or LONG tags for each page; ``loops`` ends where it began."""
    pages = pages or ((4, 3),)
    page_bytes = 2 + 2 * 12 + 4
    out = (b"II*\x00" if order == "<" else b"MM\x00*") + struct.pack(order + "I", 8)
    for number, (width, height) in enumerate(pages, 1):
        is_last = number == len(pages)
        following = (8 if loops else 0) if is_last else 8 + number * page_bytes
        out += struct.pack(order + "H", 2) + _side(order, 256, width) + _side(order, 257, height)
        out += struct.pack(order + "I", following)
    return out


def big_tiff(width: int = 4, height: int = 3) -> bytes:
    """A BigTIFF of one page."""
    tags = struct.pack("<HHQQ", 256, 4, 1, width) + struct.pack("<HHQQ", 257, 4, 1, height)
    return b"II+\x00" + struct.pack("<HHQ", 8, 0, 16) + struct.pack("<Q", 2) + tags + struct.pack("<Q", 0)


def _side(order: str, tag: int, pixels: int) -> bytes:
    if pixels < 65_536:
        return struct.pack(order + "HHIHH", tag, 3, 1, pixels, 0)
    return struct.pack(order + "HHII", tag, 4, 1, pixels)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
