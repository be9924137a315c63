"""Text that begins outside of its clip is found without drawing the page."""

from __future__ import annotations

import pytest

from ocr_service.pipeline.identify.operators.hidden_text import may_hide_text, shows_invisible_text

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
        LINE + b" 1 g 50 90 400 30 re f",
        LINE + b" q .1 0 0 .1 0 0 cm 500 900 m 4500 900 l 4500 1200 l 500 1200 l h f* Q",
        b"1 g " + LINE,
        b"1 1 1 rg BT /F 12 Tf 60 100 Td [(wh) 20 (ite)] TJ ET",
    ],
    ids=[
        *("rectangle", "lines", "nothing", "scaled", "twice", "next line", "curve"),
        *("painted over", "painted over by lines", "white", "white by three colours"),
    ],
)
def test_text_outside_of_a_clip_is_found(operators):
    assert may_hide_text(PAGE, operators)


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
        b"1 g 50 90 400 30 re f 0 g " + LINE,
        LINE + b" 0 g 50 98 400 .5 re f",
        LINE + b" .9 g 50 60 400 30 re f",
        b"1 g 0 0 595 842 re f 0 0 0 rg " + LINE,
    ],
    ids=[
        *("no clip", "clip left", "inside", "the page", "a filled area", "moved", "in a string"),
        *("on an area", "underlined", "above an area", "on white"),
    ],
)
def test_text_that_is_shown_is_none_of_it(operators):
    assert not may_hide_text(PAGE, operators)


def test_the_box_of_a_form_clips_it():
    assert may_hide_text(FORM, LINE)
    assert not may_hide_text(FORM.replace(b"600", b"0"), LINE)


def test_text_without_ink_is_found():
    assert shows_invisible_text(b"BT 3 Tr /F 12 Tf (below a scan) Tj ET")
    assert not shows_invisible_text(b"BT 13 Tr 0 Tr /F 12 Tf (3 Trees) Tj ET")
