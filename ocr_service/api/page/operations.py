"""For whoever runs the service: queues, workers, what failed, and whether all is well."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from ocr_service.api.page.records import plots_for, records_of
from ocr_service.api.page.route import PageRoute
from ocr_service.api.page.rows import ago, now, row_of
from ocr_service.api.page.visit import Looking, Steering, Visit
from ocr_service.api.page.words.spoken import Words
from ocr_service.api.routes.keys import remember
from ocr_service.api.routes.notifications import replay_all
from ocr_service.api.routes.operations import audited, requeue_dead
from ocr_service.domain.api_key import Scope
from ocr_service.domain.notification import NotificationState
from ocr_service.domain.queue_values import QueueStats
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.web.course import Window
from ocr_service.errors import RouteNotFound

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_DEAD = 50
_MOST_REQUEUED = 10_000
_MOST_REPLAYED = 500


@router.get("/operations")
async def operations_page(visit: Looking, window: Window = Window.DAY) -> Response:
    """Everything at a glance; the page asks for its numbers again every few seconds."""
    visit.require(Scope.OPERATE)
    if visit.is_part:
        return visit.page("_numbers.html", **await _numbers(visit))
    return await _whole(visit, window)


async def _whole(visit: Visit, window: Window = Window.DAY, **told: Any) -> Response:
    """The page; ``told`` is what came of a step."""
    values = {"report": None, "replayed": None, **told}
    numbers, plots, records = await asyncio.gather(
        _numbers(visit), plots_for(visit, window), records_of(visit)
    )
    return visit.page("operations.html", **numbers, **plots, **records, **values)


async def _numbers(visit: Visit) -> dict[str, Any]:
    queue, at = visit.context.queue, now()
    stats, workers, redis = await asyncio.gather(queue.stats(), queue.workers(), queue.redis_use())
    due = await queue.next_tries(_DEAD)
    delayed = (await queue.known(list(due))).values()
    failed = await queue.list_tasks(status=TaskStatus.FAILED, limit=_DEAD)
    codes = await queue.failed_by_code(_MOST_REQUEUED)
    tasks = await queue.known([task for worker in workers for task in worker.current_tasks])
    return {
        "stats": stats,
        "queues": list(Priority),
        "workers": workers,
        "now_reading": {id_: row_of(task, visit.words, {}, (), at) for id_, task in tasks.items()},
        "seen": {worker.id: ago(worker.heartbeat_at, at, visit.words) for worker in workers},
        "failed": [(task, ago(task.finished_at, at, visit.words)) for task in failed.tasks],
        "codes": codes,
        "uncounted": max(0, stats.dead - _MOST_REQUEUED),
        "rates": _rates(stats, visit.words),
        "delayed": [(task, _seconds_until(due.get(task.id), at)) for task in delayed],
        "redis": redis,
        "free_bytes": await asyncio.to_thread(visit.context.store.free_bytes),
    }


def _seconds_until(due_ms: int | None, at: datetime) -> int:
    return 0 if due_ms is None else max(0, round(due_ms / 1000 - at.timestamp()))


def _rates(stats: QueueStats, words: Words) -> dict[str, str]:
    """Of the last hour: documents, pages, failures in per cent, and seconds a document."""
    ended = stats.completed_last_hour + stats.failed_last_hour
    per_document_s = stats.run_s_last_hour / stats.completed_last_hour if stats.completed_last_hour else None
    return {
        "documents": str(stats.completed_last_hour),
        "pages": str(stats.pages_last_hour),
        "failed": f"{words.number(100 * stats.failed_last_hour / ended)} %" if ended else "–",
        "seconds": f"{words.number(per_document_s)} s" if per_document_s is not None else "–",
    }


@router.post("/operations/queues/{name}/{action}")
async def steer_queue(visit: Steering, name: Priority, action: str) -> Response:
    """Pause or resume a queue."""
    visit.require(Scope.OPERATE)
    steps = {
        "pause": (visit.context.queue.pause, "queue paused"),
        "resume": (visit.context.queue.resume, "queue resumed"),
    }
    if action not in steps:
        raise RouteNotFound
    if asked := visit.unsure(f"op.{action}.sure"):
        return asked
    step, told = steps[action]
    await step(name)
    await remember(visit.context, visit.caller.name, told, name)
    return visit.to("/operations")


@router.post("/operations/workers/{worker_id}/drain")
async def drain_worker(visit: Steering, worker_id: str) -> Response:
    """Let a worker finish what it has, and take nothing more."""
    visit.require(Scope.OPERATE)
    if asked := visit.unsure("op.drain.sure"):
        return asked
    await visit.context.queue.drain(worker_id)
    await remember(visit.context, visit.caller.name, "worker drained", worker_id)
    return visit.to("/operations")


@router.post("/operations/dead-letters/requeue")
async def requeue(visit: Steering) -> Response:
    """Run failed documents again: all of them, or those of one error."""
    visit.require(Scope.OPERATE)
    code = visit.field("code") or None
    if asked := visit.unsure("op.requeue.sure" if code else "op.requeue.sure.all"):
        return asked
    done = await requeue_dead(visit.context, visit.caller.name, code=code, limit=_MOST_REQUEUED)
    skipped = Counter(done["skipped"].values())
    replayed = {"requeued": len(done["requeued"]), "skipped": dict(skipped.most_common())}
    return await _whole(visit, replayed=replayed)


@router.post("/operations/notifications/replay")
async def replay(visit: Steering) -> Response:
    """Send again what was given up, the newest first."""
    visit.require(Scope.OPERATE)
    if asked := visit.unsure("op.replay.sure"):
        return asked
    dead = await visit.context.queue.notifications(NotificationState.DEAD, limit=_MOST_REPLAYED)
    await replay_all(visit.context, visit.caller.name, [each.id for each in dead.notifications])
    return visit.to("/operations#told")


@router.post("/operations/audit")
async def audit(visit: Steering) -> Response:
    """Prove that each task is in exactly one place."""
    visit.require(Scope.OPERATE)
    report = await audited(visit.context)
    return await _whole(visit, report=report)
