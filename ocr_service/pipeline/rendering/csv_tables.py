"""The tables as one CSV file that every spreadsheet opens without taking a cell for a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from ocr_service.domain.document import DocumentRequest
from ocr_service.domain.shapes.blocks import Table
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.understanding.stored_document import StoredDocument

FILE_NAME = "tables.csv"
# What spreadsheets take for a formula, the wide signs of East Asian keyboards among them.
_FORMULA = re.compile(r"^[=+\-@\t\r＝＋－＠]")
# A number with a sign is a number to every spreadsheet, and a single dash is text.
_HARMLESS = re.compile(r"^(?:[+-]?(?:\d+|\d{1,3}(?:[.,'’]\d{3})+)(?:[.,]\d+)?\s?%?|-)$")


def write_csv(request: DocumentRequest, inspection: Inspection, document: StoredDocument, work: Path) -> str:
    """Write ``tables.csv``, an empty line between tables; returns its name. Without tables it is empty."""
    with (request.output_folder / FILE_NAME).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        is_first = True
        for page in document.pages():
            for block in page.blocks:
                if block.table:
                    if not is_first:
                        file.write("\r\n")
                    writer.writerows(rows_of(block.table))
                    is_first = False
    return FILE_NAME


def rows_of(table: Table) -> Iterator[list[str]]:
    """The rows of a table; a cell over several places stands at its first, the others are empty."""
    rows = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row][cell.column] = harmless(" ".join(cell.text.split("\n")))
    yield from rows


def harmless(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would reckon with it."""
    return f"'{text}" if _FORMULA.match(text) and not _HARMLESS.match(text) else text
