from __future__ import annotations

import pytest

from ocr_service.domain.page import Box, Word
from ocr_service.pipeline.reading.text_layers.code_pages import in_their_code_page

POLISH = "Należność ogółem słownie: tysiąc dwieście pięćdziesiąt złotych, płatność do piątku, Łódź, ul. Świętojańska"
CZECH = (
    "Děkujeme za vaši důvěru, příjemce a dodavatel: Železářství Dvořák, Třída Míru, účet a příkaz k úhradě"
)
RUSSIAN = "Счёт на оплату услуг по ремонту окон, поставщик и покупатель, оплатить не позднее первого апреля"
GREEK = "Τιμολόγιο για την πληρωμή των υπηρεσιών, ευχαριστούμε για την προτίμηση και τη συνεργασία σας"
TURKISH = "Teşekkür ederiz, ödenecek tutar bankaya yapılmıştır, sayılı fatura, müşteri Şükrü Yıldız, İstanbul Çağlayan"
LITHUANIAN = (
    "Sąskaita faktūra, pirkėjas, žodžiais tūkstantis eurų, ačiū, kad naudojatės mūsų paslaugomis ir šįkart"
)
GERMAN = (
    "Rechnung über die Prüfung der Gebühren für März, Straße, Öffnungszeiten täglich, grüßen, gehört, möchten"
)


def words_of(text: str) -> list[Word]:
    return [Word(each, Box(0, 0, 40, 10), 100, 0, 0, 0) for each in text.split()]


def read(text: str) -> str:
    return " ".join(word.text for word in in_their_code_page(words_of(text)))


def shown_as_western(text: str, page: str) -> str:
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode(page))


@pytest.mark.parametrize(
    ("text", "page"),
    [
        (POLISH, "cp1250"),
        (POLISH, "iso8859_2"),
        (CZECH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (GREEK, "cp1253"),
        (TURKISH, "cp1254"),
        (LITHUANIAN, "cp1257"),
        (GERMAN, "mac_roman"),
        (GERMAN, "utf-8"),
        (POLISH, "utf-8"),
    ],
)
def test_letters_of_another_code_page_are_read(text: str, page: str) -> None:
    told = shown_as_western(text, page)

    assert told != text
    assert read(told) == text


@pytest.mark.parametrize(
    "text",
    [
        POLISH,
        CZECH,
        RUSSIAN,
        GREEK,
        TURKISH,
        GERMAN,
        "Où êtes-vous, société générale à Orléans, l’équipe a réglé le chèque après l’été, garçon",
        "Håkan, Bokmål, Ålesund og smørbrød, også på øya, færøysk, hjælp, gå, få, må, så, då",
        "Þetta er íslenska: það, sú, tölva, hús, bær, svæði, þýðing, öll, við, fyrir, árið, mánuð",
        "the past—only and the book—memory, the figures—one, the scope—by, the well—known, its end—and more",
        "Size 10² and 12³ of Acme® at 20° ±5 §4 «quoted» note¹ other¹ third³ fourth¹ fifth²",
    ],
)
def test_letters_that_are_told_right_stay(text: str) -> None:
    assert read(text) == text


def test_a_name_of_another_language_among_plain_words_stays() -> None:
    assert read("Dear Mr Nuñez, Mrs Æbel and Mr Ýmir, please pay the bill") == (
        "Dear Mr Nuñez, Mrs Æbel and Mr Ýmir, please pay the bill"
    )
