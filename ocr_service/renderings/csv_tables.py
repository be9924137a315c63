"""The tables as one CSV file that every spreadsheet opens without taking a cell for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from ocr_service.domain.page import Page
from ocr_service.domain.shapes.blocks import Table

FILE_NAME = "tables.csv"
# Tells spreadsheets that the file is UTF-8.
_MARK = "\ufeff"
# What spreadsheets take for a formula, the wide signs of East Asian keyboards among them.
_FORMULA = re.compile(r"^[=+\-@\t\r＝＋－＠]")
# A number with a sign is a number to every spreadsheet, and a single dash is text.
_HARMLESS = re.compile(r"^(?:[+-]?(?:\d+|\d{1,3}(?:[.,'’]\d{3})+)(?:[.,]\d+)?\s?%?|-)$")


def csv_tables(pages: Iterable[Page], filename: str) -> Iterator[str]:
    """``tables.csv``, an empty line between tables; without tables nothing."""
    is_first = True
    for page in pages:
        for block in page.blocks:
            if block.table:
                yield _MARK if is_first else "\r\n"
                yield _written(block.table)
                is_first = False


def _written(table: Table) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows_of(table))
    return text.getvalue()


def rows_of(table: Table) -> Iterator[list[str]]:
    """The rows of a table; a cell over several places stands at its first, the others are empty."""
    rows = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row][cell.column] = harmless(" ".join(cell.text.split("\n")))
    yield from rows


def harmless(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would reckon with it."""
    return f"'{text}" if _FORMULA.match(text) and not _HARMLESS.match(text) else text
