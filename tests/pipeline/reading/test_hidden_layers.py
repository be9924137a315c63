"""What a PDF switches off is on nobody's page: not in the text, nor in what is made of the document."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ocr_service.domain.status import Split
from ocr_service.pipeline.rendering.pdf.separator_sheet import write_separator_sheet
from tests.pipeline.reading.test_turned_text import turned_page
from tests.support.documents.pdf_layers import with_hidden_layer
from tests.support.drawings import text_pdf
from tests.support.pipeline_runs import run

ROWS = ["The workshop is open on weekdays.", "Please ring the bell at the gate."]


def text_of(path: Path) -> list[str]:
    done = subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True, text=True)
    return done.stdout.split()


def layered(tmp_path: Path) -> Path:
    plain = text_pdf(tmp_path / "plain.pdf", [ROWS])
    return with_hidden_layer(plain, tmp_path / "layered.pdf", "DRAFT")


def test_a_hidden_layer_is_not_read(run_file, tmp_path):
    (page,) = run_file(layered(tmp_path)).pages

    assert page.text.split() == " ".join(ROWS).split()


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_hidden_layer_of_a_page_of_turned_text_is_not_read(run_file, tmp_path, turn):
    plain = turned_page(tmp_path / "turned.pdf", turn)

    (page,) = run_file(with_hidden_layer(plain, tmp_path / "layered.pdf", "DRAFT")).pages

    assert page.rotation == turn
    assert "Leeds." in page.text
    assert "DRAFT" not in page.text


def test_parts_of_a_pile_keep_hidden_what_the_pile_hides(tmp_path):
    letter, sheet = text_pdf(tmp_path / "letter.pdf", [ROWS], title="All of it"), tmp_path / "sheet.pdf"
    write_separator_sheet(sheet, "a4")
    pile = tmp_path / "pile.pdf"
    subprocess.run(["qpdf", letter, "--pages", ".", sheet, letter, "--", pile], check=True)
    source = with_hidden_layer(pile, tmp_path / "layered.pdf", "DRAFT")

    first, second = (run(source, tmp_path / name, split=Split.SEPARATORS) for name in ("one", "two"))

    files = [first.folder / part.file for part in first.head.parts]
    assert [text_of(file) for file in files] == [" ".join(ROWS).split()] * 2
    assert b"All of it" not in files[0].read_bytes()
    assert [file.read_bytes() for file in files] == [
        (second.folder / part.file).read_bytes() for part in second.head.parts
    ]
