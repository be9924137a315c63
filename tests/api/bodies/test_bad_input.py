"""The table "Bad input: what each gets", row by row; nothing stays on disk after any refusal."""

from __future__ import annotations

import asyncio
import errno
from pathlib import Path
from unittest import mock

import pytest

from ocr_service.api.bodies import form
from ocr_service.api.config import ApiConfig
from ocr_service.intake.policy import IntakePolicy
from tests.support import sample_files as files
from tests.support.api_process import PREFIX, WORKER, api_process
from tests.support.processes.patience import LONGER_S
from tests.support.redis_server import RedisServer

TYPE = {"Content-Type": "multipart/form-data; boundary=B"}


def part(name: str, value: bytes, filename: str | None = None, extra: bytes = b"") -> bytes:
    named = f'; filename="{filename}"' if filename is not None else ""
    head = f'--B\r\nContent-Disposition: form-data; name="{name}"{named}\r\n'.encode()
    return head + extra + b"\r\n" + value + b"\r\n"


END = b"--B--\r\n"
FILE = part("file", files.PDF, "a.pdf")

FILES = {
    "empty": (b"", "a.pdf", 422, "EMPTY_FILE"),
    "one byte": (b"%", "a.pdf", 415, "UNSUPPORTED_MEDIA_TYPE"),
    "text as pdf": (b"just text" * 500, "a.pdf", 415, "UNSUPPORTED_MEDIA_TYPE"),
    "html as png": (b"<html><script>alert(1)</script>", "a.png", 415, "UNSUPPORTED_MEDIA_TYPE"),
    "xml that is no invoice": (b"<?xml version='1.0'?><order/>", "a.xml", 415, "UNSUPPORTED_MEDIA_TYPE"),
    "too many pixels": (files.png(50_000, 50_000), "a.png", 422, "IMAGE_TOO_LARGE"),
    "too long a side": (files.png(60_000, 1), "a.png", 422, "IMAGE_TOO_LARGE"),
    "second page too large": (files.tiff((8, 8), (60_000, 60_000)), "a.tif", 422, "IMAGE_TOO_LARGE"),
}

BODIES = {
    "no closing boundary": (part("file", files.PDF, "a.pdf"), 400, "BAD_MULTIPART"),
    "another boundary": (FILE.replace(b"--B", b"--C") + b"--C--\r\n", 400, "BAD_MULTIPART"),
    "empty": (b"", 400, "BAD_MULTIPART"),
    "no part": (END, 422, "VALIDATION_ERROR"),
    "part without a name": (
        b"--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n" + END,
        400,
        "BAD_MULTIPART",
    ),
    "many part headers": (
        part("file", b"x", "a", b"".join(b"X-H%d: y\r\n" % n for n in range(5_000))) + END,
        400,
        "BAD_MULTIPART",
    ),
    "huge part header": (part("file", b"x", "a" * 1_000_000) + END, 400, "BAD_MULTIPART"),
    "many fields": (b"".join(part(f"f{n}", b"x") for n in range(5_000)) + END, 413, "TOO_MANY_PARTS"),
    "many files": (b"".join(part("file", b"x", f"{n}") for n in range(3_000)) + END, 413, "TOO_MANY_PARTS"),
    "two files": (FILE + part("file", b"evil", "b") + END, 422, "TOO_MANY_PARTS"),
    "large field": (part("language", b"e" * 2_000_000) + END, 413, "FIELD_TOO_LARGE"),
    "many large fields": (
        b"".join(part(f"f{n}", b"e" * 100_000) for n in range(5)) + END,
        413,
        "FIELD_TOO_LARGE",
    ),
    "no file": (part("language", b"eng") + END, 422, "VALIDATION_ERROR"),
    "field twice": (FILE + part("dpi", b"200") * 2 + END, 422, "VALIDATION_ERROR"),
    "field that is no text": (FILE + part("pages", b"\xff\xfe") + END, 422, "VALIDATION_ERROR"),
    "unknown field": (FILE + part("colour", b"red") + END, 422, "VALIDATION_ERROR"),
    "large unknown field": (FILE + part("tags", b"t" * 100_000) + END, 422, "VALIDATION_ERROR"),
    "file under another name": (part("document", files.PDF, "a.pdf") + END, 422, "VALIDATION_ERROR"),
    "nested multipart": (
        part("file", b"--C\r\n\r\nx\r\n--C--", "a.png", b"Content-Type: multipart/mixed; boundary=C\r\n")
        + END,
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    ),
}

