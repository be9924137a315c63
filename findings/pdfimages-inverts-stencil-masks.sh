#!/usr/bin/env bash
# Scanners write a page in black and white as an image or, often, as a stencil mask through which ink is painted. Debian 12's
# pdfimages (poppler 22.12.0) takes an image out as it is seen, with Decode and all, but a stencil mask as raw samples: an
# ordinary one (0 paints) becomes its negative, white print on black, and one with Decode [1 0] looks the same although the
# page shows the opposite. pypdf 7.1.1 and pikepdf 10.18.0 are compared.
set -euo pipefail
version=$(dpkg-query -W -f '${Version}' poppler-utils)
case $version in 22.12.0-*) ;; *) echo "made for poppler 22.12.0 of Debian 12, found $version"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pikepdf==10.18.0" "pypdf==7.1.1" "pypdfium2==5.15.2" "pillow==13.0.0"
cat >"$place/show.py" <<'PY'
import subprocess
import sys

import pikepdf
import pypdf
import pypdfium2
from PIL import Image, ImageDraw
from pikepdf import Array, Dictionary, Name

SIDE, INK, PAPER = 64, (20, 30), (5, 5)


def write(name, **entries):
    """A page that is one picture of a bar whose samples are 0, on ground whose samples are 1."""
    bar = Image.new("1", (SIDE, SIDE), 1)
    ImageDraw.Draw(bar).rectangle((10, 10, 30, 50), fill=0)
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(SIDE, SIDE))
        image = pdf.make_stream(bar.tobytes(), Type=Name.XObject, Subtype=Name.Image, Width=SIDE, Height=SIDE, BitsPerComponent=1, **entries)
        page.Resources = Dictionary(XObject=Dictionary(I=image))
        page.Contents = pdf.make_stream(b"q 64 0 0 64 0 0 cm /I Do Q")
        pdf.save(name)


def seen(picture):
    """What stands at the bar and beside it."""
    gray = picture.convert("L")
    return tuple("white" if gray.getpixel(place) > 127 else "black" for place in (INK, PAPER))


def by_pikepdf(name):
    with pikepdf.open(name) as pdf:
        return seen(pikepdf.PdfImage(pdf.pages[0].Resources.XObject.I).as_pil_image())


def by_pdfimages(name):
    subprocess.run(["pdfimages", "-png", name, name], check=True)
    return seen(Image.open(f"{name}-000.png"))


turned = Array([1, 0])
kinds = {
    "image": {"ColorSpace": Name.DeviceGray},
    "image, Decode [1 0]": {"ColorSpace": Name.DeviceGray, "Decode": turned},
    "mask": {"ImageMask": True},
    "mask, Decode [1 0]": {"ImageMask": True, "Decode": turned},
}
found = {}
for kind, entries in kinds.items():
    write(kind, **entries)
    found[kind] = {
        "shown": seen(pypdfium2.PdfDocument(kind)[0].render().to_pil()),
        "pdfimages": by_pdfimages(kind),
        "pypdf": seen(pypdf.PdfReader(kind).pages[0].images[0].image),
        "pikepdf": by_pikepdf(kind),
    }
    print(f"{kind}: {found[kind]}")
right = set(kinds) - {"mask"}
as_shown = {kind for kind, of in found.items() if of["pdfimages"] == of["shown"]}
sys.exit(0 if as_shown == right and found["mask"]["pdfimages"] == ("white", "black") else 1)
PY
cd "$place"
"$place/venv/bin/python" "$place/show.py"
