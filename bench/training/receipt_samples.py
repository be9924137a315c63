"""The receipts that weights are fitted and judged on: real ones, worn ones, printed ones, invented ones."""

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
from bench.documents.printed_receipts import printed
from bench.documents.stranger_receipts import KEPT, stranger_receipt, till_of
from bench.documents.worn_pictures import worn
from bench.support.accuracy_pages import CachedDocument, read_document
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

    ``is_worn``: its picture was made worse; it is scored and teaches nothing.
    """

    label: Mapping[str, Any]
    document: CachedDocument
    is_text: bool = False
    is_worn: bool = False
    is_printed: bool = False
    is_strange: bool = False

    @property
    def form(self) -> str:
        """One of text, picture, worn, printed, stranger."""
        if self.is_printed:
            return "stranger" if self.is_strange else "printed"
        return "text" if self.is_text else "worn" if self.is_worn else "picture"

    @property
    def vendor(self) -> str:
        """Whose fold it is in: printed receipts are told apart by their own names, which no two share."""
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
        Sample(label, load(label, corpus, cache, true_text=is_text), is_text)
        for label in labels
        for is_text in (True, False)
    ]
    return as_they_are + [
        Sample(label, _worn_document(label, corpus, cache, wear), is_worn=True)
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


def printed_samples(cache: Path, count: int, *, is_strange: bool = False) -> list[Sample]:
    """Those of the first receipts that ``printed_receipts.py`` drew and read already."""
    seeds = [seed for seed in range(count) if (cache / f"{cache.name}-{seed:05}.png.json").exists()]
    receipts = (printed(seed, cache, is_strange=is_strange) for seed in seeds)
    return [
        Sample({"fields": one.fields}, one.document, is_printed=True, is_strange=is_strange)
        for one in receipts
    ]


def _worn_document(label: Mapping[str, Any], corpus: Path, cache: Path, wear: str) -> CachedDocument:
    picture = worn(corpus / "documents" / label["document"], wear, cache.parent / "worn")
    return read_document(picture, "eng", cache)
