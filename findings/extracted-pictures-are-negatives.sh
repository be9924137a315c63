#!/usr/bin/env bash
# A scan in a PDF is often stored the other way round and put right by the PDF: by Decode [1 0], by a palette whose first colour is
# white, or as an ink (Separation). A page drawn is right. Taken out, the picture is the negative: by pikepdf 10.18.0 where a JPEG or
# JPEG 2000 has a Decode, though its own text says that as_pil_image and extract_to give what a viewer shows, and where a fax (CCITT)
# has a palette; by pypdf 7.1.1 for that palette and for black as an ink of 8 bits; by pypdfium2 5.15.2's extract where the data are
# Flate, too; by PyMuPDF 2.0's extract_image and Debian 12's `pdfimages -all` (22.12) where they are a JPEG. None warns.
set -euo pipefail
version=$(dpkg-query -W -f '${Version}' poppler-utils)
case $version in 22.12.0-*) ;; *) echo "made for poppler-utils 22.12.0 of Debian 12, found $version"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pikepdf==10.18.0" "pypdf==7.1.1" "pypdfium2==5.15.2" "pymupdf==2.0" "pillow==13.0.0"
cat >"$place/show.py" <<'PY'
import io
import subprocess
from pathlib import Path

import pikepdf
import pymupdf
import pypdf
import pypdfium2
from PIL import Image
from pikepdf import Array, Dictionary, Name, PdfImage, String
from pypdfium2 import raw

scan = Image.new("L", (200, 100), 255)
scan.paste(0, (20, 20, 80, 80))  # as seen: a black square on white
negative = scan.point(lambda light: 255 - light)


def packed(picture, kind):
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def fax(picture):
    """The picture as Group 4, without the TIFF around it."""
    file = io.BytesIO()
    picture.convert("1").save(file, "TIFF", compression="group4")
    tags = Image.open(file).tag_v2
    return file.getvalue()[tags[273][0] :][: tags[279][0]]


NO_INK, ALL_INK = Array([0, 0, 0, 0]), Array([0, 0, 0, 1])
INK = Array([Name.Separation, Name.Black, Name.DeviceCMYK, Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=NO_INK, C1=ALL_INK, N=1)])
PALETTE = Array([Name.Indexed, Name.DeviceRGB, 1, String(b"\xff\xff\xff\0\0\0")])
GROUP_4 = Dictionary(K=-1, Columns=200, Rows=100)
SWAPPED, GRAY = {"Decode": Array([1, 0])}, {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 8}
STORED = {
    "JPEG with Decode": (packed(negative, "JPEG"), GRAY | SWAPPED | {"Filter": Name.DCTDecode}),
    "JPEG 2000 with Decode": (packed(negative, "JPEG2000"), GRAY | SWAPPED | {"Filter": Name.JPXDecode}),
    "Flate with Decode": (negative.tobytes(), GRAY | SWAPPED),
    "fax with a palette": (fax(scan), {"ColorSpace": PALETTE, "BitsPerComponent": 1, "Filter": Name.CCITTFaxDecode, "DecodeParms": GROUP_4}),
    "ink of 8 bits": (negative.tobytes(), {"ColorSpace": INK, "BitsPerComponent": 8}),
}


def is_as_seen(picture):
    gray = picture.convert("RGB").convert("L")
    return gray.getpixel((50, 50)) < gray.getpixel((150, 50))


def by_pikepdf(file):
    with pikepdf.open(file) as pdf:
        picture = PdfImage(pdf.pages[0].Resources.XObject.I)
        return {"as_pil_image": is_as_seen(picture.as_pil_image()), "extract_to": is_as_seen(Image.open(picture.extract_to(fileprefix="taken")))}


def by_pypdfium(file):
    (picture,) = pypdfium2.PdfDocument(file)[0].get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,))
    picture.extract("taken")
    (taken,) = Path().glob("taken.*")
    return is_as_seen(Image.open(taken))


def by_pdfimages(file):
    subprocess.run(["pdfimages", "-all", file, "taken"], check=True)
    (taken,) = [path for path in Path().glob("taken-000.*") if path.suffix != ".params"]
    return None if taken.suffix == ".ccitt" else is_as_seen(Image.open(taken))


def by_pymupdf(file):
    document = pymupdf.open(file)
    (picture,) = document[0].get_images()
    return is_as_seen(Image.open(io.BytesIO(document.extract_image(picture[0])["image"])))


wrong = {}
for name, (data, entries) in STORED.items():
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 100))
        stored = pdf.make_stream(data, Type=Name.XObject, Subtype=Name.Image, Width=200, Height=100, **entries)
        page.Resources = Dictionary(XObject=Dictionary(I=stored))
        page.Contents = pdf.make_stream(b"200 0 0 100 0 0 cm /I Do")
        pdf.save("page.pdf")
    assert is_as_seen(pypdfium2.PdfDocument("page.pdf")[0].render().to_pil()), name
    wrong[name] = []
    readers = {"pypdf": lambda file: is_as_seen(pypdf.PdfReader(file).pages[0].images[0].image), "pypdfium2": by_pypdfium,
               "PyMuPDF": by_pymupdf, "pdfimages -all": by_pdfimages}
    try:
        answers = {f"pikepdf {call}": answer for call, answer in by_pikepdf("page.pdf").items()}
    except pikepdf.HifiPrintImageNotTranscodableError:
        answers = {}  # it refuses inks
    for reader, take in readers.items():
        for left in Path().glob("taken*"):
            left.unlink()
        answers[reader] = take("page.pdf")
    for left in Path().glob("taken*"):
        left.unlink()
    wrong[name] = {reader for reader, answer in answers.items() if answer is False}
    print(f"{name}: the negative from {', '.join(sorted(wrong[name])) or 'none'}")
jpeg = {"pikepdf as_pil_image", "pikepdf extract_to", "pypdfium2", "PyMuPDF", "pdfimages -all"}
assert wrong == {
    "JPEG with Decode": jpeg,
    "JPEG 2000 with Decode": jpeg,
    "Flate with Decode": {"pypdfium2"},
    "fax with a palette": {"pikepdf as_pil_image", "pikepdf extract_to", "pypdf"},
    "ink of 8 bits": {"pypdf"},
}, wrong
PY
cd "$place"
venv/bin/python show.py
