"""Lines, areas and pictures of a PDF page, from its operators."""

from __future__ import annotations

import pytest

from ocr_service.pipeline.identify.operators.drawn_paths import Form, drawn_by, pen_operators
from ocr_service.pipeline.identify.page_rules import rules_of_page
from ocr_service.pipeline.identify.page_shape import PageShape
from ocr_service.pipeline.identify.pdf_content import PageContent


def drawn(content: bytes, forms=None):
    return drawn_by(pen_operators(content), forms or {})


def test_text_alone_keeps_nothing():
    assert pen_operators(b"BT /F1 12 Tf 72 700 Td (1 2 3 4 re f) Tj ET") == b""


def test_words_in_strings_are_no_operators():
    assert drawn(b"0 0 m 100 0 l S (5 5 m 50 5 l S) Tj").segments == [((0, 0), (100, 0))]


@pytest.mark.parametrize(
    ("content", "count"),
    [
        pytest.param(b"10 20 m 110 20 l S", 1, id="line"),
        pytest.param(b"10\n20\nm\n110 20 l\nS", 1, id="operands on lines of their own"),
        pytest.param(b"10 20 100 .5 re f", 1, id="thin filled rectangle"),
        pytest.param(b"10 20 100 50 re S", 4, id="frame"),
        pytest.param(b"10 20 m 110 20 l n", 0, id="not painted"),
        pytest.param(b"10 20 m 110 90 l S", 0, id="leaning line"),
    ],
)
def test_what_is_painted_straight_is_a_line(content, count):
    assert len(drawn(content).segments) == count


def test_the_page_moves_with_its_matrix_and_comes_back():
    assert drawn(b"q 2 0 0 2 10 10 cm 0 0 m 50 0 l S Q 0 0 m 50 0 l S").segments == [
        ((10, 10), (110, 10)),
        ((0, 0), (50, 0)),
    ]


def test_drawings_that_are_called_and_pictures_stand_where_they_are_called():
    forms = {b"Fm0": Form(operators=pen_operators(b"0 0 m 9 0 l S")), b"Im0": Form(is_picture=True)}

    found = drawn(b"q 1 0 0 1 100 200 cm /Fm0 Do Q q 50 0 0 40 10 10 cm /Im0 Do Q", forms)

    assert found.segments == [((100, 200), (109, 200))]
    assert found.pictures == [((10, 10), (60, 50))]


def test_a_drawing_that_calls_itself_ends():
    assert drawn_by(b"/Fm0 Do", {b"Fm0": Form(operators=b"/Fm0 Do")}).segments == []


@pytest.mark.parametrize(
    ("turn", "lying", "standing"),
    [
        (0, [(780, 20, 120)], []),
        (90, [], [(20, 20, 120)]),
        (180, [(20, 480, 580)], []),
        (270, [], [(780, 480, 580)]),
    ],
)
def test_rules_stand_on_the_page_as_it_is_shown(turn, lying, standing):
    content = PageContent(pens=b"20 20 m\n120 20 l\nS")

    found = rules_of_page(content, PageShape(width=600, height=800, turn=turn))

    assert [tuple(rule) for rule in found.lying] == lying
    assert [tuple(rule) for rule in found.standing] == standing


def test_a_cropped_page_begins_at_its_corner():
    content = PageContent(pens=b"20 20 m\n120 20 l\nS", corner=(10, 5))

    (rule,) = rules_of_page(content, PageShape(width=600, height=800)).lying

    assert tuple(rule) == (785, 10, 110)


def test_numbers_beyond_all_pages_are_no_rules():
    content = PageContent(pens=b"9" * 400 + b" 0 0 1 0 0 cm\n0 0 m\n100 0 l\nS")

    assert rules_of_page(content, PageShape(width=600, height=800)).lying == ()
