#!/usr/bin/env bash
# The pages of a scan are seldom of one size to the dot. tifffile 2026.3.3's imread() sorts a TIFF's pages by their shape and gives
# those of the first shape: of three pages, the second one row higher, it gives the first and the third as one array of two, and says
# nothing. imageio 2.38.1 (imread without an index) and scikit-image 0.26.0, which read TIFF with it, do the same. OpenCV 5.0.0's
# imreadmulti and Pillow 13.0.0 give three.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "tifffile==2026.3.3" "imageio==2.38.1" "scikit-image==0.26.0" "opencv-python-headless==5.0.0.93" \
  "pillow==13.0.0"
cat >"$place/show.py" <<'PY'
import cv2
import imageio.v3
import skimage.io
import tifffile
from PIL import Image, ImageSequence

# Each page is of one shade, which tells which page it is.
pages = [Image.new("L", (827, height), shade) for height, shade in ((1169, 10), (1170, 20), (1169, 30))]
pages[0].save("scan.tif", save_all=True, append_images=pages[1:])

seen = {
    "tifffile.imread": tifffile.imread("scan.tif"),
    "imageio.v3.imread": imageio.v3.imread("scan.tif"),
    "skimage.io.imread": skimage.io.imread("scan.tif"),
    "cv2.imreadmulti": cv2.imreadmulti("scan.tif", flags=cv2.IMREAD_UNCHANGED)[1],
}
shades = {reader: [int(page[0][0]) for page in read] for reader, read in seen.items()}
with Image.open("scan.tif") as scan:
    shades["Pillow"] = [page.getpixel((0, 0)) for page in ImageSequence.Iterator(scan)]
for reader, found in shades.items():
    print(f"{reader}: pages of shade {found}")
assert list(shades.values()) == [[10, 30]] * 3 + [[10, 20, 30]] * 2, shades
PY
cd "$place"
venv/bin/python show.py
