from __future__ import annotations

import sys

import pytest

from ocr_service.errors import MediaTypeMismatch, UnsupportedMediaType
from ocr_service.intake.media_type import fits_extension, media_type_of, require_extension
from tests.support import sample_files as files

KNOWN = {
    "pdf": (files.PDF, "application/pdf"),
    "pdf after junk": (b"MZ" + b"A" * 1_000 + files.PDF, "application/pdf"),
    "png": (files.png(), "image/png"),
    "jpeg": (files.jpeg(), "image/jpeg"),
    "jpeg with a pdf in its comment": (b"\xff\xd8\xff\xfe\x00\x40" + files.PDF, "image/jpeg"),
    "tiff little-endian": (files.tiff(), "image/tiff"),
    "tiff big-endian": (files.tiff(order=">"), "image/tiff"),
    "big tiff": (files.big_tiff(), "image/tiff"),
    "webp": (files.webp_lossy(), "image/webp"),
    "bmp": (files.bmp(), "image/bmp"),
    "gif": (files.gif(), "image/gif"),
    "heic": (files.heic(), "image/heic"),
}
FOREIGN = {
    "one byte": b"%",
    "white space": b" \n" * 500,
    "zeros": bytes(4_096),
    "text": b"just text, no PDF\n" * 20,
    "html": b"<html><script>alert(1)</script></html>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "windows program": b"MZ" + bytes(510),
    "elf": b"\x7fELF\x02\x01\x01" + bytes(500),
    "zip": b"PK\x03\x04" + bytes(500),
    "gzip": b"\x1f\x8b\x08" + bytes(500),
    "ppm": b"P6\n100000 100000\n255\n" + bytes(64),
    "jpeg 2000": b"\xff\x4f\xff\x51" + bytes(64),
    "avif": b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1avif" + bytes(64),
    "mp4": b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42" + bytes(64),
    "wave": b"RIFF\x00\x00\x00\x00WAVEfmt ",
    "words that begin with BM": b"BMW builds cars" * 10,
    "pdf header too late": b"x" * 1_100 + files.PDF,
}


@pytest.mark.parametrize(("content", "expected"), KNOWN.values(), ids=KNOWN)
def test_a_type_is_told_by_content(content, expected):
    assert media_type_of(content) == expected


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_everything_else_is_refused(content):
    with pytest.raises(UnsupportedMediaType):
        media_type_of(content)


def test_heic_is_refused_where_nothing_can_read_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pillow_heif", None)

    with pytest.raises(UnsupportedMediaType):
        media_type_of(files.heic())


@pytest.mark.parametrize(
    ("name", "is_fitting"),
    [
        ("a.pdf", True),
        ("a.PDF", True),
        ("scan", True),
        ("a.png", False),
        ("a.heic", False),
        ("a.pdf.exe", False),
        (".pdf", True),
    ],
)
def test_a_name_fits_its_type_or_claims_another(name, is_fitting):
    assert fits_extension(name, "application/pdf") is is_fitting


def test_strict_types_refuse_a_wrong_extension():
    with pytest.raises(MediaTypeMismatch):
        require_extension("a.png", "application/pdf")
