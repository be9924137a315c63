#!/usr/bin/env bash
# UserUnit (PDF 1.6) says how many points one unit of a page is. pdfium (pypdfium2 5.15.2) and, where Debian 12's
# poppler-utils 22.12 is installed, pdfinfo take the page below for 200 x 300 points; it measures 2000 x 3000.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pypdfium2==5.15.2" "pikepdf==10.17.0"
cat >"$place/show.py" <<'PY'
import subprocess
import sys

import pikepdf
import pypdfium2

file = sys.argv[1]
with pikepdf.new() as pdf:
    page = pdf.add_blank_page(page_size=(200, 300))
    page.obj.UserUnit = 10
    pdf.save(file, min_version="1.6")
size = pypdfium2.PdfDocument(file)[0].get_size()
print(f"pdfium: {size}")
if len(sys.argv) > 2:
    told = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
    line = next(line for line in told.splitlines() if line.startswith("Page size"))
    print(f"poppler: {line}")
    if "200 x 300" not in line:
        sys.exit(1)
sys.exit(0 if size == (200.0, 300.0) else 1)
PY
case $(dpkg-query -W -f '${Version}' poppler-utils 2>/dev/null || true) in 22.12.0-2+deb12u*) poppler=yes ;; *) poppler= ;; esac
"$place/venv/bin/python" "$place/show.py" "$place/unit.pdf" $poppler
