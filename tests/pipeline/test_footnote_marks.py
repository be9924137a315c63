"""Bills whose amounts carry raised footnote figures, from their drawing to their items."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ocr_service.domain.status import Profile
from ocr_service.extractors.invoice.extractor import InvoiceExtractor
from ocr_service.extractors.receipt.extractor import ReceiptExtractor
from tests.support.pipeline_runs import Setting

SETTING = Setting(extractors=(InvoiceExtractor(), ReceiptExtractor()))
# Behind a bar stands what is raised; the third of each column is what follows it.
ROWS: tuple[tuple[str, ...], ...] = (
    ("Keller Optik GmbH",),
    ("Rechnung Nr. 4711 vom 3.5.2026",),
    ("Bezeichnung", "Menge", "Einzelpreis", "Betrag"),
    ("Brille blau", "2", "600,00|3| EUR", "1.200,00|3| EUR"),
    ("Etui|2", "1", "20,00", "20,00|1"),
    ("Koffer rot", "1", "20,00|1", "20,00|1"),
    ("Netto", "", "", "1.240,00 EUR"),
    ("MwSt 19 %", "", "", "235,60|2| EUR"),
    ("Gesamtbetrag", "", "", "1.475,60|3| EUR"),
)
COLUMNS = (60, 250, 330, 450)


def drawn(path: Path) -> Path:
    canvas = Canvas(str(path), pagesize=(595, 842))
    for number, row in enumerate(ROWS):
        for left, cell in zip(COLUMNS, row, strict=False):
            text = canvas.beginText(left, 780 - 18 * number)
            for place, part in enumerate(cell.split("|")):
                is_raised = place == 1
                text.setFont("Helvetica", 6.5 if is_raised else 11)
                text.setRise(4 if is_raised else 0)
                text.textOut(part)
            canvas.drawText(text)
    canvas.save()
    return path


@pytest.mark.parametrize("profile", [Profile.INVOICE, Profile.RECEIPT])
def test_raised_figures_are_in_no_amount_and_no_description(
    run_file, tmp_path: Path, profile: Profile
) -> None:
    ran = run_file(drawn(tmp_path / "bill.pdf"), setting=SETTING, profile=profile)

    assert [item.value for item in ran.head.fields["line_items"]] == [
        {"description": "Brille blau", "amount": "1200.00", "quantity": "2", "unit_price": "600.00"},
        {"description": "Etui", "amount": "20.00", "quantity": "1", "unit_price": "20.00"},
        {"description": "Koffer rot", "amount": "20.00", "quantity": "1", "unit_price": "20.00"},
    ]
