"""Tasks for those who run Celery: the children of its pool read documents, or follow what this service's workers read.

    celery -A ocr_service.celery worker --concurrency 2

Each document is a task of this service's queue in any case, so that leases, retries, the fencing token, webhooks and
results are the same for every door, and what Celery delivers again (a killed child, a lost worker, a visibility timeout)
finds the task that it had started. With ``CELERY_READS=false`` a child only waits for its document. Names, queues and states are in
docs/celery.md.
"""

from __future__ import annotations

import asyncio
from typing import Any

from celery import Celery
from celery.signals import beat_embedded_init, worker_process_init, worker_shutdown
from kombu.entity import Queue

from ocr_service import tasks
from ocr_service.celery.beside import run_beside
from ocr_service.celery.documents import SERVER, DocumentsStep
from ocr_service.celery.presence import PresenceStep
from ocr_service.celery.reading import ChildReader, TaskDelayed
from ocr_service.domain.task import Task
from ocr_service.environment import read_settings
from ocr_service.errors import BackendUnavailable, ProcessLost, QueueFull, ValidationFailed
from ocr_service.settings import Settings
from ocr_service.tasks import StartedTask, celery_state

HIGH, NORMAL, LOW = "high_priority", "normal_priority", "low_priority"
"""Celery's queues, in the order in which a worker on Redis looks at them."""
READ_WAITING = "read_waiting"
_MOST_RETRIES = 10
_LONGEST_BACKOFF_S = 600
# How often a document may wait is for the service to say, which counts its tries.
_MOST_DELAYS = 1_000_000
_REDIS = ("redis://", "rediss://")
# Longer than a look takes. Two at once would move each message once all the same, by a transaction.
_LOOKING_S = 30


def broker_of(redis_url: str) -> str:
    """Celery's broker where ``CELERY_BROKER_URL`` names none: the service's own Redis.

    Raises ``ValidationFailed`` for a URL that Celery reads otherwise than this service (unix sockets, Sentinel).
    """
    if not redis_url.startswith(_REDIS):
        raise ValidationFailed(
            "Celery cannot use REDIS_URL as it is. Set CELERY_BROKER_URL and CELERY_RESULT_BACKEND,"
            " such as redis://host:6379/1."
        )
    return redis_url


def transport_options(visibility_s: float) -> dict[str, Any]:
    """How queues are kept on Redis; what a worker that died had comes back ten seconds after ``visibility_s`` at the latest.

    By itself kombu looks for such messages every 100 s, and not for five minutes where a worker died while it looked.
    """
    return {
        "queue_order_strategy": "priority",
        "visibility_timeout": visibility_s,
        "unacked_restore_throttle": 1,
        "unacked_mutex_expire": _LOOKING_S,
    }


def _made(settings: Settings) -> Celery:
    broker = settings.celery.broker_url or broker_of(settings.redis.url)
    app = Celery("ocr_service", broker=broker)
    if broker.startswith(_REDIS):
        app.conf.broker_transport_options = transport_options(settings.celery.visibility_seconds)
    if backend := settings.celery.result_backend or (broker if broker.startswith(_REDIS) else ""):
        app.conf.result_backend = backend
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
        task_track_started=True,
        result_extended=True,
        broker_connection_retry_on_startup=True,
    )
    if settings.celery.reads:
        _let_children_read(app, look_s=settings.celery.look_seconds)
    return app


def _let_children_read(app: Celery, *, look_s: float) -> None:
    """Beside each worker the program that its children read with; with ``celery beat`` also a look for other documents."""
    app.steps["worker"].update({DocumentsStep, PresenceStep})
    for forked in (worker_process_init, beat_embedded_init):
        forked.connect(_leave_server, weak=False)
    worker_shutdown.connect(_stop_server, weak=False)
    if look_s:
        # One that comes too late is not needed: the next is there.
        look = {"task": READ_WAITING, "schedule": look_s, "options": {"expires": look_s}}
        app.conf.beat_schedule = {READ_WAITING: look}


def _leave_server(**_: Any) -> None:
    SERVER.leave()


def _stop_server(**_: Any) -> None:
    SERVER.stop()


def _followed(celery_task: Any, started: StartedTask) -> dict[str, Any]:
    """The values of all fields; meanwhile Celery's state is that of the task, its ``info`` says how far it is."""

    def tell(task: Task) -> None:
        if not task.status.is_final:
            meta = {"task_id": task.id, "progress": task.progress, "message": task.message}
            celery_task.update_state(state=celery_state(task.status), meta=meta)

    if SERVER.address is None:
        return started.get(timeout=None, seen=tell)
    reader = ChildReader(read_settings(), SERVER.address)
    try:
        return run_beside(lambda seen: reader.read(started.id, seen), tell)
    except TaskDelayed as delayed:
        raise celery_task.retry(countdown=delayed.seconds, max_retries=_MOST_DELAYS) from None


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


def _waiting(self: Any) -> bool:
    """Read one document that waits in the service's queue, and ask for the next to be looked for; False when none waits."""
    if SERVER.address is None or not asyncio.run(ChildReader(read_settings(), SERVER.address).read_next()):
        return False
    self.apply_async(expires=read_settings().celery.look_seconds or None)
    return True


app = _made(read_settings())
_options = {
    "bind": True,
    "autoretry_for": (BackendUnavailable, QueueFull, ProcessLost),
    "retry_backoff": True,
    "retry_backoff_max": _LONGEST_BACKOFF_S,
    "max_retries": _MOST_RETRIES,
}
process_receipt_ocr = app.task(_receipt, name=tasks.process_receipt_ocr.name, **_options)
process_urgent_upload = app.task(_urgent, name=tasks.process_urgent_upload.name, **_options)
process_batch_upload = app.task(_batch, name=tasks.process_batch_upload.name, **_options)
read_waiting = app.task(_waiting, name=READ_WAITING, bind=True, ignore_result=True)
