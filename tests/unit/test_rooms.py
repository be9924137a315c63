"""A folder can be taken in at a glance: at most twenty files in each."""

from __future__ import annotations

from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
MOST_FILES = 20


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
