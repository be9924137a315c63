"""The archive from the command line: find, say, remove, rebuild, export and import."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ocr_service.archive.parcels import Read
from ocr_service.archive_settings import ArchiveSettings
from ocr_service.bootstrap.folders.archive import build_archive
from ocr_service.cli.archive_desk import first_day, last_day
from ocr_service.cli.main import run
from ocr_service.settings import Settings
from ocr_service.storage.local import FileStorageManager
from ocr_service.storage_settings import StorageSettings
from tests.support.archive.shelf import Shelf


@pytest.fixture
def filed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a document in the archive of a folder, which is that of the settings."""
    for name, value in {"ARCHIVE": "on", "ARCHIVE_DIR": "archive", "UPLOAD_DIR": "uploads"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    read: Read = Shelf(tmp_path).read("die Stromrechnung", title="Abschlag", total="84.00", date="2026-11-03")
    settings = Settings(
        archive=ArchiveSettings(archive=True, archive_dir=tmp_path / "archive"),
        storage=StorageSettings(upload_dir=tmp_path / "uploads"),
    )
    archive = build_archive(settings, FileStorageManager(tmp_path / "uploads"))
    assert archive is not None
    document = archive.take(archive.pack(read))
    archive.close()
    assert document is not None
    return document.id


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert run(words) == code
    return capsys.readouterr().out


def test_a_document_is_found(filed: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = said(capsys, "find", "rechnung", "--since", "2026", "--until", "2026-11", "--min", "84")

    assert (filed in shown, "page 1: … die Stromrechnung …" in shown) == (True, True)
    (told,) = json.loads(said(capsys, "find", "strom", "--json"))["documents"]
    assert (told["id"], told["match"]["marks"]) == (filed, [[4, 17]])
    path = Path(said(capsys, "find", "--paths").strip())
    assert path.read_bytes() == b"%PDF searchable"


def test_words_to_leave_out_begin_with_a_dash_as_flags_do(
    filed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert filed in said(capsys, "find", "rechnung", "-haus", "--limit", "5")
    said(capsys, "find", "rechnung", "-strom", "--paths", code=1)
    said(capsys, "find", '-"die stromrechnung"', "rechnung", code=1)


def test_nothing_found_is_told_by_the_exit_code(filed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Nothing" in said(capsys, "find", "unheard", code=1)


def test_what_is_said_is_found(filed: str, capsys: pytest.CaptureFixture[str]) -> None:
    said(
        capsys,
        "archive",
        "say",
        filed,
        "--tag",
        "tax",
        "--tag",
        "old",
        "--set",
        "total=1.00",
        "--correspondent",
        "Power",
    )
    said(capsys, "archive", "say", filed, "--untag", "old", "--note", "paid", "--keep", "yes")

    shown = json.loads(said(capsys, "archive", "show", filed))
    assert (shown["tags"], shown["note"], shown["total"], shown["keep"]) == (["tax"], "paid", "1.00", True)
    assert json.loads(said(capsys, "archive", "tags", "--json")) == {"tax": 1}
    assert "Power" in said(capsys, "archive", "correspondents")
    assert filed in said(capsys, "find", "--tag", "tax", "--correspondent", "power")


def test_what_is_removed_is_gone(filed: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    said(capsys, "archive", "export", "all.zip")
    said(capsys, "archive", "remove", filed)

    assert json.loads(said(capsys, "archive", "status", "--json"))["documents"] == 0
    said(capsys, "archive", "show", filed, code=1)
    assert "1 documents came in" in said(capsys, "archive", "import", "all.zip")
    assert "is the archive" in said(capsys, "archive", "accept")
    assert "1 documents" in said(capsys, "archive", "rebuild")
    said(capsys, "archive", "import", "uploads/nothing", code=1)


def test_without_an_archive_it_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("UPLOAD_DIR", "uploads")

    assert run(["find", "x"]) == 1
    assert "ARCHIVE=on" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-11-29", "2026-11-29", "2026-11-29"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_day_a_month_and_a_year_have_ends(text: str, first: str, last: str) -> None:
    assert (first_day(text), last_day(text)) == (first, last)
