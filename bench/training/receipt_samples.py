"""The receipts that weights are fitted and judged on: real ones, worn ones, those of drawn sources, invented ones."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.accuracy import load
from bench.documents.invented_receipts import InventedReceipt, misread
from bench.documents.stranger_receipts import KEPT, stranger_receipt, till_of
from bench.documents.worn_pictures import worn
from bench.support.accuracy_pages import CachedDocument, read_document
from bench.training.read_receipts import SOURCES, read_receipt, seeds_of
from ocr_service.domain.ports import AnotherReading
from ocr_service.extractors.dates.order import day_comes_first
from ocr_service.extractors.receipt.extractor import FURTHER_LOOKS
from ocr_service.extractors.receipt.reading import ReceiptReading

# Others than those that are printed, on which confidences are judged.
INVENTED_FIRST = 100_000
_CENTRE = re.compile(r"^\w+ (?:Centre|Arcade|Plaza|Mall)\b")


@dataclass(frozen=True)
class Sample:
    """A document as text or as picture, all readings of it, and those that the extractor may be shown.

    ``form`` is text, picture, worn (its picture was made worse; it is scored and teaches nothing) or the name of a drawn source.
    """

    label: Mapping[str, Any]
    document: CachedDocument
    form: str

    @property
    def is_text(self) -> bool:
        return self.form == "text"

    @property
    def is_drawn(self) -> bool:
        """True for what the project drew itself: it fits curves of confidence, and no ranking."""
        return self.form in SOURCES

    @property
    def vendor(self) -> str:
        """Whose fold it is in: drawn receipts by their own names, too."""
        return str(self.label["fields"]["company"])

    @property
    def day_first(self) -> bool | None:
        """As the extractor finds it: a country's other order is no mistake of a curve's."""
        page = self.document.page(1)
        return day_comes_first(page.text, page.language)

    @property
    def readings(self) -> list[ReceiptReading]:
        pages = [self.document.page(1), *self.document.second.values()]
        return [ReceiptReading(page, self.day_first) for page in pages]

    @property
    def shown(self) -> list[list[ReceiptReading]]:
        looks = [self.document.read(AnotherReading(page=1, preparation=name)) for name, _ in FURTHER_LOOKS]
        pages = [self.document.page(1), *(page for page in looks if page is not None)]
        readings = [ReceiptReading(page, self.day_first) for page in pages]
        return [readings[:count] for count in range(1, len(readings) + 1)]


def samples_of(corpus: Path, cache: Path, *, wears: Iterable[str] = ()) -> list[Sample]:
    files = sorted((corpus / "labels").glob("*.json"))
    labels = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    labels = [label for label in labels if label["kind"] == "receipt"]
    as_they_are = [
        Sample(label, load(label, corpus, cache, true_text=is_text), "text" if is_text else "picture")
        for label in labels
        for is_text in (True, False)
    ]
    return as_they_are + [
        Sample(label, _worn_document(label, corpus, cache, wear), "worn")
        for label in labels
        for wear in wears
    ]


def strangers(count: int) -> Iterator[InventedReceipt]:
    """Receipts of Faker's countries but those kept for judging, other than the printed ones, every second one misread."""
    seed = INVENTED_FIRST
    while count:
        seed += 1
        one = stranger_receipt(seed)
        # Whether a shopping centre's name above the street belongs to an address is labelled both ways on real ones.
        if till_of(seed).locale not in KEPT and not _CENTRE.search(one.fields["address"]):
            count -= 1
            page = misread(one.page, random.Random(seed)) if seed % 2 else one.page
            yield InventedReceipt(page, one.fields)


def drawn_samples(source: str, folder: Path) -> list[Sample]:
    """Those of a source that ``read_receipts.py`` read already below ``folder``."""
    receipts = (read_receipt(source, seed, folder) for seed in seeds_of(source, folder))
    return [Sample({"fields": fields}, document, source) for document, fields in receipts]


def _worn_document(label: Mapping[str, Any], corpus: Path, cache: Path, wear: str) -> CachedDocument:
    picture = worn(corpus / "documents" / label["document"], wear, cache.parent / "worn")
    return read_document(picture, "eng", cache)
