"""What every file store promises; runs over all of them."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from ocr_service.archive.parcels import Parcels, Read
from ocr_service.domain.file_store import FileStore, StoredTask
from ocr_service.domain.task import IntakeRecord, TaskId, new_task_id
from ocr_service.errors import StorageFailed
from ocr_service.storage.local import FileStorageManager
from ocr_service.storage.s3.config import S3Config
from ocr_service.storage.s3.store import S3FileStore
from tests.support.archive.shelf import Shelf
from tests.support.records import make_record


def local_store(request: pytest.FixtureRequest) -> FileStore:
    folder: Path = request.getfixturevalue("tmp_path")
    return FileStorageManager(folder / "uploads")


def s3_store(request: pytest.FixtureRequest) -> FileStore:
    config: S3Config = request.getfixturevalue("s3_config")
    return S3FileStore(config)


def s3_store_of_large_results(request: pytest.FixtureRequest) -> FileStore:
    config: S3Config = request.getfixturevalue("s3_config")
    return S3FileStore(replace(config, packed_bytes=0))


STORES = {"local": local_store, "s3": s3_store, "s3, large results": s3_store_of_large_results}


@pytest.fixture(params=STORES.values(), ids=STORES)
def store(request: pytest.FixtureRequest) -> FileStore:
    made: FileStore = request.param(request)
    return made


def put(store: FileStore, content: bytes = b"document", task_id: TaskId = "") -> IntakeRecord:
    record = make_record(id=task_id or None)
    incoming = store.receive(record.id)
    incoming.write(content)
    return incoming.commit(record)


def put_output(store: FileStore, task_id: TaskId, token: int, text: str = "text") -> None:
    folder = store.begin_output(task_id, token)
    (folder / "text.txt").write_text(text)
    (folder / "images").mkdir()
    (folder / "images" / "0001.png").write_bytes(b"png")
    store.publish(task_id, token)


def read_output(store: FileStore, task_id: TaskId, token: int, name: str) -> bytes | None:
    """A published file's bytes, None when there is none."""
    stored = store.open_output(task_id, token, name)
    if stored is None:
        return None
    with closing(stored):
        return b"".join(stored.pieces())


def test_a_committed_document_is_fetched_as_it_came(store, tmp_path):
    record = put(store, b"one" + b"two")

    assert store.fetch(record.file_path, 1).read_bytes() == b"onetwo"


def test_a_committed_document_is_read_without_a_run(store):
    record = put(store, b"onetwo")

    with closing(store.open_source(record.file_path)) as stored:
        assert (stored.size, b"".join(stored.pieces())) == (6, b"onetwo")
    store.cleanup_source(record.id)
    assert store.open_source(record.file_path) is None


def test_a_result_is_packed_for_the_archive(store, tmp_path):
    record = put(store, b"picture")
    folder = store.begin_output(record.id, 1)
    (folder / "text.txt").write_text("Hello")
    (folder / "pages.ndjson").write_text('{"page": 1, "text": "Hello", "words": []}\n')
    (folder / "document.pdf").write_bytes(b"%PDF")
    store.publish(record.id, 1)
    task = replace(Shelf.task(b"picture", ""), id=record.id, file_path=record.file_path)
    parcels = Parcels(tmp_path / "parcels", store, json.loads)

    identity = parcels.pack(Read(task=task, stored={"outputs": {"pdf": "document.pdf"}}, told={"fields": {}}))

    packed = parcels.document(identity)
    assert (packed.pages, sorted(packed.files)) == (1, ["original", "pdf", "result"])
    assert (parcels.folder / identity / packed.files["original"]).read_bytes() == b"picture"


def test_what_is_no_reference_opens_no_document(store):
    with pytest.raises(StorageFailed):
        store.open_source("../etc/passwd")


def test_an_upload_knows_its_size_and_hash(store):
    incoming = store.receive(new_task_id())
    incoming.write(b"one")
    incoming.write(b"two")

    assert incoming.size == 6
    assert incoming.sha256() == hashlib.sha256(b"onetwo").hexdigest()
    with incoming.open() as file:
        assert file.read() == b"onetwo"


def test_a_record_comes_back_whole(store):
    record = put(store)

    assert store.record(record.id) == record
    assert record.file_path


