#!/usr/bin/env bash
# A layer (optional content) that a PDF switches off is on no viewer's page. pypdf 7.1.1, pdfminer.six 20260107 and pdfium's
# own text page (pypdfium2 5.15.2, which draws the page without it) give its words all the same, in the middle of the others;
# PyMuPDF 2.0 leaves them out.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pikepdf==10.18.0" "pypdf==7.1.1" "pdfminer.six==20260107" "pypdfium2==5.15.2" "pymupdf==2.0" "pillow==13.0.0"
cat >"$place/show.py" <<'PY'
import sys

import pikepdf
import pymupdf
import pypdf
import pypdfium2
from pdfminer.high_level import extract_text
from pikepdf import Array, Dictionary, Name

file = sys.argv[1]
with pikepdf.new() as pdf:
    page = pdf.add_blank_page(page_size=(300, 200))
    shown, hidden = (pdf.make_indirect(Dictionary(Type=Name.OCG, Name=name)) for name in ("shown", "hidden"))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F=font), Properties=Dictionary(A=shown, B=hidden))
    page.Contents = pdf.make_stream(
        b"/OC /A BDC BT /F 12 Tf 20 150 Td (shown) Tj ET EMC /OC /B BDC BT /F 12 Tf 20 50 Td (hidden) Tj ET EMC"
    )
    states = Dictionary(ON=Array([shown]), OFF=Array([hidden]), Order=Array([shown, hidden]))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([shown, hidden]), D=states)
    pdf.save(file, min_version="1.5")

drawn = pypdfium2.PdfDocument(file)[0]
picture = drawn.render().to_pil().convert("L")
ink = {name: picture.crop(box).getextrema()[0] < 128 for name, box in {"shown": (0, 30, 300, 70), "hidden": (0, 130, 300, 170)}.items()}
texts = {
    "pypdf": pypdf.PdfReader(file).pages[0].extract_text(),
    "pdfminer.six": extract_text(file),
    "pdfium": drawn.get_textpage().get_text_range(),
    "PyMuPDF": pymupdf.open(file)[0].get_text(),
}
print("pdfium draws:", ink)
for name, text in texts.items():
    print(f"{name}: {text.split()}")
gives = {name for name, text in texts.items() if "hidden" in text}
sys.exit(0 if ink == {"shown": True, "hidden": False} and gives == {"pypdf", "pdfminer.six", "pdfium"} else 1)
PY
"$place/venv/bin/python" "$place/show.py" "$place/layers.pdf"
