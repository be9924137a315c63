#!/usr/bin/env bash
# Pages numbered by letters go on after Z by doubling: AA, BB, CC (PDF 1.7, table 159). pikepdf 10.18.0, PyMuPDF 2.0 and pdfminer.six
# 20260107 count them as a spreadsheet counts its columns: AA, AB, AC. What a table of contents and every viewer call page BB of an
# appendix is AB to them, and what they call BB is page 54 of it. pypdf 7.1.1 and pdfium (pypdfium2 5.15.2) have it right.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pikepdf==10.18.0" "pymupdf==2.0" "pdfminer.six==20260107" "pypdf==7.1.1" "pypdfium2==5.15.2"
cat >"$place/show.py" <<'PY'
from itertools import islice

import pikepdf
import pymupdf
import pypdf
import pypdfium2
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pikepdf import Array, Dictionary, Name

FILE, PAGES = "appendix.pdf", 54
with pikepdf.new() as pdf:
    for _ in range(PAGES):
        pdf.add_blank_page(page_size=(100, 100))
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.A)]))
    pdf.save(FILE)

with pikepdf.open(FILE) as pdf:
    by_pikepdf = [page.label for page in pdf.pages]
with open(FILE, "rb") as file:
    by_pdfminer = list(islice(PDFDocument(PDFParser(file)).get_page_labels(), PAGES))
pdfium = pypdfium2.PdfDocument(FILE)
labels = {
    "pikepdf": by_pikepdf,
    "PyMuPDF": [page.get_label() for page in pymupdf.open(FILE)],
    "pdfminer.six": by_pdfminer,
    "pypdf": pypdf.PdfReader(FILE).page_labels,
    "pdfium": [pdfium.get_page_label(number) for number in range(PAGES)],
}
seen = {name: [found[number - 1] for number in (1, 26, 27, 28, 52, 53, 54)] for name, found in labels.items()}
for name, found in seen.items():
    print(f"{name}: pages 1, 26, 27, 28, 52, 53, 54 are {', '.join(found)}")
columns, doubled = ["A", "Z", "AA", "AB", "AZ", "BA", "BB"], ["A", "Z", "AA", "BB", "ZZ", "AAA", "BBB"]
assert seen == dict.fromkeys(["pikepdf", "PyMuPDF", "pdfminer.six"], columns) | dict.fromkeys(["pypdf", "pdfium"], doubled), seen
PY
cd "$place"
venv/bin/python show.py
