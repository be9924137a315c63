"""Right-to-left lines are read from right to left, their numbers and Latin words from left to right.

``seen`` is what stands on paper from left to right.
"""

from __future__ import annotations

import pytest

from ocr_service.domain.page import Box, Word
from ocr_service.layout.direction import in_logical_order


def line(seen: str, top: float = 0) -> list[Word]:
    return [
        Word(text, Box(60 * at, top, 50, 10), 100, 0, 0, int(top)) for at, text in enumerate(seen.split())
    ]


def read(seen: str) -> str:
    return " ".join(word.text for word in in_logical_order(line(seen)))


@pytest.mark.parametrize(
    ("seen", "wanted"),
    [
        ("םלוכל םולש", "שלום לכולם"),
        ("2024 סמ תינובשח", "חשבונית מס 2024"),
        ("₪ 1,250.00 ךסב", "בסך 1,250.00 ₪"),
        ("12/03/2024 :ךיראת", "תאריך: 12/03/2024"),
        ("(דרשמ) 03-5551234 ןופלט", "טלפון 03-5551234 (משרד)"),
        ("רלוד 450-ב רכמנ Dell XPS 13 בשחמה", "המחשב Dell XPS 13 נמכר ב-450 דולר"),
        ('מ"עב ABC תרבח', 'חברת ABC בע"מ'),
        ("The word םולש means peace", "The word שלום means peace"),
        ("17% זוחא", "אחוז 17%"),
        ("ﺔﻴﺑﺮﻌﻟا طﻮﻄﳋا", "اﳋﻄﻮط اﻟﻌﺮﺑﻴﺔ"),
        ("plain words 12.50", "plain words 12.50"),
    ],
)
def test_a_line_is_read_in_logical_order(seen, wanted):
    assert read(seen) == wanted


def test_a_short_hebrew_label_before_a_long_address_is_first_on_a_hebrew_page():
    words = [*line('info@example.com :ל"אוד'), *line("שדוחה ףוס דע םלשל אנ םולש םלוכל", top=20)]

    assert " ".join(word.text for word in in_logical_order(words)[:2]) == 'דוא"ל: info@example.com'


def test_a_word_keeps_its_box():
    assert [(word.text, word.box.left) for word in in_logical_order(line("2024 סמ"))] == [
        ("מס", 60),
        ("2024", 0),
    ]


def test_an_accent_stays_behind_its_letter():
    assert read("םוֹלשָׁ םלוכל") == "לכולם שָׁלוֹם"


def test_a_page_that_is_in_logical_order_already_stays_as_it_is():
    words = line("שלום לכולם")

    assert in_logical_order(words) == tuple(words)


@pytest.mark.parametrize("seen", ["םיריידה לכל (הפוחד) העדוה", "םיריידה לכל )הפוחד( העדוה"])
def test_brackets_open_before_they_close_whichever_way_they_were_told(seen):
    assert read(seen) == "הודעה (דחופה) לכל הדיירים"


@pytest.mark.parametrize(
    ("seen", "wanted"), [("قاقحتسلاا", "الاستحقاق"), ("ىلولأا", "الأولى"), ("مالك", "كلام")]
)
def test_lam_and_alef_of_one_glyph_are_in_reading_order(seen, wanted):
    assert read(seen) == wanted
