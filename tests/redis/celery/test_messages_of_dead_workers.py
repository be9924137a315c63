"""What a Celery worker on Redis had when it died is looked for often enough."""

from __future__ import annotations

import importlib
import time
from pathlib import Path
from queue import Empty
from types import ModuleType

import pytest
from kombu import Connection

from tests.support.redis_server import RedisServer
from tests.support.service import free_port

VISIBLE_S = 0.2


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setenv("CELERY_BROKER_URL", "amqp://guest@127.0.0.1:1//")
    return importlib.import_module("ocr_service.celery")


def test_each_look_of_a_living_worker_brings_back_what_a_dead_one_had(
    door: ModuleType, tmp_path: Path
) -> None:
    port = free_port()
    with RedisServer(tmp_path, port=port):
        url = f"redis://127.0.0.1:{port}/0"
        options = door.transport_options(VISIBLE_S)
        with (
            Connection(url, transport_options=options) as dead,
            Connection(url, transport_options=options) as living,
        ):
            dead.SimpleQueue("work").put("a receipt")
            dead.SimpleQueue("work").get(timeout=5)
            queue = living.SimpleQueue("work")
            for wait_s in (0.0, VISIBLE_S):  # too early; then it is found, and put back into its queue
                time.sleep(wait_s)
                with pytest.raises(Empty):
                    queue.get(timeout=0.05)

            assert queue.get(timeout=5).payload == "a receipt"
