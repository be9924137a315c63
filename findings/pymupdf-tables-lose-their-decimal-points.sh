#!/usr/bin/env bash
# PyMuPDF 2.0's find_tables() gives cells in which points and commas have left their number: of 12.50, 1,250.00 and `Paint, red`
# extract() makes "1250\n.", "125000\n, ." and "Paint red\n,". Whoever takes blanks and marks out of amounts pays a hundred times
# as much. The text of the same page is whole, and so is the same table by to_markdown(). 1.28.2 gives the cells as they are printed.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cat >"$place/write.py" <<'PY'
from reportlab.lib import colors
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

ROWS = [["Item", "Quantity", "Price", "Amount"], ["Rope", "12", "12.50", "150.00"], ["Anchor", "1", "1,250.00", "1,250.00"], ["Paint, red", "8", "9.95", "79.60"]]
styles = getSampleStyleSheet()
table = Table(ROWS, colWidths=[150, 80, 80, 80])
table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("ALIGN", (1, 0), (-1, -1), "RIGHT")]))
text = Paragraph("We delivered what follows, as you ordered it.", styles["Normal"])
SimpleDocTemplate("invoice.pdf").build([Paragraph("Invoice 47", styles["Title"]), text, table, Paragraph("Please pay soon.", styles["Normal"])])
PY
cat >"$place/show.py" <<'PY'
import sys

import pymupdf

page = pymupdf.open("invoice.pdf")[0]
(table,) = page.find_tables().tables
cells = table.extract()[1:]
print(f"PyMuPDF {pymupdf.__version__}: {cells}")
PRINTED = [["Rope", "12", "12.50", "150.00"], ["Anchor", "1", "1,250.00", "1,250.00"], ["Paint, red", "8", "9.95", "79.60"]]
TORN = [["Rope", "12", "1250\n.", "15000\n."], ["Anchor", "1", "125000\n, .", "125000\n, ."], ["Paint red\n,", "8", "995\n.", "7960\n."]]
assert cells == (TORN if sys.argv[1] == "2.0" else PRINTED)
assert all(cell in page.get_text() and f"|{cell}|" in table.to_markdown() for row in PRINTED for cell in row)
PY
cd "$place"
python3 -m venv paper
paper/bin/pip install -q "reportlab==5.1.0"
paper/bin/python write.py
for version in 1.28.2 2.0; do
  python3 -m venv "$version"
  "$version/bin/pip" install -q "pymupdf==$version"
  "$version/bin/python" show.py "$version"
done
