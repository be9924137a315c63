#!/usr/bin/env bash
# A landscape page is mostly a portrait page with /Rotate 90 or 270. pdfium has two calls for a page's text; of such a page
# pypdfium2 5.15.2's get_text_range gives the lines as they are read, get_text_bounded runs them together from the second on, so
# that the last word of a line and the first of the next are one. kreuzberg 4.10.4 does the same without OCR or a warning, and
# reads a page with /Rotate 270 from its last line to its first. A page as it lies, or on its head, comes out right.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "kreuzberg==4.10.4" "pikepdf==10.18.0" "pypdfium2==5.15.2"
cat >"$place/show.py" <<'PY'
import kreuzberg
import pikepdf
import pypdfium2
from pikepdf import Dictionary, Name

LINES = ["first line", "second line", "third line", "fourth line"]
ACROSS = {0: "1 0 0 1 20 %d", 90: "0 1 -1 0 %d 20", 180: "-1 0 0 -1 280 %d", 270: "0 -1 1 0 %d 280"}  # the text matrix that stands upright
seen = {}
for turn, matrix in ACROSS.items():
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 300))
        page.Rotate = turn
        page.Resources = Dictionary(Font=Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
        at = [(50 + 20 * row) if turn in (90, 180) else (250 - 20 * row) for row in range(len(LINES))]
        shown = [f"BT /F 12 Tf {matrix % place} Tm ({line}) Tj ET" for place, line in zip(at, LINES, strict=True)]
        page.Contents = pdf.make_stream(" ".join(shown).encode())
        pdf.save("page.pdf")
    text = pypdfium2.PdfDocument("page.pdf")[0].get_textpage()
    read = kreuzberg.extract_file_sync("page.pdf")
    seen[turn] = [[line.strip() for line in each.splitlines()] for each in (text.get_text_range(), text.get_text_bounded(), read.content)]
    for name, lines in zip(("get_text_range", "get_text_bounded", "kreuzberg"), seen[turn], strict=True):
        print(f"/Rotate {turn}, {name}: {lines}")
    assert not read.processing_warnings, read.processing_warnings

joined = ["first line", "second linethird linefourth line"]
backwards = ["fourth line", "third linesecond linefirst line"]
assert seen == {
    0: [LINES, LINES, LINES],
    90: [LINES, joined, joined],
    180: [LINES, LINES, LINES],
    270: [LINES, joined, backwards],
}, seen
PY
cd "$place"
venv/bin/python show.py
