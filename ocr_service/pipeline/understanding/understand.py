"""Hand the finished pages to those who categorize them and extract facts."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from ocr_service.domain.facts import Category, Doubt, Facts, Method
from ocr_service.domain.ports import Document, Extraction, Extractor, ReadingRoom, ReportProgress
from ocr_service.domain.status import Profile
from ocr_service.errors import CapacityError
from ocr_service.extractors.einvoice.embedded import named_invoice
from ocr_service.extractors.einvoice.fields import EXACT
from ocr_service.extractors.evidence.review import FAILED_EXTRACTOR
from ocr_service.pipeline.parts import PipelineParts
from ocr_service.pipeline.understanding.page_totals import Tally, progress

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Understanding:
    """What was understood of a document; ``unread`` are sentences about what its pages only stand for."""

    category: Category = field(default_factory=Category)
    facts: Facts = field(default_factory=dict)
    fields: Facts = field(default_factory=dict)
    review: list[Doubt] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    unread: tuple[str, ...] = ()

    def add(self, extraction: Extraction) -> None:
        """Take in what an extractor found; who comes first is believed first."""
        self.facts = {**extraction.facts, **self.facts}
        self.fields = {**extraction.fields, **self.fields}
        self.review += extraction.review
        self.warnings += extraction.warnings


def understand(
    document: Document,
    room: ReadingRoom,
    parts: PipelineParts,
    profile: Profile,
    *,
    tally: Tally,
    report: ReportProgress,
) -> Understanding:
    """Category first, since extractors go by it (docs/decisions tells why).

    One that breaks costs its facts, not the document's text. What carries an invoice as XML is an invoice, whatever its pages say.
    ``profile`` is the category where it names one; with ``document`` no extractor is told the category,
    so that only what any document may say is looked for. ``room`` answers an extractor that wants to see a page again.
    """
    report(progress(75, "Categorizing", tally))
    found = Understanding(category=_category(document, parts, profile))
    shown = Category() if profile is Profile.DOCUMENT else found.category
    for number, extractor in enumerate(parts.extractors):
        report(progress(80 + 15 * number // len(parts.extractors), "Extracting metadata", tally))
        found.add(_extraction(extractor, document, room, shown))
    return found


def _category(document: Document, parts: PipelineParts, profile: Profile) -> Category:
    if profile not in (Profile.AUTO, Profile.DOCUMENT):
        return Category(name=profile.value, confidence=1.0, reasons=("asked for",))
    if carried := _carried_invoice(document):
        return Category(
            name="invoice", confidence=EXACT, reasons=(f"carries {carried}",), method=Method.EMBEDDED
        )
    try:
        return parts.categorizer.categorize(document)
    except CapacityError:
        raise
    except Exception:
        # The text is there and worth more than its category; the log has the reason.
        log.exception("categorizer failed", extra={"categorizer": parts.categorizer.name})
        return Category()


def _carried_invoice(document: Document) -> str:
    """The file in the document that is its invoice; looking for one costs no more than that."""
    try:
        return named_invoice(document.attachments())
    except CapacityError:
        raise
    except Exception:
        log.exception("embedded files failed")
        return ""


def _extraction(
    extractor: Extractor, document: Document, room: ReadingRoom, category: Category
) -> Extraction:
    try:
        return extractor.extract(document, category, room)
    except CapacityError:
        raise
    except Exception:
        log.exception("extractor failed", extra={"extractor": extractor.name})
        failed = f"{FAILED_EXTRACTOR}`{extractor.name}` failed; its facts are missing."
        return Extraction(
            review=(Doubt("", failed),),
            warnings=(failed,),
        )
