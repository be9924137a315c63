#!/usr/bin/env bash
# A PDF says of a fax by K how it was packed: below 0 Group 4, 0 Group 3 line by line, above 0 Group 3 with lines that build on the line
# before. pypdf 7.1.1 puts the fax into a TIFF to have it unpacked and leaves out the tag (T4Options) that says so: a page with K 1 comes
# out black with some dashes, 77 % of its dots wrong, and no exception is raised. libtiff's `Bad code word` on standard error is all there is.
# pikepdf 10.18.0, pypdfium2 5.15.2 and PyMuPDF 2.0 read the page; K 0 and K -1 are right by pypdf, too.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pypdf==7.1.1" "pikepdf==10.18.0" "pypdfium2==5.15.2" "pymupdf==2.0" "pillow==13.0.0"
cat >"$place/show.py" <<'PY'
import io

import pikepdf
import pymupdf
import pypdf
import pypdfium2
from PIL import Image, ImageChops, ImageDraw
from pikepdf import Dictionary, Name, PdfImage

FILE, SIZE = "fax.pdf", (200, 100)
scan = Image.new("1", SIZE, 1)
ImageDraw.Draw(scan).rectangle((20, 20, 80, 80), fill=0)
ImageDraw.Draw(scan).line((0, 0, 199, 99), fill=0, width=3)


def packed(compression, **tags):
    """The scan without the TIFF around it."""
    file = io.BytesIO()
    scan.save(file, "TIFF", compression=compression, **tags)
    told = Image.open(file).tag_v2
    (start,), (length,) = told[273], told[279]
    return file.getvalue()[start : start + length]


def by_pikepdf():
    with pikepdf.open(FILE) as pdf:
        return PdfImage(pdf.pages[0].Resources.XObject.I).as_pil_image()


def by_pymupdf():
    document = pymupdf.open(FILE)
    return Image.open(io.BytesIO(document.extract_image(document[0].get_images()[0][0])["image"]))


READERS = {
    "pypdf": lambda: pypdf.PdfReader(FILE).pages[0].images[0].image,
    "pikepdf": by_pikepdf,
    "PyMuPDF": by_pymupdf,
    "pypdfium2": lambda: pypdfium2.PdfDocument(FILE)[0].render().to_pil(),
}
FAXES = {
    "K -1": (packed("group4"), Dictionary(K=-1)),
    "K 0": (packed("group3"), Dictionary(K=0)),
    "K 1": (packed("group3", tiffinfo={292: 1}), Dictionary(K=1, EndOfLine=True)),
}
wrong = {}
for name, (data, how) in FAXES.items():
    # What Pillow packs, has white as 1 of the picture and is white as 0 of the fax.
    how.Columns, how.Rows, how.BlackIs1 = *SIZE, True
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=SIZE)
        fax = dict(Type=Name.XObject, Subtype=Name.Image, Width=SIZE[0], Height=SIZE[1], ColorSpace=Name.DeviceGray, BitsPerComponent=1)
        page.Resources = Dictionary(XObject=Dictionary(I=pdf.make_stream(data, Filter=Name.CCITTFaxDecode, DecodeParms=how, **fax)))
        page.Contents = pdf.make_stream(b"200 0 0 100 0 0 cm /I Do")
        pdf.save(FILE)
    for reader, read in READERS.items():
        picture = read().convert("L").point(lambda shade: 255 if shade > 127 else 0)
        differing = ImageChops.difference(picture, scan.convert("L")).histogram()[255]
        wrong[name, reader] = round(100 * differing / (SIZE[0] * SIZE[1]))
        print(f"{name}, {reader}: {wrong[name, reader]} % of the dots are wrong")
assert wrong.pop(("K 1", "pypdf")) == 77
assert set(wrong.values()) == {0}, wrong
PY
cd "$place"
venv/bin/python show.py 2>errors || { cat errors; exit 1; }
echo "standard error: $(sort -u errors | grep -c "Bad code word") lines such as '$(grep -m 1 "Bad code word" errors)'"
