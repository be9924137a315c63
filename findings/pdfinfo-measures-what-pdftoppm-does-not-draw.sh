#!/usr/bin/env bash
# A page with a CropBox is two pages to Debian 12's poppler-utils (22.12): pdfinfo gives the size of the crop box, pdftoppm and
# pdftocairo draw the media box, and pdftotext places words on the media box and gives those that lie outside the crop, unless
# each is told -cropbox. Boxes of pdftotext on a page of pdfinfo's size are elsewhere than the words.
set -euo pipefail
version=$(dpkg-query -W -f '${Version}' poppler-utils)
case $version in 22.12.0-2+deb12u*) ;; *) echo "made for poppler-utils 22.12.0-2+deb12u, found $version"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pikepdf==10.18.0" "pillow==13.0.0"
cat >"$place/show.py" <<'PY'
import re
import subprocess
import sys

import pikepdf
from PIL import Image

file = sys.argv[1]
with pikepdf.new() as pdf:
    page = pdf.add_blank_page(page_size=(300, 200))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    page.Contents = pdf.make_stream(b"BT /F 12 Tf 20 150 Td (inside) Tj ET BT /F 12 Tf 220 20 Td (outside) Tj ET")
    page.CropBox = [10, 100, 150, 190]
    pdf.save(file)


def said(*command):
    return subprocess.run([*command, file], capture_output=True, text=True, check=True).stdout


def words(*options):
    listed = subprocess.run(["pdftotext", "-bbox", *options, file, "-"], capture_output=True, text=True, check=True).stdout
    width, height = re.search(r'page width="([\d.]+)" height="([\d.]+)"', listed).groups()
    return (float(width), float(height)), re.findall(r">(\w+)</word>", listed)


def drawn(program, *options):
    subprocess.run([program, "-r", "72", "-png", *options, file, file], check=True)
    return Image.open(f"{file}-1.png").size


told = re.search(r"Page size: +([\d.]+) x ([\d.]+)", said("pdfinfo")).groups()
print("pdfinfo:", told)
found = {"pdftoppm": drawn("pdftoppm"), "pdftocairo": drawn("pdftocairo"), "pdftotext": words()}
cropped = {"pdftoppm": drawn("pdftoppm", "-cropbox"), "pdftocairo": drawn("pdftocairo", "-cropbox"), "pdftotext": words("-cropbox")}
print("by themselves:", found)
print("with -cropbox:", cropped)
whole = ((300.0, 200.0), ["inside", "outside"])
is_as_seen = told == ("140", "90") and found == {"pdftoppm": (300, 200), "pdftocairo": (300, 200), "pdftotext": whole}
sys.exit(0 if is_as_seen and cropped["pdftoppm"] == (140, 90) else 1)
PY
"$place/venv/bin/python" "$place/show.py" "$place/crop.pdf"
