from __future__ import annotations

import pytest

from ocr_service.domain.facts import Category
from ocr_service.extractors.general import GeneralExtractor
from tests.support.read_documents import ReadDocument


def extraction(page: str, category: str = "letter"):
    return GeneralExtractor().extract(ReadDocument((page,)), Category(name=category))


@pytest.mark.parametrize(
    ("page", "day", "roles"),
    [
        ("Lund den 4 maj 2022\n\nHej,\nTillståndet gäller till 2027-05-03.", "2022-05-04", {"document", "validity"}),
        ("Köln, den 12. März 2024\n\nwir bestätigen, dass der Vertrag\nbis zum 31.12.2025 läuft.", "2024-03-12", {"document", "validity"}),
        ("Fakturadatum: 2022-05-04\nFörfallodatum: 2022-06-03", "2022-05-04", {"document", "due"}),
        ("Mahnung\nDatum: 09.10.2023\nunsere Rechnung Nr. 815 vom 04.09.2023 ist offen.\nZahlbar bis zum 20.10.2023", "2023-10-09",
         {"document", "other_document", "due"}),
        ("2. Mahnung\n09.05.2024\nIhre Rechnung 5512 vom 02.04.2024 ist offen.", "2024-05-09", {"document", "other_document"}),
        ("Smith & Co\n\n3rd June 1931\n\nDear Sir,\nyour letter of 29th May 1931 came today.", "1931-06-03", {"document", "other_document"}),
        ("Name: A. Weber\nDate of birth: 01.02.1980\nDate: 03.04.2021", "2021-04-03", {"document", "birth"}),
        ("Rappel\nAix, le 14 mai 2024\nnotre facture n° 311 du 2 avril 2024 reste impayée.\nMerci de régler 126,40 € avant le 28 mai 2024.",
         "2024-05-14", {"document", "other_document", "due"}),
        ("Faktura\nFakturadato: 02-04-2024\nBetalingsfrist: 16-04-2024", "2024-04-02", {"document", "due"}),
        ("First Bank\n\nSeptember 18, 1952\n\nDear Mr. Collins:\nThis will confirm that the note dated June 4, 1949 has been paid.",
         "1952-09-18", {"document", "other_document"}),
        ("AVOIR\nDate : 22/04/2024\nFacture d'origine : F-871 du 10/04/2024", "2024-04-22", {"document", "other_document"}),
        ("2. Mahnung\nMahndatum 06.06.2024\nRechnungsdatum 03.04.2024\nZahlbar bis 16.06.2024", "2024-06-06", {"document", "other_document", "due"}),
        ("PURCHASE ORDER\nOrder date: 12 April 2024\nDelivery date: 30 April 2024", "2024-04-12", {"document", "delivery"}),
        ("Lieferschein\nLieferdatum: 05.06.2024\nIhre Bestellung: B-778 vom 03.06.2024", "2024-06-05", {"document"}),
        ("Delivery note\nDate: 06.06.2024\nDelivery date: 07.06.2024", "2024-06-06", {"document", "delivery"}),
        ("Lieferschein Nr. 4711\n05.06.2024\nLiefertermin: 07.06.2024", "2024-06-05", {"document", "delivery"}),
        ("DELIVERY NOTE\nNo 451\n5 June 2024\nDelivery date: 7 June 2024", "2024-06-05", {"document", "delivery"}),
        ("DOCUMENTO DI TRASPORTO N. 451\ndel 05/06/2024\nData consegna: 07/06/2024", "2024-06-05", {"document", "delivery"}),
        ("RENTAL\nThis Contract of 5 June 2024 is between A. Smith and B. Jones.\nTerm ends 30 June 2026.", "2024-06-05", {"document", "unknown"}),
        ("LEASE\nThis lease is made this 5th day of June, 2024, and ends on the thirtieth day of June 2026.", "2024-06-05", {"document", "unknown"}),
        ("MIETE\nDieser Vertrag vom 05.06.2024 wird geschlossen.", "2024-06-05", {"document"}),
        ("POKWITOWANIE\nWarszawa, 05.06.2024\nWpłata za okres od 1.05.2024 do 31.05.2024", "2024-06-05", {"document", "period"}),
        ("Unser Zeichen: 4.2   Ihr Schreiben vom: 14.05.2024   05.06.2024\n\nSehr geehrte Frau Klein,", "2024-06-05", {"document", "other_document"}),
        ("Puebla, Pue., a 5 de junio del 2024\n\nEstimada señora:\nsu licencia del 14 de mayo de 2021 vence el 31 de diciembre de 2025.", "2024-06-05",
         {"document", "other_document", "due"}),
        ("Львівська міська рада\n05 червня 2024 року\nПовідомляємо, що договір від 14 травня 2023 року діє до 31 грудня 2025 року.", "2024-06-05",
         {"document", "other_document", "validity"}),
        ("Договір від 14 травня 2023 року", "2023-05-14", {"document"}),
        ("PAST DUE NOTICE\nJune 5, 2024\nInvoice 55120 dated April 2, 2024 is past due.\nPlease remit payment by June 19, 2024.", "2024-06-05",
         {"document", "other_document", "due"}),
        ("Mødet er den 5. juni 2024\nfor alle, ikke 12. juni 2024", "2024-06-05", {"document", "unknown"}),
        ("Versicherungsschein\nAusgestellt am 02.05.2024\nBeginn: 01.06.2024", "2024-05-02", {"document", "unknown"}),
    ],
    ids=["place and permit", "a contract that runs", "invoice", "reminder", "bare reminder", "old letter", "birth", "rappel", "term to pay", "a note in a letter", "credited", "labelled reminder", "order", "a delivery", "a dated delivery", "a delivery below its title", "a delivery apart", "transport", "this contract", "a lease", "dieser Vertrag", "a period that is paid", "line of references", "Mexico", "Ukraine", "a contract", "past due", "two days in a sentence", "policy"],
)  # fmt: skip
def test_the_date_of_a_document_is_told_from_the_other_dates_it_names(
    page: str, day: str, roles: set[str]
) -> None:
    facts = extraction(page).facts

    assert facts["document_date"].value == day
    assert {one.value["role"] for one in facts["dates"]} == roles


