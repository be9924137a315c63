"""A page is read in the language asked for, or in the one that its words tell."""

from __future__ import annotations

from ocr_service.domain.page import Box, Page, Word
from ocr_service.pipeline.reading.page_language import AUTO, DocumentLanguages, PageLanguage

ALL = ("eng", "deu", "fra")
ENGLISH = "the price of the goods is in the letter that we sent"
GERMAN = "der Preis der Ware ist in dem Brief und nicht auf der Rechnung"
NUMBERS = "4711 12.50 0815"


class Reader:
    """Reads one text whatever the language, and writes down what it was asked for."""

    def __init__(self, text: str, sample: str | None = None) -> None:
        self.text, self.sample = text, text if sample is None else sample
        self.asked: list[str] = []

    def page(self, language: str) -> Page:
        self.asked.append(language)
        return page(self.text, language)

    def lines(self, language: str) -> Page:
        self.asked.append(f"sample {language}")
        return page(self.sample, language)


def page(text: str, language: str) -> Page:
    words = tuple(Word(word, Box(0, 0, 10, 10), 90.0, 1, 1, 1) for word in text.split())
    return Page(number=1, text=text, words=words, language=language)


def read(language: PageLanguage, reader: Reader) -> str:
    return language.read(reader.page, reader.lines).language


def auto(document: DocumentLanguages | None = None) -> PageLanguage:
    return PageLanguage(wanted=AUTO, document=document or DocumentLanguages(among=ALL))


def test_the_language_asked_for_takes_no_sample():
    reader = Reader(GERMAN)

    assert read(PageLanguage(wanted="fra"), reader) == "fra"
    assert reader.asked == ["fra"]


def test_the_sample_tells_the_language_and_the_page_is_read_once():
    reader = Reader(GERMAN)

    assert read(auto(), reader) == "deu"
    assert reader.asked == ["sample eng", "deu"]


def test_a_page_whose_sample_tells_nothing_is_read_in_the_usual_language_first():
    reader = Reader(GERMAN, sample=NUMBERS)

    assert read(auto(), reader) == "deu"
    assert reader.asked == ["sample eng", "eng", "deu"]


def test_a_page_that_tells_nothing_stays_in_the_usual_language():
    reader = Reader(NUMBERS)

    assert read(auto(), reader) == "eng"
    assert reader.asked == ["sample eng", "eng"]


def test_a_second_attempt_at_a_page_takes_no_second_sample():
    language, reader = auto(), Reader(GERMAN)
    read(language, reader)

    assert read(language, reader) == "deu"
    assert reader.asked == ["sample eng", "deu", "deu"]


def test_the_second_page_of_a_document_is_read_in_the_language_of_the_first_at_once():
    document, second = DocumentLanguages(among=ALL), Reader(GERMAN)
    read(auto(document), Reader(GERMAN))

    assert read(auto(document), second) == "deu"
    assert second.asked == ["deu"]


def test_a_page_in_another_language_than_those_before_is_read_again():
    document, english = DocumentLanguages(among=ALL), Reader(ENGLISH)
    read(auto(document), Reader(GERMAN))

    assert read(auto(document), english) == "eng"
    assert english.asked == ["deu", "eng"]


def test_once_the_language_has_changed_pages_are_sampled_in_the_latest():
    document, third = DocumentLanguages(among=ALL), Reader(ENGLISH)
    for text in (ENGLISH, GERMAN):
        read(auto(document), Reader(text))

    assert read(auto(document), third) == "eng"
    assert third.asked == ["sample deu", "eng"]


def test_after_two_more_pages_in_one_language_none_is_sampled():
    document, fourth = DocumentLanguages(among=ALL), Reader(GERMAN)
    for text in (ENGLISH, GERMAN, GERMAN):
        read(auto(document), Reader(text))

    assert read(auto(document), fourth) == "deu"
    assert fourth.asked == ["deu"]


def test_a_page_that_tells_nothing_is_read_in_the_language_of_its_document():
    document = DocumentLanguages(among=ALL)
    read(auto(document), Reader(GERMAN))

    assert read(auto(document), Reader(NUMBERS)) == "deu"
