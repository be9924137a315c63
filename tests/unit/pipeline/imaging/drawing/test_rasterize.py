"""A page that one share cannot draw is drawn with all of them, or slim, and a page of many words is written all the same."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from PIL import Image

from ocr_service.domain.document import Limits
from ocr_service.domain.page import Page
from ocr_service.errors import MemoryLimit
from ocr_service.pipeline.imaging.drawing import rasterize
from ocr_service.pipeline.imaging.drawing.pixel_budget import PixelBudget
from ocr_service.pipeline.imaging.drawing.rasterize import PdfPage
from ocr_service.pipeline.limits.deadline import Deadline
from ocr_service.pipeline.understanding import stored_document
from ocr_service.pipeline.understanding.stored_document import PageWriter


@pytest.fixture
def held(monkeypatch):
    """How many of two shares a drawing has: one, or both inside of ``all_shares``."""
    shares = [1]

    @contextmanager
    def all_shares():
        shares[0] = 2
        try:
            yield 0.0
        finally:
            shares[0] = 1

    monkeypatch.setattr(rasterize, "all_shares", all_shares)
    monkeypatch.setattr(rasterize, "has_all_shares", lambda: shares[0] == 2)
    return shares


def drawn(monkeypatch, folder, poppler):
    """The warnings of a page that is drawn by ``poppler(slim)``, which says something or has no picture."""

    def draw(document, number, *, dpi, path, timeout_s, at_most_bytes=None):
        said = poppler(at_most_bytes is not None)
        if said is None:
            raise MemoryLimit
        Image.new("L", (20, 10)).save(path, format="PPM")
        return said

    monkeypatch.setattr(rasterize, "draw_page", draw)
    page = PdfPage(document=None, number=1, width=100, height=50, budget=PixelBudget.of(Limits()))
    _, warnings = page.draw(200, folder / "page.pgm", Deadline(float("inf")))
    return warnings


@pytest.mark.parametrize(
    "lack", [None, "Out of memory"], ids=["no picture", "a picture with something left out"]
)
def test_what_one_share_cannot_draw_is_drawn_with_all(held, monkeypatch, tmp_path, lack):
    tried = []

    def poppler(is_slim):
        tried.append((held[0], is_slim))
        return "" if held[0] == 2 else lack

    assert drawn(monkeypatch, tmp_path, poppler) == ()
    assert tried == [(1, False), (2, False)]


def test_what_all_cannot_draw_is_drawn_slim_and_said_to_be_in_doubt(held, monkeypatch, tmp_path):
    warnings = drawn(monkeypatch, tmp_path, lambda is_slim: "Out of memory" if is_slim else None)

    assert len(warnings) == 1
    assert "may be missing" in warnings[0]
    assert held == [1]


def test_what_cannot_be_drawn_at_all_says_so(held, monkeypatch, tmp_path):
    with pytest.raises(MemoryLimit):
        drawn(monkeypatch, tmp_path, lambda is_slim: None)
    assert held == [1]


def test_a_page_of_more_words_than_fit_is_written_within_a_share(monkeypatch, tmp_path):
    held, encoded = [False], stored_document._encoded

    @contextmanager
    def share():
        held[0] = True
        yield
        held[0] = False

    def within(page):
        if not held[0]:
            raise MemoryError
        return encoded(page)

    monkeypatch.setattr(stored_document, "share", share)
    monkeypatch.setattr(stored_document, "_encoded", within)

    assert len(list(PageWriter(tmp_path).write([Page(number=1, width=10, height=10, text="a")]))) == 1
    assert (tmp_path / "text.txt").read_text() == "a"
