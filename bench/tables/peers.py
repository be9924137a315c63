"""What pdfplumber and img2table find in the drawn pages of ``bench.tables``; run by a Python that has them.

    python bench/tables/peers.py FOLDER

pdfplumber reads the PDFs with its default settings, where it looks for ruled lines, and with ``text`` for both strategies;
img2table the PDFs and their scans with borderless tables, the words of the scans by Tesseract.
"""

from __future__ import annotations

import argparse
import importlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

Tables = list[dict[str, Any]]


def main() -> None:
    parser = argparse.ArgumentParser(description="Find tables by other programs.")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="what bench.tables drew into")
    folder = parser.parse_args().folder
    pdfs = sorted(folder.glob("*.pdf"))
    pictures = sorted(folder.glob("*.png"))
    tasks: list[tuple[str, Sequence[Path], Callable[[Path], Tables]]] = [
        ("img2table-scans", pictures, lambda path: by_img2table(path, is_scan=True)),
        ("pdfplumber-lines-pages", pdfs, lambda path: by_pdfplumber(path, {})),
        (
            "pdfplumber-text-pages",
            pdfs,
            lambda path: by_pdfplumber(path, {"vertical_strategy": "text", "horizontal_strategy": "text"}),
        ),
        ("img2table-pages", pdfs, lambda path: by_img2table(path, is_scan=False)),
    ]
    for name, files, find in tasks:
        found = {path.stem: find(path) for path in files}
        (folder / f"{name}.peer.json").write_text(json.dumps(found))
        print(name, sum(map(len, found.values())), "tables")


def by_pdfplumber(path: Path, settings: dict[str, str]) -> Tables:
    pdfplumber = importlib.import_module("pdfplumber")
    with pdfplumber.open(path) as pdf:
        return [_of_rows(table) for table in pdf.pages[0].extract_tables(settings)]


def by_img2table(path: Path, *, is_scan: bool) -> Tables:
    document = importlib.import_module("img2table.document")
    ocr = importlib.import_module("img2table.ocr")
    if is_scan:
        tables = document.Image(src=str(path)).extract_tables(
            ocr=ocr.TesseractOCR(n_threads=1, lang="eng"), borderless_tables=True
        )
    else:
        pdf = document.PDF(src=str(path))
        tables = pdf.extract_tables(
            ocr=ocr.PdfOCR() if hasattr(ocr, "PdfOCR") else None, borderless_tables=True
        )
        tables = [table for page in tables.values() for table in page]
    return [_of_cells(list(table.content.values())) for table in tables]


def _of_rows(rows: Sequence[Sequence[str | None]]) -> dict[str, Any]:
    cells = [_cell(r, c, 1, 1, text or "") for r, row in enumerate(rows) for c, text in enumerate(row)]
    return {"rows": len(rows), "columns": max(map(len, rows), default=0), "cells": cells}


def _of_cells(rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Equal boxes are one cell over several places."""
    places: dict[tuple[int, int, int, int], list[tuple[int, int, str]]] = {}
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            box = cell.bbox.x1, cell.bbox.y1, cell.bbox.x2, cell.bbox.y2
            places.setdefault(box, []).append((r, c, cell.value or ""))
    return {
        "rows": len(rows),
        "columns": max(map(len, rows), default=0),
        "cells": sorted(_spanning(places.values()), key=lambda cell: (cell["row"], cell["column"])),
    }


def _spanning(groups: Any) -> Iterator[dict[str, Any]]:
    for group in groups:
        top, left = min(r for r, _, _ in group), min(c for _, c, _ in group)
        height, width = max(r for r, _, _ in group) - top + 1, max(c for _, c, _ in group) - left + 1
        yield _cell(top, left, height, width, group[0][2])


def _cell(row: int, column: int, rows: int, columns: int, text: str) -> dict[str, Any]:
    return {"row": row, "column": column, "row_span": rows, "column_span": columns, "text": text}


if __name__ == "__main__":
    main()
