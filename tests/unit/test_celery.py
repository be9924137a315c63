from __future__ import annotations

import importlib
from types import ModuleType

import pytest

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
