"""Count what the pages of a run amount to, without keeping the pages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ocr_service.domain.document import Progress
from ocr_service.domain.page import FILE_DAMAGED, Page, PageSource
from ocr_service.errors import (
    DocumentCorrupt,
    DocumentCrashed,
    DocumentError,
    OcrServiceError,
    ProcessingError,
)

_MAX_WARNINGS = 50
# Half of the print of a page without words: that document needs a person.
_MOSTLY_LOST = 0.5


@dataclass(slots=True)
class Tally:
    """Running sums over pages; ``total`` is how many there will be, ``lost_pages`` those of which most was not read,
    ``contradicted_pages`` those of which a vision model tells otherwise what was read surely.
    """

    total: int
    done: int = 0
    worked: int = 0
    lost_pages: int = 0
    contradicted_pages: int = 0
    warnings: list[str] = field(default_factory=list)
    _letters: int = 0
    _confidence: float = 0.0
    _languages: Counter[str] = field(default_factory=Counter)
    _found_languages: Counter[str] = field(default_factory=Counter)
    _errors: list[tuple[str, str]] = field(default_factory=list)

    def add(self, page: Page) -> None:
        """Count one more page."""
        self.done += 1
        if page.source is PageSource.FAILED and page.error:
            self._errors.append((page.error["code"], page.error["detail"]))
            self._warn(f"Page {page.number} could not be read: {page.error['code']}. {page.error['detail']}")
        else:
            self.worked += 1
        self.lost_pages += page.coverage is not None and page.coverage < _MOSTLY_LOST
        self.contradicted_pages += bool(page.decisions.get("vision", {}).get("overruled"))
        for warning in page.warnings:
            self._warn(warning if warning == FILE_DAMAGED else f"Page {page.number}: {warning}")
        self._letters += len(page.text)
        self._confidence += page.confidence * len(page.text)
        if page.language:
            self._languages[page.language] += len(page.text) + 1
        if page.found_language:
            self._found_languages[page.found_language] += len(page.text) + 1

    def _warn(self, warning: str) -> None:
        if len(self.warnings) < _MAX_WARNINGS and warning not in self.warnings:
            self.warnings.append(warning)

    @property
    def confidence(self) -> float:
        """Mean over pages weighted by their text, 0-100."""
        return self._confidence / self._letters if self._letters else 0.0

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why a person should look at the document for its pages' sake."""
        found = {
            f"Most of the print on {self.lost_pages} page(s) was not read.": self.lost_pages,
            f"A vision engine contradicts what was surely read on {self.contradicted_pages} page(s).": self.contradicted_pages,
        }
        return tuple(reason for reason, pages in found.items() if pages)

    @property
    def language(self) -> str:
        """The language most of the text was read in, empty when none is known."""
        return _commonest(self._languages)

    @property
    def found_language(self) -> str:
        """The language most of the text is in, empty when no page tells."""
        return _commonest(self._found_languages)

    def first_error(self) -> OcrServiceError:
        """Why the first page failed, as the error it was."""
        code, detail = self._errors[0] if self._errors else (DocumentCorrupt.code, "")
        kinds: dict[str, type[OcrServiceError]] = {kind.code: kind for kind in DocumentError.__subclasses__()}
        kinds |= {kind.code: kind for kind in (ProcessingError, DocumentCrashed)}
        return kinds.get(code, DocumentCorrupt)(detail or None)


def _commonest(counts: Counter[str]) -> str:
    return counts.most_common(1)[0][0] if counts else ""


def progress(percent: int, message: str, tally: Tally, allowance_s: float = 0.0) -> Progress:
    """How far a run is, with the pages counted so far."""
    return Progress(
        percent=percent,
        message=message,
        pages_done=tally.done,
        pages_total=tally.total,
        allowance_s=allowance_s,
    )
