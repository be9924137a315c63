#!/usr/bin/env bash
# kreuzberg 4.10.4 decides once for a whole PDF whether it is read as pictures. With OCR set up, a scanned page alone is read; the
# same page behind one page of text is left out, with quality_score 1.0, no processing_warnings, and a page count of two.
# Only force_ocr brings it, which reads the sound page of text as a picture, too. Needs Tesseract's English (Debian: tesseract-ocr).
set -euo pipefail
version=$(dpkg-query -W -f '${Version}' tesseract-ocr-eng)
case $version in 1:4.1.0-2) ;; *) echo "made for tesseract-ocr-eng 1:4.1.0-2 of Debian 12, found $version"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "kreuzberg==4.10.4" "reportlab==5.1.0" "pillow==13.0.0" "pikepdf==10.18.0"
cat >"$place/show.py" <<'PY'
import pikepdf
from kreuzberg import ExtractionConfig, OcrConfig, extract_file_sync
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen.canvas import Canvas

picture = Image.new("L", (1654, 2339), 255)
draw, font = ImageDraw.Draw(picture), ImageFont.load_default(48)
for row, line in enumerate(("Notice of the harbour office", "The gate closes at noon", "from the first of March on")):
    draw.text((150, 200 + 120 * row), line, 0, font)
picture.save("scan.pdf", resolution=200)

canvas = Canvas("text.pdf", pagesize=(595, 842))
for row in range(30):
    canvas.drawString(60, 780 - 22 * row, f"Row {row} of a page that a program wrote as text, with words enough.")
canvas.save()
with pikepdf.open("text.pdf") as both, pikepdf.open("scan.pdf") as scan:
    both.pages.extend(scan.pages)
    both.save("both.pdf")

ocr = OcrConfig(backend="tesseract", language="eng")
found = {}
for name, config in {"ocr": ExtractionConfig(ocr=ocr), "force_ocr": ExtractionConfig(ocr=ocr, force_ocr=True)}.items():
    for path in ("scan.pdf", "both.pdf"):
        result = extract_file_sync(path, config=config)
        has_notice = "gate closes" in result.content
        found[name, path] = has_notice
        told = f"quality_score {result.quality_score}, processing_warnings {result.processing_warnings}"
        print(f"kreuzberg 4.10.4, {name}, {path}: {result.metadata['page_count'] if path == 'both.pdf' else 1} page(s), scan read: {has_notice}; {told}")
        if (name, path) == ("ocr", "both.pdf"):
            found["silent"] = result.quality_score == 1.0 and not result.processing_warnings
assert found == {
    ("ocr", "scan.pdf"): True, ("ocr", "both.pdf"): False, "silent": True,
    ("force_ocr", "scan.pdf"): True, ("force_ocr", "both.pdf"): True,
}, found
PY
cd "$place"
venv/bin/python show.py 2>"$place/errors" || { cat "$place/errors"; exit 1; }
