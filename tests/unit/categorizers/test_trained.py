from __future__ import annotations

import pytest

from ocr_service.categorizers.trained import TrainedCategorizer
from ocr_service.domain.facts import Method
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
    categorizer = TrainedCategorizer(memory_folder=tmp_path)

    again = categorizer.categorize(ReadDocument((bulletin.replace("Samstag", "Sonntag"),)))

    assert (again.name, again.method) == ("report", Method.MEMORY)
    assert categorizer.categorize(ReadDocument((RECEIPT,))).name == "receipt"
