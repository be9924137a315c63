#!/usr/bin/env bash
# A fax is 204 dots an inch across and 98 down. Debian 12's Tesseract 5.3.0 sizes its PDF by the vertical resolution alone: the
# A4 page of a fax becomes 448 mm wide instead of 215 (its height is right), printed and shown with letters stretched to twice
# their width. img2pdf 0.6.3 makes 215 mm x 296 mm of the same TIFF.
set -euo pipefail
version=$(dpkg-query -W -f '${Version}' tesseract-ocr)
case $version in 5.3.0-*) ;; *) echo "made for Tesseract 5.3.0 of Debian 12, found $version"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "img2pdf==0.6.3" "pikepdf==10.18.0" "pillow==13.0.0"
cat >"$place/show.py" <<'PY'
import subprocess
import sys

import img2pdf
import pikepdf
from PIL import Image, ImageDraw

ACROSS_DPI, DOWN_DPI = 204, 98
page = Image.new("L", (1728, 1143), 255)
line = Image.new("L", (240, 11), 255)
ImageDraw.Draw(line).text((0, 0), "Please confirm the order", fill=0)
page.paste(line.resize((1440, 33)), (100, 100))
page.point(lambda level: 255 * (level > 127)).convert("1").save("fax.tif", dpi=(ACROSS_DPI, DOWN_DPI), compression="group4")

subprocess.run(["tesseract", "fax.tif", "tesseract", "pdf"], check=True, stderr=subprocess.DEVNULL)
with open("img2pdf.pdf", "wb") as file:
    file.write(img2pdf.convert("fax.tif"))

found = {}
for name in ("tesseract", "img2pdf"):
    with pikepdf.open(f"{name}.pdf") as pdf:
        left, bottom, right, top = map(float, pdf.pages[0].mediabox)
    found[name] = [round((right - left) / 72 * 25.4), round((top - bottom) / 72 * 25.4)]
    print(f"{name}: {found[name][0]} x {found[name][1]} mm")
sys.exit(0 if found == {"tesseract": [448, 296], "img2pdf": [215, 296]} else 1)
PY
cd "$place"
"$place/venv/bin/python" "$place/show.py"
