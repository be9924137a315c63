"""Draw pages of three layouts with the order in which they are read as numbers: ``docs/reading-order.png``.

python -m bench.documents.draw_reading_order docs/reading-order.png
"""

from __future__ import annotations

import argparse
import io
import subprocess
import tempfile
from itertools import groupby
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bench.support.reading_order_pages import read_unordered
from ocr_service.layout.order.reading_order import in_reading_order
from tests.support.documents.drawn_layouts import draw_layout

# A magazine's page, an invoice and a form.
PAGES = (("pull quote", 2), ("invoice", 3), ("form", 2))
_DPI, _SHOWN, _EVERY = 150, 0.55, 3


def numbered(kind: str, seed: int) -> Image.Image:
    """The page with a line from each line of text to the next, and a number at the first and every third of them."""
    drawn = subprocess.run(
        ["pdftoppm", "-r", str(_DPI), "-gray", "-png", "-singlefile", "-"],
        input=draw_layout(kind, seed).pdf,
        capture_output=True,
        check=True,
    )
    picture = Image.open(io.BytesIO(drawn.stdout))
    with tempfile.TemporaryDirectory() as folder:
        picture.save(Path(folder) / "page.png", dpi=(_DPI, _DPI))
        page = read_unordered(Path(folder) / "page.png", "eng")
    scale, shown = picture.width / page.width, picture.convert("RGB")
    pen, font = ImageDraw.Draw(shown), ImageFont.load_default(17)
    lines = groupby(in_reading_order(page.words), key=lambda word: word[3:6])
    boxes = [next(words).box for _, words in lines]
    points = [(scale * (box.left - 8), scale * (box.top + box.height / 2)) for box in boxes]
    pen.line(points, fill=(220, 120, 120), width=2)
    for number, (x, y) in enumerate(points, 1):
        if number % _EVERY == 1:
            pen.ellipse((x - 13, y - 13, x + 13, y + 13), fill=(200, 30, 30))
            pen.text((x, y), str(number), fill="white", font=font, anchor="mm")
    return shown.resize((round(shown.width * _SHOWN), round(shown.height * _SHOWN)), Image.Resampling.LANCZOS)


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the order in which pages are read.")
    parser.add_argument("picture", type=Path, metavar="FILE.png")
    target = parser.parse_args().picture
    pictures = [numbered(kind, seed) for kind, seed in PAGES]
    width, height = sum(picture.width for picture in pictures), max(picture.height for picture in pictures)
    sheet, left = Image.new("RGB", (width, height), "white"), 0
    for picture in pictures:
        sheet.paste(picture, (left, 0))
        left += picture.width
    sheet.quantize(64).save(target, optimize=True)


if __name__ == "__main__":
    main()
