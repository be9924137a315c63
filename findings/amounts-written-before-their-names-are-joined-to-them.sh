#!/usr/bin/env bash
# The parts of a line may stand in a PDF in any order; makers of forms and tables often write the right-hand column first. pypdf 7.1.1 and unpdf
# 1.8.1 (npm) put a blank where the next part begins further right than the last one ended, and none where it begins further left, so
# that of the price 50.00 and, a hand's breadth to the left of it, the quantity 12 they make "50.0012", and "7.00Rope" of another row: a
# number that is on no page, and no word that a search finds. pdf-parse 2.4.5, which is built on the same pdf.js, has a tab between them; pdfminer.six
# 20260107, pdfplumber 0.11.10, PyMuPDF 2.0 and pdfium (pypdfium2 5.15.2) keep them apart, as pypdf does in its layout mode.
set -euo pipefail
command -v npm >/dev/null || { echo "needs Node and npm"; exit 2; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pikepdf==10.18.0" "pypdf==7.1.1" "pdfminer.six==20260107" "pdfplumber==0.11.10" "pymupdf==2.0" "pypdfium2==5.15.2"
cd "$place"
npm install --silent --no-save --prefix "$place" "unpdf@1.8.1" "pdf-parse@2.4.5" >/dev/null
cat >read.mjs <<'JS'
import { readFileSync } from 'fs';
import { extractText, getDocumentProxy } from 'unpdf';

const data = new Uint8Array(readFileSync(process.argv[2]));
console.log((await extractText(await getDocumentProxy(data), { mergePages: true })).text);
JS
cat >parse.mjs <<'JS'
import { readFileSync } from 'fs';
import { PDFParse } from 'pdf-parse';

console.log((await new PDFParse({ data: new Uint8Array(readFileSync(process.argv[2])) }).getText({ pageJoiner: '' })).text);
JS
cat >show.py <<'PY'
import subprocess

import pdfplumber
import pikepdf
import pymupdf
import pypdf
import pypdfium2
from pdfminer.high_level import extract_text
from pikepdf import Dictionary, Name

FILE = "order.pdf"
CELLS = [(300, 150, "50.00"), (50, 150, "12"), (300, 120, "7.00"), (50, 120, "Rope")]
with pikepdf.new() as pdf:
    page = pdf.add_blank_page(page_size=(400, 200))
    page.Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))))
    page.Contents = pdf.make_stream("\n".join(f"BT /F 12 Tf {x} {y} Td ({text}) Tj ET" for x, y, text in CELLS).encode())
    pdf.save(FILE)


def plumbed():
    with pdfplumber.open(FILE) as opened:
        return opened.pages[0].extract_text()


def node(script):
    return subprocess.run(["node", script, FILE], check=True, capture_output=True, text=True).stdout


page = pypdf.PdfReader(FILE).pages[0]
texts = {
    "pypdf": page.extract_text(),
    "pypdf, layout": page.extract_text(extraction_mode="layout"),
    "unpdf": node("read.mjs"),
    "pdf-parse": node("parse.mjs"),
    "pdfminer.six": extract_text(FILE),
    "pdfplumber": plumbed(),
    "PyMuPDF": pymupdf.open(FILE)[0].get_text(),
    "pdfium": pypdfium2.PdfDocument(FILE)[0].get_textpage().get_text_range(),
}
for name, text in texts.items():
    words = text.split()
    print(f"{name}: {' '.join(words)}")
    assert words == ["50.0012", "7.00Rope"] if name in ("pypdf", "unpdf") else sorted(words) == ["12", "50.00", "7.00", "Rope"], name
PY
venv/bin/python show.py
