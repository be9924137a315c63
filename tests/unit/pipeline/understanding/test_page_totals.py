"""What the pages of a document add up to."""

from __future__ import annotations

import pytest

from ocr_service.domain.page import Page, PageSource
from ocr_service.errors import DocumentCrashed, MemoryLimit, OcrServiceError, ProcessingError
from ocr_service.pipeline.understanding.page_totals import Tally


@pytest.mark.parametrize(
    "error", [MemoryLimit("Too large."), DocumentCrashed("Signal 11."), ProcessingError()]
)
def test_a_document_whose_only_page_failed_fails_as_the_page_did(error: OcrServiceError) -> None:
    tally = Tally(total=1)
    named = {"code": error.code, "detail": error.detail}
    tally.add(Page(number=1, text="", width=1, height=1, source=PageSource.FAILED, error=named))

    first = tally.first_error()

    assert (type(first), first.detail) == (type(error), error.detail)
