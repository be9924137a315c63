"""`ocr-service separators` writes a sheet to print."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest

from ocr_service.cli.main import run
from ocr_service.pipeline.rendering.pdf import separator_sheet


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_it_writes_a_page_of_the_paper_s_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], paper: str, size: tuple[int, int]
) -> None:
    file = tmp_path / "sheet.pdf"

    code = run(["separators", "-o", str(file), "--paper", paper])

    (page,) = pypdf.PdfReader(file).pages
    assert (code, capsys.readouterr().out) == (0, f"{file}\n")
    assert (round(page.mediabox.width), round(page.mediabox.height)) == size
    assert "Separator sheet" in page.extract_text()


def test_without_the_extra_it_says_which(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(separator_sheet, "can_read_codes", lambda: False)

    code = run(["separators", "-o", str(tmp_path / "sheet.pdf")])

    assert code == 1
    assert "barcodes" in capsys.readouterr().err
    assert not (tmp_path / "sheet.pdf").exists()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["separators", "-o", str(tmp_path / "nowhere/sheet.pdf")])

    assert (code, "nowhere/sheet.pdf cannot be written" in capsys.readouterr().err) == (1, True)
