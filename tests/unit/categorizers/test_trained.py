from __future__ import annotations

import pytest

from ocr_service.categorizers.trained import TrainedCategorizer
from ocr_service.domain.facts import Category, Method
from ocr_service.extractors.general import GeneralExtractor
from ocr_service.feedback.corrections import learn
from tests.support.read_documents import INVOICE, LETTER, RECEIPT, SCORECARD, ReadDocument

FORM = """PROJECT REQUEST FORM
Name: ______________
Department: Research
Date: 03/05/2019
Requested by: N. Huber
Account:
Budget: ____________
Comments:
Product:
Approved by: ____________
Signature ________ Date ________"""

CONTRACT = """SERVICE AGREEMENT
This Agreement is made between Rossi Design Ltd and Brown Foods Inc., hereinafter the parties.
1 The supplier shall deliver the services that are described in the annex to this document in good time.
2 Either party may end it with three months' notice in writing to the other one at the end of a month.
3 The governing law is that of the place where the supplier has its registered office at this time.
IN WITNESS WHEREOF the parties have signed."""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (RECEIPT, "receipt"),
        (INVOICE, "invoice"),
        (LETTER, "letter"),
        (SCORECARD, "scorecard"),
        (FORM, "form"),
        (CONTRACT, "contract"),
    ],
    ids=["receipt", "invoice", "letter", "scorecard", "form", "contract"],
)
def test_a_document_is_told_by_its_words_and_its_build(text: str, name: str) -> None:
    category = TrainedCategorizer().categorize(ReadDocument((text,)))

    assert category.name == name
    assert category.reasons


NO_CATEGORY = {
    "a quote with its validity": """Tischlerei Lang
Ahornweg 3, 99084 Erfurt
Angebot
Angebots-Nr.: 2025-77
Datum: 02.05.2025
Gültig bis: 01.06.2025
Schrank nach Maß   2.900,00 €
19 % MwSt   551,00 €
Gesamtbetrag   3.451,00 €""",
    "a payslip": """Northgate Ltd
PAYSLIP
Employee no. 5512
Pay period March 2024
Basic pay   2,400.00
Pension   120.00
Net pay   1,980.40""",
    "a reminder": """Wasserwerk Süd
Zahlungserinnerung
Datum: 03.06.2024
zu unserer Rechnung Nr. 4471 vom 02.05.2024 über 61,90 EUR
ging bisher keine Zahlung ein.
Bitte überweisen Sie bis zum 17.06.2024.""",
    "a delivery note": """Baustoffe Nord
Lieferschein
Lieferschein-Nr. 88123
Lieferdatum: 04.04.2024
12 Sack Zement   300 kg
4 Paletten Ziegel   2100 kg
Ware erhalten: ____""",
}


@pytest.mark.parametrize("text", NO_CATEGORY.values(), ids=NO_CATEGORY)
def test_a_paper_that_looks_like_an_invoice_and_is_none_stays_other(text: str) -> None:
    category = TrainedCategorizer().categorize(ReadDocument((text,)))

    assert category.name == "other"
    assert category.reasons


def test_an_invoice_like_page_without_a_category_still_gives_its_amounts_with_labels() -> None:
    document = ReadDocument((NO_CATEGORY["a quote with its validity"],))

    amounts = GeneralExtractor().extract(document, Category()).facts["amounts"]

    assert {"amount": "3451.00", "currency": "EUR", "label": "gross"} in [one.value for one in amounts]


OLD_FORMS = {
    "a fax": """JUN 04 '92 NORTH LAB 212 555 0199 P.1/4
TELECOPIER COVER SHEET
TO: R. Miller
FROM: Ann Clark
DATE: June 4, 1992
PAGES: (including this cover sheet) 4
RE: sample return
Please call if you do not receive all pages.""",
    "a laboratory's sheet": """SAMPLE DATA SHEET
SAMPLE NO    LOT NO    DATE
A-311    20,845    9/28/83
STORAGE
0 ROOM D COLD O FREEZER
REACTIVITY WATER UNCHANGED X DECOMPOSED
COMMENTS
none
PREPARED BY J. Brown
61993004""",
    "an evaluation": """PROMOTION EVALUATION
REGION: North    DIVISION 4
ITEM/BRAND: Glasses
CONSUMER ACCEPTANCE: POOR FAIR X GOOD EXCELLENT
WERE QUANTITIES APPROPRIATE? X YES NO
EXPLAIN:
COMMENTS: packed too large""",
}


