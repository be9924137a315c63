"""PDF pages whose print no text operator says, each with a line of real text below it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from pathlib import Path

from PIL import Image, ImageOps

FOOTER = "Scanned on floor two, page 1 of 1"
_WIDTH, _HEIGHT = 432, 288


def _stream(entries: str, data: bytes) -> bytes:
    packed = zlib.compress(data)
    head = f"<< {entries} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode()
    return head + packed + b"\nendstream"


def _picture(picture: Image.Image, *, is_mask: bool = False) -> tuple[str, bytes]:
    """Entries and bytes of an image; of a stencil one bit, black painted."""
    size = f"/Subtype /Image /Width {picture.width} /Height {picture.height}"
    if is_mask:
        return f"{size} /ImageMask true /BitsPerComponent 1", picture.convert("1").tobytes()
    return f"{size} /ColorSpace /DeviceGray /BitsPerComponent 8", picture.convert("L").tobytes()


def _outlines(picture: Image.Image) -> bytes:
    """Every dark run of pixels as a path with curved ends: letters drawn as outlines."""
    bits = ImageOps.invert(picture.convert("L")).point(lambda value: 255 if value > 127 else 0)
    small = bits.resize((_WIDTH * 2, _HEIGHT * 2), Image.Resampling.BOX).point(
        lambda v: 255 if v > 100 else 0
    )
    rows = small.tobytes()
    parts = []
    for y in range(small.height):
        row, start = rows[y * small.width : (y + 1) * small.width], -1
        for x in range(small.width + 1):
            is_ink = x < small.width and row[x] > 0
            if is_ink and start < 0:
                start = x
            elif not is_ink and start >= 0:
                top = _HEIGHT - y / 2
                left, right = start / 2, x / 2
                parts.append(
                    f"{left} {top} m {right} {top} l {right} {top - 0.2} {right} {top - 0.4} {right} {top - 0.5} c"
                    f" {left} {top - 0.5} l h f"
                )
                start = -1
    return "\n".join(parts).encode()


def odd_page(kind: str, picture: Image.Image, path: Path) -> Path:
    """A page of 432 x 288 points that shows ``picture`` as ``kind`` says."""
    return _written(path, _page(kind, picture))


def _page(kind: str, picture: Image.Image) -> Mapping[int, bytes]:
    footer = f"BT 0 g /F 8 Tf 40 8 Td ({FOOTER}) Tj ET".encode()
    place = b"q %d 0 0 %d 0 0 cm " % (_WIDTH, _HEIGHT)
    resources, more, content = "", dict[int, bytes](), b""
    if kind == "stencil":
        more[10] = _stream(*_picture(picture, is_mask=True))
        resources, content = "/XObject << /M 10 0 R >>", place + b"/M Do Q"
    elif kind == "inline":
        _, data = _picture(picture)
        head = f"BI /W {picture.width} /H {picture.height} /CS /G /BPC 8 /F /Fl ID ".encode()
        content = place + head + zlib.compress(data) + b"\nEI Q"
    elif kind == "pattern":
        more[10] = _stream(*_picture(picture))
        tile = f"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 {_WIDTH} {_HEIGHT}]"
        tile += f" /XStep {_WIDTH} /YStep {_HEIGHT} /Resources << /XObject << /M 10 0 R >> >>"
        more[11] = _stream(tile, b"%d 0 0 %d 0 0 cm /M Do" % (_WIDTH, _HEIGHT))
        resources = "/Pattern << /P 11 0 R >>"
        content = b"/Pattern cs /P scn 0 0 %d %d re f" % (_WIDTH, _HEIGHT)
    elif kind == "nested forms":
        more[10] = _stream(*_picture(picture, is_mask=True))
        form = f"/Type /XObject /Subtype /Form /BBox [0 0 {_WIDTH} {_HEIGHT}]"
        more[11] = _stream(form + " /Resources << /XObject << /M 10 0 R >> >>", place + b"/M Do Q")
        more[12] = _stream(form + " /Resources << /XObject << /N 11 0 R >> >>", b"/N Do")
        resources, content = "/XObject << /O 12 0 R >>", b"/O Do"
    elif kind == "outlines":
        content = _outlines(picture)
    elif kind == "glyphs without a map":
        more[10] = _stream(
            "",
            b"1000 0 0 0 1000 1000 d1\n1000 0 0 1000 0 0 cm BI /W %d /H %d /IM true /BPC 1 /F /Fl ID "
            % picture.size
            + zlib.compress(picture.convert("1").tobytes())
            + b"\nEI",
        )
        more[11] = (
            b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [.001 0 0 .001 0 0]"
            b" /CharProcs << /g0 10 0 R >> /Encoding << /Type /Encoding /Differences [1 /g0] >>"
            b" /FirstChar 1 /LastChar 1 /Widths [1000] /Resources << >> >>"
        )
        resources = "/Font << /T 11 0 R /F 5 0 R >>"
        content = b"BT /T 1 Tf %d 0 0 %d 0 0 Tm <01> Tj ET" % (_WIDTH, _HEIGHT)
    fonts = "" if "/Font" in resources else "/Font << /F 5 0 R >>"
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}] /Contents 4 0 R"
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: f"{page} /Resources << {resources} {fonts} >> >>".encode(),
        4: _stream("", content + b"\n" + footer),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        **more,
    }


def _written(path: Path, objects: Mapping[int, bytes]) -> Path:
    data, places = b"%PDF-1.4\n", dict[int, int]()
    for number, body in sorted(objects.items()):
        places[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(data)
    size = max(objects) + 1
    rows = [f"{places[at]:010} 00000 n \n" if at in places else "0000000000 65535 f \n" for at in range(size)]
    data += f"xref\n0 {size}\n{''.join(rows)}trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    path.write_bytes(data)
    return path
