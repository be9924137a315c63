#!/usr/bin/env bash
# Interleaved 2 of 5 (ITF), on freight papers and payment slips, needs no check figure, and the bars of some pairs of figures look like its start or
# stop to a line that crosses the code at a slant. Of one printed 123456789012, with white around it, Debian 12's zbar (0.23.92) gives
# 1234567890, too, on a scan that is turned by .75 degrees, once even before the whole one (2.5 degrees). zxing-cpp 3.1.1 has the
# whole one alone there; at 7 degrees it gives pieces, too (1234567890 and 1234), and of a low code a piece alone, as zbar does. None is marked: type
# and quality are those of a whole code. Whoever takes the first code of a page may get a piece.
set -euo pipefail
version=$(dpkg-query -W -f '${Version}' zbar-tools)
case $version in 0.23.92-*) ;; *) echo "made for zbar-tools 0.23.92 of Debian 12, found $version"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pillow==13.0.0" "zxing-cpp==3.1.1" "numpy==2.4.6"
cat >"$place/show.py" <<'PY'
import subprocess

import zxingcpp
from PIL import Image, ImageDraw

PRINTED, MODULE, WIDE = "123456789012", 3, 3
# Which two of a figure's five bars are wide, by ISO/IEC 16390.
FIGURES = "00110 10001 01001 11000 00101 10100 01100 00011 10010 01010".split()


def widths():
    """Bars and gaps in turn, in modules: the first figure of a pair in the bars, the second in the gaps."""
    yield from (1, 1, 1, 1)
    for first, second in zip(PRINTED[::2], PRINTED[1::2], strict=True):
        for bar, gap in zip(FIGURES[int(first)], FIGURES[int(second)], strict=True):
            yield from (WIDE if bar == "1" else 1, WIDE if gap == "1" else 1)
    yield from (WIDE, 1, 1)


def scan(height, degrees):
    page = Image.new("L", (900, 500), 255)
    draw, x = ImageDraw.Draw(page), 150
    for number, width in enumerate(widths()):
        if number % 2 == 0:
            draw.rectangle((x, 200, x + width * MODULE - 1, 200 + height - 1), fill=0)
        x += width * MODULE
    return page.rotate(degrees, fillcolor=255, resample=Image.Resampling.BICUBIC)


def by_zbar(page):
    page.save("page.png")
    return subprocess.run(["zbarimg", "-q", "--raw", "page.png"], check=True, capture_output=True, text=True).stdout.split()


seen = {}
for height, degrees in ((60, 0), (60, -0.75), (60, 2.5), (60, 7), (30, 7)):
    page = scan(height, degrees)
    for reader, codes in {"zbar": by_zbar(page), "zxing-cpp": [code.text for code in zxingcpp.read_barcodes(page)]}.items():
        seen[height, degrees, reader] = set(codes)
        print(f"{height} dots high, turned by {degrees} degrees, {reader}: {', '.join(codes)}")
EXPECTED = {
    (60, 0, "zbar"): {PRINTED},
    (60, -0.75, "zbar"): {PRINTED, "1234567890"},
    (60, 2.5, "zbar"): {PRINTED, "1234567890"},
    (60, 7, "zbar"): {PRINTED, "1234567890", "789012"},
    (30, 7, "zbar"): {"789012"},
    (60, 0, "zxing-cpp"): {PRINTED},
    (60, -0.75, "zxing-cpp"): {PRINTED},
    (60, 2.5, "zxing-cpp"): {PRINTED},
    (60, 7, "zxing-cpp"): {PRINTED, "1234567890", "1234"},
    (30, 7, "zxing-cpp"): {"1234"},
}
assert seen == EXPECTED, seen
PY
cd "$place"
venv/bin/python show.py
