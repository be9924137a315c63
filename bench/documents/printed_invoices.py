"""Print invented invoices on pages as offices do and wear the paper: scans whose facts are known.

    python -m bench.documents.printed_invoices [--count 300] [--first 0] [--cache var/bench/invoices] [--processes 2]

Each seed is one invoice (``invented_invoices.py``), one printer and one wear, always the same. They are read once through the pipeline
and kept, so that ``fit_invoices.py`` learns and judges in seconds. The fonts are laid below the cache beforehand and installed nowhere:

    mkdir -p var/bench/fonts && cd var/bench/fonts && apt-get download fonts-liberation fonts-freefont-ttf fonts-roboto-unhinted \\
      fonts-dejavu-core fonts-hack && for deb in *.deb; do dpkg -x $deb .; done
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bench.documents.invented_invoices import InventedInvoice, invented_invoice
from bench.documents.printed_receipts import worn_paper
from bench.support.accuracy_pages import CachedDocument, read_document
from ocr_service.errors import DocumentError
from ocr_service.layout.plain_text import CHARACTER_WIDTH, ROW_PITCH
from ocr_service.layout.rows import Row, Segment, rows_of

FONTS = Path("var/bench/fonts")
# Of the languages that invoices are invented in, those that Tesseract's Debian packages of the bench have a model for.
MODELS = {"de": "deu", "en": "eng", "fr": "fra", "es": "spa", "it": "ita"}
WHITE, A4_IN = 255, (8.27, 11.69)
MARGIN_IN, COLUMNS = 0.7, 92
_NUMBER = re.compile(r"[€£$]?[\d.,\s]*\d[.,]\d\d(?:\s(?:€|kr\.?|zł|[A-Z]{3}))?|\d{1,3}")


@dataclass(frozen=True, slots=True)
class Printer:
    """A font family as an office has it. ``size`` is its height as a part of a row's, ``is_fixed``: every letter has a column."""

    name: str
    font: str
    bold: str
    size: float = 0.68
    is_fixed: bool = False
    has_rules: bool = True


