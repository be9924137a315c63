from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path
from unittest import mock

import pytest

from ocr_service.domain.status import Output, Priority
from ocr_service.domain.task import TaskOptions, new_task_id
from ocr_service.errors import StorageFailed, StorageFull
from ocr_service.storage import link_tree
from ocr_service.storage.intake_record import decode_record, encode_record
from ocr_service.storage.local import FileStorageManager
from tests.support.records import make_record


@pytest.fixture
def store(tmp_path: Path) -> FileStorageManager:
    return FileStorageManager(tmp_path / "uploads")


def put(store: FileStorageManager) -> str:
    record = make_record()
    incoming = store.receive(record.id)
    incoming.write(b"document")
    incoming.commit(record)
    return record.id


def test_document_and_record_lie_in_a_folder_named_by_the_id(store, tmp_path):
    task_id = put(store)

    assert sorted(path.name for path in (tmp_path / "uploads" / task_id).iterdir()) == [
        "source.pdf",
        "task.json",
    ]


def test_a_record_is_readable_by_people_and_programs():
    record = make_record(
        filename="Größe.pdf",
        priority=Priority.HIGH,
        options=TaskOptions(language="deu", outputs=(Output.JSON, Output.PDF)),
        user_metadata={"case": [1, 2]},
        hold=True,
    )

    assert decode_record(encode_record(record)) == record
    assert json.loads(encode_record(record))["filename"] == "Größe.pdf"


def test_a_record_of_a_later_version_is_read_all_the_same():
    data = json.loads(encode_record(make_record())) | {"colour": "red"}

    assert decode_record(json.dumps(data).encode()).filename == "letter.pdf"


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"{}", b'{"options": {}, "priority": "urgent"}'])
def test_a_damaged_record_does_not_count(store, tmp_path, text):
    task_id = put(store)
    (tmp_path / "uploads" / task_id / "task.json").write_bytes(text)

    assert store.record(task_id) is None


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_named(store, number):
    incoming = store.receive(new_task_id())
    with mock.patch.object(Path, "open", side_effect=OSError(number, "full")):
        with pytest.raises(StorageFull):
            incoming.write(b"x")


def test_a_broken_disk_is_named(store):
    incoming = store.receive(new_task_id())
    with mock.patch.object(Path, "open", side_effect=OSError(errno.EIO, "broken")):
        with pytest.raises(StorageFailed):
            incoming.write(b"x")


def test_uploads_leave_a_reserve_of_free_room(tmp_path):
    free = shutil.disk_usage(tmp_path).free
    store = FileStorageManager(tmp_path / "uploads", min_free_bytes=free * 2)

    with pytest.raises(StorageFull):
        store.receive(new_task_id())
    with pytest.raises(StorageFull):
        store.check()


@pytest.mark.parametrize("times", [1, 4])
def test_a_task_is_removed_while_its_run_still_writes(store, tmp_path, times):
    """A DELETE of a running task was 503 now and then, its record gone and its outputs not."""
    folder, really = tmp_path / "uploads" / put(store), shutil.rmtree
    (folder / "1").mkdir()

    def rmtree(path, *_, **__):
        (folder / "1" / "late.txt").touch()
        if removing.call_count <= times:
            raise OSError(errno.ENOTEMPTY, "Directory not empty")
        really(path)

    with mock.patch("shutil.rmtree", side_effect=rmtree) as removing:
        store.cleanup_task_files(folder.name)

    assert not folder.exists()


def test_a_folder_that_never_becomes_empty_is_told(store):
    task_id = put(store)
    full = OSError(errno.ENOTEMPTY, "Directory not empty")
    with (
        mock.patch("shutil.rmtree", side_effect=full),
        mock.patch("time.sleep") as pauses,
        pytest.raises(StorageFailed),
    ):
        store.cleanup_task_files(task_id)

    assert pauses.call_count > 1


def test_a_folder_appears_whole_or_not_at_all(store, tmp_path):
    record = make_record()
    incoming = store.receive(record.id)
    incoming.write(b"x")
    with mock.patch("ocr_service.storage.incoming.write_durably", side_effect=OSError(errno.ENOSPC, "full")):
        with pytest.raises(StorageFull):
            incoming.commit(record)

    assert list(store.task_ids()) == []
    incoming.discard()
    assert list((tmp_path / "uploads").iterdir()) == []


def test_outputs_are_copied_where_links_cannot_be_made(tmp_path):
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "text.txt").write_text("text")
    with mock.patch("os.link", side_effect=OSError(errno.EPERM, "no links")):
        link_tree.link_tree(tmp_path / "1", tmp_path / "2")

    assert (tmp_path / "2" / "text.txt").read_text() == "text"


def test_links_share_their_bytes(tmp_path):
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "text.txt").write_text("text")

    link_tree.link_tree(tmp_path / "1", tmp_path / "2")

    assert (tmp_path / "2" / "text.txt").samefile(tmp_path / "1" / "text.txt")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1", "2"]


def test_the_folder_is_the_owners_alone(store, tmp_path):
    assert (tmp_path / "uploads").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "member", ['"options": "t"', '"options": {"dpi": 1e999}', '"options": ' + "[" * 9_000 + "]" * 9_000]
)
def test_a_record_with_a_value_of_another_kind_is_damaged(member):
    """Such as a hand left it on the disk; one of them must not end the listing of all."""
    whole = encode_record(make_record()).decode()
    start = whole.rindex("}")

    with pytest.raises((ValueError, TypeError)):
        decode_record(f"{whole[:start]}, {member}}}".encode())
