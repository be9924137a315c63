"""Ask the language model for fields that are missing or unsure, and take what stands in the document's own text."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from ocr_service.domain.document import TEXT_FILE
from ocr_service.domain.facts import Doubt
from ocr_service.domain.outside.asking import Ask, ask_nobody
from ocr_service.domain.outside.language_model import LANGUAGE_MODEL, NO_LANGUAGE_MODEL, LanguageModelRules
from ocr_service.errors import BackendUnavailable, OutsideError
from ocr_service.extractors.evidence.review import MISSING, UNSURE, Fields, doubts
from ocr_service.extractors.language_model.answers import accepted, ask_for
from ocr_service.pipeline.understanding.understand import Understanding

log = logging.getLogger(__name__)

# More than the model is asked about; a text of 2,000 pages is not loaded for it.
_MOST_TEXT = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModelHelp:
    """What is asked about one document."""

    rules: LanguageModelRules = NO_LANGUAGE_MODEL
    ask: Ask = ask_nobody

    def on(self, found: Understanding, output: Path) -> Understanding:
        """What was understood, with the model's help; or as it was, with a warning where it was asked in vain."""
        category = found.category.name
        wanted = ask_for(category, found.fields) if self.rules.is_on else ()
        text = _text_in(output) if wanted else ""
        if not text.strip():
            return found
        request = {"category": category, "fields": list(wanted), "text": text}
        try:
            told = self.ask(LANGUAGE_MODEL, request, deadline_s=self.rules.wait_s)
        except (OutsideError, BackendUnavailable) as error:
            log.warning("language model failed", extra={"code": error.code})
            warning = f"The language model did not help with this document. {error.detail}"
            return replace(found, warnings=[*found.warnings, warning])
        values = accepted(str(told["text"]), wanted, text)
        log.info("language model answered", extra={"asked": len(wanted), "accepted": len(values)})
        fields = {**found.fields, **values}
        return replace(found, fields=fields, review=_review(category, fields, found.review))


def _text_in(output: Path) -> str:
    with (output / TEXT_FILE).open(encoding="utf-8", errors="replace") as file:
        return file.read(_MOST_TEXT)


def _review(category: str, fields: Fields, before: Collection[Doubt]) -> list[Doubt]:
    """A doubt about a field that was missing or unsure ends when it is sure; any other one stays, and none is added."""
    still = {doubt.field for doubt in doubts(category, fields)}
    return [
        doubt for doubt in before if doubt.field in still or not doubt.reason.startswith((MISSING, UNSURE))
    ]
