"""A bucket in trouble: each trouble its named error, nothing lost, nothing half published, nothing left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest

from ocr_service.errors import StorageFailed, StorageFull, StorageUnavailable, UploadIncomplete
from ocr_service.storage.s3.bucket import PART_BYTES, Bucket
from ocr_service.storage.s3.config import S3Config
from ocr_service.storage.s3.signing import presigned_url, utc_now
from ocr_service.storage.s3.store import S3FileStore
from tests.support.processes.s3_server import READER_KEY, READER_SECRET, S3Server
from tests.support.processes.s3_troubles import S3Troubles, refusal
from tests.support.records import make_record


@pytest.fixture
def troubles(s3_server: S3Server) -> Iterator[S3Troubles]:
    with S3Troubles(s3_server.endpoint) as between:
        yield between


@pytest.fixture
def store(troubles: S3Troubles, s3_config: S3Config) -> S3FileStore:
    return S3FileStore(replace(s3_config, endpoint=troubles.endpoint, patience_s=1.5))


@pytest.fixture
def large_results(troubles: S3Troubles, s3_config: S3Config) -> S3FileStore:
    """A store to which every result is a large one."""
    return S3FileStore(replace(s3_config, endpoint=troubles.endpoint, patience_s=1.5, packed_bytes=0))


def put(store: S3FileStore, content: bytes = b"document") -> str:
    record = make_record()
    incoming = store.receive(record.id)
    try:
        incoming.write(content)
        incoming.commit(record)
    finally:
        incoming.discard()
    return record.id


def test_a_slow_down_is_waited_for(store, troubles):
    left = [503, 500, 503]
    troubles.trouble = lambda *_: refusal(left.pop(), "SlowDown") if left else None

    task_id = put(store)

    assert store.record(task_id) is not None
    assert not left


TROUBLES = {
    "gone for good": (503, "SlowDown", StorageUnavailable),
    "full": (507, "InsufficientStorage", StorageFull),
    "its quota used up": (403, "QuotaExceeded", StorageFull),
    "read-only": (403, "AccessDenied", StorageFailed),
    "of another clock": (403, "RequestTimeTooSkewed", StorageUnavailable),
    "a wrong name": (404, "NoSuchBucket", StorageFailed),
}


@pytest.mark.parametrize(("status", "code", "error"), TROUBLES.values(), ids=TROUBLES)
def test_a_document_that_cannot_be_stored_is_refused_and_leaves_nothing(
    store, troubles, s3_config, status, code, error
):
    troubles.trouble = lambda method, _: refusal(status, code) if method == "PUT" else None

    with pytest.raises(error):
        put(store)
    with pytest.raises(error):
        store.check()

    troubles.trouble = lambda *_: None
    assert list(store.tasks()) == []
    assert list(s3_config.work_folder.iterdir()) == []


def test_a_record_that_cannot_be_written_leaves_no_document(store, troubles):
    troubles.trouble = lambda method, address: (
        refusal(403, "AccessDenied") if method == "PUT" and address.endswith("task.json") else None
    )

    with pytest.raises(StorageFailed):
        put(store)

    assert list(store.tasks()) == []


def test_a_run_is_published_whole_or_not_at_all(large_results, troubles):
    store, task_id = large_results, put(large_results)
    folder = store.begin_output(task_id, 7)
    for name in ("pages.jsonl", "text.txt"):
        (folder / name).write_text("x")
    troubles.trouble = lambda method, address: (
        refusal(503, "SlowDown") if method == "PUT" and address.endswith("text.txt") else None
    )

    with pytest.raises(StorageUnavailable):
        store.publish(task_id, 7)
    assert store.open_output(task_id, 7, "pages.jsonl") is None
    troubles.trouble = lambda *_: None
    store.discard_output(task_id, 7)

    (left,) = store.tasks()
    assert left.tokens == ()


def test_a_lost_part_is_noticed_before_anything_counts_on_it(store, troubles):
    troubles.trouble = lambda method, address: (200, b"") if "partNumber=2" in address else None

    with pytest.raises(StorageFailed):
        put(store, bytes(PART_BYTES + 1))

    assert list(store.tasks()) == []


def test_a_late_listing_removes_nothing_that_is_there(large_results, troubles):
    store = large_results
    task_id, clone = put(store), put(store)
    (store.begin_output(task_id, 7) / "text.txt").write_text("x")
    store.publish(task_id, 7)
    empty = b"<?xml version='1.0'?><ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"
    troubles.trouble = lambda method, address: (200, empty) if "list-type=2" in address else None

    assert store.clone_output(task_id, clone, 7)
    store.cleanup_task_files(task_id)
    assert list(store.tasks()) == []
    troubles.trouble = lambda *_: None

    with_text = store.open_output(clone, 7, "text.txt")
    assert with_text is not None
    assert b"".join(with_text.pieces()) == b"x"


def test_an_upload_that_is_not_there_is_not_adopted(store):
    record = make_record()

    with pytest.raises(UploadIncomplete):
        store.uploads.look(record.id, record.id, 16)


def test_a_one_page_task_needs_so_many_requests_and_no_more(store, troubles):
    """Each is explained in docs/decisions/0075-results-in-a-bucket.md."""
    task_id = put(store)
    folder = store.begin_output(task_id, 7)
    store.fetch(f"{task_id}/source.pdf", 7)
    for name in ("pages.jsonl", "text.txt"):
        (folder / name).write_text("x")
    store.publish(task_id, 7)
    for name in ("pages.jsonl", "text.txt"):
        b"".join(store.open_output(task_id, 7, name).pieces())

    assert sorted(method for method, _ in troubles.seen) == ["GET"] * 2 + ["PUT"] * 3


def test_the_server_itself_refuses_what_no_link_allows(s3_server, s3_config):
    def answer(method: str, link: str) -> int:
        return httpx2.request(method, link, content=b"x", trust_env=False).status_code

    now, key = utc_now(), s3_config.key("uploads", "one")
    good = presigned_url(s3_config, "PUT", key, now=now, expires_s=60)
    late = presigned_url(s3_config, "PUT", key, now=now - timedelta(hours=1), expires_s=60)
    reader = replace(s3_config, access_key=READER_KEY, secret_key=READER_SECRET)

    assert answer("PUT", good) == 200
    assert answer("GET", good) == 403
    assert answer("PUT", good.replace("uploads/one", "tasks/one")) == 403
    assert answer("PUT", late) == 403
    assert answer("PUT", presigned_url(reader, "PUT", key, now=now, expires_s=60)) == 403


def test_a_document_without_its_record_or_a_record_without_its_document_is_no_task(store, s3_config):
    """Both are written at once; the process may be killed when one of them is there."""
    whole, record_alone, document_alone = put(store), put(store), put(store)
    bucket = Bucket(s3_config)
    bucket.delete([s3_config.key("tasks", record_alone, "source.pdf")])
    bucket.delete([s3_config.key("tasks", document_alone, "task.json")])

    found = {task_id: store.record(task_id) for task_id in (whole, record_alone, document_alone)}

    assert found[whole] is not None
    assert (found[record_alone], found[document_alone]) == (None, None)
    assert {task.id for task in store.tasks() if task.has_source} == found.keys()


def test_work_of_a_run_that_died_while_it_tidied_up_is_removed(store, s3_config):
    task_id = put(store)
    store.begin_output(task_id, 7)
    left = s3_config.work_folder / f"{task_id}.6"
    left.mkdir()

    assert store.remove_parts(older_than_s=60) == 1
    assert [path.name for path in s3_config.work_folder.iterdir()] == [f"{task_id}.7"]
