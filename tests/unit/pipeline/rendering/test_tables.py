"""Rows and cells of a page's lines."""

from __future__ import annotations

from ocr_service.domain.page import Box, Word
from ocr_service.pipeline.rendering.lines import Line, frame
from ocr_service.pipeline.rendering.tables import Table, tables_and_lines


def line(top: float, *words: tuple[str, float, float]) -> Line:
    """Words with their left and right edges, ten units high."""
    boxes = [Box(left, top, right - left, 10) for _, left, right in words]
    made = tuple(Word(text, box, 90, 1, 1, 1) for (text, _, _), box in zip(words, boxes, strict=True))
    return Line(words=made, box=frame(boxes))


def test_a_bullet_is_part_of_what_it_stands_before():
    lines = [
        line(0, ("+", 0, 5), ("butter", 40, 90)),
        line(15, ("+", 0, 5), ("sugar", 40, 85)),
        line(30, ("•", 0, 5)),
    ]

    assert list(tables_and_lines(lines, 10)) == lines


def test_cells_that_come_behind_a_cell_of_two_lines_join_its_row():
    head = line(0, ("Pos", 0, 20), ("Article", 50, 90), ("Price", 200, 230))
    long = line(20, ("1", 0, 5), ("garden", 50, 90))
    lines = [head, long, line(20, ("9.00", 205, 230)), line(32, ("bench", 50, 80)), line(50, ("So", 0, 12))]

    table, after = tables_and_lines(lines, 10)

    assert table == Table(rows=(("Pos", "Article", "Price"), ("1", "garden bench", "9.00")))
    assert after == lines[-1]


def test_lines_keep_their_order_where_there_is_no_table():
    lines = [line(0, ("left", 0, 40)), line(15, ("below", 0, 40)), line(0, ("right", 300, 340))]

    assert list(tables_and_lines(lines, 10)) == lines
