"""The worker's process and the fork server's have limits of memory of their own, by the same table as documents."""

from __future__ import annotations

import resource
from pathlib import Path

from ocr_service.pipeline.limits.memory_table import SERVER_ROOM_MB, WORKER_ROOM_MB
from tests.support.service import RunningService

_MIB = 1 << 20


def may_have_more(pid: int) -> int:
    """Bytes of data."""
    soft, _ = resource.prlimit(pid, resource.RLIMIT_DATA)
    return soft - int(Path(f"/proc/{pid}/statm").read_text().split()[5]) * resource.getpagesize()


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_worker_and_fork_server_may_have_no_more_than_the_table_gives_them(tmp_path: Path) -> None:
    with RunningService(tmp_path) as service:
        worker = service.pid("worker")
        (server,) = children(worker)

        assert 0 < may_have_more(worker) <= WORKER_ROOM_MB * _MIB
        assert 0 < may_have_more(server) <= SERVER_ROOM_MB * _MIB
