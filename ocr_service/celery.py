"""The door for those who run Celery: its tasks put documents into this service's queue and end when those have ended.

    celery -A ocr_service.celery worker --concurrency 8

A Celery task holds a child of the pool while it waits, and no document: the service's own workers read, each document in its
bounded process, and its result is accepted once. What Celery delivers again (a killed child, a lost worker, a visibility
timeout) finds the task that it had started by Celery's own id. Names, queues and states are in docs/celery.md.
"""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from kombu.entity import Queue

from ocr_service import tasks
from ocr_service.domain.task import Task
from ocr_service.environment import read_settings
from ocr_service.errors import BackendUnavailable, QueueFull, ValidationFailed
from ocr_service.tasks import StartedTask, celery_state

HIGH, NORMAL, LOW = "high_priority", "normal_priority", "low_priority"
"""Celery's queues, in the order in which a worker on Redis looks at them."""
_MOST_RETRIES = 10
_LONGEST_BACKOFF_S = 600


def broker_of(redis_url: str) -> str:
    """Celery's broker where ``CELERY_BROKER_URL`` names none: the service's own Redis.

    Raises ``ValidationFailed`` for a URL that Celery reads otherwise than this service (unix sockets, Sentinel).
    """
    if not redis_url.startswith(("redis://", "rediss://")):
        raise ValidationFailed(
            "Celery cannot use REDIS_URL as it is. Set CELERY_BROKER_URL and CELERY_RESULT_BACKEND,"
            " such as redis://host:6379/1."
        )
    return redis_url


def _made() -> Celery:
    broker = os.environ.get("CELERY_BROKER_URL") or broker_of(read_settings().redis.url)
    app = Celery("ocr_service", broker=broker)
    if broker.startswith(("redis://", "rediss://")):
        app.conf.result_backend = broker
        app.conf.broker_transport_options = {"queue_order_strategy": "priority"}
    app.conf.update(
        task_queues=[Queue(name) for name in (HIGH, NORMAL, LOW)],
        task_default_queue=NORMAL,
        task_routes={
            tasks.process_urgent_upload.name: {"queue": HIGH},
            tasks.process_batch_upload.name: {"queue": LOW},
        },
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_send_task_events=True,
        task_send_sent_event=True,
        result_extended=True,
        broker_connection_retry_on_startup=True,
    )
    return app


def _followed(celery_task: Any, started: StartedTask) -> dict[str, Any]:
    """The values of all fields; meanwhile Celery's state is that of the task, its ``info`` says how far it is."""

    def tell(task: Task) -> None:
        if not task.status.is_final:
            meta = {"task_id": task.id, "progress": task.progress, "message": task.message}
            celery_task.update_state(state=celery_state(task.status), meta=meta)

    return started.get(timeout=None, seen=tell)


def _key(celery_task: Any) -> str:
    return f"celery:{celery_task.request.id}"


def _receipt(self: Any, receipt_id: int | str) -> dict[str, Any]:
    """Read the receipt with this id."""
    return _followed(self, tasks.process_receipt_ocr.delay(receipt_id, idempotency_key=_key(self)))


def _urgent(
    self: Any, upload_id: str | None = None, *, receipt_id: int | str | None = None
) -> dict[str, Any]:
    """Read an upload, or a receipt, before all others."""
    started = tasks.process_urgent_upload.delay(upload_id, receipt_id=receipt_id, idempotency_key=_key(self))
    return _followed(self, started)


def _batch(self: Any, upload_id: str | None = None, *, receipt_id: int | str | None = None) -> dict[str, Any]:
    """Read an upload, or a receipt, when nothing else waits."""
    started = tasks.process_batch_upload.delay(upload_id, receipt_id=receipt_id, idempotency_key=_key(self))
    return _followed(self, started)


app = _made()
_options = {
    "bind": True,
    "autoretry_for": (BackendUnavailable, QueueFull),
    "retry_backoff": True,
    "retry_backoff_max": _LONGEST_BACKOFF_S,
    "max_retries": _MOST_RETRIES,
}
process_receipt_ocr = app.task(_receipt, name=tasks.process_receipt_ocr.name, **_options)
process_urgent_upload = app.task(_urgent, name=tasks.process_urgent_upload.name, **_options)
process_batch_upload = app.task(_batch, name=tasks.process_batch_upload.name, **_options)
