#!/usr/bin/env bash
# A TIFF says by Orientation which way up its page is, as scanners that read sheets from the side write it. img2pdf 0.6.3 hands such
# a TIFF to Pillow, which gives it upright already, and then turns the page once more by /Rotate: it is shown on its side, or on its
# head. A JPEG or PNG with the same tag comes out right. OCRmyPDF 17.13.0, which takes pictures in by img2pdf, gives on what it made,
# ends with 0 and says nothing. (Seen with Pillow 13.0.0 and LZW; drawn with pypdfium2 5.15.2, as poppler 22.12 shows it, too.)
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "img2pdf==0.6.3" "pillow==13.0.0" "pypdfium2==5.15.2"
cat >"$place/show.py" <<'PY'
import img2pdf
import pypdfium2
from PIL import Image

ORIENTATION = 0x0112
STORED = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
KINDS = {"tiff": {"compression": "tiff_lzw"}, "jpg": {}, "png": {}}

page = Image.new("L", (400, 600), 255)  # upright, with a black square at its head on the left
page.paste(0, (20, 20, 120, 120))


def shown(path):
    """Where the black square is once the PDF of this picture is drawn: (is upright format, left, top)."""
    with pypdfium2.PdfDocument(img2pdf.convert(path)) as pdf:
        drawn = pdf[0].render(scale=1).to_pil().convert("L").point(lambda light: 255 if light < 128 else 0)
    left, top, right, bottom = drawn.getbbox()
    return drawn.width < drawn.height, left + right < drawn.width, top + bottom < drawn.height


found = {}
for orientation, turn in STORED.items():
    for ending, options in KINDS.items():
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        tag = {"tiffinfo": {ORIENTATION: orientation}} if ending == "tiff" else {"exif": exif}
        page.transpose(turn).save(f"page.{ending}", dpi=(100, 100), **tag, **options)
        found[orientation, ending] = shown(f"page.{ending}") == (True, True, True)
    print(f"Orientation {orientation}, shown as it should be:", {kind: found[orientation, kind] for kind in KINDS})
assert all(is_right == (ending != "tiff") for (_, ending), is_right in found.items()), found
PY
cd "$place"
venv/bin/python show.py
