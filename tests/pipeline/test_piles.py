"""A pile of paper that was scanned as one becomes the documents that stood between its separator sheets."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest
from PIL import Image

from ocr_service.domain.document import Part
from ocr_service.domain.status import Split
from ocr_service.domain.task import part_id
from ocr_service.errors import SeparatorsUnavailable
from ocr_service.pipeline.dividing import divide
from ocr_service.pipeline.rendering.pdf.separator_sheet import PAPERS, write_separator_sheet
from tests.support.documents.separators import blank_sheet, patch_sheet, scanned
from tests.support.drawings import draw_page, scan_pdf, sentence, text_pdf
from tests.support.pipeline_runs import run

TASK = "00000000-0000-4000-8000-000000000000"


def page(seed: int) -> Image.Image:
    return (
        draw_page(sentence(seed=seed, length=40), inch=(8.27, 11.69))
        .picture.convert("L")
        .resize((1240, 1754))
    )


def pages_of(folder: Path, part: Part) -> int:
    return len(pypdf.PdfReader(folder / part.file).pages)


def test_the_parts_are_pdfs_of_their_own_without_sheets_and_blank_backs(tmp_path: Path) -> None:
    sheet = scanned(patch_sheet("T"), angle=1.5, shades=(50, 230))
    pictures = [page(1), page(2), sheet, blank_sheet(), page(3), sheet, page(4)]
    source = scan_pdf(tmp_path / "pile.pdf", pictures, dpi=150)

    ran = run(source, tmp_path / "out", split=Split.SEPARATORS)

    assert [(part.first_page, part.last_page) for part in ran.head.parts] == [(1, 2), (5, 5), (7, 7)]
    assert [pages_of(ran.folder, part) for part in ran.head.parts] == [2, 1, 1]
    assert [part.task_id for part in ran.head.parts] == [part_id(TASK, number) for number in (1, 2, 3)]
    assert (ran.head.page_count, ran.text, ran.pages) == (0, "", [])


def test_a_repetition_writes_the_same_bytes(tmp_path: Path) -> None:
    source = scan_pdf(tmp_path / "pile.pdf", [page(1), patch_sheet("2"), page(2)], dpi=150)

    first, second = (run(source, tmp_path / name, split=Split.SEPARATORS) for name in ("one", "two"))

    assert [(first.folder / part.file).read_bytes() for part in first.head.parts] == [
        (second.folder / part.file).read_bytes() for part in second.head.parts
    ]


@pytest.mark.parametrize("paper", PAPERS)
def test_the_sheet_that_we_print_is_found_in_a_pile_of_digital_pages(tmp_path: Path, paper: str) -> None:
    sheet, letter = tmp_path / "sheet.pdf", text_pdf(tmp_path / "letter.pdf", [["Hello", "there"]])
    write_separator_sheet(sheet, paper)
    pile = pypdf.PdfWriter()
    for each in (letter, sheet, letter):
        pile.append(each)
    pile.write(tmp_path / "pile.pdf")

    ran = run(tmp_path / "pile.pdf", tmp_path / "out", split=Split.SEPARATORS)

    assert [(part.first_page, part.last_page) for part in ran.head.parts] == [(1, 1), (3, 3)]


def test_a_document_without_sheets_is_read_as_it_is(tmp_path: Path) -> None:
    source = scan_pdf(tmp_path / "letter.pdf", [page(1), page(2)], dpi=150)

    ran = run(source, tmp_path / "out", split=Split.SEPARATORS)

    assert (ran.head.parts, ran.head.page_count) == ((), 2)


def test_sheets_are_pages_of_a_document_that_is_not_said_to_be_a_pile(tmp_path: Path) -> None:
    source = scan_pdf(tmp_path / "pile.pdf", [page(1), patch_sheet("T"), page(2)], dpi=150)

    ran = run(source, tmp_path / "out")

    assert (ran.head.parts, ran.head.page_count) == ((), 3)


def test_a_worker_that_cannot_read_codes_says_what_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(divide, "can_read_codes", lambda: False)
    source = scan_pdf(tmp_path / "pile.pdf", [page(1)], dpi=150)

    with pytest.raises(SeparatorsUnavailable, match="barcodes"):
        run(source, tmp_path / "out", split=Split.SEPARATORS)
