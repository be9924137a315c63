"""Print invented receipts as tills do and wear the paper: pictures whose facts are known, by the thousand.

Each seed is one receipt (``invented_receipts.py``), one printer and one wear, always the same. ``bench/training/read_receipts.py``
reads them. The fonts are those that reportlab and Pillow bring. Receipts of ``stranger_receipts.py`` are printed
with fonts of Debian, which are laid below the cache beforehand and installed nowhere:

    mkdir -p var/bench/fonts && cd var/bench/fonts && apt-get download fonts-liberation fonts-inconsolata fonts-hack \\
      fonts-unifont fonts-anonymous-pro fonts-roboto-unhinted fonts-freefont-ttf && for deb in *.deb; do dpkg -x $deb .; done
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from bench.documents.invented_receipts import InventedReceipt, invented_receipt
from ocr_service.layout.plain_text import CHARACTER_WIDTH, ROW_PITCH

WHITE, MARGIN = 255, 1.5


@dataclass(frozen=True, slots=True)
class Printer:
    """How a kind of till prints. ``cell`` is a character's place as parts of its height, ``dots`` prints with pins."""

    name: str
    font: str
    cell: tuple[float, float]
    dots: bool = False
    weight: float = 1.0


PRINTERS = (
    Printer("typewriter", "com_____.pfb", (0.6, 1.25)),
    Printer("typewriter, bold", "cob_____.pfb", (0.6, 1.2)),
    Printer("sans", "Vera.ttf", (0.62, 1.3)),
    Printer("sans, bold", "VeraBd.ttf", (0.72, 1.25), weight=0.6),
    Printer("default of Pillow", "", (0.6, 1.3)),
    Printer("needles", "com_____.pfb", (0.62, 1.3), dots=True, weight=1.5),
    Printer("needles, bold", "VeraBd.ttf", (0.74, 1.3), dots=True, weight=0.6),
)
_DEBIAN = "usr/share/fonts"
STRANGE_PRINTERS = (
    Printer("Liberation Mono", f"{_DEBIAN}/truetype/liberation/LiberationMono-Regular.ttf", (0.61, 1.25)),
    Printer("Liberation Mono, bold", f"{_DEBIAN}/truetype/liberation/LiberationMono-Bold.ttf", (0.61, 1.3)),
    Printer(
        "Liberation Narrow", f"{_DEBIAN}/truetype/liberation/LiberationSansNarrow-Regular.ttf", (0.56, 1.2)
    ),
    Printer("Inconsolata", f"{_DEBIAN}/truetype/inconsolata/Inconsolata.otf", (0.52, 1.2)),
    Printer("Hack", f"{_DEBIAN}/truetype/hack/Hack-Regular.ttf", (0.61, 1.3)),
    Printer("Unifont", f"{_DEBIAN}/opentype/unifont/unifont.otf", (0.52, 1.15), weight=1.5),
    Printer("Unifont, needles", f"{_DEBIAN}/opentype/unifont/unifont.otf", (0.52, 1.2), dots=True),
    Printer("Anonymous Pro", f"{_DEBIAN}/truetype/anonymous-pro/Anonymous Pro.ttf", (0.56, 1.25)),
    Printer(
        "Roboto Condensed", f"{_DEBIAN}/truetype/roboto/unhinted/RobotoCondensed-Regular.ttf", (0.56, 1.25)
    ),
    Printer("Free Mono, bold", f"{_DEBIAN}/truetype/freefont/FreeMonoBold.ttf", (0.61, 1.2)),
)
FONTS = Path("var/bench/fonts")


def printed(seed: int) -> tuple[Image.Image, Mapping[str, str]]:
    """The receipt that ``invented_receipts.py`` makes of a seed, and its facts."""
    receipt = invented_receipt(seed)
    return draw(receipt, seed, printer_of(seed)), receipt.fields


def printed_stranger(seed: int) -> tuple[Image.Image, Mapping[str, str]]:
    """The receipt that ``stranger_receipts.py`` makes of a seed, and its facts."""
    from bench.documents.stranger_receipts import stranger_receipt  # needs Faker

    receipt = stranger_receipt(seed)
    return draw(receipt, seed, printer_of(seed, STRANGE_PRINTERS)), receipt.fields


def printer_of(seed: int, printers: Sequence[Printer] = PRINTERS) -> Printer:
    """The printer of a seed."""
    return random.Random(f"printer {seed}").choices(printers, [one.weight for one in printers])[0]


def draw(receipt: InventedReceipt, seed: int, printer: Printer) -> Image.Image:
    """The receipt on worn paper, in gray."""
    r = random.Random(f"print {seed}")
    height = r.choice((17, 19, 22, 26))
    clean = _print(receipt, printer, height)
    return worn_paper(clean, r)


