"""What the page says, in the reader's language: messages from ``web/words/LANGUAGE.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request

_FOLDER = Path(__file__).parents[2] / "web" / "words"
COOKIE = "docvault_language"
LANGUAGES = ("en", "de", "fr")
"""The first one is spoken to everybody whose language is not here."""


@dataclass(frozen=True, slots=True)
class Words:
    """The messages of one language. ``words("doc.pages", n=3)`` fills in what a message leaves open."""

    language: str
    messages: Mapping[str, str]

    def __call__(self, name: str, /, **values: object) -> str:
        """Raises ``KeyError`` for a message that nobody wrote."""
        return self.messages[name].format(**values)

    def group(self, group: str) -> list[str]:
        """The names of a group that there is a word for."""
        return [name.removeprefix(f"{group}.") for name in self.messages if name.startswith(f"{group}.")]

    def known(self, group: str, name: str) -> str:
        """A name that comes from elsewhere (a field, a category), as it is when there is no word for it."""
        return self.messages.get(f"{group}.{name}", name.replace("_", " "))


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
