#!/usr/bin/env bash
# Debian 12's heif-convert (libheif 1.15.1) turns a phone's HEIC upright and leaves the Exif orientation in the JPEG and PNG that
# it writes as it was. Every reader that heeds Exif turns the picture a second time. (pillow-heif 1.8.1 reads the file right and
# sets the orientation to 1.)
set -euo pipefail
version=$(dpkg-query -W -f '${Version}' libheif-examples 2>/dev/null || true)
case $version in 1.15.1-*) ;; *) echo "made for libheif-examples 1.15.1 of Debian 12, found '${version:-none}'"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pillow-heif==1.8.1" "pillow==13.0.0"
cat >"$place/show.py" <<'PY'
import subprocess
import sys

import pillow_heif
from PIL import Image, ImageDraw, ImageOps

ORIENTATION, place = 0x0112, sys.argv[1]
pillow_heif.register_heif_opener()


def dark_corner(picture):
    """Which corner of the picture is black."""
    gray, (width, height) = picture.convert("L"), picture.size
    corners = {"upper left": (5, 5), "upper right": (width - 6, 5), "lower left": (5, height - 6), "lower right": (width - 6, height - 6)}
    return next(name for name, place in corners.items() if gray.getpixel(place) < 100)


stored = Image.new("RGB", (200, 100), "white")
ImageDraw.Draw(stored).rectangle((0, 0, 50, 50), fill="black")
exif = Image.Exif()
exif[ORIENTATION] = 6  # shown after a quarter turn clockwise: the black corner is the upper right one
stored.save(f"{place}/phone.heic", exif=exif.tobytes())
right = Image.open(f"{place}/phone.heic")
print("pillow-heif:", right.size, dark_corner(right), "orientation", right.getexif().get(ORIENTATION))
is_as_seen = dark_corner(right) == "upper right"
for suffix in ("jpg", "png"):
    subprocess.run(["heif-convert", f"{place}/phone.heic", f"{place}/phone.{suffix}"], check=True, stdout=subprocess.DEVNULL)
    made = Image.open(f"{place}/phone.{suffix}")
    twice = ImageOps.exif_transpose(made)
    print(f"{suffix}:", made.size, dark_corner(made), "orientation", made.getexif().get(ORIENTATION), "shown:", dark_corner(twice))
    is_as_seen &= dark_corner(made) == "upper right" and dark_corner(twice) == "lower right"
sys.exit(0 if is_as_seen else 1)
PY
"$place/venv/bin/python" "$place/show.py" "$place"
