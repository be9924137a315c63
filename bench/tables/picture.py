"""A page with its blocks framed by their kinds and the cells of its tables, for docs/renderings.md.

    python -m bench.tables.picture FILE.pdf RESULT.json PICTURE.png

``RESULT.json`` is what ``ocr-service process FILE.pdf --schema 2 --outputs json`` wrote.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from pdf2image import convert_from_path
from PIL import ImageDraw

_DPI = 90
_COLOURS = {
    "title": "#b00020",
    "heading": "#d2691e",
    "paragraph": "#1f5fbf",
    "list": "#00796b",
    "table": "#6a1b9a",
    "key_value": "#2e7d32",
    "figure": "#795548",
}
_OTHER, _CELL = "#555555", "#ba68c8"


def main() -> None:
    parser = argparse.ArgumentParser(description="Frame the blocks of a page.")
    parser.add_argument("pdf", type=Path, metavar="FILE.pdf")
    parser.add_argument("result", type=Path, metavar="RESULT.json")
    parser.add_argument("target", type=Path, metavar="PICTURE.png")
    given = parser.parse_args()
    picture = convert_from_path(str(given.pdf), dpi=_DPI)[0].convert("RGB")
    page = json.loads(given.result.read_text(encoding="utf-8"))["pages"][0]
    scale = picture.width / page["width"]
    draw = ImageDraw.Draw(picture)
    for block in page["blocks"]:
        for cell in (block.get("table") or {"cells": []})["cells"]:
            draw.rectangle(_box(cell["box"], scale), outline=_CELL)
        left, top, right, bottom = _box(block["box"], scale)
        colour = _COLOURS.get(block["kind"], _OTHER)
        draw.rectangle((left - 2, top - 2, right + 2, bottom + 2), outline=colour, width=2)
        draw.text((right + 5, top), block["kind"], fill=colour)
    picture.crop((0, 0, picture.width, int(picture.height * 0.62))).quantize(16).save(
        given.target, optimize=True
    )


def _box(box: list[float], scale: float) -> tuple[float, float, float, float]:
    left, top, width, height = (value * scale for value in box)
    return left, top, left + width, top + height


if __name__ == "__main__":
    main()
