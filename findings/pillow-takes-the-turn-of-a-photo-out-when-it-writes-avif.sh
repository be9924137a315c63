#!/usr/bin/env bash
# Pillow 13.0.0 writes AVIF with the turn of a photo in the format's own property (irot) and so takes Orientation out of the Exif, but out
# of the caller's: after image.save("photo.avif", exif=image.getexif()) the opened JPEG itself has no Orientation any more. A JPEG, PDF or
# picture for OCR that is made of it afterwards lies on its side; made before, it stands. WebP, PNG, TIFF and JPEG leave the Exif as it was.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pillow==13.0.0"
cat >"$place/show.py" <<'PY'
import io

from PIL import Image, ImageOps

ORIENTATION, LIES = 0x112, 6
exif = Image.Exif()
exif[ORIENTATION] = LIES
photo = io.BytesIO()
Image.new("RGB", (200, 100)).save(photo, "JPEG", exif=exif)


def size(picture):
    return "{} x {}".format(*ImageOps.exif_transpose(picture).size)


seen = {}
for first in ("JPEG", "WEBP", "PNG", "TIFF", "AVIF"):
    opened, written, then = Image.open(photo), io.BytesIO(), io.BytesIO()
    before = size(opened)
    opened.save(written, first, exif=opened.getexif())
    opened.save(then, "JPEG", exif=opened.getexif())
    seen[first] = before, size(Image.open(written)), opened.getexif().get(ORIENTATION), size(opened), size(Image.open(then))
    print(f"shown as {before}; after {first} was written ({seen[first][1]}) its Orientation is {seen[first][2]}, it is {size(opened)}, a JPEG of it {size(Image.open(then))}")
assert seen.pop("AVIF") == ("100 x 200", "100 x 200", None, "200 x 100", "200 x 100")
assert set(seen.values()) == {("100 x 200", "100 x 200", LIES, "100 x 200", "100 x 200")}, seen
PY
cd "$place"
venv/bin/python show.py
