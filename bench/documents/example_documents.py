"""Four documents drawn for the examples: a till receipt, an invoice, a German letter of two pages, a scorecard.

All names are made up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

# Pillow's own font has no umlauts; reportlab brings one that has.
FONT = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
# Columns of a line are parted by two blanks; a column but the first ends at its place, in parts of the width.
BETWEEN = "  "
DPI = 200
DRAWN = time.struct_time((2024, 3, 12, 9, 0, 0, 1, 72, 0))
RECEIPT = """NORTHWIND PAPER TRADING SDN BHD
(771234-K)
NO. 12, JALAN MAWAR 3,
TAMAN MELATI,
53100 KUALA LUMPUR.
TEL: 03-4100 2200
GST ID NO: 000111222333

TAX INVOICE
DATE: 04/05/2018 14:22:10
CASHIER: NORA

DESCRIPTION  QTY  PRICE  AMOUNT
A4 PAPER 80GSM  2  11.00  22.00
STAPLER SMALL  1  8.48  8.48

SUBTOTAL  30.48
GST @6%  1.83
ROUNDING ADJ  -0.01
TOTAL RM  32.30
CASH  50.00
CHANGE  17.70

THANK YOU, PLEASE COME AGAIN"""

INVOICE = """Keller Optik GmbH - Lindenweg 4 - 50667 Köln

Frau Nora Huber
Hauptstraße 9
20095 Hamburg


Rechnung

Rechnungsnummer: KO-2024-0815
Rechnungsdatum: 7. Mai 2024
Kundennummer: 5512
Bestellnummer: B-99871

Pos Beschreibung  Menge  Einzelpreis  Betrag
1 Brillenfassung Modell A  1  120,00  120,00
2 Gläser entspiegelt  2  40,00  80,00

Nettobetrag  200,00 €
MwSt. 19 %  38,00 €
Gesamtbetrag  238,00 €

Zahlbar bis 21.05.2024


Keller Optik GmbH, IBAN DE08 7009 0100 1234 5678 90, USt-IdNr. DE136695976"""

LETTER = """Stadtwerke Musterort GmbH
Am Markt 1
50667 Köln



Frau Nora Huber
Hauptstraße 9
20095 Hamburg


Köln, den 12. März 2024

Betreff: Ihr Vertrag Nr. V-4711-22


Sehr geehrte Frau Huber,

wir danken Ihnen für Ihr Schreiben und bestätigen, dass der Vertrag
bis zum 31.12.2025 läuft. Der monatliche Abschlag beträgt 84,00 EUR.

Sie erreichen uns unter Telefon 0221 / 445566 oder per E-Mail an
info@stadtwerke-musterort.de.

Auf der nächsten Seite finden Sie Ihre Abschläge des nächsten Jahres
und die Bedingungen des Vertrags.

Mit freundlichen Grüßen

Peter Keller
\f
Ihre Abschläge

Monat  fällig am  Betrag
Januar  15.01.2025  84,00 EUR
April  15.04.2025  84,00 EUR
Juli  15.07.2025  84,00 EUR

Bedingungen

1. Der Preis ist bis zum Ende des Vertrags fest.
2. Sie können mit einer Frist von vier Wochen kündigen.
3. Den Stand des Zählers lesen Sie einmal im Jahr ab.

Seite 2 von 2"""

SCORECARD = """Riverside XI v Hilltop CC, 12 May 2024

Riverside XI innings
BATTING  R  B  4s  6s  SR
A Weber  c Rossi b Smith  50  40  6  1  125.00
B Keller  not out  30  25  2  0  120.00
C Brown  b Smith  10  12  1  0  83.33
Extras (b 1, lb 4, w 5)  10
Total (12.0 overs)  100-2
Fall of wickets: 1-45 (Weber), 2-80 (Brown)

BOWLING  O  M  R  W  Econ
D Smith  6  0  48  2  8.00
E Clark  6  1  47  0  7.83

The last over, ball by ball
11.1 Clark to Keller, no run
11.2 Clark to Keller, 1 run
11.3 Clark to Hill, 2 leg byes
11.4 Clark to Hill, FOUR
11.5 Clark to Hill, 1 wide
11.5 Clark to Hill, no run
11.6 Clark to Hill, no run"""

TILL_COLUMNS: Mapping[int, tuple[float, ...]] = {2: (0.95,), 3: (0.75, 0.95), 4: (0.58, 0.76, 0.95)}
PAGE_COLUMNS: Mapping[int, tuple[float, ...]] = {
    2: (0.9,),
    3: (0.55, 0.75),
    4: (0.6, 0.75, 0.9),
    6: (0.6, 0.67, 0.74, 0.81, 0.9),
    7: (0.5, 0.6, 0.67, 0.74, 0.81, 0.9),
}


@dataclass(frozen=True)
class Example:
    """A document to draw, and what a user would send with it."""

    name: str
    filename: str
    media_type: str
    language: str
    draw: Callable[[Path], None]


def _drawn(text: str, *, width: int, size: int, columns: Mapping[int, tuple[float, ...]]) -> Image.Image:
    lines, leading = text.splitlines(), round(size * 1.5)
    picture = Image.new("L", (width, leading * (len(lines) + 4)), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, size)
    for number, line in enumerate(lines, start=2):
        first, *others = line.split(BETWEEN)
        draw.text((round(width * 0.06), leading * number), first, font=font, fill=0)
        for part, place in zip(others, columns.get(len(others) + 1, ()), strict=True):
            draw.text((round(width * place), leading * number), part, font=font, fill=0, anchor="ra")
    return picture


def _receipt(path: Path) -> None:
    _drawn(RECEIPT, width=760, size=24, columns=TILL_COLUMNS).save(path, dpi=(DPI, DPI))


def _letter(path: Path) -> None:
    first, *others = [_drawn(page, width=1654, size=31, columns=PAGE_COLUMNS) for page in LETTER.split("\f")]
    first.save(
        path,
        "PDF",
        resolution=DPI,
        save_all=True,
        append_images=others,
        title=None,
        creationDate=DRAWN,
        modDate=DRAWN,
    )


def _scorecard(path: Path) -> None:
    _drawn(SCORECARD, width=1654, size=30, columns=PAGE_COLUMNS).save(path, dpi=(DPI, DPI))


def _invoice(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    width, height = A4
    canvas.setFont("Helvetica", 10.5)
    for number, line in enumerate(INVOICE.splitlines()):
        first, *others = line.split(BETWEEN)
        top = height - 60 - 17 * number
        canvas.drawString(width * 0.1, top, first)
        for part, place in zip(others, PAGE_COLUMNS.get(len(others) + 1, ()), strict=True):
            canvas.drawRightString(width * place, top, part)
    canvas.save()


EXAMPLES = (
    Example("receipt", "receipt.png", "image/png", "eng", _receipt),
    Example("invoice", "rechnung.pdf", "application/pdf", "deu", _invoice),
    Example("letter", "brief.pdf", "application/pdf", "deu", _letter),
    Example("scorecard", "scorecard.png", "image/png", "eng", _scorecard),
)
