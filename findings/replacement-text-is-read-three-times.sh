#!/usr/bin/env bash
# A tagged PDF says by ActualText what a stretch of its text means, once, however it is drawn: in parts with marks of their own, two
# colours, or with blanks that are moved letters. pdfium (pypdfium2 5.15.2) says it once for each part that has a mark within: `EUR 100`
# is read three times. PyMuPDF 2.0 lays its letters over the drawn ones, so that another colour puts a blank into the amount (`EUR 1 00`)
# and a gap a line's end (`EUR`, `100`). Debian 12's pdftotext (22.12) reads all three right; where ActualText is a word cut at a line's
# end, it stands by -tsv in the second line, where neither half is. pypdf 7.1.1 and pdfminer.six 20260107 read what is drawn.
set -euo pipefail
version=$(dpkg-query -W -f '${Version}' poppler-utils)
case $version in 22.12.0-*) ;; *) echo "made for poppler-utils 22.12.0 of Debian 12, found $version"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pypdfium2==5.15.2" "pymupdf==2.0" "pypdf==7.1.1" "pdfminer.six==20260107" "pikepdf==10.18.0"
cat >"$place/show.py" <<'PY'
import subprocess

import pikepdf
import pymupdf
import pypdf
import pypdfium2
from pdfminer.high_level import extract_text
from pikepdf import Dictionary, Name

FILE = "tagged.pdf"
MEANS = "/Span <</ActualText (EUR 100)>> BDC"
DRAWN = {
    "in one piece": f"(Total ) Tj {MEANS} (C100) Tj EMC ( now) Tj",
    "with a mark within": f"(Total ) Tj {MEANS} (C) Tj /Artifact BMC (1) Tj EMC (00) Tj EMC ( now) Tj",
    "in two colours": f"(Total ) Tj {MEANS} (C1) Tj 1 0 0 rg (00) Tj EMC ( now) Tj",
    "with a gap": f"(Total ) Tj {MEANS} [(C) -600 (100)] TJ EMC ( now) Tj",
}


def write(drawn):
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(400, 300))
        page.Resources = Dictionary(Font=Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
        page.Contents = pdf.make_stream(f"BT /F 12 Tf 20 250 Td {drawn} ET".encode())
        pdf.save(FILE)


def by_poppler(*options):
    return subprocess.run(["pdftotext", *options, FILE, "-"], check=True, capture_output=True, text=True).stdout


READERS = {
    "pdfium": lambda: pypdfium2.PdfDocument(FILE)[0].get_textpage().get_text_range(),
    "PyMuPDF": lambda: pymupdf.open(FILE)[0].get_text().strip(),
    "pdftotext": lambda: by_poppler().strip(),
    "pypdf": lambda: pypdf.PdfReader(FILE).pages[0].extract_text(),
    "pdfminer": lambda: extract_text(FILE).strip(),
}
seen = {}
for name, drawn in DRAWN.items():
    write(drawn)
    for reader, read in READERS.items():
        seen[reader, name] = read()
        print(f"{reader}, drawn {name}: {seen[reader, name]!r}")
RIGHT = "Total EUR 100 now"
assert [seen["pdfium", name] for name in DRAWN] == [RIGHT, "Total EUR 100EUR 100EUR 100 now", RIGHT, RIGHT], seen
assert [seen["PyMuPDF", name] for name in DRAWN] == [RIGHT, "Total EUR 1 00 now", "Total EUR 1 00 now", "Total EUR \n100 now"], seen
assert {seen["pdftotext", name] for name in DRAWN} == {RIGHT}, seen
assert all("EUR" not in seen[reader, name] for reader in ("pypdf", "pdfminer") for name in DRAWN), seen

write("(Every ) Tj /Span <</ActualText (harbour)>> BDC (har-) Tj 0 -20 Td (bour) Tj EMC ( sleeps) Tj")
rows = [row.split("\t") for row in by_poppler("-tsv").splitlines()]
left, top, width = (float(next(row for row in rows if row[-1] == "harbour")[column]) for column in (6, 7, 8))
print(f"har- begins at 54 in the line at 41, bour ends at 44 in the line at 61; pdftotext -tsv: harbour from {left} to {left + width} at {top}")
assert (left, round(left + width), round(top)) == (44.01, 54, 61)
PY
cd "$place"
venv/bin/python show.py
