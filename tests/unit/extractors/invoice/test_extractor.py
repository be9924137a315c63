from __future__ import annotations

import pytest

from ocr_service.domain.facts import Category, Method
from ocr_service.extractors.invoice.extractor import InvoiceExtractor
from tests.support.read_documents import INVOICE, ReadDocument

CATEGORY = Category(name="invoice", confidence=0.9)
CII = """<?xml version="1.0"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:ram="r" xmlns:udt="u">
 <rsm:ExchangedDocument><ram:ID>{number}</ram:ID><ram:IssueDateTime><udt:DateTimeString format="102">20240507</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
 <rsm:SupplyChainTradeTransaction>
  <ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>Keller Optik GmbH</ram:Name></ram:SellerTradeParty></ram:ApplicableHeaderTradeAgreement>
  <ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
   <ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:TaxBasisTotalAmount>200</ram:TaxBasisTotalAmount><ram:GrandTotalAmount>238.00</ram:GrandTotalAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
  </ram:ApplicableHeaderTradeSettlement>
 </rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>"""


@pytest.fixture(scope="module")
def fields():
    return InvoiceExtractor().extract(ReadDocument((INVOICE,)), CATEGORY).fields


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("issuer", "Keller Optik GmbH"),
        ("invoice_number", "KO-2024-0815"),
        ("date", "2024-05-07"),
        ("due_date", "2024-05-21"),
        ("net", "200.00"),
        ("tax", "38.00"),
        ("amount", "238.00"),
        ("currency", "EUR"),
        ("iban", "DE08700901001234567890"),
        ("customer_number", "5512"),
        ("order_number", "B-99871"),
    ],
)
def test_an_invoice_tells(fields, name: str, value: str) -> None:
    assert fields[name].value == value


def test_line_items_are_the_rows_of_the_table(fields) -> None:
    assert [item.value["amount"] for item in fields["line_items"]] == ["120.00", "80.00"]


def test_running_numbers_of_rows_are_no_part_of_what_is_sold(fields) -> None:
    assert [item.value["description"] for item in fields["line_items"]] == [
        "Brillenfassung Modell A",
        "Gläser entspiegelt",
    ]


def test_the_net_total_is_no_item() -> None:
    page = """Harbour Ltd

Invoice 77

Description   Quantity  Unit price  Amount
Cleaning      12        48.00       576.00
Net total                           576.00
VAT 20 %                            115.20
Total GBP                           691.20
"""
    items = InvoiceExtractor().extract(ReadDocument((page,)), CATEGORY).fields["line_items"]

    assert [item.value["description"] for item in items] == ["Cleaning"]


def test_a_number_that_does_not_run_on_belongs_to_the_description() -> None:
    page = """Muster GmbH

Rechnung Nr. 77

Pos  Beschreibung         Menge  Preis  Betrag
10   Lampe groß           1      20,00  20,00
4    Füße für die Lampe   1      5,00   5,00
20   Kabel                2      3,00   6,00

Summe 31,00 €
"""
    items = InvoiceExtractor().extract(ReadDocument((page,)), CATEGORY).fields["line_items"]

    assert [item.value["description"] for item in items] == ["Lampe groß", "4 Füße für die Lampe", "Kabel"]


