"""Documents that were read already: pages of plain text, for those who extract facts and categorize."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ocr_service.domain.attachment import Attachment
from ocr_service.domain.page import Page
from ocr_service.domain.ports import AnotherReading, PageImage, PagePicture
from ocr_service.layout.plain_text import page_from_text


@dataclass
class ReadDocument:
    """``domain.ports.Document`` over texts, one a page."""

    texts: tuple[str, ...]
    filename: str = "document.pdf"
    media_type: str = "application/pdf"
    properties: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    owner: str = ""

    @property
    def page_count(self) -> int:
        return len(self.texts)

    @property
    def word_count(self) -> int:
        return sum(len(text.split()) for text in self.texts)

    def pages(self) -> Iterable[Page]:
        return (self.page(number) for number in range(1, len(self.texts) + 1))

    def page(self, number: int) -> Page:
        return page_from_text(self.texts[number - 1], number=number)

    def attachments(self) -> tuple[Attachment, ...]:
        return tuple(Attachment(name=name, content=content) for name, content in self.files.items())


@dataclass
class PreparedRoom:
    """``domain.ports.ReadingRoom`` that has its readings ready, by preparation, and remembers what it was asked."""

    readings: Mapping[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def read(self, request: AnotherReading) -> Page | None:
        self.asked.append(request.preparation)
        return self.readings.get(request.preparation)

    def draw(self, request: PagePicture) -> PageImage | None:
        return None


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
A4 PAPER 80GSM  2 X 11.00  22.00
STAPLER SMALL  1 X 8.48  8.48
SUBTOTAL  30.48
GST @6%  1.83
ROUNDING ADJ  -0.01
TOTAL  RM 32.30
CASH  50.00
CHANGE  17.70
GST SUMMARY  AMOUNT(RM)  TAX(RM)
SR @ 6%  30.48  1.83
THANK YOU, PLEASE COME AGAIN"""

INVOICE = """Keller Optik GmbH - Lindenweg 4 - 50667 Köln

Frau Nora Huber
Hauptstraße 9
20095 Hamburg

Rechnung
Rechnungsnummer: KO-2024-0815     Kundennummer: 5512
Rechnungsdatum: 7. Mai 2024     Bestellnummer: B-99871
Pos  Beschreibung  Menge  Einzelpreis  Betrag
1  Brillenfassung Modell A  1  120,00  120,00
2  Gläser entspiegelt  2  40,00  80,00
Nettobetrag     200,00 €
MwSt. 19 %     38,00 €
Gesamtbetrag     238,00 €
Zahlbar bis 21.05.2024
Keller Optik GmbH  IBAN DE08 7009 0100 1234 5678 90  USt-IdNr. DE136695976"""

LETTER = """Stadtwerke Musterort GmbH
Am Markt 1
50667 Köln

Frau Nora Huber
Hauptstraße 9
20095 Hamburg

Köln, den 12. März 2024

Betreff: Ihr Vertrag Nr. V-4711-22

Sehr geehrte Frau Huber,
wir danken Ihnen für Ihr Schreiben und bestätigen, dass der Vertrag bis zum 31.12.2025 läuft.
Sie erreichen uns unter Telefon 0221 / 445566 oder info@stadtwerke-musterort.de.
Mit freundlichen Grüßen
Peter Keller"""

BALL_BY_BALL = """Riverside XI v Hilltop CC, 12 May 2024
Riverside XI innings
0.1 Smith to Weber, no run
0.2 Smith to Weber, 1 run
0.3 Smith to Keller, 1 wide
0.3 Smith to Keller, FOUR
0.4 Smith to Keller, 2 leg byes
0.5 Smith to Keller, no ball, 4 runs
0.5 Smith to Keller, OUT, caught by Clark
0.6 Smith to Brown, 2 runs
1.1 Clark to Weber, SIX
1.2 Clark to Weber, OUT, bowled
Hilltop CC innings
0.1 Rossi to Clark, 3 runs"""

SCORECARD = """Riverside XI innings
BATTING    R  B  4s  6s  SR
A Weber  c Rossi b Smith    50  40  6  1  125.00
B Keller  not out    30  25  2  0  120.00
C Brown  b Smith    10  12  1  0  83.33
Extras (b 1, lb 4, w 5)    10
Total (12.0 overs)    100-2
Fall of wickets: 1-45 (Weber), 2-80 (Brown)
BOWLING    O  M  R  W  Econ
D Smith    6  0  48  2  8.00
E Clark    6  1  47  0  7.83"""