@pytest.mark.parametrize("text", OLD_FORMS.values(), ids=OLD_FORMS)
def test_an_old_form_is_told_without_the_word(text: str) -> None:
    assert TrainedCategorizer().categorize(ReadDocument((text,))).name == "form"


PLAIN_INVOICES = {
    "whole amounts": "Malermeister Ott\nWaldweg 2, 01067 Dresden\nRechnung Nr. 77\nDatum: 03.05.2024\nFlur streichen   480 €\nAnfahrt   30 €\nGesamtbetrag   510 €",
    "three decimals": "Gulf Marine LLC\nTAX INVOICE\nInvoice No: GM-81\nInvoice Date: 3 May 2024\nRope   21.250   85.000\nVAT 5%   OMR 4.250\nTotal   OMR 89.250",
    "Swedish": "Bygg i Norr AB\nFaktura\nFakturanummer: 991\nFakturadatum: 2024-05-03\nTak   4 500 kr\nMoms 25 %   1 125 kr\nAtt betala   5 625 kr",
}


@pytest.mark.parametrize("text", PLAIN_INVOICES.values(), ids=PLAIN_INVOICES)
def test_a_plain_invoice_is_told_whatever_its_amounts_look_like(text: str) -> None:
    assert TrainedCategorizer().categorize(ReadDocument((text,))).name == "invoice"