def _print(receipt: InventedReceipt, printer: Printer, height: int) -> Image.Image:
    font = _font(printer.font, height)
    across, down = height * printer.cell[0], height * printer.cell[1]
    columns = max(word.box.left + word.box.width for word in receipt.page.words) / CHARACTER_WIDTH
    rows = max(word.box.top for word in receipt.page.words) / ROW_PITCH + 1
    size = (round((columns + 2 * MARGIN + 1) * across), round((rows + 2 * MARGIN) * down))
    picture = Image.new("L", size, WHITE)
    pen = ImageDraw.Draw(picture)
    for word in receipt.page.words:
        left = (word.box.left / CHARACTER_WIDTH + MARGIN) * across
        top = (word.box.top / ROW_PITCH + MARGIN) * down
        _write(pen, word.text, (left, top), font, across)
    return _with_pins(picture) if printer.dots else picture


def _write(pen: ImageDraw.ImageDraw, text: str, place: tuple[float, float], font: Any, across: float) -> None:
    """A word in its cells; a font whose letters are wider than a cell is set letter by letter."""
    if font.getlength(text) <= len(text) * across * 1.05:
        pen.text(place, text, font=font, fill=0)
        return
    for number, letter in enumerate(text):
        pen.text((place[0] + number * across, place[1]), letter, font=font, fill=0)


def _with_pins(picture: Image.Image) -> Image.Image:
    """The ink as rows of dots."""
    gap = Image.new("L", picture.size, 0)
    pen = ImageDraw.Draw(gap)
    for row in range(0, picture.height, 3):
        pen.line([(0, row), (picture.width, row)], fill=150)
    for column in range(0, picture.width, 3):
        pen.line([(column, 0), (column, picture.height)], fill=110)
    return ImageChops.lighter(picture, gap).filter(ImageFilter.GaussianBlur(0.6))


def _font(name: str, height: int) -> Any:
    if not name:
        return ImageFont.load_default(size=height)
    if name.startswith(_DEBIAN):
        return ImageFont.truetype(str(FONTS / name), height)
    return ImageFont.truetype(str(files("reportlab").joinpath("fonts", name)), height)


Wear = Callable[[Image.Image, random.Random, float], Image.Image]


def worn_paper(picture: Image.Image, r: random.Random) -> Image.Image:
    """Two or three kinds of wear; ``hard`` 0-1 says how much, most papers are hardly worn."""
    hard = r.random() ** 1.5
    for wear in r.sample(_WEARS, r.choice((2, 2, 3))):
        picture = wear(picture, r, hard)
    return picture


def _faded(picture: Image.Image, r: random.Random, hard: float) -> Image.Image:
    """Thermal print that light has taken, more on one side."""
    pale, ink = round(40 + 130 * hard), round(90 * hard * r.random())
    slope = Image.linear_gradient("L").rotate(r.choice((0, 90, 180, 270))).resize(picture.size)
    lift = slope.point(lambda shade: ink + round(shade * (pale - ink) / WHITE))
    return ImageChops.lighter(picture, lift)


def _blurred(picture: Image.Image, r: random.Random, hard: float) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(0.4 + 1.0 * hard))


def _turned(picture: Image.Image, r: random.Random, hard: float) -> Image.Image:
    angle = r.choice((-1, 1)) * (0.2 + 1.8 * hard)
    return picture.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=WHITE)


def _small(picture: Image.Image, r: random.Random, hard: float) -> Image.Image:
    scale = 0.95 - 0.3 * hard
    return picture.resize(
        (round(picture.width * scale), round(picture.height * scale)), Image.Resampling.BICUBIC
    )


def _noisy(picture: Image.Image, r: random.Random, hard: float) -> Image.Image:
    grains = Image.frombytes("L", picture.size, r.randbytes(picture.width * picture.height))
    depth = 0.1 + 0.6 * hard
    noise = grains.point(lambda shade: round(128 + (shade - 128) * depth)).filter(
        ImageFilter.GaussianBlur(0.5)
    )
    return ImageChops.add(picture, noise, scale=1, offset=-128)


def _creased(picture: Image.Image, r: random.Random, hard: float) -> Image.Image:
    """Folds that took the ink, and a scratch."""
    pen = ImageDraw.Draw(picture)
    for _ in range(1 + round(3 * hard)):
        top, drift = r.randrange(picture.height), r.uniform(-6, 6)
        pen.line(
            [(0, top), (picture.width, top + drift)], fill=r.choice((WHITE, 190)), width=r.choice((1, 2))
        )
    left = r.randrange(picture.width)
    pen.line([(left, 0), (left + r.uniform(-30, 30), picture.height)], fill=WHITE, width=r.choice((1, 2)))
    return picture


def _thick(picture: Image.Image, r: random.Random, hard: float) -> Image.Image:
    """Ink that ran, or a ribbon without any."""
    wide = picture.filter(ImageFilter.MinFilter(3) if r.random() < 0.5 else ImageFilter.MaxFilter(3))
    return Image.blend(picture, wide, 0.25 + 0.5 * hard)


_WEARS: tuple[Wear, ...] = (_faded, _blurred, _turned, _small, _noisy, _creased, _thick)
