"""What the settings say of the archive, and what they may not say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ocr_service.archive_settings import ArchiveSettings
from ocr_service.bootstrap.door import intake_policy
from ocr_service.bootstrap.folders.archive import build_archive, keep_days_of
from ocr_service.bootstrap.policies import archive_subscriptions, queue_policy, source_ttl_s
from ocr_service.domain.notification import EventKind
from ocr_service.domain.status import Output
from ocr_service.settings import Settings
from ocr_service.storage.local import FileStorageManager
from ocr_service.storage_settings import StorageSettings
from ocr_service.variables import InvalidSettings


def settings(top: Path, **archive: Any) -> Settings:
    storage = StorageSettings(var_dir=top, upload_dir=top / "uploads", source_ttl_seconds=60)
    return Settings(archive=ArchiveSettings(**{"archive": True, **archive}), storage=storage)


def test_without_a_folder_of_its_own_it_lies_below_var_dir(tmp_path: Path) -> None:
    archive = build_archive(settings(tmp_path), FileStorageManager(tmp_path / "uploads"))

    assert archive is not None
    archive.require()
    assert (tmp_path / "archive/.docvault/index.sqlite").is_file()
    archive.close()


def test_a_folder_that_was_named_is_not_made(tmp_path: Path) -> None:
    named = settings(tmp_path, archive_dir=tmp_path / "share")

    assert build_archive(named, FileStorageManager(tmp_path / "uploads")) is not None
    assert not (tmp_path / "share").exists()


@pytest.mark.parametrize(
    ("archive", "complaint"),
    [
        ({"archive_names": "{nothing}"}, "ARCHIVE_NAMES"),
        ({"archive_names": "../{date}"}, "ARCHIVE_NAMES"),
        ({"archive_keep_days_of": ("receipt",)}, "ARCHIVE_KEEP_DAYS_OF"),
        ({"archive_keep_days_of": ("receipt:two",)}, "ARCHIVE_KEEP_DAYS_OF"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, archive: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InvalidSettings, match=complaint):
        build_archive(settings(tmp_path, **archive), FileStorageManager(tmp_path / "uploads"))


def test_an_archive_among_the_uploads_is_refused(tmp_path: Path) -> None:
    inside = settings(tmp_path, archive_dir=tmp_path / "uploads/archive")

    with pytest.raises(InvalidSettings, match="UPLOAD_DIR"):
        build_archive(inside, FileStorageManager(tmp_path / "uploads"))


def test_every_result_is_told_has_a_pdf_and_its_original(tmp_path: Path) -> None:
    on, off = settings(tmp_path), settings(tmp_path, archive=False)

    assert [(each.id, each.events) for each in archive_subscriptions(on)] == [
        ("archive", (EventKind.TASK_COMPLETED,))
    ]
    assert ("archive", (EventKind.TASK_COMPLETED,)) in queue_policy(on).standing
    assert (intake_policy(on).outputs, source_ttl_s(on)) == ((Output.PDF,), 86_400)
    assert (archive_subscriptions(off), intake_policy(off).outputs, source_ttl_s(off)) == ((), (), 60)


def test_categories_have_days_of_their_own(tmp_path: Path) -> None:
    kept = settings(tmp_path, archive_keep_days_of=("receipt:730", "invoice:0"))

    assert keep_days_of(kept) == {"receipt": 730, "invoice": 0}
