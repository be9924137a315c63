from __future__ import annotations

import asyncio
import importlib
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from ocr_service.celery.beside import run_beside
from ocr_service.celery.reading import is_gone
from ocr_service.errors import ValidationFailed


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setenv("CELERY_BROKER_URL", "amqp://guest@127.0.0.1:1//")
    return importlib.import_module("ocr_service.celery")


def test_the_broker_is_the_services_redis_unless_another_is_named(door: ModuleType) -> None:
    assert door.broker_of("rediss://host:6380/2") == "rediss://host:6380/2"


@pytest.mark.parametrize("url", ["unix:///run/redis.sock?db=0", "redis+sentinel://a:1,b:2/main/0"])
def test_an_address_that_celery_reads_otherwise_is_refused(door: ModuleType, url: str) -> None:
    with pytest.raises(ValidationFailed, match="CELERY_BROKER_URL"):
        door.broker_of(url)


def test_each_task_has_its_queue_and_comes_back_when_its_child_is_lost(door: ModuleType) -> None:
    tasks = (door.process_urgent_upload, door.process_receipt_ocr, door.process_batch_upload)

    routes = [door.app.amqp.router.route({}, task.name)["queue"].name for task in tasks]
    assert routes == ["high_priority", "normal_priority", "low_priority"]
    assert all(task.acks_late and task.reject_on_worker_lost for task in tasks)


def test_a_worker_that_reads_starts_what_its_children_read_with_and_beat_looks_for_the_rest(
    door: ModuleType,
) -> None:
    assert {step.__name__ for step in door.app.steps["worker"]} >= {"DocumentsStep", "PresenceStep"}
    assert door.app.conf.beat_schedule["read_waiting"]["options"] == {"expires": 5.0}


def test_work_beside_a_task_is_heard_in_the_tasks_own_thread() -> None:
    heard: list[tuple[int, int]] = []

    async def work(tell: Callable[[int], None]) -> int:
        tell(threading.get_ident())
        return threading.get_ident()

    beside = run_beside(work, lambda told: heard.append((told, threading.get_ident())))

    assert heard == [(beside, threading.get_ident())]
    assert beside != threading.get_ident()


def test_a_time_limit_ends_the_work_beside_and_waits_until_it_gave_back_what_it_held() -> None:
    given_back = threading.Event()

    async def work(tell: Callable[[str], None]) -> None:
        tell("begun")
        try:
            await asyncio.sleep(600)
        finally:
            await asyncio.sleep(0.01)
            given_back.set()

    def limit(_: str) -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        run_beside(work, limit)
    assert given_back.is_set()


def test_only_a_sibling_on_this_machine_whose_thread_has_ended_is_known_to_be_gone() -> None:
    here = f"{socket.gethostname()}-celery-{os.getpid()}"
    reader = threading.Thread(target=lambda: None)
    reader.start()
    ended = reader.native_id
    reader.join()
    while Path(f"/proc/self/task/{ended}").exists():  # the kernel takes it away a moment later
        pass

    assert not is_gone(f"{here}-{threading.get_native_id()}")
    assert is_gone(f"{here}-{ended}")
    assert not is_gone(f"another-{here}-{ended}")
    assert not is_gone(f"{socket.gethostname()}-{ended}")
