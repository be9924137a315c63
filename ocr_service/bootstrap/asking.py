"""What a worker answers its documents: one line per kind of question."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ocr_service.bootstrap.outside import build_agent, build_language_model, build_vision
from ocr_service.domain.outside.asking import Answerer
from ocr_service.queue.manager import RedisQueueManager
from ocr_service.settings import Settings
from ocr_service.worker.asking.broker import Broker

BuildAnswerer = Callable[[Settings, str, RedisQueueManager], Answerer | None]
"""Builds who answers, of a worker of that id, and imports what it needs; None where it is not configured."""

KINDS: Mapping[str, BuildAnswerer] = {
    "vision": build_vision,
    "agent": build_agent,
    "language_model": build_language_model,
}


def build_broker(settings: Settings, worker_id: str, queue: RedisQueueManager) -> Broker:
    """The broker of a worker, with an answerer for each kind that is configured."""
    built = {kind: build(settings, worker_id, queue) for kind, build in KINDS.items()}
    return Broker({kind: answerer for kind, answerer in built.items() if answerer is not None})
