"""Receipts drawn as a till prints them."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

LINE = 34


def draw_receipt(path: Path, text: str) -> Path:
    """The lines of ``text`` as a picture; two blanks begin a new column."""
    lines = text.splitlines()
    picture = Image.new("L", (760, LINE * (len(lines) + 2)), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(size=24)
    for number, line in enumerate(lines, start=1):
        for column, part in enumerate(line.split("  ")):
            draw.text((30 + 190 * column, LINE * number), part, font=font, fill=0)
    picture.save(path)
    return path
