"""In which language a page is read: the one asked for, or with ``auto`` the one that its own words tell.

The words of a few lines tell it for most pages, all words of a page for the others, which are read again if need be.
As long as a document is in one language, its next page is read in that without a sample.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from ocr_service.domain.page import Page
from ocr_service.layout.found_language import language_found
from ocr_service.layout.language import language_of

AUTO = "auto"


@dataclass(slots=True, kw_only=True)
class DocumentLanguages:
    """What ``auto`` chooses ``among``, the usual one first, and what the latest pages of this document were in.

    Pages that are read at once share it; which of them comes first decides no more than whether a sample is taken
    and what a page with too few words to tell is read in.
    """

    among: Sequence[str] = ("eng",)
    _latest: list[str] = field(default_factory=list)
    _has_changed: bool = False

    @property
    def usual(self) -> str:
        """The language of a page that does not tell its own."""
        return self.among[0]

    @property
    def latest(self) -> str:
        """The language of the page before."""
        return self._latest[-1] if self._latest else self.usual

    def add(self, language: str) -> None:
        """A page was in this language for sure."""
        self._has_changed = self._has_changed or language != (self._latest or [language])[-1]
        self._latest = [*self._latest[-1:], language]

    def expected(self) -> str | None:
        """The language of the next page: that of all pages, or of the latest two when it has changed before."""
        enough = 2 if self._has_changed else 1
        return self.latest if len(self._latest) >= enough and len(set(self._latest)) == 1 else None


@dataclass(slots=True, kw_only=True)
class PageLanguage:
    """The language of one page, kept from one attempt at it to the next."""

    wanted: str = "eng"
    document: DocumentLanguages = field(default_factory=DocumentLanguages)
    _told: str | None = None

    @property
    def likely(self) -> str:
        """What a piece of the page is read in."""
        return self._told or (self.document.latest if self.wanted == AUTO else self.wanted)

    def read(self, read_as: Callable[[str], Page], read_sample: Callable[[str], Page]) -> Page:
        """The page in its language; both callables read in the language they are given."""
        if self.wanted != AUTO:
            return read_as(self.wanted)
        usual = self.document.usual
        guess = self._told or self.document.expected() or self._language_of(read_sample(self.document.latest))
        page = read_as(guess or usual)
        told = self._language_of(page)
        if told is None:
            return page
        if told != page.language:
            page = read_as(told)
        if self._told is None:
            self.document.add(told)
        self._told = told
        return page

    def _language_of(self, page: Page) -> str | None:
        texts = (word.text for word in page.words)
        return language_of(texts, self.document.among, read_as=page.language)


def with_language(page: Page) -> Page:
    """The page and the language that its text is in, whatever it was read in."""
    return replace(page, found_language=language_found(page.text))
