"""What a worker calls itself."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ocr_service.bootstrap.worker import own_id, room_mb
from ocr_service.pipeline.limits.memory_table import WORKER_ROOM_MB


@pytest.mark.parametrize(
    ("named", "process", "workers", "called"),
    [
        pytest.param("nas", "", 1, "nas", id="by hand"),
        pytest.param("nas", "worker", 1, "nas", id="one under supervisord"),
        pytest.param("nas", "worker2", 3, "nas-2", id="one of several"),
        pytest.param("nas", "", 3, "nas", id="by hand, beside several"),
    ],
)
def test_a_fixed_name_is_kept_apart_by_the_number(monkeypatch, named, process, workers, called):
    monkeypatch.setenv("SUPERVISOR_PROCESS_NAME", process)

    assert own_id(named, workers) == called


def test_without_a_name_each_of_several_has_its_own(monkeypatch):
    names = set()
    for number in (1, 2, 3):
        monkeypatch.setenv("SUPERVISOR_PROCESS_NAME", f"worker{number}")
        names.add(own_id("", 3))

    assert len(names) == 3


def test_the_threads_of_a_buckets_client_have_room_on_any_machine():
    plain, bucket = SimpleNamespace(uses_bucket=False), SimpleNamespace(uses_bucket=True)

    assert room_mb(plain, cores=64) == WORKER_ROOM_MB
    assert room_mb(bucket, cores=64) - WORKER_ROOM_MB >= 64 * 2 + 16
