"""Show tasks, batches, workers and queues as plain values for an answer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ocr_service.api.answers.work import work_waiting
from ocr_service.api.sub_path import sub_path
from ocr_service.domain.queue_values import Batch, QueueStats, WorkerInfo
from ocr_service.domain.status import Output, Priority, TaskStatus
from ocr_service.domain.task import Task, TaskId
from ocr_service.errors import TaskDamaged

PREFIX = "/api/v1"


_MESSAGES = {
    TaskStatus.PENDING: "Stored; process-all starts it",
    TaskStatus.QUEUED: "Waiting for a worker",
    TaskStatus.PROCESSING: "A worker has begun",
    TaskStatus.RETRYING: "Will be tried again",
    TaskStatus.COMPLETED: "Completed",
    TaskStatus.FAILED: "Failed",
    TaskStatus.CANCELLED: "Cancelled",
}
"""What is said of a task while its queue or worker has said nothing."""
_HELD = "Waiting; its queue is paused"
_WAITING = (TaskStatus.QUEUED, TaskStatus.RETRYING)


def status_url(task_id: TaskId) -> str:
    """Where a task is told about."""
    return f"{sub_path()}{PREFIX}/ocr/status/{task_id}"


def result_url(task_id: TaskId) -> str:
    """Where its result lies."""
    return f"{sub_path()}{PREFIX}/ocr/result/{task_id}"


def batch_url(batch_id: str) -> str:
    """Where a batch is told about."""
    return f"{sub_path()}{PREFIX}/ocr/batch/{batch_id}"


def steering_url(task_id: TaskId, action: str) -> str:
    """Where a task is steered: ``cancel``, ``retry``."""
    return f"{sub_path()}{PREFIX}/ocr/tasks/{task_id}/{action}"


def rendering_links(task: Task, outputs: Collection[str] | None = None) -> dict[str, str]:
    """Addresses of the result and of each rendering: of those in ``outputs``, or while nothing is made of those asked for."""
    base = result_url(task.id)
    links = {"result": base}
    made = [output for output in Output if output in (Output.TEXT, *(outputs or ()))]
    for output in task.options.outputs if outputs is None else made:
        if output is Output.IMAGES:
            links["images"] = f"{base}/pages/{{page}}/image"
        elif output is not Output.JSON:
            links[output.value] = f"{base}/{output.value}"
    return links


def task_links(task: Task, outputs: Collection[str] | None = None) -> dict[str, str]:
    """What can be done next; ``outputs`` as for ``rendering_links``."""
    links = {"self": status_url(task.id)}
    if task.status is TaskStatus.COMPLETED:
        links |= rendering_links(task, outputs)
    elif task.status is TaskStatus.FAILED:
        links["retry"] = steering_url(task.id, "retry")
    elif not task.status.is_final:
        links |= {"result": result_url(task.id), "cancel": steering_url(task.id, "cancel")}
    if task.batch_id:
        links["batch"] = batch_url(task.batch_id)
    return links


def task_view(task: Task, position: int | None = None, paused: Collection[Priority] = ()) -> dict[str, Any]:
    """A task as ``TaskAnswer``; ``paused`` are the queues of which nothing is handed out."""
    is_held = task.priority in paused and task.status in _WAITING
    return {
        "task_id": task.id,
        "status": task.status.value,
        "progress": task.progress,
        "message": _HELD if is_held else task.message or _MESSAGES[task.status],
        "created_at": task.created_at,
        "updated_at": task.updated_at,
        "started_at": task.started_at,
        "finished_at": task.finished_at,
        "priority": task.priority.value,
        "queue_position": position,
        "queue_paused": is_held,
        "pages_done": task.pages_done,
        "pages_total": task.pages_total,
        "retry_count": task.retry_count,
        "error": _error_view(task),
        "filename": task.filename,
        "media_type": task.media_type,
        "language": task.options.language,
        "outputs": [output.value for output in task.options.outputs],
        "batch_id": task.batch_id or None,
        "cached_from": task.cached_from or None,
        "metadata": dict(task.user_metadata),
        "links": task_links(task),
    }


def _error_view(task: Task) -> dict[str, str] | None:
    if task.damaged:
        detail = f"{TaskDamaged().detail} ({', '.join(task.damaged)})"
        return {"code": TaskDamaged.code, "detail": detail}
    return {"code": task.error.code, "detail": task.error.detail} if task.error else None


def batch_view(batch: Batch) -> dict[str, Any]:
    """A batch as ``BatchAnswer``."""
    return {
        "batch_id": batch.id,
        "total": batch.total,
        "progress": batch.progress,
        "is_finished": bool(batch.finished_at),
        "counts": {status.value: batch.counts.get(status, 0) for status in TaskStatus},
        "task_ids": list(batch.task_ids),
        "created_at": batch.created_at,
        "finished_at": batch.finished_at,
        "links": {"self": batch_url(batch.id)},
    }


def worker_view(worker: WorkerInfo) -> dict[str, Any]:
    """A worker as ``WorkerAnswer``."""
    return {
        "id": worker.id,
        "host": worker.host,
        "pid": worker.pid,
        "version": worker.version,
        "started_at": worker.started_at,
        "heartbeat_at": worker.heartbeat_at,
        "queues": [queue.value for queue in worker.queues],
        "concurrency": worker.concurrency,
        "languages": list(worker.languages),
        "engines": list(worker.engines),
        "memory_mb": worker.memory_mb,
        "current_tasks": list(worker.current_tasks),
        "tasks_done": worker.tasks_done,
        "is_draining": worker.is_draining,
    }


def queue_view(stats: QueueStats, queue: Priority) -> dict[str, Any]:
    """A queue as ``QueueAnswer``."""
    return {
        "name": queue.value,
        "waiting": stats.waiting.get(queue, 0),
        "paused": queue in stats.paused,
        "oldest_waiting_s": round(stats.oldest_waiting_s.get(queue, 0.0), 3),
    }


def queues_view(stats: QueueStats) -> dict[str, Any]:
    """All queues as ``QueuesAnswer``."""
    return {
        "queues": [queue_view(stats, queue) for queue in Priority],
        "delayed": stats.delayed,
        "pending": stats.pending,
        "processing": stats.processing,
        "dead": stats.dead,
    }


def work_view(stats: QueueStats) -> dict[str, Any]:
    """What waits, in seconds, as ``WorkAnswer``."""
    work = work_waiting(stats)
    return {
        "waiting_s": round(work.waiting_s, 3),
        "queues": {queue.value: round(seconds, 3) for queue, seconds in work.by_queue_s.items()},
        "task_s": round(work.task_s, 3),
        "processing": stats.processing,
    }


def stats_view(stats: QueueStats, workers: list[WorkerInfo]) -> dict[str, Any]:
    """Everything as ``WorkerStatsAnswer``."""
    ended = stats.completed_total + stats.failed_total
    seconds = sum(stats.durations_s.values())
    return {
        "workers": [worker_view(worker) for worker in workers],
        **queues_view(stats),
        "completed_total": stats.completed_total,
        "failed_total": stats.failed_total,
        "cancelled_total": stats.cancelled_total,
        "retried_total": stats.retried_total,
        "pages_total": stats.pages_total,
        "completed_last_hour": stats.completed_last_hour,
        "pages_last_hour": stats.pages_last_hour,
        "success_rate": round(stats.completed_total / ended, 4) if ended else None,
        "average_processing_s": round(seconds / stats.completed_total, 3) if stats.completed_total else None,
        "stage_s": {name: round(value, 3) for name, value in stats.durations_s.items()},
    }
