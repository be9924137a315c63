#!/usr/bin/env bash
# A scanner or phone that lay on its side says so by a TIFF's Orientation, 5 to 8. OpenCV's imread() gives None for each such file,
# whatever its colours, compression and the flags of the call (opencv-python-headless 4.14.0.94 and 5.0.0.93: `Internal imread issue`
# on standard error); its imdecode() and imreadmulti() read the very same file and turn it. Orientations 1 to 4 are read by all three.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cat >"$place/show.py" <<'PY'
from pathlib import Path

import cv2
import numpy
from PIL import Image

FILE = "scan.tif"
FLAGS = {"colour": cv2.IMREAD_COLOR, "gray": cv2.IMREAD_GRAYSCALE, "unchanged": cv2.IMREAD_UNCHANGED}


def size(picture):
    return "None" if picture is None else f"{picture.shape[1]} x {picture.shape[0]}"


seen = {}
for mode, compression in (("RGB", "raw"), ("RGB", "jpeg"), ("L", "tiff_lzw"), ("1", "group4")):
    for orientation in range(1, 9):
        Image.new(mode, (200, 100)).save(FILE, compression=compression, tiffinfo={274: orientation})
        by_path = {size(cv2.imread(FILE, flag)) for flag in FLAGS.values()}
        from_memory = size(cv2.imdecode(numpy.frombuffer(Path(FILE).read_bytes(), numpy.uint8), cv2.IMREAD_GRAYSCALE))
        (page,) = cv2.imreadmulti(FILE, flags=cv2.IMREAD_GRAYSCALE)[1]
        seen.setdefault((*by_path, from_memory, size(page)), set()).add(orientation)
for sizes, orientations in seen.items():
    print(f"OpenCV {cv2.__version__}, Orientation {sorted(orientations)}: imread, imdecode, imreadmulti give {', '.join(sizes)}")
assert seen == {("200 x 100",) * 3: {1, 2, 3, 4}, ("None", "100 x 200", "100 x 200"): {5, 6, 7, 8}}, seen
PY
cd "$place"
for version in 4.14.0.94 5.0.0.93; do
  python3 -m venv "$version"
  "$version/bin/pip" install -q "opencv-python-headless==$version" "pillow==13.0.0" "numpy==2.4.6"
  "$version/bin/python" show.py 2>errors
  grep -q "Internal imread issue" errors
done
