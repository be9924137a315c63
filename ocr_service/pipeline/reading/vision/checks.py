"""May the answer of a vision model stand for the text of its page? It is measured against what was read here."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Sequence

from ocr_service.domain.page import Page
from ocr_service.layout.found_language import language_found

# The figures are set by judgement: no vendor's model was tried.
_READ_HERE = 0.5
_LEAST_SHARE, _MOST_SHARE, _LENGTH_ALLOWANCE = 0.3, 3.0, 200
_LEAST_AGREED = 0.25
_SURE, _LEAST_TOLD = 85.0, 0.5
_ENOUGH_WORDS = 12
_MOST_LETTERS = 40_000
_MOST_REPEATS = 10
_MOST_PACKED, _PACKED_FROM = 12.0, 600
_REFUSAL = re.compile(
    r"\b(i'?m sorry|i am sorry|i cannot|i can'?t|i'?m unable|i am unable|as an ai|unable to (?:assist|help|read)"
    r"|es tut mir leid|je suis désolé|lo siento|mi dispiace)\b",
    re.IGNORECASE,
)
_REFUSAL_WITHIN = 400


def fault_of(text: str, page: Page) -> str:
    """Why the answer is not used, in a word: ``empty``, ``refusal``, ``repetition``, ``length``, ``language``, ``invention``, ``omission``; empty: it is used.

    ``page`` is what was read here. Where that is too little to measure with, only the answer's own form is looked at.
    """
    if not text.strip():
        return "empty" if page.words else ""
    return _fault_of_form(text, page) or _fault_beside(text, page)


def _fault_of_form(text: str, page: Page) -> str:
    if len(text) < _REFUSAL_WITHIN and _REFUSAL.search(text) and not _REFUSAL.search(page.text):
        return "refusal"
    if _repeats(text) and not _repeats(page.text):
        return "repetition"
    return "length" if len(text) > _MOST_LETTERS else ""


def _fault_beside(text: str, page: Page) -> str:
    """What the page's own words say of it, where they say enough."""
    own = [word.text for word in page.words]
    if page.quality < _READ_HERE or len(own) < _ENOUGH_WORDS:
        return ""
    letters, own_letters = len("".join(text.split())), sum(len(word) for word in own)
    if not _LEAST_SHARE * own_letters <= letters <= _MOST_SHARE * own_letters + _LENGTH_ALLOWANCE:
        return "length"
    told, found = language_found(text), language_found(page.text)
    if told and found and told != found:
        return "language"
    if agreed_share(text.split(), own) < _LEAST_AGREED:
        return "invention"
    sure = [word.text for word in page.words if word.confidence >= _SURE]
    is_another_text = len(sure) >= _ENOUGH_WORDS and agreed_share(sure, text.split()) < _LEAST_TOLD
    return "omission" if is_another_text else ""


def agreed_share(told: Sequence[str], own: Sequence[str]) -> float:
    """The share of the first words that are also among the others, each as often as it is there; 0-1."""
    known = Counter(letters_of(word) for word in own)
    both = known & Counter(letters_of(word) for word in told)
    return sum(both.values()) / len(told) if told else 0.0


def letters_of(word: str) -> str:
    """What makes it this word and no other: its letters and digits, whatever their case."""
    return "".join(filter(str.isalnum, word)).casefold()


def _repeats(text: str) -> bool:
    """True for a text that says the same again and again: a line often in a row, or all of it packs to next to nothing."""
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    run, before = 0, ""
    for line in lines:
        run = run + 1 if line == before else 1
        before = line
        if run > _MOST_REPEATS:
            return True
    plain = text.encode(errors="replace")
    return len(plain) > _PACKED_FROM and len(plain) / len(zlib.compress(plain)) > _MOST_PACKED
