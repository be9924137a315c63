"""`watch status` says what waits, what failed and why, and whether anybody watches."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ocr_service.cli.watch_status import accept, show
from ocr_service.settings import Settings
from ocr_service.storage_settings import StorageSettings
from ocr_service.variables import InvalidSettings
from ocr_service.watch_settings import WatchSettings
from tests.support.folders.filed import Filed


def settings(filed: Filed) -> Settings:
    return Settings(
        storage=StorageSettings(upload_dir=filed.top / "uploads"),
        watch=WatchSettings(dir=filed.scans, output_dir=filed.documents),
    )


def test_what_waits_and_what_failed_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filed = Filed(tmp_path)
    filed.filer().fail(filed.scan("broken.pdf"), "DOCUMENT_CORRUPT", "It is broken.")
    (filed.scans / "new.pdf").write_bytes(b"x")
    (filed.scans / "link.pdf").symlink_to("/etc/passwd")

    code = show(settings(filed), as_json=True)

    view = json.loads(capsys.readouterr().out)
    assert (code, view["running"], view["waiting"], view["in_hand"]) == (1, False, 1, 0)
    assert view["failed"] == [
        {"path": "failed/broken.pdf", "code": "DOCUMENT_CORRUPT", "detail": "It is broken."}
    ]
    assert list(view["refused"]) == ["link.pdf"]


def test_a_share_that_is_not_mounted_is_a_problem_until_it_is_accepted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filed = Filed(tmp_path)
    filed.filer().journal.set_fact(f"mount of {filed.documents}", "/mnt/share")

    show(settings(filed), as_json=False)
    before = capsys.readouterr().out
    accept(settings(filed))
    show(settings(filed), as_json=False)

    assert "/mnt/share" in before
    assert "/mnt/share" not in capsys.readouterr().out


def test_without_a_folder_the_settings_are_named() -> None:
    with pytest.raises(InvalidSettings, match="WATCH_DIR"):
        show(Settings(), as_json=False)
