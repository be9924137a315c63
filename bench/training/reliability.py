"""Draw how often a confidence is right: a curve per field and source, from the values that fit_weights.py wrote down.

    python -m bench.training.reliability BEFORE.json AFTER.json [--picture docs/reliability-of-values.png]

Each file is a list of ``[title, form, field, confidence, is_right]`` (``fit_weights.py CORPUS --rows FILE``). A curve on the
diagonal is a confidence that keeps its word; below it, it promises too much. The size of a dot is how many values there are.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

EDGES = (0.0, 0.2, 0.4, 0.6, 0.75, 0.9, 0.96, 1.01)
FORMS = ("picture", "printed", "stranger", "slip")
FIELDS = ("company", "date", "address", "total")
SIDE, GAP, HEAD = 220, 46, 40
BEFORE, AFTER = (200, 90, 60), (40, 110, 190)
Value = tuple[float, bool]


def values_of(path: Path, form: str, title: str = "") -> dict[str, list[Value]]:
    """Confidence and rightness by field of one form; of the last title that the file has for it (own source left out), or of ``title``."""
    rows = [row for row in json.loads(path.read_text(encoding="utf-8")) if row[1] == form]
    wanted = title or (rows[-1][0] if rows else "")
    found: dict[str, list[Value]] = defaultdict(list)
    for name, _, field, sure, is_right in rows:
        if name == wanted and sure > 0:
            found[field].append((sure, is_right))
    return found


def bins(values: Sequence[Value]) -> list[tuple[float, float, int]]:
    """Mean confidence, share that is right, and count of each bin that holds something."""
    found = []
    for low, high in pairwise(EDGES):
        inside = [value for value in values if low <= value[0] < high]
        if inside:
            sure = sum(value[0] for value in inside) / len(inside)
            found.append((sure, sum(value[1] for value in inside) / len(inside), len(inside)))
    return found


def draw(before: Path, after: Path, forms: Sequence[str], target: Path) -> None:
    """One row of small charts a source, one column a field."""
    size = (GAP + len(FIELDS) * (SIDE + GAP), len(forms) * (SIDE + HEAD + GAP))
    picture = Image.new("RGB", size, "white")
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(size=13)
    for row, form in enumerate(forms):
        curves = ((values_of(before, form), BEFORE), (values_of(after, form), AFTER))
        for column, field in enumerate(FIELDS):
            left, top = GAP + column * (SIDE + GAP), HEAD + row * (SIDE + HEAD + GAP)
            pen.text((left, top - 24), f"{field}, {form}", font=font, fill="black")
            pen.rectangle((left, top, left + SIDE, top + SIDE), outline=(190, 190, 190))
            pen.line((left, top + SIDE, left + SIDE, top), fill=(190, 190, 190))
            for values, colour in curves:
                _curve(pen, bins(values.get(field, ())), (left, top), colour)
    pen.text(
        (GAP, 2),
        "red: before, blue: after; across: confidence, up: share that is right",
        font=font,
        fill="black",
    )
    picture.quantize(32).save(target, optimize=True)


def _curve(
    pen: ImageDraw.ImageDraw,
    points: Sequence[tuple[float, float, int]],
    corner: tuple[int, int],
    colour: tuple[int, int, int],
) -> None:
    left, top = corner
    places = [(left + sure * SIDE, top + SIDE - right * SIDE) for sure, right, _ in points]
    if len(places) > 1:
        pen.line(places, fill=colour, width=2)
    for (x, y), (_, _, count) in zip(places, points, strict=True):
        radius = 2 + min(6.0, count**0.5 / 2)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("before", type=Path)
    options.add_argument("after", type=Path)
    options.add_argument("--picture", type=Path, default=Path("docs/reliability-of-values.png"))
    args = options.parse_args()
    draw(args.before, args.after, FORMS, args.picture)
    for path in (args.before, args.after):
        for form in FORMS:
            for field, values in values_of(path, form).items():
                shown = "  ".join(
                    f"{sure:.2f}: {right:.2f} of {count}" for sure, right, count in bins(values)
                )
                print(f"{path.stem:<14}{form:<9}{field:<9}{shown}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
