#!/usr/bin/env bash
# Tesseract calls a line of its hOCR ocr_line, or, by what stands around it, ocr_header (a heading across columns), ocr_caption or ocr_textfloat; the
# words are within. hocr-tools (1.1.1, and its library 1.3.0) look for ocr_line alone: of a page of two columns with a heading
# above, as Debian 12's Tesseract 5.3.0 reads it, hocr-lines leaves the heading out, and hocr-pdf makes a searchable PDF in which nobody
# finds it. Neither says so, and hocr-check finds no fault. archive-hocr-tools 1.1.70 (hocr-text) has it. Needs Tesseract's English.
set -euo pipefail
version=$(dpkg-query -W -f '${Package} ${Version} ' poppler-utils tesseract-ocr)
case $version in "poppler-utils 22.12.0-"*"tesseract-ocr 5.3.0-"*) ;; *)
  echo "made for tesseract-ocr 5.3.0 and poppler-utils 22.12.0 of Debian 12, found $version"
  exit 2
  ;;
esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
for tools in old new archive; do python3 -m venv "$place/$tools"; done
"$place/old/bin/pip" install -q "hocr-tools==1.1.1" "lxml==6.1.3"
"$place/new/bin/pip" install -q "hocr-tools-lib==1.3.0" "lxml==6.1.3" "pillow==13.0.0"
"$place/archive/bin/pip" install -q "archive-hocr-tools==1.1.70"
mkdir "$place/scan"
cd "$place/scan"
../new/bin/python - <<'PY'
from PIL import Image, ImageDraw, ImageFont

page = Image.new("L", (1240, 900), 255)
draw = ImageDraw.Draw(page)
draw.text((230, 70), "Harbour Works raise the rent of berths", font=ImageFont.load_default(44), fill=0)
for column in (100, 680):
    for line in range(16):
        draw.text((column, 200 + line * 40), "The tenant pays a rent for each boat", font=ImageFont.load_default(27), fill=0)
page.save("page.jpg", dpi=(150, 150), quality=95)
PY
tesseract page.jpg page -l eng hocr 2>/dev/null
../new/bin/hocr-pdf --savefile made.pdf .
heading() { grep -c "Harbour Works" || true; }
kind=$(grep -o "class='ocr_header'" page.hocr | wc -l)
by_old=$(../old/bin/hocr-lines page.hocr | heading)
by_new=$(../new/bin/hocr-lines page.hocr | heading)
in_pdf=$(pdftotext -layout made.pdf - | heading)
body=$(pdftotext -layout made.pdf - | grep -c "The tenant pays" || true)
by_archive=$(../archive/bin/hocr-text -f page.hocr | heading)
failed=$(../new/bin/hocr-check page.hocr 2>&1 | grep -c '^not ok' || true)
echo "Tesseract 5.3.0: lines of the class ocr_header: $kind"
echo "heading found by hocr-lines 1.1.1: $by_old, 1.3.0: $by_new, in hocr-pdf's PDF: $in_pdf (its other lines: $body); by archive-hocr-tools: $by_archive"
echo "hocr-check: $failed faults"
[ "$kind $by_old $by_new $in_pdf $by_archive $failed" = "1 0 0 0 1 0" ] && [ "$body" -ge 16 ]