TYPES = {
    "no boundary": ("multipart/form-data", FILE + END, 400, "BAD_MULTIPART"),
    "boundary too long": (f"multipart/form-data; boundary={'b' * 300}", FILE + END, 400, "BAD_MULTIPART"),
    "form": ("application/x-www-form-urlencoded", b"a=1&" * 10_000, 415, "UNSUPPORTED_MEDIA_TYPE"),
    "json": ("application/json", b"[" * 100_000, 422, "VALIDATION_ERROR"),
    "none": ("", FILE + END, 415, "UNSUPPORTED_MEDIA_TYPE"),
}


def check(api, answer, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"]
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert api.left_on_disk() == []


@pytest.mark.parametrize(("content", "name", "status", "code"), FILES.values(), ids=FILES)
async def test_a_file_that_cannot_be_read_is_refused(api, content, name, status, code):
    check(api, await api.send(content, name), status, code)


@pytest.mark.parametrize(("body", "status", "code"), BODIES.values(), ids=BODIES)
async def test_a_bad_form_is_refused(api, body, status, code):
    check(api, await api.post("/ocr/process", content=body, headers=TYPE), status, code)


@pytest.mark.parametrize(("content_type", "body", "status", "code"), TYPES.values(), ids=TYPES)
async def test_a_body_that_is_no_form_is_refused(api, content_type, body, status, code):
    answer = await api.post("/ocr/process", content=body, headers={"Content-Type": content_type})

    check(api, answer, status, code)


@pytest.mark.parametrize("piece", [1, 7, 1_000])
async def test_a_form_is_read_alike_in_pieces_of_any_size(api, piece):
    body = FILE + part("priority", b"low") + END

    async def pieces():
        for start in range(0, len(body), piece):
            yield body[start : start + piece]

    answer = await api.post("/ocr/process", content=pieces(), headers=TYPE)

    assert answer.status_code == 202, answer.text


@pytest.mark.parametrize(
    "body",
    [b"\r\n" * 1_000 + FILE + END, FILE + END + b"Z" * 100_000],
    ids=["preamble", "epilogue"],
)
async def test_harmless_bytes_around_the_form_are_passed_over(api, body):
    assert (await api.post("/ocr/process", content=body, headers=TYPE)).status_code == 202


async def test_a_file_name_in_its_extended_form_is_no_path(api):
    head = b'Content-Disposition: form-data; name="file"; filename="a.pdf"; filename*=UTF-8\'\'..%2F..%2Fetc%2Fpasswd'
    body = b"--B\r\n" + head + b"\r\n\r\n" + files.PDF + b"\r\n" + END

    answer = await api.post("/ocr/process", content=body, headers=TYPE)

    task = await api.queue.get(answer.json()["task_id"])
    assert "/" not in task.filename


@pytest.mark.parametrize("language", ["xxx", "eng --tessdata-dir /tmp/x", "ENG", "еng", "fra"])
async def test_an_unknown_language_is_refused_with_those_that_workers_have(api, language):
    await api.queue.heartbeat(WORKER)

    answer = await api.send(language=language)

    check(api, answer, 422, "INVALID_LANGUAGE")
    assert answer.json()["installed"] == ["deu", "eng"]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "INVALID_WEBHOOK_URL"),
        ("example.org/hook", "INVALID_WEBHOOK_URL"),
        ("ftp://example.org/", "INVALID_WEBHOOK_URL"),
        ("http://127.0.0.1:6379/", "BLOCKED_WEBHOOK_URL"),
        ("http://[::ffff:10.0.0.1]/", "BLOCKED_WEBHOOK_URL"),
        ("http://redis:6379/", "BLOCKED_WEBHOOK_URL"),
    ],
)
async def test_a_callback_that_cannot_or_must_not_be_called_is_refused(api, url, code):
    answer = await api.send(callback_url=url)

    check(api, answer, 422, code)


async def test_events_that_an_upload_cannot_ask_for_are_named(api):
    answer = await api.send(callback_url="http://8.8.8.8/", callback_events="task.completed,worker.lost")

    check(api, answer, 422, "VALIDATION_ERROR")
    assert answer.json()["errors"][0]["field"] == "callback_events"


async def test_events_without_an_address_are_refused(api):
    answer = await api.send(callback_events="task.completed")

    check(api, answer, 422, "VALIDATION_ERROR")
    assert answer.json()["errors"][0]["field"] == "callback_events"


@pytest.mark.parametrize("query", ["?colour=red", "?wait=x", "?wait=-1", "?wait=nan", "?wait=1&wait=2"])
async def test_a_wrong_query_is_refused(api, query):
    check(api, await api.send(query=query), 422, "VALIDATION_ERROR")


