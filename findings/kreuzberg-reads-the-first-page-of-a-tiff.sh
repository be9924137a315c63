#!/usr/bin/env bash
# kreuzberg 4.10.4 and xberg 1.3.9, as it is called now, read the first page of a TIFF and none of the others: no error, no warning,
# and no count of pages that would tell. Of a transparent PNG in black, as signature pads and web pages save one, they read nothing.
# pytesseract 0.3.13, which runs the same Tesseract, reads both whole. Needs Tesseract's English (Debian: tesseract-ocr).
set -euo pipefail
version=$(dpkg-query -W -f '${Version}' tesseract-ocr-eng)
case $version in 1:4.1.0-2) ;; *) echo "made for tesseract-ocr-eng 1:4.1.0-2 of Debian 12, found $version"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "kreuzberg==4.10.4" "xberg==1.3.9" "pytesseract==0.3.13" "pillow==13.0.0"
cat >"$place/show.py" <<'PY'
import asyncio

import kreuzberg
import pytesseract
import xberg
from PIL import Image, ImageDraw, ImageFont

FONT = ImageFont.load_default(40)


def page(text):
    picture = Image.new("L", (800, 200), 255)
    ImageDraw.Draw(picture).text((60, 60), text, font=FONT, fill=0)
    return picture


options = {"dpi": (150, 150)}
page("The first page").save("pages.tif", save_all=True, append_images=[page("The second page")], compression="tiff_lzw", **options)
ink = page("Black on nothing")
Image.merge("LA", (Image.new("L", ink.size, 0), ink.point(lambda light: 255 - light))).save("clear.png", **options)


def by_kreuzberg(file):
    config = kreuzberg.ExtractionConfig(ocr=kreuzberg.OcrConfig(backend="tesseract", language="eng"))
    read = kreuzberg.extract_file_sync(file, config=config)
    assert not read.processing_warnings, read.processing_warnings
    return read.content


def by_xberg(file):
    config = xberg.ExtractionConfig(ocr=xberg.OcrConfig(backend="tesseract", language=["eng"]))
    given = xberg.ExtractInput(kind="uri", uri=file)
    answer = asyncio.run(xberg.extract(given, config))
    assert not answer.errors, answer.errors
    (read,) = answer.results
    assert {warning.source for warning in read.processing_warnings} <= {"exif"}, read.processing_warnings
    return read.content


WORDS = {"pages.tif": ["first", "second"], "clear.png": ["Black"]}
found = {}
for name, read in {"kreuzberg": by_kreuzberg, "xberg": by_xberg, "pytesseract": pytesseract.image_to_string}.items():
    for file, words in WORDS.items():
        text = read(file)
        found[name, file] = [word for word in words if word in text]
        print(f"{name}, {file}: {' '.join(text.split())!r}")
first_alone, all_of_it = (["first"], []), (["first", "second"], ["Black"])
expected = {"kreuzberg": first_alone, "xberg": first_alone, "pytesseract": all_of_it}
assert {name: (found[name, "pages.tif"], found[name, "clear.png"]) for name in expected} == expected, found
PY
cd "$place"
venv/bin/python show.py
