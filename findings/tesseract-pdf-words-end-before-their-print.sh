#!/usr/bin/env bash
# Debian 12's Tesseract 5.3.0 gives each word of its PDF one blank more than it has letters and stretches letters and blank
# together over the print's width: a word of n letters ends at n/(n+1) of it, "of" at two thirds, "7" at half; only the last word
# of a block is right. Whoever marks, cuts out or blackens a place by the words of such a PDF leaves last letters uncovered. Its TSV
# and hOCR have the full boxes. (Read with Debian 12's pdftotext 22.12 and with pypdfium2 5.15.2.)
set -euo pipefail
version=$(dpkg-query -W -f '${Package} ${Version} ' poppler-utils tesseract-ocr)
case $version in "poppler-utils 22.12.0-"*"tesseract-ocr 5.3.0-"*) ;; *) echo "made for poppler 22.12.0 and Tesseract 5.3.0 of Debian 12, found $version"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pillow==13.0.0" "pypdfium2==5.15.2"
cat >"$place/show.py" <<'PY'
import csv
import subprocess

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

DPI = 150
picture = Image.new("L", (1240, 400), 255)
for row, line in enumerate(["Order of the garden for", "Mrs Smith at the harbour"]):
    ImageDraw.Draw(picture).text((60, 60 + 90 * row), line, font=ImageFont.load_default(40), fill=0)
picture.save("page.png", dpi=(DPI, DPI))
subprocess.run(["tesseract", "page.png", "page", "pdf", "tsv"], check=True, capture_output=True)


def rows(text):
    """The rows of a table that are words."""
    return [row for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE) if row["level"] == "5"]


with open("page.tsv") as file:
    printed = {row["text"]: float(row["width"]) for row in rows(file.read())}
layer = subprocess.run(["pdftotext", "-tsv", "page.pdf", "-"], check=True, capture_output=True, text=True).stdout
set_in_pdf = {row["text"]: float(row["width"]) * DPI / 72 for row in rows(layer)}
assert printed.keys() == set_in_pdf.keys() and len(printed) == 9, (printed, set_in_pdf)
for word, width in printed.items():
    print(f"{word}: printed {width:.0f} pixels wide, in the PDF {set_in_pdf[word]:.0f}: {set_in_pdf[word] / width:.2f} of it")
    short = 1 if word == "harbour" else len(word) / (len(word) + 1)
    assert abs(set_in_pdf[word] / width - short) < 0.02, word

text = pypdfium2.PdfDocument("page.pdf")[0].get_textpage()
first, count = text.search("of").get_next()
left, right = text.get_charbox(first)[0], text.get_charbox(first + count - 1)[2]
share = (right - left) * DPI / 72 / printed["of"]
print(f'pdfium finds "of" {share:.2f} as wide as it is printed')
assert share < 0.75
PY
cd "$place"
venv/bin/python show.py
