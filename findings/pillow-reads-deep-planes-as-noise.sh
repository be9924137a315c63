#!/usr/bin/env bash
# Pillow 13.0.0 reads a TIFF whose colours stand in planes of 16 bits each (PlanarConfiguration 2), not packed, as noise: it takes
# the planes' bytes for samples of 8 bits, so that every other column is the lower half of a number and the right half of the picture
# is never shown. It raises nothing. The same file packed by Deflate, or with the colours of a pixel side by side, is read right.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pillow==13.0.0" "tifffile==2026.3.3" "numpy==2.4.6"
cat >"$place/show.py" <<'PY'
import numpy
import tifffile
from PIL import Image

height, width = 60, 200
gray = numpy.full((height, width), 60_000, numpy.uint16)
gray[20:40, 120:180] = 5_000  # a dark mark in the right half
gray += numpy.arange(width, dtype=numpy.uint16) % 251
wanted = gray >> 8

planes, pixels = numpy.stack([gray] * 3), numpy.stack([gray] * 3, axis=-1)
found = {}
for name, samples, options in (
    ("planes", planes, {"planarconfig": "separate"}),
    ("planes, Deflate", planes, {"planarconfig": "separate", "compression": "zlib"}),
    ("side by side", pixels, {"planarconfig": "contig"}),
):
    tifffile.imwrite("page.tif", samples, photometric="rgb", **options)
    with Image.open("page.tif") as picture:
        shades = numpy.asarray(picture.convert("L")).astype(int)
    found[name] = round(float(numpy.abs(shades - wanted).mean()), 1)
    mark = shades[30, 150]
    print(f"Pillow 13.0.0, {name}: mean error {found[name]} of 255, the mark's shade {mark} (written: {wanted[30, 150]})")
assert found["planes"] > 40 and found["planes, Deflate"] < 1 and found["side by side"] < 1, found
PY
cd "$place"
venv/bin/python show.py
