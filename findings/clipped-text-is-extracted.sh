#!/usr/bin/env bash
# A form of a PDF page is clipped to its /BBox (PDF 1.7, 8.10): what lies outside is never painted. Four extractors give
# such text all the same, and none says so: pdfminer.six 20260107, pypdf 7.1.0, pdfium (pypdfium2 5.15.2; its renderer
# leaves the place white) and, where Debian 12's poppler-utils 22.12 is installed, pdftotext. So a draft under a new
# version, or the end of a cell, is found by search and read aloud, and is not on the page.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pypdfium2==5.15.2" "pikepdf==10.17.0" "pypdf==7.1.0" "pdfminer.six==20260107" "pillow==12.0.0"
cat >"$place/show.py" <<'PY'
import subprocess
import sys

import pikepdf
import pypdf
import pypdfium2
from pdfminer.high_level import extract_text

file = sys.argv[1]
with pikepdf.new() as pdf:
    page = pdf.add_blank_page(page_size=(300, 200))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    fonts = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pdf.make_indirect(font)))
    form = pdf.make_stream(b"BT /F 14 Tf 30 150 Td (valid) Tj 0 -100 Td (superseded) Tj ET")
    form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 100, 300, 200]
    form.Resources = fonts
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
    page.Contents = pdf.make_stream(b"/X Do")
    pdf.save(file)
drawn = pypdfium2.PdfDocument(file)
picture = drawn[0].render().to_pil().convert("L")
found = {
    "pdfium": drawn[0].get_textpage().get_text_range(),
    "pypdf": pypdf.PdfReader(file).pages[0].extract_text(),
    "pdfminer.six": extract_text(file),
}
if len(sys.argv) > 2:
    found["pdftotext"] = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True).stdout
print("drawn above", picture.crop((0, 0, 300, 100)).getextrema(), "below", picture.crop((0, 100, 300, 200)).getextrema())
for name, text in found.items():
    print(f"{name}: {text.split()}")
is_white = picture.crop((0, 100, 300, 200)).getextrema() == (255, 255)
sys.exit(0 if is_white and all("superseded" in text for text in found.values()) else 1)
PY
case $(dpkg-query -W -f '${Version}' poppler-utils 2>/dev/null || true) in 22.12.0-2+deb12u*) poppler=yes ;; *) poppler= ;; esac
"$place/venv/bin/python" "$place/show.py" "$place/clip.pdf" $poppler
