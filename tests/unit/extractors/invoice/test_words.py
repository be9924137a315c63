"""Numbers and firms of invoices in languages that the extractor was not made with."""

from __future__ import annotations

import pytest

from ocr_service.domain.facts import FieldValue
from ocr_service.extractors.invoice.extractor import invoice_fields
from ocr_service.layout.layout import document_layout
from tests.support.read_documents import ReadDocument


def read(text: str) -> dict[str, FieldValue | tuple[FieldValue, ...]]:
    return invoice_fields(document_layout(ReadDocument((text,))))


@pytest.mark.parametrize(
    "row",
    [
        "Fakturanr. F22-4711",
        "Fakturanummer: F22-4711",
        "Fakturans nummer F22-4711",
        "Regningsnummer F22-4711",
        "Faktura VAT nr F22-4711",
        "Numer faktury:      F22-4711",
        "Faktura č. F22-4711",
        "Číslo faktúry: F22-4711",
        "Laskun numero F22-4711",
        "Lasku nro F22-4711",
        "Számla sorszáma: F22-4711",
        "Factură nr. F22-4711",
        "Račun br. F22-4711",
        "Račun št. F22-4711",
        "Številka računa: F22-4711",
        "Счет № F22-4711",
        "Номер счета: F22-4711",
        "Рахунок № F22-4711",
        "Αριθμός τιμολογίου: F22-4711",
        "Fatura No: F22-4711",
        "Fatura n.º F22-4711",
        "Número da fatura:   F22-4711",
        "Arve nr F22-4711",
        "Rēķins Nr. F22-4711",
        "Sąskaita faktūra Nr. F22-4711",
        "N. documento F22-4711",
        "Rechnungskorrektur Nr. F22-4711 vom 16.09.2018",
        "Credit memo no. F22-4711",
        "Avoir n° F22-4711",
        "Número: F22-4711",
        "Numer: F22-4711",
        "Číslo: F22-4711",
        "N° F22-4711 du 04/06/2024",
        "Number F22-4711 dated 4 June 2024",
        "FACTURA ELECTRÓNICA F22-4711",
        "FACTURA RECTIFICATIVA F22-4711",
        "Facture d'acompte F22-4711",
        "Fattura elettronica F22-4711",
        "請求番号：F22-4711",
        "رقم الفاتورة: F22-4711",
        "فاتورة مبيعات رقم F22-4711",
        "Adjustment note no: F22-4711",
        "청구번호: F22-4711",
        "发票编号：F22-4711",
    ],
)
def test_the_number_is_known_by_what_a_language_calls_it(row: str) -> None:
    assert (
        read(f"Nordljus AB\nParkvej 7\n\n{row}\nKlient 884710\n\nTotal 119,00 EUR")["invoice_number"].value
        == "F22-4711"
    )


@pytest.mark.parametrize("label", ["Factura", "Numéro :", "Número"])
def test_a_word_alone_labels_the_number_in_the_next_column(label: str) -> None:
    text = f"Rovira S.L.U.\n\n{label:<24}INV-35803\n{'Fecha':<24}20-05-2024\n\nTotal 119,00 EUR"

    assert read(text)["invoice_number"].value == "INV-35803"


@pytest.mark.parametrize("words", ["Do faktury nr", "Avser faktura", "Relates to invoice", "Ref. fatura"])
def test_the_invoice_that_a_credit_note_takes_back_is_not_its_own(words: str) -> None:
    text = f"Stolarnia Dąb Sp. z o.o.\nFaktura korygująca nr FK/7/2024\n{words} F/118/2024\nRazem brutto  -123,00 PLN"

    assert read(text)["invoice_number"].value == "FK/7/2024"


@pytest.mark.parametrize("row", ["N° F22-4711", "Nº F22-4711", "№ F22-4711"])
def test_a_number_alone_below_the_heading_is_the_invoices(row: str) -> None:
    assert (
        read(f"Ferretería Los Andes\nFACTURA ELECTRÓNICA\n{row}\nTotal 119,00 EUR")["invoice_number"].value
        == "F22-4711"
    )


def test_the_number_of_a_party_is_not_the_invoices() -> None:
    text = "Rechnung Nr. 471102 vom 05.03.2018\n\nVerkäufer:\nNummer :      549910\nLieferant GmbH\n\nBruttosumme 119,00 EUR"

    assert read(text)["invoice_number"].value == "471102"


@pytest.mark.parametrize("title", ["FAKTURA", "Faktura VAT", "FATURA", "Factuur", "SZÁMLA"])
def test_a_title_is_no_firm(title: str) -> None:
    issuer = read(f"{title:<40}Figueiredo Garcia Lda\n{title} 12/2024\n\nTotal 119,00 EUR")["issuer"]

    assert issuer.value == "Figueiredo Garcia Lda"


@pytest.mark.parametrize(
    "name",
    [
        "Schagen van Parijs N.V.",
        "van der Zijl B.V.",
        "Valguarnera e Bonanno SPA",
        "Rzeszut & Kurpisz Sp. z o.o.",
        "Batista & Matos Unipessoal Lda",
        "Hägglund & Jansson HB",
        "Łabuś i Wspólnicy sp. j.",
        "Novák a syn s.r.o.",
    ],
)
def test_a_firm_keeps_its_small_words_and_its_form(name: str) -> None:
    assert read(f"FACTUUR   {name}\n\nTotal 119,00 EUR")["issuer"].value == name


def test_the_one_word_of_a_logo_is_not_trusted_for_a_firms_name() -> None:
    issuer = read(
        "JANSSON\n\nFaktura 12-2024\n\nTotal 119,00 EUR\n\nJansson AB | Idrottsgatan 7 | 72195 Gävle"
    )["issuer"]

    assert issuer.confidence < 0.9


@pytest.mark.parametrize(
    ("row", "number"),
    [("Fatura FT A/882", "FT A/882"), ("Number: CN 2024-77", "CN 2024-77"), ("Invoice No 12", "12")],
)
def test_a_number_keeps_the_letters_of_its_series(row: str, number: str) -> None:
    assert (
        read(f"Norton Lda\nRua do Sol 4, 4000 Porto\n\n{row}\nTotal   12,00 €")["invoice_number"].value
        == number
    )
