#!/usr/bin/env bash
# Debian 12's Tesseract 5.3.0 reads an upside-down page with --psm 1 and gives boxes of the picture as it lies. hOCR says
# so (textangle 180); ALTO, which has TextBlock/@ROTATION for it, and TSV do not: there each line runs from right to left.
set -euo pipefail
have=$(dpkg-query -W -f '${Version}' tesseract-ocr 2>/dev/null || true)
case $have in 5.3.0-2*) ;; *) echo "stopped: seen with tesseract-ocr 5.3.0-2, here is '${have:-none}'"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pillow==13.0.0"
cd "$place"
venv/bin/python - <<'PY'
from PIL import Image, ImageDraw, ImageFont

LINES = (
    "Dear neighbours, the gate of the yard", "stays open on Saturday because the", "gardeners bring new trees and a bench",
    "for the corner behind the old garage.", "Please park your bicycles elsewhere", "until the work is done. Many thanks.",
)
page = Image.new("L", (1200, 900), 255)
font = ImageFont.load_default(34)
for number, line in enumerate(LINES):
    ImageDraw.Draw(page).text((60, 60 + 60 * number), line, fill=0, font=font)
page.rotate(180).save("page.png", dpi=(200, 200))
PY
tesseract page.png read --psm 1 hocr alto tsv txt 2>/dev/null
hocr=$(grep -c 'textangle 180' read.hocr || true)
alto=$(grep -ciE 'rotation=|textangle' read.xml || true)
dear=$(awk -F '\t' '$12 == "Dear" {print $7}' read.tsv)
yard=$(awk -F '\t' '$12 == "yard" {print $7}' read.tsv)
echo "tesseract-ocr $have: lines with textangle 180 in hOCR: $hocr; with an angle in ALTO: $alto; left edges in TSV: 'Dear' $dear, 'yard' $yard"
head -n 1 read.txt
[ "$hocr" -gt 0 ] && [ "$alto" = 0 ] && [ "$dear" -gt "$yard" ]
