#!/usr/bin/env bash
# A PDF's rectangle is given by any two opposite corners (PDF 1.7, 7.9.5), so [0 300 400 0] is a page of 400 x 300 points, and
# pdfium (pypdfium2 5.15.2) and pikepdf 10.18.0 say so. pypdf 7.1.1 has a height of -300 for it. pdfplumber 0.11.10 gives the page's
# size, but puts its words a whole page below: extract_text() has them, page.crop(page.bbox).extract_text() has not. img2table 2.0.0
# finds no table on it.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pypdf==7.1.1" "pdfplumber==0.11.10" "img2table==2.0.0" "pandas==3.1.1" "pikepdf==10.18.0" "pypdfium2==5.15.2"
cat >"$place/show.py" <<'PY'
import pdfplumber
import pikepdf
import pypdf
import pypdfium2
from img2table.document import PDF
from pikepdf import Array, Dictionary, Name

ROWS = [["Item", "Price"], ["Rope", "12.50"], ["Lamp", "7.00"]]
drawn = [f"60 {y} m 340 {y} l S" for y in (100, 140, 180, 220)] + [f"{x} 100 m {x} 220 l S" for x in (60, 200, 340)]
for row, cells in enumerate(ROWS):
    drawn += [f"BT /F 12 Tf {x} {195 - 40 * row} Td ({cell}) Tj ET" for x, cell in zip((70, 210), cells)]
seen = {}
for name, corners in {"usual": (0, 0, 400, 300), "swapped": (0, 300, 400, 0)}.items():
    file = f"{name}.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(400, 300))
        page.MediaBox = Array(corners)
        page.Resources = Dictionary(Font=Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
        page.Contents = pdf.make_stream("\n".join(drawn).encode())
        pdf.save(file)
    with pikepdf.open(file) as pdf:
        box = pikepdf.Rectangle(pdf.pages[0].mediabox)
        seen[name, "pikepdf"] = box.width, box.height
    seen[name, "pypdfium2"] = pypdfium2.PdfDocument(file)[0].get_size()
    box = pypdf.PdfReader(file).pages[0].mediabox
    seen[name, "pypdf"] = float(box.width), float(box.height)
    page = pdfplumber.open(file).pages[0]
    seen[name, "pdfplumber"] = page.width, page.height
    seen[name, "pdfplumber, top of the first word"] = round(page.extract_words()[0]["top"])
    seen[name, "pdfplumber, text"] = page.extract_text()
    seen[name, "pdfplumber, text of page.crop(page.bbox)"] = page.crop(page.bbox).extract_text()
    seen[name, "img2table, tables"] = [table.df.values.tolist() for table in PDF(file).extract_tables(ocr=None).get(0, [])]
for (name, reader), value in seen.items():
    print(f"{name}, {reader}: {value!r}")
TEXT = "\n".join(" ".join(row) for row in ROWS)
assert list(seen.values()) == [(400, 300)] * 4 + [95, TEXT, TEXT, [ROWS]] + [(400, 300)] * 2 + [(400, -300), (400, 300), 395, TEXT, "", []], seen
PY
cd "$place"
venv/bin/python show.py
