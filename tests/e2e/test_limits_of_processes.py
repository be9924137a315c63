"""The worker's process and the fork server's have limits of memory of their own, by the same table as documents."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from ocr_service.pipeline.limits.memory_table import SERVER_ROOM_MB, WORKER_ROOM_MB
from tests.support.drawings import draw_page, sentence
from tests.support.processes.patience import PATIENCE_S
from tests.support.service import RunningService

_MIB = 1 << 20


def may_have_more(pid: int) -> int:
    """Bytes of data."""
    soft, _ = resource.prlimit(pid, resource.RLIMIT_DATA)
    return soft - int(Path(f"/proc/{pid}/statm").read_text().split()[5]) * resource.getpagesize()


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture(scope="module")
def smallest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service in the smallest memory there is."""
    folder = tmp_path_factory.mktemp("smallest")
    with RunningService(folder, PAGE_SLOTS="1", WORKER_MEMORY_MB="128") as service:
        yield service


def test_worker_and_fork_server_may_have_no_more_than_the_table_gives_them(smallest: RunningService) -> None:
    worker = smallest.pid("worker")
    (server,) = children(worker)

    assert 0 < may_have_more(worker) <= WORKER_ROOM_MB * _MIB
    assert 0 < may_have_more(server) <= SERVER_ROOM_MB * _MIB


def test_who_asks_for_tesseracts_program_in_the_smallest_memory_gets_it(
    smallest: RunningService, tmp_path: Path
) -> None:
    """NumPy, which comes with it, has no room in a document that is bounded already."""
    source = tmp_path / "page.png"
    draw_page(sentence(1, 20)).picture.save(source)
    with httpx2.Client(base_url=smallest.url, timeout=PATIENCE_S) as client:
        form = {"engine": "tesseract"}
        answer = client.post(
            "/api/v1/ocr/process", files={"file": ("page.png", source.read_bytes())}, data=form
        )
        task_id = str(answer.raise_for_status().json()["task_id"])
        status = {"status": ""}
        while status["status"] not in ("COMPLETED", "FAILED"):
            status = client.get(f"/api/v1/ocr/status/{task_id}?wait=30").raise_for_status().json()

    assert (status["status"], status.get("error")) == ("COMPLETED", None)
