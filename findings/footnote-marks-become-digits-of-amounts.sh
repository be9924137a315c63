#!/usr/bin/env bash
# A raised, small figure behind an amount is the mark of a footnote: "1200" with a raised 3 is not 12003. pypdf 7.1.1, pdfminer.six
# 20260107, pdfplumber 0.11.10, PyMuPDF 2.0, pdfium (pypdfium2 5.15.2), kreuzberg 4.10.4 and Debian 12's pdftotext (22.12) all
# give "12003 EUR", ten times the rent, and nothing of the figure's size or height is left in the text. pdftotext's own -tsv and
# -bbox have the mark as a word of its own.
set -euo pipefail
version=$(dpkg-query -W -f '${Version}' poppler-utils)
case $version in 22.12.0-*) ;; *) echo "made for poppler-utils 22.12.0 of Debian 12, found $version"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pikepdf==10.18.0" "pypdf==7.1.1" "pdfminer.six==20260107" "pdfplumber==0.11.10" "pymupdf==2.0" "pypdfium2==5.15.2" "kreuzberg==4.10.4"
cat >"$place/show.py" <<'PY'
import subprocess

import kreuzberg
import pdfplumber
import pikepdf
import pymupdf
import pypdf
import pypdfium2
from pdfminer.high_level import extract_text
from pikepdf import Dictionary, Name

FILE = "lease.pdf"
with pikepdf.new() as pdf:
    page = pdf.add_blank_page(page_size=(300, 200))
    page.Resources = Dictionary(Font=Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
    page.Contents = pdf.make_stream(b"BT /F 12 Tf 20 150 Td (Rent 1200) Tj /F 7 Tf 5 Ts (3) Tj 0 Ts /F 12 Tf ( EUR a month) Tj ET")
    pdf.save(FILE)


def pdftotext(*options):
    return subprocess.run(["pdftotext", *options, FILE, "-"], check=True, capture_output=True, text=True).stdout


with pdfplumber.open(FILE) as opened:
    plumbed = opened.pages[0].extract_text()
texts = {
    "pypdf": pypdf.PdfReader(FILE).pages[0].extract_text(),
    "pdfminer.six": extract_text(FILE),
    "pdfplumber": plumbed,
    "PyMuPDF": pymupdf.open(FILE)[0].get_text(),
    "pdfium": pypdfium2.PdfDocument(FILE)[0].get_textpage().get_text_range(),
    "kreuzberg": kreuzberg.extract_file_sync(FILE).content,
    "pdftotext": pdftotext(),
    "pdftotext -layout": pdftotext("-layout"),
    "pdftotext -tsv": " ".join(row.split("\t")[-1] for row in pdftotext("-tsv").splitlines() if row.startswith("5\t")),
}
for name, text in texts.items():
    print(f"{name}: {' '.join(text.split())}")
    assert ("12003 EUR" in " ".join(text.split())) == (name != "pdftotext -tsv"), name
assert texts["pdftotext -tsv"] == "Rent 1200 3 EUR a month"
PY
cd "$place"
venv/bin/python show.py
