#!/usr/bin/env bash
# A TIFF may carry a small copy of its page, marked by NewSubfileType 1 (a reduced-resolution image). img2pdf 0.6.3
# makes a second page of it, and Debian 12's Tesseract 5.3.0, where it is installed, reads the text twice.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pillow==13.0.0" "img2pdf==0.6.3" "pikepdf==10.17.0"
cat >"$place/show.py" <<'PY'
import io
import subprocess
import sys

import img2pdf
import pikepdf
from PIL import Image, ImageDraw, ImageFont
from PIL.TiffImagePlugin import ImageFileDirectory_v2

file = sys.argv[1]
page = Image.new("L", (600, 200), 255)
ImageDraw.Draw(page).text((20, 60), "Invoice number 12345", fill=0, font=ImageFont.load_default(40))
copy = page.resize((300, 100))
whole, reduced = ImageFileDirectory_v2(), ImageFileDirectory_v2()
whole[254], reduced[254] = 0, 1
copy.encoderinfo = {"tiffinfo": reduced}
page.save(file, save_all=True, append_images=[copy], tiffinfo=whole)
with Image.open(file) as picture:
    kinds = []
    for number in range(picture.n_frames):
        picture.seek(number)
        kinds.append(picture.tag_v2[254])
pages = len(pikepdf.open(io.BytesIO(img2pdf.convert(file))).pages)
print(f"NewSubfileType of the two pictures: {kinds}; pages that img2pdf makes: {pages}")
twice = True
if len(sys.argv) > 2:
    text = subprocess.run(["tesseract", file, "-", "--dpi", "100"], capture_output=True, text=True, check=True).stdout
    print(f"times that Tesseract reads the one line: {text.count('Invoice number 12345')}")
    twice = text.count("Invoice number 12345") == 2
sys.exit(0 if kinds == [0, 1] and pages == 2 and twice else 1)
PY
case $(dpkg-query -W -f '${Version}' tesseract-ocr 2>/dev/null || true) in 5.3.0-2*) tesseract=yes ;; *) tesseract= ;; esac
"$place/venv/bin/python" "$place/show.py" "$place/thumbnail.tif" $tesseract
