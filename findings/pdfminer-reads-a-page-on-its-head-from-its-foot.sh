#!/usr/bin/env bash
# Text that a PDF sets upside down, as the layer over a scan that lay on its head does, is read by pdfminer.six 20260107 from
# its last line to its first: it sorts lines by their place, whichever way their letters stand, and `boxes_flow=None` changes
# nothing. pypdf 7.1.0 gives the lines as they were written.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pikepdf==10.17.0" "pypdf==7.1.0" "pdfminer.six==20260107"
cat >"$place/show.py" <<'PY'
import sys

import pikepdf
import pypdf
from pdfminer.high_level import extract_text
from pdfminer.layout import LAParams

file = sys.argv[1]
with pikepdf.new() as pdf:
    page = pdf.add_blank_page(page_size=(300, 200))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pdf.make_indirect(font)))
    lines = ["one two three", "four five six", "seven eight nine"]
    shown = " ".join(f"-1 0 0 -1 280 {40 + 20 * row} Tm ({line}) Tj" for row, line in enumerate(lines))
    page.Contents = pdf.make_stream(f"BT /F 12 Tf {shown} ET".encode())
    pdf.save(file)
wanted = " ".join(lines).split()
by_pypdf = pypdf.PdfReader(file).pages[0].extract_text().split()
by_pdfminer = [extract_text(file, laparams=LAParams(boxes_flow=flow)).split() for flow in (0.5, None)]
print("pypdf:", by_pypdf)
for words in by_pdfminer:
    print("pdfminer.six:", words)
sys.exit(0 if by_pypdf == wanted and all(words != wanted for words in by_pdfminer) else 1)
PY
"$place/venv/bin/python" "$place/show.py" "$place/head.pdf"
