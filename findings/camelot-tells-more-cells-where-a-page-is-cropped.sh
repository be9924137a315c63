#!/usr/bin/env bash
# A PDF for the press has a margin around the page that is cut off (CropBox inside MediaBox). Camelot 2.0.0's lattice finds lines in a
# picture of the cropped page and takes it for the whole one, so that they lie beside the lines of the file, and it counts both: a
# table of 6 rows and 2 columns with a margin of 9 points becomes one of 11 rows and 4 columns, empty ones between them, of accuracy
# 100. The same page without the margin is right; so are its stream, pdfplumber 0.11.10 and img2table 2.0.0 on the cropped page.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "camelot-py==2.0.0" "pdfplumber==0.11.10" "img2table==2.0.0" "pikepdf==10.18.0" "pypdfium2==5.15.2"
cat >"$place/show.py" <<'PY'
import camelot
import pdfplumber
import pikepdf
from img2table.document import PDF
from pikepdf import Array, Dictionary, Name

ROWS = [["Item", "Price"], ["Rope", "12.50"], ["Lamp", "7.00"], ["Oar", "31.00"], ["Sail", "450.00"], ["Net", "66.00"]]
TOP, HIGH, LEFT, MIDDLE, RIGHT = 600, 24, 100, 300, 400


def write(file, margin):
    drawn = [f"{LEFT} {TOP - HIGH * row} m {RIGHT} {TOP - HIGH * row} l S" for row in range(len(ROWS) + 1)]
    drawn += [f"{x} {TOP} m {x} {TOP - HIGH * len(ROWS)} l S" for x in (LEFT, MIDDLE, RIGHT)]
    for row, cells in enumerate(ROWS):
        drawn += [f"BT /F 12 Tf {x + 6} {TOP - HIGH * row - 17} Td ({cell}) Tj ET" for x, cell in zip((LEFT, MIDDLE), cells)]
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(612, 792))
        page.MediaBox = Array([-margin, -margin, 612 + margin, 792 + margin])
        page.CropBox = Array([0, 0, 612, 792])
        page.Resources = Dictionary(Font=Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
        page.Contents = pdf.make_stream("\n".join(drawn).encode())
        pdf.save(file)


write("whole.pdf", margin=0)
write("cropped.pdf", margin=9)
(whole,), (cropped,), (stream,) = (
    camelot.read_pdf(file, flavor=flavor) for file, flavor in (("whole.pdf", "lattice"), ("cropped.pdf", "lattice"), ("cropped.pdf", "stream"))
)
for name, table in {"whole, lattice": whole, "cropped, lattice": cropped, "cropped, stream": stream}.items():
    print(f"{name}: {table.shape[0]} rows, {table.shape[1]} columns, accuracy {table.parsing_report['accuracy']}: {table.df.values.tolist()}")
(plumbed,) = pdfplumber.open("cropped.pdf").pages[0].extract_tables()
(seen,) = PDF("cropped.pdf").extract_tables(ocr=None)[0]
assert whole.df.values.tolist() == stream.df.values.tolist() == plumbed == seen.df.values.tolist() == ROWS
assert cropped.shape == (11, 4) and cropped.parsing_report["accuracy"] == 100
assert [[cell for cell in row if cell] for row in cropped.df.values.tolist() if any(row)] == ROWS
PY
cd "$place"
venv/bin/python show.py
