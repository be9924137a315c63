#!/usr/bin/env bash
# Debian 12's Tesseract (5.3.0): the ALTO of a file of two pages counts block_0, line_0 and string_0 anew on each page, though
# ALTO 3 declares ID as xs:ID, once a file. Whoever resolves a reference by its ID gets another page's line. Its hOCR has no such pair.
set -euo pipefail
version=$(dpkg-query -W -f '${Version}' tesseract-ocr)
case $version in 5.3.0-*) ;; *) echo "made for tesseract-ocr 5.3.0 of Debian 12, found $version"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pillow==13.0.0"
cat >"$place/draw.py" <<'PY'
import sys

from PIL import Image, ImageDraw, ImageFont

font, pages = ImageFont.load_default(40), []
for text in ("First page of two", "Second page of two"):
    page = Image.new("L", (900, 300), 255)
    ImageDraw.Draw(page).text((50, 100), text, font=font, fill=0)
    pages.append(page)
pages[0].save(sys.argv[1], save_all=True, append_images=pages[1:], dpi=(200, 200))
PY
"$place/venv/bin/python" "$place/draw.py" "$place/two.tif"
tesseract "$place/two.tif" "$place/two" alto hocr >/dev/null 2>&1
twice=$(grep -o ' ID="[^"]*"' "$place/two.xml" | sort | uniq -d | wc -l)
in_hocr=$(grep -o " id='[^']*'" "$place/two.hocr" | sort | uniq -d | wc -l)
echo "ALTO: $twice IDs more than once:" $(grep -o ' ID="[^"]*"' "$place/two.xml" | sort | uniq -d)
echo "hOCR: $in_hocr"
[ "$twice" -ge 4 ] && [ "$in_hocr" -eq 0 ]
