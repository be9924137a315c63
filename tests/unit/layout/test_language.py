"""The language of a text, by its small words."""

from __future__ import annotations

import pytest

from ocr_service.layout.language import language_of

ALL = ("eng", "deu", "fra", "spa", "ita")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the price of the goods is in the letter that we sent", "eng"),
        ("der Preis für die Ware steht in dem Brief und ist nicht zu hoch", "deu"),
        ("le prix des produits est dans la lettre que nous avons pour vous", "fra"),
        ("el precio de los productos está en la carta que se envía por correo", "spa"),
        ("il prezzo della merce è nella lettera che non si trova di più", "ita"),
    ],
)
def test_a_sentence_tells_its_language(text, language):
    assert language_of(text.split(), ALL) == language


def test_too_few_small_words_tell_nothing():
    assert language_of(["Invoice", "2024-117", "12.50"], ALL) is None


def test_only_installed_languages_are_told():
    assert language_of(["der", "die", "und", "das", "von"], ("eng", "fra")) is None


def test_the_words_of_an_invoice_tell_its_language():
    assert (
        language_of(
            ["Rechnung", "Nr.", "4711", "Kunden-Nr.", "12", "Datum", "3.5.2024", "Betrag", "12,50"], ALL
        )
        == "deu"
    )


def test_another_language_must_clearly_outdo_the_one_that_was_read():
    words = ["the", "price", "of", "the", "goods", "der", "Preis", "der", "Ware", "ist"]

    assert language_of(words, ALL, read_as="eng") == "eng"
    assert language_of([*words, "und", "die", "das"], ALL, read_as="eng") == "deu"
