"""A page on which no print was seen: blank, or printed in nearly the shade of its paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ocr_service.domain.page import Page, PageSource
from ocr_service.domain.ports import PageImage
from ocr_service.pipeline.imaging.nearly_blank import faint_print
from ocr_service.pipeline.reading.quality import WEAK

_UNREAD = (
    "What is on this page is nearly of the shade of its paper, and nothing of it could be read. "
    "Scan it with more contrast."
)


def read_blank(base: PageImage, folder: Path, read: Callable[[PageImage], Page | None]) -> Page:
    """The blank page, or what ``read`` makes of its faint print in black on white; None there is a blank page, too."""
    blank = Page(
        number=1,
        text="",
        source=PageSource.BLANK,
        confidence=100.0,
        coverage=1.0,
        width=base.width,
        height=base.height,
        dpi=base.dpi,
    )
    found = faint_print(base)
    if found is None:
        return blank
    decisions = {"faint": {"paper": found.paper, "ink": found.ink}}
    page = read(found.strengthened(base, folder / "strengthened.pgm"))
    if page is not None and page.words and page.quality >= WEAK:
        return replace(page, decisions={**page.decisions, **decisions})
    return replace(blank, decisions=decisions, coverage=0.0, warnings=(_UNREAD,))
