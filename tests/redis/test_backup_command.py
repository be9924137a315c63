"""``ocr-service backup`` and ``restore`` refuse what would lose or mix data, in one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ocr_service.cli.main import run
from ocr_service.queue.snapshot import SnapshotFailed, take_snapshot


@pytest.fixture
def files(tmp_path: Path, redis_server, monkeypatch) -> Path:
    """The files of an instance with one upload on its way."""
    uploads = tmp_path / "uploads"
    (uploads / "a").mkdir(parents=True)
    (uploads / "a" / "task.json").write_text("{}")
    (uploads / "b.part").mkdir()
    (uploads / "b.part" / "source.pdf").write_text("half")
    (uploads / ".memory").mkdir()
    (uploads / ".memory" / "vendors.json").write_text("[]")
    monkeypatch.setenv("UPLOAD_DIR", str(uploads))
    monkeypatch.setenv("REDIS_URL", redis_server.url)
    return uploads


def test_a_backup_holds_all_but_uploads_on_their_way(files, tmp_path, capsys):
    backup = tmp_path / "backup"

    assert run(["backup", str(backup)]) == 0

    copied = sorted(str(path.relative_to(backup)) for path in backup.rglob("*") if path.is_file())
    assert copied == ["backup.json", "redis.rdb", "uploads/.memory/vendors.json", "uploads/a/task.json"]
    assert json.loads((backup / "backup.json").read_text())["files"] == 2
    assert sorted(path.name for path in files.iterdir()) == [".memory", "a", "b.part"]
    assert "2 files" in capsys.readouterr().out


def test_a_backup_never_writes_into_a_folder_that_is_there(files, tmp_path, capsys):
    assert run(["backup", str(tmp_path)]) == 2
    assert "Name a new folder" in capsys.readouterr().err


def test_a_restore_never_writes_over_anything(files, tmp_path, capsys):
    backup = tmp_path / "backup"
    run(["backup", str(backup)])

    assert run(["restore", str(backup), "--redis-data", str(tmp_path / "redis")]) == 2

    assert "is not empty" in capsys.readouterr().err
    assert not (tmp_path / "redis").exists()


def test_half_a_backup_is_not_restored(files, tmp_path, capsys):
    backup = tmp_path / "backup"
    run(["backup", str(backup)])
    (backup / "backup.json").unlink()

    assert run(["restore", str(backup), "--redis-data", str(tmp_path / "redis")]) == 2
    assert "no whole backup" in capsys.readouterr().err


def test_a_server_that_is_away_leaves_no_backup(files, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("REDIS_URL", f"unix://{tmp_path}/nobody.sock")

    assert run(["backup", str(tmp_path / "backup")]) == 1

    assert "Redis gave no snapshot" in capsys.readouterr().err
    assert not (tmp_path / "backup" / "backup.json").exists()


def test_of_a_group_of_servers_one_has_to_be_named(tmp_path):
    with pytest.raises(SnapshotFailed, match="one server"):
        take_snapshot("redis+sentinel://a:1,b:2/main", tmp_path / "redis.rdb")
