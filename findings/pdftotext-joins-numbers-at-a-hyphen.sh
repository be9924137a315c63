#!/usr/bin/env bash
# Debian 12's pdftotext (22.12) undoes hyphenation, as its manual says, and takes numbers for cut words: "EUR 10-" above "20 a day" is
# "EUR 1020 a day", an order number loses its hyphen, and a minus that stands alone before a line's end, its amount on the next, is
# gone. Nothing tells of it; -raw, -layout and -tsv keep hyphens and lines.
set -euo pipefail
version=$(dpkg-query -W -f '${Version}' poppler-utils)
case $version in 22.12.0-*) ;; *) echo "made for poppler-utils 22.12.0 of Debian 12, found $version"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pikepdf==10.18.0"
cat >"$place/show.py" <<'PY'
import subprocess

import pikepdf
from pikepdf import Dictionary, Name

LINES = ["A room is EUR 10-", "20 a day, order 4711-", "0815, and for guests -", "5.00 is taken off."]
with pikepdf.new() as pdf:
    page = pdf.add_blank_page(page_size=(300, 200))
    page.Resources = Dictionary(Font=Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
    shown = " ".join(f"({line}) Tj T*" for line in LINES)
    page.Contents = pdf.make_stream(f"BT /F 12 Tf 14 TL 20 150 Td {shown} ET".encode())
    pdf.save("page.pdf")

JOINED = "A room is EUR 1020 a day, order 47110815, and for guests 5.00 is taken off."
seen = {}
for name, options in {"as it comes": [], "-raw": ["-raw"], "-layout": ["-layout"], "-tsv": ["-tsv"]}.items():
    text = subprocess.run(["pdftotext", *options, "page.pdf", "-"], check=True, capture_output=True, text=True).stdout
    words = [row.split("\t")[-1] for row in text.splitlines() if row.startswith("5\t")] if name == "-tsv" else text.split()
    seen[name] = " ".join(words)
    print(f"{name}: {seen[name]}")
whole = " ".join(LINES)
assert seen == {"as it comes": JOINED, "-raw": whole, "-layout": whole, "-tsv": whole}, seen
PY
cd "$place"
venv/bin/python show.py
