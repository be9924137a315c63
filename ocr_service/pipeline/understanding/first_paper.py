"""Understand a paper before there is any, so that no document's process loads and compiles what all need.

Each document is read by a process that is forked for it: what it imports, compiles and looks up in tables is gone with it. Of the
processor time after OCR that was half (docs/accuracy.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ocr_service.domain.attachment import Attachment
from ocr_service.domain.facts import Category
from ocr_service.domain.page import Page
from ocr_service.domain.ports import CLOSED, Categorizer, Extractor
from ocr_service.layout.plain_text import page_from_text

_PAPER = """Norton Tools & Sons Ltd
4 Mill Road, York YO1 7AA
Tel: +44 20 7946 0018
Fax: 01904 496 0123
www.norton.example   info@norton.example
VAT Reg No GB 980 7806 84   USt-IdNr. DE 136 695 976   ABN 51 824 753 556

INVOICE
Invoice no: N-118   Order no: 4711
Date: 12 March 2024   Due date: 2024-04-11   Delivery 03/04/24 14:05
Dear Mr Osborne, please find below what we have sent to you.

Item   Qty   Price   Amount
Vice   2   60.00   $120.00
Saw   1   kr 30.00   30.00
Subtotal   150.00
VAT 20%   30.00
Total   $180.00
CASH   200.00
CHANGE   20.00
IBAN DE89 3704 0044 0532 0130 00, BIC COBADEFFXXX, RF18 5390 0754 7034
Over 1   W 0 1 4   12.1 Smith to Jones, FOUR
Thank you for your visit. Yours sincerely
"""
# Numbers of the countries that write most papers: the rules of each are a module that is loaded with its first number.
_NUMBERS = """FR 40 303 265 045   IT 00743110157   ES B58378431   NL 004495445B01   ATU13585627
BE 0428.759.497   PL 8567346215   SE 123456789701   DK 13585628   PT 501964843   CZ 25123891   FI 20774740
+33 1 42 68 53 00   +34 912 34 56 78   +39 06 6982 1234   +31 20 624 1111   +43 1 534 15 00   +41 44 668 18 00
+1 212 555 0142   +60 3 2162 1190   +32 2 555 12 12   +48 22 697 02 00   +46 8 402 91 00   +45 33 92 33 50
"""
_CATEGORIES = ("receipt", "invoice", "letter", "scorecard")


@dataclass(slots=True)
class _Paper:
    """A document of one page that nobody sent."""

    only_page: Page
    filename: str = "paper.txt"
    media_type: str = "text/plain"
    owner: str = ""
    page_count: int = 1
    word_count: int = 0
    properties: Mapping[str, Any] = field(default_factory=dict)

    def pages(self) -> Iterable[Page]:
        return (self.only_page,)

    def page(self, number: int) -> Page:
        return (self.only_page,)[number - 1]

    def attachments(self) -> tuple[Attachment, ...]:
        return ()


def understand_a_first_paper(categorizer: Categorizer, extractors: Iterable[Extractor]) -> None:
    """Have each of them read a paper of every kind; what they find is thrown away."""
    paper = _Paper(page_from_text(_PAPER + _NUMBERS))
    categorizer.categorize(paper)
    for extractor in extractors:
        for name in _CATEGORIES:
            extractor.extract(paper, Category(name=name, confidence=1.0), CLOSED)
