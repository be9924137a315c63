#!/usr/bin/env bash
# MuPDF keeps fonts and colours that it has read by what their entry says, and a reference in it is a number without its file. Where an
# entry stands in place (a font in the page's Resources, as PDF 1.7, 7.3.10 allows of any; a palette in the picture) and refers to a
# stream, PyMuPDF 2.0 and 1.28.2 take it for that of another file that is open: of two invoices of one maker the second is read with the
# first's character map, so that 830.00 is 251.00, and a scan whose palette begins with white is drawn and extracted as its negative.
# Nothing warns. Each is right alone, and once the other was closed. pypdfium2 5.15.2 reads both right. (PyMuPDF's issue 4388 has it
# of files opened one after the other.)
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pikepdf==10.18.0" "pypdfium2==5.15.2" "numpy==2.4.6"
cat >"$place/make.py" <<'PY'
import pikepdf
from pikepdf import Array, Dictionary, Name

MAP = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange {0} beginbfchar {1} endbfchar endcmap end end"""


def save(name, characters, palette):
    """A page of an amount, whose letters are A, B, C and so on in the font, and of a scan of two dots: the first has colour 0."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 100))
        codes = [f"<{65 + place:02X}> <{ord(letter):04X}>" for place, letter in enumerate(characters)]
        letters = pdf.make_stream(MAP.format(len(codes), "\n".join(codes)).encode())
        colours = pdf.make_stream(palette)
        how = dict(Type=Name.XObject, Subtype=Name.Image, Width=2, Height=1, BitsPerComponent=1)
        scan = pdf.make_stream(b"\x40", **how, ColorSpace=Array([Name.Indexed, Name.DeviceRGB, 1, colours]))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier, ToUnicode=letters)
        page.Resources = Dictionary(Font=Dictionary(F=font), XObject=Dictionary(I=scan))
        page.Contents = pdf.make_stream(b"BT /F 12 Tf 20 70 Td (ABCDEE) Tj ET 200 0 0 50 0 0 cm /I Do")
        pdf.save(name)


save("first.pdf", "251.0", b"\x00\x00\x00\xff\xff\xff")
save("second.pdf", "830.0", b"\xff\xff\xff\x00\x00\x00")
PY
cat >"$place/show.py" <<'PY'
import pymupdf


def read(document):
    """The page's amount and the shade of its left half, which is drawn with the palette's first colour."""
    page = document[0]
    return page.get_text().strip(), page.get_pixmap().pixel(50, 75)[0], pymupdf.Pixmap(document, page.get_images()[0][0]).pixel(0, 0)[0]


first = pymupdf.open("first.pdf")
seen = {"first": read(first)}
second = pymupdf.open("second.pdf")
seen["second beside it"] = read(second)
second.close()
first.close()
seen["second alone"] = read(pymupdf.open("second.pdf"))
for name, (amount, drawn, extracted) in seen.items():
    print(f"PyMuPDF {pymupdf.VersionBind}, {name}: {amount}, left half drawn {drawn}, extracted {extracted}")
assert seen == {"first": ("251.00", 0, 0), "second beside it": ("251.00", 0, 0), "second alone": ("830.00", 255, 255)}, seen
PY
cat >"$place/compare.py" <<'PY'
import pypdfium2

documents = [pypdfium2.PdfDocument(name) for name in ("first.pdf", "second.pdf")]
seen = [(file[0].get_textpage().get_text_range().strip(), file[0].render().to_numpy()[75, 50, 0]) for file in documents]
print("pypdfium2 5.15.2, both open:", *[f"{amount}, left half {shade};" for amount, shade in seen])
assert seen == [("251.00", 0), ("830.00", 255)], seen
PY
cd "$place"
venv/bin/python make.py
for version in 2.0 1.28.2; do
  venv/bin/pip install -q "pymupdf==$version"
  venv/bin/python show.py
done
venv/bin/python compare.py
