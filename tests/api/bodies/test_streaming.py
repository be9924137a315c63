"""Uploads over real connections: early refusals arrive, and nobody's leaving costs anything."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from unittest import mock

import httpx2
import pytest

from ocr_service.api.config import ApiConfig
from ocr_service.api.turns import AT_ONCE
from tests.support import sample_files as files
from tests.support.api_process import PREFIX
from tests.support.processes.api_thread import ApiThread
from tests.support.processes.patience import PATIENCE_S
from tests.support.redis_server import RedisServer

OPENING = b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.4\n'
TYPE = {"Content-Type": "multipart/form-data; boundary=B"}
PROCESS = f"{PREFIX}/ocr/process"


@pytest.fixture(scope="module")
def server(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiThread]:
    config = ApiConfig(max_file_bytes=5_000_000, upload_timeout_s=10)
    thread = ApiThread(redis_server.url, tmp_path_factory.mktemp("streaming") / "uploads", config)
    thread.start()
    assert thread.is_serving.wait(20)
    yield thread
    thread.stop()


def left(uploads: Path) -> list[str]:
    return [path.name for path in uploads.iterdir()]


def test_the_refusal_of_a_whole_upload_does_not_wait(server):
    with mock.patch("ocr_service.api.bodies.body._DRAIN_S", 30):
        answer = httpx2.post(
            server.url + PROCESS,
            files={"file": ("a.pdf", b"just text")},
            timeout=PATIENCE_S,
            headers={"Connection": "close"},
        )

    assert answer.json()["code"] == "UNSUPPORTED_MEDIA_TYPE"


@pytest.mark.parametrize("is_announced", [True, False], ids=["content-length", "chunked"])
def test_a_refusal_in_the_middle_of_a_large_body_arrives(server, is_announced):
    size = 20_000_000

    def body() -> Iterator[bytes]:
        yield OPENING
        for _ in range(size // 100_000):
            yield bytes(100_000)

    headers = TYPE | ({"Content-Length": str(len(OPENING) + size)} if is_announced else {})
    answer = httpx2.post(server.url + PROCESS, content=body(), headers=headers, timeout=PATIENCE_S)

    assert (answer.status_code, answer.json()["code"]) == (413, "FILE_TOO_LARGE")
    assert left(server.uploads) == []


def test_a_caller_who_leaves_in_the_middle_leaves_nothing_behind(server):
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        head = f"POST {PROCESS} HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in TYPE.items())
        connection.sendall(head.encode() + b"\r\n" + OPENING + bytes(1_000_000))
        await_that(lambda: left(server.uploads) != [])

    await_that(lambda: left(server.uploads) == [])


def test_a_large_upload_arrives_whole(server):
    content = files.PDF + bytes(range(256)) * 15_000

    answer = httpx2.post(server.url + PROCESS, files={"file": ("a.pdf", content)}, timeout=PATIENCE_S)

    task_id = answer.json()["task_id"]
    assert (server.uploads / task_id / "source.pdf").read_bytes() == content
    httpx2.delete(f"{server.url}{PREFIX}/ocr/tasks/{task_id}")


def test_a_burst_larger_than_the_turns_arrives_whole(server):
    contents = [files.PDF + bytes([number]) * 300_000 for number in range(3 * AT_ONCE)]

    with ThreadPoolExecutor(len(contents)) as pool:
        answers = list(
            pool.map(
                lambda content: httpx2.post(
                    server.url + PROCESS, files={"file": ("a.pdf", content)}, timeout=PATIENCE_S
                ),
                contents,
            )
        )

    assert {answer.status_code for answer in answers} == {202}
    for answer, content in zip(answers, contents, strict=True):
        task_id = answer.json()["task_id"]
        assert (server.uploads / task_id / "source.pdf").read_bytes() == content
        httpx2.delete(f"{server.url}{PREFIX}/ocr/tasks/{task_id}")


def test_silent_uploads_keep_nobody_out(server):
    host, port = server.url.removeprefix("http://").split(":")
    head = f"POST {PROCESS} HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in TYPE.items())
    with ExitStack() as stack:
        for _ in range(2 * AT_ONCE):
            silent = stack.enter_context(socket.create_connection((host, int(port))))
            silent.sendall(head.encode() + b"\r\n" + OPENING)

        answer = httpx2.post(server.url + PROCESS, files={"file": ("a.pdf", files.PDF)}, timeout=PATIENCE_S)

    assert answer.status_code == 202
    httpx2.delete(f"{server.url}{PREFIX}/ocr/tasks/{answer.json()['task_id']}")
    await_that(lambda: left(server.uploads) == [])


def await_that(holds) -> None:
    for _ in range(500):
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come true within ten seconds")