_LIBERATION, _FREE, _DEJAVU = (
    f"usr/share/fonts/truetype/{one}" for one in ("liberation", "freefont", "dejavu")
)
_ROBOTO = "usr/share/fonts/truetype/roboto/unhinted"
PRINTERS = (
    Printer("Liberation Sans", f"{_LIBERATION}/LiberationSans-Regular.ttf", f"{_LIBERATION}/LiberationSans-Bold.ttf"),
    Printer("Liberation Serif", f"{_LIBERATION}/LiberationSerif-Regular.ttf", f"{_LIBERATION}/LiberationSerif-Bold.ttf", 0.72),
    Printer("Liberation Mono", f"{_LIBERATION}/LiberationMono-Regular.ttf", f"{_LIBERATION}/LiberationMono-Bold.ttf", 0.66, is_fixed=True),
    Printer("Free Sans", f"{_FREE}/FreeSans.ttf", f"{_FREE}/FreeSansBold.ttf", 0.7, has_rules=False),
    Printer("Free Serif", f"{_FREE}/FreeSerif.ttf", f"{_FREE}/FreeSerifBold.ttf", 0.74, has_rules=False),
    Printer("DejaVu Sans", f"{_DEJAVU}/DejaVuSans.ttf", f"{_DEJAVU}/DejaVuSans-Bold.ttf", 0.62),
    Printer("Roboto", f"{_ROBOTO}/RobotoTTF/Roboto-Regular.ttf", f"{_ROBOTO}/RobotoTTF/Roboto-Bold.ttf", 0.7),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PrintedInvoice:
    """An invoice that was printed, worn and read."""

    seed: int
    printer: str
    invoice: InventedInvoice
    document: CachedDocument


def printed_invoice(seed: int, cache: Path) -> PrintedInvoice:
    """The invoice of a seed as the pipeline reads it; drawn and read when it is not in the cache."""
    invoice, printer = invented_invoice(seed), printer_of(seed)
    picture = cache / f"{seed:05}.png"
    if not picture.exists():
        cache.mkdir(parents=True, exist_ok=True)
        dpi = random.Random(f"dpi {seed}").choice((150, 150, 200))
        draw(invoice, seed, printer, dpi).save(picture, dpi=(dpi, dpi))
    language = MODELS.get(invoice.language[:2], "eng")
    return PrintedInvoice(seed, printer.name, invoice, read_document(picture, language, cache, looks=()))


def printer_of(seed: int) -> Printer:
    """The printer of a seed."""
    return random.Random(f"office {seed}").choice(PRINTERS)


def draw(invoice: InventedInvoice, seed: int, printer: Printer, dpi: int) -> Image.Image:
    """The invoice on a worn sheet of A4, in gray."""
    r = random.Random(f"sheet {seed}")
    sheet = Image.new("L", (round(A4_IN[0] * dpi), round(A4_IN[1] * dpi)), WHITE)
    pen, rows = ImageDraw.Draw(sheet), rows_of(invoice.page)
    pitch = round(dpi * r.choice((0.165, 0.18, 0.2)))
    column = (sheet.width - 2 * MARGIN_IN * dpi) / COLUMNS
    for row in rows:
        top = MARGIN_IN * dpi + row.box.top / ROW_PITCH * pitch
        is_heading = len(row.segments) >= 4 and not any(c.isdigit() for c in row.text)
        if is_heading and printer.has_rules:
            pen.line(
                [(MARGIN_IN * dpi, top + pitch), (sheet.width - MARGIN_IN * dpi, top + pitch)],
                fill=0,
                width=2,
            )
        _write(
            pen,
            row,
            top,
            printer,
            round(pitch * printer.size),
            column,
            MARGIN_IN * dpi,
            is_bold=is_heading or row.number == 0,
        )
    return worn_paper(sheet, r)


def _write(
    pen: ImageDraw.ImageDraw,
    row: Row,
    top: float,
    printer: Printer,
    height: int,
    column: float,
    margin: float,
    *,
    is_bold: bool,
) -> None:
    """The pieces of a row where they begin; figures end where their column does."""
    font = ImageFont.truetype(str(FONTS / (printer.bold if is_bold else printer.font)), height)
    for piece in row.segments:
        left = margin + piece.box.left / CHARACTER_WIDTH * column
        if printer.is_fixed:
            _in_columns(pen, piece, left, top, font, column)
            continue
        right = left + piece.box.width / CHARACTER_WIDTH * column
        if _NUMBER.fullmatch(piece.text):
            pen.text((right, top), piece.text, font=font, fill=0, anchor="ra")
        else:
            pen.text((left, top), piece.text, font=font, fill=0)


def _in_columns(
    pen: ImageDraw.ImageDraw,
    piece: Segment,
    left: float,
    top: float,
    font: ImageFont.FreeTypeFont,
    column: float,
) -> None:
    for number, letter in enumerate(piece.text):
        pen.text((left + number * column, top), letter, font=font, fill=0)


def _read_one(seed: int, cache: Path) -> str:
    try:
        printed_invoice(seed, cache)
    except DocumentError as error:
        return f"{seed}: {error.code}"
    return f"read {seed}"


def read_seeds(seeds: Sequence[int], cache: Path, processes: int) -> None:
    """Draw and read what is not in the cache yet."""
    with ProcessPoolExecutor(processes) as pool:
        for told in pool.map(_read_one, seeds, [cache] * len(seeds)):
            print(told, end="\r", flush=True)
    print()


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--count", type=int, default=300)
    options.add_argument("--first", type=int, default=0)
    options.add_argument("--cache", type=Path, default=Path("var/bench/invoices"))
    options.add_argument("--processes", type=int, default=2)
    args = options.parse_args()
    read_seeds(range(args.first, args.first + args.count), args.cache, args.processes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
