"""Words lie on the page as a viewer shows it, whichever way poppler told them."""

from __future__ import annotations

import pytest

from ocr_service.engines.word_table import read_pages
from ocr_service.pipeline.identify.page_shape import PageShape
from ocr_service.pipeline.reading.text_layers.shown_layer import as_shown
from ocr_service.pipeline.reading.text_layers.text_layer import TextLayer

_HEAD = "level\tpage_num\tpar_num\tblock_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


def table(width: float, height: float, *words: tuple[float, float, float, float]) -> TextLayer:
    """A table as pdftotext -tsv writes it."""
    rows = [_HEAD, f"1\t1\t0\t0\t0\t0\t0.0\t0.0\t{width:.6f}\t{height:.6f}\t-1\t###PAGE###"]
    for at, box in enumerate(words):
        place = "\t".join(f"{value:.2f}" for value in box)
        rows.append(f"5\t1\t0\t0\t0\t{at}\t{place}\t100\tword")
    ((number, frame, found),) = read_pages(rows)
    return TextLayer(number=number, width=frame.width, height=frame.height, words=tuple(found))


TURNED = PageShape(width=595.276, height=841.89, turn=90)
# The word stands 72 points from the left of the stored page and 100 from its top.
AS_SHOWN, AS_STORED = (726.89, 72.0, 15.0, 41.0), (72.0, 100.0, 41.0, 15.0)
LOW_AS_SHOWN, LOW_AS_STORED = (20.0, 72.0, 15.0, 41.0), (72.0, 806.89, 41.0, 15.0)


@pytest.mark.parametrize(
    "layer",
    [
        table(595.2756, 841.8898, AS_SHOWN, LOW_AS_SHOWN),
        table(841.8898, 595.2756, AS_SHOWN, LOW_AS_SHOWN),
        table(595.2756, 841.8898, AS_STORED, LOW_AS_STORED),
    ],
    ids=["words as shown, page as stored (22.12)", "both as shown", "both as stored"],
)
def test_a_page_that_is_shown_turned_has_its_words_where_they_are_seen(layer):
    shown = as_shown(layer, TURNED)

    assert (shown.width, shown.height) == (841.89, 595.28)
    assert [tuple(word.box) for word in shown.words] == [
        pytest.approx(AS_SHOWN, abs=0.02),
        pytest.approx(LOW_AS_SHOWN, abs=0.02),
    ]


def test_a_page_that_is_shown_as_stored_stays_as_it_is():
    layer = table(595.2756, 841.8898, AS_STORED)

    assert as_shown(layer, PageShape(width=595.276, height=841.89)) is layer


def test_a_page_of_another_unit_is_told_in_points():
    shown = as_shown(table(300, 400, (10, 20, 30, 5)), PageShape(width=300, height=400, unit=2.0))

    assert (shown.width, shown.height, shown.words[0].box) == (600, 800, (20, 40, 60, 10))
