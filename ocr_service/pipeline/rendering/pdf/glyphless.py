"""A font whose letters are invisible and half an em wide: it carries any text and shows nothing.

The TrueType file is built here, table by table: two glyphs, one of them for all characters. That one is a
line without width from corner to corner: PDFium, the viewer of Chromium, finds no letters of an empty glyph
on turned pages, where their height becomes the width. A word's width on the page comes from horizontal
scaling, so one width serves for every letter.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

from ocr_service.pipeline.rendering.pdf.pdf_file import PdfFile

LETTER_WIDTH = 0.5
_EM = 1000
_GLYPHS = 2
# Readers take a descent of nothing for one that is not known, and guess; Ghostscript takes it from the glyph.
_BELOW = 1

_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
1 beginbfrange
<0000> <FFFF> <0000>
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def add_font(pdf: PdfFile) -> int:
    """Write the font's objects; text in it is UTF-16BE. Returns the number of the font."""
    data = font_file()
    program = pdf.add_stream(data, f"/Length1 {len(data)}")
    glyph_of = pdf.add_stream(b"\x00\x01" * 65_536)
    unicode_of = pdf.add_stream(_TO_UNICODE)
    descriptor = pdf.add(
        "<< /Type /FontDescriptor /FontName /Invisible /Flags 5 /FontBBox [0 -1 500 1000] /ItalicAngle 0 "
        f"/Ascent 1000 /Descent -1 /CapHeight 1000 /StemV 80 /FontFile2 {program} 0 R >>"
    )
    letters = pdf.add(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Invisible "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        f"/FontDescriptor {descriptor} 0 R /DW 500 /CIDToGIDMap {glyph_of} 0 R >>"
    )
    return pdf.add(
        "<< /Type /Font /Subtype /Type0 /BaseFont /Invisible /Encoding /Identity-H "
        f"/DescendantFonts [{letters} 0 R] /ToUnicode {unicode_of} 0 R >>"
    )


def font_file() -> bytes:
    """A valid TrueType file with two glyphs of half an em that show nothing."""
    tables = _tables()
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = struct.pack(
        ">IHHHH", 0x00010000, count, power * 16, power.bit_length() - 1, count * 16 - power * 16
    )
    offset = len(header) + 16 * count
    directory, body = b"", b""
    for tag, data in sorted(tables.items()):
        directory += struct.pack(">4sIII", tag.encode(), _checksum(data), offset + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    return header + directory + body


def _tables() -> Mapping[str, bytes]:
    half = _EM // 2
    return {
        "head": struct.pack(
            ">IIIIHHQQhhhhHHhhh",
            0x10000,
            0x10000,
            0,
            0x5F0F3CF5,
            0,
            _EM,
            0,
            0,
            0,
            -_BELOW,
            half,
            _EM,
            0,
            8,
            2,
            0,
            0,
        ),
        "hhea": struct.pack(
            ">IhhhHhhhhhhhhhhhH", 0x10000, _EM, 0, 0, half, 0, 0, half, 1, 0, 0, 0, 0, 0, 0, 0, _GLYPHS
        ),
        "maxp": struct.pack(">IH13H", 0x10000, _GLYPHS, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        "hmtx": struct.pack(">HhHh", half, 0, half, 0),
        "loca": struct.pack(">HHH", 0, 0, 11),
        "glyf": struct.pack(
            ">hhhhhHHBBhhh", 1, 0, -_BELOW, half, _EM, 1, 0, 0x11, 0x01, half, -_BELOW, _EM + _BELOW
        ),
        "cmap": struct.pack(">HHHHI", 0, 1, 3, 1, 12)
        + struct.pack(">HHHHHHHHHHHhH", 4, 24, 0, 2, 2, 0, 0, 0xFFFF, 0, 0xFFFF, 1, 0, 0),
        "name": struct.pack(">HHH", 0, 0, 6),
        "post": struct.pack(">IIhhIIIII", 0x30000, 0, 0, 0, 1, 0, 0, 0, 0),
    }


def _checksum(data: bytes) -> int:
    padded = data + b"\0" * (-len(data) % 4)
    return sum(int(word) for (word,) in struct.iter_unpack(">I", padded)) & 0xFFFFFFFF
