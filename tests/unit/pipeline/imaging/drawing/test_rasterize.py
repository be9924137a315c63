"""A page that one share cannot draw is drawn with all of them."""

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
    """How many shares a drawing has: one, or all two inside of ``all_shares``."""
    shares = [1]

    @contextmanager
    def all_shares():
        shares[0] = 2
        try:
            yield
        finally:
            shares[0] = 1

    monkeypatch.setattr(rasterize, "all_shares", all_shares)
    return shares


@pytest.mark.parametrize(("needed", "drawn_at"), [(1, 200), (2, 200), (3, None)])
def test_what_one_share_cannot_draw_is_drawn_with_all(held, monkeypatch, tmp_path, needed, drawn_at):
    def draw(document, number, *, dpi, path, timeout_s):
        if held[0] < needed:
            raise MemoryLimit
        Image.new("L", (20, 10)).save(path, format="PPM")
        return ""

    monkeypatch.setattr(rasterize, "draw_page", draw)
    page = PdfPage(document=None, number=1, width=100, height=50, budget=PixelBudget.of(Limits()))

    if drawn_at:
        image, _ = page.draw(200, tmp_path / "page.pgm", Deadline(float("inf")))
        assert (image.width, image.height, image.dpi) == (20, 10, drawn_at)
    else:
        with pytest.raises(MemoryLimit):
            page.draw(200, tmp_path / "page.pgm", Deadline(float("inf")))
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