# -- too large, too slow ------------------------------------------------------------------------------


@pytest.fixture
async def small(redis_url, tmp_path):
    config = ApiConfig(max_file_bytes=100_000)
    policy = IntakePolicy(max_bytes=100_000)
    async with api_process(redis_url, tmp_path / "uploads", config=config, policy=policy) as process:
        yield process


@pytest.fixture
async def hurried(redis_url, tmp_path):
    config = ApiConfig(upload_timeout_s=0.2)
    async with api_process(redis_url, tmp_path / "uploads", config=config) as process:
        yield process


async def test_a_file_that_is_too_large_is_refused(small):
    check(small, await small.send(files.PDF + bytes(200_000)), 413, "FILE_TOO_LARGE")


async def test_a_chunked_file_that_is_too_large_is_refused_while_it_streams(small):
    sent = 0

    async def endless():
        nonlocal sent
        yield FILE[:-2]
        while sent < 100_000_000:
            sent += 10_000
            yield bytes(10_000)

    with mock.patch("ocr_service.api.bodies.body._DRAIN_BYTES", 50_000):
        check(small, await small.post("/ocr/process", content=endless(), headers=TYPE), 413, "FILE_TOO_LARGE")

    assert sent < 400_000


async def test_an_announced_size_that_is_too_large_is_refused_at_once(small):
    headers = TYPE | {"Content-Length": "999999999999"}

    check(small, await small.post("/ocr/process", content=FILE, headers=headers), 413, "FILE_TOO_LARGE")


async def test_a_body_that_stops_coming_is_given_up(hurried):
    async def stalling():
        yield FILE[:60]
        await asyncio.sleep(LONGER_S)
        yield FILE[60:] + END

    with mock.patch("ocr_service.api.bodies.body._DRAIN_S", 0.01):
        answer = await hurried.post("/ocr/process", content=stalling(), headers=TYPE)

    check(hurried, answer, 408, "UPLOAD_TIMEOUT")


async def test_a_body_that_trickles_is_given_up(hurried):
    async def trickling():
        yield FILE[:60]
        while True:
            await asyncio.sleep(0.05)
            yield b" "

    with mock.patch("ocr_service.api.bodies.body._DRAIN_S", 0.01):
        answer = await hurried.post("/ocr/process", content=trickling(), headers=TYPE)

    check(hurried, answer, 408, "UPLOAD_TIMEOUT")


async def test_bytes_besides_the_files_have_a_limit(small):
    with mock.patch.object(form, "MAX_OVERHEAD_BYTES", 10_000):
        answer = await small.post("/ocr/process", content=FILE + END + b"Z" * 20_000, headers=TYPE)

    check(small, answer, 400, "BAD_MULTIPART")


# -- no room, no Redis --------------------------------------------------------------------------------


async def test_a_full_disk_is_told(redis_url, tmp_path):
    async with api_process(redis_url, tmp_path / "uploads", min_free_bytes=1 << 60) as api:
        answer = await api.send()

        check(api, answer, 507, "STORAGE_FULL")
        assert answer.headers["retry-after"]


def uploads_failing(api, error: OSError):
    """No document can be written; whatever else is opened (keys, packages' own files) is not touched."""
    real = Path.open

    def opened(path: Path, *args, **kwargs):
        if path.is_relative_to(api.uploads) and ".keys" not in path.parts:
            raise error
        return real(path, *args, **kwargs)

    return mock.patch.object(Path, "open", opened)


async def test_a_disk_that_fills_up_while_a_file_streams_is_told(api):
    with uploads_failing(api, OSError(errno.ENOSPC, "full")):
        answer = await api.send()

    check(api, answer, 507, "STORAGE_FULL")


async def test_a_broken_disk_is_told_without_its_message(api):
    with uploads_failing(api, OSError(errno.EIO, "sector 7 of /dev/sda")):
        answer = await api.send()

    check(api, answer, 503, "STORAGE_FAILED")
    assert "sector" not in answer.text


async def test_redis_away_is_told_and_nothing_is_kept(tmp_path):
    server = RedisServer(tmp_path / "redis").start()
    async with api_process(server.url, tmp_path / "uploads") as api:
        await api.upload()
        server.stop()

        for answer in (
            await api.send(files.png(), "a.png"),
            await api.get("/ocr/tasks"),
            await api.get("/queues"),
            await api.http.get("/readyz"),
            await api.http.get("/metrics"),
        ):
            assert answer.status_code == 503
            assert answer.json()["code"] in ("BACKEND_UNAVAILABLE", "NOT_READY")
            assert answer.headers["retry-after"]
        assert len(api.left_on_disk()) == 1
        assert (await api.http.get("/healthz")).status_code == 200