def test_an_upload_under_way_is_no_task(store):
    incoming = store.receive(new_task_id())
    incoming.write(b"half")

    assert list(store.task_ids()) == []


def test_a_discarded_upload_leaves_nothing(store):
    task_id = new_task_id()
    incoming = store.receive(task_id)
    incoming.write(b"half")

    incoming.discard()
    incoming.discard()

    assert store.record(task_id) is None
    assert store.remove_parts(older_than_s=-1) == 0


def test_discarding_after_the_commit_is_harmless(store, tmp_path):
    incoming = store.receive(new_task_id())
    incoming.write(b"document")
    record = incoming.commit(make_record(id=None))

    incoming.discard()

    with pytest.raises(StorageFailed):
        incoming.write(b"more")
    assert record


@pytest.mark.parametrize("reference", ["", "../etc/passwd", "/etc/passwd", "x/source.pdf"])
def test_only_references_of_its_own_are_fetched(store, tmp_path, reference):
    with pytest.raises(StorageFailed):
        store.fetch(reference, 1)


def test_a_missing_document_is_told(store, tmp_path):
    with pytest.raises(StorageFailed):
        store.fetch(f"{new_task_id()}/source.pdf", 1)


def test_a_try_that_was_killed_does_not_stand_in_the_way_of_the_next(store):
    task_id = new_task_id()
    store.receive(task_id).write(b"only the begin")

    put(store, b"all of it", task_id)

    source = store.open_source(store.record(task_id).file_path)
    assert b"".join(source.pieces()) == b"all of it"
    source.close()


@pytest.mark.parametrize("task_id", ["", "..", "a/b", "queue:normal", "x" * 300])
def test_only_task_ids_become_places(store, task_id):
    with pytest.raises(StorageFailed):
        store.receive(task_id)
    with pytest.raises(StorageFailed):
        store.cleanup_task_files(task_id)


def test_outputs_are_found_under_their_token_only(store):
    record = put(store)
    put_output(store, record.id, 7)

    assert read_output(store, record.id, 7, "text.txt") == b"text"
    assert read_output(store, record.id, 7, "images/0001.png") == b"png"
    assert read_output(store, record.id, 7, "images") is None
    assert read_output(store, record.id, 8, "text.txt") is None
    assert read_output(store, record.id, 7, "other") is None


@pytest.mark.parametrize("name", ["../task.json", "/etc/passwd", "", ".", "images/../../task.json", "a\0b"])
def test_no_output_lies_outside_its_folder(store, name):
    record = put(store)
    put_output(store, record.id, 7)

    assert read_output(store, record.id, 7, name) is None


def test_a_run_begins_with_an_empty_folder(store):
    record = put(store)
    put_output(store, record.id, 7)

    assert list(store.begin_output(record.id, 7).iterdir()) == []


def test_no_run_begins_for_a_task_whose_files_are_gone(store):
    task_id = new_task_id()
    with pytest.raises(StorageFailed):
        store.begin_output(task_id, 1)
        store.fetch(f"{task_id}/source.pdf", 1)


def test_discarded_outputs_are_gone_and_others_stay(store):
    record = put(store)
    put_output(store, record.id, 7)
    put_output(store, record.id, 8)

    store.discard_output(record.id, 7)
    store.discard_output(record.id, 7)

    assert read_output(store, record.id, 7, "text.txt") is None
    assert read_output(store, record.id, 8, "text.txt")


def test_cloned_outputs_outlive_their_source(store):
    record = put(store)
    put_output(store, record.id, 7)
    target = put(store)

    assert store.clone_output(record.id, target.id, 7)
    store.cleanup_task_files(record.id)

    assert read_output(store, target.id, 7, "text.txt") == b"text"
    assert read_output(store, target.id, 7, "images/0001.png") == b"png"


def test_outputs_that_are_gone_cannot_be_cloned(store):
    assert not store.clone_output(new_task_id(), new_task_id(), 1)


def test_cleaning_removes_everything_of_a_task_and_nothing_else(store):
    record, other = put(store), put(store)

    store.cleanup_task_files(record.id)
    store.cleanup_task_files(record.id)

    assert list(store.task_ids()) == [other.id]


