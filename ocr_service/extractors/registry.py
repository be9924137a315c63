"""Name the extractors, in the order in which they are believed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ocr_service.domain.ports import Extractor
from ocr_service.extractors.general import GeneralExtractor
from ocr_service.extractors.identifiers.barcodes import BarcodeExtractor, is_installed
from ocr_service.extractors.invoice.extractor import InvoiceExtractor
from ocr_service.extractors.receipt.extractor import ReceiptExtractor
from ocr_service.extractors.scorecard.extractor import ScorecardExtractor


def build_extractors(*, feedback_folder: Path | None = None) -> Sequence[Extractor]:
    """All extractors; each is silent on documents that are not of its kind. Barcodes need the extra ``barcodes``.

    ``feedback_folder`` holds what feedback taught; None: nothing is remembered.
    """
    return (
        ReceiptExtractor(feedback_folder),
        InvoiceExtractor(feedback_folder),
        ScorecardExtractor(),
        GeneralExtractor(),
        *([BarcodeExtractor()] if is_installed() else []),
    )