def test_a_reminder_is_due_when_it_says_and_not_when_its_invoice_was() -> None:
    page = "1. Zahlungserinnerung\nNeuburg, 5. Juni 2024\nFällig am 16.04.2024   84,20 EUR\nBitte überweisen Sie den Betrag bis zum 19.06.2024."

    assert extraction(page).facts["due_date"].value == "2024-06-19"


@pytest.mark.parametrize(
    ("row", "day"),
    [
        ("Payable jusqu'au 2 mai 2024", "2024-05-02"),
        ("Vence: 17 de abril de 2024", "2024-04-17"),
        ("Att betala 845,00 kr senast 2024-06-15", "2024-06-15"),
        ("Uhraďte prosím do 19. 6. 2024", "2024-06-19"),
        ("Faktura er ikke betalt. Betal venligst\nsenest 19. juni 2024", "2024-06-19"),
        ("Prosimy o wpłatę do dnia 19 czerwca 2024 r.", "2024-06-19"),
        ("Просим оплатить счёт не позднее 19 июня 2024 г.", "2024-06-19"),
        ("A határidő: 2024. június 19.", "2024-06-19"),
        ("お支払期限：令和6年6月30日", "2024-06-30"),
    ],
)
def test_the_day_to_pay_by_is_known_by_its_words(row: str, day: str) -> None:
    assert extraction(f"1 April 2024\n{row}").facts["due_date"].value == day


@pytest.mark.parametrize(
    "row",
    [
        "Zaprzysiężenie odbędzie się 04.05.2022 w ratuszu",
        "Ihr Zugang wird am Montag, 4. Mai 2022 abgeschaltet",
        "The lease that we discussed ends on 4 May 2022 at noon",
    ],
)
def test_a_date_behind_words_that_do_not_vouch_for_it_is_never_sure(row: str) -> None:
    found = extraction(f"Hello,\n{row}\nand more.")

    assert found.facts["document_date"].confidence < 0.75
    assert found.needs_review


def test_a_date_with_its_label_needs_no_review() -> None:
    found = extraction("Datum: 04.05.2022\n\nGuten Tag,\nalles ist gut.")

    assert found.facts["document_date"].confidence > 0.75
    assert not found.needs_review
