#!/usr/bin/env bash
# Phones keep a second, small picture in their JPEGs that says how bright each place is on a better screen (a gain map), told of by
# the MPF segment. img2pdf 0.6.3 makes a page of an iPhone's: two photos of a receipt are a PDF of four pages, every other one
# a gray shadow of a receipt. It leaves such a picture out only where the file calls it a thumbnail, which a gain map is not. Pillow
# 13.0.0 makes two pages, too, when it saves all frames as a PDF. It knows Android's form of gain map by a name in its XMP, and that
# photo is one page for both. pytesseract 0.3.13 refuses the iPhone's photo once Pillow has opened it, as of a format it does not know.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "img2pdf==0.6.3" "pillow==13.0.0" "pypdfium2==5.15.2" "pytesseract==0.3.13"
cat >"$place/show.py" <<'PY'
import io
import struct

import img2pdf
import pypdfium2
import pytesseract
from PIL import Image, ImageDraw

XMP = b"http://ns.adobe.com/xap/1.0/\0"
META = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description %s/></rdf:RDF></x:xmpmeta>'
ANDROID = META % b'xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0"'
APPLE = META % b'xmlns:apdi="http://ns.apple.com/pixeldatainfo/1.0/" apdi:AuxiliaryImageType="urn:com:apple:photo:2020:aux:hdrgainmap"'


def jpeg(picture):
    """The bytes of a JPEG without its first mark."""
    file = io.BytesIO()
    picture.save(file, "JPEG", dpi=(72, 72))
    return file.getvalue()[2:]


def segment(mark, body):
    return bytes([0xFF, mark]) + struct.pack(">H", len(body) + 2) + body


def photo(of_it, of_gain_map):
    """A JPEG with a gain map behind it: MPF names both, the primary one and one of no kind (0), as phones write it."""
    picture = Image.new("RGB", (800, 600), "white")
    ImageDraw.Draw(picture).rectangle((100, 100, 300, 500), fill="black")
    shadow = picture.convert("L").resize((200, 150))
    gain_map = b"\xff\xd8" + segment(0xE1, XMP + of_gain_map) + jpeg(shadow)
    first = b"\xff\xd8" + (segment(0xE1, XMP + of_it) if of_it else b"")
    body = jpeg(picture)

    def mpf(size, offset):
        tags = [(0xB000, 7, 4, b"0100"), (0xB001, 4, 1, struct.pack(">I", 2)), (0xB002, 7, 32, struct.pack(">I", 50))]
        index = b"".join(struct.pack(">HHI", *tag[:3]) + tag[3] for tag in tags)
        entries = struct.pack(">IIIHH", 0x030000, size, 0, 0, 0) + struct.pack(">IIIHH", 0, len(gain_map), offset, 0, 0)
        return segment(0xE2, b"MPF\0MM\0*" + struct.pack(">IH", 8, 3) + index + struct.pack(">I", 0) + entries)

    size = len(first) + len(mpf(0, 0)) + len(body)
    whole = first + mpf(size, size - len(first) - 8) + body
    return whole + gain_map


def sizes(pdf):
    return [tuple(round(side) for side in page.get_size()) for page in pypdfium2.PdfDocument(pdf)]


made = {}
for phone, metadata in {"iPhone": (b"", APPLE), "Android": (ANDROID, ANDROID)}.items():
    name = f"{phone}.jpg"
    with open(name, "wb") as file:
        file.write(photo(*metadata))
    with Image.open(name) as picture:
        print(f"{phone}: {picture.format} to Pillow")
        picture.save("pillow.pdf", save_all=True)
    made[phone] = {"img2pdf": sizes(img2pdf.convert([name, name])), "Pillow": sizes("pillow.pdf")}
    for library, pages in made[phone].items():
        print(f"{phone}, {library}: pages of {pages} points")
PHOTO, SHADOW = (800, 600), (200, 150)
assert made["iPhone"] == {"img2pdf": [PHOTO, SHADOW] * 2, "Pillow": [PHOTO, SHADOW]}, made
assert made["Android"] == {"img2pdf": [PHOTO] * 2, "Pillow": [PHOTO]}, made

refused = ""
with Image.open("iPhone.jpg") as picture:
    try:
        pytesseract.image_to_string(picture)
    except TypeError as error:
        refused = str(error)
print(f"iPhone, pytesseract: {refused}")
assert refused == "Unsupported image format/type"
PY
cd "$place"
venv/bin/python show.py
