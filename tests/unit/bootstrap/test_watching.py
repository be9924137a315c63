"""Folders that cannot be watched are refused at the start, in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocr_service.bootstrap.folders.watching import folders
from ocr_service.domain.status import Output
from ocr_service.settings import Settings
from ocr_service.storage_settings import StorageSettings
from ocr_service.variables import InvalidSettings
from ocr_service.watch_settings import WatchSettings


def settings(top: Path, **watch: object) -> Settings:
    chosen: dict[str, object] = {"dir": top / "scans", "output_dir": top / "documents"} | watch
    return Settings(
        storage=StorageSettings(upload_dir=top / "uploads"),
        watch=WatchSettings(**chosen),  # type: ignore[arg-type]
    )


def test_two_folders_beside_each_other_are_taken(tmp_path: Path) -> None:
    chosen = folders(settings(tmp_path))

    assert chosen is not None
    assert (chosen.watched, chosen.results) == (tmp_path / "scans", tmp_path / "documents")


def test_without_a_folder_none_is_watched() -> None:
    assert folders(Settings()) is None


@pytest.mark.parametrize(
    ("watch", "sentence"),
    [
        ({"output_dir": None}, "Set WATCH_OUTPUT_DIR"),
        ({"output_dir": "scans"}, "are one folder"),
        ({"output_dir": "scans/out"}, r"WATCH_OUTPUT_DIR \(.*\) lies in WATCH_DIR"),
        ({"dir": "documents/in"}, r"WATCH_DIR \(.*\) lies in WATCH_OUTPUT_DIR"),
        ({"output_dir": "link/out"}, "lies in WATCH_DIR"),
        ({"dir": "uploads/in"}, "UPLOAD_DIR"),
        ({"names": "{nonsense}"}, "nonsense"),
        ({"outputs": (Output.IMAGES,)}, "WATCH_OUTPUTS"),
    ],
    ids=lambda each: str(each)[:40],
)
def test_what_cannot_be_is_said(tmp_path: Path, watch: dict[str, object], sentence: str) -> None:
    (tmp_path / "scans").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "scans")
    placed = {
        name: tmp_path / value if isinstance(value, str) and name != "names" else value
        for name, value in watch.items()
    }

    with pytest.raises(InvalidSettings, match=sentence):
        folders(settings(tmp_path, **placed))
