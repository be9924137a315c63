"""PDFs and XML made to take much memory: many objects, deep nesting, large streams, rare filters, forms, attachments."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from PIL import Image

from bench.bound.pictures import _noise, _saved, _written

_MB = 1 << 20
_A4 = "0 0 595 842"
_PRINT = b"BT /F 12 Tf 50 780 Td (Invoice 4711 Total 12.50 EUR for the goods of last week) Tj ET\n"


class Stream(NamedTuple):
    """An object with a stream."""

    head: str
    data: bytes


Body = str | Stream


def _pdf(
    content: bytes = _PRINT,
    more: Sequence[Body] = (),
    *,
    resources: str = "",
    catalog: str = "",
    page: str = "",
    pages: int = 1,
    is_packed: bool = False,
) -> bytes:
    """Catalog 1, pages 2, font 3, content 4, then ``more`` from 5; then the pages."""
    first = 5 + len(more)
    kids = " ".join(f"{first + number} 0 R" for number in range(pages))
    data, packing = (zlib.compress(content), "/Filter/FlateDecode") if is_packed else (content, "")
    one = f"<</Type/Page/Parent 2 0 R/MediaBox[{_A4}]/Contents 4 0 R/Resources<</Font<</F 3 0 R>>{resources}>>{page}>>"
    bodies: list[Body] = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        f"<</Type/Pages/Count {pages}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        Stream(packing, data),
        *more,
        *[one] * pages,
    ]
    return _assembled(bodies)


def _assembled(bodies: Sequence[Body]) -> bytes:
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, body in enumerate(bodies, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number)
        if isinstance(body, Stream):
            out.write(b"<<%s/Length %d>>stream\n" % (body.head.encode(), len(body.data)))
            out.write(body.data + b"\nendstream\nendobj\n")
        else:
            out.write(body.encode() + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start))
    return out.getvalue()


def _picture(head: str, data: bytes, size: tuple[int, int], more: Sequence[Body] = ()) -> bytes:
    """A page that is one picture."""
    name = f"/Type/XObject/Subtype/Image/Width {size[0]}/Height {size[1]}{head}"
    return _pdf(
        b"q 595 0 0 842 0 0 cm /I Do Q", (Stream(name, data), *more), resources="/XObject<</I 5 0 R>>"
    )


_GRAY = "/ColorSpace/DeviceGray/BitsPerComponent 8"
_RGB = "/ColorSpace/DeviceRGB/BitsPerComponent 8"


def _flat(size: tuple[int, int], head: str, bytes_per_pixel: int) -> bytes:
    """Pixels that compress to nothing."""
    packer = zlib.compressobj(1)
    row = b"\xf0" * (size[0] * bytes_per_pixel)
    data = b"".join(packer.compress(row) for _ in range(size[1])) + packer.flush()
    return _picture(head + "/Filter/FlateDecode", data, size)


def _twice_packed() -> bytes:
    data = zlib.compress(zlib.compress(bytes(300 * _MB), 9), 9)
    return _picture(_GRAY + "/Filter[/FlateDecode/FlateDecode]", data, (20_000, 15_000))


def _masked() -> bytes:
    size = (4000, 5000)
    mask = f"/Type/XObject/Subtype/Image/Width {size[0]}/Height {size[1]}{_GRAY}/Filter/FlateDecode"
    pixels = zlib.compress(b"\x80" * (size[0] * size[1] * 3), 1)
    soft = Stream(mask, zlib.compress(b"\x80" * (size[0] * size[1]), 1))
    return _picture(_RGB + "/SMask 6 0 R/Filter/FlateDecode", pixels, size, (soft,))


def _jpeg2000(size: tuple[int, int]) -> bytes:
    data = _saved(_written(size, "RGB"), "JPEG2000", quality_mode="rates", quality_layers=[40])
    return _picture("/Filter/JPXDecode", data, size)


def _jpeg(picture: Image.Image, colour: str, **options: object) -> bytes:
    head = f"/ColorSpace/{colour}/BitsPerComponent 8/Filter/DCTDecode"
    return _picture(head, _saved(picture, "JPEG", **options), picture.size)


def _fax(size: tuple[int, int]) -> bytes:
    data = io.BytesIO()
    picture = _written(size, "1")
    picture.save(data, "TIFF", compression="group4", tiffinfo={278: size[1]})
    with Image.open(data) as tiff:
        start, length = int(tiff.tag_v2[273][0]), int(tiff.tag_v2[279][0])
    head = f"/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns {size[0]}/Rows {size[1]}>>"
    return _picture(head, data.getvalue()[start : start + length], size)


def _jbig2(size: tuple[int, int]) -> bytes:
    """A page of JBIG2 that says its size and holds a single empty generic region of the same size."""
    page = (
        b"\0\0\0\0\x30\0\x01\0\0\0\x13"
        + size[0].to_bytes(4)
        + size[1].to_bytes(4)
        + bytes(8)
        + b"\0"
        + b"\0\0"
    )
    region = (
        size[0].to_bytes(4)
        + size[1].to_bytes(4)
        + bytes(9)
        + b"\x00\x03\xff\xfd\xff\x02\xfe\xfe\xfe"
        + bytes(64)
    )
    data = page + b"\0\0\0\1\x26\0\x01" + len(region).to_bytes(4) + region
    return _picture("/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/JBIG2Decode", data, size)


def _inline(count: int) -> bytes:
    image = b"q 20 0 0 20 50 50 cm BI /W 64 /H 64 /CS /G /BPC 8 ID " + b"\x80" * 4096 + b"\nEI Q\n"
    return _pdf(_PRINT + image * count, is_packed=True)


def _groups(depth: int) -> bytes:
    """Transparency groups within each other, each as large as the page."""
    head = f"/Type/XObject/Subtype/Form/BBox[{_A4}]/Group<</S/Transparency/I true>>"
    forms: list[Body] = [
        Stream(f"{head}/Resources<</XObject<</G {6 + number} 0 R>>>>", b"/G Do") for number in range(depth)
    ]
    forms.append(Stream(f"{head}/Resources<</Font<</F 3 0 R>>>>", _PRINT))
    return _pdf(b"/G Do", forms, resources="/XObject<</G 5 0 R>>")


def _attachments(count: int, size: int) -> bytes:
    files: list[Body] = []
    names = []
    for number in range(count):
        at = 5 + len(files)
        files.append(Stream("/Type/EmbeddedFile/Filter/FlateDecode", zlib.compress(bytes(size), 9)))
        files.append(f"<</Type/Filespec/F(f{number}.xml)/UF(f{number}.xml)/EF<</F {at} 0 R>>>>")
        names.append(f"(f{number}.xml) {at + 1} 0 R")
    return _pdf(more=files, catalog=f"/Names<</EmbeddedFiles<</Names[{' '.join(names)}]>>>>")


def _xfa(size: int) -> bytes:
    form = b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'>" + b"<field name='a'>value</field>" * (size // 29)
    return _pdf(
        more=(Stream("/Filter/FlateDecode", zlib.compress(form + b"</xdp:xdp>")),),
        catalog="/AcroForm<</Fields[]/XFA 5 0 R>>",
    )


def _fonts(count: int, size: int) -> bytes:
    """Fonts whose program is nothing but bytes."""
    bodies: list[Body] = []
    for number in range(count):
        at = 5 + 3 * number
        bodies += [
            Stream("/Filter/FlateDecode", zlib.compress(bytes(size), 9)),
            f"<</Type/FontDescriptor/FontName/F{number}/Flags 4/FontFile2 {at} 0 R>>",
            f"<</Type/Font/Subtype/TrueType/BaseFont/F{number}/FontDescriptor {at + 1} 0 R/FirstChar 32/LastChar 32/Widths[500]>>",
        ]
    named = "".join(f"/N{number} {7 + 3 * number} 0 R" for number in range(count))
    shown = b"".join(b"BT /N%d 12 Tf 50 %d Td (text) Tj ET\n" % (n, 700 - n) for n in range(count))
    return _pdf(_PRINT + shown, bodies).replace(b"/Font<</F 3 0 R>>", b"/Font<</F 3 0 R%s>>" % named.encode())


def _forms(count: int) -> bytes:
    """Many form fields with what they look like."""
    fields: list[Body] = [
        f"<</Type/Annot/Subtype/Widget/FT/Tx/T(field {number})/V(value {number})/Rect[50 50 90 60]>>"
        for number in range(count)
    ]
    all_of = " ".join(f"{5 + number} 0 R" for number in range(count))
    return _pdf(more=fields, catalog=f"/AcroForm<</Fields[{all_of}]>>", page=f"/Annots[{all_of}]")


def _xml(rows: int) -> bytes:
    line = "<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:LineExtensionAmount>1.00</cbc:LineExtensionAmount></cac:InvoiceLine>"
    space = "urn:oasis:names:specification:ubl:schema:xsd"
    head = f"<Invoice xmlns='{space}:Invoice-2' xmlns:cac='{space}:CommonAggregateComponents-2' xmlns:cbc='{space}:CommonBasicComponents-2'><cbc:ID>7</cbc:ID>"
    return (f"<?xml version='1.0'?>{head}" + line * rows + "</Invoice>").encode()


def _deep_xml(depth: int) -> bytes:
    space = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
    return (f"<Invoice xmlns='{space}'>" + "<a>" * depth + "</a>" * depth + "</Invoice>").encode()


DOCUMENTS: Mapping[str, Callable[[], bytes]] = {
    "400,000 objects.pdf": lambda: _pdf(more=["<</A 1>>"] * 400_000),
    "20 million numbers in one object.pdf": lambda: _pdf(more=["[" + "1 " * 20_000_000 + "]"]),
    "2,000,000 free entries.pdf": lambda: _pdf().replace(
        b"trailer", b"100 2000000\n" + b"0000000000 65535 f \n" * 2_000_000 + b"trailer"
    ),
    "arrays 100,000 deep.pdf": lambda: _pdf(more=["[" * 100_000 + "]" * 100_000]),
    "2,000 pages.pdf": lambda: _pdf(pages=2_000),
    "page tree 3,000 deep.pdf": lambda: _pdf(
        more=[f"<</Type/Pages/Count 1/Kids[{6 + number} 0 R]>>" for number in range(3_000)]
    ).replace(b"/Kids[3005 0 R]", b"/Kids[5 0 R]", 1),
    "20 million operators.pdf": lambda: _pdf(_PRINT + b"0 0 m 9 9 l S\n" * 5_000_000, is_packed=True),
    "one path of 4 million points.pdf": lambda: _pdf(
        _PRINT + b"0 0 m " + b"9 9 l 8 700 l " * 2_000_000 + b"S\n", is_packed=True
    ),
    "3 million saved states.pdf": lambda: _pdf(b"q " * 3_000_000 + _PRINT, is_packed=True),
    "500,000 words.pdf": lambda: _pdf(
        b"BT /F 1 Tf 50 780 Td (total ) Tj " + b"1 -0.01 Td (word ) Tj\n" * 500_000 + b"ET", is_packed=True
    ),
    "300 MB packed twice.pdf": _twice_packed,
    "gray picture, 900 MP.pdf": partial(_flat, (30_000, 30_000), _GRAY, 1),
    "colour picture, 200 MP.pdf": partial(_flat, (20_000, 10_000), _RGB, 3),
    "16 bit picture, 50 MP.pdf": partial(
        _flat, (10_000, 5_000), "/ColorSpace/DeviceRGB/BitsPerComponent 16", 6
    ),
    "CMYK picture, 50 MP.pdf": partial(
        _flat, (10_000, 5_000), "/ColorSpace/DeviceCMYK/BitsPerComponent 8", 4
    ),
    "picture with a soft mask, 20 MP.pdf": _masked,
    "JPEG 2000, 6 MP.pdf": partial(_jpeg2000, (2000, 2800)),
    "JPEG 2000, 2 MP.pdf": partial(_jpeg2000, (1240, 1754)),
    "noise as JPEG, 35 MP.pdf": lambda: _jpeg(_noise((7000, 5000), "RGB"), "DeviceRGB", quality=80),
    "progressive JPEG, 35 MP.pdf": lambda: _jpeg(
        _written((5000, 7000), "RGB"), "DeviceRGB", progressive=True
    ),
    "CMYK JPEG, 20 MP.pdf": lambda: _jpeg(_written((4000, 5000), "CMYK"), "DeviceCMYK"),
    "fax, 140 MP.pdf": partial(_fax, (10_000, 14_000)),
    "JBIG2, 400 MP.pdf": partial(_jbig2, (20_000, 20_000)),
    "5,000 inline pictures.pdf": partial(_inline, 5_000),
    "60 groups within each other.pdf": partial(_groups, 60),
    "20 attachments of 20 MB.pdf": partial(_attachments, 20, 20 * _MB),
    "20,000 attachments.pdf": partial(_attachments, 20_000, 100),
    "40 MB of XFA.pdf": partial(_xfa, 40 * _MB),
    "6 fonts of 30 MB.pdf": partial(_fonts, 6, 30 * _MB),
    "20,000 form fields.pdf": partial(_forms, 20_000),
    "a page of 5 x 5 metres.pdf": lambda: _pdf().replace(_A4.encode(), b"0 0 14400 14400"),
    "tall, 200 x 14,400 points.pdf": lambda: _pdf().replace(_A4.encode(), b"0 0 200 14400"),
    "30 MB of invoice.xml": partial(_xml, 280_000),
    "60,000 elements deep.xml": partial(_deep_xml, 60_000),
}
