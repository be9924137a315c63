"""A quick pattern finds what its pattern finds, and is not tried where nothing can be found."""

from __future__ import annotations

import random
import re

import pytest

from ocr_service.categorizers.keywords import load_rules
from ocr_service.layout.quick_pattern import quick_pattern


@pytest.mark.parametrize(
    ("written", "needed"),
    [
        (r"\bCASHIER\b", ("CASHIER",)),
        (r"\bBON\b.{0,6}\d", ("BON",)),
        (r"R[O0]UND(?:ING)? ?ADJ", ("UND",)),
        (r"a{2,3}bcd", ("bcd",)),
        (r"colou?r", ("colo",)),
        (r"(?:AB|CD)?EF", ("EF",)),
        (r"(?:ABC|DE)F|\bGH+I", ("ABC", "DE", "GH")),
        (r"[]a]bc[^\]x]", ("bc",)),
        (r"(?s)A.*BCD", ("BCD",)),
        (r"(?<!A)BC(?=DEF)", ("BC",)),
        (r"A\.\|B", ("A.|B",)),
        (r"Y?\u00a5", ()),
        (r"\x41BC\u00a5DEF", ("DEF",)),
        (r"x|", ()),
        (r"\.{8,}", ()),
        (r"(?i)abc", ()),
        (r"", ()),
    ],
)
def test_the_letters_that_every_match_has_are_told(written: str, needed: tuple[str, ...]) -> None:
    assert quick_pattern(written).needed == needed


def test_a_pattern_that_minds_no_case_is_always_tried() -> None:
    assert quick_pattern("abc", re.IGNORECASE).needed == ()
    assert quick_pattern("abc", re.IGNORECASE).search("xABC")


def test_what_is_put_in_the_place_of_a_match_is_put_there_as_without_haste() -> None:
    legal_form = quick_pattern(r"\bS[0O]N BHD\b")

    assert legal_form.sub("SDN BHD", "MR. SON BHD") == "MR. SDN BHD"
    assert legal_form.sub("SDN BHD", "MR. SON LTD") == "MR. SON LTD"


def test_what_a_category_is_known_by_is_found_as_without_haste() -> None:
    patterns = [one for rule in load_rules().rules for one in (*rule.any_of, *rule.all_of)]
    letters = sorted({letter for one in patterns for letter in one.pattern.pattern})
    chance = random.Random(7)
    texts = [
        "".join(chance.choices((*letters, *" \n", *one.needed, "INVOICE", "TOTAL", "12.50"), k=60))
        for one in patterns
    ]

    for one in patterns:
        for text in texts[::17]:
            assert bool(one.search(text)) == bool(one.pattern.search(text))
