"""Words that one font of a page maps wrongly are told from the others, names and codes from neither."""

from __future__ import annotations

import pytest

from ocr_service.domain.page import Box, Word
from ocr_service.pipeline.reading.text_layers.wrong_words import wrong_words

ENGLISH = (
    "The heating of your building will be renewed between the eighth and the nineteenth of April.",
    "During these days there may be no warm water for several hours, and our engineers will need",
    "to enter each flat once. Please tell the office before Friday which day suits you best, and",
    "whether somebody will be at home in the morning. Thank you for your patience and your help.",
)
GERMAN = (
    "Sehr geehrte Damen und Herren, hiermit kündigen wir den bestehenden Vertrag über die Wartung",
    "der Heizungsanlage fristgerecht zum nächstmöglichen Zeitpunkt und bitten Sie um eine kurze",
    "schriftliche Bestätigung dieser Kündigung an die oben genannte Anschrift unserer Verwaltung.",
)
BULGARIAN = (
    "Община Пловдив уведомява госпожа Димитрова, че заявлението от май е прието без възражения",
    "и срокът за обжалване изтича през декември. С уважение Иван Стаменов, началник на отдел",
)
BELARUSIAN = (
    "Паважаныя жыхары, паведамляем вам, што сістэма ацяплення вашага дома будзе заменена",
    "у красавіку, таму некалькі гадзін у дзень не будзе гарачай вады ў кожнай кватэры",
)
KAZAKH = (
    "Жеткізуші Алматы қаласы тауарлардың атауы саны бағасы сомасы барлығы төлеуге",
    "қосылған құн салығы банк деректемелері басшы бухгалтер келісімшарт мерзімі жарамды",
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
PERMUTED = str.maketrans(LETTERS, "qzxjkvbpygwmufhtrnlsdaceoi")
SHIFTED = str.maketrans(LETTERS, LETTERS[1:] + LETTERS[:1])


def words(*lines: str) -> tuple[Word, ...]:
    return tuple(
        Word(text, Box(10 * place, 20 * number, 9, 10), 100.0, 1, 1, number)
        for number, line in enumerate(lines)
        for place, text in enumerate(line.split())
    )


def wrong_lines(*lines: str) -> list[int]:
    page = words(*lines)
    return sorted({page[place].line for place in wrong_words(page)})


@pytest.mark.parametrize("table", [PERMUTED, SHIFTED], ids=["permuted", "shifted"])
@pytest.mark.parametrize("wrong", [[0], [1, 2], [3], [0, 3], [0, 1, 2]])
def test_lines_of_a_font_that_maps_wrongly_are_found(table, wrong):
    lines = [
        line.lower().translate(table) if number in wrong else line for number, line in enumerate(ENGLISH)
    ]

    assert wrong_lines(*lines) == wrong


@pytest.mark.parametrize(
    "lines",
    [
        ENGLISH,
        ENGLISH + GERMAN,
        GERMAN[:1] + ENGLISH,
        BULGARIAN,
        BELARUSIAN,
        KAZAKH,
        (*ENGLISH, "Xobix Yokin", "Kwuxi Byzgor"),
        (*ENGLISH, "BWKX QZRT MNBV XKCD 4711-B GTIN EAN DIN912 KJHG"),
        ("BWKX QZRT", "12 34 56"),
        (),
    ],
    ids=[
        "one language",
        "two",
        "one line in another",
        "Bulgarian",
        "Belarusian",
        "Kazakh",
        "names",
        "codes",
        "codes alone",
        "nothing",
    ],
)
def test_languages_names_and_codes_are_left_alone(lines):
    assert not wrong_lines(*lines)


@pytest.mark.parametrize("lines", [BULGARIAN, BELARUSIAN], ids=["Bulgarian", "Belarusian"])
def test_lines_of_cyrillic_that_a_font_maps_wrongly_are_found(lines):
    letters = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
    table = str.maketrans(letters, letters[3:] + letters[:3])

    assert wrong_lines(*lines, *(line.lower().translate(table) for line in lines)) == [2, 3]


def test_all_words_of_such_a_line_go_with_it():
    page = words(*ENGLISH[:3], "uif 12 pg npouimz sfou jt 640.00 boe dpousbdut foe po Nbsdi")

    assert {page[place].text for place in wrong_words(page)} >= {"12", "640.00"}


def test_words_that_no_reader_can_see_go_alone_and_signs_stay():
    page = words(*ENGLISH, "\ufffd\ufffd\ufffd\ufffd \ufffd 01865 4711")

    assert [page[place].text for place in wrong_words(page)] == ["\ufffd" * 4]
