#!/usr/bin/env bash
# Debian 12's pdftotext (22.12) writes what an ActualText or a character map says as it is. A line break in it ends a row
# of -tsv in its middle, a tab adds a column, and a control character makes -bbox a file that no XML parser takes.
set -euo pipefail
version=$(dpkg-query -W -f '${Version}' poppler-utils)
case $version in 22.12.0-2+deb12u*) ;; *) echo "made for poppler-utils 22.12.0-2+deb12u, found $version"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pikepdf==10.18.0"
cat >"$place/show.py" <<'PY'
import subprocess
import sys
from xml.etree import ElementTree

import pikepdf

file = sys.argv[1]


def say(option):
    return subprocess.run(["pdftotext", option, file, "-"], capture_output=True, check=True).stdout


def write(actual):
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 200))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        span = b"/Span <</ActualText (" + actual + b")>> BDC (seen) Tj EMC"
        page.Contents = pdf.make_stream(b"BT /F 12 Tf 20 150 Td " + span + b" ET")
        pdf.save(file)


write(rb"first\nsecond")
rows = say("-tsv").decode().splitlines()
print("line break:", rows[-2:])
is_torn = rows[-2].endswith("\tfirst") and rows[-1] == "second"

write(rb"left\tright")
columns = say("-tsv").decode().splitlines()[-1].split("\t")
print("tab:", len(columns), "columns of 12:", columns[11:])

write(rb"before\002after")
try:
    ElementTree.fromstring(say("-bbox"))
    is_xml = True
except ElementTree.ParseError as error:
    is_xml = False
    print("control character: -bbox is no XML:", error)
sys.exit(0 if is_torn and len(columns) == 13 and not is_xml else 1)
PY
"$place/venv/bin/python" "$place/show.py" "$place/words.pdf"
