"""The invoices that weights are fitted and judged on: labelled ones, drawn ones as text layers, misread, or printed and read."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.accuracy import _comparison, _labels, load
from bench.documents.invented_invoices import invented_invoice
from bench.documents.invented_receipts import misread
from bench.documents.printed_invoices import printed_invoice
from bench.support.accuracy_pages import CachedDocument
from ocr_service.extractors.receipt.token_vote import folded
from ocr_service.layout.layout import Layout, document_layout

REAL, TEXT, MISREAD, PRINTED = "real", "text", "misread", "printed"
SameValue = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Paper:
    """An invoice with its facts: ``source`` is one of real, text, misread, printed; ``family`` its layout."""

    document: CachedDocument
    source: str
    family: str
    is_right: SameValue
    name: str

    @property
    def layout(self) -> Layout:
        return document_layout(self.document)


def invented(count: int) -> Iterator[Paper]:
    """The first ``count`` invoices that are drawn, every second one misread."""
    for seed in range(count):
        one = invented_invoice(seed)
        page = one.page if seed % 2 else misread(one.page, random.Random(seed))
        document = CachedDocument(f"{seed}.pdf", "application/pdf", 1, {}, (page,))
        yield Paper(
            document, TEXT if seed % 2 else MISREAD, one.family, _judge(one.fields), f"{seed} {one.language}"
        )


def printed(cache: Path, count: int) -> Iterator[Paper]:
    """Those that were printed and read already."""
    for seed in range(count):
        if (cache / f"{cache.name}-{seed:05}.png.json").exists():
            one = printed_invoice(seed, cache)
            yield Paper(
                one.document,
                PRINTED,
                one.invoice.family,
                _judge(one.invoice.fields),
                f"{seed} {one.invoice.language}",
            )


def real(corpus: Path, cache: Path) -> Iterator[Paper]:
    """The labelled invoices, from their pages alone."""
    same = _comparison(corpus)
    for label in _labels(corpus):
        if label["kind"] == "invoice":
            document = load(label, corpus, cache, true_text=False)
            yield Paper(document, REAL, REAL, _label_judge(label["fields"], same), label["id"])


def _judge(wanted: Mapping[str, str]) -> SameValue:
    def is_right(name: str, value: str) -> bool:
        if name == "amount":
            return abs(Decimal(value)) == Decimal(wanted[name])
        return folded(value) == folded(wanted[name])

    return is_right


def _label_judge(wanted: Mapping[str, str], same: Any) -> SameValue:
    return lambda name, value: name in wanted and bool(same(name, wanted[name], value))
