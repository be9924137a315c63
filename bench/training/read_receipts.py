"""Draw receipts of every source and read them once, so that fits and curves take seconds; goes on where it was interrupted.

    python -m bench.training.read_receipts [--source printed --source slip …] [--first 0] [--count 200] [--folder var/bench]

Each picture is read through the pipeline with the further looks that the extractor may take. ``kept`` is read only when it is
named: it judges at the end, and nobody looks at it before.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from PIL import Image

from bench.documents.printed_receipts import printed, printed_stranger
from bench.receipts.browser_pages import browser_receipt
from bench.receipts.slips import slip_receipt
from bench.support.accuracy_pages import CachedDocument, read_document

LOOKS = ("receipt-soft", "receipt-x2")
Drawn = tuple[Image.Image, Mapping[str, str]]
SOURCES: Mapping[str, Callable[[int], Drawn]] = {
    "printed": printed,
    "stranger": printed_stranger,
    "slip": slip_receipt,
    "kept": browser_receipt,
}


def read_receipt(source: str, seed: int, folder: Path) -> tuple[CachedDocument, Mapping[str, str]]:
    """The receipt of a seed as the pipeline reads it, and its facts; drawn and read when it is not below ``folder`` yet."""
    picture = folder / source / f"{seed:05}.png"
    facts = picture.with_suffix(".facts.json")
    if not facts.exists():
        picture.parent.mkdir(parents=True, exist_ok=True)
        drawn, fields = SOURCES[source](seed)
        drawn.save(picture)
        half = picture.with_suffix(".part")
        half.write_text(json.dumps(dict(fields)), encoding="utf-8")
        half.replace(facts)
    return read_document(picture, "eng", picture.parent, looks=LOOKS), json.loads(facts.read_text("utf-8"))


def seeds_of(source: str, folder: Path) -> list[int]:
    """The seeds of a source that were read already."""
    return sorted(int(path.name.split("-")[1][:5]) for path in (folder / source).glob(f"{source}-*.png.json"))


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--source", action="append", choices=tuple(SOURCES))
    options.add_argument("--first", type=int, default=0)
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--folder", type=Path, default=Path("var/bench"))
    args = options.parse_args()
    for seed in range(args.first, args.first + args.count):
        for source in args.source or ("printed", "stranger", "slip"):
            read_receipt(source, seed, args.folder)
            print(f"read {source} {seed}", end="\r", flush=True)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
