"""A folder can be taken in at a glance, and so can a file: at most twenty files in each, at most 300 lines."""

from __future__ import annotations

from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
MOST_FILES, MOST_LINES = 20, 300


def folders(*tops: str) -> list[Path]:
    """All folders below these, themselves included, that hold what is committed."""
    below = (folder for top in tops for folder in (PROJECT / top, *(PROJECT / top).rglob("*/")))
    return [folder for folder in below if folder.is_dir() and folder.name != "__pycache__"]


@pytest.mark.parametrize(
    "folder",
    folders("ocr_service", "tests", "bench", "scripts"),
    ids=lambda path: str(path.relative_to(PROJECT)),
)
def test_a_folder_holds_at_most_twenty_files(folder: Path) -> None:
    assert len([entry for entry in folder.iterdir() if entry.is_file()]) <= MOST_FILES


def test_a_file_has_at_most_three_hundred_lines() -> None:
    files = (path for top in ("ocr_service", "bench", "scripts") for path in (PROJECT / top).rglob("*"))
    code = (path for path in files if path.suffix in {".py", ".lua", ".sh"})
    lines = {path.relative_to(PROJECT): len(path.read_text(encoding="utf-8").splitlines()) for path in code}

    assert {str(path): count for path, count in lines.items() if count > MOST_LINES} == {}
