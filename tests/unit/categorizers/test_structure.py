from __future__ import annotations

import pytest

from ocr_service.categorizers.registry import build_categorizer
from ocr_service.categorizers.structure import structure_of
from ocr_service.layout.layout import layout_of
from ocr_service.layout.plain_text import page_from_text
from tests.support.read_documents import ReadDocument

# No word of it is one of any language.
FORM = """ZUVOKÉ TARIMÄ BELLOUN
Mavo Rilé ______________________   Tosku ____________
Dobvar ...............................................
Kelim   [ ] sova   [ ] teku
Bradá __.__.____        Vonsé ........................"""
CONTENTS = """Zuvoké tarimä belloun
Mavo rilé .............................. 3
Dobvar ................................. 17
Kelim sova teku ........................ 21
Bradá vonsé ............................ 40"""


def blanks_of(text: str) -> tuple[float, float]:
    numbers = structure_of(layout_of((page_from_text(text),)))
    return numbers["blanks"], numbers["leader_rows"]


def test_a_form_is_known_by_its_blanks_in_a_language_that_no_rule_knows() -> None:
    assert build_categorizer().categorize(ReadDocument((FORM,))).name == "form"


@pytest.mark.parametrize("text", [CONTENTS, CONTENTS.replace(" 17", " 17,50 €").replace(" 21", " 4,20 €")])
def test_dots_that_lead_to_a_page_or_a_price_are_no_blanks(text: str) -> None:
    blanks, leaders = blanks_of(text)

    assert (blanks, leaders) == (0.0, 0.8)
    assert build_categorizer().categorize(ReadDocument((text,))).name != "form"