# -- ids, addresses, methods --------------------------------------------------------------------------

IDS = ["*", "a:b", "x:lock", "..%2Fadmin", "{a}", "task:1", "1%0D%0AFLUSHALL", "%00", "a" * 10_000, "-1", "null",
       "queue:normal", "00000000-0000-0000-0000-000000000000", "ÄÖÜ"]  # fmt: skip


@pytest.mark.parametrize("task_id", IDS, ids=range(len(IDS)))
@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/ocr/status/{}"),
        ("GET", "/ocr/result/{}"),
        ("GET", "/ocr/result/{}/text"),
        ("GET", "/ocr/result/{}/pages/1/image"),
        ("POST", "/ocr/tasks/{}/cancel"),
        ("POST", "/ocr/tasks/{}/retry"),
        ("DELETE", "/ocr/tasks/{}"),
    ],
)
async def test_an_id_of_no_task_is_not_found(api, task_id, method, address):
    answer = await api.http.request(method, PREFIX + address.format(task_id))

    check(api, answer, 404, "TASK_NOT_FOUND")


@pytest.mark.parametrize("address", ["/nothing", f"{PREFIX}/nothing", f"{PREFIX}/ocr/process/", "/docs/x"])
async def test_an_unknown_address_is_a_problem_too(api, address):
    answer = await api.http.get(address)

    check(api, answer, 404, "NOT_FOUND")
    assert answer.json()["title"] == "There is nothing at this address."


async def test_a_wrong_method_is_a_problem_that_names_the_right_one(api):
    answer = await api.get("/ocr/process")

    check(api, answer, 405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == "POST"


async def test_an_address_beside_ids_names_its_own_methods_alone(api):
    answer = await api.get("/uploads/complete")

    check(api, answer, 405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("DELETE", "/webhooks/secret", "GET"),
        ("GET", "/notifications/replay", "POST"),
        ("DELETE", "/uploads/initiate", "POST"),
    ],
)
async def test_a_word_that_is_an_address_is_no_id(api, method, address, allowed):
    answer = await api.http.request(method, f"{PREFIX}{address}")

    check(api, answer, 405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == allowed


@pytest.mark.parametrize("address", ["/ocr/status/x", "/ocr/batch/x", "/ocr/result/x/pdf"])
async def test_what_does_not_exist_has_a_title_that_says_so(api, address):
    answer = await api.get(address)

    assert answer.status_code == 404
    assert answer.json()["title"].startswith("There is no such")


async def test_a_defect_of_ours_is_told_without_its_text(api, caplog):
    with mock.patch.object(api.queue, "stats", side_effect=RuntimeError("secret path /srv/x")):
        answer = await api.get("/queues")

    check(api, answer, 500, "INTERNAL_ERROR")
    assert "secret" not in answer.text
    assert "request failed" in caplog.text


MISPLACED = {
    "a batch's part alone": ("process", [("files", ("a.pdf", files.PDF))], "part `file`"),
    "a single one's part in a batch": ("batch", [("file", ("a.pdf", files.PDF))], "part `files`"),
    "without a file name": ("batch", [("file", (None, files.PDF))], "part `files`"),
    "another name": ("process", [("document", ("a.pdf", files.PDF))], "part `file`"),
    "larger than a field": ("process", [("upload", ("a.pdf", files.PDF + bytes(300_000)))], "part `file`"),
}


@pytest.mark.parametrize(("route", "parts", "told"), MISPLACED.values(), ids=MISPLACED)
async def test_a_document_in_the_wrong_part_is_told_the_right_one(api, route, parts, told):
    answer = await api.post(f"/ocr/{route}", files=parts)

    assert (answer.status_code, answer.json()["code"]) == (422, "VALIDATION_ERROR")
    assert told in answer.json()["detail"]
    assert api.left_on_disk() == []


async def test_a_field_may_come_as_a_file(api):
    parts = [("file", ("a.pdf", files.PDF)), ("metadata", ("m.json", b'{"case": 7}'))]

    assert (await api.post("/ocr/process", files=parts)).status_code == 202


async def test_a_form_with_empty_fields_asks_for_nothing(api):
    answer = await api.send(language="", pages="", priority="", dpi="", metadata="", process="", outputs="")

    assert answer.status_code == 202
