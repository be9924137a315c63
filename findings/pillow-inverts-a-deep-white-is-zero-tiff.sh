#!/usr/bin/env bash
# A gray TIFF says by PhotometricInterpretation whether 0 is black or, as faxes and many scanners have it, white. Pillow 13.0.0 turns
# a picture of 8 bits that calls 0 white so that it looks as scanned, and one of 16 bits not: it gives the negative, and its tags
# are the only sign. What Pillow writes of it (PNG, PDF) is the negative, too.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pillow==13.0.0" "tifffile==2026.3.3" "numpy==2.4.6"
cat >"$place/show.py" <<'PY'
import numpy
import tifffile
from PIL import Image

seen = {}
for bits, kind in {8: numpy.uint8, 16: numpy.uint16}.items():
    white = 2**bits - 1
    scan = numpy.full((100, 200), white, kind)
    scan[20:80, 20:80] = 0  # a black square on white, as a number where 0 is black
    tifffile.imwrite("black.tif", scan, photometric="minisblack")
    tifffile.imwrite("white.tif", white - scan, photometric="miniswhite")
    for name in ("black", "white"):
        with Image.open(f"{name}.tif") as picture:
            seen[bits, name] = picture.getpixel((50, 50)) < picture.getpixel((150, 50))
            square, paper = picture.getpixel((50, 50)), picture.getpixel((150, 50))
            print(f"{bits} bits, 0 is {name}: {picture.mode}, the square is {square}, the paper {paper}")
assert seen == {(8, "black"): True, (8, "white"): True, (16, "black"): True, (16, "white"): False}, seen
PY
cd "$place"
venv/bin/python show.py
