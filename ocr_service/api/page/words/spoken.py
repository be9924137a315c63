"""What the page says in the reader's language: messages from ``web/words/LANGUAGE.json``, and sentences that others wrote in English."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup
from starlette.requests import Request

from ocr_service.api.page.words.sentences import sentence_of, sentences_in

_FOLDER = Path(__file__).parents[3] / "web" / "words"
COOKIE = "docvault_language"
LANGUAGES = ("en", "de", "fr")
"""The first one is spoken to everybody whose language is not here."""
_MB, _GB = 1_000_000, 1_000_000_000
_MINUTE_S, _HOUR_S = 60, 3_600


@dataclass(frozen=True, slots=True)
class Words:
    """The messages of one language. ``words("doc.pages", n=3)`` fills in what a message leaves open."""

    language: str
    messages: Mapping[str, str]

    def __call__(self, name: str, /, **values: object) -> str:
        """Raises ``KeyError`` for a message that nobody wrote."""
        return self.messages[name].format(**values)

    def number(self, value: float) -> str:
        """A number with one place behind the point, as this language writes it."""
        return f"{value:.1f}".replace(".", self.messages["number.point"])

    def size(self, size_bytes: float) -> str:
        """How many MB, or GB where they are thousands."""
        if size_bytes < _GB:
            return self("size.MB", n=round(size_bytes / _MB))
        return self("size.GB", n=self.number(size_bytes / _GB))

    @staticmethod
    def span(seconds: float) -> str:
        """A time in the largest unit that fits; the units are those of every language here."""
        if seconds < _MINUTE_S:
            return f"{round(seconds)} s"
        if seconds < _HOUR_S:
            return f"{int(seconds // _MINUTE_S)} min"
        return f"{int(seconds // _HOUR_S)} h"

    def group(self, group: str) -> list[str]:
        """The names of a group that there is a word for."""
        return [name.removeprefix(f"{group}.") for name in self.messages if name.startswith(f"{group}.")]

    def known(self, group: str, name: str) -> str:
        """A name that comes from elsewhere (a field, a category), as it is when there is no word for it."""
        return self.messages.get(f"{group}.{name}", name.replace("_", " "))

    def name_of(self, group: str, told: str) -> str:
        """The name behind a word of this language that somebody typed; a name of one's own is as it was typed, as names are written."""
        told = told.strip().lower()
        names = (name for name in self.group(group) if told == self.messages[f"{group}.{name}"].lower())
        return next(names, told.replace(" ", "_"))

    def plain(self, english: str) -> str:
        """A sentence of a result or an error in this language; as it is when nobody wrote it."""
        return sentences_in(self.language).told(english) or english

    def said(self, english: str) -> Markup:
        """The same for a page: what stays English says so, or a screen reader would speak it as something else."""
        told = sentences_in(self.language).told(english)
        if told is None and self.language != LANGUAGES[0]:
            return Markup('<span lang="en">{}</span>').format(english)
        return Markup("{}").format(told or english)

    def plain_error(self, code: str, detail: str) -> str:
        """Why something was not done: by its own sentence, else by what all errors of its code say."""
        sentences = sentences_in(self.language)
        return sentences.told(detail) or sentences.told(sentence_of(code)) or detail

    def error(self, code: str, detail: str) -> Markup:
        """The same for a page, with its own sentence in English where only that of its code is translated."""
        told = self.plain_error(code, detail)
        if self.language == LANGUAGES[0] or sentences_in(self.language).told(detail):
            return Markup("{}").format(told)
        if told == detail:
            return self.said(detail)
        return Markup('{} <small lang="en">({})</small>').format(told, detail)


@cache
def words_in(language: str) -> Words:
    """The words of one of ``LANGUAGES``."""
    return Words(language, json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8")))


def words_for(request: Request) -> Words:
    """In the language that was chosen on the page, else in the first that the browser asks for and we speak."""
    chosen = request.cookies.get(COOKIE, "")
    asked = [chosen, *_accepted(request.headers.get("accept-language", ""))]
    return words_in(next((language for language in asked if language in LANGUAGES), LANGUAGES[0]))


def _accepted(header: str) -> list[str]:
    """``de-CH,de;q=0.9,en;q=0.8`` as ``de, de, en``: browsers send them in the order of their weights."""
    return [part.partition(";")[0].strip().partition("-")[0].lower() for part in header[:200].split(",")]
