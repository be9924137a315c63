#!/usr/bin/env bash
# PDF shows text by Tj where it stands, by ' on the next line, and by " on the next line with its spaces between words and letters given
# (PDF 1.7, table 109). pdfminer.six 20260107, and by it pdfplumber 0.11.10 and markitdown 0.1.9, stay in the line for ": of "Net 100.00" and,
# below it, "19.00 % tax" they make "Net 100.0019.00 % tax". The boxes lie where nothing is printed, in a long text outside of the
# page. Nothing is said. pypdf 7.1.1, PyMuPDF 2.0 and pdfium (pypdfium2 5.15.2) have two lines, as pdfminer has by '.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pikepdf==10.18.0" "pdfminer.six==20260107" "pdfplumber==0.11.10" "markitdown[pdf]==0.1.9" "pypdf==7.1.1" "pymupdf==2.0" "pypdfium2==5.15.2"
cat >"$place/show.py" <<'PY'
import markitdown
import pdfplumber
import pikepdf
import pymupdf
import pypdf
import pypdfium2
from pdfminer.high_level import extract_text
from pikepdf import Dictionary, Name

SHOWN = {"Tj": b"T* (19.00 % tax) Tj", "'": b"(19.00 % tax) '", '"': b'0 0 (19.00 % tax) "'}


def plumbed(name):
    with pdfplumber.open(name) as opened:
        return opened.pages[0].extract_text()


READERS = {
    "pdfminer.six": extract_text,
    "pdfplumber": plumbed,
    "markitdown": lambda name: markitdown.MarkItDown().convert(name).text_content,
    "pypdf": lambda name: pypdf.PdfReader(name).pages[0].extract_text(),
    "PyMuPDF": lambda name: pymupdf.open(name)[0].get_text(),
    "pdfium": lambda name: pypdfium2.PdfDocument(name)[0].get_textpage().get_text_range(),
}
joined = set()
for operator, operation in SHOWN.items():
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 200))
        page.Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))))
        page.Contents = pdf.make_stream(b"BT /F 12 Tf 16 TL 50 150 Td (Net 100.00) Tj " + operation + b" ET")
        pdf.save("bill.pdf")
    for name, read in READERS.items():
        lines = [line for line in read("bill.pdf").splitlines() if line.strip()]
        print(f"{operator} by {name}: {' / '.join(lines)}")
        if lines == ["Net 100.0019.00 % tax"]:
            joined.add((operator, name))
        else:
            assert lines == ["Net 100.00", "19.00 % tax"], lines
assert joined == {('"', "pdfminer.six"), ('"', "pdfplumber"), ('"', "markitdown")}, joined
with pdfplumber.open("bill.pdf") as opened:
    (tax,) = [word for word in opened.pages[0].extract_words() if word["text"] == "tax"]
box = pymupdf.open("bill.pdf")[0].search_for("tax")[0]
print(f"the word tax begins {tax['x0']:.0f} points from the left by pdfplumber, {box.x0:.0f} by PyMuPDF")
assert (round(tax["x0"]), round(box.x0)) == (156, 97)
PY
cd "$place"
venv/bin/python show.py
