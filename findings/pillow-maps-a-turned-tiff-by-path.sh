#!/usr/bin/env bash
# Pillow 13.0.0: an uncompressed TIFF with Orientation 6 opened by its path is mapped into memory with the sides of the
# turned picture, so that exif_transpose gives other pixels than for the same bytes opened from memory, which are right.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pillow==13.0.0"
cat >"$place/show.py" <<'PY'
import io
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps
from PIL.TiffImagePlugin import ImageFileDirectory_v2

file = Path(sys.argv[1])
upright = Image.new("L", (600, 200), 255)
ImageDraw.Draw(upright).rectangle((20, 20, 200, 60), fill=0)
tags = ImageFileDirectory_v2()
tags[274] = 6
upright.transpose(Image.Transpose.ROTATE_90).save(file, tiffinfo=tags)
by_path = ImageOps.exif_transpose(Image.open(file))
from_memory = ImageOps.exif_transpose(Image.open(io.BytesIO(file.read_bytes())))
right = [each.size == upright.size and each.tobytes() == upright.tobytes() for each in (by_path, from_memory)]
print(f"right when opened by path: {right[0]} (size {by_path.size}); from memory: {right[1]} (size {from_memory.size})")
sys.exit(0 if right == [False, True] else 1)
PY
"$place/venv/bin/python" "$place/show.py" "$place/turned.tif"