VARIATIONS = {
    "labels above": (
        """Brightwater Consulting LLC
400 Pine Street, Portland, OR 97204

Invoice #          Date            Terms          Due
10482              06/15/2023      Net 30         07/15/2023

Bill to
Northern Lights Inc.
Duluth, MN 55802

Workshop           $1,200.00
Travel             $84.50
Total              $1,284.50""",
        ("Brightwater Consulting LLC", "10482", "2023-06-15", "1284.50"),
    ),
    "credit note": (
        """Elektro Sommer GmbH
Industriestraße 22, 04109 Leipzig

Gutschriftsnummer: GS-1187
Datum: 11.01.2024
zu Rechnung Nr. RE-99812 vom 20.12.2023

Netto                    -100,00 EUR
19% MwSt                 -19,00 EUR
Gesamtbetrag             -119,00 EUR""",
        ("Elektro Sommer GmbH", "GS-1187", "2024-01-11", "-119.00"),
    ),
    "holder of the account": (
        """Studio Nord
Hafenstraße 7 - 24103 Kiel

Nordlicht Reisen KG
24937 Flensburg

Rechnungsnummer     R24-033
Rechnungsdatum      19.04.2024
Zwischensumme                     310,00 €
Umsatzsteuer 19 %                 58,90 €
Endbetrag                         368,90 €
Kontoinhaber: Studio Nord   IBAN DE89370400440532013000   www.studio-nord.de""",
        ("Studio Nord", "R24-033", "2024-04-19", "368.90"),
    ),
    "Spanish": (
        """Talleres Ruiz S.L.
C/ Mayor 45, 28013 Madrid
Número de factura: 2023/0456
Fecha de emisión: 17/11/2023
Base imponible         300,00 €
IVA 21%                63,00 €
Total factura          363,00 €""",
        ("Talleres Ruiz S.L.", "2023/0456", "2023-11-17", "363.00"),
    ),
    "a number without saying of what": (
        """Boulangerie Martin SAS                           Facture
8 place du Marché                                 Numéro : F2024-0098
69001 Lyon                                        Date : 12/04/2024

Sous-total      130,00 €
TVA 5,5 %       7,15 €
Total           137,15 €
Date limite de paiement : 12/05/2024""",
        ("Boulangerie Martin SAS", "F2024-0098", "2024-04-12", "137.15"),
    ),
    "Dutch, net beside gross": (
        """FACTUUR
Waterbedrijf Noord N.V.                Klantnummer 448812
Postbus 10                             Factuurnummer 90012231
9700 AA Groningen                      Factuurdatum 3 januari 2024

Omschrijving                  Excl. btw    Btw       Incl. btw
Vastrecht                     €  20,00     €  1,80   €  21,80
Totaal                        €  80,00     €  7,20   €  87,20
Te betalen voor 17 januari 2024   € 87,20""",
        ("Waterbedrijf Noord N.V.", "90012231", "2024-01-03", "87.20"),
    ),
}


@pytest.mark.parametrize("name", VARIATIONS)
def test_invoices_of_other_layouts_tell_the_same(name: str) -> None:
    text, told = VARIATIONS[name]

    fields = InvoiceExtractor().extract(ReadDocument((text,)), CATEGORY).fields

    assert tuple(fields[each].value for each in ("issuer", "invoice_number", "date", "amount")) == told


def test_a_number_may_stand_behind_the_heading_without_a_label() -> None:
    text = "Garage Nord SARL\nFACTURE FA00412\nLe 22/11/2019\nTotal HT  320,00\nTVA 20%  64,00\nNet à payer  384,00 €"

    fields = InvoiceExtractor().extract(ReadDocument((text,)), CATEGORY).fields

    assert fields["invoice_number"].value == "FA00412"


def test_a_day_of_the_table_of_services_is_not_the_invoices_day() -> None:
    text = "Praxis Nord\nRechnungs-Nr.: 47/21      12. August 2021\n02.08.2021  Untersuchung  12,94\nGesamtbetrag  12,94"

    fields = InvoiceExtractor().extract(ReadDocument((text,)), CATEGORY).fields

    assert fields["date"].value == "2021-08-12"


def test_an_embedded_invoice_is_the_exact_truth() -> None:
    document = ReadDocument((INVOICE,), files={"factur-x.xml": CII.format(number="KO-2024-0815").encode()})

    fields = InvoiceExtractor().extract(document, CATEGORY).fields

    assert (fields["amount"].value, fields["amount"].method, fields["amount"].confidence) == (
        "238.00",
        Method.EMBEDDED,
        0.99,
    )


def test_an_embedded_value_that_the_page_does_not_show_is_believed_less_and_said() -> None:
    document = ReadDocument((INVOICE,), files={"factur-x.xml": CII.format(number="OTHER-1").encode()})

    extraction = InvoiceExtractor().extract(document, CATEGORY)

    number = extraction.fields["invoice_number"]
    assert (number.value, number.confidence < 0.9) == ("OTHER-1", True)
    assert "invoice_number" in extraction.warnings[0]


@pytest.mark.parametrize(
    "content",
    [
        b"<not xml",
        b"<html/>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><Invoice/>',
        b"\x00\x01",
        b"<Invoice>" + b" " * 2_100_000 + b"</Invoice>",
    ],
    ids=["broken", "something else", "entities", "binary", "too large"],
)
def test_an_attachment_that_is_no_safe_invoice_changes_nothing(content: bytes, fields) -> None:
    document = ReadDocument((INVOICE,), files={"factur-x.xml": content})

    assert InvoiceExtractor().extract(document, CATEGORY).fields == fields


def test_a_credit_note_has_a_sign() -> None:
    text = INVOICE.replace("Rechnung\n", "Rechnungskorrektur\n").replace("     38,00", "     -38,00")
    text = text.replace("238,00", "-238,00").replace("200,00", "-200,00")

    fields = InvoiceExtractor().extract(ReadDocument((text,)), CATEGORY).fields

    assert fields["amount"].value == "-238.00"
