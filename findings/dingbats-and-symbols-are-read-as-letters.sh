#!/usr/bin/env bash
# ZapfDingbats and Symbol are two of the 14 fonts that every PDF reader knows by name, with a code of their own: 4 is a tick, 8 a
# cross, and \243 in Symbol "less than or equal". Makers of forms and reports embed nothing for them. pdfminer.six 20260107, and
# pdfplumber 0.11.10 by it, give the codes as if they were Latin: a ticked row begins with the number 4, "≤ 5 mg" is "£ 5 mg", and
# "5 µg" is "5 mg", a thousand times the dose. Debian 12's Ghostscript 10.00.0 (txtwrite) writes ticks so, too, and PyMuPDF 2.0
# makes control characters of them. pypdf 7.1.1, pdfium (pypdfium2 5.15.2) and, where it is installed, pdftotext 22.12 read all of it.
set -euo pipefail
version=$(dpkg-query -W -f '${Version}' ghostscript 2>/dev/null || true)
case $version in 10.0.0~dfsg-*) ;; *) echo "made for Ghostscript 10.00.0 of Debian 12, found '${version:-none}'"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pikepdf==10.18.0" "pdfminer.six==20260107" "pdfplumber==0.11.10" "pymupdf==2.0" "pypdf==7.1.1" "pypdfium2==5.15.2"
cat >"$place/show.py" <<'PY'
import shutil
import subprocess

import pdfplumber
import pikepdf
import pymupdf
import pypdf
import pypdfium2
from pdfminer.high_level import extract_text
from pikepdf import Dictionary, Name

FILE = "list.pdf"
ROWS = [(b"/Z", b"4", b"paid"), (b"/Z", b"8", b"open"), (b"/S", rb"\243 5", b"mg"), (b"/S", b"5 m", b"g")]
with pikepdf.new() as pdf:
    page = pdf.add_blank_page(page_size=(300, 200))
    fonts = {key: Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=name) for key, name in
             {"F": Name.Helvetica, "Z": Name.ZapfDingbats, "S": Name.Symbol}.items()}
    page.Resources = Dictionary(Font=Dictionary(**fonts))
    lines = [b"BT %s 12 Tf 20 %d Td (%s) Tj /F 12 Tf 26 0 Td (%s) Tj ET" % (font, 150 - 30 * row, sign, word)
             for row, (font, sign, word) in enumerate(ROWS)]
    page.Contents = pdf.make_stream(b" ".join(lines))
    pdf.save(FILE)

with pdfplumber.open(FILE) as opened:
    plumbed = opened.pages[0].extract_text()
texts = {
    "pdfminer.six": extract_text(FILE),
    "pdfplumber": plumbed,
    "PyMuPDF": pymupdf.open(FILE)[0].get_text(),
    "Ghostscript": subprocess.run(["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=txtwrite", "-o", "-", FILE],
                                  check=True, capture_output=True, text=True).stdout,
    "pypdf": pypdf.PdfReader(FILE).pages[0].extract_text(),
    "pdfium": pypdfium2.PdfDocument(FILE)[0].get_textpage().get_text_range(),
}
if shutil.which("pdftotext"):
    texts["pdftotext"] = subprocess.run(["pdftotext", FILE, "-"], check=True, capture_output=True, text=True).stdout

SIGNS = {"tick": "✔", "cross": "✘", "less or equal": "≤", "micro": "µμ"}
right = {}
for name, text in texts.items():
    right[name] = [sign for sign, letters in SIGNS.items() if any(letter in text for letter in letters)]
    print(f"{name}: {' '.join(text.split())!r}; right: {', '.join(right[name]) or 'none'}")
none, all_of_them = [], list(SIGNS)
expected = {"pdfminer.six": none, "pdfplumber": none, "PyMuPDF": all_of_them[2:], "Ghostscript": all_of_them[2:]}
assert right == {name: expected.get(name, all_of_them) for name in texts}, right
assert "4 paid" in texts["pdfplumber"] and "£ 5 mg" in texts["pdfplumber"] and "4 paid" in " ".join(texts["Ghostscript"].split())
PY
cd "$place"
venv/bin/python show.py
