"""Text that begins outside of its clip is found without drawing the page."""

from __future__ import annotations

import pytest

from ocr_service.pipeline.identify.operators.clipped_text import shows_text_outside

PAGE, FORM = b"<< /Length 9 >>", b"<< /Subtype /Form /BBox [0 600 595 842] >>"
LINE = b"BT /F 12 Tf 60 100 Td (below 700 it is (not) shown) Tj ET"


@pytest.mark.parametrize(
    "operators",
    [
        b"q 0 600 595 242 re W n " + LINE + b" Q",
        b"q 0 600 m 595 600 l 595 842 l 0 842 l h W* n " + LINE + b" Q",
        b"q 0 0 0 0 re W n " + LINE + b" Q",
        b"q .1 0 0 .1 0 0 cm 0 6000 5950 2420 re W n BT /F 120 Tf 600 1000 Td <41> Tj ET Q",
        b"q 0 0 595 842 re W n 0 600 595 242 re W n BT /F 12 Tf 1 0 0 1 60 100 Tm [(a) -20 (b)] TJ ET Q",
        b"q 0 600 595 242 re W n BT 14 TL 60 610 Td (shown) Tj T* (not shown) ' ET Q",
        b"q 300 0 m 300 400 595 400 595 0 c W n " + LINE + b" Q",
    ],
    ids=["rectangle", "lines", "nothing", "scaled", "twice", "next line", "curve"],
)
def test_text_outside_of_a_clip_is_found(operators):
    assert shows_text_outside(PAGE, operators)


@pytest.mark.parametrize(
    "operators",
    [
        LINE,
        b"q 0 600 595 242 re W n Q " + LINE,
        b"q 0 90 595 242 re W n " + LINE + b" Q",
        b"q 0 0 595 842 re W n " + LINE + b" Q",
        b"q 0 600 595 242 re f " + LINE + b" Q",
        b"q 1 0 0 1 0 500 cm 0 100 595 242 re W n BT /F 12 Tf 60 150 Td (up) Tj ET Q",
        b"q 0 600 595 242 re W n Q BT (the words 0 0 0 0 re W n are text) Tj ET",
    ],
    ids=["no clip", "clip left", "inside", "the page", "a filled area", "moved", "in a string"],
)
def test_text_that_is_shown_is_none_of_it(operators):
    assert not shows_text_outside(PAGE, operators)


def test_the_box_of_a_form_clips_it():
    assert shows_text_outside(FORM, LINE)
    assert not shows_text_outside(FORM.replace(b"600", b"0"), LINE)
