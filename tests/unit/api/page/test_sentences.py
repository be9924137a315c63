"""What results and errors say in English is said in the reader's language, with its names and numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from ocr_service.api.page.words.sentences import sentence_of, sentences_in
from ocr_service.api.page.words.spoken import LANGUAGES, words_in
from ocr_service.categorizers import registry as categorizers
from ocr_service.errors import OcrServiceError
from ocr_service.extractors.dates.roles import BEHIND_UNKNOWN_WORDS
from ocr_service.extractors.evidence.review import MISSING, doubts
from ocr_service.extractors.invoice.support import UNSUPPORTED

_WEB = Path(categorizers.__file__).parents[1] / "web"
_OTHERS = LANGUAGES[1:]
# What only programs are told: uploads by signed links, receipts, webhooks, keys, batches.
_FOR_PROGRAMS = re.compile(
    "UPLOAD(?!_ABORTED|_TIMEOUT)|RECEIPT|USER_|.*SUBSCRIPTION|NOTIFICATION_|.*WEBHOOK_|KEY_NOT|BATCH_|NOT_ACCEPT"
)
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_OURS = re.compile("DocVault OCR|nbsp|lt|amp|MB|ms")
_TAG_WORDS = re.compile(r'\b(?:aria-label|title|placeholder|alt|data-(?!remember)[a-z]+)="([^"]*)"')


def kinds(kind: type[OcrServiceError] = OcrServiceError) -> Iterator[type[OcrServiceError]]:
    """All errors of the service; those of the command line alone are told where it stands."""
    for inner in kind.__subclasses__():
        if inner.__module__.startswith("ocr_service.errors"):
            yield inner
        yield from kinds(inner)


def holes(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name)


def read(language: str) -> dict[str, str]:
    text = (_WEB / "words" / "sentences" / f"{language}.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


@pytest.mark.parametrize("language", _OTHERS)
def test_each_language_has_the_same_sentences_with_the_same_holes(language):
    known = read(language)

    assert known.keys() == read(_OTHERS[0]).keys()
    assert all(holes(english) == holes(told) and told for english, told in known.items())


@pytest.mark.parametrize("language", _OTHERS)
def test_each_error_that_people_meet_is_said_in_each_language(language):
    codes = {kind.code for kind in kinds() if "code" in vars(kind)}
    met = {code for code in codes if not _FOR_PROGRAMS.match(code)}

    assert len(met) > 50
    assert {code for code in met if sentences_in(language).told(sentence_of(code)) is None} == set()


@pytest.mark.parametrize("language", _OTHERS)
def test_each_reason_to_look_is_said_in_each_language(language):
    reasons = {doubt.reason for doubt in doubts("receipt", {})} | {MISSING, UNSUPPORTED, BEHIND_UNKNOWN_WORDS}

    assert {reason for reason in reasons if sentences_in(language).told(reason) is None} == set()


def test_names_and_numbers_are_taken_along():
    german = words_in("de")

    assert german.plain("The PDF has 900 pages; at most 500 are read.") == (
        "Das PDF hat 900 Seiten; höchstens 500 werden gelesen."
    )


def test_a_sentence_in_a_sentence_is_said_too():
    english = "Page 3: Its words explain 40% of what looks like print on it."

    assert words_in("de").plain(english).startswith("Seite 3: Ihre Wörter erklären 40%")


def test_what_nobody_translated_says_that_it_is_english():
    assert words_in("fr").said("A <new> sentence.") == '<span lang="en">A &lt;new&gt; sentence.</span>'
    assert words_in("en").said("A <new> sentence.") == "A &lt;new&gt; sentence."


def test_an_error_with_a_sentence_of_its_own_says_what_all_of_its_code_say():
    told = words_in("de").error("DOCUMENT_CORRUPT", "Odd <thing>.")

    assert told.startswith("Das Dokument ist beschädigt")
    assert told.endswith('<small lang="en">(Odd &lt;thing&gt;.)</small>')
    assert words_in("de").error("UNKNOWN", "Odd.") == '<span lang="en">Odd.</span>'
    assert words_in("en").error("DOCUMENT_CORRUPT", "Odd.") == "Odd."


def test_long_and_strange_sentences_end():
    assert words_in("de").plain("Page 1: " * 2_000) == "Page 1: " * 2_000
    assert words_in("de").plain("{count} {0} %s") == "{count} {0} %s"


@pytest.mark.parametrize("template", sorted((_WEB / "page").glob("*.html")), ids=lambda path: path.name)
def test_no_template_has_words_of_its_own(template):
    text = template.read_text(encoding="utf-8")
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)
    shown = [*_TAG_WORDS.findall(text), re.sub(r"<[^>]*>", " ", text)]

    assert [word for part in shown for word in _LETTERS.findall(_OURS.sub("", part))] == []


@pytest.mark.parametrize("script", ["page.js", "drop.js", "viewer.js"])
def test_no_script_has_words_of_its_own(script):
    text = (_WEB / "static" / script).read_text(encoding="utf-8")
    text = re.sub(r"^\s*//.*$|// .*$", "", text, flags=re.MULTILINE).replace('"use strict"', "")

    said = [each for each in re.findall(r'"([^"]*)"', text) if not each.startswith(("#", ".", "["))]
    assert [each for each in said if re.search(r"[A-Za-z]{2,} [a-z]{2,}", each)] == []