def test_cleaning_the_source_keeps_the_outputs(store, tmp_path):
    record = put(store)
    put_output(store, record.id, 7)

    store.cleanup_source(record.id)

    assert store.record(record.id) is None
    assert read_output(store, record.id, 7, "text.txt")
    with pytest.raises(StorageFailed):
        store.fetch(record.file_path, 1)


def test_stale_outputs_are_those_of_smaller_tokens(store):
    record = put(store)
    for token in (1, 2, 30):
        put_output(store, record.id, token)

    assert store.remove_stale_outputs(record.id, before_token=30) == 2

    assert read_output(store, record.id, 30, "text.txt")
    assert store.record(record.id)


def test_uploads_that_nobody_writes_to_are_removed_by_age(store):
    incoming = store.receive(new_task_id())
    incoming.write(b"half")

    assert store.remove_parts(older_than_s=60) == 0
    assert store.remove_parts(older_than_s=-1) == 1


def test_the_age_of_a_task_counts_from_its_last_change(store):
    record = put(store)

    assert 0 <= store.age_s(record.id) < 60
    assert store.age_s(new_task_id()) is None


def test_an_ended_task_is_marked_once(store):
    record = put(store)
    assert store.ended_age_s(record.id) is None

    store.mark_ended(record.id)
    store.mark_ended(record.id)

    assert 0 <= store.ended_age_s(record.id) < 60
    store.mark_ended(new_task_id())


def test_a_healthy_store_says_so(store):
    store.check()
    assert store.free_bytes() > 0


def test_outputs_are_there_once_they_are_published(store):
    record = put(store)
    (store.begin_output(record.id, 7) / "text.txt").write_text("text")
    other = store.begin_output(record.id, 8)

    store.publish(record.id, 7)

    assert read_output(store, record.id, 7, "text.txt") == b"text"
    assert other.is_dir()


def test_a_source_outlives_the_clones_of_its_outputs(store):
    record, clones = put(store), [put(store), put(store)]
    put_output(store, record.id, 7)
    for clone in clones:
        assert store.clone_output(record.id, clone.id, 7)
    assert store.clone_output(clones[0].id, clones[1].id, 7)

    for clone in clones:
        store.discard_output(clone.id, 7)

    assert read_output(store, record.id, 7, "text.txt") == b"text"
    assert read_output(store, clones[0].id, 7, "text.txt") is None


def test_shared_outputs_go_with_the_last_who_has_them(store):
    record, first, second = put(store), put(store), put(store)
    put_output(store, record.id, 7)
    store.clone_output(record.id, first.id, 7)
    store.cleanup_task_files(record.id)
    assert store.clone_output(first.id, second.id, 7)
    assert {task.id for task in store.tasks()} == {first.id, second.id}

    store.cleanup_task_files(first.id)
    assert read_output(store, second.id, 7, "text.txt") == b"text"
    store.cleanup_task_files(second.id)

    assert list(store.tasks()) == []


def test_what_a_task_has_is_listed_by_names(store):
    record = put(store)
    put_output(store, record.id, 7)
    put_output(store, record.id, 8)
    (found,) = store.tasks()
    assert replace(found, tokens=()) == StoredTask(id=record.id, has_source=True)
    assert sorted(found.tokens) == [7, 8]

    store.mark_ended(record.id)
    store.cleanup_source(record.id)

    (left,) = store.tasks()
    assert (left.has_source, left.is_marked_ended, sorted(left.tokens)) == (False, True, [7, 8])


def test_a_published_file_is_read_in_ranges(store):
    record = put(store)
    put_output(store, record.id, 7, text="0123456789")

    with closing(store.open_output(record.id, 7, "text.txt")) as stored:
        assert stored.size == 10
        assert b"".join(stored.pieces(2, 5)) == b"234"
        assert b"".join(stored.pieces(8)) == b"89"
        assert b"".join(stored.pieces(8, 99)) == b"89"
        assert list(stored.pieces(10)) == []


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_nothing_is_left_open(store):
    before = _open_files()
    uploads = [store.receive(new_task_id()) for _ in range(50)]
    for incoming in uploads:
        incoming.write(b"x")

    assert _open_files() <= before
