#!/usr/bin/env bash
# Scanners write gray and coloured pages as JPEG in TIFF. Debian 12's tiff2pdf (libtiff-tools 4.5.0) means to take the JPEG over as it is
# and spoils its head: the PDF's page has the right size and is white, by poppler 22.12 and by pdfium (pypdfium2 5.15.2), for gray, RGB
# and YCbCr alike. It ends with 0, and neither it nor pdftoppm says a word. With -n, which unpacks the JPEG first, the page is there;
# with -n -j, which packs it again, a YCbCr page has other colours (its red is a pale pink). Pages packed by LZW are right, and img2pdf 0.6.3
# makes a right PDF of each of the same files.
set -euo pipefail
version=$(dpkg-query -W -f '${Package} ${Version} ' libtiff-tools poppler-utils)
case $version in "libtiff-tools 4.5.0-"*"poppler-utils 22.12.0-"*) ;; *)
  echo "made for libtiff-tools 4.5.0 and poppler-utils 22.12.0 of Debian 12, found $version"
  exit 2
  ;;
esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pillow==13.0.0" "pypdfium2==5.15.2" "img2pdf==0.6.3"
cat >"$place/show.py" <<'PY'
import subprocess

import img2pdf
import pypdfium2
from PIL import Image, ImageDraw

SIZE, RED = (400, 300), (200, 20, 20)
scan = Image.new("RGB", SIZE, "white")
ImageDraw.Draw(scan).rectangle((0, 0, 199, 299), fill=RED)


def run(*argv):
    """What a program says that ends with 0."""
    done = subprocess.run(argv, check=True, capture_output=True, text=True)
    return (done.stdout + done.stderr).strip()


def left(picture):
    """The colour of the picture's left half, in steps of 10."""
    return tuple(round(shade, -1) for shade in picture.convert("RGB").resize(SIZE).getpixel((100, 150)))


scan.save("lzw.tif", compression="tiff_lzw", dpi=(72, 72))
scan.convert("L").save("gray.tif", compression="jpeg", dpi=(72, 72))
scan.save("rgb.tif", compression="jpeg", dpi=(72, 72))
run("tiffcp", "-c", "jpeg", "-r", "304", "lzw.tif", "ycbcr.tif")
seen = {}
for name in ("lzw", "gray", "rgb", "ycbcr"):
    file, wanted = f"{name}.tif", left(Image.open(f"{name}.tif"))
    made = {"img2pdf": img2pdf.convert(file)}
    for how in ([], ["-n"], ["-n", "-j"]):
        said = run("tiff2pdf", *how, "-o", "made.pdf", file)
        said += run("pdftoppm", "-r", "72", "-png", "-singlefile", "made.pdf", "drawn")
        made[" ".join(["tiff2pdf", *how])] = open("made.pdf", "rb").read()
        if not how:
            assert said == "", said
            by_poppler = left(Image.open("drawn.png"))
    for maker, pdf in made.items():
        page = pypdfium2.PdfDocument(pdf)[0].render().to_pil()
        assert maker == "img2pdf" or page.size == SIZE, page.size
        seen[name, maker] = "white" if left(page) == (260, 260, 260) else "right" if left(page) == wanted else left(page)
        print(f"{name}, {maker}: the left half, which is {wanted}, is {seen[name, maker]}")
    assert (by_poppler == (260, 260, 260)) == (name != "lzw")
white = {name: maker for (name, maker), what in seen.items() if what == "white"}
assert white == dict.fromkeys(("gray", "rgb", "ycbcr"), "tiff2pdf"), seen
assert {pair for pair, what in seen.items() if what not in ("white", "right")} == {("ycbcr", "tiff2pdf -n -j")}, seen
PY
cd "$place"
venv/bin/python show.py
