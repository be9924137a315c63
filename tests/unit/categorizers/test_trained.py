from __future__ import annotations

import pytest

from ocr_service.categorizers.trained import TrainedCategorizer
from ocr_service.domain.facts import Method
from ocr_service.memory.feedback import learn
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