LAYOUTS = {
    "a Spanish resume": (
        "resume",
        """Currículum Vitae
María López
Experiencia laboral
2018-2023 Contable, Empresa Sol S.A., Madrid
2015-2018 Asistente, Gestoría Ruiz
Formación académica
2011-2015 Grado en Administración, Universidad de Valencia
Idiomas: español, inglés
Habilidades: Excel, SAP""",
    ),
    "a notice of assessment": (
        "tax",
        """Department of Revenue
Notice of Assessment    Tax year 2023
Taxpayer ID 123-45-6789
Taxable income 48,200.00
Income tax assessed 6,120.00
Tax withheld 6,500.00
Refund 380.00""",
    ),
    "a German receipt": (
        "receipt",
        """Backstube Krone
Marktplatz 2, 72070 Tübingen
Brot            3,90 A
Brezel 2x0,80   1,60 A
SUMME EUR       5,50
BAR            10,00
Rückgeld        4,50
A 7% Netto 5,14 MwSt 0,36
12.04.2024 08:14  Bon 1123""",
    ),
    "a French receipt": (
        "receipt",
        """SUPER MARCHE DU COIN
3 avenue de la Gare 31000 Toulouse
LAIT 1L          1,05
PAIN             1,20
TOTAL            2,25 EUR
CARTE BANCAIRE   2,25
TVA 5,5%         0,12
MERCI DE VOTRE VISITE""",
    ),
    "a German statement": (
        "bank_statement",
        """Kontoauszug Nr. 3/2024
Girokonto IBAN DE89 3704 0044 0532 0130 00
Alter Saldo 500,00 H
04.03. Lastschrift Stadtwerke 60,00 S
15.03. Gutschrift Gehalt 2.100,00 H
Neuer Saldo 2.540,00 H""",
    ),
    "a price list": (
        "other",
        """Price list spring 2024
Begonia, pot 9 cm  1.20
Lavender, pot 11 cm  2.40
Rose, bare root  6.90
All prices include VAT.""",
    ),
    "a menu": (
        "other",
        """Lunch Menu
Tomato soup  4.50
Grilled trout with potatoes  12.90
Cheese plate  8.00
Coffee  2.20""",
    ),
    "a delivery note": (
        "other",
        """Lieferschein Nr. 8812
Kundennummer 221  Lieferdatum 03.05.2024
Menge Artikel
10 Schrauben M8
2 Farbe weiß 5 l
Ware vollständig erhalten: ______________""",
    ),
    "minutes": (
        "other",
        """Minutes of the meeting of 4 May
Present: Ms Ford, Mr Lee, Ms Okafor
The board approved the minutes of the last meeting. The treasurer spoke about the roof.
Ms Ford will ask three firms for offers. Next meeting: 8 June.""",
    ),
    "a newspaper": (
        "other",
        """City council votes for new bridge
By our correspondent
The council voted on Tuesday for a new bridge over the river. It will cost 12.5 million euros and be finished in 2027.
Opponents said that the money would be better spent on schools.""",
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_other_layouts_and_languages_are_told_or_left_open(layout: str) -> None:
    name, text = LAYOUTS[layout]

    assert TrainedCategorizer().categorize(ReadDocument((text,))).name == name


@pytest.mark.parametrize(
    "text",
    ["", "lamp", "the quick brown fox jumps over the lazy dog and runs away from it all day long\n" * 4],
    ids=["nothing", "one word", "prose"],
)
def test_what_no_rule_speaks_for_is_other(text: str) -> None:
    assert TrainedCategorizer().categorize(ReadDocument((text,))).name == "other"


def test_feedback_moves_documents_of_the_same_words_and_no_others(tmp_path) -> None:
    bulletin = "Gemeindeblatt Musterort\nTermine der Vereine\nFeuerwehr Übung am Samstag\nChorprobe im Pfarrsaal\nBücherei geöffnet"
    learn(tmp_path, text=bulletin, found={}, category="report")
    categorizer = TrainedCategorizer(feedback_folder=tmp_path)

    again = categorizer.categorize(ReadDocument((bulletin.replace("Samstag", "Sonntag"),)))

    assert (again.name, again.method) == ("report", Method.MEMORY)
    assert categorizer.categorize(ReadDocument((RECEIPT,))).name == "receipt"


@pytest.mark.parametrize(
    "text",
    [
        "Schilder Maes\nBrugstraat 3, 9000 Gent\n\nFactuur\n\nFactuur 2024-12\nDatum 9/05/2024\nTotaal   € 96,00\nGelieve te betalen op rekening BE68 5390 0754 7034",
        "Snekker Berg\nStorgata 3, 2317 Hamar\n\nFaktura 118\n\nDato: 3. juni 2024\nTrapp   kr 8 000\nTotalt   kr 8 000",
        "Fontanería Gil\nCalle Sol 3, 46001 Valencia\n\nFactura\n\nFactura nº 88\nFecha: 9 de mayo de 2024\nTotal   96,00 €",
        "Ferretería Los Andes SpA\nSantiago, Chile\n\nFACTURA ELECTRÓNICA N° 4471\nTaladro   2   91.980\nNeto   $ 91.980\nIVA 19%   $ 17.476\nTotal   $ 109.456",
        "CV Maju Jaya\nJl. Sudirman 12, Jakarta\n\nFAKTUR\nNo. Faktur: INV/118\nTanggal: 03/06/2024\nPPN 11%   Rp 137.500\nJumlah   Rp 1.387.500",
    ],
    ids=["Dutch", "Norwegian", "Spanish", "Chilean", "Indonesian"],
)
def test_a_small_firms_invoice_is_one_though_little_stands_on_it(text: str) -> None:
    assert TrainedCategorizer().categorize(ReadDocument((text,))).name == "invoice"


def test_a_reminder_that_names_its_invoice_is_none() -> None:
    text = """Eaux de Provence SA
12 cours Mirabeau, 13100 Aix-en-Provence

Rappel
Aix-en-Provence, le 14 mai 2024
Madame, Monsieur,
notre facture n° 2024-0311 du 2 avril 2024 d'un montant de 118,40 € reste impayée.
Frais de rappel 8,00 €. Merci de régler 126,40 € avant le 28 mai 2024."""

    assert TrainedCategorizer().categorize(ReadDocument((text,))).name != "invoice"
