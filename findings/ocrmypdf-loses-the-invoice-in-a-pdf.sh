#!/usr/bin/env bash
# OCRmyPDF 17.13.0 with Debian 12's Ghostscript 10.00.0 writes PDF/A-2b unless told otherwise, and PDF/A-2 takes no XML along: a
# Factur-X or ZUGFeRD invoice comes out without its XML, which is the invoice; it ends with 0 and none of its lines says so, also
# with --skip-text, when no page was touched. `--output-type pdf` keeps the file and what refers to it.
set -euo pipefail
version=$(dpkg-query -W -f '${Version}' ghostscript)
case $version in 10.0.0~dfsg-*) ;; *) echo "made for Ghostscript 10.00.0 of Debian 12, found $version"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "ocrmypdf==17.13.0" "pikepdf==10.18.0"
cat >"$place/show.py" <<'PY'
import subprocess
import sys

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name

INVOICE = "factur-x.xml"
with pikepdf.new() as pdf:
    page = pdf.add_blank_page(page_size=(595, 842))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F=font))
    page.Contents = pdf.make_stream(b"BT /F 12 Tf 60 700 Td (Invoice 4711 of the workshop in Leeds) Tj ET")
    pdf.attachments[INVOICE] = AttachedFileSpec(
        pdf, b"<invoice/>", filename=INVOICE, mime_type="text/xml", relationship=Name.Alternative
    )
    pdf.Root.AF = Array([pdf.attachments[INVOICE].obj])
    pdf.save("invoice.pdf", min_version="1.7")

found = {}
for name, options in {"as it comes": [], "--output-type pdf": ["--output-type", "pdf"]}.items():
    argv = [sys.executable, "-m", "ocrmypdf", "--skip-text", *options, "invoice.pdf", "read.pdf"]
    ended = subprocess.run(argv, capture_output=True, text=True)
    said = ended.stdout + ended.stderr
    with pikepdf.open("read.pdf") as pdf:
        found[name] = (ended.returncode, sorted(pdf.attachments), "/AF" in pdf.Root)
    says = [word for word in ("attach", "embedded", INVOICE) if word in said.lower()]
    print(f"{name}: exit {ended.returncode}, files {found[name][1]}, /AF {found[name][2]}, words about it: {says}")
    found[name] += (says,)
sys.exit(0 if found == {"as it comes": (0, [], False, []), "--output-type pdf": (0, [INVOICE], True, [])} else 1)
PY
cd "$place"
PATH="$place/venv/bin:$PATH" "$place/venv/bin/python" "$place/show.py"
